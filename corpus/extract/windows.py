"""A text in pieces that a model can take, so that no name is lost at a cut."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from corpus.extract.tokens import sentences
from corpus.record import Span

_ATOM = re.compile(r"\S+\s*")
_OVERLAP = 8  # a cut within a sentence gives the next piece this part of the one before once more


def windows(text: str, most: int, size: Callable[[str], int] = len) -> Iterator[Span]:
    """Ranges of the text, in order, each of `most` at most as `size` measures it; none for a text of blanks.

    They are cut between sentences. A sentence that is larger by itself is cut between words (a word that is, between
    letters), and its pieces overlap by an eighth, so that a name at the cut is whole in one of them. `size` must grow
    with the text, by no more than one a code point, and be the sum of its parts' sizes where they are cut.

    >>> text = "Ortiz left. Lund stayed. It rained."
    >>> [w.of(text) for w in windows(text, 24)]
    ['Ortiz left. Lund stayed.', 'It rained.']
    """
    if not text.strip():
        return
    if size(text) <= most:
        yield Span(0, len(text))
        return
    start = end = None
    for sentence in sentences(text):
        if start is not None and end is not None and size(text[start : sentence.span.end]) > most:
            yield Span(start, end)
            start = end = None
        if size(sentence.span.of(text)) > most:
            yield from _cut(text, sentence.span, most, size)
        else:
            start, end = sentence.span.start if start is None else start, sentence.span.end
    if start is not None and end is not None:
        yield Span(start, end)


def _cut(text: str, sentence: Span, most: int, size: Callable[[str], int]) -> Iterator[Span]:
    """Pieces of a sentence that is too large."""
    atoms: list[tuple[int, int]] = []  # where a word begins, and its size with the blanks behind it
    for match in _ATOM.finditer(text, sentence.start, sentence.end):
        if size(match[0]) <= most:
            atoms.append((match.start(), size(match[0])))
        else:
            step = max(1, most // _OVERLAP)
            cuts = range(match.start(), match.end(), step)
            atoms.extend((at, size(text[at : min(at + step, match.end())])) for at in cuts)
    first = 0
    while first < len(atoms):
        last, held = first, 0
        while last < len(atoms) and (last == first or held + atoms[last][1] <= most):
            held += atoms[last][1]
            last += 1
        end = atoms[last][0] if last < len(atoms) else sentence.end
        yield Span(atoms[first][0], end)
        if last == len(atoms):
            return
        back, again = last, 0
        while back > first + 1 and again + atoms[back - 1][1] <= most // _OVERLAP:
            back -= 1
            again += atoms[back][1]
        first = back
