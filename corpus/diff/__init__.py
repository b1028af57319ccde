"""What changed between two packages: one door, `compare`; what it gives is told as text, JSON, Markdown or a page."""

from __future__ import annotations

from corpus.diff.changes import write_changes
from corpus.diff.comparison import compare
from corpus.diff.values import (
    CHANGES,
    CLASSES,
    ChangeClass,
    Diff,
    PropertyChange,
    Reidentified,
    RightsChange,
    SchemaChange,
    Side,
    TableDiff,
)

__all__ = [
    "CHANGES", "CLASSES", "ChangeClass", "Diff", "PropertyChange", "Reidentified", "RightsChange", "SchemaChange",
    "Side", "TableDiff", "compare", "write_changes",
]  # fmt: skip
