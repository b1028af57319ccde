"""Pronouns and descriptions of people ("she", "the mayor"), back to whom the article names.

A walk through each field with the people of the last sentences in mind: gender and number sort out, then nearness,
subject and speaker decide. Where two fit equally there is no row.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from corpus.extract.names import Names
from corpus.extract.roles import is_role
from corpus.extract.tokens import Sentence, Token, sentences
from corpus.extract.words import CLASSES, ROLE_KINDS, Gender, Is, flags, gender_by_ending, gender_of_word
from corpus.record import Article, Field, Mention, MentionKind, Span

_PRONOUNS: dict[str, Gender] = {
    "he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f",
    "He": "m", "Him": "m", "His": "m", "Himself": "m", "She": "f", "Her": "f", "Hers": "f", "Herself": "f",
}  # fmt: skip
_OBJECTS = frozenset({"him"})
_PREPOSITIONS = CLASSES["preposition"]
_OPENERS = CLASSES["clause opener"]
_CONJUNCTIONS = CLASSES["conjunction"]
_BREAKS = frozenset({",", ";", ":", "—", "–", "--", "(", ")"})
_ADDRESSING = CLASSES["addressing verb"]
_SAYING = CLASSES["saying"]
_FAMILY = CLASSES["family"]
_TIMES = CLASSES["time before a subject"] | frozenset(day.lower() for day in CLASSES["day"])
_AMERICAN = frozenset({"u.s.", "us", "american", "usa", "united", "america"})
_BRITISH = frozenset({"uk", "u.k.", "british", "britain"})
_COPULAS = frozenset({"is", "was", "’s", "'s", "became", "remains"})
_YEARS_OLD = "-year-old"
_SOMEBODY_AGED = re.compile(r"\b[Aa]n? (\d{1,3})-year-old")  # the next "the 42-year-old" is that one, with no name
_PARENTS = frozenset("mother father mum mom dad grandmother grandfather".split())
_WIDOWED = frozenset({"widow", "widower"})
_COUNTS = frozenset("one two three four five six seven eight nine ten".split())
_LISTED = frozenset({"former", "latter"})
_TELLING = _LISTED | _WIDOWED | _PARENTS
_APART = frozenset({"prime", "vice", "deputy", "assistant"})
"""Words that make a role another one: a vice president is not "the president"."""
_JUDGING = CLASSES["judging verb"]
_SERVING = CLASSES["serving role"]
_OFFICE = frozenset({"term", "administration", "presidency", "cabinet", "government", "premiership", "campaign"})
_WINDOW = 40  # mentions kept in mind; more never decided anything on the development texts
_NEAR = (3.0, 2.0, 1.0, 0.3, 0.1)  # what a mention is worth by the sentences since
_SURE_MARGIN = 1.5  # from here on a pronoun also tells the gender of whom it means
_FAR = 60  # tokens of one sentence; names farther off have no say, and a bound keeps hostile input linear
_MARGIN = 0.25  # tuned with the weights of `_score` on our own seeds; narrower, and of two equals one would be guessed


class _Seen(NamedTuple):
    """A mention that a later pronoun may go back to."""

    person: int
    sentence: int
    token: int
    paragraph: int
    is_subject: bool
    is_pronoun: bool
    quote: int
    gender: Gender | None = None  # what a pronoun says


@dataclass(slots=True)
class _Place:
    """A person's mention at tokens ``[first, last)`` of a sentence."""

    first: int
    last: int
    person: int
    is_subject: bool


_NOBODY: tuple[dict[int, _Place], int | None] = ({}, None)


