"""Who says what stands in marks: candidates of every sentence, scored and decoded block by block.

A pattern is named by its order: Q quotation, S speaker, V verb; a small q is some words of the reporter's own clause.
The scores order the candidates of a sentence; they were set by reading the errors on the development part of PolNeAR
(Newell et al. 2018), which is measured on and never learned from. `ranker` weighs them against what stands between, and
`confidence` says what a score is worth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from corpus.extract import phrases
from corpus.extract.cues import CueForm, lemma_of, source_kinds, word_class
from corpus.extract.frame import FrameSentence
from corpus.extract.marks import Marked, Style
from corpus.extract.phrases import Phrase, Tokens
from corpus.extract.ranker import Option, shares
from corpus.extract.sources import can_speak
from corpus.extract.tokens import Token
from corpus.record import Attribution, EntityKind, QuoteKind

DASHES = phrases.DASHES
_REACH = 60
_SURE = 4.0
"""How much likelier than the rules' own choice another candidate must be to be taken in its place."""
_NOBODY = 0.98
"""Over this share "none of them" has it. A lower one keeps out more of the reporter's own marks, and loses quotations:
our own articles hold more traps than news does."""
_TITLED, _SPEECH = word_class("titled"), word_class("speech")
_CLITIC_HOSTS = phrases.PRON | {"who", "that"}
_BE_FORMS = phrases.BE | {"'s", "’s", "'re", "’re", "'m", "’m"}
_LINKERS = phrases.CONJ | phrases.PREP
_CLOSERS = phrases.PREP | phrases.TIME | phrases.CONJ | phrases.REL
_HOLDS_TITLE = phrases.DET | phrases.PREP | phrases.POSSESSIVE
_PARTING = DASHES | {","}
_STOPS = DASHES | {";"}
_BEFORE_INVERSION = _PARTING | {"?", "!"}
_NAMING = word_class("naming")
_ADJACENT = frozenset({"QSV", "QVS", "SVQ", "split", "credit", "colon-before", "colon", "speech-noun", "verdict"})
"""Rules whose words stand right beside what they attribute: there even a title in capitals is speech."""
_SOLD = frozenset({"known", "billed", "marketed", "branded", "advertised", "sold", "labeled", "labelled", "listed"})
"""Before "as" and words in marks: the words are what a thing is called, and nobody says them."""
_CLOSING = "”\"'’»“`」』〞›‘＂ \u00a0\u202f"


class VerbUse(NamedTuple):
    """A cue in a sentence: tokens ``[first, last)``, its verb's lemma and class, its subject and the side."""

    first: int
    last: int
    lemma: str
    kind: str
    subject: Phrase | None
    is_inverted: bool
    is_participle: bool


class Speaker(NamedTuple):
    """The words that name a speaker: a phrase of a sentence of the frame.

    Where another language's room has told what `kind` of speaker it is, and which `person`, they stand here.
    """

    tokens: Tokens
    phrase: Phrase
    kind: EntityKind | None = None
    person: int | None = None

    @property
    def start(self) -> int:
        """Where the phrase begins in the body."""
        return self.tokens[self.phrase.first].start

    @property
    def end(self) -> int:
        """Where the phrase ends in the body."""
        return self.tokens[self.phrase.last - 1].end


@dataclass(slots=True)
class Said:
    """What was decided about one pair of marks."""

    mark: int
    kind: QuoteKind = "direct"
    speaker: Speaker | None = None
    cue: tuple[Token, ...] = ()
    lemma: str | None = None
    attribution: Attribution = "none"
    rule: str = "unattributed"
    confidence: float = 0.0
    continues: int | None = None
    is_speech: bool = True
    sentence: int = -1
    place: int = -1
    nobody: float = 1.0
    share: float = 1.0
    verb: VerbUse | None = field(default=None)


def attribute(
    body: str,
    frame: Sequence[FrameSentence],
    uses: Sequence[Sequence[VerbUse]],
    marks: Sequence[Marked],
    style: Style,
) -> list[Said]:
    """What is said in marks and by whom, in order. `uses` are the `verbs` of each sentence of the frame."""
    said = [Said(mark=i) for i in range(len(marks))]
    for number, sentence in enumerate(frame):
        _within_sentence(number, sentence.tokens, uses[number], said)
    for each in said:
        if each.sentence >= 0:
            _settle(frame[each.sentence].tokens, uses[each.sentence], each)
    _judge(body, frame, marks, style, [each for each in said if each.speaker is not None])
    known = {each.mark for each in said if each.speaker is not None}
    _across_sentences(frame, uses, said, marks)
    _judge(body, frame, marks, style, [each for each in said if each.sentence >= 0 and each.mark not in known])
    return [each for each in said if each.sentence >= 0]


def _judge(
    body: str, frame: Sequence[FrameSentence], marks: Sequence[Marked], style: Style, said: Sequence[Said]
) -> None:
    for each in said:
        tokens = frame[each.sentence].tokens
        each.kind = _kind(body, tokens, each, marks[each.mark])
        each.is_speech = _is_speech(body, tokens, each, marks[each.mark], style)


# ------------------------------------------------------------------ verbs and their subjects


def verbs_of(frame: Sequence[FrameSentence]) -> list[list[VerbUse]]:
    """The `verbs` of each sentence; none where no marks stand in or beside it and none of its cues could report."""
    marked = [False, *("quote" in [token.kind for token in sentence.tokens] for sentence in frame), False]
    return [verbs(sentence.tokens, alone=not any(marked[at : at + 3])) for at, sentence in enumerate(frame)]


def verbs(tokens: Tokens, *, alone: bool = False) -> list[VerbUse]:
    """Every use of a cue in the sentence, in order, with its subject where it has one.

    `alone`: only reported speech asks for them, so that without a cue that reports there are none.
    """
    known = phrases.FORMS
    found: list[VerbUse] = []
    places = [i for i, token in enumerate(tokens) if token.low in _MAY_BE_CUES and token.kind == "word"]
    if alone and tokens[0].text not in DASHES and _MAY_REPORT.isdisjoint([tokens[at].low for at in places]):
        return found
    for at in places:
        low = tokens[at].low
        length = _phrase_cue(tokens, at) if low in _PHRASE_STARTS else 0
        owned = _in_words_of(tokens, at) if low in _OWN_WORDS else None
        if owned is not None:
            found.append(owned)
            continue
        if length:
            subject = phrases.phrase_at(tokens, at + length)
            lemma = " ".join(t.low for t in tokens[at : at + length])
            found.append(VerbUse(at, at + length, lemma, "phrase", subject, True, False))
            continue
        cue = known.get(low)
        if cue is not None and cue.lemma in ("point", "go"):
            particle = tokens[at + 1].low if at + 1 < len(tokens) else ""
            cue = cue if (cue.lemma, particle) in _PARTICLES else None
            if cue is not None and cue.lemma == "go" and cue.form not in ("past", "s"):
                cue = None  # the strike would go on
        if cue is not None and cue.lemma in _ONLY_THAT and (at + 1 >= len(tokens) or tokens[at + 1].low != "that"):
            cue = None
        if cue is not None and _is_verb(tokens, at, cue):
            found.append(_with_subject(tokens, at, cue, found))
    unlisted = _unlisted(tokens, found) if not alone else []
    return sorted(found + unlisted, key=lambda use: use.first) if unlisted else found


_ONLY_THAT = frozenset({"allow", "accept"})
"""Verbs of speech before "that" and of something else before all other words."""
_PHRASE_STARTS = frozenset({"according", "in", "per"})
_OWN_WORDS = frozenset({"words", "phrase", "telling"})
_MAY_BE_CUES = phrases.FORMS.keys() | _PHRASE_STARTS | _OWN_WORDS


def _unlisted(tokens: Tokens, known: Sequence[VerbUse]) -> list[VerbUse]:
    """The verbs that no list names, beside words in marks that nothing but speech can end: “Never,” Ortiz grumbled.

    A comma, a question or exclamation mark or a dash must end the words, they must open the sentence or follow a mark,
    and subject and verb must follow them at once.
    """
    found: list[VerbUse] = []
    last = len(tokens) - 1
    for place in [at for at, token in enumerate(tokens) if token.kind == "quote"]:
        if place + 2 > last:
            continue
        inner = tokens[place].text.rstrip(_CLOSING)
        at = place + 1
        is_open = inner[-1:] in _OPEN_ENDS
        if tokens[at].text in _PARTING:
            is_open, at = True, at + 1
        if not is_open or at >= last or (place and tokens[place - 1].kind == "word"):
            continue
        if any(use.first == at or (use.subject is not None and use.subject.first == at) for use in known):
            continue
        use = _unlisted_before(tokens, at) or _unlisted_after(tokens, at)
        if use is not None and not any(use.first <= other.first < use.last for other in known):
            found.append(use)
    return found


