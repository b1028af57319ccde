"""People and organisations of one article: who and what it names, where, and under which fullest name.

`pieces` says what the words of one sentence tell; here all sentences vote, surnames find their full names, and what
nothing speaks for is left out: one name too many is as wrong as one too few.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from corpus.extract import roles
from corpus.extract.confidence import of_mention
from corpus.extract.pieces import Piece, is_title_case, pieces, span_of
from corpus.extract.roles import Placed
from corpus.extract.tagger import PLACES, Place, Verdict, features, judge
from corpus.extract.tokens import Sentence, Token, sentences
from corpus.extract.words import (
    CLASSES,
    ORG_HEADS,
    Gender,
    Is,
    flags,
    gender_of_given,
    gender_of_word,
    kinds,
    like_given,
)
from corpus.record import Article, Field, Mention, Org, OrgKind, Person, Role, Span
from corpus.text import fold as _fold

# How likely a name must be a person’s or an organisation’s. Tuned on the development parts of the Groningen Meaning
# Bank and of Worldwide; in German every noun has a capital.
_ENOUGH, _ENOUGH_ALONE, _ENOUGH_GERMAN, _ENOUGH_ORG, _ENOUGH_ACRONYM = 0.5, 0.35, 0.9, 0.6, 0.35
_TOLD = 3.0  # points of the rules that are enough without the tagger
_ENOUGH_ALONE_ABROAD = 0.9
_ENOUGH_TITLED, _ENOUGH_GIVEN = 0.1, 0.4  # for what a title or a given name already speaks for
_SMALL_WORDS = frozenset("of the a an in on at to for and or with from by ’s 's".split())
_MANY = 50  # people of one surname in one article; beyond it a surname means nobody
_GERMAN = CLASSES["german"]
_SPORT_WORDS, _FOLLOWERS, _MEMBER_NOUNS = CLASSES["sport word"], CLASSES["team follower"], CLASSES["member noun"]
_ENOUGH_SPORT = 5  # different words of sport; of 84 stories of politics (PolNeAR, development part) one has as many
_FOUNDING, _BORN = CLASSES["founding verb"], CLASSES["born"]
_KIN = CLASSES["kin"]
_RELATIONS = CLASSES["relation"]  # what somebody is to somebody else: it tells a gender, but is no role
_INSIDE = frozenset(["in", "near", "at", "across", "throughout", "outside", "inside", "around", "within"])
_TOWARDS = frozenset(["from", "to", "towards", "toward", "via"])
_PLACE_NOUNS = CLASSES["place noun"]
# "the general Motors": role nouns that are adjectives as well speak for little.
_ADJECTIVES = CLASSES["role or adjective"]
_SURNAME_PARTICLES = CLASSES["surname particle"]
_QUOTES = frozenset("“”‘’«»\"'")
_MARK = re.compile(r"[“”‘’«»\"']")
_SPEAKERS = frozenset(["said", "says", "sagte", "sagt", "dit", "dijo", "told", "added", "asked"])


_PRINTED: tuple[Field, ...] = ("headline", "deck")


fold = lru_cache(maxsize=1 << 14)(_fold)  # the same few surnames, over and over


class _Evidence(NamedTuple):
    person: float
    org: float
    place: float


_NO_VERDICT = Verdict(0.0, 0.0, 0.0, 0.0)


class _Line(NamedTuple):
    """A sentence in its field, and its pieces."""

    field: Field
    position: int
    text: str
    sentence: Sentence
    pieces: list[Piece]
    is_title_case: bool


@dataclass(slots=True)
class _Spot:
    """A piece in its line, and what the document makes of it. `who` and `org` are positions in the lists to come."""

    line: int
    piece: Piece
    words: tuple[str, ...]
    key: str
    who: int | None = None
    org: int | None = None
    is_short: bool = False
    is_person: bool = False
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Names:
    """The people and organisations of an article. `genders` says for each person what the text tells, or None.

    `weak_genders` may rest on a given name alone. Mentions are in the order of field, field position and start.
    """

    people: tuple[Person, ...] = ()
    orgs: tuple[Org, ...] = ()
    mentions: tuple[Mention, ...] = ()
    roles: tuple[Role, ...] = ()
    genders: tuple[Gender | None, ...] = ()
    weak_genders: tuple[Gender | None, ...] = ()


@dataclass(slots=True)
class _Someone:
    """A person while names are gathered."""

    words: tuple[str, ...]
    name: str
    is_full: bool
    given: str | None = None
    family: str | None = None
    genders: Counter[Gender] = field(default_factory=Counter)
    first_seen: tuple[int, int] = (0, 0)
    goes_by_surname: bool = False


@dataclass(slots=True)
class _Body:
    """An organisation while names are gathered."""

    words: tuple[str, ...]
    name: str
    kind: OrgKind = "unknown"
    acronym: str | None = None


def find_names(
    article: Article, body: Sequence[Sentence], told: Collection[tuple[str, ...]] = (), *, calibrated: bool = True
) -> Names:
    """The names in the body (whose sentences are given), headline, deck and captions; never in the byline.

    `told` are the words of full names that surely are people's. `calibrated` False leaves the scores in place of
    confidences: what the tables of confidences are measured by.
    """
    lines, spots = _cut(article, body)
    judged = _Judged(lines, spots)
    keys = {_key(words) for words in told}
    people = _People(
        lines,
        spots,
        judged,
        _companies(spots),
        keys,
        is_german=_is_german(article, body),
        is_english=_is_english(article),
    )
    orgs = _Orgs(lines, spots, judged, is_sport=_is_about_sport(body))
    return _assemble(lines, spots, people.known, orgs.known, calibrated=calibrated)


def _cut(article: Article, body: Sequence[Sentence]) -> tuple[list[_Line], list[_Spot]]:
    """The sentences of all fields, and their pieces in order."""
    lines = list(_lines(article, body))
    spots: list[_Spot] = []
    for number, line in enumerate(lines):
        tokens = line.sentence.tokens
        has_marks = line.pieces and _MARK.search(line.text, *line.sentence.span)
        for piece in line.pieces:
            words = tuple([t.text.replace("'", "’") for t in tokens[piece.first : piece.last]])
            spots.append(_Spot(number, piece, words, _key(words)))
            if has_marks and _is_in_work(tokens, piece):
                piece.what, piece.is_sure = "other", True
    return lines, spots


def _brand(words: Sequence[str]) -> tuple[str, ...]:
    """What a firm goes by: the words before the first that says what it is. "Bright Kettle Co." is "Bright Kettle"."""
    end = next((i for i, w in enumerate(words) if w.lower() in ORG_HEADS), 0)
    words = tuple(words[:end])
    if len(words) == 1 and flags(words[0]) & (Is.COMMON | Is.PLACE | Is.DEMONYM | Is.FUNCTION | Is.MODIFIER):
        return ()
    return words


def _companies(spots: Sequence[_Spot]) -> dict[str, tuple[int, int]]:
    """The short names of firms that the article names in full, with where it first does."""
    firms: dict[str, tuple[int, int]] = {}
    for spot in spots:
        if spot.piece.what == "org" and spot.piece.is_sure and spot.piece.kind == "company" and len(spot.words) > 1:
            brand = _brand(spot.words)
            if brand:
                firms.setdefault(_key(brand), (spot.line, spot.piece.first))
    return firms


def _is_about_sport(body: Sequence[Sentence]) -> bool:
    """Do the words of the story say that teams play in it?"""
    told = _SPORT_WORDS.intersection([t.text for sentence in body for t in sentence.tokens])
    return len(told) >= _ENOUGH_SPORT


def _is_english(article: Article) -> bool:
    return article.language is None or article.language.lower().startswith("en")


def _is_german(article: Article, body: Sequence[Sentence]) -> bool:
    """Is it a text in which every noun has a capital: by its language, else by its small words?"""
    if article.language is not None:
        return article.language.lower().startswith("de")
    words = [t.text for sentence in body[:20] for t in sentence.tokens]
    return sum(word in _GERMAN for word in words) > 0.08 * len(words)


def _lines(article: Article, body: Sequence[Sentence]) -> Iterator[_Line]:
    fields: list[tuple[Field, int, str, Sequence[Sentence]]] = [("body", 0, article.body, body)]
    for name in _PRINTED:
        text = article.text_of(name)
        fields.append((name, 0, text, sentences(text)))
    fields.extend(("caption", i, caption.text, sentences(caption.text)) for i, caption in enumerate(article.captions))
    for name, position, text, cut in fields:
        for sentence in cut:
            title_case = is_title_case(sentence.tokens)
            yield _Line(name, position, text, sentence, pieces(sentence.tokens, is_title_case=title_case), title_case)


def _is_in_work(tokens: Sequence[Token], piece: Piece) -> bool:
    """Is it part of a title in quotation marks, capitals all through: “Waiting for Captain Lund”?"""
    before = piece.first - 1
    while before >= 0 and before > piece.first - 6 and _is_title_word(tokens[before].text):
        before -= 1
    if before < 0 or tokens[before].text not in _QUOTES:
        return False
    after = piece.last
    while after < len(tokens) and after < piece.last + 5 and _is_title_word(tokens[after].text):
        after += 1
    if after < len(tokens) and tokens[after].text in (".", ","):
        after += 1
    if after == len(tokens) or tokens[after].text not in _QUOTES:
        return False
    words = [t.text for t in tokens[before + 1 : after] if t.text not in (".", ",")]
    return len(words) > piece.last - piece.first and words[0][0].isupper()


def _is_title_word(word: str) -> bool:
    return word[0].isupper() or word in _SMALL_WORDS


@lru_cache(maxsize=1 << 14)
def _key(words: tuple[str, ...]) -> str:
    """Under one key stand the spellings of one name: capitals do not part them, but an acronym's do."""
    text = " ".join(words)
    return text if len(words) == 1 and flags(words[0]) & Is.ACRONYM else text.casefold()


