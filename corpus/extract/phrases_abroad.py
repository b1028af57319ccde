"""Noun phrases of German, French and Spanish sentences: who stands beside a verb, and what kind of speaker that is.

Without a parser: a phrase is what follows an article, an adjective or a capital until a word of a closed class ends it.
Every walk is bounded, so the time stays linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from corpus.extract.grammars import Grammar
from corpus.extract.phrases import Phrase, PhraseKind, Tokens
from corpus.extract.tokens import Token
from corpus.extract.words import Gender, is_courtesy
from corpus.record import EntityKind, Mention

_LONGEST = 30
"""Tokens of the longest phrase; what is longer is a list."""
_OBLIQUE = frozenset({"dem", "den", "des", "einem", "einen", "eines", "seinem", "ihrem", "seinen", "ihren", "diesem"})
_INDEFINITE = frozenset(
    "ein eine einer kein keine zwei drei mehrere viele einige manche un une des deux trois plusieurs certains "
    "certaines quelques una unos unas dos tres varios varias algunos algunas muchos muchas".split()
)
_FEMALE, _MALE = frozenset("die eine la une una".split()), frozenset("der ein le un el".split())
_PLURAL = frozenset("les des los las unos unas mehrere viele einige plusieurs quelques varios varias algunos".split())
_LATTER = frozenset("dernier dernière derniers dernières último última últimos últimas".split())
_AGE = re.compile(r"\d+-Jährigen?r?")
_CLOSE, _CLOSE_TO = ("cercan", "próxim", "vinculad", "familiar", "proche"), frozenset({"a", "al", "con"})
_CUT_ARTICLES = frozenset({"l’", "l'", "d’", "d'"})


class Noun(NamedTuple):
    """A phrase that may name a speaker, with the kind of speaker it is. `noun` is its heading word in lower case.

    `is_governed`: a preposition stands before it, or its article is of a case that no subject has. `gender` is what its
    article and noun tell. `is_time`: it says when.
    """

    phrase: Phrase
    kind: EntityKind
    noun: str
    gender: Gender | None
    is_governed: bool
    is_time: bool


class Nouns:
    """The phrases of one sentence. `named` are the mentions that its name tokens refer to."""

    def __init__(self, tokens: Tokens, grammar: Grammar, named: Sequence[Mention]) -> None:
        self.tokens, self.grammar, self.named = tokens, grammar, named
        self.words = grammar.words
        self.is_german = grammar.language == "de"
        self._all: list[Noun] | None = None
        self._known: dict[int, Noun | None] = {}

    def all(self) -> list[Noun]:
        """Every phrase of the sentence, left to right, none overlapping."""
        if self._all is None:
            self._all = []
            at = 0
            while at < len(self.tokens):
                found = self.at(at)
                if found is None:
                    at += 1
                else:
                    self._all.append(found)
                    at = found.phrase.last
        return self._all

    def is_word(self, at: int, *classes: str) -> bool:
        """Is this token a word of one of these closed classes?"""
        if not 0 <= at < len(self.tokens):
            return False
        token = self.tokens[at]
        return token.kind == "word" and any(token.low in self.words.get(name, ()) for name in classes)

    def at(self, at: int) -> Noun | None:
        """The phrase that begins with this token; None where none does. A pronoun is one."""
        if at not in self._known:
            self._known[at] = self._read(at)
        return self._known[at]

    def _read(self, at: int) -> Noun | None:
        tokens = self.tokens
        if not 0 <= at < len(tokens) or tokens[at].kind not in ("word", "name"):
            return None
        is_linked = self.is_word(at - 1, "link") and not self.is_word(at - 1, "det")
        governed = is_linked or self.is_word(at - 1, "prep", "source")
        if tokens[at].kind == "word" and self._is_pronoun(at):
            return Noun(
                Phrase(at, at + 1, at, "pronoun", (at, at + 1)), "person", tokens[at].low, None, governed, False
            )
        core_end, last = self._end(at)
        if last == at:
            return None
        return self._noun(at, core_end, last, is_governed=governed)

    def _is_pronoun(self, at: int) -> bool:
        low = self.tokens[at].low
        if low not in self.words["pron"]:
            return False
        if low not in self.words["det"] or at + 1 == len(self.tokens):
            return True
        return not (self._is_nounlike(at + 1) or self.tokens[at + 1].low in self.words["time"])

    def _is_nounlike(self, at: int) -> bool:
        token = self.tokens[at]
        return token.kind == "name" or (token.kind == "word" and not self._is_stop(at))

    def _is_capital(self, at: int) -> bool:
        """Is it a capitalised word that is so for its own sake: not of a closed class at the head of the sentence?"""
        token = self.tokens[at]
        if token.kind == "name":
            return True
        if token.kind != "word" or not (token.text[0].isupper() or _AGE.fullmatch(token.text)):
            return False
        is_head = at == 0 or self.tokens[at - 1].kind in ("mark", "quote")
        small = self.words["det"] | self.words["link"]
        return not (is_head and (self._is_stop(at) or token.low in small or token.low in self.grammar.verbs))

    def _is_stop(self, at: int) -> bool:
        low = self.tokens[at].low
        known = self.words
        if self.tokens[at].text == "Me" and at + 1 < len(self.tokens) and self.tokens[at + 1].text[0].isupper():
            return False  # Maître, before an advocate's name
        return (
            (not self.is_german and low in self.grammar.infinitives)
            or low in known["stop"]
            or low in known["prep"]
            or low in known["aux"]
            or low in known["adverb"]
            or low in known["pron"]
            or low in known["source"]
            or low in known.get("clitic", ())
            or low in known.get("passive", ())
            or (low in self.grammar.verbs and not self.tokens[at].text[0].isupper())
        )

    def _end(self, start: int) -> tuple[int, int]:
        """Where the core of a phrase ends (before what a preposition adds) and where all of it does."""
        tokens, words, at = self.tokens, self.words, start
        stop = min(len(tokens), start + _LONGEST)
        while at < stop and tokens[at].low in words["det"] and tokens[at].kind == "word" and at - start < 3:
            if at > start and tokens[at].text[0].isupper():
                break
            at += 1
        has_det = at > start
        nouns = 0
        core = -1
        while at < stop:
            token = tokens[at]
            if token.text == "(" and nouns:
                closer = next((i for i in range(at + 1, min(stop, at + 8)) if tokens[i].text == ")"), -1)
                if closer < 0 or any(tokens[i].kind == "quote" for i in range(at, closer)):
                    break
                at = closer + 1
                continue
            if token.kind not in ("word", "name"):
                break
            if token.kind == "name":
                nouns += 1
                at += 1
                continue
            is_lower = not token.text[0].isupper()
            if token.low in _CLOSE_TO and nouns and tokens[at - 1].low.startswith(_CLOSE):
                inner, last = self._end_after_link(at + 1)  # fuentes cercanas a la negociación
                if last > inner:
                    core = at if core < 0 else core
                    at = last
                    continue
            if is_lower and token.low in words["link"] and nouns and self._links(at, start):
                inner, last = self._end_after_link(at + 1)
                if last > inner:
                    core = at if core < 0 else core
                    at = last
                    continue
                break
            if self._is_capital(at):
                nouns += 1
                at += 1
                continue
            if self._is_stop(at) and not (
                # "le juge": a noun that looks like a verb, right after its article
                has_det and nouns == 0 and at == start + 1 and token.low in self.grammar.verbs
            ):
                break
            if not is_lower and nouns == 0:
                break
            if self.is_german:
                is_adjective = token.low.endswith(("e", "en", "er", "es", "em")) and token.text[0].isalpha()
                if nouns or not (is_adjective or token.text.isdigit()):
                    break
                if at + 1 >= stop or not (self._is_capital(at + 1) or tokens[at + 1].text[0].islower()):
                    break
                at += 1
                continue
            if not has_det and nouns == 0 and not self._is_known(token.low):
                break
            following = tokens[at + 1] if at + 1 < stop else None
            is_article = following is not None and following.kind == "word" and following.low in words["det"]
            if nouns and is_article and following is not None and following.low not in words["link"]:
                break  # su hija enseña un papel
            if nouns > 5 or (token.low in words["det"] and token.low not in _CUT_ARTICLES):
                break
            nouns += 1
            at += 1
        if not nouns:
            return start, start
        return (core if core >= 0 else at), at

    def _end_after_link(self, at: int) -> tuple[int, int]:
        """The phrase after "von" or "de", which needs no article: its beginning and its end."""
        tokens, words = self.tokens, self.words
        start = at
        stop = min(len(tokens), at + 10)
        while at < stop and tokens[at].low in words["det"] and tokens[at].kind == "word":
            at += 1
        nouns = 0
        while at < stop:
            token = tokens[at]
            if token.kind == "name" or (token.kind == "word" and self._is_capital(at)):
                nouns += 1
            elif token.kind == "word" and not self._is_stop(at) and token.low not in words["link"]:
                if self.is_german and (nouns or not token.low.endswith(("e", "en", "er", "es", "em"))):
                    break
                if not self.is_german:
                    if token.low in words["det"] or nouns > 3:
                        break
                    nouns += 1
            elif (
                token.kind == "word"
                and token.low in self.grammar.verbs
                and at > start
                and not nouns
                and not self.is_german
            ):
                nouns += 1
            else:
                break
            at += 1
        return start, at if nouns else start

    def _links(self, at: int, start: int) -> bool:
        """May the phrase go on with this link: no "der Zeitung" after a person's name?"""
        if not self.is_german or self.tokens[at].low not in self.words["det"]:
            return True
        before = self.tokens[at - 1]
        if before.kind == "name":
            return self.named[before.ref].entity_kind == "org"
        return at - 2 < start or not self._is_capital(at - 2) or self.grammar.noun("role", before.low)

    def _is_known(self, low: str) -> bool:
        return any(self.grammar.noun(k, low) for k in ("role", "proxy", "org", "group", "anonymous", "document"))

    def _noun(self, start: int, core_end: int, last: int, *, is_governed: bool) -> Noun:
        tokens, grammar = self.tokens, self.grammar
        at = start
        while at < core_end and tokens[at].kind == "word" and tokens[at].low in self.words["det"]:
            at += 1
        article = tokens[start].low if at > start else ""
        if self.is_german:
            while at + 1 < core_end and not self._is_capital(at):
                at += 1
        is_governed = is_governed or (self.is_german and article in _OBLIQUE)
        first = tokens[at] if at < core_end else tokens[start]
        noun = first.low
        if not self.is_german and noun[1:2] in ("’", "'") and len(noun) > 3:
            article, noun = "l’", noun[2:]  # L’avocate, at the head of a sentence
        is_time = any(t.low in self.words["time"] for t in tokens[start:core_end]) or first.text.isdigit()
        gender: Gender | None = "f" if article in _FEMALE else "m" if article in _MALE else None
        if self.is_german and noun.endswith("in") and grammar.noun("role", noun):
            gender = "f"

        def made(head: int, kind: EntityKind, core: tuple[int, int], *, is_name: bool = False) -> Noun:
            what: PhraseKind = "name" if is_name else "group" if kind == "group" else "nominal"
            return Noun(Phrase(start, last, head, what, core), kind, noun, gender, is_governed, is_time)

        is_role = first.kind == "word" and (grammar.noun("role", noun) or is_courtesy(first.text) or first.text == "Me")
        is_proxy = first.kind == "word" and grammar.noun("proxy", noun)
        reach = core_end if is_proxy or not is_role else last
        person = next(
            (
                i
                for i in range(reach - 1, at - 1, -1)
                if tokens[i].kind == "name"
                and self.named[tokens[i].ref].entity_kind == "person"
                and (i < core_end or not self.is_word(i - 1, "link", "det"))
            ),
            -1,
        )
        is_body = first.kind == "word" and (grammar.noun("org", noun) or grammar.noun("document", noun)) and not is_role
        if person >= 0 and not is_body:
            return made(person, "person", (person, person + 1), is_name=True)
        if first.kind == "name":
            return made(at, self.named[first.ref].entity_kind, (at, at + 1), is_name=True)
        if is_role:
            name = self._name_after(at + 1, reach)
            if name is not None:
                return made(name[1] - 1, "person", name, is_name=True)
        if article in _PLURAL and (is_role or is_proxy):
            return made(at, "group", (start, last))
        for kind in ("org", "document", "anonymous", "group"):
            if kind in ("org", "group") and is_role:
                continue
            if grammar.noun(kind, noun):
                return made(at, kind, (start, last))
        if is_role or is_proxy:
            return made(at, "anonymous" if article in _INDEFINITE else "person", (start, last))
        if not article and self._is_capital(at):
            name = self._name_after(at, core_end)
            if name is not None:
                return made(name[1] - 1, "person", name, is_name=True)
        if noun in _LATTER:
            return made(at, "person" if noun[-1] != "s" else "group", (start, last))
        if article in _INDEFINITE:
            return made(at, "anonymous", (start, last))
        if article in _PLURAL:
            return made(at, "group", (start, last))
        return made(at, "person", (start, last))

    def _name_after(self, at: int, end: int) -> tuple[int, int] | None:
        """The run of capitals that is a name after a role: its tokens; None where there is none."""
        tokens = self.tokens
        while at < end and not self._is_capital(at):
            at += 1
        if at < end and is_courtesy(tokens[at].text):
            at += 1
        stop = at
        while (
            stop < end
            and tokens[stop].kind == "word"
            and (
                self._is_capital(stop)
                or (stop > at and tokens[stop].low in ("de", "von", "van", "du", "del", "la", "d’"))
            )
        ):
            stop += 1
        while stop > at and not self._is_capital(stop - 1):
            stop -= 1
        if stop == at or (at > 0 and self.is_word(at - 1, "link", "det", "prep")):
            return None
        return at, stop


