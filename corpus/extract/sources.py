"""What kind of speaker a noun phrase without a name is: unnamed source, group, organisation or document."""

from __future__ import annotations

import re

from corpus.extract.cues import source_kinds
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
    return kind or "anonymous"


def kind_of_pronoun(word: str) -> EntityKind:
    """What a pronoun that nobody resolves can stand for.

    >>> kind_of_pronoun("They"), kind_of_pronoun("she")
    ('group', 'person')
    """
    return "group" if word.lower() in ("they", "we", "their", "our", "everyone", "everybody") else "person"
