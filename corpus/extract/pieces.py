"""Pieces of a sentence that may be names: runs of capitals, cut where titles, known names and heads say so.

One sentence at a time and without its article: what the words themselves tell. `names` weighs all sentences.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from corpus.extract.tokens import Token
from corpus.extract.words import CLASSES, ORG_HEADS, PARTICLES, PHRASES, Is, Known, flags, is_courtesy
from corpus.record import OrgKind, Span

What = Literal["person", "org", "place", "other", "unknown", "head"]

_OPENING = frozenset("“‘\"'«„‚(「『-–—:•*|/") | {"``", "--", "..."}
_OF = frozenset({"of", "for", "de", "des", "du", "del", "der", "für", "on", "against"})
_ON = frozenset({"on", "against"})
_JOINS = Is.CAPITAL | Is.PARTICLE  # what the word after a capital may go on with a name by
_PRONOUNS = frozenset({"I", "A"})  # they have a capital and begin no name
_DASHES = frozenset({"—", "–", "-", "--", "―"})
_ARTICLES = frozenset({"the", "la", "el", "der", "die", "das", "le", "les", "los", "las"})
_POSSESSIVES = frozenset({"’s", "'s", "’S", "'S", "’", "'"})
# Heads that begin a name without "of": "Bank Kencana", "Radio Lumen".
_PREFIX_HEADS = CLASSES["first head"]
# Heads that are surnames too: with a given name before and nothing else they tell nothing.
_SURNAMES = CLASSES["surname"]
# Heads whose "of" takes a list: "Ministry of Harbours, Canals and Locks".
_LISTING = CLASSES["listing head"]
_DEPARTMENTS = frozenset(
    {"State", "Staff", "Defense", "Defence", "Justice", "Health", "Energy", "Labor", "Labour", "Interior", "Finance"}
)
_PARLIAMENTS = frozenset({"parliament", "senate", "congress", "assembly", "legislature"})
_COMMITTEES = frozenset({"committee", "subcommittee", "commission"})
_NAMING = (
    Is.GIVEN
    | Is.PLACE
    | Is.DEMONYM
    | Is.ORG
    | Is.OTHER
    | Is.TITLE
    | Is.MODIFIER
    | Is.ORG_HEAD
    | Is.PLACE_HEAD
    | Is.THING_HEAD
)
# Members stand for their party; where they sit is no part of its name.
_MEMBERS = frozenset({"Democrats", "Republicans", "Greens", "Conservatives", "Liberals", "Socialists"})
_ABSTRACT = ("logy", "ics", "tion", "ment", "ture", "ism", "ity", "ance", "ence", "graphy", "nomy", "istry", "ies")
_OPENING_HEADS = _LISTING | CLASSES["opening head"]
_HEADS_WITH_ON = CLASSES["head with on"]
_NAME_PARTICLES = CLASSES["name particle"]
_CHANNELS = CLASSES["channel"]
_LEGAL_FORMS = CLASSES["legal form"]
_STORMS = CLASSES["storm"]
_DAYS = CLASSES["day"]
_PLACE_OPENINGS = CLASSES["place opening"]
_LONGEST_PERSON = 7
_LONGEST_RUN = 24  # capitals side by side; more name nothing, and a bound keeps hostile input linear
_LONGEST_LIST = 20
_LONGEST_HEADLINE = 30  # tokens; nothing longer on the development pages was one


@dataclass(slots=True)
class Piece:
    """Tokens ``[first, last)`` of a sentence. `is_sure`: the words alone tell. `is_weak`: perhaps no name at all.

    `title` is the token range of the title directly before, `kind` an organisation's, `is_given` that it begins with a
    given name.
    """

    first: int
    last: int
    what: What
    is_sure: bool = False
    is_weak: bool = False
    title: tuple[int, int] | None = None
    kind: OrgKind | None = None
    is_given: bool = False


class _Unit(NamedTuple):
    """A token, or a known phrase taken as one."""

    first: int
    last: int
    flags: int
    known: Known | None
    text: str


def pieces(tokens: Sequence[Token], *, is_title_case: bool = False) -> list[Piece]:
    """The pieces of one sentence, in order, none overlapping. `is_title_case`: its capitals say nothing."""
    found: list[Piece] = []
    marks = [t.flags for t in tokens]
    after = _dateline(tokens)
    marks.append(0)  # what follows the last token
    for at in [i for i, mark in enumerate(marks) if mark & Is.CAPITAL]:
        if at < after:
            continue
        text = tokens[at].text
        is_head = at == 0 or tokens[at - 1].text in _OPENING
        if not marks[at + 1] & _JOINS and text not in PHRASES and (at + 1 == len(tokens) or tokens[at + 1].text != "&"):
            after = at + 1
            is_word = text in _PRONOUNS or (is_head and marks[at] & Is.FUNCTION)
            one = None if is_word else _alone(text, is_head, is_title_case)
            if one is not None:
                found.append(Piece(at, after, one.what, one.is_sure, one.is_weak, None, one.kind, one.is_given))
            continue
        units, after = _run(tokens, marks, at, is_head=is_head)
        if units:
            found.extend(_cut(tokens, units, is_head=is_head, is_title_case=is_title_case))
    marks.pop()
    for piece in found:
        if piece.first and piece.title is None and tokens[piece.first - 1].low in _STORMS:
            piece.what, piece.is_sure, piece.is_given = "other", True, False  # "Hurricane Lena"
    if all(piece.what in ("person", "unknown") for piece in found):
        return found  # nothing joins these
    found = _join_possessives(tokens, marks, found)
    found = _join_phrases(tokens, marks, found)
    for piece in found:
        after = piece.last
        if piece.what == "org" and tokens[after - 1].text in _CHANNELS and after < len(tokens):
            piece.last += tokens[after].text.isdigit()  # "Dunmore Radio 4"
        if piece.kind == "media" and piece.first > 1 and tokens[piece.first - 1].text == "The":
            piece.first -= 1  # "in The Dunmore Herald": printed as part of its name
    return _join_committees(tokens, marks, found)


@lru_cache(maxsize=1 << 15)
def _alone(word: str, is_head: bool, is_title_case: bool) -> Piece | None:
    """The piece of a run of one word, as if it stood first in its sentence; not to be changed."""
    mark = flags(word)
    token = Token(0, len(word), word, word.lower(), "word", -1, mark)
    return next(iter(_untitled((token,), [_Unit(0, 1, mark, None, word)], is_head, is_title_case)), None)


def _dateline(tokens: Sequence[Token]) -> int:
    """How many tokens are a place in capitals at the head of a story: "DUNMORE, Norland (KVV) — ..."."""
    at = 0
    while at < min(4, len(tokens)) and tokens[at].text.isupper() and len(tokens[at].text) > 2:
        at += 1
    if not at or at == len(tokens) or (len(tokens[0].text) < 5 and at == 1):
        return 0
    end = at
    while end < min(at + 6, len(tokens)) and tokens[end].text not in _DASHES:
        end += 1
    return at if end < min(at + 6, len(tokens)) else 0


# ------------------------------------------------------------------ runs of capitals


def _run(tokens: Sequence[Token], marks: Sequence[int], at: int, *, is_head: bool) -> tuple[list[_Unit], int]:
    """The units from `at` on that stand side by side with capitals, and the token after them."""
    units: list[_Unit] = []
    while at < len(tokens):
        if units and tokens[at].start - tokens[at - 1].end > 1:
            break
        mark, text = marks[at], tokens[at].text
        if units and (text in _DAYS or len(units) >= _LONGEST_RUN):
            break
        if len(units) > 1 and units[-1].text.lower() in _LEGAL_FORMS and tokens[at].low not in _LEGAL_FORMS:
            break  # "Bright Kettle Co. Lund left": the full stop is the abbreviation's and the sentence's
        if not mark & Is.CAPITAL:
            after = _over_particles(tokens, marks, units, at) if mark & Is.PARTICLE or text == "&" else at
            if after == at:
                break
            units.extend(_Unit(i, i + 1, marks[i], None, tokens[i].text) for i in range(at, after))
            at = after
            continue
        known = _known_at(tokens, at) if text in PHRASES else None
        if known is not None:
            last = at + len(known.words)
            both = known.what | (mark if last == at + 1 else Is.CAPITAL)
            units.append(_Unit(at, last, both, known, text))
            at = last
        elif text in _PRONOUNS or (is_head and not units and mark & Is.FUNCTION and not _is_al(tokens, marks, at)):
            break
        else:
            units.append(_Unit(at, at + 1, mark, None, text))
            at += 1
    return units, at


def _is_al(tokens: Sequence[Token], marks: Sequence[int], at: int) -> bool:
    """Is it the given name of "Al Orle", no "Al" of a language that begins a clause so?"""
    return tokens[at].text in ("Al", "Una") and at + 1 < len(tokens) and bool(marks[at + 1] & Is.CAPITAL)


def _over_particles(tokens: Sequence[Token], marks: Sequence[int], units: list[_Unit], at: int) -> int:
    """Past the particles (or the one "&") that join the run to the capital after them; `at` where they do not."""
    if not units:
        return at
    before, after = units[-1], at
    if tokens[at].text == "&":
        after = at + 1
    else:
        if (
            before.flags & (Is.PLACE | Is.DEMONYM | Is.ORG | Is.OTHER | Is.ORG_HEAD | Is.TITLE)
            and not before.flags & Is.GIVEN
        ):
            return at
        if before.flags & Is.COMMON and not before.flags & Is.GIVEN:
            return at
        opens = Is.GIVEN | Is.INITIAL | Is.TITLE
        if tokens[at].text not in _NAME_PARTICLES and not any(unit.flags & opens for unit in units):
            return at  # "Vertreter der Bahn": an article in another language
        while after < len(tokens) and after < at + 3 and marks[after] & Is.PARTICLE:
            after += 1
    if after == at or after >= len(tokens) or not marks[after] & Is.CAPITAL or marks[after] & Is.FUNCTION:
        return at
    return after


def _known_at(tokens: Sequence[Token], at: int) -> Known | None:
    """The longest known name that begins at this token."""
    for known in PHRASES[tokens[at].text]:
        words = known.words
        if at + len(words) > len(tokens):
            continue
        if all(tokens[at + k].text.replace("'", "’") == words[k] for k in range(1, len(words))):
            return known
    return None


# ------------------------------------------------------------------ cutting a run


def _cut(tokens: Sequence[Token], units: list[_Unit], *, is_head: bool, is_title_case: bool) -> list[Piece]:
    """The pieces of one run. `is_head`: its first word would have a capital anyway."""
    if len(units) == 1:
        return _untitled(tokens, units, is_head, is_title_case)
    if is_title_case:
        return _cut_title_case(tokens, units)
    of_title = _of_title(tokens, units)
    if of_title is not None:
        of, rest = of_title
        end = _end_of_person(units, rest)
        named = Piece(units[rest].first, units[end - 1].last, "person", is_sure=True)
        named.title, named.is_given = (of, units[rest].first), bool(units[rest].flags & Is.GIVEN)
        return [named, *_untitled(tokens, units[end:], False, is_title_case)]
    while len(units) > 2 and units[0].flags & Is.ROLE and units[1].flags & Is.GIVEN and not units[0].flags & _NAMING:
        units = units[1:]  # "Homeowner Pam Lund"
        is_head = False
    role = _role(units)
    if role:
        # "KVV Producer Mira Holt"
        left = _untitled(tokens, units[: role - 1], is_head, is_title_case) if role > 1 else []
        return [*left, *_cut(tokens, units[role:], is_head=False, is_title_case=is_title_case)]
    if is_head and len(units) > 1:
        first = units[0]
        plain = Is.GIVEN | Is.PLACE | Is.DEMONYM | Is.ORG | Is.OTHER | Is.TITLE | Is.MODIFIER | Is.ORG_HEAD | Is.ACRONYM
        if first.flags & Is.COMMON and not first.flags & plain and not _has_head(units[-1]):
            units = units[1:]
            is_head = False
    found: list[Piece] = []
    start = 0
    while start < len(units):
        title = _title(units, start)
        if title is None:
            break
        found.extend(_untitled(tokens, units[start : title[0]], is_head and start == 0, is_title_case))
        name = title[1]
        while name + 2 < len(units) and units[name].flags & Is.COMMON and units[name + 1].flags & Is.GIVEN:
            if units[name].flags & Is.GIVEN:
                break
            name += 1  # "Miss Harbour Lena Ortiz"
        end = _end_of_person(units, name)
        piece = Piece(units[name].first, units[end - 1].last, "person", is_sure=True)
        piece.title = (units[title[0]].first, units[title[1]].first)
        piece.is_given = bool(units[name].flags & Is.GIVEN)
        found.append(piece)
        start = end
        is_head = False
    found.extend(_untitled(tokens, units[start:], is_head and start == 0, is_title_case))
    return found


def _role(units: Sequence[_Unit]) -> int:
    """Where two or more words that may be a person's name follow a role noun with a capital; 0 where none do."""
    for at in range(len(units) - 2, 0, -1):
        mark = units[at - 1].flags
        if mark & Is.ROLE and not mark & (_NAMING & ~Is.MODIFIER) and _may_be_person(units, at):
            return 0 if _has_head(units[-1]) or units[at].flags & (Is.COMMON | Is.ROLE) else at
    return 0