def resolve(article: Article, body: Sequence[Sentence], names: Names, quoted: Sequence[Span]) -> list[Mention]:
    """The English pronouns and descriptions that mean one of `names.people`, in the order of field and start.

    `quoted` are the spans inside quotation marks of the body: a third person in there is not the one who speaks.
    """
    if article.language is not None and not article.language.lower().startswith("en"):
        return []  # "her" is no pronoun in German
    if not names.people:
        return []
    votes: list[Counter[Gender]] = [Counter() for _ in names.people]
    walk = _Walk(article, names, names.weak_genders, votes, "body", 0, body, quoted)
    walk.walk()
    genders = [
        gender or _elected(vote) or (gender_by_ending(person.name.split()[0]) if person.is_full_name else None)
        for gender, vote, person in zip(names.weak_genders, votes, names.people, strict=True)
    ]
    if genders != list(names.weak_genders) or walk.missed & walk.spoken.keys():
        walk.genders = genders
        walk.walk()
    found = walk.mentions()
    # a pronoun or description goes back to a name in its own field
    named = {(m.field, m.field_position) for m in names.mentions if m.person is not None}
    fields: list[tuple[Field, int]] = [("headline", 0), ("deck", 0)]
    fields += [("caption", position) for position in range(len(article.captions))]
    for field, position in fields:
        if (field, position) in named:
            cut = sentences(article.text_of(field, position))
            walk = _Walk(article, names, genders, votes, field, position, cut, ())
            walk.walk()
            found += walk.mentions()
    return found


def _elected(votes: Counter[Gender]) -> Gender | None:
    """The gender of the pronouns that surely meant a person, where three in four agree."""
    ranked = votes.most_common(1)
    return ranked[0][0] if ranked and ranked[0][1] >= 0.75 * votes.total() else None