def with_apposition(nouns: Nouns, found: Noun) -> Noun:
    """The phrase with what a comma adds to it: "Lena Ortiz, présidente du port", "die Präsidentin, Lena Ortiz"."""
    tokens, last = nouns.tokens, found.phrase.last
    if last + 1 >= len(tokens) or tokens[last].text != "," or found.phrase.kind == "pronoun":
        return found
    more = nouns.at(last + 1)
    if more is None or more.phrase.kind == "pronoun" or more.is_governed or more.is_time:
        return found
    end = more.phrase.last
    is_closed = end == len(tokens) or tokens[end].kind in ("mark", "quote") or nouns.is_word(end, "prep", "rel")
    if not is_closed:
        return found
    is_name = found.phrase.kind == "name" and found.kind == "person"
    first = found.phrase.first
    if is_name and more.phrase.kind != "name" and more.kind in ("person", "anonymous"):
        return found._replace(
            phrase=found.phrase._replace(last=end), noun=more.noun, gender=found.gender or more.gender
        )
    if not is_name and more.phrase.kind == "name" and more.kind == "person" and found.kind in ("person", "anonymous"):
        phrase = more.phrase._replace(first=first)
        return more._replace(phrase=phrase, noun=found.noun, gender=found.gender, is_governed=found.is_governed)
    return found


def coordinated(nouns: Nouns, found: Noun) -> Noun:
    """Two people who speak as one: "Lena Ortiz und Jan Roth"."""
    at = found.phrase.last
    if found.phrase.kind != "name" or found.kind != "person" or not nouns.is_word(at, "conj"):
        return found
    more = nouns.at(at + 1)
    if more is None or more.phrase.kind != "name" or more.kind != "person":
        return found
    first, last = found.phrase.first, more.phrase.last
    return found._replace(
        phrase=Phrase(first, last, found.phrase.head, "group", (first, last)), kind="group", gender=None
    )


def piece(token: Token, start: int, end: int) -> Token:
    """A part of a word that is two: "elle" in "dit-elle"."""
    text = token.text[start:end]
    return Token(token.start + start, token.start + end, text, text.lower(), "word", -1)