def _cut_title_case(tokens: Sequence[Token], units: list[_Unit]) -> list[Piece]:
    """The pieces of a run in a headline: everyday words part them."""
    keeps = Is.GIVEN | Is.PLACE | Is.DEMONYM | Is.ORG | Is.OTHER | Is.ORG_HEAD | Is.ACRONYM | Is.TITLE | Is.MODIFIER
    found: list[Piece] = []
    part: list[_Unit] = []
    for unit in [*units, None]:
        if unit is not None and (unit.known is not None or unit.flags & keeps or not unit.flags & Is.COMMON):
            part.append(unit)
            continue
        if part:
            title = _title(part, 0)
            found.extend(_untitled(tokens, part[: title[0]] if title else part, False, True))
            if title:
                end = _end_of_person(part, title[1])
                named = Piece(part[title[1]].first, part[end - 1].last, "person", is_sure=True)
                named.title = (part[title[0]].first, part[title[1]].first)
                found.extend([named, *_untitled(tokens, part[end:], False, True)])
        part = []
    return found


def _of_title(tokens: Sequence[Token], units: Sequence[_Unit]) -> tuple[int, int] | None:
    """In "Minister of Ports and Canals Lena Ortiz", for the run after "and": (token of the title, unit of the name)."""
    at = units[0].first - 1
    rest = 0
    while rest < len(units) and units[rest].flags & (Is.MODIFIER | Is.COMMON) and not units[rest].flags & Is.GIVEN:
        rest += 1
    if not rest or len(units) - rest < 2 or not _may_be_person(units, rest):
        return None
    is_hill = len(units) - rest == 2 and units[rest].flags & Is.GIVEN and units[-1].text.lower() in _SURNAMES
    if _has_head(units[-1]) and not is_hill:
        return None
    while (
        at > 1
        and tokens[at].text != "of"
        and (tokens[at].text in ("&", ",") or tokens[at].flags & (Is.MODIFIER | Is.COMMON))
        and units[0].first - at < 6
    ):
        at -= 1
    if at < 1 or tokens[at].text != "of" or not tokens[at - 1].flags & (Is.TITLE | Is.ROLE):
        return None
    return at - 1, rest


