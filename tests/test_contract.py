"""The contract is one thing: whatever is derived from schemas/*.json says what they say."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import get_args

import duckdb
import polars as pl
import pyarrow as pa
import pytest

from corpus import contract, record

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs/reference"
TABLES = contract.tables()

ENUMS = {
    ("articles", "kind"): record.Kind,
    ("articles", "status"): record.Status,
    ("articles", "published_precision"): record.Precision,
    ("articles", "language_origin"): record.LanguageOrigin,
    ("articles", "redistribution"): record.Redistribution,
    ("authors", "kind"): record.AuthorKind,
    ("mentions", "field"): record.Field,
    ("mentions", "kind"): record.MentionKind,
    ("mentions", "entity_kind"): record.EntityKind,
    ("orgs", "kind"): record.OrgKind,
    ("problems", "severity"): record.Severity,
    ("quotes", "kind"): record.QuoteKind,
    ("quotes", "speaker_kind"): record.SpeakerKind,
    ("quotes", "attribution"): record.Attribution,
    ("roles", "field"): record.Field,
    ("roles", "relation"): record.Relation,
}


def columns_of(check: contract.Check) -> set[tuple[str | None, str]]:
    """The columns that a check names, with their table; None stands for the table of the check."""
    match check:
        case contract.NotNull() | contract.Limit() | contract.Clean() | contract.NotAfter():
            return {(None, check.field)}
        case contract.Derived():
            return {(None, check.field), (None, check.of)}
        case contract.Together():
            return {(None, check.field), (None, check.null)}
        case contract.OnlyIf():
            return {(None, check.field), (None, check.set)}
        case contract.Count():
            far = {check.by, check.distinct} - {None}
            return {(None, check.field)} | {(check.table, name) for name in far}
        case contract.Slice():
            near = {check.text, check.start, check.end, check.key, check.field_column, check.position_column} - {None}
            return {(None, name) for name in near} | ({(check.table, check.field)} if check.field else set())


def test_every_schema_file_is_a_table_and_every_table_has_one():
    assert {path.stem for path in (ROOT / "schemas").glob("*.json")} == set(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_order_keys_and_checks_name_real_columns(name):
    table = TABLES[name]
    named = {(None, column) for column in (*table.order, *table.primary_key)}
    for link in table.foreign_keys:
        named |= {(None, column) for column in link.fields} | {(link.table, column) for column in link.key}
    for check in table.checks:
        named |= columns_of(check)

    assert {(t, c) for t, c in named if c not in TABLES[t or name].names} == set()


@pytest.mark.parametrize("name", TABLES)
def test_a_foreign_key_points_at_a_primary_key(name):
    assert all(link.key == TABLES[link.table].primary_key for link in TABLES[name].foreign_keys)


@pytest.mark.parametrize(("table", "column"), ENUMS)
def test_the_nouns_allow_exactly_the_words_that_the_contract_allows(table, column):
    assert TABLES[table].field(column).enum == get_args(ENUMS[table, column])


def test_every_enum_of_the_contract_has_its_noun():
    assert {(t.name, f.name) for t in TABLES.values() for f in t.fields if f.enum} == set(ENUMS)


def test_no_integer_and_no_boolean_may_be_null():
    assert not [
        (t.name, f.name)
        for t in TABLES.values()
        for f in t.fields
        if f.type in ("integer", "boolean") and f.is_nullable
    ]


@pytest.mark.parametrize("path", contract.pages())
def test_derived_pages_are_what_the_contract_makes(path):
    assert (REFERENCE / path).read_text("utf-8") == contract.pages()[path], (
        "run: python docs/print_reference.py --write"
    )


def test_no_page_of_a_table_is_left_over():
    assert {path.stem for path in (REFERENCE / "tables").glob("*.md")} == set(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_arrow_and_polars_agree_on_every_column(name):
    arrow = contract.arrow_schema(TABLES[name])

    assert pl.from_arrow(pa.Table.from_pylist([], schema=arrow)).schema == contract.polars_schema(TABLES[name])
    assert [field.name for field in arrow if not field.nullable] == [
        field.name for field in TABLES[name].fields if field.is_required or field.name in TABLES[name].never_null
    ]


def test_duckdb_takes_the_sql_and_refuses_what_the_contract_refuses():
    base = duckdb.connect()
    base.execute(contract.duckdb_ddl())

    assert {name for (name,) in base.execute("SELECT table_name FROM duckdb_tables()").fetchall()} == set(TABLES)
    base.execute(
        "INSERT INTO orgs VALUES ('o0123456789abcdef', 'Tarn Trust', NULL, 'ngo', 'tarn trust', 0, 0, 0, NULL)"
    )
    with pytest.raises(duckdb.ConstraintException):
        base.execute("INSERT INTO orgs VALUES ('o0123456789abcdee', 'Tarn Trust', NULL, 'firm', 'tarn', 0, 0, 0, NULL)")
    with pytest.raises(duckdb.ConstraintException):
        base.execute("INSERT INTO subjects VALUES ('a0123456789abcdef', 0, NULL, NULL, 'harbours', 0.5)")


@pytest.mark.parametrize("name", TABLES)
def test_other_tools_take_the_schema_as_it_stands(name):
    from frictionless import Schema

    schema = Schema.from_descriptor(json.loads((ROOT / f"schemas/{name}.json").read_text("utf-8")))

    assert schema.field_names == list(TABLES[name].names)


def test_reading_the_contract_loads_no_heavy_library():
    heavy = "{'polars', 'pyarrow', 'pandera', 'frictionless'}"
    code = f"import sys, corpus.contract as c; c.tables(); print(sorted({heavy} & set(sys.modules)))"

    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"
    )
