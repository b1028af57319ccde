"""METS with ALTO: an issue of a digitised newspaper. METS says what its articles are, ALTO holds the words of a page.

By METS 1.12 (structMap, fileSec, structLink) and MODS 3; the divisions' types as in ENMAP, the profile of Europeana.
"""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from lxml import etree

from corpus.errors import ReadError
from corpus.readers import _languages, _pages, _xml
from corpus.readers._draft import Draft
from corpus.record import Article, Beside, Problem
from corpus.text import fold, one_line

_NAMESPACE = "http://www.loc.gov/METS/"
_HELD = 12  # pages that are held at once: an article seldom runs over more
_ARTICLES = frozenset({"ARTICLE", "NEWS", "EDITORIAL", "LETTER", "OBITUARY", "REVIEW", "INTERVIEW"})
_PAGES = frozenset({"PAGE", "TITLE_PAGE", "CONTENT_PAGE", "NP:PAGE", "COVER", "BLANK_PAGE"})
_ISSUES = frozenset({"ISSUE", "VOLUME", "NEWSPAPER", "NP:ISSUE", "PHYSSEQUENCE", "DAY"})
# The parts of an article that are not its text.
_HEADS = {"TITLE": "headline", "HEADLINE": "headline", "SUBHEADLINE": "deck", "SUBTITLE": "deck", "OVERLINE": "kicker"}
_BYLINES = frozenset({"AUTHOR", "BYLINE"})
_CAPTIONS = frozenset({"CAPTION", "LEGEND"})
_PICTURES = frozenset({"IMAGE", "ILLUSTRATION", "GRAPHIC", "PICTURE", "ADVERTISEMENT"})
_ISO_DAY = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)-(\d\d)-(\d\d)(?!\d)")
_WEB = ("https://", "http://")
_BINARY = re.compile(r"\.(?:tiff?|jpe?g|jp2|png|gif|pdf)$", re.IGNORECASE)


@dataclass(slots=True)
class _Area:
    """Where a piece of text stands: a file of the issue and the first and last element there, None for all of it."""

    file: str
    begin: str | None
    end: str | None


@dataclass(slots=True)
class _Issue:
    """What a METS file says of the whole issue."""

    root: etree._Element
    descriptions: dict[str, etree._Element]
    locations: dict[str, str]  # of files, by their ids
    page_numbers: dict[str, str]  # by the ids of the files that show the page
    links: dict[str, list[etree._Element]]  # physical divisions, by the ids of logical ones
    pages: _Shelf
    about: list[etree._Element] = field(default_factory=list)  # the descriptions of the issue, its own first


def read(stream: BinaryIO, uri: str, *, beside: Beside | None = None) -> Iterator[Article | Problem]:
    """Yield one article per article of the issue, in the order of its logical structure; else one per page.

    `source_item` is the id of the article's description (`DMDID`), else of its division. Paragraphs go on over columns
    and pages, words broken at the end of a line are whole. What is recognised as a title, caption, author or
    advertisement is not in the body. `published` is a day. `url` is the issue's, where the article has none.

    Raises:
        ReadError: no XML, no METS, or no division in it.
    """
    document = _xml.parse(stream.read(_xml.LARGEST + 1), uri)
    if _xml.local(document.root) != "mets":
        raise ReadError(uri, f"<{_xml.local(document.root)}> where a <mets> was expected", code="no-article")
    issue = _issue(document.root, _Shelf(beside))
    yield from document.problems
    divisions = list(_articles(document.root)) or list(_physical(document.root))
    if not divisions:
        raise ReadError(uri, "a METS file without articles and without pages", code="no-article")
    yield from issue.pages.problems(issue.locations)
    names = [_name_of(division) for division in divisions]
    for position, (division, name) in enumerate(zip(divisions, names, strict=True), 1):
        item = name if name and names.count(name) == 1 else str(position)
        data = etree.tostring(division)
        draft = Draft("mets", item, data, document.encoding)
        _fill(draft, issue, division)
        draft.sha256 = hashlib.sha256(data + "\n".join(draft.paragraphs).encode()).hexdigest()
        yield draft.article()
    if left := _outside(document.root, divisions):
        said = ", ".join(f"{count} of type {kind}" for kind, count in sorted(left.items()))
        yield Problem(code="outside-articles", severity="note", message=f"text in no article is left out: {said}")