# ------------------------------------------------------------------ evidence


class _Judged(dict[str, Verdict]):
    """What the words of a name and all its places in the article say, by key: read when first asked for."""

    def __init__(self, lines: Sequence[_Line], spots: Sequence[_Spot]) -> None:
        super().__init__()
        self.lines = lines
        self.spots: dict[str, list[_Spot]] = {}
        self.totals: dict[str, _Evidence] = {}
        for spot in spots:
            self.spots.setdefault(spot.key, []).append(spot)
        many = [spot.words for spot in spots if len(spot.words) > 1]
        self.lasts, self.firsts = {words[-1] for words in many}, {words[0] for words in many}
        self.alone = {spot.words[0] for spot in spots if len(spot.words) == 1}

    def __missing__(self, key: str) -> Verdict:
        verdict = self[key] = judge(*self.candidate(key)) if key in self.spots else _NO_VERDICT
        return verdict

    def told(self, key: str) -> _Evidence:
        """What the rules make of the words beside all places of a name, added up."""
        if key not in self.totals:
            told = [
                _context(self.lines[s.line].sentence.tokens, s.piece.first, s.piece.last)
                for s in self.spots.get(key, ())
            ]
            self.totals[key] = _Evidence(
                sum(t.person for t in told), sum(t.org for t in told), sum(t.place for t in told)
            )
        return self.totals[key]

    def is_org(self, key: str, enough: float) -> bool:
        """Is it likely enough an organisation, or do the words beside it say so: "the consultancy R.Lumen"?"""
        if self[key].org >= enough:
            return True
        told = self.told(key)
        return told.org >= _TOLD and told.org > max(told.person, told.place)

    def candidate(self, key: str) -> tuple[tuple[str, ...], str, str, list[Place]]:
        """The name under a key as `tagger.judge` takes it."""
        spots = self.spots[key]
        words, piece = spots[0].words, spots[0].piece
        made = [piece.what, *[name for name in ("is_sure", "is_weak", "is_given") if getattr(piece, name)]]
        if piece.kind is not None:
            made.append(piece.kind)
        if len(words) == 1:
            also = [name for name, found in (("last", self.lasts), ("first", self.firsts)) if words[0] in found]
        else:
            also = [name for name, word in (("last", words[-1]), ("first", words[0])) if word in self.alone]
        places = []
        for spot in spots[:PLACES]:
            tokens, first, last = self.lines[spot.line].sentence.tokens, spot.piece.first, spot.piece.last
            places.append(Place(tokens, first, last, _context(tokens, first, last)))
        return words, " ".join(made), " ".join(also), places


