"""Columns and checks of one's own, as a corpus.toml says them, and what such a file cannot do."""

from __future__ import annotations

import json
import re
import shutil
from contextlib import suppress
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_check import good, write

from corpus import contract, package
from corpus.check import ENGINES, check, own
from corpus.check.own.expressions import from_polars, from_sql, vet
from corpus.check.settings import read
from corpus.errors import SettingsError

pytestmark = pytest.mark.slow

__all__ = ["good"]
QUOTES = contract.tables()["quotes"]


def findings(good, folder: Path, toml: str, engines=("rules",), **frames):
    """What a check of the good package says under a corpus.toml."""
    folder.mkdir(exist_ok=True)
    descriptor = write({**good, **frames}, folder)
    for resource in descriptor["resources"]:  # a package says of its own columns what they are
        known = contract.tables()[resource["name"]].names
        for name, type_ in frames.get(resource["name"], pl.DataFrame()).schema.items():
            if name not in known:
                said = {pl.String: "string", pl.Boolean: "boolean", pl.Date: "date"}.get(type_.base_type(), "integer")
                resource["schema"]["fields"].append({"name": name, "type": said})
    (folder / "datapackage.json").write_bytes(package.dump(descriptor))
    (folder / "corpus.toml").write_text(toml, "utf-8")
    report = check(folder, engines=engines, settings=read(folder / "corpus.toml"))
    return [one for one in report.findings if one.severity != "note"]


# ------------------------------------------------------------------ checks


def of_ours(told, *codes):
    return [one for one in told if one.code in codes]


@pytest.mark.parametrize(
    "rule",
    [
        """expr = "pl.col('end') - pl.col('start') < 30" """,
        """sql = '"end" - start < 30' """,
        """sql = 'SELECT * FROM quotes WHERE "end" - start >= 30' """,
        """sql = 'SELECT quote_id FROM quotes WHERE "end" - start >= 30' """,
    ],
)
def test_a_rule_names_each_row_that_breaks_it(good, tmp_path, rule):
    toml = f'[[check]]\ncode = "too-long"\ntable = "quotes"\nseverity = "warning"\nfield = "text"\n{rule}'

    (one,) = of_ours(findings(good, tmp_path, toml), "too-long")

    assert (one.severity, one.table, one.row, one.key) == ("warning", "quotes", 0, good["quotes"]["quote_id"][0])
    assert one.field == "text"
    assert one.value == good["quotes"]["text"][0]
    assert one.message.startswith("the rule does not hold: ")


def test_a_message_of_ones_own_is_told_and_the_cells_that_the_rule_looked_at(good, tmp_path):
    toml = """
    [[check]]
    code = "too-long"
    table = "quotes"
    expr = "pl.col('end') - pl.col('start') < 30"
    message = "cut it"
    """

    (one,) = of_ours(findings(good, tmp_path, toml), "too-long")

    assert (one.severity, one.message, one.field) == ("error", "cut it", None)
    start, end = good["quotes"]["start"][0], good["quotes"]["end"][0]
    assert sorted(one.value.split(", ")) == [f"end {end}", f"start {start}"]


def test_a_query_may_look_at_all_tables(good, tmp_path):
    toml = """
    [[check]]
    code = "silent-person"
    table = "people"
    sql = "SELECT p.person_id FROM people p LEFT JOIN quotes q ON p.person_id = q.person_id WHERE q.quote_id IS NULL"
    """

    told = of_ours(findings(good, tmp_path, toml), "silent-person")

    quoted = set(good["quotes"]["person_id"])
    assert {one.key for one in told} == set(good["people"]["person_id"]) - quoted != set()


def test_what_is_null_breaks_no_rule_and_a_number_for_the_table_is_one_finding(good, tmp_path):
    toml = """
    [[check]]
    code = "paged"
    table = "articles"
    expr = "pl.col('page') == 'A1'"

    [[check]]
    code = "many"
    table = "articles"
    expr = "pl.len() > 100"
    """

    (one,) = of_ours(findings(good, tmp_path, toml), "paged", "many")

    assert (one.code, one.table, one.row, one.key) == ("many", "articles", None, None)


