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
from corpus.check.sources import ROW, Source, key_of, shown, unreadable
from corpus.package import Package
from corpus.report import Finding, finding

if TYPE_CHECKING:
    from frictionless import Error
    from frictionless.resources import TableResource

_ROWS_PER_BATCH = 2_000

_CONSTRAINTS = {"required": "null", "enum": "enum", "pattern": "pattern", "minimum": "minimum", "maximum": "maximum"}
_LABELS = {"missing-label": "column-missing", "extra-label": "column-extra", "incorrect-label": "column-order"}


def check(package: Package, sources: Mapping[str, Source]) -> Iterator[Finding]:
    """What frictionless finds in the descriptor, then in each table of the contract, row by row."""
    import frictionless
    from frictionless.resources import TableResource

    descriptor = _without_bytes(package)
    faults = frictionless.Package.validate_descriptor(descriptor).errors
    for error in faults:
        yield finding("descriptor", f"frictionless: {error.note}", expected="Data Package v2")
    if faults:
        return
    resources = [
        TableResource(name=name, data=_cells(source), schema=_schema(package, name, sources))
        for name, source in sources.items()
    ]
    frictionless.Package(resources=[*resources])
    for resource, (name, source) in zip(resources, sources.items(), strict=True):
        try:
            yield from _table(resource, source)
        except (OSError, ValueError, pl.exceptions.PolarsError, frictionless.FrictionlessException) as error:
            yield unreadable(name, error)


def _without_bytes(package: Package) -> dict[str, Any]:
    resources = [{k: v for k, v in one.items() if k != "bytes"} for one in package.resources.values()]
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
    return frictionless.Schema.from_descriptor({**given, "foreignKeys": links})


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
                    yield from map(list, pl.DataFrame(batch).iter_rows())

    return rows


def _table(resource: TableResource, source: Source) -> Iterator[Finding]:
    table, said = source.table, set()
    with resource as opened:
        for error in opened.header.errors:
            code = _LABELS.get(error.type, "other")
            field = (
                None if code == "column-order" else getattr(error, "field_name", "") or getattr(error, "label", None)
            )
            if (code, field) not in said:
                said.add((code, field))
                yield finding(code, f"frictionless: {_words(error)}", table=table.name, field=field)
        if opened.header.errors:
            return  # cells are judged by the place of their column, so one error here would make one in every row
        for row in opened.row_stream:
            for error in row.errors:
                one = _of_row(source, row, error)
                if one is not None:
                    yield one


def _of_row(source: Source, row: Any, error: Any) -> Finding | None:
    table, field, expected = source.table, getattr(error, "field_name", None), None
    match error.type:
        case "constraint-error":
            rule, expected = re.findall(r'"([^"]*)"', error.note)[:2]
            code = _CONSTRAINTS.get(rule, "other")
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
