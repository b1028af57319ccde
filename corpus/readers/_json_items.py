"""JSON item by item: an array, objects one after another or one a line, or the list inside an envelope.

Of an array or a run of objects only one item is held, whatever the length of the input.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from corpus import text as pure
from corpus.errors import ReadError
from corpus.readers import _decode
from corpus.record import Problem

LARGEST = 64 << 20
"""Characters of one item, and of an envelope, which is held whole; what is longer is refused."""

_CHUNK = 1 << 18
_FIRST = 1 << 20
_BETWEEN = re.compile(r"[\s,\x1e]*")  # white space and commas; RS sets off records (RFC 7464 §2.2)
_DECODER = json.JSONDecoder(strict=False)  # control characters in strings are no reason to lose an item


@dataclass(frozen=True, slots=True)
class Item:
    """One object, its position from 1, and its bytes as read (the whole input where it is the only one)."""

    position: int
    value: dict[str, Any]
    data: bytes


@dataclass(slots=True)
class Read:
    """The encoding of the input (None: plain UTF-8) and what there is to say about it, known from the first item on."""

    encoding: str | None = None
    problems: list[Problem] = field(default_factory=list)


def items(stream: BinaryIO, uri: str, envelopes: Sequence[str], state: Read) -> Iterator[Item | Problem]:
    """Each object of the input, in order, and a problem for each item that is none.

    Args:
        stream: at its beginning.
        uri: for messages.
        envelopes: where the items of an envelope stand, as paths of keys ("data/items"): a list, or one object. The
            first path that leads anywhere counts; an object without any is itself the item.
        state: filled while reading.

    Raises:
        ReadError: the input is no text, or no JSON from its beginning.
    """
    source = _Source(stream, uri, state)
    source.skip()
    if source.at_end():
        return
    if not source.starts("[", "{"):
        raise ReadError(uri, "no JSON: an object or an array was expected", code="broken-json")
    is_array = source.starts("[")
    if is_array:
        source.at += 1
    position = 0
    while True:
        source.skip()
        if source.at_end() or (is_array and source.starts("]")):
            break
        position += 1
        start = source.keep()
        try:
            value = source.value()
        except _BrokenError as error:
            if not source.recover(start):
                if position == 1:
                    raise ReadError(uri, f"no JSON: {error}", code="broken-json") from error
                raise ReadError(uri, f"no JSON from item {position} on: {error}", code="broken-json") from error
            yield _broken(position, str(error))
            continue
        taken = source.text[start : source.at]
        if not isinstance(value, dict):
            yield _broken(position, f"an object was expected, it is {type(value).__name__}")
            continue
        if position == 1 and not is_array:
            source.skip()
            if source.at_end():
                yield from _opened(value, taken, envelopes, source)
                return
        yield Item(position, value, source.encoded(taken))


def _opened(value: dict[str, Any], taken: str, envelopes: Sequence[str], source: _Source) -> Iterator[Item | Problem]:
    """The items of the only object of an input: those of its envelope, or itself."""
    for path in envelopes:
        inner: Any = value
        for key in path.split("/"):
            inner = inner.get(key) if isinstance(inner, dict) else None
        if isinstance(inner, dict):
            yield Item(1, inner, source.encoded(source.text))
            return
        if isinstance(inner, list):
            spans = _members(taken, path.split("/"))
            for position, (item, span) in enumerate(zip(inner, spans, strict=True), 1):
                if isinstance(item, dict):
                    data = source.text if len(inner) == 1 else taken[slice(*span)]
                    yield Item(position, item, source.encoded(data))
                else:
                    yield _broken(position, f"an object was expected, it is {type(item).__name__}")
            return
    yield Item(1, value, source.encoded(source.text))


def _members(text: str, path: Sequence[str]) -> list[tuple[int, int]]:
    """Where the members of the list at a path of keys stand in a text that is known to be JSON with such a list."""
    at = 0
    for wanted in path:
        at = _past_space(text, at) + 1
        found = -1
        while text[at := _BETWEEN.match(text, at).end()] != "}":  # type: ignore[union-attr]  # it matches anywhere
            key, at = _DECODER.raw_decode(text, at)
            at = _past_space(text, _past_space(text, at) + 1)
            if key == wanted:  # of a key that stands twice the last one counts, as in the parser
                found = at
            _, at = _DECODER.raw_decode(text, at)
        at = found
    spans = []
    at = _past_space(text, at) + 1
    while text[at := _BETWEEN.match(text, at).end()] != "]":  # type: ignore[union-attr]  # it matches anywhere
        start = at
        _, at = _DECODER.raw_decode(text, at)
        spans.append((start, at))
    return spans


def _past_space(text: str, at: int) -> int:
    while text[at] in " \t\r\n":
        at += 1
    return at


def _broken(position: int, why: str) -> Problem:
    message = f"item {position}: {pure.one_line(why)}"
    return Problem(code="broken-item", severity="error", message=message, item=str(position))


class _BrokenError(Exception):
    """A value that is no JSON."""


class _Source:
    """The text of a stream, decoded as far as it is needed; `at` is where the next value stands."""

    def __init__(self, stream: BinaryIO, uri: str, state: Read) -> None:
        self.stream = stream
        first = stream.read(_FIRST)
        self.more = len(first) == _FIRST
        # A cut in the middle of a character would look like another encoding.
        head = first[: max(first.rfind(b'"'), first.rfind(b"\n")) + 1] if self.more else first
        decoded = _decode.decode(head or first, uri)
        state.encoding = self.encoding = decoded.encoding
        state.problems.extend(decoded.problems)
        self.decoder = codecs.getincrementaldecoder(decoded.encoding or "utf-8-sig")(errors="replace")
        self.text = self.decoder.decode(first, final=not self.more).removeprefix("\ufeff")
        self.at = 0
        self.indent = ""

    def encoded(self, text: str) -> bytes:
        return text.encode(self.encoding or "utf-8", errors="replace")

    def grow(self) -> bool:
        """Read as much again as is held; False at the end."""
        if not self.more:
            return False
        data = self.stream.read(max(_CHUNK, len(self.text) - self.at))
        self.more = bool(data)
        self.text += self.decoder.decode(data, final=not data)
        return self.more or bool(data)

    def skip(self) -> None:
        """Go past white space and commas."""
        while True:
            found = _BETWEEN.match(self.text, self.at)
            self.at = found.end() if found else self.at
            if self.at < len(self.text) or not self.grow():
                return

    def at_end(self) -> bool:
        return self.at >= len(self.text)

    def starts(self, *marks: str) -> bool:
        return self.text.startswith(marks, self.at)

    def keep(self) -> int:
        """Where the next value starts, in a text from which what was read may have been forgotten."""
        self.indent = self.text[max(self.at - 200, self.text.rfind("\n", 0, self.at) + 1) : self.at]
        if self.at > _CHUNK and self.more:  # not at every item: it moves all that follows
            self.text, self.at = self.text[self.at :], 0
        return self.at

    def value(self) -> object:
        """The value at `at`, which is past it then.

        Raises:
            _BrokenError: it is no JSON, or longer than `LARGEST`.
        """
        while True:
            try:
                value, self.at = _DECODER.raw_decode(self.text, self.at)
            except RecursionError as error:
                raise _BrokenError("nested too deeply") from error
            except json.JSONDecodeError as error:
                is_cut = error.pos >= len(self.text) - 16 or error.msg.startswith("Unterminated string")
                if is_cut and len(self.text) - self.at <= LARGEST and self.grow():
                    continue
                raise _BrokenError(f"{error.msg} at character {error.pos - self.at}") from error
            except ValueError as error:  # a number of thousands of digits
                raise _BrokenError(str(error)) from error
            return value

    def recover(self, start: int) -> bool:
        """Go to the next line that begins an object as far in as that at `start` does; False where there is none."""
        if self.indent.strip():
            return False
        mark = f"\n{self.indent}{{"
        self.at = start
        while (found := self.text.find(mark, self.at)) < 0:
            self.text, self.at = self.text[-len(mark) :], 0
            if not self.grow():
                return False
        self.at = found + len(mark) - 1
        return True
