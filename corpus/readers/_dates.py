"""Times of publication as sources write them: ISO 8601, RFC 822, epochs, and the printed dates of newspapers.

Month and zone names come from tables, never from a locale. What has two readings is refused, not guessed.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone

from corpus.record import Moment, Precision

_MONTHS = {
    word: month
    for month, words in enumerate(
        (
            "january jan januar jänner jän janvier janv enero ene",
            "february feb februar feber février févr fév febrero",
            "march mar märz mrz mär mars marzo",
            "april apr avril avr abril abr",
            "may mai mayo",
            "june jun juni juin junio",
            "july jul juli juillet juil julio",
            "august aug août agosto ago",
            "september sept sep septembre septiembre setiembre",
            "october oct oktober okt octobre octubre",
            "november nov novembre noviembre",
            "december dec dezember dez décembre déc diciembre dic",
        ),
        start=1,
    )
    for word in words.split()
}
# Words that stand around a date and say nothing more about it.
_AROUND = frozenset(
    """
    published publication posted updated modified first last originally created date print printed edition issue web
    online on at the of and since um uhr am vom veröffentlicht erstellt aktualisiert stand zuletzt geändert datum den
    der le à publié mis jour mise du el a las los publicado publicada actualizado actualizada fecha de del h hrs
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
    montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so
    lundi mardi mercredi jeudi vendredi samedi dimanche lun mer jeu ven sam dim
    lunes martes miércoles jueves viernes sábado domingo mié jue vie sáb dom
    """.split()
)
# RFC 822 §5.1 for those of North America; the others have one meaning in newspapers. Minutes east of Greenwich.
_ZONES = {
    "Z": 0, "UT": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 60, "BST": 60, "CET": 60, "CEST": 120, "MEZ": 60,
    "MESZ": 120, "EET": 120, "EEST": 180, "MSK": 180, "SAST": 120, "PKT": 300, "WIB": 420, "SGT": 480, "HKT": 480,
    "AWST": 480, "JST": 540, "KST": 540, "ACST": 570, "ACDT": 630, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780,
    "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420,
    "AKST": -540, "AKDT": -480, "HST": -600,
}  # fmt: skip
# Without "standard" or "daylight": by the rule of the United States. Minutes in winter.
_SEASONAL = {"ET": -300, "CT": -360, "MT": -420, "PT": -480}
# More than one meaning in newspapers (India, Ireland, Israel; Atlantic, Arabia; Bangladesh, Brunei; Gulf, Georgia).
_AMBIGUOUS = frozenset({"IST", "AST", "BDT", "GST", "ECT", "SST"})

_ISO = re.compile(
    r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2})(?:(?:T|"
    r",? {1,3})(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?: ?(\S.{0,9}))?)?)?",
    re.IGNORECASE,
)
_BASIC = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2})(\d{2})?(Z|[+-]\d{2}:?\d{2})?)?", re.IGNORECASE)
_OFFSET = re.compile(r"(?:GMT|UTC)?([+-])(\d{1,2})(?::?(\d{2}))?")
_CLOCK = re.compile(
    r"(?<!\d)(\d{1,2})(?::|[.h]| h )(\d{2})(?::(\d{2}))?(?!\d) ?(?:([ap])\.?m\.?(?![a-z]))?"
    r"(?: ?\(?((?:GMT|UTC)?[+-]\d{1,2}(?::?\d{2})?|[A-Z]{1,5})\)?(?!\w))?",
    re.IGNORECASE,
)
_HOUR = re.compile(r"(?<!\d)(\d{1,2}) ?([ap])\.?m\.?(?![a-z])(?: ?\(?([A-Z]{1,5})\)?(?!\w))?", re.IGNORECASE)
_MONTH_DAY_YEAR = re.compile(r"([^\W\d_]{3,10})\.? (\d{1,2})(?:st|nd|rd|th)?(?:,| )+(\d{4})(?!\d)", re.IGNORECASE)
_DAY_MONTH_YEAR = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|\.)?(?: of| de|-)? ?([^\W\d_]{3,10})\.?(?:,| de| del|-)? ?(\d{4})(?!\d)",
    re.IGNORECASE,
)
# RFC 822 §5.1 wrote the year so; which century is by RFC 2822 §4.3.
_DAY_MONTH_SHORT_YEAR = re.compile(r"(?<!\d)(\d{1,2})[ -]([^\W\d_]{3,10})\.?[ -](\d{2})(?![\d.:h])", re.IGNORECASE)
_NUMBERS = re.compile(r"(?<![\d.])(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?!\d)")
_MONTH_YEAR = re.compile(r"([^\W\d_]{3,10})\.?(?:,| de)? (\d{4})(?!\d)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+|\d+")


def moment(value: str | float) -> Moment:
    """The time that a source gives, whether as text or as an epoch (seconds, milliseconds or microseconds).

    The whole text must be the date: words that are no part of one are refused ("Est. May 19, 1883" is no date of
    publication). Numbers parted by points are day and month, as wherever points are used; other numbers only where one
    reading is possible. A zone that may mean two things leaves the day.

    >>> moment("May 4, 2024 at 3:15 p.m. ET").at.isoformat(), moment("4 May 2024").precision
    ('2024-05-04T19:15:00+00:00', 'day')

    Raises:
        ValueError: it is no date, or one with two readings; the text says which.
    """
    if isinstance(value, (int, float)):
        return _number(value)
    text = " ".join(unicodedata.normalize("NFKC", value).split()).strip(" .,;|")
    if not text or len(text) > 120:
        raise ValueError("no date")
    if text.isdecimal() and len(text) in (10, 13, 16):
        return _number(int(text))
    if text.isdecimal() and len(text) == 4:
        return _start(int(text), 1, 1, "year")
    if found := _ISO.fullmatch(text) or _BASIC.fullmatch(text):
        year, month, day, hour, minute, second, *rest = found.groups()
        zone = rest[-1]
        if day is None:
            return _start(int(year), int(month), 1, "month")
        if hour is None:
            return _start(int(year), int(month), int(day), "day")
        fraction = (rest[0] or "").ljust(6, "0")[:6] if len(rest) > 1 else "0"
        at = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0), int(fraction), UTC)
        return _zoned(at, zone)
    return _printed(text)


def _number(value: float) -> Moment:
    if 1500 <= value <= 2100 and value == int(value):
        return _start(int(value), 1, 1, "year")
    if 15_000_000 <= value < 21_010_000 and value == int(value):  # the basic form of ISO 8601 as a number
        return moment(str(int(value)))
    for unit in (1, 1_000, 1_000_000):
        # Seconds from 1973 to 2096: smaller numbers are ids and counts, larger ones a finer unit.
        if 1e8 * unit <= value < 4e9 * unit:
            at = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=int(value * (1_000_000 // unit)))
            return Moment(at, "instant", "Z")
    raise ValueError(f"{value!r} is no epoch and no date")


def _printed(text: str) -> Moment:
    rest, clock, zone = text, None, None
    # A clock with a colon first: in "May 4 10:30:00 2024" it stands inside the date. Others look like dates themselves.
    found = _CLOCK.search(text) if ":" in text else None
    if found and ":" in found[0]:
        clock, zone, rest = _cut_clock(text, found)
    day, precision, rest = _cut_day(rest)
    found = _CLOCK.search(rest) or _HOUR.search(rest) if clock is None else None
    if found:
        clock, zone, rest = _cut_clock(rest, found)
    for word in _WORD.findall(rest):
        if word.lower() not in _AROUND and not (clock and word in _ZONES):
            raise ValueError(f"{word!r} is no part of a date")
    if clock is None or precision != "day":
        return _start(day.year, day.month, day.day, precision)
    return _zoned(datetime(day.year, day.month, day.day, *clock, tzinfo=UTC), zone)


def _cut_clock(text: str, found: re.Match[str]) -> tuple[tuple[int, int, int], str | None, str]:
    if found.re is _HOUR:
        hour, half, zone = found.groups()
        minute = second = None
    else:
        hour, minute, second, half, zone = found.groups()
    number = int(hour)
    if half:
        if not 1 <= number <= 12:
            raise ValueError(f"{found[0]!r} is no time of day")
        number = number % 12 + (12 if half.lower() == "p" else 0)
    after = text[found.end() :]
    if zone and zone[0].isalpha() and not _is_zone(zone):
        zone, after = None, text[found.start(found.lastindex or 0) :]
    return (number, int(minute or 0), int(second or 0)), zone, f"{text[: found.start()]} {after}"


def _cut_day(text: str) -> tuple[date, Precision, str]:
    orders = (
        (_MONTH_DAY_YEAR, "mdy"),
        (_DAY_MONTH_YEAR, "dmy"),
        (_DAY_MONTH_SHORT_YEAR, "dmy"),
        (_MONTH_YEAR, "my"),
    )
    for pattern, order in orders:
        for found in pattern.finditer(text):
            parts = dict(zip(order, found.groups(), strict=True))
            if month := _MONTHS.get(parts["m"].lower()):
                year = int(parts["y"])
                if len(parts["y"]) == 2:
                    year += 2000 if year < 50 else 1900
                day = date(year, month, int(parts.get("d", 1)))
                rest = f"{text[: found.start()]} {text[found.end() :]}"
                return day, "day" if "d" in parts else "month", rest
    if numbers := _NUMBERS.search(text):
        one, mark, two, year = int(numbers[1]), numbers[2], int(numbers[3]), int(numbers[4])
        rest = f"{text[: numbers.start()]} {text[numbers.end() :]}"
        if mark == "." or one > 12 or one == two:
            return date(year, two, one), "day", rest
        if two > 12:
            return date(year, one, two), "day", rest
        raise ValueError(f"{numbers[0]!r} is one day where the day comes first and another where the month does")
    if (iso := _ISO.search(text)) and iso[3] and not iso[4]:
        return date(int(iso[1]), int(iso[2]), int(iso[3])), "day", f"{text[: iso.start()]} {text[iso.end() :]}"
    raise ValueError("no date")


def _start(year: int, month: int, day: int, precision: Precision) -> Moment:
    if not 1500 <= year <= 2100:
        raise ValueError(f"{year} is no year of a newspaper")
    return Moment(datetime(year, month, day, tzinfo=UTC), precision, None)


def _is_zone(word: str) -> bool:
    word = word.upper()
    return word in _ZONES or word in _SEASONAL or word in _AMBIGUOUS or _OFFSET.fullmatch(word) is not None


def _zoned(clock: datetime, zone: str | None) -> Moment:
    """The instant of a clock reading in `zone`; without one, the reading as if it were UTC."""
    start = _start(clock.year, clock.month, clock.day, "day")
    name = (zone or "").strip("()").upper()
    if not name:
        return Moment(clock, "instant", None)
    if found := _OFFSET.fullmatch(name):
        minutes = int(found[2]) * 60 + int(found[3] or 0)
        if minutes > 14 * 60:
            raise ValueError(f"{zone!r} is no offset from UTC")
        offset = minutes if found[1] == "+" else -minutes
        name = f"{found[1]}{minutes // 60:02}:{minutes % 60:02}"
    elif name in _ZONES:
        offset = _ZONES[name]
    elif name in _SEASONAL:
        offset = _SEASONAL[name] + (60 if _is_summer(clock) else 0)
    elif name in _AMBIGUOUS:
        return start
    else:
        raise ValueError(f"{zone!r} is no known zone")
    return Moment(clock.replace(tzinfo=timezone(timedelta(minutes=offset))).astimezone(UTC), "instant", name)


def _is_summer(clock: datetime) -> bool:
    """Whether daylight time holds in the United States by the Energy Policy Act of 2005 (before, that of 1986)."""
    if clock.year >= 2007:
        starts, ends = _sunday(clock.year, 3, 8), _sunday(clock.year, 11, 1)
    else:
        starts, ends = _sunday(clock.year, 4, 1), _sunday(clock.year, 10, 25)
    two = timedelta(hours=2)
    return starts + two <= clock < ends + two


def _sunday(year: int, month: int, day: int) -> datetime:
    first = datetime(year, month, day, tzinfo=UTC)
    return first + timedelta(days=6 - first.weekday())
