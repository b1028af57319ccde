"""Factiva: the articles of an export, as HTML or RTF in any language of the interface, or as XML of its search service.

Whatever the layout, an item is first read into Factiva's own field codes (HD headline, BY author, SN source name, PD
day, ET time, AN accession number ...), and then into an article, in one place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from lxml import etree

from corpus import text as pure
from corpus.errors import ReadError
from corpus.readers import _bylines, _credits, _datelines, _dates, _export, _languages, _markup, _rtf, _wire, _xml
from corpus.readers._docx import Paragraph
from corpus.readers._draft import Draft
from corpus.record import Article, Problem

_ARTICLE = re.compile(
    r"<div\b[^<>]{0,200}?\bclass\s?=\s?[\"']article ([a-z]{2,4})Article\b[^<>]{0,200}>", re.IGNORECASE
)
_ARTICLE_BYTES = re.compile(rb"\bclass\s?=\s?[\"']article [a-z]{2,4}Article\b", re.IGNORECASE)
# The source's code filled up with zeros, the day of publication, and a running number.
_ACCESSION = re.compile(r"(?=\D{0,12}\d{0,12}[12]\d{7})[A-Z][A-Za-z0-9-]{13,39}")
_WORDS = re.compile(r"\d[\d.,\s]{0,11}[^\W\d_]{1,12}")
_PAGE = re.compile(r"(?:[A-Z]{1,4}[- .]{0,2})?\d{1,5}(?:[A-Z]|(?:[-–,; ]{1,2}[A-Z]{0,3}\d{1,5}){1,12})?")
_VOLUME = re.compile(r"\b(?:volume|vol|issue|issn|number|nummer|jahrgang|ausgabe|numéro|número)\b", re.IGNORECASE)
_PREFIX = re.compile(r"(\d{1,4})\)\s+")
# The target of a link follows its words in brackets. It may lead through the proxy of a library, and goes.
_LINK = re.compile(r"\[(?:https?://|mailto:)[^\[\]\s]{1,2000}\]")
_DAY = re.compile(r"\d{4}[-/]\d\d?[-/]\d\d?")
# The graphics of a printed page, as newspapers list them below a story.
_GRAPHIC = re.compile(
    r"(?:photos?|photographs?|drawings?|charts?|graphs?|graphics?|maps?|tables?|diagrams?|illustrations?|cartoons?|"
    r"fotos?|bild(?:er)?|grafik(?:en)?|zeichnung(?:en)?|karte|infographie|gráficos?|ilustraci(?:ón|ones))"
    r"(?: ?:|\s*$)|maps? of [^.;]{1,60}\b(?:indicating|showing|highlighting)\b|map showing\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"\b(?:photos?|photographs?|fotos?|bild(?:er)?|illustrations?|ilustraci(?:ón|ones)) ?:\s*", re.IGNORECASE
)
# Who made the picture, in German papers; in others "Photo: Jo Weil" says whom it shows.
_LONE_CREDIT = re.compile(
    r"(?:[\w.]{1,15}-)?(?:fotos?|zeichnung(?:en)?|grafik(?:en)?|karikatur|collage) ?:\s?([^\s()]+(?: [^\s()]+){0,4})",
    re.IGNORECASE,
)
_ON_PAGE = re.compile(r" ?\((?:pg|page|p)\. ?[A-Z]{0,3}\d[^()]{0,20}\)", re.IGNORECASE)
# "(END) Dow Jones Newswires" and the time below it, which repeats the date line above the story.
_FILED = re.compile(
    r"\(END\) .{0,60}|\(MORE TO FOLLOW\).{0,60}|[A-Z][a-z]{2,8} \d{1,2}, \d{4} \d{1,2}:\d\d (?:ET|EST|EDT) "
    r"\(\d{1,2}:\d\d GMT\)|(?:\w{1,20}-)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # and the id of a recording
)
# Pointers to other pages of the printed paper, and the button of a video.
_POINTER = re.compile(r"[►▶➤→>]\s?\S.{0,150}|[^\[\]]{1,80}\[https?://[^\[\]\s]{1,2000}\]")
# A writer's name, with a role or a place, run into the text, whose first word stands in capitals.
_RUN_IN = re.compile(
    r"([^\W\d_]\S{1,20} [^\W\d_][\w’'-]{1,20}) ((?:[A-Z][a-z]{2,20} ){0,2}[A-Z][a-z]{2,20}) "
    r"(?=[A-ZÀ-Þ’'-]{3,20} [\w’'(“\"])"
)
_ROLE_AND_NAME = re.compile(r"[^。、●■◆「」]{2,24}●([^。、●■◆「」\d]{2,12})")
_WRITER = re.compile(
    r"\b(?:is|are|was) (?:an? |the |our )?(?:[\w’'&-]+ ){0,5}?(?:writer|editor|columnist|correspondent|reporter|author|"
    r"professor|critic|journalist)\b|\S@\S"
)
_TRANSLATED = re.compile(r"\*{2,3} ?DISCLAIMER\b.{0,200}\*{2,3}")
_CONTACT = re.compile(r"(?:write to|contact|reach) .{3,150}?\S@\S.{0,120}", re.IGNORECASE)
_SIGNED = re.compile(r"(?<=[.”\"’]) (REUTERS?|Reuters?)$")  # the last line of a text set by lines
_SCHEMES = {
    "NS": "factiva:ns", "RE": "factiva:re", "IN": "factiva:in", "CO": "factiva:co", "IPC": "factiva:ipc",
    "IPD": "factiva:ipd", "PE": "factiva:pe", "NGC": "factiva:ngc", "GC": "factiva:gc",
}  # fmt: skip
_CODES = frozenset(
    "AN ART ATC AU BY CLM CO CR CT CX CY DLN ED ET GC HD HL HLP IN INDIC IPC IPD LA LP NGC NS PD PE PG PUB RE RF RST "
    "SC SE SN TD TI VOL WC".split()
)
# Chinese by its script, as a language tag says it; other classes are ISO 639-1.
_CLASSES = {"zhcn": "zh-Hans", "zhtw": "zh-Hant"}


@dataclass(slots=True)
class _Item:
    """One article by Factiva's field codes. `body` is in paragraphs, `loose` what stands unlabelled below it."""

    language: str | None = None
    fields: dict[str, str] = field(default_factory=dict)
    body: list[str] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)

    def take(self, code: str, text: str | None) -> None:
        """Keep the first text that a field is given."""
        if text:
            self.fields.setdefault(code, text)


