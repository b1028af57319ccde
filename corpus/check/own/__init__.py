"""Rules of one's own: columns that a package has beyond the contract, and checks, as a corpus.toml says them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import polars as pl

from corpus import contract
from corpus.check.own import expressions
from corpus.errors import ContractError, SettingsError
from corpus.record import Severity
from corpus.report import CODES, Finding
from corpus.sources import ROW, Source, key_of, rows_of, shown

_CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")

_SEVERITIES: tuple[Severity, ...] = get_args(Severity)

# What a query calls the number of a row: the contract's rows have no column of that name.
_ROW_IN_SQL = "row_number"

_FAILS = (pl.exceptions.PolarsError, pl.exceptions.PanicException)


# ------------------------------------------------------------------ columns


def tables(extra: Mapping[str, Any], path: Path | None) -> Mapping[str, contract.Table]:
    """The tables of the contract, with the columns that `[tables.NAME]` of a corpus.toml at `path` adds.

    `schema` names a file below the folder of corpus.toml that holds a Table Schema, `columns` has fields of one; a
    field with the name of one of the contract's has to say the same of it.

    Raises:
        SettingsError: a table, file, field or constraint that cannot be used.
    """
    ours, home = dict(contract.tables()), "corpus.toml" if path is None else str(path)
    for name, said in _mapping(extra.get("tables", {}), f"{home}: tables").items():
        where = f"{home}: tables.{name}"
        if name not in ours:
            raise SettingsError(f"{where}: the contract has no such table; it has {', '.join(contract.NAMES)}")
        _only(_mapping(said, where), ("schema", "columns"), where)
        fields = _listed(said.get("columns", []), f"{where}.columns")
        if "schema" in said:
            fields = [*_fields_of(said["schema"], path, where), *fields]
        try:
            ours[name] = contract.extended(ours[name], fields)
        except ContractError as error:
            raise SettingsError(f"{where}: {error}") from error
        _compiled(ours[name], where)
    return ours


def _compiled(table: contract.Table, where: str) -> None:
    for field in table.fields:
        try:
            pl.Series([""]).str.contains(field.pattern or "")
        except _FAILS as error:
            raise SettingsError(f"{where}: {field.name!r}: {field.pattern!r} is no pattern that Rust reads") from error


def _fields_of(said: object, path: Path | None, where: str) -> list[Any]:
    """The fields of a Table Schema in a file, which does not lie outside of the folder of corpus.toml."""
    folder = (Path() if path is None else path.parent).resolve()
    if not isinstance(said, str) or not (folder / said).resolve().is_relative_to(folder):
        raise SettingsError(f"{where}.schema is {said!r}; expected the path of a file below the folder of corpus.toml")
    try:
        schema = json.loads((folder / said).read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"{where}.schema: {said}: cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise SettingsError(f"{where}.schema: {said}: not JSON: {error}") from error
    if not isinstance(schema, dict) or not isinstance(schema.get("fields"), list):
        raise SettingsError(f"{where}.schema: {said}: has no `fields`; expected a Table Schema")
    return list(schema["fields"])


# ------------------------------------------------------------------ checks


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One `[[check]]`: what `holds` in every row of `table`, or a `query` in SQL that gives the rows where it does not.

    `said` is the rule as it was written, in one line, `where` its place in corpus.toml.
    """

    code: str
    table: str
    said: str
    where: str
    severity: Severity
    message: str
    field: str | None
    holds: pl.Expr | None
    query: str | None


def rules(extra: Mapping[str, Any], path: Path | None, ours: Mapping[str, contract.Table]) -> tuple[Rule, ...]:
    """The checks that `[[check]]` of a corpus.toml at `path` says, about the tables as `tables` gives them.

    Raises:
        SettingsError: a check without a code, table or rule, with a code of ours, or with a rule that cannot be used.
    """
    home = "corpus.toml" if path is None else str(path)
    entries = _listed(extra.get("check", []), f"{home}: check")
    return tuple(_rule(entry, f"{home}: check {number}", ours) for number, entry in enumerate(entries, start=1))


def _rule(said: object, where: str, ours: Mapping[str, contract.Table]) -> Rule:
    entry = _mapping(said, where)
    _only(entry, ("code", "table", "expr", "sql", "severity", "message", "field"), where)
    for name, value in entry.items():
        if not isinstance(value, str) or not value.strip():
            raise SettingsError(f"{where}: {name} is {value!r}; expected a text")
    code, name, severity = entry.get("code"), entry.get("table", ""), entry.get("severity", "error")
    if code is None or _CODE.fullmatch(code) is None:
        raise SettingsError(f"{where}: code is {code!r}; expected words in small letters, joined by hyphens")
    where = f"{where} ({code})"
    if code in CODES:
        raise SettingsError(f"{where}: the contract has that code already; choose another")
    if name not in ours:
        raise SettingsError(f"{where}: table is {name!r}; expected one of {', '.join(ours)}")
    if severity not in _SEVERITIES:
        raise SettingsError(f"{where}: severity is {severity!r}; expected one of {', '.join(_SEVERITIES)}")
    if ("expr" in entry) == ("sql" in entry):
        raise SettingsError(f"{where}: expected either `expr` (an expression of polars) or `sql`")
    table, kind = ours[name], "expr" if "expr" in entry else "sql"
    field = entry.get("field")
    if field is not None and field not in table.names:
        raise SettingsError(f"{where}: field is {field!r}, which is no column of {name}")
    holds = query = None
    try:
        if kind == "expr":
            holds = expressions.from_polars(entry["expr"], table.names)
        elif expressions.vet(entry["sql"]):
            query = entry["sql"]
        else:
            holds = expressions.from_sql(entry["sql"], table.names)
    except SettingsError as error:
        raise SettingsError(f"{where}: {kind} {error}") from error
    return Rule(
        code=code,
        table=table.name,
        said=" ".join(entry[kind].split()),
        where=where,
        severity=_SEVERITIES[_SEVERITIES.index(severity)],
        message=" ".join(entry.get("message", "").split()),
        field=field,
        holds=holds,
        query=query,
    )


