"""Exports of databases: a page that holds many articles, one after the other, and belongs to the one who saved it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from corpus.errors import ReadError
from corpus.readers import _decode
from corpus.readers._draft import Draft
from corpus.record import Problem

LARGEST = 64 << 20
"""Bytes of an export; databases give a hundred to a thousand articles at a time, and the largest seen had 2 MB."""

_DECLARED = re.compile(rb"<meta[^<>]{0,200}?charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)


def whole(stream: BinaryIO, uri: str) -> bytes:
    """The bytes of an export.

    Raises:
        ReadError: there are more than `LARGEST`.
    """
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise ReadError(uri, f"an export larger than {LARGEST >> 20} MB")
    return data


def text_of(data: bytes, uri: str) -> _decode.Decoded:
    """The text of a page, in the encoding that it declares where it is not UTF-8.

    Raises:
        ReadError: it is no text.
    """
    declared = _DECLARED.search(data[:8192])
    return _decode.decode(data, uri, declared=declared[1].decode("ascii") if declared else None)


def pieces(text: str, begin: re.Pattern[str], uri: str) -> Iterator[tuple[int, str]]:
    """Each part of the text that begins so, up to the next, and its position from 1; what stands above is left out.

    Raises:
        ReadError: none begins so.
    """
    starts = [found.start() for found in begin.finditer(text)]
    if not starts:
        raise ReadError(uri, "there is no article in the export", code="no-article")
    for position, (start, end) in enumerate(zip(starts, [*starts[1:], len(text)], strict=True), 1):
        yield position, text[start:end]


def nothing(position: int | str) -> Problem:
    """What to say of an item that has neither a headline nor a text."""
    return Problem(code="no-text", severity="error", message="neither a headline nor a text", item=str(position))


_SIGNED = re.compile(r"[（(]([^（）()、。「」・]{2,10}?)(記者|特派員)?[）)]$")
# Words that a bracket at an end holds, of which none is in a name of two to five such characters.
_NO_NAME = re.compile(r"[略部社局面編了完続載話談訳影者員県市町村区省庁年月日時分円回号聞信連終歳敬写真共同記事関係注]")


def without_signature(story: list[str], draft: Draft) -> list[str]:
    """The lines of a Japanese report without the name in a bracket that ends it, who is credited.

    A name without "記者" behind it is taken where it has four characters, as most have, all Chinese.
    """
    found = _SIGNED.search(story[-1][-20:]) if len(story) > 1 and not draft.authors else None
    if not found:
        return story
    name = found[1].replace("\u3000", " ").strip()
    is_full = re.fullmatch(r"[\u3400-\u9fff々]{4}", name.replace(" ", "")) and not _NO_NAME.search(name)
    if not (found[2] or is_full):
        return story
    draft.put("byline", found[0].strip("（）()"))
    draft.credit([name], "person")
    last = story[-1][: len(story[-1]) - len(found[0])].rstrip()
    return [*story[:-1], *([last] if last else [])]


def say_left_out(draft: Draft, lines: Sequence[str], *more: str) -> None:
    """Say which lines are no part of the article, and what else is not ("the addresses of 3 links")."""
    said = list(more)
    if lines:
        named = ", ".join(repr(line[:60]) for line in lines[:25])
        said.insert(0, f"{len(lines)} lines: {named}")
    if said:
        draft.say("furniture-left-out", "note", f"no part of the article: {'; '.join(said)}")
