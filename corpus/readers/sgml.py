"""Corpora in SGML: Reuters-21578, the newspapers of TREC and TIPSTER, Gigaword, and what was made after them.

None of them is XML: several roots, tags that begin with a digit, control characters, ends that are missing. So the file
is cut at each `<REUTERS …>` or `<DOC …>`, and an item is read by its tags, whichever of the known fields they are.
Reuters-21578 by its README (Lewis 1997), TREC by those of its disks, Gigaword as in LDC2011T07.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import BinaryIO

from corpus.errors import ReadError
from corpus.readers import (
    _agencies,
    _anpa,
    _bylines,
    _cut,
    _datelines,
    _dates,
    _decode,
    _languages,
    _layout,
    _wire,
    _xml,
)
from corpus.readers._draft import Draft
from corpus.record import Article, Moment, Problem
from corpus.text import one_line

LARGEST = 16 << 20
"""Bytes of one item that are read; what is beyond is left out and said."""

_BEGIN = re.compile(rb"<(?:REUTERS|DOC)(?=[\s>])")
_END = re.compile(rb"</(?:REUTERS|DOC)\s{0,9}>")
_HEAD = re.compile(
    rb"(?:\xef\xbb\xbf)?\s{0,200}(?:<\?xml[^>]{0,200}>\s{0,50})?(?:<!DOCTYPE\s[^>]{0,200}>\s{0,50})?"
    rb"(?:<!--[^>]{0,500}-->\s{0,50}){0,3}(?:<[A-Za-z][\w.-]{0,30}>\s{0,50})?<(REUTERS|DOC)(?=[\s>])([^>]{0,500})>"
)
_MARKS = re.compile(rb"<(?:DOCNO|DOCID|TEXT|TXT|HEADLINE|BODY)\b")
_TAG = re.compile(r"<(/?)([A-Za-z0-9][A-Za-z0-9_.-]{0,30})((?:\s[^<>]{0,1000})?)>")
_ATTRIBUTE = re.compile(
    r"([A-Za-z][\w-]{0,30})\s{0,5}=\s{0,5}(?:\"([^\"]{0,500})\"|'([^']{0,500})'|([^\s\"'>]{1,200}))"
)
_PARAGRAPH = re.compile(r"</?[Pp](?:\s[^<>]{0,200})?>")
_OTHER_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]{0,20}(?:\s[^<>]{0,200})?/?>")
# What is no character: control characters, also by reference, and the end-of-field mark of the Ziff disks.
_CONTROL = re.compile(r"&#(?:[0-8]|1[0-9]|2[0-9]|3[01]);|&M;|[\x00-\x08\x0b-\x1f]")
# "Reuter" closes a Reuters story, on its own line or behind the last words.
_SIGN_OFF = re.compile(
    r"(?:(?:^|\n|[ \t]{2})[ \t]{0,20}(?:REUTERS?|Reuters?)|(?<=[.!?\"')]) (?:REUTERS?|Reuter))[ \t.]{0,9}\s{0,99}$"
)
_ROW = re.compile(r"\S {3,}\S|\S {2,}\S.{0,99}?\S {2,}\S")

# Fields by what they hold, in every corpus; the order in the item decides where an item has several.
_HEADLINES = frozenset("TITLE HEAD HEADLINE HL TTL TI".split())
_TEXTS = frozenset("TEXT TXT BODY LP LEADPARA LEAD SUMMARY".split())
_IDS = ("DOCNO", "DOCID")
_BYLINES = ("BYLINE", "AUTHOR", "AU", "AUTHORS")
_DATES = ("DATE", "DD", "PUBDATE", "DATE_TIME", "DATETIME", "DATE1")
_NOTES = ("NOTE", "MEMO", "UNK", "TRAILER")
_SUBJECTS = {
    **{name: f"reuters:{name.lower()}" for name in ("TOPICS", "PLACES", "PEOPLE", "ORGS", "EXCHANGES", "COMPANIES")},
    **{name: f"trec:{name.lower()}" for name in ("SUBJECT", "DESCRIPT", "IN", "CO", "CN", "TP", "GV", "DESCRIPTORS")},
}
_PICTURES = ("CAPTION", "GRAPHIC")
_OTHERS = frozenset(
    """FILEID 1ST_LINE 2ND_LINE FIRST SECOND DATELINE SLUG KEYWORD SECTION PAGE PUB SO JOURNAL COPYRGHT TYPE DOCTYPE
    LANGUAGE CORRECTION UNKNOWN""".split()
)
# What says nothing of the article: lengths, codes of the data base, the split of an experiment, wrappers.
_SILENT = frozenset(
    """REUTERS DOC LENGTH LIMLEN WORD.CT ACCESS PROFILE DNO XX AN HT HEADER H1 H2 H3 H4 ABS CODE EDITION DAY MONTH
    PUBYEAR PG.COL REGION STATE COUNTRY CITY NAME FEATURE CORRECTION-DATE CX MKNOTE PARENT RE ENDTIME SVCNO TXTTYPE
    DATETIME NUMBER HEADLINE-NUM""".split()
)
_FIELDS = (
    _HEADLINES | _TEXTS | _OTHERS | _SILENT | frozenset((*_IDS, *_BYLINES, *_DATES, *_NOTES, *_SUBJECTS, *_PICTURES))
)

# The San Jose Mercury News ends its paragraphs with a semicolon.
_SEMICOLON = re.compile(r"(?<=[.!?\"');]);\s{3,9}")
_END_OF_ADVANCE = re.compile(r"(?:End|END) (?:Adv|ADV|Advance|Optional|Bulletin)\b.{0,60}")
_NARROWEST, _WIDEST = 68, 100  # columns at which these texts are wrapped; longer lines are not wrapped at all

_PLAIN_KINDS = frozenset({"story", "NORM", "NEWS STORY", "NEWS"})
_DEEPEST = 20  # fields within fields; nobody goes deeper than four

# By the letters that a document's number begins with, as its corpus documents them. Longer ones first.
_PUBLISHERS = {
    "AFP": "Agence France-Presse", "APW": "Associated Press", "AP": "Associated Press",
    "CNA": "Central News Agency of Taiwan", "FBIS": "Foreign Broadcast Information Service", "FT": "Financial Times",
    "LTW": "Los Angeles Times-Washington Post News Service", "LA": "Los Angeles Times", "NYT": "New York Times",
    "SJMN": "San Jose Mercury News", "WPB": "Washington Post/Bloomberg", "WSJ": "Wall Street Journal",
    "XIE": "Xinhua News Agency", "XIN": "Xinhua News Agency",
}  # fmt: skip
_NUMBERED = re.compile(r"([A-Z]{2,4})(?:_([A-Z]{3})_)?[-_.]?(\d{1,8})(?=\D|$)")
_ROUTING = re.compile(r"\(((?:BC|AM|PM|AP)-[A-Z0-9.&/'-]{2,40})\)")
_HEADLINE_DATE = re.compile(r"^FT\s{1,5}\d\d [A-Z]{3} \d\d\s{0,5}/\s{0,5}")
_BLAH = re.compile(r"\W{0,9}(?:blah\W{0,3}){2,9}", re.IGNORECASE)
# Where the Foreign Broadcast Information Service begins to translate: what stands above is about the source.
_EXCERPT = re.compile(r"\[(?:Text|Excerpts?|Summary|Passage omitted|FBIS (?:Translated|Summary)[^\]]{0,40})\]\s{0,9}")


_First = Callable[..., str | None]  # the text of the first field of these names that has any


@dataclass(slots=True)
class _Field:
    """An element of an item: its name in capitals, its attributes, and its text without that of the fields in it."""

    name: str
    attributes: dict[str, str]
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.parts)

    @property
    def line(self) -> str | None:
        return one_line(_plain(self.text))

    @property
    def lines(self) -> list[str]:
        """Its lines or elements `<P>`, without empty ones."""
        pieces = _PARAGRAPH.split(self.text) if _PARAGRAPH.search(self.text) else self.text.split("\n")
        return [line for piece in pieces if (line := one_line(_plain(piece)))]


def read(stream: BinaryIO, uri: str) -> Iterator[Article | Problem]:
    """Yield one article per `<REUTERS>` or `<DOC>`, in order; `source_item` is its position.

    Reuters' and AP's header lines give slugline and urgency. A time without a zone is in none; the numbers of documents
    give the day where no field does. Gigaword's `advis` is a notice. A headline without a text ("BRIEF") is an article.

    Raises:
        ReadError: there is no item in it.
    """
    declared = None
    count = 0
    for piece in _cut.pieces(stream, _BEGIN, largest=LARGEST):
        if not piece.number:
            declared = _xml.declared_in(piece.data)
            continue
        count += 1
        yield from _item(piece, uri, declared)
    if not count:
        raise ReadError(uri, "no <REUTERS> and no <DOC> in it", code="no-article")


def sniff(head: bytes) -> float:
    """How surely an input that begins with `head` is such a corpus, from 0 to 1."""
    found = _HEAD.match(head)
    if not found:
        return 0.0
    near = head[found.end() : found.end() + 4_000]
    if found[1] == b"REUTERS":
        return 0.9 if b"NEWID" in found[2] or b"OLDID" in found[2] or _MARKS.search(near) else 0.0
    return 0.9 if _MARKS.search(near) and b"<DOCHDR" not in near else 0.0


def _item(piece: _cut.Piece, uri: str, declared: str | None) -> Iterator[Article | Problem]:
    item = str(piece.number)
    ends = [found.end() for found in _END.finditer(piece.data)]
    data, rest = (piece.data[: ends[-1]], piece.data[ends[-1] :]) if ends else (piece.data, b"")
    try:
        decoded = _decode.decode(data, uri, declared=declared, item=item)
    except ReadError as error:
        yield Problem(code=error.code, severity="error", message=error.why, item=item)
        return
    draft = Draft("sgml", item, data, decoded.encoding, decoded.problems)
    if not piece.is_whole:
        draft.say("item-too-large", "warning", f"longer than {LARGEST >> 20} MB: the rest is left out")
        draft.is_truncated = True
    elif not ends:
        draft.say("cut-off", "warning", "the item has no end: what follows may be missing")
    between = _OTHER_TAG.sub("", _without_comments(rest.decode("latin-1"))).strip()
    if between:
        draft.say("text-between-items", "warning", f"behind the item stands {between[:60]!r}, which is in none")
    fields, unknown = _fields(decoded.text)
    if unknown:
        draft.say("unknown-keys", "note", f"fields that no column takes: {', '.join(sorted(unknown)[:20])}")
    _fill(draft, fields)
    yield draft.article()


def _fields(text: str) -> tuple[list[_Field], set[str]]:
    """The fields of an item in order, the item itself first, and the names of those that nobody knows.

    An end that is missing is where the element around it ends. Tags within a field that are no fields stay in its text.
    """
    fields: list[_Field] = []
    unknown: set[str] = set()
    within: list[_Field] = []
    at = 0
    for found in _TAG.finditer(text):
        closing, name, rest = found[1], found[2].upper(), found[3]
        is_known = name in _FIELDS
        if closing:
            is_field = any(open_.name == name for open_ in within)
        else:  # directly in the item, and in a wrapper of it, any element but those of text is a field
            is_top = len(within) == 1 or (len(within) == 2 and within[1].name == "HEADER")
            is_field = is_known or (is_top and name not in {"P", "S", "F"})
        if not is_field:
            continue
        if within:
            within[-1].parts.append(text[at : found.start()])
        at = found.end()
        if closing:
            while within.pop().name != name:
                pass
            continue
        attributes = {m[1].upper(): html.unescape(m[2] or m[3] or m[4] or "") for m in _ATTRIBUTE.finditer(rest)}
        fields.append(_Field(name, attributes))
        if not is_known:
            unknown.add(name)
        if not rest.rstrip().endswith("/"):
            del within[_DEEPEST:]
            within.append(fields[-1])
    if within:
        within[-1].parts.append(text[at:])
    return fields, unknown


def _fill(draft: Draft, fields: list[_Field]) -> None:
    """Put what the fields hold into the draft."""
    if not fields:
        return
    of: dict[str, list[_Field]] = {}
    for each in fields:
        of.setdefault(each.name, []).append(each)
    root, is_reuters = fields[0], fields[0].name == "REUTERS"

    def first(*names: str) -> str | None:
        return next((line for name in names for each in of.get(name, []) if (line := each.line)), None)

    guid = root.attributes.get("NEWID") or first(*_IDS) or root.attributes.get("ID")
    number = _NUMBERED.match((guid or "").rstrip(".")) if guid else None
    _put(draft, "guid", guid)
    _publisher(draft, first, number, is_reuters=is_reuters)
    if number and number[2]:
        draft.speak(_languages.tag_of(number[2].lower()))
    draft.speak(_languages.tag_of(first("LANGUAGE") or ""))
    _routing(draft, of, first)
    byline = _headline(draft, [each for each in fields if each.name in _HEADLINES] or of.get("H3", []))
    _dateline(draft, first("DATELINE"))
    draft.published = _published(draft, of, guid)
    for name, scheme in _SUBJECTS.items():
        for each in of.get(name, []):
            _subjects(draft, each, scheme)
    for name in _PICTURES:
        for each in of.get(name, []):
            draft.caption(" ".join(each.lines))
    for name in _NOTES:
        for each in of.get(name, []):
            draft.add("editor_note", each.line)
    section = (first("SECTION") or "").split(";")
    _put(draft, "section", section[0])
    pages = [found[1] for part in section[1:] if (found := re.fullmatch(r"\s{0,5}Page ([\w-]{1,12})\s{0,5}", part))]
    _put(draft, "page", *pages, first("PAGE"))
    _put(draft, "rights", first("COPYRGHT"))
    _put(draft, "correction", first("CORRECTION"))
    kind = root.attributes.get("TYPE") or next((f.attributes.get("TYPE") for f in of.get("TEXT", [])), None)
    _put(draft, "genre", *(k for k in (kind, first("TYPE"), first("DOCTYPE")) if k and k not in _PLAIN_KINDS))
    if kind == "advis":
        draft.kind = "notice"
    # In the reports of the Foreign Broadcast Information Service, AU is the number of the report.
    signed = [line for name in _BYLINES for each in of.get(name, []) if (line := each.line) and not line[-1].isdigit()]
    _anpa.sign(draft, byline or signed)
    _body(draft, fields, root)


def _put(draft: Draft, name: str, *values: str | None) -> None:
    """As `Draft.put`, for text in which "<" is never markup: "FIRST INTERSTATE <I>" names a share."""
    for value in values:
        if name not in draft.texts and (line := one_line(value)):
            draft.texts[name] = line


def _plain(text: str) -> str:
    """The text of an element: without tags, control characters and references."""
    text = _CONTROL.sub("", _OTHER_TAG.sub(" ", _without_comments(text)))
    return html.unescape(text)


def _without_comments(text: str) -> str:
    kept, at = [], 0
    while (begin := text.find("<!--", at)) >= 0 and (end := text.find("-->", begin)) >= 0:
        kept.append(text[at:begin])
        at = end + 3
    return "".join((*kept, text[at:]))


# ------------------------------------------------------------------ the fields


def _publisher(
    draft: Draft, first: Callable[..., str | None], number: re.Match[str] | None, *, is_reuters: bool
) -> None:
    """The publisher that a field names, else the one whose letters begin the document's number."""
    if is_reuters:
        _put(draft, "publisher", "Reuters")
        _put(draft, "agency", "Reuters")
    source = first("PUB", "SO")
    if source:  # "WALL STREET JOURNAL (J), PAGE A1"
        name, _, page = source.partition(", PAGE ")
        _put(draft, "publisher", re.sub(r"\s?\([A-Z]\)$", "", name.strip()))
        _put(draft, "page", page)
    if number:
        _put(draft, "publisher", _PUBLISHERS.get(number[1]))


