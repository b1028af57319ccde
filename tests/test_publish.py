import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest
import yaml
from tarnhollow import ARTICLES, write_jsonl

import corpus
from corpus import package
from corpus.check import check
from corpus.conversion import convert
from corpus.errors import IntegrityError, ReleaseError, StoreError
from corpus.loading import load
from corpus.package import About
from corpus.release import manifest, plan, publish, takedown
from corpus.release.documents.about import in_markdown
from corpus.release.versions import NEEDS, before, check_bump, following, needed
from corpus.store import open_store

pytestmark = pytest.mark.slow

MOMENT = datetime(2026, 11, 23, 12, tzinfo=UTC)
OLDER = {
    "id": "urn:tarnhollow:0",
    "title": "Ferry sinks",
    "text": "The ferry sank.\n\n“Nobody was on it,” said Lena Ortiz.",
    "published": "2025-02-03T08:00:00Z",
    "language": "en",
    "publisher": "The *Tarnhollow* <b>Gazette</b> | & [Sons](x)",
}
NEWER = {"id": "urn:tarnhollow:4", "title": "Ferry sinks again", "text": "It sank.", "published": "2026-04-01"}


def corrected(article: dict[str, object], old: str, new: str) -> dict[str, object]:
    return article | {"text": str(article["text"]).replace(old, new)}


