"""What a quarantine promises: the good package keeps the contract, the bad one says why, and no row is lost."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
import typer.testing

from corpus import contract, package
from corpus.check import check
from corpus.cli import app
from corpus.errors import PackageError
from corpus.quarantine import Parted, part

pytestmark = pytest.mark.slow

SAMPLE = Path(__file__).parent.parent / "datapackage.json"


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A copy of the sample package, which has rows in every table."""
    folder = tmp_path / "sample"
    shutil.copytree(SAMPLE.parent / "sample", folder / "sample")
    shutil.copyfile(SAMPLE, folder / "datapackage.json")
    return folder


def rows(folder: Path, table: str) -> pl.DataFrame:
    return pl.read_parquet(next(path for path in package.read(folder).paths(table)))


def change(folder: Path, table: str, row: int, **cells: object) -> None:
    """Change cells of one row, and put the hash right."""
    (path,) = package.read(folder).paths(table)
    frame = pl.read_parquet(path)
    here = pl.int_range(pl.len()) == row
    changed = [pl.when(here).then(pl.lit(cell)).otherwise(name).alias(name) for name, cell in cells.items()]
    frame.with_columns(changed).cast(dict(frame.schema)).write_parquet(path)
    descriptor = json.loads((folder / "datapackage.json").read_bytes())
    for resource in descriptor["resources"]:
        if resource["name"] == table:
            resource["hash"] = f"sha256:{package.sha256(path)}"
    (folder / "datapackage.json").write_bytes(package.dump(descriptor))


def parted(folder: Path) -> Parted:
    return part(folder, check(folder, engines=("rules",)), folder.parent / "parted")


def test_an_article_that_goes_takes_what_is_its_own_and_the_rest_is_clean(sample, tmp_path):
    before = {name: rows(sample, name) for name in contract.tables()}
    quoted = before["quotes"]["article_id"][0]
    row = before["articles"]["article_id"].to_list().index(quoted)
    change(sample, "articles", row, word_count=0)

    done = parted(sample)

    assert done.report.is_ok
    assert check(tmp_path / "parted" / "good", engines=("rules",)).is_ok
    for name in ("quotes", "mentions", "roles", "captions", "subjects", "authors"):
        frame = before[name]
        assert done.bad[name] == frame.filter(pl.col("article_id") == quoted).height
    assert done.bad["articles"] == 1
    assert done.bad["people"] == done.bad["orgs"] == 0


def test_every_row_is_in_one_of_the_two_packages_as_it_was(sample, tmp_path):
    before = {name: rows(sample, name) for name in contract.tables()}
    change(sample, "quotes", 3, start=0, end=5)
    change(sample, "articles", 2, word_count=0)
    counts = {c.field for t in contract.tables().values() for c in t.checks if isinstance(c, contract.Count)}

    parted(sample)

    for name, frame in before.items():
        good, bad = rows(tmp_path / "parted" / "good", name), tmp_path / "parted" / "bad" / f"{name}.parquet"
        pieces = [good.with_columns(pl.lit(None, pl.Int64).alias("quarantine_row"))]
        if bad.exists():
            gone = pl.read_parquet(bad)
            assert gone["quarantine_reasons"].str.len_chars().min() > 0
            pieces.append(gone.drop("quarantine_reasons").select(pieces[0].columns))
            was = frame[gone["quarantine_row"].to_list()].drop(counts, strict=False)
            differing = [c for c in was.columns if not was[c].equals(gone[c], null_equal=True)]
            assert not {*differing} - {"start", "end", "word_count"}
        assert sum(piece.height for piece in pieces) == frame.height


def test_counts_are_those_of_the_rows_that_stay_and_a_wrong_one_costs_no_row(sample, tmp_path):
    change(sample, "people", 0, mention_count=99)
    change(sample, "people", 1, quote_count=99)

    done = parted(sample)

    assert sum(done.bad.values()) == 0
    assert done.report.is_ok
    assert 99 not in rows(tmp_path / "parted" / "good", "people")["mention_count"]