def _routing(draft: Draft, of: dict[str, list[_Field]], first: _First) -> None:
    """What is left of the wire's header: Reuters in UNKNOWN, AP in 1ST_LINE and 2ND_LINE."""
    lines = [line for name in ("UNKNOWN", "1ST_LINE", "FIRST") for each in of.get(name, []) for line in each.lines]
    for line in lines:
        if header := _anpa.header(line):
            draft.put("urgency", header.priority)
            draft.subject("anpa:category", header.category)
            longer = _anpa.keyword(first("2ND_LINE", "SECOND") or "")
            _put(draft, "slugline", longer.slug, header.keyword)
            _put(draft, "version", longer.version)
            break
    _put(draft, "slugline", first("SLUG", "KEYWORD"))


def _headline(draft: Draft, fields: list[_Field]) -> list[str]:
    """Put headline and deck; the lines of a byline that stands in the headline are given back."""
    byline: list[str] = []
    for each in fields:
        heads: list[str] = []
        # The Wall Street Journal parts its lines by "@"; what stands between two "<P>" is a line elsewhere.
        parts = _plain(each.text).split("@") if "@" in each.text and each.name == "HL" else None
        for part in parts or (each.lines if _PARAGRAPH.search(each.text) else [_plain(each.text)]):
            line = one_line(part)
            if not line or not line.strip("-_ "):
                continue
            if byline or (heads and _bylines.strip_lead(line) is not None and _bylines.parse(line).authors):
                byline.append(line)
            else:
                heads.append(_HEADLINE_DATE.sub("", line).rstrip("; ") if not parts else line)
        if not heads:
            continue
        if heads[0].startswith(("Eds:", "EDITOR'S NOTE")):
            draft.add("editor_note", " ".join(heads))
        elif draft.get("headline") is None:
            _put(draft, "headline", " ".join(heads) if parts else heads[0])
            _put(draft, "deck", None if parts else one_line(" ".join(heads[1:])))
        elif " ".join(heads) != draft.get("headline"):
            _put(draft, "deck", " ".join(heads))
    return byline