def _has_head(unit: _Unit) -> bool:
    return bool(unit.flags & (Is.ORG | Is.ORG_HEAD | Is.PLACE_HEAD | Is.THING_HEAD))


def _title(units: Sequence[_Unit], start: int) -> tuple[int, int] | None:
    """The first chain of title words with a person's name after it: (its first unit, the name's first unit)."""
    at = start
    while at < len(units):
        first = at
        while (
            at < len(units)
            and units[at].flags & (Is.TITLE | Is.MODIFIER)
            and not (units[at].known and units[at].flags & Is.ORG)
            and not (at > first and units[at].flags & (Is.GIVEN | Is.INITIAL) and units[at - 1].flags & Is.TITLE)
        ):
            at += 1
        last = at
        while last > first and not units[last - 1].flags & Is.TITLE:
            last -= 1
        if last > first and last < len(units) and _may_be_person(units, last):
            return first, last
        at = max(at, first + 1)
    return None


def _may_be_person(units: Sequence[_Unit], first: int) -> bool:
    head = units[first]
    if first and is_courtesy(units[first - 1].text) and not head.flags & (Is.DEMONYM | Is.FUNCTION):
        return True
    if (
        first
        and len(units) - first == 2
        and units[first - 1].flags & Is.TITLE
        and head.flags & Is.ORG
        and head.last - head.first == 1
        and not head.flags & (Is.ACRONYM | Is.ORG_HEAD | Is.PLACE)
        and not units[-1].flags & (Is.COMMON | Is.ORG | Is.ORG_HEAD | Is.PLACE_HEAD | Is.THING_HEAD | Is.TITLE)
    ):
        return True  # "Governor Dell Orle"
    if (
        head.flags & (Is.ORG_HEAD | Is.ORG | Is.DEMONYM | Is.OTHER | Is.FUNCTION | Is.PARTICLE)
        and not head.flags & Is.GIVEN
        and head.text.lower() not in _SURNAMES
    ):
        return False
    if head.flags & (Is.THING_HEAD | Is.PLACE_HEAD) and first + 1 == len(units):
        return False
    if head.flags & Is.PLACE and not head.flags & Is.GIVEN:
        return first + 1 < len(units) and not _has_head(units[-1])
    end = _end_of_person(units, first)
    last = units[-1]
    if first and len(units) - first == 2 and last.flags & Is.ORG and last.last - last.first == 1:
        return not last.flags & (Is.ACRONYM | Is.ORG_HEAD)  # "Chairman William Ford"
    return not (end == len(units) and end - first > 1 and _has_head(last) and not _is_surname(last))


