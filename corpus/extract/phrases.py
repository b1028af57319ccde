"""Noun phrases beside a verb: who says it. By closed classes of words and the names found, without a parser.

A phrase is found leftwards ("Bill Chen, the mayor, said") or rightwards ("said Bill Chen, the mayor").
Every walk is bounded by `_REACH` tokens, so the time stays linear in the length of the text.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from corpus.extract.cues import forms, source_kinds, word_class
from corpus.extract.sources import can_speak
from corpus.extract.tokens import Token
from corpus.extract.words import Is

Tokens = tuple[Token, ...]
PhraseKind = Literal["name", "pronoun", "nominal", "group"]

_REACH = 60
"""Tokens that a walk looks at: longer than 99.9 % of the subjects in news; more costs time and finds nothing."""


class Phrase(NamedTuple):
    """A noun phrase: tokens ``[first, last)`` in full, of which `head` is the naming or heading one.

    `core` is where the words that head it begin (after an apposition that stands before: "the mayor, Bill Chen").
    """

    first: int
    last: int
    head: int
    kind: PhraseKind
    core: tuple[int, int]


DET, POSS, PREP = word_class("det"), word_class("poss"), word_class("prep")
AUX, BE, MODAL = word_class("aux"), word_class("be"), word_class("modal")
CONJ, REL, PRON = word_class("conj"), word_class("rel"), word_class("pron")
TIME, ADV, VERB, MEDIUM = word_class("time"), word_class("adv"), word_class("verb"), word_class("medium")

_NO_ADVERB, _NO_TITLE = word_class("no-adverb"), word_class("no-title")
_LEGAL_FORMS = frozenset({"plc", "ltd", "inc", "llc", "llp", "corp", "co", "sa", "ag", "nv"})
POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
_LINKS = word_class("link")
_HEAD_LINKS = word_class("carries")
DASHES = frozenset("—–―") | {"--", "-"}
_APPOSITION_NEVER = (CONJ - {"once"}) | word_class("aside")
FINITE = AUX | VERB
"""Verbs that no cue is: where one stands, a clause does."""
SMALL = DET | PREP | CONJ
GOVERNORS = PREP - CONJ
"""Prepositions that are no conjunctions too: what follows one is no subject."""
FORMS = forms()
_STOPS = PRON | PREP | CONJ | REL | FINITE
_NO_NOUN = FINITE | CONJ | DET | PRON
_REFLEXIVES = frozenset({"him", "them", "me", "us", "himself", "herself", "itself", "themselves"})
_AFTER_BREAK = PREP | DET | PRON | TIME | _REFLEXIVES
_NOMINATIVE = frozenset({"he", "she", "they", "we", "i"})
_VERBS_ONLY = frozenset(
    {"say", "think", "believe", "argue", "insist", "tell", "know", "hear", "write", "deny", "admit"}
)
_BEFORE_VERB = MODAL - {"not", "n't", "never", "let", "please"}
_WHEN_WHERE = TIME | MEDIUM
_OWNS = DET | POSSESSIVE
_PARTING = DASHES | {","}
_STANDS_ALONE = PRON | {"one", "this", "that"}
_ARTICLES = frozenset({"a", "an", "the"})
_OWNERS = _ARTICLES | POSS
_BEFORE_DET = DET | {"all", "both", "half"}
_BEFORE_OF = DET | {"one", "none"}
_BEFORE_CLITIC = PRON | {"who", "that", "there"}
_AFTER_HEAD = POSSESSIVE | {"familiar", "close", "briefed", "involved", "privy", "present"}
_LINKERS = PREP | CONJ
_OPENS_APPOSITION = DET | REL | {"then", "now", "former", "who", "himself", "herself", "themselves", "where"}
_APPOSITION_NEVER_OR_PRONOUN = _APPOSITION_NEVER | PRON


def is_adverb(token: Token) -> bool:
    """Could this word stand between a subject and its verb?"""
    low = token.low
    return token.kind == "word" and (low in ADV or (low.endswith("ly") and len(low) > 4 and low not in _NO_ADVERB))


def subject_before(tokens: Tokens, verb: int) -> Phrase | None:
    """The subject that stands before the verb at this position, in its own clause; None where there is none."""
    at = _skip_back(tokens, verb)
    if at < 0:
        return None
    token = tokens[at]
    if token.low in REL and token.kind == "word":
        before = at - 1
        if before >= 0 and tokens[before].text in _PARTING:
            before -= 1
        whole = _phrase_ending(tokens, before) if before >= 0 else None
        if token.low == "who" and whole is not None and whole.kind == "nominal" and whole.first < before:
            is_first = whole.head == 0 and tokens[0].kind == "word"
            if not _is_human(tokens[whole.head], is_first=is_first):
                # drew fire from Ortiz, who said; sat through a lecture from the president, who said
                start = before if tokens[before].kind == "name" else _core_start(tokens, before)
                return phrase_of(tokens, start, before + 1) or whole
        return whole
    if token.text in _PARTING:
        return _around_apposition(tokens, at)
    if token.text == ")":
        opener = next((i for i in range(at, max(-1, at - 12), -1) if tokens[i].text == "("), -1)
        named = _phrase_ending(tokens, opener - 1) if opener > 0 else None
        return named._replace(last=at + 1) if named is not None else None
    if token.low in ("and", "but", "then") and token.kind == "word":
        return None
    phrase = _phrase_ending(tokens, at)
    if phrase is not None and phrase.kind == "nominal" and phrase.first > 1 and tokens[phrase.first - 1].text == ",":
        named = _phrase_ending(tokens, phrase.first - 2)
        if named is not None and named.kind == "name" and _starts_clause(tokens, named.first) and not named.core[0]:
            return named._replace(last=phrase.last)  # Bill Chen, the head of the guild said: no comma closes it
    if phrase is not None and phrase.kind == "name" and phrase.first > 1 and tokens[phrase.first - 1].text == ",":
        outer = _phrase_ending(tokens, phrase.first - 2)
        is_whole = outer is not None and (outer.first == 0 or tokens[outer.first - 1].kind == "quote")
        if outer is not None and is_whole and outer.kind == "nominal" and can_speak(tokens[outer.head].low):
            return phrase._replace(first=outer.first)  # another friend, Bill Chen said
    return phrase


def phrase_of(tokens: Tokens, start: int, end: int) -> Phrase | None:
    """The tokens ``[start, end)`` as one noun phrase; None where there are none."""
    if start >= end:
        return None
    head = _head(tokens, start, end)
    return Phrase(start, end, head, _kind(tokens, (start, end), head), (start, end))


def clause_subject_between(tokens: Tokens, start: int, end: int) -> Phrase | None:
    """The subject of the last clause that begins in ``[start, end)``: "as Lund slept, Ortiz rose and said"."""
    for at in range(end - 2, max(start, end - _REACH) - 1, -1):
        if at != 0 and tokens[at - 1].text not in _CLAUSE_MARKS:
            continue
        phrase = subject_after(tokens, at - 1)
        if phrase is None or phrase.last >= end:
            continue
        if tokens[phrase.last].kind == "word" and _is_finite(tokens[phrase.last]):
            return phrase
    return None


_CLAUSE_MARKS = frozenset({",", ";", ":"})


def _is_human(head: Token, *, is_first: bool = False) -> bool:
    """Can "who" go back to this noun: to people, and to no document or organisation?

    `is_first`: it opens the sentence, so that its capital says nothing.
    """
    if head.text[0].isupper() and not is_first:
        return True
    return can_speak(head.low) and source_kinds().get(head.low) not in ("document", "org")


def subject_of_infinitive(tokens: Tokens, verb: int) -> Phrase | None:
    """The subject of "to" and a verb: of "wanted to say" the one who wants, of "went there to say" the sentence's."""
    near = subject_before(tokens, verb)
    if near is not None and (
        near.first == 0 or tokens[near.head].low in _NOMINATIVE or not _is_object(tokens, near.first)
    ):
        return near
    return main_subject(tokens, verb) or near