_OPEN_ENDS = frozenset(",?!—–-…")
_SPOKEN_WITH = frozenset({"in", "up", "out", "off", "back", "on", "slip"})
_WITH_PARTICLE = frozenset({"cut", "broke", "let", "put", "threw", "burst", "butted", "shot", "hit", "spat", "came"})


def _unlisted_verb(tokens: Tokens, at: int) -> tuple[int, str] | None:
    """Where a verb of speech that no list names ends, and its lemma; None where this token can be none."""
    if at >= len(tokens):
        return None
    token = tokens[at]
    low = token.low
    if token.kind != "word" or not token.text.islower() or low in phrases.FINITE or low in phrases.REL:
        return None
    particle = tokens[at + 1].low if at + 1 < len(tokens) and tokens[at + 1].kind == "word" else ""
    end = at + 2 if particle in _SPOKEN_WITH and (at + 2 >= len(tokens) or _closes(tokens, at + 2)) else at + 1
    if low in _WITH_PARTICLE:
        return (end, f"{low} {particle}") if end == at + 2 else None
    if low in phrases.SMALL or low in phrases.PRON or low in phrases.TIME or phrases.is_adverb(token) or len(low) < 4:
        return None
    if not low.endswith("ed") and (not low.endswith("s") or low.endswith(("ss", "us", "is"))):
        return None
    lemma = lemma_of(low)
    return end, f"{lemma} {particle}" if end == at + 2 else lemma


def _unlisted_before(tokens: Tokens, at: int) -> VerbUse | None:
    """“Never,” grumbled Ortiz; “Never,” came the answer from Ortiz."""
    if tokens[at].low in ("came", "comes"):
        answer = phrases.phrase_at(tokens, at + 1)
        if answer is None or tokens[answer.head].low not in _CALLED_OUT:
            return None
        giver = possessor_of(tokens, answer) if tokens[answer.head].low != "voice" else None
        giver = giver if giver is not None and _is_someone(tokens, giver) else None
        subject = giver or (answer if tokens[answer.head].low == "voice" else None)
        return VerbUse(at, at + 1, "come", "free", subject, True, False) if subject is not None else None
    verb = _unlisted_verb(tokens, at)
    if verb is None:
        return None
    last, lemma = verb
    subject = phrases.subject_after(tokens, last - 1)
    if subject is None or not may_speak(tokens, subject) or not _closes(tokens, subject.last):
        return None
    if tokens[subject.head].low in ("it", "you", "them", "him"):
        return None
    return VerbUse(at, last, lemma, "near", subject, True, False)


_CALLED_OUT = word_class("speech") | {"voice", "cry", "shout", "order", "call", "question", "retort", "whisper"}


def _unlisted_after(tokens: Tokens, at: int) -> VerbUse | None:
    """“Never,” Ortiz, a welder, grumbled."""
    if tokens[at].low.endswith("ing") and tokens[at].kind == "word":
        return None
    for verb_at in range(at + 1, min(len(tokens), at + 16)):
        if tokens[verb_at].kind == "quote" or tokens[verb_at].text in _ENDS_SENTENCE:
            return None
        verb = _unlisted_verb(tokens, verb_at)
        if verb is None:
            continue
        last, lemma = verb
        subject = phrases.subject_before(tokens, verb_at)
        if subject is None or subject.first != at or not may_speak(tokens, subject):
            continue
        is_plain = tokens[verb_at].low.endswith("ed") or last == verb_at + 2
        if is_plain or last >= len(tokens) or _closes(tokens, last):
            return VerbUse(verb_at, last, lemma, "near", subject, False, False)
    return None


_ENDS_SENTENCE = frozenset(".;:?!")


REPORTS = word_class("reports")
CALLS = frozenset({"call", "describe", "label", "brand"})
_REPORTING = {lemma.partition(" ")[0] for lemma in REPORTS | CALLS}
_MAY_REPORT = _PHRASE_STARTS | {form for form, cue in phrases.FORMS.items() if cue.lemma in _REPORTING}
"""The printed forms of the cues that `reported` takes by their lemma."""


def _phrase_cue(tokens: Tokens, at: int) -> int:
    """How many tokens of "according to", "in the words of" or ", per" begin here; 0 for none."""
    low = tokens[at].low
    if low == "according" and at + 2 < len(tokens) and tokens[at + 1].low == "to":
        return 2
    if low == "in" and [t.low for t in tokens[at + 1 : at + 4]] == ["the", "words", "of"]:
        return 4
    if low == "per" and at and (tokens[at - 1].text == "," or tokens[at - 1].kind == "quote"):
        return 1
    return 0


def _in_words_of(tokens: Tokens, at: int) -> VerbUse | None:
    """“In the board’s words”, "in her own phrase": whose the words at `at` are."""
    for start in range(at - 2, max(-1, at - 8), -1):
        token = tokens[start]
        if token.kind in ("mark", "quote") or token.low in phrases.FINITE:
            return None
        if token.low != "in":
            continue
        owner = tokens[start + 1]
        if owner.low in phrases.POSS and owner.kind == "word":
            phrase = Phrase(start + 1, start + 2, start + 1, "pronoun", (start + 1, start + 2))
            return VerbUse(start, at + 1, "in words", "phrase", phrase, True, False)
        stop = next((i for i in range(start + 2, at) if tokens[i].low in phrases.POSSESSIVE), -1)
        subject = phrases.phrase_of(tokens, start + 1, stop) if stop > 0 else None
        return VerbUse(start, at + 1, "in words", "phrase", subject, True, False) if subject is not None else None
    return None


_ALONE = word_class("alone")


def _is_verb(tokens: Tokens, at: int, cue: CueForm) -> bool:
    """Is this form of a cue a verb here, and no noun ("the claim") and no participle before a noun ("the alleged")?"""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if at == 0:
        return cue.form == "ing" or (cue.form in ("past", "s") and after is not None and after.kind == "name")
    back = at - 1
    while back > 0 and phrases.is_adverb(tokens[back]):
        back -= 1
    if back > 2 and tokens[back].text == "," and tokens[back - 2].text == "," and phrases.is_adverb(tokens[back - 1]):
        back -= 3  # critics, however, say
        if cue.lemma in REPORTS and cue.lemma not in _NOUN_TOO:
            return True
    before, low = tokens[back], tokens[back].low
    if tokens[at].text[:1].isupper() and before.text[:1].isupper() and back == at - 1:
        return False  # the United States, New York Post
    if before.kind == "word":
        if low in phrases.POSSESSIVE or low in ("'re", "’re", "'m", "’m"):
            return back > 0 and tokens[back - 1].low in _CLITIC_HOSTS and cue.form in ("past", "participle", "ing")
        if low == "whose":
            return False
        if low == "that" and cue.form == "base" and after is not None and after.low in phrases.AUX:
            return False  # "said that demand had been weak"
        if low in phrases.REL or (low in _ALONE and cue.form == "past"):
            return cue.form != "ing" or low not in phrases.REL
        if low in phrases.DET:
            return False
        if low in phrases.PREP and low not in phrases.MODAL:
            return cue.form == "ing"
        if low in phrases.MODAL:
            return cue.form in ("base", "past", "participle") or low not in ("to", "will", "would")
    if cue.form == "participle":
        return before.kind == "word" and low in phrases.AUX  # "has written", and not "the report, written by"
    if cue.form == "past" and after is not None and _is_reduced(tokens, at, cue):
        return False
    is_parted = before.text == "," and cue.lemma not in ("speak", "talk")
    if cue.form == "past" and cue.kind in ("near", "weak") and is_parted and after is not None:
        return after.low not in phrases.PREP and after.low not in phrases.TIME  # "the report, published in May, said"
    if cue.form in ("past", "ing"):
        return True
    if cue.lemma not in _NOUN_TOO:
        return cue.form == "s" or low in _PLURAL or low in phrases.ADV or (before.kind != "mark" and low.endswith("s"))
    # "asks", "reports", "claim": nouns as often as verbs, so what follows decides
    if after is not None and after.low in phrases.AUX:
        return False
    is_end = after is None or after.text in (".", ",", ":", "—", "–", "!", "?") or after.kind == "quote"
    opens = after is None or is_end or after.kind == "name" or after.low in _OPENS_OBJECT
    if cue.form == "base":
        return low in _PLURAL or (opens and before.kind == "word" and low.endswith("s") and after is not None)
    if before.kind == "quote" or low in phrases.PRON:
        return True
    if before.kind == "name" or back < at - 1:
        return opens and before.kind != "mark"
    if back and tokens[back - 1].kind == "word" and tokens[back - 1].low in phrases.PREP:
        return False  # "of Democratic claims"
    if before.text == "," and after is not None and after.low in phrases.DET and cue.kind == "near":
        return True  # her son, Paul, calls the cheque “a joke”
    return is_end or (opens and before.kind != "mark" and (after is None or after.kind != "name"))