def read(stream: BinaryIO, uri: str) -> Iterator[Article | Problem]:
    """Yield the articles of an export, in its order; `guid` is the accession number, `publisher` the source's name.

    A day is a day; a time is kept without a zone, which Factiva does not print. The language is the one that Factiva
    gives the article, whatever the interface was in. Subject codes have the schemes "factiva:ns" (news subject),
    "factiva:re" (region), "factiva:in" (industry), "factiva:co" (company), "factiva:pe" (person), "factiva:ipc" and
    "factiva:ipd" (codes and words of the source). Edition, volume and publishing house have no column and are left.

    Raises:
        ReadError: it is none of them, or larger than 64 MB as HTML or RTF, or the XML is not well-formed from some line
            on.
    """
    stream = _xml.rewindable(stream)
    head = stream.read(4096)
    stream.seek(0)
    if _is_service(head):
        yield from _from_service(stream, uri)
        return
    if _rtf.is_rtf(head):
        yield from _from_rtf(stream, uri)
        return
    decoded = _export.text_of(_export.whole(stream, uri), uri)
    yield from decoded.problems
    for position, markup in _export.pieces(decoded.text, _ARTICLE, uri):
        draft = Draft("factiva", str(position), markup.encode(), decoded.encoding)
        yield from _article(_from_html(markup), draft)


def sniff(head: bytes) -> float:
    """Near certain for Factiva's page, its RTF or the answer of its search service; 0 for anything else."""
    if _is_service(head):
        return 0.9
    if _rtf.is_rtf(head[:64]):
        return 0.95 if b"Factiva" in head else 0.0
    start = head[:4096].lower()
    if b"<html" not in start and b"<div" not in start:
        return 0.0
    if b"<title>Factiva" in head or b"Dow Jones Factiva" in head:
        return 0.95  # above what any page is to the reader of pages
    return 0.95 if b"articleParagraph" in head and _ARTICLE_BYTES.search(head) else 0.0


# ------------------------------------------------------------------ the page