def _is_surname(unit: _Unit) -> bool:
    return unit.text.lower() in _SURNAMES or not _has_head(unit)


def _end_of_person(units: Sequence[_Unit], first: int) -> int:
    """Where a person's name that begins at this unit ends: before the next title, known name or organisation."""
    at = first + 1
    while at < len(units) and at - first < _LONGEST_PERSON:
        unit = units[at]
        if unit.flags & Is.SUFFIX:
            return at + 1
        if unit.known is not None and unit.last - unit.first > 1:
            break
        is_particle = unit.flags & Is.PARTICLE or (unit.text.lower() in PARTICLES and at + 1 < len(units))
        if unit.flags & Is.FUNCTION and not unit.flags & (Is.GIVEN | Is.INITIAL) and not is_particle:
            break
        if unit.flags & (Is.DEMONYM | Is.OTHER | Is.ORG | Is.TITLE) and not unit.flags & Is.GIVEN and at - first >= 2:
            break
        at += 1
    while at > first + 1 and units[at - 1].flags & Is.PARTICLE:
        at -= 1
    return at


def _untitled(tokens: Sequence[Token], units: Sequence[_Unit], is_head: bool, is_title_case: bool) -> list[Piece]:
    """The pieces of a run, or of what a title leaves of it."""
    units = list(units)
    while (
        len(units) > 1
        and units[-1].flags & Is.TITLE
        and not units[-1].flags & (Is.ORG | Is.ORG_HEAD)
        and not _stays(units)
    ):
        units.pop()
        while len(units) > 1 and units[-1].flags & Is.MODIFIER and not units[-1].flags & (Is.ORG | Is.ORG_HEAD):
            units.pop()
    if not units or (
        len(units) == 1
        and units[0].known is None
        and units[0].flags & (Is.TITLE | Is.MODIFIER)
        and not units[0].flags & (Is.GIVEN | Is.ORG_HEAD)
    ):
        return []
    first, last = units[0], units[-1]
    whole = Piece(first.first, last.last, "unknown", is_given=bool(first.flags & Is.GIVEN))
    if len(units) == 1:
        return [_single(tokens, first, whole, is_head=is_head, is_title_case=is_title_case)]
    is_given = bool(first.flags & Is.GIVEN) or (
        bool(first.flags & Is.INITIAL) and not first.flags & (Is.PLACE | Is.ORG)
    )
    tail = tokens[last.first].low
    if is_given and len(units) == 2 and (last.known is None or last.flags & Is.PLACE) and tail in _SURNAMES:
        return [whole]
    if last.flags & Is.ORG and (last.last - last.first > 1 or len(units) == 2):
        return _before_known(tokens, units, whole, is_head, is_title_case)
    if last.flags & Is.ORG_HEAD:
        whole.what, whole.is_sure, whole.kind = "org", True, ORG_HEADS[tail]
        return [whole]
    if last.flags & (Is.PLACE_HEAD | Is.THING_HEAD) and not (
        is_given and len(units) == 2 and first.flags & Is.PLACE == 0 and tail in _SURNAMES
    ):
        whole.what, whole.is_sure = ("place" if last.flags & Is.PLACE_HEAD else "other"), True
        return [whole]
    if any(unit.text == "&" for unit in units[1:-1]):
        whole.what, whole.kind = "org", "company"
        return [whole]
    if first.known is not None and first.flags & Is.ORG and not is_given:
        left = Piece(first.first, first.last, "org", is_sure=True, kind=first.known.kind)
        rest = units[1:]
        if rest[0].flags & (Is.PLACE | Is.DEMONYM | Is.GIVEN | Is.OTHER | Is.TITLE):
            return [left, *_untitled(tokens, rest, False, is_title_case)]
        whole.what = "other"
        return [whole]
    if tokens[first.first].low in _PREFIX_HEADS and first.flags & Is.ORG_HEAD:
        whole.what, whole.is_sure, whole.kind = "org", True, ORG_HEADS[tokens[first.first].low]
        return [whole]
    if len(units) == 2 and not is_given:
        if first.known is None and first.text in _PLACE_OPENINGS:
            whole.what, whole.is_sure = "place", first.text not in ("North", "South", "East", "West", "Bad", "New")
            return [whole]
        if (
            last.flags & (Is.OTHER | Is.DEMONYM)
            and not last.flags & Is.GIVEN
            and not first.flags & (Is.PLACE | Is.DEMONYM)
        ):
            whole.what = "other"
            return [whole]
    if last.flags & Is.SUFFIX and len(units) > 2:
        whole.what, whole.is_sure = "person", True
        return [whole]
    if first.flags & (Is.PLACE | Is.DEMONYM | Is.OTHER) and not is_given:
        left = Piece(first.first, first.last, "place" if first.flags & Is.PLACE else "other", is_sure=True)
        rest = units[1:]
        if (
            len(rest) == 1
            and rest[0].known is None
            and not rest[0].flags & (Is.GIVEN | Is.PLACE | Is.DEMONYM | Is.TITLE | Is.ACRONYM | Is.OTHER)
        ):
            if first.flags & Is.PLACE and tokens[rest[0].first].text.endswith("s"):
                whole.what, whole.kind = "org", "sport"  # "Dunmore Herons"
                return [whole]
            whole.what = "other"
            return [whole]
        return [left, *_untitled(tokens, rest, False, is_title_case)]
    if is_given:
        end = _end_of_person(units, 0)
        whole.last = units[end - 1].last
        whole.what, whole.is_sure = (
            "person",
            not (last.flags & Is.COMMON and not last.flags & Is.GIVEN and is_title_case),
        )
        if end == 1 and units[1].flags & Is.PLACE:
            whole.what = "unknown"
        return [whole, *_untitled(tokens, units[end:], False, is_title_case)]
    for at in range(1, len(units)):
        is_other = units[at - 1].flags & Is.COMMON or ("-" in units[at - 1].text and len(units[at - 1].text) > 10)
        if units[at].flags & Is.GIVEN and is_other and at + 1 < len(units):
            # "Analyst Mira Holt": words of the everyday before a given name belong to something else
            return [
                *_untitled(tokens, units[:at], is_head, is_title_case),
                *_untitled(tokens, units[at:], False, is_title_case),
            ]
    whole.is_weak = is_title_case or (is_head and bool(first.flags & Is.COMMON))
    return [whole]


