"""A text of which only some stretches can be read: every other letter is a dot, and every position stays true."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

DOT = "·"
_SPACES = np.array([chr(n).isspace() for n in range(0x3001)] + [False])  # U+3000 is the last of them


def masked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with a dot for each character outside of the spans that is no white space.

    Positions, words and paragraphs are those of the whole text. Spans are ``[start, end)`` in code points.

    >>> masked("Rain fell. “Bring boats,” she said.", [(12, 24)])
    '···· ····· ·Bring boats,· ··· ·····'
    """
    points = _points(text)
    letters = ~_SPACES[np.minimum(points, len(_SPACES) - 1)]
    for start, end in spans:
        letters[max(0, start) : end] = False
    points[letters] = ord(DOT)
    return points.tobytes().decode("utf-32-le")


def _points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le"), "<u4").copy()


def windows(text: str, spans: Iterable[tuple[int, int]], size: int) -> list[tuple[int, int]]:
    """The spans with up to `size` characters more on either side, cut back to whole words.

    >>> text = "She came late. “No,” she said. All left."
    >>> [text[a:b] for a, b in windows(text, [(16, 18)], 12)]
    ['came late. “No,” she said.']
    """
    found = []
    for start, end in spans:
        left, right = max(0, start - size), min(len(text), end + size)
        while 0 < left < start and not text[left - 1].isspace():
            left += 1
        while end < right < len(text) and not text[right].isspace():
            right -= 1
        found.append((left, right))
    return found


def length(spans: Iterable[tuple[int, int]]) -> int:
    """Characters in the union of spans.

    >>> length([(0, 4), (2, 6), (8, 9)])
    7
    """
    total, reached = 0, 0
    for start, end in sorted(spans):
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total


def shown(
    text: str, quoted: Sequence[tuple[int, int]], kept: Sequence[tuple[int, int]], size: int, most: float
) -> list[tuple[int, int]]:
    """What of a text an excerpt shows: `kept`, and the quotations with a window of up to `size` characters.

    The window is the largest with which all of it is at most the share `most` of the text; none where none is that.

    >>> text = "She came late. “No,” she said. All left."
    >>> [text[a:b] for a, b in shown(text, [(16, 18)], [], 12, 0.5)]
    ['late. “No,” she']
    """
    least, largest = 0, size
    found = [*windows(text, quoted, size), *kept]
    limit = most * len(text)
    if length(found) <= limit:
        return found
    while least < largest:  # a larger window never shows less
        middle = (least + largest + 1) // 2
        if length([*windows(text, quoted, middle), *kept]) <= limit:
            least = middle
        else:
            largest = middle - 1
    return [*windows(text, quoted, least), *kept]
