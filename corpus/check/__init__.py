"""Does a package keep the contract? One door, `check`; our own engine behind it, and two for a second opinion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from corpus import contract
from corpus import package as packages
from corpus.check import news, own, rules
from corpus.check.settings import Settings, apply
from corpus.errors import PackageError
from corpus.package import FILE_NAME, MANIFEST, Package, read_manifest
from corpus.report import Finding, Report, finding
from corpus.sources import open_tables, shown

Engine = Literal["rules", "pandera", "frictionless"]
ENGINES: tuple[Engine, ...] = ("rules", "pandera", "frictionless")


_V2 = "https://datapackage.org/profiles/2.0/datapackage.json"


def check(
    package: str | Path,
    *,
    engines: Sequence[Engine] = ("rules",),
    settings: Settings = Settings(),  # noqa: B008  # a value
    since: str | Path | None = None,
    trust_footer: bool = True,
) -> Report:
    """Every fault of the package: a folder with a datapackage.json, or the path of that file.

    `rules` knows the whole contract. pandera and frictionless are second opinions on the parts that they can express;
    a fault that several see is one finding. A package that does not keep the contract, and of one that does the
    resources that the contract does not name, are checked against their own schemas by `anytable`. `settings` are those
    of a corpus.toml, as `corpus.check.settings.find` reads them. `since` is a previous version of the package, or a
    store with it as its newest, with which volume, nulls, languages and quotations are compared. With `trust_footer`
    the statistics in a file whose hash is the descriptor's are believed, and what they prove is not read again.

    Raises:
        SettingsError: the columns or checks of one's own in `settings` cannot be used.
        PackageError: there is no descriptor, of the package or of the previous version, or it cannot be read.
    """
    tables = own.tables(settings.extra, settings.path)
    checks = own.rules(settings.extra, settings.path, tables)
    path = Path(package)
    file = path / FILE_NAME if path.is_dir() else path
    if path.is_dir():
        packages.refuse_other(path)
    try:
        descriptor = read_descriptor(file)
    except ValueError as error:
        # Not even JSON: nothing else can be said of the package, and this is what there is to say.
        fault = finding("descriptor", f"{file.name}: {error}", expected="JSON")
        return Report(rows={}, findings=(fault,), engines=("rules",), is_ours=False)
    if not keeps_contract(descriptor):
        from corpus.check import anytable

        checked = anytable.check(file.parent, descriptor)
        told, ignored = apply(settings, checked.findings, {})
        return Report(
            rows=checked.rows,
            findings=tuple(sorted(told, key=_place)),
            engines=("rules",),
            ignored=ignored,
            settings=_path(settings),
            layouts=checked.layouts,
            is_ours=False,
        )
    opened = Package(file.parent, packages.joined(descriptor))
    sources, findings = open_tables(opened, trust_footer=trust_footer, tables=tables)
    created, faults = _created(opened)
    findings += [*_name(opened), *_manifest(opened), *faults, *_profile(opened)]
    if "rules" in engines:
        findings += rules.check(sources, created, news.bodies(opened, sources, settings))
    judged: list[Finding] = []  # what no second engine can see, so that there is nothing to merge
    if "rules" in engines:
        # A file that breaks off is told once, by the table that it is of.
        is_broken = any(one.code == "table-unreadable" for one in findings)
        judged += [
            one
            for one in news.check(opened, sources, created, settings)
            if not (is_broken and one.code == "table-unreadable")
        ]
        judged += own.check(checks, sources)
    if since is not None:
        judged += news.drift(sources, packages.read(packages.newest(Path(since))), settings)
    if "pandera" in engines:
        from corpus.check import by_pandera

        findings += by_pandera.check(sources, created)
    if "frictionless" in engines:
        from corpus.check import by_frictionless

        findings += by_frictionless.check(opened, sources, created)
    others = [name for name in opened.resources if name not in contract.NAMES and not _is_told(name, findings)]
    rows, layouts = {name: source.height for name, source in sources.items()}, {}
    if others:
        from corpus.check import anytable

        checked = anytable.check(opened.folder, opened.descriptor, only=others)
        findings += checked.findings
        rows |= checked.rows
        layouts = checked.layouts
    told, ignored = apply(settings, [*_merged(findings), *judged], sources)
    return Report(
        rows=rows,
        findings=tuple(sorted(told, key=_place)),
        engines=tuple(engines),
        ignored=ignored,
        settings=_path(settings),
        layouts=layouts,
    )


def _path(settings: Settings) -> str | None:
    return None if settings.path is None else settings.path.as_posix()


def keeps_contract(descriptor: object) -> bool:
    """Whether a descriptor is one of a package of ours: it says so, or its articles have the contract's key and hash.

    One whose resources are no list of named objects is nobody's. A stand-off edition has schemas of its own.
    """
    resources = descriptor.get("resources") if isinstance(descriptor, dict) else None
    if not isinstance(resources, list) or not all(
        isinstance(r, dict) and isinstance(r.get("name"), str) for r in resources
    ):
        return False
    if packages.edition(Package(Path(), descriptor)) == "standoff":  # type: ignore[arg-type]  # it is a dict
        return False
    if "x-contract" in descriptor:  # type: ignore[operator]  # it is a dict: it has resources
        return True
    for one in packages.joined(descriptor)["resources"]:  # type: ignore[arg-type]
        schema = one.get("schema") if one["name"] == "articles" else None
        fields = schema.get("fields") if isinstance(schema, dict) else None
        if isinstance(fields, list):
            return {"article_id", "body_sha256"} <= {str(f.get("name")) for f in fields if isinstance(f, dict)}
    return False


def read_descriptor(file: Path) -> Any:
    """What a descriptor's file holds; YAML where its name says so, as frictionless takes it.

    Raises:
        PackageError: it is not there, cannot be opened, or is no file but a pipe, which could be read only once.
        ValueError: it is neither JSON nor YAML.
    """
    try:
        return packages.read_told(file)
    except FileNotFoundError as error:
        raise PackageError(f"{file}: not there; a package is a folder with a {FILE_NAME}") from error
    except OSError as error:
        raise PackageError(f"{file}: cannot be read: {error.strerror}") from error


def _is_told(name: str, findings: Iterable[Finding]) -> bool:
    """Whether a resource is known to be none that can be opened."""
    return any(one.table == name and one.code in ("path-unsafe", "file-missing") for one in findings)


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


def _profile(package: Package) -> list[Finding]:
    """What breaks the profile of Data Package v2 beside the resources, whose schemas have to be the contract's."""
    from corpus.check.anytable.descriptor import Faults, check_package

    faults = Faults()
    check_package({**package.descriptor, "$schema": package.descriptor.get("$schema") or _V2}, faults)
    told = {"resources", "name", "created"}  # by others, with what the contract wants there
    places = [(one, str(one.field).lstrip("/")) for one in faults.findings if one.field]
    return [replace(one, field=place) for one, place in places if place.split("/")[0] not in told]


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
