"""Which type a column holds where no schema says: the first one that nine in ten of the first rows can be read as."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from corpus.check.anytable import values
from corpus.check.anytable.labels import distinct

# Table Schema v2, "Type Inference", leaves the order open; this is frictionless's. A type that nothing before it is of
# is tried first, text last.
_CANDIDATES = (
    "yearmonth", "geopoint", "duration", "geojson", "object", "array", "datetime", "time", "date", "integer", "number",
    "boolean", "year", "string",
)  # fmt: skip
_CONFIDENCE = 0.9


def schema_of(labels: Sequence[str], rows: Sequence[Sequence[Any]]) -> dict[str, Any]:
    """The schema of a table by its labels and its first rows of data; columns without a name are called by number."""
    names = list(labels) or ([f"field{n}" for n in range(1, len(rows[0]) + 1)] if rows else [])
    names = distinct([name or f"field{number}" for number, name in enumerate(names, start=1)])
    columns = [[row[n] if n < len(row) else None for row in rows] for n in range(len(names))]
    return {"fields": [{"name": n, "type": _type(column)} for n, column in zip(names, columns, strict=True)]}


def _type(column: Sequence[Any]) -> str:
    """The first type whose score, one up for each cell of it and one down for each other, is high enough.

    A type is given up once too many cells are not of it. The column is decided as soon as one type's score is that of
    nine in ten of all cells that hold something.
    """
    scores = dict.fromkeys(_CANDIDATES, 0)
    readers = {kind: values.reader({"type": kind}) for kind in _CANDIDATES}
    most, given_up = len(column), len(column) * (_CONFIDENCE - 1)
    for cell in column:
        is_missing = cell == "" and isinstance(cell, str)
        most -= is_missing
        for kind, score in scores.items():
            if score < given_up:
                continue
            if not is_missing:
                scores[kind] += 1 if cell is None or readers[kind](cell) is not values.WRONG else -1
            if most > 0 and scores[kind] >= most * _CONFIDENCE:
                return kind
    return "any"
