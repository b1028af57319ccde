"""One table against its schema, block by block: rows, cells, and the keys that are compared at the end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from corpus.check.anytable.columns import Column
from corpus.check.anytable.reading import Block
from corpus.check.anytable.values import WRONG
from corpus.report import Finding, finding

ROW = "row"
# Between the parts of a key of several fields, where it is shown.
_BLANK = " "

_SAYS = {
    "type": "is no {expected}",
    "enum": "is none of {expected}",
    "category": "is none of the categories {expected}",
    "pattern": "does not match {expected}",
    "minimum": "is below {expected}",
    "maximum": "is above {expected}",
    "min-length": "is too short: expected {expected}",
    "max-length": "is too long: expected {expected}",
    "json-schema": "does not keep its JSON Schema",
}


class Table:
    """The rows of a table as they come. `first_row`: the number in the file of the row that findings call 0."""

    def __init__(
        self, name: str, columns: Sequence[Column], keyed: Iterable[str], first_row: int, *, is_typed: bool
    ) -> None:
        self.name = name
        self.columns = columns
        self.first_row = first_row
        self.height = 0
        self.findings: list[Finding] = []
        self.keyed = [column for column in columns if column.name in set(keyed)]
        self._is_typed = is_typed
        self._misfits: set[str] = set()
        self._held: list[pl.DataFrame] = []

    def add(self, block: Block) -> None:
        """Judge the rows of a block."""
        if len(block.numbers):
            self.height += len(block.numbers)
            (self._add_columns if not self._is_typed else self._add_values)(block.numbers, block.columns)
        if block.odd:
            self.height += len(block.odd)
            self._add_rows(block.odd)

    def keys(self) -> pl.DataFrame:
        """The keyed columns of all rows, in the order of the file, with `ROW`, the number in the file, first."""
        empty = pl.DataFrame(schema={ROW: pl.Int64, **{column.name: pl.String for column in self.keyed}})
        return pl.concat([empty, *self._held]).sort(ROW)

    def told(self, code: str, number: int | None, column: Column | None, cell: Any = None) -> None:
        """One finding about a cell."""
        assert column is not None
        expected = column.expected(code)
        if code == "null":
            message = "is empty; every row has a value here"
        else:
            message = _SAYS[code].format(expected=cut(expected))
        self.findings.append(
            finding(
                code,
                f"{cut(cell)!r} {message}" if code != "null" else f"{column.name} {message}",
                table=self.name,
                row=None if number is None else number - self.first_row,
                field=column.name,
                value=None if cell is None else cut(cell),
                expected=expected,
            )
        )

    def _at_row(self, code: str, number: int, message: str, **more: str | None) -> None:
        self.findings.append(finding(code, message, table=self.name, row=number - self.first_row, **more))

    # -------------------------------------------------------------- text in columns

    def _add_columns(self, numbers: pl.Series, cells: Sequence[pl.Series]) -> None:
        nulls = [column.null(series) for column, series in zip(self.columns, cells, strict=True)]
        blank = self._blank(numbers, nulls)
        for column, series, null in zip(self.columns, cells, nulls, strict=True):
            self._required(column, numbers, null, blank)
            broken = column.broken(series, null)
            if not broken:
                continue
            every = {cell for some in broken.values() for cell in some}
            places = (series.is_in(sorted(every)) & ~null).arg_true()
            for number, cell in zip(numbers.gather(places).to_list(), series.gather(places).to_list(), strict=True):
                for code, some in broken.items():
                    if cell in some:
                        self.told(code, number, column, cell)
        self._hold(numbers, {c.name: c.keys(cells[n], nulls[n]) for n, c in enumerate(self.columns) if c in self.keyed})

    def _blank(self, numbers: pl.Series, nulls: Sequence[pl.Series]) -> pl.Series | None:
        """Which rows hold nothing at all; None where none does. Told once for the row and not for its cells."""
        if not nulls or not all(null.any() for null in nulls):
            return None
        blank = pl.select(pl.all_horizontal(*nulls)).to_series()
        for number in numbers.filter(blank).to_list():
            self._at_row("blank-row", number, "the row is blank")
        return blank

    def _required(self, column: Column, numbers: pl.Series, null: pl.Series, blank: pl.Series | None) -> None:
        if column.is_required:
            for number in numbers.filter(null if blank is None else null & ~blank).to_list():
                self.told("null", number, column)

    def _hold(self, numbers: pl.Series, keys: Mapping[str, pl.Series]) -> None:
        if self.keyed:
            names = [column.name for column in self.keyed]
            self._held.append(
                pl.DataFrame({ROW: numbers.cast(pl.Int64), **{n: keys[n].cast(pl.String) for n in names}})
            )

    # -------------------------------------------------------------- values in columns

    def _add_values(self, numbers: pl.Series, cells: Sequence[pl.Series]) -> None:
        nulls = [column.null(series) for column, series in zip(self.columns, cells, strict=True)]
        blank = self._blank(numbers, nulls)
        keys = {}
        for column, series, null in zip(self.columns, cells, nulls, strict=True):
            self._required(column, numbers, null, blank)
            if not column.fits(series.dtype):
                if column.name not in self._misfits:
                    self._misfits.add(column.name)
                    self.findings.append(
                        finding(
                            "type",
                            f"the column is stored as {series.dtype}, which is no {column.type}",
                            table=self.name,
                            field=column.name,
                            value=str(series.dtype),
                            expected=column.type,
                        )
                    )
                if column in self.keyed:
                    keys[column.name] = pl.Series([None] * len(series), dtype=pl.String)
                continue
            if isinstance(series.dtype, (pl.Categorical, pl.Enum)):
                series = series.cast(pl.String)
            if series.dtype == pl.String:
                broken = column.broken(series, null)
                places = {
                    code: (series.is_in(sorted(some)) & ~null).arg_true().to_list() for code, some in broken.items()
                }
            else:
                places = {} if column.within(series) else column.broken_values(series, null)
            for code, some in places.items():
                for place in some:
                    self.told(code, numbers[place], column, series[place])
            if column in self.keyed:
                keys[column.name] = self._value_keys(column, series, null)
        self._hold(numbers, keys)

    @staticmethod
    def _value_keys(column: Column, series: pl.Series, null: pl.Series) -> pl.Series:
        if series.dtype == pl.String:
            return column.keys(series, null)
        if series.dtype.is_integer():
            return pl.select(pl.lit("\0n") + series.cast(pl.String)).to_series()
        return pl.Series([None if cell is None else column.key(cell) for cell in series.to_list()], dtype=pl.String)

    # -------------------------------------------------------------- rows one by one

    def _add_rows(self, rows: Sequence[tuple[int, Sequence[Any]]]) -> None:
        refused = self._refused(rows)
        keys: dict[str, list[str | None]] = {column.name: [] for column in self.keyed}
        width = len(self.columns)
        for number, cells in rows:
            told: list[tuple[str, Column, Any]] = []
            held = 0
            for place, column in enumerate(self.columns):
                cell = cells[place] if place < len(cells) else None
                key = None
                if column.is_missing(cell):
                    if column.is_required:
                        told.append(("null", column, None))
                else:
                    held += 1
                    value, codes = column.judge(cell)
                    told += [(code, column, cell) for code in codes]
                    if value is not WRONG and isinstance(cell, str) and cell in refused.get(column.name, ()):
                        told.append(("pattern", column, cell))
                    if column.name in keys:
                        key = column.key(cell)
                if column.name in keys:
                    keys[column.name].append(key)
            if width and not held:
                self._at_row("blank-row", number, "the row is blank")
                continue
            for code, column, cell in told:
                self.told(code, number, column, cell)
            if len(cells) > width:
                more = len(cells) - width
                message = f"the row has {len(cells)} cells, {more} more than there are columns"
                self._at_row("extra-cell", number, message, value=cut(cells[width]), expected=f"{width} cells")
            for column in self.columns[len(cells) :]:
                message = f"the row ends after {len(cells)} cells, before {column.name}"
                self._at_row("missing-cell", number, message, field=column.name, expected=f"{width} cells")
        self._hold(
            pl.Series([number for number, _ in rows], dtype=pl.Int64),
            {name: pl.Series(many, dtype=pl.String) for name, many in keys.items()},
        )

    def _refused(self, rows: Sequence[tuple[int, Sequence[Any]]]) -> dict[str, set[str]]:
        """For each column with a pattern, the texts among the rows that it refuses."""
        refused = {}
        for place, column in enumerate(self.columns):
            if column.pattern is not None:
                texts = [c[place] for _, c in rows if place < len(c) and isinstance(c[place], str)]
                refused[column.name] = set(column.failing(pl.Series(texts, dtype=pl.String)).to_list())
        return refused


def repeated(keys: pl.DataFrame, names: Sequence[str], *, lets_nulls_pass: bool) -> Iterator[int]:
    """The rows, by their number in the file, whose key an earlier row has; a key without any value is none.

    `lets_nulls_pass`: a key with a part missing equals no other, as in SQL.
    """
    holds = (pl.all_horizontal if lets_nulls_pass else pl.any_horizontal)(pl.col(name).is_not_null() for name in names)
    some = keys.lazy().select(ROW, *names).filter(holds)
    key = pl.struct(names) if len(names) > 1 else pl.col(names[0])
    yield from some.filter(~key.is_first_distinct()).select(ROW).collect().to_series().to_list()


def unknown(keys: pl.DataFrame, names: Sequence[str], home: pl.DataFrame, home_names: Sequence[str]) -> Iterator[int]:
    """The rows, by their number in the file, whose key no row of `home` has; one with a part missing points nowhere."""
    theirs = home.lazy().select(pl.col(theirs).alias(ours) for ours, theirs in zip(names, home_names, strict=True))
    held = keys.lazy().select(ROW, *names).drop_nulls(names)
    lost = held.join(theirs.unique(), on=list(names), how="anti").select(ROW).collect().to_series()
    yield from lost.sort().to_list()


def shown_key(parts: Sequence[str | None]) -> str:
    """A key for a person."""
    return _BLANK.join(cut(part[2:] if part.startswith("\0") else part) for part in parts if part is not None)


def cut(cell: Any) -> str:
    """The cell as text, cut where it is long."""
    text = cell if isinstance(cell, str) else "true" if cell is True else "false" if cell is False else str(cell)
    return text if len(text) <= 120 else text[:120] + "…"
