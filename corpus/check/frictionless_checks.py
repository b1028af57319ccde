"""What Table Schema cannot say of a table, as checks of frictionless's own kind: each judges one row as it comes.

Apart from `corpus.check.by_frictionless`, because a class of frictionless's cannot be made before frictionless is
imported, which takes seconds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar, assert_never

import attrs
import polars as pl
from frictionless import Check, errors
from frictionless.table.row import Row

from corpus import contract, text
from corpus.sources import LAST_INSTANT, Source, shown

# As in `rules`: a clock reading without a zone is kept as if it were UTC.
_ZONE_SLACK = timedelta(days=1)

# The one field of a mention that is no column of `articles`, and the table that holds it.
_CAPTION, _CAPTIONS = "caption", "captions"

_HOW: Mapping[str, Callable[[str], object]] = {
    "sha256": text.sha256,
    "paragraphs": text.count_paragraphs,
    "words": text.count_words,
}

Cells = Mapping[str, Any]
Judge = Callable[[Cells], str | None]
"""What is wrong with a row, in a few words; None where nothing is. A cell is None where it is null."""


@attrs.define(kw_only=True, repr=False)
class BrokenPromise(errors.CellError):
    """A row that breaks the promise of the contract that `code` names."""

    type = "broken-promise"
    title = "Broken Promise"
    description = "The row does not keep what the contract promises beyond Table Schema."
    template = 'Row at position "{rowNumber}" does not keep the contract: {note}'

    code: str = ""


@attrs.define(kw_only=True, repr=False)
class Promise(Check):
    """One promise of the contract: `judge` is asked about every row, and what it says is an error of `field`."""

    type = "contract-promise"
    Errors: ClassVar = [BrokenPromise]

    code: str
    field: str
    judge: Judge

    def validate_row(self, row: Row) -> Iterator[BrokenPromise]:
        """The error of the row, if it breaks the promise."""
        # As they stand: a typed cell has no empty string, and no number that is none.
        cells = dict(zip(self.resource.schema.field_names, row.cells, strict=False))
        if (note := self.judge(cells)) is not None:
            error = BrokenPromise.from_row(row, note=note, field_name=self.field)
            error.code = self.code
            yield error


def promises(source: Source, sources: Mapping[str, Source], created: datetime | None) -> Iterator[Promise]:
    """What a table promises beyond Table Schema, as far as the other tables can be read.

    `created` is when the package was made, None if it does not say.
    """
    for code, field, judge, columns in _judges(source.table, sources, created):
        if source.has(field, *columns):
            yield Promise(code=code, field=field, judge=judge)


_Judged = tuple[str, str, Judge, tuple[str, ...]]


def _judges(table: contract.Table, sources: Mapping[str, Source], created: datetime | None) -> Iterator[_Judged]:
    for field in table.fields:
        if field.type == "string" and not field.is_required and field.name not in table.never_null:
            yield "empty-not-null", field.name, _empty(field.name), ()
        if field.pattern is not None:
            is_ours = field.name in contract.tables()[table.name].names
            yield "pattern", field.name, _formed(field.name, field.pattern, is_ours=is_ours), ()
    for check in table.checks:
        match check:
            case contract.NotNull():
                yield check.code, check.field, _not_null(check.field), ()
            case contract.Limit():
                yield check.code, check.field, _limit(check), ()
            case contract.Clean():
                yield check.code, check.field, _clean(check.field), ()
            case contract.Derived():
                yield check.code, check.field, _derived(check), (check.of,)
            case contract.Together():
                yield check.code, check.field, _together(check), (check.null,)
            case contract.OnlyIf():
                yield check.code, check.set, _only_if(check), (check.field,)
            case contract.NotAfter():
                if created is not None and created < LAST_INSTANT - _ZONE_SLACK:
                    yield check.code, check.field, _not_after(check.field, created + _ZONE_SLACK), ()
            case contract.Count():
                counted, (key,) = sources.get(check.table), table.primary_key
                if counted is not None and counted.has(check.by, check.distinct):
                    yield check.code, check.field, _count(check, key, counted), (key,)
            case contract.Slice():
                yield "range-reversed", check.end, _range(check), (check.start,)
                home = sources.get(check.table)
                if home is not None and home.has(check.key):
                    columns = (check.start, check.end, check.key, check.field_column, check.position_column)
                    yield check.code, check.text, _slice(check, table, sources), tuple(filter(None, columns))
            case _:
                assert_never(check)


# ------------------------------------------------------------------ one row


def _empty(name: str) -> Judge:
    return lambda cells: f"{name} is the empty string, not null" if cells[name] == "" else None


def _formed(name: str, pattern: str, *, is_ours: bool) -> Judge:
    # frictionless looks for the pattern with `$`, which a line end may follow (5.21).
    form = re.compile(pattern) if is_ours else None

    def has_form(cell: str) -> bool:
        if form is not None:
            return form.fullmatch(cell) is not None
        # A pattern of somebody's own: Python's engine may take for ever on a cell, Rust's takes linear time.
        return bool(pl.Series([cell]).str.contains(rf"\A(?:{pattern})\z")[0])

    def judge(cells: Cells) -> str | None:
        cell = cells[name]
        is_bad = isinstance(cell, str) and cell and not has_form(cell)
        return f"{shown(cell)!r} does not have the form {pattern}" if is_bad else None

    return judge


def _not_null(name: str) -> Judge:
    return lambda cells: f"{name} is null" if cells[name] is None else None


def _limit(check: contract.Limit) -> Judge:
    def judge(cells: Cells) -> str | None:
        cell = cells[check.field]
        if cell is None:
            return None
        # What is no number keeps no limit, and is told as above the maximum.
        is_bad = not cell <= check.value if check.is_maximum else cell < check.value
        return f"{check.field} is {cell}, {'above' if check.is_maximum else 'below'} {check.value}" if is_bad else None

    return judge


def _clean(name: str) -> Judge:
    def judge(cells: Cells) -> str | None:
        body = cells[name]
        return f"{name} is not clean" if isinstance(body, str) and text.clean(body) != body else None

    return judge


def _derived(check: contract.Derived) -> Judge:
    make = _HOW[check.how]

    def judge(cells: Cells) -> str | None:
        said, of = cells[check.field], cells[check.of]
        if said is None or of is None or said == (wanted := make(of)):
            return None
        return f"{check.field} is {shown(said)}, but that of {check.of} is {wanted}"

    return judge


def _together(check: contract.Together) -> Judge:
    def judge(cells: Cells) -> str | None:
        said, other = cells[check.field], cells[check.null]
        is_bad = said is not None and (said == check.value) != (other is None)
        return f"{check.field} is {shown(said)!r}, and {check.null} is {shown(other)}" if is_bad else None

    return judge


def _only_if(check: contract.OnlyIf) -> Judge:
    def judge(cells: Cells) -> str | None:
        said, there = cells[check.field], cells[check.set]
        is_bad = there is not None and said is not None and said != check.value
        return f"{check.set} is {shown(there)}, but {check.field} is {shown(said)!r}" if is_bad else None

    return judge


def _not_after(name: str, last: datetime) -> Judge:
    def judge(cells: Cells) -> str | None:
        at = cells[name]
        return f"{name} is {shown(at)}, after the package was made" if at is not None and at > last else None

    return judge


def _range(check: contract.Slice) -> Judge:
    def judge(cells: Cells) -> str | None:
        start, end = cells[check.start], cells[check.end]
        is_bad = start is not None and end is not None and end < start
        return f"ends at {end}, before it starts at {start}" if is_bad else None

    return judge


# ------------------------------------------------------------------ a row among other tables


def _count(check: contract.Count, key: str, counted: Source) -> Judge:
    rows = counted.scan(*filter(None, (check.by, check.distinct))).drop_nulls(check.by)
    number = pl.len() if check.distinct is None else pl.col(check.distinct).drop_nulls().n_unique()
    numbers = dict(counted.collect(rows.group_by(check.by).agg(number)).iter_rows())

    def judge(cells: Cells) -> str | None:
        said, there = cells[check.field], numbers.get(cells[key], 0)
        is_bad = said is not None and cells[key] is not None and said != there
        return f"{check.field} is {said}, but there are {there} in {check.table}" if is_bad else None

    return judge


def _slice(check: contract.Slice, table: contract.Table, sources: Mapping[str, Source]) -> Judge:
    home, captions = sources[check.table], sources.get(_CAPTIONS)
    names = (check.field,) if check.field else table.field(check.field_column or "").enum
    columns = [name for name in names if home.has(name)]
    # The texts stay where polars holds them; a dict of strings would take twice the room.
    texts = home.collect(home.scan(*dict.fromkeys((check.key, *columns))))
    rows = _first_rows(texts[check.key].to_list())
    told, told_rows = None, {}
    if check.field is None and captions is not None and captions.has(check.key, "position", "text"):
        told = captions.collect(captions.scan(check.key, "position", "text"))
        told_rows = _first_rows(list(told.select(check.key, "position").iter_rows()))

    def whole(cells: Cells) -> tuple[bool, str | None]:
        """Whether a text is looked for, and the text; None where there is none."""
        name, key = check.field or cells[check.field_column or ""], cells[check.key]
        if key not in rows:
            return False, None  # a foreign key that points nowhere, told as such
        if name == _CAPTION and told is not None:
            at = told_rows.get((key, cells[check.position_column or ""]))
            return True, None if at is None else told["text"][at]
        return name in columns, texts[name][rows[key]] if name in columns else None

    def judge(cells: Cells) -> str | None:
        start, end, words = cells[check.start], cells[check.end], cells[check.text]
        if None in (start, end, words) or not 0 <= start <= end:
            return None  # told as null, below the minimum or reversed
        is_looked, there = whole(cells)
        is_bad = is_looked and (there is None or end > len(there) or there[start:end] != words)
        return f"{shown(words)!r} does not stand at [{start}:{end}]" if is_bad else None

    return judge


def _first_rows(keys: list[Any]) -> dict[Any, int]:
    rows: dict[Any, int] = {}
    for row, key in enumerate(keys):
        rows.setdefault(key, row)
    return rows
