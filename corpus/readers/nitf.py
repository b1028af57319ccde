"""NITF, the News Industry Text Format of the IPTC (2.5 to 3.6), as a file of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from corpus.readers import _newsxml, _nitf, _xml
from corpus.readers._draft import Draft
from corpus.record import Article, Problem

_NAMES = frozenset({"nitf"})


def read(stream: BinaryIO, uri: str) -> Iterator[Article | Problem]:
    """Yield one article per `<nitf>`, in document order; `source_item` is its position.

    Follows the NITF 3.6 specification: `date.issue` is `published`, with the zone that it gives; `date.release` is an
    embargo where it lies behind that. A canceled item without a text, or with one that says so, is a notice.

    Raises:
        ReadError: it is no XML, even mended, or there is no `<nitf>` in it.
    """
    for position, item in enumerate(_newsxml.items(stream, uri, _NAMES), 1):
        draft = Draft("nitf", str(position), item.data, item.encoding, item.problems)
        _nitf.read_into(draft, item.node)
        if _newsxml.is_kill(draft):
            draft.kind = "notice"
        yield draft.article()


def sniff(head: bytes) -> float:
    """How surely an input that begins with `head` is NITF, from 0 to 1: its root element says so."""
    root = _xml.root_of(head)
    return 0.9 if root and root[0] == "nitf" else 0.0