def candidates(article: Article, body: Sequence[Sentence]) -> Iterator[tuple[list[Span], dict[str, float]]]:
    """Every name that may be one, with the spans where it stands in the body and its features: what training reads."""
    lines, spots = _cut(article, body)
    judged = _Judged(lines, spots)
    for key, found in judged.spots.items():
        spans = [span_of(lines[s.line].sentence.tokens, s.piece) for s in found if lines[s.line].field == "body"]
        yield spans, features(*judged.candidate(key))


_NOTHING = Token(0, 0, "", "", "mark")


def _context(tokens: Sequence[Token], first: int, last: int) -> _Evidence:
    """What the words beside the tokens ``[first, last)`` say, by rules."""
    person = org = place = 0.0
    before = tokens[first - 1] if first else _NOTHING
    after = [*tokens[last : last + 8], _NOTHING, _NOTHING, _NOTHING]
    next_word = after[0].text
    if before.text:
        mark = before.flags
        if mark & Is.ROLE and not mark & Is.CAPITAL:
            person += 1.0 if before.text in _ADJECTIVES else 3.0
        if before.text in _ORG_NOUNS:
            org += 3.0
        if before.text in ("the", "The"):
            person -= 2.0
        elif before.text in _INSIDE:
            place += 2.0
            person -= 0.5
        elif before.text in _TOWARDS:
            place += 1.0
        elif before.text == "of" and first > 1 and tokens[first - 2].text in _PLACE_NOUNS:
            place += 3.0
        elif before.text in _SPEAKERS and next_word in (".", ",", ";", "”", '"', "in", "on", "at", ""):
            person += 2.0
        elif before.text in ("by", "with"):
            person += 0.3
        elif before.text == "," and next_word == "," and first > 1:
            relation = tokens[first - 2].low
            if relation in _RELATIONS or flags(relation) & Is.ROLE:
                person += 3.0  # "his mother, Lena, ..."
    if after[0].flags & Is.ROLE and next_word.islower() and after[1].flags & Is.CAPITAL:
        person -= 2.0  # "Quill Park analyst Lena Ortiz"
        org += 2.0
    if before.text in _FOUNDING:
        org += 3.0
    if before.text in _QUOTES and (next_word in _QUOTES or (next_word == "," and after[1].text in _QUOTES)):
        person -= 3.0  # the title of a book, a nickname
    if next_word:
        mark = after[0].flags
        if (mark & Is.SPEECH and not mark & Is.CAPITAL) or next_word == "who":
            person += 2.0
        elif next_word in (",", "(") and after[1].text:
            second = after[1].text
            if (second.isdigit() and len(second) < 4 and after[2].text in (",", ")", ".")) or second == "who":
                person += 3.0
            elif (second in ("a", "an", "the", "his", "her") and any(t.flags & Is.ROLE for t in after[2:7])) or after[
                1
            ].flags & (Is.ROLE | Is.CAPITAL) == Is.ROLE:
                person += 2.0
            elif next_word == "," and after[1].flags & Is.PLACE:
                place += 1.5
        elif next_word in ("’s", "'s"):
            if after[1].text in _KIN:
                person += 2.0
            elif after[1].flags & (Is.TITLE | Is.MODIFIER) and after[1].flags & Is.CAPITAL:
                place += 3.0  # "Norland’s President"
        elif next_word in _PLACE_NOUNS:
            place += 3.0
        else:
            for i, token in enumerate(after[:4]):
                if token.text in _NOUNS_AFTER:
                    org += 3.0
                    break
                if (
                    not token.text.isalpha()
                    or not token.text[0].islower()
                    or (i and token.flags & Is.SPEECH)
                    or token.text in _CLOSED
                ):
                    break
    return _Evidence(person, org, place)


_ORG_NOUNS = kinds("org_nouns")
# "the Lund team" is hers, "the Lund newspaper" is called so.
_NOUNS_AFTER = frozenset(_ORG_NOUNS) - frozenset(
    [
        "team",
        "agency",
        "ministry",
        "department",
        "alliance",
        "coalition",
        "faction",
        "movement",
        "group",
        "network",
        "school",
        "giant",
        "label",
    ]
)
_CLOSED = CLASSES["function word"]


