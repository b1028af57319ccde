"""Which rows of one table differ: told by a hash of each row first, and cell by cell where those differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import polars as pl

# Rows that are read whole at once; memory is bounded by them, and by some 20 bytes for every row of the table.
_AT_ONCE = 250_000
# Of a table of so few rows all columns are kept while it is compared, of one of more the keys, and of the largest
# none: to read them again takes less than to hold what is not needed again.
_FEW, _MANY = 100_000, 1_000_000

# Names that no column of a table has, as no name of a column may hold a blank.
_ROW, _KEY_HASH, _ROW_HASH, _NTH = "row number", "hash of the key", "hash of the row", "count of the key"
NEW = " in the new package"
"""What follows the name of a column where a frame has both sides: the old side has the plain name."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Rows of one table, in pieces: those that one side lacks, and those that both have and that differ.

    `added` and `removed` have the columns of the key and `Rows.beside`. `changed` has all columns that were compared,
    the new cells under the name of the column and `NEW`, those of the key once.
    """

    added: pl.DataFrame
    removed: pl.DataFrame
    changed: pl.DataFrame


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a table: the numbers of its rows that have no equal on the other, with hashes of their keys.

    The key of a row of `lone` is nowhere on the other side; that of a row of `paired` most likely is.
    """

    table: pl.LazyFrame
    kept: pl.DataFrame | None
    height: int
    lone: pl.DataFrame
    paired: pl.DataFrame

    def read(self, rows: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
        """The rows of these numbers, in order."""
        if self.kept is not None and set(columns) <= set(self.kept.columns):
            return self.kept.select(columns)[rows[_ROW].sort()]
        frame = self.table.select(columns)
        if rows.height == 0:
            return frame.head(0).collect()
        if self.height <= _MANY:
            return frame.collect(engine="streaming")[rows[_ROW].sort()]
        numbers = rows.select(_ROW).lazy()
        read = frame.with_row_index(_ROW).join(numbers, on=_ROW, how="semi").collect(engine="streaming")
        return read.sort(_ROW).drop(_ROW)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one table that are not on both sides as they are; None is a package without the table."""

    old: _Side | None
    new: _Side | None
    key: tuple[str, ...]
    columns: tuple[str, ...]
    beside: tuple[str, ...]

    def pieces(self) -> Iterator[Changes]:
        """The rows that differ, rows of one key in one piece; pieces are in no promised order."""
        sides = [side for side in (self.old, self.new) if side is not None]
        passes = 1 + max(max(side.lone.height // 4, side.paired.height) for side in sides) // _AT_ONCE
        for number in range(passes):
            yield self._piece(number, passes)

    def dropped(self) -> Rows:
        """The same, with what was kept in memory given back; it is read again where it is asked for again."""
        sides = [None if side is None else replace(side, kept=None) for side in (self.old, self.new)]
        return replace(self, old=sides[0], new=sides[1])

    def _piece(self, number: int, passes: int) -> Changes:
        # Rows of no column at all could not be counted.
        lone, paired = (*self.key, *self.beside) or self.columns[:1], self.columns
        removed = _read(self.old, self.new, "lone", lone, number, passes)
        added = _read(self.new, self.old, "lone", lone, number, passes)
        left = _read(self.old, self.new, "paired", paired, number, passes)
        right = _read(self.new, self.old, "paired", paired, number, passes)
        if left.height == 0 and right.height == 0:
            return Changes(added, removed, left.join(right, on=self.key, suffix=NEW) if self.key else left)
        # Of rows under one key, which only a broken package has, the first is compared with the first.
        left, right = (side.with_columns(pl.int_range(pl.len()).over(self.key).alias(_NTH)) for side in (left, right))
        on = [*self.key, _NTH]
        # What is left over has a key of the same hash as another on the other side, or one that is there less often.
        rest = [one.join(other, on=on, how="anti").select(lone) for one, other in ((left, right), (right, left))]
        return Changes(
            added=added.vstack(rest[1]),
            removed=removed.vstack(rest[0]),
            changed=left.join(right, on=on, suffix=NEW, maintain_order="left").drop(_NTH),
        )


def _read(
    side: _Side | None, other: _Side | None, which: str, columns: Sequence[str], number: int, passes: int
) -> pl.DataFrame:
    if side is None:
        # No row, of the other side's types: polars compares no text with a number, not even where there is none.
        assert other is not None
        return other.read(other.lone.clear(), columns)
    rows: pl.DataFrame = getattr(side, which)
    return side.read(rows if passes == 1 else rows.filter(pl.col(_KEY_HASH) % passes == number), columns)


def differing(
    old: pl.LazyFrame | None,
    new: pl.LazyFrame | None,
    key: Sequence[str],
    *,
    left_out: frozenset[str] = frozenset(),
    beside: Sequence[str] = (),
) -> Rows:
    """The rows of two tables that are not in both as they are; None is a table that a package does not have.

    Columns that one side lacks are compared by nobody, nor are those of `left_out`, which another column vouches for.
    A column of two types is compared as text. Without a `key` no row is the changed one of another. Of rows that one
    side lacks the columns `beside` are kept too, as far as both sides have them.
    """
    schemas = [side.collect_schema() for side in (old, new) if side is not None]
    columns = [name for name in schemas[0].names() if name in schemas[-1] and name not in left_out]
    as_text = [name for name in columns if schemas[0][name] != schemas[-1][name] or not _is_plain(schemas[0][name])]
    keys = tuple(key) if all(name in columns for name in key) else ()
    tables = [
        None if side is None else side.with_columns(text_of(name, side.collect_schema()[name]) for name in as_text)
        for side in (old, new)
    ]
    kept = tuple(name for name in beside if name in columns and name not in keys)
    lone = [_to_keep(table, columns, (*keys, *kept)) for table in tables]
    marks = [_marks(table, keys or columns, columns, some) for table, some in zip(tables, lone, strict=True)]
    odd = _unequal(*marks)
    sides = []
    for number, table in enumerate(tables):
        one, other = odd[number], odd[1 - number]
        is_paired = (
            one[_KEY_HASH].is_in(other[_KEY_HASH].implode()) if keys else pl.repeat(False, one.height, eager=True)
        )
        parts = one.filter(~is_paired), one.filter(is_paired)
        frame = marks[number].select(lone[number]) if lone[number] else None
        sides.append(None if table is None else _Side(table, frame, marks[number].height, *parts))
    return Rows(old=sides[0], new=sides[1], key=keys, columns=tuple(columns), beside=kept)


def text_of(column: str, type_: pl.DataType) -> pl.Expr:
    """The cells of a column of any type as text: instants as RFC 3339, lists and objects as JSON, bytes as hex."""
    cell = pl.col(column)
    match type_:
        case pl.Datetime():
            return cell.dt.strftime("%Y-%m-%dT%H:%M:%S%.f" + ("Z" if type_.time_zone else ""))
        case pl.List() | pl.Array() | pl.Struct():
            told = pl.struct(cell).struct.json_encode()
            return pl.when(cell.is_not_null()).then(told).otherwise(pl.lit(None, pl.String)).alias(column)
        case pl.Binary():
            return cell.bin.encode("hex")
        case pl.Duration():
            return cell.dt.to_string("iso")
        case _:
            return cell.cast(pl.String)


def _to_keep(table: pl.LazyFrame | None, columns: Sequence[str], keys: Sequence[str]) -> Sequence[str]:
    """The columns that are kept of a table while it is compared."""
    height = 0 if table is None else table.select(pl.len()).collect().item()
    return columns if height <= _FEW else keys if height <= _MANY else ()


def _unequal(old: pl.DataFrame, new: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of each that have no equal in the other.

    With 64 bits, of ten million changed rows in as many one is missed once in 100,000 comparisons.
    """
    hashes = old[_ROW_HASH], new[_ROW_HASH]
    is_there = hashes[0].is_in(hashes[1].implode()), hashes[1].is_in(hashes[0].implode())
    # Equal rows may be there more often on one side. Hashed once more: a row's hash is a sum, and sums of sums meet.
    one, other = (rows.filter(there).hash() for rows, there in zip(hashes, is_there, strict=True))
    if one.len() == other.len() and one.sum() == other.sum():
        sides = old.filter(~is_there[0]), new.filter(~is_there[1])
    else:
        nth = pl.int_range(pl.len(), dtype=pl.UInt32).over(_ROW_HASH).alias(_NTH)
        left, right = old.with_columns(nth), new.with_columns(nth)
        on = [_ROW_HASH, _NTH]
        sides = left.join(right, on=on, how="anti"), right.join(left, on=on, how="anti")
    return sides[0].select(_ROW, _KEY_HASH), sides[1].select(_ROW, _KEY_HASH)


def _is_plain(type_: pl.DataType) -> bool:
    return not isinstance(type_, (pl.Categorical, pl.Enum, pl.List, pl.Struct, pl.Array, pl.Binary))


def _marks(table: pl.LazyFrame | None, key: Sequence[str], columns: Sequence[str], kept: Sequence[str]) -> pl.DataFrame:
    """Of every row its number, the hashes of its key and of its cells, and the cells that are to be kept."""
    if table is None or not columns:
        nothing = dict.fromkeys(kept, pl.String)
        return pl.DataFrame(schema={_ROW: pl.UInt32, _KEY_HASH: pl.UInt64, _ROW_HASH: pl.UInt64, **nothing})
    return (
        table.select(_hash(key).alias(_KEY_HASH), _hash(columns).alias(_ROW_HASH), *kept)
        .collect(engine="streaming")
        .with_row_index(_ROW)
    )


def _hash(columns: Sequence[str]) -> pl.Expr:
    # A sum, each column under a seed of its own: hashing them as one struct takes twice as long.
    each = [pl.col(name).hash(number) for number, name in enumerate(columns)]
    return pl.sum_horizontal(each) if len(each) > 1 else each[0]
