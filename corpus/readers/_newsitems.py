"""The items of a document in an XML format of news agencies: of any length, a broken one mended on its own."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple, cast

from lxml import etree

from corpus.errors import ReadError
from corpus.readers import _xml
from corpus.record import Problem

HELD = 8 << 20
"""Bytes of a document that is held whole, so that it can be mended; longer ones are read item by item."""


class Item(NamedTuple):
    """An item's element, its bytes (the document's where it is the only one), and what to say of the document."""

    node: etree._Element
    data: bytes
    encoding: str | None
    problems: tuple[Problem, ...]


def items(stream: BinaryIO, uri: str, names: frozenset[str], *, or_root: str | None = None) -> Iterator[Item]:
    """The outermost elements with one of these local names, in document order; else a root of the name `or_root`.

    In a document of up to `HELD` bytes each item that is not well-formed is mended, and a problem says so. Of a longer
    one only an item at a time is held, and it ends where it is not well-formed.

    Raises:
        ReadError: it is no XML, or none of these elements is in it; with items given before, the rest cannot be read.
    """
    data = stream.read(HELD + 1)
    count = 0
    found = _held(data, uri, names, or_root) if len(data) <= HELD else _streamed(data, stream, uri, names)
    for item in found:
        count += 1
        yield item
    if not count:
        expected = ", ".join(f"<{name}>" for name in sorted(names))
        raise ReadError(uri, f"no element {expected} in it", code="no-article")


def _held(data: bytes, uri: str, names: frozenset[str], or_root: str | None) -> Iterator[Item]:
    try:
        document = _xml.parse(data, uri)
    except ReadError as error:
        if error.code != "broken-xml":
            raise
        yield from _mended(data, uri, names)
        return
    found = _outermost(document.root, names)
    if not found and _xml.local(document.root) == or_root:
        found = [document.root]
    for node in found:
        yield Item(node, data if len(found) == 1 else _bytes_of(node), document.encoding, document.problems)


def _mended(data: bytes, uri: str, names: frozenset[str]) -> Iterator[Item]:
    """Each item on its own: mended as a whole, a document would hide items in the one that is not closed."""
    begin = rb"<(?:\w{1,20}:)?(?:%s)(?=[\s/>])" % "|".join(sorted(names)).encode()
    is_only = len(re.findall(begin, data)) == 1
    streamed = _xml.Streamed()
    for node in _xml.mended_items(io.BytesIO(data), uri, names, streamed):
        yield Item(node, data if is_only else _bytes_of(node), streamed.encoding, tuple(streamed.problems))


def _streamed(head: bytes, rest: BinaryIO, uri: str, names: frozenset[str]) -> Iterator[Item]:
    streamed = _xml.Streamed()
    whole = cast("BinaryIO", io.BufferedReader(_Rejoined(head, rest), 1 << 20))
    for node in _xml.items(whole, uri, names, streamed):
        yield Item(node, _bytes_of(node), streamed.encoding, tuple(streamed.problems))


def _bytes_of(node: etree._Element) -> bytes:
    return etree.tostring(node, encoding="utf-8", with_tail=False)


class _Rejoined(io.RawIOBase):
    """A stream with what was read of it put back at its beginning: not every stream can go back."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        super().__init__()
        self._head, self._rest = io.BytesIO(head), rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast("bytearray", buffer))
        found = self._head.read(len(view)) or self._rest.read(len(view))
        view[: len(found)] = found
        return len(found)


def _outermost(root: etree._Element, names: frozenset[str]) -> list[etree._Element]:
    found = root.iter(*(f"{{*}}{name}" for name in names))
    return [node for node in found if not any(_xml.local(above) in names for above in node.iterancestors())]