def _org_kind_beside(tokens: Sequence[Token], piece: Piece) -> OrgKind:
    """The kind that an everyday noun beside the name tells."""
    if piece.first and tokens[piece.first - 1].text in _ORG_NOUNS:
        return _ORG_NOUNS[tokens[piece.first - 1].text]
    for token in tokens[piece.last : piece.last + 4]:
        if token.text in _NOUNS_AFTER:
            return _ORG_NOUNS[token.text]
        if not token.text.isalpha() or not token.text[0].islower() or token.text in _CLOSED:
            break
    return "unknown"


# ------------------------------------------------------------------ people


class _People:
    """Who is named. `known` grows while full names are gathered; then shorter forms find theirs."""

    def __init__(
        self,
        lines: Sequence[_Line],
        spots: Sequence[_Spot],
        judged: _Judged,
        companies: dict[str, tuple[int, int]],
        told: Collection[str],
        *,
        is_german: bool,
        is_english: bool,
    ) -> None:
        self.lines, self.judged, self.companies, self.is_german = lines, judged, companies, is_german
        # the tagger knows English: elsewhere a lone word is somebody only where all speaks for it
        self.enough_alone = _ENOUGH_ALONE if is_english else _ENOUGH_ALONE_ABROAD
        self.known: list[_Someone] = []
        self.by_given: dict[tuple[str, str], list[int]] = {}
        self.by_part: dict[str, list[int]] = {}
        for spot in spots:
            if spot.piece.what == "person" and spot.piece.is_sure:
                enough = _ENOUGH_TITLED if spot.piece.title is not None else _ENOUGH_GIVEN
                if judged[spot.key].person < enough:
                    spot.piece.what, spot.piece.is_sure = "other", False
        sure = {s.key for s in spots if s.piece.what == "person" and s.piece.is_sure}.union(told)
        many = [s for s in spots if len(s.words) > 1 and s.piece.what in ("person", "unknown")]
        # "Lind Marro" is short for "Tomas Lind Marro"
        tails = {_key(s.words[k:]) for s in many if s.key in sure for k in range(1, len(s.words) - 1)}
        for spot in many:
            if len(spot.words) > 2:
                _trim(spot, sure, is_title_case=lines[spot.line].is_title_case)
            if spot.key not in tails and spot.key not in companies and self._is_person(spot, sure):
                self._add_full(spot)
        self._index()
        for spot in many:
            if not spot.is_person:
                _trim(spot, self.by_part, is_title_case=lines[spot.line].is_title_case)
        self._add_aliases(spots)
        for spot in spots:
            if spot.who is None and not spot.is_person:
                self._find_short(spot)
        self._add_lone([s for s in spots if s.who is None and not s.is_person])
        for spot in spots:
            if spot.who is not None and spot.piece.title is not None:
                tokens = lines[spot.line].sentence.tokens
                for token in tokens[spot.piece.title[0] : spot.piece.title[1]]:
                    gender = gender_of_word(token.text)
                    if gender is not None:
                        self.known[spot.who].genders[gender] += 1

    def _is_person(self, spot: _Spot, sure: set[str]) -> bool:
        if spot.key in sure:
            return True
        marks = [flags(w) for w in spot.words]
        if any(m & Is.ACRONYM and not m & Is.INITIAL for m in marks) and not spot.piece.is_given:
            return False
        enough = _ENOUGH_GERMAN if self.is_german and not spot.piece.is_given else _ENOUGH
        return self.judged[spot.key].person >= enough

    def _add_full(self, spot: _Spot) -> None:
        words, name = spot.words, _printed(self.lines, spot)
        surname = fold(_surname(words))
        namesakes = (w for given in like_given(words[0]) for w in self.by_given.get((surname, given), [])[:_MANY])
        who = next((w for w in namesakes if _is_same_person(words, self.known[w].words)), None)
        before = self.lines[spot.line].sentence.tokens[max(0, spot.piece.first - 1) : spot.piece.first]
        if who is None and before and before[0].text in _BORN:
            who = next((w for w, someone in enumerate(self.known[:_MANY]) if someone.words[0] == words[0]), None)
            if who is not None:  # "Mrs. Trask was born Wilma Odom"
                spot.who, spot.is_person, spot.confidence = who, True, 0.8
                return
        if who is None:
            who = len(self.known)
            for given in (words[0].casefold(), words[0][0].casefold() + "*"):
                self.by_given.setdefault((surname, given), []).append(who)
            self.known.append(_Someone(words, name, is_full=True, first_seen=(spot.line, spot.piece.first)))
        elif (len(words), len(name)) > (len(self.known[who].words), len(self.known[who].name)):
            self.known[who].words, self.known[who].name = words, name
        spot.who, spot.is_person = who, True
        likely = self.judged[spot.key].person
        spot.confidence = round(max(likely, 0.9) if spot.piece.is_sure else likely, 2)

    def _index(self) -> None:
        """Every tail of a full name, and its first word, by which a shorter form may mean it."""
        given: dict[str, list[int]] = {}
        for who, someone in enumerate(self.known):
            words = [w for w in someone.words if not flags(w) & Is.SUFFIX] or list(someone.words)
            for at in range(1, len(words)):
                self.by_part.setdefault(_key(tuple(words[at:])), []).append(who)
            bare = fold(words[-1]).removeprefix("al ")
            if bare != fold(words[-1]):
                self.by_part.setdefault(bare, []).append(who)
            self.by_part.setdefault(_key((words[0],)), []).append(who)
            given.setdefault(words[0], []).append(who)
            for middle in words[1:-1]:  # the first of two surnames
                if not flags(middle) & (Is.INITIAL | Is.PARTICLE | Is.GIVEN | Is.COMMON | Is.FUNCTION):
                    self.by_part.setdefault(_key((middle,)), []).append(who)
        called: dict[str, list[int]] = {}
        for name, bearers in given.items():
            for other in like_given(name)[1:]:
                if len(other.rstrip(".*")) > 1 and other not in self.by_part:  # "Liz" for Elizabeth Carr
                    called.setdefault(other, []).extend(bearers)
        self.by_part.update(called)

    def _add_aliases(self, spots: Sequence[_Spot]) -> None:
        """Note whom "known as Jory" renames: the person named last before it in the sentence."""
        last: _Spot | None = None
        for spot in spots:
            if spot.who is not None or spot.key in self.by_part:
                last = spot
            elif last is not None and last.line == spot.line and spot.piece.what == "unknown":
                tokens = self.lines[spot.line].sentence.tokens
                before = [
                    t.text for t in tokens[max(0, spot.piece.first - 2) : spot.piece.first] if t.text not in "“”\"'‘’"
                ]
                if before[-1:] in (["nicknamed"], ["dubbed"], ["alias"]) or before == ["known", "as"]:
                    who = [last.who] if last.who is not None else self.by_part[last.key]
                    self.by_part.setdefault(spot.key, []).extend(who)

    def _find_short(self, spot: _Spot) -> None:
        who = self.by_part.get(spot.key) or (
            self.by_part.get(spot.key.removeprefix("al-")) if spot.key.startswith("al-") else None
        )
        if not who:
            return
        line, piece = self.lines[spot.line], spot.piece
        firm = self.companies.get(spot.key) if piece.title is None else None
        if firm is not None and all(firm < self.known[w].first_seen for w in who):
            return  # the firm was named first, and goes by the same name
        if piece.title is None and piece.what != "person":
            if piece.what in ("place", "other"):
                tells = _context(line.sentence.tokens, piece.first, piece.last)
                if tells.person <= 0 or tells.place > 0:
                    return
            if piece.what == "org" and ((piece.is_sure and len(spot.words) > 1) or flags(spot.words[0]) & Is.ACRONYM):
                return
            if piece.is_weak and len(spot.words) == 1 and not self._is_family(spot.key, who):
                return
        found = self._choose(spot, list(dict.fromkeys(who))) if len(who) < _MANY else None
        if found is not None:
            _take_particles(spot, line.sentence.tokens, self.known[found].words)
        spot.is_person, spot.is_short, spot.who = True, True, found
        spot.confidence = 0.9 if found is not None else 0.6
        if found is not None and len(spot.words) == 1:
            someone = self.known[found]
            if spot.key == _key((someone.words[0],)) and len(someone.words) > 1:
                if not flags(someone.words[0]) & Is.GIVEN or len(fold(someone.words[-1])) < 2:
                    someone.family = someone.words[0]
            else:
                someone.family = someone.family or _surname(someone.words)

    def _is_family(self, key: str, who: Sequence[int]) -> bool:
        return any(key == _key((self.known[w].words[-1],)) for w in who)

    def _choose(self, spot: _Spot, who: list[int]) -> int | None:
        """Whom a shared surname means: the only one who fits its title, or who was named so far; else nobody."""
        as_family = [w for w in who if spot.key != _key((self.known[w].words[0],))]
        who = as_family or who
        # "Ortiz" is rather the last name of Lena Ortiz than the middle one of Mara Ortiz Lund
        who = [w for w in who if _key(tuple(_surname(self.known[w].words).split(" "))).endswith(spot.key)] or who
        if len(who) == 1:
            return who[0]
        if spot.piece.title is not None:
            tokens = self.lines[spot.line].sentence.tokens[spot.piece.title[0] : spot.piece.title[1]]
            gender = next((g for t in tokens if (g := gender_of_word(t.text))), None)
            if gender is not None:
                fits = [w for w in who if gender_of_given(self.known[w].words[0]) in (gender, None)]
                if len(fits) == 1:
                    return fits[0]
        named = [w for w in who if self.known[w].first_seen <= (spot.line, spot.piece.first)]
        if len(named) > 1:  # who went by the surname before a namesake came still does
            named = [w for w in named if self.known[w].goes_by_surname]
        if len(named) != 1:
            return None
        self.known[named[0]].goes_by_surname = True
        return named[0]

    def _add_lone(self, spots: Sequence[_Spot]) -> None:
        """Surnames that no full name explains: people only where a title or the context says so."""
        titled = {s.key for s in spots if s.piece.what == "person" and s.piece.is_sure}
        # "Herons" after "Dunmore Herons", "Kettle" in "Bright Kettle" after "Bright Kettle Co."
        others = {_key(s.words[-1:]) for s in spots if len(s.words) > 1 and not s.is_person}
        others |= {key.rpartition(" ")[2] for key in self.companies}
        lone: dict[str, int] = {}
        for spot in spots:
            if spot.piece.what not in ("person", "unknown") or len(spot.words) > 3 or spot.key in self.companies:
                continue
            mark = flags(spot.words[0])
            if spot.key not in titled:
                if self.is_german or spot.key in others:
                    continue
                if (
                    spot.piece.is_weak
                    or mark & (Is.COMMON | Is.ACRONYM | Is.INITIAL)
                    or len(spot.words) > 1
                    or len(spot.words[0]) < 3
                ):
                    continue
                if self.judged[spot.key].person < self.enough_alone:
                    continue
                told = self.judged.told(spot.key)
                if told.place >= _TOLD and told.place > told.person:
                    continue
            elif spot.piece.what == "unknown" and spot.piece.is_weak and mark & Is.COMMON and not spot.key:
                continue
            if spot.key not in lone:
                lone[spot.key] = len(self.known)
                someone = _Someone(
                    spot.words, _printed(self.lines, spot), is_full=False, first_seen=(spot.line, spot.piece.first)
                )
                self.known.append(someone)
            spot.who, spot.is_person, spot.is_short = lone[spot.key], True, True
            likely = self.judged[spot.key].person
            spot.confidence = round(max(likely, 0.85) if spot.key in titled else likely, 2)


