"""Reported speech: what somebody says without marks. Precision comes before recall.

A stretch is taken only where a clause hangs on a verb of speech that is neither negated nor hypothetical, and where no
quotation in marks stands in the same clause: there the marked row is the one that counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from corpus.extract import phrases
from corpus.extract.attribution import CALLS, REPORTS, VerbUse, is_relative, may_speak, possessor_of
from corpus.extract.cues import word_class
from corpus.extract.frame import FrameSentence
from corpus.extract.phrases import Tokens

_BARE = word_class("bare")
_HYPOTHETICAL = word_class("hypothetical")
_FINITE = phrases.FINITE
_SUBORDINATORS = frozenset("although while though if when as because since after before despite in with".split())
_OPENS_NAMING = phrases.DET | {"as"}
_NO_NAMING = phrases.PREP | phrases.CONJ | phrases.TIME
_OPENS_CLAUSE = phrases.PRON | frozenset(
    "there if while although when as about nearly more fewer less only neither both such what even despite".split()
)
_EVEN_AS = [",", "even", "as"]
_ENDS_NAMING = frozenset(",;—–")
_SURVEYS = frozenset({"poll", "survey", "study", "report", "analysis", "review", "audit"})
_MEANWHILE = frozenset({"as", "while", "when", "before", "after"})
_CIRCUMSTANCE = frozenset({"on", "in", "at", "during", "via", "through"})


class Reported(NamedTuple):
    """A stretch ``[first, last)`` of a sentence's tokens that reports what the subject of `use` says."""

    sentence: int
    first: int
    last: int
    use: VerbUse
    rule: str
    confidence: float

    @property
    def is_dialogue(self) -> bool:
        """True where a dash opens the line and so marks these as the very words."""
        return self.rule == "dash-dialogue"


def reported(frame: Sequence[FrameSentence], uses: Sequence[Sequence[VerbUse]]) -> list[Reported]:
    """The reported stretches of a body, in order; none overlaps another or holds a pair of marks."""
    found: list[Reported] = []
    for number, sentence in enumerate(frame):
        if sentence.tokens[-1].text == "?" or not uses[number]:
            continue
        opens_block = number == 0 or frame[number - 1].block != sentence.block
        taken: list[tuple[int, int]] = []
        here: list[Reported] = []
        for use in uses[number]:
            each = _stretch(number, sentence.tokens, use, uses[number], opens_block=opens_block)
            if each is None or any(each.first < b and a < each.last for a, b in taken):
                continue
            taken.append((each.first, each.last))
            here.append(each)
        found.extend(sorted(here, key=lambda r: r.first))
    return found


def _stretch(
    number: int, tokens: Tokens, use: VerbUse, uses: Sequence[VerbUse], *, opens_block: bool
) -> Reported | None:
    subject = use.subject
    if subject is not None and tokens[subject.head].low in _SURVEYS and use.kind != "phrase":
        maker = possessor_of(tokens, subject)
        if maker is not None and maker.kind == "name" and maker.first > subject.head:
            subject, use = maker, use._replace(subject=maker)  # a poll by the Norvik Institute found that ...
    if subject is None or not may_speak(tokens, subject):
        return None
    if use.kind == "phrase":
        return _according(number, tokens, use)
    if use.lemma in CALLS and use.kind == "near":
        return _naming(number, tokens, use)
    is_dialogue = opens_block and tokens[0].text in phrases.DASHES and use.kind == "free"
    if use.lemma not in REPORTS and not is_dialogue:
        return None
    if use.is_inverted:
        return _before(number, tokens, use, use.first, opens_block=opens_block)
    low = subject.last if subject.last <= use.first else max(0, use.first - 4)
    chain = tokens[max(low, use.first - 2) if use.is_participle else low : use.first]
    if any(t.low in _HYPOTHETICAL or t.low.endswith(("n't", "n’t")) for t in chain):
        return None
    if (
        subject.first
        and subject.last <= use.first
        and tokens[subject.first - 1].low in ("if", "whether", "unless", "what", "how", "whatever")
    ):
        return None
    if (
        not use.is_participle
        and not is_relative(tokens, use)
        and subject.first > 1
        and tokens[subject.first - 1].text == ","
    ):
        before = _before(number, tokens, use, subject.first, opens_block=opens_block)
        if before is not None and _is_tail(tokens, use.last):
            return before
    return _after(number, tokens, use, uses)


