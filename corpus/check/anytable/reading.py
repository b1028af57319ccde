"""Tables as blocks of cells: from CSV, JSON, JSON Lines, YAML, Parquet, and from a descriptor itself.

Row numbers are those of the whole file, from 1, the header among them: a blank line counts, a line break in quotes not.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import IO, Any, cast

import polars as pl
import pyarrow as pa

from corpus.check.anytable.dialect import Cells, Dialect
from corpus.check.anytable.files import DAMAGE, Fault, Files, encoding_of, head_of
from corpus.check.anytable.values import integer_of, number_of
from corpus.package import from_yaml

SAMPLE_ROWS = 100
_ROWS_PER_BLOCK = 50_000
_BYTES_PER_BLOCK = 16 << 20
# Guessing how a text is quoted takes quadratic time on long lines.
_SNIFFED = 64 << 10
_ENCODING = "encoding"
_JSON = json.JSONDecoder(parse_int=integer_of, parse_float=number_of)

csv.field_size_limit(2**31 - 2)


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows: those of the right width as columns, all others as lists of cells."""

    numbers: pl.Series
    columns: list[pl.Series]
    odd: list[tuple[int, Cells]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Source:
    """A table that can be read from its beginning as often as one asks.

    `blocks` takes the number of columns, the dialect, and whether an empty line may be given as a row of empty cells.
    `is_typed`: cells are values of the types that the file says, not text.
    """

    sample: list[Cells]
    blocks: Callable[[int, Dialect, bool], Iterator[Block]]
    is_typed: bool = False
    dialect: Dialect | None = None


def open_source(resource: Mapping[str, Any], files: Files | None, dialect: Dialect, names: list[str]) -> Source:
    """The table of a resource; `names` are the fields of its schema, by which inline objects are read.

    Raises:
        Fault: it cannot be read.
    """
    if files is None:
        return _of_values(lambda: _lists(_inline(resource.get("data")), names or list(dialect.keys)))
    if resource.get("data") is not None:
        raise Fault("table-unreadable", "has both data and a path", expected="path or data")
    match files.format:
        case "csv" | "tsv":
            return _of_csv(files, dialect)
        case "json" | "yaml" | "yml":
            return _of_values(lambda: _lists(_document(files, dialect), list(dialect.keys)))
        case "jsonl" | "ndjson":
            return _of_values(lambda: _lists(_lines(files), list(dialect.keys)))
        case "parquet" | "parq":
            return _of_parquet(files)
        case other:
            raise Fault(
                "format-unsupported",
                f"format {other or 'none'!r} cannot be checked here; give the table as CSV, JSON or Parquet",
                expected="csv, tsv, json, jsonl, ndjson, yaml, parquet",
            )


# ------------------------------------------------------------------ values: JSON and its like


def _inline(data: Any) -> Iterable[Any]:
    if not isinstance(data, list):
        raise Fault("table-unreadable", "`data` of a table is a list of rows", expected="list of lists or objects")
    return data


def _document(files: Files, dialect: Dialect) -> Iterable[Any]:
    with files.opened(has_header=False) as stream:
        head = head_of(stream)
        text = _decoded(head + stream.read(), encoding_of(files, head))
    try:
        value = _JSON.decode(text) if files.format == "json" else from_yaml(text)
    except (ValueError, RecursionError) as error:
        why = f"cannot be read as {files.format.upper()}: {error}"
        raise Fault("table-unreadable", why, expected=files.format) from error
    for part in dialect.property_path.split(".") if dialect.property_path else ():
        value = value.get(part) if isinstance(value, dict) else None
    if not isinstance(value, list) or not value:
        where = f" at {dialect.property_path!r}" if dialect.property_path else ""
        raise Fault("table-unreadable", f"holds no list of rows{where}", expected="list of lists or objects")
    return value


def _lines(files: Files) -> Iterator[Any]:
    with files.opened(has_header=False) as stream:
        head = head_of(stream)
    encoding = encoding_of(files, head)
    with files.opened(has_header=False) as stream:
        for number, line in enumerate(stream, start=1):
            text = _decoded(line, encoding if number == 1 else encoding.removesuffix("-sig"))
            if text.strip():
                try:
                    yield _JSON.decode(text)
                except (ValueError, RecursionError) as error:
                    raise Fault("table-unreadable", f"line {number} is no JSON: {error}", expected="jsonl") from error


def _decoded(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise Fault(
            _ENCODING, f"byte {error.start} is not {encoding.removesuffix('-sig')}", expected=encoding
        ) from error


def _lists(rows: Iterable[Any], names: list[str]) -> Iterator[Cells]:
    """Rows as lists, the header first; of objects, their keys are the header."""
    many = iter(rows)
    first = next(many, None)
    if first is None:
        return
    if isinstance(first, dict):
        names = names or list(first)
        yield list(names)
        for number, row in enumerate(chain([first], many), start=2):
            if not isinstance(row, dict):
                raise Fault("table-unreadable", f"row {number} is no object as the first one is", expected="object")
            yield [row.get(name) for name in names]
    elif isinstance(first, list):
        for number, row in enumerate(chain([first], many), start=1):
            if not isinstance(row, list):
                raise Fault("table-unreadable", f"row {number} is no list as the first one is", expected="list")
            yield row
    else:
        raise Fault("table-unreadable", "row 1 is neither a list nor an object", expected="list or object")


def _of_values(rows: Callable[[], Iterator[Cells]]) -> Source:
    def blocks(_width: int, dialect: Dialect, _blank: bool) -> Iterator[Block]:
        content = dialect.content(enumerate(rows(), start=1))
        for some in _chunks(content):
            yield Block(pl.Series(dtype=pl.Int64), [], some)

    return Source(list(islice(rows(), SAMPLE_ROWS)), blocks, is_typed=True)


def _chunks(rows: Iterator[tuple[int, Cells]]) -> Iterator[list[tuple[int, Cells]]]:
    """The rows in lists; what was read before a fault comes before it."""
    some: list[tuple[int, Cells]] = []
    fault = None
    try:
        for row in rows:
            some.append(row)
            if len(some) == _ROWS_PER_BLOCK:
                yield some
                some = []
    except Fault as error:
        fault = error
    if some:
        yield some
    if fault is not None:
        raise fault


# ------------------------------------------------------------------ CSV


@dataclass(frozen=True, slots=True)
class _Form:
    """The form of a CSV file. `quote` and `escape` None: it has none."""

    delimiter: str
    quote: str | None
    escape: str | None
    is_doubled: bool
    skips_space: bool

    def rows(self, lines: Iterable[str]) -> Iterator[list[str]]:
        """The rows as Python's reader reads them."""
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar=self.quote,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            escapechar=self.escape,
            doublequote=self.is_doubled,
            skipinitialspace=self.skips_space,
        )


def _of_csv(files: Files, dialect: Dialect) -> Source:
    has_header = dialect.header
    with files.opened(has_header=has_header) as stream:
        head = _read(stream)
    encoding = encoding_of(files, head)

    def text() -> io.TextIOWrapper:
        return io.TextIOWrapper(files.opened(has_header=has_header), encoding, newline="")

    with _faults(encoding), text() as stream_:
        lines = list(islice(stream_, SAMPLE_ROWS))
    form = _format(lines, dialect, is_tsv=files.format == "tsv")

    def rows() -> Iterator[Cells]:
        with _faults(encoding), text() as whole:
            yield from form.rows(whole)

    def blocks(width: int, dialect: Dialect, may_fill: bool) -> Iterator[Block]:
        # Arrow knows marks of ASCII only, and no blanks between them and the cells.
        is_plain = form.delimiter.isascii() and (form.quote or '"').isascii() and not form.skips_space
        if width and may_fill and encoding == "utf-8-sig" and form.escape is None and is_plain:
            yield from _fast(lambda: files.opened(has_header=has_header), form, width, dialect, rows)
        else:
            yield from _slow(rows, width, dialect, start=1)

    with _faults(encoding):
        sample = list(islice(form.rows(lines), SAMPLE_ROWS))
        if len(lines) == SAMPLE_ROWS:
            # A row in quotes may run over the end of the lines that were taken.
            sample = list(islice(rows(), SAMPLE_ROWS))
    return Source(sample, blocks)


def _read(stream: IO[bytes]) -> bytes:
    try:
        return head_of(stream)
    except DAMAGE as error:
        raise Fault("compression", f"cannot be unpacked: {error}") from error
    except OSError as error:
        raise Fault("file-missing", f"cannot be read: {error}") from error


class _faults:  # noqa: N801  # read as a word: with _faults(encoding)
    """What goes wrong in reading a text table, as a `Fault`."""

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, UnicodeError):
            name = self._encoding.removesuffix("-sig")
            message = f"is not {name}: {error.reason if isinstance(error, UnicodeDecodeError) else error}"
            raise Fault(_ENCODING, message, expected=name) from error
        if isinstance(error, csv.Error):
            raise Fault("table-unreadable", f"is no CSV: {error}", expected="csv") from error
        if isinstance(error, DAMAGE):
            raise Fault("compression", f"cannot be unpacked to its end: {error}") from error


