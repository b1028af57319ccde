"""Web pages: the article of a page, from its structured markup and its text. Nothing is fetched, no script is run."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterator, Set
from datetime import datetime
from typing import BinaryIO, NamedTuple, cast

from lxml import etree

from corpus import text as pure
from corpus.errors import ReadError
from corpus.readers import _bylines, _credits, _dates, _decode, _figures, _furniture, _html_body, _story, _structured
from corpus.readers._agencies import is_agency
from corpus.readers._datelines import dateline_of
from corpus.readers._layout import Line
from corpus.record import Article, Author, Caption, Moment, Problem, Subject

_LARGEST = 20 << 20  # bytes of a page; the largest page of a newspaper that was measured had 4.6 MB
_DEEPEST = 2_000
# Characters. Below this, what was found on a page is seldom its article; tuned on 255 pages of 220 newspapers.
_TOO_SHORT = 250
_DECLARED = re.compile(rb"<meta[^<>]{0,200}?charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([a-z0-9_:.-]{2,40})")
_XML_DECLARED = re.compile(rb"^\s{0,20}<\?xml[^<>]{0,100}?encoding\s{0,5}=\s{0,5}[\"']([A-Za-z0-9_:.-]{2,40})")
_PAGE = re.compile(rb"<(?:!doctype\s{1,5}html|html|head|body)\b", re.IGNORECASE)
_PIECES = re.compile(rb"<(?:p|div|h1|h2|title|meta|article|section|table|span|br)\b[^<>]{0,500}>", re.IGNORECASE)
_COUNT = etree.XPath("count(//*)")
_CONTROL = bytes(n for n in range(32) if n not in b"\t\n\r")
_DOMAIN = re.compile(r"(?:www\.)?[\w-]{2,40}\.[a-z]{2,10}", re.IGNORECASE)
# What parts a headline from the name of its site behind it, or from a kicker before it.
_SITE = re.compile(r"\s*[|–—•·»ᅵ-]\s*\S")
_KICKER = re.compile(r"\S\s*[|–—•·»-]\s*$")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


def read(stream: BinaryIO, uri: str) -> Iterator[Article | Problem]:
    """Yield the article of a page; a problem where it has neither a text nor a headline.

    Structured markup (JSON-LD, microdata, OpenGraph, meta tags) goes before what is printed on the page for everything
    but the body and the captions.

    Raises:
        ReadError: it is no HTML, or larger than 20 MB, or elements are nested deeper than any page has them.
    """
    data = stream.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise ReadError(uri, f"a page larger than {_LARGEST >> 20} MB")
    decoded = _decode.decode(data, uri, declared=_declared(data[:4096]))
    tree = _parse(decoded.text, uri)
    if tree is None:
        yield Problem(code="no-text", severity="error", message="there is no HTML in it", item="1")
        return
    meta = _structured.structured(tree)
    _empty(tree)
    problems = list(decoded.problems)
    titles = _titles(tree, meta)
    headline = _headline(titles)
    publisher = next((name for name in meta.publisher if not name.startswith("http")), None)
    places = _figures.Places(tree)
    captions = _captions(tree, places, meta)
    deck = _figures.deck(tree, headline, places)
    worded = {pure.fold(text) for text in (*titles.stated, *titles.shared, *titles.printed)}
    texts, above = _body(tree, meta, worded)
    deck = deck or _deck(above, meta)
    if deck and not _story.is_told(deck):
        deck = None
    lines = [Line(n, text, after_blank=True) for n, text in enumerate(texts, 1)]
    authors, byline, agency = _authors(_figures.byline(tree, places), meta, publisher)
    authors, byline = _signed(lines, authors, byline)
    story = _story.sort_out(
        lines, is_signed=bool(authors), writers=tuple(a.name for a in authors if a.kind == "person")
    )
    paragraphs = _own_paragraphs(
        list(story.paragraphs), [*titles.stated, *titles.shared, *titles.printed, *([deck] if deck else [])]
    )
    body, repairs = _decode.mend(pure.clean("\n\n".join(paragraphs)))
    body = pure.clean(body)
    problems += repairs
    if not body and not headline:
        yield Problem(code="no-text", severity="error", message="neither a headline nor a text was found", item="1")
        return
    if not body:
        problems.append(Problem(code="empty-body", severity="warning", message="no text was found on the page"))
    dateline = dateline_of(body[:400].split("\n", 1)[0])
    published = _published(tree, decoded.text, meta, problems)
    modified = _instant(meta.modified)
    if published and modified and published.precision == "instant" and modified < published.at:
        said = f"modified {modified.isoformat()} before it was published {published.at.isoformat()}"
        problems.append(Problem(code="modified-before-published", severity="note", message=said))
    if story.left_out:
        named = ", ".join(repr(line.text[:60]) for line in story.left_out[:25])
        said = f"no part of the article: {len(story.left_out)} lines: {named}"
        problems.append(Problem(code="furniture-left-out", severity="note", message=pure.one_line(said) or ""))
    language = next((tag for x in meta.language if (tag := x.replace("_", "-")) and _LANGUAGE.fullmatch(x)), None)
    described = next((x for x in meta.description if x != deck and x != headline), None)
    yield Article(
        source_item="1",
        source_format="html",
        source_sha256=hashlib.sha256(data).hexdigest(),
        source_encoding=decoded.encoding,
        body=body,
        url=next(iter(meta.url), None),
        headline=headline,
        deck=deck,
        byline=byline,
        agency=agency or (dateline.agency if dateline else None),
        publisher=publisher,
        dateline_place=dateline.place if dateline else None,
        published=published,
        modified_at=modified,
        language=language,
        language_origin="declared" if language else "none",
        section=next(iter(meta.section), None),
        rights=story.rights,
        editor_note="\n".join(story.notes) or None,
        correction=story.correction or next(iter(meta.correction), None),
        summary=described,
        is_truncated=any(_story.is_cut_off(line.text) for line in story.left_out) or _is_short_of(meta, body),
        authors=authors,
        captions=_credits.tidy((*captions, *story.captions)),
        subjects=tuple(Subject(name=word) for word in _keywords(meta)),
        problems=tuple(Problem(code=p.code, severity=p.severity, message=p.message, item="1") for p in problems),
    )


def sniff(head: bytes) -> float:
    """High for a document that begins as HTML, middling for pieces of it; 0 for XML and everything else."""
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        head = head.decode("utf-16", errors="ignore").encode("utf-8", errors="ignore")
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    while start.startswith(b"<!--"):
        _, _, start = start.partition(b"-->")
        start = start.lstrip()
    if start.startswith(b"<?xml"):
        start = start.partition(b"?>")[2].lstrip()
    if not start.startswith(b"<"):
        return 0.0
    if _PAGE.match(start):
        return 0.9
    root = re.match(rb"<([A-Za-z][\w:.-]{0,40})", start)
    if not root or b":" in root[1] or head.lstrip().startswith(b"<?xml"):
        return 0.0
    return 0.6 if len(_PIECES.findall(head[:16_384])) >= 3 else 0.0


def _declared(head: bytes) -> str | None:
    """The encoding that the first bytes of a page name."""
    found = _XML_DECLARED.match(head[:400]) or _DECLARED.search(head.lower())
    return head[found.start(1) : found.end(1)].decode("ascii") if found else None


def _parse(text: str, uri: str) -> etree._Element | None:
    """The tree of a page; None where nothing is there to parse."""
    for mark in ("\ufffe", "\uffff"):
        text = text.replace(mark, "")
    data = text.encode("utf-8", errors="replace").translate(None, _CONTROL)
    if not data or data.isspace():
        return None
    # Not lxml.html: its elements are made by a call into Python each, which cost as much as all that is asked of them.
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False
    )
    try:
        tree = etree.fromstring(data, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    if tree is None:
        return None
    # libxml2 from 2.14 on stops at 2,048 elements within elements and gives what it had: half a page would pass for a
    # whole one. An older one goes on, and every look upward from an element would take the square of the depth.
    is_cut = any(entry.type == 114 for entry in parser.error_log)  # XML_ERR_RESOURCE_LIMIT; lxml 6.0 has no name for it
    if is_cut or (cast("float", _COUNT(tree)) > _DEEPEST and _is_deeper(tree, _DEEPEST)):
        raise ReadError(uri, "elements are nested deeper than in any page of a newspaper")
    return tree


def _empty(tree: etree._Element) -> None:
    """Take out what is a text nowhere, and would be taken for a caption: scripts, and what is in drawings."""
    etree.strip_elements(tree, "script", "style", with_tail=False)
    for drawing in tree.iter("svg"):  # it stays, because it parts the words around it
        drawing.text = None
        del drawing[:]


def _is_deeper(tree: etree._Element, limit: int) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > limit:
            return True
    return False


# ------------------------------------------------------------------ headline, names, times


class _Titles(NamedTuple):
    """What may be the headline, without the site's name: as stated of the article, as given to networks, as printed."""

    stated: list[str]
    shared: list[str]
    printed: list[str]


