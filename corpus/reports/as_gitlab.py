"""The report as GitLab's code quality JSON, for the widget of a merge request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from corpus.record import Severity
from corpus.reports.about import Checked
from corpus.reports.as_json import dumped
from corpus.reports.marks import fingerprints
from corpus.reports.plain import extent, place, subject
from corpus.text import printable

_FIRST = 20
_SEVERITIES: Mapping[Severity, str] = {"error": "major", "warning": "minor", "note": "info"}


def render(checked: Sequence[Checked]) -> str:
    """A list with the first 20 findings of each rule in each column; each says how many there are."""
    return dumped([issue for one in checked for issue in _issues(one)], indent=2) + "\n"


def _issues(checked: Checked) -> Iterator[dict[str, Any]]:
    about = checked.about
    for group in checked.verdict.groups:
        marks = fingerprints(about, group.findings[:_FIRST])
        for one, mark in zip(group.findings, marks, strict=False):
            where = " ".join(part for part in (subject(group), place(one)) if part)
            yield {
                "description": f"{where}: {printable(one.message)} [{extent(group)}]",
                "check_name": group.code,
                "fingerprint": mark,
                "severity": "info" if group.is_tolerated else _SEVERITIES[group.severity],
                "location": {"path": about.file, "lines": {"begin": about.line(one.code, one.table, one.field)}},
            }
