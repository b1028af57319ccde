"""Inputs that hold other inputs: compressed files, archives, web archives. Walked in place, streaming, within limits.

`documents` gives what is inside, however deeply, one after the other: nothing is unpacked to a folder, and no more than
one member is held. What cannot be opened is a `Problem`; the rest is given.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from corpus.containers import _archives, _compressed, _warc
from corpus.containers._document import HEAD, Document, Facts, Limits, peek
from corpus.errors import ReadError
from corpus.record import Beside, Problem

__all__ = ["HEAD", "Document", "Facts", "Limits", "documents"]


def documents(
    stream: BinaryIO, uri: str, limits: Limits | None = None, *, beside: Beside | None = None
) -> Iterator[Document | Problem]:
    """The documents in an input, in its order: itself, where it is no container.

    A member's `uri` is `archive.zip!/folder/member.xml`; a file that is only compressed keeps its name. A document's
    stream is good until the next one is asked for, and raises `ReadError` where its container is damaged or a limit is
    reached: what a reader has given until then stands.

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
        inner = _inside(head, stream, replace(outer, head=head, stream=stream), limits)
        if inner is None:
            yield replace(outer, head=head, stream=stream)
            return
        if depth >= limits.depth:
            raise ReadError(uri, f"containers in containers, deeper than {limits.depth}", code="archive-limit")
        for found in inner:
            if isinstance(found, Problem) or found.is_leaf:
                yield found
            else:
                yield from _open(found.stream, found, limits, depth=depth + 1)
    except ReadError as error:
        message = error.why if error.at is None else f"{error.at}: {error.why}"
        yield Problem(code=error.code, severity="error", message=message, item=outer.facts.item)


def _inside(head: bytes, stream: BinaryIO, outer: Document, limits: Limits) -> Iterator[Document | Problem] | None:
    """What is in a container; None where the document is none."""
    if _warc.is_warc(head):
        return _warc.documents(stream, outer, limits)
    if kind := _compressed.kind_of(head):
        plain = _compressed.opened(stream, kind, outer.uri, limits)
        return iter([replace(outer, head=b"", stream=io.BufferedReader(plain))])
    if _archives.is_tar(head):
        return _archives.in_tar(stream, outer, limits)
    if _archives.is_zip(head):
        return _archives.in_zip(stream, outer, limits)
    return None