def _is_object(tokens: Tokens, first: int) -> bool:
    before = tokens[first - 1]
    return before.kind == "word" and (before.low in PREP or before.low in VERB or before.low in FORMS)


def subject_after(tokens: Tokens, verb: int) -> Phrase | None:
    """The subject that stands after the verb ("said Bill Chen, the mayor"); None where none begins there."""
    at = verb + 1
    while at < len(tokens) and is_adverb(tokens[at]):
        at += 1
    if at >= len(tokens) or tokens[at].kind == "quote":
        return None
    if tokens[at].low in PRON and tokens[at].kind == "word":
        return Phrase(at, at + 1, at, "pronoun", (at, at + 1))
    end = _core_end(tokens, at)
    if end == at:
        return None
    head = _head(tokens, at, end)
    if tokens[head].kind != "name" and not (tokens[head].text[0].isupper() and end - at == 1 and at):
        end = _with_complements(tokens, end)
    elif end + 1 < len(tokens) and tokens[end].low == "of":
        end = max(end, _core_end(tokens, end + 1))  # Lena Ortiz of the harbour board
        # "said the mayor of Riverton, Bill Chen"
    full = _with_apposition(tokens, end)
    core = (at, end)
    if tokens[head].kind != "name" and full > end:
        inner = end + 1
        inner_end = _core_end(tokens, inner)
        if (
            inner_end > inner
            and tokens[_head(tokens, inner, inner_end)].kind == "name"
            and _is_person_like(tokens, inner, inner_end)
        ):
            head, core = _head(tokens, inner, inner_end), (inner, inner_end)
            full = _with_apposition(tokens, inner_end) if full < inner_end else full
    return Phrase(at, full, head, _kind(tokens, core, head), core)


