"""JSON: articles in a list, wherever in the document it stands, or one object that is an article."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from corpus import text as pure
from corpus.errors import ReadError
from corpus.readers import _decode, _mapping
from corpus.readers._json_document import LARGEST, Document, Piece, in_utf_8
from corpus.readers._json_values import Values, name_of
from corpus.readers._records import Records, certainty
from corpus.record import Article, Problem

_KEY = re.compile(rb'"([^"\\]{1,60})"\s{0,9}:')
_SEEN = 8_192  # bytes that a document is told by
_LINES = re.compile(rb"\A\{[^\n]*?\}[ \t\r]{0,9}\n\s{0,9}\{")
# A list may begin with values that are no articles, which are said to be none.
_BEGINS = re.compile(
    rb'[\[{]\s{0,400}+(?:(?:null|true|false|-?\d[\d.eE+-]{0,30}|"[^"\\]{0,400}")\s{0,400}+,\s{0,400}+){0,40}+(?:[{"]|$)'
)


def read(stream: BinaryIO, uri: str, *, mapping: _mapping.Mapping | None = None) -> Iterator[Article | Problem]:
    """Yield one article per item, in order; a problem for each item that is none; at last one that names unknown keys.

    Items are the entries of a list at the top, or where a mapping says that its articles stand (`items`). An object
    without such a list is one item, or, where each of its values is an object with keys of articles, each of these is.
    Several documents in one input are read one after another. Memory is bounded by an item, not by the input.

    `source_item` is what the mapping takes for it, else the item's position from 1; `source_sha256` is of its bytes.
    An item that is no JSON costs itself only: where the mark after it is lost, the next ones are found by their first
    key.

    Raises:
        ReadError: it is binary, no JSON at all, or ends or breaks off where nothing more can be read.
    """
    places = mapping.items if mapping and mapping.items else _usual_places()
    document = Document(stream, uri, frozenset(places))
    records, values = Records("json", mapping), Values()
    position = 0
    for piece in document.pieces():
        for data, is_part in _parted(piece, values):
            position += 1
            item = str(position)
            if data is None:
                yield _broken(item, f"larger than {LARGEST >> 20} MB", code="item-too-large")
                continue
            try:
                decoded = _decode.decode(data, uri, item=item)
                found = values.decode(decoded.text)
            except ReadError as error:
                if position == 1 and error.code == "binary":
                    raise
                yield _broken(item, error.why)
                continue
            except ValueError as error:
                yield _broken(item, f"no JSON: {error}")
                continue
            said = (*decoded.problems, *values.problems(item))
            if is_part and not (isinstance(found, dict) and certainty(found, mapping) >= 0.8):
                yield _broken(item, "a part of a broken item that is no article")
                continue
            for number, row in enumerate(_rows(found, mapping) if piece.is_document else [found]):
                position += number > 0
                if isinstance(row, dict):
                    yield from records.article(row, position, data, document.encoding or decoded.encoding, said)
                else:
                    yield _broken(str(position), f"an object was expected, it is {name_of(row)}")
    yield from records.last_words()
    if document.is_empty:
        yield Problem(code="no-text", severity="error", message="there is nothing in it")
    if document.breaks_off:
        raise ReadError(uri, document.breaks_off, at=f"byte {document.offset}", code="cut-off")


def sniff(head: bytes, *, mapping: _mapping.Mapping | None = None) -> float:
    """High for a list or an object with the keys of a known dump, middling for one with usual keys, else 0.

    An object on one line is JSON Lines as well, which read it alike.
    """
    start = in_utf_8(head[:_SEEN]).lstrip(b" \t\r\n\x1e")
    if not _BEGINS.match(start):
        return 0.0
    keys = [key.decode("utf-8", "replace") for key in _KEY.findall(start)]
    found = certainty(keys, mapping)
    if _LINES.search(start):  # an object a line, which is JSON Lines where these are articles
        return 0.35 if found >= 0.8 else 0.0
    # What is known of a document's keys is a mixture of those of all objects in it: never as sure as a record's.
    return {0.9: 0.85, 0.8: 0.5}.get(found, 0.0)


def _usual_places() -> tuple[str, ...]:
    return tuple(place for known in _mapping.presets().values() for place in known.items)


def _broken(item: str, why: str, *, code: str = "broken-item") -> Problem:
    return Problem(code=code, severity="error", message=f"item {item}: {pure.one_line(why)}", item=item)


def _rows(found: object, mapping: _mapping.Mapping | None) -> list[object]:
    """The articles of a whole document: itself, or those of a table of articles by key, or of columns by number."""
    if not isinstance(found, dict):
        return [found]
    rows = list(found.values())
    if not rows or not all(isinstance(row, dict) for row in rows):
        return [found]
    if certainty(found, mapping) < 0.8:
        return rows if all(certainty(row, mapping) >= 0.8 for row in rows) else [found]
    # {"title": {"0": …, "1": …}, "text": {"0": …, "1": …}}: how pandas writes a frame where nobody tells it otherwise.
    numbers = list(rows[0])
    if not all(number.isdecimal() for number in numbers) or any(list(row) != numbers for row in rows):
        return [found]
    return [{key: column[number] for key, column in found.items()} for number in numbers]


def _parted(piece: Piece, values: Values) -> Iterator[tuple[bytes | None, bool]]:
    """The bytes of a piece; of one that lost a mark, so that it is no JSON, those of its parts, marked as parts."""
    data = piece.data
    first = _KEY.match(data, len(data) - len(data[1:].lstrip())) if data and not piece.is_document else None
    if data is None or first is None:
        yield data, False
        return
    marks = list(re.finditer(rb",\s{0,200}(?=\{\s{0,200}" + re.escape(first[0]) + rb")", data))
    if not marks or (not piece.is_cut and _is_json(data, values)):
        yield data, False
        return
    at = 0
    for mark in marks:
        yield data[at : mark.start()], True
        at = mark.end()
    # The last one may be followed by what closes the list and what it stands in.
    last = Document(io.BytesIO(data[at:]), "", frozenset())
    yield next((part.data for part in last.pieces()), data[at:]), True


def _is_json(data: bytes, values: Values) -> bool:
    try:
        values.decode(data.decode("utf-8", "replace"))
    except ValueError:
        return False
    return True