def test_a_finding_of_ones_own_can_be_ignored(good, tmp_path):
    toml = """
    [[check]]
    code = "too-long"
    table = "quotes"
    expr = "pl.col('end') - pl.col('start') < 30"

    [[ignore]]
    code = "too-long"
    reason = "the harbour master talks like that"
    """

    assert of_ours(findings(good, tmp_path, toml), "too-long") == []


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ('table = "quotes"\nexpr = "1"', "code is None"),
        ('code = "slice"\ntable = "quotes"\nexpr = "1"', "has that code already"),
        ('code = "Mine"\ntable = "quotes"\nexpr = "1"', "small letters"),
        ('code = "mine"\ntable = "quote"\nexpr = "1"', "table is 'quote'; expected one of articles"),
        ('code = "mine"\ntable = "quotes"', "either `expr`"),
        ('code = "mine"\ntable = "quotes"\nexpr = "1"\nsql = "1"', "either `expr`"),
        ('code = "mine"\ntable = "quotes"\nexpr = "1"\nwhen = "now"', "'when' is no key"),
        ('code = "mine"\ntable = "quotes"\nexpr = "1"\nseverity = "fatal"', "severity is 'fatal'"),
        ('code = "mine"\ntable = "quotes"\nexpr = "pl.col(\'end\') > 1"\nfield = "ending"', "no column of quotes"),
        ('code = "mine"\ntable = "quotes"\nexpr = "pl.col(\'ending\') > 1"', "the column 'ending'"),
        ('code = "mine"\ntable = "quotes"\nsql = "ending > 1"', "the column 'ending'"),
        ('code = "mine"\ntable = "quotes"\nexpr = "1"', "says nothing about a column"),
        ('code = "mine"\ntable = "quotes"\nexpr = "pl.col(\'end\') >"', "no expression of Python"),
        ('code = "mine"\ntable = "quotes"\nsql = "\\"end\\" >"', "no condition in SQL"),
        ('code = "mine"\ntable = "quotes"\nexpr = "pl.col(\'end\')"', "says Int64, not whether"),
        ('code = "mine"\ntable = "quotes"\nexpr = "pl.col(\'end\') == \'x\'"', "cannot be computed"),
        ('code = "mine"\ntable = "quotes"\nsql = "SELECT text FROM quotes"', "have no row_number or quote_id"),
        ('code = "mine"\ntable = "quotes"\nsql = "SELECT * FROM nowhere"', "cannot be computed"),
        ('code = "mine"\ntable = "quotes"\nexpr = "pl.col(\'text\').str.contains(\'(\')"', "unclosed group"),
        ('code = "mine"\ntable = "orgs"\nsql = "SELECT row_number + 99 AS row_number FROM orgs"', "from 0; select"),
        (
            'code = "mine"\ntable = "orgs"\nsql = "SELECT 0 - row_number - 1 AS row_number FROM orgs"',
            "row_number is -1",
        ),
        ('code = "mine"\ntable = "quotes"\nsql = """SELECT *\nFROM quotes\nWHERE ending"""', "cannot be computed"),
    ],
)
def test_a_rule_that_cannot_be_used_says_where_it_stands_and_why_in_a_line(good, tmp_path, rule, why):
    with pytest.raises(SettingsError, match=rf"corpus\.toml: check 1.*{re.escape(why)}") as refused:
        findings(good, tmp_path, f"[[check]]\n{rule}")

    assert "\n" not in str(refused.value)


def test_a_rule_of_several_lines_is_told_in_one(good, tmp_path):
    toml = """
    [[check]]
    code = "too-long"
    table = "quotes"
    sql = '''
      "end" - start
        < 30
    '''
    """

    told = of_ours(findings(good, tmp_path, toml), "too-long")

    rule = '"end" - start < 30'
    assert {(one.message, one.expected) for one in told} == {(f"the rule does not hold: {rule}", rule)}


def test_a_rule_about_what_cannot_be_read_finds_nothing_more(good, tmp_path):
    toml = """
    [[check]]
    code = "too-long"
    table = "quotes"
    expr = "pl.col('end') < 3"
    """

    told = findings(good, tmp_path, toml, quotes=good["quotes"].drop("end"))

    assert {one.code for one in told} & {"column-missing", "too-long"} == {"column-missing"}


# ------------------------------------------------------------------ what a rule may say