def phrase_at(tokens: Tokens, at: int) -> Phrase | None:
    """The noun phrase that begins with this token ("according to Bill Chen, the mayor")."""
    return subject_after(tokens, at - 1)


def main_subject(tokens: Tokens, before: int) -> Phrase | None:
    """The subject of the sentence's main clause, looking at the tokens before this position."""
    at = _dateline_end(tokens)
    limit = min(before, _REACH)
    while at < limit:
        token = tokens[at]
        if token.kind == "word" and (token.low in PREP or token.low in CONJ or token.low == "according"):
            comma = next((i for i in range(at, limit) if tokens[i].text == ","), -1)
            if token.low in ("and", "but", "so", "yet", "or", "nor"):
                at += 1
                continue
            if comma < 0:
                # "In May Ortiz ...": no comma parts the adverbial from the subject
                named = next(
                    (i for i in range(at + 1, limit) if tokens[i].kind == "name" and tokens[i - 1].low not in PREP), -1
                )
                if named < 0:
                    return None
                at = named
                continue
            at = comma + 1
            continue
        is_year = token.text.isdigit() and at + 1 < limit and tokens[at + 1].text == ","
        if token.kind == "mark" or is_year or (token.kind == "word" and (is_adverb(token) or token.low in TIME)):
            at += 1
            continue
        if token.kind == "quote":
            at += 1
            continue
        if at == 0 and _opens_participle(tokens):
            comma = next((i for i in range(at, limit) if tokens[i].text == ","), -1)
            if comma > 0:
                at = comma + 1
                continue
        return subject_after(tokens, at - 1)
    return None


def _dateline_end(tokens: Tokens) -> int:
    """Behind the dash of a dateline, "NORVIK, Skarland (Coast Wire) —"; 0 where there is none."""
    if not tokens or not tokens[0].text.isupper() or len(tokens[0].text) < 3:
        return 0
    return next((i + 1 for i in range(1, min(len(tokens), 16)) if tokens[i].text in DASHES), 0)


def _opens_participle(tokens: Tokens) -> bool:
    """Does the sentence open with a participle: "Asked about the pier, she was brief", "Standing on it, he smiled"?"""
    first, after = tokens[0], tokens[1] if len(tokens) > 1 else tokens[0]
    if first.kind != "word" or not first.low.endswith(("ed", "ing")):
        return False
    cue = FORMS.get(first.low)
    is_followed = (
        after.low in PREP or after.low in DET or after.low in PRON or after.low in CONJ or after.kind == "name"
    )
    return is_followed and (cue is not None or (first.low.endswith("ing") and after.kind == "word"))


def noun_phrase_end(tokens: Tokens, at: int) -> int:
    """Where the nouns, adjectives, names and determiners that begin at this token end; `at` if none begins there."""
    return _core_end(tokens, at) if at < len(tokens) else at


def noun_phrase_start(tokens: Tokens, at: int) -> int:
    """Where the nouns, adjectives, names and determiners that end here begin; `at + 1` if none ends here."""
    return _core_start(tokens, at)


# ------------------------------------------------------------------ walks


def _skip_back(tokens: Tokens, verb: int) -> int:
    """Past the adverbs, auxiliaries and verb chains before a verb: "has repeatedly", "went on to", "refused to"."""
    at = verb - 1
    steps = 0
    while at >= 0 and steps < 12:
        steps += 1
        token = tokens[at]
        if token.kind != "word":
            break
        if is_adverb(token) or token.low in AUX:
            at -= 1
        elif (token.low in TIME or token.text.isdigit()) and at > 1:
            at -= 1
            if tokens[at].low in ("on", "in", "last", "this"):
                at -= 1
        elif token.low in POSSESSIVE and at and tokens[at - 1].low in _BEFORE_CLITIC:
            at -= 1  # he’s said
        elif token.low == "to" and at:
            at -= 1
            if tokens[at].low in ("on", "out", "forward", "ahead") and at:
                at -= 1
            if tokens[at].kind == "word" and tokens[at].low not in SMALL:
                at -= 1
        else:
            break
    return at