def sniff(head: bytes) -> float:
    """How surely an input that begins with `head` is a METS file of something printed, from 0 to 1."""
    if b"mets" not in head[:2_000].lower():
        return 0.0
    return 0.9 if _xml.root_of(head[:8_000]) == ("mets", _NAMESPACE) else 0.0


# ------------------------------------------------------------------ the issue


class _Shelf:
    """The pages beside a METS file, read when they are needed; only a few are held."""

    def __init__(self, beside: Beside | None) -> None:
        self._beside = beside
        self._names = list(beside.names()) if beside else []
        self._held: OrderedDict[str, dict[str | None, _pages.Page]] = OrderedDict()
        self._said: dict[str, str] = {}

    def find(self, href: str) -> str | None:
        """The file beside that holds the page at this location."""
        return _pages.resolve(href, self._names)

    def problems(self, locations: dict[str, str]) -> Iterator[Problem]:
        """What is to be said before any article: which pages are not there."""
        texts = {href for href in locations.values() if not _BINARY.search(href)}
        missing = sorted(href for href in texts if self.find(href) is None)
        if missing:
            names = ", ".join(missing[:5]) + (", …" if len(missing) > 5 else "")
            said = f"{len(missing)} of {len(texts)} files of text are not beside the METS file: {names}"
            yield Problem(code="pages-missing", severity="warning", message=said)

    def page(self, href: str, place: str | None) -> _pages.Page | None:
        """The page at a location that has an element with this id, or its first; None where there is none."""
        name = self.find(href)
        if name is None or self._beside is None:
            return None
        if name not in self._held:
            self._held[name] = self._read(name)
            while len(self._held) > _HELD:
                self._held.popitem(last=False)
        self._held.move_to_end(name)
        found = list(self._held[name].values())
        return next((page for page in found if place in page.places), found[0] if found else None)

    def trouble(self, href: str) -> str | None:
        """Why a page could not be read to its end; None where it could."""
        name = self.find(href)
        return self._said.get(name) if name else None

    def _read(self, name: str) -> dict[str | None, _pages.Page]:
        stream = self._beside.open(name) if self._beside else None
        if stream is None:
            return {}
        found: dict[str | None, _pages.Page] = {}
        with stream:
            try:
                for page in _pages.pages(stream, name, _xml.Streamed()):
                    found[page.id] = page
            except ReadError as error:
                self._said[name] = error.why
        return found


def _issue(root: etree._Element, shelf: _Shelf) -> _Issue:
    described = {}
    for section in _xml.children(root, "dmdSec"):
        if (name := _xml.attribute(section, "ID")) and (mods := next(_xml.below(section, "mods"), None)) is not None:
            described[name] = mods
    locations = {}
    for file in _xml.below(_xml.first(root, "fileSec"), "file"):
        if (name := _xml.attribute(file, "ID")) and (href := _xml.attribute(_xml.first(file, "FLocat"), "href")):
            locations[name] = href
    numbers: dict[str, str] = {}
    by_id: dict[str, etree._Element] = {}
    for structure in _xml.children(root, "structMap"):
        for division in _xml.below(structure, "div"):
            if name := _xml.attribute(division, "ID"):
                by_id[name] = division
            label = _xml.attribute(division, "ORDERLABEL", "LABEL", "ORDER")
            if _type(division) in _PAGES and label:
                for area in _areas(division):
                    numbers.setdefault(area.file, label)
    issue = _Issue(root, described, locations, numbers, _links(root, by_id), shelf)
    for structure in _structures(root, "LOGICAL") + _structures(root, "PHYSICAL"):
        for division in reversed([node for node in structure.iter(etree.Element) if _type(node) in _ISSUES]):
            issue.about += [d for d in _described(issue, division) if d not in issue.about]
    if not issue.about:  # of what no division is described by, the issue is
        named = {name for node in _xml.below(root, "div") for name in (node.get("DMDID") or "").split()}
        issue.about = [mods for name, mods in described.items() if name not in named]
    return issue


