"""JSON Lines: one object a line, read as a mapping says; without one, by the keys of each object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from corpus import text as pure
from corpus.errors import ReadError
from corpus.readers import _decode
from corpus.readers._json_document import keys_at_top
from corpus.readers._json_values import Values, name_of
from corpus.readers._mapping import Mapping
from corpus.readers._records import Records, certainty
from corpus.record import Article, Problem

_LONGEST = 64 << 20  # bytes of a line
_SEEN = 8_192  # bytes of the first line that it is told by


def read(stream: BinaryIO, uri: str, *, mapping: Mapping | None = None) -> Iterator[Article | Problem]:
    """Yield one article per line, in order; a problem for each line that is none; at last one that names unknown keys.

    `source_item` is what the mapping takes for it, else the line's number from 1, of several objects on a line with
    their place on it ("7.2"); `source_sha256` is of the line's bytes without its end, or of the object's. Without a
    mapping each object is read as a record of the known dump whose keys it has, or as a generic one.

    Raises:
        ReadError: the input is binary, as its first line shows.
    """
    records, values = Records("jsonl", mapping), Values()
    number = 0
    had_line = False
    while line := stream.readline(_LONGEST + 1):
        number += 1
        if len(line) > _LONGEST and not line.endswith(b"\n"):
            while (more := stream.readline(1 << 20)) and not more.endswith(b"\n"):
                pass
            yield _broken(number, f"longer than {_LONGEST >> 20} MB", code="line-too-long")
            continue
        line = line.rstrip(b"\r\n")
        if not line.strip():
            continue
        is_first, had_line = not had_line, True
        try:
            decoded = _decode.decode(line, uri)
            row = values.decode(decoded.text)
        except ReadError as error:
            if is_first and error.code == "binary":
                raise
            yield _broken(number, error.why)
        except ValueError as error:
            if is_first and decoded.encoding is not None:
                raise ReadError(uri, "no JSON Lines: the first line is neither UTF-8 nor JSON", at=number) from error
            parts = values.several(decoded.text)
            if len(parts) > 1 and all(isinstance(part, dict) for _, part in parts):  # line ends that were lost
                for nth, (text, part) in enumerate(parts, 1):
                    position = f"{number}.{nth}"
                    if isinstance(part, dict):
                        yield from records.article(part, position, text.encode(), decoded.encoding, decoded.problems)
                continue
            yield _broken(number, f"no JSON: {error}")
        else:
            if isinstance(row, dict):
                said = (*decoded.problems, *values.problems(str(number)))
                yield from records.article(row, number, line, decoded.encoding, said)
            else:
                yield _broken(number, f"an object was expected, it is {name_of(row)}")
    yield from records.last_words()
    if number == 0:
        yield Problem(code="no-text", severity="error", message="there is nothing in it")


def sniff(head: bytes, *, mapping: Mapping | None = None) -> float:
    """High for an object on the first line with keys of ours, low for another object; 0 for an array or less."""
    line, end, _ = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n \t").partition(b"\n")
    if not line.startswith(b"{"):
        return 0.0
    if end and not line.rstrip().endswith(b"}"):
        return 0.0
    keys = keys_at_top(line[:_SEEN])
    return certainty(keys, mapping) if keys else 0.0


def _broken(number: int, why: str, *, code: str = "broken-line") -> Problem:
    return Problem(code=code, severity="error", message=f"line {number}: {pure.one_line(why)}", item=str(number))