def _dateline(draft: Draft, line: str | None) -> None:
    """The place of a dateline in a field of its own: "NORTHMERE, Feb 26 -", "Northmere, May 31, 2009 (AFP)"."""
    if not line:
        return
    if routed := _ROUTING.search(line):
        _put(draft, "slugline", routed[1])
        line = (one_line(line[: routed.start()] + line[routed.end() :])) or ""
    if _agencies.is_agency(line.strip(" -_—–:()")):
        _put(draft, "agency", line.strip(" -_—–:()"))
        return
    if found := _datelines.dateline_of(f"{line.rstrip(' -_—–:')} - …"):
        _put(draft, "agency", found.agency)
        _put(draft, "dateline_place", found.place)
    _put(draft, "dateline_place", _datelines.place_of(line))
    if line and draft.get("dateline_place") is None:
        draft.say("dateline-unread", "note", f"no place in the dateline {line[:80]!r}")


def _published(draft: Draft, of: dict[str, list[_Field]], guid: str | None) -> Moment | None:
    """The time of filing, else the date in a field, else the day in the document's number."""
    refused = None
    for name in ("FILEID", *_DATES):
        for line in (line for each in of.get(name, []) if (line := each.line)):
            if moment := _anpa.filed(line):
                return moment
            if name == "FILEID":  # a file's name, if it is no time
                continue
            try:
                return _date(line.lstrip("= "))
            except ValueError as error:
                refused = refused or f"{name} {line[:60]!r}: {error}"
    for text in (guid or "", of["DOCID"][0].line or "" if "DOCID" in of else ""):
        if day := _day_of(text):
            return day
    if refused:
        draft.say("date-unread", "warning", refused)
    return None


