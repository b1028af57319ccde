"""What docs/reference/findings.md tells of each code: the page ships with the package, so that reports can say it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from corpus.report import CODES


@dataclass(frozen=True, slots=True)
class Page:
    """What a code means, more about it, an example, and how to mend it; Markdown. What is not told is empty."""

    meaning: str
    more: str = ""
    example: str = ""
    mend: str = ""

    @property
    def markdown(self) -> str:
        """All of it, in the order of the page."""
        parts = (
            self.meaning,
            self.more,
            self.example and f"Example: {self.example}",
            self.mend and f"Mend: {self.mend}",
        )
        return "\n\n".join(part for part in parts if part)


def page(code: str) -> Page:
    """What is told of a code; its meaning alone where there is no section on it."""
    return _pages().get(code) or Page(CODES[code].meaning if code in CODES else "")


@cache
def _pages() -> Mapping[str, Page]:
    shipped = files("corpus") / "reports" / "findings.md"
    checkout = Path(__file__).parents[2] / "docs" / "reference" / "findings.md"
    text = (shipped if shipped.is_file() else checkout).read_text("utf-8")
    sections = re.split(r"^## +(\S+)[ \t]*$", text, flags=re.MULTILINE)[1:]
    return {code: _page(body) for code, body in zip(sections[::2], sections[1::2], strict=True)}


def _page(section: str) -> Page:
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", section.strip()) if part.strip()]
    meaning, more, example, mend = "", [], "", ""
    for paragraph in paragraphs:
        if not meaning and re.match(r"\*\w+\* · ", paragraph):
            meaning = paragraph.partition(" · ")[2]
        elif paragraph.startswith("Example: "):
            example = paragraph.removeprefix("Example: ")
        elif paragraph.startswith("Mend: "):
            mend = paragraph.removeprefix("Mend: ")
        else:
            more.append(paragraph)
    return Page(meaning, "\n\n".join(more), example, mend)
