"""Reuters Corpus Volume 1 and its kin (RCV2, TRC2): one `<newsitem>` a file, with Reuters' codes.

By Lewis, Yang, Rose and Li (2004), "RCV1: A New Benchmark Collection", §2 and §3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from corpus.errors import ReadError
from corpus.readers import _datelines, _wire, _xml
from corpus.readers._draft import Draft
from corpus.record import Article, Problem

# The title is the headline behind the country that it is filed under: "USA: …", "BOSNIA-HERZEGOVINA: …".
_COUNTRY = re.compile(r"^[A-Z][A-Z .,&'/()-]{1,50}: ")
# "-- Northmere Newsroom, +44 555 0100" ends a story of the time.
_NEWSROOM = re.compile(r"--? ?\S.{1,80}\+?\d[\d ()-]{4,25}")

LARGEST = 16 << 20
"""Bytes of a file; the longest of the corpus has under 100 kB."""


def read(stream: BinaryIO, uri: str) -> Iterator[Article | Problem]:
    """Yield the article of a `<newsitem>`.

    The date is a day: the corpus gives no time. `headline` is without the country that `title` puts before it. Codes
    are subjects under the class that they stand in (`bip:topics:1.0`, `bip:countries:1.0`, `bip:industries:1.0`).

    Raises:
        ReadError: no XML, or no `<newsitem>`.
    """
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise ReadError(uri, f"a news item larger than {LARGEST >> 20} MB")
    document = _xml.parse(data, uri)
    root = document.root
    if _xml.local(root) != "newsitem":
        raise ReadError(uri, f"<{_xml.local(root)}> where a <newsitem> was expected", code="no-article")
    draft = Draft("rcv1", "1", data, document.encoding, document.problems)
    said: dict[str, list[str]] = {}
    for each in _xml.below(root, "dc"):
        if (element := _xml.attribute(each, "element")) and (value := _xml.attribute(each, "value")):
            said.setdefault(element.removeprefix("dc."), []).append(value)
    draft.put("guid", _xml.attribute(root, "itemid"))
    draft.speak(_xml.attribute(root, "lang"), *said.get("language", []))
    draft.time(
        "published", _xml.attribute(root, "date"), *said.get("date.published", []), *said.get("date.created", [])
    )
    title = _COUNTRY.sub("", _xml.text(root, "title") or "")
    draft.put("headline", _xml.text(root, "headline"), title)
    draft.put("publisher", *said.get("publisher", []), *said.get("source", []))
    draft.put("agency", *said.get("source", []))
    draft.sign(_xml.text(root, "byline"))
    if dateline := _xml.text(root, "dateline"):
        draft.put("dateline_place", _datelines.place_of(dateline))
    draft.put("dateline_place", *said.get("creator.location", []))
    draft.put("rights", _xml.text(root, "copyright"))
    for codes in _xml.below(root, "codes"):
        scheme = _xml.attribute(codes, "class")
        for code in _xml.children(codes, "code"):
            draft.subject(scheme, _xml.attribute(code, "code"))
    story = _xml.first(root, "text")
    paragraphs = [line for p in _xml.children(story, "p") if (line := _xml.text(p))]
    if story is not None and not paragraphs and (line := _xml.text(story)):
        paragraphs = [line]
    while len(paragraphs) > 1 and _NEWSROOM.fullmatch(paragraphs[-1]):
        draft.add("editor_note", paragraphs.pop())
    found_story = _wire.sort_out(paragraphs, headline=draft.get("headline"), byline=draft.get("byline"))
    draft.sign(found_story.byline)
    draft.surround(found_story)
    draft.tell(found_story.paragraphs)
    yield draft.article()


def sniff(head: bytes) -> float:
    """How surely an input that begins with `head` is an item of RCV1, from 0 to 1."""
    if b"<newsitem" not in head[:2_000]:
        return 0.0
    return 0.9 if _xml.root_of(head[:8_000]) == ("newsitem", "") and b"itemid=" in head[:4_000] else 0.0