def _date(line: str) -> Moment:
    if re.fullmatch(r"\d{6}", line):
        return _dates.short_day(line)
    if clocked := re.fullmatch(r"(\d{8})-(\d\d:\d\d:\d\d)", line):
        return _dates.moment(f"{clocked[1][:4]}-{clocked[1][4:6]}-{clocked[1][6:]}T{clocked[2]}")
    try:
        return _dates.moment(line, order="mdy")
    except ValueError:
        return _dates.cut(line, order="mdy")[0]  # "January 1, 1989, Sunday, Home Edition"


def _day_of(number: str) -> Moment | None:
    """The day in the number of a document: "AP880212-0004", "NYT_ENG_19990401.0001", "LA010189-0001"."""
    if not (found := _NUMBERED.match(number)):
        return None
    digits = found[3]
    try:
        if len(digits) == 8:
            return _dates.moment(digits)
        if len(digits) == 6:
            return _dates.short_day(digits[4:] + digits[:4] if found[1] == "LA" else digits)
    except ValueError:
        pass
    return None


def _subjects(draft: Draft, each: _Field, scheme: str) -> None:
    if scheme.startswith("reuters:"):
        for code in re.findall(r"<D>([^<>]{1,200})</D>", each.text):
            draft.subject(scheme, one_line(_plain(code)))
        return
    for line in each.lines:
        for part in line.split(";"):
            name = one_line(part.strip(" ."))
            code = re.fullmatch(r"(.{3,200}) \(([A-Z]{2,5})\)", name or "")
            draft.subject(scheme, code[2] if code else None, code[1] if code else name)


