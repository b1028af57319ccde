"""JSON values with their faults said: keys that stand twice, numbers that are none."""

from __future__ import annotations

import json
from collections import Counter

from corpus.record import Problem


class Values:
    """Decodes one JSON text after another. `problems` is about the last one."""

    def __init__(self) -> None:
        self._twice: dict[str, None] = {}
        self._odd: dict[str, None] = {}
        self._decoder = json.JSONDecoder(object_pairs_hook=self._object, parse_constant=self._constant)

    def decode(self, text: str) -> object:
        """The value that the whole text writes. Of a key that stands twice the last holds; NaN and its like are null.

        Raises:
            ValueError: it is no JSON, or is nested deeper than anybody means.
        """
        self._twice.clear()
        self._odd.clear()
        try:
            return self._decoder.decode(text)
        except RecursionError as error:
            raise ValueError("JSON nested too deeply") from error

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
