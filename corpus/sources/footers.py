"""What the footers of Parquet files say of a column, so that it need not be read: nulls, and bounds of its values.

A footer is only as good as the file is whole: believe those of a file alone whose hash somebody vouches for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

_MICROSECONDS = {"MILLIS": (1_000, 1), "MICROS": (1, 1), "NANOS": (1, 1_000)}


@dataclass(frozen=True, slots=True)
class Column:
    """What is known of a column: its rows, how many are null, and bounds of the others; None where it is not said.

    ``low <= value <= high`` for every value, but neither bound need be a value: writers may cut long texts. Texts are
    `str`, compared by code points; times are whole microseconds from 1970 (UTC). Of floating-point numbers `high` is
    None, because NaN, which keeps no limit, is left out of the statistics of Parquet (format, "Statistics").
    """

    rows: int
    nulls: int | None = None
    low: Any = None
    high: Any = None

    @property
    def has_no_null(self) -> bool:
        """Whether it surely holds no null."""
        return self.nulls == 0

    @property
    def is_all_null(self) -> bool:
        """Whether it surely holds no value."""
        return self.nulls == self.rows

    def is_at_least(self, limit: Any) -> bool:
        """Whether no value is surely below `limit`."""
        return self.is_all_null or (self.low is not None and self.low >= limit)

    def is_at_most(self, limit: Any) -> bool:
        """Whether no value is surely above `limit`."""
        return self.is_all_null or (self.high is not None and self.high <= limit)

    def is_among(self, words: Sequence[Any]) -> bool:
        """Whether every value is surely one of `words`: where all are one and the same."""
        return self.is_all_null or (self.low is not None and self.low == self.high and self.low in words)


def columns_of(paths: Sequence[Path]) -> dict[str, Column]:
    """What the footers of the files, which are one table, say of each flat column that all of them hold.

    Raises:
        OSError: a file is not there.
        ArrowException: a file is no Parquet.
    """
    known: dict[str, Column] | None = None
    for path in paths:
        footer = pq.read_metadata(path)
        flat = {
            footer.schema.column(n).path: n
            for n in range(footer.num_columns)
            if footer.schema.column(n).max_repetition_level == 0 and footer.schema.column(n).max_definition_level <= 1
        }
        groups = [footer.row_group(n) for n in range(footer.num_row_groups)]
        here = {
            name: _both(Column(0, 0), *(_of_chunk(group.column(n)) for group in groups)) for name, n in flat.items()
        }
        known = here if known is None else {name: _both(known[name], here[name]) for name in known if name in here}
    return known or {}


def _both(*parts: Column) -> Column:
    """What holds for a column, from what holds for its parts; a part without values bounds nothing."""
    nulls = [part.nulls for part in parts]
    filled = [part for part in parts if not part.is_all_null]
    lows, highs = [part.low for part in filled], [part.high for part in filled]
    return Column(
        rows=sum(part.rows for part in parts),
        nulls=None if None in nulls else sum(n for n in nulls if n is not None),
        low=None if not lows or None in lows else min(lows),
        high=None if not highs or None in highs else max(highs),
    )


def _of_chunk(chunk: Any) -> Column:
    said = chunk.statistics if chunk.is_stats_set else None
    if said is None:
        return Column(chunk.num_values, None if chunk.num_values else 0)
    nulls = said.null_count if said.has_null_count else None
    low, high = _bounds(said) if said.has_min_max else (None, None)
    return Column(chunk.num_values, nulls, low, high)


def _bounds(said: Any) -> tuple[Any, Any]:
    """Bounds of the values of a column chunk. Not by `min`, which imports pandas for a time."""
    kind, physical = said.logical_type.type, said.physical_type
    if kind == "STRING" and physical == "BYTE_ARRAY":
        # A text that was cut may end within a character: what is left of it is a lower bound, and no upper one.
        low, high = said.min_raw, said.max_raw
        low = low if isinstance(low, str) else low.decode("utf-8", "ignore")
        try:
            return low, high if isinstance(high, str) else high.decode()
        except UnicodeDecodeError:
            return low, None
    if kind == "NONE" and physical in ("INT32", "INT64"):
        return said.min_raw, said.max_raw
    if kind == "NONE" and physical in ("FLOAT", "DOUBLE"):
        return (None if isnan(said.min_raw) else said.min_raw), None
    if kind == "TIMESTAMP" and physical == "INT64":
        unit = next((unit for unit in _MICROSECONDS if unit in str(said.logical_type).upper()), None)
        if unit is not None:
            times, parts = _MICROSECONDS[unit]
            return said.min_raw * times // parts, -(-said.max_raw * times // parts)
    return None, None
