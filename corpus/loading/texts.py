"""Bodies of a few articles out of many: found by their ids first, so that only their row groups are read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import polars as pl
import pyarrow.parquet as pq

from corpus.errors import PackageError
from corpus.loading import arrow
from corpus.loading.places import File
from corpus.loading.revocations import Revocations


class Texts:
    """The bodies in the files of `articles`; which id is in which row group is looked up once."""

    def __init__(self, files: Sequence[File], revocations: Revocations) -> None:
        self._files, self._revocations = files, revocations
        self._groups: list[dict[int, pl.Series]] = []

    def beside(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """The frame with a column `body`, its rows in their order.

        Raises:
            PackageError: the frame has no `article_id`.
        """
        columns = frame.collect_schema().names()
        if "article_id" not in columns:
            raise PackageError(f"the frame has no column article_id, but {', '.join(columns)}")
        wanted = frame.select(pl.col("article_id").drop_nulls().unique()).collect()["article_id"]
        bodies = self.of(wanted)
        bare = frame.drop("body", strict=False)
        return bare.join(bodies.lazy(), on="article_id", how="left", maintain_order="left")

    def of(self, ids: pl.Series) -> pl.DataFrame:
        """`article_id` and `body` of these articles, those that are there and were not withdrawn."""
        gone = pl.Series(self._revocations.ids(), dtype=pl.String)
        wanted = ids.filter(~ids.is_in(gone.implode()))
        found = [pl.DataFrame(schema={"article_id": pl.String, "body": pl.String})]
        for number, file in enumerate(self._files):
            groups = self._index(number)
            holding = [group for group, held in groups.items() if held.is_in(wanted.implode()).any()]
            if not holding:
                continue
            with pq.ParquetFile(arrow.opened(file), pre_buffer=True) as opened:
                for group in holding:
                    rows = opened.read_row_group(group, columns=["article_id", "body"])
                    frame = cast("pl.DataFrame", pl.from_arrow(rows)).select(
                        pl.col("article_id", "body").cast(pl.String)
                    )
                    found.append(frame.filter(pl.col("article_id").is_in(wanted.implode())))
        return pl.concat(found)

    def _index(self, number: int) -> dict[int, pl.Series]:
        while len(self._groups) <= number:
            file = self._files[len(self._groups)]
            with pq.ParquetFile(arrow.opened(file), pre_buffer=True) as opened:
                heights = [opened.metadata.row_group(n).num_rows for n in range(opened.metadata.num_row_groups)]
                ids = opened.read(columns=["article_id"])["article_id"]
            series = pl.Series(pl.from_arrow(ids)).cast(pl.String)
            starts = [sum(heights[:n]) for n in range(len(heights))]
            self._groups.append({n: series.slice(at, heights[n]) for n, at in enumerate(starts)})
        return self._groups[number]