@pytest.mark.parametrize(
    "source",
    [
        "pl.col('start') >= 0",
        "(pl.col('start') >= 0) & ~(pl.col('end') < pl.col('start'))",
        "pl.col('kind').is_in(['direct', 'partial'])",
        "pl.col('text').str.len_chars().is_between(1, 2000)",
        "~pl.col('text').str.contains('(?i)lorem ipsum')",
        "pl.when(pl.col('kind') == 'direct').then(pl.col('cue').is_not_null()).otherwise(True)",
        "pl.col('start') == pl.col('start').min().over('article_id')",
        "pl.len().over('article_id') < -1 + 500 * pl.lit(2)",
        "pl.any_horizontal(pl.col('person_id').is_not_null(), pl.col('org_id').is_null())",
        "pl.col('quote_id').is_unique()",
    ],
)
def test_expressions_of_polars_are_read_as_python_would(source):
    made = from_polars(source, QUOTES.names)

    assert made.meta.eq(eval(source, {"pl": pl}))


HOSTILE = [
    "__import__('os').system('true')",
    "open('/etc/passwd')",
    "().__class__.__base__.__subclasses__()",
    "pl.read_csv('/etc/passwd')",
    "pl.scan_parquet('x')",
    "pl.col.__class__",
    "pl.col('text').map_elements(print)",
    "pl.col('text').map_batches(lambda s: s)",
    "pl.col('text').__class__",
    "pl.col('text')._pyexpr",
    "pl.col('text').str._accessor",
    "pl.col('text').meta.serialize()",
    "pl.col('text').str.pad_end(10**12)",
    "pl.col('text').repeat_by(10**9)",
    "pl.col('text').str.replace_all('a', 'aaaaaaaaaa')",
    "pl.int_range(0, 10**12)",
    "pl.Expr.deserialize('x')",
    "pl.sql_expr('1')",
    "pl.element()",
    "pl.all()",
    "pl.col('*') == 1",
    "pl.col('^.*$') == 1",
    "pl.col(['start', 'end']) > 1",
    "pl.col('start').over('^.*$') == 1",
    "pl.col('start').over('article_id', mapping_strategy='explode') == 1",
    "pl.len().then",
    "pl.len().then(1)",
    "10**10**10",
    "'a' * 10**12",
    "[1] * 10**12",
    "2 ** pl.col('start')",
    "9" * 5000,
    "99999999999999999999 < pl.col('start')",
    "-" * 1900 + "pl.col('start')",
    "(" * 900 + "1" + ")" * 900,
    "[x for x in (1, 2)]",
    "(lambda: 1)()",
    "(x := 1)",
    "f'{1}'",
    "pl.col(*['start']) == 1",
    "pl.lit(**{'value': 1}) == 1",
    "pl.col('start') if True else 1",
    "pl.col('start')[0]",
    "1 < pl.col('start') < 3",
    "pl.col('start') > 1 and True",
    "not pl.col('start')",
    "pl.col('kind') in ['direct']",
    "print",
    "pl",
    "a; b",
    "",
    "\x00",
]


@pytest.mark.parametrize("source", HOSTILE, ids=lambda source: source[:30].encode("unicode_escape").decode())
def test_an_expression_says_nothing_else(source):
    with pytest.raises(SettingsError):
        from_polars(source, QUOTES.names)


@given(st.text(max_size=40) | st.text(st.sampled_from("pl.col('end') <>=&|~[]1, _strdtovermap:\"*"), max_size=60))
def test_whatever_is_said_is_an_expression_or_is_refused_plainly(source):
    for make in (from_polars, from_sql):
        with suppress(SettingsError):
            assert isinstance(make(source, QUOTES.names), pl.Expr)


READS = [
    "SELECT * FROM read_csv('{}')",
    "SELECT * FROM READ_CSV('{}')",
    "SELECT * FROM read_csv ('{}')",
    "SELECT * FROM read_csv\n('{}')",
    "SELECT * FROM read_csv/**/('{}')",
    "SELECT * FROM read_csv--\n('{}')",
    "SELECT * FROM \"read_csv\"('{}')",
    "SELECT * FROM `read_csv`('{}')",
    "SELECT * FROM [read_csv]('{}')",
    "SELECT q.* FROM quotes q, read_parquet('{}') x",
    "SELECT * FROM quotes WHERE article_id IN (SELECT a FROM read_json('{}'))",
    "WITH x AS (SELECT * FROM read_ndjson('{}')) SELECT * FROM x",
    "SELECT 'it''s' FROM read_ipc('{}')",
    "SELECT E'\\'' FROM read_csv('{}') --'",
    "SELECT $$'$$ FROM read_csv('{}') WHERE '' = ''",
    "SELECT N'' FROM scan_csv('{}')",
]