# ------------------------------------------------------------------ the text


def _body(draft: Draft, fields: list[_Field], root: _Field) -> None:
    paragraphs: list[str] = []
    for each in fields:
        if each.name in _TEXTS and each.text.strip():
            paragraphs += _paragraphs(draft, each)
    loose = [line for line in _paragraphs(draft, root) if line.strip("*-_ ")]
    if not paragraphs:
        paragraphs = loose
    else:
        draft.add("editor_note", " ".join(loose))
    # A line above the dateline is a headline that has no field of its own.
    has_headline = draft.get("headline") is not None or len(paragraphs) < 2 or len(paragraphs[0]) > 120
    if not has_headline and paragraphs[0][-1] not in ".!?" and _datelines.dateline_of(paragraphs[1]):
        _put(draft, "headline", paragraphs.pop(0))
    while paragraphs and _END_OF_ADVANCE.fullmatch(paragraphs[-1]):
        draft.add("editor_note", paragraphs.pop())
    story = _wire.sort_out(paragraphs, headline=draft.get("headline"), byline=draft.get("byline"))
    draft.sign(story.byline)
    draft.surround(story)
    if len(story.paragraphs) == 1 and _BLAH.fullmatch(story.paragraphs[0]):
        draft.say("placeholder-left-out", "note", f"in place of a text stands {story.paragraphs[0][:40]!r}")
    else:
        draft.tell(story.paragraphs)