def _format(lines: list[str], dialect: Dialect, *, is_tsv: bool) -> _Form:
    """The form of a CSV file: what the dialect says, else what the first lines look like."""
    delimiter = dialect.delimiter or ("\t" if is_tsv else None)
    text: list[str] = []
    size = 0
    for line in lines:
        size += len(line)
        if size > _SNIFFED and text:
            break
        text.append(line)
    guess: Any = csv.excel
    with suppress(csv.Error, TypeError):
        guess = csv.Sniffer().sniff("".join(text), delimiter or ",\t;|")
    # An apostrophe is rather one in the text, or in JSON within it, than a mark of quotation.
    quote = dialect.quote_char if dialect.quote_char is not None else guess.quotechar if guess.quotechar != "'" else '"'
    space = dialect.skips_initial_space
    for what, mark in (("delimiter", delimiter), ("quoteChar", quote), ("escapeChar", dialect.escape_char)):
        if mark and (len(mark) > 1 or mark in "\0\r\n"):
            raise Fault(
                "table-unreadable", f"{what} {mark!r} is no mark of a single character", expected="one character"
            )
    return _Form(
        delimiter=delimiter or guess.delimiter,
        quote=quote or None,
        escape=dialect.escape_char,
        is_doubled=dialect.is_quote_doubled if dialect.escape_char else True,
        skips_space=bool(guess.skipinitialspace if space is None else space),
    )


