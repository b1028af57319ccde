"""What is known about a word or a phrase before its text is read: the lexicons as flags, without any context."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal, NamedTuple, cast

from corpus.extract import lexicon
from corpus.record import OrgKind

Gender = Literal["f", "m"]


class Is:
    """What a word may be, as bits; several may hold at once ("Jordan" is a given name and a place).

    Plain integers: ``enum.IntFlag`` makes each ``&`` some ten times slower, and every token is asked several times.
    """

    CAPITAL: Final = 1 << 0  # written with a capital, or with a particle before one: "Lund", "al-Lund"
    ACRONYM: Final = 1 << 1  # two to seven capitals, digits or full stops between: "ERR", "G7"
    INITIAL: Final = 1 << 2  # "J.", "J.R."
    COMMON: Final = 1 << 3  # its lower-case form is an everyday word
    FUNCTION: Final = 1 << 4  # "The", "However": never part of a name at the head of a sentence
    GIVEN: Final = 1 << 5
    PLACE: Final = 1 << 6
    DEMONYM: Final = 1 << 7
    OTHER: Final = 1 << 8  # weekday, feast, product: a name of neither person nor organisation
    TITLE: Final = 1 << 9  # "President"
    MODIFIER: Final = 1 << 10  # "Deputy", "Foreign": before a title
    ORG: Final = 1 << 11  # a known organisation
    ORG_HEAD: Final = 1 << 12  # "Ministry", "Bank"
    PLACE_HEAD: Final = 1 << 13
    THING_HEAD: Final = 1 << 14
    SUFFIX: Final = 1 << 15  # "Jr."
    PARTICLE: Final = 1 << 16  # "van"
    ROLE: Final = 1 << 17  # "spokesman", in any case
    SPEECH: Final = 1 << 18
    CAMEL: Final = 1 << 19  # "HarbourNet": capitals inside, as firms write themselves


class Known(NamedTuple):
    """A name of the lexicon: how many words it has, what it is and, for an organisation, its kind."""

    words: tuple[str, ...]
    what: int
    kind: OrgKind | None


def _table(name: str) -> dict[str, frozenset[str]]:
    """A lexicon of lines ``label: word, word``."""
    table: dict[str, frozenset[str]] = {}
    for line in lexicon.lines(name):
        label, _, entries = line.partition(":")
        table[label] = table.get(label, frozenset()) | {word.strip() for word in entries.split(",")}
    return table


def kinds(name: str) -> dict[str, OrgKind]:
    """A lexicon of entries ``name: kind``, several on a line. Of two kinds the first in the alphabet stands."""
    found: dict[str, OrgKind] = {}
    for entry in sorted(lexicon.words(name)):
        word, _, kind = entry.rpartition(": ")
        found.setdefault(word, cast(OrgKind, kind))
    return found


CLASSES = _table("classes")
PARTICLES = CLASSES["particle"]
_COMPOUND_ENDINGS = CLASSES["compound ending"]
ORG_HEADS = kinds("org_heads")
ORGS = kinds("orgs")
_FEMALE, _MALE = lexicon.words("given_female"), lexicon.words("given_male")
_GIVEN = _FEMALE | _MALE | lexicon.words("given_either")
_PLACES, _DEMONYMS = lexicon.words("places"), lexicon.words("demonyms")
_OTHERS = lexicon.words("other_names")
_FUNCTION = lexicon.words("common_capitals")
_COMMON = lexicon.words("common_words") | lexicon.words("everyday") | _FUNCTION
_TITLE_TABLE, _ROLE_TABLE = _table("titles"), _table("role_nouns")
_MODIFIERS = _TITLE_TABLE["modifier"]
_TITLES = frozenset().union(*(words for label, words in _TITLE_TABLE.items() if label != "modifier"))
_ROLES = frozenset().union(*_ROLE_TABLE.values())
ROLE_KINDS: dict[str, tuple[str, ...]] = {
    role: tuple(sorted(kind for kind, roles in _table("role_kinds").items() if role in roles))
    for role in sorted(frozenset().union(*_table("role_kinds").values()))
}
"""What those of a role are too: a sculptor is an artist."""
# What ends a German compound that says what somebody is; shorter ones end surnames too.
_GERMAN_TITLES = tuple(
    sorted(
        word
        for label in ("de m", "de f")
        for word in _ROLE_TABLE[label]
        if len(word) > 7 or word in ("sprecher", "minister")
    )
)
_SPEECH = lexicon.words("speech_verbs")
_HEADS = _table("other_heads")
_FEMALE_ENDINGS = tuple(sorted(CLASSES["female ending"]))
_MALE_ENDINGS = tuple(sorted(CLASSES["male ending"]))
_SUFFIXES = frozenset({"Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV", "VI", "VII", "XIV", "XVI", "XXIII", "fils", "père"})
_ARABIC = re.compile(r"(?:al|el|ad|as|ash|an|at|ar|az|ul|ol|bin|ben|abu|d’|d')[-‐‑’'](?=[A-ZÀ-Þ])")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9&]{1,6}s?|(?:[A-Z]\.){2,6}|[A-Z]{2,5}[-/][A-Z]{1,4}|[A-Z]-\d\d?")
_CODE = re.compile(r".*\d.*[A-Z].*\d.*|[A-Z]{1,2}\d+")  # "H5N1", "M62"
_CAMEL = re.compile(r"(?!Mc|Mac|De|Di|Da|La|Le|Van|Von|Fitz|Du|Ben|Al|El|O’|O')[A-Z][a-z]+[A-Z][A-Za-z]*")
_PAST_PREFIXES = ("ex-", "then-", "former-")
_INITIAL = re.compile(r"(?:[^\W\d_]\.){1,3}|[A-Z]")


_WORDS = re.compile(r"['’]s\b|[&]|[^\s'’&]+(?:['’](?!s\b)[^\s'’&]+)*|\S")


def _phrases() -> dict[str, tuple[Known, ...]]:
    found: dict[str, list[Known]] = {}
    for names, what in ((_PLACES, Is.PLACE), (_DEMONYMS, Is.DEMONYM), (_OTHERS, Is.OTHER), (frozenset(ORGS), Is.ORG)):
        for name in names:
            # a name of letters is one word, as most are: the pattern takes ten times as long to say so
            parts = (name,) if name.isalpha() else tuple(_WORDS.findall(name.replace("'", "’")))
            if len(parts) > 1 or what == Is.ORG:
                found.setdefault(parts[0], []).append(Known(parts, what, ORGS.get(name)))
    return {first: tuple(sorted(known, key=lambda k: (-len(k.words), k.what))) for first, known in found.items()}


PHRASES = _phrases()  # by their first word, the longest first


def _singular(lower: str) -> str:
    """A plural, or a verb's third person, without its ending; itself where it has none."""
    if lower.endswith("ies"):
        return lower[:-3] + "y"
    return lower[:-1] if lower.endswith("s") and len(lower) > 4 else lower


