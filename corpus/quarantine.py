"""Part a package: the rows that keep the contract, whole and clean, and those that do not, with the reasons."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from corpus import contract, package, store, tables
from corpus.check import check, settings
from corpus.errors import PackageError
from corpus.report import Finding, Report, finding
from corpus.sources import ROW, Source, open_tables

GOOD, BAD, REASONS = "good", "bad", "reasons"

# Columns that stand before those of the table in a package of bad rows.
_ROW, _WHY = "quarantine_row", "quarantine_reasons"

# Faults that are gone once the good rows are written: their counts anew, null for "", a hash of the new file.
_MENDED = frozenset({"empty-not-null", "hash-missing", "column-order"}) | {
    check.code for table in contract.tables().values() for check in table.checks if isinstance(check, contract.Count)
}
_ROWS_PER_BATCH = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted:
    """Rows by table in the good and in the bad package, and the report of the check of the good one."""

    good: Mapping[str, int]
    bad: Mapping[str, int]
    report: Report


@dataclass(frozen=True, slots=True)
class _Link:
    """Rows of `table` whose `fields` are all set need the row of `of` with that `key`; `only` narrows which rows."""

    table: str
    fields: tuple[str, ...]
    of: str
    key: tuple[str, ...]
    only: pl.Expr | None = None


def _rules(path: Path) -> Report:
    return check(path, engines=("rules",), settings=settings.find(path))


def part(path: str | Path, report: Report, to: str | Path, *, again: Callable[[Path], Report] = _rules) -> Parted:
    """Write the good rows of a package as `to/good` and the bad ones as `to/bad`; both appear when they are complete.

    Bad is a row that an error or a warning of `report` names, and every row that needs a bad one: an article takes
    its quotations with it, a quotation its cues. The good package keeps the contract: the counts of people and
    organisations are those of the rows that stay, and null stands where the empty string stood for nothing; a row goes
    for neither. It has no version, for it is none; a corpus.toml in the source comes along. The bad package has the bad
    rows of each table with their number in the source (`quarantine_row`) and the codes that they went for
    (`quarantine_reasons`), and a table `reasons`.
    `again` checks the good package, as the report was made; what it finds takes more rows away.

    Raises:
        PackageError: `to` exists, lies in the package or holds it, a fault is one of a whole table or of the package,
            which no row can be blamed for, or a table has columns that the contract does not name.
    """
    opened = package.read(Path(path))
    package.must_be_apart(Path(to), opened.folder)
    whole = sorted({f"{f.code} in {f.table or 'the package'}" for f in report.findings if _is_whole(f)})
    if whole:
        raise PackageError(f"{opened.folder}: rows cannot be parted before this is mended: {', '.join(whole)}")
    sources, _ = open_tables(opened, is_hashed=False)
    if foreign := sorted({f.table or "" for f in report.findings if f.row is not None and f.table not in sources}):
        message = f"only tables of the contract can be parted, and there are findings in {', '.join(foreign)}"
        raise PackageError(f"{opened.folder}: {message}")
    for source in sources.values():
        if extra := sorted(set(pq.read_schema(source.paths[0]).names) - set(source.table.names)):
            raise PackageError(f"{source.paths[0]}: cannot be parted: columns beyond the contract ({', '.join(extra)})")
    keys = {name: source.collect(source.scan(*_columns(source))) for name, source in sources.items()}
    reasons: dict[tuple[str, int], list[Finding]] = {}
    is_good = {name: np.ones(source.height, np.bool_) for name, source in sources.items()}
    told: Sequence[Finding] = [f for f in report.findings if f.row is not None and _is_bad(f)]
    with store.new_folder(Path(to)) as folder:
        while True:
            for one in told:
                reasons.setdefault((one.table or "", one.row or 0), []).append(one)
                is_good[one.table or ""][one.row] = False
            for one in _orphans(keys, is_good):
                reasons.setdefault((one.table or "", one.row or 0), []).append(one)
            _write_good(folder / GOOD, opened, sources, keys, is_good)
            after = again(folder / GOOD)
            # What only shows once rows are gone. Each turn takes rows away, so that there is a last one.
            numbers = {name: np.flatnonzero(good) for name, good in is_good.items()}
            told = [_renumbered(f, numbers) for f in after.findings if f.row is not None and _is_bad(f)]
            if not told:
                break
            shutil.rmtree(folder / GOOD)
        _write_bad(folder / BAD, opened, sources, is_good, reasons)
    return Parted(
        good={name: int(good.sum()) for name, good in is_good.items()},
        bad={name: int((~good).sum()) for name, good in is_good.items()},
        report=after,
    )


def _is_bad(one: Finding) -> bool:
    return one.severity != "note" and one.code not in _MENDED


def _is_whole(one: Finding) -> bool:
    return one.row is None and one.severity == "error" and one.code not in _MENDED


def _renumbered(one: Finding, numbers: Mapping[str, NDArray[np.int64]]) -> Finding:
    """The finding of a row of a good table, as one of the row of the source that it was."""
    row = int(numbers[one.table or ""][one.row or 0])
    return Finding(**(one.as_dict() | {"row": row}))  # type: ignore[arg-type]  # names are those of Finding


def _columns(source: Source) -> list[str]:
    """The columns of keys, links and counts that can be read."""
    names = [*source.table.primary_key]
    for link in _links(source.table):
        names += link.fields
    names += [rule.field_column or "" for rule in source.table.checks if isinstance(rule, contract.Slice)]
    for table in contract.tables().values():
        for rule in table.checks:
            if isinstance(rule, contract.Count) and rule.table == source.table.name:
                names += [rule.by, rule.distinct or rule.by]
    return [name for name in dict.fromkeys(names) if name and source.has(name)]


def _links(table: contract.Table) -> Iterator[_Link]:
    for link in table.foreign_keys:
        yield _Link(table.name, link.fields, link.table, link.key)
    for rule in table.checks:
        # A place in a caption needs the caption's row, which no foreign key says, for other places need none.
        if isinstance(rule, contract.Slice) and rule.field_column and rule.position_column:
            is_caption = pl.col(rule.field_column) == "caption"
            fields = rule.key, rule.position_column
            yield _Link(table.name, fields, "captions", contract.tables()["captions"].primary_key, is_caption)


def _orphans(keys: Mapping[str, pl.DataFrame], is_good: dict[str, NDArray[np.bool_]]) -> Iterator[Finding]:
    """Take away every row that needs a bad one, and those that need it, and say why; `is_good` is changed."""
    links = [
        link
        for name in keys
        for link in _links(contract.tables()[name])
        if link.of in keys and {*link.fields} <= {*keys[name].columns} and {*link.key} <= {*keys[link.of].columns}
    ]
    is_changing = True
    while is_changing:
        is_changing = False
        for link in links:
            if is_good[link.of].all():
                continue
            there = keys[link.of].filter(pl.Series(is_good[link.of])).select(link.key)
            rows = keys[link.table].filter(pl.Series(is_good[link.table])).drop_nulls(list(link.fields))
            rows = rows if link.only is None else rows.filter(link.only)
            lost = rows.join(there, left_on=link.fields, right_on=link.key, how="anti", maintain_order="left")
            for row in lost.iter_rows(named=True):
                is_changing = True
                is_good[link.table][row[ROW]] = False
                value = " ".join(str(row[name]) for name in link.fields)
                message = f"{' '.join(link.fields)} is {value}, whose row of {link.of} is in quarantine"
                yield finding("foreign-key", message, **_place(link.table, row), field=link.fields[0], value=value)


def _place(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    key = [row.get(name) for name in contract.tables()[table].primary_key]
    return {"table": table, "row": row[ROW], "key": " ".join(map(str, key)) if key and None not in key else None}


def _write_good(
    folder: Path,
    opened: package.Package,
    sources: Mapping[str, Source],
    keys: Mapping[str, pl.DataFrame],
    is_good: Mapping[str, NDArray[np.bool_]],
) -> None:
    folder.mkdir()
    descriptor = {key: value for key, value in opened.descriptor.items() if key != "version"}
    descriptor["resources"] = [dict(resource) for resource in opened.descriptor["resources"]]
    for resource in descriptor["resources"]:
        name = resource["name"]
        if name in sources:
            path = folder / f"{name}.parquet"
            tables.write(_kept(sources[name], keys, is_good), name, path)
            resource |= {"path": path.name, "hash": f"sha256:{package.sha256(path)}"}
            resource.pop("bytes", None)
        else:
            for file in opened.paths(name):
                there = folder / file.relative_to(opened.folder)
                there.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, there)
    (folder / package.FILE_NAME).write_bytes(package.dump(descriptor))
    if (opened.folder / settings.FILE_NAME).is_file():
        shutil.copyfile(opened.folder / settings.FILE_NAME, folder / settings.FILE_NAME)


def _kept(
    source: Source, keys: Mapping[str, pl.DataFrame], is_good: Mapping[str, NDArray[np.bool_]]
) -> Iterator[pl.DataFrame]:
    """The good rows of a table, in pieces, with counts of the rows that stay."""
    name = source.table.name
    counts = None
    if name in contract.ENTITIES:
        found = tables.counts(source.table, lambda other: keys[other].filter(pl.Series(is_good[other])).lazy())
        counts = found.collect().lazy()
    for base, frame in _frames(source):
        rows = frame.filter(pl.Series(is_good[name][base : base + frame.height]))
        yield rows if counts is None else tables.recounted(rows.lazy(), source.table, counts).collect()


def _frames(source: Source) -> Iterator[tuple[int, pl.DataFrame]]:
    """The rows of a table, in pieces, each with the number of its first row."""
    base = 0
    for path in source.paths:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(_ROWS_PER_BATCH):
                yield base, pl.DataFrame(pa.Table.from_batches([batch]))
                base += batch.num_rows


def _write_bad(
    folder: Path,
    opened: package.Package,
    sources: Mapping[str, Source],
    is_good: Mapping[str, NDArray[np.bool_]],
    reasons: Mapping[tuple[str, int], Sequence[Finding]],
) -> None:
    folder.mkdir()
    resources = []
    for name, source in sources.items():
        if is_good[name].all():
            continue
        pieces = []
        for base, frame in _frames(source):
            rows = np.flatnonzero(~is_good[name][base : base + frame.height])
            why = [" ".join(dict.fromkeys(f.code for f in reasons[name, base + int(row)])) for row in rows]
            mine = pl.DataFrame({_ROW: rows + base, _WHY: why}, schema={_ROW: pl.Int64, _WHY: pl.String})
            pieces.append(pl.concat([mine, frame[rows]], how="horizontal"))
        fields = [
            {"name": _ROW, "type": "integer", "description": "Number of the row in its table, from 0."},
            {"name": _WHY, "type": "string", "description": "The codes that it went for, parted by a blank."},
            *({"name": f.name, "type": f.type, "description": f.description} for f in source.table.fields),
        ]
        resources.append(_resource(folder, name, source.table.title, fields, pl.concat(pieces)))
    words = {"row": pl.Int64}
    schema = {name: words.get(name, pl.String()) for name in ("table", "row", *Finding.__slots__)}
    told = [one.as_dict() for place in sorted(reasons) for one in reasons[place]]
    fields = [{"name": name, "type": "integer" if name == "row" else "string"} for name in schema]
    resources.append(_resource(folder, REASONS, "Why each row is here", fields, pl.DataFrame(told, schema=schema)))
    descriptor = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"{opened.descriptor.get('name') or 'package'}-quarantine",
        "title": "Rows that do not keep the contract",
        "resources": resources,
    }
    (folder / package.FILE_NAME).write_bytes(package.dump(descriptor))


def _resource(folder: Path, name: str, title: str, fields: list[dict[str, str]], rows: pl.DataFrame) -> dict[str, Any]:
    path = folder / f"{name}.parquet"
    pq.write_table(rows.to_arrow(compat_level=pl.CompatLevel.oldest()), path, compression="zstd", store_schema=False)
    return {
        "name": name,
        "title": title,
        "type": "table",
        "path": path.name,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "hash": f"sha256:{package.sha256(path)}",
        "schema": {"fields": fields},
    }