def _fast(
    opened: Callable[[], IO[bytes]],
    form: _Form,
    width: int,
    dialect: Dialect,
    rows: Callable[[], Iterator[Cells]],
) -> Iterator[Block]:
    """The rows as Arrow reads them, those of another width apart; from the row on where it cannot, as Python does."""
    from pyarrow import csv as arrow

    odd: dict[int, str] = {}

    def aside(row: Any) -> str:
        odd[row.number] = row.text
        return "skip"

    names = [str(number) for number in range(width)]
    following = 1
    try:
        with (
            opened() as stream,
            arrow.open_csv(
                stream,
                arrow.ReadOptions(use_threads=False, block_size=_BYTES_PER_BLOCK, column_names=names),
                arrow.ParseOptions(
                    delimiter=form.delimiter,
                    quote_char=form.quote or False,
                    double_quote=True,
                    newlines_in_values=form.quote is not None,
                    ignore_empty_lines=False,
                    invalid_row_handler=aside,
                ),
                arrow.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.large_string()), strings_can_be_null=False, null_values=[]
                ),
            ) as reader,
        ):
            for batch in reader:
                ready = sorted(number for number in odd if number < following + batch.num_rows + len(odd))
                numbers = pl.int_range(following, following + batch.num_rows + len(ready), eager=True)
                if ready:
                    kept = numbers.filter(~numbers.is_in(ready)).head(batch.num_rows)
                    last = kept[-1] if len(kept) else numbers[-1] if len(numbers) else following - 1
                    ready = [number for number in ready if number <= last]
                    numbers = kept
                else:
                    last = following + batch.num_rows - 1
                apart = [(number, next(form.rows([odd.pop(number)]), [])) for number in ready]
                following = last + 1
                yield _block(numbers, [pl.Series(pl.from_arrow(column)) for column in batch.columns], apart, dialect)
            rest = [(number, next(form.rows([text]), [])) for number, text in sorted(odd.items())]
            if rest:
                yield _block(pl.Series(dtype=pl.Int64), [], rest, dialect)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, UnicodeError):
        yield from _slow(rows, width, dialect, start=following)


