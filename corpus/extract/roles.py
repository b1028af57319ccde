"""What a sentence says that a person is: titles, appositions, relative clauses. Words beside a name, never a guess.

"Harbour Minister Lena Ortiz", "Lena Ortiz, a teacher and former judge,", "the club’s coach, Lena Ortiz,",
"Lena Ortiz, who is deputy mayor of Dunmore".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from corpus.extract.tokens import Token
from corpus.extract.words import CLASSES, Is, flags, is_courtesy
from corpus.record import Relation


class Placed(NamedTuple):
    """A name at tokens ``[first, last)`` of a sentence. `person` and `org` are positions in the lists of names."""

    line: int
    first: int
    last: int
    person: int | None
    org: int | None


class Stated(NamedTuple):
    """A role that a sentence states, at tokens ``[first, last)``."""

    person: int
    first: int
    last: int
    relation: Relation
    org: int | None


_PAST = frozenset(
    ["former", "then", "ex", "late", "onetime", "one-time", "ousted", "deposed", "erstwhile", "past", "previous"]
)
_PAST_PREFIXES = ("ex-", "then-", "former-", "ex‑", "then‑")
_DETERMINERS = frozenset(["a", "an", "the", "his", "her", "their", "its", "our", "my", "another", "one"])
# Everyday words that stand before a role noun and belong to it; the suffixes below find the rest.
_BEFORE_ROLES = CLASSES["before a role"]
_ADJECTIVE_ENDINGS = (
    "al",
    "ive",
    "ic",
    "ist",
    "ish",
    "ian",
    "ese",
    "ous",
    "ary",
    "ent",
    "ant",
    "ful",
    "ed",
    "born",
    "old",
    "based",
    "winning",
    "ing",
)
_STOPS = CLASSES["phrase end"]
_LINKS = frozenset(["of", "at", "for", "in", "with", "from", "to"])
_COPULAS = frozenset(["is", "was", "are", "were", "became", "becomes", "remains"])
_LONGEST = 12


def find(tokens: Sequence[Token], names: Sequence[Placed]) -> list[Stated]:
    """The roles that one sentence states for the people it names, in the order of the names."""
    by_first = {name.first: name for name in names}
    by_last = {name.last: name for name in names}
    found: list[Stated] = []
    taken: set[int] = set()
    for name in names:
        if name.person is None:
            continue
        for role in (
            *_before(tokens, name, by_last),
            *_after(tokens, name, by_first, by_last),
            *_comma_before(tokens, name, by_first, by_last),
        ):
            if role.first not in taken:
                taken.update(range(role.first, role.last))
                found.append(role)
    return found


# ------------------------------------------------------------------ before the name


def _before(tokens: Sequence[Token], name: Placed, by_last: dict[int, Placed]) -> Iterator[Stated]:
    first = _phrase_start(tokens, name.first, by_last)
    if first is None or first == name.first:
        return
    yield from _state(tokens, name, first, name.first, "title", by_last, {})


def _phrase_start(tokens: Sequence[Token], end: int, by_last: dict[int, Placed]) -> int | None:
    """Where the noun phrase starts whose head, a role or title, is the token before `end`; None where it is none."""
    at = end - 1
    if at < 0 or not _is_role(tokens[at].text) or is_courtesy(tokens[at].text):
        return None
    while at > 0 and end - at < _LONGEST:
        before = tokens[at - 1].text
        if at in by_last:
            if by_last[at].person is not None:
                break
            at = by_last[at].first
            continue
        if not _may_stand_before(before) or (
            before[0].isupper() and at - 1 == 0 and flags(before) & Is.FUNCTION and before.lower() not in _PAST
        ):
            break
        at -= 1
    while at < end - 1 and (tokens[at].text in ("of", "and", "&", "’s", "'s")):
        at += 1
    return at


def _is_role(word: str) -> bool:
    mark = flags(word)
    if mark & (Is.ROLE | Is.TITLE):
        return True
    if word.lower().startswith(_PAST_PREFIXES):
        return _is_role(word[word.index("-") + 1 :]) if "-" in word else False
    return False


def _may_stand_before(word: str) -> bool:
    mark = flags(word)
    if mark & (Is.TITLE | Is.MODIFIER | Is.DEMONYM | Is.PLACE | Is.ORG):
        return not is_courtesy(word)
    if mark & Is.ROLE and not mark & Is.CAPITAL:
        return True
    lower = word.lower()
    if mark & Is.SPEECH:
        return False
    return (
        lower in _BEFORE_ROLES
        or ("-" in word and len(word) > 3)
        or (mark & Is.COMMON and lower.endswith(_ADJECTIVE_ENDINGS) and lower not in _NOT_ADJECTIVES) > 0
    )


_NOT_ADJECTIVES = CLASSES["verb form"]


def _comma_before(
    tokens: Sequence[Token], name: Placed, by_first: dict[int, Placed], by_last: dict[int, Placed]
) -> Iterator[Stated]:
    """ "The club’s coach, Lena Ortiz, ..." """
    comma = name.first - 1
    if comma < 1 or tokens[comma].text != ",":
        return
    first = _phrase_start(tokens, comma, by_last)
    if first is None:
        return
    before = tokens[first - 1].text if first else ""
    if (
        before.lower() not in _DETERMINERS
        and before not in ("’s", "'s", "’", "'")
        and not (first == 0 or tokens[first].text[0].isupper())
    ):
        return
    if before == "," or (first > 1 and tokens[first - 2].text == "," and before.lower() in ("a", "an", "the")):
        return  # the apposition of somebody before it: "Chen, the mayor, Ortiz ..."
    after = tokens[name.last].text if name.last < len(tokens) else "."
    if after in (",", ".", ";", "”", '"', ")", "—", "–", "-", ":") or flags(after) & Is.SPEECH:
        yield from _state(tokens, name, first, comma, "apposition", by_last, by_first)


# ------------------------------------------------------------------ after the name


def _after(
    tokens: Sequence[Token], name: Placed, by_first: dict[int, Placed], by_last: dict[int, Placed]
) -> Iterator[Stated]:
    at = name.last
    if at >= len(tokens) or tokens[at].text not in (",", "—", "–", "(", "-"):
        return
    at += 1
    if at + 1 < len(tokens) and tokens[at].text.isdigit() and tokens[at + 1].text == ",":
        at += 2
    relation: Relation = "apposition"
    if at + 1 < len(tokens) and tokens[at].text == "who":
        at += 1
        while at < len(tokens) and tokens[at].text in (
            "also",
            "has",
            "had",
            "been",
            "now",
            "once",
            "still",
            "currently",
            "previously",
        ):
            at += 1
        if at < len(tokens) and tokens[at].text in _COPULAS:
            at += 1
        elif (
            at + 1 < len(tokens)
            and tokens[at].text in ("serves", "served", "works", "worked", "acts", "acted")
            and tokens[at + 1].text == "as"
        ):
            at += 2
        elif at and tokens[at - 1].text != "been":
            return
        relation = "relative"
    yield from _coordinated(tokens, name, at, relation, by_first, by_last)


def _coordinated(
    tokens: Sequence[Token],
    name: Placed,
    at: int,
    relation: Relation,
    by_first: dict[int, Placed],
    by_last: dict[int, Placed],
) -> Iterator[Stated]:
    """The role that begins at `at`, and those that "and" joins to it."""
    for turn in range(3):
        end = _phrase_end(tokens, at, by_first)
        if end is None or not _closes(tokens, end, by_first):
            return
        yield from _state(tokens, name, at, end, relation, by_last, by_first)
        and_at = end
        while (
            and_at < len(tokens)
            and and_at < end + _LONGEST
            and tokens[and_at].text not in ("and", ",", ".", ";", "who", "”", '"')
        ):
            and_at += 1
        if and_at + 1 >= len(tokens) or turn == 2:
            return
        if tokens[and_at].text == "," and tokens[and_at + 1].text == "and":
            and_at += 1
        if tokens[and_at].text != "and":
            return
        at = and_at + 1


def _phrase_end(tokens: Sequence[Token], at: int, by_first: dict[int, Placed]) -> int | None:
    """Where the noun phrase ends that begins at `at`, with its head, a role, as the last word; None where it is none."""
    head: int | None = None
    start = at
    while at < len(tokens) and at - start < _LONGEST:
        text = tokens[at].text
        if at in by_first:
            if by_first[at].person is not None and not _is_owner(tokens, by_first[at]):
                return None if head == at else (head if head is not None and head < at and text == "," else None)
            at = by_first[at].last
            continue
        lower = text.lower()
        if lower in _STOPS or text in ("and", ";", ".", ":", "”", '"', "(", ")", "—", "–"):
            break
        if text == ",":
            # "a tall, quiet teacher": a comma inside stands between adjectives only
            if head is None and at > start and at + 1 < len(tokens) and tokens[at + 1].text[0].islower():
                at += 1
                continue
            break
        if _is_role(text) and lower not in _DETERMINERS:
            head = at + 1
        elif flags(text) & Is.SPEECH:
            break
        at += 1
    if head is None or head != at:
        # the head must close the phrase: "the minister visit" is none
        return head if head is not None and at < len(tokens) and head == at else None
    return head


def _is_owner(tokens: Sequence[Token], name: Placed) -> bool:
    return name.last < len(tokens) and tokens[name.last].text in ("’s", "'s", "’", "'")


def _closes(tokens: Sequence[Token], end: int, by_first: dict[int, Placed]) -> bool:
    """False where the words belong to the name after them: "Ortiz, judge Bill Chen and ..."."""
    return not (end in by_first and by_first[end].person is not None)


# ------------------------------------------------------------------ the row


def _state(
    tokens: Sequence[Token],
    name: Placed,
    first: int,
    last: int,
    relation: Relation,
    by_last: dict[int, Placed],
    by_first: dict[int, Placed],
) -> Iterator[Stated]:
    assert name.person is not None
    while first < last - 1 and (
        tokens[first].text in (",", "’s", "'s", "’")
        or tokens[first].text.lower() in ("the", "his", "her", "their", "its")
    ):
        first += 1
    words = [t.text.lower() for t in tokens[first:last]]
    if any(w in _PAST or w.startswith(_PAST_PREFIXES) for w in words) or (
        first and tokens[first - 1].text.lower() in ("former", "then")
    ):
        relation = "former"
    yield Stated(name.person, first, last, relation, _org(tokens, first, last, by_last, by_first))


def _org(
    tokens: Sequence[Token], first: int, last: int, by_last: dict[int, Placed], by_first: dict[int, Placed]
) -> int | None:
    """The organisation that the role's words, their owner or their complement name."""
    for at in range(first, last):
        if at in by_first and by_first[at].org is not None:
            return by_first[at].org
        if at + 1 in by_last and by_last[at + 1].org is not None:
            return by_last[at + 1].org
    if first > 1 and tokens[first - 1].text in ("’s", "'s", "’") and first - 1 in by_last:
        return by_last[first - 1].org
    at = last
    if at < len(tokens) and tokens[at].text in _LINKS:
        at += 1
        while at < len(tokens) and at < last + 7 and tokens[at].text not in (",", ".", ";", "and", "who", "that"):
            if at in by_first:
                return by_first[at].org
            at += 1
    return None