@lru_cache(maxsize=1 << 16)
def flags(word: str) -> int:
    """What the word may be, by its letters and the lexicons."""
    if not word:
        return 0
    first = word[0]
    lower = word.lower()
    if not (first.isupper() or first.istitle()):
        if _ARABIC.match(word):
            return Is.CAPITAL
        found = 0
        if "-" in word and word.startswith(_PAST_PREFIXES) and flags(word[word.index("-") + 1 :]) & Is.TITLE:
            return Is.CAPITAL | Is.TITLE
        if word in PARTICLES:
            found |= Is.PARTICLE
        if word in _ROLES:
            found |= Is.ROLE
        if word in _SPEECH:
            found |= Is.SPEECH
        if len(word) > 1 and first.isalpha() and any(c.isupper() for c in word[1:3]):  # iPhone, eBay
            found |= Is.CAPITAL
        if word in _COMMON:
            found |= Is.COMMON
        return found
    if "-" in word and lower.startswith(_PAST_PREFIXES) and flags(word[word.index("-") + 1 :]) & Is.TITLE:
        return Is.CAPITAL | Is.TITLE
    found = Is.CAPITAL
    if _INITIAL.fullmatch(word):
        found |= Is.INITIAL
    if _ACRONYM.fullmatch(word) and not _CODE.fullmatch(word) and (lower not in _COMMON or "." in word):
        found |= Is.ACRONYM if word[-1] != "s" else Is.OTHER  # "NGOs" are many
        bare = word.replace(".", "")
        if bare in _OTHERS:
            found |= Is.OTHER
        if bare in _PLACES:
            found |= Is.PLACE
    elif _CAMEL.fullmatch(word):
        found |= Is.CAMEL
    if "-" in word:
        head, _, tail = word.rpartition("-")
        if tail in _COMMON and (tail.endswith("ed") or tail in _COMPOUND_ENDINGS):
            return Is.COMMON  # "Kremlin-backed": an adjective
        if all(flags(part) & Is.DEMONYM for part in word.split("-") if part) or tail in _DEMONYMS:
            found |= Is.DEMONYM
        elif flags(tail) & Is.COMMON and flags(head) & (Is.COMMON | Is.FUNCTION) and tail[0].isupper():
            found |= Is.COMMON
    if lower in _FUNCTION:
        found |= Is.FUNCTION
    if lower in _COMMON or _singular(lower) in _COMMON:
        found |= Is.COMMON
    if word in _GIVEN or ("-" in word and all(part in _GIVEN for part in word.split("-"))):
        found |= Is.GIVEN
    if word in _PLACES:
        found |= Is.PLACE
    if word in _DEMONYMS or (
        word[-1] == "s" and (word[:-1] in _DEMONYMS or (word.endswith("men") and word[:-2] + "an" in _DEMONYMS))
    ):
        found |= Is.DEMONYM
    if word in _OTHERS or (word[-1] == "s" and word[:-1] in _OTHERS):
        found |= Is.OTHER
    is_compound = len(lower) > 8 and lower.endswith(_GERMAN_TITLES)  # "Verkehrsminister"
    if word in _TITLES or is_compound or ("-" in word and _is_title(word.split("-"))):
        found |= Is.TITLE
    if word in _MODIFIERS:
        found |= Is.MODIFIER
    if lower in ORG_HEADS:
        found |= Is.ORG_HEAD
    if lower in _HEADS["place"]:
        found |= Is.PLACE_HEAD
    if lower in _HEADS["thing"]:
        found |= Is.THING_HEAD
    if word in _SUFFIXES:
        found |= Is.SUFFIX
    if lower in _ROLES:
        found |= Is.ROLE
    return found