def _titles(tree: etree._Element, meta: _structured.Structured) -> _Titles:
    title = next((text for node in tree.iter("title") if (text := _structured.text_of(node))), None)
    heads = [text for node in tree.iter("h1") if (text := _structured.text_of(node)) and len(text) <= 300][:5]
    sites = {pure.fold(name) for name in meta.publisher if name}
    given = (meta.headline, [*meta.share_title, *([title] if title else [])], heads)
    return _Titles(*([_without_site(text, sites) for text in texts] for texts in given))


def _headline(titles: _Titles) -> str | None:
    stated, shared, printed = titles
    chosen = next(iter((*stated, *shared, *printed)), None)
    if chosen is None:
        return None
    if any(pure.fold(text) == pure.fold(head) for text in stated[1:] for head in printed):
        # Two headlines are stated, one of which is printed: the other one is for search engines.
        chosen = next(text for text in stated if any(pure.fold(text) == pure.fold(head) for head in printed))
    words = pure.fold(chosen.rstrip("….")).split()
    for head in [*printed, *shared]:  # without a site's name or a kicker that stands in one line with it
        other = pure.fold(head).split()
        if len(head) < 8 or len(other) >= len(words):
            continue
        if head in printed and words[: len(other)] == other and _SITE.match(chosen[len(head) :]):
            return head
        if head in shared and words[-len(other) :] == other and _KICKER.search(chosen[: -len(head)]):
            return head
    for head in [*printed, *shared]:  # as printed where the words are the same; whole where it was cut
        other = pure.fold(head).split()
        if other == words or (other[: len(words)] == words and (chosen.endswith(("…", "...")) or len(chosen) >= 100)):
            return head
    return chosen


