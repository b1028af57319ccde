"""The contract as values, and everything that is derived from it. The only module that knows Table Schema.

``schemas/*.json`` is the source: Table Schema (Data Package v2) with ``x-order`` (the columns that rows are sorted by)
and ``x-checks`` (what Table Schema cannot say). Arrow, polars, DuckDB and the reference pages are written from it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, get_args

from corpus.errors import ContractError
from corpus.text import did_you_mean

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa

CONTRACT_VERSION = "1.0.0"

NAMES = (
    "articles", "people", "orgs", "quotes", "mentions", "cues", "roles", "authors", "captions", "subjects", "problems",
)  # fmt: skip
"""The tables in the order in which they are written and reported."""

Entities = Literal["people", "orgs"]
ENTITIES: Mapping[Entities, str] = {"people": "person_id", "orgs": "org_id"}
"""The tables of those whom articles name, each with its key: no article's own, and counted."""

Type = Literal["string", "integer", "number", "boolean", "date", "datetime"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column. `is_required` forbids null and the empty string; a column that is not `is_nullable` holds no null."""

    name: str
    type: Type
    description: str
    is_required: bool = False
    is_nullable: bool = True
    is_unique: bool = False
    enum: tuple[str, ...] = ()
    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignKey:
    """`fields` of a row, where none is null, are the `key` of a row of `table`."""

    fields: tuple[str, ...]
    table: str
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotNull:
    """`field` holds no null, though it may be empty."""

    code: str
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clean:
    """`field` is what `text.clean` makes of it."""

    code: str
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """`field` is what `how` makes of the text of the column `of`."""

    code: str
    how: Literal["sha256", "paragraphs", "words"]
    field: str
    of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """`field` is `value` exactly where the column `null` is null."""

    code: str
    field: str
    value: str
    null: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnlyIf:
    """The column `set` holds a value only where `field` is `value`."""

    code: str
    field: str
    value: str
    set: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAfter:
    """`field` is not later than the property `of` of the package."""

    code: str
    field: str
    of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """`field` counts the rows of `table` whose `by` is this row's key, or their distinct values of `distinct`."""

    code: str
    field: str
    table: str
    by: str
    distinct: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """`text` is ``[start:end]``, in code points, of a text of the row of `table` that `key` names.

    The text is the column `field`, or the one that the column `field_column` names; for ``caption`` it is the row of
    `captions` at the position that `position_column` gives.
    """

    code: str
    text: str
    start: str
    end: str
    table: str
    key: str
    field: str | None = None
    field_column: str | None = None
    position_column: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """`field`, which may be null, is not below (or, if `is_maximum`, not above) `value`.

    Not a constraint of Table Schema, because frictionless reads a null number of a Parquet file as NaN, which keeps no
    limit (measured with 5.21). It is in `Field.minimum` or `Field.maximum` like any other.
    """

    code: str
    field: str
    value: float
    is_maximum: bool


Check = NotNull | Limit | Clean | Derived | Together | OnlyIf | NotAfter | Count | Slice


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table. `order` are the columns that rows are sorted by, ascending, null last; `schema` is the JSON itself."""

    name: str
    title: str
    description: str
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    order: tuple[str, ...]
    checks: tuple[Check, ...]
    schema: Mapping[str, Any]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names in order."""
        return tuple(field.name for field in self.fields)

    @property
    def never_null(self) -> frozenset[str]:
        """Columns that hold no null but may be empty."""
        return frozenset(check.field for check in self.checks if isinstance(check, NotNull))

    def field(self, name: str) -> Field:
        """The column of that name."""
        return next(field for field in self.fields if field.name == name)


def must_be_table(name: str) -> None:
    """Refuse what is no name of a table of the contract.

    Raises:
        ContractError: it is none; the text has the nearest and all.
    """
    if name in NAMES:
        return
    meant = did_you_mean(name, NAMES)
    raise ContractError(
        f"the contract has no table {name!r}; {f'{meant} It' if meant else 'it'} has {', '.join(NAMES)}"
    )


@cache
def tables() -> Mapping[str, Table]:
    """Every table of the contract by name, in the order of `NAMES`."""
    shipped = files("corpus") / "schemas"
    folder = shipped if shipped.is_dir() else Path(__file__).parent.parent / "schemas"
    return MappingProxyType({name: of(json.loads((folder / f"{name}.json").read_text("utf-8"))) for name in NAMES})


def of(schema: Mapping[str, Any]) -> Table:
    """The table that a schema of the contract's form describes: one of the contract, or of an edition of it."""
    name, checks = schema["name"], tuple(_check(check) for check in schema.get("x-checks", ()))
    not_null = {check.field for check in checks if isinstance(check, NotNull)}
    limits = {(check.field, check.code): check.value for check in checks if isinstance(check, Limit)}
    return Table(
        name=name,
        title=schema["title"],
        description=schema["description"],
        fields=tuple(_field(field, not_null, limits) for field in schema["fields"]),
        primary_key=tuple(schema.get("primaryKey", ())),
        foreign_keys=tuple(
            ForeignKey(
                fields=tuple(link["fields"]),
                table=link["reference"].get("resource") or name,
                key=tuple(link["reference"]["fields"]),
            )
            for link in schema.get("foreignKeys", ())
        ),
        order=tuple(schema["x-order"]),
        checks=checks,
        schema=schema,
    )


def _field(field: Mapping[str, Any], not_null: set[str], more: Mapping[tuple[str, str], float]) -> Field:
    limits: dict[str, Any] = {code: value for (name, code), value in more.items() if name == field["name"]}
    limits |= field.get("constraints", {})
    return Field(
        name=field["name"],
        type=field["type"],
        description=field["description"],
        is_required=limits.get("required", False),
        is_nullable=not limits.get("required", False) and field["name"] not in not_null,
        is_unique=limits.get("unique", False),
        enum=tuple(limits.get("enum", ())),
        pattern=limits.get("pattern"),
        minimum=limits.get("minimum"),
        maximum=limits.get("maximum"),
    )


def extended(table: Table, fields: Sequence[object]) -> Table:
    """The table with columns of somebody's own behind its own; `fields` are fields of a Table Schema.

    A field that the table has already may stand among them if it says the same type and no other constraints. Unlike
    ours, a column of one's own may be null whatever its type, unless it is `required`.

    Raises:
        ContractError: a field has no name or type that can be checked, or a constraint that cannot.
    """
    new: list[dict[str, Any]] = []
    ours = {field["name"]: field for field in table.schema["fields"]}
    for said in fields:
        name = said.get("name") if isinstance(said, dict) else None
        if not isinstance(said, dict) or not isinstance(name, str) or not name or any(map(str.isspace, name)):
            raise ContractError(f"{said!r} is no field; expected an object with a `name` without blanks, and a `type`")
        if name in ours:
            same = said.get("type", ours[name]["type"]) == ours[name]["type"]
            if not same or said.get("constraints", {}) not in ({}, ours[name].get("constraints", {})):
                raise ContractError(
                    f"{name!r} is a column of the contract and cannot be another; say it as a [[check]]"
                )
            continue
        if any(name == one["name"] for one in new):
            raise ContractError(f"{name!r} is there twice")
        new.append(_of_ones_own(name, said))
    if not new:
        return table
    # The schema stays ours: what is somebody's own stands in the descriptor of the package.
    return replace(table, fields=(*table.fields, *(_field(field, set(), {}) for field in new)))


def _of_ones_own(name: str, said: Mapping[str, Any]) -> dict[str, Any]:
    type_, limits = said.get("type"), said.get("constraints", {})
    if type_ not in get_args(Type) or said.get("format", "default") != "default":
        raise ContractError(f"{name!r} is of the type {type_!r}; of one's own a column is {', '.join(get_args(Type))}")
    if not isinstance(limits, dict):
        raise ContractError(f"the constraints of {name!r} are {limits!r}; expected an object")
    is_text, is_number = type_ == "string", type_ in ("integer", "number")
    for constraint, value in limits.items():
        match constraint:
            case "required" | "unique":
                is_right = isinstance(value, bool)
            case "enum":
                is_right = is_text and isinstance(value, list) and all(isinstance(word, str) for word in value)
            case "pattern":
                is_right = is_text and isinstance(value, str)
            case "minimum" | "maximum":
                is_right = is_number and isinstance(value, int | float) and not isinstance(value, bool)
            case _:
                raise ContractError(f"{name!r} has the constraint {constraint!r}; say it as a [[check]]")
        if not is_right:
            raise ContractError(f"{name!r}, of the type {type_}, cannot have the {constraint} {value!r}")
    return {"name": name, "type": type_, "description": str(said.get("description", "")), "constraints": limits}


def _check(check: Mapping[str, Any]) -> Check:
    code, kind = check["code"], check["type"]
    match kind:
        case "not-null":
            return NotNull(code=code, field=check["field"])
        case "minimum" | "maximum":
            return Limit(code=code, field=check["field"], value=check["value"], is_maximum=kind == "maximum")
        case "clean":
            return Clean(code=code, field=check["field"])
        case "sha256" | "paragraphs" | "words":
            return Derived(code=code, how=kind, field=check["field"], of=check["of"])
        case "together":
            return Together(code=code, field=check["field"], value=check["value"], null=check["null"])
        case "only-if":
            return OnlyIf(code=code, field=check["field"], value=check["value"], set=check["set"])
        case "not-after":
            return NotAfter(code=code, field=check["field"], of=check["of"])
        case "count" | "count-distinct":
            of = check["of"]
            return Count(
                code=code, field=check["field"], table=of["resource"], by=of["field"], distinct=of.get("distinct")
            )
        case "slice":
            of = check["of"]
            return Slice(
                code=code,
                text=check["text"],
                start=check["start"],
                end=check["end"],
                table=of["resource"],
                key=of["key"],
                field=of.get("field"),
                field_column=of.get("field-column"),
                position_column=of.get("position-column"),
            )
    raise ValueError(f"x-checks: {code!r} has the type {kind!r}, which this version does not know")


# ------------------------------------------------------------------ Arrow, polars, SQL


def arrow_schema(table: Table) -> pa.Schema:
    """The Arrow schema that the table's Parquet files have; a column that may hold no null is not nullable."""
    import pyarrow as pa

    types = {
        "string": pa.string(),
        "integer": pa.int32(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "datetime": pa.timestamp("us", "UTC"),
    }
    return pa.schema([pa.field(field.name, types[field.type], field.is_nullable) for field in table.fields])


def polars_schema(table: Table) -> pl.Schema:
    """The schema of the table in polars."""
    import polars as pl

    types = {
        "string": pl.String(),
        "integer": pl.Int32(),
        "number": pl.Float64(),
        "boolean": pl.Boolean(),
        "date": pl.Date(),
        "datetime": pl.Datetime("us", "UTC"),
    }
    return pl.Schema({field.name: types[field.type] for field in table.fields})


def duckdb_ddl(names: Sequence[str] = NAMES) -> str:
    """SQL that makes empty tables with every constraint that DuckDB can hold; a referenced table stands first.

    Of all tables, or of those that are named: what these point at has to be there then.
    """
    done: list[str] = []

    def add(table: Table) -> None:
        for link in table.foreign_keys:
            if link.table != table.name and link.table not in done and link.table in names:
                add(tables()[link.table])
        if table.name not in done:
            done.append(table.name)

    for name in names:
        add(tables()[name])
    return "\n".join(_create(tables()[name]) for name in done)


_SQL = {
    "string": "VARCHAR",
    "integer": "INTEGER",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "datetime": "TIMESTAMP WITH TIME ZONE",
}


def _create(table: Table) -> str:
    lines = [f"    {_quoted(field.name)} {_SQL[field.type]}{''.join(_conditions(field))}" for field in table.fields]
    if table.primary_key:
        lines.append(f"    PRIMARY KEY ({', '.join(map(_quoted, table.primary_key))})")
    lines += [
        f"    FOREIGN KEY ({', '.join(map(_quoted, link.fields))})"
        f" REFERENCES {_quoted(link.table)} ({', '.join(map(_quoted, link.key))})"
        for link in table.foreign_keys
    ]
    return f"CREATE TABLE {_quoted(table.name)} (\n" + ",\n".join(lines) + "\n);\n"


def _conditions(field: Field) -> Iterator[str]:
    name = _quoted(field.name)
    if not field.is_nullable:
        yield " NOT NULL"
    if field.is_required and field.type == "string" and not field.enum:
        yield f" CHECK ({name} <> '')"
    if field.enum:
        yield f" CHECK ({name} IN ({', '.join(map(_literal, field.enum))}))"
    if field.pattern is not None:
        yield f" CHECK (regexp_full_match({name}, {_literal(field.pattern)}))"
    if field.minimum is not None:
        yield f" CHECK ({name} >= {field.minimum})"
    if field.maximum is not None:
        yield f" CHECK ({name} <= {field.maximum})"


def _quoted(name: str) -> str:
    return f'"{name}"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


# ------------------------------------------------------------------ the reference pages


def markdown(table: Table) -> str:
    """The reference page of the table, for docs/reference/tables."""
    rows = [
        f"| `{field.name}` | {field.type} | {'may be null' if field.is_nullable else 'never'} "
        f"| {_cell(_limits(field))} | {_cell(field.description)} |"
        for field in table.fields
    ]
    parts = [
        f"# {table.title} (`{table.name}`)",
        table.description,
        "| column | type | null | values | what it holds |\n|---|---|---|---|---|\n" + "\n".join(rows),
        "## Keys and order",
        "\n".join(_keys(table)),
    ]
    if table.checks:
        parts += [
            "## Checked beyond Table Schema",
            "\n".join(f"- {promise(check)} ([`{check.code}`](../findings.md#{check.code}))" for check in table.checks),
        ]
    return "\n\n".join(parts) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _limits(field: Field) -> str:
    parts = [", ".join(f"`{value}`" for value in field.enum)] if field.enum else []
    if field.pattern is not None:
        parts.append(f"`{field.pattern}`")
    if field.minimum is not None and field.maximum is not None:
        parts.append(f"{field.minimum} to {field.maximum}")
    elif field.minimum is not None:
        parts.append(f"from {field.minimum}")
    if field.is_unique:
        parts.append("unique")
    return "; ".join(parts)


def _keys(table: Table) -> Iterator[str]:
    if table.primary_key:
        yield f"- Primary key: {_columns(table.primary_key)}."
    for link in table.foreign_keys:
        home = f"[`{link.table}`]({link.table}.md)"
        yield f"- {_columns(link.fields)} is a key of {home} ({_columns(link.key)}), or null."
    yield f"- Rows are in the order of {_columns(table.order)}, ascending, null last."


def _columns(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def promise(check: Check) -> str:
    """What the check holds a table to, as one sentence."""
    match check:
        case NotNull():
            return f"`{check.field}` is never null; it may be empty."
        case Limit():
            return f"`{check.field}` is {'at most' if check.is_maximum else 'at least'} {check.value}, or null."
        case Clean():
            return (
                f"`{check.field}` is clean: NFC, LF, no other control character, paragraphs parted by one blank line."
            )
        case Derived(how="sha256"):
            return f"`{check.field}` is the SHA-256 of the UTF-8 bytes of `{check.of}`."
        case Derived():
            return f"`{check.field}` counts the {check.how} of `{check.of}`."
        case Together():
            return f"`{check.field}` is `{check.value}` exactly where `{check.null}` is null."
        case OnlyIf():
            return f"`{check.set}` is set only where `{check.field}` is `{check.value}`."
        case NotAfter():
            return f"`{check.field}` is not later than the package's `{check.of}`, give or take a day for its zone."
        case Count(distinct=None):
            return f"`{check.field}` counts the rows of `{check.table}` whose `{check.by}` is this key."
        case Count():
            rows = f"the rows of `{check.table}` whose `{check.by}` is this key"
            return f"`{check.field}` counts the different `{check.distinct}` of {rows}."
        case Slice(field=None):
            where = f"the text that `{check.field_column}` and `{check.position_column}` name"
            return f"`{check.text}` is `[{check.start}:{check.end}]` of {where}, in code points."
        case Slice():
            return f"`{check.text}` is `{check.field}[{check.start}:{check.end}]` of the article, in code points."


def pages() -> Mapping[str, str]:
    """Every derived text by its path below docs/reference."""
    arrow = "\n".join(arrow_text(table) for table in tables().values())
    return {f"tables/{name}.md": markdown(table) for name, table in tables().items()} | {
        "contract.sql": duckdb_ddl(),
        "contract.arrow.txt": arrow,
    }


def arrow_text(table: Table) -> str:
    """The table's name, and below it the Arrow type of each column."""
    return f"{table.name}\n" + "".join(
        f"  {field.name}: {field.type}{'' if field.nullable else ' not null'}\n" for field in arrow_schema(table)
    )