def _is_same_person(one: Sequence[str], other: Sequence[str]) -> bool:
    """May two names of one surname and like given names mean one person: no initial or suffix that differs?"""
    middles = [[w for w in words[1:-1] if flags(w) & Is.INITIAL] for words in (one, other)]
    if all(middles) and middles[0][0][0] != middles[1][0][0]:
        return False
    ends = [[w.rstrip(".") for w in words if flags(w) & Is.SUFFIX] for words in (one, other)]
    return ends[0] == ends[1]


def is_one_person(one: Sequence[str], other: Sequence[str]) -> bool:
    """May two full names of one article, given as their words, mean one person?

    >>> is_one_person(("Joe", "Lund"), ("Joseph", "R.", "Lund")), is_one_person(("Joe", "Lund"), ("Mara", "Lund"))
    (True, False)
    """
    given = {other[0].casefold(), other[0][0].casefold() + "*"}
    return (
        fold(_surname(one)) == fold(_surname(other))
        and not given.isdisjoint(like_given(one[0]))
        and _is_same_person(one, other)
    )


def person_of(words: Sequence[str], name: str, family: str | None = None) -> Person:
    """The person whom the words of a name tell of; `name` as printed, `family` the part that the article uses alone.

    >>> person_of(("Lena", "Ortiz"), "Lena Ortiz").family_name, person_of(("Ortiz",), "Ortiz").is_full_name
    ('Ortiz', False)
    """
    return _person(_Someone(tuple(words), name, is_full=len(words) > 1, family=family))


