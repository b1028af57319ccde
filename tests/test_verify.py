import json
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from corpus import package
from corpus.errors import PackageError, ReleaseError, StoreError
from corpus.release import gc, publish, verify
from corpus.store import open_store

NO_AGE = timedelta(0)


@pytest.fixture
def store(published: Path, tmp_path: Path) -> Path:
    """A copy of the store with two versions, 2026.10.0 and 2026.11.0."""
    return Path(shutil.copytree(published, tmp_path / "store"))


def redact(store: Path, path: str, content: bytes) -> None:
    """Change a file and say so in `revocations.json`, as a takedown does."""
    old = package.sha256(store / path)
    (store / path).write_bytes(content)
    _, version, name = path.split("/", 2)
    files = [{"version": version, "path": name, "old_sha256": old, "new_sha256": package.sha256(store / path)}]
    one = {"kind": "withdrawn", "date": "2026-12-01", "reason": "personal-data", "articles": [], "files": files}
    (store / "revocations.json").write_text(json.dumps({"revocations": [one]}))


def test_a_store_is_as_it_was_published(published: Path) -> None:
    found = verify(published, is_deep=True)

    assert found.faults == ()
    assert found.versions == ("2026.10.0", "2026.11.0")
    assert found.files == sum(len(list((published / "v" / one).iterdir())) for one in found.versions)


def test_a_version_is_checked_by_its_name_and_by_its_folder(published: Path) -> None:
    for found in (verify(published, "2026.10.0"), verify(published / "v" / "2026.10.0")):
        assert found.is_ok
        assert found.versions == ("2026.10.0",)


@pytest.mark.parametrize("name", ["quotes.parquet", "README.md", "datapackage.json", "SHA256SUMS"])
def test_a_changed_byte_is_found(store: Path, name: str) -> None:
    file = store / "v" / "2026.10.0" / name
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)

    faults = verify(store).faults

    assert f"v/2026.10.0/{name}" in {one.path for one in faults}
    assert all(one.path.startswith("v/2026.10.0/") for one in faults)


def test_a_file_that_is_gone_and_one_that_is_new_are_found(store: Path) -> None:
    (store / "v" / "2026.11.0" / "roles.parquet").unlink()
    (store / "v" / "2026.11.0" / "more.parquet").write_bytes(b"")

    faults = {one.path: one.message for one in verify(store).faults}

    assert "is not there" in faults["v/2026.11.0/roles.parquet"]
    assert "nobody vouches" in faults["v/2026.11.0/more.parquet"]


def test_a_manifest_that_was_written_anew_is_found_by_the_next_and_by_latest(store: Path) -> None:
    path = store / "v" / "2026.10.0" / "manifest.json"
    path.write_bytes(path.read_bytes().replace(b'"full"', b'"none"'))

    messages = [one.message for one in verify(store).faults]

    assert any("v/2026.11.0/manifest.json says" in one for one in messages)
    assert any("latest.json says" in one for one in messages)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"manifest": 1}', b'{"manifest": 9}', b"[" * 100_000])
def test_a_manifest_that_is_none_is_found(store: Path, content: bytes) -> None:
    (store / "v" / "2026.11.0" / "manifest.json").write_bytes(content)

    faults = [one for one in verify(store).faults if one.path == "v/2026.11.0/manifest.json"]

    assert any("is no manifest" in one.message or "has the form" in one.message for one in faults)


def test_what_was_redacted_is_told_as_such_and_is_no_fault(store: Path) -> None:
    redact(store, "v/2026.10.0/articles.parquet", (store / "v/2026.10.0/orgs.parquet").read_bytes())

    found = verify(store, is_deep=True)

    assert found.is_ok
    assert found.notes == ("v/2026.10.0/articles.parquet: redacted on 2026-12-01 for personal-data",)


def test_what_was_changed_after_a_redaction_is_a_fault(store: Path) -> None:
    redact(store, "v/2026.10.0/articles.parquet", b"one")
    (store / "v/2026.10.0/articles.parquet").write_bytes(b"two")

    assert [one.path for one in verify(store).faults] == ["v/2026.10.0/articles.parquet"]


def test_values_are_compared_where_hashes_were_written_anew(store: Path) -> None:
    version = store / "v" / "2026.11.0"
    told = json.loads((version / "manifest.json").read_bytes())
    told["content"]["quotes"] = told["content"]["orgs"]
    (version / "manifest.json").write_text(json.dumps(told))

    shallow, deep = (verify(version, is_deep=is_deep).faults for is_deep in (False, True))

    assert {one.path for one in deep} - {one.path for one in shallow} == {"v/2026.11.0/quotes"}


