"""What news agencies set around the paragraphs of a story, and what of it is the story."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from corpus.readers import _bylines
from corpus.text import fold


class WireText(NamedTuple):
    """A wire story taken apart; each part in its order, as printed.

    `paragraphs` are the story's. `byline` stood above it and was not given otherwise. `notes` are for editors and
    readers, `corrections` say what was wrong, `rights` are copyright lines; `left_out` is what ends or parts a text
    ("ends", "___").
    """

    paragraphs: tuple[str, ...]
    byline: str | None
    notes: tuple[str, ...]
    corrections: tuple[str, ...]
    rights: tuple[str, ...]
    left_out: tuple[str, ...]


_END = re.compile(
    r"(?:-{0,3} ?(?:ends?|ENDS?|more|MORE) ?-{0,3}|\(?(?:END|ENDS|MORE)\)?|-0-|#{2,5}|(?:\* ?){3,5}|[_=-]{2,80}"
    r"|Reuters?|REUTERS?)"
)
_INITIALS = re.compile(r"[a-zäöü]{2,4}(?:[/ -][a-zäöü]{2,4}){1,6}")
_NOTE = re.compile(
    r"\(?(?:Reporting|Additional reporting|Editing|Writing|Compiled) (?:and \w+ )?by\b|Eds?:|EDITORS?[:’' ]"
)
_RIGHTS = re.compile(r"(?:©|\(c\) ?(?:Copyright|\d{4})|Copyright\b)", re.IGNORECASE)


def sort_out(paragraphs: Sequence[str], *, headline: str | None = None, byline: str | None = None) -> WireText:
    """Take the paragraphs of a wire story apart. What is not surely something else is story."""
    story = [p.strip() for p in paragraphs if p.strip()]
    left_out: list[str] = []
    notes: list[str] = []
    rights: list[str] = []
    found: str | None = None
    if story and headline and fold(story[0]) == fold(headline):
        del story[0]
    if story and _is_byline(story[0]) and (byline is None or _is_same(story[0], byline)):
        found = story.pop(0)
    while story:
        last = story[-1]
        if _END.fullmatch(last) or _INITIALS.fullmatch(last):
            left_out.insert(0, story.pop())
        elif _NOTE.match(last) and len(last) < 400:
            notes.insert(0, story.pop())
        elif _RIGHTS.match(last) and len(last) < 400:
            rights.insert(0, story.pop())
        else:
            break
    kept: list[str] = []
    for paragraph in story:
        (left_out if _END.fullmatch(paragraph) else kept).append(paragraph)
    return WireText(tuple(kept), found, tuple(notes), (), tuple(rights), tuple(left_out))


def _is_byline(text: str) -> bool:
    return len(text) <= 100 and _bylines.strip_lead(text) is not None and bool(_bylines.parse(text).authors)


def _is_same(line: str, byline: str) -> bool:
    return fold(line) in {fold(byline), fold(f"By {byline}")}
