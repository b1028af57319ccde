"""One column against its field: types, constraints, categories. Whole columns at once; Python for distinct cells."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

import polars as pl

from corpus.check.anytable import patterns, values
from corpus.check.anytable.values import WRONG, canonical

_BELOW, _ABOVE = "minimum", "maximum"

# What is certainly of a type, by the look of the text: what does not match may be of it, too, and is looked at.
_ZONE = r"(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d)?"
_DAY = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])"
_CLOCK = rf"(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?{_ZONE}"
_CERTAIN = {
    "integer": r"[+-]?[0-9]{1,18}",
    "number": r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?",
    "date": _DAY,
    "datetime": rf"{_DAY}T{_CLOCK}",
    "time": _CLOCK,
    "year": r"[0-9]{4}",
    "yearmonth": r"[0-9]{4}-(?:0[1-9]|1[0-2])",
}
_LONGEST = 2**32 - 1  # characters, as polars counts them
_PLAIN_INTEGER = r"\A(?:0|-?[1-9][0-9]*)\z"


class Column:
    """A field of a schema, ready to judge cells. Cells that are missing are judged by nobody."""

    def __init__(self, field: Mapping[str, Any], schema: Mapping[str, Any], default: str, null: str | None) -> None:
        self.name = str(field["name"])
        self.field = {**field, "type": field.get("type", default), "format": _format(field)}
        self.type: str = self.field["type"]
        said = field.get("missingValues", schema.get("missingValues", [""]))
        self.missing = {one["value"] if isinstance(one, Mapping) else one for one in said} | ({null} if null else set())
        self.limits: Mapping[str, Any] = field.get("constraints") or {}
        self.is_required = bool(self.limits.get("required"))
        self.pattern: str | None = self.limits.get("pattern") if self.type == "string" else None
        self.is_unchecked = False
        self._read = values.reader(self.field)
        self._rules = list(self._judges())
        self._memo: dict[Any, tuple[Any, tuple[str, ...]]] = {}

    # -------------------------------------------------------------- one cell

    def judge(self, cell: Any) -> tuple[Any, tuple[str, ...]]:
        """The value of a cell, or `WRONG`, and the codes of what is wrong with it, the pattern left out."""
        try:
            known = self._memo.get((type(cell), cell))
        except TypeError:  # a list or an object
            return self._judged(cell)
        if known is None:
            if len(self._memo) > 100_000:
                self._memo.clear()
            known = self._memo[type(cell), cell] = self._judged(cell)
        return known

    def _judged(self, cell: Any) -> tuple[Any, tuple[str, ...]]:
        value = self._read(cell)
        if value is WRONG:
            return WRONG, ("type",)
        return value, tuple(code for code, is_broken in self._rules if is_broken(value))

    def _judges(self) -> Iterable[tuple[str, Callable[[Any], bool]]]:
        limits = self.limits
        for name, code, is_broken in (
            ("minimum", _BELOW, _is_under),
            ("maximum", _ABOVE, _is_over),
            ("exclusiveMinimum", _BELOW, _is_not_over),
            ("exclusiveMaximum", _ABOVE, _is_not_under),
        ):
            limit = self._read(limits[name]) if limits.get(name) is not None else WRONG
            if limit is not WRONG:
                yield code, partial(is_broken, limit)
        if (least := limits.get("minLength")) is not None:
            yield "min-length", lambda value: len(value) < least
        if (most := limits.get("maxLength")) is not None:
            yield "max-length", lambda value: len(value) > most
        if (words := limits.get("enum")) is not None:
            allowed = [value for word in words if (value := self._read(word)) is not WRONG]
            yield "enum", lambda value: value not in allowed
        if (said := self.field.get("categories")) is not None:
            allowed = [one["value"] if isinstance(one, Mapping) else one for one in said]
            yield "category", lambda value: value not in allowed
        if (profile := limits.get("jsonSchema")) is not None:
            from jsonschema import validators

            validator = validators.validator_for(profile)(profile)
            yield "json-schema", partial(_is_refused, validator)

    def expected(self, code: str) -> str | None:
        """What the field wants, in words, where a cell breaks the rule of the code."""
        limits = self.limits
        match code:
            case "type":
                form = self.field["format"]
                return self.type if form == "default" else f"{self.type} ({form})"
            case "minimum" | "maximum":
                exclusive = f"exclusive{code.capitalize()}"
                said = limits.get(code, limits.get(exclusive))
                return str(said) if code in limits else f"{'more' if code == 'minimum' else 'less'} than {said}"
            case "min-length":
                return f"{limits['minLength']} or longer"
            case "max-length":
                return f"{limits['maxLength']} or shorter"
            case "enum":
                return ", ".join(map(str, limits["enum"]))
            case "category":
                said = self.field["categories"]
                return ", ".join(str(one["value"] if isinstance(one, Mapping) else one) for one in said)
            case "pattern":
                return self.pattern
            case "json-schema":
                return json.dumps(limits["jsonSchema"], ensure_ascii=False)
            case "null":
                return "a value"
        return None

    def is_missing(self, cell: Any) -> bool:
        """Whether the cell stands for no value."""
        return cell is None or str(cell) in self.missing

    def failing(self, texts: pl.Series) -> pl.Series:
        """The texts, each once, that the pattern refuses; none, and from now on none, where that took too long."""
        if self.pattern is None or self.is_unchecked:
            return pl.Series(dtype=pl.String)
        found = patterns.failing(self.pattern, texts)
        if found is None:
            self.is_unchecked = True
            return pl.Series(dtype=pl.String)
        return found

    # -------------------------------------------------------------- whole columns

    def null(self, cells: pl.Series) -> pl.Series:
        """Which cells are missing."""
        if cells.dtype == pl.String and self.missing:
            return cells.is_null() | cells.is_in(sorted(self.missing))
        return cells.is_null()

    def broken(self, cells: pl.Series, null: pl.Series) -> dict[str, dict[Any, None]]:
        """For each code the cells that break its rule, each once; of text."""
        found: dict[str, dict[Any, None]] = {}
        held = cells.filter(~null) if null.any() else cells
        if self.type not in ("string", "any") or self.field["format"] != "default" or self._rules:
            for cell in self._doubtful(held):
                for code in self.judge(cell)[1]:
                    found.setdefault(code, {})[cell] = None
        if self.pattern is not None:
            refused = self.failing(held).to_list()
            if refused:
                found["pattern"] = {cell: None for cell in refused if "type" not in self.judge(cell)[1]}
        return found

    def _doubtful(self, held: pl.Series) -> list[str]:
        """The distinct texts that are not certainly right."""
        frame = pl.LazyFrame({"c": held})
        sure = self._certain()
        if sure is not None:
            frame = frame.filter(~sure.fill_null(value=False))
        return frame.select(pl.col("c").unique()).collect().to_series().to_list()

    def _certain(self) -> pl.Expr | None:
        cell, limits = pl.col("c"), {name for name in self.limits if name not in ("required", "unique", "pattern")}
        if "categories" in self.field:
            return None
        if self.type == "string":
            if self.field["format"] != "default":
                return None
            sure = pl.lit(value=True)
            if limits - {"minLength", "maxLength", "enum"}:
                return None
            if (least := self.limits.get("minLength")) is not None:
                sure &= cell.str.len_chars() >= min(least, _LONGEST)
            if (most := self.limits.get("maxLength")) is not None:
                sure &= cell.str.len_chars() <= min(most, _LONGEST)
            if (words := self.limits.get("enum")) is not None:
                sure &= cell.is_in([word for word in words if isinstance(word, str)])
            return sure
        if self.type == "boolean" and not limits:
            words = [
                *self.field.get("trueValues", values.TRUE_VALUES),
                *self.field.get("falseValues", values.FALSE_VALUES),
            ]
            return cell.is_in(words)
        if self.type not in _CERTAIN or self.field["format"] != "default":
            return None
        if (self.field.get("decimalChar") or ".") != "." or (self.field.get("groupChar") or "") in tuple(
            "+-.0123456789"
        ):
            return None
        sure = cell.str.contains(rf"\A{_CERTAIN[self.type]}\z")
        if not limits:
            return sure
        if self.type in ("integer", "number") and not limits - {
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
        }:
            # Strictly within the bounds as floats, and not so near that rounding could matter.
            number = cell.cast(pl.Float64, strict=False)
            for name in limits:
                limit = self._read(self.limits[name])
                if limit is WRONG or limit != limit or not -(10**15) <= limit <= 10**15:
                    return None
                bound, reach = float(limit), max(abs(float(limit)) * 1e-12, 1e-12)
                sure &= number > bound + reach if name.lower().endswith("minimum") else number < bound - reach
            return sure
        return None

    def keys(self, cells: pl.Series, null: pl.Series) -> pl.Series:
        """The cells as strings that equal values share; null where one is missing or is not of the type. Of text."""
        frame = pl.DataFrame({"c": cells, "null": null})
        cell = pl.when(~pl.col("null")).then(pl.col("c"))
        if self.type in ("string", "any") and self.field["format"] == "default":
            return frame.select(cell.alias("k")).to_series()
        if self.type == "integer" and not self.field.get("groupChar"):
            plain = cell.str.contains(_PLAIN_INTEGER)
            others = frame.select(cell.filter(plain.not_()).unique()).to_series().to_list()
        else:
            plain = pl.lit(value=False)
            others = frame.select(cell.unique()).to_series().to_list()
        known = {one: self.key(one) for one in others if one is not None}
        given = pl.lit(None, pl.String)
        if known:
            given = cell.replace_strict(list(known), list(known.values()), default=None, return_dtype=pl.String)
        return frame.select(pl.when(plain).then(pl.lit("\0n") + cell).otherwise(given).alias("k")).to_series()

    def key(self, cell: Any) -> str | None:
        """One cell that is not missing as a string that equal values share."""
        value = self.judge(cell)[0]
        return None if value is WRONG else canonical(value)

    # -------------------------------------------------------------- values of Parquet

    def fits(self, stored: pl.DataType) -> bool:
        """Whether what is stored is of the field's type: Parquet knows the types that text can only look like."""
        if stored == pl.Null or self.type == "any":
            return True
        is_text = stored in (pl.String, pl.Categorical) or isinstance(stored, pl.Enum)
        match self.type:
            case "string":
                return is_text or (self.field["format"] == "binary" and stored == pl.Binary)
            case "integer" | "year":
                return stored.is_integer() or (isinstance(stored, pl.Decimal) and stored.scale == 0)
            case "number":
                return stored.is_numeric()
            case "boolean":
                return stored == pl.Boolean
            case "date":
                return stored == pl.Date
            case "datetime":
                return isinstance(stored, pl.Datetime)
            case "time":
                return stored == pl.Time
            case "duration":
                return is_text or isinstance(stored, pl.Duration)
            case "array" | "list" | "geopoint":
                return (
                    is_text
                    or isinstance(stored, (pl.List, pl.Array))
                    or (stored == pl.Struct and self.type == "geopoint")
                )
            case _:  # object, geojson, yearmonth
                return is_text or (stored == pl.Struct and self.type != "yearmonth")

    def broken_values(self, cells: pl.Series, null: pl.Series) -> dict[str, list[int]]:
        """For each code the places of the cells that break its rule; of values of a fitting type."""
        found: dict[str, list[int]] = {}
        if not self._rules:
            return found
        for place, (cell, is_null) in enumerate(zip(cells.to_list(), null.to_list(), strict=True)):
            for code in self.judge(cell)[1] if not is_null else ():
                found.setdefault(code, []).append(place)
        return found

    def within(self, cells: pl.Series) -> bool:
        """Whether the least and the greatest value prove that all of them keep the rules, which are bounds only."""
        limits = {name for name in self.limits if name not in ("required", "unique", "pattern")}
        if limits - {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"} or "categories" in self.field:
            return False
        if not cells.dtype.is_numeric() and not cells.dtype.is_temporal():
            return False
        if cells.dtype.is_float() and cells.is_nan().any():
            return False
        ends = (cells.min(), cells.max())
        return all(end is None or not self.judge(end)[1] for end in ends)


def _is_refused(validator: Any, value: Any) -> bool:
    try:
        return not validator.is_valid(value)
    except (ArithmeticError, TypeError):  # `multipleOf` of a number that no double holds
        return True


# A value that is no number keeps no bound.
def _is_under(limit: Any, value: Any) -> bool:
    return values.is_below(value, limit)


def _is_over(limit: Any, value: Any) -> bool:
    return bool(value != value) or values.is_below(limit, value)


def _is_not_over(limit: Any, value: Any) -> bool:
    return not values.is_below(limit, value)


def _is_not_under(limit: Any, value: Any) -> bool:
    return bool(value != value) or not values.is_below(value, limit)


def _format(field: Mapping[str, Any]) -> str:
    said = field.get("format")
    return said.removeprefix("fmt:") if isinstance(said, str) and said else "default"
