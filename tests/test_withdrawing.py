from __future__ import annotations

import hashlib
import json
import shutil
import threading
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from click.testing import Result
from tarnhollow import ARTICLES, MORE, write_jsonl
from typer.testing import CliRunner

from corpus import package
from corpus.check import check
from corpus.cli import app
from corpus.conversion import convert
from corpus.diff import compare
from corpus.errors import PackageError, ReleaseError
from corpus.loading import load
from corpus.release import erratum, publish, takedown, verify, yank

pytestmark = pytest.mark.slow

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
LENA, MAREK = "Lena Ortiz", "Marek Vale"


@pytest.fixture
def store(two_versions: Path, tmp_path: Path) -> Path:
    return shutil.copytree(two_versions, tmp_path / "releases")


def keeps_the_contract(folder: Path) -> bool:
    return check(folder, engines=("rules",)).is_ok


def article(where: Path, headline: str) -> str:
    ids = load(where, verify=None).articles.filter(headline=headline).collect()["article_id"]
    return str(ids[0])


def tree(root: Path) -> dict[str, str]:
    return {
        p.relative_to(root).as_posix(): package.sha256(p) for p in root.rglob("*") if p.is_file() and p.name != ".lock"
    }


def names(where: Path, version: str | None = None) -> set[str]:
    return set(load(where, version).people.select("name").collect()["name"])


def test_a_takedown_leaves_no_row_and_no_name_of_the_article(store: Path) -> None:
    market = article(store, "Market hall to get a glass roof")

    done = takedown(store, [market], reason="copyright", created=NOON)

    assert done.plan is not None
    assert (done.plan.version, done.plan.previous, done.plan.classes) == ("2026.11.1", "2026.11.0", ("withdrawn",))
    left = load(store)
    assert left.version == "2026.11.1"
    for name in left:
        if name != "withdrawn" and "article_id" in left[name].collect_schema():
            assert market not in set(left[name].select("article_id").collect()["article_id"]), name
    assert names(store) == names(store, "2026.10.0") - {MAREK}
    assert keeps_the_contract(store / "v" / "2026.11.1")


def test_a_tombstone_says_which_article_why_and_since_when_and_nothing_else(store: Path) -> None:
    market = article(store, "Market hall to get a glass roof")

    takedown(store, [market], reason="personal-data", note="asked by letter", created=NOON)

    stones = pl.read_parquet(store / "v" / "2026.11.1" / "withdrawn.parquet").rows()
    assert stones == [(market, "record", "personal-data", "2026.11.1", "2026-12-01")]
    (said,) = json.loads((store / "revocations.json").read_bytes())["revocations"]
    assert said == {
        "kind": "withdrawn", "articles": [market], "scope": "record", "reason": "personal-data",
        "since_version": "2026.11.1", "date": "2026-12-01", "note": "asked by letter",
    }  # fmt: skip
    assert market not in set(load(store, "2026.10.0").articles.collect()["article_id"])


def test_only_the_file_that_holds_the_article_is_written_anew(store: Path) -> None:
    market = article(store, "Market hall to get a glass roof")

    takedown(store, [market], reason="spam", created=NOON)

    old, new = (tree(store / "v" / version) for version in ("2026.11.0", "2026.11.1"))
    parts = [path for path in old if path.startswith("articles-")]
    assert [path for path in parts if old[path] != new[path]] == ["articles-2026-04.parquet"]
    assert len(parts) == 3


def test_with_the_scope_text_the_record_stays_without_a_word(store: Path) -> None:
    market = article(store, "Market hall to get a glass roof")

    done = takedown(store, [market], reason="copyright", scope="text", created=NOON)

    assert done.plan is not None
    assert done.plan.classes == ("withdrawn",)
    (row,) = load(store).articles.filter(article_id=market).collect().rows(named=True)
    assert (row["body"], row["headline"], row["word_count"]) == ("", None, 0)
    assert (row["url"], row["kind"], row["status"]) == ("https://lantern.example/market", "notice", "canceled")
    assert load(store).quotes.filter(article_id=market).collect().is_empty()
    assert keeps_the_contract(store / "v" / "2026.11.1")
    assert b"Rain" not in b"".join(p.read_bytes() for p in (store / "v" / "2026.11.1").iterdir())


