"""The rules: names, quotations, speakers and reported speech of one article, in the one order that works."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import get_args

from corpus.extract import abroad, confidence, lexicon, phrases, sources
from corpus.extract import frame as frames
from corpus.extract.attribution import Said, Speaker, VerbUse, attribute, verbs_of
from corpus.extract.cues import source_kinds, word_class
from corpus.extract.dashes import dialogue
from corpus.extract.frame import FrameSentence
from corpus.extract.marks import Marked, blocks, marked, style_of
from corpus.extract.names import Names, find_names
from corpus.extract.references import resolve
from corpus.extract.reported import Reported, reported
from corpus.extract.tokens import Sentence, Token, sentences
from corpus.extract.transcripts import Turn, turns
from corpus.extract.words import Is
from corpus.record import (
    Article,
    Attribution,
    Cue,
    EntityKind,
    Field,
    Found,
    Mention,
    MentionKind,
    Person,
    Quote,
    QuoteKind,
    Span,
    SpeakerKind,
)
from corpus.text import fold

_FIELDS: dict[Field, int] = {field: rank for rank, field in enumerate(get_args(Field))}
_PLATFORM, _OUTLET, _MEDIUM = word_class("platform"), word_class("outlet"), word_class("medium")
_IT_REACH = 3
"""Sentences before "it said" among which its organisation is looked for; farther off "it" is something else."""
_LEAST = 0.5
"""Under this a score of the rules is a guess among words beside the marks, whatever the ranker makes of it."""


def extract(article: Article, found: Found) -> Found:
    """Everything that the rules find in the article; what `found` already holds is not read and is replaced."""
    del found
    return _extract(article, {})


def _extract(article: Article, scores: dict[int, tuple[str, float]]) -> Found:
    body = article.body
    cut = sentences(body)
    names = find_names(article, cut)
    cuts = blocks(body)
    marks = marked(body, cuts)
    language = abroad.language_of(article.language, body)
    marks = sorted([*marks, *dialogue(body, cuts, marks, language)])
    named, lines = _frame(body, cut, cuts, marks, names)
    if language == "en":
        uses = verbs_of(lines)
        said = attribute(body, lines, uses, marks, style_of(marks))
    else:
        uses = [[] for _ in lines]
        style = style_of(marks)
        said = abroad.attribute_abroad(body, lines, marks, language, style, named, names.weak_genders)
        told = abroad.unnamed(said)
        if told:  # who speaks is somebody: now the rest of the article finds them too
            names = find_names(article, cut, told)
            named, lines = _frame(body, cut, cuts, marks, names)
            said = abroad.attribute_abroad(body, lines, marks, language, style, named, names.weak_genders)
    references = resolve(article, cut, names, [Span(m.start, m.end) for m in marks])
    indirect = reported(lines, uses)
    speakers = [each.speaker for each in said if each.speaker is not None and each.is_speech]
    speakers += [Speaker(lines[r.sentence].tokens, r.use.subject) for r in indirect if r.use.subject is not None]
    assembly = _Assembly(body, [*names.mentions, *references], named, names, _withheld(body, speakers), lines)
    for turn in turns(body, cuts, [Span(m.start, m.end) for m in named]):
        assembly.add_turn(turn)
    for each in said:
        if each.is_speech:
            mark = marks[each.mark]
            scores[mark.start] = each.rule, each.confidence * each.share
            assembly.add_marked(each, Span(mark.start, mark.end), is_closed=mark.is_closed)
    for stretch in indirect:
        assembly.add_reported(stretch, lines[stretch.sentence])
    quotes, mentions = assembly.finish()
    return Found(
        people=tuple(assembly.people),
        orgs=tuple(names.orgs),
        mentions=mentions,
        quotes=quotes,
        roles=tuple(names.roles),
    )


def framed(article: Article) -> tuple[list[FrameSentence], list[Marked]]:
    """The reporter's sentences of an article and its marks: what a training run starts from."""
    cut = sentences(article.body)
    cuts = blocks(article.body)
    marks = marked(article.body, cuts)
    _, lines = _frame(article.body, cut, cuts, marks, find_names(article, cut))
    return lines, marks