def _without_site(text: str, sites: set[str]) -> str:
    for mark in (" | ", " - ", " – ", " — ", " :: ", " • ", " · ", " » "):
        head, found, site = text.rpartition(mark)
        if found and len(head) >= 8:
            folded = pure.fold(site)
            if folded and (
                folded in sites
                or any(folded in name or name in folded for name in sites)
                or _furniture.publisher_of(site)
            ):
                return _without_site(head.strip(), sites)
    return text


def _authors(
    printed: str | None, meta: _structured.Structured, publisher: str | None
) -> tuple[tuple[Author, ...], str | None, str | None]:
    """The credits by the page's markup, else by its byline as printed; the byline; the agency among them."""
    house = {pure.fold(name) for name in [*meta.publisher, publisher or ""] if name}
    authors: list[Author] = []
    agency: str | None = None
    for name, is_org in meta.authors:
        for author in _named(name, is_org=is_org, house=house):
            if author.name.casefold() not in {a.name.casefold() for a in authors}:
                authors.append(author)
    if printed and not any(a.kind in {"person", "agency"} for a in authors):
        # The markup often names the house where the page names the writer.
        shown = [a for a in _bylines.parse(printed).authors if not _is_of_house(a.name, house)]
        if not authors or any(a.kind == "person" for a in shown):
            authors = shown
    if any(a.kind == "person" for a in authors):
        authors = [a for a in authors if pure.fold(a.name) not in house]
    agency = next((a.name for a in authors if a.kind == "agency"), None)
    if printed is None and len(meta.authors) == 1:
        printed = meta.authors[0][0]
    return tuple(authors), printed, agency


def _is_of_house(name: str, house: Set[str]) -> bool:
    """Whether a name is that of the publisher, or begins with it ("Gazette Online"); `house`: its names, folded."""
    folded = pure.fold(name)
    words = folded.split()
    return folded in house or (len(words) == 2 and any(words[0] == own.split()[0] for own in house if own))


def _signed(
    lines: list[Line], authors: tuple[Author, ...], byline: str | None
) -> tuple[tuple[Author, ...], str | None]:
    """The credits with a name that stands alone above or below the story, which is taken out, where nobody is named."""
    if len(lines) < 3 or any(a.kind == "person" for a in authors):
        return authors, byline
    for at in (0, len(lines) - 1):
        text = lines[at].text
        if len(text.split()) <= 5 and text[:1] < "\u2e7f" and _bylines.is_name_alone(_bylines.strip_lead(text) or text):
            del lines[at]
            agencies = tuple(a for a in authors if a.kind == "agency")
            return (*_bylines.parse(text).authors, *agencies), text
    return authors, byline


def _named(name: str, *, is_org: bool, house: set[str]) -> list[Author]:
    if is_agency(name):
        return [Author(name=name, kind="agency")]
    if is_org or _is_of_house(name, house) or _DOMAIN.fullmatch(name):
        return [Author(name=name, kind="desk")]
    return list(_bylines.from_names([name]).authors)


