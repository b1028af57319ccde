"""ANPA 1312, the text wire format of American and Canadian agencies: a header of two lines, a text with codes, a time.

By ANPA 1312 (Wire Service Transmission Guidelines): SYN SYN SOH header STX text ETX time EOT. In the text "^" begins a
line that stands by itself, "<" or "=" ends one, and a tab indents a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from corpus.errors import ReadError
from corpus.readers import _agencies, _anpa, _bylines, _cut, _datelines, _decode, _story, _wire
from corpus.readers._draft import Draft
from corpus.record import Article, Problem
from corpus.text import one_line

LARGEST = 4 << 20
"""Bytes of one story that are read; what is beyond is left out and said."""

_SOH = re.compile(rb"\x16{0,9}\x01")
_FILLING = b"\x00\x7f\x16"  # sent while a line has nothing to send
# Thin, en and em spaces and tabulators of tables: blanks, as far as a text goes.
_BLANKS = bytes.maketrans(b"\x10\x1c\x1d\x1e\x1f", b"     ")
# Service level and story number, then the selector code behind US: "W2870", "asian".
_FIRST = re.compile(r"([A-Za-z])(\d{1,6})\s{0,3}\x1f([A-Za-z0-9-]{1,12})")
# DC3 or DC4 and DC1 or DC2 say how the typesetter sets the text; they stand between the category and the keyword.
_SETTING = re.compile(r"[\x11-\x14]")
_NOTE = re.compile(
    r"\(?(?:Eds?\b|EDS\b|EDITORS?\b|Editors?:|(?:With )?[A-Z]{2,4} (?:Photo|Video|Graphic|Audio|Interactive)s?\b"
    r"|Embargo|HOLD FOR"
    r"|(?:Update|INDEX|SYMBOL|Index|Symbol|code|Note|NOTE|ADDS|CORRECTS|UPDATES)\s?:|For (?:use|release)\b)"
)
_HEADLINE = re.compile(r"HL ?: ?")
_COUNTER = re.compile(r"\*\d{1,6}|[A-Z]{1,3}\d{1,4}")
_KILL = re.compile(r"\bkill\b", re.IGNORECASE)
_CORRECTION = re.compile(r"\b(?:correction|corrective)\b", re.IGNORECASE)
_CONTRIBUTED = re.compile(
    r"\b(?:contributed to|helped with|reported from) (?:this (?:report|story)|[A-Z])|\bcontributed to\b"
)


class _Line(NamedTuple):
    """A line as the typesetter sets it, without codes: how it begins and what ends it."""

    text: str
    is_flush: bool  # "^": a line of its own, above the story or a heading in it
    is_indented: bool  # a paragraph
    is_row: bool  # of a table
    end: str  # "<" fills the line, "=" centres it, "" goes on


def read(stream: BinaryIO, uri: str) -> Iterator[Article | Problem]:
    """Yield one article per story, in order; `source_item` is its position, as story numbers begin anew every day.

    The priority letter is `urgency`, the category letter a subject (`anpa:category`), the keyword line the slugline and
    the version. Photo lists and what is said to editors are `editor_note`. Category "v", advisories, and corrections
    are notices; a kill is a canceled notice. The time behind the text is `published`, with its printed zone.

    Raises:
        ReadError: there is no story in it.
    """
    count = 0
    for piece in _cut.pieces(stream, _SOH, largest=LARGEST):
        if not piece.number:
            continue
        count += 1
        yield _article(piece, uri)
    if not count:
        raise ReadError(uri, "no start of heading (SOH) in it", code="no-article")


def sniff(head: bytes) -> float:
    """How surely an input that begins with `head` is ANPA 1312, from 0 to 1."""
    start = head[:300].lstrip(b"\x00\x7f\x16\r\n ")
    if not start.startswith(b"\x01") or b"\x1f" not in start[:40]:
        return 0.0
    return 0.9 if _FIRST.match(start[1:60].translate(None, _FILLING).decode("latin-1")) else 0.0


def _article(piece: _cut.Piece, uri: str) -> Article | Problem:
    item = str(piece.number)
    if b"\x02" not in piece.data:
        return Problem(code="broken-item", severity="error", message="a heading without a text (STX)", item=item)
    header, _, rest = piece.data.translate(None, _FILLING).partition(b"\x02")
    text, etx, ending = rest.partition(b"\x03")
    try:
        decoded = _decode.decode(text.translate(_BLANKS), uri, item=item)
    except ReadError as error:
        return Problem(code=error.code, severity="error", message=error.why, item=item)
    draft = Draft("anpa1312", item, piece.data, decoded.encoding, decoded.problems)
    if not etx or not piece.is_whole:
        draft.say("cut-off", "warning", "the story has no end (ETX): what follows may be missing")
        draft.is_truncated = not piece.is_whole
    _header(draft, header.decode("latin-1"))
    _time(draft, ending[:200].decode("latin-1"))
    _story_of(draft, _lines(decoded.text))
    if draft.get("publisher") and not (draft.paragraphs and _datelines.dateline_of(draft.paragraphs[0])):
        _plain(draft, "agency", draft.get("publisher"))
    return draft.article()


def _header(draft: Draft, header: str) -> None:
    lines = [line for line in header.replace("\r", "").lstrip("\x01").split("\n") if line.strip()]
    found = _anpa.header(_SETTING.sub("", lines[1])) if len(lines) > 1 else None
    if not found:
        draft.say("header-unread", "warning", f"no header of ANPA 1312: {one_line(header[:60])!r}")
        return
    draft.put("urgency", found.priority)
    draft.subject("anpa:category", found.category)
    draft.texts.setdefault("slugline", (found.keyword or "").split(" ")[0])
    if found.category == "v":
        draft.kind = "notice"


def _time(draft: Draft, ending: str) -> None:
    """The time of transmission behind the text, "AP-WF-11-13-13 1509GMT", and the agency that its service names."""
    line = one_line(ending.replace("\x04", "").strip("\x0c\r\n <^"))
    if not line:
        return
    draft.published = _anpa.filed(line)
    if draft.published is None:
        draft.say("date-unread", "warning", f"no time in {line[:60]!r}")
    elif agency := re.match(r"([A-Z]{2,4})-", line):
        _plain(draft, "publisher", agency[1])


def _lines(text: str) -> list[_Line]:
    """The lines of the text; a line that is wrapped is joined to the one that it goes on with."""
    found: list[_Line] = []
    begins_new = True
    for raw in text.replace("\r", "").split("\n"):
        if not raw.strip(" \t\x0c"):
            begins_new = True
            continue
        # Several lines for the typesetter may stand in one: "^*9006< ^AP-Weir-Headlines,0176<".
        for part in re.split(r"(?<=[<=]) {0,3}(?=\^)", raw.rstrip(" \t")):
            is_row = part.startswith("\x08")
            bare = part.lstrip(" \t\x08\x0c")
            is_flush, is_indented = bare.startswith("^"), part[:1] in {"\t", " "} and not part.isspace()
            bare = bare.lstrip("^").rstrip()
            end = bare[-1] if bare.endswith(("<", "=")) else ""
            line = " ".join(bare.rstrip("<=").removesuffix("@").split())
            if is_row:  # in tables the brace is the type of one half
                line = line.replace("{", "½")
            if not line:
                begins_new = True
                continue
            goes_on = not (begins_new or is_flush or is_indented or is_row) and found and not found[-1].end
            if goes_on:
                found[-1] = found[-1]._replace(text=f"{found[-1].text} {line}", end=end)
            else:
                found.append(_Line(line, is_flush, is_indented, is_row, end))
            begins_new = False
    return found


def _story_of(draft: Draft, lines: list[_Line]) -> None:
    """Sort the lines into what stands above the story and the story."""
    _keyword(draft, lines)
    paragraphs: list[str] = []
    byline: list[str] = []
    is_above = True
    has_paragraphs = any(line.is_indented for line in lines)
    for line in lines:
        # The first paragraph, a row of a table or whatever follows the byline begins the story.
        if is_above and (line.is_indented or line.is_row or not (line.is_flush or has_paragraphs)):
            is_above = False
        if not is_above:
            paragraphs.append(line.text)
        elif _HEADLINE.match(line.text):
            _plain(draft, "headline", _HEADLINE.sub("", line.text, count=1))
        elif _NOTE.match(line.text) or _story.is_note(line.text):
            draft.add("editor_note", line.text)
        elif byline:
            if _is_credit(line):
                byline.append(line.text)
            else:
                is_above = False
                paragraphs.append(line.text)
        elif _bylines.strip_lead(line.text) is not None and _bylines.parse(line.text).authors:
            byline.append(line.text)
        elif draft.get("headline") is None:
            _plain(draft, "headline", line.text)
        elif has_paragraphs and line.end == "<" and len(line.text) > 80:
            draft.put("summary", line.text)
        else:
            paragraphs.append(line.text)
    _anpa.sign(draft, byline)
    if paragraphs and paragraphs[-1] in {"END", "End"}:
        del paragraphs[-1]
    found = _wire.sort_out(paragraphs, headline=draft.get("headline"), byline=draft.get("byline"))
    draft.sign(found.byline)
    story, notes = list(found.paragraphs), list(found.notes)
    while len(story) > 1 and len(story[-1]) < 300 and (_story.is_note(story[-1]) or _CONTRIBUTED.search(story[-1])):
        notes.insert(0, story.pop())
    draft.surround(found._replace(notes=tuple(notes)))
    draft.tell(story)


def _keyword(draft: Draft, lines: list[_Line]) -> None:
    """Take the keyword line, the first of the text, off; the header's keyword is a shorter form of it."""
    while lines and lines[0].is_flush and _COUNTER.fullmatch(lines[0].text):
        del lines[0]
    if not lines or not lines[0].is_flush:
        return
    first = lines[0].text
    shorter = (draft.get("slugline") or "").lower()
    if (
        re.match(r"(?:AM|PM|BC|AP)-", first)
        or (shorter and first.lower().startswith(shorter[:6]))
        or first[-1].isdigit()
    ):
        found = _anpa.keyword(first)
        if found.slug:
            draft.texts["slugline"] = found.slug
        _plain(draft, "version", found.version)
        del lines[0]
        if _KILL.search(first):
            draft.kind, draft.status = "notice", "canceled"
        elif _CORRECTION.search(first):
            draft.kind = "notice"


def _is_credit(line: _Line) -> bool:
    """Whether a line below the byline says for whom the writer writes: "Associated Press", "AP Sports Writer"."""
    words = line.text.split()
    return len(words) <= 6 and (
        _agencies.is_agency(line.text.title()) or _agencies.is_agency(line.text) or _bylines.is_role(line.text)
    )


def _plain(draft: Draft, name: str, value: str | None) -> None:
    """As `Draft.put`, for text in which "<" is never markup."""
    if name not in draft.texts and (line := one_line(value)):
        draft.texts[name] = line
