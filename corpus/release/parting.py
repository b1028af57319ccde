"""Which file of its table a row stands in: told by the row alone, so that nothing but its own rows changes a file.

Articles are parted by their time of publication. By month, as is right for a corpus that articles are taken from, the
other large tables are parted as well, by what the contract orders them by first: rows about articles by `article_id`,
people and organisations by the letter that their `name_key` begins with. So parts, one after another, are in the
contract's order, and an article has its rows in one part of each table.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from corpus import contract

Partition = Literal["none", "year", "month"]

ARTICLES = "articles"
_FORMATS: Mapping[Partition, str] = {"year": "%Y", "month": "%Y-%m"}
_UNDATED = "undated"

# What one more file costs a version: its lines in descriptor, manifest, sums and croissant.json, some of its footer.
# An article that is taken back costs size / n of a table in n parts, and n times this: least at the root of the ratio.
_BYTES_OF_A_FILE = 1_000
# Below this a part is footer more than rows.
_LEAST = 16_000
_MOST = 256  # as many as two hex digits tell apart
_LEAST_BY_LETTER = 100_000
_LETTERS = [chr(one) for one in range(ord("a"), ord("z") + 1)]
_BEFORE, _AFTER = "0", "other"


@dataclass(frozen=True, slots=True)
class Parting:
    """The column that a table is parted by, the part of a row, and the parts that there are, where they are known."""

    column: str
    part: pl.Expr
    names: tuple[str, ...] | None = None

    def spans(self, values: pl.Series) -> dict[str, tuple[int, int]]:
        """Where the rows of each part begin and end, once they are in the contract's order; `values` in any order."""
        column = values.to_frame(self.column)
        counts = column.group_by(self.part.alias("part")).agg(pl.len(), first=pl.col(self.column).min())
        heights = dict(counts.sort("first", nulls_last=True).select("part", "len").iter_rows())
        found, start = {}, 0
        for name in self.names or heights:
            found[name] = (start, start + heights.get(name, 0))
            start += heights.get(name, 0)
        return found


def parting(table: contract.Table, partition: Partition, size: int, before: Sequence[str] = ()) -> Parting | None:
    """How a table of so many bytes is parted; None for one that is a single file.

    `before` are names of files of the version before, whose parts stay as they are, or of no version.
    """
    if table.name == ARTICLES:
        return None if partition == "none" else _by_time(_FORMATS[partition])
    if partition != "month":
        return None
    if table.order[0] == "article_id":
        count = _count(table.name, before) or _best(size)
        return _by_article(count) if count > 1 else None
    if table.order[0] == "name_key" and (_is_by_letter(table.name, before) or size >= _LEAST_BY_LETTER):
        return _by_letter()
    return None


def _best(size: int) -> int:
    """The power of two that is nearest to the number of parts at which a takedown costs least."""
    most = min(size / _LEAST, _MOST)
    return 1 << max(0, min(math.floor(math.log2(max(most, 1))), round(math.log2(max(size / _BYTES_OF_A_FILE, 1)) / 2)))


def _by_time(form: str) -> Parting:
    return Parting("published_at", pl.col("published_at").dt.strftime(form).fill_null(_UNDATED))


def _by_article(count: int) -> Parting:
    # Keys are a letter and hex digits (the contract's pattern), which are those of a hash: parts are of like size.
    names = tuple(f"{number:0{len(str(count))}}-of-{count}" for number in range(count))
    digits = pl.col("article_id").str.slice(1, 2).str.to_integer(base=16)
    number = (digits * count) // _MOST
    return Parting("article_id", number.replace_strict(dict(enumerate(names)), return_dtype=pl.String), names)


def _by_letter() -> Parting:
    first = pl.col("name_key").str.slice(0, 1)
    part = pl.when(first < "a").then(pl.lit(_BEFORE)).when(first <= "z").then(first).otherwise(pl.lit(_AFTER))
    return Parting("name_key", part)


def _count(table: str, files: Sequence[str]) -> int:
    found = (re.fullmatch(rf"{table}-[0-9]+-of-([0-9]+)\.parquet", name) for name in files)
    return next((int(match[1]) for match in found if match), 0)


def _is_by_letter(table: str, files: Sequence[str]) -> bool:
    names = {f"{table}-{part}.parquet" for part in (_BEFORE, *_LETTERS, _AFTER)}
    return not names.isdisjoint(files)