def _phrase_ending(tokens: Tokens, at: int) -> Phrase | None:
    """The noun phrase whose last token stands at this position."""
    if at < 0:
        return None
    token = tokens[at]
    if token.text == ")":
        opener = next((i for i in range(at, max(-1, at - 12), -1) if tokens[i].text == "("), -1)
        inner = _phrase_ending(tokens, opener - 1) if opener > 0 else None
        return inner._replace(last=at + 1) if inner is not None else None
    if (
        token.kind == "word"
        and token.low in _STANDS_ALONE
        and not (at and tokens[at - 1].low in DET and tokens[at - 1].low != token.low)
    ):
        if token.low == "one" and (at == 0 or tokens[at - 1].kind != "word"):
            return Phrase(at, at + 1, at, "nominal", (at, at + 1))
        return Phrase(at, at + 1, at, "pronoun", (at, at + 1)) if token.low in PRON else None
    start = _core_start(tokens, at)
    if start > at:
        return _clause_subject(tokens, at)
    if token.low in _ARTICLES and start == at:
        return None
    first, core = start, (start, at + 1)
    steps = 0
    while first > 1 and tokens[first - 1].low in _LINKS and tokens[first - 1].kind == "word" and steps < 6:
        steps += 1
        before = _core_start(tokens, first - 2)
        if before > first - 2 or (before == first - 2 and tokens[before].low in _WHEN_WHERE and before == 0):
            break
        if all(tokens[i].low in _LINKERS or is_adverb(tokens[i]) for i in range(before, first - 1)):
            break
        first, core = before, (before, first - 1)
    if first and tokens[first - 1].low in _NOMINATIVE and tokens[first].text.islower():
        return Phrase(first - 1, first, first - 1, "pronoun", (first - 1, first))  # he stopped there to say
    if first and not _is_boundary(tokens, first - 1) and not _owns_clause(tokens, first):
        whole = _clause_subject(tokens, at)
        if whole is not None:
            return whole
    first = _coordinate_start(tokens, first)
    if first < core[0]:
        core = (first, core[1]) if core[1] > first else core
    head = _head(tokens, core[0], core[1])
    kind = _kind(tokens, (first, core[1]), head)
    return Phrase(first, at + 1, head, kind, (first if kind == "group" else core[0], core[1]))


def _clause_subject(tokens: Tokens, at: int) -> Phrase | None:
    """The subject at the start of the clause that ends here, where a relative clause or participle stands between."""
    low = max(0, at - _REACH)
    start = at
    while start > low and not (tokens[start - 1].text in (";", ":") or tokens[start - 1].kind == "quote"):
        start -= 1
    while start < at and (
        tokens[start].kind == "mark" or tokens[start].low in ("and", "but", "so") or is_adverb(tokens[start])
    ):
        start += 1
    if tokens[start].low in _LINKERS and tokens[start].kind == "word":
        comma = next((i for i in range(start, at) if tokens[i].text == ","), -1)
        if comma < 0 or comma + 1 >= at:
            return None
        start = comma + 1
    end = _core_end(tokens, start)
    if end == start or end > at + 1 or (end <= at and tokens[end].low in FINITE):
        return None
    core = (start, end)
    is_broken = any(
        tokens[i].low in REL or tokens[i].low.endswith("ing") or tokens[i].low.endswith("ed")
        for i in range(end, min(at + 1, end + 8))
    )
    if not is_broken or any(tokens[i].text == "," for i in range(end, at + 1)):
        return None
    head = _head(tokens, *core)
    return Phrase(start, at + 1, head, _kind(tokens, core, head), core)


def _around_apposition(tokens: Tokens, close: int) -> Phrase | None:
    """The subject before an apposition that the comma or dash at `close` ends: "Bill Chen, the mayor, said"."""
    mark = tokens[close].text
    low = max(0, close - _REACH)
    commas = [i for i in range(close - 1, low - 1, -1) if tokens[i].text == mark]
    for tried, comma in enumerate(commas[:6]):
        if comma == 0 or comma + 1 == close:
            break
        if any(tokens[i].kind == "mark" and tokens[i].text in ";:" for i in range(comma, close)):
            break
        opener = tokens[comma + 1]
        before = tokens[comma - 1]
        if before.kind == "quote":
            # “...,” Bill Chen, the mayor, said: the name itself follows the quotation
            break
        inner = _phrase_ending(tokens, close - 1) if opener.low not in REL else None
        if (
            inner is not None
            and inner.first == comma + 1
            and tokens[inner.head].kind == "name"
            and _is_person_like(tokens, *inner.core)
        ):
            outer = _phrase_ending(tokens, comma - 1)
            if outer is not None and outer.kind == "nominal" and tokens[outer.first].kind != "quote":
                return Phrase(outer.first, close, inner.head, "name", inner.core)
            if outer is None or outer.kind != "name":
                return inner
        if opener.low in _APPOSITION_NEVER and opener.kind == "word" and opener.low != "for":
            aside = _phrase_ending(tokens, comma - 1) if opener.low in PREP else None
            if aside is not None and _starts_clause(tokens, aside.first) and _is_subject(tokens, aside):
                return aside  # Ortiz, at a meeting, said
            continue
        phrase = _phrase_ending(tokens, comma - 1)
        if phrase is not None and phrase.first and tokens[phrase.first - 1].text == mark:
            if tokens[phrase.head].text.isdigit():
                continue  # Bill Chen, 54, a welder, said
            named = _phrase_ending(tokens, phrase.first - 2) if phrase.kind == "nominal" else None
            if named is not None and named.kind == "name" and _starts_clause(tokens, named.first):
                return named._replace(last=close)  # Bill Chen, head of the guild, which owns the pier, said
        if phrase is not None and phrase.first and tokens[phrase.first - 1].low in GOVERNORS:
            continue
        is_capital = phrase is not None and tokens[phrase.head].text[:1].isupper()
        is_aside = comma + 2 == close and is_adverb(opener)  # critics of the plan, however, say
        if phrase is not None and (
            phrase.kind in ("name", "group") or is_capital or is_aside or _opens_apposition(opener)
        ):
            if phrase.kind == "pronoun":
                return None
            is_manner = opener.low.endswith("ing") and opener.low not in _OFFICES and opener.kind == "word"
            return phrase._replace(last=comma if is_aside or is_manner else close)
        if tried >= 3:
            break
    # “...,” Bill Chen, said: a stray comma after a subject that follows a quotation or begins the sentence
    alone = _phrase_ending(tokens, close - 1)
    if alone is not None and (alone.first == 0 or tokens[alone.first - 1].kind == "quote"):
        return alone
    return None


