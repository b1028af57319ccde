"""The contract's rules over whole columns: one aggregate per table says which fail, then only their rows are read.

What needs the texts themselves (slices, hashes, counts of words) is in `corpus.check.texts`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import numpy as np
import polars as pl

from corpus import contract
from corpus.check import texts
from corpus.check.places import Places
from corpus.report import Finding, finding
from corpus.sources import (
    FIRST_INSTANT,
    LAST_INSTANT,
    ROW,
    UNREADABLE,
    Source,
    key_of,
    rows_of,
    shown,
    unreadable,
)
from corpus.sources.footers import Column

Row = Mapping[str, Any]
Known = Callable[[str], Column]

# A clock reading without a zone is kept as if it were UTC, so it may lie up to 14 hours ahead of the true instant.
_ZONE_SLACK = timedelta(days=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def check(
    sources: Mapping[str, Source], created: datetime | None, reader: texts.Reader | None = None
) -> Iterator[Finding]:
    """Every finding in the tables that can be read; `created` is when the package was made, None if it does not say.

    What the footers prove (`Source.known`) is not read again. `reader` sees the bodies of the articles while they are
    in memory, and finds what it finds.
    """
    places = Places(sources)
    for name, source in sources.items():
        steps = (
            partial(_cells, source, created),
            partial(_duplicates, source),
            partial(_references, source, places),
            partial(_counts, source, places),
            partial(_order, source),
            partial(texts.check, source, places, reader),
        )
        try:
            for step in steps:
                yield from step()
        except UNREADABLE as error:
            yield unreadable(name, error)


# ------------------------------------------------------------------ one row at a time


def in_microseconds(moment: datetime) -> int:
    """The whole microseconds from 1970 to an instant."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule for the rows of a table: `is_bad` is true where it fails, null or false where it holds.

    `is_proven` tells from what is known of the table's columns that it fails nowhere.
    """

    code: str
    field: str
    is_bad: pl.Expr
    say: Callable[[Row], str]
    expected: str
    others: tuple[str, ...] = ()
    is_proven: Callable[[Known], bool] = lambda _: False


def of_rows(table: contract.Table, created: datetime | None) -> Iterator[Rule]:
    """The rules that a row of the table keeps by itself. An empty string is told once, as such."""
    for field in table.fields:
        yield from _of_field(table, field)
    for check in table.checks:
        match check:
            case contract.Together():
                given, absent = pl.col(check.field), pl.col(check.null)
                yield Rule(
                    code=check.code,
                    field=check.field,
                    is_bad=(given == check.value) != absent.is_null(),
                    say=partial(_say_together, check),
                    expected=f"{check.value} exactly where {check.null} is null",
                    others=(check.null,),
                    is_proven=partial(_is_together, check),
                )
            case contract.OnlyIf():
                yield Rule(
                    code=check.code,
                    field=check.set,
                    is_bad=pl.col(check.set).is_not_null() & (pl.col(check.field) != check.value),
                    say=partial(_say_only_if, check),
                    expected=f"null, or {check.field} {check.value}",
                    others=(check.field,),
                    is_proven=partial(_is_all_null, check.set),
                )
            case contract.NotAfter() if created is not None and created < LAST_INSTANT - _ZONE_SLACK:
                yield Rule(
                    code=check.code,
                    field=check.field,
                    is_bad=pl.col(check.field) > created + _ZONE_SLACK,
                    say=partial(_say_not_after, check, created),
                    expected=f"not after {shown(created)}",
                    is_proven=partial(_is_not_after, check, created),
                )
            case contract.Slice():
                yield Rule(
                    code="range-reversed",
                    field=check.end,
                    is_bad=pl.col(check.end) < pl.col(check.start),
                    say=partial(_say_reversed, check),
                    expected=f"at least {check.start}",
                    others=(check.start,),
                )


def _of_field(table: contract.Table, field: contract.Field) -> Iterator[Rule]:
    cell, name = pl.col(field.name), field.name
    filled = (cell != "") if field.type == "string" else pl.lit(value=True)
    rule = partial(Rule, field=name)
    if field.is_required:
        yield rule(
            code="null",
            is_bad=cell.is_null(),
            is_proven=lambda known: known(name).has_no_null,
            say=lambda _: f"{name} is null, and must hold a value",
            expected="a value",
        )
    if field.type == "string" and name not in table.never_null:
        yield rule(
            code="empty" if field.is_required else "empty-not-null",
            is_bad=cell == "",
            # A lower bound that is not empty is above the empty string, which is the least of all.
            is_proven=lambda known: known(name).is_all_null or bool(known(name).low),
            say=lambda _: (
                f"{name} is the empty string" + ("" if field.is_required else "; where there is nothing it is null")
            ),
            expected="a value" if field.is_required else "null or a value",
        )
    if field.enum:
        yield rule(
            code="enum",
            is_bad=filled & ~cell.is_in(field.enum),
            is_proven=lambda known: known(name).is_among(field.enum),
            say=lambda row: f"{shown(row[name])!r} is not a word that {name} allows: {', '.join(field.enum)}",
            expected=", ".join(field.enum),
        )
    if field.pattern is not None:
        yield rule(
            code="pattern",
            is_bad=filled & ~cell.str.contains(rf"\A(?:{field.pattern})\z"),
            is_proven=lambda known: known(name).is_all_null,
            say=lambda row: f"{shown(row[name])!r} does not have the form {field.pattern}",
            expected=field.pattern,
        )
    if field.type == "datetime":
        yield rule(
            code="minimum",
            is_bad=cell < FIRST_INSTANT,
            is_proven=lambda known: known(name).is_at_least(in_microseconds(FIRST_INSTANT)),
            say=lambda row: f"{name} is {row[name]}, before the year 1, where times begin that have a written form",
            expected=f"at least {shown(FIRST_INSTANT)}",
        )
        yield rule(
            code="maximum",
            is_bad=cell > LAST_INSTANT,
            is_proven=lambda known: known(name).is_at_most(in_microseconds(LAST_INSTANT)),
            say=lambda row: f"{name} is {row[name]}, after the year 9999, where times end that have a written form",
            expected=f"at most {shown(LAST_INSTANT)}",
        )
    if field.minimum is not None:
        yield rule(
            code="minimum",
            is_bad=cell < field.minimum,
            is_proven=lambda known: known(name).is_at_least(field.minimum),
            say=lambda row: f"{name} is {shown(row[name])}, below {field.minimum}",
            expected=f"at least {field.minimum}",
        )
    if field.maximum is not None:
        yield rule(
            code="maximum",
            is_bad=cell > field.maximum,
            is_proven=lambda known: known(name).is_at_most(field.maximum),
            say=lambda row: f"{name} is {shown(row[name])}, above {field.maximum}",
            expected=f"at most {field.maximum}",
        )


def _is_together(check: contract.Together, known: Known) -> bool:
    """Whether no row says `value` and none is null, or every row says it and all are null."""
    word, given = known(check.field), known(check.null)
    if word.is_all_null or not word.has_no_null or word.low != word.high:
        return False
    return given.is_all_null if word.low == check.value else word.low is not None and given.has_no_null


def _is_all_null(name: str, known: Known) -> bool:
    return known(name).is_all_null


def _is_not_after(check: contract.NotAfter, created: datetime, known: Known) -> bool:
    return known(check.field).is_at_most(in_microseconds(created + _ZONE_SLACK))


def _say_together(check: contract.Together, row: Row) -> str:
    if row[check.null] is None:
        return f"{check.field} is {shown(row[check.field])!r}, but {check.null} is null"
    return f"{check.field} is {check.value!r}, but {check.null} is {shown(row[check.null])}"


def _say_only_if(check: contract.OnlyIf, row: Row) -> str:
    return f"{check.set} is {shown(row[check.set])}, but {check.field} is {shown(row[check.field])!r}"


def _say_not_after(check: contract.NotAfter, created: datetime, row: Row) -> str:
    return f"{check.field} is {shown(row[check.field])}, but the package was made {shown(created)}"


def _say_reversed(check: contract.Slice, row: Row) -> str:
    return f"ends at {row[check.end]}, before it starts at {row[check.start]}"


def _cells(source: Source, created: datetime | None) -> Iterator[Finding]:
    rules = [
        rule
        for rule in of_rows(source.table, created)
        if source.has(rule.field, *rule.others) and not rule.is_proven(source.known)
    ]
    if not rules:
        return
    columns = dict.fromkeys(name for rule in rules for name in (rule.field, *rule.others))
    bad = source.scan(*columns).select(rule.is_bad.sum().alias(str(n)) for n, rule in enumerate(rules))
    for rule, number in zip(rules, source.collect(bad).row(0), strict=True):
        if number:
            keep = dict.fromkeys((*source.key, rule.field, *rule.others))
            for row in rows_of(source.collect(source.scan(*keep).filter(rule.is_bad))):
                yield finding(
                    rule.code,
                    rule.say(row),
                    **key_of(source, row),
                    field=rule.field,
                    value=shown(row[rule.field]),
                    expected=rule.expected,
                )


# ------------------------------------------------------------------ rows among rows


def _duplicates(source: Source) -> Iterator[Finding]:
    table = source.table
    unique: list[tuple[str, ...]] = [(field.name,) for field in table.fields if field.is_unique]
    for columns in dict.fromkeys([*filter(None, [table.primary_key]), *unique]):
        if not source.has(*columns):
            continue
        rows = source.scan(*columns).drop_nulls(columns)
        one = pl.col(columns[0]) if len(columns) == 1 else pl.struct(columns)
        # Keys whose hashes all differ all differ; to count hashes takes a third of the time. Not by the streaming
        # engine, which took twice that of the other for it.
        total, different = rows.select(pl.len(), n=one.hash().n_unique()).collect(engine="in-memory").row(0)
        if total == different:
            continue
        first = rows.group_by(columns).agg(pl.col(ROW).min().alias("first"), pl.len().alias("times"))
        twice = rows.join(first.filter(pl.col("times") > 1), on=columns, how="inner").filter(
            pl.col(ROW) != pl.col("first")
        )
        if columns != source.key:
            twice = twice.join(source.scan(*source.key), on=ROW, how="left")
        for row in source.collect(twice).iter_rows(named=True):
            value = " ".join(str(shown(row[name])) for name in columns)
            yield finding(
                "duplicate-key",
                f"{value} is the {' and '.join(columns)} of row {row['first']} too",
                **key_of(source, row),
                field=columns[0] if len(columns) == 1 else None,
                value=value,
                expected=f"another {' and '.join(columns)} in every row",
            )


def _references(source: Source, places: Places) -> Iterator[Finding]:
    for link in source.table.foreign_keys:
        home = places.sources.get(link.table)
        if home is None or not home.has(*link.key) or not source.has(*link.fields):
            continue
        if not places.lost(source, link.fields, home, link.key):
            continue
        rows = source.scan(*dict.fromkeys((*source.key, *link.fields))).drop_nulls(link.fields)
        known = home.scan(*link.key).drop(ROW)
        bad = source.collect(rows.join(known, left_on=link.fields, right_on=link.key, how="anti"))
        for row in bad.iter_rows(named=True):
            value = " ".join(str(shown(row[name])) for name in link.fields)
            yield finding(
                "foreign-key",
                f"{' '.join(link.fields)} is {value}, which is the {' '.join(link.key)} of no row of {link.table}",
                **key_of(source, row),
                field=link.fields[0],
                value=value,
                expected=f"a {' '.join(link.key)} of {link.table}",
            )


def _counts(source: Source, places: Places) -> Iterator[Finding]:
    for check in source.table.checks:
        if not isinstance(check, contract.Count):
            continue
        (key,) = source.table.primary_key
        counted = places.sources.get(check.table)
        if counted is None or not counted.has(check.by, check.distinct) or not source.has(key, check.field):
            continue
        if _adds_up(check, source, counted, places):
            continue
        rows = counted.scan(*filter(None, (check.by, check.distinct))).drop_nulls(check.by)
        number = pl.len() if check.distinct is None else pl.col(check.distinct).drop_nulls().n_unique()
        wrong = counted.collect(
            source.scan(key, check.field)
            .join(rows.group_by(check.by).agg(number.alias("counted")), left_on=key, right_on=check.by, how="left")
            .with_columns(pl.col("counted").fill_null(0))
            .filter(pl.col(key).is_not_null() & (pl.col(check.field) != pl.col("counted")))
        )
        what = f"rows of {check.table}" if check.distinct is None else f"different {check.distinct} in {check.table}"
        for row in wrong.iter_rows(named=True):
            yield finding(
                check.code,
                f"{check.field} is {row[check.field]}, but there are {row['counted']} {what} with this {check.by}",
                **key_of(source, row),
                field=check.field,
                value=shown(row[check.field]),
                expected=str(row["counted"]),
            )


def _adds_up(check: contract.Count, source: Source, counted: Source, places: Places) -> bool:
    """Whether every number is surely right, told by the numbers of rows alone: no key is there twice or nowhere."""
    if check.distinct is not None:
        links = [link for link in counted.table.foreign_keys if link.fields == (check.distinct,)]
        homes = [home for link in links if (home := places.sources.get(link.table)) is not None]
        if not homes or places.lost(counted, links[0].fields, homes[0], links[0].key):
            return False
    frame = source.scan(*source.key, check.field).drop(ROW).collect()
    return (
        not frame[check.field].null_count()
        and frame[source.key[0]].n_unique() == source.height
        and np.array_equal(frame[check.field].to_numpy(), places.count(counted, check.by, source, check.distinct))
    )


def _order(source: Source) -> Iterator[Finding]:
    columns = source.table.order
    if not source.has(*columns):
        return
    is_before = pl.lit(value=False)
    for name in reversed(columns):
        here, before = pl.col(name), pl.col(name).shift(1)
        is_less = (here < before).fill_null(value=False) | (here.is_not_null() & before.is_null())
        is_before = is_less | (here.eq_missing(before) & is_before)
    late = (
        source.scan(*columns).filter(is_before & (pl.col(ROW) > 0)).select(pl.len(), pl.col(ROW).min().alias("first"))
    )
    number, first = source.collect(late).row(0)
    if number:
        yield finding(
            "order",
            f"{number:,} rows of {source.table.name} stand after one that they should stand before, first row {first}: "
            f"the order is {', '.join(columns)}, ascending, null last",
            table=source.table.name,
            expected=" ".join(columns),
        )
