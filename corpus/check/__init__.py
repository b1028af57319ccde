"""Does a package keep the contract? One door, `check`; our own engine behind it, and two for a second opinion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from corpus import contract
from corpus.check import rules
from corpus.check.sources import open_tables, shown
from corpus.errors import PackageError
from corpus.package import MANIFEST, Package, read, read_manifest
from corpus.report import Finding, Report, finding

Engine = Literal["rules", "pandera", "frictionless"]
ENGINES: tuple[Engine, ...] = ("rules", "pandera", "frictionless")


def check(package: str | Path, *, engines: Sequence[Engine] = ("rules",), trust_footer: bool = True) -> Report:
    """Every fault of the package: a folder with a datapackage.json, or the path of that file.

    `rules` knows the whole contract. pandera and frictionless are second opinions on the parts that they can express;
    a fault that several see is one finding. With `trust_footer` the statistics in a file whose hash is the descriptor's
    are believed, and what they prove is not read again. Of resources that the contract does not name, the files
    are looked at and nothing in them; those whose data stand in the descriptor are left alone.

    Raises:
        PackageError: there is no descriptor, or it cannot be read.
    """
    opened = read(Path(package))
    sources, findings = open_tables(opened, trust_footer=trust_footer)
    created, faults = _created(opened)
    findings += [*_name(opened), *_manifest(opened), *faults]
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
        return created.astimezone(UTC) if created.tzinfo else created.replace(tzinfo=UTC), []
    except (ValueError, OverflowError):  # the first hours of the year 1 are none in UTC
        message = f"`created` is {shown(str(said))!r}, not a time as RFC 3339 writes it"
        value = shown(str(said))
        return None, [finding("descriptor", message, field="created", value=value, expected="2026-01-31T12:00:00Z")]


def _name(package: Package) -> list[Finding]:
    said = package.descriptor.get("name")
    if isinstance(said, str) and said:
        return []
    message = f"`name` is {shown(said)!r}; a manifest and every citation need one"
    return [finding("descriptor", message, field="name", value=shown(said), expected="a name")]


def _manifest(package: Package) -> list[Finding]:
    """What is wrong with the manifest, where the package is a published version."""
    if not (package.folder / MANIFEST).exists():
        return []
    try:
        read_manifest(package)
    except PackageError as error:
        return [finding("manifest", str(error))]
    return []


_RANK = {name: rank for rank, name in enumerate(contract.NAMES)}


def _place(one: Finding) -> tuple[int, int, str, str]:
    """The order of a report: by table, row, field and code, what has no table or row first."""
    rank = -1 if one.table is None else _RANK.get(one.table, len(_RANK))
    return rank, -1 if one.row is None else one.row, one.field or "", one.code
