"""ALTO on its own: pages of digitised newspapers that no METS file beside them cuts into articles.

By ALTO 2 to 4 (Library of Congress).
"""

from __future__ import annotations

import html
import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO

from corpus.errors import ReadError
from corpus.readers import _languages, _pages, _xml
from corpus.readers._draft import Draft
from corpus.readers._pages import Stretch
from corpus.record import Article, Beside, Problem

_LOOKED_AT = 24  # files beside a page that are looked into for the METS file that names it
_LARGEST_METS = 16 << 20
_HREF = re.compile(rb"FLocat\b[^<>]{0,400}?\bhref\s{0,5}=\s{0,5}[\"']([^\"'<>]{1,400})")


def read(stream: BinaryIO, uri: str, *, beside: Beside | None = None) -> Iterator[Article | Problem]:
    """Yield one article per page, its text in the order of the blocks; nothing but a note where METS covers the page.

    A page says neither which newspaper it is of nor when it appeared. `page` is its printed number, else that of the
    image.

    Raises:
        ReadError: no well-formed XML, from some line on; pages before it have been given.
    """
    if beside is not None and (issue := _issue_of(uri, beside)):
        said = f"this page is part of the issue {issue}, which is read with all of its pages"
        yield Problem(code="part-of-issue", severity="note", message=said)
        return
    data = stream.read(_xml.LARGEST + 1)
    if len(data) > _xml.LARGEST:
        raise ReadError(uri, f"an ALTO file larger than {_xml.LARGEST >> 20} MB")
    streamed = _xml.Streamed()
    count = 0
    for page in _pages.pages(io.BytesIO(data), uri, streamed):
        count += 1
        draft = Draft("alto", str(count), data, streamed.encoding, streamed.problems)
        draft.put("page", page.number)
        draft.speak(*(_languages.tag_of(language) for language in _most_frequent(page.languages)))
        blocks = list(Stretch(page, 0, len(page.words)).blocks())
        draft.tell(_pages.paragraphs([block] for block in blocks))
        if sure := _pages.confidence(blocks):
            mean, words = sure
            draft.say("ocr-confidence", "note", f"recognised with a mean confidence of {mean:.2f}, over {words} words")
        yield draft.article()
    if not count:
        raise ReadError(uri, "an ALTO file without a block of text", code="no-text")


def sniff(head: bytes) -> float:
    """How surely an input that begins with `head` is ALTO, from 0 to 1."""
    if b"<" not in head[:200] or b"alto" not in head[:2_000]:
        return 0.0
    root = _xml.root_of(head[:8_000])
    return 0.9 if root and root[0] == "alto" else 0.0


def _most_frequent(languages: list[str]) -> list[str]:
    return [language for language, _ in Counter(languages).most_common(1)]


def _issue_of(uri: str, beside: Beside) -> str | None:
    """The METS file beside a page that names it; None where there is none.

    Files that say so by their name, and those named like the page, are looked into first, and only some in all: a
    folder may hold the pages of a century.
    """
    own = re.split(r"[/\\\\!]", uri)[-1]
    names = beside.names()
    # What the names of a page and of its issue have in common: "1858-12-07_01-00001" is a page of "1858-12-07_01".
    stem = re.sub(r"[\W_]{0,3}\d{1,6}$", "", own.rpartition(".")[0])
    others = [name for name in names if name != own and name.lower().endswith(_pages.SUFFIXES)]
    others.sort(key=lambda name: ("mets" not in name.lower(), stem not in name, name))
    for name in others[:_LOOKED_AT]:
        found = beside.open(name)
        if found is None:
            continue
        with found as stream:
            head = stream.read(8_000)
            root = _xml.root_of(head)
            if root is None or root[0] != "mets":
                continue
            data = head + stream.read(_LARGEST_METS)
        for href in _HREF.findall(data):
            if _pages.resolve(html.unescape(href.decode("utf-8", errors="replace")), names) == own:
                return name
    return None
