"""CSV, TSV and their like: a table with one article a row, its columns named in the first row."""

from __future__ import annotations

import codecs
import csv
import re
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from corpus import text as pure
from corpus.errors import ReadError
from corpus.readers import _decode, _mapping
from corpus.readers._records import Records, certainty
from corpus.record import Article, Problem

_LONGEST = 10_000_000  # characters of a field, and bytes of a line
_DELIMITERS = ",;\t|"
_TRIES = 3  # times that a line is read as a part of a row before it stands alone
# What programs write for a value that is not there.
_NULLS = frozenset({"", "NULL", "null", "NA", "N/A", "NaN", "nan", "None", "<NA>", "\\N"})
_GKG = re.compile(r"\d{14}-T?\d{1,9}\t\d{14}\t")
_ESCAPED = re.compile(r'[^\\]\\"[^,;\t|\r\n]')
_DOUBLED = re.compile(r'[^,;\t|"\r\n]""')
_RETURN = re.compile(rb"(?<=\r)(?!\n)")
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def read(stream: BinaryIO, uri: str, *, mapping: _mapping.Mapping | None = None) -> Iterator[Article | Problem]:
    """Yield one article per row, in order; a problem for each row that is none; at last one that names unknown columns.

    The delimiter is told from the header. Fields may hold line breaks in quotation marks. A row of another width than
    the header is a problem, and where a quotation mark is lost in it, the lines that it swallowed are read again.

    `source_item` is what the mapping takes for it, else the row's number from 1 below the header; `source_sha256` is of
    the row's bytes.

    Raises:
        ReadError: it is binary, or its first row names no columns.
    """
    csv.field_size_limit(_LONGEST)  # of the whole process; its own default is 131,072
    lines = _Lines(stream, uri)
    first = lines.peek()
    if first is None:
        yield Problem(code="no-text", severity="error", message="there is nothing in it")
        return
    dialect = _dialect(first, lines.ahead(), mapping)
    rows = _rows(lines, dialect)
    header = list(dialect.header)
    if not header:
        found = next(rows, None)
        header = [name.strip() for name in found.fields] if found else []
        if found is None or found.why or len(header) < 2:
            raise ReadError(uri, f"no table: names of columns were expected, parted by one of {_DELIMITERS!r}", at=1)
    records = Records("csv", mapping)
    names: list[str] = []
    for position, row in enumerate(rows, 1):
        if position == 1:
            if len(row.fields) == len(header) + 1 and row.fields[-1].strip():
                header.insert(0, "")  # as R writes tables: the rows' names have no name themselves
            names = _known_names(header, mapping)
            yield from _said_of(header)
        item = str(position)
        if row.why:
            yield _broken(item, row, row.why)
        elif len(row.fields) < len(names) or any(field.strip() for field in row.fields[len(names) :]):
            yield _broken(item, row, f"{len(row.fields)} fields where the header names {len(names)}")
        else:
            # The first of two columns of one name holds.
            record = {
                name: None if field in _NULLS else field
                for name, field in reversed(list(zip(names, row.fields, strict=False)))
                if name
            }
            yield from records.article(dict(reversed(record.items())), position, row.data, row.encoding, row.said)
    yield from records.last_words()


def sniff(head: bytes, *, mapping: _mapping.Mapping | None = None) -> float:
    """High for a table of GDELT or one whose first line names the columns of a known dump or usual ones, else 0."""
    line, _, rest = _as_text(head[:20_000]).lstrip("\ufeff").partition("\n")
    if line.count("\t") == 26 and _GKG.match(line):
        return 0.9
    if line.lstrip()[:1] in "{[<" or not rest.strip():
        return 0.0
    if mapping is not None and mapping.header:
        mark = mapping.delimiter or max(_DELIMITERS, key=line.count)
        return 0.6 if line.count(mark) == len(mapping.header) - 1 else 0.0
    delimiter, score = _delimiter(line, mapping)
    return {0.9: 0.85, 0.8: 0.6}.get(score, 0.0) if delimiter else 0.0


# ------------------------------------------------------------------ the table's form


class _Dialect(NamedTuple):
    delimiter: str
    header: tuple[str, ...]
    """The names of the columns; empty where the first row has them."""
    is_escaped: bool
    """Whether a quotation mark within a field has a backslash before it, instead of a second one."""
    has_quotes: bool


