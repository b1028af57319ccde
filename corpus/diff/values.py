"""What changed between two packages, as values: numbers per table, and what a reader must know first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

import polars as pl

ChangeClass = Literal[
    "repack", "erratum", "rows-added", "rows-removed", "withdrawn", "schema-additive", "schema-breaking"
]
CLASSES: tuple[ChangeClass, ...] = (
    "schema-breaking", "schema-additive", "withdrawn", "rows-removed", "rows-added", "erratum", "repack",
)  # fmt: skip
"""Every class of change, the gravest first; `docs/reference/diff.md` says when each is given."""


class Tables(Protocol):
    """What is compared: the tables of a package by name, as `corpus.load` gives them."""

    @property
    def name(self) -> str:
        """Name of the package."""

    @property
    def version(self) -> str:
        """Version of the package."""

    @property
    def descriptor(self) -> Mapping[str, Any]:
        """Its descriptor."""

    @property
    def folder(self) -> Path:
        """Where its files are."""

    def unmasked(self, articles: Collection[str], /) -> Tables:
        """The same with these articles as the version had them, though they were withdrawn since."""

    def get(self, name: str, /) -> pl.LazyFrame | None:
        """A table; None where there is none of that name."""

    def part_hashes(self, name: str, /) -> Sequence[str | None]:
        """For each file of a table its SHA-256; None where nobody says it, or rows of it are left out."""

    def of_parts(self, name: str, numbers: Sequence[int], /) -> pl.LazyFrame:
        """The rows of some of a table's files, by their numbers."""

    def __getitem__(self, name: str, /) -> pl.LazyFrame: ...

    def __iter__(self) -> Iterator[str]: ...

    def __contains__(self, name: object, /) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two packages: its name, its version as its descriptor says it, and the rows of each table."""

    name: str
    version: str
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyChange:
    """A property of the descriptor (`licenses`, `title`) that differs, as JSON values; None where a side has none.

    `table` is None for a property of the whole package, else the resource that the property belongs to.
    """

    name: str
    old: Any
    new: Any
    table: str | None = None

    @property
    def is_licence(self) -> bool:
        """Whether it changes what may be done with the data."""
        return self.name == "licenses"


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaChange:
    """One difference of the schemas. `what` says it in a few words; `field` is None for a whole table.

    `weight` is the class that it alone gives: `repack` for what changes no value that is allowed, as a description.
    """

    table: str
    field: str | None
    what: str
    old: str | None
    new: str | None
    weight: ChangeClass


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsChange:
    """So many articles whose `license`, `rights`, `usage_terms` or `redistribution` went from `old` to `new`."""

    column: str
    old: str | None
    new: str | None
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reidentified:
    """People or organisations that became others: rows that pointed at one of `old` point at one of `new`.

    Several in `old` and one in `new` is a merge, the other way round a split, one and one a new key of the same. Each
    is an id and a name; `rows` counts the mentions and quotations that were moved.
    """

    table: Literal["people", "orgs"]
    old: tuple[tuple[str, str], ...]
    new: tuple[tuple[str, str], ...]
    rows: int

    @property
    def kind(self) -> Literal["merged", "split", "rekeyed"]:
        """What happened to them."""
        return "merged" if len(self.old) > len(self.new) else "split" if len(self.new) > len(self.old) else "rekeyed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableDiff:
    """What changed in one table, as numbers of rows.

    A row is the same row where its primary key is the same; without a primary key only equal rows are. `withdrawn`
    rows are gone, or an article's text is, because the article was withdrawn; they are neither in `removed` nor in
    `changed`. Of the `changed` rows, `moved` differ in their place alone (`start`, `end`, `paragraph`, `position`, or
    `source_item`), as where words before them were edited or a line of a dump went, and `recounted` in counts alone.
    `columns` says in how many changed rows each column differs, the most frequent first. `is_rewritten`: the files
    differ, whatever the rows do.
    """

    name: str
    old_rows: int = 0
    new_rows: int = 0
    added: int = 0
    removed: int = 0
    withdrawn: int = 0
    changed: int = 0
    moved: int = 0
    recounted: int = 0
    columns: Mapping[str, int] = field(default_factory=dict)
    is_rewritten: bool = False

    @property
    def is_same(self) -> bool:
        """Whether every row is in both packages as it is."""
        return not (self.added or self.removed or self.withdrawn or self.changed)


CHANGES: Mapping[str, type[pl.DataType]] = {
    "table": pl.String,
    "key": pl.String,
    "kind": pl.String,
    "column": pl.String,
    "old": pl.String,
    "new": pl.String,
    "reason": pl.String,
}
"""The columns of `changes.parquet`: one row for each row that was added, removed or withdrawn, and one for each cell
of a changed row. `kind` is `added`, `removed`, `withdrawn` or `changed`; `column`, `old` and `new` are null but for the
last. `key` is the row's primary key, its parts joined by a blank, null in a table without one. No row holds a body."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diff:
    """What changed from `old` to `new`.

    `classes` says what kind of change it is, the gravest first; none where nothing that anyone could see did. `tables`
    has every table of either package, in order. `reattributed` has a row for each quotation, in both packages, that
    somebody else now says: `quote_id`, `article_id`, `text` and, of both sides, `old_kind`, `old_id`, `old_name`
    (`id` null for whom the package has no row, `name` then the words that name the speaker). It leaves out those
    whose speaker is the same one under another id, which `reidentified` tells. `withdrawn` has `article_id`, `scope`
    and `reason` of each article that `old` has and that was withdrawn since, `edited` the ids of those in both whose
    body differs.
    """

    old: Side
    new: Side
    classes: tuple[ChangeClass, ...]
    package: tuple[PropertyChange, ...]
    schema: tuple[SchemaChange, ...]
    rights: tuple[RightsChange, ...]
    tables: Mapping[str, TableDiff]
    reidentified: tuple[Reidentified, ...]
    reattributed: pl.DataFrame
    withdrawn: pl.DataFrame
    edited: pl.Series
    rows: Callable[[str | None], Iterator[pl.DataFrame]]
    """The rows of `changes.parquet`, table by table in pieces, in a total order; the argument is the reason that
    changed rows are given, None for none."""

    @property
    def is_empty(self) -> bool:
        """Whether both say the same in the same words: no class but the two files that tell versions apart."""
        return not self.classes
