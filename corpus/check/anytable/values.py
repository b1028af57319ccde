"""What a cell of each type of Table Schema v2 may look like, and the value that it stands for.

One function per type: it takes a cell, a string as a text file holds it or a value as JSON does, and gives the value,
or `WRONG`. Values compare as the standard compares them, and `canonical` writes them so that equal values are equal
strings.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal, InvalidOperation
from functools import partial
from typing import Any, ClassVar, Final
from uuid import UUID

from corpus.check.anytable import geo

WRONG: Final = object()

Read = Callable[[Any], Any]

TRUE_VALUES = ("true", "True", "TRUE", "1")
FALSE_VALUES = ("false", "False", "FALSE", "0")

# int() and str() refuse 4,300 digits, because they take quadratic time (CVE-2020-10735).
_MOST_DIGITS = 4_000
# Numbers are compared as they are written; the context that is there rounds to 28 digits, and knows no 1e1000000.
_EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)

_INTEGER = re.compile(r"[+-]?[0-9]+")
# XML Schema's decimal and double; frictionless and many writers spell the special values in other cases too.
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|[+-]?(?:inf|infinity|nan)", re.IGNORECASE)
_AROUND_NUMBER = re.compile(r"\A[^-0-9]*|[^0-9]*\Z")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_ZONE = r"(Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)?"
_CLOCK = rf"([0-9]{{2}}):([0-9]{{2}}):([0-9]{{2}})(?:\.([0-9]+))?{_ZONE}"
_TIME = re.compile(_CLOCK)
_DATETIME = re.compile(rf"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})T{_CLOCK}")
_YEAR = re.compile(rf"(-?(?:[1-9][0-9]{{4,}}|[0-9]{{4}})){_ZONE}")
_YEARMONTH = re.compile(r"(-?(?:[1-9][0-9]{4,}|[0-9]{4}))-(0[1-9]|1[0-2])")
_DURATION = re.compile(
    r"(-)?P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?",
    re.ASCII,
)
# RFC 5321 4.1.2, quoted strings and addresses of machines left out: atoms, and a domain of two labels or more.
_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}[^\W_]"
)
# RFC 3986 3: a scheme, then only characters that an address may hold.
_URI = re.compile(
    r"[A-Za-z][A-Za-z0-9+.-]*:(?://(?:(?:[A-Za-z0-9._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*@)?"
    r"(?:\[[0-9A-Fa-f:.]+\]|(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)(?::[0-9]*)?(?=[/?#]|\Z))?"
    r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*"
    r"(?:\?(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?"
    r"(?:#(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?"
)


@dataclass(frozen=True, slots=True)
class YearMonth:
    """A month of a year."""

    year: int
    month: int

    def __lt__(self, other: YearMonth) -> bool:
        return (self.year, self.month) < (other.year, other.month)

    def __gt__(self, other: YearMonth) -> bool:
        return other < self


@dataclass(frozen=True, slots=True)
class Duration:
    """Months and seconds, which no number of seconds makes comparable everywhere."""

    months: int
    seconds: Decimal

    # XML Schema 1.1 part 2, 3.3.6.1: one is less than the other where it is so from each of four instants.
    _FROM: ClassVar = (datetime(1696, 9, 1), datetime(1697, 2, 1), datetime(1903, 3, 1), datetime(1903, 7, 1))  # noqa: DTZ001  # of no zone

    def _after(self) -> list[Decimal]:
        return [_days_to(start, self.months) * 86_400 + self.seconds for start in self._FROM]

    def __lt__(self, other: Duration) -> bool:
        return all(a < b for a, b in zip(self._after(), other._after(), strict=True))

    def __gt__(self, other: Duration) -> bool:
        return other < self


def _days_to(start: datetime, months: int) -> Decimal:
    """Days from `start` to the same day so many months on, in a calendar without end."""
    ahead = start.year * 12 + start.month - 1 + months
    return Decimal(_day_number(ahead // 12, ahead % 12 + 1) - _day_number(start.year, start.month))


def _day_number(year: int, month: int) -> int:
    past, since = (year - 1, month + 9) if month < 3 else (year, month - 3)
    return 365 * past + past // 4 - past // 100 + past // 400 + (153 * since + 2) // 5


# ------------------------------------------------------------------ the types


def reader(field: Mapping[str, Any]) -> Read:
    """The function that reads a cell of the field; its descriptor is of the right form."""
    kind, form = field.get("type", "string"), field.get("format") or "default"
    match kind:
        case "string":
            return _STRINGS.get(form, _text)
        case "integer":
            bare, group = field.get("bareNumber", True), field.get("groupChar") or ""
            return partial(_integer, is_bare=bare, group=group)
        case "number":
            point = field.get("decimalChar") or "."
            bare, group = field.get("bareNumber", True), field.get("groupChar") or ""
            return partial(_number, is_bare=bare, group=group, point=point)
        case "boolean":
            words = dict.fromkeys(field.get("trueValues", TRUE_VALUES), True)
            return partial(_boolean, words=words | dict.fromkeys(field.get("falseValues", FALSE_VALUES), False))
        case "date" | "datetime" | "time":
            return partial(_moment, kind=kind, form=form)
        case "list":
            items = reader({"type": field.get("itemType", "string")})
            return partial(_list, delimiter=field.get("delimiter") or ",", item=items)
        case "array":
            inner = field.get("arrayItem")
            return partial(_json, of=list, item=reader({"type": "any", **inner}) if inner else None)
        case "object":
            return partial(_json, of=dict)
        case "geopoint":
            return partial(_geopoint, form=form)
        case "geojson":
            return partial(_geojson, form=form)
        case "year":
            return _year
        case "yearmonth":
            return _yearmonth
        case "duration":
            return _duration
        case _:
            return _any


def _any(cell: Any) -> Any:
    return cell


def _text(cell: Any) -> Any:
    return cell if isinstance(cell, str) else WRONG


def _email(cell: Any) -> Any:
    return cell if isinstance(cell, str) and _EMAIL.fullmatch(cell) else WRONG


def _uri(cell: Any) -> Any:
    return cell if isinstance(cell, str) and _URI.fullmatch(cell) else WRONG


def _uuid(cell: Any) -> Any:
    try:
        UUID(cell)
    except (ValueError, AttributeError, TypeError):
        return WRONG
    return cell


def _binary(cell: Any) -> Any:
    """RFC 4648 3.3: characters outside of the alphabet are refused."""
    if not isinstance(cell, str):
        return WRONG
    try:
        base64.b64decode(cell, validate=True)
    except (binascii.Error, ValueError):
        return WRONG
    return cell


def _wkt(cell: Any) -> Any:
    return cell if isinstance(cell, str) and geo.is_wkt(cell) else WRONG


_STRINGS: dict[str, Read] = {"email": _email, "uri": _uri, "uuid": _uuid, "binary": _binary, "wkt": _wkt}


def _digits(cell: str, is_bare: bool, group: str) -> str:
    """A number without what the field lets stand around it or between its digits."""
    digits = cell.strip()
    if not is_bare:
        digits = _AROUND_NUMBER.sub("", digits)
    return digits.replace(group, "") if group else digits


def integer_of(digits: str) -> int | Decimal:
    """A whole number of a JSON text, however long it is."""
    return int(digits) if len(digits) <= _MOST_DIGITS else Decimal(digits)


def number_of(digits: str) -> float | Decimal | str:
    """Another number of a JSON text: exact where no double is as great, and text where no number here is."""
    number = float(digits)
    try:
        return number if math.isfinite(number) else Decimal(digits)
    except InvalidOperation:
        return digits


def _integer(cell: Any, *, is_bare: bool = True, group: str = "") -> Any:
    if isinstance(cell, str):
        digits = _digits(cell, is_bare, group)
        return int(digits) if _INTEGER.fullmatch(digits) and len(digits) <= _MOST_DIGITS else WRONG
    if isinstance(cell, bool):
        return WRONG
    if isinstance(cell, int):
        return cell
    if isinstance(cell, Decimal) and cell.is_finite() and cell.adjusted() >= _MOST_DIGITS:
        return WRONG
    if isinstance(cell, (float, Decimal)) and math.isfinite(cell) and cell == int(cell):
        return int(cell)
    return WRONG


def _number(cell: Any, *, is_bare: bool = True, group: str = "", point: str = ".") -> Any:
    if isinstance(cell, str):
        digits = _digits(cell, is_bare, group)
        if point != ".":
            if "." in digits:
                return WRONG
            digits = digits.replace(point, ".")
        if not _NUMBER.fullmatch(digits):
            return WRONG
        try:
            return Decimal(digits)
        except InvalidOperation:
            return WRONG
    if isinstance(cell, bool):
        return WRONG
    if isinstance(cell, int):
        return Decimal(cell)
    if isinstance(cell, float):
        return Decimal(repr(cell))
    return cell if isinstance(cell, Decimal) else WRONG


def _boolean(cell: Any, *, words: Mapping[str, bool]) -> Any:
    if isinstance(cell, bool):
        return cell
    return words.get(cell, WRONG) if isinstance(cell, str) else WRONG


def _json(cell: Any, *, of: type[Any], item: Read | None = None) -> Any:
    if isinstance(cell, str):
        try:
            cell = json.loads(cell)
        except (ValueError, RecursionError):
            return WRONG
    if not isinstance(cell, of):
        return WRONG
    if item is not None and any(one is not None and item(one) is WRONG for one in cell):
        return WRONG
    return cell


def _list(cell: Any, *, delimiter: str, item: Read) -> Any:
    if isinstance(cell, str):
        cell = cell.split(delimiter)
    if not isinstance(cell, list):
        return WRONG
    values = [item(one) for one in cell]
    return WRONG if any(value is WRONG for value in values) else values


def _geopoint(cell: Any, *, form: str) -> Any:
    try:
        if form == "object":
            held = json.loads(cell) if isinstance(cell, str) else cell
            if not isinstance(held, dict) or set(held) != {"lon", "lat"}:
                return WRONG
            parts = [held["lon"], held["lat"]]
        elif isinstance(cell, str):
            parts = json.loads(cell) if form == "array" else [part.strip() for part in cell.split(",")]
        else:
            parts = cell
        if not _is_pair(parts):
            return WRONG
        lon, lat = (Decimal(str(part)) for part in parts)
        return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else WRONG
    except (ValueError, ArithmeticError, RecursionError):
        return WRONG


def _is_pair(parts: Any) -> bool:
    return isinstance(parts, list) and len(parts) == 2 and not any(isinstance(part, bool) for part in parts)


def _geojson(cell: Any, *, form: str) -> Any:
    value = _json(cell, of=dict)
    if value is WRONG:
        return WRONG
    return value if (geo.is_topojson(value) if form == "topojson" else geo.is_geojson(value)) else WRONG


def _year(cell: Any) -> Any:
    if isinstance(cell, bool):
        return WRONG
    if isinstance(cell, int):
        return cell
    match = _YEAR.fullmatch(cell) if isinstance(cell, str) else None
    return int(match[1]) if match and len(match[1]) <= _MOST_DIGITS else WRONG


def _yearmonth(cell: Any) -> Any:
    match = _YEARMONTH.fullmatch(cell) if isinstance(cell, str) else None
    return YearMonth(int(match[1]), int(match[2])) if match and len(match[1]) <= _MOST_DIGITS else WRONG


def _duration(cell: Any) -> Any:
    if isinstance(cell, timedelta):
        return Duration(0, Decimal(cell // timedelta(microseconds=1)) / 1_000_000)
    match = _DURATION.fullmatch(cell) if isinstance(cell, str) and len(cell) <= 400 else None
    if match is None:
        return WRONG
    years, months, weeks, days, hours, minutes = (int(part or 0) for part in match.groups()[1:7])
    seconds = ((weeks * 7 + days) * 24 + hours) * 3600 + minutes * 60 + Decimal(match[8] or 0)
    sign = -1 if match[1] else 1
    return Duration(sign * (years * 12 + months), sign * seconds)


# ------------------------------------------------------------------ dates and times


def _moment(cell: Any, *, kind: str, form: str) -> Any:
    if isinstance(cell, datetime):
        if kind == "datetime":
            return cell
        return cell.date() if kind == "date" and cell.time() == time() else WRONG
    if isinstance(cell, (date, time)):
        return cell if type(cell).__name__ == kind else WRONG
    if not isinstance(cell, str):
        return WRONG
    try:
        if form == "default":
            return {"date": _xsd_date, "time": _xsd_time, "datetime": _xsd_datetime}[kind](cell)
        if form == "any":
            from dateutil import parser

            whole = parser.parse(cell)
        else:
            whole = datetime.strptime(cell, form)  # noqa: DTZ007  # the pattern says whether there is a zone
    except (ValueError, OverflowError, TypeError, re.error):
        return WRONG
    return whole if kind == "datetime" else whole.date() if kind == "date" else whole.timetz()


def _xsd_date(cell: str) -> Any:
    match = _DATE.fullmatch(cell)
    return date(*map(int, match.groups())) if match else WRONG


def _xsd_time(cell: str) -> Any:
    match = _TIME.fullmatch(cell)
    if match is None:
        return WRONG
    hour, minute, second, fraction, zone = match.groups()
    if hour == "24" and minute == second == "00" and not (fraction or "").strip("0"):
        hour = "00"
    return time(int(hour), int(minute), int(second), _micro(fraction), _zone(zone))


def _xsd_datetime(cell: str) -> Any:
    match = _DATETIME.fullmatch(cell)
    if match is None:
        return WRONG
    day, clock = _xsd_date(match[1]), _xsd_time(cell[11:])
    if clock is WRONG:
        return WRONG
    whole = datetime.combine(day, clock)
    return whole + timedelta(days=1) if match[2] == "24" else whole


def _micro(fraction: str | None) -> int:
    return int((fraction or "0")[:6].ljust(6, "0"))


def _zone(zone: str | None) -> Any:
    if zone is None:
        return None
    return UTC if zone == "Z" else datetime.fromisoformat(f"2000-01-01T00:00:00{zone}").tzinfo


# ------------------------------------------------------------------ comparing


def is_below(value: Any, limit: Any) -> bool:
    """Whether `value` is certainly less than `limit`; NaN is below everything but itself, so it breaks every bound."""
    if value != value or limit != limit:
        return bool(value != value)
    if isinstance(value, datetime) and isinstance(limit, datetime) and (value.tzinfo is None) != (limit.tzinfo is None):
        return _certainly_below(value, limit)
    if isinstance(value, time) and isinstance(limit, time) and (value.tzinfo is None) != (limit.tzinfo is None):
        day = date(2000, 1, 2)
        return _certainly_below(datetime.combine(day, value), datetime.combine(day, limit))
    return bool(value < limit)


def _certainly_below(value: datetime, limit: datetime) -> bool:
    """XML Schema 1.1 part 2, 3.3.7.1: a time without a zone lies anywhere within fourteen hours of UTC."""
    reach = timedelta(hours=14)
    try:
        if value.tzinfo is None:
            return (value + reach).replace(tzinfo=UTC) < limit
        return value < (limit - reach).replace(tzinfo=UTC)
    except OverflowError:  # beyond the years of the calendar
        return value.replace(tzinfo=None) < limit.replace(tzinfo=None)


def canonical(value: Any) -> str:
    """The value as a string that identical values share, whatever their type.

    Strings stand for themselves; other values begin with a NUL and the letter of their kind.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return f"\0n{int(value)}"
    if isinstance(value, int):
        return f"\0n{value}"
    if isinstance(value, (float, Decimal)):
        number = Decimal(repr(value)) if isinstance(value, float) else value
        # XML Schema 1.1 part 2, 2.2.1: for identity NaN is itself, though it is not equal to itself.
        if not number.is_finite():
            return f"\0n{number}"
        number = number.normalize(_EXACT)
        plain = format(number, "f") if abs(number.adjusted()) < _MOST_DIGITS else str(number)
        return f"\0n{'0' if plain == '-0' else plain}"
    if isinstance(value, datetime):
        # The first and the last hours of the calendar are none in UTC.
        is_inside = value.tzinfo is not None and 1 < value.year < 9999
        return f"\0d{(value.astimezone(UTC) if is_inside else value).isoformat()}"
    if isinstance(value, (list, tuple)):
        return "\0l" + json.dumps([canonical(one) for one in value])
    if isinstance(value, dict):
        return "\0o" + json.dumps(value, sort_keys=True, default=str)
    return f"\0v{value!r}"