def _from_html(markup: str) -> _Item:
    """The fields of the article that the markup begins with; what follows its element is not looked at."""
    item = _Item()
    tree = _markup.fragment(markup)
    node = (
        next((n for n in tree.iter("div") if "Article" in (n.get("class") or "")), None) if tree is not None else None
    )
    if node is None:
        return item
    if found := _ARTICLE.match(markup):
        language = found[1].lower()
        item.language = _CLASSES.get(language, language)
    rows = [row for table in node.iterchildren("table") for row in table.iter("tr") if _code_of(row)]
    if rows:
        _read_table(rows, item)
    else:
        _read_list(node, item)
    return item


def _code_of(row: etree._Element) -> str | None:
    """The field code that a row of the view with codes begins with."""
    cells = list(row.iterchildren("td"))
    code = _line(cells[0]) if len(cells) == 2 else ""
    return code if code in _CODES else None


def _read_table(rows: list[etree._Element], item: _Item) -> None:
    for row in rows:
        code, cell = _code_of(row) or "", list(row.iterchildren("td"))[1]
        if code in {"LP", "TD"}:
            item.body += _paragraphs(cell)
        else:
            item.take(code, _line(cell))


def _read_list(node: etree._Element, item: _Item) -> None:
    """The view without codes: a line each above the text, told by their order and form, and two or more below it."""
    above: list[tuple[str, str]] = []
    below: list[str] = []
    for child in node.iterchildren():
        name = child.get("class") or ""
        if child.tag == "div" and not item.body:
            above.append((child.get("id") or name, _line(child)))
        elif child.tag == "pre" or "articleParagraph" in name:
            item.body += below + _paragraphs(child)
            below = []
        else:
            below += _paragraphs(child)
    if below and (found := _ACCESSION.fullmatch(below[-1].rpartition(" ")[2])):
        item.take("AN", found[0])
        below.pop()
        if below:
            item.take("PUB", below.pop())
    item.loose = below
    _read_lines([(role, text) for role, text in above if text], item)


def _read_lines(above: list[tuple[str, str]], item: _Item) -> None:
    """[CLM] [SE] HD [BY] [CR] WC PD SN SC [ED] [PG] [VOL] LA CY, of which only HD and BY say what they are."""
    at = next((n for n, (role, _) in enumerate(above) if role == "hd"), None)
    if at is None:
        return
    for code, (_, text) in zip(("SE", "CLM"), reversed(above[:at]), strict=False):
        item.take(code, text)
    item.take("HD", above[at][1])
    lines = above[at + 1 :]
    end = next((n for n, (_, text) in enumerate(lines) if _WORDS.fullmatch(text)), None)
    if end is None:  # not counted: the day follows the author
        end = next((n for n, (role, _) in enumerate(lines) if role != "author"), len(lines))
        rest = [text for _, text in lines[end:]]
    else:
        rest = [text for _, text in lines[end + 1 :]]
    for role, text in lines[:end]:
        item.take("BY" if role == "author" else "CR", text)
    for code in ("PD", "SN", "SC"):
        if rest:
            item.take(code, rest.pop(0))
    spoken = next((n for n in reversed(range(len(rest))) if _languages.tag_of(rest[n])), max(len(rest) - 2, 0))
    item.take("LA", rest[spoken] if spoken < len(rest) else None)
    for text in rest[spoken + 1 :]:
        item.take("CY", text)
    plain = [text for text in rest[:spoken] if not _VOLUME.search(text)]
    pages = [n for n, text in enumerate(plain) if _PAGE.fullmatch(text)]
    if pages:
        # Two numbers are page and volume; a word or a letter before a number is the edition.
        is_edition = len(pages) > 1 and pages[0] == 0 and not plain[0][0].isdigit()
        item.take("PG", plain[pages[1] if is_edition else pages[0]])


def _line(node: etree._Element) -> str:
    return pure.one_line(" ".join(_markup.paragraphs(node))) or ""


def _paragraphs(node: etree._Element) -> list[str]:
    return _markup.paragraphs(node, keep_lines=node.tag == "pre")


# ------------------------------------------------------------------ Rich Text


