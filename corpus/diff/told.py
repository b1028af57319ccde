"""A diff as text for a terminal, as Markdown for a changelog, and as one JSON object."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from textwrap import wrap
from typing import Any

from corpus.diff import outline
from corpus.diff.edits import Edit, shown
from corpus.diff.outline import Line, Section
from corpus.diff.values import Diff
from corpus.text import printable

_NUMBERS = ("added", "removed", "withdrawn", "changed")
# Code points of what stayed that are shown on either side of an edit.
_AROUND = 60


def as_text(found: Diff, edits: Sequence[Edit] = (), *, width: int = 80, limit: int = 5) -> str:
    """The diff for a person; what comes from the data has its control characters escaped.

    Words that were deleted stand in `[-…-]` and those that were inserted in `{+…+}`, as `git diff --word-diff` writes
    them.
    """
    lines = [printable(outline.title(found)), outline.verdict(found)]
    sections = list(outline.sections(found, limit))
    for section in (one for one in sections if one.is_loud):
        lines += ["", *_section(section, width)]
    lines += ["", *_tables(found, width)]
    for section in (one for one in sections if not one.is_loud):
        lines += ["", *_section(section, width)]
    if edits:
        lines += ["", f"Edited bodies: {len(edits):,} of {found.edited.len():,}"]
        for one in edits:
            lines += ["", *_wrapped(f"{one.article_id} {one.headline}", width, "  ", "  ")]
            lines += (line for part in _words(one) for line in _wrapped(part, width, "    ", "    "))
    return "\n".join(lines)


def _section(section: Section, width: int) -> Iterator[str]:
    yield f"{'! ' if section.is_loud else ''}{section.title}"
    for line in section.lines:
        yield from _wrapped(_sentence(line), width, "  ", "      ")
    if section.more:
        yield f"  and {section.more:,} more"


def _sentence(line: Line) -> str:
    change = ""
    if line.old is not None or line.new is not None:
        old, new = line.old, line.new
        change = f" {old} → {new}" if old is not None and new is not None else f" {old or new}"
    joint = "" if line.what.endswith("”") or ":" in line.what or not change else ":"
    return f"{line.what}{joint}{change}{f'  ({line.note})' if line.note else ''}"


def _tables(found: Diff, width: int) -> Iterator[str]:
    heads = ("before", "after", *_NUMBERS)
    yield f"{'':10}" + "".join(f"{head:>11}" for head in heads)
    for one in found.tables.values():
        numbers = [one.old_rows, one.new_rows, *(getattr(one, what) for what in _NUMBERS)]
        cells = [f"{number:,}" if number or index < 2 else "·" for index, number in enumerate(numbers)]
        yield f"{printable(one.name)[:10]:10}" + "".join(f"{cell:>11}" for cell in cells)
        if one.columns:
            yield from _wrapped(outline.columns(one, 8), width, "  ", "  ")


def _words(edit: Edit) -> Iterator[str]:
    marks = {"deleted": ("[-", "-]"), "inserted": ("{+", "+}"), "same": ("", "")}
    for line in shown(edit, _AROUND):
        yield "".join(f"{marks[kind][0]}{text}{marks[kind][1]}" for kind, text in line)


def _wrapped(text: str, width: int, first: str, rest: str) -> list[str]:
    clean = printable(" ".join(text.split()))
    return wrap(clean, width, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)


# ------------------------------------------------------------------ Markdown


def as_markdown(found: Diff, edits: Sequence[Edit] = (), *, limit: int = 20, level: int = 2) -> str:
    """The diff as a section of a changelog, under a heading of that level; what comes from the data is escaped.

    It has no article's words but headlines and, with `edits`, those: a changelog is given on where texts are not.
    """
    head = "#" * level
    lines = [f"{head} {_escaped(outline.title(found))}", "", outline.verdict(found).capitalize() + "."]
    sections = outline.sections(found, limit, is_quoted=False)
    for section in sorted(sections, key=lambda one: not one.is_loud):
        lines += ["", f"{head}# {section.title}", ""]
        for line in section.lines:
            note = f" ({_escaped(line.note)})" if line.note else ""
            values = [f"{_escaped(one)}" for one in (line.old, line.new) if one is not None]
            lines.append(f"- {_escaped(line.what)}{': ' if values else ''}{' → '.join(values)}{note}")
        if section.more:
            lines.append(f"- … and {section.more:,} more")
    rows = [one for one in found.tables.values() if not one.is_same]
    if rows:
        lines += [
            "",
            f"{head}# Rows",
            "",
            "| table | before | after | added | removed | withdrawn | changed | columns |",
        ]
        lines.append("|---|--:|--:|--:|--:|--:|--:|---|")
        for one in rows:
            numbers = [one.old_rows, one.new_rows, *(getattr(one, what) for what in _NUMBERS)]
            cells = " | ".join(f"{number:,}" for number in numbers)
            lines.append(f"| {_escaped(one.name)} | {cells} | {_escaped(outline.columns(one, 6))} |")
    if edits:
        lines += ["", f"{head}# Edited bodies"]
        for edit in edits:
            lines += ["", f"{_escaped(edit.headline)} ({_escaped(edit.article_id)})", ""]
            lines += [f"> {part}" for part in _marked(edit)]
    return "\n".join(lines) + "\n"


def _marked(edit: Edit) -> Iterator[str]:
    marks = {"deleted": "~~", "inserted": "**", "same": ""}
    for line in shown(edit, _AROUND):
        told = ""
        for kind, text in line:
            # Emphasis neither begins nor ends with a blank.
            inner = _escaped(text)
            blanks = (" " * text[:1].isspace(), " " * text[-1:].isspace())
            told += f"{blanks[0]}{marks[kind]}{inner}{marks[kind]}{blanks[1]}" if inner else " " * bool(text)
        yield " ".join(told.split())


def _escaped(text: str) -> str:
    # CommonMark 0.31 §2.4: any ASCII punctuation may be escaped; these begin something within a line.
    return re.sub(r"([\\`*_{}\[\]<>#|~&!])", r"\\\1", printable(" ".join(text.split())))


# ------------------------------------------------------------------ JSON


def as_dict(found: Diff, edits: Sequence[Edit] = (), *, limit: int = 100) -> dict[str, Any]:
    """The diff as one JSON object, as docs/reference/diff.md describes it; without the text of any quotation.

    Of lists that grow with the data the first `limit` are there, beside how many there are. With `edits` it has the
    words that were edited.
    """
    told: dict[str, Any] = {
        "diff": 1,
        "old": asdict(found.old),
        "new": asdict(found.new),
        "classes": list(found.classes),
        "package": [asdict(one) for one in found.package],
        "schema": [asdict(one) for one in found.schema],
        "rights": [asdict(one) for one in found.rights],
        "tables": {
            name: {key: value for key, value in asdict(one).items() if key != "name"}
            for name, one in found.tables.items()
        },
        "withdrawn": _listed(found.withdrawn.select("article_id", "scope", "reason").to_dicts(), limit),
        "reidentified": _listed(
            [
                {"kind": one.kind, "table": one.table, "rows": one.rows, "old": _ids(one.old), "new": _ids(one.new)}
                for one in found.reidentified
            ],
            limit,
        ),
        "reattributed": {
            "count": found.reattributed.height,
            "first": found.reattributed.drop("text").head(limit).to_dicts(),
        },
        "edited": {"count": found.edited.len(), "first": found.edited.head(limit).to_list()},
    }
    if edits:
        told["edits"] = [
            {
                "article_id": one.article_id,
                "headline": one.headline,
                "passages": [asdict(passage) for passage in one.passages if not passage.is_same],
            }
            for one in edits
        ]
    return told


def _listed(found: list[Any], limit: int) -> dict[str, Any]:
    return {"count": len(found), "first": found[:limit]}


def _ids(members: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"id": key, "name": name} for key, name in members]
