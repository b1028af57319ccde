"""Readers and extractors, found by entry point: known by name without an import, imported when used.

Ours are listed in this distribution's own pyproject.toml and come through the same door as everybody's.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Literal

from corpus.errors import PluginError

Group = Literal["corpus.readers", "corpus.extractors"]


@cache
def names(group: Group) -> dict[str, EntryPoint]:
    """The entry points of a group by name, in the order of names, without importing any.

    Raises:
        PluginError: two distributions offer the same name; the message names both.
    """
    found: dict[str, EntryPoint] = {}
    for point in sorted(entry_points(group=group), key=lambda p: (p.name, p.value)):
        other = found.setdefault(point.name, point)
        if other.value != point.value:
            raise PluginError(
                f"{point.name!r} in {group} is offered twice: by {_owner(other)} ({other.value}) and by "
                f"{_owner(point)} ({point.value}); uninstall one of them"
            )
    return found


def load(group: Group, name: str) -> object:
    """The object behind an entry point.

    Raises:
        PluginError: there is none of that name, or it is installed but cannot be imported; the message says who offers
            it and why it failed.
    """
    if name not in names(group):
        raise PluginError(f"there is no {name!r} in {group}; there are {', '.join(names(group)) or 'none'}")
    point = names(group)[name]
    try:
        return _imported(point)
    except Exception as error:  # whatever a foreign module does while it is imported is its fault, and its name helps
        raise PluginError(
            f"{name!r} in {group} is installed (by {_owner(point)}, {point.value}) but broken: "
            f"{type(error).__name__}: {error}"
        ) from error


@cache  # an extractor is asked for with every article
def _imported(point: EntryPoint) -> object:
    return point.load()


def _owner(point: EntryPoint) -> str:
    return point.dist.name if point.dist is not None else "an unknown distribution"
