"""What `corpus gc` removes, and what it leaves whatever it looks like; what is said of a damaged version."""

import json
import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from test_cli import run

import corpus
from corpus.errors import PackageError, ReleaseError, StoreError
from corpus.release import gc, plan, publish, verify

NOW = timedelta(0)

pytestmark = pytest.mark.slow


@pytest.fixture
def store(published: Path, tmp_path: Path) -> Path:
    return shutil.copytree(published, tmp_path / "store")


def tree(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


@pytest.mark.parametrize("version", ["2026.10.0", "2026.11.0"])
def test_a_version_whose_manifest_is_gone_is_damaged_and_nothing_of_it_is_removed(version: str, store: Path) -> None:
    manifest = store / "v" / version / "manifest.json"
    content = manifest.read_bytes()
    manifest.unlink()
    before = tree(store)

    done = gc(store, older_than=NOW)

    assert (done.removed, done.damaged) == ((), (version,))
    assert tree(store) == before
    faults = [one for one in verify(store).faults if one.path == f"v/{version}/manifest.json"]
    assert "is damaged" in faults[0].message
    assert not any("gc" in one.message for one in verify(store).faults)
    assert [one.message for one in verify(store, version).faults] == [faults[0].message]
    assert [one.message for one in verify(store / "v" / version).faults] == [faults[0].message]
    manifest.write_bytes(content)
    assert verify(store).is_ok


def test_the_number_of_a_damaged_version_is_not_published_again(store: Path, build: Path) -> None:
    (store / "v" / "2026.11.0" / "manifest.json").unlink()
    before = tree(store)

    for version in ("2026.11.0", None):
        for command in (plan, publish):
            with pytest.raises(ReleaseError, match=r"2026\.11\.0 is damaged"):
                command(build, store, version)

    assert tree(store) == before


def test_copies_and_stores_within_a_store_are_left_and_named(store: Path) -> None:
    shutil.copytree(store / "v" / "2026.11.0", store / "v" / "2026.11.0.bak")
    shutil.copytree(store, store.parent / "other")
    shutil.move(store.parent / "other", store / "v" / "nested")
    (store / "v" / "nested" / ".draft.tmp").write_bytes(b"mine")
    (store / "notes").mkdir()
    (store / "notes" / ".2026.11.0.abc.tmp").write_bytes(b"mine")
    (store / "empty").mkdir()
    before = tree(store)

    done = gc(store, older_than=NOW)

    assert (done.removed, done.foreign) == ((), ("2026.11.0.bak", "nested"))
    assert tree(store) == before


def test_a_copy_under_another_number_is_no_version_and_is_left_and_named(store: Path) -> None:
    shutil.copytree(store / "v" / "2026.10.0", store / "v" / "2026.12.0")
    before = tree(store)

    done = gc(store, older_than=NOW)

    assert (done.removed, done.foreign) == ((), ("2026.12.0",))
    assert tree(store) == before
    assert corpus.load(store).version == "2026.11.0"
    assert any("is the manifest of 2026.10.0" in one.message for one in verify(store).faults)


def test_a_publish_that_has_written_nothing_yet_keeps_its_folder(store: Path) -> None:
    staged = store / "v" / ".next.abc.tmp"
    staged.mkdir()

    gc(store)
    assert staged.exists()
    gc(store, older_than=NOW)

    assert not staged.exists()


def test_what_is_no_store_is_not_swept(tmp_path: Path) -> None:
    (tmp_path / ".notes.1.tmp").write_bytes(b"mine")
    (tmp_path / "v" / "drafts").mkdir(parents=True)
    before = tree(tmp_path)

    for where in (tmp_path, tmp_path / "v", tmp_path / "nothing"):
        with pytest.raises(StoreError, match="no store of releases"):
            gc(where, older_than=NOW)

    assert tree(tmp_path) == before
    refused = run("gc", tmp_path)
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)


def test_a_file_that_leads_out_of_the_version_is_a_fault_as_it_is_for_who_loads(store: Path) -> None:
    file = store / "v" / "2026.11.0" / "roles.parquet"
    file.rename(store.parent / "roles.parquet")
    file.symlink_to(store.parent / "roles.parquet")

    with pytest.raises(PackageError, match="leads out"):
        corpus.load(store)

    assert [(one.path, "leads out" in one.message) for one in verify(store).faults] == [
        ("v/2026.11.0/roles.parquet", True)
    ]


@pytest.mark.parametrize("content", [None, b"[]", b"{", b"{}", b'{"version": "2026.11.0", "versions": [1]}'])
def test_a_pointer_that_is_gone_or_none_is_said_in_words_with_what_mends_it(content: bytes | None, store: Path) -> None:
    latest = store / "latest.json"
    latest.unlink() if content is None else latest.write_bytes(content)

    with pytest.raises(PackageError, match=r"corpus gc .*writes it anew|name a version: 2026.10.0, 2026.11.0") as error:
        corpus.load(store)
    fault = next(one for one in verify(store).faults if one.path == "latest.json")

    assert "corpus gc" in fault.message
    assert not any(word in f"{error.value} {fault.message}" for word in ("attribute", "indices", "Errno", "'list'"))
    latest.unlink(missing_ok=True)
    gc(store)
    assert verify(store).is_ok
    assert json.loads(latest.read_bytes())["version"] == "2026.11.0"


def test_a_version_is_named_to_verify_as_it_is_to_load(store: Path) -> None:
    assert verify(store, "2026.10").versions == ("2026.10.0",)
    assert verify(store, "latest").versions == ("2026.11.0",)
    assert verify(store, "<2026.11").versions == ("2026.10.0",)


def test_an_archive_is_said_to_be_one(store: Path) -> None:
    archive = shutil.make_archive(str(store.parent / "one"), "zip", store / "v" / "2026.11.0")

    with pytest.raises(PackageError, match=r"is a file; .*checked when it is loaded"):
        verify(archive)


def test_a_tilde_in_quotation_marks_is_the_home(
    store: Path, build: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.chdir(store)

    publish(build, "~/store", "2026.12.0")

    assert corpus.load("~/store").version == "2026.12.0"
    assert not (Path(os.curdir) / "~").exists()
    with pytest.raises(StoreError, match="nobody has such a home"):
        publish(build, "~no-such-person/store", "2026.12.0")