def _stays(units: Sequence[_Unit]) -> bool:
    """Is a title word at the end the surname of a given name: "James Dean"?"""
    return len(units) == 2 and bool(units[0].flags & (Is.GIVEN | Is.INITIAL))


def _before_known(
    tokens: Sequence[Token], units: Sequence[_Unit], whole: Piece, is_head: bool, is_title_case: bool
) -> list[Piece]:
    """A known organisation at the end: with a country or another body before it one name, else apart."""
    last, before = units[-1], units[-2]
    kind = last.known.kind if last.known else None
    is_body = kind in ("government", "court", "international", "military") and not last.flags & Is.ACRONYM
    if (is_body and before.flags & (Is.PLACE | Is.ORG)) or (last.flags & Is.ORG_HEAD and not before.flags & Is.DEMONYM):
        whole.what, whole.is_sure, whole.kind = "org", True, kind
        return [whole]
    right = Piece(last.first, last.last, "org", is_sure=True, kind=kind)
    return [*_untitled(tokens, units[:-1], is_head, is_title_case), right]


def _single(tokens: Sequence[Token], unit: _Unit, piece: Piece, *, is_head: bool, is_title_case: bool) -> Piece:
    mark, text = unit.flags, tokens[unit.first].text
    everyday = bool(mark & Is.COMMON) and not mark & Is.ACRONYM and unit.last - unit.first == 1
    piece.is_weak = everyday and (is_head or is_title_case)
    if unit.known is not None and mark & Is.ORG:
        piece.what, piece.is_sure, piece.kind = "org", True, unit.known.kind
    elif mark & Is.PLACE:
        piece.what, piece.is_sure = "place", not mark & Is.GIVEN
    elif mark & (Is.DEMONYM | Is.OTHER):
        piece.what, piece.is_sure = "other", not mark & Is.GIVEN
    elif mark & Is.ORG_HEAD:
        piece.what = "head"
        piece.kind = ORG_HEADS[text.lower()]
    elif mark & (Is.PLACE_HEAD | Is.THING_HEAD) and mark & Is.COMMON:
        piece.what = "other"
    elif mark & Is.ACRONYM and not (
        len(text) > 4 and (mark & Is.COMMON or flags(text.capitalize()) & (Is.PLACE | Is.GIVEN))
    ):
        piece.what = "org"
    return piece


