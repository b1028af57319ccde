"""The `.story` files of CNN/DailyMail: the text of a page, and below it the points that stood above its story."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from corpus.errors import ReadError
from corpus.readers import _decode, _wire
from corpus.readers._draft import Draft
from corpus.record import Article, Problem

_LARGEST = 10_000_000  # bytes; the largest of the collection has 20,000
_HIGHLIGHT = re.compile(r"^@highlight[ \t]*$", re.MULTILINE)


def read(stream: BinaryIO, uri: str) -> Iterator[Article | Problem]:
    """Yield the one article. Paragraphs are lines; what follows each line `@highlight` makes up the summary.

    Layout of Hermann et al. 2015, "Teaching Machines to Read and Comprehend". The name of such a file is the SHA-1 of
    the page's address, and nothing in it says where it comes from, so everything else is null.

    Raises:
        ReadError: it is binary, or too large.
    """
    data = stream.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise ReadError(uri, f"larger than {_LARGEST // 1_000_000} MB")
    decoded = _decode.decode(data, uri)
    text, *highlights = _HIGHLIGHT.split(decoded.text.replace("\r\n", "\n"))
    draft = Draft("story", "1", data, decoded.encoding, decoded.problems)
    # A point has no stop of its own.
    points = (" ".join(point.split()) for point in highlights)
    draft.put(
        "summary", " ".join(point if point.endswith((".", "?", "!")) else f"{point}." for point in points if point)
    )
    wire = _wire.sort_out([line for line in text.split("\n") if line.strip()])
    if wire.byline:
        draft.sign(wire.byline)
    for note in wire.notes:
        draft.add("editor_note", note)
    for line in wire.rights:
        draft.add("rights", line)
    draft.tell(wire.paragraphs)
    if not draft.paragraphs and not draft.texts:
        yield Problem(code="no-text", severity="error", message="there is nothing in it")
        return
    yield draft.article()


def sniff(head: bytes) -> float:
    """Certain where a line says `@highlight`."""
    return (
        0.9 if b"\n@highlight" in head and _HIGHLIGHT.search(head.decode("utf-8", "replace").replace("\r", "")) else 0.0
    )
