"""Reported speech: what somebody says without marks. Precision comes before recall.

A stretch is taken only where a clause hangs on a verb of speech that is neither negated nor hypothetical, and where no
quotation in marks stands in the same clause: there the marked row is the one that counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from corpus.extract import phrases
from corpus.extract.attribution import CALLS, REPORTS, VerbUse, is_relative, may_speak, possessor_of
from corpus.extract.cues import source_kinds, word_class
from corpus.extract.frame import FrameSentence
from corpus.extract.phrases import Tokens
from corpus.extract.sources import can_speak
from corpus.extract.tokens import Token

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
_SURVEYS = frozenset({"poll", "survey", "study", "report", "analysis", "review", "audit", "count", "census", "inquiry"})
_MEANWHILE = frozenset({"as", "while", "when", "before", "after"})
_SUBORDINATE = _MEANWHILE | {"if", "although", "though", "once", "until", "because", "since", "unless"}
_OPENS_QUESTION = frozenset({"what", "how", "why", "where", "who"})
_COUNTS = frozenset("a an half one two three four five six seven eight nine ten dozen hundred thousand".split())
_TELLS = frozenset({"tell", "assure", "promise", "remind", "inform", "warn", "notify", "ask", "pledge"})
"""Verbs with the hearer beside them: "promised his wife that"."""
_ABOUT = frozenset({"about", "against", "for", "over"})
_NOBODY = frozenset({"no", "nobody", "none", "neither", "nothing"})
_BEFORE_EMBEDDED = frozenset("if whether unless what how whatever which whom who that where why".split())
_INVERTED = frozenset("had has have did do does were would could should".split())
_PASTS = frozenset(
    (
        "ate beat bit blew bore bred broke caught chose clung cost crept cut dealt did drank drove dug dwelt fed "
        "felt fit fled flew flung forgot fought found froze ground heard hid hit hung hurt knelt knew lay leapt "
        "let lit meant put rang read rode rose sang sank saw set shone shot shut slept slid slung sold split "
        "spread stole struck swam taught threw wept woke won "
    ).split()
)
_HANGING = frozenset({"where", "when", "and", "but", "because", "although", "though", "while", "if"})
_NO_SPEAKER = frozenset("plan plans schedule law legend tradition custom rumour rumor protocol type size need".split())
_PROMISES = frozenset({"promise", "pledge", "vow", "swear"})
_WHEN = phrases.TIME | {"day", "days", "hour", "hours", "weeks", "months", "years", "time"}
_PARTS_SPEAKERS = frozenset({"but", "and", "while", "whereas", "although", "though", "yet"})
_MAY_BE = frozenset("may might could would should can must will shall not never n't n’t if".split())
_TITLED, _NAMING = word_class("titled"), word_class("naming")
_HANDLED = word_class("handled")
"""What is done to a text: of "a post that he later deleted" nobody says that he deleted it."""
_PARTING = phrases.DASHES | {","}
_CHAIN = 20  # tokens between a subject and a participle; farther off they have nothing to do with each other
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
        tokens = _without_titles(sentence.tokens)
        opens_block = number == 0 or frame[number - 1].block != sentence.block
        taken: list[tuple[int, int]] = []
        here: list[Reported] = []
        for use in uses[number]:
            each = _stretch(number, tokens, use, uses[number], opens_block=opens_block)
            if each is None or any(each.first < b and a < each.last for a, b in taken):
                continue
            taken.append((each.first, each.last))
            here.append(each)
        found.extend(sorted(here, key=lambda r: r.first))
    return found


def _without_titles(tokens: Tokens) -> Tokens:
    """The tokens with marks that hold a title ("the painting “Winter in Tarn”") as words of the reporter."""
    titles = [
        at
        for at in range(1, len(tokens))
        if tokens[at].kind == "quote" and tokens[at - 1].low in _TITLED and _is_title(tokens[at - 1], tokens[at].text)
    ]
    if not titles:
        return tokens
    return tuple(t._replace(kind="word") if at in titles else t for at, t in enumerate(tokens))


def _is_title(before: Token, marked: str) -> bool:
    words = [word for word in (w.strip("“”‘’\"',.;:") for w in marked.split()) if word]
    is_capital = all(word[0].isupper() or word.lower() in phrases.SMALL for word in words)
    return len(words) <= 12 and (is_capital or before.low in _NAMING)


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
        is_how = subject.first > 0 and tokens[subject.first - 1].low in ("how", "what")
        return None if is_how else _naming(number, tokens, use)
    is_dialogue = opens_block and tokens[0].text in phrases.DASHES and use.kind == "free"
    if (use.lemma not in REPORTS and not is_dialogue) or (use.lemma == "find" and not _is_inquiry(tokens, use)):
        return None
    if use.is_inverted:
        return _before(number, tokens, use, use.first, opens_block=opens_block)
    low = subject.last if subject.last <= use.first else max(0, use.first - 4)
    chain = tokens[max(low, use.first - 2) if use.is_participle else low : use.first]
    if any(t.low in _HYPOTHETICAL or t.low.endswith(("n't", "n’t")) for t in chain):
        return None
    if use.is_participle and subject.last < use.first and tokens[use.first - 1].text not in _PARTING:
        whole = tokens[max(subject.last, use.first - _CHAIN) : use.first]
        if any(t.low in _MAY_BE or t.low.endswith(("n't", "n’t")) for t in whole):
            return None  # "Shops may put up signs saying they are closed"
    if tokens[subject.first].low in _NOBODY or (subject.first and tokens[subject.first - 1].low == "not"):
        return None
    if subject.first and subject.last <= use.first:
        opener = tokens[subject.first - 1].low
        back = tokens[subject.first - 2] if subject.first > 1 else None
        if opener == "which" and back is not None and back.low in phrases.PREP:
            opener = ""  # "an interview in which she said"
        if opener == "that" and back is not None and (back.low in phrases.FORMS or back.low in _FINITE):
            opener = ""  # "found that four in ten said"
        if opener in _BEFORE_EMBEDDED or opener in _INVERTED:
            return None  # "the letter, which Holt said he had lost", "had she said the ice was thin"
    if tokens[use.first - 1].low == "who" and source_kinds().get(tokens[subject.head].low) in ("document", "org"):
        return None  # "the story of a girl who said": not the story says it
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
    first = _past_dateline(tokens, last) if opens_block else 0
    while first < last and tokens[first].kind == "mark":
        first += 1
    if last > first and tokens[last - 1].low in phrases.REL:
        return None
    while last > first and (tokens[last - 1].low in _HANGING or tokens[last - 1].text == ","):
        last -= 1  # "They waited, where, the airport said, it was cold"
    if last - first < 3 or not _is_clause(tokens, first, last):
        return None
    if tokens[first].low in _SUBORDINATORS and not any(t.text == "," for t in tokens[first:last]):
        return None  # "Although it was late, Ortiz said ...": a clause of the reporter's
    return Reported(number, first, last, use, "C-SV" if not use.is_inverted else "C-VS", 0.85)


_DATELINE = 14
"""Tokens of a place, a day and an agency before the dash that ends a dateline."""


def _past_dateline(tokens: Tokens, last: int) -> int:
    """Past "DUNMORE, May 3 (KVV) —" at the head of a story; 0 where there is none."""
    if not tokens[0].text.isupper() or len(tokens[0].text) < 3:
        return 0
    return next((at + 1 for at in range(1, min(_DATELINE, last)) if tokens[at].text in phrases.DASHES), 0)


def _according(number: int, tokens: Tokens, use: VerbUse) -> Reported | None:
    assert use.subject is not None
    if use.subject.last - use.subject.first == 1 and tokens[use.subject.head].low in _NO_SPEAKER:
        return None
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
        first, last = _past_dateline(tokens, use.first), use.first
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
    if use.lemma == "describe" and tokens[at + 1].low != "as":
        return None  # "describes her first flat"
    if tokens[at + 1].low not in _OPENS_NAMING and not (
        tokens[at].low not in ("her", "this")
        and tokens[at + 1].kind == "word"
        and tokens[at + 1].text.islower()
        and tokens[at + 1].low not in _NO_NAMING
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
    if use.lemma == "ask":
        that = next((i for i in range(at, min(end, at + 6)) if tokens[i].low in ("whether", "if")), -1)
        if that < 0 or subject.last > at or any(t.kind == "mark" for t in tokens[subject.last : that]):
            return None
    if that >= 0:
        first = that + 1
        if first < end and tokens[first].low in _FINITE:
            return None  # "a promise that has yet to be kept"
        if that > at and (_is_of_object(tokens, use, that) or _is_handled(tokens, first, end)):
            return None  # "said no to an offer that ...", "had written in a post that he later deleted"
        if first < end and tokens[first].text in _PARTING:
            first += 1
            if first + 1 < end and tokens[first].low in phrases.PRON and tokens[first + 1].low in phrases.FORMS:
                return None  # "wrote of a list that, she said afterwards, included her"
        if first < end and tokens[first].low == "to":
            return None  # "added that to the list"
    elif (
        use.lemma in _PROMISES
        and at + 2 < end
        and tokens[at].low == "to"
        and tokens[at + 1].kind == "word"
        and (subject.kind != "nominal" or can_speak(tokens[subject.head].low))
        and tokens[subject.head].low not in ("it", "this")
    ):
        first = at + 1
    else:
        first = at
        if tokens[end - 1].text == ":":
            return None  # "told us what they thought: ..."
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
        if other.first > first and _is_other_speaker(tokens, other, first):
            last = min(last, _before_conjunction(tokens, other))
        if other.first > first and other.is_participle and other.subject == use.subject:
            opening = other.first - 1
            opening -= tokens[opening].low in ("and", "but", "then")
            if tokens[opening].text == ",":
                last = min(last, opening)
            elif opening < other.first - 1 and other.lemma == "add":
                last = min(last, opening + 1)  # "... and added that"
        if other.kind == "phrase" and other.first > first and tokens[other.first - 1].text == ",":
            last = min(last, other.first - 1)
    aside = next((i for i in range(first + 3, last) if [t.low for t in tokens[i - 1 : i + 2]] == _EVEN_AS), -1)
    last = aside - 1 if aside > 0 else last
    if is_relative(tokens, use) or (subject.first and tokens[subject.first - 1].low in _SUBORDINATE):
        closed = _end_of_aside(tokens, use, first, last)
        if closed is None:
            return None
        last = closed
    # a stretch without the clause that holds marks: "... , and that it was “over”"
    quote = next((i for i in range(first, last) if tokens[i].kind == "quote"), -1)
    if quote >= 0:
        return None
    while last > first and tokens[last - 1].kind == "mark" and tokens[last - 1].text not in ")%":
        last -= 1
    is_promise = that < 0 and use.lemma in _PROMISES and tokens[first - 1].low == "to"
    is_clause = is_promise or _is_clause(tokens, first, last) or (that >= 0 and _has_base_verb(tokens, first, last))
    if last - first < 3 or not is_clause or (that < 0 and not _has_main_clause(tokens, first, last)):
        return None
    return Reported(number, first, last, use, "SV-that" if that >= 0 else "SV-C", 0.85 if that >= 0 else 0.8)


def _is_inquiry(tokens: Tokens, use: VerbUse) -> bool:
    """Does its subject tell what it finds: a survey, a court, researchers; and nobody who finds her door open?"""
    subject = use.subject
    assert subject is not None
    head = tokens[subject.head].low.rpartition(" ")[2]
    words = tokens[subject.first : use.first] if subject.first < use.first else ()
    return (
        any(t.low in _SURVEYS for t in words)
        or (subject.kind != "pronoun" and source_kinds().get(head) is not None)
        or (subject.kind == "name" and any(t.low == "the" for t in words))
    )


def _is_of_object(tokens: Tokens, use: VerbUse, that: int) -> bool:
    """Is what stands between the verb and "that" an object, of which the clause then tells?"""
    at = use.last
    if tokens[at].low in _ABOUT or (tokens[at].low == "of" and use.lemma not in ("say", "write")):
        return True
    last = max(phrases.noun_phrase_end(tokens, at), at + (tokens[at].low in phrases.DET))
    return (
        last > at
        and use.lemma not in _TELLS
        and tokens[at].kind != "name"
        and not any(t.low in _WHEN for t in tokens[at : last + 2])
        and not phrases.is_adverb(tokens[at])
        and last <= that
    )


def _is_handled(tokens: Tokens, first: int, end: int) -> bool:
    """Is it a relative clause that says what somebody did to the text: "he later deleted", "Ortiz had signed"?"""
    last = end
    while last > first and tokens[last - 1].kind == "mark":
        last -= 1
    return last - first <= 6 and tokens[last - 1].low in _HANDLED


def _end_of_aside(tokens: Tokens, use: VerbUse, first: int, last: int) -> int | None:
    """Where a report in a clause before the main one ends: "Although Holt said it was late, she went"; None: unknown.

    After the main clause ("She went after Holt said it was late") it ends as others do.
    """
    subject = use.subject
    assert subject is not None
    opening = subject.first
    if any(_is_finite(t) for t in tokens[:opening]):
        return last
    comma = next((i for i in range(first, last) if tokens[i].text in _PARTING), None)
    is_parted = tokens[max(0, use.first - 3) : use.first]
    if is_relative(tokens, use) and not any(t.text == "," for t in is_parted):
        return None  # "A woman who said she was his sister opened the door"
    return comma


def _is_other_speaker(tokens: Tokens, other: VerbUse, first: int) -> bool:
    """Is it a verb of speech with a subject of its own, of a clause that "but" or a semicolon parts from this one?"""
    subject = other.subject
    if subject is None or other.is_participle or other.lemma not in REPORTS or other.kind in ("near", "phrase"):
        return False
    opening = subject.first
    if phrases.FORMS.get(tokens[other.first].low) is None or phrases.FORMS[tokens[other.first].low].form == "base":
        return False
    if other.first - subject.last > 2 or any(t.low in _PARTS_SPEAKERS for t in tokens[subject.last : other.first]):
        return False
    return first + 2 < opening < other.first and (
        tokens[opening - 1].text == ";"
        or (
            tokens[opening - 1].low in _PARTS_SPEAKERS
            and (tokens[opening - 2].text in (",", ";") or subject.kind != "pronoun")
        )
    )


def _before_conjunction(tokens: Tokens, other: VerbUse) -> int:
    assert other.subject is not None
    at = other.subject.first - 1
    return at if tokens[at].text == ";" else at - (tokens[at - 1].text in (",", ";"))


def _has_main_clause(tokens: Tokens, first: int, last: int) -> bool:
    """Is there more than a question ("what they thought") or a circumstance ("when you sit down at his table")?"""
    opening = tokens[first].low
    if opening == "as" and first + 1 < last and tokens[first + 1].low in ("many", "much", "few", "little", "long"):
        return True
    if opening not in _OPENS_QUESTION and opening not in _SUBORDINATE:
        return True
    verbs = [i for i in range(first + 1, last) if _is_finite(tokens[i])]
    chains = sum(at - 1 not in verbs and not phrases.is_adverb(tokens[at - 1]) for at in verbs)
    return chains > 1


def _is_finite(token: Token) -> bool:
    if token.kind != "word":
        return False
    low = token.low
    return (
        low in _FINITE
        or low in ("'s", "’s", "'re", "’re")
        or low.endswith("ed")
        or low in _PASTS
        or (low in phrases.FORMS and phrases.FORMS[low].form in ("past", "s"))
    )


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
    following = tokens[first + 1] if first + 1 < end else None
    if tokens[first].low == "about" and following is not None and not _is_count(following):
        return False
    if tokens[first].low in _OPENS_CLAUSE:
        return True
    if _is_finite(tokens[first]) and (
        not tokens[first].low.endswith("ed") or (following is not None and following.low in phrases.SMALL)
    ):
        return False  # "the man police say started the fire"
    stop = phrases.noun_phrase_end(tokens, first)
    if stop == first:
        return False
    if tokens[stop - 1].kind == "word" and tokens[stop - 1].low in phrases.POSSESSIVE:
        stop -= 1
    at, last = stop, min(end, stop + 16)
    if at + 1 < last and tokens[at].low in ("and", "or", "but", "then") and _is_finite(tokens[at + 1]):
        return False  # "said goodbye and told a story"
    while at < last:
        token = tokens[at]
        if token.kind == "word" and (token.low in _SUBORDINATE or token.low == ";"):
            following = tokens[at + 1] if at + 1 < last else None
            if token.low in ("because", "while", "when", "until", "if", "unless", "although", "though") or (
                following is not None and following.low in phrases.PRON
            ):
                return False  # "said nothing because he was afraid"
        if token.kind == "word" and token.low in phrases.REL:
            at += 1  # the verb of "who prayed" is not the one of the clause
            while at < last and (phrases.is_adverb(tokens[at]) or tokens[at].low in phrases.AUX):
                at += 1
            at += 1
            continue
        if token.text == "," and at + 1 < last and tokens[at + 1].low in ("and", "but"):
            return False  # "said two days after the vote, and ..."
        if _is_finite(token) or token.low in phrases.POSSESSIVE:
            return True
        if at == stop and token.low in phrases.FORMS and tokens[at - 1].low.endswith("s"):
            return True  # "the videos show"
        at += 1
    return False


def _is_count(token: Token) -> bool:
    return token.text[0].isdigit() or token.text[0] in "$€£" or token.low in _COUNTS


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