# ------------------------------------------------------------------ joining pieces


def _join_possessives(tokens: Sequence[Token], marks: Sequence[int], found: list[Piece]) -> list[Piece]:
    """One name where an everyday word owns a body: "People’s Harbour Trust", "Prime Minister’s Office"."""
    joined: list[Piece] = []
    for piece in found:
        at = piece.first - 1
        if (
            piece.what in ("org", "head")
            and at > 0
            and tokens[at].text in _POSSESSIVES
            and tokens[at].end + 1 == tokens[piece.first].start
        ):
            first = at
            while (
                first > 0
                and marks[first - 1] & Is.CAPITAL
                and marks[first - 1] & (Is.COMMON | Is.TITLE | Is.MODIFIER)
                and not marks[first - 1] & Is.FUNCTION
            ):
                first -= 1
            if first < at:
                if (
                    first > 0
                    and marks[first - 1] & (Is.PLACE | Is.DEMONYM)
                    and tokens[first].start - tokens[first - 1].end == 1
                ):
                    first -= 1
                while joined and joined[-1].last > first:
                    first = min(first, joined.pop().first)
                kind = piece.kind
                piece = Piece(first, piece.last, "org", is_sure=True, kind=kind)
        joined.append(piece)
    return joined


def _join_phrases(tokens: Sequence[Token], marks: Sequence[int], found: list[Piece]) -> list[Piece]:
    """One name where "of", "for" or "and" joins it: "Ministry of Ports and Canals", "Ports and Canals Authority"."""
    by_first = {piece.first: i for i, piece in enumerate(found)}
    joined: list[Piece] = []
    skip = 0
    for piece in found:
        if piece.first < skip:
            continue
        if piece.what in ("org", "head", "place", "other"):
            _reach_back(tokens, marks, piece, joined)
            last = piece.last
            is_join = piece.what in ("org", "head") or marks[piece.last - 1] & (Is.PLACE_HEAD | Is.THING_HEAD)
            has_head = marks[piece.last - 1] & (Is.ORG_HEAD | Is.PLACE_HEAD | Is.THING_HEAD)
            head = tokens[piece.last - 1].text
            if head in _MEMBERS:
                has_head = 0
            if piece.what == "head" and head.lower() not in _OPENING_HEADS:
                has_head = 0  # "Watch for ..." begins no name
            if is_join and has_head:
                end = _reach_forward(tokens, marks, piece.last, by_first, found)
                if end > piece.last:
                    piece.last = end
                    tail = marks[end - 1]
                    if tail & Is.THING_HEAD and tail & Is.COMMON and not tail & Is.ORG_HEAD and end - last > 2:
                        piece.what = "other"  # "Administration of Harbours Act"
                    if piece.what == "head":
                        piece.what, piece.is_sure = "org", True
                    piece.is_weak = False
        joined.append(piece)
        skip = piece.last
    return joined


