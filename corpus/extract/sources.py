"""What kind of speaker a noun phrase without a name is: unnamed source, group, organisation or document."""

from __future__ import annotations

import re
from functools import cache

from corpus.extract import lexicon
from corpus.extract.cues import source_kinds, things
from corpus.extract.words import Is, flags
from corpus.record import EntityKind

_WITHHELD = re.compile(
    r"\b(?:familiar with|with (?:direct |first-?hand |close )?knowledge of|briefed on|close to"
    r"|who (?:asked|requested|declined|spoke)"
    r"|not (?:to be |be )?(?:named|identified)|anonym|privy to|involved in|with access to|unnamed|unidentified)",
    re.IGNORECASE,
)


def kind_of(phrase: str, head: str) -> EntityKind:
    """The kind of an unnamed speaker, by the phrase as printed and its head noun.

    >>> kind_of("two people with knowledge of the talks", "people"), kind_of("the transport ministry", "ministry")
    ('anonymous', 'org')
    >>> kind_of("Denmark", "Denmark")
    'org'
    """
    if _WITHHELD.search(phrase):
        return "anonymous"
    word = head.lower()
    kind = source_kinds().get(word) or source_kinds().get(word.rstrip("s"))
    if (
        kind == "group"
        and word.rstrip("s") == word
        and not word.endswith(("people", "men", "women", "children"))
        and word not in source_kinds()
    ):
        kind = None
    if kind is None and flags(head) & (Is.PLACE | Is.DEMONYM):
        # "Norland says it will sell the ferries": its government does; "Norlanders say": people
        return "org" if flags(head) & Is.PLACE else "group"
    if kind is None and head[:1].isupper():
        return "person"  # a name that nobody else knows
    if kind is None and re.match(r"(?:the|his|her|its|their|this|that)\b", phrase, re.IGNORECASE):
        return "person"  # "the harbour master" is somebody whom readers know, and no withheld name
    return kind or "anonymous"


_OF_PEOPLE = ("ist", "ian", "man", "men", "woman", "women", "person", "people", "er", "or", "crat", "can")


@cache
def _role_nouns() -> frozenset[str]:
    """The last words of the nouns that say what a person is, in lower case."""
    words = (word for line in lexicon.lines("role_nouns") for word in line.partition(":")[2].split(","))
    return frozenset(word.split()[-1] for word in words if word.strip())


def can_speak(head: str) -> bool:
    """Can this noun say something: people, organisations and documents do, things and times do not?

    >>> can_speak("officials"), can_speak("welder"), can_speak("premium")
    (True, True, False)
    """
    word = head.lower()
    for form in (word, word.removesuffix("s")):
        if form in source_kinds() or form in _role_nouns():
            return True
        if form.endswith(_OF_PEOPLE) and form not in things():
            return True
    return False


def kind_of_pronoun(word: str) -> EntityKind:
    """What a pronoun that nobody resolves can stand for.

    >>> kind_of_pronoun("They"), kind_of_pronoun("she"), kind_of_pronoun("it")
    ('group', 'person', 'org')
    """
    if word.lower() in ("it", "its"):
        return "org"
    return "group" if word.lower() in ("they", "we", "their", "our", "everyone", "everybody") else "person"
