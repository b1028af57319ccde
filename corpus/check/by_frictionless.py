"""A second opinion by frictionless, on the descriptor and on every cell. The only module that knows frictionless.

Its own Parquet reader goes through pandas, where a null beside integers makes floats of them: it then refuses valid
cells and lets invalid ones pass (measured with 5.21). So it is given the cells as they are, and does the judging.
`bytes` of a resource is left out: on Parquet it never agrees with any number (5.21).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from corpus import contract
from corpus.package import Package
from corpus.report import Finding, finding
from corpus.sources import FIRST_INSTANT, LAST_INSTANT, ROW, Source, key_of, shown, unreadable

if TYPE_CHECKING:
    from frictionless import Error
    from frictionless.resources import TableResource

_ROWS_PER_BATCH = 2_000

# It uses a descriptor before it judges it, and trips over a number or null where an object should be (5.21).
_TRIPS = (AttributeError, KeyError, TypeError, ValueError, ArithmeticError, RecursionError, re.error)

_CONSTRAINTS = {"required": "null", "enum": "enum", "pattern": "pattern", "minimum": "minimum", "maximum": "maximum"}


def check(
    package: Package,
    sources: Mapping[str, Source],
    created: datetime | None = None,
    *,
    only: Collection[str] | None = None,
) -> Iterator[Finding]:
    """What frictionless finds in the descriptor, then in each table of the contract, row by row.

    What Table Schema cannot say it is given as checks of its own kind. `created` is when the package was made, None if
    it does not say; `only` names the tables to go through, where not all.
    """
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
    asked = [name for name in sources if only is None or name in only]
    resources: dict[str, TableResource] = {}
    for name in asked:
        try:
            schema = _schema(package, name, sources)
            resources[name] = TableResource(name=name, data=_cells(sources[name]), schema=schema)
        except (*_TRIPS, frictionless.FrictionlessException) as trip:
            yield _tripped(trip, name)
    if len(resources) < len(asked):
        return
    for name, resource in resources.items():
        try:
            frictionless.Package(resources=[resource, *_homes(resource, sources)])
            yield from _table(resource, sources[name], sources, created)
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
    given = dict(said if isinstance(said, dict) else sources[name].table.schema)
    links = [
        link
        for link in given.get("foreignKeys", [])
        if (home := sources.get(link["reference"].get("resource") or name)) is not None
        and home.has(*_listed(link["reference"]["fields"]))
    ]
    # A pattern of somebody else's may take for ever on a cell, and is a finding already.
    fields = [_with_own_pattern(contract.tables()[name], field) for field in given["fields"]]
    return frictionless.Schema.from_descriptor({**given, "fields": fields, "foreignKeys": links})


def _homes(resource: TableResource, sources: Mapping[str, Source]) -> Iterator[TableResource]:
    """The tables that a table points at, with the columns that it points at only.

    It goes through each of them whole, so that a body would be read for every foreign key that ends at its article.
    """
    import frictionless
    from frictionless.resources import TableResource

    keys: dict[str, dict[str, None]] = {}
    for link in resource.schema.foreign_keys:
        home = link["reference"]["resource"]
        if home and home != resource.name:
            keys.setdefault(home, {}).update(dict.fromkeys(link["reference"]["fields"]))
    for name, columns in keys.items():
        fields = [{"name": column, "type": sources[name].table.field(column).type} for column in columns]
        schema = frictionless.Schema.from_descriptor({"fields": fields})
        yield TableResource(name=name, data=_cells(sources[name], list(columns)), schema=schema)


def _with_own_pattern(table: contract.Table, field: Mapping[str, Any]) -> Mapping[str, Any]:
    limits, known = field.get("constraints"), {one.name: one.pattern for one in table.fields}
    if not isinstance(limits, dict) or limits.get("pattern") in (None, known.get(field["name"])):
        return field
    return {**field, "constraints": {key: value for key, value in limits.items() if key != "pattern"}}


def _listed(names: Any) -> list[str]:
    return [names] if isinstance(names, str) else list(names)


def _cells(source: Source, columns: list[str] | None = None) -> Callable[[], Iterator[list[Any]]]:
    """A function that gives the header and then the rows, read in batches each time that it is called.

    Of all columns, or of those that are named, in their order.
    """

    def rows() -> Iterator[list[Any]]:
        import pyarrow.parquet as pq

        for number, path in enumerate(source.paths):
            with pq.ParquetFile(path) as file:
                if number == 0:
                    yield columns or list(file.schema_arrow.names)
                for batch in file.iter_batches(_ROWS_PER_BATCH, columns=columns):
                    frame = pl.DataFrame(batch).select(columns or pl.all())
                    times = {name: type_ for name, type_ in frame.schema.items() if isinstance(type_, pl.Datetime)}
                    # What lies beyond the years of Python is told by `rules`; here it would end the table.
                    yield from map(list, frame.with_columns(_in_range(*time) for time in times.items()).iter_rows())

    return rows


def _in_range(name: str, type_: pl.Datetime) -> pl.Expr:
    time, first, last = pl.col(name), FIRST_INSTANT, LAST_INSTANT
    if type_.time_zone is None:
        first, last = first.replace(tzinfo=None), last.replace(tzinfo=None)
    else:
        time = time.dt.convert_time_zone("UTC")
    return pl.when(time.is_between(first, last)).then(time).alias(name)


def _table(
    resource: TableResource, source: Source, sources: Mapping[str, Source], created: datetime | None
) -> Iterator[Finding]:
    from frictionless import Checklist

    from corpus.check.frictionless_checks import promises

    with resource as opened:
        if opened.header.errors:
            yield from _of_header(source, opened.labels, opened.schema.field_names, opened.header.errors)
            return  # cells are judged by the place of their column, so one error here would make one in every row
        # Not by `validate`: its report holds every cell of a row for each error, the body too.
        checks = Checklist(checks=[*promises(source, sources, created)]).connect(opened)
        for row in opened.row_stream:
            # A key that is unique and the primary key has two errors; they are one fault.
            errors = (error for check in checks for error in check.validate_row(row))
            told = [one for error in errors if (one := _of_row(source, row, error)) is not None]
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
        case "broken-promise":
            code = error.code
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