def test_a_text_that_was_withdrawn_can_be_withdrawn_as_a_record(store: Path) -> None:
    market = article(store, "Market hall to get a glass roof")
    takedown(store, [market], reason="copyright", scope="text", created=NOON)

    takedown(store, [market], reason="personal-data", created=NOON)

    assert load(store).version == "2026.11.2"
    assert load(store).articles.filter(article_id=market).collect().is_empty()
    stones = pl.read_parquet(store / "v" / "2026.11.2" / "withdrawn.parquet")
    assert stones["scope"].to_list() == ["record"]


def test_what_was_a_duplicate_of_it_becomes_the_first_and_is_told(store: Path) -> None:
    first, twin = article(store, "Nothing again"), article(store, "In brief")
    assert load(store).articles.filter(article_id=twin).collect()["duplicate_of"].to_list() == [first]

    done = takedown(store, [first], reason="copyright", created=NOON)

    assert done.twins == (twin,)
    assert load(store).articles.filter(article_id=twin).collect()["duplicate_of"].to_list() == [None]
    assert done.plan is not None
    assert done.plan.classes == ("withdrawn",)


def test_the_same_takedown_again_changes_nothing(store: Path) -> None:
    market = article(store, "Market hall to get a glass roof")
    takedown(store, [market], reason="spam", is_everywhere=True, created=NOON)
    before = tree(store)

    again = takedown(store, [market], reason="spam", is_everywhere=True)

    assert again.plan is None
    assert again.redacted == ()
    assert tree(store) == before


def test_a_dry_run_tells_all_of_it_and_writes_nothing(store: Path) -> None:
    before = tree(store)
    market = article(store, "Market hall to get a glass roof")

    planned = takedown(store, [market], reason="spam", is_everywhere=True, is_dry_run=True, created=NOON)

    assert tree(store) == before
    done = takedown(store, [market], reason="spam", is_everywhere=True, created=NOON)
    assert planned.plan is not None
    assert done.plan is not None
    assert planned.plan.bytes == done.plan.bytes
    assert [one.as_dict() for one in planned.redacted] == [one.as_dict() for one in done.redacted]


def test_with_all_versions_no_file_of_the_store_has_a_word_of_it_and_verify_says_why(store: Path) -> None:
    market = article(store, "Market hall to get a glass roof")
    manifests = {version: (store / "v" / version / "manifest.json").read_bytes() for version in package.versions(store)}

    takedown(store, [market], reason="copyright", is_everywhere=True, created=NOON)

    for version, manifest in manifests.items():
        folder = store / "v" / version
        assert (folder / "manifest.json").read_bytes() == manifest
        for path in folder.glob("*.parquet"):
            cells = [cell for row in pl.read_parquet(path).rows() for cell in row if isinstance(cell, str)]
            assert not [cell for cell in cells if "Marek" in cell or "Rain is no" in cell], path
        assert keeps_the_contract(folder)
        assert load(folder).articles.collect().height == 4
    found = verify(store)
    assert found.is_ok, found.faults
    assert any("redacted on 2026-12-01 for copyright" in note for note in found.notes)


def test_a_version_that_was_redacted_twice_is_still_told_from_a_corrupt_one(store: Path) -> None:
    takedown(
        store, [article(store, "Market hall to get a glass roof")], reason="spam", is_everywhere=True, created=NOON
    )
    takedown(store, [article(store, "Ferry returns")], reason="spam", is_everywhere=True, created=NOON)

    assert verify(store).is_ok
    assert load(store, "2026.10.0").articles.collect().height == 3
    with (store / "v" / "2026.10.0" / "quotes.parquet").open("ab") as stream:
        stream.write(b"x")
    assert not verify(store).is_ok


