"""Has anything changed since the version before, but its number and its dates?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpus import contract, package
from corpus.diff import Diff
from corpus.release import tombstones

# What every version says anew; resources are compared by what they hold.
_ALWAYS_NEW = ("version", "created", "resources")


def is_same(diff: Diff, before: Path, after: Path) -> bool:
    """Whether two folders with a version each hold the same: rows, what the descriptor says, and other files."""
    if diff.classes:
        return False
    sides = [package.read(folder) for folder in (before, after)]
    said = [{key: value for key, value in one.descriptor.items() if key not in _ALWAYS_NEW} for one in sides]
    return said[0] == said[1] and _others(sides[0]) == _others(sides[1])


def _others(opened: package.Package) -> Mapping[str, Any]:
    """The resources that no contract names, with what is in their files."""
    return {
        name: (resource, [package.sha256(path) for path in opened.paths(name)])
        for name, resource in opened.resources.items()
        if name not in contract.NAMES and name != tombstones.TABLE
    }
