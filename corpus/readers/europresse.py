"""Europresse (Eureka, CEDROM-SNi): the documents of a page that is saved or printed from it, in its old and new layout.

Every document begins with the name of its publication and ends with its number; what follows is a certificate for the
library that paid, of which nothing is taken in, not its name and not the day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from corpus import text as pure
from corpus.readers import _credits, _dates, _export, _markup, _story, _wire
from corpus.readers._draft import Draft
from corpus.record import Article, Problem

_BEGIN = re.compile(
    r"<(?:span|div|p)\b[^<>]{0,200}?\bclass\s?=\s?[\"'](?:[^\"'<>]{0,100}\s)?DocPublicationName[\"'\s]", re.IGNORECASE
)
_NUMBER = re.compile(r"\b[a-z]{2,12}·\d{6,8}[A-Za-z]{0,2}·[\w.-]{1,20}·[\w.·-]{1,60}")
_PAGE = re.compile(r",? ?\bp(?:p|gs?|ages?|ág|\.)?\.? ?([A-Z]{0,5}[- ]?\d[^,;]{0,30}|[A-Z]{1,4})$", re.IGNORECASE)
_WORDS = re.compile(
    r",? ?\b\d{1,3}(?:[ .,\u00a0\u202f]?\d{3}){0,2} (?:mots?|words?|palabras?|wörter|parole|palavras?|woorden)\b",
    re.IGNORECASE,
)
_ISSUE = re.compile(r",? (?:no|nº|n°|nos|numéro|number|vol|volume)\.? ?\d[^;]{0,60}$", re.IGNORECASE)
# The old layout has no element for either: the line above the headline, and one below it that a line break ends.
_ABOVE = re.compile(
    r"<br\s?/?>\s{0,9}<br\s?/?>\s{0,9}([^<>]{2,300}?)\s{0,9}<br\s?/?>\s{0,9}(?=<span\b[^<>]{0,100}TitreArticleVisu)",
    re.IGNORECASE,
)
_BELOW = re.compile(r"\s{0,9}(?:<br\s?/?>\s{0,9}){1,3}([^<>]{2,200}?)\s{0,9}<br\s?/?>\s{0,9}(?=<p\b)", re.IGNORECASE)
_TITLE = re.compile(
    r"<span\b[^<>]{0,100}TitreArticleVisu[^<>]{0,100}>(.{0,3000}?)</span>(?=\s{0,9}<br)", re.IGNORECASE | re.DOTALL
)
_ORIGINAL = re.compile(
    r"(?:cet article est paru dans|this article (?:was published|appeared) in) [^.!?]{1,100}$", re.IGNORECASE
)
_CERTIFICATE = re.compile(
    r"(?:ce certificat est émis|this certificate is issued|este certificado (?:es|se)|le présent document est protégé|"
    r"this document is protected|document protected by|date d'émission|issue date|fecha de emisión)\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(illustrations?|notes?|encadrés?|photos?|légendes?|graphiques?|captions?|charts?)(?:\(s\))? ?:\s*", re.IGNORECASE
)
# The header is in the language of the document, not in that of the interface.
_WEEKDAYS = {
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "en": "monday tuesday wednesday thursday friday saturday sunday",
    "de": "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "it": "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
}  # fmt: skip
_SPOKEN = {day: tag for tag, days in _WEEKDAYS.items() for day in days.split()}
_OUT = "x-out"  # no element of any document: what is renamed to it is left out


def read(stream: BinaryIO, uri: str) -> Iterator[Article | Problem]:
    """Yield the documents of a page, in its order; `guid` is the document's number ("news·20010203·AB·1234").

    The line above the headline is the kicker. The language is that of the weekday in the header, which Europresse
    prints in the language of the document.

    Raises:
        ReadError: there is no document of Europresse in it, or it is larger than 64 MB.
    """
    decoded = _export.text_of(_export.whole(stream, uri), uri)
    yield from decoded.problems
    for position, markup in _export.pieces(decoded.text, _BEGIN, uri):
        draft = Draft("europresse", str(position), markup.encode(), decoded.encoding)
        take_in = _read_new if "<section" in markup or "docOcurrContainer" in markup else _read_old
        yield draft.article() if take_in(markup, draft) else _export.nothing(position)


def sniff(head: bytes) -> float:
    """Near certain for a page with the style names of Europresse; 0 for anything else."""
    if b"DocPublicationName" in head and (b"itreArticleVisu" in head or b"DocHeader" in head):
        return 0.95  # above what any page is to the reader of pages
    return 0.95 if b"cedrom-sni.com/schema/" in head and b"<html" in head[:4096].lower() else 0.0


# ------------------------------------------------------------------ the two layouts


def _read_new(markup: str, draft: Draft) -> bool:
    """A document with a header, a section, an aside and a footer; whether there was anything in it."""
    tree = _markup.fragment(markup)
    if tree is None:
        return False
    _identify(tree, markup, draft)
    title = _with_class(tree, "titreArticleVisu")
    headline = _line(title) if title is not None else ""
    draft.put("headline", headline)
    section = next(tree.iter("section"), None)
    body = section if section is not None else _with_class(tree, "DocText")
    blocks = _markup.blocks(body) if body is not None else []
    paragraphs = [block.text for block in blocks if not _ORIGINAL.match(block.text)]
    for block in blocks:
        if _ORIGINAL.match(block.text):
            draft.put("url", next((link.get("href") for link in block.node.iter("a") if link.get("href")), None))
    for aside in tree.iter("aside"):
        _beside(_markup.paragraphs(aside), draft)
    for small in tree.iter("small"):
        draft.put("rights", _line(small))
    for node in list(tree.iter("section", "aside", "footer", "span", "div")):
        names = (node.get("class") or "").split()
        is_known = any(name in {"DocPublicationName", "DocHeader", "DocTitreSousSection"} for name in names)
        if node is body or node.tag in {"aside", "footer"} or is_known:
            node.tag = _OUT
    header = _markup.blocks(tree, drop=frozenset({_OUT}))
    at = next((n for n, block in enumerate(header) if block.text == headline), -1)
    for block in header[:at] if at > 0 else ():
        draft.add("kicker", block.text)
    for block in header[at + 1 :]:
        # What stands with the headline is its deck; behind both stands who wrote it.
        if any("titreArticle" in (node.get("class") or "").split() for node in block.node.iterancestors()):
            draft.put("deck", block.text)
        elif draft.get("byline"):
            draft.put("credit", block.text)  # what the writer is, or from where she writes
        else:
            draft.sign(block.text)
    _tell(paragraphs, draft)
    return bool(paragraphs or headline)


def _read_old(markup: str, draft: Draft) -> bool:
    """A document in a cell of a table, its lines parted by breaks; whether there was anything in it."""
    found = _TITLE.search(markup)
    begin = found.end() if found else 0
    tree = _markup.fragment(markup[: found.start() if found else None])
    if tree is not None:
        _identify(tree, markup, draft)
    if found:
        draft.put("headline", " ".join(_lines(found[1])))
        if above := _ABOVE.search(markup, 0, found.start() + 200):
            draft.put("kicker", above[1])
        if below := _BELOW.match(markup, begin):
            draft.sign(below[1])
            begin = below.end()
    paragraphs = _lines(markup[begin:]) if found else []
    end = next((n for n, line in enumerate(paragraphs) if _NUMBER.search(line) or _CERTIFICATE.match(line)), None)
    _tell(paragraphs[:end], draft)
    return bool(paragraphs[:end]) or found is not None


def _identify(tree: etree._Element, markup: str, draft: Draft) -> None:
    """Publication, number, and what the header says: section, day, page."""
    if number := _NUMBER.search(markup):
        draft.put("guid", number[0].rstrip("."))
    if (node := _with_class(tree, "DocPublicationName")) is not None:
        name = "".join(str(part) for part in node.itertext()).strip()
        draft.put("publisher", _ISSUE.sub("", re.split(r"\s{8}", name)[0].strip()))  # behind the gap: the edition
    heads = [n for n in tree.iter("span", "div", "p") if "DocHeader" in (n.get("class") or "").split()]
    if not heads and (label := _with_class(tree, "DocTitreSousSection")) is not None:
        heads = list(label.itersiblings("span"))[:1]
        for node in heads:
            node.set("class", "DocHeader")
    header = pure.one_line(" ".join(_line(node) for node in heads)) or ""
    header = _WORDS.sub("", header.replace(" ,", ",")).strip(" ,")
    if page := _PAGE.search(header):
        draft.put("page", page[1])
        header = header[: page.start()]
    # The last, for a section may be called after a day.
    draft.speak(*(_SPOKEN.get(word.lower()) for word in reversed(re.findall(r"[^\W\d_]+", header))))
    if not header:
        return
    try:
        draft.published, section = _dates.cut(header)
    except ValueError as error:
        draft.say("date-unread", "warning", f"published {header[:80]!r}: {error}")
        return
    draft.put("section", section.strip(" ,-–"))


# ------------------------------------------------------------------ the story


def _tell(paragraphs: list[str], draft: Draft) -> None:
    """Sort the paragraphs: the story's, and what is printed below it."""
    story: list[str] = []
    for line in paragraphs:
        if _story.is_rights(line):
            draft.put("rights", line)
        elif not _CERTIFICATE.match(line):
            story.append(line)
    wire = _wire.sort_out(story, headline=draft.get("headline"), byline=draft.get("byline"))
    draft.tell(wire.paragraphs)
    draft.sign(wire.byline)
    draft.surround(wire)
    _export.say_left_out(draft, wire.left_out)


def _beside(lines: list[str], draft: Draft) -> None:
    """What stands beside a story under its labels: captions of pictures, notes."""
    label = ""
    for line in lines:
        if found := _LABEL.match(line):
            label, line = found[1].lower(), line[found.end() :]
        if not line.strip():
            continue
        if label.startswith(("note", "encadré")) or not label:
            draft.add("editor_note", line)
        else:
            caption = _credits.split_caption(line, is_above=True)
            draft.caption(caption.text if caption else line, caption.credit if caption else None)


def _with_class(tree: etree._Element, name: str) -> etree._Element | None:
    found = (n for n in tree.iter(etree.Element) if name.lower() in (n.get("class") or "").lower().split())
    return next(found, None)


def _line(node: etree._Element) -> str:
    return pure.one_line("".join(str(part) for part in node.itertext())) or ""


def _lines(markup: str) -> list[str]:
    tree = _markup.fragment(markup)
    return _markup.paragraphs(tree) if tree is not None else []
