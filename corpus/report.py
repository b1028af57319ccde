"""Findings: what a check has to say about the rows of a package. Values only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from corpus.record import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One fault. docs/reference/findings.md explains each `code`.

    `row` counts from 0 in the table, in the order of its files; None for a whole table or package. `key` is the row's
    primary key (its parts joined by a blank), `value` the cell as text, `expected` what the contract wants there.
    """

    code: str
    severity: Severity
    message: str
    table: str | None = None
    row: int | None = None
    field: str | None = None
    key: str | None = None
    value: str | None = None
    expected: str | None = None

    def as_dict(self) -> dict[str, str | int | None]:
        """The finding as one flat JSON object; every key is always there."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The outcome of a check: rows per table as they were read, and every finding, none left out.

    Findings are in the order of table, row, field and code, those about a whole table or package first.
    """

    rows: Mapping[str, int]
    findings: tuple[Finding, ...] = ()
    engines: tuple[str, ...] = field(default=())

    @property
    def is_ok(self) -> bool:
        """True without findings of severity error or warning."""
        return not any(f.severity != "note" for f in self.findings)

    def counts(self) -> dict[str, int]:
        """Findings per code, the most frequent first."""
        return dict(sorted(Counter(f.code for f in self.findings).items(), key=lambda item: (-item[1], item[0])))

    def as_dict(self) -> dict[str, object]:
        """The report as one JSON object: `ok`, `rows`, `counts`, `engines`, `findings`."""
        return {
            "ok": self.is_ok,
            "rows": dict(self.rows),
            "counts": self.counts(),
            "engines": list(self.engines),
            "findings": [f.as_dict() for f in self.findings],
        }