@pytest.mark.parametrize("sql", READS)
def test_a_query_reads_no_file_however_the_function_is_written(tmp_path, sql):
    (tmp_path / "secret.csv").write_text("a\n1\n")

    with pytest.raises(SettingsError):
        vet(sql.format(tmp_path / "secret.csv"))


@pytest.mark.parametrize("name", ["'{}'", '"{}"', "secret"])
def test_a_path_is_no_table_of_a_query(good, tmp_path, name):
    secret = tmp_path / "secret.parquet"
    pl.DataFrame({"quote_id": ["x"]}).write_parquet(secret)
    toml = f"""[[check]]\ncode = "x"\ntable = "quotes"\nsql = '''SELECT quote_id FROM {name.format(secret)}'''"""

    with pytest.raises(SettingsError, match="was not found"):
        findings(good, tmp_path / "package", toml)


@pytest.mark.parametrize(
    "sql", ["DROP TABLE quotes", "SELECT 1; SELECT 2", "EXPLAIN SELECT 1", "TRUNCATE TABLE quotes"]
)
def test_a_rule_in_sql_is_one_query_or_one_condition(sql):
    with pytest.raises(SettingsError):
        from_sql(sql, QUOTES.names)


# ------------------------------------------------------------------ columns

COLUMNS = """
[[tables.articles.columns]]
name = "beat"
type = "string"
constraints = {required = true, enum = ["harbour", "council"], pattern = "[a-z]+"}

[[tables.articles.columns]]
name = "clicks"
type = "integer"
constraints = {minimum = 0, maximum = 100}
"""


def with_columns(good, **cells):
    height = good["articles"].height
    columns = {"beat": ["harbour"] * height, "clicks": [7] * height} | cells
    types = {"beat": pl.String, "clicks": pl.Int32}
    return {"articles": good["articles"].with_columns(pl.Series(n, v, types[n]) for n, v in columns.items())}


@pytest.mark.parametrize("engine", ENGINES)
def test_columns_of_ones_own_are_expected_by_every_engine(good, tmp_path, engine):
    bare = findings(good, tmp_path / "bare", "", (engine,), **with_columns(good))
    told = findings(good, tmp_path / "told", COLUMNS, (engine,), **with_columns(good, clicks=[None, 1, 2, 3]))

    assert {one.code for one in bare} >= {"column-extra", "schema-mismatch"}
    assert [(one.code, one.field) for one in told if one.field in ("beat", "clicks")] == []


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("cells", "code", "field"),
    [
        ({"beat": ["harbour", None, "council", "council"]}, "null", "beat"),
        ({"beat": ["harbour", "sport", "council", "council"]}, "enum", "beat"),
        ({"clicks": [1, 101, 2, 3]}, "maximum", "clicks"),
    ],
)
def test_the_constraints_of_ones_own_columns_are_kept_by_every_engine(good, tmp_path, engine, cells, code, field):
    # The descriptor says the constraints too: it is what frictionless goes by.
    folder = tmp_path / "package"
    findings(good, folder, COLUMNS, (), **with_columns(good, **cells))
    descriptor = json.loads((folder / "datapackage.json").read_bytes())
    settings = read(folder / "corpus.toml")
    fields = descriptor["resources"][0]["schema"]["fields"]
    mine = {one["name"]: one for one in settings.extra["tables"]["articles"]["columns"]}
    descriptor["resources"][0]["schema"]["fields"] = [mine.get(one["name"], one) for one in fields]
    (folder / "datapackage.json").write_bytes(package.dump(descriptor))

    told = check(folder, engines=(engine,), settings=settings).findings

    assert [(one.row, one.field) for one in told if one.code == code] == [(1, field)]


def test_a_column_of_ones_own_that_is_not_there_is_missing(good, tmp_path):
    told = findings(good, tmp_path, COLUMNS)

    assert sorted(one.field for one in told if one.code == "column-missing") == ["beat", "clicks"]


