"""JSON values with their faults said: keys that stand twice, numbers that are none."""

from __future__ import annotations

import json
import re
from collections import Counter

from corpus.record import Problem

_DIGITS = 4_000
_BETWEEN = re.compile(r"[ \t\r\n,]*+")


def name_of(value: object) -> str:
    """What JSON calls a value.

    >>> name_of(None), name_of([1]), name_of(2.5)
    ('null', 'a list', 'a number')
    """
    if value is None or isinstance(value, bool):
        return str(json.dumps(value))
    names = {str: "a text", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names.get(type(value), type(value).__name__)


def _plainly(error: json.JSONDecodeError) -> str:
    """Where a text is no JSON, and what stands there."""
    there = error.doc[error.pos : error.pos + 20]
    if error.msg == "Extra data":
        return f"behind its end, at character {error.pos + 1}, stands {there!r}; a line holds one object"
    what = error.msg[:1].lower() + error.msg[1:]
    return f"{what} at character {error.pos + 1}, " + (f"where {there!r} stands" if there else "where it ends")


class Values:
    """Decodes one JSON text after another. `problems` is about the last one."""

    def __init__(self) -> None:
        self._twice: dict[str, None] = {}
        self._odd: dict[str, None] = {}
        self._decoder = json.JSONDecoder(object_pairs_hook=self._object, parse_constant=self._constant)
        # Python refuses numbers of more than 4,300 digits; nobody counts with them, so they are texts.
        self._patient = json.JSONDecoder(
            object_pairs_hook=self._object,
            parse_constant=self._constant,
            parse_int=lambda digits: int(digits) if len(digits) < _DIGITS else digits,
        )

    def decode(self, text: str) -> object:
        """The value that the whole text writes. Of a key that stands twice the last holds; NaN and its like are null.

        Raises:
            ValueError: it is no JSON, or is nested deeper than anybody means.
        """
        self._twice.clear()
        self._odd.clear()
        try:
            try:
                return self._decoder.decode(text)
            except json.JSONDecodeError:
                raise
            except ValueError:
                return self._patient.decode(text)
        except RecursionError as error:
            raise ValueError("JSON nested too deeply") from error
        except json.JSONDecodeError as error:
            raise ValueError(_plainly(error)) from error

    def several(self, text: str) -> list[tuple[str, object]]:
        """The values that stand one after another in a text, each with its own text; none where it is no such text."""
        found: list[tuple[str, object]] = []
        at = 0
        while at < len(text):
            try:
                value, end = self._patient.raw_decode(text, at)
            except (ValueError, RecursionError):
                return []
            found.append((text[at:end], value))
            between = _BETWEEN.match(text, end)
            at = between.end() if between else end
        return found

    def problems(self, item: str) -> list[Problem]:
        """What there is to say about the last value."""
        said = []
        if self._twice:
            keys = ", ".join(repr(key[:40]) for key in list(self._twice)[:10])
            message = f"keys that stand twice in one object, of which the last holds: {keys}"
            said.append(Problem(code="key-twice", severity="warning", message=message, item=item))
        if self._odd:
            message = f"{', '.join(self._odd)} is no JSON and was read as null"
            said.append(Problem(code="not-a-number", severity="note", message=message, item=item))
        return said

    def _object(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) != len(pairs):
            counts = Counter(key for key, _ in pairs)
            self._twice.update((key, None) for key, count in counts.items() if count > 1)
        return found

    def _constant(self, word: str) -> None:
        self._odd[word] = None