def _is_tail(tokens: Tokens, at: int) -> bool:
    """Is what follows the verb only its circumstances: hearer, day, place?"""
    for token in tokens[at : at + 20]:
        if token.text in (",", ";"):
            return True
        if token.low in _FINITE or token.low == "that" or token.kind == "quote" or token.text == ":":
            return False
    return True


def _before(number: int, tokens: Tokens, use: VerbUse, stop: int, *, opens_block: bool) -> Reported | None:
    """The clause that stands before ", Ortiz said"."""
    is_dash = opens_block and tokens[0].text in phrases.DASHES
    if not stop or tokens[stop - 1].text not in ((",", "?", "!") if is_dash else (",",)):
        return None
    first, last = 0, stop if tokens[stop - 1].text in "?!" else stop - 1
    if is_dash and last > 1:
        return Reported(number, 1, last, use, "dash-dialogue", 0.9)
    while first < last and tokens[first].kind == "mark":
        first += 1
    if last - first < 3 or not _is_clause(tokens, first, last):
        return None
    if tokens[first].low in _SUBORDINATORS and not any(t.text == "," for t in tokens[first:last]):
        return None  # "Although it was late, Ortiz said ...": a clause of the reporter's
    return Reported(number, first, last, use, "C-SV" if not use.is_inverted else "C-VS", 0.85)


def _according(number: int, tokens: Tokens, use: VerbUse) -> Reported | None:
    assert use.subject is not None
    if use.first == 0 or (use.first == 1 and tokens[0].kind == "mark"):
        first = use.subject.last
        if first + 3 < len(tokens) and tokens[first].text == "(":
            closer = next((i for i in range(first + 1, min(len(tokens), first + 6)) if tokens[i].text == ")"), first)
            first = closer + 1  # according to the Guild of Porters (GP), ...
        if first < len(tokens) and tokens[first].text == ",":
            first += 1
        else:
            return None
        last = _sentence_end(tokens)
    else:
        first, last = 0, use.first
        if tokens[last - 1].text == ",":
            last -= 1
    if last - first < 3 or not _is_clause(tokens, first, last):
        return None
    return Reported(number, first, last, use, "according-to", 0.85)


def _naming(number: int, tokens: Tokens, use: VerbUse) -> Reported | None:
    """What somebody calls somebody: "called it a sell-out"."""
    at = use.last
    if use.is_inverted or at + 2 >= len(tokens) or tokens[at].low not in ("it", "him", "her", "them", "this"):
        return None
    if tokens[at + 1].low not in _OPENS_NAMING and not (
        tokens[at + 1].kind == "word" and tokens[at + 1].text.islower() and tokens[at + 1].low not in _NO_NAMING
    ):
        return None
    last = next((i for i in range(at, len(tokens)) if tokens[i].text in _ENDS_NAMING), _sentence_end(tokens))
    if any(t.kind == "quote" for t in tokens[at:last]) or last - at > 14:
        return None
    return Reported(number, at, last, use, "naming", 0.6)