@pytest.fixture(scope="module")
def builds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Builds of the same articles: as they are, with a word corrected, with one more, and with one less."""
    folder = tmp_path_factory.mktemp("builds")
    first = [OLDER, *ARTICLES]
    about = About(title="Tarnhollow *news*", licenses=("CC-BY-4.0",), contributors=("The Lantern",))
    inputs = {
        "first": first,
        "corrected": [corrected(OLDER, "The ferry sank.", "The ferry sunk."), *ARTICLES],
        "more": [*first, NEWER],
        "less": first[:-1],
    }
    for name, articles in inputs.items():
        convert([write_jsonl(folder / name / "a.jsonl", articles)], folder / f"{name}-build", about=about, workers=1)
    return {name: folder / f"{name}-build" for name in inputs}


def hashes(folder: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}


# ------------------------------------------------------------------ which version may follow


@pytest.mark.parametrize(
    ("name", "classes"), [("corrected", {"erratum"}), ("more", {"rows-added"}), ("less", {"rows-removed"})]
)
def test_the_next_version_follows_from_what_changed(
    builds: dict[str, Path], tmp_path: Path, name: str, classes: set[str]
) -> None:
    publish(builds["first"], tmp_path, "2026.11.0", created=MOMENT)

    planned = plan(builds[name], tmp_path, created=MOMENT)

    assert classes <= set(planned.classes)
    assert planned.previous == "2026.11.0"
    assert planned.version == ("2026.11.1" if planned.needed == "patch" else "2026.12.0")
    assert planned.needed == needed(planned.classes)


def test_a_patch_that_adds_articles_is_refused(builds: dict[str, Path], tmp_path: Path) -> None:
    publish(builds["first"], tmp_path, "2026.11.0")

    with pytest.raises(ReleaseError, match=r"2026.11.1 is too small a step from 2026.11.0: .*rows-added.* 2026.12.0"):
        publish(builds["more"], tmp_path, "2026.11.1")

    assert package.versions(tmp_path) == ["2026.11.0"]


def test_a_patch_may_correct_a_word(builds: dict[str, Path], tmp_path: Path) -> None:
    publish(builds["first"], tmp_path, "2026.11.0")

    release = publish(builds["corrected"], tmp_path, "2026.11.1")

    changes = json.loads((release.folder / "changes.json").read_bytes())
    assert changes["bump"] == "patch"
    assert changes["previous"] == "2026.11.0"
    cells = pl.read_parquet(release.folder / "changes.parquet")
    assert cells.filter(pl.col("table") == "articles", pl.col("column") == "body_sha256").height == 1


def test_an_older_version_is_refused_but_as_a_back_issue(build: Path, tmp_path: Path) -> None:
    publish(build, tmp_path, "2026.9.0")
    publish(build, tmp_path, "2026.11.0")

    with pytest.raises(ReleaseError, match="--back-issue"):
        publish(build, tmp_path, "2026.9.1")
    with pytest.raises(ReleaseError, match="no older version of that month"):
        publish(build, tmp_path, "2026.10.1", is_back_issue=True)
    issue = publish(build, tmp_path, "2026.9.1", is_back_issue=True)

    assert issue.plan.previous == "2026.9.0"
    assert json.loads((tmp_path / "latest.json").read_bytes())["version"] == "2026.11.0"


@pytest.mark.parametrize("one", sorted(NEEDS))
def test_every_class_of_change_has_a_bump_and_a_smaller_one_is_refused(one: str) -> None:
    contracts = ("1.0.0", "1.0.0")
    if NEEDS[one] == "patch":
        check_bump("2026.11.0", "2026.11.1", [one], contracts, "store")
    else:
        with pytest.raises(ReleaseError, match=one):
            check_bump("2026.11.0", "2026.11.1", [one], contracts, "store")
    check_bump("2026.11.0", "2026.12.0", [one], contracts, "store")


def test_the_next_month_of_december_is_january() -> None:
    assert following("2026.12.4", "month", (2026, 12)) == "2027.1.0"
    assert before("2026.10.1", ["2026.2.0", "2026.10.0", "2026.11.0"]) == "2026.10.0"


def test_a_dry_run_writes_nothing(build: Path, tmp_path: Path) -> None:
    planned = plan(build, tmp_path / "store", "2026.11.0")

    assert planned.rows["articles"] == 3
    assert planned.bytes["articles.parquet"] > 0
    assert not (tmp_path / "store").exists()


# ------------------------------------------------------------------ the layout


def test_two_builds_of_one_input_publish_the_same_bytes(articles: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        convert([articles], tmp_path / name, workers=1)
        publish(tmp_path / name, tmp_path / f"{name}-store", "2026.11.0", created=MOMENT)

    assert hashes(tmp_path / "one-store/v/2026.11.0") == hashes(tmp_path / "two-store/v/2026.11.0")


def test_another_instant_changes_no_table(build: Path, tmp_path: Path) -> None:
    one = publish(build, tmp_path / "one", "2026.11.0", created=MOMENT)
    two = publish(build, tmp_path / "two", "2026.11.0", created=datetime(2027, 1, 1, tzinfo=UTC))

    old, new = hashes(one.folder), hashes(two.folder)
    assert {name for name in old if old[name] != new[name]} == {
        "datapackage.json", "manifest.json", "SHA256SUMS", "README.md", "CHANGELOG.md", "CITATION.cff", ".zenodo.json",
        "provenance.json", "croissant.json",
    }  # fmt: skip


def test_a_changed_word_changes_one_file_of_articles(builds: dict[str, Path], tmp_path: Path) -> None:
    one = publish(builds["first"], tmp_path / "one", "2026.11.0", partition="year")
    two = publish(builds["corrected"], tmp_path / "two", "2026.11.0", partition="year")

    old, new = hashes(one.folder), hashes(two.folder)
    changed = {name for name in old if old[name] != new[name] and name.endswith(".parquet")}
    assert {name for name in old if name.startswith("articles-")} == {
        "articles-2025.parquet", "articles-2026.parquet", "articles-undated.parquet",
    }  # fmt: skip
    assert {name for name in changed if name.startswith("articles")} == {"articles-2025.parquet"}


def test_parted_articles_are_those_of_one_file_in_the_same_order(builds: dict[str, Path], tmp_path: Path) -> None:
    whole = publish(builds["first"], tmp_path / "whole", "2026.11.0", partition="none")
    parted = publish(builds["first"], tmp_path / "parted", "2026.11.0", partition="month")

    assert sorted(p.name for p in parted.folder.glob("articles-*")) == [
        "articles-2025-02.parquet", "articles-2026-03.parquet", "articles-undated.parquet",
    ]  # fmt: skip
    tables = [corpus.load(one.folder).articles.collect() for one in (whole, parted)]
    assert tables[0].equals(tables[1])
    digests = [json.loads((one.folder / "manifest.json").read_bytes())["content"] for one in (whole, parted)]
    assert digests[0] == digests[1]


@pytest.fixture
def finely(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables of some hundred bytes are large enough to be parted."""
    monkeypatch.setattr("corpus.release.parting._LEAST", 100)
    monkeypatch.setattr("corpus.release.parting._LEAST_BY_LETTER", 100)
    monkeypatch.setattr("corpus.release.parting._BYTES_OF_A_FILE", 1)


