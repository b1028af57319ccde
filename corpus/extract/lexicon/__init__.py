"""Word lists as data: one entry per line, ``#`` comments that say where the list comes from. Read once per process."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def lines(name: str) -> tuple[str, ...]:
    """The entries of ``lexicon/<name>.txt`` in their order, without comments and blank lines."""
    text = files(__name__).joinpath(f"{name}.txt").read_text(encoding="utf-8")
    return tuple(entry for line in text.splitlines() if (entry := line.partition("#")[0].strip()))


@cache
def words(name: str) -> frozenset[str]:
    """The entries of ``lexicon/<name>.txt`` as a set; several may stand on one line, parted by commas."""
    found = set(map(str.strip, ",".join(lines(name)).split(",")))
    return frozenset(found - {""})
