"""Files that are only compressed: gzip, bzip2, xz, zstandard."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Callable
from typing import BinaryIO, cast

import zstandard

from corpus.containers._document import Capped, Counting, Limits
from corpus.errors import ReadError

_MAGIC = {
    b"\x1f\x8b\x08": "gzip",  # RFC 1952 §2.3.1
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "zstandard",  # RFC 8878 §3.1.1
}
_PIECE = 1 << 16  # compressed bytes at a time: what they give is held
_FAULTS = (zlib.error, lzma.LZMAError, zstandard.ZstdError, EOFError, OSError)


def kind_of(head: bytes) -> str | None:
    """How the bytes are compressed; None where they are not."""
    found = next((kind for magic, kind in _MAGIC.items() if head.startswith(magic)), None)
    return None if found == "bzip2" and not (head[3:4].isdigit() and head[4:10] == b"1AY&SY") else found


class _Saying(io.RawIOBase):
    """A decompressed stream whose faults are a `ReadError`."""

    def __init__(self, stream: BinaryIO, uri: str, kind: str) -> None:
        self._stream, self._uri, self._kind, self._given = stream, uri, kind, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        try:
            data = self._stream.read(size)
        except _FAULTS as error:
            why = f"the {self._kind} data is damaged or cut off after {self._given:,} decompressed bytes: {error}"
            raise ReadError(self._uri, why, code="archive-damaged") from error
        self._given += len(data)
        return data


class _Zstandard(io.RawIOBase):
    """The content of zstandard frames (RFC 8878), one after the other; `EOFError` where the last one is cut off.

    The library's own reader ends in silence there.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._ready = stream, b""
        self._engine = self._frame()
        self._is_inside = False

    @staticmethod
    def _frame() -> zstandard.ZstdDecompressionObj:
        # 128 MB: what `zstd --long` asks of a reader at most by default.
        return zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        rest = b""
        while not self._ready:
            packed = rest or self._stream.read(_PIECE)
            if not packed:
                if self._is_inside:
                    raise EOFError("the last frame has no end")
                return b""
            self._ready = self._engine.decompress(packed)
            self._is_inside, rest = not self._engine.eof, b""
            if self._engine.eof:
                rest = self._engine.unused_data
                self._engine = self._frame()
                if self._ready and rest:  # kept for the next call
                    self._stream = cast("BinaryIO", _Before(rest, self._stream))
        data = self._ready if size < 0 else self._ready[:size]
        self._ready = self._ready[len(data) :]
        return data


class _Before:
    """A stream with bytes put back before it."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head, self._stream = head, stream

    def read(self, size: int) -> bytes:
        head, self._head = self._head[:size], self._head[size:]
        return head or self._stream.read(size)


_OPENERS: dict[str, Callable[[BinaryIO], BinaryIO]] = {
    "gzip": lambda stream: cast("BinaryIO", gzip.GzipFile(fileobj=stream)),
    "bzip2": lambda stream: cast("BinaryIO", bz2.BZ2File(stream)),
    "xz": lambda stream: cast("BinaryIO", lzma.LZMAFile(stream)),  # noqa: SIM115  (closed with the input)
    "zstandard": lambda stream: cast("BinaryIO", _Zstandard(stream)),
}


def opened(stream: BinaryIO, kind: str, uri: str, limits: Limits) -> io.RawIOBase:
    """The decompressed bytes of a stream, all of its members or frames, within the limits.

    Reading raises `ReadError`: `archive-damaged` where the data is, `archive-limit` where there is too much.
    """
    counting = Counting(stream)
    packed = cast("BinaryIO", io.BufferedReader(counting))
    saying = cast("BinaryIO", _Saying(_OPENERS[kind](packed), uri, kind))
    return Capped(saying, uri, limits, packed=lambda: counting.count)