@pytest.mark.usefixtures("finely")
def test_large_tables_are_parted_with_the_articles_and_hold_the_same_rows_in_the_same_order(
    builds: dict[str, Path], tmp_path: Path
) -> None:
    whole = publish(builds["first"], tmp_path / "whole", "2026.11.0", partition="none")
    parted = publish(builds["first"], tmp_path / "parted", "2026.11.0", partition="month")

    assert [p.name for p in whole.folder.glob("quotes-*")] == []
    loaded = [corpus.load(one.folder) for one in (whole, parted)]
    for name in ("people", "orgs", "quotes", "mentions", "cues", "roles", "authors", "problems"):
        assert loaded[0][name].collect().equals(loaded[1][name].collect()), name
    of_quotes = sorted(parted.folder.glob("quotes-*.parquet"))
    assert len(of_quotes) > 1
    assert {part.stem.partition("-of-")[2] for part in of_quotes} == {str(len(of_quotes))}
    for number, part in enumerate(of_quotes):
        first = 256 * number // len(of_quotes)
        for article in pl.read_parquet(part)["article_id"]:
            assert first <= int(article[1:3], 16) < first + 256 // len(of_quotes)
    of_people = list(parted.folder.glob("people-?.parquet"))
    assert len(of_people) > 1
    for part in of_people:
        assert set(pl.read_parquet(part)["name_key"].str.slice(0, 1)) == {part.stem.removeprefix("people-")}
    digests = [json.loads((one.folder / "manifest.json").read_bytes())["content"] for one in (whole, parted)]
    assert digests[0] == digests[1]
    assert set(corpus.compare(*loaded).classes) <= {"repack"}


@pytest.mark.usefixtures("finely")
def test_the_check_and_frictionless_accept_tables_in_parts(builds: dict[str, Path], tmp_path: Path) -> None:
    import frictionless

    release = publish(builds["first"], tmp_path, "2026.11.0", partition="month")

    said = frictionless.Package(str(release.folder / "datapackage.json")).validate()
    told = said.flatten(["name", "type", "message"])
    # Before 5.21 it calls a table without rows an error, as a part may be of so few articles.
    assert [one for one in told if "the source is empty" not in one[2]] == []
    found = check(release.folder, engines=["rules"]).findings
    assert [one for one in found if one.severity != "note"] == []
    resources = json.loads((release.folder / "datapackage.json").read_bytes())["resources"]
    parts = [one for one in resources if one.get("x-part-of") == "quotes"]
    assert len(parts) > 1
    assert {one["schema"] for one in parts[1:]} == {"quotes.schema.json"}
    assert json.loads((release.folder / "quotes.schema.json").read_bytes()) == parts[0]["schema"]


@pytest.mark.usefixtures("finely")
def test_a_takedown_writes_one_part_of_each_table_anew(builds: dict[str, Path], tmp_path: Path) -> None:
    one = publish(builds["first"], tmp_path, "2026.11.0", partition="month")
    gone = corpus.load(one.folder).articles.filter(headline="Ferry sinks").collect()["article_id"].item()

    done = takedown(tmp_path, [gone], reason="personal-data")

    assert done.release is not None
    old, new = hashes(one.folder), hashes(done.release.folder)
    parts = {name for name in old if re.search(r"\d\.parquet", name) and old[name] != new[name]}
    assert "articles-2025-02.parquet" in parts
    assert len(parts) == len({name.partition("-")[0] for name in parts}) >= 4