class _Walk:
    """One field, from its first sentence to its last; a second walk knows who spoke in the first.

    A second one that knows no other genders, and misses no speaker that the first one missed, gives the same rows.
    """

    def __init__(
        self,
        article: Article,
        names: Names,
        genders: Sequence[Gender | None],
        votes: list[Counter[Gender]],
        field: Field,
        position: int,
        cut: Sequence[Sentence],
        quoted: Sequence[Span],
    ) -> None:
        self.text = article.text_of(field, position)
        self.names, self.field, self.position, self.cut = names, field, position, cut
        self.genders, self.votes = genders, votes
        self.spoken: dict[int, int] = {}  # by paragraph: whom a walk before found to speak there as "she said"
        self.voices: dict[int, int] = {}  # the same by sentence
        self.missed: set[int] = set()  # the paragraphs whose speaker was asked for and not known
        self.quoted = sorted(quoted)
        self.quote_starts = [q.start for q in self.quoted]
        self.counts = Counter(m.person for m in names.mentions if m.person is not None)
        self.most = max(self.counts.values(), default=1)
        self.stated = {r.end for r in names.roles if r.field == field and r.field_position == position}
        self.known = self._find_places(
            m for m in names.mentions if m.field == field and m.field_position == position and m.entity_kind == "person"
        )
        self.titled = _roles_by_head(names)
        self.unnamed = set(_SOMEBODY_AGED.findall(self.text)) if _YEARS_OLD in self.text else set()
        self.of_age: dict[str, list[int]] = {}
        for role in names.roles:
            if _YEARS_OLD in role.text:
                self.of_age.setdefault(role.text[: role.text.index(_YEARS_OLD)].split(" ")[-1], []).append(role.person)
        for number, (places, _) in self.known.items():
            for place in places.values():
                self._read_beside(cut[number].tokens, place)
        self.telling = _PRONOUNS.keys() | ({"the", "The"} if self.known else frozenset())
        # by sentence, in order: where a walk stops in it; most sentences name nobody
        self.stops = {
            number: stops
            for number, sentence in enumerate(cut)
            if (stops := list(self._stops(sentence.tokens, self._named_in(number)[0])))
        }
        self._begin()

    def _begin(self) -> None:
        self.seen: deque[_Seen] = deque(maxlen=_WINDOW)
        self.speaker: int | None = None
        self.speaker_at = -9
        self.named: set[int] = (
            {m.person for m in self.names.mentions if m.person is not None and m.field != "body"}
            if self.field == "body"
            else set()
        )
        self.rows: list[tuple[int, int, MentionKind, int, float]] = []

    def walk(self) -> None:
        self._begin()
        for number, stops in self.stops.items():
            self._sentence(number, self.cut[number], stops)

    def mentions(self) -> list[Mention]:
        """What the last walk found."""
        return [
            Mention(
                field=self.field,
                field_position=self.position,
                start=start,
                end=end,
                text=self.text[start:end],
                kind=kind,
                entity_kind="person",
                person=person,
                confidence=round(confidence, 2),
            )
            for start, end, kind, person, confidence in self.rows
        ]

    def _quote_at(self, position: int) -> int:
        """The quotation that holds this code point, from 0; -1 outside of all."""
        at = bisect_right(self.quote_starts, position) - 1
        return at if at >= 0 and position < self.quoted[at].end else -1

    def _sentence(self, number: int, sentence: Sentence, stops: Sequence[tuple[int, int | None]]) -> None:
        places, speaker = self._named_in(number)
        for at, head in stops:
            if at in places:
                place = places[at]
                self._see(place.person, number, at, sentence, place.is_subject, False)
                self.named.add(place.person)
            elif head is None:
                self._pronoun(number, sentence, at, places, speaker)
            else:
                self._description(number, sentence, at, head)
        if speaker is not None:
            self.speaker, self.speaker_at = speaker, number

    def _stops(self, tokens: Sequence[Token], places: dict[int, _Place]) -> Iterator[tuple[int, int | None]]:
        """Where a walk stops in a sentence: at names and pronouns, and at descriptions with their heads."""
        telling = self.telling
        stops = [i for i, token in enumerate(tokens) if token.text in telling]
        for at in sorted({*stops, *places}) if places else stops:
            if at in places or tokens[at].text in _PRONOUNS:
                yield at, None
            else:
                head = self._described(tokens, at, places)
                if head is not None:
                    yield at, head

    def _read_beside(self, tokens: Sequence[Token], place: _Place) -> None:
        """Note the age beside a name ("Ortiz, 42,") and what its clause says that somebody is ("Ortiz is a nurse")."""
        at, last = place.last, len(tokens)
        if at + 2 < last and tokens[at].text in (",", "(") and tokens[at + 1].text.isdecimal():
            if tokens[at + 2].text in (",", ")", ".", ";") and len(tokens[at + 1].text) < 4:
                same = self.of_age.setdefault(tokens[at + 1].text, [])
                if place.person not in same[-_WINDOW:]:
                    same.append(place.person)
        elif at + 2 < last and tokens[at].text in _COPULAS and tokens[at + 1].low in ("a", "an", "the"):
            head = at + 2
            while head < min(last, at + 6) and tokens[head].text.islower() and not is_role(tokens[head].text):
                head += 1
            while head + 1 < last and is_role(tokens[head + 1].text):
                head += 1
            if head < last and is_role(tokens[head].text) and tokens[head].text.islower():
                words = [t.low for t in tokens[at + 2 : head + 1]]
                _add_role(self.titled, place.person, words, is_former=False)

    def _named_in(self, number: int) -> tuple[dict[int, _Place], int | None]:
        """The people whom a sentence names, by their first token, and who of them speaks in it."""
        return self.known.get(number, _NOBODY)

    def _find_places(self, mentions: Iterable[Mention]) -> dict[int, tuple[dict[int, _Place], int | None]]:
        """For each sentence that names people what `_named_in` gives."""
        found: dict[int, dict[int, _Place]] = {}
        sentence_starts = [sentence.span.start for sentence in self.cut]
        for mention in sorted(mentions, key=lambda m: m.start):
            if mention.person is not None:
                number = bisect_right(sentence_starts, mention.start) - 1
                tokens = self.cut[number].tokens
                first = bisect_left(tokens, (mention.start,))
                last = first + 1
                while last < len(tokens) and tokens[last].start < mention.end:
                    last += 1
                is_subject = _is_subject(tokens, first, last)
                found.setdefault(number, {})[first] = _Place(first, last, mention.person, is_subject)
        return {number: (places, self._speaker_of(self.cut[number].tokens, places)) for number, places in found.items()}

    def _see(
        self,
        person: int,
        number: int,
        token: int,
        sentence: Sentence,
        is_subject: bool,
        is_pronoun: bool,
        gender: Gender | None = None,
    ) -> None:
        self.seen.append(
            _Seen(
                person,
                number,
                token,
                sentence.paragraph,
                is_subject,
                is_pronoun,
                self._quote_at(sentence.tokens[token].start),
                gender,
            )
        )

    def _speaker_of(self, tokens: Sequence[Token], places: dict[int, _Place]) -> int | None:
        """Who speaks in this sentence by name, outside of marks; the last one where several do."""
        by_last = {p.last: p for p in places.values()}
        speaker: int | None = None
        for i in [i for i, token in enumerate(tokens) if token.text in _SAYING]:
            if self._quote_at(tokens[i].start) >= 0:
                continue
            before = i - 1 if i and tokens[i - 1].text in ("later", "also", "then", "has", "had", "once") else i
            if before in by_last:
                speaker = by_last[before].person
            elif i + 1 in places:
                speaker = places[i + 1].person
            elif i and tokens[i - 1].text == ",":
                before_it = (places[k] for k in range(i - 1, max(-1, i - _FAR), -1) if k in places)
                for place in before_it:
                    comma = tokens[place.last].text == ","
                    if place.last < i and comma and self._quote_at(tokens[place.first].start) < 0:
                        speaker = place.person
                        break
            else:
                # "said Harbour Minister Lena Ortiz": the title stands between
                after = [places[k] for k in range(i + 1, i + 8) if k in places]
                if (
                    after
                    and all(
                        t.text not in _BREAKS and t.flags & (Is.CAPITAL | Is.ROLE | Is.COMMON)
                        for t in tokens[i + 1 : after[0].first]
                    )
                    and not (i and tokens[i - 1].low in ("he", "she", "they", "who", "i", "we"))
                ):
                    following = tokens[i + 1]
                    if following.flags & (Is.CAPITAL | Is.ROLE) or following.text == "the":
                        speaker = after[0].person
                elif (
                    after
                    and tokens[i + 1].text in ("his", "her", "their")
                    and [t.text for t in tokens[i + 2 : after[0].first] if t.text in _BREAKS] in ([","], [])
                    and _is_relative(tokens, after[0].first)
                ):
                    speaker = after[0].person  # "said his son, Colin Orle"
        return speaker

    def _pronoun(
        self, number: int, sentence: Sentence, at: int, places: dict[int, _Place], speaker: int | None
    ) -> None:
        if not self.seen and not places:
            return
        tokens = sentence.tokens
        token = tokens[at]
        word = token.low
        gender = _PRONOUNS[token.text]
        quote = self._quote_at(token.start)
        next_word = tokens[at + 1].text if at + 1 < len(tokens) else ""
        previous = tokens[at - 1].text if at else ""
        saying = at + 2 if next_word in ("later", "also", "has", "had", "’s", "'s", "then") else at + 1
        is_speech = (
            quote < 0
            and word in ("he", "she")
            and (
                (saying < len(tokens) and tokens[saying].text in _SAYING)
                # "..., said he", but not "Ortiz said he would"
                or (previous in _SAYING and not next_word[:1].isalnum() and not tokens[at - 2].text[0].isalnum())
            )
        )
        is_object = word in _OBJECTS or (
            word == "her"
            and (
                not next_word or not next_word[0].isalpha() or next_word in _PREPOSITIONS or next_word in _CONJUNCTIONS
            )
        )
        barred: set[int] = set()
        if quote >= 0 and (own := self._speaker_near(number, speaker)) is not None:
            barred.add(own)
        elif quote >= 0:
            if sentence.paragraph in self.spoken:
                barred.add(self.voices.get(number, self.spoken[sentence.paragraph]))
            else:
                self.missed.add(sentence.paragraph)
        following: list[_Place] = []
        if places and next(reversed(places)) > at:
            following = [places[i] for i in range(at + 1, min(at + _FAR, len(tokens))) if i in places]
        later = {p.person for p in following}
        cataphor: int | None = None
        if following:
            main = following[0]
            opens = tokens[0].low in _OPENERS and next(iter(places)) > at
            opens = opens and not any(t.text == "," for t in tokens[max(0, at - _FAR) : at])
            first_comma = next((i for i in range(at, main.first) if tokens[i].text == ","), None)
            is_next = first_comma is not None and not any(
                t.text in _PRONOUNS or t.text in _BREAKS for t in tokens[first_comma + 1 : main.first]
            )
            if opens and is_next and main.is_subject:
                cataphor = main.person
            else:
                barred |= later
        if is_object:
            subject = next((s.person for s in reversed(self.seen) if s.sentence == number and s.is_subject), None)
            if subject is not None and not any(
                t.text in _BREAKS or t.text in ("that", "who")
                for t in tokens[max(self._last_subject_token(number), at - _FAR) : at]
            ):
                barred.add(subject)
        elif word == "his" or word == "her":
            barred |= self._not_owners(number, tokens, at, places)
        scores: dict[int, float] = {}
        rank = 0
        for person, where, _, in_paragraph, was_subject, was_pronoun, in_quote, was in reversed(self.seen):
            back, paragraphs = number - where, sentence.paragraph - in_paragraph
            if back > 4 or paragraphs > 2:
                break
            if person in barred or (was is not None and was != gender):
                continue  # "he" does not go back to a "she"
            rank += 1
            value = _NEAR[back] - (0.25 if back == 0 else 0.1) * min(rank, 8) - 0.4 * paragraphs
            if was_subject:
                value += 0.2 if is_object else 1.0
                value += 0.5 if was_pronoun and not is_object else 0.0
            if in_quote >= 0 and in_quote != quote:
                value -= 1.2
            if person not in scores or value > scores[person]:
                scores[person] = value
        if cataphor is not None and cataphor not in barred:
            scores[cataphor] = max(scores.get(cataphor, 0.0), 3.5)
        if is_speech:
            who = self.speaker if number - self.speaker_at <= 6 else None
            near = (places[i] for i in range(at - 1, max(-1, at - _FAR), -1) if i in places)
            if speaker is not None and any(p.person == speaker for p in near):
                who = speaker
            # whoever is named inside a quotation of this sentence is spoken about
            barred |= {p.person for p in places.values() if self._quote_at(tokens[p.first].start) >= 0}
            rival = self._subject_since(number, who, gender)
            if rival is not None and rival not in barred and (who is not None or not places):
                scores[rival] = max(scores.get(rival, 0.0), 1.0) + (2.5 if who is not None else 1.0)
            elif who is not None and who not in barred and self.genders[who] in (gender, None):
                scores[who] = max(scores.get(who, 0.0), 1.0) + 3.0
            for person in barred & set(scores):
                del scores[person]
        for person in list(scores):
            told, weak = self.names.genders[person], self.genders[person]
            if told is not None and told != gender:
                del scores[person]
            elif told == gender:
                scores[person] += 1.2
            elif weak is not None:
                scores[person] += 1.1 if weak == gender else -3.0
            if person in scores:
                scores[person] += 0.0 if is_object else 0.6 * self.counts[person] / self.most
        vote = None if is_speech else gender
        found = self._decide(scores, number, sentence, at, vote, is_subject=word in ("he", "she"))
        if is_speech and found is not None:
            self.speaker, self.speaker_at = found, number
            self.spoken[sentence.paragraph] = self.voices[number] = found

    def _not_owners(self, number: int, tokens: Sequence[Token], at: int, places: dict[int, _Place]) -> set[int]:
        """Who before "his" or "her" in its clause does not own what follows.

        Who thanks somebody for his help is not the helper; an adviser "in his first term" serves in another's.
        """
        before = [places[i] for i in range(at - 1, max(-1, at - _FAR), -1) if i in places]
        if not before:
            return set()
        near = before[0]
        if at - near.last == 1 and tokens[near.last].low in ("for", "over", "of", "on"):
            opening = near.first - 1
            while opening > 0 and tokens[opening].flags & (Is.TITLE | Is.ROLE | Is.MODIFIER):
                opening -= 1
            if tokens[opening].low in _JUDGING and self._may_be(near.person, _PRONOUNS[tokens[at].text]):
                return {p.person for p in before[1:]} | {
                    s.person for s in self.seen if s.sentence == number and s.is_subject and s.token < near.first
                }
        if tokens[at - 1].low in ("in", "during", "under", "from", "for") and any(
            t.low in _OFFICE for t in tokens[at + 1 : at + 4]
        ):
            held = tokens[near.last : at]
            if any(t.low in _SERVING for t in held) and not any(t.low in ("prime", ".", ";") for t in held):
                here = {s.person for s in self.seen if s.sentence == number} - {near.person}
                return {near.person} | ({s.person for s in self.seen} - here if here else set())
        return set()

    def _subject_since(self, number: int, speaker: int | None, gender: Gender) -> int | None:
        """Whom a sentence after the last speaker's names as its subject: a new topic takes the next "she said"."""
        for seen in reversed(self.seen):
            if seen.sentence <= self.speaker_at or number - seen.sentence > 3:
                break
            is_new = seen.sentence < number and seen.is_subject and not seen.is_pronoun and seen.quote < 0
            if is_new and seen.person != speaker and self._may_be(seen.person, gender):
                return seen.person
        return None

    def _may_be(self, person: int, gender: Gender) -> bool:
        return self.names.genders[person] in (gender, None) and self.genders[person] in (gender, None)

    def _last_subject_token(self, number: int) -> int:
        return next((s.token for s in reversed(self.seen) if s.sentence == number and s.is_subject), 0)

    def _speaker_near(self, number: int, speaker: int | None) -> int | None:
        """Who speaks the quotation: named in the same sentence, else in the one before or after it in the paragraph."""
        if speaker is not None:
            return speaker
        paragraph = self.cut[number].paragraph
        for other in (number + 1, number - 1, number - 2):
            if 0 <= other < len(self.cut) and self.cut[other].paragraph == paragraph:
                who = self._named_in(other)[1]
                if who is not None:
                    return who
        return None

    def _decide(
        self,
        scores: dict[int, float],
        number: int,
        sentence: Sentence,
        at: int,
        vote: Gender | None,
        *,
        is_subject: bool,
    ) -> int | None:
        """Keep the best where none is as good, and say who it is."""
        if not scores:
            return None
        ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        margin = ranked[0][1] - (ranked[1][1] if len(ranked) > 1 else 0.0)
        if ranked[0][1] < 0.5 or margin < _MARGIN:
            return None
        token = sentence.tokens[at]
        person = ranked[0][0]
        if vote is not None and margin >= _SURE_MARGIN:
            self.votes[person][vote] += 1
        self.rows.append((token.start, token.end, "pronoun", person, min(0.95, 0.6 + 0.15 * margin)))
        self._see(person, number, at, sentence, is_subject, True, _PRONOUNS[token.text])
        return person

    # -------------------------------------------------------------- descriptions

    def _described(self, tokens: Sequence[Token], at: int, places: dict[int, _Place]) -> int | None:
        """The head of the description that this "the" opens: a noun of a stated role that stands for somebody here."""
        end, head = at + 1, None
        first = tokens[end] if end < len(tokens) else None
        if first is None:
            return None
        if "-" in first.low or first.low in _TELLING:
            special = self._described_otherwise(tokens, end, places)
            if special is not None:
                is_beside = special + 2 in places and tokens[special + 1].text == ","
                return None if is_beside else special  # "the widow, Anna Dahl,"
        while end < len(tokens) and end < at + 6 and end not in places:
            token = tokens[end]
            if not token.text[0].isalnum():
                break
            if token.low in self.titled:
                head = end
            elif head is not None:
                break
            end += 1
        if head is None:
            return None
        following = tokens[head + 1] if head + 1 < len(tokens) else None
        if following is not None and (
            head + 1 in places
            or following.text == "of"
            or (following.text == "," and head + 2 in places)
            or following.flags & Is.CAPITAL
            or (following.text[0].islower() and (following.flags & Is.ROLE or following.text.endswith("ial")))
        ):
            return None
        if tokens[head].end in self.stated:
            return None  # the words that state the role, beside the name
        return head

    def _described_otherwise(self, tokens: Sequence[Token], end: int, places: dict[int, _Place]) -> int | None:
        """The head of "58-year-old", "58-year-old baker", "latter", "widow", "mother of two" at `end`."""
        first = tokens[end]
        if first.text.endswith(_YEARS_OLD):
            after = tokens[end + 1] if end + 1 < len(tokens) else None
            if after is None or not after.flags & (Is.ROLE | Is.CAPITAL):
                return end
            return end + 1 if after.flags & Is.ROLE and end + 1 not in places and end + 2 not in places else None
        if first.low in _LISTED:
            after = tokens[end + 1] if end + 1 < len(tokens) else None
            if after is None or not after.text[0].isalpha():
                return end
            return end if after.low in _COPULAS or after.low in _SAYING or after.low.endswith("ed") else None
        kin, _, rest = first.low.partition("-of-")
        if first.low in _WIDOWED or (kin in _PARENTS and rest):
            return end
        if kin in _PARENTS and end + 2 < len(tokens) and tokens[end + 1].low == "of":
            return end + 2 if tokens[end + 2].low in _COUNTS else None
        return None

    def _description(self, number: int, sentence: Sentence, at: int, head: int) -> None:
        """Resolve "the mayor", "the 42-year-old", "the widow", "the latter": the only person so far whom it fits."""
        tokens = sentence.tokens
        first = tokens[at + 1].low
        if first.endswith(_YEARS_OLD):
            people = self._of_age(first.removesuffix(_YEARS_OLD), tokens[head].low)
        elif first in _LISTED and head == at + 1:
            people = self._listed(number, at, first)
        elif (kin := first.partition("-")[0]) in _WIDOWED or (kin in _PARENTS and (head > at + 1 or kin != first)):
            gender = gender_of_word(kin)
            named = self.named if len(self.named) <= _WINDOW else ()
            people = [p for p in named if self.genders[p] in (gender, None)]
            if gender is None or not all(self.genders[p] or self.votes[p][gender] for p in people):
                people = []
        else:
            people = self._holders(number, tokens, at, head)
        if len(people) != 1:
            return
        if self._says(tokens, at, head):
            self.speaker, self.speaker_at = people[0], number
            self.spoken[sentence.paragraph] = self.voices[number] = people[0]
        self.rows.append((tokens[at].start, tokens[head].end, "nominal", people[0], 0.7))
        self._see(people[0], number, head, sentence, _is_subject(tokens, at, head + 1), False)

    def _says(self, tokens: Sequence[Token], at: int, head: int) -> bool:
        """Does a description say something: “...,” the mayor said; said the mayor."""
        if self._quote_at(tokens[at].start) >= 0:
            return False
        following = tokens[head + 1] if head + 1 < len(tokens) else None
        if following is not None and following.text in _SAYING:
            return True
        return at > 0 and tokens[at - 1].text in _SAYING and (following is None or not following.text[0].isalnum())

    def _of_age(self, years: str, noun: str) -> list[int]:
        """Whose age the text gives so; where it gives none, the only person so far, unless the noun is another's."""
        fits = [p for p in self.of_age.get(years, ())[:_WINDOW] if p in self.named]
        if fits or len(self.named) != 1:
            return fits
        (person,) = self.named
        if years in self.unnamed or any(person in people for people in self.of_age.values()):
            return []
        is_his = noun.endswith(_YEARS_OLD) or any(held[0] == person for held in self.titled.get(noun, ())[:_WINDOW])
        return [person] if is_his else []

    def _listed(self, number: int, at: int, which: str) -> list[int]:
        """The first or second of the two whom the last sentence with names names."""
        for back in (number, number - 1):
            named = [p.person for first, p in sorted(self._named_in(back)[0].items()) if back < number or first < at]
            if named:
                pair = list(dict.fromkeys(named))
                return [] if len(pair) != 2 else [pair[which == "latter"]]
        return []

    def _holders(self, number: int, tokens: Sequence[Token], at: int, head: int) -> list[int]:
        """Whose stated role has that head and denies no modifier; of several the one named lately."""
        modifiers = {t.low for t in tokens[at + 1 : head]}
        wants_past = bool(modifiers & {"former", "then", "late", "ex"})
        fits: dict[int, float] = {}
        holders = self.titled[tokens[head].low]
        if len(holders) > _WINDOW:
            return []
        for person, words, is_former, is_kind in holders:
            if (
                person not in self.named
                or (wants_past and not is_former)
                or (is_former and not wants_past and "then" not in words)
                or (not is_kind and words & _APART != modifiers & _APART)
            ):
                continue
            weight = _agree(modifiers - {"former", "then", "late"}, words)
            if weight is not None:
                fits[person] = max(fits.get(person, 0.0), weight - 0.75 * is_kind)
        if not fits:
            return []
        best = max(fits.values())
        people = [p for p, weight in fits.items() if weight == best]
        if len(people) > 1:
            recent = [s.person for s in reversed(self.seen) if s.person in people and number - s.sentence <= 3]
            return recent[:1] if len(set(recent)) == 1 else []
        return people