def _from_rtf(stream: BinaryIO, uri: str) -> Iterator[Article | Problem]:
    """Each article ends with its number; what stands below the last says what was searched for, and is left out."""
    held: list[Paragraph] = []
    position = 0
    for paragraph in _rtf.paragraphs(stream, uri):
        text = pure.one_line(paragraph.text)
        if not text:
            continue
        held.append(paragraph._replace(text=text))
        words = text.replace(" | ", " ").split()
        if len(words) <= 3 and _ACCESSION.fullmatch(words[-1]):
            position += 1
            draft = Draft("factiva", str(position), "\n".join(line.text for line in held).encode())
            yield from _article(_from_paragraphs(held, words[-1]), draft)
            held = []
    if not position:
        raise ReadError(uri, "no article of a Factiva export in it", code="no-article")
    if held:
        said = f"no part of an article: {len(held)} lines below the last, which say what was searched for"
        yield Problem(code="furniture-left-out", severity="note", message=said)


def _from_paragraphs(lines: list[Paragraph], number: str) -> _Item:
    item = _Item()
    item.take("AN", number)
    code = ""
    for line in lines[:-1]:
        first, bar, rest = line.text.partition(" | ")
        if line.is_cell and bar and first in _CODES:
            code, text = first, rest
        else:
            text = line.text
        if code in {"LP", "TD"}:
            item.body.append(text)
        elif code:
            item.take(code, text)
    if not code:
        _read_set_lines(lines[:-1], item)
    return item


def _read_set_lines(lines: list[Paragraph], item: _Item) -> None:
    """The view without codes, its lines in the order of `_read_lines`; the headline is set in bold type."""
    counted = next((n for n in range(1, len(lines) - 1) if _is_count(lines[n].text, lines[n + 1].text)), len(lines))
    bold = [n for n in range(counted) if " ".join(lines[n].leads).strip() == lines[n].text]
    signed = counted > 1 and _bylines.strip_lead(lines[counted - 1].text) is not None
    at = bold[-1] if bold else max(counted - 1 - signed, 0)
    above = [("", line.text) for line in lines[max(at - 1, 0) : at]]
    above += [("hd", line.text) for line in lines[at : at + 1]]
    for n, line in enumerate(lines[at + 1 : counted]):
        is_byline = n == 0 and (_bylines.strip_lead(line.text) is not None or bool(_bylines.parse(line.text).authors))
        above.append(("author" if is_byline else "", line.text))
    # Day, source, code; then at most four lines to the language, and the copyright line.
    spoken = next(
        (n for n in range(counted + 4, min(counted + 9, len(lines))) if _languages.tag_of(lines[n].text)), None
    )
    end = len(lines) if spoken is None else spoken + 2
    above += [("", line.text) for line in lines[counted:end]]
    body = [line.text for line in lines[end:]]
    if body and len(body[-1].split()) <= 12:
        item.take("PUB", body.pop())
    item.body = body
    _read_lines(above, item)


def _is_count(line: str, below: str) -> bool:
    """Whether a line counts words: a number and a word, above a date."""
    if not _WORDS.fullmatch(line):
        return False
    try:
        _dates.moment(below)
    except ValueError:
        return False
    return True


# ------------------------------------------------------------------ the search service


def _is_service(head: bytes) -> bool:
    root = _xml.root_of(head)
    if root is None or not root[0].lower().startswith("pps"):
        return False
    return b"factiva" in head[:4096].lower() or b"<accessionNo>" in head


def _from_service(stream: BinaryIO, uri: str) -> Iterator[Article | Problem]:
    streamed = _xml.Streamed()
    told: list[Problem] = []
    position = 0
    for position, node in enumerate(_xml.items(stream, uri, frozenset({"article"}), streamed), 1):
        if streamed.problems != told:
            yield from (problem for problem in streamed.problems if problem not in told)
            told = list(streamed.problems)
        draft = Draft("factiva", str(position), etree.tostring(node, with_tail=False), streamed.encoding)
        yield from _article(_from_xml(node, draft), draft)
    if not position:
        raise ReadError(uri, "no article in the answer of the search service", code="no-article")