def _is_title(parts: list[str]) -> bool:
    """Are the parts of a word with hyphens a title and what stands before it: "Major-General"?"""
    return parts[-1] in _TITLES and all(part in _TITLES or part in _MODIFIERS for part in parts)


_NICKNAMES = _table("nicknames")
_LONG_FORMS = {
    long: frozenset(short for short, forms in _NICKNAMES.items() if long in forms)
    for long in frozenset().union(*_NICKNAMES.values())
}


def like_given(name: str) -> tuple[str, ...]:
    """The given names, folded, that may stand for this one: itself, its short and long forms, its initial.

    An initial stands for every name with that letter, which is written with a star.

    >>> like_given("Joe"), like_given("J.")
    (('joe', 'joseph', 'j.', 'j'), ('j*',))
    """
    letter = name[0].casefold()
    if len(name.rstrip(".")) == 1:
        return (letter + "*",)
    others = sorted(_NICKNAMES.get(name, frozenset()) | _LONG_FORMS.get(name, frozenset()))
    return (name.casefold(), *(other.casefold() for other in others), letter + ".", letter)


@lru_cache(maxsize=1 << 14)
def gender_of_given(name: str) -> Gender | None:
    """The gender of those who mostly bear this given name; None where the lists do not say."""
    name = name if name in _FEMALE or name in _MALE else name.split("-")[0]
    if (name in _FEMALE) == (name in _MALE):
        return None
    return "f" if name in _FEMALE else "m"


def gender_by_ending(name: str) -> Gender | None:
    """The gender that the end of a given name makes likely where no list has it: "Ostrina", "Skarvald".

    >>> gender_by_ending("Ostrina"), gender_by_ending("Skarvald"), gender_by_ending("Quill")
    ('f', 'm', None)
    """
    if name in _GIVEN or len(name) < 4:
        return None
    lower = name.lower()
    if lower.endswith(_FEMALE_ENDINGS):
        return "f"
    return "m" if lower.endswith(_MALE_ENDINGS) else None


@lru_cache(maxsize=1 << 14)
def gender_of_word(word: str) -> Gender | None:
    """The gender that a title or a role noun tells by itself: "Mr", "spokeswoman"; None where lists differ."""
    labels = {label for label, words in (*_TITLE_TABLE.items(), *_ROLE_TABLE.items()) if word in words}
    told = {label[-1] for label in labels}
    return "f" if told == {"f"} else "m" if told == {"m"} else None


def is_courtesy(word: str) -> bool:
    """Is it a form of address rather than an office: "Mr", "Dr.", "Frau"?"""
    return any(word in words for label, words in _TITLE_TABLE.items() if label.startswith("courtesy"))
