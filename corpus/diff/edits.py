"""The words of a body that were edited. The only module that knows rapidfuzz."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl
from rapidfuzz.distance import Indel

from corpus.diff.values import Diff, Tables

# A word with its apostrophes and hyphens, a run of white space, or one other character.
_TOKENS = re.compile(r"\w+(?:[’'-]\w+)*|\s+|[^\w\s]")
# Beyond so many pairs of words the two are told as one passage that was replaced: the table of an alignment has a bit
# for each pair, so this is 12 MB.
_PAIRS = 100_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A passage of both texts, as ranges ``[start, end)`` of code points of each; one of the two may be empty."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int
    old: str
    new: str

    @property
    def is_same(self) -> bool:
        """Whether both sides read the same."""
        return self.old == self.new


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """An article whose body was edited: its passages in order, those that stayed and those that changed in turn.

    The `old` of all, joined, is the old body, and the `new` of all the new one.
    """

    article_id: str
    headline: str
    passages: tuple[Passage, ...]


def edits(old: Tables, new: Tables, found: Diff, limit: int) -> list[Edit]:
    """Of the articles whose body differs the first `limit`, in the order of the new package's articles.

    Articles whose text was withdrawn are not among them.
    """
    ids = found.edited
    # A stand-off edition has no bodies that could be read.
    read = ({"article_id", "body"}, {"article_id", "headline", "body"})
    if limit <= 0 or ids.is_empty():
        return []
    if not all(names <= set(side["articles"].collect_schema()) for names, side in zip(read, (old, new), strict=True)):
        return []
    if ids.len() > limit:
        order = new["articles"].select("article_id").filter(pl.col("article_id").is_in(ids.implode()))
        ids = order.head(limit).collect()["article_id"]
    wanted = pl.col("article_id").is_in(ids.implode())
    before = dict(old["articles"].filter(wanted).select("article_id", "body").collect().iter_rows())
    after = new["articles"].filter(wanted).select("article_id", "headline", "body").collect()
    return [
        Edit(article_id=one, headline=headline or "", passages=tuple(passages(before[one] or "", body or "")))
        for one, headline, body in after.iter_rows()
    ]


def passages(old: str, new: str) -> Iterator[Passage]:
    """The two texts as passages that stayed and passages that changed, word by word.

    >>> [(p.old, p.new) for p in passages("It will open in May.", "It may open in early May.")]
    [('It ', 'It '), ('will', 'may'), (' open in', ' open in'), ('', ' early'), (' May.', ' May.')]
    """
    at_old = at_new = 0
    for was, now in _tidy(_joined(_words(_TOKENS.findall(old), _TOKENS.findall(new)))):
        yield Passage(
            old_start=at_old, old_end=at_old + len(was), new_start=at_new, new_end=at_new + len(now), old=was, new=now
        )
        at_old, at_new = at_old + len(was), at_new + len(now)


Part = tuple[Literal["same", "deleted", "inserted"], str]


def shown(edit: Edit, around: int) -> Iterator[list[Part]]:
    """The passages that changed, with at most `around` code points of what stayed on either side, as lines of parts.

    What is left out is an ellipsis, and a line ends where much is.
    """
    line: list[Part] = []
    last = len(edit.passages) - 1
    for number, one in enumerate(edit.passages):
        if not one.is_same:
            line += _changed(one)
            continue
        is_first, is_last = number == 0, number == last
        if len(one.old) <= around * (1 if is_first or is_last else 2):
            line.append(("same", one.old))
            continue
        if not is_first:
            yield [*line, ("same", one.old[:around].rsplit(" ", 1)[0] + " …")]
        line = [("same", "… " + one.old[-around:].split(" ", 1)[-1])] if not is_last else []
    if line:
        yield line


def _changed(one: Passage) -> Iterator[Part]:
    if one.old:
        yield "deleted", one.old
    if one.new:
        yield "inserted", one.new


def _words(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    if len(old) * len(new) > _PAIRS:
        yield from _ends(old, new)
        return

    for op in Indel.opcodes(old, new):
        yield "".join(old[op.src_start : op.src_end]), "".join(new[op.dest_start : op.dest_end])


def _ends(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What both begin and end with, and all between as one."""
    shorter = min(len(old), len(new))
    head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    tail = next((n for n in range(shorter - head) if old[-1 - n] != new[-1 - n]), shorter - head)
    for cut in (slice(0, head), slice(head, -tail or None), slice(-tail, None) if tail else slice(0, 0)):
        yield "".join(old[cut]), "".join(new[cut])


def _joined(pairs: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The pairs with what changed in one piece, where only white space or a mark stands between two changes."""
    same = was = now = ""
    for old, new in pairs:
        if old == new:
            if was or now:
                same += old
            elif old:
                yield old, new
            continue
        if any(c.isalnum() for c in same):
            yield was, now
            yield same, same
            was = now = ""
        elif same:
            was, now = was + same, now + same
        same, was, now = "", was + old, now + new
    if was or now:
        yield was, now
    if same:
        yield same, same


def _tidy(pairs: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The pairs with the white space that both sides of a change end with told as the same."""
    same = ""
    for old, new in pairs:
        if old == new:
            same += old
            continue
        if same:
            yield same, same
        blanks = old[len(old.rstrip()) :]
        is_shared = bool(blanks) and new.endswith(blanks) and bool(old.strip()) and bool(new.strip())
        same = blanks if is_shared else ""
        end = -len(same) or None
        yield old[:end], new[:end]
    if same:
        yield same, same