def _from_xml(node: etree._Element, draft: Draft) -> _Item:
    item = _Item(_xml.text(node, "baseLanguage"))
    for code, path in (
        ("AN", "accessionNo"), ("HD", "headline"), ("BY", "byline"), ("CR", "credit"), ("CY", "copyright"),
        ("SN", "sourceName"), ("SE", "sectionName"), ("CLM", "columnName"), ("PG", "pages/page"), ("PG", "pages"),
        ("CX", "corrections"), ("CX", "correction"), ("NT", "notes"), ("PUB", "publisherName"), ("DLN", "dateline"),
    ):  # fmt: skip
        item.take(code, _xml.text(node, path))
    item.take("PD", _xml.text(node, "publicationDate/dateTime", "publicationDate/date", "publicationDate"))
    if (day := item.fields.get("PD", "")) and _DAY.fullmatch(day):
        item.take("ET", _xml.text(node, "publicationTime/time", "publicationTime", "publicationDate/time"))
    draft.time("modified_at", _xml.text(node, "modificationDate/dateTime"))
    for part in _xml.children(node, "leadParagraph", "tailParagraphs", "bodyParagraphs"):
        inner = list(_xml.children(part, "paragraph"))
        for paragraph in inner or [part]:
            is_set = not inner or (paragraph.get("display") or "Proportional") != "Proportional"
            item.body += _markup.paragraphs(paragraph, keep_lines=is_set)
    if item.body and (found := _SIGNED.search(item.body[-1])):
        item.body[-1:] = [item.body[-1][: found.start()], found[1]]
    for part in _xml.children(node, "artWork", "captions"):
        item.loose += _markup.paragraphs(part)
    for part in _xml.children(node, "newsSubject", "region", "industry", "company", "person"):
        scheme = _SCHEMES[
            {"newsSubject": "NS", "region": "RE", "industry": "IN", "company": "CO", "person": "PE"}[_xml.local(part)]
        ]
        draft.subject(scheme, part.get("code"), _xml.text(part, "name"))
    for part in _xml.children(node, "descField"):
        scheme = f"factiva:{(part.get('code') or 'ipc').lower()}"
        is_word = scheme == "factiva:ipd"
        draft.subject(scheme, None if is_word else _xml.text(part), _xml.text(part) if is_word else None)
    return item


# ------------------------------------------------------------------ the article


def _article(item: _Item, draft: Draft) -> Iterator[Article | Problem]:
    """The article of the fields; a problem for an item that has neither a headline nor a text."""
    given = {code: _LINK.sub("", text) for code, text in item.fields.items()}
    if not item.body and not given.get("HD"):
        yield _export.nothing(draft.item)
        return
    headline = given.get("HD", "")
    if (found := _PREFIX.match(headline)) and found[1] == draft.item:
        headline = headline[found.end() :]  # the number in the list of results
    draft.put("guid", given.get("AN", "").rpartition(" ")[2])
    draft.put("headline", headline)
    draft.put("publisher", given.get("SN"))
    draft.put("section", given.get("SE"))
    draft.put("kicker", given.get("CLM"))
    draft.put("page", given.get("PG"))
    draft.put("rights", given.get("CY"))
    draft.put("credit", given.get("CR"))
    draft.put("correction", given.get("CX"))
    draft.put("editor_note", given.get("NT"))
    draft.put("dateline_place", given.get("DLN"))
    draft.speak(*((item.language.lower() if len(item.language) == 2 else item.language,) if item.language else ()))
    draft.speak(_languages.tag_of(given["LA"]) if "LA" in given else None)
    if day := given.get("PD"):
        draft.time("published", f"{day} {given['ET']}" if "ET" in given else day, day)
    byline = given.get("BY", "")
    if _is_of_letters(byline):
        draft.put("byline", byline)
    elif any(letter.isalpha() for letter in byline):
        draft.sign(byline)
    for code, scheme in _SCHEMES.items():
        for part in given.get(code, "").split("|"):
            key, found_name, name = (word.strip() for word in part.partition(" : "))
            if code == "IPD":
                draft.subject(scheme, None, part.strip())
            else:
                draft.subject(scheme, key, name if found_name else None)
    _tell(item, draft)
    yield draft.article()


def _is_of_letters(byline: str) -> bool:
    """Whether a line names readers and their towns, which nothing parts: "Mara Lind, Skarn Bo Halse, Northmere"."""
    first, *middle = byline.split(", ")
    return (
        len(middle) >= 2
        and ";" not in byline
        and _bylines.is_name(first.removeprefix("Dr. ").removeprefix("Prof. "))
        and all(len(part.split()) >= 3 for part in middle[:-1])
        and len(middle[-1].split()) == 1
    )