def check(own: tuple[Rule, ...], sources: Mapping[str, Source]) -> Iterator[Finding]:
    """What the rules find; a rule about a table or column that cannot be read finds nothing, for that is told already.

    Raises:
        SettingsError: a rule that polars cannot compute, or that says neither true nor false.
    """
    for rule in own:
        source = sources.get(rule.table)
        if source is None or not source.has(rule.field):
            continue
        try:
            yield from _held(rule, source) if rule.query is None else _asked(rule, source, sources)
        except _FAILS as error:
            raise SettingsError(f"{rule.where}: cannot be computed: {expressions.why(error)}") from error


def _held(rule: Rule, source: Source) -> Iterator[Finding]:
    assert rule.holds is not None
    columns = list(dict.fromkeys(rule.holds.meta.root_names()))
    if not source.has(*columns):
        return
    holds = source.collect(source.scan(*columns).select(rule.holds.alias("holds")))["holds"]
    if holds.dtype != pl.Boolean:
        raise SettingsError(f"{rule.where}: says {holds.dtype}, not whether something holds; compare it with a value")
    if len(holds) == 1 and source.height != 1:
        if holds[0] is False:
            yield _finding(rule, {"table": rule.table}, None, "does not hold for the table")
        return
    if len(holds) != source.height:
        raise SettingsError(f"{rule.where}: says {len(holds):,} things about {source.height:,} rows")
    bad = (holds == False).arg_true()  # noqa: E712  # null, as in a CHECK of SQL, breaks no rule
    if bad.is_empty():
        return
    field = rule.field or (columns[0] if len(columns) == 1 else None)
    shown_columns = [field] if field else columns
    rows = source.scan(*dict.fromkeys((*source.key, *shown_columns)))
    failing = rows.join(pl.LazyFrame({ROW: bad.cast(pl.get_index_type())}), on=ROW, how="semi", maintain_order="left")
    for row in rows_of(source.collect(failing)):
        yield _finding(rule, key_of(source, row), field, _cells(row, shown_columns, field))


def _asked(rule: Rule, source: Source, sources: Mapping[str, Source]) -> Iterator[Finding]:
    # As polars counts rows, without a sign, 0 - 1 would be 4294967295.
    number = pl.col(ROW).cast(pl.Int64).alias(_ROW_IN_SQL)
    frames = {name: one.scan(*one.types).select(number, pl.exclude(ROW)) for name, one in sources.items()}
    found = pl.SQLContext(frames).execute(rule.query or "").collect()
    if _ROW_IN_SQL in found.columns:
        found = found.rename({_ROW_IN_SQL: ROW})
    elif source.key and set(source.key) <= set(found.columns):
        places = source.collect(source.scan(*source.key)).unique(source.key, keep="first")
        found = found.join(places, on=list(source.key), how="left", maintain_order="left")
    else:
        key = f" or {' and '.join(source.key)}" if source.key else ""
        raise SettingsError(f"{rule.where}: the rows of the query have no {_ROW_IN_SQL}{key}; select it")
    if not found.schema[ROW].is_integer():
        raise SettingsError(f"{rule.where}: {_ROW_IN_SQL} is {found.schema[ROW]}; select the one of {rule.table}")
    beyond = found.filter(~pl.col(ROW).is_between(0, source.height - 1))[ROW]
    if not beyond.is_empty():
        message = f"{_ROW_IN_SQL} is {beyond[0]}, and {rule.table} has {source.height:,} rows, from 0; select its own"
        raise SettingsError(f"{rule.where}: {message}")
    shown_columns = [name for name in found.columns if name != ROW]
    placed = found.with_columns(pl.col(ROW).cast(pl.get_index_type(), strict=False))
    missing = [name for name in (*source.key, rule.field) if name and name not in placed.columns]
    if missing:
        cells = source.collect(source.scan(*dict.fromkeys(missing)))
        placed = placed.join(cells, on=ROW, how="left", maintain_order="left")
    for row in rows_of(placed):
        yield _finding(rule, key_of(source, row), rule.field, _cells(row, shown_columns, rule.field))


def _cells(row: Mapping[str, Any], columns: list[str], field: str | None) -> str | None:
    if field is not None:
        return shown(row.get(field))
    return shown(", ".join(f"{name} {shown(row[name])}" for name in columns))


def _finding(rule: Rule, place: Mapping[str, Any], field: str | None, value: str | None) -> Finding:
    message = rule.message or f"the rule does not hold: {shown(rule.said)}"
    return Finding(
        code=rule.code,
        severity=rule.severity,
        message=message,
        field=field,
        value=value,
        expected=shown(rule.said),
        **place,
    )


# ------------------------------------------------------------------ the form of what is said


def _mapping(said: object, where: str) -> dict[str, Any]:
    if not isinstance(said, dict):
        raise SettingsError(f"{where} is {said!r}; expected a table")
    return said


def _listed(said: object, where: str) -> list[Any]:
    if not isinstance(said, list):
        raise SettingsError(f"{where} is {said!r}; expected [[…]], once for each")
    return said


def _only(said: Mapping[str, Any], allowed: tuple[str, ...], where: str) -> None:
    for name in said:
        if name not in allowed:
            raise SettingsError(f"{where}: {name!r} is no key that is known there; expected {', '.join(allowed)}")