def test_latest_that_points_elsewhere_is_found_and_mended(store: Path) -> None:
    latest = json.loads((store / "latest.json").read_bytes())
    latest |= latest["versions"][0]
    (store / "latest.json").write_text(json.dumps(latest))

    assert "the newest is 2026.11.0" in verify(store).faults[0].message
    gc(store)

    assert verify(store).is_ok


def test_a_folder_without_versions_is_none(tmp_path: Path, published: Path) -> None:
    with pytest.raises(PackageError, match="no version"):
        verify(tmp_path)
    with pytest.raises(PackageError, match=r"no version 2026.12.0; there are 2026.10.0, 2026.11.0"):
        verify(published, "2026.12.0")
    with pytest.raises(PackageError, match="no version"):
        verify(published, "../2026.11.0")


def test_a_store_is_verified_in_an_object_store_and_over_http(build: Path, s3: str, s3_server) -> None:
    publish(build, s3, "2026.11.0")
    web = s3.replace("s3://", f"{s3_server.endpoint}/")

    assert verify(s3, is_deep=True).is_ok
    assert verify(f"{web}/v/2026.11.0").is_ok
    with pytest.raises(StoreError, match="name a version"):
        verify(web)


# ------------------------------------------------------------------ signatures


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A private key of OpenSSH; `signers` beside it names its owner."""
    if not shutil.which("ssh-keygen"):
        pytest.skip("no ssh-keygen")
    key = tmp_path_factory.mktemp("keys") / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    (key.parent / "signers").write_text(f"lena@lantern.example {key.with_suffix('.pub').read_text()}")
    return key


def test_a_signed_version_says_who_signed_it(build: Path, tmp_path: Path, key: Path) -> None:
    publish(build, tmp_path, "2026.11.0", sign=key)

    found = verify(tmp_path, signers=key.parent / "signers")

    assert found.is_ok
    assert found.notes == ("v/2026.11.0/manifest.json: signed by lena@lantern.example",)


def test_a_signature_of_other_bytes_or_of_nobody_we_know_is_a_fault(build: Path, tmp_path: Path, key: Path) -> None:
    release = publish(build, tmp_path / "store", "2026.11.0", sign=key)
    (tmp_path / "nobody").write_text("bo@lantern.example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + "A" * 43 + "\n")
    stranger = verify(tmp_path / "store", signers=tmp_path / "nobody").faults
    path = release.folder / "manifest.json"
    path.write_bytes(path.read_bytes().replace(b'"full"', b'"none"'))
    changed = verify(tmp_path / "store", signers=key.parent / "signers").faults

    assert ["signed by nobody" in one.message for one in stranger] == [True]
    assert any("not one of these bytes" in one.message for one in changed)


def test_a_version_without_a_signature_is_a_fault_where_one_is_asked_for(published: Path, key: Path) -> None:
    faults = verify(published, "2026.11.0", signers=key.parent / "signers").faults

    assert [one.message for one in faults] == ["is not there: the manifest is not signed"]


def test_a_key_that_is_not_there_is_refused_before_anything_is_made(build: Path, tmp_path: Path, key: Path) -> None:
    with pytest.raises(ReleaseError, match=r"gone: not there"):
        publish(build, tmp_path / "store", "2026.11.0", sign=key.parent / "gone")

    assert not (tmp_path / "store").exists()


# ------------------------------------------------------------------ what a killed publish left


@pytest.mark.parametrize("kind", ["folder", "s3"])
def test_unfinished_versions_are_swept_and_complete_ones_kept(
    kind: str, build: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    where = tmp_path / "store" if kind == "folder" else request.getfixturevalue("s3")
    publish(build, where, "2026.11.0")
    store = open_store(where)
    kept = list(store.list())
    left = ["v/.2026.12.0.abc.tmp/articles.parquet", "v/2026.12.0/SHA256SUMS", "v/2026.12.0/quotes.parquet"]
    for path in left:
        store.create(path, b"left")

    assert gc(where).removed == ()
    assert sorted(one.path for one in gc(where, older_than=NO_AGE, is_dry=True).removed) == left
    assert sorted(one.path for one in gc(where, older_than=NO_AGE).removed) == left

    assert list(store.list()) == kept
    if kind == "folder":
        assert [p.name for p in (tmp_path / "store" / "v").iterdir()] == ["2026.11.0"]


def test_a_publish_that_may_be_under_way_is_left_alone(store: Path) -> None:
    files = [store / "v" / "2026.12.0" / name for name in ("SHA256SUMS", "quotes.parquet")]
    files[0].parent.mkdir()
    for file in files:
        file.write_bytes(b"")
    tomorrow = datetime.now(UTC) + timedelta(hours=25)

    assert gc(store, older_than=timedelta(hours=1)).removed == ()
    assert len(gc(store, now=tomorrow).removed) == 2
