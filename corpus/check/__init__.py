"""Does a package keep the contract? One door, `check`; three engines behind it that name a fault alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from corpus import contract
from corpus.check import rules
from corpus.check.sources import open_tables
from corpus.package import Package, read
from corpus.report import Finding, Report, finding

Engine = Literal["rules", "pandera", "frictionless"]
ENGINES: tuple[Engine, ...] = ("rules", "pandera", "frictionless")


def check(package: str | Path, *, engines: Sequence[Engine] = ENGINES) -> Report:
    """Every fault of the package: a folder with a datapackage.json, or the path of that file.

    `rules` knows the whole contract. pandera and frictionless are second opinions on the parts that they can express;
    a fault that several see is one finding. Resources that the contract does not name are left alone.

    Raises:
        PackageError: there is no descriptor, or it cannot be read.
    """
    opened = read(Path(package))
    sources, findings = open_tables(opened)
    created, faults = _created(opened)
    findings += faults
    if "rules" in engines:
        findings += rules.check(sources, created)
    if "pandera" in engines:
        from corpus.check import by_pandera

        findings += by_pandera.check(sources)
    if "frictionless" in engines:
        from corpus.check import by_frictionless

        findings += by_frictionless.check(opened, sources)
    return Report(
        rows={name: source.height for name, source in sources.items()},
        findings=tuple(sorted(_merged(findings), key=_place)),
        engines=tuple(engines),
    )


# Codes that tell one fault from two sides: frictionless takes an empty string for null, and no engine but ours tells
# another width of a type from another type.
_SAME = {"empty": "null", "column-width": "column-type"}


def _merged(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings without those that an earlier one tells already: the same fault at the same place.

    A column of the wrong type is told once, not again in each of its rows.
    """
    seen: set[tuple[str, str | None, int | None, str | None]] = set()
    for one in findings:
        code = _SAME.get(one.code, one.code)
        place = (code, one.table, one.row, one.field)
        if place in seen or (code == "column-type" and (code, one.table, None, one.field) in seen):
            continue
        seen.add(place)
        yield one


def _created(package: Package) -> tuple[datetime | None, list[Finding]]:
    said = package.descriptor.get("created")
    if said is None:
        return None, []
    try:
        created = datetime.fromisoformat(str(said))
    except ValueError:
        message = f"`created` is {str(said)!r}, not a time as RFC 3339 writes it"
        return None, [finding("descriptor", message, field="created", value=str(said), expected="2026-01-31T12:00:00Z")]
    return created if created.tzinfo else created.replace(tzinfo=UTC), []


_RANK = {name: rank for rank, name in enumerate(contract.NAMES)}


def _place(one: Finding) -> tuple[int, int, str, str]:
    """The order of a report: by table, row, field and code, what has no table or row first."""
    rank = -1 if one.table is None else _RANK.get(one.table, len(_RANK))
    return rank, -1 if one.row is None else one.row, one.field or "", one.code