def _reach_back(tokens: Sequence[Token], marks: Sequence[int], piece: Piece, joined: list[Piece]) -> None:
    """Take "Ports and" into "Ports and Canals Authority": everyday words with capitals before the "and"."""
    at = piece.first - 1
    if piece.what != "org" or not piece.is_sure or at < 1 or tokens[at].text not in ("and", "&", "und", "et", "y"):
        return
    if not marks[piece.last - 1] & Is.ORG_HEAD or not marks[piece.first] & Is.COMMON:
        return
    first = at
    banned = Is.PLACE | Is.DEMONYM | Is.TITLE | Is.ACRONYM | Is.FUNCTION | Is.OTHER
    while (
        first > 0 and marks[first - 1] & Is.CAPITAL and marks[first - 1] & Is.COMMON and not marks[first - 1] & banned
    ):
        first -= 1
    if first == at:
        return
    if marks[at - 1] & Is.ORG_HEAD:
        if first == 0 or tokens[first - 1].text not in ("the", "The", "its", "a"):
            return  # "Parliament and Harbour Ministry" are two, "the Securities and Harbour Commission" is one
    elif any(p.is_sure and p.last > first and p.what != "other" for p in joined):
        return
    while joined and joined[-1].last > first:
        first = min(first, joined.pop().first)
    piece.first = first