def _is_subject(tokens: Tokens, phrase: Phrase) -> bool:
    """Is this a name, or a noun with its article at the head of the sentence?"""
    return phrase.kind == "name" or (phrase.kind == "nominal" and phrase.first == 0 and tokens[0].low in _OWNERS)


def _starts_clause(tokens: Tokens, first: int) -> bool:
    return first == 0 or tokens[first - 1].kind in ("mark", "quote") or tokens[first - 1].low in CONJ


def _opens_apposition(token: Token) -> bool:
    if token.low in _OPENS_APPOSITION or token.kind == "name" or token.text.isdigit():
        return True
    cue = FORMS.get(token.low)
    if cue is not None and cue.form == "participle":
        return True
    return len(token.low) > 4 and token.low.endswith(("ed", "ing"))  # "the report, published in May, said"


def _is_boundary(tokens: Tokens, at: int) -> bool:
    """Can a subject begin after this token?"""
    token = tokens[at]
    if token.kind in ("quote", "mark"):
        return True
    if token.kind != "word":
        return False
    if token.low in REL:
        return token.low == "that" and at > 0 and (tokens[at - 1].low in FORMS or tokens[at - 1].low in TIME)
    if at > 0 and _is_after_auxiliary(tokens, at):
        return True
    return token.low in CONJ or token.low in FORMS or token.low in TIME or is_adverb(token)


def _coordinate_start(tokens: Tokens, first: int) -> int:
    """Back over "Ortiz and", "Ortiz, Lund and": a subject of several."""
    at = first
    steps = 0
    if at > 1 and tokens[at - 1].low == "and":
        start = _core_start(tokens, at - 2)
        if start <= at - 2 and (
            tokens[at - 2].kind == "name" or tokens[start].low in DET or start == 0 or _is_boundary(tokens, start - 1)
        ):
            if start and not _is_boundary(tokens, start - 1):
                return first
            at = start
            while at > 1 and tokens[at - 1].text == "," and steps < 8:
                steps += 1
                start = _core_start(tokens, at - 2)
                if start > at - 2 or tokens[at - 2].kind != "name":
                    break
                at = start
    return at


def _core_start(tokens: Tokens, at: int) -> int:
    """Where the run of nouns, adjectives, names and determiners that ends at `at` begins; `at + 1` if there is none."""
    start = at + 1
    low = max(0, at - 16)
    while start > low:
        token = tokens[start - 1]
        if token.kind == "name":
            # two names side by side are no phrase ("In Riverton Ortiz said"), unless the first is part of a title
            if start <= at and tokens[start].kind == "name" and not _is_title_between(tokens, start):
                break
            start -= 1
            continue
        if token.kind == "quote":
            # a nickname: Bill “Buddy” Chen
            if (
                start <= at
                and tokens[start].kind in ("name", "word")
                and start >= 2
                and tokens[start - 2].kind == "name"
                and len(token.text) < 25
            ):
                start -= 1
                continue
            break
        if token.kind == "mark":
            if token.text in "&$%#" or (
                token.text in ("'", "’") and start >= 2 and tokens[start - 2].low.endswith("s") and start <= at
            ):
                start -= 1
                continue
            break
        if token.low in POSSESSIVE:
            if start > at:
                break
            start -= 1
            continue
        if token.low in DET:
            start -= 1
            if start and (tokens[start - 1].low in _BEFORE_DET) and tokens[start - 1].kind == "word":
                continue
            if start > 1 and tokens[start - 1].low == "of" and tokens[start - 2].low in _BEFORE_OF:
                start -= 2
                continue
            break
        if token.low in _STOPS or (token.low in TIME and start > at):
            break
        if (is_adverb(token) and start > at) or (start <= at and _owns_clause(tokens, start)):
            break
        cue = FORMS.get(token.low)
        if cue is not None and cue.form == "ing" and start <= at and not _is_modifier(tokens, start - 1):
            break
        if (
            cue is not None
            and cue.form in ("past", "participle")
            and start <= at
            and (cue.kind != "near" or _is_verb_of(tokens, start - 1))
            and not _is_modifier(tokens, start - 1)
        ):
            break
        if start <= at and start > 1 and _is_after_auxiliary(tokens, start - 1):
            break
        if token.low in TIME and token.text[0].isupper() and start <= at:
            break
        start -= 1
    return start