def _is_reduced(tokens: Tokens, at: int, cue: CueForm) -> bool:
    """Is this past form a participle behind its noun: "diplomats briefed on it", "a paint called “Sulk”"?"""
    after, before = tokens[at + 1], tokens[at - 1]
    if after.low == "by":
        agent = tokens[at + 2] if at + 2 < len(tokens) else after
        is_noun = before.kind == "word" and before.low not in phrases.AUX and before.low not in phrases.PRON
        return (
            is_noun
            and not phrases.is_adverb(before)
            and not agent.low.endswith("ing")
            and agent.low not in phrases.MEDIUM
        )
    if cue.kind == "told":
        return after.low in ("on", "about", "of") and after.kind == "word" and before.kind == "word"
    return (
        cue.lemma in CALLS
        and (
            after.kind == "quote" or (after.low in phrases.DET and tokens[min(at + 2, len(tokens) - 1)].kind == "quote")
        )
        and before.kind == "word"
        and before.text.islower()
        and before.low not in phrases.PRON
        and before.low not in phrases.FINITE
        and before.low not in phrases.REL
        and not phrases.is_adverb(before)
        and not can_speak(before.low)
        and not _is_asked_for(tokens, phrases.noun_phrase_start(tokens, at - 1))
    )


def _is_asked_for(tokens: Tokens, start: int) -> bool:
    """Does a relative word before a phrase hold its verb's object: "what the announcement called “luck”"?"""
    return start > 0 and tokens[start - 1].low in ("what", "which", "whom", "that", "whatever")


_STRAY = frozenset({"'", "’", '"', "”"})
_OBJECTS = frozenset({"him", "her", "them", "me", "us"})
_PLURAL = frozenset(["i", "we", "you", "they", "who", "people", "officials", "critics", "police", "experts"])
_NOUN_TOO = word_class("noun")
_OPENS_OBJECT = (
    phrases.DET | phrases.PRON | frozenset(["that", "how", "why", "what", "whether", "out", "back", "in", "on"])
)


def _with_subject(tokens: Tokens, at: int, cue: CueForm, earlier: Sequence[VerbUse]) -> VerbUse:
    first, last, lemma = at, at + 1, cue.lemma
    if last < len(tokens) and (lemma, tokens[last].low) in _PARTICLES:
        lemma = f"{lemma} {tokens[last].low}"
        last += 1

    def use(subject: Phrase | None, *, inverted: bool = False, participle: bool = False) -> VerbUse:
        return VerbUse(first, last, lemma, cue.kind, subject, inverted, participle)

    back = at - 1
    while back >= 0 and phrases.is_adverb(tokens[back]):
        back -= 1
    if back > 0 and tokens[back].text in _STRAY and tokens[back - 1].kind == "quote":
        back -= 1  # a mark too many behind marks within marks
    before = tokens[back] if back >= 0 else None
    is_after_be = before is not None and before.kind == "word" and before.low in _BE_FORMS
    if (
        cue.form in ("past", "participle")
        and is_after_be
        and before is not None
        and before.low not in phrases.POSSESSIVE
    ):
        by = next((i for i in range(last, min(len(tokens), last + 5)) if tokens[i].low == "by"), -1)
        return use(phrases.phrase_at(tokens, by + 1) if by > 0 else None, inverted=by > 0)
    if cue.form == "ing" and not is_after_be:
        if (
            before is not None
            and before.low == "as"
            and back
            and tokens[back - 1].low in ("quoted", "cited", "described", "saying")
        ):
            return use(phrases.subject_before(tokens, back - 1), participle=True)
        if before is None or before.kind in ("mark", "quote") or before.low in _LINKERS or before.low in phrases.PRON:
            nearest = next((u for u in reversed(earlier) if u.subject is not None and u.kind != "phrase"), None)
            subject = nearest.subject if nearest is not None else None
            if (
                nearest is None
                or nearest.is_participle
                or nearest.kind in ("near", "weak")
                or earlier[-1].subject is None
            ):
                subject = phrases.main_subject(tokens, at) or subject
            if subject is None:
                subject = _first_after(tokens, at)
            return use(subject, participle=True)
        if before.low in _OBJECTS:
            return use(Phrase(back, back + 1, back, "pronoun", (back, back + 1)), participle=True)  # caught her saying
        holder = phrases.subject_before(tokens, at)
        is_heard = holder is not None and (
            tokens[holder.head].low in _BEARS_WORDS or (holder.first and tokens[holder.first - 1].low in _HEARS)
        )
        if holder is not None and holder.kind == "nominal" and holder.first and not is_heard:
            # "the board issued a statement saying": the board says it
            whole = phrases.main_subject(tokens, at)
            holder = whole if whole is not None and whole.last <= holder.first else holder
        return use(holder, participle=True)
    if before is not None and before.low in ("and", "but", "then", "or") and before.kind == "word":
        nearest = next((u for u in reversed(earlier) if u.subject is not None), None)
        subject = phrases.clause_subject_between(tokens, nearest.last if nearest is not None else 0, back)
        if subject is None or not may_speak(tokens, subject):
            subject = nearest.subject if nearest is not None else phrases.main_subject(tokens, at)
        return use(subject, participle=True)
    right: Phrase | None = None
    if cue.kind != "told" and (
        before is None
        or before.kind == "quote"
        or before.text in _BEFORE_INVERSION
        or before.low in ("so", "thus", "as")
    ):
        right = phrases.subject_after(tokens, last - 1)
        beside = before is None or before.kind == "quote" or before.low in ("so", "thus", "as")
        if right is not None and tokens[right.head].low in ("it", "you", "them", "him"):
            right = None
        is_its_object = right is not None and not beside and right.last < len(tokens)
        if right is not None and is_its_object and tokens[right.last].kind == "quote":
            left = phrases.subject_before(tokens, at)
            if left is not None and may_speak(tokens, left):
                return use(left)  # Ortiz, a welder, said Lund “was never there”
        if right is not None and (
            _closes(tokens, right.last)
            if beside
            else cue.kind == "free" and _ends(tokens, right.last) and may_speak(tokens, right)
        ):
            return use(right, inverted=True)
    if cue.form == "base" and at and tokens[at - 1].low == "to":
        if at > 1 and tokens[at - 2].low in _OBJECTS:
            return use(Phrase(at - 2, at - 1, at - 2, "pronoun", (at - 2, at - 1)))  # led her to declare
        left = phrases.subject_of_infinitive(tokens, at)
    else:
        left = phrases.subject_before(tokens, at)
    if (
        left is not None
        and left.first
        and not (before is not None and before.low in ("who", "that", "which"))
        and tokens[left.first - 1].kind == "word"
        and tokens[left.first - 1].low in phrases.GOVERNORS
    ):
        # the object of a preposition is no subject: "She left for the talks, called “a farce”"
        left = phrases.main_subject(tokens, at) if cue.kind != "weak" else None
    if left is None and right is not None and cue.kind != "told" and may_speak(tokens, right):
        return use(right, inverted=True)
    if left is None and before is not None and before.kind == "quote" and back and tokens[back - 1].kind == "word":
        left = phrases.main_subject(tokens, back)  # Ortiz, an architect of the “green plan,” said
    return use(left)


_BEARS_WORDS = word_class("bears-words")
_HEARS = frozenset(form for form, cue in phrases.FORMS.items() if cue.lemma in ("recall", "hear", "quote", "cite")) | {
    "remembered",
    "remembers",
    "remember",
    "overheard",
    "with",
}
"""Before a phrase and "saying": it is who says it."""

_PARTICLES = frozenset(
    {
        ("point", "out"),
        ("go", "on"),
        ("blurt", "out"),
        ("cry", "out"),
        ("call", "out"),
        ("fire", "back"),
        ("hit", "back"),
        ("shoot", "back"),
        ("snap", "back"),
        ("write", "back"),
        ("chime", "in"),
        ("sing", "out"),
    }
)