def _dialect(first: str, ahead: str, mapping: _mapping.Mapping | None) -> _Dialect:
    if mapping is None and first.count("\t") == 26 and _GKG.match(first):
        mapping = _mapping.preset("gdelt-gkg")
    is_escaped = _ESCAPED.search(ahead) is not None and _DOUBLED.search(ahead) is None
    delimiter = (mapping.delimiter if mapping else None) or _delimiter(first, mapping)[0]
    if delimiter is None:
        delimiter = max(_DELIMITERS, key=first.count)
    header = mapping.header if mapping else ()
    if header and [name.strip() for name in first.rstrip("\r\n").split(delimiter)] == list(header):
        header = ()
    return _Dialect(delimiter, header, is_escaped, has_quotes=not (header and delimiter == "\t"))


def _delimiter(line: str, mapping: _mapping.Mapping | None = None) -> tuple[str | None, float]:
    """What parts the names in a header, and how surely they are an article's columns; None where they are none."""
    best: tuple[str | None, float] = (None, 0.0)
    for mark in _DELIMITERS:
        if mark not in line:
            continue
        try:
            names = [name.strip() for name in next(csv.reader([line[:20_000]], delimiter=mark), [])]
        except csv.Error:  # a NUL, a carriage return
            continue
        if len(names) < 2 or any(len(name) > 60 for name in names):
            continue
        known = _known_names(names, mapping)
        score = certainty(known, mapping)
        usual = _mapping.preset("generic").keys
        if score == 0.8 and sum(name in usual for name in known) < 2:
            continue
        if score > max(best[1], 0.3):
            best = (mark, score)
    return best


def _known_names(names: list[str], mapping: _mapping.Mapping | None) -> list[str]:
    """The columns' names; those of usual columns in the usual spelling ("Publication Date": `publication_date`)."""
    if mapping is not None or _mapping.choose(frozenset(names)):
        return names
    usual = _mapping.preset("generic").keys
    plain = {name: re.sub(r"[\s-]", "_", name.lower()) for name in names}
    if chosen := _mapping.choose(frozenset(plain.values())):
        return [plain[name] if plain[name] in chosen.keys else name for name in names]
    return [plain[name] if name not in usual and plain[name] in usual else name for name in names]


def _said_of(header: list[str]) -> Iterator[Problem]:
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        message = pure.one_line(f"columns of one name, of which the first holds: {', '.join(map(repr, twice[:10]))}")
        yield Problem(code="key-twice", severity="warning", message=message or "")


# ------------------------------------------------------------------ lines and rows


class _Line(NamedTuple):
    text: str
    data: bytes
    encoding: str | None
    said: tuple[Problem, ...]
    number: int
    times: int
    """How often it was read before as part of a row that was none."""


class _Row(NamedTuple):
    fields: list[str]
    data: bytes
    encoding: str | None
    said: tuple[Problem, ...]
    line: int
    why: str | None
    """Why it is no row."""


