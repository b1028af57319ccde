"""Readers: one per input format, found by name or by what the input holds.

A reader is a function `read(stream, uri)` (`record.Reader`), offered under its format's name in the entry-point group
`corpus.readers`. A function `sniff(head)` beside it in the same module, where there is one, says from 0 to 1 how surely
the first bytes of an input are of that format; without it the format is read only where somebody names it. Nothing is
imported before an input is looked at, and an installed reader that is broken is an error only for those who name it.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from typing import BinaryIO, cast

from corpus import plugins
from corpus.errors import PluginError, ReadError, UnknownFormatError
from corpus.record import Article, Beside, Problem, Reader

HEAD = 65_536
"""How many bytes of an input `sniff` wants to see; fewer only where the input has no more."""


def names() -> list[str]:
    """The names of the formats that can be read, in order."""
    return list(plugins.names("corpus.readers"))


def find(name: str) -> Reader:
    """The reader of a format.

    Raises:
        UnknownFormatError: there is none of that name; the message lists those there are.
        PluginError: it is installed but broken.
    """
    if name not in names():
        raise UnknownFormatError(f"there is no reader {name!r}; there are {', '.join(names())}")
    reader = plugins.load("corpus.readers", name)
    if not callable(reader):
        raise PluginError(f"the reader {name!r} is installed but broken: a function was expected, it is {reader!r}")
    return cast("Reader", reader)


def read(
    name: str, stream: BinaryIO, uri: str, *, beside: Beside | None = None, mapping: object = None
) -> Iterator[Article | Problem]:
    """Read an input with the reader of a format; what the reader does not ask for by parameter it is not given.

    Raises:
        UnknownFormatError: there is no reader of that name.
        PluginError: it is installed but broken.
        ReadError: nothing (more) of the input can be read.
    """
    reader = find(name)
    offered = {"beside": beside, "mapping": mapping}
    wanted = inspect.signature(reader).parameters
    return cast("Callable[..., Iterator[Article | Problem]]", reader)(
        stream, uri, **{key: value for key, value in offered.items() if key in wanted and value is not None}
    )


def takes_mapping(name: str) -> bool:
    """Whether the reader of a format asks for a mapping.

    Raises:
        UnknownFormatError, PluginError: as `find`.
    """
    return "mapping" in inspect.signature(find(name)).parameters


def mapping(text: str, name: str) -> object:
    """What the readers of dumps take as `mapping`: from the text of a TOML file that is called `name`.

    Raises:
        MappingError: it is no mapping; the message says what in it.
    """
    from corpus.readers import _mapping  # here for its weight: most conversions name none

    return _mapping.load(text, name)


def preset(name: str) -> object:
    """The mapping of a well-known dump.

    Raises:
        MappingError: there is none of that name; the message lists those there are.
    """
    from corpus.readers import _mapping

    return _mapping.preset(name)


def sniff(head: bytes, uri: str, *, mapping: object = None) -> str | None:
    """The name of the format that an input is in, from its first `HEAD` bytes; None where no reader recognises them.

    The content decides. Between readers that are equally sure, the ending of `uri` does, then the order of names. Dumps
    are known by their keys, with a `mapping` also by those that it names.
    """
    from corpus.readers import _decode, _first_bytes

    head = _decode.for_sniffing(head)
    look = _first_bytes.Look(head)
    ending = uri.rpartition(".")[2].lower()
    best: tuple[float, bool, str] | None = None
    for name in names():
        if name not in _sniffers:
            if not look.allows(name):
                continue
            _sniffers[name] = _sniffer(name)
        if (found := _sniffers[name]) is None:
            continue
        score_of, wants_mapping = found
        score = score_of(head, mapping=mapping) if wants_mapping and mapping is not None else score_of(head)
        rank = (score, name == ending, name)
        if score > 0 and (best is None or rank[:2] > best[:2]):
            best = rank
    return best[2] if best else None


def why_unknown(head: bytes, uri: str) -> ReadError:
    """The error for an input that no reader recognises: what its first bytes tell of it, and what to do."""
    from corpus.readers import _unknown

    return _unknown.why(head, uri)


def is_blank(head: bytes) -> bool:
    """Whether the first bytes are nothing but white space, perhaps behind a byte order mark."""
    from corpus.readers import _unknown

    return not _unknown.without_mark(head).strip(b" \t\r\n\f\v\0")


_sniffers: dict[str, tuple[Callable[..., float], bool] | None] = {}  # of the readers that were asked already


def _sniffer(name: str) -> tuple[Callable[..., float], bool] | None:
    """The function `sniff` of a reader, and whether it takes a mapping; None where it has none or is broken."""
    try:
        reader = find(name)
    except PluginError:  # said to whoever asks for it by name; one broken reader must not stop the others
        return None
    beside = getattr(sys.modules.get(getattr(reader, "__module__", "")), "sniff", None)
    if not callable(beside):
        return None
    score_of = cast("Callable[..., float]", beside)
    return score_of, "mapping" in inspect.signature(score_of).parameters
