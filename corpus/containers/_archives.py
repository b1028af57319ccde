"""zip and tar: their members, in their order."""

from __future__ import annotations

import io
import shutil
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import BinaryIO, cast

from corpus.containers._document import Capped, Document, Ending, Limits
from corpus.errors import ReadError
from corpus.record import Problem

_SPOOL = 32 << 20  # bytes that are held in memory before a file on disk takes them
_FAULTS = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, NotImplementedError, ValueError)


def is_zip(head: bytes) -> bool:
    """Whether the bytes begin a zip archive."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def is_tar(head: bytes) -> bool:
    """Whether the bytes begin a tar archive (POSIX.1-1988 or GNU)."""
    return head[257:262] == b"ustar"


def in_zip(stream: BinaryIO, outer: Document, limits: Limits) -> Iterator[Document | Problem]:
    """The members of a zip archive; a zip archive that is itself a document (OOXML, OpenDocument, EPUB) as it is."""
    seekable = _seekable(stream, outer, limits)
    try:
        archive = zipfile.ZipFile(seekable)
    except _FAULTS as error:
        raise ReadError(outer.uri, f"a damaged zip archive: {error}", code="archive-damaged") from error
    infos = [info for info in archive.infolist() if not info.is_dir() and not _is_hidden(info.filename)]
    names = {info.filename for info in infos}
    if "[Content_Types].xml" in names or "mimetype" in names:
        seekable.seek(0)
        yield Document(
            uri=outer.uri, head=outer.head, stream=seekable, beside=outer.beside, facts=outer.facts, is_leaf=True
        )
        return
    empty = 0
    for count, info in enumerate(infos, 1):
        _check_count(count, outer, limits)
        if not info.file_size:
            empty += 1
            continue
        uri = f"{outer.uri}!/{info.filename}"
        if info.flag_bits & 0x1:
            yield Problem(code="archive-encrypted", severity="error", message=f"{info.filename!r} is encrypted")
            continue
        try:
            with archive.open(info) as member:
                member_stream = _member(cast("BinaryIO", member), uri, limits, info.compress_size)
                yield Document(
                    uri=uri, head=b"", stream=member_stream, beside=_InZip(archive, info.filename, names, limits)
                )
        except _FAULTS as error:
            said = f"{info.filename!r} cannot be read: {error}"
            yield Problem(code="archive-damaged", severity="error", message=said)
    yield from _said_of_empty(empty)


def in_tar(stream: BinaryIO, outer: Document, limits: Limits) -> Iterator[Document | Problem]:
    """The files of a tar archive; links and devices are not followed.

    A file's neighbours can be opened where the archive is not compressed: in a stream they have gone by or are to come.
    """
    count = empty = 0
    is_random = stream.seekable()
    try:
        with tarfile.open(fileobj=stream, mode="r:" if is_random else "r|") as archive:
            infos = {info.name: info for info in archive if _is_wanted(info)} if is_random else {}
            for info in infos.values() if is_random else archive:
                if not _is_wanted(info):
                    continue
                count += 1
                _check_count(count, outer, limits)
                if not info.size:
                    empty += 1
                    continue
                member = archive.extractfile(info)
                if member is not None:
                    uri = f"{outer.uri}!/{info.name.removeprefix('./')}"
                    yield Document(
                        uri=uri,
                        head=b"",
                        stream=_member(cast("BinaryIO", member), uri, limits, None),
                        beside=_InTar(archive, info.name, infos, limits) if is_random else None,
                    )
    except _FAULTS as error:
        raise ReadError(
            outer.uri, f"a damaged tar archive, after {count} files: {error}", code="archive-damaged"
        ) from error
    yield from _said_of_empty(empty)


def _said_of_empty(count: int) -> Iterator[Problem]:
    if count:
        said = "a file in the archive is empty" if count == 1 else f"{count:,} files in the archive are empty"
        yield Problem(code="no-text", severity="error", message=said)


def _is_wanted(info: tarfile.TarInfo) -> bool:
    return info.isfile() and not _is_hidden(info.name)


def _in_folder_of(name: str, names: Iterable[str]) -> dict[str, str]:
    """The names in the folder that `name` is in, without it, each with the whole."""
    prefix = name[: name.rfind("/") + 1]
    inner = ((other.removeprefix(prefix), other) for other in names if other.startswith(prefix))
    return {short: whole for short, whole in sorted(inner) if "/" not in short}


class _InTar:
    """The files of a tar archive that stand in one folder."""

    def __init__(self, archive: tarfile.TarFile, name: str, infos: dict[str, tarfile.TarInfo], limits: Limits) -> None:
        self._archive, self._name, self._infos, self._limits = archive, name, infos, limits

    def names(self) -> list[str]:
        return list(_in_folder_of(self._name, self._infos))

    def open(self, name: str) -> BinaryIO | None:
        whole = _in_folder_of(self._name, self._infos).get(name)
        member = self._archive.extractfile(self._infos[whole]) if whole else None
        return _beside(cast("BinaryIO", member), name, self._limits, None) if member else None


class _InZip:
    """The members of a zip archive that stand in one folder."""

    def __init__(self, archive: zipfile.ZipFile, name: str, names: set[str], limits: Limits) -> None:
        self._archive, self._name, self._names, self._limits = archive, name, names, limits

    def names(self) -> list[str]:
        return list(_in_folder_of(self._name, self._names))

    def open(self, name: str) -> BinaryIO | None:
        whole = _in_folder_of(self._name, self._names).get(name)
        if whole is None:
            return None
        info = self._archive.getinfo(whole)
        return _beside(cast("BinaryIO", self._archive.open(info)), whole, self._limits, info.compress_size)


class _Careful(io.RawIOBase):
    """A member's stream whose faults are a `ReadError`."""

    def __init__(self, stream: BinaryIO, uri: str) -> None:
        self._stream, self._uri = stream, uri

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        try:
            return self._stream.read(size)
        except _FAULTS as error:
            raise ReadError(self._uri, f"the archive is damaged here: {error}", code="archive-damaged") from error


def _capped(stream: BinaryIO, uri: str, limits: Limits, packed: int | None) -> Capped:
    careful = cast("BinaryIO", _Careful(stream, uri))
    return Capped(careful, uri, limits, packed=None if packed is None else lambda: packed)


def _member(stream: BinaryIO, uri: str, limits: Limits, packed: int | None) -> BinaryIO:
    return Ending(_capped(stream, uri, limits, packed))


def _beside(stream: BinaryIO, uri: str, limits: Limits, packed: int | None) -> BinaryIO:
    """A file that a reader opens itself, which raises: nobody would ask it why it ended."""
    return cast("BinaryIO", io.BufferedReader(_capped(stream, uri, limits, packed)))


def _seekable(stream: BinaryIO, outer: Document, limits: Limits) -> BinaryIO:
    """The stream, or a copy of it in a temporary file: the directory of a zip archive is at its end."""
    if stream.seekable():
        return stream
    spooled = tempfile.SpooledTemporaryFile(max_size=_SPOOL)  # noqa: SIM115  (closed with the last document)
    shutil.copyfileobj(cast("BinaryIO", io.BufferedReader(Capped(stream, outer.uri, limits))), spooled)
    if isinstance(stream, Ending) and stream.fault:
        raise stream.fault
    spooled.seek(0)
    return cast("BinaryIO", spooled)


def _check_count(count: int, outer: Document, limits: Limits) -> None:
    if count > limits.members:
        raise ReadError(outer.uri, f"more than {limits.members:,} files in the archive", code="archive-limit")


def _is_hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) and part not in {".", ".."} for part in name.split("/"))