def _is_verb_of(tokens: Tokens, at: int) -> bool:
    """Does its subject stand right before this verb: "Ortiz praised a welder"?"""
    return at > 0 and (tokens[at - 1].kind == "name" or tokens[at - 1].low in PRON)


def _is_after_auxiliary(tokens: Tokens, at: int) -> bool:
    """Is this the verb of an auxiliary: "would involve the mayor", "was aimed at the mayor"?"""
    before = tokens[at - 1]
    if before.kind != "word" or not tokens[at].text.islower():
        return False
    return before.low in _BEFORE_VERB or (before.low in BE and tokens[at].low.endswith("ed"))


def _owns_clause(tokens: Tokens, start: int) -> bool:
    """Does a name begin a relative clause here ("the first thing Ortiz says"), and no title stand before it?"""
    return tokens[start].kind == "name" and tokens[start - 1].low in _NO_TITLE


def _is_modifier(tokens: Tokens, at: int) -> bool:
    return at > 0 and (tokens[at - 1].low in DET or tokens[at - 1].low in POSSESSIVE)


def _is_title_between(tokens: Tokens, start: int) -> bool:
    return len(tokens[start - 1].text) <= 6 and tokens[start - 1].text.isupper()


def _core_end(tokens: Tokens, at: int) -> int:
    """Where the run of determiners, adjectives, nouns and names that begins at `at` ends; `at` if there is none."""
    end = at
    high = min(len(tokens), at + 16)
    while end < high:
        token = tokens[end]
        if token.kind == "name":
            if end > at and tokens[end - 1].kind == "name" and not _is_title_between(tokens, end):
                break
            end += 1
            continue
        if token.kind == "quote":
            if (
                end > at
                and tokens[end - 1].kind == "name"
                and end + 1 < high
                and tokens[end + 1].kind in ("name", "word")
                and tokens[end + 1].text[:1].isupper()
            ):
                end += 1
                continue
            break
        if token.kind == "mark":
            if token.text == "&" or (token.text in ("'", "’") and end > at and tokens[end - 1].low.endswith("s")):
                end += 1
                continue
            break
        if token.low in POSSESSIVE:
            if end == at:
                break
            end += 1
            continue
        if token.low in DET:
            before = tokens[end - 1].low
            if (
                end > at
                and before not in DET
                and before not in _ORDINALS
                and before not in ("all", "both", "half", "of")
            ):
                break
            end += 1
            continue
        if token.low == "and" and end > at and end + 1 < high:
            after = tokens[end + 1]
            if (tokens[end - 1].kind == "name" and after.kind == "name") or (
                tokens[end - 1].text[:1].isupper()
                and after.text[:1].isupper()
                and after.kind == "word"
                and after.low not in FORMS
            ):
                end += 1
                continue
            if (
                tokens[at].low in DET
                and after.kind == "word"
                and after.text.islower()
                and after.low not in _NO_NOUN
                and after.low not in FORMS
                and not after.low.endswith(("ed", "ing", "ly"))
            ):
                end += 1
                continue
            break
        if (
            token.low == "of"
            and end > at
            and tokens[end - 1].low in DET
            and end + 1 < high
            and tokens[end + 1].low in DET
        ):
            end += 1
            continue
        if _is_inside(tokens, at, end):
            end += 2  # a visibly tired Lena Ortiz, a tired but cheerful crew
            continue
        if end > at and (token.low in ADV or token.low in TIME) and _is_ordinal(tokens, end):
            end += 1
            continue
        if token.low in _STOPS or (token.low in TIME and (end > at or token.text[0].isupper())):
            break
        if is_adverb(token) and token.text[0].islower():
            break
        if end > at and token.text.islower() and _is_broken_by(tokens, at, end):
            break
        cue = FORMS.get(token.low)
        if end > at and token.low in _VERBS_ONLY:
            break
        if (
            cue is not None
            and cue.form in ("past", "participle", "s")
            and end > at
            and not (cue.form in ("past", "participle") and tokens[end - 1].low in _OWNS)
            and not (cue.form == "s" and _is_modifier(tokens, end))
        ):
            break
        end += 1
    while end > at and (tokens[end - 1].low in POSSESSIVE or tokens[end - 1].low == "and"):
        end -= 1
    if end - at == 1 and tokens[at].low in ("the", "a", "an", "its", "his", "her", "their", "no", "every"):
        return at
    return end


