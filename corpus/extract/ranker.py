"""Which of a sentence's candidates says the words in marks, and does anybody: weights over what stands between.

The rules of `attribution` name the candidates and give each a score; here that score is one feature among others, and
the shares of all candidates (and of "none of them") add up to one: a conditional maximum-entropy model, as O'Keefe et
al. 2012 rank speakers. Its weights are data, ``models/speakers.json``; ``benchmarks/training/speakers.py`` learns them
from our own annotated articles, and ``docs/explanation/models.md`` is their card.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from math import exp
from typing import NamedTuple

from corpus.extract import models, phrases
from corpus.extract.phrases import Phrase, Tokens
from corpus.extract.sources import can_speak
from corpus.extract.tokens import Token

_CLOSING = "”\"'’»“`」』〞›‘＂ \u00a0\u202f"
_ENDS = {",": "comma", ".": "stop", "?": "question", "!": "question", "…": "stop", "—": "dash", "-": "dash"}


class Option(NamedTuple):
    """A candidate: its words, the rule that found them with its score, and the cue's tokens ``[first, last)``, if any.

    `verb` is the cue's class, lemma and form of use as one word each; empty without a cue.
    """

    phrase: Phrase
    rule: str
    score: float
    cue: tuple[int, int] | None = None
    verb: tuple[str, ...] = ()


def shares(tokens: Tokens, place: int, options: Sequence[Option]) -> list[float]:
    """How likely each option names who says the words at `place`, in order; last, that none of them does."""
    weights = _weights()
    sums = [sum(weights.get(f, 0.0) for f in features(tokens, place, option, options)) for option in options]
    sums.append(sum(weights.get(f, 0.0) for f in features_of_none(tokens, place, options)))
    top = max(sums)
    parts = [exp(each - top) for each in sums]
    total = sum(parts)
    return [part / total for part in parts]


@cache
def _weights() -> dict[str, float]:
    return {feature: row[0] for feature, row in models.weights("speakers").items()}


def features(tokens: Tokens, place: int, option: Option, options: Sequence[Option]) -> Iterator[str]:
    """What speaks for one option, by name."""
    phrase, cue = option.phrase, option.cue
    head = tokens[phrase.head]
    rule = option.rule
    yield f"rule {rule}"
    yield f"score {int(option.score * 20)}"
    yield f"rule {rule} {int(option.score * 10)}"
    better = sum(other.score > option.score for other in options)
    yield f"rank {min(better, 3)} of {min(len(options), 4)}"
    yield f"kind {phrase.kind}"
    yield f"kind {phrase.kind} {rule}"
    if phrase.kind == "pronoun":
        yield f"pronoun {head.low}"
    elif phrase.kind == "nominal":
        yield "can speak" if can_speak(head.low) else "can not speak"
    if phrase.first == 0:
        yield "opens the sentence"
    side = "before" if phrase.first < place else "after"
    if cue is None:
        return
    kind, lemma, *use = option.verb
    yield f"verb {kind} {rule}"
    yield f"lemma {lemma}"
    for each in use:
        yield f"use {each} {side}"
    first, last = cue
    low, high = (last, place) if last <= place else (place + 1, first)
    between = tokens[low:high]
    words = [t for t in between if t.kind != "mark"]
    yield f"gap {side} {min(len(words), 3) if len(words) < 4 else 4 + min(len(words) // 4, 4)}"
    for name, found in (
        ("quotation", any(t.kind == "quote" for t in between)),
        ("comma", any(t.text == "," for t in between)),
        ("stop", any(t.text in ";:—–" for t in between)),
        ("who", any(t.low in ("who", "which", "whose") for t in words)),
        ("that", bool(words) and words[0].low == "that"),
        ("late that", any(t.low == "that" for t in words[1:])),
        ("as", any(t.low == "as" for t in words)),
        ("finite", any(t.low in phrases.FINITE for t in words)),
        ("name", any(t.kind == "name" for t in words)),
    ):
        if found:
            yield f"between {side} {name}"
    others = [o for o in options if o.cue is not None and o is not option]
    inner = sum(1 for o in others if o.cue is not None and low <= o.cue[0] < high)
    yield f"cues between {side} {min(inner, 3)}"
    if side == "before":
        outer = sum(1 for o in others if o.cue is not None and o.cue[1] <= first)
        yield f"cues outside {min(outer, 3)}"
        if outer and tokens[phrase.first - 1].low == "that":
            yield "under that"
    if side == "before" and not words:
        yield f"beside {kind}"
    yield f"end {_end(tokens, place)} {rule}"


def features_of_none(tokens: Tokens, place: int, options: Sequence[Option]) -> Iterator[str]:
    """What speaks for none of the options."""
    yield "none"
    yield f"none of {min(len(options), 3)}"
    best = max((option.score for option in options), default=0.0)
    yield f"none best {int(best * 10)}"
    left = tokens[place - 1] if place else None
    right = tokens[place + 1] if place + 1 < len(tokens) else None
    yield f"none left {_class(left)}"
    yield f"none right {_class(right)}"
    yield f"none end {_end(tokens, place)}"
    words = tokens[place].text.split()
    size = "1" if len(words) < 2 else "2" if len(words) < 3 else "3" if len(words) < 6 else "long"
    yield f"none size {size}"
    inner = tokens[place].text.strip(_CLOSING + "„«")
    is_titled = len(words) > 1 and all(w[:1].isupper() or w.lower() in phrases.SMALL for w in inner.split())
    yield f"none {'titled' if is_titled else 'capital' if inner[:1].isupper() else 'small'}"
    yield f"none {size} {_class(left)} {'capital' if inner[:1].isupper() else 'small'}"


def _class(token: Token | None) -> str:
    """What a token beside the marks is, in one word."""
    if token is None:
        return "edge"
    low, kind, text = token.low, token.kind, token.text
    if kind != "word":
        return text if kind == "mark" else kind
    for name, words in _CLASSES:
        if low in words:
            return name
    cue = phrases.FORMS.get(low)
    if cue is not None:
        return f"cue {cue.kind}"
    return "capital" if text[:1].isupper() else "ly" if low.endswith("ly") else "ing" if low.endswith("ing") else "word"


_CLASSES = (
    ("article", frozenset({"the", "a", "an"})),
    ("as", frozenset({"as"})),
    ("that", frozenset({"that"})),
    ("it", frozenset({"it", "him", "her", "them", "me", "us"})),
    ("poss", phrases.POSS | phrases.POSSESSIVE),
    ("be", phrases.BE),
    ("not", frozenset({"not", "never", "no"})),
    ("and", frozenset({"and", "or", "but"})),
    ("of", frozenset({"of"})),
    ("prep", phrases.PREP),
    ("det", phrases.DET),
    ("aux", phrases.AUX),
    ("pronoun", phrases.PRON | phrases.REL),
    ("conj", phrases.CONJ),
    ("time", phrases.TIME),
)


def _end(tokens: Tokens, place: int) -> str:
    """How the words in marks end: with a comma, a full stop, a question, or none."""
    inner = tokens[place].text.rstrip(_CLOSING)
    return _ENDS.get(inner[-1:], "open")
