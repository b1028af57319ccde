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


_PAST = CLASSES["past"]
_PAST_PREFIXES = ("ex-", "then-", "former-", "ex‑", "then‑")
_PREFIXES = CLASSES["role prefix"]
_DETERMINERS = CLASSES["determiner"]
# Everyday words that stand before a role noun and belong to it; adjectives are known by their endings.
_BEFORE_ROLES = CLASSES["before a role"]
_ADJECTIVE_ENDINGS = tuple(sorted(CLASSES["adjective ending"]))
_ROLE_ENDINGS = ("ologist", "onomist", "iatrist", "iatrician", "ographer", "netician", "statistician", "onaut")
_NOT_ADJECTIVES = CLASSES["verb form"]
_AFTER_ROLES = CLASSES["after a role"]
_WITHOUT_WEIGHT = CLASSES["without weight"]
_ADVERBS = CLASSES["adverb before a role"]
_STOPS = CLASSES["phrase end"]
_LINKS = CLASSES["role linker"]
_COPULAS = CLASSES["copula"]
_POSSESSIVES = frozenset({"’s", "'s", "’", "'"})
_MARKS = frozenset({"and", ";", ".", ":", "”", '"', "(", ")", "—", "–", "--", "“"})
_LONGEST = 12  # words of a role with all that stands before it; longer ones were sentences gone wrong


def find(tokens: Sequence[Token], names: Sequence[Placed]) -> list[Stated]:
    """The roles that one sentence states for the people it names, in the order of the names."""
    sentence = _Sentence(tokens, names)
    found: list[Stated] = []
    taken: set[int] = set()
    for name in names:
        if name.person is None:
            continue
        stated = [*sentence.before(name), *sentence.after(name), *sentence.comma_before(name)]
        free = [role for role in stated if role.first not in taken]
        for role in free:
            taken.update(range(role.first, role.last))
        found.extend(free)
    return found


def is_role(word: str) -> bool:
    """Does the word say what a person is: a role noun, a title, or one with "ex-" or "co-" before it?"""
    if flags(word) & (Is.ROLE | Is.TITLE) or (word.islower() and len(word) > 6 and word.endswith(_ROLE_ENDINGS)):
        return True
    first, hyphen, last = word.replace("‑", "-").partition("-")
    return bool(hyphen) and first.lower() in _PREFIXES and is_role(last)


def _may_stand_before(word: str) -> bool:
    mark = flags(word)
    if mark & (Is.TITLE | Is.MODIFIER | Is.DEMONYM | Is.PLACE | Is.ORG):
        return not is_courtesy(word)
    if mark & Is.ROLE and not mark & Is.CAPITAL:
        return True
    if mark & Is.CAPITAL and mark & Is.COMMON and not mark & (Is.FUNCTION | Is.GIVEN):
        return True  # "Circuit Judge"
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
        if self._is_plural_title(head):
            opening = head
            while opening > 0 and head - opening < 4 and self.word(opening - 1)[:1].isupper():
                opening -= 1
            for each in self._listed(name):
                yield from self._state(each, opening, end, "title")
            return
        if head >= 0 and not is_role(self.word(head)):
            while (
                head > 0
                and end - head < 6
                and flags(self.word(head)) & (Is.MODIFIER | Is.COMMON)
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

    def _is_plural_title(self, at: int) -> bool:
        """Is it the title of several: "Council members Lena Ortiz and Orso Quill"?"""
        word = self.word(at)
        return word.endswith("s") and not is_role(word) and is_role(word[:-1]) and word[:-1] not in _DETERMINERS

    def _listed(self, name: Placed) -> Iterator[Placed]:
        """The people of a list that begins with `name`: joined by commas and "and"."""
        each: Placed | None = name
        while each is not None and each.person is not None:
            yield each
            at = each.last
            while self.word(at) in (",", "and") and at < each.last + 2:
                at += 1
            each = self.by_first.get(at) if at > each.last else None

    def _start(self, head: int) -> int | None:
        """Where the noun phrase starts that ends with this role noun; None where it is none."""
        if head < 0 or not is_role(self.word(head)) or is_courtesy(self.word(head)):
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
            if at == 1 and flags(before) & Is.FUNCTION and before.lower() not in _PAST:
                break
            at -= 1
        return at

    def comma_before(self, name: Placed) -> Iterator[Stated]:
        """Apposition before: "The club’s coach, Lena Ortiz, ..."."""
        comma = name.first - 1
        if self.word(comma) != ",":
            return
        first = self._start(comma - 1)
        if first is None and self.word(name.last) == ",":
            yield from self._complemented(name, comma)
            return
        if first is None:
            return
        first = self._owner(first)
        before = self.word(first - 1)
        if not (
            before.lower() in _DETERMINERS or before in _POSSESSIVES or first == 0 or self.word(first)[0].isupper()
        ):
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
            yield from self._state(name, first, comma, "apposition")

    def _owner(self, first: int) -> int:
        """Over the nouns of "A central bank spokesman" or "Norland’s harbour chief", back to what opens the phrase."""
        at = first
        while (
            at > 0
            and first - at < 4
            and self.word(at - 1).islower()
            and flags(self.word(at - 1)) & Is.COMMON
            and not flags(self.word(at - 1)) & Is.SPEECH
            and self.word(at - 1) not in _STOPS | _DETERMINERS | _POSSESSIVES | _MARKS
        ):
            at -= 1
        before = self.word(at - 1)
        return at if before in _POSSESSIVES or before.lower() in _DETERMINERS else first

    def _complemented(self, name: Placed, comma: int) -> Iterator[Stated]:
        """A role with a complement before the name: "A spokeswoman for the port, Lena Ortiz, said"."""
        at = comma - 1
        while at >= 0 and comma - at < _LONGEST and self.word(at) not in _MARKS and self.word(at) != ",":
            if (
                is_role(self.word(at))
                and self.word(at + 1) in ("for", "of", "at", "with")
                and self.word(at)[0].islower()
                and (first := self._start(at)) is not None
                and self.word(first - 1).lower() in ("a", "an", "the", "its", "his", "her", "their", "")
            ):
                if flags(self.word(name.last + 1)) & Is.SPEECH or first <= 1:
                    yield from self._state(name, first, at + 1, "apposition")
                return
            at -= 1

    # -------------------------------------------------------------- after the name

    def after(self, name: Placed) -> Iterator[Stated]:
        """After it: "Lena Ortiz, 42, a teacher and former judge", "Lena Ortiz, who is deputy mayor"."""
        at = name.last
        if self.word(at) not in (",", "—", "–", "(", "-", "--"):
            return
        at += 1
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
