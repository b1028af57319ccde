"""IPTC 7901, the text wire format of agencies outside America: control characters frame a header, a text, a time.

By IPTC 7901 (Text Transmission Recommended Message Format): SOH header STX text ETX day-time group EOT.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from corpus.errors import ReadError
from corpus.readers import _bylines, _cut, _dates, _decode, _layout, _story, _wire
from corpus.readers._draft import Draft
from corpus.record import Article, Problem
from corpus.text import one_line

LARGEST = 4 << 20
"""Bytes of one message that are read; what is beyond is left out and said."""

_SOH = re.compile(rb"\x01")
_FILLING = b"\x00\x7f"  # sent while a line has nothing to send
# Source and number, priority, category, count of words, optional information: "eca062 4 i 211 ccccb   dpa 061"
_HEADER = re.compile(
    rb"\s{0,9}([A-Za-z]{1,6})(\d{1,6}) {1,3}(\d) {1,3}([A-Za-z]{1,6})(?: {1,3}(\d{1,6}))?(?![^ \r\n\x02])"
    rb"(?: {1,9}([^\r\n\x02]{0,80}))?"
)
_SENDER = re.compile(r"(?:^|\s)([A-Za-z][A-Za-z/+-]{1,20}) {1,3}\d{1,6}$")
# A line above the headline that says where the story stands among others: "1ST LEAD", "2ND ROUNDUP", "EXTRA".
_VERSION = re.compile(
    r"\(?\d{0,2}(?:ST|ND|RD|TH)? ?(?:LEAD|ROUNDUP|UPDATE|ADD|TAKE|SUB|WRAP-?UP|NEWSFEATURE|Zusammenfassung|Zf)\)?:?",
    re.IGNORECASE,
)
_NOTE = re.compile(r"\([^()]{2,60}\)")
_LABEL = re.compile(r"[A-Z0-9][A-Z0-9 .:!/-]{1,38}[A-Z0-9:!]")
_KILLS = re.compile(r"\b(?:KILL(?:ED)?|MANDATORY KILL|STORNO|STORNIERUNG|ANNULATION|ANNULÉ|CANCEL(?:L?ED)?)\b")
# From here on nothing is for print: "# Notebook", "# dpa-Notizblock", and what comes after a row of stars.
_NOTEBOOK = re.compile(
    r"^\s{0,9}(?:#{1,3} ?(?:[\w-]{2,20} )?(?:Notebook|[\w-]{0,9}Notizblock|Bloc-notes|Libreta)\b"
    r"|(?:The following information is not (?:intended )?for publication"
    r"|(?:Die folgenden|Folgende) (?:Informationen|Angaben) sind nicht zur Veröffentlichung)\b)",
    re.IGNORECASE | re.MULTILINE,
)
# "dpa wsz jln npr": the agency's initials and those of who wrote and edited.
_SIGN_OFF = re.compile(r"[A-Za-z]{2,5}(?:[ /+-][a-z][a-z\d]{0,3}){1,6}")
_WIDTH = 69  # characters of a line


class _Message(NamedTuple):
    """A message in its three parts, as bytes; `is_whole` where its text is closed by ETX."""

    header: bytes
    text: bytes
    ending: bytes
    is_whole: bool


def read(stream: BinaryIO, uri: str) -> Iterator[Article | Problem]:
    """Yield one article per message, in order; `source_item` is its position, as message numbers begin anew every day.

    Priority is `urgency`, the category a subject (`iptc7901:category`), the keyword line the slugline. What the agency
    tells editors below the story ("Notebook") is `editor_note`, without what is not for publication. The
    day-time group gives `published` where it has its year; the recommendation counts it in UTC, `published_zone` is
    None where the group names no zone.

    Raises:
        ReadError: there is no message in it.
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
    """How surely an input that begins with `head` is IPTC 7901, from 0 to 1."""
    start = head[:64].lstrip(b"\x00\x7f\x16\r\n ")
    if not start.startswith(b"\x01"):
        return 0.0
    at = head.index(b"\x01") + 1
    found = _HEADER.match(head, at, at + 200)
    return 0.9 if found and b"\x02" in head[at : at + 1_000] and b"\x1f" not in head[at : found.end()] else 0.0


def _article(piece: _cut.Piece, uri: str) -> Article | Problem:
    item = str(piece.number)
    if b"\x02" not in piece.data:
        return Problem(code="broken-item", severity="error", message="a heading without a text (STX)", item=item)
    message = _parts(piece.data)
    found = _HEADER.match(message.header.translate(None, _FILLING), 1)
    try:
        decoded = _decode.decode(message.text.translate(None, _FILLING), uri, item=item)
        above = _decode.decode(message.header.translate(None, _FILLING)[found.end() if found else 1 :], uri).text
    except ReadError as error:
        return Problem(code=error.code, severity="error", message=error.why, item=item)
    draft = Draft("iptc7901", item, piece.data, decoded.encoding, decoded.problems)
    if not message.is_whole or not piece.is_whole:
        draft.say("cut-off", "warning", "the message has no end (ETX): what follows may be missing")
        draft.is_truncated = not piece.is_whole
    if found:
        _header(draft, [part.decode("latin-1") if part else None for part in found.groups()])
    else:
        draft.say("header-unread", "warning", f"no header of IPTC 7901: {one_line(above[:60])!r}")
    draft.put("slugline", *(line for line in above.split("\n") if line.strip() and found))
    _time(draft, message.ending.decode("latin-1"))
    _text(draft, decoded.text.replace("\r", ""))
    return draft.article()


