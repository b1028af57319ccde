"""The report as SARIF 2.1.0 (OASIS), for GitHub's code scanning and other viewers of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import quote

from corpus.check.verdict import Group
from corpus.record import Severity
from corpus.report import CODES, Finding
from corpus.reports.about import About, Checked
from corpus.reports.as_json import dumped
from corpus.reports.marks import fingerprints
from corpus.reports.pages import page
from corpus.reports.plain import place, subject
from corpus.text import printable

# GitHub shows 5,000 results of a run and refuses more than 25,000: 20 of each rule are enough to see what is wrong.
_FIRST = 20
_LEVELS: Mapping[Severity, str] = {"error": "error", "warning": "warning", "note": "note"}


def render(checked: Sequence[Checked]) -> str:
    """One run for all packages. A result is one finding, the first 20 of each rule in each column.

    Its region is the line of the descriptor in which the rule stands, its logical location table, row and column; the
    properties of the run count all. Its fingerprint does not change when rows move.
    """
    results = list(_results(checked))
    codes = sorted({str(result["ruleId"]) for result in results} | set(CODES))
    index = {code: n for n, code in enumerate(codes)}
    run = {
        "tool": {
            "driver": {
                "name": "newscorpus",
                "semanticVersion": _version(),
                "rules": [_rule(code) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [result | {"ruleIndex": index[str(result["ruleId"])]} for result in results],
        "properties": {"packages": [_counted(one) for one in checked]},
    }
    sarif = {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return dumped(sarif, indent=2) + "\n"


@cache
def _rule(code: str) -> dict[str, Any]:
    told = page(code)
    rule: dict[str, Any] = {"id": code, "name": "".join(word.capitalize() for word in re.split(r"\W+", code))}
    if told.meaning:
        rule["shortDescription"] = {"text": told.meaning}
    if told.more:
        rule["fullDescription"] = {"text": " ".join(told.more.split())}
    if told.markdown:
        rule["help"] = {"text": told.markdown, "markdown": told.markdown}
    if code in CODES:
        rule["defaultConfiguration"] = {"level": _LEVELS[CODES[code].severity]}
    return rule


def _results(checked: Sequence[Checked]) -> Iterator[dict[str, Any]]:
    for one in checked:
        for group in one.verdict.groups:
            total = len(group.findings)
            marks = fingerprints(one.about, group.findings[:_FIRST])
            for finding, mark in zip(group.findings, marks, strict=False):
                more: dict[str, Any] = {"total": total}
                more |= {} if group.share is None else {"share": group.share}
                more |= {"tolerated": True} if group.is_tolerated else {}
                yield _result(one.about, group, finding, mark) | {"properties": more}


def _result(about: About, group: Group, one: Finding, mark: str) -> dict[str, Any]:
    where = ": ".join(part for part in (place(one), printable(one.message)) if part)
    logical = ".".join(part for part in (one.table, None if one.row is None else str(one.row), one.field) if part)
    location: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(about.file, safe="/")},
            "region": {"startLine": about.line(one.code, one.table, one.field)},
        }
    }
    if logical:
        location["logicalLocations"] = [{"fullyQualifiedName": printable(logical), "kind": "element"}]
    return {
        "ruleId": one.code,
        "level": "note" if group.is_tolerated else _LEVELS[group.severity],
        "message": {"text": f"{subject(group)} {where}"},
        "locations": [location],
        "partialFingerprints": {"finding/v1": mark},
    }


def _counted(one: Checked) -> dict[str, Any]:
    verdict = one.verdict
    return {
        "name": one.about.called,
        "ok": verdict.is_ok,
        "rows": dict(verdict.report.rows),
        "known": len(verdict.known),
        "rules": [
            {"code": g.code, "table": g.table, "field": g.field, "findings": len(g.findings), "rows": g.rows}
            for g in verdict.groups
        ],
    }


def _version() -> str:
    from importlib.metadata import version

    return version("newscorpus")
