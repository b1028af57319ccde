"""Pages of digitised newspapers: ALTO's words in their lines, and paragraphs out of them.

By ALTO 2 to 4 (Library of Congress). Only relations of positions count, so that pixels, inches and tenths of a
millimetre are all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from statistics import median
from typing import BinaryIO, NamedTuple

from lxml import etree

from corpus.errors import ReadError
from corpus.readers import _xml
from corpus.text import one_line

SUFFIXES = (".xml", ".alto", ".mets")
"""Endings of files that may be a METS file or an ALTO page; content decides afterwards."""

_HYPHENS = "-¬\xad⸗‐"
# What ends a sentence or stands behind its end.
_ENDS = re.compile(r"[.!?:;…][\"”’»“)\]']*$|[»”]$")


class Word(NamedTuple):
    """A word as recognised. `part` is 1 or 2 for the halves of a word that is broken at the end of a line, else 0.

    `whole` is the word that a first half belongs to, where the page says it. `is_joined`: no blank stands before it.
    `confidence` is from 0 to 1, None where the page has none.
    """

    text: str
    line: int
    part: int
    whole: str | None
    is_joined: bool
    confidence: float | None


class Line(NamedTuple):
    """A line of a text block: the positions of its ends, in the page's unit, and its block's number on the page."""

    block: int
    left: float
    right: float


class Stretch(NamedTuple):
    """Words ``[start, end)`` of a page."""

    page: Page
    start: int
    end: int

    @property
    def is_in_blocks(self) -> bool:
        """Whether it runs over more than one block, as a page does or a group of blocks."""
        lines, words = self.page.lines, self.page.words
        return self.end > self.start and lines[words[self.start].line].block != lines[words[self.end - 1].line].block

    def blocks(self) -> Iterator[Stretch]:
        """Its parts in each block, in order."""
        start = self.start
        for _, words in groupby(self.page.words[self.start : self.end], lambda word: self.page.lines[word.line].block):
            count = len(list(words))
            yield Stretch(self.page, start, start + count)
            start += count


@dataclass(slots=True)
class Page:
    """One page: its words and lines in reading order, as the file has them.

    `places` gives the words ``[start, end)`` that an element stands for, by its id: a word, line, block or page.
    """

    id: str | None = None
    number: str | None = None
    words: list[Word] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    block_starts: list[int] = field(default_factory=list)  # the first line of each block
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    languages: list[str] = field(default_factory=list)

    def height_at(self, line: int) -> int:
        """How many lines the block of this line has."""
        block = self.lines[line].block
        starts = [*self.block_starts[block : block + 2], len(self.lines)]
        return starts[1] - starts[0]

    def stretch(self, begin: str | None, end: str | None = None) -> Stretch | None:
        """The words from one element to another, or of one; all without ids. None where the page has no such id."""
        if not begin:
            return Stretch(self, 0, len(self.words))
        first, last = self.places.get(begin), self.places.get(end or begin)
        return Stretch(self, first[0], max(first[1], last[1])) if first and last else None


# ------------------------------------------------------------------ reading


def pages(stream: BinaryIO, uri: str, streamed: _xml.Streamed) -> Iterator[Page]:
    """The pages of an ALTO file, in order, one held at a time.

    Raises:
        ReadError: the XML is not well-formed from some line on. The page that is cut off is given before.
    """
    page: Page | None = None
    of: etree._Element | None = None
    try:
        for block in _xml.items(stream, uri, frozenset({"TextBlock"}), streamed):
            around = list(block.iterancestors())
            its_page = next((node for node in around if _xml.local(node) == "Page"), None)
            if page is None or its_page is not of:
                if page is not None:
                    yield page
                page, of = _begun(its_page), its_page
            _add(page, block, [node for node in around if _xml.local(node) == "ComposedBlock"])
    except ReadError:
        if page is not None:
            yield page
        raise
    if page is not None:
        yield page


def _begun(node: etree._Element | None) -> Page:
    page = Page(id=_xml.attribute(node, "ID"), number=_xml.attribute(node, "PRINTED_IMG_NR", "PHYSICAL_IMG_NR"))
    if page.id:
        page.places[page.id] = (0, 0)
    return page


def _add(page: Page, block: etree._Element, around: list[etree._Element]) -> None:
    """Add the lines of a text block to its page."""
    first = len(page.words)
    page.block_starts.append(len(page.lines))
    number = len(page.block_starts) - 1
    if language := _xml.attribute(block, "LANG", "language"):
        page.languages.append(language)
    for line in _xml.children(block, "TextLine"):
        line_first = len(page.words)
        has_blanks = next(_xml.children(line, "SP"), None) is not None
        is_joined = False
        for node in _xml.children(line):
            name = _xml.local(node)
            if name == "String":
                _add_word(page, node, is_joined=is_joined)
                is_joined = has_blanks
            elif name == "SP":
                is_joined = False
            elif name == "HYP" and len(page.words) > line_first and not page.words[-1].part:
                page.words[-1] = page.words[-1]._replace(part=1)
        left = _number(line, "HPOS")
        page.lines.append(Line(number, left, left + _number(line, "WIDTH")))
        _place(page, line, line_first)
    _place(page, block, first)
    for node in around:
        _place(page, node, first)
    if page.id:
        page.places[page.id] = (0, len(page.words))


def _add_word(page: Page, node: etree._Element, *, is_joined: bool) -> None:
    text = one_line(node.get("CONTENT"))
    if not text:
        return
    kind = (node.get("SUBS_TYPE") or "").lower()
    part = 1 if kind == "hyppart1" else 2 if kind == "hyppart2" else 0
    confidence = node.get("WC")
    try:
        sure = float(confidence) if confidence else None
    except ValueError:
        sure = None
    if sure is not None and not 0 <= sure <= 1:
        sure = None
    whole = one_line(node.get("SUBS_CONTENT")) if part == 1 else None
    if identifier := node.get("ID"):
        page.places[identifier] = (len(page.words), len(page.words) + 1)
    page.words.append(Word(text, len(page.lines), part, whole, is_joined, sure))


def _place(page: Page, node: etree._Element, first: int) -> None:
    if identifier := node.get("ID"):
        known = page.places.get(identifier)
        page.places[identifier] = (known[0] if known else first, len(page.words))


def _number(node: etree._Element, name: str) -> float:
    try:
        return float(node.get(name) or 0)
    except ValueError:
        return 0.0


# ------------------------------------------------------------------ which file is which page


def resolve(href: str, names: Iterable[str]) -> str | None:
    """The file beside a METS file that a location in it names; None where there is none.

    Locations are paths of the computer that wrote them ("file://./text/0001.xml"): the file's name counts, else its
    name without the ending, whatever the case.
    """
    wanted = re.split(r"[/\\\\]", href.partition("?")[0].rstrip("/"))[-1]
    if not wanted:
        return None
    by_stem: dict[str, str] = {}
    for name in names:
        if name == wanted:
            return name
        if name.lower().endswith(SUFFIXES):
            by_stem.setdefault(_stem(name), name)
    return by_stem.get(_stem(wanted))


def _stem(name: str) -> str:
    return name.rpartition(".")[0].lower() or name.lower()


# ------------------------------------------------------------------ paragraphs


def paragraphs(units: Iterable[Sequence[Stretch]]) -> list[str]:
    """The paragraphs of a text: each unit begins one, unless it goes on in the middle of the sentence before.

    Within a unit, an indented line behind the end of a sentence begins one. So a paragraph that runs over a column or a
    page is one, whether the source gives its parts as one unit or as two.
    """
    found: list[list[Word]] = []
    was_full = False
    for unit in units:
        is_first = True
        for stretch in unit:
            for standing, is_full, words in _runs(stretch):
                if found and found[-1][-1].part == 1 and words[0].part == 2:
                    begins = False  # in the middle of a word
                elif not found or standing == "apart":
                    begins = True
                elif is_first:
                    # A lone line in capitals or with one is a heading rather than the end of a sentence.
                    was_full = was_full and stretch.page.height_at(words[0].line) > 1
                    begins = standing == "indented" or not _goes_on(found[-1], words, was_full=was_full)
                else:
                    begins = standing == "indented" and _ends(found[-1])
                if begins:
                    found.append([])
                found[-1] += words
                is_first, was_full = False, is_full
    return [text for words in found if (text := one_line(joined(words)))]


def joined(words: Sequence[Word]) -> str:
    """The text of words, those whole again that are broken at the end of a line.

    >>> w = Word("", 0, 0, None, False, None)
    >>> joined([w._replace(text="The"), w._replace(text="wa-", part=1), w._replace(text="ter", part=2, line=1)])
    'The water'
    """
    pieces: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        text = word.text
        following = words[at + 1] if at + 1 < len(words) else None
        if word.part == 1 and word.whole:
            text = word.whole
            at += following is not None and following.part == 2
        elif following and following.line != word.line and (word.part == 1 or _is_broken(word, following)):
            half = text.rstrip(_HYPHENS)
            # A hyphen before a capital is the word's own: "Rhine-" and "Main".
            text = f"{half if following.text[:1].islower() else text}{following.text}"
            at += 1
        if pieces and not word.is_joined:
            pieces.append(" ")
        pieces.append(text)
        at += 1
    return "".join(pieces)


def confidence(stretches: Iterable[Stretch]) -> tuple[float, int] | None:
    """The mean confidence of the words that have one, and how many there are; None where none has."""
    known = [w.confidence for s in stretches for w in s.page.words[s.start : s.end] if w.confidence is not None]
    return (sum(known) / len(known), len(known)) if known else None


def _is_broken(word: Word, following: Word) -> bool:
    return len(word.text) > 1 and word.text[-1] in _HYPHENS and following.text[:1].isalpha()


def _runs(stretch: Stretch) -> Iterator[tuple[str, bool, list[Word]]]:
    """The words of a stretch line by line: how the line stands, whether it reaches the other end, its words.

    "apart" is the first line that stands so, and the first that does no more.
    """
    page = stretch.page
    words = page.words[stretch.start : stretch.end]
    was_apart = False
    for line, group in groupby(words, key=lambda word: word.line):
        place, is_full = _standing(page, line)
        is_apart = place == "apart"
        yield "apart" if is_apart != was_apart else "flush" if is_apart else place, is_full, list(group)
        was_apart = is_apart


def _standing(page: Page, line: int) -> tuple[str, bool]:
    """How a line stands in its block, "flush", "indented", or "apart" as headings and signatures do; and if it is full.

    Seen against the lines around it, because pages are scanned askew. First lines were indented by 3 to 6 in a hundred
    of the column in papers of 1858 and 1918, and lines shifted by up to 1 in a hundred.
    """
    block = page.lines[line].block
    first = page.block_starts[block]
    last = page.block_starts[block + 1] if block + 1 < len(page.block_starts) else len(page.lines)
    near = page.lines[max(first, line - 3) : min(last, line + 4)]
    width = max(each.right for each in near) - min(each.left for each in near)
    if width <= 0 or len(near) < 2:
        return "flush", False
    margin = median(each.left for each in near) if len(near) > 2 else min(each.left for each in near)
    indent = (page.lines[line].left - margin) / width
    right = (max(each.right for each in near) - page.lines[line].right) / width
    if indent > 0.15 or (indent > 0.08 and right > 0.08):
        return "apart", False
    return "indented" if indent > 0.02 else "flush", right < 0.03


def _ends(words: list[Word]) -> bool:
    """Whether the text so far ends with a sentence."""
    return not words or _ENDS.search(words[-1].text) is not None


def _goes_on(before: list[Word], words: list[Word], *, was_full: bool) -> bool:
    """Whether a text goes on in the middle of the sentence before it, whose last line was full or not."""
    return not _ends(before) and (was_full or words[0].text[:1].islower() or before[-1].text[-1] in _HYPHENS)
