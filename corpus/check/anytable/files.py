"""The bytes of a resource: where its files lie, whether they are those that the descriptor names, how to read them."""

from __future__ import annotations

import bz2
import codecs
import gzip
import hashlib
import io
import lzma
import os
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from corpus import package
from corpus.errors import PackageError

_COMPRESSIONS = ("zip", "gz", "bz2", "xz")
_BLOCK = 1 << 20
# As much as frictionless looks at.
_SAMPLE = 100_000


class Fault(Exception):  # noqa: N818  # it ends the reading of one table, and becomes a finding
    """A table cannot be read, or not further: the finding's code, and why."""

    def __init__(self, code: str, message: str, *, expected: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.expected = expected


# What the readers of damaged files raise.
DAMAGE = (EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, gzip.BadGzipFile)


@dataclass(frozen=True, slots=True)
class Files:
    """The files of one resource, in order."""

    paths: tuple[Path, ...]
    format: str
    compression: str
    innerpath: str | None
    encoding: str | None

    def opened(self, *, has_header: bool) -> IO[bytes]:
        """The bytes of all files, unpacked; of a text table with a header, the later files' first lines are left out.

        Raises:
            Fault: a file is not there, cannot be opened or is packed in a way that nobody here knows.
        """
        if self.compression and self.compression not in _COMPRESSIONS:
            known = ", ".join(_COMPRESSIONS)
            raise Fault("compression", f"compression {self.compression!r} is none of {known}", expected=known)
        streams = []
        for path in self.paths:
            try:
                package.must_be_file(path)
                streams.append(self._unpacked(path))
            except DAMAGE as error:
                raise Fault(
                    "compression", f"{path.name} cannot be unpacked: {error}", expected=self.compression
                ) from error
            except OSError as error:
                raise Fault(
                    "file-missing", f"{path.name} cannot be read: {error.strerror}", expected="a file"
                ) from error
        if len(streams) == 1:
            return streams[0]
        return cast(IO[bytes], io.BufferedReader(_Joined(streams, drops_first_line=has_header), _BLOCK))

    def _unpacked(self, path: Path) -> IO[bytes]:
        match self.compression:
            case "zip":
                archive = zipfile.ZipFile(path)
                names = [name for name in archive.namelist() if not name.endswith("/")]
                name = self.innerpath or (names[0] if names else None)
                if name is None or name not in names:
                    raise Fault(
                        "compression", f"{path.name} holds no file {name or ''}".rstrip(), expected=", ".join(names)
                    )
                return archive.open(name)
            case "gz":
                return cast(IO[bytes], gzip.open(path))
            case "bz2":
                return cast(IO[bytes], bz2.open(path))
            case "xz":
                return cast(IO[bytes], lzma.open(path))
            case _:
                return path.open("rb")

    def size(self) -> int:
        """The bytes of the files as they lie there, packed."""
        return sum(path.stat().st_size for path in self.paths)

    def digest(self, algorithm: str) -> str:
        """The files' hash as they lie there, one after another; lower-case hex."""
        digest = hashlib.new(algorithm, usedforsecurity=False)
        for path in self.paths:
            with path.open("rb") as file:
                while block := file.read(_BLOCK):
                    digest.update(block)
        return digest.hexdigest()


class _Joined(io.RawIOBase):
    """Several files as one; a line that no file ends is ended, so that no row runs into the next file's first."""

    def __init__(self, streams: Sequence[IO[bytes]], *, drops_first_line: bool) -> None:
        self._blocks = self._read(streams, drops_first_line)
        self._rest = b""

    def _read(self, streams: Sequence[IO[bytes]], drops_first_line: bool) -> Iterator[bytes]:
        last = b"\n"
        for number, stream in enumerate(streams):
            with stream:
                if number and drops_first_line:
                    stream.readline()
                if last not in b"\r\n":
                    yield b"\n"
                while block := stream.read(_BLOCK):
                    last = block[-1:]
                    yield block

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            block = next(self._blocks, None)
            if block is None:
                return 0
            self._rest = block
        size = min(len(buffer), len(self._rest))
        buffer[:size], self._rest = self._rest[:size], self._rest[size:]
        return size


def files_of(folder: Path, resource: Mapping[str, Any]) -> Files:
    """Where the files of a resource lie and how they are written; nothing is opened.

    Raises:
        Fault: a path is remote, or is none below the folder.
    """
    path = resource.get("path") or resource.get("url")
    named = [*(path if isinstance(path, list) else [path]), *(resource.get("extrapaths") or [])]
    for one in named:
        if isinstance(one, str) and "://" in one and not one.startswith("file:"):
            raise Fault(
                "path-remote", f"{one!r} lies in the network, and nothing is fetched; give a file", expected="a file"
            )
    try:
        paths = tuple(safe(folder, one) for one in named)
    except PackageError as error:
        raise Fault("path-unsafe", str(error), expected="a path below the descriptor") from error
    name = PurePosixPath(str(named[0]))
    compression = resource.get("compression") or ""
    ending = name.suffix.lstrip(".").lower()
    if ending in _COMPRESSIONS:
        compression = compression or ending
        inner = PurePosixPath(resource.get("innerpath") or name.stem)
        ending = inner.suffix.lstrip(".").lower()
    return Files(
        paths,
        (resource.get("format") or ending).lower(),
        "" if compression == "no" else compression,
        resource.get("innerpath"),
        resource.get("encoding"),
    )


def safe(folder: Path, path: object) -> Path:
    """The file below the folder.

    Raises:
        PackageError: the path is none, or leads out; also by a word of the environment or somebody's home.
    """
    if isinstance(path, str) and (path.startswith("~") or os.path.expandvars(path) != path):
        raise PackageError(f"path {path!r} is none below {folder.name}")
    return package.inside(folder, path, "the resource")


def encoding_of(files: Files, head: bytes) -> str:
    """The encoding that the descriptor names, else the one that the first bytes are in; UTF-8 where they may be.

    Raises:
        Fault: Python knows no such encoding.
    """
    named = files.encoding
    if named is None:
        if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
            return "utf-32"
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if _is_utf8(head):
            return "utf-8-sig"
        from charset_normalizer import from_bytes

        best = from_bytes(head).best()
        return best.encoding if best is not None else "utf-8-sig"
    try:
        name = codecs.lookup(named).name
    except LookupError as error:
        raise Fault("encoding", f"{named!r} is no encoding that Python knows", expected="utf-8") from error
    if name == "utf-8":
        return "utf-8-sig"
    return (
        "utf-16" if name.startswith("utf-16") and head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else name
    )


def head_of(stream: IO[bytes]) -> bytes:
    """The first bytes of a stream."""
    return stream.read(_SAMPLE)


def _is_utf8(head: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, final=len(head) < _SAMPLE)
    except UnicodeDecodeError:
        return False
    return True
