"""What is plainly said in a language without rules of its own: rows without a speaker, by script and punctuation."""

from __future__ import annotations

from collections.abc import Sequence

from corpus.extract.attribution import Said
from corpus.extract.clauses_abroad import opens_like_a_sentence
from corpus.extract.frame import FrameSentence
from corpus.extract.marks import Marked, Style


def unattributed(body: str, frame: Sequence[FrameSentence], marks: Sequence[Marked], style: Style) -> list[Said]:
    """What is plainly an utterance, without a speaker."""
    found: list[Said] = []
    for number, sentence in enumerate(frame):
        for place, token in enumerate(sentence.tokens):
            if token.kind != "quote":
                continue
            mark = marks[token.ref]
            inner = body[mark.start : mark.end]
            before = body[max(0, mark.outer.start - 2) : mark.outer.start].rstrip()[-1:]
            after = body[mark.outer.end : mark.outer.end + 2].lstrip()[:1]
            each = Said(mark=token.ref, sentence=number, place=place)
            is_first = place == 0 or mark.outer.start == sentence.tokens[0].start
            each.is_speech = mark.style == style and is_utterance(inner, "" if is_first else before, after)
            each.kind = "direct"
            found.append(each)
    return found


def is_utterance(inner: str, before: str = "", after: str = "") -> bool:
    """Is what stands in these marks plainly said, by the rule for its script? `before` and `after` stand beside them.

    Closing punctuation inside, or a colon, comma or sentence end beside the marks, speaks for it; few words against.

    >>> is_utterance("橋は九月に開通します"), is_utterance("青い鳥")
    (True, False)
    >>> is_utterance("Мы ничего об этом не знали"), is_utterance("Красный туман", "м")
    (True, False)
    """
    is_ended = inner[-1:] in _FULL_STOPS
    is_beside = not before or before in ":：,，、" or (after != "" and after in ",，،")
    letters = [c for c in inner if c.isalpha()]
    if not letters:
        return False
    unspaced = sum(_is_unspaced(c) for c in letters)
    if 2 * unspaced > len(letters):
        count = len(letters)
        is_led = before in tuple(",，、") or inner[-1] in ",，、"
        return count >= 10 or (count >= 6 and is_led) or (count >= 4 and (is_ended or before in tuple(":：")))
    words = len(inner.split())
    if not _has_case(letters[0]):
        is_korean = 0xAC00 <= ord(letters[0]) <= 0xD7A3 and letters[-1] in "다요까죠"
        return words > 4 or (words > 2 and is_beside) or (words > 1 and (is_ended or is_korean))
    if not opens_like_a_sentence(inner):
        return False
    is_led = before != "" and before in ":,"
    return (words > 1 and is_ended) or (words > 2 and is_led) or (words > 3 and is_beside) or words > 7


_FULL_STOPS = frozenset(".!?…。！？｡؟۔।॥։።")


def _is_unspaced(letter: str) -> bool:
    """Is it of a script that sets no blanks between words: Han, kana, Thai, Lao, Burmese, Khmer?"""
    code = ord(letter)
    return (
        0x3040 <= code <= 0x30FF
        or 0x3400 <= code <= 0x9FFF
        or 0xF900 <= code <= 0xFAFF
        or 0x20000 <= code <= 0x3FFFF
        or 0x0E00 <= code <= 0x0EFF
        or 0x1000 <= code <= 0x109F
        or 0x1780 <= code <= 0x17FF
    )


def _has_case(letter: str) -> bool:
    """Is it of a script that begins its sentences with capitals? Georgian has some and does not."""
    return letter.lower() != letter.upper() and not 0x10D0 <= ord(letter) <= 0x10FF