def test_an_interrupted_takedown_is_finished_by_the_same_command(store: Path, tmp_path: Path) -> None:
    market = article(store, "Market hall to get a glass roof")
    untouched = shutil.copytree(store / "v" / "2026.10.0", tmp_path / "untouched")
    takedown(store, [market], reason="spam", is_everywhere=True, created=NOON)
    whole = tree(store)
    # As if it had ended before the last files of the first version were replaced.
    for name in ("datapackage.json", "SHA256SUMS", "quotes.parquet"):
        shutil.copyfile(untouched / name, store / "v" / "2026.10.0" / name)

    takedown(store, [market], reason="spam", is_everywhere=True, created=NOON)

    found = tree(store)
    assert {path: sha for path, sha in found.items() if path != "revocations.json"} == {
        path: sha for path, sha in whole.items() if path != "revocations.json"
    }
    assert verify(store).is_ok


def test_sums_of_a_redacted_version_hold(store: Path) -> None:
    takedown(store, [article(store, "Ferry returns")], reason="spam", is_everywhere=True, created=NOON)

    for version in package.versions(store):
        folder = store / "v" / version
        lines = (folder / "SHA256SUMS").read_text().splitlines()
        assert all(package.sha256(folder / line[66:]) == line[:64] for line in lines)


def test_a_later_build_does_not_bring_it_back_not_even_under_another_id(
    store: Path, five: Path, tmp_path: Path
) -> None:
    market = article(store, "Market hall to get a glass roof")
    takedown(store, [market], reason="copyright", created=NOON)
    again = [dict(one) for one in [*ARTICLES, *MORE]]
    again[3]["id"] = "other:4"
    convert([write_jsonl(tmp_path / "in" / "a.jsonl", again)], tmp_path / "build", workers=1)

    same = publish(five, store, created=NOON)
    other = publish(tmp_path / "build", store, created=NOON)

    assert same.plan.suppressed == (market,)
    assert len(other.plan.suppressed) == 1
    assert other.plan.suppressed != (market,)
    for version in (same.version, other.version):
        assert MAREK not in names(store, version)
        assert keeps_the_contract(store / "v" / version)


def test_an_article_that_only_an_old_version_has_is_withdrawn_too(store: Path, build: Path) -> None:
    market = article(store, "Market hall to get a glass roof")
    publish(build, store, "2026.12.0", created=NOON)

    done = takedown(store, [market], reason="spam", created=NOON)

    assert done.plan is None
    assert done.absent == (market,)
    assert load(store).version == "2026.12.0"
    assert MAREK in {*load(store, "2026.10.0").unmasked([market]).people.collect()["name"]}
    assert load(store, "2026.10.0").articles.filter(article_id=market).collect().is_empty()


@pytest.mark.parametrize(
    ("articles", "reason", "says"),
    [(["a" + "0" * 24], "spam", "no version has the article"), (["x"], "whim", "whim")],
)
def test_a_takedown_that_cannot_be_is_refused_and_nothing_changes(
    store: Path, articles: list[str], reason: str, says: str
) -> None:
    before = tree(store)

    with pytest.raises(ReleaseError, match=says):
        takedown(store, articles, reason=reason)

    assert tree(store) == before


def test_a_changed_file_is_not_published_again_by_a_takedown(store: Path) -> None:
    market = article(store, "Market hall to get a glass roof")
    with (store / "v" / "2026.11.0" / "cues.parquet").open("ab") as stream:
        stream.write(b"x")

    with pytest.raises(PackageError, match=r"cues\.parquet: changed"):
        takedown(store, [market], reason="spam")


def test_of_takedowns_at_once_none_is_lost(store: Path) -> None:
    ids = [article(store, headline) for headline in ("Market hall to get a glass roof", "Ferry returns")]
    refused: list[str] = []

    def take(one: str) -> None:
        try:
            takedown(store, [one], reason="spam", created=NOON)
        except ReleaseError as error:
            refused.append(str(error))
            takedown(store, [one], reason="spam", created=NOON)

    racers = [threading.Thread(target=take, args=(one,)) for one in ids]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()

    assert not set(ids) & set(load(store).articles.collect()["article_id"])
    assert len(json.loads((store / "revocations.json").read_bytes())["revocations"]) == 2


