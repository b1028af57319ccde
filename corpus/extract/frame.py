"""The reporter's own sentences: every pair of marks is one token in them, and so is every name.

In this frame a sentence of many clauses in marks is as short as its attribution, and what a quoted speaker says can not
be taken for what the reporter says.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from corpus.extract import cues
from corpus.extract.marks import Marked
from corpus.extract.tokens import Sentence
from corpus.record import Mention, Span

TokenKind = Literal["word", "mark", "name", "quote"]


class FrameToken(NamedTuple):
    """A word, a mark, a name or a pair of marks, at ``[start, end)`` of the body.

    `ref` is the position of the name or of the pair of marks in the list that the frame was built with.
    """

    start: int
    end: int
    text: str
    low: str
    kind: TokenKind
    ref: int


class FrameSentence(NamedTuple):
    """One sentence of the reporter, in block `block`. `ends` says that it stands last in its block."""

    tokens: tuple[FrameToken, ...]
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
    for at, token in enumerate(flat):
        end, text = token.end, token.text
        while cut[block].end < end and block + 1 < len(cut):
            block += 1
        if at == last or flat[at + 1].start >= cut[block].end:
            is_end = True
        elif token.kind == "quote":
            is_end = _ends_with_quote(token, flat[at + 1])
        elif end in firm:
            is_end = text[-1] in ".!?…;)]"
        else:
            is_end = text in _STOPS and flat[at + 1].kind == "quote"
        if is_end or at - start >= _LONGEST:
            found.append(FrameSentence(tuple(flat[start : at + 1]), block))
            start = at + 1
    return _rejoin(found)


def _collapse(
    sentences: Sequence[Sentence], marks: Sequence[Marked], names: Sequence[Mention], body: str
) -> list[FrameToken]:
    """Every token outside of marks and names, and one for each of those, in order."""
    flat: list[FrameToken] = []
    mark = name = done = 0
    far = len(body) + 1
    mark_start = marks[0].outer.start if marks else far
    name_start = names[0].start if names else far
    for sentence in sentences:
        for start, end, text in sentence.tokens:
            if start < done:
                continue
            if mark_start < end:
                while mark < len(marks) and marks[mark].outer.start < end:
                    outer = marks[mark].outer
                    if outer.end > done:
                        flat.append(FrameToken(outer.start, outer.end, outer.of(body), "“”", "quote", mark))
                        done = outer.end
                    mark += 1
                mark_start = marks[mark].outer.start if mark < len(marks) else far
                if start < done:
                    continue
            if name_start <= start:
                while name < len(names) and names[name].start < start:
                    name += 1
                name_start = names[name].start if name < len(names) else far
                if name_start == start:
                    each = names[name]
                    flat.append(FrameToken(start, each.end, each.text, each.text.lower(), "name", name))
                    done = each.end
                    continue
            is_word = text[0].isalnum() or (text[0] in "'’@#" and len(text) > 1)
            # FrameToken(...) goes through a Python function; every word of the corpus comes by here
            flat.append(tuple.__new__(FrameToken, (start, end, text, text.lower(), "word" if is_word else "mark", -1)))
    return flat


def _ends_with_quote(quote: FrameToken, following: FrameToken) -> bool:
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


def _looks_back(tokens: tuple[FrameToken, ...], quote: str) -> bool:
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
        if tokens[at - 1].low in cues.word_class("det") | cues.word_class("prep"):
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
