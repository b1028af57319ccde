"""The files of a package as columns that can be checked: found, hashed, opened, and compared with the contract."""

from __future__ import annotations

import dataclasses
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from corpus import contract
from corpus.errors import PackageError
from corpus.package import Package, check_contract, must_be_file, sha256
from corpus.report import Finding, finding
from corpus.sources.footers import Column, columns_of

ROW = "row number"
"""Name of the column that counts rows from 0; a blank keeps it apart from every column of the contract."""

_LONGEST = 200

# The one that IANA has, the names that went before it, and what servers say of a file that they do not know.
_MEDIA_TYPES = (
    "application/vnd.apache.parquet",
    "application/x-parquet",
    "application/parquet",
    "application/octet-stream",
)

# The years that RFC 3339 and Python can write. Both limits are instants of any datetime column.
FIRST_INSTANT = datetime(1, 1, 1, tzinfo=UTC)
LAST_INSTANT = datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)

# What the contract's integers hold, and the types of which every value is one of them.
_LEAST, _MOST = -(1 << 31), (1 << 31) - 1
_NARROW = (pl.Int8, pl.Int16, pl.Int32, pl.UInt8, pl.UInt16)

UNREADABLE = (OSError, ValueError, pl.exceptions.PolarsError, pl.exceptions.PanicException, pa.ArrowException)
"""What a file that is no whole Parquet makes Arrow and polars raise."""

# A file of two megabytes can hold one text of two megabytes ten thousand times; its footer does not say so.
_MOST_BYTES, _MOST_TIMES = 2 << 30, 200

# Measured: below some 50,000 rows the in-memory engine takes a tenth of the time that the streaming one takes to start.
_SMALL = 50_000


# A table of so few rows is read once; opening its file anew for each question would take most of the time.
_FEW = 5_000


@dataclass(frozen=True)
class Source:
    """One table that can be read; `types` has the contract's columns that can be checked, as the files store them.

    `footers` is what the files say of their columns, where it may be believed: for files whose hash is the one that the
    descriptor gives. `known` asks it. `unfit` are columns of `types` with integers that are too big for the
    contract's type.
    """

    table: contract.Table
    paths: tuple[Path, ...]
    types: Mapping[str, pl.DataType]
    height: int
    footers: Mapping[str, Column] = dataclasses.field(default_factory=dict)
    unfit: frozenset[str] = frozenset()

    def known(self, column: str) -> Column:
        """What is surely true of a column without reading it."""
        return self.footers.get(column, Column(self.height))

    @property
    def key(self) -> tuple[str, ...]:
        """The columns of the primary key that can be read."""
        return tuple(name for name in self.table.primary_key if name in self.types)

    def has(self, *columns: str | None) -> bool:
        """Whether every one of the columns can be checked."""
        return all(column is None or column in self.types for column in columns)

    @property
    def _scan(self) -> pl.LazyFrame:
        return pl.scan_parquet(list(self.paths), glob=False, hive_partitioning=False, row_index_name=ROW)

    @cached_property
    def _read(self) -> pl.DataFrame:
        return self._scan.select(ROW, *self.types).collect()

    def raw(self, *columns: str) -> pl.LazyFrame:
        """The columns, with `ROW` first, as they are stored."""
        return (self._read.lazy() if self.height <= _FEW else self._scan).select(ROW, *columns)

    def collect(self, frame: pl.LazyFrame) -> pl.DataFrame:
        """The frame, computed in batches where the table is big; for a small one the streaming engine costs more."""
        return frame.collect(engine="streaming" if self.height > _SMALL else "in-memory")

    def scan(self, *columns: str) -> pl.LazyFrame:
        """The columns, with `ROW` first, in types that compare: any integer as Int64, any string as String."""
        cells = (_comparable(name, self.table.field(name).type, self.types[name]) for name in columns)
        return self.raw(*columns).select(ROW, *cells)


def shown(cell: object) -> str | None:
    """The cell as a person reads it, cut where it is long; None for null."""
    if cell is None:
        return None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.isoformat().replace("+00:00", "Z")
    text = str(cell)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def key_of(source: Source, row: Mapping[str, Any]) -> dict[str, Any]:
    """Where a row stands, for a finding: its table, its number, and its primary key if it has a whole one."""
    parts = [row[name] for name in source.key]
    is_whole = parts and None not in parts and len(parts) == len(source.table.primary_key)
    return {
        "table": source.table.name,
        "row": row[ROW],
        "key": " ".join(str(shown(part)) for part in parts) if is_whole else None,
    }


