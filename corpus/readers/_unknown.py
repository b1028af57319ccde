"""What an input is that no reader knows: one sentence that says what was found, and what to do about it."""

from __future__ import annotations

import codecs
import csv
import json
import re

from corpus.errors import ReadError
from corpus.readers import _decode

# The first bytes of files that people keep beside articles, as the formats' own specifications have them.
_MAGIC = (
    (b"%PDF-", "a PDF document; convert it to text or HTML first"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image; leave it out"),
    (b"\xff\xd8\xff", "a JPEG image; leave it out"),
    (b"GIF87a", "a GIF image; leave it out"),
    (b"GIF89a", "a GIF image; leave it out"),
    (b"II*\0", "a TIFF image; leave it out"),
    (b"MM\0*", "a TIFF image; leave it out"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive; unpack it, or pack it as zip or tar"),
    (b"Rar!\x1a\x07", "a RAR archive; unpack it, or pack it as zip or tar"),
    (b"SQLite format 3\0", "an SQLite database; export its table as CSV or JSON Lines"),
    (b"\x7fELF", "a program; leave it out"),
    (b"ID3", "a sound recording; leave it out"),
    (b"OggS", "a sound recording; leave it out"),
    (b"\x1a\x45\xdf\xa3", "a video; leave it out"),
    (b"ARROW1", "a file of Apache Arrow; save it as Parquet"),
    (b"ORC", "a file of Apache ORC; save it as Parquet"),
    (b"Obj\x01", "a file of Apache Avro; save it as JSON Lines or Parquet"),
    (b"\x89HDF\r\n\x1a\n", "a file of HDF5; save it as CSV or Parquet"),
    (b"!BDN", "a mailbox of Outlook; save its messages as .eml"),
)
# What tells the kinds of the zip archives and compound files that are documents, by names within them.
_OF_ZIP = (
    (b"xl/", "a workbook of Excel; save its sheet as CSV"),
    (b"ppt/", "a presentation of PowerPoint; save it as text"),
    (b"word/", "a Word document that is no export of a known database; save it as text or HTML"),
    (b"application/epub+zip", "an EPUB book; convert it to HTML first"),
    (b"opendocument.spreadsheet", "a spreadsheet of OpenDocument; save its sheet as CSV"),
    (b"opendocument", "an OpenDocument file; save it as text or HTML"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RIFF = {b"WAVE": "a sound recording", b"WEBP": "a WebP image", b"AVI ": "a video"}
_FEWEST_COLUMNS = 3


def why(head: bytes, uri: str) -> ReadError:
    """The error for an input that begins with `head`: what it is, as far as its first bytes tell.

    Code `binary` for what is no text, `no-text` for nothing, `no-article` for data without articles, else
    `unknown-format`.
    """
    if found := _binary(head):
        return ReadError(uri, found, code="binary")
    try:
        text = _decode.decode(head, uri).text.strip()
    except ReadError as error:
        if error.code == "binary":
            said = "no text in any encoding, and no format that is known by its first bytes; convert it first"
            return ReadError(uri, said, code="binary")
        return error
    if not text:
        return ReadError(uri, "there is nothing in it", code="no-text")
    if text[:1] in "[{" and not text.strip("[]{}, \t\r\n"):
        return ReadError(uri, "a JSON document without an article: it is empty", code="no-article")
    if is_json_value(text):
        return ReadError(
            uri, "a JSON value that is no article: an object, or a list of objects, was expected", code="no-article"
        )
    if text[:1] in "[{":
        said = "JSON in which no key is that of an article; name the keys with --mapping, or the format with --format"
        return ReadError(uri, said, code="unknown-format")
    if is_table(text):
        said = (
            "a table whose first row names no columns that are known; name them with --mapping: in its `header` where "
        )
        return ReadError(uri, f"{said}the table has none, else the columns", code="unknown-format")
    if root := re.match(
        r"(?:<\?xml[^<>]{0,200}\?>)?\s{0,100}(?:<!DOCTYPE[^<>]{0,500}>\s{0,100})?<([\w:.-]{1,60})", text
    ):
        said = f"XML or HTML that begins with <{root[1]}>, which no reader knows"
        return ReadError(uri, f"{said}; name its format with --format", code="unknown-format")
    said = "no reader knows this content or its encoding; name its format with --format"
    return ReadError(uri, said, code="unknown-format")


def is_json_value(text: str) -> bool:
    """Whether a text is nothing but one JSON value that is no object: a text in quotation marks, a number, a list.

    >>> is_json_value('"hello"'), is_json_value("null"), is_json_value('"Hello", she said.')
    (True, True, False)
    """
    if len(text) > 1_000 and not text.startswith("["):
        return False
    try:
        return not isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return re.match(r"\[\s{0,100}(?:null|true|false|-?\d[\d.eE+-]{0,30})\s{0,100},", text) is not None


def is_table(text: str) -> bool:
    r"""Whether the first lines are rows of one width, as a program writes them: no blank begins a field.

    >>> is_table('17,Mill reopens,"It turned, again.",2024-05-04\n18,Weir breaks,No,2024-05-05\n')
    True
    >>> is_table("The mill, the weir, and the lock.\nThey stand, they fall, they rise.")
    False
    """
    lines = [line for line in text[:20_000].split("\n")[:20] if line.strip()]
    for mark in ",;\t":
        if lines[0].count(mark) < _FEWEST_COLUMNS - 1:
            continue
        try:
            rows = list(csv.reader(lines, delimiter=mark))[: max(2, len(lines) - 1)]
        except csv.Error:
            continue
        width = len(rows[0])
        if len(rows) > 1 and width >= _FEWEST_COLUMNS and all(len(row) == width for row in rows[:3]):
            fields = [field for row in rows[:3] for field in row]
            if mark == "\t" or not any(field.startswith(" ") for field in fields):
                return True
    return False


def _binary(head: bytes) -> str | None:
    for magic, what in _MAGIC:
        if head.startswith(magic):
            return what
    if head.startswith(b"PK\x03\x04"):
        return next(
            (what for mark, what in _OF_ZIP if mark in head),
            "a document that is a zip archive inside; save it as text or HTML",
        )
    if head.startswith(_OLE):
        wide = "Workbook".encode("utf-16-le")
        is_workbook = wide in head
        return "a workbook of Excel; save its sheet as CSV" if is_workbook else "a file of an old Office program"
    if head.startswith(b"RIFF") and head[8:12] in _RIFF:
        return f"{_RIFF[head[8:12]]}; leave it out"
    if head[4:8] == b"ftyp":
        return "a video or a picture of a phone; leave it out"
    return None


def without_mark(head: bytes) -> bytes:
    """The first bytes without a byte order mark."""
    for mark in (codecs.BOM_UTF8, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        if head.startswith(mark):
            return head.removeprefix(mark)
    return head