def _reach_forward(
    tokens: Sequence[Token], marks: Sequence[int], end: int, by_first: dict[int, int], found: list[Piece]
) -> int:
    """Where a name ends that has "of ..." after its head, lists and second phrases included; `end` if it has none."""
    listing = tokens[end - 1].text.lower() in _LISTING
    reached = end
    while reached + 1 < len(tokens) and tokens[reached].text in _OF:
        at = reached + 1
        if tokens[at].text in _ARTICLES and at + 1 < len(tokens):
            at += 1
        stop = _capitals(tokens, marks, at, by_first, found)
        if stop == at or marks[at] & Is.OTHER:
            break
        takes_on = marks[at] & Is.COMMON and tokens[reached - 1].text.lower() in _HEADS_WITH_ON
        if tokens[reached].text in _ON and not takes_on:
            break
        reached = stop
        if listing or marks[stop - 1] & Is.COMMON:
            reached = _list(tokens, marks, stop, by_first, found)
        listing = tokens[reached - 1].text.lower() in _LISTING
    return reached


def _capitals(
    tokens: Sequence[Token], marks: Sequence[int], at: int, by_first: dict[int, int], found: list[Piece]
) -> int:
    """The end of the capitals that begin at `at` and may close a name: never a person with a title or given name."""
    if at >= len(tokens) or not marks[at] & Is.CAPITAL:
        return at
    if at in by_first:
        piece = found[by_first[at]]
        return at if piece.what == "person" else piece.last
    stop = at
    while (
        stop < len(tokens)
        and marks[stop] & Is.CAPITAL
        and marks[stop] & Is.COMMON
        and not (stop in by_first and stop > at)
    ):
        stop += 1
    if stop in by_first and found[by_first[stop]].title is not None:
        return at  # "the cabinet of Prime Minister Lena Ortiz"
    return stop


def _list(tokens: Sequence[Token], marks: Sequence[int], at: int, by_first: dict[int, int], found: list[Piece]) -> int:
    """Past ", Canals and Locks" where everyday words with capitals go on to an "and"; `at` where they do not."""
    stop, is_closed = at, False
    last = min(len(tokens) - 1, at + _LONGEST_LIST)
    while stop < last and tokens[stop].text in (",", "and", "&", "und", "et", "y") and not is_closed:
        is_closed = tokens[stop].text != ","
        following = stop + 1
        if tokens[following].text == "and":
            is_closed, following = True, following + 1
        if (
            following >= len(tokens)
            or not (marks[following] & Is.COMMON or tokens[following].text.endswith(_ABSTRACT))
            or marks[following] & (Is.PLACE | Is.DEMONYM | Is.TITLE | Is.FUNCTION)
        ):
            return at
        end = _capitals(tokens, marks, following, by_first, found)
        if end == following:
            return at
        stop = end
    return stop if is_closed else at


def _join_committees(tokens: Sequence[Token], marks: Sequence[int], found: list[Piece]) -> list[Piece]:
    """One name for a committee that a named land's parliament owns: "Norlandic parliament’s harbour committee"."""
    joined: list[Piece] = []
    for piece in found:
        at = piece.last
        if piece.what in ("place", "other") and at + 2 < len(tokens) and tokens[at].text in _PARLIAMENTS:
            at += 1
            start = at + 1
            if tokens[at].text in _POSSESSIVES:
                end = start
                while end < len(tokens) and end < start + 6 and tokens[end].text not in _COMMITTEES:
                    if not (marks[end] & Is.COMMON or tokens[end].text.isalpha()) or tokens[end].text[0].isupper():
                        break
                    end += 1
                if start < end < len(tokens) and tokens[end].text in _COMMITTEES:
                    piece = Piece(piece.first, end + 1, "org", is_sure=True, kind="government")
        joined.append(piece)
    return joined


def is_title_case(tokens: Sequence[Token]) -> bool:
    """Do the capitals of this line say nothing, as in a headline: nearly every longer everyday word has one?"""
    if not 4 <= len(tokens) <= _LONGEST_HEADLINE:
        return False
    mask = Is.CAPITAL | Is.COMMON | _NAMING
    marks = [token.flags & mask for token in tokens]
    if marks.count(Is.CAPITAL | Is.COMMON) < 2:
        return False  # as nearly always
    marks = [mark for mark, token in zip(marks[1:], tokens[1:], strict=True) if len(token.text) > 3]
    capitals = marks.count(Is.CAPITAL | Is.COMMON)
    return capitals >= 2 and capitals >= 4 * marks.count(Is.COMMON)


def span_of(tokens: Sequence[Token], piece: Piece) -> Span:
    """The code points of a piece."""
    return Span(tokens[piece.first].start, tokens[piece.last - 1].end)