def _block(numbers: pl.Series, columns: list[pl.Series], odd: list[tuple[int, Cells]], dialect: Dialect) -> Block:
    """The block without what is no row of data: header, comments and, where the dialect skips them, blank rows."""
    if len(numbers) and columns:
        keep = numbers >= dialect.first_row
        if dialect.comment_rows:
            keep &= ~numbers.is_in(sorted(dialect.comment_rows))
        if dialect.comment_char:
            keep &= ~columns[0].str.starts_with(dialect.comment_char)
        if dialect.skips_blank_rows:
            keep &= pl.DataFrame(columns).select(pl.any_horizontal(pl.all() != "")).to_series()
        if not keep.all():
            numbers, columns = numbers.filter(keep), [column.filter(keep) for column in columns]
    return Block(numbers, columns, list(dialect.content(iter(odd))))


def _slow(rows: Callable[[], Iterator[Cells]], width: int, dialect: Dialect, *, start: int) -> Iterator[Block]:
    numbered = ((number, cells) for number, cells in enumerate(rows(), start=1) if number >= start)
    for some in _chunks(dialect.content(numbered)):
        even = [(number, cells) for number, cells in some if len(cells) == width] if width else []
        odd = [(number, cells) for number, cells in some if len(cells) != width] if width else some
        columns = [pl.Series(column, dtype=pl.String) for column in zip(*(cells for _, cells in even), strict=True)]
        yield Block(pl.Series([number for number, _ in even], dtype=pl.Int64), columns, odd)


# ------------------------------------------------------------------ Parquet


def _of_parquet(files: Files) -> Source:
    import pyarrow.parquet as pq

    opened = []
    for path in files.paths:
        try:
            opened.append(pq.read_schema(path))
            pl.from_arrow(pa.Table.from_batches([], schema=opened[-1]))
        except FileNotFoundError as error:
            raise Fault("file-missing", f"{path.name} cannot be read: {error.strerror}", expected="a file") from error
        except (OSError, pa.ArrowException, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
            why = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise Fault(
                "table-unreadable", f"{path.name} cannot be read as Parquet: {why}", expected="parquet"
            ) from error
    labels = list(opened[0].names)
    for path, schema in zip(files.paths, opened, strict=True):
        if list(schema.names) != labels:
            raise Fault(
                "table-unreadable",
                f"{path.name} has other columns than {files.paths[0].name}",
                expected=", ".join(labels),
            )

    def blocks(_width: int, _dialect: Dialect, _blank: bool) -> Iterator[Block]:
        number = 2
        for path in files.paths:
            try:
                with pq.ParquetFile(path) as file:
                    for batch in file.iter_batches(_ROWS_PER_BLOCK):
                        frame = cast(pl.DataFrame, pl.from_arrow(batch))
                        numbers = pl.int_range(number, number + frame.height, eager=True)
                        number += frame.height
                        yield Block(numbers, frame.get_columns())
            except (OSError, pa.ArrowException, pl.exceptions.PolarsError) as error:
                why = str(error).strip().splitlines()[0]
                raise Fault(
                    "table-unreadable", f"{path.name} cannot be read to its end: {why}", expected="parquet"
                ) from error

    plain = Dialect(header_rows=(1,))
    return Source([list(labels)], blocks, is_typed=True, dialect=plain)
