"""What a container gives out, and how much of it."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, cast

from corpus.errors import ReadError
from corpus.record import Beside

HEAD = 65_536
"""How many bytes of a document are looked at to know what it is."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is opened, and how long one item may take, before it is refused.

    Args:
        depth: containers in containers.
        members: of one container.
        bytes: decompressed bytes of one member; None for any number.
        ratio: decompressed bytes for each compressed one, looked at beyond 100 MB. Texts of newspapers shrink to a
            tenth, repetitive XML to a fiftieth; what is made to harm shrinks to a thousandth.
        seconds: of the clock that reading one article may take.
    """

    depth: int = 5
    members: int = 5_000_000
    bytes: int | None = None
    ratio: int = 200
    seconds: int = 120


@dataclass(frozen=True, slots=True)
class Facts:
    """What a container says of a member that the member may not say itself.

    `item` is the member's id in the container (a WARC record's), `url` where it was fetched, `retrieved_at` when (UTC).
    `guid` is set where the member is not what stands at `url` but was made of it, and so is another item.
    """

    item: str | None = None
    guid: str | None = None
    url: str | None = None
    retrieved_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document: its name, its first `HEAD` bytes, and a stream that stands at its beginning.

    `format` is set where the container says what the document is; `is_leaf` where it is not to be opened further.
    """

    uri: str
    head: bytes
    stream: BinaryIO
    beside: Beside | None = None
    facts: Facts = field(default_factory=Facts)
    format: str | None = None
    is_leaf: bool = False


class _Prefixed(io.RawIOBase):
    """A stream that begins with bytes that were read off it already."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        self._head, self._stream = memoryview(head), stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast("bytearray", buffer)).cast("B")
        if self._head:
            piece = self._head[: len(view)]
            view[: len(piece)] = piece
            self._head = self._head[len(piece) :]
            return len(piece)
        data = self._stream.read(len(view))
        view[: len(data)] = data
        return len(data)


class Counting(io.RawIOBase):
    """A stream that counts the bytes that are read off it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self.count = stream, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(cast("bytearray", buffer)).cast("B")
        data = self._stream.read(len(view))
        view[: len(data)] = data
        self.count += len(data)
        return len(data)


class Capped(Counting):
    """A stream of a container's member that raises `ReadError` when it gives more than the limits allow.

    Args:
        stream: the member's decompressed bytes.
        uri: for the message.
        limits: how much it may give.
        packed: a function that says how many compressed bytes have been read for it; None where the ratio is no matter.
    """

    def __init__(self, stream: BinaryIO, uri: str, limits: Limits, packed: object = None) -> None:
        super().__init__(stream)
        self._uri, self._limits, self._packed = uri, limits, packed if callable(packed) else None
        self._is_full = False

    def readinto(self, buffer: object) -> int:
        read = 0 if self._is_full else super().readinto(buffer)
        if self._limits.bytes is not None and self.count > self._limits.bytes:
            read -= self.count - self._limits.bytes if not self._is_full else 0
            self._is_full = True
            if read <= 0:
                why = f"more than {self._limits.bytes:,} bytes decompressed; the rest is left"
                raise ReadError(self._uri, why, code="archive-limit")
        if self._packed and self.count > 100_000_000 and self.count > self._limits.ratio * max(self._packed(), 1):
            why = f"more than {self._limits.ratio} bytes decompressed for each compressed one"
            raise ReadError(self._uri, why, code="archive-limit")
        return read


class _Until(io.RawIOBase):
    def __init__(self, stream: io.RawIOBase) -> None:
        self._stream, self.fault = stream, cast("ReadError | None", None)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        if self.fault is None:
            try:
                return self._stream.readinto(cast("bytearray", buffer)) or 0
            except ReadError as error:
                self.fault = error
        return 0


class Ending(io.BufferedReader):
    """A stream that ends where another one raises `ReadError`, so that all that came before can be read.

    `below` is a stream of this kind that it reads from, which may end first.
    """

    def __init__(self, stream: io.RawIOBase, below: object = None) -> None:
        self._until = _Until(stream)
        self._below = below
        super().__init__(self._until, 1 << 16)

    @property
    def fault(self) -> ReadError | None:
        """Why it ended before its end, once it has been read so far."""
        if self._until.fault is None and isinstance(self._below, Ending):
            return self._below.fault
        return self._until.fault


def peek(stream: BinaryIO) -> tuple[bytes, BinaryIO]:
    """The first `HEAD` bytes, and a stream that still begins with them."""
    head = b""
    while len(head) < HEAD and (piece := stream.read(HEAD - len(head))):
        head += piece
    if stream.seekable():
        stream.seek(0)
        return head, stream
    return head, Ending(_Prefixed(head, stream), below=stream)
