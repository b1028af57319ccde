"""Annotations on GitHub: workflow commands that mark the line of the descriptor in which a rule stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from corpus.check.verdict import Group
from corpus.record import Severity
from corpus.reports.about import About, Checked
from corpus.reports.plain import conclusion, extent, meaning, number, place, subject
from corpus.text import printable, steerless

# GitHub shows ten annotations of a kind for a step, and drops the rest.
MOST = 10
_FIRST = 3
_COMMANDS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "note": "notice"}


def render(checked: Sequence[Checked]) -> str:
    """One annotation per rule, the gravest first, ten at most; where there are more, the last says how many."""
    told = [(one.about, group) for one in checked for group in one.verdict.groups]
    kept = told if len(told) <= MOST else told[: MOST - 1]
    lines = [_command(about, group) for about, group in kept]
    if rest := told[len(kept) :]:
        about, gravest = rest[0]
        more = sum(len(group.findings) for _, group in rest)
        said = f"{number(len(rest), 'more rule')} broken, with {number(more, 'finding')}: see the summary of the job"
        lines.append(_line(_COMMANDS[gravest.severity], about.file, 1, "and more", said))
    if not told:
        lines += [steerless(f"{printable(one.about.called)}: {conclusion(one.verdict)}") for one in checked]
    return "\n".join(lines)


def _command(about: About, group: Group) -> str:
    line = about.line(group.code, group.table, group.field)
    return _line(_COMMANDS[group.severity], about.file, line, f"{group.code} in {subject(group)}", _said(about, group))


def _said(about: About, group: Group) -> str:
    def lines() -> Iterator[str]:
        yield f"{about.called}: {extent(group)}{', tolerated' if group.is_tolerated else ''}"
        yield meaning(group.code)
        for one in group.findings[:_FIRST]:
            yield ": ".join(part for part in (place(one), one.message) if part)
        if len(group.findings) > _FIRST:
            yield f"and {len(group.findings) - _FIRST:,} more"

    return "\n".join(steerless(printable(line)) for line in lines() if line)


def _line(command: str, file: str, line: int, title: str, message: str) -> str:
    where = f"file={_property(file)},line={line},title={_property(title)}"
    return f"::{command} {where}::{_data(message)}"


def _data(text: str) -> str:
    # GitHub's toolkit, `escapeData`.
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    # GitHub's toolkit, `escapeProperty`.
    return _data(steerless(printable(text))).replace(":", "%3A").replace(",", "%2C")
