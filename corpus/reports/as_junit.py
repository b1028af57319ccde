"""The report as JUnit XML, as Jenkins and GitLab read it: a suite per table, a case per rule that was checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from corpus.check.verdict import Group
from corpus.reports.about import Checked
from corpus.reports.plain import extent, meaning, place, size
from corpus.text import printable, steerless

_FIRST = 20
_Rule = tuple[str, str | None]


def render(checked: Sequence[Checked]) -> str:
    """A suite for each package's descriptor and each of its tables; a case passed is a rule that no row breaks.

    Follows the common schema (Jenkins' junit-10.xsd, and the older one of Apache Ant's task). A case takes no time, for
    the rules of a table are checked together; a suite has the time stamp of the package, not of the check.
    """
    suites = [suite for one in checked for suite in _suites(one)]
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>"]
    for number, suite in enumerate(suites):
        lines += suite.lines(number)
    return "\n".join([*lines, "</testsuites>"]) + "\n"


def _suites(one: Checked) -> Iterator[_Suite]:
    tables = dict.fromkeys([*one.about.resources, *one.verdict.report.rows])
    tables |= dict.fromkeys(group.table for group in one.verdict.groups if group.table is not None)
    for table in (None, *tables):
        broken: dict[_Rule, list[Group]] = {}
        for group in one.verdict.groups:
            if group.table == table:
                broken.setdefault((group.code, group.field), []).append(group)
        stated = [("descriptor", None)] if table is None else list(one.about.rules(table))
        yield _Suite(one, table, list(dict.fromkeys([*stated, *broken])), broken)


@dataclass(frozen=True, slots=True)
class _Suite:
    """The rules of one table, or (None) of the descriptor, and what breaks them."""

    checked: Checked
    table: str | None
    rules: Sequence[_Rule]
    broken: Mapping[_Rule, Sequence[Group]]

    def lines(self, number: int) -> Iterator[str]:
        about = self.checked.about
        failures = sum(any(group.is_failing for group in groups) for groups in self.broken.values())
        name = f"{about.called}: {self.table or 'datapackage.json'}"
        said = {
            "name": name,
            "package": about.called or "package",
            "id": str(number),
            "timestamp": _timestamp(about.created),
            "hostname": "localhost",
            "tests": str(len(self.rules)),
            "failures": str(failures),
            "errors": "0",
            "time": "0",
        }
        yield f"  <testsuite{_attributes(said)}>"
        yield "    <properties>"
        rows = self.checked.verdict.report.rows
        more = {"rows": f"{rows[self.table]}"} if self.table is not None and self.table in rows else {}
        for key, value in {"descriptor": about.file, "checked": size(self.checked.verdict), **more}.items():
            yield f"      <property{_attributes({'name': key, 'value': value})}/>"
        yield "    </properties>"
        for rule in self.rules:
            yield from self._case(*rule)
        yield "    <system-out></system-out>"
        yield "    <system-err></system-err>"
        yield "  </testsuite>"

    def _case(self, code: str, column: str | None) -> Iterator[str]:
        about = self.checked.about
        failing = [group for group in self.broken.get((code, column), ()) if group.is_failing]
        said = {
            "name": f"{code} in {column}" if column else code,
            "classname": f"{about.name or 'package'}.{self.table or 'datapackage'}",
            "time": "0",
        }
        if not failing:
            yield f"    <testcase{_attributes(said)}/>"
            return
        line = about.line(code, self.table, column)
        extents = "; ".join(map(extent, failing))
        failure = {"message": f"{extents}: {meaning(code)}", "type": failing[0].severity}
        findings = [one for group in failing for one in group.findings]
        yield f"    <testcase{_attributes(said)}>"
        yield f"      <failure{_attributes(failure)}>{_text(f'{about.file}:{line}')}"
        for one in findings[:_FIRST]:
            yield _text(": ".join(part for part in (place(one), one.message) if part))
        if len(findings) > _FIRST:
            yield f"and {len(findings) - _FIRST:,} more"
        yield "      </failure>"
        yield "    </testcase>"


def _timestamp(created: str) -> str:
    try:
        moment = datetime.fromisoformat(created).astimezone(UTC)
    except (ValueError, OverflowError):
        moment = datetime.fromtimestamp(0, UTC)
    return moment.replace(tzinfo=None).isoformat(timespec="seconds")


def _attributes(values: dict[str, str]) -> str:
    return "".join(f' {name}="{_text(value)}"' for name, value in values.items())


def _text(text: str) -> str:
    return escape(steerless(printable(text)))
