"""The text of an article as a database holds it, and what its newspaper left around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpus.readers import _bylines, _nexis_labels, _story, _wire
from corpus.readers._agencies import is_agency
from corpus.readers._nexis_lines import ADDRESS, Line, is_heading, is_reporters_note, is_same_name, label_of
from corpus.text import fold


class Story(NamedTuple):
    """A text taken apart, each part in its order. `byline` stood above or below it; `left_out` is in no other part."""

    paragraphs: tuple[str, ...]
    deck: str | None
    summary: tuple[str, ...]
    byline: str | None
    agency: str | None
    captions: tuple[str, ...]
    notes: tuple[str, ...]
    corrections: tuple[str, ...]
    rights: tuple[str, ...]
    addresses: tuple[str, ...]
    left_out: tuple[str, ...]


PICTURES = re.compile(r"(?:PHOTOS?|PHOTOGRAPHS?|PICTURES?|FOTOS?)\s?:")
"""How a web edition begins the captions that it leaves below a text."""

_NOTE = re.compile(
    r"(?:this is a more complete version of the story\b|compiled from (?:reports|wire)\b"
    r"|from (?:the )?[\w’' ]{3,30} wire services$|with (?:an? )?(?:files?|reports?) from\b"
    r"|mit material (?:von|der|des)\b|mitarbeit:|übersetzung:|aus dem \w{3,20} von\b|avec (?:afp|reuters)\b)",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"(?:follow|get|sign up|subscribe|like|join|find|check out)\b.{0,300}\b(?:twitter|facebook|newsletter|instagram|"
    r"inbox)\b.{0,200}|we['’]d love your feedback\b.{0,200}|mehr bilder (?:auf|bei) \S{4,60}",
    re.IGNORECASE,
)
# A writer's address or telephone number, alone in its line; a desk's initials and the agencies it used.
_CONTACT = re.compile(
    r"(?:e-?mail:? )?(?:\"?mailto:\S{5,80} )?[\w.+-]{1,60}@[\w-]{1,60}(?:\.[\w-]{1,30}){1,4}\.?|[\d() .+-]{7,20}"
)
_GLUED = re.compile(r"(?<=[.!?”\"])\s?(?:\"mailto:[^\"\s]{5,80}\" )?[\w.+-]{2,60}@[\w-]{1,60}(?:\.[a-z]{2,10}){1,3}$")
_DESK = re.compile(r"[\w-]{2,9}(?:/[\w-]{2,9}){1,9}")
_ELSEWHERE = re.compile(r"[^.!?]{3,60}, (?:page|seite|p\.) ?\d{1,3}\W{0,4}", re.IGNORECASE)
_COLUMN = 45  # characters of a line in a narrow column
_STOPPED = re.compile(r"[.!?:;,…—–-][\"'”’»)\]]*$|[\"”»]$")


def sort_out(lines: Sequence[Line], *, headline: str | None, byline: str | None, writers: Sequence[str],
             publisher: str | None) -> Story:  # fmt: skip
    """Take a text apart. What is not surely something else is a paragraph; paragraphs that a wire broke are joined."""
    summary: list[str] = []
    lines = list(_without_summary(lines, summary))
    left_out: list[str] = []
    related = next((n for n, line in enumerate(lines) if n and is_heading(line, _nexis_labels.RELATED)), None)
    if related is not None:
        left_out.append("; ".join(line.text for line in lines[related:]))
        lines = lines[:related]
    story = [line.text for line in lines]
    if story and (label := label_of(lines[0])) and label.field == "body":
        story[0] = label.value
    deck, names = _broken_deck(story, writers)
    left_out += names
    notes: list[str] = []
    captions: list[str] = []
    corrections: list[str] = []
    addresses: list[str] = []
    agency = signed = None
    while len(story) > 1:
        last = story[-1]
        is_line = len(last) < 400
        if ADDRESS.fullmatch(last):
            addresses.insert(0, last)
        elif PICTURES.match(last):
            captions.insert(0, last)
        elif is_line and is_agency(last.strip("()—– ")):
            agency = last.strip("()—– ")
        elif is_line and (is_reporters_note(last) or _NOTE.match(last) or _story.is_note(last)):
            notes.insert(0, last)
        elif is_line and _story.is_correction(last):
            corrections.insert(0, last)
        elif _DESK.fullmatch(last) and (used := [part for part in last.split("/") if is_agency(part)]):
            agency = agency or used[0]
            left_out.insert(0, last)
        elif is_line and (_is_furniture(last, publisher) or _ends_with_writer(story, writers)):
            left_out.insert(0, last)
        elif is_line and signed is None and byline is None and _is_signature(last):
            signed = last.strip("—– -()")
        else:
            break
        story.pop()
    wire = _wire.sort_out(story, headline=headline, byline=byline)
    kept = [text for text in wire.paragraphs if not (len(text) < 60 and is_agency(text))]
    if kept and (glued := _GLUED.search(kept[-1][-200:])):
        left_out.append(glued[0].strip())
        kept[-1] = kept[-1][: len(kept[-1]) - len(glued[0])].rstrip()
    return Story(
        tuple(_joined(kept)),
        deck,
        tuple(summary),
        wire.byline or signed,
        agency or next((text for text in wire.paragraphs if len(text) < 60 and is_agency(text)), None),
        tuple(captions),
        (*wire.notes, *notes),
        (*wire.corrections, *corrections),
        wire.rights,
        tuple(addresses),
        tuple(left_out),
    )


def _broken_deck(story: list[str], writers: Sequence[str]) -> tuple[str | None, list[str]]:
    """Take from the head a deck that was broken at the width of its column, and the writers' names below it.

    Short lines without stops, of which one goes on with a small letter, above a paragraph.
    """
    end = next((n for n, line in enumerate(story[:8]) if len(line) > _COLUMN or _STOPPED.search(line[-4:])), 0)
    if end < 2 or len(story[end]) < 2 * _COLUMN:
        return None, []
    known = [fold(writer) for writer in writers]
    start = next((n for n in range(end) if any(fold(story[n]).startswith(name) for name in known)), end)
    lines, names = story[:start], story[start:end]
    if start < 2 or not lines[0][:1].isupper() or not any(line[:1].islower() for line in lines[1:]):
        return None, []
    if any(is_agency(line) or _bylines.strip_lead(line) for line in lines):
        return None, []
    if not all(_bylines.is_name_alone(name) or any(fold(name).startswith(w) for w in known) for name in names):
        return None, []
    del story[:end]
    return " ".join(lines), names


def _is_furniture(text: str, publisher: str | None) -> bool:
    return (
        _FURNITURE.fullmatch(text) is not None
        or _CONTACT.fullmatch(text) is not None
        or _ELSEWHERE.fullmatch(text) is not None
        or (publisher is not None and is_same_name(text, publisher))
    )


def _ends_with_writer(story: Sequence[str], writers: Sequence[str]) -> bool:
    """Whether a text ends with its writer's name, as letters do, perhaps with a place below or behind it."""
    names = {fold(writer) for writer in writers}
    last = fold(re.sub(r"[ ,]+[^,]{0,40}$", "", story[-1]) if "," in story[-1] else story[-1])
    before = fold(story[-2]) if len(story) > 2 else ""
    is_place = len(story[-1].split()) <= 4 and not story[-1].endswith((".", "!", "?", "”", '"'))
    return last in names or (is_place and before in names)


