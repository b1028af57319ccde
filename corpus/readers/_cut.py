"""A file of many items cut into its items as it streams by: each begins where a pattern matches."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

_CHUNK = 1 << 18


class Piece(NamedTuple):
    """The bytes from one beginning to the next. `number` counts from 1; 0 is what stands before the first beginning.

    Of a piece longer than the limit only its first bytes are here, and `is_whole` is False.
    """

    number: int
    data: bytes
    is_whole: bool


def pieces(stream: BinaryIO, begin: re.Pattern[bytes], *, largest: int, longest_begin: int = 64) -> Iterator[Piece]:
    r"""Cut the stream before each match of `begin`, holding no more than one piece and `largest` bytes of it.

    `longest_begin` is the length of the longest match, with what a lookahead needs. Time is linear in the stream.

    >>> import io
    >>> [p.data for p in pieces(io.BytesIO(b"junk<a>1<a>2"), re.compile(b"<a>"), largest=9)]
    [b'junk', b'<a>1', b'<a>2']
    """
    held = bytearray()  # from the beginning of the piece on
    number, searched, is_whole = 0, 0, True
    while chunk := stream.read(_CHUNK):
        held += chunk
        # A beginning may be cut in two by the end of a chunk: it waits for the next.
        sure = max(len(held) - longest_begin, 0)
        while (found := begin.search(held, searched)) and found.start() < sure:
            if number or found.start():
                yield Piece(number, bytes(held[: min(found.start(), largest)]), is_whole and found.start() <= largest)
            searched = max(found.end() - found.start(), 1)
            del held[: found.start()]
            sure -= found.start()
            number, is_whole = number + 1, True
        searched = max(searched, sure)
        if searched > largest:  # the rest of a piece that is too long goes by unseen
            del held[largest:searched]
            searched, is_whole = largest, False
    starts = [0, *(found.start() for found in begin.finditer(held, searched)), len(held)]
    for start, end in itertools.pairwise(starts):
        if number or end:
            yield Piece(number, bytes(held[start : min(end, start + largest)]), is_whole and end - start <= largest)
        number, is_whole = number + 1, True