def _tell(item: _Item, draft: Draft) -> None:
    """Sort the paragraphs: the story's, and what is printed below it, in columns of its own or left out and said."""
    paragraphs = [text for text in item.body if text.strip()]
    links = sum(len(_LINK.findall(text)) for text in paragraphs)
    left_out: list[str] = []
    graphics: list[str] = []
    while len(paragraphs) > 1:
        if _GRAPHIC.match(paragraphs[-1]):
            graphics.insert(0, paragraphs.pop())
        elif _FILED.fullmatch(paragraphs[-1]) or _POINTER.fullmatch(paragraphs[-1]):
            left_out.insert(0, paragraphs.pop())
        elif _TRANSLATED.fullmatch(paragraphs[-1]) or _CONTACT.fullmatch(paragraphs[-1]):
            draft.add("editor_note", _LINK.sub("", paragraphs.pop()))
        else:
            break
    if len(paragraphs) > 1 and _POINTER.fullmatch(paragraphs[0]):
        left_out.insert(0, paragraphs.pop(0))
    paragraphs = [_LINK.sub("", text) for text in paragraphs]
    if not draft.get("byline"):
        _take_signature(paragraphs, draft)
    wire = _wire.sort_out(paragraphs, headline=draft.get("headline"), byline=draft.get("byline"))
    draft.tell(wire.paragraphs)
    draft.sign(wire.byline)
    draft.surround(wire)
    left_out = [_LINK.sub("", line) for line in left_out] + list(wire.left_out)
    for line in [*graphics, *item.loose, item.fields.get("ART", "")]:
        text = _LINK.sub("", line).strip()
        if credit := _LONE_CREDIT.fullmatch(text):
            draft.caption(None, credit[1])
        elif _GRAPHIC.match(text) or (_LABEL.search(text) and len(text.split()) > 5):
            left_out += _pictures(text, draft)
        elif _WRITER.search(text):
            draft.add("editor_note", text)
        elif len(text.split()) > 5:
            draft.caption(text)
        elif text:
            left_out.append(text)
    _export.say_left_out(draft, left_out, *([f"the addresses of {links} links"] if links else []))


def _take_signature(paragraphs: list[str], draft: Draft) -> None:
    """Take in who wrote the text where no field says it: before its first word, or alone in its first or last line."""
    if len(paragraphs) < 2:
        return
    if found := _RUN_IN.match(paragraphs[0]):
        name, behind = found[1], found[2]
        if _bylines.is_name(name) and (_bylines.is_role(behind) or behind in _datelines.CITIES):
            draft.sign(f"{name}, {behind}" if _bylines.is_role(behind) else f"{name} in {behind}")
            draft.texts["byline"] = f"{name} {behind}"
            paragraphs[0] = paragraphs[0][found.end() :]
            return
    if found := _ROLE_AND_NAME.fullmatch(paragraphs[0]):
        draft.put("byline", paragraphs.pop(0))
        draft.credit([found[1].replace("\u3000", " ")], "person")
        return
    last = paragraphs[-1]
    is_dashed = re.match(r"[—–-]{1,2} ?\w", last) is not None
    name = last.lstrip("—–- ")
    is_line = len(name.split()) <= 3 and name == name.rstrip(".!?:") and not name.isupper()
    if is_line and _bylines.is_name_alone(name) and (is_dashed or paragraphs[-2][-1:] in '.!?”"’'):
        draft.sign(f"By {name}")
        draft.texts["byline"] = name
        paragraphs.pop()


def _pictures(line: str, draft: Draft) -> list[str]:
    """Take in the captions of a line; what says nothing ("Drawing:") is given back."""
    empty = []
    for part in re.split(r"(?<=\)) ?; ", _ON_PAGE.sub("", line)):
        text = part.strip()
        labels = list(_LABEL.finditer(text))
        if labels and labels[0].start() == 0:
            text = text[labels[0].end() :].strip()
            credit, _, shown = re.sub(r"\s{2,}", "\n", text).partition("\n")
            if shown and _credits.is_credit(credit):  # "Photos: QPA, TNS   The weir at Quillmark."
                draft.caption(shown, credit)
                continue
        elif labels:  # behind one label stands the credit; with two, nothing says where the first credit ends
            at, end = labels[0].span()
            is_credit = len(labels) == 1 and len(text[end:].split()) <= 10
            draft.caption(*((text[:at], text[end:]) if is_credit else (text,)))
            continue
        if not text or _GRAPHIC.fullmatch(text.rstrip(" .:") + ":"):
            empty.append(part.strip())
            continue
        caption = _credits.split_caption(text, is_above=True)
        draft.caption(caption.text if caption else text, caption.credit if caption else None)
    return empty