def test_a_mention_in_a_caption_goes_with_the_caption(sample, tmp_path):
    mentions = rows(sample, "mentions").filter(pl.col("field") == "caption")
    first = mentions.row(0, named=True)
    captions = rows(sample, "captions")
    is_its = (captions["article_id"] == first["article_id"]) & (captions["position"] == first["field_position"])
    at = is_its.arg_max()
    change(sample, "captions", at, credit="")
    report = check(sample, engines=("rules",))
    found = [f for f in report.findings if f.table == "captions"]
    assert [f.code for f in found] == ["empty-not-null"], "which is mended by writing, so the row is blamed otherwise"
    blamed = type(found[0])(**(found[0].as_dict() | {"code": "enum", "severity": "error"}))

    done = part(sample, type(report)(rows=report.rows, findings=(blamed,)), tmp_path / "parted")

    why = pl.read_parquet(tmp_path / "parted" / "bad" / "reasons.parquet")
    assert done.report.is_ok
    assert why.filter(pl.col("table") == "mentions").height >= 1
    assert "whose row of captions is in quarantine" in " ".join(why["message"])


def test_the_reasons_say_which_code_each_row_went_for(sample, tmp_path):
    change(sample, "quotes", 3, kind="spoken")

    parted(sample)

    why = pl.read_parquet(tmp_path / "parted" / "bad" / "reasons.parquet")
    bad = pl.read_parquet(tmp_path / "parted" / "bad" / "quotes.parquet").row(0, named=True)
    assert (bad["quarantine_row"], bad["quarantine_reasons"], bad["kind"]) == (3, "enum", "spoken")
    assert why.row(by_predicate=pl.col("code") == "enum", named=True)["key"] == bad["quote_id"]
    assert set(why.filter(pl.col("table") == "cues")["code"]) == {"foreign-key"}


def test_frictionless_reads_the_bad_package(sample, tmp_path):
    import frictionless

    change(sample, "quotes", 3, kind="spoken")
    parted(sample)

    assert frictionless.validate(str(tmp_path / "parted" / "bad" / "datapackage.json")).valid


def test_the_same_package_is_parted_into_the_same_bytes(sample, tmp_path):
    change(sample, "articles", 2, word_count=0)
    report = check(sample, engines=("rules",))

    part(sample, report, tmp_path / "one")
    part(sample, report, tmp_path / "two")

    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file())
    assert len(files) > 12
    for file in files:
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_a_package_without_findings_has_no_bad_rows(sample):
    done = parted(sample)

    assert sum(done.bad.values()) == 0
    assert done.good == check(sample, engines=("rules",)).rows


@pytest.mark.parametrize("fault", ["hash", "gone", "column"])
def test_a_fault_of_a_whole_table_cannot_be_parted_from_the_rest(sample, tmp_path, fault):
    (path,) = package.read(sample).paths("roles")
    if fault == "hash":
        path.write_bytes(path.read_bytes() + b" ")
    elif fault == "gone":
        path.unlink()
    else:
        pl.read_parquet(path).with_columns(mood=pl.lit("good")).write_parquet(path)

    with pytest.raises(PackageError, match="roles"):
        parted(sample)
    assert not (tmp_path / "parted").exists()


def test_the_command_parts_a_package_and_its_exit_code_is_that_of_the_check(sample, tmp_path):
    change(sample, "quotes", 3, kind="spoken")
    to = tmp_path / "parted"

    command = ["validate", str(sample), "--engine", "rules", "--quarantine", str(to)]
    done = typer.testing.CliRunner().invoke(app, command, env={"GITHUB_ACTIONS": ""})
    again = typer.testing.CliRunner().invoke(app, command, env={"GITHUB_ACTIONS": ""})

    assert done.exit_code == 1
    assert f"rows in {to / 'good'}" in done.stderr
    assert (to / "good" / "datapackage.json").exists()
    assert again.exit_code == 2
    assert "exists" in again.stderr


def test_what_the_package_wants_ignored_costs_no_row(sample, tmp_path):
    early = datetime(1901, 1, 1, tzinfo=UTC)
    change(sample, "articles", 3, modified_at=early)
    ignore = "[[ignore]]\ncode = 'modified-before-published'\nreason = 'the clock of that press was wrong'\n"
    (sample / "corpus.toml").write_text(ignore)
    to = tmp_path / "parted"

    command = ["validate", str(sample), "--json", "--quarantine", str(to)]
    done = typer.testing.CliRunner().invoke(app, command, env={"GITHUB_ACTIONS": ""})

    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["ignored"] == {"modified-before-published": 1}
    assert rows(to / "good", "articles")["modified_at"].to_list().count(early) == 1
    assert typer.testing.CliRunner().invoke(app, ["validate", str(to / "good"), "--engine", "rules"]).exit_code == 0
