"""How a table lies in its file: Table Dialect v2, and the spellings of v1 and of frictionless."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Cells = list[Any]

_CSV = ("delimiter", "lineTerminator", "quoteChar", "doubleQuote", "escapeChar", "nullSequence", "skipInitialSpace")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """Rows count from 1 in the whole file, the header among them. None: the dialect does not say."""

    header: bool = True
    header_rows: tuple[int, ...] | None = None
    header_join: str = " "
    is_case_sensitive: bool = True
    comment_char: str = ""
    comment_rows: frozenset[int] = frozenset()
    skips_blank_rows: bool = False
    delimiter: str | None = None
    quote_char: str | None = None
    escape_char: str | None = None
    is_quote_doubled: bool = True
    null_sequence: str | None = None
    skips_initial_space: bool | None = None
    property_path: str | None = None
    keys: tuple[str, ...] = ()

    @property
    def first_row(self) -> int:
        """The first row that may hold data."""
        return (
            self.header_rows[-1] + 1
            if self.header and self.header_rows
            else 2
            if self.header_rows is None and self.header
            else 1
        )

    def is_comment(self, number: int, cells: Sequence[Any]) -> bool:
        """Whether the row is a comment: by its number, or by how its first cell begins."""
        if number in self.comment_rows:
            return True
        first = cells[0] if cells else None
        return bool(self.comment_char) and isinstance(first, str) and first.startswith(self.comment_char)

    def content(self, rows: Iterable[tuple[int, Cells]]) -> Iterator[tuple[int, Cells]]:
        """The rows of data among numbered rows."""
        for number, cells in rows:
            if number < self.first_row or self.is_comment(number, cells):
                continue
            if self.skips_blank_rows and all(cell is None or cell == "" for cell in cells):
                continue
            yield number, cells

    def labels(self, sample: Iterable[Cells]) -> list[str]:
        """The names over the columns; several header rows are joined, a part that repeats the one above it once."""
        labels: list[str] = []
        above: dict[int, str] = {}
        wanted = (self.header_rows if self.header_rows is not None else (1,)) if self.header else ()
        for number, cells in enumerate(sample, start=1):
            if number not in wanted or self.is_comment(number, cells):
                continue
            for place, cell in enumerate(cells):
                label = "" if cell is None else str(cell).strip()
                if above.get(place) == label:
                    continue
                above[place] = label
                if place < len(labels):
                    labels[place] = self.header_join.join((labels[place], label))
                else:
                    labels.append(label)
        return labels


def dialect_of(said: Mapping[str, Any]) -> Dialect:
    """The dialect that a descriptor of the right form says."""
    csv = {name: said[name] for name in _CSV if name in said} | _inner(said, "csv")
    rows = said.get("headerRows")
    case = said.get("headerCase", said.get("caseSensitiveHeader", True))
    json_ = {name: said[name] for name in ("property",) if name in said}
    for kind in ("inline", "json", "yaml"):
        json_ |= _inner(said, kind)
    return Dialect(
        header=said.get("header", True) is not False,
        header_rows=(tuple(rows) if rows is not None else (1,) if "header" in said else None),
        header_join=said.get("headerJoin", " "),
        is_case_sensitive=case is not False,
        comment_char=said.get("commentChar") or "",
        comment_rows=frozenset(said.get("commentRows") or ()),
        skips_blank_rows=bool(said.get("skipBlankRows")),
        delimiter=csv.get("delimiter"),
        quote_char=csv.get("quoteChar"),
        escape_char=csv.get("escapeChar") or None,
        is_quote_doubled=csv.get("doubleQuote") is not False,
        null_sequence=csv.get("nullSequence"),
        skips_initial_space=csv.get("skipInitialSpace"),
        property_path=json_.get("property"),
        keys=tuple(json_.get("keys") or said.get("itemKeys") or ()),
    )


def _inner(said: Mapping[str, Any], name: str) -> dict[str, Any]:
    held = said.get(name)
    return dict(held) if isinstance(held, Mapping) else {}


def guessed_header(sample: Sequence[Cells], dialect: Dialect) -> tuple[int, ...]:
    """The header's row where the dialect does not say: the first one about as wide as the rows are on average.

    So a title or a note above the table is no header. As frictionless does, from the first hundred rows.
    """
    widths = [len(cells) for cells in sample]
    if not widths:
        return (1,)
    width = round(sum(widths) / len(widths))
    drift = max(round(width * 0.1), 1)
    for number, cells in enumerate(sample, start=1):
        if not dialect.is_comment(number, cells) and abs(len(cells) - width) <= drift:
            return (number,)
    return (1,)
