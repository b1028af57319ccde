"""Inputs that hold other inputs: compressed files, archives, web archives. Walked in place, streaming, within limits.

`documents` gives what is inside, however deeply, one after the other: nothing is unpacked to a folder, and no more than
one member is held. What cannot be opened is a `Problem`; the rest is given.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from corpus.containers import _archives, _compressed, _warc
from corpus.containers._document import HEAD, Capped, Document, Ending, Facts, Limits, peek
from corpus.errors import ReadError
from corpus.record import Beside, Problem

__all__ = ["HEAD", "Document", "Facts", "Limits", "documents"]


def documents(
    stream: BinaryIO, uri: str, limits: Limits | None = None, *, beside: Beside | None = None
) -> Iterator[Document | Problem]:
    """The documents in an input, in its order: itself, where it is no container.

    A member's `uri` is `archive.zip!/folder/member.xml`; a file that is only compressed keeps its name. A document's
    stream is good until the next one is asked for. It ends where its container is damaged or a limit is reached, so
    that what comes before can be read, and a problem behind the document says so.

    Args:
        stream: the input, at its beginning.
        uri: its name in the package and in messages.
        limits: how deep and how much is opened; None for the defaults.
        beside: what stands beside the input.
    """
    yield from _open(stream, Document(uri=uri, head=b"", stream=stream, beside=beside), limits or Limits(), depth=0)


def _open(stream: BinaryIO, outer: Document, limits: Limits, *, depth: int) -> Iterator[Document | Problem]:
    uri = outer.uri
    try:
        head, stream = peek(stream)
        if not head and isinstance(stream, Ending) and stream.fault:
            raise stream.fault
        inner = _inside(head, stream, replace(outer, head=head, stream=stream), limits)
        if inner is None:
            yield replace(outer, head=head, stream=stream)
            yield from _fault_of(stream, outer)
            return
        if depth >= limits.depth:
            raise ReadError(uri, f"containers in containers, deeper than {limits.depth}", code="archive-limit")
        for found in inner:
            if isinstance(found, Problem) or found.is_leaf:
                yield found
            else:
                yield from _open(found.stream, found, limits, depth=depth + 1)
        yield from _fault_of(stream, outer)
    except ReadError as error:
        yield _said(error, outer)


def _fault_of(stream: BinaryIO, outer: Document) -> Iterator[Problem]:
    """Why a document ended before its end, when it has been read."""
    if isinstance(stream, Ending) and stream.fault is not None:
        yield _said(stream.fault, outer)


def _said(error: ReadError, outer: Document) -> Problem:
    message = error.why if error.at is None else f"{error.at}: {error.why}"
    member = outer.uri.partition("!/")[2]
    if member and member not in message:
        message = f"{member!r}: {message}"
    return Problem(code=error.code, severity="error", message=message, item=outer.facts.item)


def _is_container(head: bytes) -> bool:
    is_archive = _archives.is_tar(head) or _archives.is_zip(head) or _warc.is_warc(head)
    return is_archive or _compressed.kind_of(head) is not None


def _inside(head: bytes, stream: BinaryIO, outer: Document, limits: Limits) -> Iterator[Document | Problem] | None:
    """What is in a container; None where the document is none."""
    if _warc.is_warc(head):
        return _warc.documents(stream, outer, limits)
    if kind := _compressed.kind_of(head):
        # How many bytes a member may have is asked of what is inside, not of the archive that is only compressed.
        whole = Ending(_compressed.opened(stream, kind, outer.uri, replace(limits, bytes=None)))
        head, plain = peek(whole)
        if limits.bytes is not None and not _is_container(head):
            plain = Ending(Capped(plain, outer.uri, limits), below=plain)
        return iter([replace(outer, head=b"", stream=plain)])
    if _archives.is_tar(head):
        return _archives.in_tar(stream, outer, limits)
    if _archives.is_zip(head):
        return _archives.in_zip(stream, outer, limits)
    return None
