"""Speech without marks after a speaker's label: "ORTIZ: Yes, in May." and the answers of "Q: ... A: ..."."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from corpus.extract import lexicon
from corpus.record import Span


class Turn(NamedTuple):
    """One speaker's turn: the label that names the speaker (None for a bare "A:") and what is said after it."""

    label: Span | None
    words: Span


_LABEL = re.compile(
    r"(?P<label>[^\W\d_a-z][\w.'’-]{0,30}(?: (?:[^\W\d_a-z]|de |van |von |al-)[\w.'’-]{0,30}){0,4})"
    r"(?: \([^()\n]{1,40}\))?:[ \n]+(?=\S)"
)
_QUESTIONS = frozenset(["q", "question", "f", "frage", "p"])
_ANSWERS = frozenset(["a", "answer", "antwort", "r"])
_MARKS = "“\"«„‘'”`"
_CLOSING = "”\"»“’'"


def turns(body: str, cut: Sequence[Span], names: Sequence[Span]) -> list[Turn]:
    r"""The turns of a transcript, in order; questions of an unnamed "Q:" are left out.

    A block is a turn where two labels follow each other and this one is a name of the article, stands in capitals, or
    is one of "Q" and "A": a lone label is a heading as often as a speaker.

    >>> text = "Q: Will it open?\nORTIZ: Yes, in May."
    >>> [t.words.of(text) for t in turns(text, [Span(0, 16), Span(17, 36)], [])]
    ['Yes, in May.']
    """
    starts = {name.start for name in names}
    # a transcript that is quoted whole repeats the opening mark before each label
    labelled = [_LABEL.match(body, block.start + (body[block.start] in _MARKS), block.end) for block in cut]
    good = [match is not None and _is_speaker(match, starts) for match in labelled]
    found: list[Turn] = []
    for at, match in enumerate(labelled):
        if match is None or not good[at]:
            continue
        if not (any(good[max(0, at - 2) : at]) or any(good[at + 1 : at + 3])):
            continue
        label = match.group("label").lower()
        start, end = match.end(), cut[at].end
        if label in _QUESTIONS or start >= end or body[start] in _MARKS:
            continue
        while end > start and body[end - 1] in _CLOSING and body[cut[at].start] in _MARKS:
            end -= 1
        if start == end:
            continue
        span = None if label in _ANSWERS else Span(match.start("label"), match.end("label"))
        found.append(Turn(span, Span(start, end)))
    return found


def _is_speaker(match: re.Match[str], name_starts: set[int]) -> bool:
    label = match.group("label")
    low = label.lower()
    if low.split()[0] in lexicon.words("labels"):
        return False
    if low in _QUESTIONS or low in _ANSWERS or match.start("label") in name_starts:
        return True
    return label.isupper() and len(label) > 2