_ORDINALS = frozenset({"first", "last", "next", "only", "then", "earlier", "later", "long", "once", "further"})


def _is_ordinal(tokens: Tokens, at: int) -> bool:
    """Does this word stand as an adjective behind a determiner: "the first question", "its only ferry"?"""
    is_day = tokens[at].low in TIME and tokens[at].text[:1].isupper()  # a Wednesday editorial
    if (tokens[at].low not in _ORDINALS and not is_day) or tokens[at - 1].low not in _OWNS or at + 1 >= len(tokens):
        return False
    after = tokens[at + 1]
    if is_day and not after.text.islower():
        return False
    return after.kind == "name" or (after.kind == "word" and after.low not in _STOPS and after.low not in TIME)


def _is_inside(tokens: Tokens, first: int, at: int) -> bool:
    """Is this an adverb or "but" between an article and the noun it belongs to?"""
    if at == first or at + 2 > len(tokens) - 1 or tokens[first].low not in _ARTICLES:
        return False
    after = tokens[at + 1]
    if after.kind != "word" or after.text[0].isupper() or after.low in _STOPS or after.low in FORMS or is_adverb(after):
        return False
    if tokens[at].low == "but":
        return at - first >= 2 and (tokens[at + 2].kind == "name" or tokens[at + 2].low not in _STOPS)
    return at - first == 1 and tokens[at].low.endswith("ly") and is_adverb(tokens[at]) and tokens[at + 2].kind == "name"


def _is_broken_by(tokens: Tokens, first: int, at: int) -> bool:
    """Is this a participle or verb after a noun ("protesters marching through", "groups granted Ortiz")?"""
    low, before = tokens[at].low, tokens[at - 1]
    is_lone = at == first + 1 and before.text[:1].isupper()
    if (before.kind == "name" or is_lone) and low.endswith("ed") and len(low) > 4 and tokens[first].low not in DET:
        return True  # Ortiz rallied supporters
    if (
        not low.endswith(("ing", "ed"))
        or len(low) < 5
        or before.low in _OWNS
        or (before.kind != "word" and before.kind != "name")
    ):
        return False
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    return (
        after is None
        or after.kind in ("name", "quote", "mark")
        or after.low in _AFTER_BREAK
        or after.text[:1].isupper()
    )


def _with_complements(tokens: Tokens, end: int) -> int:
    """On over what a noun carries: "of the union", "with knowledge of the talks", "familiar with the plan"."""
    steps = 0
    while end < len(tokens) and steps < 6:
        steps += 1
        token = tokens[end]
        if token.kind == "word" and (
            token.low in _HEAD_LINKS or token.low in ("briefed", "familiar", "close", "involved")
        ):
            at = end + 1
            if at < len(tokens) and tokens[at].low in _HEAD_LINKS:
                at += 1
            stop = _core_end(tokens, at)
            if stop == at:
                break
            is_circumstance = token.low in ("in", "on", "at", "with", "to", "by") and (
                tokens[stop - 1].low in _WHEN_WHERE or tokens[at].low in _WHEN_WHERE
            )
            if is_circumstance:
                break
            end = stop
        elif token.kind == "word" and token.low in REL and token.low != "that":
            stop = next(
                (
                    i
                    for i in range(end, min(len(tokens), end + _REACH))
                    if tokens[i].text in ",.;:—–" or tokens[i].kind == "quote"
                ),
                -1,
            )
            end = stop if stop > 0 else end
            break
        else:
            break
    return end


_OFFICES = frozenset({"managing", "acting", "founding", "leading", "presiding", "sitting"})
"""Participles that open an office and no clause: "Lena Ortiz, managing director of the mill"."""
_IN_BRACKETS = 8
"""Tokens of a party, place or age that brackets behind a name hold."""