def _links(root: etree._Element, by_id: dict[str, etree._Element]) -> dict[str, list[etree._Element]]:
    """Which physical divisions a logical one is linked to, by simple links or by groups of locators and arcs."""
    links: dict[str, list[etree._Element]] = {}

    def link(start: str | None, end: str | None) -> None:
        physical = by_id.get((end or "").lstrip("#"))
        if start and physical is not None:
            links.setdefault(start.lstrip("#"), []).append(physical)

    for node in _xml.below(_xml.first(root, "structLink"), "smLink"):
        link(_xml.attribute(node, "from"), _xml.attribute(node, "to"))
    for group in _xml.below(_xml.first(root, "structLink"), "smLinkGrp"):
        at: dict[str, list[str]] = {}
        for locator in _xml.children(group, "smLocatorLink"):
            at.setdefault(_xml.attribute(locator, "label") or "", []).append(_xml.attribute(locator, "href") or "")
        for arc in _xml.children(group, "smArcLink"):
            for start in at.get(_xml.attribute(arc, "from") or "", []):
                for end in at.get(_xml.attribute(arc, "to") or "", []):
                    link(start, end)
    return links


def _structures(root: etree._Element, kind: str) -> list[etree._Element]:
    return [s for s in _xml.children(root, "structMap") if (s.get("TYPE") or "").upper() == kind]


def _type(division: etree._Element) -> str:
    return (division.get("TYPE") or "").upper() if _xml.local(division) == "div" else ""


def _articles(root: etree._Element) -> Iterator[etree._Element]:
    for structure in _structures(root, "LOGICAL") or list(_xml.children(root, "structMap")):
        yield from (node for node in structure.iter(etree.Element) if _type(node) in _ARTICLES)


def _physical(root: etree._Element) -> Iterator[etree._Element]:
    for structure in _structures(root, "PHYSICAL") or list(_xml.children(root, "structMap")):
        yield from (node for node in structure.iter(etree.Element) if _type(node) in _PAGES)


def _name_of(division: etree._Element) -> str | None:
    names = (division.get("DMDID") or "").split()
    return names[0] if names and _type(division) in _ARTICLES else _xml.attribute(division, "ID")


def _described(issue: _Issue, division: etree._Element) -> list[etree._Element]:
    names = (division.get("DMDID") or "").split()
    return [issue.descriptions[name] for name in names if name in issue.descriptions]


def _outside(root: etree._Element, divisions: list[etree._Element]) -> dict[str, int]:
    """How many pieces of text of the logical structure are in no article, by the type of the division around them."""
    within = set(divisions)
    counts: dict[str, int] = {}
    if not divisions or _type(divisions[0]) not in _ARTICLES:
        return counts
    for structure in _structures(root, "LOGICAL"):
        for pointer in _xml.below(structure, "fptr"):
            around = [node for node in pointer.iterancestors() if _xml.local(node) == "div"]
            if within.isdisjoint(around):
                kind = next((t for node in around if (t := _type(node)) not in {"TEXT", "PARAGRAPH", "TITLE", ""}), "")
                counts[kind or "none"] = counts.get(kind or "none", 0) + 1
    return counts


# ------------------------------------------------------------------ an article


