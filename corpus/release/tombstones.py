"""`withdrawn.parquet`: a row for each article that was taken back up to a version, without a word of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from corpus import package

TABLE = "withdrawn"
FILE_NAME = f"{TABLE}.parquet"

REASONS = (
    "spam", "take-down-request", "duplicate", "fraud", "copyright", "personal-data", "misconduct", "test-record",
)  # fmt: skip
"""Why an article was withdrawn: the words that Zenodo has for records that were removed."""

COLUMNS: Mapping[str, str] = {
    "article_id": "The article. Nothing else is kept of it here.",
    "scope": "`record`: the article and every row that belongs to it are gone; `text`: only its words.",
    "reason": "Why, in one word.",
    "since_version": "The first version without it.",
    "date": "The day on which it was withdrawn, as YYYY-MM-DD in UTC.",
}

_LIMITS: Mapping[str, Mapping[str, Any]] = {
    "article_id": {"required": True, "unique": True},
    "scope": {"required": True, "enum": ["record", "text"]},
    "reason": {"required": True, "enum": list(REASONS)},
    "since_version": {"required": True},
    "date": {"required": True, "pattern": r"\d{4}-\d{2}-\d{2}"},
}

_SCHEMA = pa.schema([pa.field(name, pa.string(), nullable=False) for name in COLUMNS])


def write(rows: Sequence[Mapping[str, str]], folder: Path) -> dict[str, Any]:
    """Write the tombstones, in the order of their articles; the resource that describes them."""
    table = pa.Table.from_pylist(sorted(rows, key=lambda row: row["article_id"]), schema=_SCHEMA)
    path = folder / FILE_NAME
    pq.write_table(table, path, compression="zstd", compression_level=9, write_page_checksum=True, store_schema=False)
    return {
        "name": TABLE,
        "title": "Withdrawn articles",
        "description": "One row is one article that was withdrawn, up to this version. Loading leaves them out of "
        "older versions too.",
        "type": "table",
        "path": FILE_NAME,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "hash": f"sha256:{package.sha256(path)}",
        "schema": {
            "fields": [
                {"name": name, "type": "string", "description": words, "constraints": dict(_LIMITS[name])}
                for name, words in COLUMNS.items()
            ],
            "primaryKey": ["article_id"],
        },
    }


def read(path: Path) -> list[dict[str, str]]:
    """The tombstones of a version."""
    return pl.read_parquet(path, columns=list(COLUMNS)).to_dicts()


def of(folder: Path) -> list[dict[str, str]]:
    """The tombstones of a version that may be older than they are."""
    path = folder / FILE_NAME
    return read(path) if path.exists() else []
