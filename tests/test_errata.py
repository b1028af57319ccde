"""A correction stands until its source changes: `errata.json`, and what `publish` makes of it."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from tarnhollow import ARTICLES, write_jsonl
from test_cli import run

from corpus.check import check
from corpus.conversion import convert
from corpus.errors import PackageError, ReleaseError
from corpus.loading import load
from corpus.release import erratum, plan, publish, takedown, verify

pytestmark = pytest.mark.slow

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
LENA, BO = "Lena Ortiz", "Bo Marchetti"
FERRY, BRIDGE = "Ferry returns", "Bridge over the Tarn to close for a year"


def built(folder: Path, **changes: Any) -> Path:
    """A build of the three articles, and one more; the ferry's as changed."""
    one = {**ARTICLES[0], "id": "urn:tarnhollow:9", "url": "https://lantern.example/9", "text": "A ninth one came."}
    articles = [{**each, **(changes if each["title"] == FERRY else {})} for each in [*ARTICLES, one]]
    convert([write_jsonl(folder / "in" / "articles.jsonl", articles)], folder / "build", workers=1)
    return folder / "build"


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A later build, of one article more, in which nothing was put right."""
    return built(tmp_path_factory.mktemp("later"))


@pytest.fixture
def store(published: Path, tmp_path: Path) -> Path:
    return shutil.copytree(published, tmp_path / "releases")


def article(where: Path, headline: str = FERRY) -> str:
    return str(load(where, verify=None).articles.filter(headline=headline).collect()["article_id"][0])


def cell(where: Path, column: str, headline: str = FERRY) -> Any:
    return load(where).articles.filter(headline=headline).collect()[column][0]


def kept(store: Path) -> list[dict[str, Any]]:
    return list(json.loads((store / "errata.json").read_bytes())["errata"])


def test_a_correction_is_kept_with_what_it_was_what_it_is_and_why(store: Path) -> None:
    ferry = article(store)

    erratum(store, "articles", ferry, {"section": "Local", "url": ""}, reason="as printed", created=NOON)

    assert kept(store) == [
        {
            "table": "articles",
            "key": ferry,
            "article_id": ferry,
            "column": "section",
            "old": None,
            "new": "Local",
            "reason": "as printed",
            "version": "2026.11.1",
            "date": "2026-12-01",
        }
    ]


def test_a_correction_stands_in_a_later_build(store: Path, later: Path) -> None:
    day = "2026-04-30T00:00:00Z"
    erratum(store, "articles", article(store), {"section": "Local", "published_at": day}, reason="misread")

    done = publish(later, store, created=NOON)

    assert (cell(store, "section"), cell(store, "published_at")) == ("Local", datetime(2026, 4, 30, tzinfo=UTC))
    assert [one.column for one in done.plan.errata.applied] == ["section", "published_at"]
    assert done.plan.diff is not None
    assert done.plan.diff.tables["articles"].changed == 0
    assert check(store / "v" / done.version).is_ok
    assert verify(store).is_ok
    assert len(kept(store)) == 2


def test_what_follows_from_a_correction_is_made_anew_in_a_later_build(store: Path, later: Path) -> None:
    people = dict(load(store).people.select("name", "person_id").collect().iter_rows())
    quote = load(store).quotes.filter(text="a long winter,").collect()["quote_id"][0]
    erratum(store, "quotes", quote, {"person_id": people[BO]}, reason="his words", created=NOON)
    erratum(store, "people", people[LENA], {"wikidata_qid": "Q1"}, reason="known", created=NOON)
    erratum(store, "articles", article(store, "In brief"), {"body": "Nothing happened on Monday."}, reason="day")

    publish(later, store, created=NOON)

    rows = {row["name"]: row for row in load(store).people.collect().iter_rows(named=True)}
    before = {row["name"]: row for row in load(store, "2026.11.0").people.collect().iter_rows(named=True)}
    assert rows[BO]["quote_count"] == before[BO]["quote_count"] + 1
    assert rows[LENA]["wikidata_qid"] == "Q1"
    assert cell(store, "body", "In brief") == "Nothing happened on Monday."
    assert check(load(store).folder).is_ok


def test_where_the_source_has_changed_the_correction_is_let_go_and_said_to_be(store: Path, tmp_path: Path) -> None:
    ferry = article(store)
    erratum(store, "articles", ferry, {"language": "fr", "section": "Local"}, reason="as printed", created=NOON)
    put_right = built(tmp_path, language="de", section="Local")

    told = run("publish", put_right, "--to", store, "--dry-run")
    assert f"let go, because the source of 1 corrected value has changed: articles {ferry} language" in told.stdout
    assert len(kept(store)) == 2
    as_json = json.loads(run("publish", put_right, "--to", store, "--json").stdout)

    assert as_json["errata"] == {
        "applied": [],
        "let_go": [{"table": "articles", "key": ferry, "column": "language"}],
    }
    assert (cell(store, "language"), cell(store, "section")) == ("de", "Local")
    assert [one["column"] for one in kept(store)] == ["section"]


def test_a_value_that_was_corrected_twice_becomes_the_last_and_one_that_was_corrected_back_is_left(
    store: Path, later: Path
) -> None:
    ferry = article(store)
    for section, genre in (("Local", "news"), ("Harbour", "")):
        erratum(store, "articles", ferry, {"section": section, "genre": genre}, reason="so", created=NOON)

    done = publish(later, store, created=NOON)

    assert (cell(store, "section"), cell(store, "genre")) == ("Harbour", None)
    assert [one.column for one in done.plan.errata.applied] == ["section"]


def test_an_erratum_that_is_refused_or_tried_is_not_kept(store: Path) -> None:
    ferry = article(store)

    erratum(store, "articles", ferry, {"section": "Local"}, reason="tried", is_dry_run=True)
    with pytest.raises(ReleaseError, match="break the contract"):
        erratum(store, "articles", ferry, {"published_precision": "week"}, reason="wrong")

    assert not (store / "errata.json").exists()


def test_a_correction_that_breaks_a_later_build_is_told_and_nothing_is_published(store: Path, tmp_path: Path) -> None:
    people = dict(load(store).people.select("name", "person_id").collect().iter_rows())
    quote = load(store).quotes.filter(text="a long winter,").collect()["quote_id"][0]
    erratum(store, "quotes", quote, {"person_id": people[BO]}, reason="his words", created=NOON)
    without = [one for one in ARTICLES if BO not in str(one)]
    convert([write_jsonl(tmp_path / "in" / "a.jsonl", without)], tmp_path / "build", workers=1)

    with pytest.raises(ReleaseError, match=r"errata\.json.*`corpus erratum`"):
        plan(tmp_path / "build", store)


@pytest.mark.parametrize("scope", ["record", "text"])
def test_a_takedown_takes_the_values_of_its_article_from_the_errata(store: Path, later: Path, scope: Any) -> None:
    ferry, brief = article(store), article(store, "In brief")
    people = dict(load(store).people.select("name", "person_id").collect().iter_rows())
    (mention, *_) = load(store).mentions.filter(article_id=ferry).collect()["mention_id"]
    erratum(store, "articles", ferry, {"headline": "Ferries return", "genre": "news"}, reason="a letter", created=NOON)
    erratum(store, "mentions", mention, {"confidence": "0.5"}, reason="unsure", created=NOON)
    erratum(store, "people", people[LENA], {"wikidata_qid": "Q1"}, reason="known", created=NOON)
    erratum(store, "articles", brief, {"section": "Local"}, reason="as printed", created=NOON)

    takedown(store, [ferry], reason="copyright", scope=scope, created=NOON)

    left = [(one["table"], one["column"]) for one in kept(store)]
    is_left = [("people", "wikidata_qid")] if LENA in set(load(store).people.collect()["name"]) else []
    assert left == [*([("articles", "genre")] if scope == "text" else []), *is_left, ("articles", "section")]
    assert "Ferries return" not in (store / "errata.json").read_text("utf-8")
    assert "Ferries return" not in (load(store).folder / "CHANGELOG.md").read_text("utf-8")
    publish(later, store, created=NOON)
    assert cell(store, "section", "In brief") == "Local"


def test_errata_in_another_form_are_told_and_not_passed_over(store: Path, later: Path) -> None:
    (store / "errata.json").write_text('{"errata": [{"table": "articles"}]}')

    with pytest.raises(PackageError, match=r"errata\.json: not in a form"):
        publish(later, store, created=NOON)


def test_the_changelog_has_the_row_the_old_value_and_the_new_one(store: Path) -> None:
    ferry = article(store)
    long = "A *very* long section | " + "of a paper " * 20

    erratum(store, "articles", ferry, {"section": long, "headline": "Ferry <returned>"}, reason="as printed")
    brief = article(store, "In brief")
    erratum(store, "articles", brief, {"body": "Nothing happened on Monday."}, reason="said so")
    erratum(store, "authors", f"{article(store, BRIDGE)} 0", {"name": "Bo M."}, reason="short")

    lines = (load(store).folder / "CHANGELOG.md").read_text("utf-8").splitlines()
    (first,) = [line for line in lines if "headline" in line and "→" in line]
    (second,) = [line for line in lines if "section" in line and "→" in line]
    assert first == f"- articles {ferry} headline: Ferry returns → Ferry \\<returned\\>"
    assert second.startswith(f"- articles {ferry} section: (none) → A \\*very\\* long section \\| of a paper")
    assert second.endswith("…")
    assert f"- articles {brief} body" in lines
    assert any(line.endswith(" 0 name: Bo Marchetti → Bo M.") for line in lines)
    takedown(store, [ferry], reason="copyright")
    assert "Ferry returns" not in (load(store).folder / "CHANGELOG.md").read_text("utf-8")