def _fill(draft: Draft, issue: _Issue, division: etree._Element) -> None:
    own = _described(issue, division) if _type(division) in _ARTICLES else []
    _describe(draft, issue, division, own)
    units: list[list[_pages.Stretch]] = []
    heads: dict[str, list[_pages.Stretch]] = {}
    numbers: list[str] = []
    missing = uncut = 0
    for role, areas in _units(issue, division):
        stretches = []
        for area in areas:
            href = issue.locations.get(area.file)
            if href is None or _BINARY.search(href):
                continue
            if (number := issue.page_numbers.get(area.file)) and number not in numbers:
                numbers.append(number)
            page = issue.pages.page(href, area.begin)
            if trouble := issue.pages.trouble(href):
                draft.say("broken-xml", "warning", f"{href}: {trouble}")
            elif page is None:
                missing += 1
            if page is None:
                continue
            if _type(division) in _ARTICLES and area.begin in {None, page.id}:
                uncut += 1
                continue
            if (stretch := page.stretch(area.begin, area.end)) is None:
                draft.say("text-not-found", "warning", f"{href} has no element {area.begin!r}")
            else:
                stretches.append(stretch)
        if role == "body" and any(stretch.is_in_blocks for stretch in stretches):
            units += [[block] for stretch in stretches for block in stretch.blocks()]
        elif role == "body":
            units.append(stretches)
        elif stretches:
            heads.setdefault(role, []).extend(stretches)
    draft.put("page", ", ".join(numbers))
    if missing:
        draft.say("pages-missing", "warning", f"{missing} parts of the text are on pages that are not there")
        draft.is_truncated = any(units)
    if uncut:
        draft.say("page-not-cut", "warning", "the issue says on which page the article stands, and not where on it")
    for name in ("headline", "deck", "kicker"):
        line = " ".join(_pages.paragraphs([heads.get(name, [])]))
        if fold(line) not in {fold(draft.get(known) or "") for known in ("headline", "deck")}:
            draft.put(name, line)
    if "byline" in heads:
        draft.sign(" ".join(_pages.paragraphs([heads["byline"]])))
    for caption in heads.get("caption", []):
        draft.caption(" ".join(_pages.paragraphs([[caption]])))
    paragraphs = _pages.paragraphs(units)
    if paragraphs and fold(paragraphs[0]) == fold(draft.get("headline") or ""):
        del paragraphs[0]
    draft.tell(paragraphs)
    if sure := _pages.confidence(stretch for unit in units for stretch in unit):
        mean, count = sure
        draft.say("ocr-confidence", "note", f"recognised with a mean confidence of {mean:.2f}, over {count} words")
    for unit in units:
        for stretch in unit:
            draft.speak(*(_languages.tag_of(language) for language in stretch.page.languages[:1]))


def _describe(draft: Draft, issue: _Issue, division: etree._Element, own: list[etree._Element]) -> None:
    """What MODS says of the article, and what it says of the issue."""
    issue_id = _xml.attribute(issue.root, "OBJID")
    name = _name_of(division)
    if issue_id and name:
        draft.put("guid", f"{issue_id}#{name}")
    for mods in own:
        titles = [t for node in _xml.children(mods, "titleInfo") if (t := _title(node))]
        if titles:
            draft.put("headline", titles[0][0])
            draft.put("deck", " ".join(part for part in (titles[0][1], *(title for title, _ in titles[1:])) if part))
        for person in _xml.children(mods, "name"):
            if name := _person(person):
                draft.credit([name])
    # An issue in two languages does not say which one an article is in.
    for terms in [_xml.every(mods, "language/languageTerm") for mods in (*own, *issue.about)]:
        tags = {tag for term in terms if (tag := _languages.tag_of(term.text or ""))}
        if draft.language is None and len(tags) == 1:
            draft.speak(*tags)
    around = [node for node in division.iterancestors() if _type(node) == "SECTION"]
    for section in around:
        titles = [t for d in _described(issue, section) for n in _xml.children(d, "titleInfo") if (t := _title(n))]
        draft.put("section", _xml.attribute(section, "LABEL"), *(title for title, _ in titles[:1]))
    for mods in issue.about:
        titles = [t for node in _xml.children(mods, "titleInfo") if (t := _title(node))]
        draft.put("publisher", *(title for title, _ in titles[:1]))
        origin = _xml.first(mods, "originInfo")
        draft.put("publisher_place", *(_xml.text(t) for t in _xml.every(mods, "originInfo/place/placeTerm")))
        if origin is not None:
            dates = _xml.every(mods, "originInfo/dateIssued")
            draft.time("published", *(_xml.text(node) for node in dates), order="dmy")
        draft.put("usage_terms", _xml.text(mods, "accessCondition"))
    label = _xml.attribute(issue.root, "LABEL") or ""
    draft.put("publisher", _ISO_DAY.sub("", label).strip(" _-.,"))
    if draft.published is None and (day := _ISO_DAY.search(label)):
        draft.time("published", day[0])
    for mods in own:
        draft.put("url", *_addresses(mods))
    draft.put("url", *(a for a in [issue_id] if a and a.startswith(_WEB)))
    for mods in issue.about:
        draft.put("url", *_addresses(mods))