# A role by its head: whose, with which other words, whether it is past, whether the head only says of what kind it is.
_Held = tuple[int, frozenset[str], bool, bool]


def _roles_by_head(names: Names) -> dict[str, list[_Held]]:
    """Stated roles by their head noun, and by what such people are: a sculptor is an artist."""
    heads: dict[str, list[_Held]] = {}
    for role in names.roles:
        words = [w.lower() for w in role.text.replace("-", " ").split()]
        _add_role(heads, role.person, words, is_former=role.relation == "former")
    return heads


def _add_role(heads: dict[str, list[_Held]], person: int, words: Sequence[str], *, is_former: bool) -> None:
    others = frozenset(words[:-1])
    for head in (words[-1], *ROLE_KINDS.get(words[-1], ())):
        held = (person, others, is_former, head != words[-1])
        holders = heads.setdefault(head, [])
        if held not in holders[-_WINDOW:]:
            holders.append(held)


def _agree(modifiers: set[str], words: frozenset[str]) -> float | None:
    """How well the words of a description fit those of a role: None where both name a country and not the same."""
    lands = {m for m in modifiers if _is_land(m)}
    own = {w for w in words if _is_land(w)}
    if lands and own:
        return 2.0 if any(_same_land(a, b) for a in lands for b in own) else None
    rest = modifiers - lands
    if rest and not rest & words:
        return None
    return 1.0 + 0.5 * len(rest & words)


