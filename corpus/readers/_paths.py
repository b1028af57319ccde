"""Paths into records: where in an object, however deep, the values of a column stand.

headline.main                        a key within a key; in a flat table also a column named "headline.main"
authors[].name                       of every entry of a list; a lone value counts as a list of one
contents[type=text|list].content     of the entries whose `type` is one of these; `!=` for none of these
contents[type=text][0].content       the first of them; negative numbers count from the end
sections[].{headline,paragraphs}[]   several keys, in this order, entry by entry
*.title                              of every value of an object
"odd.key".name                       a key with a mark of this language in it, in quotation marks
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_KEY = r"""[^.\[\]{}"*,=|!]+"""
_PART = re.compile(rf"""(?:(?P<any>\*)|"(?P<quoted>[^"]+)"|(?P<key>{_KEY})|\{{(?P<keys>{_KEY}(?:,{_KEY})*)\}})""")
_SELECTOR = re.compile(rf"\[(?:(?P<at>-?\d{{1,6}})|(?P<key>{_KEY})(?P<no>!?)=(?P<values>[^\[\]]+))?\]")


@dataclass(frozen=True, slots=True)
class Filter:
    """Entries of a list by a value of theirs: those that have one of `values`, or, where `is_not`, all others."""

    key: str
    values: frozenset[str]
    is_not: bool

    def takes(self, entry: object) -> bool:
        """Whether it lets this entry through; null never."""
        if not isinstance(entry, dict):
            return self.is_not and entry is not None
        value = entry.get(self.key)
        return (isinstance(value, (str, int, float)) and str(value) in self.values) is not self.is_not

    def __call__(self, entries: list[object]) -> list[object]:
        """The entries that it lets through."""
        return [entry for entry in entries if self.takes(entry)]


@dataclass(frozen=True, slots=True)
class At:
    """One entry of a list by its place from 0, or from the end where it is negative."""

    number: int

    def __call__(self, entries: list[object]) -> list[object]:
        """The entry, or none."""
        return entries[self.number : self.number + 1 or None]


@dataclass(frozen=True, slots=True)
class Each:
    """Every entry of a list, and where `is_inner`, of the lists in it."""

    is_inner: bool

    def __call__(self, entries: list[object]) -> list[object]:
        """The entries."""
        if not self.is_inner:
            return entries
        return [inner for entry in entries for inner in (entry if isinstance(entry, list) else [entry])]


Selector = Filter | At | Each


@dataclass(frozen=True, slots=True)
class Part:
    """One step: these keys (every key: `keys` is empty), and what is taken of the lists that stand there."""

    keys: tuple[str, ...]
    selectors: tuple[Selector, ...]


@dataclass(frozen=True, slots=True)
class Path:
    """A path as written, its steps, and, where it is nothing but keys, how a flat table would name its column."""

    text: str
    parts: tuple[Part, ...]
    flat: str | None

    @property
    def first(self) -> tuple[str, ...]:
        """The keys of the record that it begins with; empty where it may be any."""
        return self.parts[0].keys

    def values(self, record: Mapping[str, object]) -> list[object]:
        """What stands there, in order, without nulls."""
        if self.flat is not None and self.flat in record:
            value = record[self.flat]
            return [] if value is None else [value]
        nodes: list[object] = [record]
        for part in self.parts:
            found: list[object] = []
            for node in nodes:
                if not isinstance(node, dict):
                    continue
                for value in map(node.get, part.keys) if part.keys else node.values():
                    if value is None:
                        continue
                    if not part.selectors:
                        found.append(value)
                        continue
                    entries = value if isinstance(value, list) else [value]
                    for selector in part.selectors:
                        entries = selector(entries)
                    found.extend(entry for entry in entries if entry is not None)
            nodes = found
        return nodes


def parse(text: str) -> Path:
    """The path that `text` writes.

    Raises:
        ValueError: it is none; the text says where it breaks off.
    """
    parts: list[Part] = []
    at = 0
    while True:
        found = _PART.match(text, at)
        if not found:
            raise ValueError(f"{text!r} is no path: a key was expected {_place(text, at)}")
        at = found.end()
        keys = (
            ()
            if found["any"]
            else (found["quoted"],)
            if found["quoted"]
            else tuple((found["key"] or found["keys"]).split(","))
        )
        selectors: list[Selector] = []
        while at < len(text) and text[at] == "[":
            selector = _SELECTOR.match(text, at)
            if not selector:
                raise ValueError(f"{text!r} is no path: [], [0] or [key=value] was expected {_place(text, at)}")
            at = selector.end()
            selectors.append(_selector(selector, is_first=not selectors))
        parts.append(Part(tuple(key.strip() for key in keys), tuple(selectors)))
        if at == len(text):
            break
        if text[at] != ".":
            raise ValueError(f"{text!r} is no path: a point or the end was expected {_place(text, at)}")
        at += 1
    is_flat = len(parts) > 1 and all(len(part.keys) == 1 and not part.selectors for part in parts)
    return Path(text, tuple(parts), text.replace('"', "") if is_flat else None)


def filters(paths: Sequence[Path]) -> dict[str, list[tuple[Filter, ...]]]:
    """The filters on each list of the record itself that these paths take from by filters alone."""
    found: dict[str, list[tuple[Filter, ...]]] = {}
    for path in paths:
        part = path.parts[0]
        chain = tuple(s for s in part.selectors if isinstance(s, Filter))
        for key in part.keys if part.selectors else ():
            found.setdefault(key, []).append(chain)
    return {key: chains for key, chains in found.items() if all(chains)}


def _place(text: str, at: int) -> str:
    return f"at {text[at : at + 20]!r}" if at < len(text) else "at its end"


def _selector(found: re.Match[str], *, is_first: bool) -> Selector:
    if found["key"]:
        return Filter(found["key"].strip(), frozenset(found["values"].split("|")), bool(found["no"]))
    return At(int(found["at"])) if found["at"] else Each(is_inner=not is_first)
