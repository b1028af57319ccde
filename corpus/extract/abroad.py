"""Who says what stands in marks in German, French and Spanish; in every other language only what is plainly said.

A verb of speech beside the marks or before them in the sentence gives its subject as the speaker, "laut", "selon" and
"según" theirs; a quotation that follows goes on from the one before. `clauses_abroad` reads one sentence, here the
whole article decides. Where two speakers are possible there is none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.extract.attribution import Said, Speaker
from corpus.extract.clauses_abroad import PRONOUN_GENDERS, Answer, Reader, is_ended, opens_like_a_sentence
from corpus.extract.frame import FrameSentence
from corpus.extract.grammars import Grammar, grammar_of
from corpus.extract.marks import Marked, Style
from corpus.extract.phrases import Tokens
from corpus.extract.phrases_abroad import Nouns, with_apposition
from corpus.extract.unattributed import unattributed
from corpus.extract.words import Gender
from corpus.record import Mention

_FIRST = frozenset("ich je wir nous yo nosotros man on ce es".split())
_WINDOW = 8  # sentences that a pronoun looks back
_LIMIT = 400  # people of an article whom pronouns are resolved among


def attribute_abroad(
    body: str,
    frame: Sequence[FrameSentence],
    marks: Sequence[Marked],
    language: str,
    style: Style,
    named: Sequence[Mention],
    genders: Sequence[Gender | None],
) -> list[Said]:
    """What stands in marks, in order, with its speaker where the sentence gives one; titles and terms are no speech.

    `named` are the mentions that the name tokens of the frame refer to, `genders` those of the people they mean.
    """
    grammar = grammar_of(language)
    if grammar is None:
        return unattributed(body, frame, marks, style)
    return _Article(body, frame, marks, grammar, style, named, genders).said()


# ------------------------------------------------------------------ one article


@dataclass(slots=True)
class _Latest:
    """The last attributed quotation, and what a later one may go on from."""

    said: Said
    sentence: int
    block: int


class _Article:
    """The sentences of one article, first to last."""

    def __init__(
        self,
        body: str,
        frame: Sequence[FrameSentence],
        marks: Sequence[Marked],
        grammar: Grammar,
        style: Style,
        named: Sequence[Mention],
        genders: Sequence[Gender | None],
    ) -> None:
        self.body, self.frame, self.marks, self.grammar, self.style = body, frame, marks, grammar, style
        self.named = named
        self.people = _People(named, genders)
        self.latest: _Latest | None = None

    def said(self) -> list[Said]:
        found: list[Said] = []
        for number, sentence in enumerate(self.frame):
            self.people.enter(number, sentence.tokens)
            places = [place for place, token in enumerate(sentence.tokens) if token.kind == "quote"]
            if not places:
                self._look_back(number, found)
                continue
            reader = Reader(self.body, sentence.tokens, self.grammar, self.named, self.marks)
            for place in places:
                each = Said(mark=sentence.tokens[place].ref, sentence=number, place=place)
                self._attribute(reader, number, each)
                found.append(each)
        return found

    def _attribute(self, reader: Reader, number: int, each: Said) -> None:
        mark, sentence = self.marks[each.mark], self.frame[number]
        inner = self.body[mark.start : mark.end]
        is_alone = reader.is_alone(each.place)
        is_capital = opens_like_a_sentence(inner)
        is_name = mark.style != self.style or reader.is_name(each.place, inner)
        answer = None if is_name and not reader.is_beside(each.place, inner) else reader.speaker(each.place, inner)
        if answer is not None:
            self._name(each, answer, number)
        elif not is_name:
            goes_on = is_alone and (reader.is_last(each.place) or reader.is_dropped(each.place))
            self._go_on(reader, number, each, is_alone=goes_on)
        is_led = answer is None and not is_name and each.speaker is None and reader.is_sourceless(each.place)
        is_led = is_led or (answer is None and not is_name and reader.is_subjectless_cue(each.place))
        if is_led and each.speaker is None:
            each.cue, each.lemma = reader.cue_of(each.place)
            each.attribution = "explicit" if each.cue else "none"
        is_whole = is_capital and len(inner.split()) > 2 and (is_alone or reader.is_introduced(each.place))
        is_whole = is_whole or (is_capital and len(inner.split()) > 5 and is_ended(inner))
        if answer is not None and answer.noun.phrase.kind == "pronoun" and answer.noun.noun in _FIRST:
            each.speaker = None
        is_named = each.speaker is not None or answer is not None or is_led
        each.kind = (
            "direct" if is_capital and (is_whole or (is_named and not reader.is_inside(each.place))) else "partial"
        )
        each.is_speech = (is_named or is_whole) and not (is_name and answer is None)
        if each.place and sentence.tokens[each.place - 1].low in _TO_WHOM and len(inner.split()) == 1 and is_capital:
            each.is_speech = False  # sagte sie dem „Morgenblatt“
        if each.speaker is not None and each.is_speech:
            self.latest = _Latest(each, number, sentence.block)

    def _name(self, each: Said, answer: Answer, number: int) -> None:
        person = self.people.who(answer, number)
        each.speaker = Speaker(answer.tokens, answer.noun.phrase, answer.noun.kind, person)
        each.attribution = "explicit" if answer.cue else "inferred"
        each.cue, each.lemma, each.rule, each.confidence = answer.cue, answer.lemma, answer.rule, answer.score
        self.people.speak(answer, number, person)

    def _go_on(self, reader: Reader, number: int, each: Said, *, is_alone: bool) -> None:
        """Give a quotation that nobody is named for beside it the speaker of the one before, where it goes on."""
        mark, sentence, latest = self.marks[each.mark], self.frame[number], self.latest
        if latest is not None and not is_alone and not mark.continues:
            kind = latest.said.speaker.kind if latest.said.speaker is not None else None
            if kind not in ("group", "org") and reader.is_plural_cue(each.place):
                return
        if latest is not None and mark.continues:
            self._continue(each, latest, "multi-paragraph", 0.93)
            return
        floats = self._introduced(number) if is_alone else None
        if latest is not None and latest.block == sentence.block:
            since = floats is not None and latest.sentence < number - 1
            if is_alone and not since:
                self._continue(each, latest, "continued", 0.85)
                return
            if (
                not is_alone
                and each.place
                and (reader.is_reported(each.place) or reader.is_subjectless_cue(each.place))
            ):
                self._continue(each, latest, "continued", 0.75)
                return
        if floats is not None:
            self._name(each, floats, number - 1)
            return
        is_next = is_alone and latest is not None and number == latest.sentence + 1 and self._is_of_quotes(number)
        if (
            latest is not None
            and latest.block == sentence.block - 1
            and (is_next or reader.is_subjectless_cue(each.place))
        ):
            self._continue(each, latest, "continued", 0.7)

    def _continue(self, each: Said, latest: _Latest, rule: str, score: float) -> None:
        each.speaker, each.continues = latest.said.speaker, latest.said.mark
        each.attribution, each.rule, each.confidence = "continued", rule, score

    def _is_of_quotes(self, number: int) -> bool:
        """Is there nothing but marks in this sentence?"""
        sentence = self.frame[number]
        return all(t.kind in ("quote", "mark") for t in sentence.tokens)

    def _introduced(self, number: int) -> Answer | None:
        """Whom the sentence before is about, if it is about one person only: "Ortiz ist erleichtert. „Endlich ...“"."""
        if not number or self.frame[number - 1].block != self.frame[number].block:
            return self._introduced_by_colon(number)
        tokens = self.frame[number - 1].tokens
        if any(t.kind == "quote" for t in tokens):
            return None
        nouns = Nouns(tokens, self.grammar, self.named)
        people = [n for n in nouns.all() if n.phrase.kind == "name" and n.kind == "person"]
        if len(people) != 1 or people[0].is_governed:
            return None
        first, one = people[0].phrase, people[0]
        is_subject = first.first == 0 or tokens[first.first - 1].text == ","
        is_sure = tokens[first.head].kind == "name" or first.core[1] - first.core[0] > 1
        if not is_subject or not is_sure or self._others(tokens, first.head):
            return None
        return Answer(with_apposition(nouns, one), tokens, (), None, "floating-introduced", 0.7)

    def _others(self, tokens: Tokens, head: int) -> bool:
        """Does the sentence name another person than the one of this token?"""
        who = {self.named[t.ref].person for i, t in enumerate(tokens) if t.kind == "name" and i != head}
        own = self.named[tokens[head].ref].person if tokens[head].kind == "name" else None
        return bool(who - {None, own})

    def _introduced_by_colon(self, number: int) -> Answer | None:
        """The speaker whom a paragraph that ends with a colon gives to the next."""
        if not number or self.frame[number - 1].block != self.frame[number].block - 1:
            return None
        tokens = self.frame[number - 1].tokens
        if tokens[-1].text != ":" or any(t.kind == "quote" for t in tokens):
            return None
        reader = Reader(self.body, tokens, self.grammar, self.named, self.marks)
        found = reader.before(len(tokens))
        return None if found is None else found._replace(rule="colon-before")

    def _look_back(self, number: int, found: list[Said]) -> None:
        """Name the speaker of the quotation just before by a sentence that does nothing else: "So die Ministerin."."""
        last = found[-1] if found else None
        if last is None or last.sentence != number - 1 or self.frame[number].block != self.frame[number - 1].block:
            return
        if last.attribution in ("explicit", "inferred") or last.place != _last_place(self.frame[number - 1].tokens):
            return
        tokens = self.frame[number].tokens
        if len(tokens) > 24 or tokens[0].low not in self.grammar.words["opening"]:
            return
        reader = Reader(self.body, tokens, self.grammar, self.named, self.marks)
        answer = reader.verdict()
        if answer is None:
            return
        run = [last]
        while len(run) < len(found) and found[-len(run) - 1].sentence == last.sentence and not run[-1].cue:
            run.append(found[-len(run) - 1])
        for each in run:
            self._name(each, answer._replace(rule="before-attribution"), number)
            each.is_speech = True
        self.latest = _Latest(last, number, self.frame[number].block)


def _last_place(tokens: Tokens) -> int:
    return max(i for i, t in enumerate(tokens) if t.kind == "quote")


class _People:
    """Who was named and who spoke, so that "sie" and "die Ministerin" find whom they surely mean."""

    def __init__(self, named: Sequence[Mention], genders: Sequence[Gender | None]) -> None:
        self.named = named
        self.genders: dict[int, Gender | None] = dict(enumerate(genders))
        self.seen: dict[int, int] = {}
        self.roles: dict[str, set[int]] = {}
        self.speaker: int | None = None
        self.speaker_at = -99

    def enter(self, number: int, tokens: Tokens) -> None:
        for token in tokens:
            if token.kind == "name":
                person = self.named[token.ref].person
                if person is not None:
                    self.seen.pop(person, None)
                    self.seen[person] = number

    def who(self, answer: Answer, number: int) -> int | None:
        """The person whom a pronoun or a description means, where only one can be meant."""
        noun = answer.noun
        if noun.phrase.kind == "name":
            head = answer.tokens[noun.phrase.head]
            return self.named[head.ref].person if head.kind == "name" else None
        if noun.phrase.kind == "pronoun":
            gender = PRONOUN_GENDERS.get(noun.noun) or ("f" if noun.gender == "f" else None)
            return self._of_gender(gender, number) if gender is not None else None
        if noun.phrase.kind == "nominal" and noun.kind == "person":
            holders = self.roles.get(noun.noun, set())
            return next(iter(holders)) if len(holders) == 1 else None
        return None

    def _of_gender(self, gender: Gender, number: int) -> int | None:
        recent: list[int] = []
        for person in reversed(self.seen):
            if number - self.seen[person] > _WINDOW or len(recent) > _LIMIT:
                break
            recent.append(person)
        fits = [p for p in recent if self.genders.get(p) == gender]
        unsure = [p for p in recent if self.genders.get(p) is None]
        if len(fits) == 1 and (not unsure or fits[0] == self.speaker):
            return fits[0]
        if not fits and len(unsure) == 1 and len(recent) == 1:
            return unsure[0]
        if self.speaker in fits and number - self.speaker_at <= 2 and self.speaker == recent[0]:
            return self.speaker
        return None

    def speak(self, answer: Answer, number: int, person: int | None) -> None:
        if person is None:
            return
        self.speaker, self.speaker_at = person, number
        self.seen.pop(person, None)
        self.seen[person] = number
        noun = answer.noun
        if noun.phrase.kind == "name":
            if self.genders.get(person) is None and noun.gender is not None:
                self.genders[person] = noun.gender
            head = answer.tokens[noun.phrase.head]
            if noun.noun != head.low:
                self.roles.setdefault(noun.noun, set()).add(person)
        elif noun.phrase.kind == "pronoun" and self.genders.get(person) is None:
            self.genders[person] = PRONOUN_GENDERS.get(noun.noun)


# ------------------------------------------------------------------ which language


_PLAIN = {
    "en": frozenset("the of and to in that was for with said on at by from his her have has were are it as".split()),
    "de": frozenset("der die und das von mit sich des auf für ist im dem nicht ein eine als auch den zu".split()),
    "fr": frozenset("le la les et des du une que est pour qui dans pas au sur il a elle avec ce".split()),
    "es": frozenset("el la los las y que del en un una por con se su al es lo para más".split()),
}


_NOT_LATIN = re.compile(r"[^\W\d_\u0000-\u024f]+")


def language_of(declared: str | None, body: str) -> str:
    """The language whose rules an article is read by: the one named, unless its words are plainly of another.

    Without a name it is that of its small words; without those it is English in Latin letters, and in others none.

    >>> language_of("de-CH", "„Ja.“"), language_of(None, "„Ja“, sagte der Wirt und ging."), language_of(None, "Да")
    ('de', 'de', 'und')
    """
    named = (declared or "und").partition("-")[0].lower()
    words = re.findall(r"[^\W\d_]+", body[:3000].lower())
    often = Counter(words)
    counts = {language: sum(often[word] for word in known) for language, known in _PLAIN.items()}
    first, second = sorted(counts, key=lambda language: -counts[language])[:2]
    if named == "und":
        if counts[first] >= max(2, 0.1 * len(words)) and counts[first] > counts[second]:
            return first
        letters, others = sum(map(len, words)), sum(map(len, _NOT_LATIN.findall(body[:3000])))
        return "en" if 2 * (letters - others) > letters else "und"
    is_other = counts[first] > 0.2 * len(words) and counts.get(named, 0) < 0.05 * len(words)
    return first if named in _PLAIN and len(words) >= 40 and is_other else named


_TO_WHOM = frozenset({"dem", "der", "den"})
"""German articles before the name of a paper in marks that somebody told something."""


def unnamed(said: Sequence[Said]) -> frozenset[tuple[str, ...]]:
    """The full names that speakers bear and that no list knows, word by word."""
    found: set[tuple[str, ...]] = set()
    for each in said:
        speaker = each.speaker
        if speaker is None or speaker.phrase.kind != "name" or not each.is_speech or each.confidence < 0.7:
            continue
        first, last = speaker.phrase.core
        words = tuple(t.text.replace("'", "’") for t in speaker.tokens[first:last])
        if speaker.tokens[speaker.phrase.head].kind == "word" and len(words) > 1:
            found.add(words)
    return frozenset(found)