def _published(tree: etree._Element, page: str, meta: _structured.Structured, problems: list[Problem]) -> Moment | None:
    refused = []
    for text in meta.published:
        try:
            return _dates.moment(text)
        except (ValueError, OverflowError) as error:
            refused.append(f"{text[:80]!r}: {error}")
    for node in tree.iter("time"):
        for printed in (node.get("datetime"), _structured.text_of(node)):
            try:
                return _dates.moment(printed or "")
            except (ValueError, OverflowError):
                continue
    if refused:
        problems.append(Problem(code="date-unread", severity="warning", message=refused[0]))
    return _guessed_day(page)


def _guessed_day(page: str) -> Moment | None:
    """The day that htmldate finds in the page's text, where no markup says one."""
    import htmldate  # here for its weight: few pages need it

    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    try:
        day = htmldate.find_date(page.replace("\0", ""), extensive_search=False, original_date=True)
        return _dates.moment(day) if day else None
    except (ValueError, TypeError, AttributeError, OverflowError, etree.LxmlError):
        return None  # it fails on odd markup in ways that it does not name; then the page has no date


def _instant(texts: list[str]) -> datetime | None:
    for text in texts:
        try:
            moment = _dates.moment(text)
        except (ValueError, OverflowError):
            continue
        if moment.precision == "instant":
            return moment.at
    return None


def _is_short_of(meta: _structured.Structured, body: str) -> bool:
    """Whether a text is far shorter than the page says that it is. Pages count a caption or a headline with it."""
    stated = next((int(count) for count in meta.word_count if count.isdecimal() and len(count) < 7), 0)
    words = pure.count_words(body)
    is_spaced = len(body) < 15 * words  # words are counted otherwise where no blanks part them
    return is_spaced and stated - words >= 100 and words < 0.6 * stated


def _keywords(meta: _structured.Structured) -> list[str]:
    words: dict[str, str] = {}
    for text in meta.keywords[:100]:
        for word in re.split(r"\s*[,;]\s*", text) if "," in text or ";" in text else [text]:
            if word.strip() and len(word) <= 100:
                words.setdefault(word.strip().casefold(), word.strip())
    return list(words.values())


# ------------------------------------------------------------------ captions and body


def _captions(tree: etree._Element, places: _figures.Places, meta: _structured.Structured) -> list[Caption]:
    """The captions of the page's pictures; those that only the markup has where the page shows none."""
    captions = _figures.take_captions(tree, places)
    if not captions:
        captions = [Caption(text=text, credit=credit) for text, credit in meta.captions[:1]]
    unique: dict[str, Caption] = {}
    for caption in captions:
        known = unique.get(caption.text)
        unique[caption.text] = caption if known is None or known.credit is None else known
    return list(unique.values())


def _body(tree: etree._Element, meta: _structured.Structured, titles: Set[str]) -> tuple[list[str], list[str]]:
    """The paragraphs of the page's main text, in order, and the texts between headline and story.

    Where the page shows too little, the paragraphs are what its markup repeats.
    """
    found = _html_body.main_text(tree, titles)
    text = "\n".join(block.text for block in found.blocks)
    longest = max(meta.text, key=len, default="")
    # Behind a wall the page may hold the whole text for search engines only; some hold it there twice.
    if len(longest) >= max(_TOO_SHORT, 1.5 * len(text)) and longest.count(longest[:60]) == 1:
        text = longest
    if len(text) < _TOO_SHORT:
        text = max((text, *meta.updates), key=len)
    return [line for part in text.split("\n") if (line := part.strip())], found.above


def _deck(above: list[str], meta: _structured.Structured) -> str | None:
    """The deck among the texts between headline and story: what describes the story, or else the only one."""
    decks = [text for text in above if 5 <= len(text.split()) <= 80]
    described = {pure.fold(text)[:60] for text in (*meta.deck, *meta.description)}
    said = next((text for text in decks if pure.fold(text)[:60] in described), None)
    return said or (decks[0] if len(above) == len(decks) == 1 else None)


def _own_paragraphs(paragraphs: list[str], elsewhere: list[str]) -> list[str]:
    """The paragraphs without those that say again what stands in another field."""
    shown = {pure.fold(text) for text in elsewhere}
    longest = 1.2 * max(map(len, elsewhere), default=0) + 20  # of what can be the same but for its marks

    def is_shown(text: str) -> bool:
        return len(text) <= longest and _html_body.is_one_of(shown, text)

    while paragraphs and is_shown(paragraphs[0]):
        del paragraphs[0]
    return [p for p in paragraphs if len(p.split()) < 5 or not is_shown(p)]