def _after(number: int, tokens: Tokens, use: VerbUse, uses: Sequence[VerbUse]) -> Reported | None:
    """The clause that stands after "Ortiz said (that)"."""
    at, subject = use.last, use.subject
    assert subject is not None
    end = _sentence_end(tokens)
    that = next((i for i in range(at, min(end, at + 14)) if tokens[i].low == "that"), -1)
    if that >= 0 and any(t.low in _FINITE or t.kind == "quote" or t.text in (":", ";") for t in tokens[at:that]):
        that = -1
    if that >= 0:
        first = that + 1
        if first < end and tokens[first].low in _FINITE:
            return None  # "a promise that has yet to be kept"
    else:
        first = at
        if use.kind == "told":
            first = phrases.noun_phrase_end(tokens, at)
            if first == at and at < end and tokens[at].low in ("him", "her", "them", "me", "us", "you", "it"):
                first = at + 1
            if first == at:
                return None
        elif use.lemma not in _BARE:
            return None
        if (
            subject.first
            and tokens[subject.first - 1].kind == "quote"
            and first < end
            and tokens[first].low in _MEANWHILE
        ):
            return None  # “It is over,” Ortiz said as she tied up her boat
        first = _past_circumstances(tokens, first, end)
        if first >= end or not _opens_clause(tokens, first, end):
            return None
    last = end
    for other in uses:
        if (
            other.first > first
            and other.is_participle
            and tokens[other.first - 1].text == ","
            and other.subject == use.subject
        ):
            last = min(last, other.first - 1)
        if other.kind == "phrase" and other.first > first and tokens[other.first - 1].text == ",":
            last = min(last, other.first - 1)
    aside = next((i for i in range(first + 3, last) if [t.low for t in tokens[i - 1 : i + 2]] == _EVEN_AS), -1)
    last = aside - 1 if aside > 0 else last
    # a stretch without the clause that holds marks: "... , and that it was “over”"
    quote = next((i for i in range(first, last) if tokens[i].kind == "quote"), -1)
    if quote >= 0:
        return None
    while last > first and tokens[last - 1].kind == "mark" and tokens[last - 1].text not in ")%":
        last -= 1
    is_clause = _is_clause(tokens, first, last) or (that >= 0 and _has_base_verb(tokens, first, last))
    if last - first < 3 or not is_clause:
        return None
    return Reported(number, first, last, use, "SV-that" if that >= 0 else "SV-C", 0.85 if that >= 0 else 0.8)


def _past_circumstances(tokens: Tokens, first: int, end: int) -> int:
    """Past when and where it was said: "on Friday", "in a statement", "at a news conference"."""
    for _ in range(4):
        if first >= end:
            break
        if tokens[first].low in phrases.TIME:
            first += 1
            continue
        if tokens[first].low not in _CIRCUMSTANCE or tokens[first].kind != "word" or first + 1 >= end:
            break
        last = phrases.noun_phrase_end(tokens, first + 1)
        held = tokens[first + 1].low in phrases.TIME
        if held:
            first += 2
            continue
        said_in = next((i for i in range(first + 1, min(last, end)) if tokens[i].low in phrases.MEDIUM), -1)
        if said_in < 0:
            break
        first = said_in + 1
        while first < min(last, end) and tokens[first].low in phrases.MEDIUM:
            first += 1
    return first


def _opens_clause(tokens: Tokens, first: int, end: int) -> bool:
    """Does a clause with a subject and a finite verb begin here?"""
    if tokens[first].kind == "mark":
        return False
    if tokens[first].low in ("when", "if", "as") and first + 1 < end and tokens[first + 1].low == "asked":
        return False  # “Maybe,” she said when asked about it
    if tokens[first].low in _OPENS_CLAUSE:
        return True
    stop = phrases.noun_phrase_end(tokens, first)
    if stop == first:
        return False
    known = phrases.FORMS
    return any(
        t.low in _FINITE
        or t.low.endswith("ed")
        or t.low in phrases.POSSESSIVE
        or (t.low in known and known[t.low].form in ("past", "s"))
        for t in tokens[stop : min(end, stop + 10)]
    )


def _is_clause(tokens: Tokens, first: int, last: int) -> bool:
    if any(t.kind == "quote" for t in tokens[first:last]):
        return False
    known = phrases.FORMS
    return any(
        t.low in _FINITE
        or t.low in ("'s", "’s", "'re", "’re")
        or t.low.endswith("ed")
        or t.low.endswith("s")
        or (t.low in known and known[t.low].form == "past")
        for t in tokens[first:last]
        if t.kind == "word"
    )


def _has_base_verb(tokens: Tokens, first: int, last: int) -> bool:
    """Is there a verb in its plain form after a subject: "that 61% back the plan"?"""
    return any(
        t.kind == "word" and t.low in phrases.FORMS and phrases.FORMS[t.low].form == "base"
        for t in tokens[first + 1 : last]
    )


def _sentence_end(tokens: Tokens) -> int:
    last = len(tokens)
    while last and tokens[last - 1].kind == "mark" and tokens[last - 1].text in ".!…":
        last -= 1
    return last
