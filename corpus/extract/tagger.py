"""What a run of capitals names, as its words and what stands beside it tell: a person, an organisation, a place, else.

A maximum-entropy classifier (multinomial logistic regression; Berger, Della Pietra and Della Pietra 1996) over the
pieces that `pieces` cuts. It judges a name once per article, by all places where it stands. Its weights are data,
``models/names.json``; ``benchmarks/training/names.py`` learns them from openly licensed text, and
``docs/explanation/models.md`` is their card.

What a feature says depends on one or two words only, so that its weights are added once per word and remembered: a name
costs some ten look-ups, and not a hundred.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from math import exp
from typing import NamedTuple

from corpus.extract import models
from corpus.extract.tokens import Token
from corpus.extract.words import Is, flags

CLASSES = ("person", "org", "place", "other")
"""In the order of weights and verdicts; that it is no name at all is what the weights are measured from."""
PLACES = 4
"""Places of a name that are read: more say the same again."""


class Verdict(NamedTuple):
    """How likely each is, from 0 to 1; what is missing to 1 is that it names nothing."""

    person: float
    org: float
    place: float
    other: float


class Place(NamedTuple):
    """Where a name stands: tokens ``[first, last)`` of a sentence; with what the words beside it told, by `names`."""

    tokens: Sequence[Token]
    first: int
    last: int
    told: tuple[float, float, float]


_Part = tuple[str, str, int]
"""A kind of evidence, the word or words, and a number: what `_features` makes strings of."""


def judge(words: Sequence[str], made: str, also: str, places: Sequence[Place]) -> Verdict:
    """What a name is. `made` says how its piece was cut, `also` how its words stand elsewhere in the article."""
    score = _scores()
    person, org, place, other = score[("bias", "", 0)]
    for part in _parts_of_name(words, made, also):
        a, b, c, d = score[part]
        person, org, place, other = person + a, org + b, place + c, other + d
    read = places[:PLACES]
    share = 1.0 / max(1, len(read))
    for where in read:
        for part in _parts_of_place(where):
            a, b, c, d = score[part]
            person, org, place, other = person + share * a, org + share * b, place + share * c, other + share * d
    weights = exp(person), exp(org), exp(place), exp(other)
    total = 1.0 + sum(weights)
    return Verdict(*(weight / total for weight in weights))


def features(words: Sequence[str], made: str, also: str, places: Sequence[Place]) -> dict[str, float]:
    """The features that `judge` adds up, by name, with their shares: what a training run learns from."""
    found = {"bias": 1.0}
    read = places[:PLACES]
    parts = [(part, 1.0) for part in _parts_of_name(words, made, also)]
    parts += [(part, 1.0 / len(read)) for where in read for part in _parts_of_place(where)]
    for part, share in parts:
        for feature in set(_features(part)):
            found[feature] = found.get(feature, 0.0) + share
    return found


def _parts_of_name(words: Sequence[str], made: str, also: str) -> Iterator[_Part]:
    size = min(len(words), 4)
    yield "first", words[0], size
    yield "last", words[-1], size
    for word in words[1:-1][:4]:
        yield "inside", word, 0
    yield "made", made, 0
    yield "also", also, size


def _parts_of_place(where: Place) -> Iterator[_Part]:
    tokens, first, last, told = where
    before = tokens[first - 1].text if first else "^"
    after = tokens[last].text if last < len(tokens) else "$"
    yield "before", before, 0
    yield "before two", f"{tokens[first - 2].low if first > 1 else '^'} {before.lower()}", 0
    yield "after", after, 0
    yield "after two", f"{after.lower()} {tokens[last + 1].low if last + 1 < len(tokens) else '$'}", 0
    yield "second before", tokens[first - 2].text if first > 1 else "^", 0
    yield "second after", tokens[last + 1].text if last + 1 < len(tokens) else "$", 0
    if after in ("’s", "'s") and last + 1 < len(tokens):
        yield "owned", tokens[last + 1].text, 0
    for name, value in zip(("person", "org", "place"), told, strict=True):
        if value:
            yield f"told {name}", f"{value:g}", 0


_BESIDE = ("TITLE", "ROLE", "SPEECH", "CAPITAL", "DEMONYM", "PLACE", "ORG_HEAD", "COMMON", "GIVEN")
_FLAGS = {name: bit for name, bit in vars(Is).items() if name.isupper()}


def _features(part: _Part) -> Iterator[str]:
    """The names of the features of a part."""
    kind, word, size = part
    if kind in ("first", "last", "inside"):
        mark, low = flags(word), word.lower()
        yield f"{kind} = {word}"
        yield f"{kind} {size} is {_shape(word)}"
        for name, bit in _FLAGS.items():
            if mark & bit:
                yield f"{kind} {size} {name}"
        if kind != "inside":
            yield f"{kind} -{low[-2:]}"
            yield f"{kind} -{low[-3:]}"
            yield f"{kind} {low[:3]}-"
        if kind == "last":
            yield f"{kind} -{low[-4:]}"
    elif kind in ("before", "after", "owned", "second before", "second after"):
        yield f"{kind} = {word.lower()}"
        mark = flags(word)
        for name in _BESIDE:
            if mark & _FLAGS[name]:
                yield f"{kind} {name}"
    elif kind in ("made", "also"):
        for one in word.split():
            yield f"{kind} {size} {one}"
    else:
        yield f"{kind} = {word}" if word else kind


def _shape(word: str) -> str:
    """How a word is written: its kinds of letters in order, each once: "McAllen" is "AaAa", "U.S." is "A.A."."""
    shape = ""
    for letter in word[:12]:
        kind = "A" if letter.isupper() else "a" if letter.isalpha() else "0" if letter.isdigit() else letter
        if shape[-1:] != kind:
            shape += kind
    return shape


class _Scores(dict[_Part, tuple[float, float, float, float]]):
    """The sum of the weights of a part's features, added up when first asked for."""

    def __init__(self, weights: dict[str, tuple[float, ...]]) -> None:
        super().__init__()
        self.weights = weights

    def __missing__(self, part: _Part) -> tuple[float, float, float, float]:
        known = [self.weights[feature] for feature in dict.fromkeys(_features(part)) if feature in self.weights]
        total = (sum(w[0] for w in known), sum(w[1] for w in known), sum(w[2] for w in known), sum(w[3] for w in known))
        if len(self) >= 1 << 17:
            self.clear()
        self[part] = total
        return total


@cache
def _scores() -> _Scores:
    return _Scores(models.weights("names"))
