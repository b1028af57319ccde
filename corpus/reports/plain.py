"""Words that every form of a report says alike, and data as text that steers nothing."""

from __future__ import annotations

from corpus.check.verdict import Group, Verdict
from corpus.report import CODES, Finding
from corpus.text import printable


def meaning(code: str) -> str:
    """What the code means, as one sentence; nothing for a code of somebody else."""
    return CODES[code].meaning if code in CODES else ""


def number(count: int, noun: str) -> str:
    """The number with its noun.

    >>> number(1, "row"), number(1200, "row")
    ('1 row', '1,200 rows')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def percent(share: float) -> str:
    """A share of 1 in percent, never rounded to none or to all.

    >>> percent(0.0025), percent(0.5), percent(0.0000001), percent(0.99999)
    ('0.25%', '50%', '<0.01%', '>99.99%')
    """
    if 0 < share < 0.0001:
        return "<0.01%"
    if 0.9999 < share < 1:
        return ">99.99%"
    return f"{share * 100:.2f}".rstrip("0").rstrip(".") + "%"


def subject(group: Group) -> str:
    """The table and column that a rule is about, from the data and printable.

    >>> subject(Group("enum", "error", "quotes", "kind", ()))
    'quotes.kind'
    """
    return printable(".".join(part for part in (group.table, group.field) if part) or "package")


def extent(group: Group) -> str:
    """How many there are, and of how many rows."""
    if group.share is None:
        return number(len(group.findings), "finding")
    more = "" if len(group.findings) == group.rows else f", {number(len(group.findings), 'finding')}"
    return f"{group.rows:,} of {number(group.height, 'row')} ({percent(group.share)}){more}"


def place(one: Finding) -> str:
    """The row of a finding and its key, from the data and printable; nothing for a whole table."""
    row = "" if one.row is None else f"row {one.row}"
    return printable(f"{row} {one.key or ''}".strip())


def size(verdict: Verdict) -> str:
    """How much was checked, and by whom."""
    rows, engines = verdict.report.rows, verdict.report.engines
    by = f", checked by {', '.join(engines)}" if engines else ""
    return f"{number(sum(rows.values()), 'row')} in {number(len(rows), 'table')}{by}"


def tally(verdict: Verdict) -> str:
    """How many findings of each severity there are: those that the baseline does not have, where there is one."""
    counts = [number(count, severity) for severity, count in verdict.counts.items() if count]
    return ", ".join(counts) or "no findings"


def conclusion(verdict: Verdict) -> str:
    """The verdict as one sentence without its full stop."""
    ours = "keeps the contract", "does not keep the contract"
    yes, no = ours if verdict.report.is_ours else ("is valid", "is not valid")
    if not verdict.is_ok:
        return f"the package {no}"
    if verdict.report.is_ok:
        return f"the package {yes}"
    return f"the package {no}, but nothing fails here"


def allowances(verdict: Verdict) -> list[str]:
    """What a baseline, a limit and a corpus.toml let pass, as sentences without their full stops."""
    said = []
    if verdict.has_baseline:
        gone = f"; {verdict.gone:,} of the baseline are gone" if verdict.gone else ""
        said.append(f"{number(len(verdict.known), 'finding')} of the baseline left out{gone}")
    tolerated = sum(group.is_tolerated for group in verdict.groups)
    if tolerated and verdict.max_share is not None:
        said.append(
            f"{number(tolerated, 'rule')} tolerated, broken in at most {percent(verdict.max_share)} of the rows"
        )
    if verdict.report.ignored:
        codes = ", ".join(f"{code} {times:,}" for code, times in verdict.report.ignored.items())
        said.append(f"not told, as {verdict.report.settings} asks: {codes}")
    return said
