"""A second opinion by pandera: the contract as its schemas. The only module that knows pandera."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from corpus import contract
from corpus.check.sources import ROW, Source, key_of, shown, unreadable
from corpus.report import Finding, finding

if TYPE_CHECKING:
    import pandera.polars as pa

# What pandera calls its own checks; ours bear our codes already.
_CODES = {
    "column_in_dataframe": "column-missing",
    "column_in_schema": "column-extra",
    "column_ordered": "column-order",
    "not_nullable": "null",
}


def schema(table: contract.Table) -> pa.DataFrameSchema:
    """The table as a pandera schema: columns, types, nulls, keys, words, forms, limits, and what one row can break.

    It is for an eager frame. On a LazyFrame pandera looks at types only, unless its validation depth is
    ``SCHEMA_AND_DATA``.
    """
    import pandera.polars as pa

    types, checks = contract.polars_schema(table), _checks(table)
    return pa.DataFrameSchema(
        {
            field.name: pa.Column(types[field.name], checks[field.name], nullable=field.is_nullable)
            for field in table.fields
        },
        strict=True,
        ordered=True,
        name=table.name,
        title=table.title,
        description=table.description,
    )


def _checks(table: contract.Table) -> dict[str, list[pa.Check]]:
    """The checks of each column, which bear our codes."""
    import pandera.polars as pa

    checks: dict[str, list[pa.Check]] = {field.name: [] for field in table.fields}
    for field in table.fields:
        own = checks[field.name]
        if field.type == "string" and field.name not in table.never_null:
            own.append(pa.Check.str_length(min_value=1, error="empty" if field.is_required else "empty-not-null"))
        if field.enum:
            own.append(pa.Check.isin([*field.enum, ""], error="enum"))
        if field.pattern is not None:
            own.append(pa.Check.str_matches(f"^(?:{field.pattern})?$", error="pattern"))
        if field.minimum is not None:
            own.append(pa.Check.ge(field.minimum, error="minimum"))
        if field.maximum is not None:
            own.append(pa.Check.le(field.maximum, error="maximum"))
        if field.is_unique and table.primary_key != (field.name,):
            own.append(_holds("duplicate-key", _is_first((field.name,))))
    if table.primary_key:
        checks[table.primary_key[0]].append(_holds("duplicate-key", _is_first(table.primary_key)))
    for check in table.checks:
        match check:
            case contract.Together():
                holds = (pl.col(check.field) == check.value) == pl.col(check.null).is_null()
                checks[check.field].append(_holds(check.code, holds))
            case contract.OnlyIf():
                holds = pl.col(check.set).is_null() | (pl.col(check.field) == check.value)
                checks[check.set].append(_holds(check.code, holds))
            case contract.Slice():
                checks[check.end].append(_holds("range-reversed", pl.col(check.end) >= pl.col(check.start)))
    return checks


def _is_first(columns: tuple[str, ...]) -> pl.Expr:
    has_null = pl.any_horizontal(pl.col(name).is_null() for name in columns)
    return has_null | pl.struct(columns).is_first_distinct()


def _holds(code: str, holds: pl.Expr) -> pa.Check:
    """A check of a column that may look at the whole row. Where a cell is null there is nothing to hold."""
    import pandera.polars as pa

    return pa.Check(lambda frame: frame.lazyframe.select(holds.fill_null(value=True)), name=code, error=code)


def check(sources: Mapping[str, Source]) -> Iterator[Finding]:
    """What pandera finds in each table. A table is in memory while it is checked."""
    from pandera.errors import SchemaErrors

    for source in sources.values():
        try:
            frame = pl.read_parquet(list(source.paths), glob=False, hive_partitioning=False)
            schema(source.table).validate(frame, lazy=True)
        except SchemaErrors as errors:
            yield from _findings(source, frame, errors.failure_cases)
        except (OSError, pl.exceptions.PolarsError) as error:
            yield unreadable(source.table.name, error)


def _findings(source: Source, frame: pl.DataFrame, cases: pl.DataFrame) -> Iterator[Finding]:
    table = source.table
    said: set[tuple[str, str | None]] = set()
    for case, column, check_name, index in cases.select("failure_case", "column", "check", "index").iter_rows():
        is_type = str(check_name).startswith("dtype(")
        code = "column-type" if is_type else _CODES.get(check_name, check_name)
        if index is None:
            # A check that could not run is that of a column whose type is wrong, which is a finding already.
            if is_type or check_name in _CODES:
                field = {"column-type": column, "column-order": None}.get(code, case)
                if (code, field) not in said:
                    said.add((code, field))
                    expected = str(contract.polars_schema(table)[field]) if is_type else None
                    yield finding(
                        code,
                        f"pandera: {field or table.name} fails {check_name} with {shown(case)}",
                        table=table.name,
                        field=field,
                        value=shown(case),
                        expected=expected,
                    )
            continue
        row: dict[str, Any] = {name: frame[index, name] for name in dict.fromkeys((*source.key, column))} | {ROW: index}
        is_composite = code == "duplicate-key" and len(table.primary_key) > 1
        columns = table.primary_key if is_composite else (column,)
        value = shown(row[column]) if len(columns) == 1 else " ".join(str(shown(row[name])) for name in columns)
        yield finding(
            code,
            f"pandera: {' '.join(columns)} is {value}, which fails the check {check_name!r}",
            **key_of(source, row),
            field=None if is_composite else column,
            value=value,
        )
