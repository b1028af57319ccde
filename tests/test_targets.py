"""Where a build may be published to, and when there is nothing to publish."""

import hashlib
import json
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tarnhollow import ARTICLES, write_jsonl
from test_cli import run

import corpus
from corpus.conversion import convert
from corpus.errors import ReleaseError, StoreError
from corpus.package import About
from corpus.release import erratum, plan, publish, takedown, yank

DECEMBER = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.fixture
def store(published: Path, tmp_path: Path) -> Path:
    return shutil.copytree(published, tmp_path / "releases")


def tree(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def described(build: Path, folder: Path, **said: object) -> Path:
    """A copy of a build whose descriptor says something else."""
    copy = shutil.copytree(build, folder)
    descriptor = json.loads((copy / "datapackage.json").read_bytes()) | said
    (copy / "datapackage.json").write_text(json.dumps(descriptor))
    return copy


# ------------------------------------------------------------------ where to


@pytest.mark.parametrize(
    ("to", "says"),
    [
        ("build", "is a build or a version"),
        ("build/releases", "which is a build or a version"),
        ("releases/v/2026.11.0", "is a build or a version"),
        ("releases/v/2026.11.0/more", "which is a build or a version"),
        ("releases/v", "among the versions"),
        ("releases/v/more", "among the versions"),
        ("in", "is no store, and holds articles.jsonl"),
        ("home", "is no store, and holds .profile"),
    ],
)
def test_a_place_that_is_no_store_is_refused_and_stays_as_it_is(
    to: str, says: str, build: Path, store: Path, tmp_path: Path
) -> None:
    shutil.copytree(build, tmp_path / "build")
    write_jsonl(tmp_path / "in" / "articles.jsonl", ARTICLES)
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / ".profile").write_text("")
    before = tree(tmp_path)

    for command in (plan, publish):
        with pytest.raises(ReleaseError, match=says):
            command(build, tmp_path / to, "2026.12.0")

    assert tree(tmp_path) == before
    assert store.exists()


def test_no_words_are_no_place(build: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(StoreError, match="names no folder and no address"):
        publish(build, "")

    assert tree(tmp_path) == set()


def test_a_new_folder_an_empty_one_and_a_store_with_a_page_of_its_own_are_right(build: Path, tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text("{}")  # of the repository that the stores lie in
    (tmp_path / "empty").mkdir()
    for name in ("new/folder", "empty"):
        publish(build, tmp_path / name, "2026.11.0")
        (tmp_path / name / "index.html").write_text("")

        publish(build, tmp_path / name, "2026.12.0")

        assert corpus.load(tmp_path / name).version == "2026.12.0"


def test_in_an_object_store_it_is_the_same(build: Path, s3: str) -> None:
    from corpus.store import open_store

    publish(build, f"{s3}/new", "2026.11.0")
    open_store(s3).create("letters/one.txt", b"Dear Lena")

    for to, says in ((f"{s3}/new/v/2026.11.0/more", "in a version"), (s3, "holds letters")):
        with pytest.raises(ReleaseError, match=says):
            publish(build, to, "2026.12.0")


def test_a_package_of_another_name_is_refused_with_both_names(build: Path, store: Path, tmp_path: Path) -> None:
    other = described(build, tmp_path / "other", name="gazette")

    with pytest.raises(ReleaseError, match="'news-corpus', the build is of 'gazette'"):
        publish(other, store, "2026.12.0")


def test_what_is_new_of_licence_title_and_rights_is_told(build: Path, store: Path, tmp_path: Path) -> None:
    other = described(build, tmp_path / "other", licenses=[{"name": "CC0-1.0"}], title="The Gazette")

    told = run("publish", other, "--to", store, "--dry-run")
    as_json = json.loads(run("publish", other, "--to", store, "--dry-run", "--json").stdout)

    assert "licence: (none) → CC0-1.0" in told.stdout
    assert "title: (none) → The Gazette" in told.stdout
    assert {one["name"] for one in as_json["package"]} == {"licenses", "title"}


# ------------------------------------------------------------------ nothing new


def test_the_same_build_again_is_not_published(build: Path, store: Path) -> None:
    before = tree(store)

    done = publish(build, store, created=DECEMBER)
    told = run("publish", build, "--to", store)
    as_json = json.loads(run("publish", build, "--to", store, "--json").stdout)

    assert (done.version, done.plan.is_same, done.folder) == ("2026.11.0", True, store / "v" / "2026.11.0")
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.startswith("nothing has changed since 2026.11.0; nothing was published")
    assert (as_json["published"], as_json["is_same"], as_json["version"]) == (False, True, "2026.11.0")
    assert plan(build, store).is_same
    assert tree(store) == before


def test_the_same_build_is_published_where_its_number_is_asked_for(build: Path, store: Path) -> None:
    assert not publish(build, store, "2026.12.0").plan.is_same

    yank(store, "2026.12.0", reason="by mistake")

    assert publish(build, store).version == "2026.11.0"


def test_what_is_new_in_the_descriptor_or_in_another_file_is_published(
    build: Path, store: Path, tmp_path: Path
) -> None:
    resources = json.loads((build / "datapackage.json").read_bytes())["resources"]
    for number in (1, 2):
        content = f"a\n{number}\n".encode()
        notes = {"name": "notes", "path": "notes.csv", "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
        other = described(build, tmp_path / f"notes-{number}", resources=[*resources, notes])
        (other / "notes.csv").write_bytes(content)
        assert not publish(other, store).plan.is_same
    assert publish(other, store).plan.is_same

    keyed = described(other, tmp_path / "keyed", keywords=["harbours"])
    assert not publish(keyed, store).plan.is_same


# ------------------------------------------------------------------ signatures


def test_a_version_without_a_signature_after_one_with_it_is_warned_of(tmp_path: Path) -> None:
    key = tmp_path / "key"
    if shutil.which("ssh-keygen") is None:
        pytest.skip("no ssh-keygen here")
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    articles = write_jsonl(tmp_path / "in" / "a.jsonl", ARTICLES)
    convert([articles], tmp_path / "build", about=About(), workers=1)
    to = tmp_path / "releases"
    publish(tmp_path / "build", to, "2026.11.0", sign=key)
    first, *_ = corpus.load(to).articles.collect()["article_id"]

    assert plan(tmp_path / "build", to, "2026.12.0").notes
    assert not publish(tmp_path / "build", to, "2026.12.0", sign=key).plan.notes
    told = run("publish", tmp_path / "build", "--to", to, "--version", "2027.1.0")
    assert "warning: 2026.12.0 is signed and 2027.1.0 is not" in told.stderr
    publish(tmp_path / "build", to, "2027.2.0", sign=key)
    assert erratum(to, "articles", first, {"section": "Local"}, reason="moved", is_dry_run=True).plan.notes
    assert takedown(to, [first], reason="copyright", is_dry_run=True).plan.notes
