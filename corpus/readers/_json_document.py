"""A JSON document of any size as its items: what stands in a list of articles, or the whole as one item."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from corpus.errors import ReadError
from corpus.readers import _decode

LARGEST = 64 << 20
"""Bytes of an item; one that is larger is passed over."""

_CHUNK = 1 << 18
_SPACE = re.compile(rb"[ \t\r\n\x1e]*+")  # with the separator of RFC 7464
# Up to the next bracket, over whole texts; up to a text that the buffer does not hold whole.
_OUTSIDE = re.compile(rb'[^"{}\[\]]*+(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"[^"{}\[\]]*+)*+', re.DOTALL)
_BARE = re.compile(rb'[^"{}\[\]]*+')
_INSIDE = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_SCALAR = re.compile(rb'[^,\[\]{}"\s]*+')
_COLON = re.compile(rb'"\s{0,20}:')
_MARKS = ((b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_BODIES = frozenset({"body", "text", "maintext"})


class Piece(NamedTuple):
    """A value as it stands in the document, in UTF-8. `data` None: it is larger than `LARGEST`."""

    data: bytes | None
    is_document: bool
    """Whether it is no entry of a list, but a document of its own."""
    is_cut: bool
    """Whether the input ends within it."""


class Document:
    """The items of a JSON document, found without holding more of it than one of them.

    A document may hold several values one after another. Only the marks between values are looked at: what a value
    holds is for a parser to judge.

    Args:
        stream: the document, in UTF-8, in UTF-16 or UTF-32 with a mark that says so, in UTF-16 that shows without one,
            or in ISO 2022.
        uri: its name in messages.
        places: where lists of articles stand, as keys parted by points; a list at the top is always one.
    """

    def __init__(self, stream: BinaryIO, uri: str, places: frozenset[str]) -> None:
        self.uri, self.places = uri, places
        self.encoding: str | None = None
        """UTF-16, UTF-32 or ISO 2022; None for what is read as it stands."""
        self.breaks_off: str | None = None
        """After `pieces`: why nothing more was read though there is more."""
        self.is_empty = True
        self._stream = stream
        self._decoder: codecs.IncrementalDecoder | None = None
        # Positions are bytes of the document; the buffer holds what is read and needed, from `_base`.
        self._buffer, self._base, self._at = b"", 0, 0
        self._item: int | None = None  # where the value begins that must be kept whole
        self._document: int | None = None  # likewise, the object that has no list of items yet

    @property
    def offset(self) -> int:
        """The byte that is read next."""
        return self._at

    def pieces(self) -> Iterator[Piece]:
        """The items, in order.

        Raises:
            ReadError: it is no JSON from the beginning.
        """
        while (mark := self._peek()) is not None:
            if mark == "[":
                self.is_empty = False
                yield from self._entries()
            elif mark == "{":
                self.is_empty = False
                yield from self._object()
            elif mark == "," and not self.is_empty:  # a list that lost its brackets
                self._at += 1
            elif self.is_empty:
                found = self._buffer[self._at - self._base :][:20]
                code = "binary" if b"\0" in found else "unreadable"
                raise ReadError(self.uri, f"no JSON: a list or an object was expected, not {found!r}", code=code)
            else:
                self.breaks_off = f"a list or an object was expected, not {mark!r}"
            if self.breaks_off:
                return

    def _entries(self) -> Iterator[Piece]:
        self._at += 1
        while (mark := self._peek()) is not None:
            if mark in "],":
                self._at += 1
                if mark == "]":
                    return
            elif mark == "}":
                self.breaks_off = "a list is closed by '}'"
                return
            else:
                yield (piece := self._value())
                if piece.is_cut:
                    break
        self.breaks_off = "the input ends within a list"

    def _object(self) -> Iterator[Piece]:
        """The items of the object that begins here; the object itself where it has no list of them."""
        self._document = self._at
        stack: list[str] = []
        is_article = has_list = False
        self._at += 1
        while (mark := self._peek()) is not None:
            if mark == ",":
                self._at += 1
                continue
            if mark == "}":
                self._at += 1
                if stack:
                    stack.pop()
                    continue
                if not has_list:
                    yield self._whole(is_cut=False)
                self._document = None
                return
            key = self._value().data if mark == '"' else None
            if key is None or self._peek() != ":":
                self.breaks_off = f"a key and its value were expected, not {mark!r}"
                break
            self._at += 1
            name = key[1:-1].decode("utf-8", "replace")
            place = ".".join((*stack, name))
            mark = self._peek()
            # Lists in an article, of what is like it or belongs to it, are no lists of items.
            is_article = is_article or (not stack and name in _BODIES and mark == '"')
            if not is_article and mark == "[" and place in self.places:
                self._document, has_list = None, True
                yield from self._entries()
                if self.breaks_off:
                    return
            elif not is_article and mark == "{" and any(known.startswith(f"{place}.") for known in self.places):
                stack.append(name)
                self._at += 1
            elif not is_article and mark == "{" and stack and place in self.places:  # a reply with one article
                self._document, has_list = None, True
                yield self._value()
            elif self._value(is_kept=False).is_cut:
                break
        self.breaks_off = self.breaks_off or "the input ends within an object"
        if not has_list:
            yield self._whole(is_cut=True)

    def _whole(self, *, is_cut: bool) -> Piece:
        if self._document is None or self._at - self._document > LARGEST:
            return Piece(None, True, is_cut)
        return Piece(self._buffer[self._document - self._base : self._at - self._base], True, is_cut)

    def _value(self, *, is_kept: bool = True) -> Piece:
        """The value that begins here, passed over; without its bytes unless `is_kept`."""
        start = self._at
        self._item = start if is_kept else None
        is_cut = not self._pass_over()
        is_there = self._item is not None and self._at - start <= LARGEST
        self._item = None
        return Piece(self._buffer[start - self._base : self._at - self._base] if is_there else None, False, is_cut)

    def _pass_over(self) -> bool:
        """Go to the end of the value that begins here; whether the input holds that end."""
        depth, in_text, in_scalar = 0, False, False
        while self._has_more():
            pattern = _INSIDE if in_text else _OUTSIDE if depth else _SCALAR
            found = pattern.match(self._buffer, self._at - self._base)
            end = self._base + found.end() if found else self._at
            in_scalar = in_scalar or (not in_text and not depth and end > self._at)
            self._at = end
            if self._at - self._base >= len(self._buffer):
                continue
            if in_scalar:
                return True
            mark = self._buffer[self._at - self._base : self._at - self._base + 1]
            if mark == b"\\" and in_text:  # at the end of what is read: what it escapes is still to come
                if not self._more():
                    self._at += 1
                    return False
                continue
            self._at += 1
            if mark == b'"':
                in_text = not in_text
            elif mark in b"{[":
                depth += 1
            else:  # "}" or "]"; at the top any mark that begins no value, which is passed over so that reading goes on
                depth -= 1
            if depth <= 0 and not in_text:
                return True
        return depth == 0 and not in_text

    def _peek(self) -> str | None:
        """The next mark that is no space; None at the end."""
        while self._has_more():
            found = _SPACE.match(self._buffer, self._at - self._base)
            self._at = self._base + (found.end() if found else 0)
            if self._at - self._base < len(self._buffer):
                return chr(self._buffer[self._at - self._base])
        return None

    def _has_more(self) -> bool:
        return self._at - self._base < len(self._buffer) or self._more()

    def _more(self) -> bool:
        """Read on, and drop what is not needed any more; whether there was more."""
        if self._item is not None and self._at - self._item > LARGEST:
            self._item = None
        if self._document is not None and self._at - self._document > LARGEST:
            self._document = None
        first = min(at for at in (self._at, self._item, self._document) if at is not None)
        kept = self._buffer[first - self._base :]
        # As much again as is kept: then what is copied stays in proportion to what is read.
        chunk = self._read(max(_CHUNK, len(kept)))
        self._buffer, self._base = kept + chunk, first
        return bool(chunk)

    def _read(self, size: int) -> bytes:
        chunk = self._stream.read(size)
        if self._at == self._base == 0 and not self._buffer:
            for mark, name in _MARKS:
                if chunk.startswith(mark):
                    self.encoding, self._decoder = name, codecs.getincrementaldecoder(name)("replace")
                    break
            else:
                chunk = chunk.removeprefix(codecs.BOM_UTF8)
                self.encoding = _decode.wide_of(chunk) or _decode.seven_bits_of(chunk)
                if self.encoding:
                    self._decoder = codecs.getincrementaldecoder(self.encoding)(_decode.REPLACE)
        while self._decoder is not None and chunk:
            text = self._decoder.decode(chunk).encode("utf-8", "replace")
            if text:
                return text
            chunk = self._stream.read(size)  # part of a character
        return chunk


def keys_at_top(head: bytes) -> list[str]:
    """The keys of the object that `head` begins with, as far as it goes; none where it begins with no object."""
    keys: list[str] = []
    depth, at = 0, 0
    while at < len(head):
        found = _BARE.match(head, at)
        at = found.end() if found else at
        mark = head[at : at + 1]
        if mark == b'"':
            text = _INSIDE.match(head, at + 1)
            end = text.end() if text else at + 1
            if depth == 1 and _COLON.match(head, end):
                keys.append(head[at + 1 : end].decode("utf-8", "replace"))
            at = end
        elif mark:
            depth += 1 if mark in b"{[" else -1
            if depth <= 0 or (depth == 1 and mark == b"["):
                break
        at += 1
    return keys


def in_utf_8(head: bytes) -> bytes:
    """The beginning of a document in UTF-8, without a mark."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return codecs.getincrementaldecoder(name)("replace").decode(head).encode("utf-8", "replace")
    return head.removeprefix(codecs.BOM_UTF8)
