"""Attribution in German, French and Spanish: only what stands right beside the marks. In other languages nothing.

No grammar is known here. A name or pronoun that a verb of speech joins to a quotation is its speaker; a quotation that
follows an attributed one in the same paragraph goes on from it; everything else has no speaker.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from corpus.extract import lexicon
from corpus.extract.attribution import Said, Speaker
from corpus.extract.frame import FrameSentence
from corpus.extract.marks import Marked
from corpus.extract.phrases import Phrase, PhraseKind, Tokens
from corpus.extract.tokens import Token

_AUX = frozenset("hat habe hatte haben a ont avait ai ha han había".split())
_SOURCE = frozenset("laut zufolge nach selon d’après d'après según".split())
_PRONOUNS = frozenset("er sie ich wir il elle ils elles je nous on él ella ellos ellas yo".split())
_BESIDE = 4
"""Words between a verb and its name: "dit la ministre Lena Ortiz"; our own examples need three."""


@cache
def verbs_of(language: str) -> dict[str, str]:
    """Form -> lemma of the verbs of speech of a language; empty where we know none.

    >>> verbs_of("fr")["déclaré"]
    'déclarer'
    """
    found: dict[str, str] = {}
    for line in lexicon.lines("cues_abroad"):
        where, lemma, *forms = line.split()
        if where == language:
            found.update(dict.fromkeys(forms, lemma))
    return found


def attribute_abroad(body: str, frame: Sequence[FrameSentence], marks: Sequence[Marked], language: str) -> list[Said]:
    """What stands in marks, with the speakers beside it, in order; words and titles that nobody says are no speech."""
    forms = verbs_of(language)
    found: list[Said] = []
    last: Said | None = None
    last_block = -1
    for number, sentence in enumerate(frame):
        tokens = sentence.tokens
        for place, token in enumerate(tokens):
            if token.kind != "quote":
                continue
            mark = marks[token.ref]
            inner = body[mark.start : mark.end]
            each = Said(mark=token.ref, sentence=number, place=place)
            _beside(tokens, place, forms, each)
            if each.speaker is None and last is not None and (mark.continues or last_block == sentence.block):
                before = tokens[:place]
                if mark.continues or all(t.kind in ("quote", "mark") for t in before):
                    each.speaker, each.continues = last.speaker, last.mark
                    each.attribution, each.rule, each.confidence = "continued", "continued", 0.8
            is_whole = inner[:1].isupper() and len(inner.split()) > 3
            each.kind = "direct" if is_whole or (each.speaker is not None and inner[:1].isupper()) else "partial"
            each.is_speech = each.speaker is not None or is_whole
            if each.speaker is not None:
                last, last_block = each, sentence.block
            found.append(each)
    return found


def _beside(tokens: Tokens, place: int, forms: dict[str, str], each: Said) -> None:
    """Give the quotation the speaker whom a verb of speech beside it names."""
    at = _skip_marks(tokens, place + 1, 1)
    verb = at + 1 if at < len(tokens) and tokens[at].low in _AUX else at
    if verb < len(tokens):
        low, _, clitic = tokens[verb].low.replace("-t-", "-").partition("-")
        if low in forms and clitic in _PRONOUNS:
            word = tokens[verb]
            pieces = (_piece(word, 0, len(low)), _piece(word, len(word.text) - len(clitic), len(word.text)))
            _set(each, pieces, Phrase(1, 2, 1, "pronoun", (1, 2)), 0, forms[low], "QVS", 0.93)
            return
        if low in forms:
            phrase = _name_after(tokens, verb + 1)
            if phrase is not None:
                _set(each, tokens, phrase, verb, forms[low], "QVS", 0.93)
                return
        if low in _SOURCE:
            phrase = _name_after(tokens, verb + 1)
            if phrase is not None:
                _set(each, tokens, phrase, verb, low, "according-to", 0.85)
                return
        if tokens[verb].kind == "name":
            after = verb + 1
            after += after < len(tokens) and tokens[after].low in _AUX
            if after < len(tokens) and tokens[after].low in forms:
                name = Phrase(verb, verb + 1, verb, "name", (verb, verb + 1))
                _set(each, tokens, name, after, forms[tokens[after].low], "QSV", 0.9)
                return
    if tokens[0].low in _SOURCE and place:
        phrase = _name_after(tokens, 1)
        if phrase is not None:
            _set(each, tokens, phrase, 0, tokens[0].low, "according-to", 0.85)
            return
    back = _skip_marks(tokens, place - 1, -1)
    for verb in range(back, max(-1, back - 1 - _BESIDE), -1):
        if tokens[verb].kind == "quote":
            return
        if tokens[verb].kind == "word" and tokens[verb].low in forms:
            before = verb - 1
            before -= before >= 0 and tokens[before].low in _AUX
            if before >= 0 and (tokens[before].kind == "name" or tokens[before].low in _PRONOUNS):
                kind: PhraseKind = "name" if tokens[before].kind == "name" else "pronoun"
                subject = Phrase(before, before + 1, before, kind, (before, before + 1))
            else:
                follows = _name_after(tokens, verb + 1)
                if follows is None or follows.last > place:
                    continue
                subject = follows
            _set(each, tokens, subject, verb, forms[tokens[verb].low], "SVQ", 0.9)
            return


def _piece(token: Token, start: int, end: int) -> Token:
    """A part of a word that is two: "dit-elle"."""
    text = token.text[start:end]
    return Token(token.start + start, token.start + end, text, text.lower(), "word", -1)


def _skip_marks(tokens: Tokens, at: int, step: int) -> int:
    while 0 <= at < len(tokens) and tokens[at].kind == "mark":
        at += step
    return at


def _name_after(tokens: Tokens, start: int) -> Phrase | None:
    """The name or pronoun within a few words, no mark between."""
    for at in range(start, min(len(tokens), start + _BESIDE)):
        token = tokens[at]
        if token.kind == "name":
            return Phrase(start, at + 1, at, "name", (start, at + 1))
        if at == start and token.low in _PRONOUNS:
            return Phrase(at, at + 1, at, "pronoun", (at, at + 1))
        if token.kind != "word":
            return None
    return None


def _set(each: Said, tokens: Tokens, phrase: Phrase, verb: int, lemma: str, rule: str, confidence: float) -> None:
    each.speaker, each.attribution = Speaker(tokens, phrase), "explicit"
    each.cue, each.lemma, each.rule, each.confidence = tokens[verb : verb + 1], lemma, rule, confidence