def _parts(data: bytes) -> _Message:
    header, _, rest = data.partition(b"\x02")
    text, etx, ending = rest.partition(b"\x03")
    return _Message(header, text, ending.partition(b"\x04")[0], bool(etx))


def _header(draft: Draft, parts: list[str | None]) -> None:
    _, _, priority, category, _, rest = parts
    draft.put("urgency", priority)
    draft.subject("iptc7901:category", category)
    if sender := _SENDER.search((rest or "").strip()):
        draft.put("publisher", sender[1])
        draft.put("agency", sender[1])


def _time(draft: Draft, ending: str) -> None:
    group = one_line(re.sub(r"[\x00\x7f]", "", ending).split("\x04")[0])
    if not group:
        return
    try:
        draft.published = _dates.day_time_group(group)
    except (ValueError, OverflowError) as error:
        draft.say("date-unread", "warning", f"day-time group {group[:40]!r}: {error}")


def _text(draft: Draft, text: str) -> None:
    """Take the text apart: the lines above " =", the story, the notebook, and what signs it off."""
    if notebook := _NOTEBOOK.search(text):
        text, below = text[: notebook.start()], text[notebook.start() :]
        _notebook(draft, below)
    above, mark, story = _heading(text)
    if mark:
        _headline(draft, above)
    width = max((len(line) for line in story.split("\n")), default=0)
    paragraphs = [line.text for line in _layout.indented(story, width=max(width, _WIDTH) if width <= 100 else 0)]
    while paragraphs and re.fullmatch(r"[*_=# -]{1,80}", paragraphs[-1]):
        del paragraphs[-1]
    if len(paragraphs) > 1 and _is_sign_off(draft, paragraphs[-1]):
        del paragraphs[-1]
    found = _wire.sort_out(paragraphs, headline=draft.get("headline"), byline=draft.get("byline"))
    if not draft.get("byline"):
        draft.sign(found.byline)
    draft.surround(found)
    story_paragraphs = [" ".join(paragraph.split()) for paragraph in found.paragraphs]
    agency = re.escape(draft.get("agency") or "\0")
    place = rf"([^\W\d_][^()]{{1,60}}?) \((?:\w{{2,9}}/)?{agency}(?:/\w{{2,9}})?\) ?[-–—] "
    if story_paragraphs and (dateline := re.match(place, story_paragraphs[0], re.IGNORECASE)):
        draft.put("dateline_place", dateline[1])  # "Northmere (qpa) - ", whoever the sender is
    draft.tell(story_paragraphs)


def _is_sign_off(draft: Draft, line: str) -> bool:
    agency = (draft.get("agency") or "").partition("-")[0].lower()
    return _SIGN_OFF.fullmatch(line) is not None and line[:5].lower().startswith(agency or line[:5])


def _heading(text: str) -> tuple[list[str], bool, str]:
    """The lines of the heading, whether there is one, and the story; " =" at the end of a line closes a heading."""
    lines = text.split("\n")
    for number, line in enumerate(lines[:20]):
        if line.rstrip().endswith("="):
            heading = [one.strip().rstrip("= ") for one in lines[: number + 1]]
            return [one for one in heading if one], True, "\n".join(lines[number + 1 :])
    return [], False, text


def _headline(draft: Draft, lines: list[str]) -> None:
    bylines = [line for line in lines if _bylines.strip_lead(line) is not None and _bylines.parse(line).authors]
    if len(lines) == len(bylines):
        bylines = []
    titles = [line for line in lines if line not in bylines]
    while len(titles) > 1:
        if _VERSION.fullmatch(titles[0]):
            draft.put("version", titles.pop(0).strip("():"))
        elif _NOTE.fullmatch(titles[0]):
            draft.add("editor_note", titles.pop(0))
        elif _LABEL.fullmatch(titles[0]):
            draft.put("kicker", titles.pop(0).strip(": "))
        else:
            break
    draft.put("headline", " ".join(titles))
    draft.sign(" ".join(bylines) or None)
    labels = " ".join(lines)
    if _KILLS.search(labels):
        draft.kind, draft.status = "notice", "canceled"


def _notebook(draft: Draft, text: str) -> None:
    """What is told to editors, as one note; copyright lines in it are rights."""
    kept: list[str] = []
    for line in text.split("\n"):
        bare = line.strip(" #-*")
        if not bare or _is_sign_off(draft, bare):
            continue
        if _story.is_rights(bare):
            draft.add("rights", bare)
        kept.append(bare)
    draft.add("editor_note", " ".join(f"{line}." if line[-1].isalnum() else line for line in kept))