def rows_of(frame: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """The rows by name, times as text: a Parquet file holds years that no Python datetime can."""
    times = [name for name, type_ in frame.schema.items() if isinstance(type_, pl.Datetime)]
    return frame.with_columns(_time_as_text(name) for name in times).iter_rows(named=True)


def _time_as_text(name: str) -> pl.Expr:
    in_range = pl.col(name).is_between(FIRST_INSTANT, LAST_INSTANT)
    text = pl.when(in_range).then(name).dt.strftime("%Y-%m-%dT%H:%M:%S%.fZ")
    return text.fill_null(pl.format("{} microseconds from 1970", pl.col(name).to_physical())).alias(name)


def open_tables(
    package: Package,
    *,
    is_hashed: bool = True,
    trust_footer: bool = True,
    tables: Mapping[str, contract.Table] | None = None,
) -> tuple[dict[str, Source], list[Finding]]:
    """Every table of the contract that can be read, and what is wrong with the files and their columns.

    `tables` are those of the contract where somebody has added columns to them.

    Files of resources that the contract does not name are there, safe and hashed, and are left alone otherwise.
    `is_hashed` False leaves out the hashes: somebody has compared them already. With `trust_footer` the statistics in
    a file whose hash is right are believed.
    """
    sources: dict[str, Source] = {}
    names = Counter(str(resource["name"]) for resource in package.descriptor["resources"])
    findings = [
        finding(
            "descriptor", f"{times} resources have the name {name!r}; only the last is looked at", field="resources"
        )
        for name, times in names.items()
        if times > 1
    ]
    try:
        check_contract(package)
    except PackageError as error:
        findings.append(
            finding(
                "contract-version",
                str(error),
                field="x-contract",
                value=shown(package.descriptor["x-contract"]),
                expected=contract.CONTRACT_VERSION,
            )
        )
    for table in (tables or contract.tables()).values():
        if table.name not in package.resources:
            findings.append(
                finding(
                    "table-missing",
                    f"datapackage.json has no resource {table.name!r}; an empty table is a file without rows",
                    table=table.name,
                )
            )
            continue
        findings += [*_descriptor_faults(table, package), *_format_faults(table.name, package)]
        try:
            paths = package.paths(table.name)
        except PackageError as error:
            findings.append(finding("path-unsafe", str(error), table=table.name))
            continue
        try:
            of_hash = list(_hash_faults(table.name, package, paths)) if is_hashed and paths else []
            findings += [*of_hash, *_size_faults(table.name, package, paths)]
            source, faults = _open(table, paths, trust_footer=trust_footer and is_hashed and not of_hash)
            if of_hash:
                _compare_pages(source)
        except UNREADABLE as error:
            findings.append(unreadable(table.name, error))
            continue
        sources[table.name] = source
        findings += faults
    for name in package.resources:
        if name not in contract.NAMES and name not in package.is_inline:
            findings += _faults_of_other(name, package, is_hashed=is_hashed)
    return sources, findings


def _faults_of_other(name: str, package: Package, *, is_hashed: bool) -> Iterator[Finding]:
    """What keeps a resource that the contract does not name from being opened or published."""
    try:
        paths = package.paths(name)
    except PackageError as error:
        yield finding("path-unsafe", str(error), table=name)
        return
    if not paths:
        message = f"the resource {name!r} has neither a path nor data; name its file, or leave it out"
        yield finding("file-missing", message, table=name, expected="path")
        return
    try:
        for path in paths:
            must_be_file(path)
        faults = list(_hash_faults(name, package, paths)) if is_hashed else []
    except OSError as error:
        yield finding("file-missing", f"{name}: cannot be read: {error}", table=name, expected="a file")
        return
    yield from faults


def batches(source: Source, columns: Sequence[str], rows: int) -> Iterator[tuple[int, pa.RecordBatch]]:
    """The columns, as they are stored, in batches of at most so many rows, each with the number of its first row.

    Where the file's hash does not vouch for it the checksums of its pages are compared, if it has any.

    Raises:
        OSError: a page is damaged.
        ValueError: the file holds texts far longer than itself, over and over: to read them would exhaust the memory.
    """
    base, unpacked = 0, 0
    most = max(_MOST_BYTES, _MOST_TIMES * sum(path.stat().st_size for path in source.paths))
    for path in source.paths:
        with pq.ParquetFile(path, page_checksum_verification=not source.footers) as file:
            for batch in file.iter_batches(rows, columns=list(columns), use_threads=False):
                unpacked += batch.nbytes
                if unpacked > most:
                    raise ValueError(f"{path.name} unpacks to more than {most:,} bytes, {_MOST_TIMES} times its size")
                yield base, batch
                base += batch.num_rows


def rows_at(source: Source, numbers: Sequence[int], columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The rows of these numbers, as they are stored, each with its number as `ROW`, in order.

    Only the row groups that hold one are read, and a thousand rows of them are in memory at a time: polars would join,
    or filter, with every text of the column decoded.

    Raises:
        OSError: a file cannot be read.
    """
    wanted, base = sorted(set(numbers)), 0
    for path in source.paths:
        with pq.ParquetFile(path) as file:
            for group in range(file.num_row_groups):
                height = file.metadata.row_group(group).num_rows
                low, high = bisect_left(wanted, base), bisect_left(wanted, base + height)
                at = base
                for batch in file.iter_batches(1_000, [group], list(columns), use_threads=False) if low < high else ():
                    while low < high and wanted[low] < at + batch.num_rows:
                        yield {ROW: wanted[low]} | batch.slice(wanted[low] - at, 1).to_pylist()[0]
                        low += 1
                    at += batch.num_rows
                base += height


def _compare_pages(source: Source) -> None:
    """Read every page, so that a damaged one is told, where no hash tells that the file is whole.

    Raises:
        OSError: a page is not what its checksum says.
    """
    for _ in batches(source, list(source.types), 1_000):
        pass


def unreadable(table: str, error: BaseException) -> Finding:
    """The finding for a table that cannot be read, or not to its end."""
    why = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    return finding("table-unreadable", f"{table}: cannot be read as Parquet: {why}", table=table, expected="Parquet")


def _descriptor_faults(table: contract.Table, package: Package) -> Iterator[Finding]:
    schema = package.resources[table.name].get("schema")
    if not isinstance(schema, dict) or not isinstance(schema.get("fields"), list):
        yield finding(
            "schema-mismatch",
            f"the resource {table.name!r} has no schema with fields; copy schemas/{table.name}.json",
            table=table.name,
            expected="schema.fields",
        )
        return
    said = {str(f.get("name")): f.get("type", "any") for f in schema["fields"] if isinstance(f, dict)}
    wanted = {field.name: field.type for field in table.fields}
    for name in [*wanted, *(name for name in said if name not in wanted)]:
        if said.get(name) != wanted.get(name):
            yield finding(
                "schema-mismatch",
                f"the schema of {table.name!r} says {said.get(name, 'nothing')} of {name!r}, the contract "
                f"{wanted.get(name, 'nothing')}; copy schemas/{table.name}.json",
                table=table.name,
                field=name,
                value=said.get(name),
                expected=wanted.get(name),
            )
    for field in table.fields:
        for pattern in patterns(schema, field.name):
            if pattern != field.pattern:
                yield finding(
                    "schema-mismatch",
                    f"the schema of {table.name!r} gives {field.name!r} the pattern {shown(pattern)!r}, the contract "
                    f"{field.pattern!r}; copy schemas/{table.name}.json",
                    table=table.name,
                    field=field.name,
                    value=shown(pattern),
                    expected=field.pattern,
                )
    key = _listed(schema.get("primaryKey"))
    if key != list(table.primary_key):
        yield finding(
            "schema-mismatch",
            f"the schema of {table.name!r} has the primary key {key}, the contract {list(table.primary_key)}",
            table=table.name,
            value=" ".join(key),
            expected=" ".join(table.primary_key),
        )
    links = _links(table.name, schema.get("foreignKeys"))
    for link in table.foreign_keys:
        if (link.fields, link.table, link.key) not in links:
            points = f"{' '.join(link.fields)} at {link.table}.{' '.join(link.key)}"
            yield finding(
                "schema-mismatch",
                f"the schema of {table.name!r} has no foreign key that points {points}",
                table=table.name,
                field=link.fields[0],
                expected=points,
            )


def _format_faults(name: str, package: Package) -> Iterator[Finding]:
    """What the descriptor says of the form of a table's files, where it is not Parquet."""
    for key, known in (("format", ("parquet", "parq")), ("mediatype", _MEDIA_TYPES)):
        said = package.resources[name].get(key)
        if said is not None and str(said).partition(";")[0].strip().lower() not in known:
            yield finding(
                "format-unsupported",
                f"the descriptor gives {name!r} the {key} {shown(said)!r}; a table of the contract is Parquet: "
                f"write it as such, and say {known[0]!r}",
                table=name,
                value=shown(said),
                expected=known[0],
            )


def _size_faults(name: str, package: Package, paths: list[Path]) -> Iterator[Finding]:
    said = package.resources[name].get("bytes")
    if said is not None and paths and said != (found := sum(path.stat().st_size for path in paths)):
        says = f"{said:,}" if isinstance(said, int) else repr(shown(said))
        message = f"the file has {found:,} bytes, the descriptor says {says}"
        yield finding("byte-count", message, table=name, value=str(found), expected=shown(said))


def patterns(schema: Mapping[str, Any], name: str) -> Iterator[object]:
    """The patterns that a schema gives a column, of whatever type they are."""
    for field in schema["fields"]:
        if isinstance(field, dict) and field.get("name") == name and isinstance(field.get("constraints"), dict):
            pattern = field["constraints"].get("pattern")
            if pattern is not None:
                yield pattern


def _listed(names: object) -> list[str]:
    """Names that Table Schema lets stand alone or in a list."""
    return [names] if isinstance(names, str) else [str(name) for name in names] if isinstance(names, list) else []


def _links(table: str, said: object) -> set[tuple[tuple[str, ...], str, tuple[str, ...]]]:
    """The foreign keys of a descriptor, those of the right form; a reference without a table is one to its own."""
    links = [link for link in said if isinstance(link, dict)] if isinstance(said, list) else []
    return {
        (tuple(_listed(link.get("fields"))), str(home.get("resource") or table), tuple(_listed(home.get("fields"))))
        for link in links
        if isinstance(home := link.get("reference"), dict)
    }


def _hash_faults(name: str, package: Package, paths: list[Path]) -> Iterator[Finding]:
    hashes = package.resources[name].get("x-hashes")
    if isinstance(hashes, list) and len(hashes) == len(paths):  # a table in parts has one for each
        for path, said in zip(paths, hashes, strict=True):
            yield from _hash_fault(name, said, [path])
    else:
        yield from _hash_fault(name, package.resources[name].get("hash"), paths)


def _hash_fault(name: str, said: object, paths: list[Path]) -> Iterator[Finding]:
    if not isinstance(said, str) or not said.startswith("sha256:"):
        yield finding(
            "hash-missing",
            f"the resource {name!r} has no hash of the form sha256:<hex>, so nobody can tell whether its file is whole",
            table=name,
            value=None if said is None else str(said),
            expected="sha256:<hex>",
        )
        return
    found = f"sha256:{sha256(*paths)}"
    if found != said.lower():
        yield finding(
            "hash-mismatch",
            f"{', '.join(map(str, paths))} is not the file that datapackage.json names: it was changed or "
            "cut off after the descriptor was written; get it again, or write the package again",
            table=name,
            value=found,
            expected=said,
        )


def _open(table: contract.Table, paths: list[Path], *, trust_footer: bool) -> tuple[Source, list[Finding]]:
    if not paths:
        raise ValueError("the resource has no path")
    height = sum(_rows_in(path) for path in paths)
    schema = pl.scan_parquet(paths, glob=False, hive_partitioning=False).collect_schema()
    wanted, faults, usable = contract.polars_schema(table), [], {}
    for name, type_ in wanted.items():
        if name not in schema:
            faults.append(
                finding(
                    "column-missing",
                    f"{table.name} has no column {name!r}; a column without values is one of nulls",
                    table=table.name,
                    field=name,
                    expected=str(type_),
                )
            )
            continue
        found = schema[name]
        if found == type_:
            usable[name] = found
            continue
        is_near = _is_near(found, table.field(name).type)
        if is_near:
            usable[name] = found
        faults.append(
            finding(
                "column-width" if is_near else "column-type",
                f"{table.name}.{name} is stored as {found}, the contract says {type_}",
                table=table.name,
                field=name,
                value=str(found),
                expected=str(type_),
            )
        )
    faults += [
        finding(
            "column-extra",
            f"{table.name} has a column {name!r} that the contract does not know; put it into a resource of its own",
            table=table.name,
            field=name,
        )
        for name in schema
        if name not in wanted
    ]
    there, should = [n for n in schema if n in wanted], [n for n in wanted if n in schema]
    if there != should:
        first = next(name for name, want in zip(there, should, strict=True) if name != want)
        faults.append(
            finding(
                "column-order",
                f"the columns of {table.name} stand in another order from {first!r} on",
                table=table.name,
                expected=" ".join(should),
            )
        )
    source = Source(table, tuple(paths), usable, height, columns_of(paths) if trust_footer else {})
    beyond = {name: list(_beyond(source, name)) for name in usable if not _is_narrow(source, name)}
    unfit = frozenset(name for name, told in beyond.items() if told)
    if not unfit:
        return source, faults
    # What not even 64 bits with a sign hold compares with nothing: such a column is left out, like one of another type.
    types = {name: type_ for name, type_ in usable.items() if name not in unfit or _is_comparable(source, name)}
    faults = [_as_unfit(one, one.field in types) if one.field in unfit else one for one in faults]
    faults += [one for told in beyond.values() for one in told]
    return dataclasses.replace(source, types=types, unfit=unfit & types.keys()), faults


def _is_narrow(source: Source, name: str) -> bool:
    """Whether a column is none of integers, or surely one of integers that the contract's type holds."""
    if source.table.field(name).type != "integer" or source.types[name] in _NARROW:
        return True
    known = source.known(name)
    return known.is_at_least(_LEAST) and known.is_at_most(_MOST)


def _is_comparable(source: Source, name: str) -> bool:
    """Whether every value of a column of integers is one of 64 bits with a sign."""
    lost = pl.col(name).cast(pl.Int64, strict=False).is_null() & pl.col(name).is_not_null()
    return not source.collect(source.raw(name).select(lost.any())).item()


def _beyond(source: Source, name: str) -> Iterator[Finding]:
    """The rows whose integer is none of the contract's type, told as it stands in the file."""
    cell, field = pl.col(name), source.table.field(name)
    least = _LEAST if field.minimum is None else int(field.minimum)
    most = _MOST if field.maximum is None else int(field.maximum)
    rows = source.raw(*dict.fromkeys((*source.key, name)))
    for row in source.collect(rows.filter((cell < _LEAST) | (cell > _MOST))).iter_rows(named=True):
        is_high = row[name] > _MOST
        yield finding(
            "maximum" if is_high else "minimum",
            f"{name} is {row[name]}, {f'above {most}' if is_high else f'below {least}'}",
            **key_of(source, row),
            field=name,
            value=str(row[name]),
            expected=f"at most {most}" if is_high else f"at least {least}",
        )


def _as_unfit(one: Finding, is_usable: bool) -> Finding:
    """The finding of a column's type, where some of its values are none of the contract's."""
    message = f"{one.message}, which cannot hold every value of it"
    return dataclasses.replace(
        one if is_usable else finding("column-type", "", table=one.table, field=one.field),
        message=message, value=one.value, expected=one.expected,
    )  # fmt: skip


def _rows_in(path: Path) -> int:
    must_be_file(path)
    with pq.ParquetFile(path) as file:
        _must_be_known(file.schema_arrow)
        return int(file.metadata.num_rows)


@lru_cache(maxsize=64)
def _must_be_known(schema: pa.Schema) -> None:
    """Refuse types that polars does not know: where it finds such in a file it panics, but on a table it raises."""
    pl.from_arrow(pa.Table.from_batches([], schema=schema))


def is_parquet(paths: Sequence[Path]) -> bool:
    """Whether every file can be opened as Parquet; its columns may be any."""
    try:
        for path in paths:
            _rows_in(path)
    except UNREADABLE:
        return False
    return bool(paths)


def _is_near(found: pl.DataType, type_: contract.Type) -> bool:
    """Whether values of the stored type are values of the contract's type, none lost."""
    if found == pl.Null:
        return type_ not in ("integer", "boolean")
    match type_:
        case "string":
            return isinstance(found, (pl.Categorical, pl.Enum))
        case "integer":
            return found.is_integer()
        case "number":
            return found.is_float()
        case "datetime":
            return isinstance(found, pl.Datetime) and found.time_zone is not None
        case "boolean" | "date":
            return False


def _comparable(name: str, type_: contract.Type, stored: pl.DataType) -> pl.Expr:
    cell = pl.col(name)
    match type_:
        case "string":
            return cell if stored == pl.String else cell.cast(pl.String)
        case "integer":
            return cell.cast(pl.Int64)
        case "number":
            return cell if stored == pl.Float64 else cell.cast(pl.Float64)
        case "datetime":
            utc = pl.Datetime("us", "UTC")
            return cell if stored == utc else cell.cast(utc)
        case _:
            return cell