def _is_signature(text: str) -> bool:
    """Whether a line below an unsigned text names its writer: "-- Mara Lind", "Mara Lind, Example News Agency"."""
    plain = text.strip("()")
    found = _bylines.parse(re.sub(r"^[—–-]{1,2}\s?", "By ", plain))
    is_dashed = re.match(r"[—–-]{1,2}\s?\w", plain) is not None and not plain.endswith((".", "!", "?"))
    is_credit = is_dashed or (found.agency is not None and any(author.kind == "person" for author in found.authors))
    return len(plain.split()) <= 8 and is_credit and bool(found.authors)


def _without_summary(lines: Sequence[Line], summary: list[str]) -> Iterator[Line]:
    """The lines of the text without the headings that part it from its summary, which goes where it is told."""
    is_summary = False
    has_end = any(is_heading(line, _nexis_labels.FULL_TEXT) for line in lines[:40])
    for n, line in enumerate(lines):
        if n < 40 and is_heading(line, _nexis_labels.SUMMARY) and n + 1 < len(lines):
            is_summary = True
        elif n < 40 and is_heading(line, _nexis_labels.FULL_TEXT):
            is_summary = False
        elif is_summary:
            summary.append(line.text)
            is_summary = has_end
        else:
            yield line


def _joined(paragraphs: Sequence[str]) -> Iterator[str]:
    """The paragraphs, those joined that a wire broke at the end of a line, in the middle of a sentence."""
    pieces: list[str] = []
    for text in paragraphs:
        if pieces and text[:1].islower() and len(pieces[-1]) >= 50 and not _STOPPED.search(pieces[-1][-4:]):
            pieces.append(text)
            continue
        if pieces:
            yield " ".join(pieces)
        pieces = [text]
    if pieces:
        yield " ".join(pieces)
