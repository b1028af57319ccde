"""The verdict on a report: its findings by rule, which of them are new, and which may stay."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from corpus import contract
from corpus.errors import PackageError
from corpus.record import Severity
from corpus.report import Finding, Report

Identity = tuple[str, str | None, str | None, str | None, str | None]

_WEIGHT: Mapping[Severity, int] = {"error": 0, "warning": 1, "note": 2}
_RANK = {name: rank for rank, name in enumerate(contract.NAMES)}


def identity(one: Finding) -> Identity:
    """What makes a finding the same one in another report: its code, table, column and value, and its row's key.

    A row's number counts only where the row has no key: rows move when others come or go. The message never does.
    """
    row = one.key if one.key is not None or one.row is None else f"row {one.row}"
    return one.code, one.table, row, one.field, one.value


@dataclass(frozen=True)
class Group:
    """The findings of one rule: of one code, in one column of one table, in the order of the report.

    `rows` counts the different rows among them, `height` the rows of the table; `is_tolerated` says that so few may be.
    """

    code: str
    severity: Severity
    table: str | None
    field: str | None
    findings: tuple[Finding, ...]
    height: int = 0
    is_tolerated: bool = False

    @cached_property
    def rows(self) -> int:
        """How many different rows have such a finding; 0 where it is about a whole table or package."""
        return len({one.row for one in self.findings if one.row is not None})

    @property
    def share(self) -> float | None:
        """The share of the table's rows that have such a finding, from 0 to 1; None where it is not about rows."""
        return self.rows / self.height if self.rows and self.height else None

    @property
    def is_failing(self) -> bool:
        """Whether the package fails because of it: notes and what is tolerated let it pass."""
        return self.severity != "note" and not self.is_tolerated


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A report and what counts of it.

    `groups` hold the findings that the baseline does not have, the gravest first, then the most frequent. `known` are
    those that it has, `gone` counts those that only it has; without a baseline both are empty.
    """

    report: Report
    groups: tuple[Group, ...]
    known: tuple[Finding, ...] = ()
    gone: int = 0
    has_baseline: bool = False
    max_share: float | None = None

    @property
    def is_ok(self) -> bool:
        """True where no group fails."""
        return not any(group.is_failing for group in self.groups)

    @cached_property
    def counts(self) -> Mapping[Severity, int]:
        """The findings of the groups by severity, the gravest first; every severity is there."""
        counts: dict[Severity, int] = dict.fromkeys(_WEIGHT, 0)
        for group in self.groups:
            counts[group.severity] += len(group.findings)
        return counts

    def as_dict(self) -> dict[str, Any]:
        """`Report.as_dict` of all findings, known ones too; `ok` is the verdict.

        With a baseline, every finding says whether it `is_new`, and `baseline` counts `new`, `known` and `gone`. With a
        limit, `max_share` has it, and `tolerated` names the rules within it.
        """
        value = self.report.as_dict() | {"ok": self.is_ok}
        if self.has_baseline:
            known = set(map(id, self.known))
            value["findings"] = [one.as_dict() | {"is_new": id(one) not in known} for one in self.report.findings]
            new = len(self.report.findings) - len(self.known)
            value["baseline"] = {"new": new, "known": len(self.known), "gone": self.gone}
        if self.max_share is not None:
            value["max_share"] = self.max_share
            value["tolerated"] = [
                {"code": group.code, "table": group.table, "field": group.field, "rows": group.rows}
                for group in self.groups
                if group.is_tolerated
            ]
        return value


def judge(report: Report, *, baseline: Report | None = None, max_share: float | None = None) -> Verdict:
    """The verdict on a report.

    With a `baseline`, only findings that it does not have count. With `max_share` (from 0 to 1), a rule that at most
    that share of its table's rows break is told and does not fail; what is wrong with a whole table always does.
    """
    left = Counter(map(identity, baseline.findings)) if baseline else Counter[Identity]()
    new: list[Finding] = []
    known: list[Finding] = []
    for one in report.findings:
        name = identity(one)
        if left[name] > 0:
            left[name] -= 1
            known.append(one)
        else:
            new.append(one)
    return Verdict(
        report=report,
        groups=_groups(new, report.rows, max_share),
        known=tuple(known),
        gone=left.total(),
        has_baseline=baseline is not None,
        max_share=max_share,
    )


def read_baseline(path: Path) -> Mapping[str | None, Report]:
    """The reports of a JSON file that `corpus validate` wrote, by package; by None where it is the report of one.

    Raises:
        PackageError: it cannot be read, or is no such file.
    """
    try:
        value = json.loads(path.read_bytes())
        if isinstance(value, list):
            return {str(one["package"]): _report(one) for one in value}
        return {None: _report(value)}
    except OSError as error:
        raise PackageError(f"{path}: the baseline cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise PackageError(
            f"{path}: no baseline: {_why(error)}; expected the JSON that `corpus validate --report json=FILE` writes"
        ) from error


def _why(error: Exception) -> str:
    match error:
        case json.JSONDecodeError() | UnicodeDecodeError() | RecursionError():
            return "it is no JSON that can be read"
        case KeyError():
            return f"it has no {error.args[0]!r}"
        case _:
            return "it has another form than a report"


def _report(value: Mapping[str, Any]) -> Report:
    return Report(
        rows={str(name): int(rows) for name, rows in value["rows"].items()},
        findings=tuple(Finding(**{name: one.get(name) for name in Finding.__slots__}) for one in value["findings"]),
        engines=tuple(value["engines"]),
    )


def _groups(findings: Iterable[Finding], rows: Mapping[str, int], max_share: float | None) -> tuple[Group, ...]:
    by_rule: dict[tuple[str, Severity, str | None, str | None], list[Finding]] = defaultdict(list)
    for one in findings:
        by_rule[one.code, one.severity, one.table, one.field].append(one)
    groups = [
        _group(Group(*rule, tuple(several), rows.get(rule[2] or "", 0)), max_share) for rule, several in by_rule.items()
    ]
    return tuple(sorted(groups, key=_order))


def _group(group: Group, max_share: float | None) -> Group:
    if (
        max_share is None
        or group.share is None
        or group.share > max_share
        or any(f.row is None for f in group.findings)
    ):
        return group
    return Group(group.code, group.severity, group.table, group.field, group.findings, group.height, is_tolerated=True)


def _order(group: Group) -> tuple[int, bool, int, int, str, str, str]:
    rank = -1 if group.table is None else _RANK.get(group.table, len(_RANK))
    weight = _WEIGHT[group.severity]
    return weight, group.is_tolerated, -len(group.findings), rank, group.table or "", group.field or "", group.code
