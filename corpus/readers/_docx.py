"""Word documents (Office Open XML, ECMA-376) to paragraphs; and the paragraph that a word processor sets.

A document is a zip that a stranger made: sizes are looked at before anything is unpacked, what is unpacked is counted,
and the XML is streamed, so that neither a bomb nor a long document costs more than one paragraph of memory.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, BinaryIO, NamedTuple, cast

from lxml import etree

from corpus.errors import ReadError
from corpus.readers import _xml

LARGEST = 256 << 20
"""Bytes of a document's text part when unpacked; the longest of 100 articles has 6 MB."""

_STEEPEST = 400  # bytes from one: XML of a word processor packs 1 to 25, deflate ends at 1,032
_MOST_PARTS = 20_000
_PART = re.compile(r"word/document\d{0,3}\.xml")
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# What stands in a paragraph and is not its text: pictures and text boxes, notes of who changed what, field codes.
_BESIDE = frozenset("drawing pict object AlternateContent moveFrom del instrText txbxContent rt".split())


class Paragraph(NamedTuple):
    r"""A paragraph as a word processor sets it.

    `text` holds a "\n" where the line is broken within the paragraph. `leads`: the bold text that each of its lines
    begins with. `size`: of the first letters in points, 0.0 where the paragraph does not say. `bookmarks`: names that
    are anchored in it. `is_cell`: it is a row of a table, its cells parted by " | ".
    """

    text: str
    is_centred: bool = False
    leads: tuple[str, ...] = ("",)
    size: float = 0.0
    bookmarks: tuple[str, ...] = ()
    is_cell: bool = False

    @property
    def lead(self) -> str:
        """The bold text that the paragraph begins with."""
        return self.leads[0]


def is_docx(head: bytes) -> bool:
    """Whether a file that begins with `head` is a Word document: a zip with a folder `word/`."""
    return head.startswith(b"PK\x03\x04") and b"\0word/" in head  # the byte before a name is the end of its header


def paragraphs(stream: BinaryIO, uri: str) -> Iterator[Paragraph]:
    """Yield the paragraphs of the document's text in order, the empty ones too, without headers, footers and notes.

    Raises:
        ReadError: it is no zip, holds no document, is encrypted, or is larger than `LARGEST` when unpacked.
    """
    try:
        with zipfile.ZipFile(stream) as archive:
            part = _part(archive, uri)
            with archive.open(part) as packed:
                yield from _read(packed, part.file_size, uri)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise ReadError(uri, f"a damaged Word document: {str(error)[:100]}") from error
    except (NotImplementedError, RuntimeError) as error:  # a method of packing that Python does not know; a password
        raise ReadError(uri, f"a Word document that cannot be unpacked: {str(error)[:100]}") from error


def _part(archive: zipfile.ZipFile, uri: str) -> zipfile.ZipInfo:
    parts = archive.infolist()
    if len(parts) > _MOST_PARTS:
        raise ReadError(uri, f"a Word document of {len(parts)} parts; {_MOST_PARTS} at most are looked at")
    for part in parts:
        if _PART.fullmatch(part.filename):
            if part.file_size > LARGEST or part.file_size > max(part.compress_size, 2_500) * _STEEPEST:
                said = f"a Word document of {part.file_size} bytes packed into {part.compress_size}; refused as a bomb"
                raise ReadError(uri, said)
            return part
    raise ReadError(uri, "a zip without word/document.xml; a Word document was expected")


class _Counted:
    """The unpacked bytes of a part, no more than the zip's directory promised."""

    def __init__(self, packed: IO[bytes], promised: int, uri: str) -> None:
        self._packed, self._left, self._uri = packed, promised, uri

    def read(self, size: int = -1) -> bytes:
        data = self._packed.read(min(size, self._left + 1) if size >= 0 else self._left + 1)
        self._left -= len(data)
        if self._left < 0:
            raise ReadError(self._uri, "a Word document that unpacks to more than its zip says")
        return data


def _read(packed: IO[bytes], promised: int, uri: str) -> Iterator[Paragraph]:
    counted = cast("BinaryIO", _Counted(packed, promised, uri))  # as far as it is read from
    for element in _xml.items(counted, uri, frozenset({"p", "tbl"}), _xml.Streamed()):
        if _xml.local(element) == "p":
            yield _paragraph(element)
            continue
        for row in _xml.below(element, "tr"):
            cells = (" ".join(_paragraph(p).text.split()) for p in _xml.below(row, "p"))
            if text := " | ".join(cell for cell in cells if cell):
                yield Paragraph(text, is_cell=True)


def _paragraph(element: etree._Element) -> Paragraph:
    pieces: list[str] = []
    leads: list[str] = [""]
    bookmarks: list[str] = []
    size = 0.0
    is_bold, is_lead = False, True
    skipped: etree._Element | None = None
    for event, node in etree.iterwalk(element, events=("start", "end")):
        name = _xml.local(node)
        if event == "end":
            if skipped is node:
                skipped = None
            continue
        if skipped is not None:
            continue
        if name in _BESIDE:
            skipped = node
        elif name == "bookmarkStart":
            bookmarks.append(node.get(f"{_WORD}name") or "")
        elif name == "r":
            is_bold = _is_on(_xml.first(node, "rPr/b"))
            if not pieces:
                size = _points(_xml.first(node, "rPr/sz"))
        elif (text := _text(node, name)) is not None:
            pieces.append(text)
            if text == "\n":
                leads.append("")
                is_lead = True
                continue
            is_lead = is_lead and (is_bold or not text.strip())
            if is_lead:
                leads[-1] += text
    align = _xml.first(element, "pPr/jc")
    is_centred = align is not None and align.get(f"{_WORD}val") == "center"
    bold = tuple(" ".join(lead.split()) for lead in leads)
    return Paragraph("".join(pieces), is_centred, bold, size, tuple(bookmarks))


def _text(node: etree._Element, name: str) -> str | None:
    if name == "t":
        return node.text or ""
    if name == "noBreakHyphen":
        return "-"
    if name in {"br", "cr"}:
        return "\n"
    # A tab within a run; those of the paragraph's style are stops on a ruler.
    parent = node.getparent() if name == "tab" else None
    return " " if parent is not None and _xml.local(parent) == "r" else None


def _is_on(switch: etree._Element | None) -> bool:
    return switch is not None and switch.get(f"{_WORD}val") not in {"0", "false", "off"}


def _points(size: etree._Element | None) -> float:
    """Points of a size in half points (ECMA-376 part 1 §17.3.2.38); 0.0 where there is none."""
    value = size.get(f"{_WORD}val") if size is not None else None
    return int(value) / 2 if value and value.isdecimal() and len(value) < 5 else 0.0