def _take_particles(spot: _Spot, tokens: Sequence[Token], words: Sequence[str]) -> None:
    """Let a surname at the head of a sentence have its particle: "Ten Lund said"."""
    surname = _surname(words).split(" ")
    extra = len(surname) - len(spot.words)
    if extra < 1 or spot.piece.first < extra or surname[-1] != spot.words[-1]:
        return
    before = [t.text.lower() for t in tokens[spot.piece.first - extra : spot.piece.first]]
    if before == [w.lower() for w in surname[:extra]]:
        spot.piece.first -= extra


def _trim(spot: _Spot, known: Collection[str], *, is_title_case: bool) -> None:
    """Cut everyday words off a run that holds a known name: "Proud Lena Ortiz", "Lena Ortiz Opens"."""
    words = spot.words
    if spot.key in known:
        return
    for size in range(len(words) - 1, 0, -1):
        for first in (len(words) - size, 0) if is_title_case or size > 1 else (len(words) - size,):
            rest = words[:first] + words[first + size :]
            if _key(words[first : first + size]) in known and all(_is_everyday(w) for w in rest):
                spot.piece.first += first
                spot.piece.last = spot.piece.first + size
                spot.words, spot.key = words[first : first + size], _key(words[first : first + size])
                spot.piece.title = None if first else spot.piece.title
                return


def _is_everyday(word: str) -> bool:
    mark = flags(word)
    return bool(mark & (Is.COMMON | Is.DEMONYM)) and not mark & (Is.GIVEN | Is.INITIAL | Is.SUFFIX | Is.PARTICLE)


def _surname(words: Sequence[str]) -> str:
    """The last word of a name, with the particles before it and without a suffix."""
    last = len(words)
    while last > 1 and flags(words[last - 1]) & Is.SUFFIX:
        last -= 1
    first = last - 1
    while first > 1 and words[first - 1].lower() in _SURNAME_PARTICLES:
        first -= 1
    return " ".join(words[first:last])


# ------------------------------------------------------------------ organisations