def _closes(tokens: Tokens, at: int) -> bool:
    """Does the subject of an inverted verb end here, with nothing that would make it the subject of another verb?"""
    if at >= len(tokens):
        return True
    token = tokens[at]
    return token.kind in ("mark", "quote") or token.low in _CLOSERS or phrases.is_adverb(token)


def _ends(tokens: Tokens, at: int) -> bool:
    """Does the sentence or clause end here, or go on with no more than a day, a place or an occasion?"""
    if at >= len(tokens):
        return True
    token = tokens[at]
    if token.kind in ("mark", "quote") or token.low in phrases.TIME:
        return True
    return token.low in ("in", "on", "at", "during", "after", "when", "as") and token.kind == "word"


def _first_after(tokens: Tokens, at: int) -> Phrase | None:
    """Of a participle that opens the sentence ("Calling it “a scandal,” Ortiz left"): the subject after its comma."""
    for i in range(at + 1, min(len(tokens), at + _REACH)):
        if tokens[i].text == "," or (tokens[i].kind == "quote" and tokens[i].text.rstrip(_CLOSING).endswith(",")):
            return phrases.phrase_at(tokens, i + 1)
    return None


# ------------------------------------------------------------------ one sentence


def _within_sentence(number: int, tokens: Tokens, uses: Sequence[VerbUse], said: list[Said]) -> None:
    places = [at for at, token in enumerate(tokens) if token.kind == "quote"]
    if not places:
        return
    for place in places:
        each = said[tokens[place].ref]
        each.sentence, each.place = number, place
        near = [use for use in uses if abs(use.first - place) <= _REACH]
        found, by = options(tokens, place, near)
        parts = shares(tokens, place, found)
        each.nobody = parts[-1]
        if not found:
            continue
        best = max(range(len(found)), key=lambda at: (found[at].score, parts[at]))
        likely = max(range(len(found)), key=parts.__getitem__)
        if parts[likely] > _SURE * parts[best] and found[likely].phrase.head != found[best].phrase.head:
            best = likely
        if max(option.score for option in found) < 0.3 or parts[-1] > _NOBODY:
            continue
        option, use = found[best], by[best]
        each.rule, each.confidence, each.share = option.rule, option.score, parts[best] / (1 - parts[-1])
        if use is None:
            each.speaker, each.attribution = Speaker(tokens, option.phrase), "inferred"
            continue
        each.speaker, each.attribution = Speaker(tokens, option.phrase), "explicit"
        each.verb, each.cue, each.lemma = use, tokens[use.first : use.last], use.lemma
    known = [said[tokens[p].ref] for p in places if said[tokens[p].ref].speaker is not None]
    for place in places:
        each = said[tokens[place].ref]
        if each.speaker is None and known:
            source = min(known, key=lambda k: abs(k.place - place))
            around = source.speaker.phrase if source.speaker else None
            if around is not None and around.first <= place < around.last:
                continue
            each.speaker, each.cue, each.lemma, each.verb = source.speaker, source.cue, source.lemma, source.verb
            each.attribution, each.rule = source.attribution, "shared"
            each.confidence, each.share = min(0.72, source.confidence), source.share


def options(tokens: Tokens, place: int, uses: Sequence[VerbUse]) -> tuple[list[Option], list[VerbUse | None]]:
    """Who in the sentence may say the words at `place`, each with the use of a cue that says so, if any does."""
    found: list[Option] = []
    by: list[VerbUse | None] = []
    for use in uses:
        subject = use.subject
        if subject is None or subject.first <= place < subject.last:
            continue
        score, rule = _score(tokens, place, use, uses)
        if not may_speak(tokens, subject):
            score -= 0.3
        if score > 0.15:
            form = "inverted" if use.is_inverted else "participle" if use.is_participle else "finite"
            governor = _outer(tokens, use, uses)
            assert governor.subject is not None
            cue = (use.first, use.last)
            found.append(Option(governor.subject, rule, score, cue, (use.kind, use.lemma, form)))
            by.append(governor if governor.kind in ("free", "told") else use)
    credit = _credit(tokens, place) or _colon(tokens, place) or _speech_noun(tokens, place) or _document(tokens, place)
    if credit is not None:
        phrase, rule, score = credit
        found.append(Option(phrase, rule, score))
        by.append(None)
    return found, by


def may_speak(tokens: Tokens, phrase: Phrase) -> bool:
    """Could this phrase without a name be a speaker? A capital word may be a name that nobody knows."""
    head, first = tokens[phrase.head], tokens[phrase.first]
    if phrase.kind == "nominal" and first.low.endswith("ing") and len(first.low) > 4:
        return False  # "Speaking in Norvik"
    return phrase.kind != "nominal" or head.text[:1].isupper() or can_speak(head.low)


def _outer(tokens: Tokens, use: VerbUse, uses: Sequence[VerbUse]) -> VerbUse:
    """The cue itself; where its subject is a pronoun under another cue, that one.

    "Ortiz said she wants “a clear answer”": she is Ortiz, and Ortiz is the words to point at.
    """
    for other in reversed(uses):
        subject = use.subject
        assert subject is not None
        if subject.kind != "pronoun" or tokens[subject.head].low in ("i", "we", "you"):
            break
        if (
            other.subject is not None
            and other.last <= subject.first
            and other.subject.last <= subject.first
            and other.kind not in ("weak", "phrase")
            and not is_relative(tokens, other)
            and not any(t.text in (";", ":") for t in tokens[other.last : subject.first])
            and not (other.kind == "told" and other.last + 3 > subject.first)
        ):
            use = other
    return use


def is_relative(tokens: Tokens, use: VerbUse) -> bool:
    """Does the verb stand in a relative clause ("Ortiz, who has insulted Lund, said she ...")?"""
    return any(t.low in ("who", "which") for t in tokens[max(0, use.first - 4) : use.first])


def _score(tokens: Tokens, place: int, use: VerbUse, uses: Sequence[VerbUse]) -> tuple[float, str]:
    """How well this cue fits the quotation at `place`, and the name of the pattern."""
    subject = use.subject
    assert subject is not None
    if use.kind == "weak" and use.last < len(tokens) and tokens[use.last].low == "that":
        use = use._replace(kind="free")  # "found that", "believes that"
    is_near = use.kind in ("near", "weak")
    if use.kind == "phrase":
        if use.first > place:
            return 0.9, "according-to"
        return (0.9 if not any(t.kind == "quote" for t in tokens[use.last : place]) else 0.8), "according-to"
    if use.first > place:
        gap = _gap(tokens, place + 1, min(use.first, subject.first))
        if use.is_inverted:
            if gap == 0:
                return (0.97 if not is_near else 0.85), "QVS"
            parted = tokens[use.first - 1].text in _PARTING or tokens[use.first - 1].kind == "quote"
            return (0.89 if parted and not is_near else 0.4), "qVS"
        if subject.first < place:
            return (0.2, "later-participle") if use.is_participle else (0.3, "late-verb")
        if use.is_participle:
            return 0.3, "later-participle"
        if gap == 0:
            return _after_quote(tokens, place, use)
        if tokens[place + 1].low in phrases.BE and tokens[place + 2].low in _AS_PUT and subject.first == place + 3:
            return 0.88, "QSV"  # “No” is how Ortiz puts it
        before = tokens[subject.first - 1]
        parted = before.text in _PARTING or before.kind == "quote"
        return (0.89 if parted and not is_near else 0.36 if parted else 0.32), "qSV"
    # the verb stands before the quotation
    start = use.last
    if use.is_inverted and subject.first >= use.last:
        if subject.last > place:
            return 0.0, "inside"
        start = subject.last
        if not is_near and all(
            t.kind == "mark" or t.low in _JOINS or phrases.is_adverb(t) for t in tokens[start:place]
        ):
            return 0.95, "split"
    between = tokens[start:place]
    others = sum(t.kind == "quote" for t in between)
    if others:
        return max(0.5, (0.8 if not is_near else 0.7) - 0.04 * others - 0.004 * len(between)), "shared"
    before = tokens[place - 1]
    bare = [t for t in between if t.kind != "mark"]
    if not bare:
        return {"near": 0.9, "weak": 0.75}.get(use.kind, 0.93), "SVQ"
    has_verb = any(t.low in phrases.FINITE for t in bare)
    if before.text == ":" or (before.text == "," and not has_verb and not is_near and len(bare) <= 12):
        return (0.93 if not has_verb else 0.82) - 0.004 * len(bare), "SVQ"
    penalty = 0.1 if any(t.text in _STOPS for t in between) else 0.0
    penalty += 0.08 if any(t.low in ("who", "which", "whose") for t in bare) else 0.0
    # another verb of speech with a subject of its own stands between: the words are its speaker's
    penalty += 0.06 * sum(
        1
        for u in uses
        if u.subject is not None and u.kind != "weak" and use.last <= u.subject.first and u.last <= place
    )
    if is_near:
        return max(0.5, (0.87 if use.kind == "near" else 0.75) - 0.02 * len(bare) - penalty), "SVq"
    return max(0.5, 0.9 - 0.012 * len(bare) - penalty), "SVq"


