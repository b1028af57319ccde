"""What other taggers and models propose, and the one way in which proposals become rows.

A back end is a function `propose(article) -> Proposals`: ranges of the article's own text, with labels and scores of
its own. It knows nothing of rows, keys or other extractors, and `extractor(propose)` is all that its entry point needs.
Everything that back ends would each do differently is done here, once: what is trimmed, which label means what, what a
score is worth, which of two overlapping names stands, whom a surname means, whose a quotation is.
"""

from __future__ import annotations

import inspect
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import pairwise
from types import MappingProxyType
from typing import Literal, get_args

from corpus import identity
from corpus.errors import PluginError
from corpus.extract import sources
from corpus.extract.cues import forms, word_class
from corpus.extract.names import is_one_person, person_of
from corpus.extract.tokens import tokens
from corpus.extract.words import ORG_HEADS, ORGS, Is, flags
from corpus.record import (
    Article,
    Cue,
    EntityKind,
    Extractor,
    Field,
    Found,
    Mention,
    MentionKind,
    Org,
    OrgKind,
    Person,
    Quote,
    QuoteKind,
    Role,
    Span,
)
from corpus.text import fold

# ------------------------------------------------------------------ what a back end proposes


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name at ``[start, end)`` code points of ``Article.text_of(field, field_position)``.

    `label` is the back end's own word for what is named, `score` from 0 to 1 its own measure of how sure it is. `text`
    is what the back end read there; with it, a back end that counts in other units than code points is found out.
    """

    start: int
    end: int
    label: str
    score: float = 1.0
    field: Field = "body"
    field_position: int = 0
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """A quotation at ``[start, end)`` code points of the body, with the words that name its speaker and its cue.

    `speaker_score` says how sure the speaker is, `score` how sure the quotation; `rule` is what `quotes.rule` will say.
    """

    start: int
    end: int
    kind: QuoteKind = "direct"
    speaker: Span | None = None
    cue: Span | None = None
    score: float = 1.0
    speaker_score: float = 1.0
    rule: str = "proposed"
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Words of the body that mean whom other words of the body mean: "she" and "the mayor" for "Lena Ortiz"."""

    mention: Span
    name: Span
    score: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals:
    """What a back end proposes for one article, in any order; it may repeat and contradict itself."""

    names: tuple[Name, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    links: tuple[Link, ...] = ()


Proposal = Name | Quotation | Link
Named = Literal["person", "org"]
Labels = Mapping[str, Named]
Points = Sequence[tuple[float, float]]
Why = Literal["label", "no-words", "overlap", "nobody"]

_PERSON: Named = "person"
_ORG: Named = "org"
LABELS: Labels = MappingProxyType(
    dict.fromkeys(("person", "per", "pers", "persname", "prs", "ps"), _PERSON)
    | dict.fromkeys(("org", "organization", "organisation", "orgname", "og"), _ORG)
)
"""Labels, in lower case, and what they name: those of OntoNotes, CoNLL, TEI and the corpora of spaCy's pipelines.

No other label is used: places (GPE, LOC, FAC), peoples and parties' members (NORP), works, products, times, amounts.
"""

AS_IT_IS: Points = ((0.0, 0.0), (1.0, 1.0))
"""Take the back end's scores for shares of right answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """The rows, and each proposal that none of them holds, with the reason.

    `label`: it names neither person nor organisation. `no-words`: blanks, marks and titles only, or words on both sides
    of a line end. `overlap`: a surer row stands there. `nobody`: a link to words that name nobody.
    """

    found: Found
    left_out: tuple[tuple[Proposal, Why], ...] = ()


def extractor(
    propose: Callable[..., Proposals], *, labels: Labels = LABELS, calibration: Points = AS_IT_IS
) -> Extractor:
    """The extractor that adds what `propose(article)` proposes to what earlier extractors found.

    Where `propose` has a keyword-only parameter `model`, the extractor takes what stands behind its name on the command
    line (`--extractor NAME:MODEL`). `labels` and `calibration` are those of `resolve`.

    Raises:
        ValueError: `calibration` is no map that rises from a score of 0 to a score of 1.
    """
    _check_points(calibration)

    def extract(article: Article, found: Found) -> Found:
        return resolve(article, propose(article), found, labels=labels, calibration=calibration).found

    def extract_with(article: Article, found: Found, *, model: str | None = None) -> Found:
        return resolve(article, propose(article, model=model), found, labels=labels, calibration=calibration).found

    return extract_with if "model" in inspect.signature(propose).parameters else extract


def texts(article: Article) -> Iterator[tuple[Field, int, str]]:
    """The texts in which names are looked for, each with its field and field position; never the byline."""
    for field in ("body", "headline", "deck"):
        if article.text_of(field):
            yield field, 0, article.text_of(field)
    for position, caption in enumerate(article.captions):
        if caption.text:
            yield "caption", position, caption.text


# ------------------------------------------------------------------ how it becomes rows


def resolve(
    article: Article,
    proposals: Proposals,
    found: Found | None = None,
    *,
    labels: Labels = LABELS,
    calibration: Points = AS_IT_IS,
) -> Resolution:
    """The rows of `found`, with those that the proposals add, make surer or take the place of.

    The order of proposals does not matter, and resolving them once more changes nothing.

    - **Edges.** Blanks and marks around a name, a possessive, a title before a person and a lower-case "the" before an
      organisation are cut off; a quotation loses one pair of marks. Nothing is moved to the edge of a word: where words
      are joined ("U.S.-led") or written without blanks, the back end knows better.
    - **Scores** go through `calibration`, points of a rising line: a score, and the share of right answers near it.
    - **Overlaps.** Of names that overlap, the surer stands, then one that was found before, the longer, the earlier. A
      pronoun that was found always stands, and a description may hold a name ("the Tarn Trust’s chair"). The same name
      found twice keeps the greater confidence. What pointed at a mention points at the one that took its place.
    - **Who.** As with the rules: full names of one article that differ in form only are one person; a part of a name
      is the one person of the article who bears it, nobody where several do, a person of this article alone where none
      does. Links then give pronouns, descriptions and parts of names the one whom they mean.
    - **Whose.** A quotation's speaker is the mention at those words, else a name in them, else a new mention. Of
      quotations that overlap the surer stands; of speakers for one quotation, the surer.

    Raises:
        PluginError: a proposal is not in its text, is not the text that it says, or has a score out of 0 to 1.
    """
    everything: tuple[Proposal, ...] = (*proposals.names, *proposals.quotations, *proposals.links)
    for proposal in everything:
        _check(article, proposal)
    assembly = _Assembly(article, found or Found(), calibration)
    assembly.add_names(proposals.names, labels)
    assembly.add_links(proposals.links)
    assembly.add_quotations(proposals.quotations)
    return Resolution(found=assembly.finish(), left_out=tuple(assembly.left_out))


def worth(score: float, points: Points) -> float:
    """What a score is worth: on the line through the points.

    >>> worth(0.5, ((0.0, 0.0), (0.4, 0.2), (1.0, 0.8)))
    0.3
    """
    for (low, at_low), (high, at_high) in pairwise(points):
        if score <= high:
            return round(at_low + (at_high - at_low) * (score - low) / (high - low), 3)
    return points[-1][1]


def _check_points(points: Points) -> None:
    scores, worths = [p[0] for p in points], [p[1] for p in points]
    rises = all(a < b for a, b in pairwise(scores)) and all(a <= b for a, b in pairwise(worths))
    if not (rises and len(points) > 1 and scores[0] == 0 and scores[-1] == 1 and worths[0] >= 0 and worths[-1] <= 1):
        raise ValueError(f"no calibration: {points!r}; expected points that rise from a score of 0 to a score of 1")


def _check(article: Article, proposal: Proposal) -> None:
    """Refuse what no article can have: that is a fault of the back end, and not of one article."""
    field, position = (proposal.field, proposal.field_position) if isinstance(proposal, Name) else ("body", 0)
    if field not in get_args(Field) or position < 0:
        raise PluginError(f"proposes something in {field}[{position}]; expected one of {', '.join(get_args(Field))}")
    text = article.text_of(field, position)
    spans = [proposal.mention, proposal.name] if isinstance(proposal, Link) else [Span(proposal.start, proposal.end)]
    if isinstance(proposal, Quotation):
        spans += [span for span in (proposal.speaker, proposal.cue) if span is not None]
    for start, end in spans:
        if not 0 <= start < end <= len(text):
            raise PluginError(f"proposes {field}[{start}:{end}], but that text has {len(text)} code points")
    said = None if isinstance(proposal, Link) else proposal.text
    if said is not None and said != spans[0].of(text):
        raise PluginError(
            f"proposes {said!r} at {field}[{spans[0].start}:{spans[0].end}], which is {spans[0].of(text)!r}"
        )
    scores = (proposal.score, proposal.speaker_score) if isinstance(proposal, Quotation) else (proposal.score,)
    for score in scores:
        if not 0 <= score <= 1:
            raise PluginError(
                f"proposes {field}[{spans[0].start}:{spans[0].end}] with the score {score}; expected 0 to 1"
            )


# ------------------------------------------------------------------ edges

_BEFORE = frozenset(' \n\t\u00a0,;:.!?-‐‑–—*•([“”„"«»‹›‘`')
_AFTER = frozenset(" \n\t\u00a0,;:!?-‐‑–—*•([“”„\"«»‹›‘’'`")
_OPENING, _CLOSING = "“„\"«‹‘'「『", "”“\"»›’'」』"


def _name_edges(text: str, start: int, end: int, kind: EntityKind) -> Span | None:
    """The name without what is not of it; None where nothing is left."""
    before = -1
    while (end - start) != before:
        before = end - start
        if text[start:end].endswith(("’s", "'s")):
            end -= 2
        while start < end and text[start] in _BEFORE:
            start += 1
        while start < end and (text[end - 1] in _AFTER or (text[end - 1] in ")]" and "(" not in text[start:end])):
            end -= 1
    if kind == "org" and text[start:end].startswith("the "):
        start += 4
    if kind == "person":
        cut = tokens(text[start:end])
        first = 0
        while first < len(cut) and cut[first].flags & (Is.TITLE | Is.MODIFIER) and not cut[first].flags & Is.GIVEN:
            first += 1
        start = start + cut[first].start if first < len(cut) else end
    words = text[start:end]
    return Span(start, end) if any(map(str.isalpha, words)) and "\n" not in words else None


def _quotation_edges(text: str, start: int, end: int) -> Span | None:
    start, end = _without_blanks(text, start, end)
    if end - start > 1 and text[start] in _OPENING and text[end - 1] in _CLOSING:
        start, end = _without_blanks(text, start + 1, end - 1)
    return Span(start, end) if any(map(str.isalnum, text[start:end])) else None


def _without_blanks(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


# ------------------------------------------------------------------ the rows

_FIELDS: dict[Field, int] = {field: rank for rank, field in enumerate(get_args(Field))}
_PREPOSITIONS = word_class("prep")
_PRONOUNS = word_class("pron") | frozenset("his her hers their theirs its him them us me who whom whose".split())
Place = tuple[int, int, int, int]
"""The rank of a field, the field position, start, end: places in the order of rows."""


class _Shelf:
    """Ranges of one text, each with the number of its row: which of them touch a range?"""

    def __init__(self) -> None:
        self.ranges: list[tuple[int, int, int]] = []
        self.longest = 0

    def add(self, start: int, end: int, number: int) -> None:
        insort(self.ranges, (start, end, number))
        self.longest = max(self.longest, end - start)

    def touching(self, start: int, end: int) -> list[int]:
        found = []
        for at in range(bisect_left(self.ranges, (start - self.longest,)), len(self.ranges)):
            if self.ranges[at][0] >= end:
                break
            if self.ranges[at][1] > start:
                found.append(self.ranges[at][2])
        return found


class _Assembly:
    """The rows while they are gathered: those found before in their old numbers, then the new ones."""

    def __init__(self, article: Article, found: Found, calibration: Points) -> None:
        self.article, self.found, self.calibration = article, found, calibration
        self.left_out: list[tuple[Proposal, Why]] = []
        self.people, self.orgs = list(found.people), list(found.orgs)
        self.same: dict[int, int] = {}  # a lone part of a name, and the person whose full name explains it
        self.mentions: list[Mention] = []
        self.gone: dict[int, int] = {}  # a mention, and the one that took its place
        self.shelves: dict[tuple[int, int], _Shelf] = {}
        self.at: dict[Place, list[int]] = {}
        for mention in found.mentions:
            self._shelve(mention)
        self.parts: dict[str, list[int]] = {}  # a part of a name -> the people whose full name has it
        self.linked: set[int] = set()
        self.quotes: list[Quote] = list(found.quotes)
        self.quotes_gone: dict[int, int] = {}

    def worth(self, score: float) -> float:
        return worth(score, self.calibration)

    # -------------------------------------------------------------- names

    def add_names(self, names: Iterable[Name], labels: Labels) -> None:
        proposed: dict[tuple[Place, Named], list[Name]] = {}
        for name in sorted(names, key=_in_order):
            label = labels.get(name.label.casefold())
            if label is None:
                self.left_out.append((name, "label"))
                continue
            text = self.article.text_of(name.field, name.field_position)
            words = _name_edges(text, name.start, name.end, label)
            if words is None:
                self.left_out.append((name, "no-words"))
                continue
            proposed.setdefault(((_FIELDS[name.field], name.field_position, *words), label), []).append(name)
        rivals: list[tuple[float, Place, Named, list[Name]]] = []
        agreed: list[tuple[int, list[Name]]] = []
        for (place, kind), same in proposed.items():
            sure = max(self.worth(name.score) for name in same)
            known = next((n for n in self.at.get(place, ()) if self._is_name(n) and self._kind(n) == kind), None)
            if known is None:
                rivals.append((sure, place, kind, same))
            else:
                old = self.mentions[known]
                self.mentions[known] = replace(old, confidence=max(sure, old.confidence))
                agreed.append((known, same))
        new: list[int] = []
        for sure, place, kind, same in sorted(rivals, key=lambda r: (-r[0], r[1][2] - r[1][3], r[1], r[2])):
            against = [n for n in self._touching(place) if not self._holds(n, place)]
            if any(not self._yields(n, sure) for n in against):
                self.left_out.extend((name, "overlap") for name in same)
                continue
            number = self._shelve(self._mention(place, "name", kind, sure))
            self.gone |= dict.fromkeys(against, number)
            new.append(number)
        self.left_out.extend((name, "overlap") for number, same in agreed if number in self.gone for name in same)
        self._name_people(sorted([n for n in new if self._kind(n) == "person"], key=self._place))
        self._name_orgs(sorted([n for n in new if self._kind(n) == "org"], key=self._place))

    def _name_people(self, new: Sequence[int]) -> None:
        """Say who is named: full names first, then those who bear a part of one."""
        words = {n: _words(self.mentions[n].text) for n in new}
        known = [(who, _words(p.name)) for who, p in enumerate(self.people) if p.is_full_name]
        tails = {_key(w[at:]) for w in (*words.values(), *(w for _, w in known)) for at in range(1, len(w) - 1)}
        by_surname: dict[str, list[int]] = {}
        of = dict(known)
        for who, its in known:
            by_surname.setdefault(_surname_key(its), []).append(who)
        fresh: set[int] = set()
        short: list[int] = []
        for n in new:
            if len(words[n]) < 2 or _key(words[n]) in tails:
                short.append(n)
                continue
            namesakes = by_surname.setdefault(_surname_key(words[n]), [])
            one = next((w for w in namesakes if is_one_person(words[n], of[w])), len(self.people))
            if one == len(self.people):
                self.people.append(person_of(words[n], self.mentions[n].text))
                fresh.add(one)
                namesakes.append(one)
                of[one] = words[n]
            elif one in fresh and len(words[n]) > len(of[one]):
                self.people[one], of[one] = person_of(words[n], self.mentions[n].text), words[n]
            self.mentions[n] = replace(self.mentions[n], person=one)
        for who, its in of.items():
            for part in _parts(its, self.people[who]):
                self.parts.setdefault(part, []).append(who)
        for who, person in enumerate(self.found.people):
            full = self._bearers(_words(person.name)) if not person.is_full_name else []
            if len(full) == 1 and full[0] in fresh:
                self.same[who] = full[0]
        lone = {_key(_words(p.name)): who for who, p in enumerate(self.people) if not p.is_full_name}
        for n in short:
            bearers = self._bearers(words[n])
            if not bearers:
                if _key(words[n]) not in lone:
                    lone[_key(words[n])] = len(self.people)
                    self.people.append(Person(name=self.mentions[n].text, is_full_name=False))
                bearers = [lone[_key(words[n])]]
            elif len(bearers) == 1 and bearers[0] in fresh and _key(words[n]) != _key(of[bearers[0]][:1]):
                full_name = self.people[bearers[0]].name
                self.people[bearers[0]] = person_of(of[bearers[0]], full_name, self.mentions[n].text)
            bearer = bearers[0] if len(bearers) == 1 else None
            self.mentions[n] = replace(self.mentions[n], kind="short", person=bearer)

    def _bearers(self, words: Sequence[str]) -> list[int]:
        """The people whose full name has these words for its end; where nobody's has, for its beginning."""
        found = list(dict.fromkeys(self.parts.get(_key(words), ())))
        return [w for w in found if _key(_words(self.people[w].name)[:1]) != _key(words)] or found

    def _name_orgs(self, new: Sequence[int]) -> None:
        by_key: dict[str, int] = {}
        initials: dict[str, set[int]] = {}
        for number, org in enumerate(self.orgs):
            by_key.setdefault(identity.org_key(org.name), number)
            if org.acronym:
                by_key.setdefault(identity.org_key(org.acronym), number)
        for n in new:
            name = self.mentions[n].text
            if identity.org_key(name) not in by_key and not self._is_acronym(name):
                by_key[identity.org_key(name)] = len(self.orgs)
                self.orgs.append(Org(name=name, kind=_org_kind(name)))
        for number, org in enumerate(self.orgs):
            words = [w for w in _words(org.name.removeprefix("The ")) if w[0].isupper()]
            if len(words) > 1:
                initials.setdefault("".join(w[0] for w in words), set()).add(number)
        for n in new:
            name = self.mentions[n].text
            key = identity.org_key(name)
            if key not in by_key:
                meant = initials.get(name.replace(".", ""), set())
                by_key[key] = next(iter(meant)) if len(meant) == 1 else len(self.orgs)
                if len(meant) != 1:
                    self.orgs.append(Org(name=name, kind=_org_kind(name)))
            one = by_key[key]
            is_short = self._is_acronym(name) and identity.org_key(self.orgs[one].name) != key
            self.mentions[n] = replace(self.mentions[n], kind="short" if is_short else "name", org=one)

    @staticmethod
    def _is_acronym(name: str) -> bool:
        return " " not in name and bool(flags(name) & Is.ACRONYM)

    # -------------------------------------------------------------- links

    def add_links(self, links: Iterable[Link]) -> None:
        """Follow the links, the surest first; those to words that a link may still explain come last.

        "He" may mean "the mayor", who is known only once he means "Lund": a link waits until its words name somebody.
        """
        body = self.article.body
        waiting: dict[Span, list[tuple[float, Span, Span, int, Link]]] = {}  # by the words that name somebody
        for number, link in enumerate(sorted(set(links), key=lambda k: (-k.score, k.mention, k.name))):
            mention, name = _without_blanks(body, *link.mention), _without_blanks(body, *link.name)
            if mention.start == mention.end or name.start == name.end:
                self.left_out.append((link, "no-words"))
            elif mention != name:
                waiting.setdefault(name, []).append((-link.score, mention, name, number, link))
        to_come = Counter(item[1] for items in waiting.values() for item in items)
        firm: list[tuple[float, Span, Span, int, Link]] = []
        loose: list[tuple[float, Span, Span, int, Link]] = []

        def let_go(name: Span) -> None:
            if name in waiting and self._of_entity(name) is not None:
                for item in waiting.pop(name):
                    heappush(loose if to_come[name] and self._is_weak(name) else firm, item)

        for name in list(waiting):
            let_go(name)
        while firm or loose:
            _, mention, name, _, link = heappop(firm or loose)
            to_come[mention] -= 1
            target = self._of_entity(name)
            assert target is not None  # what says whom it means goes on to say so
            if not self._give(mention, target, self.worth(link.score)):
                self.left_out.append((link, "overlap"))
            let_go(mention)
        self.left_out.extend((item[-1], "nobody") for items in waiting.values() for item in items)

    def _of_entity(self, words: Span) -> Mention | None:
        """The mention at exactly these words of the body that says whom it means, a name before others."""
        here = [self.mentions[n] for n in sorted(self._standing(words), key=lambda n: not self._is_name(n))]
        return next((m for m in here if m.person is not None or m.org is not None), None)

    def _give(self, words: Span, target: Mention, sure: float) -> bool:
        """Let the mention at these words mean whom `target` means; False where other rows are in the way."""
        standing = self._standing(words)
        if standing:
            mention = self.mentions[standing[0]]
            is_open = mention.person is None and mention.org is None and mention.entity_kind in ("person", "org")
            if is_open or (self._is_weak(words) and mention.entity_kind == target.entity_kind):
                self.mentions[standing[0]] = replace(
                    mention, entity_kind=target.entity_kind, person=target.person, org=target.org
                )
                self.linked.add(standing[0])
            return True
        text = words.of(self.article.body)
        person = self.people[target.person] if target.person is not None else None
        kind: MentionKind = "nominal"
        if text.lower() in _PRONOUNS:
            kind = "pronoun"
        elif person is not None and _key(_words(text)) in _parts(_words(person.name), person):
            kind = "short"
        place = (0, 0, *words)
        if not self._is_free(place, kind):
            return False
        new = self._mention(place, kind, target.entity_kind, sure)
        self._shelve(replace(new, person=target.person, org=target.org))
        return True

    def _is_weak(self, words: Span) -> bool:
        """Is a new name here that says little of whom it means: a lone surname, an organisation just met?"""
        standing = self._standing(words)
        if not standing or standing[0] < len(self.found.mentions) or standing[0] in self.linked:
            return False
        mention = self.mentions[standing[0]]
        if mention.entity_kind == "org":
            return mention.org is None or mention.org >= len(self.found.orgs)
        return mention.person is None or not self.people[mention.person].is_full_name

    # -------------------------------------------------------------- quotations

    def add_quotations(self, quotations: Iterable[Quotation]) -> None:
        proposed: dict[Span, list[Quotation]] = {}
        for quotation in sorted(quotations, key=_in_order_of_quotations):
            words = _quotation_edges(self.article.body, quotation.start, quotation.end)
            if words is None:
                self.left_out.append((quotation, "no-words"))
            else:
                proposed.setdefault(words, []).append(quotation)
        shelf = _Shelf()
        known: dict[Span, int] = {}
        for number, quote in enumerate(self.quotes):
            shelf.add(quote.start, quote.end, number)
            known.setdefault(Span(quote.start, quote.end), number)
        merged = {words: self._quote(words, same) for words, same in proposed.items()}
        for words in [w for w in merged if w in known]:
            number, quote = known[words], merged.pop(words)
            old = self.quotes[number]
            self.quotes[number] = replace(old, span_confidence=max(old.span_confidence, quote.span_confidence))
        by_sureness = sorted(merged, key=lambda w: (-merged[w].span_confidence, w.start - w.end, w))
        for words in by_sureness:
            against = [n for n in shelf.touching(*words) if n not in self.quotes_gone]
            if any(not self._quote_yields(n, merged[words].span_confidence) for n in against):
                self.left_out.extend((quotation, "overlap") for quotation in proposed[words])
                continue
            number = known[words] = len(self.quotes)
            self.quotes.append(merged[words])
            shelf.add(*words, number)
            self.quotes_gone |= dict.fromkeys(against, number)
        for words in sorted(set(proposed) & set(known)):
            best = max(proposed[words], key=lambda q: (q.speaker is not None, q.speaker_score), default=None)
            if best is not None and best.speaker is not None and known[words] not in self.quotes_gone:
                self._attribute(known[words], best, best.speaker)

    def _quote(self, words: Span, same: Sequence[Quotation]) -> Quote:
        best = same[0]  # they are in order, the surest first
        return Quote(
            start=words.start,
            end=words.end,
            text=words.of(self.article.body),
            kind=best.kind,
            rule=best.rule,
            span_confidence=self.worth(best.score),
        )

    def _quote_yields(self, number: int, sure: float) -> bool:
        return number < len(self.found.quotes) and self.quotes[number].span_confidence < sure

    def _attribute(self, number: int, quotation: Quotation, words: Span) -> None:
        """Give a quotation its speaker, where it is surer than the one it has."""
        quote, sure = self.quotes[number], self.worth(quotation.speaker_score)
        words = _without_blanks(self.article.body, *words)
        if sure <= quote.speaker_confidence or words.start == words.end:
            return
        cues: tuple[Cue, ...] = ()
        if quotation.cue is not None:
            start, end = _without_blanks(self.article.body, *quotation.cue)
            text = self.article.body[start:end]
            form = forms().get(text.lower())
            cues = (Cue(start=start, end=end, text=text, lemma=form.lemma if form else text.lower()),) if text else ()
        self.quotes[number] = replace(
            quote,
            speaker_kind="unknown",
            person=None,
            org=None,
            speaker_mention=self._speaker(words, sure),
            speaker_text=words.of(self.article.body),
            speaker_confidence=sure,
            cue=cues[0].lemma if cues else None,
            cues=cues,
            attribution="explicit" if cues else "inferred",
            continues=None if quote.attribution == "continued" else quote.continues,
            rule=quotation.rule,
        )

    def _speaker(self, words: Span, sure: float) -> int | None:
        """The mention that these words are or hold; else a new one; None where that would cross another."""
        text = words.of(self.article.body)
        standing = self._standing(words)
        if standing:
            return standing[0]
        place = (0, 0, *words)
        names = [n for n in self._touching(place) if self._is_name(n)]
        names.sort(key=lambda n: (self._kind(n) != "person", self._place(n)))
        for n in names:
            mention = self.mentions[n]
            is_around = mention.start <= words.start and words.end <= mention.end
            if is_around or (self._is_head(mention, words) and words.start <= mention.start):
                return n
        is_pronoun = text.lower() in _PRONOUNS
        kind: MentionKind = "pronoun" if is_pronoun else "nominal"
        if not self._is_free(place, kind):
            return None
        of = sources.kind_of_pronoun(text) if is_pronoun else sources.kind_of(text, _head(text))
        return self._shelve(self._mention(place, kind, of, sure))

    def _is_head(self, mention: Mention, words: Span) -> bool:
        """Do words that hold a name mean whom it names: "Mayor Lund, who", not "Lund’s aide" or "the aide of Lund"?"""
        before = self.article.body[words.start : mention.start].split()[-1:]
        after = self.article.body[mention.end : words.end]
        is_owner = after.startswith(("’s", "'s", "’ ", "' ")) or (before and before[0].lower() in _PREPOSITIONS)
        return not is_owner and mention.end <= words.end and (mention.entity_kind == "person" or not after)

    # -------------------------------------------------------------- places

    def _mention(self, place: Place, kind: MentionKind, entity_kind: EntityKind, confidence: float) -> Mention:
        rank, position, start, end = place
        field = get_args(Field)[rank]
        text = self.article.text_of(field, position)[start:end]
        return Mention(
            field=field,
            field_position=position,
            start=start,
            end=end,
            text=text,
            kind=kind,
            entity_kind=entity_kind,
            confidence=confidence,
        )

    def _shelve(self, mention: Mention) -> int:
        number = len(self.mentions)
        self.mentions.append(mention)
        rank, position, start, end = self._place(number)
        self.shelves.setdefault((rank, position), _Shelf()).add(start, end, number)
        self.at.setdefault((rank, position, start, end), []).append(number)
        return number

    def _place(self, number: int) -> Place:
        m = self.mentions[number]
        return _FIELDS[m.field], m.field_position, m.start, m.end

    def _kind(self, number: int) -> EntityKind:
        return self.mentions[number].entity_kind

    def _is_name(self, number: int) -> bool:
        return self.mentions[number].kind in ("name", "short")

    def _standing(self, words: Span) -> list[int]:
        return [n for n in self.at.get((0, 0, *words), ()) if n not in self.gone]

    def _touching(self, place: Place) -> list[int]:
        shelf = self.shelves.get(place[:2])
        return [n for n in shelf.touching(*place[2:]) if n not in self.gone] if shelf is not None else []

    def _holds(self, number: int, place: Place) -> bool:
        """Is it a description with the place inside of it, which may be a name of its own?"""
        start, end = self._place(number)[2:]
        is_inside = start <= place[2] and place[3] <= end and (start, end) != place[2:]
        return self.mentions[number].kind == "nominal" and is_inside

    def _yields(self, number: int, sure: float) -> bool:
        """Does a mention give way to a name that is so sure? One that was found before, and is no pronoun."""
        mention = self.mentions[number]
        return number < len(self.found.mentions) and mention.kind != "pronoun" and mention.confidence < sure

    def _is_free(self, place: Place, kind: MentionKind) -> bool:
        """May a new mention stand here: beside all others, or as a description around names and pronouns?"""
        start, end = place[2:]
        for n in self._touching(place):
            other = self.mentions[n]
            if kind != "nominal" or other.kind == "nominal" or not (start <= other.start and other.end <= end):
                return False
        return True

    # -------------------------------------------------------------- the end

    def finish(self) -> Found:
        """The rows in order, with people and organisations that nothing names any more left out."""
        before = self.found
        mentions = [replace(m, person=self._whole(m.person)) if m.person in self.same else m for m in self.mentions]
        quotes = [self._with_speaker(n, quote, mentions) for n, quote in enumerate(self.quotes)]
        roles = [replace(r, person=self.same.get(r.person, r.person)) for r in before.roles]
        standing = sorted((n for n in range(len(mentions)) if n not in self.gone), key=lambda n: (self._place(n), n))
        kept = [n for n, quote in enumerate(quotes) if n not in self.quotes_gone]
        kept.sort(key=lambda n: (quotes[n].start, quotes[n].end, n))
        said = [quotes[n] for n in kept]
        rows: list[Mention | Quote | Role] = [*(mentions[n] for n in standing), *said, *roles]
        named: list[Mention | Quote | Role] = [*before.mentions, *before.quotes, *before.roles]
        may_go = {row.person for row in named} | {*range(len(before.people), len(self.people)), *self.same}
        orgs_may_go = {row.org for row in named} | {*range(len(before.orgs), len(self.orgs))}
        people = _numbers(len(self.people), may_go - {row.person for row in rows})
        orgs = _numbers(len(self.orgs), orgs_may_go - {row.org for row in rows})
        mention_at = {n: at for at, n in enumerate(standing)}
        quote_at = {n: at for at, n in enumerate(kept)}
        return Found(
            people=tuple(self.people[n] for n in people),
            orgs=tuple(self.orgs[n] for n in orgs),
            mentions=tuple(
                replace(mentions[n], person=_in(people, mentions[n].person), org=_in(orgs, mentions[n].org))
                for n in standing
            ),
            quotes=tuple(
                replace(
                    quote,
                    person=_in(people, quote.person),
                    org=_in(orgs, quote.org),
                    speaker_mention=_in(mention_at, quote.speaker_mention),
                    continues=self._continued(quote.continues, quote_at),
                )
                for quote in said
            ),
            roles=tuple(replace(r, person=people[r.person], org=_in(orgs, r.org)) for r in roles),
        )

    def _whole(self, person: int | None) -> int | None:
        return None if person is None else self.same.get(person, person)

    def _with_speaker(self, number: int, quote: Quote, mentions: Sequence[Mention]) -> Quote:
        """The quotation with the speaker whom its mention now means."""
        if quote.speaker_mention is None:
            return replace(quote, person=self._whole(quote.person)) if quote.person in self.same else quote
        at = self.gone.get(quote.speaker_mention, quote.speaker_mention)
        mention = mentions[at]
        is_as_found = number < len(self.found.quotes) and quote.speaker_mention == (
            self.found.quotes[number].speaker_mention
        )
        if is_as_found and at < len(self.found.mentions):
            old = self.found.mentions[at]
            if (mention.entity_kind, mention.person, mention.org) == (old.entity_kind, old.person, old.org):
                return quote
        is_unknown = mention.entity_kind == "person" and mention.person is None
        return replace(
            quote,
            speaker_mention=at,
            speaker_kind="unknown" if is_unknown else mention.entity_kind,
            person=mention.person,
            org=mention.org,
        )

    def _continued(self, continues: int | None, quote_at: Mapping[int, int]) -> int | None:
        """The quotation that one goes on from, or the one that took its place."""
        if continues is None:
            return None
        return quote_at[self.quotes_gone.get(continues, continues)]


def _numbers(count: int, without: set[int | None]) -> dict[int, int]:
    """New numbers for rows, those left out skipped."""
    return {old: new for new, old in enumerate(n for n in range(count) if n not in without)}


def _in(numbers: Mapping[int, int], old: int | None) -> int | None:
    return None if old is None else numbers[old]


def _in_order(name: Name) -> tuple[object, ...]:
    return _FIELDS[name.field], name.field_position, name.start, name.end, name.label, -name.score


def _in_order_of_quotations(quotation: Quotation) -> tuple[object, ...]:
    no = Span(-1, -1)
    return (
        *(-quotation.score, quotation.start, quotation.end, quotation.kind, -quotation.speaker_score, quotation.rule),
        *(quotation.speaker or no, quotation.cue or no),
    )


def _words(name: str) -> tuple[str, ...]:
    """The words of a name, as the rules count them; the name itself where it has none."""
    return tuple(t.text.replace("'", "’") for t in tokens(name) if t.kind == "word") or (name,)


def _key(words: Sequence[str]) -> str:
    return fold(" ".join(words))


def _surname_key(words: Sequence[str]) -> str:
    """The last word, without a suffix: people of one surname have it in common, whatever particles it has."""
    return _key(([w for w in words if not flags(w) & Is.SUFFIX] or words)[-1:])


def _parts(words: Sequence[str], person: Person) -> set[str]:
    """The parts of a full name that may stand for it: its ends, its first word, and the surname where that is known."""
    words = [w for w in words if not flags(w) & Is.SUFFIX] or list(words)
    parts = {_key(words[at:]) for at in range(1, len(words))} | {_key(words[:1])}
    return parts | {fold(person.family_name)} if person.family_name else parts


def _head(phrase: str) -> str:
    """The noun of a phrase: its last word before a preposition or a mark ("an aide of the mayor")."""
    cut = tokens(phrase)
    last = next((at for at, t in enumerate(cut) if at and (t.kind == "mark" or t.low in _PREPOSITIONS)), len(cut))
    return cut[last - 1].text


def _org_kind(name: str) -> OrgKind:
    heads = [ORG_HEADS[word.lower()] for word in _words(name) if word.lower() in ORG_HEADS]
    return ORGS.get(name) or (heads[-1] if heads else "unknown")