def _frame(
    body: str, cut: Sequence[Sentence], cuts: Sequence[Span], marks: Sequence[Marked], names: Names
) -> tuple[list[Mention], list[FrameSentence]]:
    """The mentions by name that stand outside of marks and of each other, in order, and the frame around them."""
    mentions = (m for m in names.mentions if m.field == "body")
    named = _outside(sorted(mentions, key=lambda m: (m.start, -m.end)), [m.outer for m in marks])
    return named, frames.build(body, cuts, cut, marks, named)


def judged(article: Article) -> tuple[Found, dict[int, tuple[str, float]]]:
    """What `extract` finds, and for each pair of marks by its start the rule and the score before it was calibrated."""
    scores: dict[int, tuple[str, float]] = {}
    found = _extract(article, scores)
    return found, scores


def _withheld(body: str, speakers: Iterable[Speaker]) -> frozenset[str]:
    """The head nouns of the sources whose names are withheld: "people", of "two people familiar with the talks"."""
    found: set[str] = set()
    for speaker in speakers:
        head = speaker.tokens[speaker.phrase.head]
        is_nominal = speaker.phrase.kind == "nominal"
        if (
            is_nominal
            and not head.text[:1].isupper()
            and sources.kind_of(body[speaker.start : speaker.end], head.text) == "anonymous"
        ):
            found.add(head.low)
    return frozenset(found)


def _is_lone_name(head: Token, words: int) -> bool:
    """Is this phrase one capital word that is no common one? Then it is a name, though nothing else says so."""
    return (
        words == 1
        and head.kind == "word"
        and head.text[:1].isupper()
        and head.text[1:].islower()
        and not head.low.endswith("s")  # "Eyewitnesses said"
        and not head.flags & (Is.PLACE | Is.DEMONYM | Is.OTHER)
        and head.low not in lexicon.words("common_words")
        and head.low not in lexicon.words("common_capitals")
        and head.low not in source_kinds()
    )


def _outside(mentions: Iterable[Mention], pairs: Sequence[Span]) -> list[Mention]:
    """The mentions that stand outside of marks and of each other, in order."""
    kept: list[Mention] = []
    pair = 0
    for mention in mentions:
        while pair < len(pairs) and pairs[pair].end <= mention.start:
            pair += 1
        if pair < len(pairs) and pairs[pair].start < mention.end:
            continue
        if not kept or kept[-1].end <= mention.start:
            kept.append(mention)
    return kept


@dataclass(slots=True, kw_only=True)
class _Row:
    """A quotation while rows are gathered: `mark` and `continues` count marks, `words` name the speaker."""

    start: int
    end: int
    kind: QuoteKind
    rule: str
    confidence: float
    attribution: Attribution
    cues: tuple[Cue, ...] = ()
    medium: str | None = None
    mark: int | None = None
    continues: int | None = None
    mention: Mention | None = None
    words: Span | None = None
    speaker_kind: SpeakerKind = "unknown"
    speaker_confidence: float = 0.0


