"""Parquet: a table with one article a row. The only reader that knows Arrow."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, BinaryIO

from corpus.errors import ReadError
from corpus.readers._mapping import Mapping
from corpus.readers._records import Records
from corpus.record import Article, Problem

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS = 512  # of a batch: a few MB of articles
_LARGEST = 1 << 30  # bytes of an input that cannot be read from its end, as Parquet has to be
_DEEPEST = 12


def read(stream: BinaryIO, uri: str, *, mapping: Mapping | None = None) -> Iterator[Article | Problem]:
    """Yield one article per row, in order; at last a problem that names unknown columns.

    Lists and structs are read like those of JSON, dates as days, times with a zone as instants in it. Rows are read in
    batches, so that memory is bounded by a row group's columns. `source_item` is what the mapping takes for it, else
    the row's number from 1; `source_sha256` is of the row's values as JSON, because a row has no bytes of its own.

    Raises:
        ReadError: it is no Parquet file, or damaged.
    """
    import pyarrow as pa  # here for its weight: sniffing an input must not cost it
    import pyarrow.parquet as pq

    records = Records("parquet", mapping)
    position = 0
    try:
        table = pq.ParquetFile(stream if stream.seekable() else _held(stream, uri))
        for batch in table.iter_batches(batch_size=_ROWS):
            for row in _in_microseconds(batch).to_pylist():
                position += 1
                record = {str(name): _plain(value, 0) for name, value in row.items()}
                data = json.dumps(record, ensure_ascii=False, sort_keys=True, default=str)
                yield from records.article(record, position, data.encode("utf-8", "replace"))
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        where = f"row {position + 1}" if position else None
        raise ReadError(uri, f"no Parquet file, or a damaged one: {str(error)[:200]}", at=where) from error
    if position == 0:
        yield Problem(code="no-text", severity="error", message="there is nothing in it")
    yield from records.last_words()


def sniff(head: bytes) -> float:
    """Certain by the mark that the format begins with."""
    return 0.95 if head.startswith(b"PAR1") else 0.0


def _held(stream: BinaryIO, uri: str) -> BinaryIO:
    data = stream.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise ReadError(uri, f"larger than {_LARGEST >> 20} MB in an archive; unpack it first", code="item-too-large")
    return io.BytesIO(data)


def _in_microseconds(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The batch without nanoseconds, which Python's times do not have."""
    import pyarrow as pa

    fields = [
        field.with_type(pa.timestamp("us", field.type.tz))
        if pa.types.is_timestamp(field.type) and field.type.unit == "ns"
        else field
        for field in batch.schema
    ]
    return batch if fields == list(batch.schema) else batch.cast(pa.schema(fields), safe=False)


def _plain(value: object, depth: int) -> object:
    """The value as JSON would hold it, but for times."""
    if isinstance(value, dict):
        return {str(key): _plain(inner, depth + 1) for key, inner in value.items()} if depth < _DEEPEST else None
    if isinstance(value, (list, tuple)):
        return [_plain(inner, depth + 1) for inner in value] if depth < _DEEPEST else None
    if isinstance(value, bytes):
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            return None  # pictures and the like
    if isinstance(value, Decimal):
        return float(value)
    return value if isinstance(value, (str, int, float, bool, date, type(None))) else str(value)
