"""`changes.parquet`: every row and cell that differs, as a table that anything reads."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from corpus.diff.values import CHANGES, Diff

_ROWS_PER_GROUP = 50_000
_FEW_VALUES = ["table", "kind", "column", "reason"]


def write_changes(found: Diff, path: Path, *, reason: str | None = None) -> int:
    """Write the rows of `Diff.rows` to a new file, `reason` beside the cells of changed rows. How many there are.

    The same two packages give the same bytes with the same pyarrow.
    """
    count = 0
    schema = pa.schema([pa.field(name, pa.large_string(), name not in ("table", "kind")) for name in CHANGES])
    with pq.ParquetWriter(
        path,
        schema,
        compression="zstd",
        compression_level=9,
        use_dictionary=_FEW_VALUES,
        write_page_index=True,
        write_page_checksum=True,
        store_schema=False,
    ) as writer:
        for frame in found.rows(reason):
            columns = frame.to_arrow(compat_level=pl.CompatLevel.oldest()).columns
            writer.write_table(pa.Table.from_arrays(columns, schema=schema), row_group_size=_ROWS_PER_GROUP)
            count += frame.height
        if not count:
            writer.write_table(schema.empty_table(), row_group_size=_ROWS_PER_GROUP)
    return count