class _Assembly:
    """Gathers quotations and the mentions that they point at, then numbers both."""

    def __init__(
        self,
        body: str,
        mentions: Sequence[Mention],
        named: Sequence[Mention],
        names: Names,
        withheld: frozenset[str],
        lines: Sequence[FrameSentence],
    ) -> None:
        self.lines, self.line_starts = lines, [line.tokens[0].start for line in lines]
        self.body, self.named, self.people, self.orgs = body, named, list(names.people), names.orgs
        self.mentions: dict[tuple[Field, int, int, int], Mention] = {}
        for mention in mentions:
            self.mentions.setdefault(_place(mention), mention)
        self.by_start: dict[int, list[Mention]] = {}
        for mention in mentions:
            if mention.field == "body":
                self.by_start.setdefault(mention.start, []).append(mention)
        self.withheld = withheld
        self.taken: list[tuple[int, int]] = []
        self.rows: list[_Row] = []

    def add_marked(self, said: Said, span: Span, *, is_closed: bool) -> None:
        if not self._is_free(span.start, span.end):
            return  # marks within a turn of a transcript
        worth = confidence.of_speaker(said.rule, round(said.confidence * said.share, 3))
        speaker = said.speaker if worth >= confidence.SURE_ENOUGH and said.confidence >= _LEAST else None
        cues = (
            (_cue(self.body, said.cue, said.lemma),)
            if said.cue and said.lemma and said.attribution == "explicit"
            else ()
        )
        quote = _Row(
            start=span.start,
            end=span.end,
            kind=said.kind,
            rule=said.rule,
            confidence=confidence.of_span(said.rule, said.kind, is_closed=is_closed),
            cues=cues,
            attribution=said.attribution if speaker is not None or cues else "none",
            medium=self._medium(said.speaker, said.verb),
        )
        quote.mark, quote.continues = said.mark, said.continues
        self._add(quote, speaker, worth)

    def add_reported(self, stretch: Reported, sentence: FrameSentence) -> None:
        tokens, use = sentence.tokens, stretch.use
        assert use.subject is not None
        start, end = tokens[stretch.first].start, tokens[stretch.last - 1].end
        if not self._is_free(start, end):
            return
        quote = _Row(
            start=start,
            end=end,
            kind="direct" if stretch.is_dialogue else "indirect",
            rule=stretch.rule,
            confidence=stretch.confidence,
            cues=(_cue(self.body, tokens[use.first : use.last], use.lemma),),
            attribution="explicit",
            medium=self._medium(Speaker(tokens, use.subject), use),
        )
        self._add(quote, Speaker(tokens, use.subject), confidence.of_speaker(stretch.rule, stretch.confidence))
        # "officials called it a sell-out, saying they feared ...": they are the officials
        first, speaker = tokens[stretch.first], quote.mention
        if first.low == "they" and speaker is not None and speaker.entity_kind in ("anonymous", "group"):
            they = _new(self.body, Span(first.start, first.end), "pronoun", speaker.entity_kind, 0.7)
            self.mentions.setdefault(_place(they), they)

    def add_turn(self, turn: Turn) -> None:
        """A turn of a transcript, with the row that names its label."""
        label = turn.label
        quote = _Row(
            start=turn.words.start,
            end=turn.words.end,
            kind="direct",
            rule="label",
            confidence=0.9,
            attribution="none" if label is None else "inferred",
        )
        self._keep(quote)
        if label is None:
            return
        known = next((m for m in self.by_start.get(label.start, ()) if m.end <= label.end), None)
        mention = known or self._of_family(label)
        self.mentions.setdefault(_place(mention), mention)
        _name(quote, mention, label, confidence.of_speaker("label", 0.93))

    def _of_family(self, label: Span) -> Mention:
        """The mention that a label in capitals is: of the person with this family name, else of nobody known."""
        key = fold(label.of(self.body)).rsplit(" ", 1)[-1]
        fits = [i for i, p in enumerate(self.people) if key == fold(p.family_name or p.name).rsplit(" ", 1)[-1]]
        mention = _new(self.body, label, "short", "person", 0.8)
        return replace(mention, person=fits[0]) if len(fits) == 1 else replace(mention, kind="nominal")

    def _add(self, quote: _Row, speaker: Speaker | None, worth: float) -> None:
        self._keep(quote)
        if speaker is not None:
            _name(quote, self._mention(speaker), Span(speaker.start, speaker.end), worth)

    def _mention(self, speaker: Speaker) -> Mention:
        """The row that names the speaker: one that stands already, else a new one for these words."""
        tokens, phrase = speaker.tokens, speaker.phrase
        head = tokens[phrase.head]
        if phrase.kind == "name" and head.kind == "name":
            return self.named[head.ref]
        start, end = (head.start, head.end) if phrase.kind == "pronoun" else (speaker.start, speaker.end)
        for known in self.by_start.get(start, ()):
            if known.kind in ("pronoun", "nominal") and head.end <= known.end <= end:
                return known
        words, text = Span(start, end), self.body[start:end]
        if speaker.kind is not None:
            return self._mention_abroad(speaker, words)
        if phrase.kind in ("nominal", "name") and _is_lone_name(head, phrase.core[1] - phrase.core[0]):
            return self._stand(_new(self.body, Span(head.start, head.end), "short", "person", 0.5), head.text)
        if phrase.kind == "group":
            new = _new(self.body, words, "nominal", "group", 0.9)
        elif phrase.kind == "pronoun":
            new = _new(self.body, words, "pronoun", sources.kind_of_pronoun(text), 0.3)
            org = self._org_before(start) if text.lower() == "it" else None
            new = new if org is None else replace(new, org=org, confidence=0.7)
        else:
            kind = sources.kind_of(text, head.text)
            if kind == "group" and text.lower() == f"the {head.low}" and head.low in self.withheld:
                kind = "anonymous"  # "the people said", after "two people with knowledge of the talks"
            new = _new(self.body, words, "nominal", kind, 0.8)
        return self._stand(new)

    def _mention_abroad(self, speaker: Speaker, words: Span) -> Mention:
        """A new row for a speaker of whom another language's room has told the kind."""
        phrase, kind = speaker.phrase, speaker.kind
        assert kind is not None
        if phrase.kind == "name":
            first, last = phrase.core
            words = Span(speaker.tokens[first].start, speaker.tokens[last - 1].end)
            is_full = last - first > 1
            new = _new(self.body, words, "name" if is_full else "short", kind, 0.6)
            return self._stand(new, words.of(self.body), is_full=is_full)
        new = _new(self.body, words, "pronoun" if phrase.kind == "pronoun" else "nominal", kind, 0.8)
        return self._stand(replace(new, person=speaker.person if kind == "person" else None))

    def _stand(self, new: Mention, name: str | None = None, *, is_full: bool = False) -> Mention:
        """The row at the place of `new`: one that stands already, else `new`, which means the person of this name."""
        known = self.mentions.get(_place(new))
        if known is None:
            # somebody who speaks is somebody, but no row of people is made for a mention that gives way to another
            known = new if name is None else replace(new, person=self._person(name, is_full=is_full))
            self.mentions[_place(new)] = known
        self.by_start.setdefault(known.start, []).append(known)
        return known

    def _org_before(self, position: int) -> int | None:
        """The organisation that is the subject of the last sentence before this one with a name or a noun for it."""
        number = bisect_right(self.line_starts, position) - 1
        for line in reversed(self.lines[max(0, number - _IT_REACH) : max(0, number)]):
            if line.block < self.lines[number].block - 1:
                break
            subject = phrases.main_subject(line.tokens, len(line.tokens))
            head = line.tokens[subject.head] if subject is not None else None
            if subject is None or head is None or head.low == "it":
                continue
            return self.named[head.ref].org if subject.kind == "name" and head.kind == "name" else None
        return None

    def _keep(self, quote: _Row) -> None:
        insort(self.taken, (quote.start, quote.end))
        self.rows.append(quote)

    def _is_free(self, start: int, end: int) -> bool:
        """True where no row stands yet; rows do not overlap, so the two neighbours tell."""
        at = bisect_left(self.taken, (start, end))
        if at < len(self.taken) and self.taken[at][0] < end:
            return False
        return at == 0 or self.taken[at - 1][1] <= start

    def _person(self, name: str, *, is_full: bool = False) -> int:
        """The person under this name, with a new row where there is none: somebody who speaks is somebody."""
        for at, person in enumerate(self.people):
            if person.name == name:
                return at
        self.people.append(Person(name=name, is_full_name=is_full))
        return len(self.people) - 1

    def _medium(self, speaker: Speaker | None, use: VerbUse | None) -> str | None:
        """Where it was said, as printed: "on Telegram", "in a statement", "told the broadcaster"."""
        if speaker is None or use is None:
            return None
        tokens = speaker.tokens
        if use.kind == "told" and not use.is_inverted:
            end = phrases.noun_phrase_end(tokens, use.last)
            heard = tokens[use.last : end]
            media = next((t for t in heard if t.kind == "name" and self._is_media(t.ref)), None)
            if media is not None:
                return media.text
            if any(t.low in _OUTLET for t in heard):
                name = next(
                    (t.text for t in heard if t.kind == "name" and self.named[t.ref].entity_kind == "org"), None
                )
                first = heard[1] if heard[0].low in ("the", "a") and len(heard) > 1 else heard[0]
                return name or self.body[first.start : heard[-1].end]
        start = max(use.last, speaker.phrase.last if speaker.phrase.first >= use.first else 0)
        for at in range(start, min(len(tokens) - 1, start + 14)):
            if tokens[at].kind == "quote" or tokens[at].text in ",;:" or tokens[at].low == "that":
                break
            if tokens[at].low not in ("on", "in", "via", "at", "through", "to", "during", "by"):
                continue
            end = phrases.noun_phrase_end(tokens, at + 1)
            words = tokens[at + 1 : end]
            platform = next((t for t in words if t.low in _PLATFORM and t.text[:1].isupper()), None)
            if platform is not None:
                return platform.text
            if words and words[-1].low in _MEDIUM:
                return self.body[words[0].start : words[-1].end]
        return None

    def _is_media(self, ref: int) -> bool:
        org = self.named[ref].org
        return org is not None and self.orgs[org].kind in ("media", "agency")

    def finish(self) -> tuple[tuple[Quote, ...], tuple[Mention, ...]]:
        mentions = sorted(
            self.mentions.values(), key=lambda m: (_FIELDS[m.field], m.field_position, m.start, m.end)
        )  # no two stand at one place
        number = {_place(m): i for i, m in enumerate(mentions)}
        rows = sorted(self.rows, key=lambda row: (row.start, row.end))
        of_mark = {row.mark: i for i, row in enumerate(rows) if row.mark is not None}
        quotes = [
            Quote(
                start=row.start,
                end=row.end,
                text=self.body[row.start : row.end],
                kind=row.kind,
                speaker_kind=row.speaker_kind,
                person=row.mention.person if row.mention is not None else None,
                org=row.mention.org if row.mention is not None else None,
                speaker_mention=number[_place(row.mention)] if row.mention is not None else None,
                speaker_text=row.words.of(self.body) if row.words is not None else None,
                cue=row.cues[0].lemma if row.cues else None,
                cues=row.cues,
                attribution=row.attribution,
                medium=row.medium,
                continues=of_mark.get(row.continues) if row.continues is not None else None,
                rule=row.rule,
                span_confidence=row.confidence,
                speaker_confidence=row.speaker_confidence,
            )
            for row in rows
        ]
        return tuple(quotes), tuple(mentions)


def _name(row: _Row, mention: Mention, words: Span, worth: float) -> None:
    """Give a quotation the speaker that a mention names."""
    is_unknown = mention.entity_kind == "person" and mention.person is None
    row.mention, row.words = mention, words
    row.speaker_kind = "unknown" if is_unknown else mention.entity_kind
    row.speaker_confidence = worth


def _place(mention: Mention) -> tuple[Field, int, int, int]:
    return mention.field, mention.field_position, mention.start, mention.end


def _new(body: str, words: Span, kind: MentionKind, entity_kind: EntityKind, confidence: float) -> Mention:
    return Mention(
        field="body",
        start=words.start,
        end=words.end,
        text=words.of(body),
        kind=kind,
        entity_kind=entity_kind,
        confidence=confidence,
    )


def _cue(body: str, tokens: Sequence[Token], lemma: str) -> Cue:
    start, end = tokens[0].start, tokens[-1].end
    return Cue(start=start, end=end, text=body[start:end], lemma=lemma)