@pytest.mark.usefixtures("finely")
def test_tables_stay_in_the_parts_that_they_had(
    builds: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = publish(builds["first"], tmp_path, "2026.11.0", partition="month")
    monkeypatch.undo()

    two = publish(builds["corrected"], tmp_path, "2026.11.1")

    names = [{p.name for p in done.folder.glob("quotes-*")} for done in (one, two)]
    assert names[0] == names[1] != set()


def test_a_parted_version_keeps_the_contract_and_a_changed_part_is_found(
    builds: dict[str, Path], tmp_path: Path
) -> None:
    release = publish(builds["first"], tmp_path, "2026.11.0", partition="year")
    assert [one for one in check(release.folder).findings if one.severity != "note"] == []

    part = release.folder / "articles-2026.parquet"
    part.write_bytes((release.folder / "articles-2025.parquet").read_bytes())

    assert "hash-mismatch" in check(release.folder, engines=["rules"]).counts()


def test_the_parting_stays_as_it_was(builds: dict[str, Path], tmp_path: Path) -> None:
    publish(builds["first"], tmp_path, "2026.11.0", partition="month")

    assert plan(builds["corrected"], tmp_path).partition == "month"
    assert plan(builds["first"], tmp_path / "other").partition == "none"


def test_rows_in_another_order_are_published_in_the_order_of_the_contract(build: Path, tmp_path: Path) -> None:
    mixed = shutil.copytree(build, tmp_path / "mixed")
    descriptor = json.loads((mixed / "datapackage.json").read_bytes())
    for resource in descriptor["resources"]:
        path = mixed / resource["path"]
        pl.read_parquet(path).reverse().write_parquet(path)
        resource["hash"] = f"sha256:{package.sha256(path)}"
    (mixed / "datapackage.json").write_text(json.dumps(descriptor))
    assert "order" in check(mixed, engines=["rules"]).counts()

    one = publish(build, tmp_path / "one", "2026.11.0", created=MOMENT)
    two = publish(mixed, tmp_path / "two", "2026.11.0", created=MOMENT)

    tables = [name for name in hashes(one.folder) if name.endswith(".parquet")]
    assert {name: hashes(one.folder)[name] for name in tables} == {name: hashes(two.folder)[name] for name in tables}


def test_the_parquet_has_groups_checksums_and_an_index_and_no_statistics_of_bodies(build: Path, tmp_path: Path) -> None:
    release = publish(build, tmp_path, "2026.11.0")

    group = pq.read_metadata(release.folder / "articles.parquet").row_group(0)
    columns = {group.column(n).path_in_schema: group.column(n) for n in range(group.num_columns)}
    assert columns["body"].compression == "ZSTD"
    assert not columns["body"].is_stats_set
    assert columns["published_at"].is_stats_set
    assert columns["published_at"].has_column_index
    assert "RLE_DICTIONARY" not in columns["body"].encodings
    assert "RLE_DICTIONARY" in columns["status"].encodings
    pq.read_table(release.folder / "articles.parquet", page_checksum_verification=True)


# ------------------------------------------------------------------ others read it


@pytest.fixture(scope="module")
def parted(builds: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A version with articles parted by year, the second of its store; not to be changed by a test."""
    store = tmp_path_factory.mktemp("parted")
    publish(builds["first"], store, "2026.11.0", partition="year", created=MOMENT)
    return publish(builds["more"], store, "2026.12.0", created=MOMENT).folder


def test_frictionless_accepts_a_parted_version(parted: Path) -> None:
    import frictionless

    report = frictionless.Package(str(parted / "datapackage.json")).validate()

    # Before 5.21 it took a Parquet file without rows for none.
    assert not [error for error in report.flatten(["name", "type", "note"]) if error[2] != "the source is empty"]
    assert {"articles-2025", "articles-2026", "articles-undated"} <= {task.name for task in report.tasks}


def test_pandas_polars_duckdb_and_arrow_read_the_parts_as_one_table(
    parted: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import duckdb
    import pandas as pd
    import pyarrow.dataset as ds

    monkeypatch.chdir(parted)
    parts = sorted(str(p) for p in parted.glob("articles-*.parquet"))

    counts = [
        len(pd.read_parquet(parts)),
        pl.scan_parquet("articles-*.parquet").select(pl.len()).collect().item(),
        duckdb.sql("select count(*) from 'articles-*.parquet'").fetchall()[0][0],
        ds.dataset(parts).count_rows(),
    ]

    assert counts == [5] * 4


def test_sha256sum_checks_a_version(parted: Path) -> None:
    if not shutil.which("sha256sum"):
        pytest.skip("no sha256sum")

    done = subprocess.run(["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=parted, capture_output=True, check=False)

    assert done.returncode == 0, done.stderr
    listed = {line.split("  ")[1] for line in (parted / "SHA256SUMS").read_text().splitlines()}
    assert listed == {p.name for p in parted.iterdir()} - {"SHA256SUMS", "manifest.json"}


def test_mlcroissant_accepts_a_version(parted: Path) -> None:
    croissant = pytest.importorskip("mlcroissant")

    dataset = croissant.Dataset(parted / "croissant.json")

    assert not dataset.metadata.issues.errors
    assert {one.name for one in dataset.metadata.record_sets} >= {"articles", "quotes"}
    assert len(list(dataset.records("orgs"))) == pl.read_parquet(parted / "orgs.parquet").height
    assert len(list(dataset.records("articles"))) == corpus.load(parted).articles.collect().height


# ------------------------------------------------------------------ documents


def test_words_of_the_data_mean_nothing_in_the_documents(parted: Path) -> None:
    card = (parted / "README.md").read_text("utf-8")
    chart = (parted / "chart-publishers.svg").read_text("utf-8")

    assert "<b>" not in card
    assert "# Tarnhollow \\*news\\*" in card
    assert "Gazette" in ET.fromstring(chart).findall(".//{*}text")[2].text
    assert "<b>" not in chart


def test_the_front_matter_names_every_table_with_its_files(parted: Path) -> None:
    front = yaml.safe_load((parted / "README.md").read_text("utf-8").split("---")[1])

    files = {one["config_name"]: one["data_files"][0]["path"] for one in front["configs"]}
    assert front["license"] == "cc-by-4.0"
    assert front["language"] == ["en"]
    assert front["size_categories"] == ["n<1K"]
    assert files["articles"] == ["articles-*.parquet"]
    assert files["people"] == ["people.parquet"]
    assert all(list(parted.glob(path)) for paths in files.values() for path in paths)


def test_the_python_of_a_card_runs(parted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    card = (parted / "README.md").read_text("utf-8")
    monkeypatch.chdir(parted)

    for block in card.split("```python\n")[1:]:
        exec(compile(block.split("```")[0], "README.md", "exec"), {})


def test_a_changelog_tells_all_versions_the_newest_first(parted: Path) -> None:
    text = (parted / "CHANGELOG.md").read_text("utf-8")

    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        "## 2026.12.0, 2026-11-23", "## 2026.11.0, 2026-11-23",
    ]  # fmt: skip


def test_a_citation_names_who_made_which_version(parted: Path) -> None:
    told = yaml.safe_load((parted / "CITATION.cff").read_text("utf-8"))

    assert told["version"] == "2026.12.0"
    assert told["authors"] == [{"name": "The Lantern"}]
    assert told["license"] == "CC-BY-4.0"
    assert json.loads((parted / ".zenodo.json").read_bytes())["license"] == "cc-by-4.0"


def test_the_card_cites_a_version_as_loading_it_does_and_only_who_is_said_to_be_a_person_is_one(
    build: Path, tmp_path: Path
) -> None:
    copy = shutil.copytree(build, tmp_path / "build")
    descriptor = json.loads((copy / "datapackage.json").read_bytes())
    descriptor |= {
        "title": "News of {Tarnhollow} & valley",
        "contributors": [
            {"title": "Lena Ortiz"},
            {"title": "Bo Marchetti", "givenName": "Bo Anna", "familyName": "Marchetti"},
            {"givenName": "Ida", "familyName": "Vale"},
        ],
    }
    (copy / "datapackage.json").write_text(json.dumps(descriptor))
    version = publish(copy, tmp_path / "releases", "2026.11.0", created=MOMENT).folder

    card = (version / "README.md").read_text("utf-8")
    line, entry = load(version).cite(), load(version).cite("bibtex")
    assert line.startswith("Lena Ortiz, Marchetti, B. A., & Vale, I. (2026). News of {Tarnhollow} & valley (Version")
    assert "author = {{Lena Ortiz} and Marchetti, Bo Anna and Vale, Ida}" in entry
    assert f"> {in_markdown(line)}" in card
    assert f"```bibtex\n{entry}\n```" in card
    assert json.loads((version / "croissant.json").read_bytes())["citeAs"] == entry
    assert yaml.safe_load((version / "CITATION.cff").read_text("utf-8"))["authors"] == [
        {"name": "Lena Ortiz"},
        {"family-names": "Marchetti", "given-names": "Bo Anna"},
        {"family-names": "Vale", "given-names": "Ida"},
    ]
    creators = json.loads((version / ".zenodo.json").read_bytes())["creators"]
    assert [one["name"] for one in creators] == ["Lena Ortiz", "Marchetti, Bo Anna", "Vale, Ida"]


def test_no_document_names_a_folder_of_the_machine(parted: Path) -> None:
    for path in parted.iterdir():
        assert str(Path.home()).encode() not in path.read_bytes(), path.name
        assert str(parted.parent).encode() not in path.read_bytes(), path.name


# ------------------------------------------------------------------ manifest


def test_a_manifest_names_the_one_before(parted: Path) -> None:
    told = json.loads((parted / "manifest.json").read_bytes())

    assert told["previous"] == {
        "version": "2026.11.0",
        "manifest_sha256": package.sha256(parted.parent / "2026.11.0" / "manifest.json"),
    }
    assert told["changes"] == ["rows-added"]
    assert told["rows"]["articles"] == 5
    assert told["partition"] == "year"


def test_a_content_digest_stays_whoever_wrote_the_table(parted: Path, tmp_path: Path) -> None:
    frame = pl.read_parquet(parted / "quotes.parquet")
    frame.write_parquet(tmp_path / "polars.parquet", row_group_size=2, compression="snappy")
    wide = frame.with_columns(pl.col("start").cast(pl.Int64), pl.col("kind").cast(pl.Categorical))
    wide.write_parquet(tmp_path / "wide.parquet")
    other = frame.with_columns(pl.col("cue").fill_null("said"))
    other.write_parquet(tmp_path / "other.parquet")

    digests = [
        manifest.content_digest([path])
        for path in (parted / "quotes.parquet", *(tmp_path / f"{n}.parquet" for n in ("polars", "wide", "other")))
    ]

    assert digests[0] == digests[1] == digests[2]
    assert digests[3] != digests[0]


def test_null_and_the_empty_text_have_different_digests(tmp_path: Path) -> None:
    for name, values in {"null": ["a", None, "b"], "empty": ["a", "", "b"], "moved": ["a", "b", None]}.items():
        pl.DataFrame({"x": values}).write_parquet(tmp_path / name)

    assert len({manifest.content_digest([tmp_path / name]) for name in ("null", "empty", "moved")}) == 3


# ------------------------------------------------------------------ bad input: one line, and nothing changed


def test_a_manifest_that_was_tampered_with_is_built_upon_by_nobody(build: Path, tmp_path: Path) -> None:
    release = publish(build, tmp_path, "2026.11.0")
    path = release.folder / "manifest.json"
    path.write_bytes(path.read_bytes().replace(b'"partition": "none"', b'"partition": "year"'))
    before = hashes(release.folder)

    with pytest.raises(IntegrityError, match=r"manifest.json: changed: .* latest.json says"):
        publish(build, tmp_path, "2026.11.1")

    assert package.versions(tmp_path) == ["2026.11.0"]
    assert hashes(release.folder) == before


@pytest.mark.parametrize("content", [b"", b"[]", b'{"version": 3', b'{"versions": 7}'])
def test_a_pointer_that_is_none_is_named(build: Path, tmp_path: Path, content: bytes) -> None:
    publish(build, tmp_path, "2026.11.0")
    (tmp_path / "latest.json").write_bytes(content)

    with pytest.raises(IntegrityError, match=r"latest.json: is no pointer to a version"):
        publish(build, tmp_path, "2026.12.0")

    assert package.versions(tmp_path) == ["2026.11.0"]


def test_a_store_that_is_a_file_is_named(build: Path, tmp_path: Path) -> None:
    (tmp_path / "store").write_text("")

    with pytest.raises(StoreError, match="store"):
        publish(build, tmp_path / "store", "2026.11.0")


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_store_that_may_not_be_written_is_named(build: Path, tmp_path: Path) -> None:
    (tmp_path / "store").mkdir(mode=0o500)

    with pytest.raises(StoreError, match="permission denied"):
        publish(build, tmp_path / "store", "2026.11.0")


@pytest.mark.skipif(os.name == "nt", reason="no limit of file sizes there")
def test_a_disk_that_is_full_is_one_line_and_leaves_nothing(build: Path, tmp_path: Path) -> None:
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))"
    run = f"{limit}; from corpus.cli import main; main()"

    done = subprocess.run(
        [sys.executable, "-c", run, "publish", str(build), "--to", str(tmp_path / "store"), "--version", "2026.11.0"],
        capture_output=True,
        check=False,
        text=True,
    )

    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "nothing was published" in done.stderr
    assert not [p for p in (tmp_path / "store").rglob("*") if p.is_file()]


# ------------------------------------------------------------------ in an object store


def test_a_version_in_an_object_store_is_the_one_on_a_disk(builds: dict[str, Path], s3: str, tmp_path: Path) -> None:
    for name, version in (("first", "2026.11.0"), ("more", None)):
        publish(builds[name], tmp_path / "disk", version, created=MOMENT)
        publish(builds[name], s3, version, created=MOMENT)

    local, remote = open_store(tmp_path / "disk"), open_store(s3)
    assert list(local.list()) == list(remote.list())
    assert all(local.read(path) == remote.read(path) for path in local.list())


def test_an_unfinished_publish_of_other_bytes_is_told_and_kept(build: Path, s3: str) -> None:
    store = open_store(s3)
    store.create("v/2026.11.0/SHA256SUMS", b"of another")

    with pytest.raises(ReleaseError, match=r"under way, or was interrupted .*corpus gc"):
        publish(build, s3, "2026.11.0")

    assert list(store.list()) == ["v/2026.11.0/SHA256SUMS"]
