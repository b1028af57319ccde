import json
import shutil
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus import package
from corpus.errors import ReleaseError
from corpus.loading import load
from corpus.release import publish


def test_a_version_has_every_file_of_the_build_and_a_manifest_with_its_hash(build: Path, tmp_path: Path) -> None:
    release = publish(build, tmp_path, "2026.11.0")

    manifest = json.loads((release.folder / "manifest.json").read_bytes())
    listed = {entry["path"]: entry["sha256"] for entry in manifest["files"]}
    there = {p.name for p in release.folder.iterdir()} - {"manifest.json"}
    assert release.folder == tmp_path / "v" / "2026.11.0"
    assert set(listed) == there
    assert there > {p.name for p in build.iterdir()}
    assert all(package.sha256(release.folder / path) == digest for path, digest in listed.items())
    assert json.loads((release.folder / "datapackage.json").read_bytes())["version"] == "2026.11.0"


def test_a_published_version_is_never_overwritten(build: Path, tmp_path: Path) -> None:
    before = publish(build, tmp_path, "2026.11.0")

    with pytest.raises(ReleaseError, match="never changes"):
        publish(build, tmp_path, "2026.11.0")

    assert package.sha256(before.folder / "manifest.json") == before.manifest_sha256


@pytest.mark.parametrize(
    "version",
    [
        "2026.11",
        "2026.011.0",
        "v2026.11.0",
        "2026.13.0",
        "1.0.0",
        "2026.11.0-rc1",
        "",
        "٢٠٢٦.11.0",
        "0000.1.0",
        "1899.1.0",
        "2026.11.1000000",
    ],
)
def test_a_version_is_year_month_patch(version: str, build: Path, tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match=r"YYYY\.M\.PATCH"):
        publish(build, tmp_path, version)


def test_latest_is_the_newest_version_not_the_last_published(build: Path, tmp_path: Path) -> None:
    publish(build, tmp_path, "2026.10.2")
    newest = publish(build, tmp_path, "2026.11.0")
    erratum = publish(build, tmp_path, "2026.10.10", is_back_issue=True)

    latest = json.loads((tmp_path / "latest.json").read_bytes())
    assert newest.is_latest
    assert not erratum.is_latest
    assert latest["version"] == "2026.11.0"
    assert latest["path"] == "v/2026.11.0"
    assert latest["manifest_sha256"] == newest.manifest_sha256
    assert [one["version"] for one in latest["versions"]] == ["2026.10.2", "2026.10.10", "2026.11.0"]
    assert package.versions(tmp_path) == ["2026.10.2", "2026.10.10", "2026.11.0"]


def test_a_build_with_findings_is_not_published(build: Path, tmp_path: Path) -> None:
    broken = shutil.copytree(build, tmp_path / "broken")
    (broken / "quotes.parquet").write_bytes((broken / "cues.parquet").read_bytes())

    with pytest.raises(ReleaseError, match="not published"):
        publish(broken, tmp_path / "releases", "2026.11.0")

    assert not (tmp_path / "releases" / "v" / "2026.11.0").exists()


@pytest.mark.parametrize(
    ("patch", "code"),
    [
        ({"name": None}, "descriptor"),
        ({"x-contract": "99.0"}, "contract-version"),
        ({"more": "gone.csv"}, "file-missing"),
    ],
)
def test_what_could_not_be_loaded_is_not_published(
    build: Path, tmp_path: Path, patch: dict[str, object], code: str
) -> None:
    copy = shutil.copytree(build, tmp_path / "copy")
    descriptor = json.loads((copy / "datapackage.json").read_bytes()) | patch
    if path := descriptor.pop("more", None):
        descriptor["resources"].append({"name": "more", "path": path})
    (copy / "datapackage.json").write_text(json.dumps({key: one for key, one in descriptor.items() if one is not None}))

    with pytest.raises(ReleaseError, match=code):
        publish(copy, tmp_path / "releases", "2026.11.0")


def test_other_files_and_inline_data_are_published_and_open_again(build: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(build, tmp_path / "copy")
    descriptor = json.loads((copy / "datapackage.json").read_bytes())
    (copy / "notes.csv").write_bytes(b"a\n")
    hashed = {"name": "notes", "path": "notes.csv", "hash": f"sha256:{package.sha256(copy / 'notes.csv')}"}
    descriptor["resources"] += [hashed, {"name": "inline", "data": [{"a": 1}]}]
    (copy / "datapackage.json").write_text(json.dumps(descriptor))

    release = publish(copy, tmp_path / "releases", "2026.11.0")

    assert (release.folder / "notes.csv").read_bytes() == b"a\n"
    resources = {one["name"]: one for one in load(tmp_path / "releases").descriptor["resources"]}
    assert resources["inline"]["data"] == [{"a": 1}]


def test_of_publishers_of_one_version_exactly_one_wins(build: Path, tmp_path: Path) -> None:
    outcomes: list[str] = []

    def race() -> None:
        try:
            publish(build, tmp_path, "2026.11.0")
            outcomes.append("published")
        except ReleaseError:
            outcomes.append("refused")

    racers = [threading.Thread(target=race) for _ in range(4)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()

    assert sorted(outcomes) == ["published", "refused", "refused", "refused"]
    assert [p.name for p in (tmp_path / "v").iterdir()] == ["2026.11.0"]


def test_the_same_build_and_instant_give_the_same_version_bytes(build: Path, tmp_path: Path) -> None:
    moment = datetime(2026, 11, 23, 12, tzinfo=UTC)

    one = publish(build, tmp_path / "one", "2026.11.0", created=moment)
    two = publish(build, tmp_path / "two", "2026.11.0", created=moment)

    assert one.manifest_sha256 == two.manifest_sha256
