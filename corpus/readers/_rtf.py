r"""Rich Text Format (Microsoft, specification 1.9.1) to paragraphs.

Only what changes the text is looked at: characters in their code pages (`\'hh`), characters of Unicode (`\uN`) and what
stands in for them, groups that hold no text, the ends of lines, paragraphs and cells, bold type, size and alignment.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from corpus.errors import ReadError
from corpus.readers._docx import Paragraph

LARGEST = 64 << 20
"""Bytes of a document that is read."""

_DEEPEST = 5_000  # groups within groups; word processors end far below 100
_LONGEST = 10_000_000  # characters of a paragraph: as many as an XML parser lets pass
_TOKEN = re.compile(
    rb"\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<byte>[0-9A-Fa-f]{2})|\\(?P<symbol>[^A-Za-z])|"
    rb"(?P<brace>[{}])|[\r\n]+|(?P<text>[^\\{}\r\n]+)|\\"
)
# Groups that hold no text of the document, besides those that begin with `\*`.
_BESIDE = frozenset(
    "fonttbl colortbl stylesheet listtable listoverridetable revtbl rsidtbl generator info pict object header headerl "
    "headerr headerf footer footerl footerr footerf footnote annotation fldinst listtext pntext themedata datastore xe "
    "tc filetbl nonshppict shp do".split()
)
_CHARACTERS = {
    "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
    "tab": " ", "line": "\n", "lbr": "\n", "emspace": " ", "enspace": " ", "qmspace": " ", "softline": "\n",
}  # fmt: skip
_ENDS = frozenset({"par", "sect", "page", "row", "nestrow"})
# `\fcharset` (specification, "Font Table") and the code pages that Python calls otherwise.
_CHARSETS = {
    77: 10000, 128: 932, 129: 949, 130: 1361, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258, 177: 1255, 178: 1256,
    186: 1257, 204: 1251, 222: 874, 238: 1250, 255: 437, 0: 1252,
}  # fmt: skip
_CODECS = {10000: "mac_roman", 65001: "utf-8", 1361: "johab", 708: "iso8859-6", 819: "latin-1"}


class _State(NamedTuple):
    """What a group inherits and its end takes back."""

    is_beside: bool = False
    codec: str = ""
    skipped: int = 1
    is_bold: bool = False
    size: float = 0.0


def is_rtf(head: bytes) -> bool:
    """Whether a file that begins with `head` is Rich Text."""
    return head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf")


def paragraphs(stream: BinaryIO, uri: str) -> Iterator[Paragraph]:
    """Yield the paragraphs in order, the empty ones too; headers, footers, notes, fields' codes and pictures left out.

    Raises:
        ReadError: it is no Rich Text, or larger than `LARGEST`.
    """
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise ReadError(uri, f"a Rich Text document larger than {LARGEST >> 20} MB")
    if not is_rtf(data[:64]):
        raise ReadError(uri, "no Rich Text: it does not begin with {\\rtf")
    yield from _Writer().paragraphs(data, uri)


class _Writer:
    """The document as it is read: the state of the group that is open, and the paragraph that is written."""

    def __init__(self) -> None:
        self.state = _State()
        self.outer: list[_State] = []
        self.codec = "cp1252"
        self.fonts: dict[int, str] = {}
        self.is_centred = self.is_cell = False
        self.pieces: list[str] = []
        self.leads: list[list[str]] = [[]]
        self.bookmarks: list[str] = []
        self.size = 0.0
        self.length = 0
        self.is_lead = True
        self.raw = bytearray()  # bytes in a code page, gathered because a character may need two of them

    def paragraphs(self, data: bytes, uri: str) -> Iterator[Paragraph]:
        at, fallback = 0, 0
        is_marked = is_font = is_bookmark = False  # `\*` was just read; within the font table; within a bookmark's name
        font = 0
        while at < len(data):
            found = _TOKEN.match(data, at)
            if found is None:  # NUL and the like never end a match: everything is a token
                break
            at = found.end()
            if found["text"]:
                text = found["text"][fallback:] if fallback else found["text"]
                fallback = max(fallback - len(found["text"]), 0)
                if is_bookmark:
                    self.bookmarks.append(text.decode("latin-1").strip())
                elif not self.state.is_beside:
                    self.raw += text
            elif found["byte"]:
                if fallback:
                    fallback -= 1
                elif not self.state.is_beside:
                    self.raw.append(int(found["byte"], 16))
            elif found["brace"] == b"{":
                if len(self.outer) >= _DEEPEST:
                    raise ReadError(uri, f"groups nested deeper than {_DEEPEST}", at=at)
                self.flush()
                self.outer.append(self.state)
                fallback, is_marked = 0, False
            elif found["brace"]:
                self.flush()
                fallback, is_bookmark = 0, False
                if not self.outer:
                    break
                self.state = self.outer.pop()
                is_font = is_font and self.state.is_beside
                if not self.outer:
                    break
            elif found["symbol"]:
                symbol = found["symbol"].decode("latin-1")
                if symbol == "*":
                    is_marked = True
                elif fallback:
                    fallback -= 1
                elif symbol in "\r\n":
                    yield self.end()
                elif (
                    not self.state.is_beside
                    and (text := {"~": "\xa0", "_": "-"}.get(symbol, symbol))
                    and symbol in "~_{}\\"
                ):
                    self.write(text)
            elif found["word"]:
                word, number = found["word"].decode("ascii"), int(found["number"] or b"1")
                was_marked, is_marked = is_marked, False
                if word == "bin":
                    at += max(number, 0) if found["number"] else 0
                elif word == "fonttbl":
                    is_font = True
                    self.state = self.state._replace(is_beside=True)
                elif is_font and word == "f":
                    font = number
                elif is_font and word == "fcharset":
                    if number != 1:  # 1: the default of the document
                        self.fonts[font] = _codec(_CHARSETS.get(number, 0))
                elif word == "bkmkstart":
                    is_bookmark = not self.state.is_beside
                    self.state = self.state._replace(is_beside=True)
                elif was_marked or word in _BESIDE:
                    self.flush()
                    self.state = self.state._replace(is_beside=True)
                elif word == "ansicpg":
                    self.codec = _codec(number) or self.codec
                elif word == "u":
                    if fallback:
                        fallback -= 1
                    elif not self.state.is_beside:
                        self.write(chr(number % 65_536))
                    fallback = self.state.skipped
                elif fallback and word in _CHARACTERS:
                    fallback -= 1
                elif self.state.is_beside:
                    continue
                elif word in _ENDS:
                    yield self.end()
                elif word in _CHARACTERS:
                    self.write(_CHARACTERS[word])
                else:
                    self.format(word, number, is_given=found["number"] is not None)
            if self.length > _LONGEST:
                raise ReadError(uri, f"a paragraph of more than {_LONGEST} characters", at=at)
        last = self.end()
        if last.text.strip():
            yield last

    def format(self, word: str, number: int, *, is_given: bool) -> None:
        """Take in a control word that changes how what follows is set."""
        if word == "b":
            self.flush()
            self.state = self.state._replace(is_bold=not is_given or number != 0)
        elif word == "plain":
            self.flush()
            self.state = self.state._replace(is_bold=False, size=0.0, codec="")
        elif word == "fs":
            self.flush()
            self.state = self.state._replace(size=max(number, 0) / 2)
        elif word == "f":
            self.flush()
            self.state = self.state._replace(codec=self.fonts.get(number, ""))
        elif word == "uc":
            self.state = self.state._replace(skipped=min(max(number, 0), 100))
        elif word == "pard":
            self.is_centred = self.is_cell = False
        elif word in {"ql", "qr", "qj"}:
            self.is_centred = False
        elif word == "qc":
            self.is_centred = True
        elif word == "intbl":
            self.is_cell = True
        elif word in {"cell", "nestcell"}:
            self.write(" | ")
            self.is_cell = True

    def flush(self) -> None:
        """Write the bytes that were gathered."""
        if self.raw:
            data = bytes(self.raw)
            self.raw.clear()
            self.write(data.decode(self.state.codec or self.codec, errors="replace"))

    def write(self, text: str) -> None:
        """Write characters in the style that holds."""
        self.flush()
        if not self.pieces:
            self.size = self.state.size
        self.pieces.append(text)
        self.length += len(text)
        if text == "\n":
            self.leads.append([])
            self.is_lead = True
            return
        self.is_lead = self.is_lead and (self.state.is_bold or not text.strip())
        if self.is_lead:
            self.leads[-1].append(text)

    def end(self) -> Paragraph:
        """End the paragraph."""
        self.flush()
        # Characters beyond the first plane come as two halves.
        text = "".join(self.pieces).encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", "")
        if self.is_cell:
            text = " | ".join(cell for cell in (" ".join(c.split()) for c in text.split(" | ")) if cell)
        leads = tuple(" ".join("".join(lead).split()) for lead in self.leads)
        paragraph = Paragraph(text, self.is_centred, leads, self.size, tuple(self.bookmarks), self.is_cell)
        self.pieces, self.leads, self.bookmarks = [], [[]], []
        self.length, self.is_lead = 0, True
        return paragraph


def _codec(page: int) -> str:
    """Python's name of a code page; "" where it has none."""
    name = _CODECS.get(page, f"cp{page}")
    try:
        return codecs.lookup(name).name
    except LookupError:
        return ""
