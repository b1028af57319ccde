"""Does any Data Package keep the standard? One door, `check`: the descriptor, the files, and every cell.

Data Package, Data Resource, Table Dialect and Table Schema, version 2, and version 1 where the descriptor names no
profile. What frictionless does where the standard is silent is done here too; docs/reference/deviations.md tells where
the two part.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl

from corpus import package
from corpus.check.anytable import guess, labels
from corpus.check.anytable.columns import Column
from corpus.check.anytable.descriptor import Faults, Version, check_dialect, check_package, check_schema, version_of
from corpus.check.anytable.dialect import dialect_of, guessed_header
from corpus.check.anytable.files import DAMAGE, Fault, Files, files_of, safe
from corpus.check.anytable.reading import open_source
from corpus.check.anytable.table import ROW, Table, cut, repeated, shown_key, unknown
from corpus.errors import PackageError
from corpus.report import Finding, Layout, finding

# Formats of tables; a resource of another format is one only if it says `type: table` or has a schema.
_TABLES = (
    "csv",
    "tsv",
    "jsonl",
    "ndjson",
    "parquet",
    "parq",
    "xlsx",
    "xls",
    "ods",
    "sav",
    "gsheets",
    "sql",
    "html",
    "inline",
)


@dataclass(slots=True)
class Checked:
    """What was found. `rows` and `layouts` are those of the tables, by name."""

    findings: list[Finding] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)
    layouts: dict[str, Layout] = field(default_factory=dict)


def check(folder: Path, descriptor: Any, *, only: Collection[str] | None = None) -> Checked:
    """Check the descriptor and, of the resources called in `only` or of all of them, the files and rows.

    With `only`, the descriptor as a whole and the hashes are somebody else's to check. Nothing is fetched from the
    network. A resource whose part of the descriptor is wrong is not opened; all others are.
    """
    checked = Checked()
    many = descriptor.get("resources") if isinstance(descriptor, Mapping) else None
    many = many if isinstance(many, list) else []
    names = [one.get("name") if isinstance(one, Mapping) and isinstance(one.get("name"), str) else None for one in many]
    faults = Faults(names)
    check_package(descriptor, faults)
    version = version_of(descriptor) if isinstance(descriptor, Mapping) else "unknown"
    opened: dict[str, _Resource] = {}
    for number, (name, one) in enumerate(zip(names, many, strict=True)):
        begin = f"/resources/{number}"
        is_wrong = any(f.field == begin or (f.field or "").startswith(begin + "/") for f in faults.findings)
        if name is not None and name not in opened and not is_wrong:
            resource = _Resource(folder, one, number, version, faults)
            if resource.is_sound:
                opened[name] = resource
    checked.findings += [one for one in faults.findings if only is None or one.table in only]
    for name, resource in opened.items():
        if only is None or name in only:
            checked.findings += resource.faults_of_files(hashes=only is None)
    tables = _read(opened, only)
    for name, table in tables.items():
        if only is None or name in only:
            checked.rows[name] = table.height
            checked.layouts[name] = Layout(first_row=table.first_row, fields=tuple(c.name for c in table.columns))
            checked.findings += _with_keys(
                table, opened[name], [*table.findings, *_keys(table, opened[name], tables, names)]
            )
    for name, resource in opened.items():
        if only is None or name in only:
            checked.findings += resource.findings
            checked.layouts.setdefault(name, Layout(first_row=2, fields=()))
    return checked


class _Resource:
    """One resource: its schema and dialect, wherever they stand, and what is wrong with reading it."""

    def __init__(self, folder: Path, said: Mapping[str, Any], number: int, version: Version, faults: Faults) -> None:
        self.name = str(said["name"])
        self.said = said
        self.version = version
        self.findings: list[Finding] = []
        self.files: Files | None = None
        before = len(faults.findings)
        place = ("resources", number)
        schema = self._referenced(folder, "schema", place, faults)
        dialect = self._referenced(folder, "dialect", place, faults)
        if isinstance(said.get("schema"), str) and schema is not None:
            check_schema(schema, version, (*place, "schema"), faults)
        if isinstance(said.get("dialect"), str) and dialect is not None:
            check_dialect(dialect, (*place, "dialect"), faults)
        self.is_sound = len(faults.findings) == before
        if not self.is_sound:
            return
        self.schema: Mapping[str, Any] = schema or {}
        layout = said.get("layout")
        self.dialect = dialect_of({**(dialect or {}), **(layout if isinstance(layout, Mapping) else {})})
        if said.get("data") is None:
            try:
                self.files = files_of(folder, said)
            except Fault as fault:
                self.tell(fault)

    def _referenced(self, folder: Path, what: str, place: tuple[str | int, ...], faults: Faults) -> Any:
        """The schema or dialect: where it is a path, what the file there holds."""
        said = self.said.get(what)
        if not isinstance(said, str):
            return said
        where = (*place, what)
        if "://" in said:
            faults.add(
                where,
                f"{said!r} lies in the network, and nothing is fetched; give a file",
                value=said,
                expected="a file",
            )
            return None
        try:
            return package.read_told(safe(folder, said))
        except PackageError as error:
            faults.add(where, str(error), value=said, expected="a path below the descriptor")
        except OSError as error:
            faults.add(where, f"{said!r} cannot be read: {error.strerror}", value=said, expected="a file")
        except ValueError as error:
            expected = "YAML" if said.endswith(package.YAML) else "JSON"
            faults.add(where, f"{said!r} cannot be read: {error}", value=said, expected=expected)
        return None

    @property
    def is_table(self) -> bool:
        """Whether the resource holds a table."""
        if self.said.get("type") or self.said.get("profile") == "tabular-data-resource":
            return bool(self.said.get("type", "table") == "table")
        if self.said.get("data") is not None:
            return isinstance(self.said["data"], list)
        return self.files is not None and (self.files.format in _TABLES or bool(self.schema))

    def tell(self, fault: Fault) -> None:
        """Note why the resource cannot be read, or not further."""
        if not any(one.code == fault.code for one in self.findings):
            message = f"{self.name}: {fault.message}"
            self.findings.append(finding(fault.code, message, table=self.name, expected=fault.expected))

    def faults_of_files(self, *, hashes: bool) -> Iterator[Finding]:
        """What is wrong with the files as such: their hash, and how long they are."""
        said, size = self.said.get("hash"), self.said.get("bytes")
        if self.files is None:
            if size and self.said.get("data") is not None:
                yield finding(
                    "byte-count",
                    "data in the descriptor have no bytes",
                    table=self.name,
                    value=None,
                    expected=str(size),
                )
            return
        try:
            if hashes and isinstance(said, str) and said:
                yield from self._hash(said)
            if isinstance(size, int) and size and (found := self.files.size()) != size:
                message = f"the file has {found:,} bytes, the descriptor says {size:,}"
                yield finding("byte-count", message, table=self.name, value=str(found), expected=str(size))
        except OSError as error:
            names = ", ".join(path.name for path in self.files.paths)
            self.tell(Fault("file-missing", f"{names} cannot be read: {error.strerror}", expected="a file"))

    def _hash(self, said: str) -> Iterator[Finding]:
        assert self.files is not None
        algorithm, _, wanted = said.rpartition(":")
        # Data Resource v2, `hash`: MD5 where no algorithm is named.
        algorithm = (algorithm or "md5").lower()
        if algorithm not in hashlib.algorithms_guaranteed or algorithm.startswith("shake"):
            message = f"{algorithm!r} is no hash that is known here, so the file is not compared with it"
            yield finding("hash-unchecked", message, table=self.name, value=algorithm, expected="sha256")
            return
        found = self.files.digest(algorithm)
        if found != wanted.lower():
            message = "the file is not the one that the descriptor names; get it again, or write the descriptor again"
            yield finding("hash-mismatch", message, table=self.name, value=f"{algorithm}:{found}", expected=said)

    def listed(self, name: str) -> list[str]:
        """Field names that a schema lets stand alone or in a list."""
        return _listed(self.schema.get(name))

    @property
    def links(self) -> list[tuple[list[str], str, list[str]]]:
        """The foreign keys: fields, the table that they point at, and its fields."""
        return [
            (_listed(one["fields"]), one["reference"].get("resource") or self.name, _listed(one["reference"]["fields"]))
            for one in self.schema.get("foreignKeys", ())
        ]

    @property
    def unique_keys(self) -> list[list[str]]:
        """The keys that are unique beside the primary one; v1 knows none."""
        return [] if self.version == "1" else [list(key) for key in self.schema.get("uniqueKeys", ())]


def _listed(said: Any) -> list[str]:
    return [said] if isinstance(said, str) else list(said or ())


# ------------------------------------------------------------------ reading


def _read(opened: Mapping[str, _Resource], only: Collection[str] | None) -> dict[str, Table]:
    """The tables that can be read, with the keys of those that others point at."""
    wanted = [name for name in opened if only is None or name in only]
    pointed: dict[str, set[str]] = {name: set() for name in opened}
    for name in wanted:
        for _, home, fields in opened[name].links:
            if home in pointed:
                pointed[home].update(fields)
    homes = [name for name in opened if name not in wanted and pointed[name]]
    tables = {}
    for name in [*wanted, *homes]:
        resource = opened[name]
        if resource.is_table and (resource.files is not None or resource.said.get("data") is not None):
            try:
                table = _table(resource, pointed[name])
            except Fault as fault:
                resource.tell(fault)
                continue
            tables[name] = table
    return tables


def _table(resource: _Resource, pointed: Collection[str]) -> Table:
    schema, dialect = resource.schema, resource.dialect
    names = [str(one["name"]) for one in schema.get("fields", ())]
    source = open_source(resource.said, resource.files, dialect, names)
    if source.dialect is not None:
        dialect = source.dialect
    elif dialect.header_rows is None and dialect.header:
        dialect = replace(dialect, header_rows=guessed_header(source.sample, dialect))
    found = dialect.labels(source.sample)
    rows = [cells for _, cells in dialect.content(enumerate(source.sample, start=1))]
    if not found and not rows:
        resource.tell(Fault("table-empty", "the table is empty: neither a header nor a row", expected="a header"))
    if not schema:
        schema = guess.schema_of(found, rows)
    fields = labels.paired(found, schema, is_case_sensitive=dialect.is_case_sensitive)
    keyed = {*resource.listed("primaryKey"), *pointed}
    keyed.update(name for key in resource.unique_keys for name in key)
    keyed.update(name for link, _, _ in resource.links for name in link)
    keyed.update(str(one["name"]) for one in fields if (one.get("constraints") or {}).get("unique"))
    default = "any" if resource.version == "2" else "string"
    columns = [Column(one, schema, default, dialect.null_sequence) for one in fields]
    table = Table(resource.name, columns, keyed, dialect.first_row, is_typed=source.is_typed)
    table.findings += labels.faults(resource.name, found, schema, is_case_sensitive=dialect.is_case_sensitive)
    try:
        for block in source.blocks(len(columns), dialect, all("" in column.missing for column in columns)):
            table.add(block)
    except Fault as fault:
        resource.tell(fault)
    except DAMAGE as error:
        resource.tell(Fault("compression", f"cannot be unpacked to its end: {error}"))
    for column in columns:
        if column.is_unchecked:
            message = f"the pattern {cut(column.pattern)} took too long on a cell, and was given up"
            table.findings.append(
                finding("pattern-unchecked", message, table=resource.name, field=column.name, expected=column.pattern)
            )
    table.findings += _counts(resource, table, len(schema["fields"]))
    return table


def _counts(resource: _Resource, table: Table, width: int) -> Iterator[Finding]:
    """What the descriptor says of the number of rows and fields, as frictionless lets it."""
    for what, found in (("rows", table.height), ("fields", width)):
        said = resource.said.get(what)
        if isinstance(said, int) and said and said != found:
            message = f"the table has {found:,} {what}, the descriptor says {said:,}"
            yield finding(f"{what[:-1]}-count", message, table=resource.name, value=str(found), expected=str(said))


# ------------------------------------------------------------------ keys


def _keys(
    table: Table, resource: _Resource, tables: Mapping[str, Table], names: Sequence[str | None]
) -> Iterator[Finding]:
    """Keys that earlier rows have, that are missing, or that point nowhere."""
    if not table.keyed and not resource.links:
        return
    keys, there = table.keys(), {column.name for column in table.columns}

    def told(code: str, number: int, fields: Sequence[str], message: str, expected: str) -> Finding:
        row = keys.row(by_predicate=pl.col(ROW) == number, named=True)
        return finding(
            code,
            f"{', '.join(fields)}: {message}",
            table=table.name,
            row=number - table.first_row,
            field=fields[0] if len(fields) == 1 else None,
            value=shown_key([row[name] for name in fields]) or None,
            expected=expected,
        )

    for column in table.columns:
        if column.limits.get("unique"):
            for number in repeated(keys, [column.name], lets_nulls_pass=True):
                yield told(
                    "duplicate-value", number, [column.name], "an earlier row has the value", "values that differ"
                )
    primary = resource.listed("primaryKey")
    if primary and there.issuperset(primary):
        nulls = keys.filter(pl.all_horizontal(pl.col(name).is_null() for name in primary))
        for number in nulls[ROW].to_list():
            yield told("key-null", number, primary, "the primary key is missing", "a key")
        for number in repeated(keys, primary, lets_nulls_pass=False):
            yield told("duplicate-key", number, primary, "an earlier row has the primary key", "keys that differ")
    for key in resource.unique_keys:
        if there.issuperset(key) and key:
            for number in repeated(keys, key, lets_nulls_pass=True):
                yield told(
                    "duplicate-key",
                    number,
                    key,
                    "an earlier row has the key, which is to be unique",
                    "keys that differ",
                )
    for fields, home, home_fields in resource.links:
        if home not in names:
            message = f"a foreign key points at {home!r}, which is no resource of the package"
            yield finding("reference-missing", message, table=table.name, value=home, expected="a resource")
            continue
        if home not in tables:
            message = f"a foreign key points at {home!r}, which cannot be read"
            yield finding("reference-unchecked", message, table=table.name, value=home, expected="a table")
            continue
        if not fields or not there.issuperset(fields):
            continue
        theirs = tables[home].keys()
        if not set(theirs.columns).issuperset(home_fields):
            theirs = pl.DataFrame(schema=dict.fromkeys(home_fields, pl.String))
        for number in unknown(keys, fields, theirs, home_fields):
            points = f"{home}.{', '.join(home_fields)}"
            yield told("foreign-key", number, fields, f"no row of {points} has the key", points)


def _with_keys(table: Table, resource: _Resource, findings: list[Finding]) -> list[Finding]:
    """The findings, those about a row with its primary key."""
    primary = resource.listed("primaryKey")
    numbers = {one.row + table.first_row for one in findings if one.row is not None}
    if not numbers or not primary or not {column.name for column in table.columns}.issuperset(primary):
        return findings
    held = table.keys().filter(pl.col(ROW).is_in(sorted(numbers))).select(ROW, *primary).drop_nulls()
    known = {number - table.first_row: shown_key(parts) for number, *parts in held.iter_rows()}
    return [one if one.row is None else replace(one, key=known.get(one.row)) for one in findings]