_AS_PUT = frozenset({"how", "what"})
_JOINS = frozenset(["and", "but", "that", "then"])


def _after_quote(tokens: Tokens, place: int, use: VerbUse) -> tuple[float, str]:
    """“...,” Ortiz said: surer where a comma or a question mark ends the words and nothing else is said."""
    subject = use.subject
    assert subject is not None
    base = {"near": 0.86, "weak": 0.78}.get(use.kind, 0.97)
    inner = tokens[place].text.rstrip(_CLOSING)
    joined = any(t.low in _JOINS and t.kind == "word" for t in tokens[place + 1 : subject.first])
    if any(t.text == ";" for t in tokens[place + 1 : subject.first]):
        return 0.3, "QSV"
    for token in tokens[use.last : use.last + 4]:
        if token.kind == "mark":
            break
        if token.kind == "quote":
            return base - 0.35, "QSV"  # “A” Ortiz said “B”: B is what is said
    if ((inner and inner[-1] in ",?!…—-") or tokens[place + 1].text in _PARTING) and not joined:
        return base, "QSV"
    return (base - 0.1 if not joined else base - 0.35), "QSV"


def _gap(tokens: Tokens, start: int, end: int) -> int:
    """Words between, but for marks, conjunctions of speech and adverbs."""
    return sum(
        1
        for t in tokens[start:end]
        if t.kind != "mark" and not phrases.is_adverb(t) and t.low not in ("and", "but", "as", "that")
    )


def _credit(tokens: Tokens, place: int) -> tuple[Phrase, str, float] | None:
    """A credit after a dash: “We won.” — Bill Chen."""
    if place + 2 < len(tokens) and tokens[place + 1].text in DASHES:
        phrase = phrases.phrase_at(tokens, place + 2)
        if phrase is not None and phrase.kind == "name" and _closes(tokens, phrase.last):
            return phrase, "credit", 0.9
    if place + 3 < len(tokens) and tokens[place + 1].text == "(" and place == 0:
        return _in_brackets(tokens, place + 1)
    return None


def _in_brackets(tokens: Tokens, at: int) -> tuple[Phrase, str, float] | None:
    """A credit in brackets: “Best soup on the coast.” (Bill Chen, guest book); no agency or page stands so."""
    name = tokens[at + 1] if at + 2 < len(tokens) else tokens[at]
    is_whole = " " in name.text or (at + 2 < len(tokens) and tokens[at + 2].text == ",")
    if name.kind != "name" or not is_whole:
        return None
    return Phrase(at + 1, at + 2, at + 1, "name", (at + 1, at + 2)), "credit", 0.85


def _colon(tokens: Tokens, place: int) -> tuple[Phrase, str, float] | None:
    """A colon or copula that brings speech without a verb of speech: "Her message was simple: “Go.”"."""
    if place == 0:
        return None
    before = tokens[place - 1]
    is_colon = before.text == ":"
    if not is_colon and before.low not in phrases.BE:
        return None
    if is_colon and place > 1 and tokens[place - 2].kind == "name" and (place == 2 or tokens[place - 3].kind == "mark"):
        return Phrase(place - 2, place - 1, place - 2, "name", (place - 2, place - 1)), "label", 0.85
    if is_colon and tokens[0].low in ("from", "says", "said"):
        source = phrases.phrase_at(tokens, 1)
        return (source, "colon", 0.7) if source is not None and source.last == place - 1 else None
    phrase = phrases.main_subject(tokens, place)
    if phrase is None:
        return None
    head = tokens[phrase.head]
    possessor = _giver(tokens, phrase) or possessor_of(tokens, phrase)
    if head.low in _SPEECH and possessor is not None:
        return possessor, "speech-noun", 0.8
    if is_colon and phrase.kind in ("name", "pronoun") and tokens[phrase.head].low not in ("it", "you"):
        return phrase, "colon", 0.75
    if is_colon and phrase.kind == "nominal":
        return phrase, "colon", 0.55
    return None


def _speech_noun(tokens: Tokens, place: int) -> tuple[Phrase, str, float] | None:
    """A noun of speech and its owner before the words: "her claim that the pier was “safe”"."""
    for at in range(place - 1, max(0, place - 9), -1):
        token = tokens[at]
        if token.kind == "quote" or token.text in (";", ":"):
            return None
        if token.kind != "word" or token.low not in _SPEECH:
            continue
        if at + 2 < place and tokens[at + 1].low in ("of", "from", "by"):
            giver = phrases.phrase_at(tokens, at + 2)
            is_whole = giver is not None and giver.last < place and _opens_words(tokens[giver.last])
            if giver is not None and is_whole and _is_someone(tokens, giver):
                return giver, "speech-noun", 0.7
        for owner in range(at - 1, max(-1, at - 5), -1):
            first = tokens[owner]
            if first.low in phrases.POSS and first.kind == "word":
                return Phrase(owner, owner + 1, owner, "pronoun", (owner, owner + 1)), "speech-noun", 0.66
            if first.low not in phrases.POSSESSIVE or not owner:
                continue
            if tokens[owner - 1].kind == "name":
                return Phrase(owner - 1, owner, owner - 1, "name", (owner - 1, owner)), "speech-noun", 0.7
            start = phrases.noun_phrase_start(tokens, owner - 1)
            whole = Phrase(start, owner, owner - 1, "nominal", (start, owner))
            if start < owner and tokens[owner - 1].kind == "word" and may_speak(tokens, whole):
                return whole, "speech-noun", 0.68
    return None


def _opens_words(token: Token) -> bool:
    """Can what somebody says begin behind this token: "a warning from Ortiz that", "the words of Ortiz – “...”"?"""
    return token.low == "that" or token.text in DASHES or token.text in (":", ",")


_WRITTEN = word_class("written")


def _document(tokens: Tokens, place: int) -> tuple[Phrase, str, float] | None:
    """A document that the sentence is about: "The bill commits the town to roads “without salt.”"."""
    if place < 3 or tokens[place - 1].kind == "mark" or any(t.kind == "quote" for t in tokens[:place]):
        return None
    if tokens[place - 1].low == "as" and any(t.low in phrases.BE for t in tokens[max(0, place - 5) : place]):
        return None  # the report was saved as “draft2”
    phrase = phrases.main_subject(tokens, place)
    if phrase is None or phrase.kind != "nominal" or tokens[phrase.head].low not in _WRITTEN:
        return None
    return phrase, "document", 0.6


def _giver(tokens: Tokens, phrase: Phrase) -> Phrase | None:
    """From whom words come: "The first question came from Bill Chen"."""
    at = phrase.last
    if tokens[phrase.head].low not in _SPEECH or at + 2 >= len(tokens) or tokens[at + 1].low not in ("from", "by"):
        return None
    if tokens[at].low not in _COMES:
        return None
    giver = phrases.phrase_at(tokens, at + 2)
    return giver if giver is not None and _is_someone(tokens, giver) else None


_COMES = phrases.BE | {"came", "comes", "come"}


def possessor_of(tokens: Tokens, phrase: Phrase) -> Phrase | None:
    """Whose words these are: "Her message", "Ortiz’s answer", "the verdict of Bill Chen"."""
    first = tokens[phrase.first]
    if first.low in phrases.POSS and first.kind == "word":
        return Phrase(phrase.first, phrase.first + 1, phrase.first, "pronoun", (phrase.first, phrase.first + 1))
    for at in range(phrase.first, phrase.core[1]):
        is_name = tokens[at].kind == "name" or (at == phrase.first and tokens[at].text[:1].isupper())
        if is_name and at + 1 < len(tokens) and tokens[at + 1].low in phrases.POSSESSIVE:
            return Phrase(phrase.first, at + 1, at, "name", (phrase.first, at + 1))
    for at in range(phrase.head + 1, phrase.last):
        if tokens[at].low in ("of", "from", "by") and at + 1 < phrase.last:
            return phrases.phrase_at(tokens, at + 1)
    return None