def _is_land(word: str) -> bool:
    return word in _AMERICAN or word in _BRITISH or bool(flags(word.capitalize()) & (Is.DEMONYM | Is.PLACE))


def _same_land(one: str, other: str) -> bool:
    if one[:4] == other[:4]:
        return True
    return {one, other} <= _AMERICAN or {one, other} <= _BRITISH


def _is_relative(tokens: Sequence[Token], first: int) -> bool:
    """Is somebody's relation in front of this name: "his father, Jonas Orle", "her son Colin"?"""
    at = first - 1
    if at >= 0 and tokens[at].text == ",":
        at -= 1
    return at >= 0 and tokens[at].low in _FAMILY


def _is_subject(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Does it look like the subject of its clause: no preposition or verb before it, no possessive after it?"""
    following = tokens[last].text if last < len(tokens) else ""
    if following in ("’s", "'s", "’"):
        return False
    at = first - 1
    described = Is.TITLE | Is.ROLE | Is.MODIFIER | Is.DEMONYM | Is.PLACE
    while at >= 0 and (tokens[at].flags & described or tokens[at].text in ("the", "The", "new", "former", "then")):
        at -= 1
    if at < 0:
        return True
    before = tokens[at].low
    if before in _ADDRESSING or (before in _PREPOSITIONS and before not in _CONJUNCTIONS):
        return False
    if before in _SAYING or before in _CONJUNCTIONS or not before[0].isalnum():
        return following not in (".", "") or before in _SAYING
    if (
        before in _TIMES
        and following[:1].islower()
        and following not in _PREPOSITIONS
        and following not in _CONJUNCTIONS
    ):
        return True  # "On Friday Ortiz held up a boot"
    return at == 0