def _addresses(mods: etree._Element) -> list[str]:
    texts = (_xml.text(node) for node in [*_xml.children(mods, "identifier"), *_xml.every(mods, "location/url")])
    return [text for text in texts if text and text.startswith(_WEB)]


def _title(node: etree._Element) -> tuple[str, str | None] | None:
    """The title with the article that sorting leaves out, and the subtitle."""
    title = one_line(" ".join(filter(None, (_xml.text(node, "nonSort"), _xml.text(node, "title")))))
    return (title, _xml.text(node, "subTitle")) if title else None


def _person(node: etree._Element) -> str | None:
    """The name of a MODS `name` that wrote the text; its parts are typed, or one."""
    roles = {(_xml.text(role) or "").lower() for role in _xml.every(node, "role/roleTerm")}
    if roles and not roles & {"aut", "author", "creator", "cre", "journalist"}:
        return None
    parts: dict[str, list[str]] = {}
    for part in _xml.children(node, "namePart"):
        if text := _xml.text(part):
            parts.setdefault(part.get("type") or "", []).append(text)
    return one_line(" ".join(parts.get("", []) or [*parts.get("given", []), *parts.get("family", [])]))


def _units(issue: _Issue, division: etree._Element) -> Iterator[tuple[str, list[_Area]]]:
    """The parts of an article in order: what each is, and where its text stands."""
    linked = issue.links.get(_xml.attribute(division, "ID") or "", [])
    if not any(True for _ in _xml.below(division, "fptr")) and linked:
        for physical in linked:
            yield "body", list(_areas(physical))
        return
    for pointer in _xml.below(division, "fptr"):
        role = "body"
        for node in pointer.iterancestors():
            kind = _type(node)
            if node is division:
                break
            if kind in _ARTICLES or kind in _PICTURES:
                role = "" if role != "caption" or kind in _ARTICLES else role
                break
            if kind in _CAPTIONS:
                role = "caption"
            elif role == "body" and kind in _HEADS:
                role = _HEADS[kind]
            elif role == "body" and kind in _BYLINES:
                role = "byline"
        if role:
            yield role, list(_areas(pointer))


def _areas(node: etree._Element) -> Iterator[_Area]:
    """Where a division or a pointer of it points: areas, or files as a whole. Not what divisions in it point to."""
    pointers: Iterable[etree._Element] = [node] if _xml.local(node) == "fptr" else _xml.children(node, "fptr")
    for pointer in pointers:
        if file := _xml.attribute(pointer, "FILEID"):
            yield _Area(file, None, None)
        for area in _xml.below(pointer, "area"):
            if file := _xml.attribute(area, "FILEID"):
                yield _Area(file, _xml.attribute(area, "BEGIN"), _xml.attribute(area, "END"))
