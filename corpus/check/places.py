"""Where the rows of one table stand in another: which row a key names, told once and kept as a number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from corpus.sources import ROW, Source

_PLACE = "place"

# The tables that others are asked for more than once: positions count in texts of one, the others count rows.
_HOMES = frozenset({"articles", "people", "orgs"})


@dataclass(frozen=True)
class Places:
    """The tables, and the numbers of the rows that their keys name, four bytes each, as far as they were asked for."""

    sources: Mapping[str, Source]
    _known: dict[tuple[str, str, str], pl.Series] = field(default_factory=dict)

    def of(self, source: Source, column: str, home: Source) -> pl.Series:
        """For each row of `source` the number of the first row of `home` that its `column` is the key of, else null.

        Rows that stand together often name the same row, so that each run of equal keys is looked up once.
        """
        place = (source.table.name, column, home.table.name)
        if place not in self._known:
            keys = source.scan(column).select(column).collect()[column]
            begins = keys.ne_missing(keys.shift(1)).fill_null(value=True)
            if len(begins):
                begins[0] = True
            rows = home.scan(*home.key).select(pl.col(*home.key).alias(column), pl.col(ROW).alias(_PLACE))
            found = (
                keys.filter(begins)
                .to_frame()
                .lazy()
                .join(rows.unique(column, keep="first"), on=column, how="left", maintain_order="left")
                .collect()[_PLACE]
            )
            self._known[place] = found.gather(begins.cum_sum() - 1).cast(pl.UInt32)
        return self._known[place]

    def lost(self, source: Source, fields: tuple[str, ...], home: Source, key: tuple[str, ...]) -> int:
        """How many rows name by `fields` no row of `home`; those with a null among them name none and are left out."""
        if any(source.known(name).is_all_null for name in fields):
            return 0
        if home.table.name in _HOMES and len(fields) == 1 and key == home.table.primary_key:
            nulls = self.of(source, fields[0], home).null_count()
            return nulls - self._nulls(source, fields[0]) if nulls else 0
        rows = source.scan(*fields).select(fields).drop_nulls()
        known = home.scan(*key).select(key)
        lost = rows.join(known, left_on=fields, right_on=key, how="anti").select(pl.len())
        return int(source.collect(lost).item())

    def _nulls(self, source: Source, column: str) -> int:
        known = source.known(column).nulls
        if known is not None:
            return known
        return int(source.collect(source.scan(column).select(pl.col(column).null_count())).item())

    def count(self, source: Source, column: str, home: Source, distinct: str | None) -> NDArray[np.int64]:
        """For each row of `home` how many rows of `source` name it by `column`.

        With `distinct`, a column of `source` that names rows of a table of its own, how many different ones they name.
        """
        named = pl.DataFrame({"by": self.of(source, column, home)})
        if distinct is not None:
            link = next(link for link in source.table.foreign_keys if link.fields == (distinct,))
            other = self.of(source, distinct, self.sources[link.table])
            # One number for both: that many pairs are told apart in a quarter of the time that two columns take.
            named = pl.DataFrame({"both": named["by"].cast(pl.UInt64) * (1 << 32) + other}).drop_nulls().unique()
            named = named.select(by=pl.col("both") // (1 << 32))
        rows: NDArray[np.int64] = np.bincount(named["by"].drop_nulls().cast(pl.Int64).to_numpy(), minlength=home.height)
        return rows
