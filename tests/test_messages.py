"""What is said in one line where somebody slipped: in words of ours, with what to do."""

import errno
import json
import os
import re
import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from test_cli import run

import corpus
from corpus import package
from corpus.check import check
from corpus.errors import PackageError, StoreError
from corpus.release import publish, verify
from corpus.store import open_store
from corpus.store.local import LocalStore


def test_a_window_below_nothing_and_a_version_that_is_a_number_are_refused(published: Path) -> None:
    with pytest.raises(PackageError, match="window is -1"):
        corpus.load(published).quotes_in_context(-1)
    with pytest.raises(PackageError, match=r"version is 2026\.11, no text; .*'2026\.11'"):
        corpus.load(published, 2026.11)


def test_a_table_is_no_build_and_a_store_is_no_package(build: Path, published: Path, tmp_path: Path) -> None:
    with pytest.raises(PackageError, match=r"articles\.parquet: is no package; name the folder"):
        publish(build / "articles.parquet", tmp_path / "store")
    told = run("validate", published)
    assert (told.returncode, told.stderr.count("\n")) == (2, 1)
    assert "is a store of releases; name the folder of a version, such as" in told.stderr
    assert str(published / "v" / "2026.11.0") in told.stderr
    assert check(published / "v" / "2026.11.0").is_ok
    assert package.newest(published).name == "2026.11.0"


@pytest.mark.skipif(os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read anywhere")
def test_a_file_that_may_not_be_read_is_not_said_to_want_writing(published: Path, tmp_path: Path) -> None:
    store = shutil.copytree(published, tmp_path / "store")
    (store / "v" / "2026.11.0" / "roles.parquet").chmod(0)

    with pytest.raises(StoreError, match=r"roles\.parquet: permission denied; it must be readable"):
        verify(store)


def test_words_about_permission_are_those_of_reading_where_it_is_read(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)

    for is_reading, words in ((True, "must be readable"), (False, "must be writable")):
        with pytest.raises(StoreError, match=words), store._told(tmp_path / "a", is_reading=is_reading):
            raise PermissionError(errno.EACCES, "Permission denied", str(tmp_path / "a"))


def test_two_values_of_one_column_are_refused(published: Path) -> None:
    told = run("erratum", published, "articles", "a0", "section=a", "section=b", "--reason", "x")

    assert told.returncode == 2
    assert "section is given two values" in told.stderr


def test_a_file_of_no_known_form_is_refused_and_one_row_is_one_row(published: Path, tmp_path: Path) -> None:
    refused = run("query", published, "select 1", "-o", tmp_path / "x.xyz")
    assert refused.returncode == 2
    assert ".csv, .json, .parquet" in refused.stderr
    assert run("query", published, "select 1", "-o", tmp_path / "x.xyz", "--format", "csv").returncode == 0

    told = run("query", published, "select 1", "-o", tmp_path / "x.csv")

    assert told.stdout.startswith("1 row written")


def test_a_server_that_does_not_answer_and_a_bucket_that_is_none_are_said_in_words(
    s3: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSCORPUS_CACHE", str(tmp_path))
    nowhere = f"s3://no-such-bucket/{s3.rpartition('/')[2]}"
    for ask in (lambda: open_store(nowhere).read("latest.json"), lambda: list(open_store(nowhere).list())):
        with pytest.raises(StoreError, match=r"^s3://no-such-bucket/[^:]*: there is no such bucket$"):
            ask()
    with pytest.raises(StoreError) as error:
        corpus.load("http://127.0.0.1:9/news")
    assert re.fullmatch(
        r"http://127\.0\.0\.1:9/news/\S+: cannot be reached: nothing answers \([^)]+\)", str(error.value)
    )


def test_publish_and_verify_count_the_same_files_and_provenance_tells_files_from_items(published: Path) -> None:
    version = published / "v" / "2026.11.0"
    there = [path for path in version.rglob("*") if path.is_file()]

    found = verify(version)

    assert (found.files, found.bytes) == (len(there), sum(path.stat().st_size for path in there))
    inputs = json.loads((version / "provenance.json").read_bytes())["inputs"]
    assert (inputs["files"], inputs["items"]) == (1, 3)


def test_a_changelog_skips_no_level_of_headings(build: Path, tmp_path: Path) -> None:
    frame = corpus.load(build).articles.collect()
    from corpus.release import erratum

    publish(build, tmp_path / "store", "2026.11.0")
    done = erratum(tmp_path / "store", "articles", frame["article_id"][0], {"section": "Local"}, reason="moved")

    log = (done.release.folder / "CHANGELOG.md").read_text("utf-8")
    levels = [len(one) for one in re.findall(r"^(#+) ", log, re.MULTILINE)]
    assert 3 in levels
    assert all(after - before <= 1 for before, after in pairwise(levels))