# ------------------------------------------------------------------ forms that leave no choice


class _Source(NamedTuple):
    """A speaker with the tokens ``[first, last)`` of the cue, both empty where there is none."""

    phrase: Phrase
    first: int
    last: int
    lemma: str | None
    rule: str
    confidence: float


def _settle(tokens: Tokens, uses: Sequence[VerbUse], each: Said) -> None:
    """Correct what was chosen where the form of the sentence says who spoke: quoted by another, passive, of a noun."""
    source = (
        _of_document(each, uses)
        or _as_saying(tokens, each.place, uses)
        or _by_agent(tokens, each.place, uses)
        or _of_noun(tokens, each.place, each)
        or _of_copula(tokens, each.place, each)
        or _of_owner(tokens, each.place, each)
    )
    if source is not None:
        each.speaker, each.rule, each.confidence = Speaker(tokens, source.phrase), source.rule, source.confidence
        each.cue, each.lemma = tokens[source.first : source.last], source.lemma
        each.attribution, each.verb = "explicit" if source.lemma else "inferred", None


def _of_document(each: Said, uses: Sequence[VerbUse]) -> _Source | None:
    """The verb of a document that was chosen for being one: "A statement signed by Ortiz called it “a bore”"."""
    if each.rule != "document" or each.speaker is None:
        return None
    for use in uses:
        is_its_own = use.subject is not None and use.subject.first == each.speaker.phrase.first
        if use.subject is not None and is_its_own and use.last <= each.place and use.kind != "weak":
            return _Source(use.subject, use.first, use.last, use.lemma, "SVq", max(each.confidence, 0.75))
    return None


_QUOTES = frozenset({"quote", "cite"})


def _as_saying(tokens: Tokens, place: int, uses: Sequence[VerbUse]) -> _Source | None:
    """Whom somebody else quotes: "the agency quoted the general as saying “...”", "quoted the general: “...”"."""
    for use in uses:
        if use.lemma not in _QUOTES or use.is_inverted or abs(use.first - place) > _REACH:
            continue
        other = phrases.phrase_at(tokens, use.last)
        if other is None or not may_speak(tokens, other) or other.first <= place < other.last:
            continue
        end = other.last + (other.last < len(tokens) and tokens[other.last].text == ",")
        if end + 1 < len(tokens) and tokens[end].low == "as":
            cue = phrases.FORMS.get(tokens[end + 1].low)
            is_beside = place > end or not any(t.kind == "quote" for t in tokens[place + 1 : use.first])
            if cue is not None and cue.form == "ing" and is_beside:
                return _Source(other, end + 1, end + 2, cue.lemma, "as-saying", 0.9)
        if place == other.last + 1 and tokens[other.last].text in (":", ","):
            return _Source(other, use.first, use.last, use.lemma, "as-saying", 0.85)
    return None


def _by_agent(tokens: Tokens, place: int, uses: Sequence[VerbUse]) -> _Source | None:
    """The agent of a passive: "was branded “reckless” by Ortiz", “Go home,” they were told by Ortiz."""
    for use in uses:
        subject = use.subject
        if subject is None or not use.is_inverted or tokens[subject.first - 1].low != "by":
            continue
        if use.last <= place < subject.first:
            is_agent = not any(t.kind in ("mark", "quote") or t.low in phrases.FINITE for t in tokens[use.last : place])
        elif place < use.first and use.kind == "told":
            told = phrases.phrase_at(tokens, place + 1)
            is_agent = told is not None and tokens[told.last].low in phrases.BE
        else:
            is_agent = place < use.first and tokens[0].low == "that" and use.kind == "free"
        if is_agent:
            return _Source(subject, use.first, use.last, use.lemma, "passive", 0.88)
    return None


def _of_noun(tokens: Tokens, place: int, each: Said) -> _Source | None:
    """Whose claim, remark or promise it is: "Nobody believed the board’s claim that the pier was “safe”"."""
    if each.rule == "document" or each.speaker is None or each.rule == "speech-noun":
        found = _speech_noun(tokens, place)
        return None if found is None else _source_of_noun(tokens, place, found[0], found[2])
    if each.verb is None or each.verb.last > place:
        return None
    found = _speech_noun(tokens, place)
    if found is None or found[0].kind == "pronoun" or found[0].first < each.verb.last:
        return None
    source = _source_of_noun(tokens, place, found[0], found[2])
    that = max(source.last, source.phrase.last)
    is_clause = that < place and tokens[that].low == "that"
    verbs_between = sum(t.low in phrases.FINITE for t in tokens[that:place])
    return source if is_clause and verbs_between < 2 else None


def _source_of_noun(tokens: Tokens, place: int, owner: Phrase, confidence: float) -> _Source:
    """The owner with its noun as the cue: the nearest noun of speech before the words."""
    noun = next(at for at in range(place - 1, -1, -1) if tokens[at].low in _SPEECH and tokens[at].kind == "word")
    return _Source(owner, noun, noun + 1, tokens[noun].low, "speech-noun", confidence)


def _of_copula(tokens: Tokens, place: int, each: Said) -> _Source | None:
    """Whose the words are said to be: "“Never” was her only comment"."""
    if each.speaker is not None and each.rule not in ("document", "colon"):
        return None
    if place + 3 >= len(tokens) or tokens[place + 1].low not in phrases.BE:
        return None
    noun = phrases.phrase_at(tokens, place + 2)
    if noun is None or tokens[noun.head].low not in _SPEECH:
        return None
    owner = possessor_of(tokens, noun)
    return _Source(owner, noun.head, noun.head + 1, tokens[noun.head].low, "speech-noun", 0.75) if owner else None


def _of_owner(tokens: Tokens, place: int, each: Said) -> _Source | None:
    """Whose words stand as a noun: "Dunn’s “sorry for the noise” did not satisfy Marsh"."""
    if each.speaker is not None or place < 2 or tokens[place - 1].low not in phrases.POSSESSIVE:
        return None
    words = tokens[place].text.split()
    if tokens[place - 2].kind != "name" or len(words) < 3 or place + 1 >= len(tokens):
        return None
    if any(word.strip("“”\"'‘’")[:1].isupper() for word in words[1:]) or tokens[place + 1].low not in phrases.AUX:
        return None
    return _Source(Phrase(place - 2, place - 1, place - 2, "name", (place - 2, place - 1)), 0, 0, None, "owner", 0.66)


# ------------------------------------------------------------------ across sentences


def _across_sentences(
    frame: Sequence[FrameSentence], uses: Sequence[Sequence[VerbUse]], said: list[Said], marks: Sequence[Marked]
) -> None:
    by_sentence: dict[int, list[Said]] = {}
    for each in said:
        if each.sentence >= 0 and each.is_speech:
            by_sentence.setdefault(each.sentence, []).append(each)
    alone = {number: _is_only_quotes(frame[number].tokens) for number in by_sentence}
    _credited_below(frame, by_sentence, alone)
    latest: Said | None = None  # the last quotation with a speaker
    for number, sentence in enumerate(frame):
        here = by_sentence.get(number, [])
        for each in here:
            if each.speaker is None:
                _from_before(each, number, sentence, frame, uses, said, marks, by_sentence, alone[number], latest)
            elif (
                latest is not None and each.place == 0 and latest.speaker is not None and each.speaker is latest.speaker
            ):
                each.continues = latest.mark
            if each.speaker is not None:
                latest = each
    # what stands before its attribution: “One.” “Two,” Ortiz said.
    for number in range(len(frame) - 1, -1, -1):
        for each in reversed(by_sentence.get(number, [])):
            if each.speaker is None and alone[number]:
                _from_after(each, number, frame, uses, by_sentence)
    # “One.¶“Two,” said Ortiz: the first piece is hers too
    for each, piece in reversed(list(pairwise(said))):
        if each.speaker is None and each.sentence >= 0 and marks[piece.mark].continues and piece.speaker is not None:
            if piece.continues is None:
                piece.continues = each.mark
            each.speaker, each.attribution, each.rule = piece.speaker, "inferred", "before-attribution"
            each.confidence = min(0.85, piece.confidence)


