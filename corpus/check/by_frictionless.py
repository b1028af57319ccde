"""A second opinion by frictionless, on the descriptor and on every cell. The only module that knows frictionless.

Its own Parquet reader goes through pandas, where a null beside integers makes floats of them: it then refuses valid
cells and lets invalid ones pass (measured with 5.21). So it is given the cells as they are, and does the judging.
`bytes` of a resource is left out: on Parquet it never agrees with any number (5.21).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from corpus import contract
from corpus.check.sources import FIRST_INSTANT, LAST_INSTANT, ROW, Source, key_of, shown, unreadable
from corpus.package import Package
from corpus.report import Finding, finding

if TYPE_CHECKING:
    from frictionless import Error
    from frictionless.resources import TableResource

_ROWS_PER_BATCH = 2_000

# It uses a descriptor before it judges it, and trips over a number or null where an object should be (5.21).
_TRIPS = (AttributeError, KeyError, TypeError, ValueError, ArithmeticError, RecursionError, re.error)

_CONSTRAINTS = {"required": "null", "enum": "enum", "pattern": "pattern", "minimum": "minimum", "maximum": "maximum"}


def check(package: Package, sources: Mapping[str, Source]) -> Iterator[Finding]:
    """What frictionless finds in the descriptor, then in each table of the contract, row by row."""
    import frictionless
    from frictionless.resources import TableResource

    try:
        faults = frictionless.Package.validate_descriptor(_descriptor(package, sources)).errors
    except _TRIPS as trip:
        yield _tripped(trip, None)
        return
    for error in faults:
        place = re.search(r"at property '([^']*)'", error.note)
        yield finding(
            "descriptor",
            f"frictionless: {shown(error.note)}",
            field=place[1] if place else None,
            expected="Data Package v2",
        )
    if faults:
        return
    resources: dict[str, TableResource] = {}
    for name, source in sources.items():
        try:
            resources[name] = TableResource(name=name, data=_cells(source), schema=_schema(package, name, sources))
        except (*_TRIPS, frictionless.FrictionlessException) as trip:
            yield _tripped(trip, name)
    if len(resources) < len(sources):
        return
    frictionless.Package(resources=[*resources.values()])
    for name, source in sources.items():
        try:
            yield from _table(resources[name], source)
        except (OSError, pl.exceptions.PolarsError, frictionless.FrictionlessException) as error:
            yield unreadable(name, error)
        except _TRIPS as trip:
            yield _tripped(trip, name)


def _tripped(trip: Exception, table: str | None) -> Finding:
    what = "the descriptor" if table is None else f"the schema of {table!r}"
    message = f"frictionless cannot use {what}: {type(trip).__name__}: {shown(trip)}"
    return finding("descriptor", message, table=table, expected="Data Package v2")


def _descriptor(package: Package, sources: Mapping[str, Source]) -> dict[str, Any]:
    """The descriptor with the tables that can be read: what is wrong with the others is told already."""
    resources = [{k: v for k, v in package.resources[name].items() if k != "bytes"} for name in sources]
    return {**package.descriptor, "resources": resources}


def _schema(package: Package, name: str, sources: Mapping[str, Source]) -> Any:
    """The schema that the descriptor gives, without the keys of tables that cannot be read."""
    import frictionless

    said = package.resources[name].get("schema")
    given = dict(said if isinstance(said, dict) else contract.tables()[name].schema)
    links = [
        link
        for link in given.get("foreignKeys", [])
        if (home := sources.get(link["reference"].get("resource") or name)) is not None
        and home.has(*_listed(link["reference"]["fields"]))
    ]
    # A pattern of somebody else's may take for ever on a cell, and is a finding already.
    fields = [_with_own_pattern(contract.tables()[name], field) for field in given["fields"]]
    return frictionless.Schema.from_descriptor({**given, "fields": fields, "foreignKeys": links})


def _with_own_pattern(table: contract.Table, field: Mapping[str, Any]) -> Mapping[str, Any]:
    limits, known = field.get("constraints"), {one.name: one.pattern for one in table.fields}
    if not isinstance(limits, dict) or limits.get("pattern") in (None, known.get(field["name"])):
        return field
    return {**field, "constraints": {key: value for key, value in limits.items() if key != "pattern"}}


def _listed(names: Any) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def _cells(source: Source) -> Callable[[], Iterator[list[Any]]]:
    """A function that gives the header and then the rows, read in batches each time that it is called."""

    def rows() -> Iterator[list[Any]]:
        import pyarrow.parquet as pq

        for number, path in enumerate(source.paths):
            with pq.ParquetFile(path) as file:
                if number == 0:
                    yield list(file.schema_arrow.names)
                for batch in file.iter_batches(_ROWS_PER_BATCH):
                    frame = pl.DataFrame(batch)
                    times = [name for name, type_ in frame.schema.items() if isinstance(type_, pl.Datetime)]
                    # What lies beyond the years of Python is told by `rules`; here it would end the table.
                    yield from map(list, frame.with_columns(_in_range(name) for name in times).iter_rows())

    return rows


def _in_range(name: str) -> pl.Expr:
    return pl.when(pl.col(name).is_between(FIRST_INSTANT, LAST_INSTANT)).then(name).alias(name)


def _table(resource: TableResource, source: Source) -> Iterator[Finding]:
    with resource as opened:
        if opened.header.errors:
            yield from _of_header(source, opened.labels, opened.schema.field_names, opened.header.errors)
            return  # cells are judged by the place of their column, so one error here would make one in every row
        for row in opened.row_stream:
            # A key that is unique and the primary key has two errors; they are one fault.
            told = [one for error in row.errors if (one := _of_row(source, row, error)) is not None]
            yield from {(one.code, one.field): one for one in reversed(told)}.values()


def _of_header(source: Source, labels: list[str], fields: list[str], errors: list[Error]) -> Iterator[Finding]:
    """What is wrong with the columns. frictionless compares place by place, so one that is missing moves all names."""
    said = f"frictionless: {_words(errors[0])}"
    for code, names in (
        ("column-missing", [name for name in fields if name not in labels]),
        ("column-extra", [name for name in labels if name not in fields]),
    ):
        for name in names:
            yield finding(code, said, table=source.table.name, field=name)
    if set(labels) == set(fields):
        yield finding("column-order", said, table=source.table.name, expected=" ".join(fields))


def _of_row(source: Source, row: Any, error: Any) -> Finding | None:
    table, field, expected = source.table, getattr(error, "field_name", None), None
    match error.type:
        case "constraint-error":
            rule, expected = re.findall(r'"([^"]*)"', error.note)[:2]
            code = _CONSTRAINTS.get(rule, "other")
            if code == "minimum" and error.cell == "nan":
                return None  # it is told as above the maximum
        case "type-error":
            code, expected = "column-type", table.field(str(field)).type
        case "unique-error" | "primary-key":
            if "None" in error.note:
                return None  # a key that is null is missing, and reported as such
            code = "duplicate-key"
            field = table.primary_key[0] if field is None and len(table.primary_key) == 1 else field
        case "foreign-key":
            code, field = "foreign-key", error.field_names[0]
        case "blank-row":
            code, field = "null", next(f.name for f in table.fields if not f.is_nullable)
        case _:
            code = "other"
    cells = dict(zip(table.names, row.cells, strict=False)) | {ROW: row.row_number - 2}
    return finding(
        code,
        f"frictionless: {_words(error)}",
        **key_of(source, cells),
        field=field,
        value=None if field is None else shown(cells[field]),
        expected=expected,
    )


def _words(error: Error) -> str:
    """What frictionless says, cut: its full message repeats the cell."""
    return f"{error.title}: {shown(error.note)}" if error.note else str(error.title)
