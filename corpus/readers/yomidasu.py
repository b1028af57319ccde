"""Yomidasu, the database of the Yomiuri Shimbun: the articles of a saved page of results in full."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from corpus import text as pure
from corpus.readers import _credits, _datelines, _export, _markup
from corpus.readers._draft import Draft
from corpus.record import Article, Problem

_BEGIN = re.compile(r"<table\b[^<>]{0,100}\bcontentsTable\b")
_DAY = re.compile(r"(?:19|20)\d\d\.\d\d\.\d\d")
_PAGE = re.compile(r"0*(\d{1,4})頁")
_COUNT = re.compile(r"\d{1,6}[字段]")
_NUMBER = re.compile(r"<input\b[^<>]{0,60}\bobjectId[\"'][^<>]{0,20}\bvalue=[\"']([0-9A-Z]{16,40})[\"']")
_SHOWN = re.compile(r"(?:写真|図|表|地図|グラフ|イラスト|絵)[０-９0-9]{0,2}＝(.{1,400})")  # below a story: "写真＝…"
_NOTE = "〈ＤＢ注〉"  # of the database, at the end: which character it could not print
_MARK = "ヨミダス".encode()


def read(stream: BinaryIO, uri: str) -> Iterator[Article | Problem]:
    """Yield the articles of a page, in its order. The name of the page ("朝Ｗ１") is `section`, its number `page`.

    The one who sent a report from elsewhere is its author; who signs below a story stays in it, for other remarks stand
    there in brackets, too. `guid` is the database's number of the article, where the page lists as many as it has
    articles.

    Raises:
        ReadError: there is no article of Yomidasu in it, or it is larger than 64 MB.
    """
    decoded = _export.text_of(_export.whole(stream, uri), uri)
    yield from decoded.problems
    numbers = _NUMBER.findall(decoded.text)
    is_numbered = len(numbers) == len(_BEGIN.findall(decoded.text))
    for position, markup in _export.pieces(decoded.text, _BEGIN, uri):
        draft = Draft("yomidasu", str(position), markup.encode(), decoded.encoding)
        if is_numbered:
            draft.put("guid", numbers[position - 1])
        yield draft.article() if _take_in(markup, draft) else _export.nothing(position)


def sniff(head: bytes) -> float:
    """Near certain for a page that names the database; 0 for anything else."""
    return 0.95 if _MARK in head and b"yomiuri" in head else 0.0


def _take_in(markup: str, draft: Draft) -> bool:
    """Read one article: a row of facts, a text; whether there was anything in it."""
    tree = _markup.fragment(markup)
    if tree is None:
        return False
    table = next((node for node in tree.iter("table") if node.get("class") == "contentsTable"), None)
    facts = [_line(node) for node in table.iter("th")] if table is not None else []
    days = [n for n, fact in enumerate(facts) if _DAY.fullmatch(fact)]
    if days:
        # Number, day, headline, edition, name of the page; then counts, told by their units.
        at = days[0]
        draft.time("published", facts[at].replace(".", "-"))
        draft.put("headline", *facts[at + 1 : at + 2])
        draft.put(
            "section",
            *(fact for fact in facts[at + 3 : at + 4] if not _PAGE.fullmatch(fact) and not _COUNT.fullmatch(fact)),
        )
        draft.put("page", *(found[1] for fact in facts[at + 2 :] if (found := _PAGE.fullmatch(fact))))
    draft.put("publisher", "読売新聞")
    draft.speak("ja")
    pictures: list[str] = []
    story: list[str] = []
    for node in tree.iter("p"):
        if (node.get("class") or "") == "mb10":
            for block in _markup.paragraphs(node, as_lines=True):
                story += [line.strip() for line in block.split("\n") if line.strip()]
    if _NOTE in story[-6:]:
        at = len(story) - 1 - story[::-1].index(_NOTE)
        below = story[at + 1 :]
        draft.add("editor_note", " ".join(line for line in below if not _SHOWN.fullmatch(line)))
        story[at:] = [line for line in below if _SHOWN.fullmatch(line)]
    while story and (shown := _SHOWN.fullmatch(story[-1])):
        pictures.insert(0, shown[1])
        story.pop()
    if story and (sent := _datelines.japanese_sender(story[0])):
        draft.put("dateline_place", sent.place)
        draft.put("byline", sent.byline)
        draft.put("agency", sent.agency)
        draft.credit(sent.names, "person")
    draft.tell(_export.without_signature(story, draft))
    for picture in map(_credits.split_japanese, pictures):
        draft.caption(picture.text, picture.credit)
    return bool(draft.get("headline") or draft.paragraphs)


def _line(node: etree._Element) -> str:
    return pure.one_line("".join(str(part) for part in node.itertext())) or ""
