"""Kikuzo II, the database of the Asahi Shimbun: the articles of a saved page of results in full."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from corpus import text as pure
from corpus.readers import _credits, _datelines, _export, _markup
from corpus.readers._draft import Draft
from corpus.record import Article, Problem

_BEGIN = re.compile(r"<table\b[^<>]{0,100}\btopic-list\b")
_DAY = re.compile(r"(\d{4})年\s{0,3}(\d{1,2})月\s{0,3}(\d{1,2})日")
_MARK = "聞蔵".encode()


def read(stream: BinaryIO, uri: str) -> Iterator[Article | Problem]:
    """Yield the articles of a page, in its order. The name of the page ("１総") is `section`, its number `page`.

    The paper prints no names above its stories; a correspondent's stands, without the given name, where the place does.
    Edition (morning or evening) and the count of characters have no column.

    Raises:
        ReadError: there is no article of Kikuzo in it, or it is larger than 64 MB.
    """
    decoded = _export.text_of(_export.whole(stream, uri), uri)
    yield from decoded.problems
    for position, markup in _export.pieces(decoded.text, _BEGIN, uri):
        draft = Draft("kikuzo", str(position), markup.encode(), decoded.encoding)
        yield draft.article() if _take_in(markup, draft) else _export.nothing(position)


def sniff(head: bytes) -> float:
    """Near certain for a page that names the database; 0 for anything else."""
    return 0.95 if b"topic-list" in head and (_MARK in head or b"topic-detail" in head) else 0.0


def _take_in(markup: str, draft: Draft) -> bool:
    """Read one article: a row of facts, a headline, a text; whether there was anything in it."""
    tree = _markup.fragment(markup)
    if tree is None:
        return False
    facts = [
        pure.one_line("".join(str(part) for part in node.itertext())) or "" for node in _of(tree, "td", "topic-list")
    ]
    if found := next(filter(None, (_DAY.search(fact) for fact in facts)), None):
        draft.time("published", f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}")
    if len(facts) >= 5:
        draft.put("section", facts[3])
        draft.put("page", facts[4].lstrip("0"))
    draft.put("publisher", "朝日新聞")
    draft.speak("ja")
    draft.put("headline", *("".join(str(part) for part in node.itertext()) for node in _of(tree, "span", "font002")))
    story: list[str] = []
    for node in _of(tree, "div", "detail"):
        for block in _markup.paragraphs(node, as_lines=True):
            story += [line.strip() for line in block.split("\n") if line.strip()]
    shown = next((n for n, line in enumerate(story) if line.startswith("【写真説明】")), len(story))
    if story and (sent := _datelines.japanese_sender(story[0])):
        draft.put("dateline_place", sent.place)
        draft.put("byline", sent.byline)
        draft.put("agency", sent.agency)
        draft.credit(sent.names, "person")
    draft.tell(_export.without_signature(story[:shown], draft))
    for line in story[shown:]:
        picture = _credits.split_japanese(line.removeprefix("【写真説明】"))
        draft.caption(picture.text, picture.credit)
    return bool(draft.get("headline") or draft.paragraphs)


def _of(tree: etree._Element, tag: str, name: str) -> list[etree._Element]:
    return [node for node in tree.iter(tag) if (node.get("class") or "").startswith(name)]
