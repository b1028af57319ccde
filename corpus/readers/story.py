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
_UPDATED = re.compile(r"Last updated at (.{8,40})")
_MOST_NAMES = 4  # lines of a byline: "Jo Weil", "and Bo Halse"


def read(stream: BinaryIO, uri: str) -> Iterator[Article | Problem]:
    """Yield the one article. Paragraphs are lines; what follows each line `@highlight` makes up the summary.

    Layout of Hermann et al. 2015, "Teaching Machines to Read and Comprehend". The name of such a file is the SHA-1 of
    the page's address, and nothing in it says where it comes from. Above the stories of one of the two papers stand the
    writer and two times, on lines of their own; everything else is null.

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
    wire = _wire.sort_out(_below_head(draft, [line.strip() for line in text.split("\n") if line.strip()]))
    if wire.byline:
        draft.sign(wire.byline)
    draft.surround(wire)
    draft.tell(wire.paragraphs)
    if not draft.paragraphs and not draft.texts:
        yield Problem(code="no-text", severity="error", message="there is nothing in it")
        return
    yield draft.article()


def _below_head(draft: Draft, lines: list[str]) -> list[str]:
    """The lines below writer and times, which are taken in: "By", "Jo Weil", "PUBLISHED:", "06:03 EST, 22 August 2012".

    A common form of the collection has these lines in one, with " . " where they ended.
    """
    is_joined = lines[:1] != ["By"] and any(line.startswith("By . ") for line in lines[:1])
    rest = [*lines[0].split(" . "), *lines[1:]] if is_joined else lines
    pieces = len(rest) - len(lines) + 1  # of the first line
    at = 0
    if rest[:1] == ["By"] and len(rest) > 2 and len(rest[1]) <= 80:
        at = 2
        while at <= _MOST_NAMES and at < len(rest) and rest[at].startswith("and ") and len(rest[at]) <= 80:
            at += 1
        draft.sign(" ".join(rest[:at]))
    while at < len(rest):
        if rest[at] in {"PUBLISHED:", "UPDATED:"} and at + 1 < len(rest):
            draft.time("published" if rest[at] == "PUBLISHED:" else "modified_at", rest[at + 1])
            at += 2
        elif updated := _UPDATED.fullmatch(rest[at]):
            draft.time("modified_at", updated[1])
            at += 1
        elif rest[at] == "|":
            at += 1
        else:
            break
    return [" . ".join(rest[at:pieces]), *lines[1:]] if is_joined and at < pieces else rest[at:]


def sniff(head: bytes) -> float:
    """Certain where a line says `@highlight`."""
    return (
        0.9 if b"\n@highlight" in head and _HIGHLIGHT.search(head.decode("utf-8", "replace").replace("\r", "")) else 0.0
    )
