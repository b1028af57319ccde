"""The rows that a query gives, for people and for other programs: a table to look at, CSV, JSON, Parquet."""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import polars as pl
import pyarrow as pa

from corpus import store
from corpus.errors import PackageError

if TYPE_CHECKING:
    from corpus.loading.loaded import Corpus

Format = Literal["table", "csv", "json", "parquet"]

# A spreadsheet takes a cell that begins so for a formula, and a formula can send the sheet away (OWASP, "CSV
# Injection"): such a text gets an apostrophe before it, which the sheet shows as none.
_FORMULA = re.compile(r"[=+\-@\t\r]")
# What steers a terminal or turns the direction of what follows.
_UNSAFE = r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+"


def lines(corpus: Corpus, query: str, form: Format, *, width: int = 80, limit: int = 100) -> Iterator[str]:
    """What a query gives as text, in pieces; a table stops after `limit` rows and says so.

    In CSV, texts that a spreadsheet would take for a formula begin with an apostrophe; JSON has them as they are.

    Raises:
        PackageError: the query is refused, or the form is none of text.
    """
    rows = corpus.batches(query)
    match form:
        case "table":
            yield _table(rows, width, limit)
        case "csv":
            yield from _csv(rows)
        case "json":
            yield from _json(rows)
        case _:
            raise PackageError("Parquet is no text for a terminal; name a file with -o")


def write(corpus: Corpus, query: str, form: Format, out: Path, *, force: bool = False) -> int:
    """Write what a query gives to a file, which appears when it is complete. Its rows.

    Raises:
        PackageError: the query is refused, the file exists and `force` is false, or cannot be written.
    """
    if out.exists() and not force:
        raise PackageError(f"{out}: exists; choose another name, or replace it with --force")
    rows = _Counted(corpus.batches(query))
    beside = out.with_name(f".{out.name}.tmp")
    try:
        if form == "parquet":
            _parquet(rows, beside)
        else:
            with beside.open("w", encoding="utf-8", newline="") as stream:
                pieces = [_table(rows, 200, 10**9)] if form == "table" else _csv(rows) if form == "csv" else _json(rows)
                stream.writelines(f"{piece}\n" if form != "csv" else piece for piece in pieces)
        store.sync(beside)
        beside.replace(out)
    except OSError as error:
        raise PackageError(f"{out}: cannot be written: {error.strerror}") from error
    finally:
        beside.unlink(missing_ok=True)
    return rows.count


class _Counted:
    """Batches that are counted while they pass by."""

    def __init__(self, reader: pa.RecordBatchReader) -> None:
        self._reader, self.schema, self.count = reader, reader.schema, 0

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        for batch in self._reader:
            self.count += batch.num_rows
            yield batch


def _table(rows: Any, width: int, limit: int) -> str:
    frames, height = [], 0
    for batch in rows:
        if height < limit:
            frames.append(pl.DataFrame(batch.slice(0, limit - height)))
        height += batch.num_rows
    frame = pl.concat(frames) if frames else pl.DataFrame({name: [] for name in rows.schema.names})
    frame = frame.with_columns(pl.col(pl.String).str.replace_all(_UNSAFE, " "))
    with pl.Config(
        tbl_rows=-1, tbl_cols=-1, fmt_str_lengths=max(20, width // max(1, frame.width) - 4), tbl_width_chars=width,
        tbl_hide_dataframe_shape=True, tbl_hide_column_data_types=True, tbl_formatting="UTF8_HORIZONTAL_ONLY",
    ):  # fmt: skip
        drawn = str(frame)
    if height > limit:
        drawn += f"\n… and {height - limit:,} more rows; write all of them with -o FILE"
    return drawn


def _csv(rows: Any) -> Iterator[str]:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")

    def taken() -> str:
        text = out.getvalue()
        out.seek(0)
        out.truncate()
        return text

    writer.writerow(_harmless(name) for name in rows.schema.names)
    yield taken()
    for batch in rows:
        columns = [column.to_pylist() for column in batch.columns]
        writer.writerows([_cell(value) for value in row] for row in zip(*columns, strict=True))
        yield taken()


def _cell(value: object) -> object:
    if isinstance(value, str):
        return _harmless(value)
    if isinstance(value, datetime):
        return _instant(value)
    return "" if value is None else value


def _harmless(words: str) -> str:
    return f"'{words}" if _FORMULA.match(words) else words


def _json(rows: Any) -> Iterator[str]:
    yield "["
    before: str | None = None
    for row in _objects(rows):
        if before is not None:
            yield f"{before},"
        before = json.dumps(row, ensure_ascii=False, default=str)
    if before is not None:
        yield before
    yield "]"


def _objects(rows: Iterable[pa.RecordBatch]) -> Iterator[Mapping[str, Any]]:
    for batch in rows:
        for row in batch.to_pylist():
            yield {name: _value(value) for name, value in row.items()}


def _value(value: Any) -> Any:
    """The value as JSON has it: instants as RFC 3339, whole decimals as integers, no NaN."""
    match value:
        case datetime():
            return _instant(value)
        case date():
            return value.isoformat()
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case float() if not math.isfinite(value):
            return None
        case list():
            return [_value(one) for one in value]
        case dict():
            return {name: _value(one) for name, one in value.items()}
    return value


def _instant(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _parquet(rows: Any, file: Path) -> None:
    import pyarrow.parquet as pq

    try:
        with pq.ParquetWriter(file, rows.schema, compression="zstd") as writer:
            for batch in rows:
                writer.write_batch(batch)
    except pa.ArrowNotImplementedError as error:
        raise PackageError(f"{file}: Parquet has no place for a type of the query: {error}; cast it") from error