class _Orgs:
    """Which organisations are named; acronyms that the text explains and shorter forms find the full name."""

    def __init__(self, lines: Sequence[_Line], spots: Sequence[_Spot], judged: _Judged, *, is_sport: bool) -> None:
        self.lines, self.judged, self.is_sport = lines, judged, is_sport
        self.known: list[_Body] = []
        self.by_key: dict[str, int] = {}
        rest = [s for s in spots if not s.is_person]
        self._define(rest)
        singles = [s for s in rest if len(s.words) == 1]
        for spot in rest:
            if spot.org is None and len(spot.words) > 1 and self._is_org(spot):
                self._add(spot)
        self._find_teams(singles)
        for spot in singles:
            if spot.org is None and self._is_org(spot):
                self._add(spot)
        self._find_brands(rest)
        self._find_short(singles)
        self._find_initials(rest)

    def _define(self, spots: Sequence[_Spot]) -> None:
        """Learn acronyms that the text explains: "Full Name (FN)" and "FN (Full Name)"."""
        for long, short in pairwise(spots):
            if long.line != short.line:
                continue
            tokens = self.lines[long.line].sentence.tokens
            between = tokens[long.piece.last : short.piece.first]
            if not between or between[0].text != "(" or len(between) > 2:
                continue
            if short.piece.last >= len(tokens) or tokens[short.piece.last].text not in (")", ",", ";"):
                continue
            for full, brief in ((long, short), (short, long)):
                if len(brief.words) == 1 and flags(brief.words[0]) & (Is.ACRONYM | Is.CAPITAL) and len(full.words) > 1:
                    is_body = full.piece.what == "org" and full.piece.is_sure
                    if not _abbreviates(brief.words[0], full.words, is_body=is_body) or full.piece.what not in (
                        "org",
                        "unknown",
                        "other",
                        "place",
                    ):
                        continue
                    if full.piece.what in ("place", "other") and full.piece.is_sure:
                        continue
                    self._add(full)
                    assert full.org is not None
                    self.known[full.org].acronym = brief.words[0]
                    self._take_kind(full.org, brief)
                    self.by_key[brief.key] = full.org
                    brief.org, brief.confidence = full.org, 0.95
                    break

    def _take_kind(self, org: int, acronym: _Spot) -> None:
        """Let a known acronym say what its full name only hints at: IMF is no company, though a fund."""
        if acronym.piece.kind is not None:
            self.known[org].kind = acronym.piece.kind

    def _is_team(self, spot: _Spot) -> bool:
        """Is it a team in a story of sport: "the Port Linden Herons", "Linden State", "Herons coach Lena Ortiz"?"""
        tokens, piece = self.lines[spot.line].sentence.tokens, spot.piece
        before = tokens[piece.first - 1].text if piece.first else ""
        after = tokens[piece.last].text if piece.last < len(tokens) else ""
        is_plural = spot.words[-1].endswith("s") and not spot.words[-1].endswith("ss")
        if len(spot.words) > 1:
            if spot.words[-1] == "State" and piece.what == "place":
                return before not in _INSIDE
            return (
                is_plural
                and piece.what in ("unknown", "other", "org")
                and (before in ("the", "The") or after in _FOLLOWERS)
            )
        return is_plural and piece.what == "unknown" and not piece.is_weak and after in _FOLLOWERS

    def _is_org(self, spot: _Spot) -> bool:
        piece = spot.piece
        if self.is_sport and self._is_team(spot):
            piece.kind = piece.kind or "sport"
            return True
        if spot.key in self.by_key:
            return not (piece.is_weak and len(spot.words) == 1)
        if piece.what == "org":
            if piece.is_sure and not piece.is_weak:
                return True
            if not piece.is_sure and self.lines[spot.line].sentence.span.of(self.lines[spot.line].text).isupper():
                return False
            return self.judged.is_org(spot.key, _ENOUGH_ACRONYM)
        if (piece.what == "unknown" or (piece.what == "other" and len(spot.words) > 1)) and not (
            piece.is_sure or piece.is_weak
        ):
            return self.judged.is_org(spot.key, _ENOUGH_ORG)
        return False

    def _add(self, spot: _Spot) -> None:
        org = self.by_key.get(spot.key)
        if org is None:
            org = self.by_key[spot.key] = len(self.known)
            self.known.append(_Body(spot.words, _printed(self.lines, spot)))
        kind = spot.piece.kind or "unknown"
        if kind == "unknown":
            kind = _org_kind_beside(self.lines[spot.line].sentence.tokens, spot.piece)
        if self.known[org].kind == "unknown":
            self.known[org].kind = kind
        likely = self.judged[spot.key].org
        spot.org, spot.confidence = org, round(max(likely, 0.8) if spot.piece.is_sure else likely, 2)

    def _find_short(self, spots: Sequence[_Spot]) -> None:
        heads: dict[str, set[int]] = {}
        for number, body in enumerate(self.known):
            for word in body.words if len(body.words) > 1 else ():
                if word.lower() in ORG_HEADS:
                    heads.setdefault(word, set()).add(number)
        for spot in spots:
            if spot.org is None and spot.piece.what == "head" and not spot.piece.is_weak and len(spot.words) == 1:
                tokens = self.lines[spot.line].sentence.tokens
                if spot.piece.last < len(tokens) and tokens[spot.piece.last].text in _MEMBER_NOUNS:
                    continue  # "Council member Lena Ortiz"
                found = heads.get(spot.words[0], set())
                if len(found) == 1:
                    spot.org, spot.is_short, spot.confidence = next(iter(found)), True, 0.7

    def _find_brands(self, spots: Sequence[_Spot]) -> None:
        """A firm's name without what it is: "Bright Kettle" for "Bright Kettle Co."."""
        brands: dict[str, set[int]] = {}
        for number, body in enumerate(self.known):
            if body.kind == "company" and (brand := _brand(body.words)):
                brands.setdefault(_key(brand), set()).add(number)
        for spot in spots:
            found = brands.get(spot.key, set())
            first = spot.piece.first
            if not found and first == 1:  # at the head of a sentence "Bright" was taken for an everyday word
                opening = self.lines[spot.line].sentence.tokens[0].text
                found = brands.get(_key((opening, *spot.words)), set())
                first -= bool(found)
            if spot.org is None and len(found) == 1 and spot.piece.what in ("unknown", "other", "place", "org"):
                spot.org, spot.is_short, spot.confidence = next(iter(found)), True, 0.8
                spot.piece.first = first

    def _find_teams(self, spots: Sequence[_Spot]) -> None:
        """A team's last word means the team: "Los Angeles Herons", then "Herons"."""
        teams: dict[str, set[int]] = {}
        for number, body in enumerate(self.known):
            if body.kind == "sport" and len(body.words) > 1:
                teams.setdefault(body.words[-1], set()).add(number)
        for spot in spots:
            if spot.org is None and spot.piece.what == "unknown" and (self.is_sport or not spot.piece.is_weak):
                found = teams.get(spot.words[0], set())
                if len(found) == 1:
                    spot.org, spot.is_short, spot.confidence = next(iter(found)), True, 0.8

    def _find_initials(self, spots: Sequence[_Spot]) -> None:
        """Give an acronym to the only name of the article with those initials, though the text does not say so."""
        initials: dict[str, set[int]] = {}
        for number, body in enumerate(self.known):
            if len(body.words) > 2:
                letters = "".join(w[0] for w in body.words if w[0].isupper())
                initials.setdefault(letters, set()).add(number)
        for spot in spots:
            if spot.org is not None and len(spot.words) == 1 and flags(spot.words[0]) & Is.ACRONYM:
                found = initials.get(spot.words[0].replace(".", ""), set())
                if len(found) == 1 and spot.org not in found:
                    spot.org, spot.is_short = next(iter(found)), True
                    self._take_kind(spot.org, spot)