def _credited_below(frame: Sequence[FrameSentence], by_sentence: dict[int, list[Said]], alone: dict[int, bool]) -> None:
    """Give a quotation that stands alone to the line below that credits it: “Late.” / — Bill Chen, commuter."""
    for number, here in by_sentence.items():
        if not alone[number] or here[-1].speaker is not None or number + 1 >= len(frame):
            continue
        line = frame[number + 1]
        if line.block - frame[number].block > 1 or not 1 < len(line.tokens) <= _LONGEST_CREDIT:
            continue
        credit = None
        if line.tokens[0].text in DASHES:
            phrase = phrases.phrase_at(line.tokens, 1)
            if phrase is not None and phrase.kind == "name" and _closes(line.tokens, phrase.last):
                credit = phrase, "credit", 0.9
        elif line.tokens[0].text == "(" and line.block == frame[number].block:
            credit = _in_brackets(line.tokens, 0)
        if credit is not None:
            for each in here:
                each.speaker, each.rule, each.confidence = Speaker(line.tokens, credit[0]), credit[1], credit[2]
                each.attribution = "inferred"


_LONGEST_CREDIT = 14
"""Tokens of a line that does no more than name who said the words above it."""


def _is_only_quotes(tokens: Tokens) -> bool:
    return all(t.kind in ("quote", "mark") or t.low in phrases.CONJ or phrases.is_adverb(t) for t in tokens)


def _from_before(
    each: Said,
    number: int,
    sentence: FrameSentence,
    frame: Sequence[FrameSentence],
    uses: Sequence[Sequence[VerbUse]],
    said: list[Said],
    marks: Sequence[Marked],
    by_sentence: dict[int, list[Said]],
    is_alone: bool,
    latest: Said | None,
) -> None:
    mark = marks[each.mark]
    if mark.continues and each.mark and said[each.mark - 1].sentence >= 0:
        _continue(each, said[each.mark - 1], "multi-paragraph", 0.95)
        if each.speaker is None:
            each.continues = each.mark - 1
        return
    if not is_alone and each.place != 0:
        return
    before = frame[number - 1] if number else None
    if before is None:
        return
    same_block = before.block == sentence.block
    earlier = by_sentence.get(number - 1, [])
    earlier_said = next((e for e in reversed(earlier) if e.speaker is not None), None)
    if not is_alone:
        # “...,” Ortiz said. “Nobody asked” the residents.
        if same_block and earlier_said is not None and mark.end - mark.start > 20:
            _continue(each, earlier_said, "continued", 0.7)
        return
    if latest is not None and latest.sentence == number:
        _continue(each, latest, "continued", 0.9)
        return
    if before.tokens[-1].text == ":" or (len(before.tokens) > 1 and before.tokens[-1].text == ":"):
        lead = _lead(before.tokens, uses[number - 1])
        if lead is not None:
            phrase, use = lead
            each.speaker, each.rule, each.confidence = Speaker(before.tokens, phrase), "colon-before", 0.88
            each.attribution = "explicit" if use else "inferred"
            if use:
                each.cue, each.lemma, each.verb = before.tokens[use.first : use.last], use.lemma, use
            return
    if same_block:
        asker = _asks_again(each, said, frame, earlier_said)
        if asker is not None:
            _continue(each, asker, "turn", 0.7)
            return
        if earlier_said is not None:
            _continue(each, earlier_said, "continued", 0.93)
            return
        if _coming(number, frame, by_sentence) is not None:
            return
        if not earlier:
            lead = _lead(before.tokens, uses[number - 1])
            is_here = latest is not None and latest.sentence >= 0 and frame[latest.sentence].block == sentence.block
            is_known = lead is not None and (_is_someone(before.tokens, lead[0]) or lead[1] is not None)
            if (
                lead is not None
                and is_known
                and not (is_here and lead[1] is None and _is_bystander(before.tokens, lead[0]))
            ):
                phrase, use = lead
                each.speaker, each.rule = Speaker(before.tokens, phrase), "introduced"
                each.attribution, each.confidence = "inferred", 0.7 if use else 0.62
                return
        if latest is not None and latest.sentence >= 0 and frame[latest.sentence].block == sentence.block:
            _continue(each, latest, "continued", 0.75)
        return
    if _coming(number, frame, by_sentence) is not None:
        return
    if earlier_said is not None:
        _continue(each, earlier_said, "floating", 0.7)
        return
    if not earlier:
        lead = _lead(before.tokens, uses[number - 1])
        if lead is not None and _is_someone(before.tokens, lead[0]):
            phrase, use = lead
            each.speaker, each.rule = Speaker(before.tokens, phrase), "floating-introduced"
            each.attribution, each.confidence = "inferred", 0.65 if use else 0.55
            return
    if latest is not None and latest.sentence >= 0 and sentence.block - frame[latest.sentence].block <= 1:
        _continue(each, latest, "floating", 0.6)


def _asks_again(each: Said, said: Sequence[Said], frame: Sequence[FrameSentence], before: Said | None) -> Said | None:
    """Whose turn it is: a question behind an answer is the asker's, an answer behind it the other's.

    “Do you swear?” the judge asked. “I do,” Ortiz said. “How do you plead?” “Guilty.”
    """
    if before is None or before.mark < 1 or before.speaker is None:
        return None
    other = said[before.mark - 1]
    if other.speaker is None or other.speaker is before.speaker or other.sentence < 0:
        return None
    if frame[other.sentence].block != frame[each.sentence].block:
        return None
    is_question = [frame[e.sentence].tokens[e.place].text.rstrip(_CLOSING).endswith("?") for e in (other, before, each)]
    is_turned = is_question == [True, False, True] and other.attribution == "explicit"
    is_answer = before.rule == "turn" and is_question == [False, True, False]
    return other if is_turned or is_answer else None


def _is_bystander(tokens: Tokens, phrase: Phrase) -> bool:
    """Is this somebody who only stands beside a speaker: "Her brother Paul was asleep", "They stamped"?"""
    first = tokens[phrase.first]
    return first.kind == "word" and (first.low in phrases.POSS or first.low == "they")


def _coming(number: int, frame: Sequence[FrameSentence], by_sentence: dict[int, list[Said]]) -> Said | None:
    """The attributed quotation that the next sentence of the block begins with: “One.” “Two,” Ortiz said."""
    block = frame[number].block
    following = number + 1
    steps = 0
    while following < len(frame) and frame[following].block == block and steps < 6:
        steps += 1
        here = by_sentence.get(following, [])
        if not here or here[0].place > 1:
            return None
        if here[0].speaker is not None:
            return here[0]
        following += 1
    return None


def _from_after(
    each: Said,
    number: int,
    frame: Sequence[FrameSentence],
    uses: Sequence[Sequence[VerbUse]],
    by_sentence: dict[int, list[Said]],
) -> None:
    coming = _coming(number, frame, by_sentence)
    if coming is not None:
        each.speaker, each.cue, each.lemma = coming.speaker, coming.cue, coming.lemma
        each.attribution, each.rule, each.confidence = "inferred", "before-attribution", min(0.8, coming.confidence)
        each.share = coming.share
        return
    if number + 1 < len(frame):
        following = frame[number + 1]
        if following.block - frame[number].block > 1:
            return
        same_block = following.block == frame[number].block
        is_about_it = same_block or (following.tokens[0].low in ("it", "that") and _is_of_words(following.tokens))
        found = _verdict(following.tokens, uses[number + 1]) if is_about_it else None
        if found is not None:
            phrase, rule, confidence = found
            each.speaker, each.rule, each.confidence = Speaker(following.tokens, phrase), rule, confidence
            each.attribution = "inferred"


def _is_of_words(tokens: Tokens) -> bool:
    """Does the sentence speak of the words above it: "It is the first thing Ortiz says when you sit down"?"""
    named = tokens[2 : min(len(tokens), 8)] if len(tokens) > 2 and tokens[1].low in phrases.BE else ()
    return any(token.low in _SPEECH or token.low in ("thing", "way") for token in named)


def _verdict(tokens: Tokens, uses: Sequence[VerbUse]) -> tuple[Phrase, str, float] | None:
    """The speaker that the next sentence names: "That was the verdict of Bill Chen"."""
    if tokens[0].low == "the":
        noun = phrases.phrase_at(tokens, 0)
        giver = _giver(tokens, noun) if noun is not None else None
        return (giver, "verdict", 0.85) if giver is not None else None
    if tokens[0].low not in ("that", "those", "this", "these", "such", "so", "it", "thus", "with"):
        return None
    for at in range(1, min(len(tokens), 12)):
        if tokens[at].low in _SPEECH and at + 2 < len(tokens) and tokens[at + 1].low in ("of", "from", "by", "that"):
            phrase = phrases.phrase_at(tokens, at + 2)
            if phrase is not None:
                return phrase, "verdict", 0.85
        if (
            tokens[at].low in _SPEECH
            and at
            and tokens[at - 1].low in phrases.POSSESSIVE
            and tokens[at - 2].kind == "name"
        ):
            return Phrase(at - 2, at - 1, at - 2, "name", (at - 2, at - 1)), "verdict", 0.85
    use = next((u for u in uses if u.subject is not None and u.first <= 12), None)
    if use is not None and use.subject is not None and use.subject.first > 0:
        return use.subject, "verdict", 0.75
    return None


