"""The report as GitHub Flavored Markdown, for the summary of a job and for a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from corpus.check.verdict import Group
from corpus.record import Severity
from corpus.report import Finding
from corpus.reports.about import Checked
from corpus.reports.plain import allowances, conclusion, extent, meaning, number, percent, place, size, subject, tally
from corpus.text import printable, steerless

# A summary may have 1 MiB: 50 rules with five findings of some 600 bytes are far below it.
_RULES, _FIRST, _LONGEST = 50, 5, 300
_MARKS: Mapping[Severity, str] = {"error": "❌", "warning": "⚠️", "note": "💡"}


def render(checked: Sequence[Checked]) -> str:
    """A table of the rules that are broken, and behind a fold the first findings of each.

    What comes from the data stands in code spans, where nothing in it is markup, a link or somebody's name.
    """
    return "\n".join(line for one in checked for line in (*_section(one), "")).rstrip("\n") + "\n"


def _section(one: Checked) -> Iterator[str]:
    verdict = one.verdict
    yield f"### {'✅' if verdict.is_ok else '❌'} {_code(one.about.called)}: {conclusion(verdict)}"
    yield ""
    yield ". ".join([f"{size(verdict)}: {tally(verdict)}", *allowances(verdict)]) + "."
    groups = verdict.groups[:_RULES]
    if not groups:
        return
    yield ""
    yield "| | rule | where | rows | share | first |"
    yield "|---|---|---|--:|--:|---|"
    for group in groups:
        mark = f"{_MARKS[group.severity]} {group.severity}{', tolerated' if group.is_tolerated else ''}"
        rows = f"{group.rows:,}" if group.rows else number(len(group.findings), "finding")
        share = "" if group.share is None else percent(group.share)
        first = _finding(group.findings[0])
        yield f"| {mark} | {_code(group.code)} | {_code(subject(group))} | {rows} | {share} | {first} |"
    if len(verdict.groups) > len(groups):
        yield ""
        yield f"… and {number(len(verdict.groups) - len(groups), 'more rule')}."
    yield ""
    yield "<details><summary>The first findings of each rule</summary>"
    for group in groups:
        yield ""
        yield from _group(group)
    yield ""
    yield "</details>"


def _group(group: Group) -> Iterator[str]:
    yield f"**{_code(group.code)} in {_code(subject(group))}**: {extent(group)}. {meaning(group.code)}"
    yield ""
    for one in group.findings[:_FIRST]:
        yield f"- {_finding(one)}"
    if len(group.findings) > _FIRST:
        yield f"- … and {len(group.findings) - _FIRST:,} more"


def _finding(one: Finding) -> str:
    where = place(one)
    return f"{_code(where)}: {_code(one.message)}" if where else _code(one.message)


def _code(text: str) -> str:
    r"""The text as a code span that may stand in a cell of a table.

    A bar, and a backslash before it, are read differently by different readers, so that a bar is an escape.

    >>> print(_code("a|b`c"))
    ``a\x7cb`c``
    """
    text = steerless(printable(text).replace("|", "\\x7c"))
    text = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
    # CommonMark 0.31 §6.1: a code span ends with a run of backticks as long as the one that begins it.
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    if not text.strip(" "):
        return f"{fence}{text or ' '}{fence}"
    blank = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{blank}{text}{blank}{fence}"