def test_a_file_may_say_the_columns_and_may_repeat_those_of_the_contract(good, tmp_path):
    ours = list(contract.tables()["articles"].schema["fields"])
    schema = {"fields": [*ours, {"name": "beat", "type": "string"}, {"name": "clicks", "type": "integer"}]}
    (tmp_path / "mine.json").write_text(json.dumps(schema), "utf-8")

    told = findings(good, tmp_path, '[tables.articles]\nschema = "mine.json"', **with_columns(good))

    assert [one for one in told if one.field in ("beat", "clicks")] == []


def test_a_rule_may_speak_of_a_column_of_ones_own(good, tmp_path):
    rule = """[[check]]\ncode = "popular"\ntable = "articles"\nexpr = "pl.col('clicks') > 5"\n"""

    told = findings(good, tmp_path, rule + COLUMNS, **with_columns(good, clicks=[9, 9, 5, 9]))

    assert [(one.row, one.value) for one in told if one.code == "popular"] == [(2, "5")]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ('[tables.articels]\nschema = "x"', "no such table"),
        ('[tables.articles]\nscheme = "x"', "'scheme' is no key"),
        ('[tables.articles]\nschema = "../secret.json"', "below the folder"),
        ('[tables.articles]\nschema = "/etc/passwd"', "below the folder"),
        ('[tables.articles]\nschema = "nowhere.json"', "cannot be read"),
        ('[tables.articles]\nschema = "corpus.toml"', "not JSON"),
        ('[[tables.articles.columns]]\ntype = "string"', "is no field"),
        ('[[tables.articles.columns]]\nname = "a b"\ntype = "string"', "without blanks"),
        ('[[tables.articles.columns]]\nname = "a"\ntype = "list"', "of the type 'list'"),
        ('[[tables.articles.columns]]\nname = "body"\ntype = "integer"', "column of the contract"),
        ('[[tables.articles.columns]]\nname = "a"\ntype = "string"\nconstraints = {minLength = 3}', "[[check]]"),
        ('[[tables.articles.columns]]\nname = "a"\ntype = "string"\nconstraints = {minimum = 3}', "cannot have"),
        ('[[tables.articles.columns]]\nname = "a"\ntype = "string"\nconstraints = {pattern = "("}', "no pattern"),
    ],
)
def test_columns_that_cannot_be_checked_are_refused_with_their_place(good, tmp_path, said, why):
    with pytest.raises(SettingsError, match=rf"corpus\.toml: tables.*{re.escape(why)}"):
        findings(good, tmp_path, said)


def test_without_a_corpus_toml_the_tables_are_those_of_the_contract():
    assert own.tables({}, None) == contract.tables()
    assert own.rules({}, None, contract.tables()) == ()


# ------------------------------------------------------------------ the page about them

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs/how-to/rules-of-your-own.md").read_text("utf-8")


def test_the_checks_of_the_page_run_on_our_own_sample(tmp_path):
    (tmp_path / "corpus.toml").write_text(re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[0], "utf-8")

    report = check(ROOT, engines=("rules",), settings=read(tmp_path / "corpus.toml"))

    silent = {one.key for one in report.findings if one.code == "silent-article"}
    articles, quotes = (pl.read_parquet(ROOT / f"sample/{name}.parquet") for name in ("articles", "quotes"))
    assert silent == set(articles["article_id"]) - set(quotes["article_id"]) != set()
    assert not {"long-quotation", "no-anonymous-majority"} & {one.code for one in report.findings}


@pytest.mark.parametrize("engine", ENGINES)
def test_the_columns_of_the_page_are_those_of_a_build(build, tmp_path, monkeypatch, engine):
    shutil.copytree(build, tmp_path / "build")
    (tmp_path / "corpus.toml").write_text(re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)[1], "utf-8")
    (tmp_path / "my-columns.json").write_text(re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)[0], "utf-8")
    monkeypatch.chdir(tmp_path)
    before = check(build, engines=(engine,))

    exec(compile(re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)[0], "page", "exec"), {})

    assert check("build", engines=(engine,), settings=read(tmp_path / "corpus.toml")).findings == before.findings
    assert "column-extra" in check("build", engines=(engine,)).counts()