# ------------------------------------------------------------------ withdrawn rows in a diff


def test_withdrawn_rows_are_told_apart_from_removed_ones(store: Path) -> None:
    market = article(store, "Market hall to get a glass roof")
    takedown(store, [market], reason="copyright", created=NOON)

    found = compare(load(store, "2026.10.0"), load(store))

    assert found.classes == ("withdrawn",)
    assert found.withdrawn.rows() == [(market, "record", "copyright")]
    assert (found.tables["articles"].withdrawn, found.tables["articles"].removed) == (1, 0)
    assert found.tables["people"].withdrawn == 1
    rows = pl.concat(found.rows(None))
    assert rows.filter(table="articles").row(0) == ("articles", market, "withdrawn", None, None, None, "copyright")


# ------------------------------------------------------------------ erratum


def test_an_erratum_has_old_new_and_reason_in_the_changes_and_the_changelog(store: Path) -> None:
    ferry = article(store, "Ferry returns")

    done = erratum(store, "articles", ferry, {"section": "Local", "url": ""}, reason="as printed", created=NOON)

    assert done.plan is not None
    assert (done.plan.version, done.plan.classes) == ("2026.11.1", ("erratum",))
    rows = pl.read_parquet(store / "v" / "2026.11.1" / "changes.parquet").rows()
    assert rows == [("articles", ferry, "changed", "section", None, "Local", "as printed")]
    assert "as printed" in (store / "v" / "2026.11.1" / "CHANGELOG.md").read_text()
    assert load(store).articles.filter(article_id=ferry).collect()["section"].to_list() == ["Local"]


def test_a_speaker_who_was_corrected_is_counted_anew(store: Path) -> None:
    people = dict(load(store).people.select("name", "person_id").collect().iter_rows())
    quote = load(store).quotes.filter(person_id=people[MAREK]).collect()["quote_id"][0]

    erratum(store, "quotes", quote, {"person_id": people[LENA]}, reason="her words", created=NOON)

    counts = dict(load(store).people.select("name", "quote_count").collect().iter_rows())
    before = dict(load(store, "2026.11.0").people.select("name", "quote_count").collect().iter_rows())
    assert (counts[LENA], counts[MAREK]) == (before[LENA] + 1, before[MAREK] - 1)
    assert keeps_the_contract(store / "v" / "2026.11.1")


def test_a_corrected_date_moves_the_article_to_the_file_of_its_month(store: Path) -> None:
    ferry = article(store, "Ferry returns")

    erratum(store, "articles", ferry, {"published_at": "2026-04-30T00:00:00Z"}, reason="misread", created=NOON)

    parts = {p.name: pl.read_parquet(p)["article_id"].to_list() for p in (store / "v" / "2026.11.1").glob("articles-*")}
    assert ferry in parts["articles-2026-04.parquet"]
    assert keeps_the_contract(store / "v" / "2026.11.1")


def test_a_body_may_be_corrected_where_quotations_keep_their_places(store: Path) -> None:
    brief = article(store, "In brief")

    erratum(store, "articles", brief, {"body": "Nothing happened on Monday."}, reason="wrong day", created=NOON)

    (row,) = load(store).articles.filter(article_id=brief).collect().rows(named=True)
    assert row["body_sha256"] == hashlib.sha256(b"Nothing happened on Monday.").hexdigest()


@pytest.mark.parametrize(
    ("table", "key", "values", "says"),
    [
        ("articles", "ID", {"published_precision": "week"}, "break the contract"),
        ("quotes", "FIRST", {"start": "0"}, "break the contract"),
        ("articles", "ID", {"article_id": "a1"}, "is the row's key"),
        ("articles", "ID", {"word_count": "7"}, "is made of other"),
        ("articles", "ID", {"colour": "red"}, "no column"),
        ("articles", "ID", {"is_truncated": "maybe"}, "true or false"),
        ("articles", "a" + "0" * 24, {"section": "x"}, "has no row"),
        ("problems", "x", {"code": "y"}, "no table whose rows have a key"),
    ],
)
def test_an_erratum_that_cannot_be_is_refused_and_nothing_changes(
    store: Path, table: str, key: str, values: dict[str, str], says: str
) -> None:
    first = {"ID": lambda: article(store, "In brief"), "FIRST": lambda: load(store).quotes.collect()["quote_id"][0]}
    place = first[key]() if key in first else key
    before = tree(store)

    with pytest.raises(ReleaseError, match=says):
        erratum(store, table, place, values, reason="a test", created=NOON)

    assert tree(store) == before