def _with_apposition(tokens: Tokens, end: int) -> int:
    """On over ", the mayor of Riverton" or ", who is the mayor", to the comma or end that closes it."""
    if end + 1 < len(tokens) and tokens[end].text == "(":
        close = next((i for i in range(end + 1, min(len(tokens), end + _IN_BRACKETS)) if tokens[i].text == ")"), -1)
        return _with_apposition(tokens, close + 1) if close > 0 else end  # Lena Ortiz (Lib., Norvik), a welder
    if end + 1 >= len(tokens) or tokens[end].text not in _PARTING:
        return end
    opener = tokens[end + 1]
    if opener.kind == "quote" or opener.kind == "mark":
        return end
    if opener.kind == "word" and opener.low in _APPOSITION_NEVER_OR_PRONOUN and opener.low not in REL:
        return end
    if opener.low in FORMS and FORMS[opener.low].form in ("ing", "past", "participle"):
        return end
    if opener.kind == "word" and (is_adverb(opener) and opener.low not in ("once", "then", "now")):
        return end
    if (opener.kind == "word" and opener.low.endswith("ing") and opener.low not in _OFFICES) or opener.low in TIME:
        return end
    high = min(len(tokens), end + _REACH)
    stop = end + 1
    while stop < high:
        token = tokens[stop]
        if token.text in (",", ".", ";", ":", "!", "?") or token.text in DASHES:
            break
        if token.kind == "quote" and not (stop and tokens[stop - 1].low in DET):
            break
        stop += 1
    if stop < len(tokens) and tokens[stop].text == ":":
        return end
    if opener.low not in REL and _has_verb(tokens, end + 1, stop):
        return end  # "according to the board, the pier is closed": a clause, and no apposition
    after = tokens[end + 2] if end + 2 < stop else None
    if opener.kind == "name" and after is not None and after.kind == "word" and _is_finite(after):
        return end  # "according to the board, Ortiz offered them seats"
    if stop < len(tokens) and tokens[stop].kind == "quote" and opener.low.endswith("ed"):
        return end  # "the guard, according to the band, stamped it with the words “Go”"
    if stop == end + 2 and opener.text.isdigit():
        return _with_apposition(tokens, stop)  # Lena Ortiz, 43, a welder
    if opener.low in REL or stop + 1 >= len(tokens) or tokens[stop].text != ",":
        return stop
    after = tokens[stop + 1]
    follows = tokens[stop + 2].text if stop + 2 < len(tokens) else "."
    if follows in (",", ".") and after.text[:1].isupper() and (after.kind == "name" or after.flags & Is.PLACE):
        stop += 2  # a baker from Norvik, Skarland
        after = tokens[stop + 1] if stop + 1 < len(tokens) and follows == "," else after
    if stop + 2 < len(tokens) and tokens[stop].text == "," and after.low in REL and after.low != "that":
        return _with_apposition(tokens, stop)  # Lena Ortiz, a welder, who has lived there for years
    if stop < len(tokens) and tokens[stop].text == "," and after.low in _ARTICLES:
        end = _with_apposition(tokens, stop)
        if end >= len(tokens) or tokens[end].text == ".":
            return end  # Lena Ortiz, spokeswoman of Coast Watch, a charity.
    return stop


def _has_verb(tokens: Tokens, start: int, end: int) -> bool:
    """Is there a finite verb, but in a relative clause: "the board shut the pier", and not "a welder who shut it"?"""
    for token in tokens[start:end]:
        if token.low in REL and token.kind == "word":
            return False
        if token.low in FINITE and token.kind == "word":
            return True
    return False


def _is_finite(token: Token) -> bool:
    cue = FORMS.get(token.low)
    return token.low in FINITE or token.low.endswith("ed") or (cue is not None and cue.form in ("past", "s"))


def _head(tokens: Tokens, start: int, end: int) -> int:
    """The naming token of a core: its last name that no possessive follows, else its last word."""
    while end - 1 > start and tokens[end - 1].low in _LEGAL_FORMS and tokens[end - 2].kind == "name":
        end -= 1
    for at in range(end - 1, start - 1, -1):
        if tokens[at].kind == "word" and tokens[at].text.islower() and tokens[at].low not in POSSESSIVE:
            break
        if tokens[at].kind == "name" and not (at + 1 < end and tokens[at + 1].low in POSSESSIVE):
            return at
    for at in range(end - 1, start - 1, -1):
        if tokens[at].kind == "word" and tokens[at].low not in _AFTER_HEAD:
            return at
    return end - 1


def _kind(tokens: Tokens, core: tuple[int, int], head: int) -> PhraseKind:
    joins = next((i for i in range(*core) if tokens[i].low == "and"), -1)
    if joins >= 0 and tokens[core[0]].kind != "mark":
        if (
            tokens[joins - 1].kind == "name"
            and joins + 1 < core[1]
            and any(tokens[i].kind == "name" for i in range(joins + 1, core[1]))
        ):
            return "group"
        ends = tokens[core[0]], tokens[core[1] - 1]
        if core[1] - core[0] == 3 and all(token.text[:1].isupper() for token in ends):
            return "group"
        if tokens[core[0]].low in DET and tokens[joins + 1].low in DET:
            return "group"
    if tokens[head].kind == "name":
        return "name"
    if tokens[head].low in PRON:
        return "pronoun"
    return "nominal"


def _is_person_like(tokens: Tokens, start: int, end: int) -> bool:
    """A core that is a name with at most a title before it."""
    return not any(tokens[i].low in PREP for i in range(start, end))
