"""The report for a person at a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap

from corpus.check.verdict import Group, Verdict
from corpus.record import Severity
from corpus.report import Finding
from corpus.reports.about import Checked
from corpus.reports.plain import allowances, conclusion, extent, meaning, number, place, size, subject, tally
from corpus.text import printable, steerless

# SGR of ECMA-48 §8.3.117: bold red, yellow and cyan, which are legible on light and on dark; green; bold; faint.
_COLOURS: Mapping[Severity, str] = {"error": "1;31", "warning": "1;33", "note": "1;36"}
_GREEN, _BOLD, _FAINT = "1;32", "1", "2"


def render(checked: Sequence[Checked], *, width: int = 80, limit: int = 5, is_coloured: bool = False) -> str:
    """The reports for a person: per rule how many, what it means, and its first `limit` findings.

    What comes from the data is printed with its control characters escaped, so that no cell can steer a terminal or
    a CI job that reads its own output. `is_coloured` adds colours as ANSI escapes.
    """
    return "\n\n".join(
        "\n".join(lines_of(one.verdict, one.about.called, width=width, limit=limit, is_coloured=is_coloured))
        for one in checked
    )


def lines_of(
    verdict: Verdict, called: str = "", *, width: int = 80, limit: int = 5, is_coloured: bool = False
) -> Iterator[str]:
    """The lines of one report, without line ends; `called` is the package's name."""

    def styled(text: str, style: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if is_coloured and text else text

    def wrapped(text: str, indent: int) -> Iterator[str]:
        yield from _wrapped(text, max(width, indent + 20), " " * indent, " " * indent)

    title = printable(called)
    for line in wrapped(f"{called}: {size(verdict)}" if called else size(verdict), 0):
        yield line.replace(title, styled(title, _BOLD), 1) if title else line
    for group in verdict.groups:
        yield ""
        head = f"{group.severity} {group.code} in {subject(group)}: "
        many = f"{extent(group)}{', tolerated' if group.is_tolerated else ''}"
        first, *more = _wrapped(head + many, max(width, 26), "", " " * 4)
        is_short = not more
        if is_short:
            first = first.removesuffix(many)
        else:
            first, *more = _wrapped(head, max(width, 26), "", " " * 4)
        bold = styled(first.removeprefix(f"{group.severity} "), _BOLD)
        yield f"{styled(group.severity, _COLOURS[group.severity])} {bold}{many if is_short else ''}"
        yield from (styled(line, _BOLD) for line in more)
        if not is_short:
            yield from wrapped(many, 4)
        yield from wrapped(meaning(group.code), 2)
        for one in group.findings[:limit]:
            if said := place(one):
                yield from (styled(line, _FAINT) for line in _wrapped(said, max(width, 26), " " * 4, " " * 6))
            yield from wrapped(one.message, 6)
        if len(group.findings) > limit:
            yield styled(f"    and {len(group.findings) - limit:,} more", _FAINT)
    sums = [*([tally(verdict)] if verdict.groups else []), *allowances(verdict)]
    if sums:
        yield ""
    for said in sums:
        yield from wrapped(said, 0)
    yield styled(conclusion(verdict), _GREEN if verdict.is_ok else _COLOURS["error"])


def changes(
    now: Checked, came: Sequence[Group], gone: Sequence[Finding], *, width: int = 80, limit: int = 5
) -> Iterator[str]:
    """The lines that tell how a check differs from the one before: findings that came, by rule, and how many went."""
    yield ""
    for group in came:
        head = f"+ {group.severity} {group.code} in {subject(group)}: {len(group.findings):,}"
        yield from _wrapped(head, max(width, 26), "", " " * 4)
        for one in group.findings[:limit]:
            yield from _wrapped(f"{place(one)} {one.message}".strip(), width, " " * 4, " " * 6)
        if len(group.findings) > limit:
            yield f"    and {len(group.findings) - limit:,} more"
    yield f"{number(sum(len(group.findings) for group in came), 'finding')} came, {len(gone):,} went"
    yield from _wrapped(f"{now.about.called}: {tally(now.verdict)}; {conclusion(now.verdict)}", max(width, 26), "", "")


# Stands behind each wide character while lines are broken: no text has it that went through `printable`.
_SECOND = "\ue000"


def _wrapped(text: str, width: int, first: str, rest: str) -> Iterator[str]:
    """The text in lines of so many columns of a terminal, in which a character of East Asia takes two (UAX 11)."""
    text = printable(text)
    if not text.isascii():
        text = "".join(c + _SECOND if unicodedata.east_asian_width(c) in "WF" else c for c in text)
        width -= _SECOND in text  # a line may be broken between the two
    for line in wrap(text, width, initial_indent=first, subsequent_indent=rest):
        yield steerless(line.replace(_SECOND, ""))
