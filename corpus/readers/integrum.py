"""Integrum, the database of Russian media: the articles of a report that it saves as a page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from corpus import text as pure
from corpus.readers import _export, _markup
from corpus.readers._draft import Draft
from corpus.record import Article, Problem

_BEGIN = re.compile(r"<a name=[\"']?\d{1,6}[\"']?>(?=\s{0,9}</a>\s{0,9}<table\b)", re.IGNORECASE)
_FIELDS = re.compile(r"(?=\^[А-Я]{2}:)")
_FIELD = re.compile(r"\^([А-Я]{2}): ?(.*)")
_REPORT = re.compile(rb"<title>\s{0,9}Report \d\d\.\d\d\.\d{4}")
# Source, rubric, author, headline, subtitle; the day apart. The number (НР) is that of the issue.
_COLUMNS = {"ИС": "publisher", "РБ": "section", "ЗГ": "headline", "ПЗ": "deck"}


def read(stream: BinaryIO, uri: str) -> Iterator[Article | Problem]:
    """Yield the articles of a report, in its order; the list of headlines above them is left out.

    Authors are kept as printed, the family name first. The number of the issue has no column.

    Raises:
        ReadError: there is no article of Integrum in it, or it is larger than 64 MB.
    """
    decoded = _export.text_of(_export.whole(stream, uri), uri)
    yield from decoded.problems
    for position, markup in _export.pieces(decoded.text, _BEGIN, uri):
        draft = Draft("integrum", str(position), markup.encode(), decoded.encoding)
        yield draft.article() if _take_in(markup, draft) else _export.nothing(position)


def sniff(head: bytes) -> float:
    """Near certain for a page with the title of such a report; 0 for anything else."""
    return 0.95 if _REPORT.search(head[:2048]) and (b"<small>" in head or b">^" in head) else 0.0


def _take_in(markup: str, draft: Draft) -> bool:
    """Read one article: a table of fields, a headline, a text; whether there was anything in it."""
    tree = _markup.fragment(markup)
    if tree is None:
        return False
    table = next(tree.iter("table"), None)
    facts = "".join(str(part) for part in table.itertext()) if table is not None else ""
    for part in _FIELDS.split(facts)[:100]:
        found = _FIELD.match(pure.one_line(part) or "")
        if not found:
            continue
        code, value = found[1], found[2].strip(" ,")
        if code in _COLUMNS:
            draft.put(_COLUMNS[code], value)
        elif code == "ДТ":
            draft.time("published", value)
        elif code == "АВ":
            draft.put("byline", value)
            draft.credit(re.split(r"\s{0,3}[,;]\s{0,3}", value))
    draft.put("headline", *("".join(str(part) for part in node.itertext()) for node in tree.iter("h3")))
    for node in tree.iter("pre"):
        draft.tell(_paragraphs("".join(str(part) for part in node.itertext())))
    return bool(draft.get("headline") or draft.paragraphs)


def _paragraphs(text: str) -> Iterator[str]:
    """The paragraphs of a text that is wrapped throughout: each begins with an indented line or after a blank one."""
    held: list[str] = []
    for line in [*text.expandtabs(4).splitlines(), ""]:
        if held and (not line.strip() or line.startswith("   ")):
            yield " ".join(held)
            held = []
        if line.strip():
            held.append(line.strip())