def _paragraphs(draft: Draft, each: _Field) -> list[str]:
    text = _without_comments(each.text)
    if _PARAGRAPH.search(text):
        marked = (one_line(_plain(piece)) for piece in _PARAGRAPH.split(text))
        return [piece for piece in marked if piece and piece.strip("*")]
    text = html.unescape(_CONTROL.sub("", _OTHER_TAG.sub("", text)))
    text = _SIGN_OFF.sub("", text)
    if (found := _EXCERPT.search(text, 0, 1_500)) and "Language:" in text[: found.start()]:
        preamble, text = text[: found.start()], f"  {text[found.end() :]}"
        draft.is_truncated = found[0].startswith("[Excerpt")
        if language := re.search(r"Language:\s{0,5}(\w{3,20})", preamble):
            draft.speak(_languages.tag_of(language[1]))
        if reporter := re.search(r"\[((?:\w{3,20} ){1,6}by [^\[\]]{2,80})\]", preamble):
            draft.sign(" ".join(reporter[1].split()))
        draft.add("editor_note", preamble)
    text = _SEMICOLON.sub("\n\n", text)
    lines: list[str] = []
    for line in text.split("\n"):
        if _ROW.search(line.strip()):  # a row of a table is no part of the line above or below it
            lines += ["", line, ""]
        else:
            lines.append(line)
    filled = [line for line in lines if line.strip()]
    width = max([_NARROWEST, *map(len, filled)])
    if width > _WIDEST or all(line.startswith("  ") for line in filled):
        pieces = [line.text for line in _layout.indented("\n".join(lines))]
    elif len(filled) < len("\n".join(lines).strip().split("\n")) or any(line.startswith("  ") for line in filled):
        pieces = [line.text for line in _layout.indented("\n".join(lines), width=width)]
    else:
        pieces = _unparted(filled, width)
    return [" ".join(piece.split()) for piece in pieces if piece.strip("*- \t")]


def _unparted(lines: list[str], width: int) -> list[str]:
    """The paragraphs of a text that shows them by nothing but a line that is not full, as the Financial Times does.

    Filled by a machine, to the column: the next word would have fitted into the last line of a paragraph.
    """
    found: list[list[str]] = [[lines[0]]]
    for last, line in pairwise(lines):
        if len(last.rstrip()) + 1 + len(line.split(maxsplit=1)[0]) > width:
            found[-1].append(line)
        else:
            found.append([line])
    return [" ".join(piece) for piece in found]
