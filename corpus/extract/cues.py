"""Cues: the verbs and phrases that attribute words, from ``lexicon/cues.txt``, and the closed classes of English."""

from __future__ import annotations

from functools import cache
from typing import Literal, NamedTuple

from corpus.extract import lexicon
from corpus.record import EntityKind

CueClass = Literal["free", "told", "near", "weak"]
Form = Literal["base", "s", "past", "participle", "ing"]


class CueForm(NamedTuple):
    """What one printed form of a cue verb is."""

    lemma: str
    kind: CueClass
    form: Form


_CLASSES: dict[str, CueClass] = {"free": "free", "told": "told", "near": "near", "weak": "weak"}


@cache
def forms() -> dict[str, CueForm]:
    """Every printed form of every cue verb, in lower case.

    >>> forms()["said"]
    CueForm(lemma='say', kind='free', form='past')
    """
    found: dict[str, CueForm] = {}
    for line in lexicon.lines("cues"):
        name, lemma, *irregular = line.split()
        kind = _CLASSES[name]
        words = irregular or _inflect(lemma)
        found.setdefault(lemma, CueForm(lemma, kind, "past" if lemma in words[1:] else "base"))
        for at, word in enumerate(words):
            form: Form = "s" if at == 0 else "ing" if at == len(words) - 1 else "past" if at == 1 else "participle"
            found.setdefault(word, CueForm(lemma, kind, form))
    return found


def lemma_of(verb: str) -> str:
    """The lemma of a regular verb that no list names, by the words that English spells so.

    >>> lemma_of("groused"), lemma_of("quibbles"), lemma_of("tutted"), lemma_of("parried")
    ('grouse', 'quibble', 'tut', 'parry')
    """
    if verb.endswith(("ied", "ies")):
        return verb[:-3] + "y"
    if verb.endswith("s"):
        return verb[:-2] if verb.endswith(("shes", "ches", "sses", "xes")) else verb[:-1]
    stem = verb.removesuffix("ed")
    if stem[-1] == stem[-2:-1] and stem[-1] not in "lsfz":
        return stem[:-1]
    ends_in_e = stem.endswith(("c", "s", "v", "u", "z", "bl", "pl", "tl", "dl", "gl", "fl", "kl", "dg", "rg", "ng"))
    is_short = len(stem) > 2 and stem[-1] not in "aeiouwxy" and stem[-2] in "aeiou" and stem[-3] not in "aeiou"
    return stem + "e" if (ends_in_e and not stem.endswith("ss")) or (is_short and _syllables(stem) == 1) else stem


def _syllables(word: str) -> int:
    """Runs of vowels in a word."""
    return sum(1 for at, c in enumerate(word) if c in "aeiouy" and (at == 0 or word[at - 1] not in "aeiouy"))


@cache
def word_class(name: str) -> frozenset[str]:
    """The words of one class of ``lexicon/grammar.txt``, in lower case."""
    return _classes("grammar")[name]


@cache
def source_kinds() -> dict[str, EntityKind]:
    """Head noun -> kind of speaker, from ``lexicon/sources.txt``."""
    named = _classes("sources")
    kinds: tuple[EntityKind, ...] = ("org", "document", "group", "anonymous")
    return {word: kind for kind in kinds for word in named[kind]}


def things() -> frozenset[str]:
    """Words that end like those of people and are none, from ``lexicon/sources.txt``."""
    return _classes("sources")["thing"]


@cache
def _classes(name: str) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for line in lexicon.lines(name):
        kind, _, words = line.partition(" ")
        found.setdefault(kind, set()).update(word.strip() for word in words.split(","))
    return {kind: frozenset(words) for kind, words in found.items()}


def _inflect(lemma: str) -> tuple[str, ...]:
    stem = lemma.removesuffix("e")
    s = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x", "z")) else "s")
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing"
    return s, stem + "ed", stem + "ing"
