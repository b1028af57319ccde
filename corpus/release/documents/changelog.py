"""What changed, for people (`CHANGELOG.md`), for programs (`changes.json`) and row by row (`changes.parquet`)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from corpus import contract
from corpus.diff import CHANGES, write_changes
from corpus.diff.outline import shortened
from corpus.diff.told import as_dict, as_markdown
from corpus.release.documents.about import About, in_markdown
from corpus.release.errata import Erratum
from corpus.release.versions import needed
from corpus.text import counted

FILE_NAME = "CHANGELOG.md"
_LEVEL = 2
_ARROW = " → "
_LONGEST = 90


def text(about: About) -> str:
    """All versions, the newest first; the older ones as the version before tells them."""
    older = ""
    if about.before is not None and (said := about.before / FILE_NAME).exists():
        _, mark, rest = said.read_text("utf-8").partition("\n## ")
        older = mark + _without_values(rest, about)
    head = f"# Changes of {in_markdown(about.title)}"
    return f"{head}\n\n## {about.version}, {about.day}\n\n{_section(about)}{older}"


def _section(about: About) -> str:
    if about.diff is None:
        articles, quotes = about.rows.get("articles", 0), about.rows.get("quotes", 0)
        return f"The first version: {counted(articles, 'article')}, {counted(quotes, 'quotation')}.\n"
    if not about.diff.classes:
        return f"The same data as {about.diff.old.version}.\n"
    _, _, told = as_markdown(about.diff, level=_LEVEL).partition("\n")  # its own heading names the two packages
    why = f" Why: {in_markdown(about.reason)}." if about.reason else ""
    verdict, _, rest = told.strip().partition("\n")
    cells = [_cell(one, about.tables) for one in about.errata]
    values = "\n".join(["", f"{'#' * (_LEVEL + 1)} Corrected values", "", *cells, ""]) if cells else ""
    return f"Since {about.diff.old.version}: {verdict}{why}\n{values}{rest}".rstrip() + "\n"


def _cell(one: Erratum, tables: Mapping[str, contract.Table]) -> str:
    """A value that was corrected, in a line with its row and the article of that; of a whole text only that it was."""
    article = f" of {one.article_id}" if one.article_id and one.article_id not in one.key.split(" ") else ""
    what = f"- {one.table} {in_markdown(one.key)}{article} {in_markdown(one.column)}"
    checks = tables[one.table].checks
    if any(isinstance(check, contract.Derived) and check.of == one.column for check in checks):
        return what
    old, new = ("(none)" if value is None else _value(value) for value in (one.old, one.new))
    return f"{what}: {old}{_ARROW}{new}"


def _value(value: object) -> str:
    told = str(value).lower() if isinstance(value, bool) else str(value)
    return in_markdown(shortened(told, _LONGEST)) or "(empty)"


def _without_values(older: str, about: About) -> str:
    """What the versions before tell, without the values that were corrected in articles that are withdrawn now."""
    gone = () if about.diff is None else tuple(about.diff.withdrawn["article_id"])
    lines = older.splitlines(keepends=True)
    return "".join(line for line in lines if _ARROW not in line or not any(one in line for one in gone))


def record(about: About) -> dict[str, Any]:
    """The change as docs/reference/diff.md describes it; `bump` is the least that it needed of the version."""
    if about.diff is None:
        return {"version": about.version, "previous": None, "bump": None, "classes": []}
    previous, classes = about.diff.old.version, about.diff.classes
    return {"version": about.version, "previous": previous, "bump": needed(classes), **as_dict(about.diff)}


def write_rows(about: About, path: Path) -> None:
    """Every row that came or went and every cell that changed; no row for the first version."""
    if about.diff is None:
        pl.DataFrame(schema=dict(CHANGES)).write_parquet(path, compression="zstd")
    else:
        write_changes(about.diff, path, reason=about.reason)
