"""The reporter's own sentences: every pair of marks is one token in them, and so is every name.

In this frame a sentence of many clauses in marks is as short as its attribution, and what a quoted speaker says can not
be taken for what the reporter says.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from corpus.extract import cues
from corpus.extract.marks import Marked
from corpus.extract.tokens import Sentence, Token, TokenKind
from corpus.record import Mention, Span


class FrameSentence(NamedTuple):
    """One sentence of the reporter, in block `block`. `ends` says that it stands last in its block."""

    tokens: tuple[Token, ...]
    block: int


_LONGEST = 160
"""Tokens of the longest sentence: what is longer is a list or no prose, and is cut so that time stays linear."""
_STOPS = frozenset(".!?…")


def build(
    body: str, cut: Sequence[Span], sentences: Sequence[Sentence], marks: Sequence[Marked], names: Sequence[Mention]
) -> list[FrameSentence]:
    """The frame of a body. `names` are its mentions by name, in order; those within marks are left out."""
    firm = {s.span.end for s in sentences}
    flat = _collapse(sentences, marks, names, body)
    found: list[FrameSentence] = []
    block = start = 0
    last = len(flat) - 1
    # every sentence ends with one of these tokens, and so does every block
    for at in [i for i, t in enumerate(flat) if t.text in _STOPS or t.kind == "quote" or t.end in firm]:
        token = flat[at]
        while cut[block].end < token.end and block + 1 < len(cut):
            block += 1
        while at - start > _LONGEST:
            found.append(FrameSentence(tuple(flat[start : start + _LONGEST + 1]), block))
            start += _LONGEST + 1
        if at == last or flat[at + 1].start >= cut[block].end:
            is_end = True
        elif token.kind == "quote":
            is_end = _ends_with_quote(token, flat[at + 1])
        elif token.end in firm:
            is_end = token.text[-1] in ".!?…;)]"
        else:
            is_end = flat[at + 1].kind == "quote"
        if is_end or at - start >= _LONGEST:
            found.append(FrameSentence(tuple(flat[start : at + 1]), block))
            start = at + 1
    return _rejoin(found)


def _collapse(
    sentences: Sequence[Sentence], marks: Sequence[Marked], names: Sequence[Mention], body: str
) -> list[Token]:
    """Every token outside of marks and names, and one for each of those, in order."""
    tokens = [token for sentence in sentences for token in sentence.tokens]
    wholes: list[tuple[int, int, TokenKind, int]] = [
        (m.outer.start, m.outer.end, "quote", i) for i, m in enumerate(marks)
    ]
    wholes += [(name.start, name.end, "name", i) for i, name in enumerate(names)]
    wholes.sort()
    flat: list[Token] = []
    done = 0
    for start, end, kind, ref in wholes:
        first = bisect_left(tokens, (start,), done)
        text = body[start:end]
        if kind == "name":
            if first == len(tokens) or tokens[first].start != start:
                continue
            whole = Token(start, end, text, text.lower(), "name", ref)
        else:
            if first > done and tokens[first - 1].end > start:
                first -= 1  # a mark within a word
            whole = Token(start, end, text, "“”", "quote", ref)
        flat += tokens[done:first]
        flat.append(whole)
        done = bisect_left(tokens, (end,), first)
    return flat + tokens[done:]


def _ends_with_quote(quote: Token, following: Token) -> bool:
    """Does a sentence end with this pair of marks?"""
    inner = quote.text.rstrip("”\"'’»“`」』〞›‘＂ \u00a0\u202f")
    if not inner or inner[-1] not in ".!?…":
        return False
    return following.kind == "quote" or (not following.text[0].islower() and following.kind != "mark")


def _rejoin(found: list[FrameSentence]) -> list[FrameSentence]:
    """Join what was cut between a quotation and its attribution: “Are you sure?” Ortiz asked."""
    joined: list[FrameSentence] = []
    for sentence in found:
        before = joined[-1] if joined else None
        if (
            before is not None
            and before.block == sentence.block
            and before.tokens[-1].kind == "quote"
            and len(before.tokens) < _LONGEST
            and _looks_back(sentence.tokens, before.tokens[-1].text)
        ):
            joined[-1] = FrameSentence(before.tokens + sentence.tokens, before.block)
        else:
            joined.append(sentence)
    return joined


_NO_SUBJECT = frozenset(",;:—–-.!?…")


def _looks_back(tokens: tuple[Token, ...], quote: str) -> bool:
    """Is this a sentence "Ortiz asked." that belongs to the quotation before it?

    After a question, an exclamation or a dash any "subject, verb" does; after a full stop only a bare one.
    """
    known = cues.forms()
    for at, token in enumerate(tokens[:9]):
        if token.kind == "quote" or token.text in _NO_SUBJECT:
            return False
        cue = known.get(token.low) if token.kind == "word" else None
        if cue is None or cue.form in ("ing", "base") or at == 0 or (cue.kind == "weak" and at + 2 < len(tokens)):
            continue
        if cue.kind == "told" and at + 1 >= len(tokens):
            return False
        if tokens[at - 1].low in _NO_VERB_AFTER:
            continue
        after = tokens[at + 1 :]
        is_full_stop = quote.rstrip("”\"'’»“`」』〞›‘＂ \u00a0\u202f").endswith(".")
        if not after or after[0].text == ".":
            return True
        if is_full_stop:
            return (
                len(after) <= 3 and after[-1].text == "." and after[0].kind == "word" and after[0].low not in _GOES_ON
            )
        return after[0].kind != "quote" and after[0].text != ":" and after[0].low not in _GOES_ON
    return False


_GOES_ON = cues.word_class("goes-on")
_NO_VERB_AFTER = cues.word_class("det") | cues.word_class("prep")
