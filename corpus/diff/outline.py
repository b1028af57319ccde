"""What a diff has to tell and in what order, before it is text, Markdown or a page: the loud things first."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.diff.values import Diff, Reidentified, SchemaChange, TableDiff

MEANINGS = {
    "schema-breaking": "schema, breaking",
    "schema-additive": "schema, additive",
    "withdrawn": "articles withdrawn",
    "rows-removed": "rows removed",
    "rows-added": "rows added",
    "erratum": "values corrected",
    "repack": "written anew, with the same rows",
}
"""Each class of change in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that changed: what, from `old` to `new` where it is a value, and a remark."""

    what: str
    old: str | None = None
    new: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Lines under a title; `more` were left out. A loud one changes what a reader may do, or relied on."""

    title: str
    lines: tuple[Line, ...]
    more: int = 0
    is_loud: bool = False


def sections(found: Diff, limit: int, *, is_quoted: bool = True) -> Iterator[Section]:
    """Everything but the numbers of the tables, each section with at most `limit` lines; none is empty.

    Quotations are told by their words, or by their ids where `is_quoted` is false.
    """
    schema = [_schema(one) for one in found.schema if one.weight != "repack"]
    is_breaking = any(one.weight == "schema-breaking" for one in found.schema)
    licences = [_property(one.name, one.table, one.old, one.new) for one in found.package if one.is_licence]
    rights = [
        Line(what=f"{one.column} of articles", old=one.old or "(none)", new=one.new or "(none)", note=f"{one.rows:,}")
        for one in found.rights
    ]
    withdrawn = [
        Line(what=one, note=f"{reason}, text only" if scope == "text" else reason)
        for one, scope, reason in found.withdrawn.select("article_id", "scope", "reason").iter_rows()
    ]
    others = [_property(one.name, one.table, one.old, one.new) for one in found.package if not one.is_licence]
    wording = Counter(one.table for one in found.schema if one.weight == "repack")
    others += [Line(what=f"schema of {table}", note=_count(n, "description or order")) for table, n in wording.items()]
    for title, lines, is_loud in (
        ("Schema", schema, is_breaking),
        ("Licence and rights", licences + rights, True),
        ("Withdrawn articles", withdrawn, True),
        ("About the package", others, False),
        *((title, [_who(one) for one in found.reidentified if one.kind == kind], False) for kind, title in _KINDS),
        ("Quotations re-attributed", list(_reattributed(found, limit, is_quoted)), False),
    ):
        count = found.reattributed.height if title == "Quotations re-attributed" else len(lines)
        if lines:
            yield Section(title=title, lines=tuple(lines[:limit]), more=max(0, count - limit), is_loud=is_loud)


_KINDS = (("merged", "Merged under one id"), ("split", "Split under several ids"), ("rekeyed", "Under another id"))


def title(found: Diff) -> str:
    """The two packages, as `news-corpus 2026.10.0 → 2026.11.0`."""
    if found.old.name == found.new.name:
        return f"{found.old.name} {found.old.version} → {found.new.version}"
    return f"{found.old.name} {found.old.version} → {found.new.name} {found.new.version}"


def verdict(found: Diff) -> str:
    """The classes of change in words; that there is none, without any."""
    return ", ".join(MEANINGS[one] for one in found.classes) or "no difference"


def columns(table: TableDiff, limit: int) -> str:
    """In how many rows each column changed: `headline 100, section 80`, the most frequent first."""
    parts = [f"{name} {count:,}" for name, count in list(table.columns.items())[:limit]]
    if len(table.columns) > limit:
        parts.append(f"{len(table.columns) - limit} more columns")
    if table.moved:
        parts.append(f"{_count(table.moved, 'row')} in their place alone")
    if table.recounted:
        parts.append(f"{_count(table.recounted, 'row')} in counts alone")
    return ", ".join(parts)


def _schema(one: SchemaChange) -> Line:
    where = one.table if one.field is None else f"{one.table}.{one.field}"
    return Line(what=f"{where}: {one.what}", old=one.old, new=one.new, note=one.weight.removeprefix("schema-"))


def properties(found: Diff) -> Iterator[tuple[str, str, str]]:
    """What the packages say of themselves and of the rights in articles, where it differs: what, and both values."""
    for one in found.package:
        line = _property(one.name, one.table, one.old, one.new)
        yield line.what, line.old or "", line.new or ""
    for each in found.rights:
        yield f"{each.column} of {each.rows:,} articles", each.old or "(none)", each.new or "(none)"


def _property(name: str, table: str | None, old: Any, new: Any) -> Line:
    what = {"licenses": "licence", "x-contract": "contract"}.get(name, name)
    return Line(what=what if table is None else f"{what} of {table}", old=_said(old), new=_said(new))


def _said(value: Any) -> str:
    """A property as a person reads it: the names or titles of a list of objects, else the words or the JSON."""
    if value is None or value == []:
        return "(none)"
    if isinstance(value, list) and all(isinstance(one, dict) for one in value):
        return ", ".join(str(one.get("name") or one.get("title") or one.get("path") or one) for one in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _who(one: Reidentified) -> Line:
    def side(members: Sequence[tuple[str, str]]) -> str:
        return " + ".join(f"{name} ({key})" for key, name in members)

    return Line(what="person" if one.table == "people" else "organisation", old=side(one.old), new=side(one.new),
                note=_count(one.rows, "row"))  # fmt: skip


def _reattributed(found: Diff, limit: int, is_quoted: bool) -> Iterator[Line]:
    for row in found.reattributed.head(limit).iter_rows(named=True):
        old, new = (row[f"{side}_name"] or row[f"{side}_kind"] for side in ("old", "new"))
        if old == new:
            old, new = f"{old} ({row['old_id'] or row['old_kind']})", f"{new} ({row['new_id'] or row['new_kind']})"
        if is_quoted:
            yield Line(what=f"“{shortened(row['text'], 90)}”", old=old, new=new, note=row["quote_id"])
        else:
            yield Line(what=row["quote_id"], old=old, new=new)


def shortened(text: str, longest: int) -> str:
    """The text in one line, cut at a word where it is longer."""
    text = " ".join(text.split())
    return text if len(text) <= longest else text[:longest].rsplit(" ", 1)[0] + " …"


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"
