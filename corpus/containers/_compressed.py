"""Files that are only compressed: gzip, bzip2, xz, zstandard."""

from __future__ import annotations

import bz2
import contextlib
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
            # One step at a time: what several steps gave would be lost with a fault in the last of them.
            data: bytes = self._stream.read1(size)  # type: ignore[attr-defined]  # streams of the standard library have it
        except _FAULTS as error:
            why = f"the {self._kind} data is damaged or cut off after {self._given:,} decompressed bytes, "
            why += f"which are kept: {error}"
            raise ReadError(self._uri, why, code="archive-damaged") from error
        self._given += len(data)
        return data


class _Gzip:
    """The content of gzip members (RFC 1952), one after the other, up to the very byte where one is damaged.

    The library's own reader gives nothing of what it decompressed together with a fault.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._rest = b""
        self._ready = b""
        self._engine: zlib._Decompress | None = None
        self._crc = self._size = self._members = 0
        self._fault: Exception | None = None

    def read1(self, size: int = -1) -> bytes:
        while not self._ready and self._fault is None:
            try:
                if self._engine is None and not self._begin():
                    return b""
                self._step(max(size, _PIECE))
            except (EOFError, OSError, zlib.error) as error:
                self._fault = error
        if not self._ready and self._fault is not None:
            raise self._fault
        data = self._ready if size < 0 else self._ready[:size]
        self._ready = self._ready[len(data) :]
        return data

    def _step(self, most: int) -> None:
        engine = self._engine
        if engine is None:
            return
        packed = self._rest or self._stream.read(_PIECE)
        if not packed:
            raise EOFError("it ends before its end mark")
        before = engine.copy()
        try:
            self._ready = engine.decompress(packed, most)
        except zlib.error:
            self._ready = _salvaged(before, packed)
            raise
        self._rest = engine.unused_data if engine.eof else engine.unconsumed_tail
        self._crc = zlib.crc32(self._ready, self._crc)
        self._size += len(self._ready)
        if engine.eof:
            self._engine = None
            trailer = self._take(8)
            if int.from_bytes(trailer[:4], "little") != self._crc:
                raise OSError("the checksum is another one")
            if int.from_bytes(trailer[4:], "little") != self._size & 0xFFFFFFFF:
                raise OSError("the length is another one")

    def _begin(self) -> bool:
        """Read the header of the next member; False at the end. Zeros between members are padding."""
        while self._members:
            self._rest = self._rest.lstrip(b"\0")
            if self._rest or not (more := self._stream.read(_PIECE)):
                break
            self._rest = more
        self._rest = self._rest or self._stream.read(_PIECE)
        if not self._rest:
            return False
        fixed = self._take(10) if len(self._rest) >= 2 and self._rest.startswith(b"\x1f\x8b") else b""
        if fixed[2:3] != b"\x08":
            raise OSError(f"what follows is no gzip data ({self._rest[:8]!r})")
        flags = fixed[3]
        if flags & 4:
            self._take(int.from_bytes(self._take(2), "little"))
        for flag in (8, 16):  # a name, a comment
            while flags & flag:
                _, end, self._rest = self._rest.partition(b"\0")
                if end:
                    break
                if not (more := self._stream.read(_PIECE)):
                    raise EOFError("it ends before its end mark")
                self._rest = more
        if flags & 2:
            self._take(2)
        self._engine = zlib.decompressobj(-zlib.MAX_WBITS)
        self._crc = self._size = 0
        self._members += 1
        return True

    def _take(self, size: int) -> bytes:
        while len(self._rest) < size:
            more = self._stream.read(_PIECE)
            if not more:
                raise EOFError("it ends before its end mark")
            self._rest += more
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken


def _salvaged(engine: zlib._Decompress, packed: bytes) -> bytes:
    """What comes before the fault in a piece of deflate data; 64 MB at most."""
    found: list[bytes] = []
    with contextlib.suppress(zlib.error):  # the fault that is known
        found.extend(engine.decompress(packed[at : at + 1]) for at in range(len(packed)))
    return b"".join(found)


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

    def read1(self, size: int = -1) -> bytes:
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
    "gzip": lambda stream: cast("BinaryIO", _Gzip(stream)),
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