def test_an_erratum_that_is_so_already_publishes_nothing(store: Path) -> None:
    brief = article(store, "In brief")

    assert erratum(store, "articles", brief, {"headline": "In brief"}, reason="twice").plan is None
    assert package.versions(store) == ["2026.10.0", "2026.11.0"]


# ------------------------------------------------------------------ yank


def test_a_yanked_version_is_hidden_from_latest_and_ranges_and_there_by_its_name(store: Path) -> None:
    assert yank(store, "2026.11.0", reason="wrong rights") == "2026.10.0"

    assert load(store).version == "2026.10.0"
    assert load(store, ">=2026.10").version == "2026.10.0"
    assert load(store, "2026.11.0").version == "2026.11.0"
    assert verify(store).is_ok


def test_a_yank_is_done_once_and_the_last_version_stays(store: Path) -> None:
    yank(store, "2026.11.0", reason="wrong rights")
    before = tree(store)

    yank(store, "2026.11.0", reason="wrong rights")

    assert tree(store) == before
    with pytest.raises(ReleaseError, match="only version"):
        yank(store, "2026.10.0", reason="all of it")
    with pytest.raises(ReleaseError, match=r"no version 2026\.9\.0"):
        yank(store, "2026.9.0", reason="none")


# ------------------------------------------------------------------ in an object store, and by command


def test_an_object_store_is_treated_like_a_folder(s3: str, five: Path) -> None:
    for version in ("2026.10.0", "2026.11.0"):
        publish(five, s3, version, partition="month", created=NOON)
    market = article_of(five)

    takedown(s3, [market], reason="copyright", is_everywhere=True, created=NOON)
    erratum(
        s3, "articles", load(five).articles.collect()["article_id"][0], {"section": "x"}, reason="test", created=NOON
    )
    latest = yank(s3, "2026.11.2", reason="a test")

    assert latest == "2026.11.1"
    found = verify(s3)
    assert found.is_ok, found.faults
    assert found.versions == ("2026.10.0", "2026.11.0", "2026.11.1", "2026.11.2")
    assert any("redacted on" in note for note in found.notes)


def article_of(build: Path) -> str:
    return article(build, "Market hall to get a glass roof")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments], prog_name="corpus")


def test_the_commands_tell_what_they_did_and_refuse_in_one_line(store: Path) -> None:
    market, brief = article(store, "Market hall to get a glass roof"), article(store, "In brief")

    dry = run("takedown", store, market, "--reason", "copyright", "--all-versions", "--dry-run")
    done = run("takedown", store, market, "--reason", "copyright", "--all-versions", "--json")
    fixed = run("erratum", store, "articles", brief, "section=Local", "--reason", "as printed")
    hidden = run("yank", store, "2026.11.2", "--reason", "a test", "--json")
    wrong = [
        run("takedown", store, market, "--reason", "whim"),
        run("erratum", store, "articles", brief, "section", "--reason", "x"),
        run("yank", store, "2026.9", "--reason", "x"),
        run("takedown", store / "nothing", market, "--reason", "spam"),
    ]

    assert (dry.exit_code, "nothing was written" in dry.stdout) == (0, True)
    assert json.loads(done.stdout)["version"] == "2026.11.1"
    assert (fixed.exit_code, "2026.11.2" in fixed.stdout) == (0, True)
    assert json.loads(hidden.stdout)["latest"] == "2026.11.1"
    assert [one.exit_code for one in wrong] == [2] * 4
    assert all(len(one.stderr.splitlines()) == 1 for one in wrong)