class _Lines:
    """The lines of a text in any encoding, each decoded: in UTF-8, else in that in which the first other line was."""

    def __init__(self, stream: BinaryIO, uri: str) -> None:
        self._stream, self._uri = stream, uri
        self._back: deque[_Line] = deque()
        self._parts: deque[bytes] = deque()
        self._number = 0
        self._other: str | None = None
        self._wide: codecs.IncrementalDecoder | None = None
        self._wide_name = "utf-16"
        self._rest = ""
        self._ends = False

    def peek(self) -> str | None:
        """The first line that is not blank."""
        while (line := self.next()) is not None:
            if line.text.strip():
                self.put_back([line])
                return line.text
        return None

    def ahead(self) -> str:
        """Some of what follows, to judge the dialect by; nothing is lost of it."""
        lines: list[_Line] = []
        while len(lines) < 50 and (line := self.next()) is not None:
            lines.append(line)
        self.put_back(lines)
        return "".join(line.text for line in lines)[:200_000]

    def put_back(self, lines: list[_Line]) -> None:
        self._back.extendleft(reversed(lines))

    def next(self) -> _Line | None:
        if self._back:
            return self._back.popleft()
        if not self._parts:
            # Lines may end as on an old Macintosh, some or all.
            self._parts.extend(part for part in _RETURN.split(self._read()) if part)
        if not self._parts:
            return None
        data = self._parts.popleft()
        self._number += 1
        encoding: str | None = None
        said: tuple[Problem, ...] = ()
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError:
            if self._other is None:
                decoded = _decode.decode(data, self._uri)
                self._other = decoded.encoding or "utf-8"
            text, encoding = data.decode(self._other, "replace"), self._other
            message = f"read as {encoding}, not as UTF-8"
            said = (Problem(code="encoding-not-utf-8", severity="note", message=message),)
            if encoding == "utf-8":
                message = f"{text.count(chr(0xFFFD))} characters were damaged and are U+FFFD now"
                encoding, said = None, (Problem(code="encoding-damaged", severity="warning", message=message),)
        if b"\x1b" in data and self._wide is None and _decode.seven_bits_of(data):
            text, encoding, said = _decode.decode(data, self._uri)
        if "\0" in text:
            if self._number == 1:
                _decode.decode(data, self._uri)  # refuses what is full of them
            message = f"{text.count(chr(0))} NUL characters were left out"
            said = (*said, Problem(code="nul-left-out", severity="warning", message=message))
            text = text.replace("\0", "")
        if self._wide is not None:
            encoding = self._wide_name
        text = text.removesuffix("\r") + "\n" if text.endswith("\r") else text
        return _Line(text, data, encoding, said, self._number, 0)

    def _read(self) -> bytes:
        if self._wide is None:
            data = self._stream.readline(_LONGEST)
            if self._number == 0:
                if data.startswith(_UTF_16):
                    self._wide = codecs.getincrementaldecoder("utf-16")("replace")
                    self._rest = self._wide.decode(data)
                elif name := _decode.wide_of(data):
                    self._wide, self._wide_name = codecs.getincrementaldecoder(name)("replace"), name
                    self._rest = self._wide.decode(data)
                else:
                    data = data.removeprefix(codecs.BOM_UTF8) or self._stream.readline(_LONGEST)
            if self._wide is None:
                return data
        while "\n" not in self._rest and not self._ends and len(self._rest) < _LONGEST:
            chunk = self._stream.read(1 << 16)
            self._rest += self._wide.decode(chunk, not chunk)
            self._ends = not chunk
        line, end, self._rest = self._rest.partition("\n")
        return (line + end).encode("utf-8", "replace")


def _rows(lines: _Lines, dialect: _Dialect) -> Iterator[_Row]:
    taken: list[_Line] = []
    has_run_out = False

    def feed() -> Iterator[str]:
        nonlocal has_run_out
        while (line := lines.next()) is not None:
            taken.append(line)
            yield line.text
            if line.times >= _TRIES:  # what it may be the end of was tried, and reading has to end
                break
        has_run_out = True

    width = len(dialect.header) or None
    while True:
        taken.clear()
        has_run_out = False
        reader = csv.reader(
            feed(),
            delimiter=dialect.delimiter,
            escapechar="\\" if dialect.is_escaped else None,
            quoting=csv.QUOTE_MINIMAL if dialect.has_quotes else csv.QUOTE_NONE,
        )
        why = None
        fields: list[str] = []
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            why = f"no row: {error}"
        if has_run_out:  # the reader asks for a line after the last only where a quotation mark is open
            why = "a quotation mark is opened and not closed"
        if not any(field.strip() for field in fields) and why is None:
            continue
        width = width or len(fields)
        if len(taken) > 1 and (why or len(fields) not in (width, width + 1) or not _is_strict(taken, dialect)):
            lines.put_back([line._replace(times=line.times + 1) for line in taken[1:]])
            why = why or "a quotation mark is opened and not closed"
            del taken[1:]
        said = tuple({problem.code: problem for line in taken for problem in line.said}.values())
        encoding = next((line.encoding for line in taken if line.encoding), None)
        yield _Row(fields, b"".join(line.data for line in taken), encoding, said, taken[0].number, why)


def _is_strict(taken: list[_Line], dialect: _Dialect) -> bool:
    """Whether every quotation mark of a row is where it belongs: in one that runs on it may be another row's."""
    if not dialect.has_quotes or dialect.is_escaped:
        return True
    try:
        next(csv.reader([line.text for line in taken], delimiter=dialect.delimiter, strict=True))
    except csv.Error:
        return False
    return True


def _broken(item: str, row: _Row, why: str) -> Problem:
    return Problem(
        code="broken-row", severity="error", message=f"row {item}, line {row.line}: {pure.one_line(why)}", item=item
    )


def _as_text(head: bytes) -> str:
    if head.startswith(_UTF_16):
        return codecs.getincrementaldecoder("utf-16")("replace").decode(head)
    return head.decode("utf-8", "replace")
