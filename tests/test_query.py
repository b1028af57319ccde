import csv
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from range_server import RangeServer
from test_cli import run

import corpus


@pytest.fixture(autouse=True)
def _cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSCORPUS_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def web(published: Path) -> Iterator[RangeServer]:
    server = RangeServer(published)
    yield server
    server.stop()


def test_a_query_prints_a_table_that_fits_the_terminal(build: Path) -> None:
    done = run("query", build, "select name, is_full_name from people order by name", COLUMNS="60")

    assert done.returncode == 0
    assert "Lena Ortiz" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 60


def test_a_long_table_stops_and_says_how_much_is_left(build: Path) -> None:
    done = run("query", build, "select * from range(250) as r(n)")

    assert "… and 150 more rows" in done.stdout


def test_no_cell_steers_the_terminal(build: Path) -> None:
    done = run("query", build, "select 'red ' || chr(27) || '[31m' || chr(8238) || 'x' as a")

    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout


def test_json_has_every_row_as_it_is(build: Path) -> None:
    done = run("query", build, "select quote_id, start, text from quotes order by quote_id", "--format", "json")

    expected = corpus.load(build).quotes.select("quote_id", "start", "text").sort("quote_id").collect()
    assert json.loads(done.stdout) == expected.to_dicts()


def test_json_writes_instants_decimals_and_nothing_as_json_has_them(build: Path) -> None:
    query = "select timestamptz '2026-11-23 12:00:00+01' as t, 5::decimal(9,2) as d, 'nan'::double as n, [1, null] as l"
    done = run("query", build, query, "--format", "json")

    assert json.loads(done.stdout) == [{"t": "2026-11-23T11:00:00Z", "d": 5, "n": None, "l": [1, None]}]
    assert json.loads(run("query", build, "select 1 as a where false", "--format", "json").stdout) == []


def test_in_csv_no_text_is_a_formula(build: Path) -> None:
    cells = ["=1+1", "+1", "-1", "@now", "\tx", "plain", 'a "b", c']
    values = ", ".join(f"('{cell}', -1)" for cell in cells)
    done = run("query", build, f'select * from (values {values}) as t("=text", n)', "--format", "csv")

    rows = list(csv.reader(io.StringIO(done.stdout)))
    assert rows[0] == ["'=text", "n"]
    assert [row[0] for row in rows[1:]] == ["'=1+1", "'+1", "'-1", "'@now", "'\tx", "plain", 'a "b", c']
    assert {row[1] for row in rows[1:]} == {"-1"}


@pytest.mark.parametrize("name", ["rows.csv", "rows.json", "rows.parquet", "rows.txt"])
def test_rows_are_written_whole_to_a_file(build: Path, tmp_path: Path, name: str) -> None:
    out = tmp_path / name
    done = run("query", build, "select quote_id, text from quotes order by 1", "-o", out)

    expected = corpus.load(build).quotes.select("quote_id", "text").sort("quote_id").collect()
    assert f"{expected.height} rows written" in done.stdout
    if out.suffix == ".parquet":
        assert pl.read_parquet(out).equals(expected)
    if out.suffix == ".csv":
        assert pl.read_csv(out).equals(expected)
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith((".", "rows"))] == [name]


def test_a_file_is_replaced_only_where_that_is_asked_for(build: Path, tmp_path: Path) -> None:
    out = tmp_path / "rows.csv"
    out.write_text("mine")

    refused = run("query", build, "select 1 as a", "-o", out)
    assert (refused.returncode, out.read_text()) == (2, "mine")
    assert "exists" in refused.stderr
    assert run("query", build, "select 1 as a", "-o", out, "--force").returncode == 0
    assert out.read_text() == "a\n1\n"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("selec 1", "syntax error"),
        ("drop table quotes", "expected one statement that reads"),
        ("select interval 1 day as d", "cast it to varchar"),
        ("copy quotes to 'out.csv'", "COPY"),
    ],
)
def test_a_query_that_cannot_be_run_is_one_line(build: Path, query: str, words: str) -> None:
    done = run("query", build, query)

    assert done.returncode == 2
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


def test_parquet_is_not_for_the_terminal(build: Path) -> None:
    assert "-o" in run("query", build, "select 1", "--format", "parquet").stderr


def test_a_package_far_away_is_asked_and_shown_alike(web: RangeServer) -> None:
    counted = run(
        "query", web.address, "select count(*) as n from articles", "--format", "csv", "--version", "2026.10.0"
    )
    assert (counted.returncode, counted.stdout) == (0, "n\n3\n")
    assert "3 articles" in run("show", web.address).stdout
    assert "Lena Ortiz" in run("show", web.address, "bridge over").stdout

    web.stop()
    done = run("query", web.address, "select 1 as a", "--format", "csv")
    assert done.stdout == "a\n1\n"
    assert "opened from the cache" in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_cache_says_where_it_is_and_is_emptied(web: RangeServer, tmp_path: Path) -> None:
    corpus.load(web.address, verify="all")

    told = json.loads(run("cache", "--json").stdout)
    assert (told["folder"], told["freed"]) == (str(tmp_path / "cache"), 0)
    assert run("cache", "--clear").stdout.endswith("MB removed\n")
    assert json.loads(run("cache", "--json").stdout)["bytes"] == 0 < told["bytes"]


def test_an_archive_is_shown_like_a_folder(build: Path, tmp_path: Path) -> None:
    archive = shutil.make_archive(str(tmp_path / "build"), "zip", build)

    assert run("show", archive).stdout == run("show", build).stdout
