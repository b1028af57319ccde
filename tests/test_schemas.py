"""What the contract gives to people who work in Python: schemas of pandera, and models for a pipeline of one's own."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pandera.polars as pa
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandera.config import ValidationDepth, config_context
from pandera.errors import SchemaErrors
from test_check import FAULTS, edited, good, plan_of
from typer.testing import CliRunner

import corpus
from corpus import contract, text
from corpus.check import models
from corpus.cli import app
from corpus.errors import ContractError

pytestmark = pytest.mark.slow

TABLES = contract.tables()
__all__ = ["good"]


def told(schema, frame) -> list[str]:
    """The names of the checks that fail, in order."""
    try:
        schema.validate(frame, lazy=True)
    except SchemaErrors as errors:
        return sorted({str(name) for name in errors.failure_cases["check"]})
    return []


def model(name: str) -> type[pa.DataFrameModel]:
    """The model that `corpus schema NAME --pandera` prints, made by running it."""
    namespace: dict[str, object] = {}
    exec(compile(models.source([TABLES[name]]), f"{name}.py", "exec", dont_inherit=True), namespace)
    return namespace[name.capitalize()]


# ------------------------------------------------------------------ corpus.schema


@pytest.mark.parametrize("name", TABLES)
def test_a_table_that_keeps_the_contract_passes_alone_and_among_the_others(good, name):
    made = datetime(2026, 3, 1, tzinfo=UTC)

    assert told(corpus.schema(name), good[name]) == []
    assert told(corpus.schema(name, tables=good, created=made), good[name]) == []


def test_a_schema_knows_other_tables_only_where_it_is_given_them(good):
    frame = good["quotes"].with_columns(start=pl.col("start") + 1, article_id=pl.lit("a" * 25))

    assert told(corpus.schema("quotes"), frame) == []
    assert told(corpus.schema("quotes", tables={"articles": good["articles"]}), frame) == ["foreign-key"]
    frame = frame.with_columns(good["quotes"]["article_id"])
    assert told(corpus.schema("quotes", tables={"articles": good["articles"]}), frame) == ["slice"]


def test_a_lazy_frame_is_checked_whole_only_where_pandera_is_told_so(good):
    frame = good["quotes"].with_columns(kind=pl.lit("spoken")).lazy()

    assert told(corpus.schema("quotes"), frame) == []
    with config_context(validation_depth=ValidationDepth.SCHEMA_AND_DATA):
        assert told(corpus.schema("quotes"), frame) == ["enum"]


def test_a_schema_of_no_table_says_which_there_are():
    with pytest.raises(ContractError, match="no table 'mention'; did you mean 'mentions'\\?"):
        corpus.schema("quotes", tables={"mention": pl.LazyFrame()})
    with pytest.raises(ContractError, match="no table 'article'; did you mean 'articles'\\? It has articles, people"):
        corpus.schema("article")


def test_importing_corpus_loads_no_pandera():
    code = "import sys, corpus; print('pandera' in sys.modules, 'polars' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == (
        "False False\n"
    )


# ------------------------------------------------------------------ models for one's own pipeline


@pytest.mark.parametrize("name", TABLES)
def test_a_printed_model_runs_by_itself_and_passes_what_keeps_the_contract(good, name):
    tree = ast.parse(models.source([TABLES[name]]))
    imports = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}

    assert imports - sys.stdlib_module_names == {"pandera.polars", "polars"}
    assert told(model(name), good[name]) == []
    assert model(name).to_schema().dtypes == corpus.schema(name).dtypes


def test_a_printed_model_comes_to_the_verdict_of_the_schema_on_every_broken_twin(good):
    made = {name: (corpus.schema(name), model(name)) for name in TABLES}
    refused = set()

    for fault in FAULTS:
        frames = dict(good)
        for edit in plan_of(fault).get("tables", ()):
            frames[edit["table"]] = edited(frames[edit["table"]], edit)
        for name in {edit["table"] for edit in plan_of(fault).get("tables", ())}:
            by_schema, by_model = (told(one, frames[name]) for one in made[name])
            assert bool(by_schema) == bool(by_model), (fault, by_schema, by_model)
            refused |= {plan_of(fault)["finding"]["code"]} if by_model else set()

    assert {"body-hash", "duplicate-key", "empty-not-null", "pattern", "speaker-kind", "unclean"} <= refused


@given(st.text(st.sampled_from("ab é\n\n\t\r\x07\u00a0\u2028\u0301Å\x85"), max_size=20))
def test_a_printed_model_takes_for_clean_what_the_contract_does(words):
    namespace: dict[str, object] = {}
    exec("import re\nimport unicodedata\n" + models._IS_CLEAN, namespace)

    assert namespace["is_clean"](words) == (text.clean(words) == words)


def test_the_page_of_the_models_is_what_the_contract_makes():
    page = Path(__file__).parent.parent / "docs/reference/contract_models.py"

    assert page.read_text("utf-8") == models.source(list(TABLES.values())), (
        "run: python docs/print_reference.py --write"
    )


# ------------------------------------------------------------------ corpus schema


def printed(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["schema", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_command_lists_the_tables_and_prints_each_in_every_form():
    assert [line.split()[0] for line in printed().splitlines()] == list(TABLES)
    assert json.loads(printed("quotes")) == TABLES["quotes"].schema
    assert json.loads(printed("--all")) == {name: table.schema for name, table in TABLES.items()}
    assert printed("quotes", "--pandera") == models.source([TABLES["quotes"]])
    assert printed("--pandera") == printed("--all", "--pandera") == models.source(list(TABLES.values()))
    assert printed("--sql") == contract.duckdb_ddl()
    assert printed("cues", "--sql").startswith('CREATE TABLE "cues" (')
    assert printed("cues", "--arrow").startswith("cues\n  quote_id: string not null\n")


@pytest.mark.parametrize("arguments", [("articel",), ("cues", "--all"), ("--sql", "--arrow")])
def test_the_command_refuses_what_makes_no_sense(arguments):
    assert CliRunner().invoke(app, ["schema", *arguments]).exit_code == 2


def test_the_command_names_the_nearest_table():
    assert "did you mean 'quotes'?" in CliRunner().invoke(app, ["schema", "quots"]).stderr


def test_the_python_of_the_page_runs(build, monkeypatch):
    page = (Path(__file__).parent.parent / "docs/how-to/check-tables-in-python.md").read_text("utf-8")
    monkeypatch.chdir(build.parent)
    namespace: dict[str, object] = {}

    for code in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        exec(compile(code, "page", "exec"), namespace)
