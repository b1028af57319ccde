"""What a sentence says that a person is: titles, appositions, relative clauses. Words beside a name, never a guess.

"Harbour Minister Lena Ortiz", "Lena Ortiz, a teacher and former judge,", "the club’s coach, Lena Ortiz,",
"Lena Ortiz, who is deputy mayor of Dunmore".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
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


_PAST = CLASSES["past"]
_PAST_PREFIXES = ("ex-", "then-", "former-", "ex‑", "then‑")
_PREFIXES = CLASSES["role prefix"]
_DETERMINERS = CLASSES["determiner"]
# Everyday words that stand before a role noun and belong to it; adjectives are known by their endings.
_BEFORE_ROLES = CLASSES["before a role"]
_ADJECTIVE_ENDINGS = tuple(sorted(CLASSES["adjective ending"]))
_NOT_ADJECTIVES = CLASSES["verb form"]
_AFTER_ROLES = CLASSES["after a role"]
_WITHOUT_WEIGHT = CLASSES["without weight"]
_ADVERBS = CLASSES["adverb before a role"]
_STOPS = CLASSES["phrase end"]
_LINKS = CLASSES["role linker"]
_COPULAS = CLASSES["copula"]
_POSSESSIVES = frozenset({"’s", "'s", "’", "'"})
_MARKS = frozenset({"and", ";", ".", ":", "”", '"', "(", ")", "—", "–", "--", "“"})
_CLOSERS = frozenset({"”", '"', "’", "'", "''", "»", "“"})
_OPENS_APPOSITION = frozenset({",", "—", "–", "(", "-", "--"})
_LONGEST = 12  # words of a role with all that stands before it; longer ones were sentences gone wrong


def find(tokens: Sequence[Token], names: Sequence[Placed]) -> list[Stated]:
    """The roles that one sentence states for the people it names, in the order of the names."""
    sentence = _Sentence(tokens, names)
    found: list[Stated] = []
    taken: set[tuple[int, int]] = set()
    for name in names:
        if name.person is None:
            continue
        is_after_comma = sentence.word(name.first - 1) == ","
        stated = [] if is_after_comma else [*sentence.before(name)]
        if sentence.word(name.last) in _OPENS_APPOSITION:
            stated += sentence.after(name)
        if is_after_comma:
            stated += sentence.comma_before(name)
        for role in stated:
            # two may share "Senators", but nobody has the same words twice
            if not any((role.person, at) in taken for at in range(role.first, role.last)):
                taken.update((role.person, at) for at in range(role.first, role.last))
                found.append(role)
    return found


@lru_cache(maxsize=1 << 14)
def is_role(word: str) -> bool:
    """Does the word say what a person is: a role noun, a title, or one with "ex-" or "co-" before it?"""
    if flags(word) & (Is.ROLE | Is.TITLE):
        return True
    first, hyphen, last = word.replace("‑", "-").partition("-")
    return bool(hyphen) and first.lower() in _PREFIXES and is_role(last)


@lru_cache(maxsize=1 << 14)
def _is_plural(word: str) -> bool:
    """Does the word name the role of several: "members", "Senators"?"""
    return word.endswith("s") and is_role(word[:-1])


@lru_cache(maxsize=1 << 14)
def _may_stand_before(word: str) -> bool:
    mark = flags(word)
    if mark & (Is.TITLE | Is.MODIFIER | Is.DEMONYM | Is.PLACE | Is.ORG):
        return not is_courtesy(word)
    if mark & Is.ROLE and not mark & Is.CAPITAL:
        return True
    if mark & Is.CAPITAL and mark & Is.COMMON and not mark & (Is.FUNCTION | Is.GIVEN):
        return True  # "Circuit Judge"
    if mark & Is.ORG_HEAD and mark & Is.CAPITAL:
        return True  # "Council leader"
    if mark & Is.SPEECH or word.lower() in _NOT_ADJECTIVES:
        return False
    if word.lower() in _BEFORE_ROLES or ("-" in word and len(word) > 3):
        return True
    return bool(mark & Is.COMMON) and word.lower().endswith(_ADJECTIVE_ENDINGS)


class _Sentence:
    """The tokens of a sentence and the names in it, by where they begin and end."""

    def __init__(self, tokens: Sequence[Token], names: Sequence[Placed]) -> None:
        self.tokens = tokens
        self.by_first = {name.first: name for name in names}
        self.by_last = {name.last: name for name in names}

    def word(self, at: int) -> str:
        """The word at a place, empty outside of the sentence."""
        return self.tokens[at].text if 0 <= at < len(self.tokens) else ""

    # -------------------------------------------------------------- before the name

    def before(self, name: Placed) -> Iterator[Stated]:
        """Titles: "Harbour Minister Lena Ortiz", "former judge Ortiz", "Minister of Ports Lena Ortiz"."""
        end = name.first
        head = end - 1
        other = self.by_last.get(head) if self.word(head) == "and" else None
        if other is not None and other.person is not None and _is_plural(self.word(other.first - 1)):
            for role in self.before(other):  # "Council members Lena Ortiz and Mara Quill"
                yield role._replace(person=name.person)  # type: ignore[arg-type] # `find` asks for people only
            return
        if head >= 0 and not is_role(self.word(head)) and not _is_plural(self.word(head)):
            while (
                head > 0
                and end - head < 6
                and self.tokens[head].flags & (Is.MODIFIER | Is.COMMON)
                and self.word(head) != "of"
            ):
                head -= 1
            if self.word(head) != "of" or head == end - 1 or not is_role(self.word(head - 1)):
                return
            head -= 1
        if flags(self.word(head)) & Is.SPEECH and self.word(head - 1).lower() not in _DETERMINERS:
            return  # "she accused Ortiz"
        first = self._start(head)
        if first is not None:
            yield from self._state(name, first, end, "title")

    def _start(self, head: int) -> int | None:
        """Where the noun phrase starts that ends with this role noun; None where it is none."""
        word = self.word(head)
        if head < 0 or not (is_role(word) or _is_plural(word)) or is_courtesy(word):
            return None
        at = head
        while at > 0 and head - at < _LONGEST:
            if at in self.by_last:
                if self.by_last[at].person is not None:
                    break
                at = self.by_last[at].first
                continue
            before = self.word(at - 1)
            if before in _POSSESSIVES and flags(self.word(at - 2)) & Is.MODIFIER and self.word(at)[0].isupper():
                at -= 2  # "State’s Attorney"
                continue
            if not _may_stand_before(before):
                break
            if before.endswith("ed") and self.word(at - 2) in _CLOSERS:
                break  # “...,” cautioned professor Lena Ortiz
            if at == 1 and flags(before) & Is.FUNCTION and before.lower() not in _PAST:
                break
            at -= 1
        return at

    def comma_before(self, name: Placed) -> Iterator[Stated]:
        """Apposition before: "The club’s coach, Lena Ortiz, ..."."""
        comma = name.first - 1
        first, last = self._start(comma - 1), comma
        if first is None:
            first, last = self._with_complement(comma)
        if first is None:
            return
        opening = first
        while opening > max(0, first - 4) and self.word(opening - 1).isalpha() and self.word(opening - 1).islower():
            if self.word(opening - 1) in _DETERMINERS or self.word(opening - 1) in _STOPS:
                break
            opening -= 1  # "the central bank governor": nouns before the role that no list has
        if self.word(opening - 1).lower() in _DETERMINERS or self.word(opening - 1) in _POSSESSIVES:
            first = opening
        before = self.word(first - 1)
        is_opened = before.lower() in _DETERMINERS or before in _POSSESSIVES
        if not (is_opened or first == 0 or self.word(first)[0].isupper()):
            return
        if before == "," or (self.word(first - 2) == "," and before.lower() in ("a", "an", "the")):
            return  # an apposition to somebody before it: "Chen, the mayor, Ortiz ..."
        following = self.word(name.last)
        if flags(following) & Is.SPEECH and self.word(name.last + 1) in (",", "."):
            return  # "Her boss, Ortiz said, is away."
        if (
            not following
            or (not following[0].isalnum() and following not in _POSSESSIVES)
            or flags(following) & Is.SPEECH
        ):
            ands = (i for i in range(first + 1, last - 1) if self.word(i) == "and" and is_role(self.word(i - 1)))
            split = next(ands, None)
            if split is not None:
                yield from self._state(name, first, split, "apposition")
                first = split + 1
            yield from self._state(name, first, last, "apposition")

    def _with_complement(self, comma: int) -> tuple[int | None, int]:
        """The role in "A spokeswoman for the Ministry of Ports, Lena Ortiz": where it starts and ends."""
        for at in range(comma - 2, max(-1, comma - 14), -1):
            word = self.word(at)
            if word in (",", ".", ";", "“", "”", '"') or (flags(word) & Is.SPEECH and not flags(word) & Is.ROLE):
                break
            if self.word(at + 1) in ("for", "of", "at") and is_role(word) and word[0].islower():
                first = self._start(at)
                if first is not None and self.word(first - 1).lower() in _DETERMINERS:
                    return first, at + 1
        return None, comma

    # -------------------------------------------------------------- after the name

    def after(self, name: Placed) -> Iterator[Stated]:
        """After it: "Lena Ortiz, 42, a teacher and former judge", "Lena Ortiz, who is deputy mayor"."""
        at = name.last + 1
        if self.word(at).isdigit() and self.word(at + 1) == ",":
            at += 2
        relation: Relation = "apposition"
        if self.word(at) == "who":
            relation, at = "relative", at + 1
            verb = at
            while self.word(verb) in _ADVERBS:
                verb += 1
            if self.word(verb) in _COPULAS or (verb > at and self.word(verb - 1) == "been"):
                at = verb + (self.word(verb) in _COPULAS)
            elif (
                self.word(verb) in ("serves", "served", "works", "worked", "acts", "acted")
                and self.word(verb + 1) == "as"
            ):
                at = verb + 2
            else:
                return
        for _ in range(3):
            end = self._end(at)
            if end is None or (end in self.by_first and self.by_first[end].person is not None):
                return  # "Ortiz, judge Bill Chen and ...": the words belong to the name after them
            yield from self._state(name, at, end, relation)
            at = self._after_and(end)
            if not at:
                return

    def _after_and(self, at: int) -> int:
        """Past the "and" that goes on with a second role; 0 where there is none near."""
        last = at + _LONGEST
        while at < last and self.word(at) and self.word(at) not in ("and", ",", ".", ";", "who", "”", '"'):
            at += 1
        if self.word(at) == "," and self.word(at + 1) == "and":
            at += 1
        return at + 1 if self.word(at) == "and" else 0

    def _end(self, at: int) -> int | None:
        """Where the noun phrase that begins at `at` ends with its head, a role; None where it is no such phrase."""
        start, head = at, None
        while at < len(self.tokens) and at - start < _LONGEST:
            name = self.by_first.get(at)
            if name is not None:
                if name.person is not None and self.word(name.last) not in _POSSESSIVES:
                    return head if head == at else None
                at = name.last
                continue
            word = self.word(at)
            lower = word.lower()
            if lower in _STOPS or word in _MARKS or (head == at and lower in _AFTER_ROLES):
                break
            if word == ",":
                if head is None and at > start and self.word(at + 1)[:1].islower():
                    at += 1  # "a tall, quiet teacher"
                    continue
                break
            if is_role(word) and lower not in _DETERMINERS:
                head = at + 1
            elif flags(word) & Is.SPEECH and lower not in _ADVERBS and lower not in _BEFORE_ROLES:
                break
            at += 1
        return head if head == at else None

    # -------------------------------------------------------------- the row

    def _state(self, name: Placed, first: int, last: int, relation: Relation) -> Iterator[Stated]:
        assert name.person is not None
        while first < last - 1 and (
            self.word(first).lower() in _WITHOUT_WEIGHT or self.word(first) in _POSSESSIVES | {","}
        ):
            first += 1
        words = [self.word(i).lower() for i in range(max(0, first - 1), last)]
        if any(
            w in _PAST or w.startswith(_PAST_PREFIXES) for w in (words if words[0] in _PAST else words[1:] or words)
        ):
            relation = "former"
        yield Stated(name.person, first, last, relation, self._org(first, last))

    def _org(self, first: int, last: int) -> int | None:
        """The organisation that the role's words, their owner or their complement name."""
        for at in range(first, last):
            for name in (self.by_first.get(at), self.by_last.get(at + 1)):
                if name is not None and name.org is not None:
                    return name.org
        if self.word(first - 1) in _POSSESSIVES and first - 1 in self.by_last:
            return self.by_last[first - 1].org
        if self.word(last) in _LINKS:
            for at in range(last + 1, last + 7):
                if self.word(at) in (",", ".", ";", "and", "who", "that", ""):
                    break
                if at in self.by_first:
                    return self.by_first[at].org
        return None
