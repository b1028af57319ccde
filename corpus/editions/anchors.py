"""Where a stretch of text stood, told without the text: keyed hashes of it and of what was around it.

The idea is that of the TextQuoteSelector (W3C Web Annotation Data Model, section 4.2.4: exact, prefix, suffix), with
hashes in place of the words. The key is the hash of the article's whole body, so that no table made for one article is
of use for another. A short text could be guessed from its hash, so only one of `LEAST` characters or more has a hash of
its own; every one has that of itself with `AROUND` characters on either side.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict

AROUND = 16
LEAST = 24
HEX_DIGITS = 16

# White space, so that no text holds it next to what it parts.
_GAP = "\x1f"


def text_hash(key: bytes, text: str, start: int, end: int) -> str | None:
    """The hash of ``text[start:end]``; None where it is so short that it could be guessed."""
    return _hash(key, text[start:end]) if end - start >= LEAST else None


def context_hash(key: bytes, text: str, start: int, end: int) -> str:
    """The hash of ``text[start:end]`` and of what stands around it."""
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    return _hash(key, f"{before}{_GAP}{text[start:end]}{_GAP}{after}")


def _hash(key: bytes, words: str) -> str:
    return hashlib.blake2b(words.encode("utf-8", "surrogatepass"), key=key, digest_size=HEX_DIGITS // 2).hexdigest()


class Finder:
    """A text in which stretches of another version of it are found again."""

    def __init__(self, key: bytes, text: str) -> None:
        self._key, self._text, self._shift = key, text, 0
        self._places: dict[tuple[int, bool], dict[str, list[int]]] = {}

    def find(self, start: int, end: int, of_text: str | None, of_context: str) -> tuple[int, int] | None:
        """Where a stretch that was at ``[start, end)`` is now; None where it is nowhere, or may be at several places.

        It is where it was, or as far from there as the one before; else where its context stands, or it alone.
        """
        length = end - start
        for shift in (self._shift, 0):
            first = start + shift
            is_inside = first >= 0 and first + length <= len(self._text)
            if is_inside and context_hash(self._key, self._text, first, first + length) == of_context:
                self._shift = shift
                return first, first + length
        for wanted, is_context in ((of_context, True), (of_text, False)):
            places = [] if wanted is None else self._all(length, is_context=is_context).get(wanted, [])
            if len(places) == 1:
                self._shift = places[0] - start
                return places[0], places[0] + length
            if places:
                return None
        return None

    def _all(self, length: int, *, is_context: bool) -> dict[str, list[int]]:
        """Every place of this length by its hash."""
        if (length, is_context) not in self._places:
            places: dict[str, list[int]] = defaultdict(list)
            for first in range(len(self._text) - length + 1):
                end = first + length
                if is_context:
                    places[context_hash(self._key, self._text, first, end)].append(first)
                elif (alone := text_hash(self._key, self._text, first, end)) is not None:
                    places[alone].append(first)
            self._places[length, is_context] = dict(places)
        return self._places[length, is_context]
