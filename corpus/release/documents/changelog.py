"""What changed, for people (`CHANGELOG.md`), for programs (`changes.json`) and row by row (`changes.parquet`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from corpus.diff import CHANGES, write_changes
from corpus.diff.told import as_dict, as_markdown
from corpus.release.documents.about import About, in_markdown
from corpus.release.versions import needed
from corpus.text import counted

FILE_NAME = "CHANGELOG.md"
_LEVEL = 2


def text(about: About) -> str:
    """All versions, the newest first; the older ones as the version before tells them."""
    older = ""
    if about.before is not None and (said := about.before / FILE_NAME).exists():
        _, mark, rest = said.read_text("utf-8").partition("\n## ")
        older = mark + rest
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
    return f"Since {about.diff.old.version}: {verdict}{why}\n{rest}".rstrip() + "\n"


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
