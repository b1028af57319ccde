"""A second opinion by pandera: the contract as its schemas. The only module that knows pandera."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, assert_never

import polars as pl

from corpus import contract, text
from corpus.report import Finding, finding
from corpus.sources import LAST_INSTANT, ROW, Source, key_of, shown, unreadable

if TYPE_CHECKING:
    import pandera.polars as pa

# What pandera calls its own checks; ours bear our codes already.
_CODES = {
    "column_in_dataframe": "column-missing",
    "column_in_schema": "column-extra",
    "column_ordered": "column-order",
    "not_nullable": "null",
}

# As in `rules`: a clock reading without a zone is kept as if it were UTC.
_ZONE_SLACK = timedelta(days=1)

_HOW: Mapping[str, Callable[[str], object]] = {
    "sha256": text.sha256,
    "paragraphs": text.count_paragraphs,
    "words": text.count_words,
}

# The one field of a mention that is no column of `articles`, and the table that holds it.
_CAPTION, _CAPTIONS = "caption", "captions"

Frames = Mapping[str, pl.LazyFrame]


def schema(
    table: str | contract.Table,
    *,
    tables: Mapping[str, pl.DataFrame | pl.LazyFrame] | None = None,
    created: datetime | None = None,
) -> pa.DataFrameSchema:
    """The table as a pandera schema, for an eager polars frame: ``corpus.schema("quotes").validate(frame)``.

    It holds columns, their order and types, nulls, keys, words, forms, limits, what one row can break by itself, and
    what stands in the texts of its own columns. Each check is named by our code (docs/reference/findings.md). With
    the other `tables` of the package by name it holds foreign keys, counts and text slices too, and with the time
    when the package was `created` that nothing was published after it.

    On a LazyFrame pandera looks at names and types only, unless its validation depth is ``SCHEMA_AND_DATA``:
    ``with pandera.config.config_context(validation_depth=pandera.config.ValidationDepth.SCHEMA_AND_DATA): …``. It then
    collects the frame several times for each check, so an eager frame is nearly always the better choice.

    Raises:
        ContractError: the contract has no table of that name, or of one of `tables`.

    >>> quotes = schema("quotes")
    >>> quotes.columns["start"].nullable, [check.error for check in quotes.columns["start"].checks]
    (False, ['minimum'])
    """
    import pandera.polars as pa

    if isinstance(table, str):
        contract.must_be_table(table)
        table = contract.tables()[table]
    for name in tables or ():
        contract.must_be_table(name)
    types = contract.polars_schema(table)
    checks = _checks(table)
    for field, check in _across(table, {name: frame.lazy() for name, frame in (tables or {}).items()}, created):
        checks[field].append(check)
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


# ------------------------------------------------------------------ what a table holds by itself


def _checks(table: contract.Table) -> dict[str, list[pa.Check]]:
    """The checks of each column, which bear our codes."""
    import pandera.polars as pa

    checks: dict[str, list[pa.Check]] = {field.name: [] for field in table.fields}
    for field in table.fields:
        own = checks[field.name]
        if field.type == "string" and field.name not in table.never_null:
            own.append(pa.Check.str_length(min_value=1, error="empty" if field.is_required else "empty-not-null"))
        if field.enum:
            own.append(pa.Check.isin([*field.enum, ""] if field.type == "string" else [*field.enum], error="enum"))
        if field.pattern is not None:
            own.append(_holds("pattern", pl.col(field.name).str.contains(rf"\A(?:{field.pattern})?\z")))
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
            case contract.Clean():
                is_clean = _each(check.field, lambda said: text.clean(said) == said, pl.Boolean())
                checks[check.field].append(_holds(check.code, is_clean))
            case contract.Derived():
                type_ = contract.polars_schema(table)[check.field]
                right = pl.col(check.field) == _each(check.of, _HOW[check.how], type_)
                checks[check.field].append(_holds(check.code, right))
            case contract.Slice():
                checks[check.end].append(_holds("range-reversed", pl.col(check.end) >= pl.col(check.start)))
            case contract.NotNull() | contract.Limit():
                pass  # said of the column already
            case contract.NotAfter() | contract.Count():
                pass  # said with what lies outside the table
            case _:
                assert_never(check)
    return checks


def _is_first(columns: tuple[str, ...]) -> pl.Expr:
    has_null = pl.any_horizontal(pl.col(name).is_null() for name in columns)
    return has_null | pl.struct(columns).is_first_distinct()


def _each(column: str, make: Callable[[str], object], type_: pl.DataType) -> pl.Expr:
    def of(cells: pl.Series) -> pl.Series:
        return pl.Series(cells.name, [None if cell is None else make(cell) for cell in cells], type_)

    return pl.col(column).map_batches(of, return_dtype=type_)


def _holds(code: str, holds: pl.Expr) -> pa.Check:
    """A check of a column that may look at the whole row. Where a cell is null there is nothing to hold."""
    import pandera.polars as pa

    return pa.Check(lambda frame: frame.lazyframe.select(holds.fill_null(value=True)), name=code, error=code)


# ------------------------------------------------------------------ what it holds among other tables

_HOLDS, _COUNTED, _WHOLE = "it holds", "rows counted", "whole text"


def _across(table: contract.Table, frames: Frames, created: datetime | None) -> Iterator[tuple[str, pa.Check]]:
    """The checks that need other tables or the package, each with the column that it is about."""
    for link in table.foreign_keys:
        if link.table == table.name:
            yield link.fields[0], _joined("foreign-key", table, _with_known(link, None))
        elif _has(frames, link.table, *link.key):
            yield link.fields[0], _joined("foreign-key", table, _with_known(link, frames[link.table]))
    for check in table.checks:
        match check:
            case contract.NotAfter() if created is not None and created < LAST_INSTANT - _ZONE_SLACK:
                limit = created if created.tzinfo else created.replace(tzinfo=UTC)
                yield check.field, _holds(check.code, pl.col(check.field) <= limit + _ZONE_SLACK)
            case contract.Count() if _has(frames, check.table, check.by, check.distinct):
                (key,) = table.primary_key
                yield check.field, _joined(check.code, table, _with_counted(check, key, frames[check.table]))
            case contract.Slice() if _has(frames, check.table, check.key):
                yield check.text, _joined(check.code, table, _with_slices(check, table, frames))


def _has(frames: Frames, name: str, *columns: str | None) -> bool:
    return name in frames and {column for column in columns if column} <= set(frames[name].collect_schema())


def _joined(code: str, table: contract.Table, judge: Callable[[pl.LazyFrame], pl.LazyFrame]) -> pa.Check:
    """A check by a join: `judge` adds the column `_HOLDS` and keeps the rows and their order."""
    import pandera.polars as pa

    columns = list(table.names)

    def holds(frame: pa.PolarsData) -> pl.LazyFrame:
        there = [name for name in columns if name in frame.lazyframe.collect_schema()]
        judged = judge(frame.lazyframe.select(there))
        # Once here: pandera collects what a check returns three times over.
        return judged.select(pl.col(_HOLDS).fill_null(value=True)).collect().lazy()

    return pa.Check(holds, name=code, error=code)


def _with_known(link: contract.ForeignKey, home: pl.LazyFrame | None) -> Callable[[pl.LazyFrame], pl.LazyFrame]:
    def judge(rows: pl.LazyFrame) -> pl.LazyFrame:
        keys = (rows if home is None else home).select(pl.col(link.key).name.prefix("known "))
        known = keys.drop_nulls().unique().with_columns(pl.lit(value=True).alias(_HOLDS))
        right_on = [f"known {name}" for name in link.key]
        joined = rows.select(link.fields).join(
            known, left_on=link.fields, right_on=right_on, how="left", maintain_order="left"
        )
        is_null = pl.any_horizontal(pl.col(name).is_null() for name in link.fields)
        return joined.with_columns((is_null | pl.col(_HOLDS).fill_null(value=False)).alias(_HOLDS))

    return judge


def _with_counted(check: contract.Count, key: str, counted: pl.LazyFrame) -> Callable[[pl.LazyFrame], pl.LazyFrame]:
    def judge(rows: pl.LazyFrame) -> pl.LazyFrame:
        number = pl.len() if check.distinct is None else pl.col(check.distinct).drop_nulls().n_unique()
        numbers = counted.drop_nulls(check.by).group_by(check.by).agg(number.alias(_COUNTED))
        joined = rows.select(key, check.field).join(
            numbers, left_on=key, right_on=check.by, how="left", maintain_order="left"
        )
        is_right = pl.col(check.field) == pl.col(_COUNTED).fill_null(0)
        return joined.with_columns((pl.col(key).is_null() | is_right).alias(_HOLDS))

    return judge


def _with_slices(
    check: contract.Slice, table: contract.Table, frames: Frames
) -> Callable[[pl.LazyFrame], pl.LazyFrame]:
    """The texts are joined to the first row of each key, so that a key that is there twice breeds no rows."""
    home = frames[check.table]
    names = [check.field] if check.field else [*table.field(check.field_column or "").enum]
    there = [name for name in names if name in home.collect_schema()]
    texts = home.select(
        pl.col(check.key).alias("key of text"), *(pl.col(name).alias(f"text of {name}") for name in there)
    ).unique("key of text", keep="first")
    has_captions = check.field is None and _has(frames, _CAPTIONS, check.key, "position", "text")

    def judge(rows: pl.LazyFrame) -> pl.LazyFrame:
        joined = rows.join(
            texts.with_columns(pl.lit(value=True).alias("is there")),
            left_on=check.key, right_on="key of text", how="left", maintain_order="left",
        )  # fmt: skip
        if check.field is not None:
            whole = pl.col(f"text of {check.field}")
        else:
            field, whole = pl.col(check.field_column or ""), pl.lit(None, pl.String)
            for name in there:
                whole = pl.when(field == name).then(pl.col(f"text of {name}")).otherwise(whole)
            if has_captions:
                captions = frames[_CAPTIONS].select(check.key, "position", pl.col("text").alias(f"text of {_CAPTION}"))
                joined = joined.join(
                    captions.unique([check.key, "position"], keep="first"),
                    left_on=[check.key, check.position_column or ""], right_on=[check.key, "position"],
                    how="left", maintain_order="left",
                )  # fmt: skip
                whole = pl.when(field == _CAPTION).then(pl.col(f"text of {_CAPTION}")).otherwise(whole)
        start, end = pl.col(check.start).cast(pl.Int64), pl.col(check.end).cast(pl.Int64)
        is_range = (start >= 0) & (end >= start)  # another range is a finding already
        is_inside = end <= pl.col(_WHOLE).str.len_chars()
        is_same = is_inside & (pl.col(_WHOLE).str.slice(start, end - start) == pl.col(check.text))
        known = pl.col("is there").fill_null(value=False)
        if check.field is None:
            looked = [*there, *([_CAPTION] if has_captions else [])]
            known &= pl.col(check.field_column or "").is_in(looked)
        return joined.with_columns(whole.alias(_WHOLE)).with_columns(
            pl.when(known & is_range & pl.col(check.text).is_not_null())
            .then(is_same.fill_null(value=False))
            .otherwise(pl.lit(value=True))
            .alias(_HOLDS)
        )

    return judge


# ------------------------------------------------------------------ the engine


def check(sources: Mapping[str, Source], created: datetime | None = None) -> Iterator[Finding]:
    """What pandera finds in each table, which is in memory meanwhile, as is what it is joined with.

    `created` is when the package was made, None if it does not say.
    """
    frames = {name: source.scan(*source.types) for name, source in sources.items()}
    for name in sources:
        yield from check_table(name, sources, frames, created)


def check_table(
    name: str, sources: Mapping[str, Source], frames: Frames, created: datetime | None
) -> Iterator[Finding]:
    """What pandera finds in one table, with the `frames` of all."""
    from pandera.errors import SchemaErrors

    source = sources[name]
    try:
        frame = pl.read_parquet(list(source.paths), glob=False, hive_partitioning=False).with_columns(_exact(source))
        schema(source.table, tables=frames, created=created).validate(frame, lazy=True)
    except SchemaErrors as errors:
        yield from _findings(source, frame, errors.failure_cases)
    except (OSError, pl.exceptions.PolarsError) as error:
        yield unreadable(source.table.name, error)


def _exact(source: Source) -> Iterator[pl.Expr]:
    """The columns that hold the right values in another type, which is told already, in the contract's."""
    wanted = contract.polars_schema(source.table)
    return (
        pl.col(name).cast(pl.Int64 if name in source.unfit else wanted[name])
        for name, type_ in source.types.items()
        if type_ != wanted[name]
    )


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
