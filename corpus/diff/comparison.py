"""Compare two opened packages on keys and hashes; the text of no article is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from corpus import contract
from corpus.diff import entities
from corpus.diff.rows import NEW, Changes, Rows, differing, text_of
from corpus.diff.schema import OF_RELEASES, package_changes, schema_changes
from corpus.diff.values import (
    CHANGES,
    CLASSES,
    ChangeClass,
    Diff,
    PropertyChange,
    RightsChange,
    SchemaChange,
    Side,
    TableDiff,
    Tables,
)

# Where a row stands, which words before it move.
_PLACE = frozenset({"start", "end", "paragraph", "position", "field_position"})
# Where an article stands in its source: a line that is taken out of a dump moves all that are behind it.
_IN_SOURCE = frozenset({"source_item"})
_RIGHTS = ("redistribution", "license", "rights", "usage_terms")
# The texts of an article that rows of other tables are found in; other tables than `articles` are texts as a whole.
_TEXTS = ("body_sha256", "headline", "deck", "byline")
_TEXT_TABLES = frozenset({"captions"})
# What is told about inputs or follows from other tables: of no weight where those have changed.
_FOLLOWS = frozenset({"people", "orgs", "problems"})
_TOMBSTONES = {"article_id": pl.String, "scope": pl.String, "reason": pl.String}


def compare(old: Tables, new: Tables) -> Diff:
    """What changed from `old` to `new`, told by keys, cells and hashes; bodies are not read.

    A body is compared by its `body_sha256`, as every column is that another column is the SHA-256 of. Memory is bounded
    by some 20 bytes a row of the largest table and by the rows that differ, in pieces.
    """
    return _Comparison(old, new).diff()


@dataclass
class _Counts:
    """What is counted of one table while its pieces pass by."""

    numbers: Counter[str] = field(default_factory=Counter)
    columns: Counter[str] = field(default_factory=Counter)
    is_erratum: bool = False
    is_more: bool = False
    is_less: bool = False


class _Comparison:
    """Two packages while they are compared: what each table has to know of those before it."""

    def __init__(self, old: Tables, new: Tables) -> None:
        # What is withdrawn in the new package is told as such; what was withdrawn later is in neither.
        self.tombstones = withdrawn(new)
        self.old, self.new = old.unmasked(self.tombstones["article_id"].to_list()), new
        both = [*old, *(name for name in new if name not in old)]
        self.names = [name for name in both if name not in OF_RELEASES]
        self.edited = pl.Series("article_id", [], pl.String)
        self.edited_bodies = self.edited
        self.withdrawn = self.tombstones.clear()
        self.rights: Counter[tuple[str, str | None, str | None]] = Counter()
        self.named = {table: entities.Pairs() for table in contract.ENTITIES}
        self.pairs = {table: entities.Pairs() for table in contract.ENTITIES}
        self.respoken: list[pl.DataFrame] = []
        self.rows: dict[str, Rows] = {}
        self.counts: dict[str, _Counts] = {}

    def diff(self) -> Diff:
        # What rows of other tables follow is known first.
        first = [name for name in ("articles", *_TEXT_TABLES) if name in self.names]
        tables = {name: self._table(name) for name in [*first, *(name for name in self.names if name not in first)]}
        package = tuple(package_changes(self.old.descriptor, self.new.descriptor))
        schema = tuple(schema_changes(self.old.descriptor, self.new.descriptor))
        names = {table: self._names(table) for table in contract.ENTITIES}
        reidentified = [
            one
            for table, (before, after) in names.items()
            for one in entities.reidentified(table, self.named[table], self.pairs[table], before, after)
        ]
        tables = {name: tables[name] for name in self.names}
        return Diff(
            old=self._side(self.old, [one.old_rows for one in tables.values()]),
            new=self._side(self.new, [one.new_rows for one in tables.values()]),
            classes=self._classes(package, schema, tables),
            package=package,
            schema=schema,
            rights=tuple(
                RightsChange(column=column, old=was, new=now, rows=count)
                for (column, was, now), count in sorted(
                    self.rights.items(), key=lambda one: (_RIGHTS.index(one[0][0]), -one[1], str(one[0]))
                )
            ),
            tables=tables,
            reidentified=tuple(reidentified),
            reattributed=entities.reattributed(self.respoken, reidentified, *self._speakers(names)),
            withdrawn=self.withdrawn.sort("article_id"),
            edited=self.edited_bodies.sort(),
            rows=self._changes,
        )

    def _table(self, name: str) -> TableDiff:
        is_rewritten = _hash(self.old, name) != _hash(self.new, name) or _hash(self.old, name) is None
        counts = self.counts[name] = _Counts()
        if not is_rewritten:
            height = _height(self.old[name])
            return TableDiff(name=name, old_rows=height, new_rows=height)
        is_partly_shared, sides = self._unshared(name)
        rows = differing(
            sides[0], sides[1], self._key(name), left_out=_vouched_for(name, sides), beside=("article_id",)
        )
        for piece in rows.pieces():
            self._count(name, piece, counts)
        self.rows[name] = rows.dropped()
        heights = [one.height if one else 0 for one in (rows.old, rows.new)]
        if is_partly_shared:
            heights = [_height(side[name]) for side in (self.old, self.new)]
        return TableDiff(
            name=name,
            old_rows=heights[0],
            new_rows=heights[1],
            **{
                what: counts.numbers[what]
                for what in ("added", "removed", "withdrawn", "changed", "moved", "recounted")
            },
            columns=dict(sorted(counts.columns.items(), key=lambda one: (-one[1], one[0]))),
            is_rewritten=True,
        )

    def _unshared(self, name: str) -> tuple[bool, list[pl.LazyFrame | None]]:
        """The table on both sides without files that both have, whose rows are the same, and whether there are any."""
        if name not in self.old or name not in self.new:
            return False, [_read(side, name) if name in side else None for side in (self.old, self.new)]
        hashes = [side.part_hashes(name) for side in (self.old, self.new)]
        shared = {one for one in hashes[0] if one is not None and one in hashes[1]}
        if not shared or any(len(set(said)) < len(said) for said in hashes):
            return False, [_read(side, name) for side in (self.old, self.new)]
        others = [[number for number, one in enumerate(said) if one not in shared] for said in hashes]
        both = zip((self.old, self.new), others, strict=True)
        return True, [_in_words(name, side.of_parts(name, numbers)) for side, numbers in both]

    def _count(self, name: str, piece: Changes, counts: _Counts) -> None:
        numbers = counts.numbers
        added, (removed, gone), (changed, emptied) = piece.added, self._gone(name, piece), self._emptied(name, piece)
        numbers += Counter(added=added.height, removed=removed.height, withdrawn=gone.height + emptied.height)
        cells = _differences(changed)
        for column in cells:
            if count := changed.select(cells[column].sum()).item():
                counts.columns[column] += count
        counted = {check.field for check in _checks(name) if isinstance(check, contract.Count)}
        moved = changed.filter(_only(cells, _PLACE | _IN_SOURCE)).height if cells else 0
        recounted = changed.filter(_only(cells, counted)).height if cells and counted else 0
        numbers += Counter(changed=changed.height, moved=moved, recounted=recounted)
        if name == "articles":
            self._article_changes(changed, cells)
            ids = pl.concat([gone["article_id"], emptied["article_id"]]) if gone.height + emptied.height else None
            if ids is not None:
                self.withdrawn.extend(self.tombstones.filter(pl.col("article_id").is_in(ids.implode())))
        if name in _TEXT_TABLES and "article_id" in changed.columns:
            self._edit(*(frame["article_id"] for frame in (changed, added, removed)))
        for table, column in contract.ENTITIES.items():
            if column in cells and name != table:
                named, pairs = entities.moved(name, changed, column)
                self.named[table] += named
                self.pairs[table] += pairs
        if name == "quotes":
            self.respoken.append(entities.respoken(changed))
        self._weigh(name, counts, changed, added, removed, cells, counted)

    def _weigh(
        self, name: str, counts: _Counts, changed: pl.DataFrame, added: pl.DataFrame, removed: pl.DataFrame,
        cells: Mapping[str, pl.Expr], counted: set[str],
    ) -> None:  # fmt: skip
        """What the rows say about the class of the whole change."""
        follows = counted | _IN_SOURCE | ({"duplicate_of"} if name == "articles" else set())
        counts.is_erratum |= changed.height > 0 and changed.filter(~_only(cells, follows)).height > 0
        if name in _FOLLOWS:
            counts.is_erratum |= (added.height or removed.height) > 0
            return
        if name in contract.tables() and name != "articles" and "article_id" in added.columns:
            # Of an article whose text was edited, and of one that came or went, the rows follow.
            stays = ~pl.col("article_id").is_in(self.edited.implode())
            counts.is_erratum |= added.filter(~stays).height + removed.filter(~stays).height > 0
            added, removed = added.filter(stays), removed.filter(stays)
        counts.is_more |= added.height > 0
        counts.is_less |= removed.height > 0

    def _article_changes(self, changed: pl.DataFrame, cells: Mapping[str, pl.Expr]) -> None:
        for column in _RIGHTS:
            if column in cells:
                groups = changed.filter(cells[column]).group_by(column, column + NEW).len()
                self.rights.update({(column, was, now): count for was, now, count in groups.iter_rows()})
        if "body_sha256" in cells:
            bodies = changed.filter(cells["body_sha256"])["article_id"]
            self.edited_bodies = pl.concat([self.edited_bodies, bodies])
        texts = [cells[column] for column in _TEXTS if column in cells]
        if texts:
            self._edit(changed.filter(pl.any_horizontal(texts))["article_id"])

    def _edit(self, *articles: pl.Series) -> None:
        self.edited = pl.concat([self.edited, *articles]).unique()

    def _gone(self, name: str, piece: Changes) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The removed rows, those that went for another reason and those that went with a withdrawn article."""
        removed = piece.removed
        if self.tombstones.height == 0 or removed.height == 0:
            return removed, removed.clear()
        if name in contract.ENTITIES:
            return self._unmentioned(name, removed)
        if "article_id" not in removed.columns:
            return removed, removed.clear()
        is_gone = pl.col("article_id").is_in(self.tombstones["article_id"].implode()).fill_null(value=False)
        return removed.filter(~is_gone), removed.filter(is_gone)

    def _unmentioned(self, name: str, removed: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """People or organisations that are gone: those whom only withdrawn articles spoke of went with them."""
        column = contract.ENTITIES[name]  # type: ignore[index]  # one of its keys
        ids = removed[column]
        kept = [
            _read(self.old, table)
            .filter(
                pl.col(column).is_in(ids.implode())
                & ~pl.col("article_id").is_in(self.tombstones["article_id"].implode())
            )
            .select(column)
            for table in self.old
            if {column, "article_id"} <= set(self.old[table].collect_schema())
        ]
        elsewhere = pl.concat(pl.collect_all(kept))[column].unique() if kept else ids
        is_elsewhere = pl.col(column).is_in(elsewhere.implode())
        return removed.filter(is_elsewhere), removed.filter(~is_elsewhere)

    def _emptied(self, name: str, piece: Changes) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The changed rows, without the articles whose text was withdrawn and whose row was kept, and these."""
        changed = piece.changed
        texts = self.tombstones.filter(pl.col("scope") == "text")["article_id"]
        if name != "articles" or texts.is_empty() or "body_sha256" not in changed.columns:
            return changed, changed.clear()
        is_emptied = pl.col("article_id").is_in(texts.implode()) & (
            pl.col("body_sha256") != pl.col("body_sha256" + NEW)
        )
        return changed.filter(~is_emptied), changed.filter(is_emptied)

    def _classes(
        self, package: Sequence[PropertyChange], schema: Sequence[SchemaChange], tables: Mapping[str, TableDiff]
    ) -> tuple[ChangeClass, ...]:
        found: set[ChangeClass] = {one.weight for one in schema}
        if any(one.withdrawn for one in tables.values()):
            found.add("withdrawn")
        changed_tables = {name for name, one in self.counts.items() if one.is_erratum}
        if any(one.is_more for one in self.counts.values()):
            found.add("rows-added")
        if any(one.is_less for one in self.counts.values()):
            found.add("rows-removed")
        is_moved = bool(found & {"rows-added", "rows-removed", "withdrawn"})
        if package or changed_tables - (_FOLLOWS if is_moved else frozenset()):
            found.add("erratum")
        found.discard("repack")
        if not found and (schema or any(one.is_rewritten for one in tables.values())):
            found.add("repack")
        return tuple(one for one in CLASSES if one in found)

    # ------------------------------------------------------------------ names

    def _names(self, table: contract.Entities) -> tuple[dict[str, str], dict[str, str]]:
        """The names of everyone of a table whom changed rows speak of, as each package has them."""
        column = contract.ENTITIES[table]
        ids = {one for pair in self.pairs[table] for one in pair}
        for frame in self.respoken:
            ids |= {*frame["old_id"].drop_nulls(), *frame["new_id"].drop_nulls()}
        wanted = pl.Series(sorted(ids), dtype=pl.String)
        sides = [
            _read(side, table).select(column, "name").filter(pl.col(column).is_in(wanted.implode())).collect()
            if ids and table in side and {column, "name"} <= set(side[table].collect_schema())
            else pl.DataFrame(schema={column: pl.String, "name": pl.String})
            for side in (self.old, self.new)
        ]
        return dict(sides[0].iter_rows()), dict(sides[1].iter_rows())

    @staticmethod
    def _speakers(names: Mapping[Any, tuple[dict[str, str], dict[str, str]]]) -> tuple[dict[str, str], dict[str, str]]:
        both: tuple[dict[str, str], dict[str, str]] = ({}, {})
        for before, after in names.values():
            both[0].update(before)
            both[1].update(after)
        return both

    def _side(self, corpus: Tables, rows: Sequence[int]) -> Side:
        return Side(
            name=corpus.name,
            version=corpus.version,
            rows={name: count for name, count in zip(self.names, rows, strict=True) if name in corpus},
        )

    def _key(self, name: str) -> tuple[str, ...]:
        """The primary key that both packages say, else the contract's, else none."""
        said = [key for side in (self.old, self.new) if (key := _stated_key(side, name)) is not None]
        if said:
            return said[0] if all(key == said[0] for key in said) else ()
        return contract.tables()[name].primary_key if name in contract.tables() else ()

    # ------------------------------------------------------------------ changes.parquet

    def _changes(self, reason: str | None = None) -> Iterator[pl.DataFrame]:
        for name in self.names:
            if name in self.rows:
                pieces = [self._change_rows(name, piece, reason) for piece in self.rows[name].pieces()]
                yield pl.concat(pieces).sort("key", "kind", "column", "old", "new", nulls_last=True)

    def _change_rows(self, name: str, piece: Changes, reason: str | None) -> pl.DataFrame:
        removed, gone = self._gone(name, piece)
        changed, emptied = self._emptied(name, piece)
        key = self.rows[name].key
        reasons = self.tombstones.select("article_id", pl.col("reason").alias("why")).unique("article_id")
        frames = [
            _told(piece.added, key, "added"),
            _told(removed, key, "removed"),
        ]
        for frame in (gone, emptied):
            why = frame.join(reasons, on="article_id", how="left") if "article_id" in frame.columns else frame
            frames.append(_told(why, key, "withdrawn", pl.col("why") if "why" in why.columns else None))
        for column, is_other in _differences(changed).items():
            rows = changed.filter(is_other)
            frames.append(
                _told(rows, key, "changed", pl.lit(reason, pl.String)).with_columns(
                    pl.lit(column).alias("column"),
                    rows.select(as_text(rows, column)).to_series().alias("old"),
                    rows.select(as_text(rows, column + NEW)).to_series().alias("new"),
                )
            )
        return pl.concat(frame.with_columns(pl.lit(name).alias("table")).select(*CHANGES) for frame in frames)


def _read(side: Tables, name: str) -> pl.LazyFrame:
    return _in_words(name, side[name])


def _in_words(name: str, table: pl.LazyFrame) -> pl.LazyFrame:
    """The table with keys, and what the contract has as text, as text: a package of another schema may have numbers."""
    known = contract.polars_schema(contract.tables()[name]) if name in contract.tables() else {}
    types = table.collect_schema()
    others = [
        column
        for column, type_ in types.items()
        if type_ != pl.String and (known.get(column) == pl.String or column.endswith("_id"))
    ]
    return table.with_columns(text_of(column, types[column]) for column in others) if others else table


def _height(table: pl.LazyFrame) -> int:
    return int(table.select(pl.len()).collect().item())


def _told(rows: pl.DataFrame, key: Sequence[str], kind: str, reason: pl.Expr | None = None) -> pl.DataFrame:
    place = (
        pl.concat_str([as_text(rows, name).fill_null("") for name in key], separator=" ")
        if key
        else pl.lit(None, pl.String)
    )
    nothing = {name: pl.lit(None, pl.String) for name in ("column", "old", "new")}
    why = pl.lit(None, pl.String) if reason is None else reason
    # Not `select`: of literals alone it makes a row where there is none.
    return rows.with_columns(key=place, kind=pl.lit(kind), **nothing, reason=why).select(
        "key", "kind", "column", "old", "new", "reason"
    )


def as_text(frame: pl.DataFrame, column: str) -> pl.Expr:
    """The cells of a column as text: instants as RFC 3339 in UTC, truth as `true` and `false`."""
    return text_of(column, frame.schema[column])


def _differences(changed: pl.DataFrame) -> dict[str, pl.Expr]:
    """For each column that is there twice, whether its cells differ."""
    columns = [name for name in changed.columns if name + NEW in changed.columns]
    return {name: pl.col(name).ne_missing(pl.col(name + NEW)) for name in columns}


def _only(cells: Mapping[str, pl.Expr], columns: Iterable[str]) -> pl.Expr:
    """Whether a changed row differs in these columns alone."""
    others = [is_other for name, is_other in cells.items() if name not in columns]
    return ~pl.any_horizontal(others) if others else pl.lit(value=True)


def _vouched_for(name: str, sides: Sequence[pl.LazyFrame | None]) -> frozenset[str]:
    """Columns that need not be read, because each table has their SHA-256 in another column."""
    there = [set(side.collect_schema()) for side in sides if side is not None]
    return frozenset(
        check.of
        for check in _checks(name)
        if isinstance(check, contract.Derived) and check.how == "sha256" and all(check.field in one for one in there)
    )


def _checks(name: str) -> tuple[contract.Check, ...]:
    table = contract.tables().get(name)
    return table.checks if table else ()


def _stated_key(corpus: Tables, name: str) -> tuple[str, ...] | None:
    for resource in corpus.descriptor["resources"]:
        if resource["name"] == name and isinstance(resource.get("schema"), dict):
            key = resource["schema"].get("primaryKey") or ()
            return (key,) if isinstance(key, str) else tuple(key)
    return None


def _hash(corpus: Tables, name: str) -> str | None:
    """The SHA-256 of a table's files as the descriptor says it; None without the table or the hash."""
    if name not in corpus:
        return None
    said = next(resource.get("hash") for resource in corpus.descriptor["resources"] if resource["name"] == name)
    return str(said).lower() if said else None


def withdrawn(corpus: Tables) -> pl.DataFrame:
    """The tombstones of a version: `article_id`, `scope` and `reason` of every article that was withdrawn up to it."""
    path = corpus.folder / "withdrawn.parquet"
    if "withdrawn" not in corpus and not path.is_file():
        return pl.DataFrame(schema=_TOMBSTONES)
    table = corpus["withdrawn"] if "withdrawn" in corpus else pl.scan_parquet(path, glob=False)
    if not set(_TOMBSTONES) <= set(table.collect_schema()):
        return pl.DataFrame(schema=_TOMBSTONES)
    return table.select(pl.col(name).cast(type_) for name, type_ in _TOMBSTONES.items()).collect()