def _abbreviates(brief: str, words: Sequence[str], *, is_body: bool) -> bool:
    """Are the letters of the acronym letters of the name, initials among them? `is_body`: it surely is one."""
    letters = [c.lower() for c in brief if c.isalpha()]
    if len(letters) < 2 or not (is_body or any(c.isupper() for c in brief[1:])):
        return False
    initials = [w[0].lower() for w in words if w[0].isalnum()]
    if letters[0] != initials[0] and letters[0] not in initials:
        return False
    at = 0
    text = " ".join(words).lower()
    for letter in letters:
        at = text.find(letter, at) + 1
        if not at:
            return False
    return sum(letter in initials for letter in letters) >= max(2, len(letters) - 2)


# ------------------------------------------------------------------ the rows


_RANK: dict[Field, int] = {"body": 0, "headline": 1, "deck": 2, "caption": 3, "byline": 4}


def _assemble(
    lines: Sequence[_Line], spots: Sequence[_Spot], people: list[_Someone], orgs: list[_Body], *, calibrated: bool
) -> Names:
    used_people = list(dict.fromkeys(s.who for s in spots if s.who is not None))
    used_orgs = list(dict.fromkeys(s.org for s in spots if s.org is not None and not s.is_person))
    person_at = {old: new for new, old in enumerate(used_people)}
    org_at = {old: new for new, old in enumerate(used_orgs)}
    mentions: list[Mention] = []
    placed: list[Placed] = []
    for spot in spots:
        if not spot.is_person and spot.org is None:
            continue
        line = lines[spot.line]
        tokens = line.sentence.tokens
        start, end = tokens[spot.piece.first].start, tokens[spot.piece.last - 1].end
        who = person_at[spot.who] if spot.is_person and spot.who is not None else None
        org = None if spot.is_person or spot.org is None else org_at[spot.org]
        mentions.append(
            Mention(
                field=line.field,
                field_position=line.position,
                start=start,
                end=end,
                text=line.text[start:end],
                kind="short" if spot.is_short else "name",
                entity_kind="person" if spot.is_person else "org",
                person=who,
                org=org,
                confidence=of_mention("person" if spot.is_person else "org", spot.confidence)
                if calibrated
                else spot.confidence,
            )
        )
        placed.append(Placed(spot.line, spot.piece.first, spot.piece.last, who, org))
    stated: list[Role] = []
    genders: list[Counter[Gender]] = [people[w].genders for w in used_people]
    by_line: dict[int, list[Placed]] = {}
    for name in placed:
        by_line.setdefault(name.line, []).append(name)
    for number, names in by_line.items():
        line = lines[number]
        for found in roles.find(line.sentence.tokens, names):
            tokens = line.sentence.tokens
            start, end = tokens[found.first].start, tokens[found.last - 1].end
            for token in tokens[found.first : found.last]:
                gender = gender_of_word(token.text) or gender_of_word(token.low)
                if gender is not None:
                    genders[found.person][gender] += 1
            if tokens[found.last - 1].low.rpartition("-")[2] in _RELATIONS:
                continue
            stated.append(
                Role(
                    person=found.person,
                    field=line.field,
                    field_position=line.position,
                    start=start,
                    end=end,
                    text=line.text[start:end],
                    relation=found.relation,
                    org=found.org,
                )
            )
    mentions.sort(key=lambda m: (_RANK[m.field], m.field_position, m.start))
    stated.sort(key=lambda r: (_RANK[r.field], r.field_position, r.start, r.person))
    told = tuple(_one(g) for g in genders)
    return Names(
        people=tuple(_person(people[w]) for w in used_people),
        orgs=tuple(Org(name=orgs[o].name, acronym=orgs[o].acronym, kind=orgs[o].kind) for o in used_orgs),
        mentions=tuple(mentions),
        roles=tuple(stated),
        genders=told,
        weak_genders=tuple(
            g or (gender_of_given(people[w].words[0]) if people[w].is_full else None)
            for g, w in zip(told, used_people, strict=True)
        ),
    )


def _one(genders: Counter[Gender]) -> Gender | None:
    """The gender that the text tells, where it tells one only."""
    return next(iter(genders)) if len(genders) == 1 else None


def _person(someone: _Someone) -> Person:
    words = someone.words
    given, family = someone.given, someone.family
    if someone.is_full and len(words) == 2 and flags(words[1]) & Is.SUFFIX:
        given, family = words[0], None  # "Charles III"
    elif someone.is_full and family != words[0] and flags(words[0]) & Is.GIVEN:
        given = words[0]
        family = family or _surname(words)
    elif family is not None and family == words[0] and len(words) > 1:
        given = " ".join(words[1:])
    elif family is not None and len(words) == 2:
        given = words[0]
    if not someone.is_full:
        given = family = None
    return Person(name=someone.name, given_name=given, family_name=family, is_full_name=someone.is_full)


def _printed(lines: Sequence[_Line], spot: _Spot) -> str:
    """The name as its text prints it."""
    line = lines[spot.line]
    return span_of(line.sentence.tokens, spot.piece).of(line.text)