def _lead(tokens: Tokens, uses: Sequence[VerbUse]) -> tuple[Phrase, VerbUse | None] | None:
    """Who a sentence without marks is about: the subject of its last verb of speech, else its subject."""
    use = next((u for u in reversed(uses) if u.subject is not None and u.kind not in ("near", "weak")), None)
    if use is not None and use.subject is not None:
        return use.subject, use
    gesture = next((u.subject for u in reversed(uses) if u.subject is not None and u.lemma in _GESTURES), None)
    if gesture is not None:
        return gesture, None
    phrase = phrases.main_subject(tokens, len(tokens))
    if phrase is None or tokens[phrase.head].low in ("it", "you", "there"):
        return None
    possessor = possessor_of(tokens, phrase) if tokens[phrase.head].low in _SPEECH else None
    return (possessor or phrase), None


_GESTURES = word_class("gesture")


def _is_someone(tokens: Tokens, phrase: Phrase) -> bool:
    """Can a quotation without a cue be this phrase's: a name, a pronoun, people?"""
    if phrase.kind != "nominal":
        return True
    head = tokens[phrase.head]
    kind = source_kinds().get(head.low)
    is_name = all(token.text[:1].isupper() for token in tokens[phrase.core[0] : phrase.core[1]])
    return kind in ("group", "anonymous", "org") or (is_name and tokens[phrase.first].low not in phrases.DET)


def _continue(each: Said, source: Said, rule: str, confidence: float) -> None:
    each.continues = source.mark
    if source.speaker is None:
        each.attribution, each.rule = "none", rule
        return
    each.speaker, each.attribution, each.rule = source.speaker, "continued", rule
    each.confidence = round(min(confidence, 0.03 + source.confidence * confidence), 3)
    each.share = source.share


# ------------------------------------------------------------------ kind, and what is no speech


_CLAUSE = (
    (phrases.AUX - {"not", "never"})
    | phrases.PRON
    | phrases.VERB
    | {"there", "’s", "'s", "’re", "'re", "’m", "'m", "let", "don’t", "don't"}
)


_JUDGED = frozenset(
    "accuse denounce condemn dismiss deride criticize criticise slam blast hail praise mock decry describe".split()
)


def _is_passive(tokens: Tokens, place: int) -> bool:
    """Do the words hang on a judgement without a judge: "was accused of a “quiet betrayal” of the islands"?"""
    for at in range(place - 1, max(0, place - 6), -1):
        token = tokens[at]
        if token.kind == "mark" or token.low in phrases.FINITE:
            return False
        cue = phrases.FORMS.get(token.low) if token.kind == "word" else None
        if cue is not None and cue.lemma in _JUDGED and cue.form in ("past", "participle"):
            back = at - 1
            while back > 0 and phrases.is_adverb(tokens[back]):
                back -= 1
            return tokens[back].low in phrases.BE
    return False


_BULLETS = frozenset("•‣▪◦·●*")
_ASKS = frozenset({"how", "why", "when", "where", "whether", "if", "what", "who"})


def _kind(body: str, tokens: Tokens, each: Said, mark: Marked) -> QuoteKind:
    inner = body[mark.start : mark.end]
    left = tokens[each.place - 1] if each.place else None
    right = tokens[each.place + 1] if each.place + 1 < len(tokens) else None
    words = inner.lower().replace("’", "'").split()
    is_clause = len(words) >= 3 and any(
        w.strip(".,;:!?") in _CLAUSE or "'" in w for w in words[: max(8, len(words) // 2)]
    )
    starts_upper = inner[:1].isupper() or not inner[:1].isalpha()
    ends = inner[-1:] in ".,!?…—-"
    cue = phrases.FORMS.get(left.low) if left is not None and left.kind == "word" else None
    is_cue = cue is not None and (cue.kind != "weak" or starts_upper)  # “not a flicker of remorse” is what he has shown
    if left is None or left.kind == "quote":
        if is_clause or starts_upper:
            return "direct"
        is_attributed = (
            right is None
            or right.kind == "mark"
            or (each.verb is not None and each.rule in ("QSV", "QVS", "continued"))
        )
        return "direct" if is_attributed and (ends or right is None) else "partial"
    if left.low in ("asked", "asks", "wondered", "wonders") and words and words[0] in _ASKS and inner[-1] not in ".?":
        return "partial"  # she asked “how many more must sink” before the board met
    if left.kind == "mark":
        if (left.text in _BULLETS and starts_upper) or (left.text == ";" and each.rule in ("QSV", "QVS")):
            return "direct"  # • “It leaks.”; “it floats”, said one; “it sinks”, said another
        if left.text == ":" or (left.text in _PARTING and (is_clause or (starts_upper and ends))):
            return "direct"
        return "direct" if is_clause and starts_upper else "partial"
    if (
        is_cue
        or left.low in ("and", "but", "as", "still", "yet")
        or phrases.is_adverb(left)
        or left.low in ("reporters", "him", "her", "them", "me", "us")
    ):
        return (
            "direct"
            if (is_clause and (starts_upper or is_cue)) or (starts_upper and ends and len(words) > 1)
            else "partial"
        )
    return "direct" if starts_upper and is_clause and ends and len(words) >= 6 and left.low != "that" else "partial"


def _is_speech(body: str, tokens: Tokens, each: Said, mark: Marked, style: Style) -> bool:
    """Is this said by someone, and no title, nickname, term or slogan?"""
    inner = body[mark.start : mark.end]
    words = inner.split()
    place = each.place
    left = tokens[place - 1] if place else None
    right = tokens[place + 1] if place + 1 < len(tokens) else None
    if not any(c.isalnum() for c in inner):
        return False
    ends = inner[-1] in ".,!?…"
    is_adjacent = each.rule in _ADJACENT and (each.verb is None or each.verb.kind != "weak")
    if left is not None and right is not None and left.kind == "name" and len(words) <= 3 and not ends:
        is_nickname = right.kind in ("name", "word") and right.text[:1].isupper() and right.start - mark.outer.end == 1
        if is_nickname:
            return False  # Bill “Buddy” Chen
    bare = [word.strip(".,;:!?…‘’'()[]") for word in words]
    content = [w for w in bare if w and w.lower() not in phrases.SMALL]
    is_titled = len(words) >= 2 and bool(content) and not any(w[0].islower() for w in content)
    firm_end = inner[-1] in ".!?…"
    if left is not None and left.kind == "word":
        back = tokens[max(0, place - 4) : place]
        if left.low in _TITLED and len(words) <= 12 and (is_titled or left.low in _NAMING):
            return False
        if left.low == "as" and any(t.low in _SOLD for t in back) and len(words) <= 6:
            return False
        if is_titled and any(t.low in _TITLED for t in back) and not is_adjacent:
            return False
        if is_titled and inner[-1] not in "!?…" and left.low in _HOLDS_TITLE:
            return False
    if is_titled and left is not None and left.text == "," and place > 1 and tokens[place - 2].low in _TITLED:
        return False
    cue = phrases.FORMS.get(left.low) if left is not None and left.kind == "word" else None
    is_governed = cue is not None and cue.kind != "weak"
    if is_titled and not is_adjacent and not firm_end and each.confidence < 0.85 and not is_governed:
        return False
    if each.speaker is not None and each.confidence >= 0.45:
        return mark.style == style or mark.style == "double" or is_adjacent or len(words) > 5
    if mark.continues:
        return True
    if _is_passive(tokens, place):
        return True
    # nobody says it: whole utterances stay, words of the reporter's own clause do not
    if each.speaker is not None and (ends or len(words) > 5):
        return True
    is_whole = inner[:1].isupper() and (left is None or left.kind in ("mark", "quote"))
    if each.kind == "direct" and is_whole and (firm_end or len(words) >= 4 or (left is None and len(words) >= 2)):
        return True
    return len(words) >= 7
