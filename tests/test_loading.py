import hashlib
import json
import shutil
from pathlib import Path

import polars as pl
import pytest

import corpus
from corpus import contract
from corpus.errors import IntegrityError, PackageError


@pytest.fixture
def store(published: Path, tmp_path: Path) -> Path:
    return shutil.copytree(published, tmp_path / "releases")


def test_a_store_opens_at_its_newest_version(store: Path) -> None:
    loaded = corpus.load(store)

    assert loaded.version == "2026.11.0"
    assert loaded.articles.collect().height == 3


def test_a_version_opens_by_its_name_and_by_its_folder(store: Path) -> None:
    assert corpus.load(store, version="2026.10.0").version == "2026.10.0"
    assert corpus.load(store / "v" / "2026.10.0").version == "2026.10.0"


def test_a_build_opens_like_a_version(build: Path) -> None:
    assert corpus.load(build).quotes.collect().height > 0


def test_every_table_is_there_with_the_types_of_the_contract(store: Path) -> None:
    loaded = corpus.load(store)

    assert list(loaded) == [*contract.tables(), "withdrawn"]
    for name, table in contract.tables().items():
        assert loaded[name].collect_schema() == contract.polars_schema(table)
        assert getattr(loaded, name).collect_schema() == contract.polars_schema(table)


def test_pandas_and_arrow_get_every_row_and_no_float_for_an_integer(store: Path) -> None:
    loaded = corpus.load(store)

    frames, arrows = loaded.to_pandas(), loaded.to_arrow("quotes")

    assert {name: len(frame) for name, frame in frames.items()} == {
        name: loaded[name].select(pl.len()).collect().item() for name in loaded
    }
    assert frames["quotes"]["start"].dtype == "int32"
    assert frames["articles"]["is_truncated"].dtype == bool
    assert arrows["quotes"].schema.equals(contract.arrow_schema(contract.tables()["quotes"]))


def test_a_changed_file_is_refused(store: Path) -> None:
    with (store / "v" / "2026.11.0" / "quotes.parquet").open("r+b") as stream:
        stream.seek(100)
        stream.write(b"\x00")

    with pytest.raises(IntegrityError, match=r"quotes\.parquet"):
        corpus.load(store)


def test_a_changed_manifest_is_refused(store: Path) -> None:
    path = store / "v" / "2026.11.0" / "manifest.json"
    path.write_bytes(path.read_bytes().replace(b"articles.parquet", b"orgs.parquet", 1))

    with pytest.raises(IntegrityError, match=r"manifest\.json"):
        corpus.load(store)


def test_a_changed_build_is_refused(build: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(build, tmp_path / "copy")
    (copy / "people.parquet").write_bytes((copy / "orgs.parquet").read_bytes())

    with pytest.raises(IntegrityError, match=r"people\.parquet"):
        corpus.load(copy)


def test_a_missing_version_names_those_that_there_are(store: Path) -> None:
    with pytest.raises(PackageError, match=r"2026\.10\.0, 2026\.11\.0"):
        corpus.load(store, version="2027.1.0")


def test_what_is_no_package_says_so(tmp_path: Path) -> None:
    with pytest.raises(PackageError, match=r"datapackage\.json"):
        corpus.load(tmp_path)
    with pytest.raises(PackageError, match="not there"):
        corpus.load(tmp_path / "nothing")


def test_a_descriptor_never_leads_out_of_its_folder(build: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(build, tmp_path / "copy")
    descriptor = json.loads((copy / "datapackage.json").read_bytes())
    descriptor["resources"][0]["path"] = "../build/articles.parquet"
    (copy / "datapackage.json").write_text(json.dumps(descriptor))

    with pytest.raises(PackageError, match="leads out"):
        corpus.load(copy)


def test_a_package_of_a_later_contract_is_not_misread(build: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(build, tmp_path / "copy")
    descriptor = json.loads((copy / "datapackage.json").read_bytes())
    (copy / "datapackage.json").write_text(json.dumps(descriptor | {"x-contract": "2.0.0"}))

    with pytest.raises(PackageError, match=r"contract 2\.0\.0"):
        corpus.load(copy)


def changed(build: Path, folder: Path, **patch: object) -> Path:
    """A copy of the build with other properties in its descriptor."""
    copy = shutil.copytree(build, folder / "copy")
    descriptor = json.loads((copy / "datapackage.json").read_bytes()) | patch
    (copy / "datapackage.json").write_text(json.dumps(descriptor))
    return copy


@pytest.mark.parametrize("path", [None, [], "\x00", "\ud800", 5, "people.parquet/../people.parquet", "a" * 5000])
def test_a_path_that_names_no_file_is_refused_in_one_line(build: Path, tmp_path: Path, path: object) -> None:
    resources = json.loads((build / "datapackage.json").read_bytes())["resources"]
    resources[1]["path"] = path

    with pytest.raises(PackageError, match=r"datapackage\.json") as refused:
        corpus.load(changed(build, tmp_path, resources=resources))

    assert "\n" not in str(refused.value)


def test_a_file_without_a_hash_is_refused(build: Path, tmp_path: Path) -> None:
    resources = json.loads((build / "datapackage.json").read_bytes())["resources"]
    del resources[1]["hash"]

    with pytest.raises(IntegrityError, match="no hash"):
        corpus.load(changed(build, tmp_path, resources=resources))


def test_a_table_in_several_files_opens_by_the_hash_of_all_in_order(build: Path, tmp_path: Path) -> None:
    resources = json.loads((build / "datapackage.json").read_bytes())["resources"]
    twice = (build / "subjects.parquet").read_bytes() * 2
    resources[9] |= {"path": ["subjects.parquet"] * 2, "hash": f"sha256:{hashlib.sha256(twice).hexdigest()}"}

    assert resources[9]["name"] == "subjects"
    assert corpus.load(changed(build, tmp_path, resources=resources)).subjects.collect().height == 0


def test_only_resources_of_parquet_are_tables(build: Path, tmp_path: Path) -> None:
    resources = json.loads((build / "datapackage.json").read_bytes())["resources"]
    quotes = next(one for one in resources if one["name"] == "quotes")
    resources += [quotes | {"name": "more"}, {"name": "inline", "data": [{"a": 1}]}]
    resources += [{"name": "plain", "path": "n.csv", "hash": f"sha256:{hashlib.sha256(b'a').hexdigest()}"}]
    copy = changed(build, tmp_path, resources=resources)
    (copy / "n.csv").write_bytes(b"a")

    loaded = corpus.load(copy)

    assert [*loaded] == [*contract.tables(), "more"]
    assert loaded["more"].collect().height == loaded.quotes.collect().height


@pytest.mark.parametrize("path", ["../elsewhere/v/2026.11.0", "ABSOLUTE", "\x00", "https://lantern.example/v", 7, ""])
def test_latest_never_leads_out_of_the_store(store: Path, tmp_path: Path, path: object) -> None:
    elsewhere = shutil.copytree(store, tmp_path / "elsewhere") / "v" / "2026.11.0"
    latest = json.loads((store / "latest.json").read_bytes())
    latest["path"] = str(elsewhere) if path == "ABSOLUTE" else path
    (store / "latest.json").write_text(json.dumps(latest))

    with pytest.raises(PackageError, match=r"latest\.json: path"):
        corpus.load(store)


@pytest.mark.parametrize("content", [b"[" * 200_000, b"5", b"{}", b"\xff", b'{"path": "\\ud800"}'])
def test_a_latest_that_is_none_names_the_versions_there_are(store: Path, content: bytes) -> None:
    (store / "latest.json").write_bytes(content)

    with pytest.raises(PackageError, match=r"name a version: 2026\.10\.0, 2026\.11\.0"):
        corpus.load(store)


@pytest.mark.parametrize("path", ["/etc/hostname", "../2026.10.0/quotes.parquet", "\x00"])
def test_a_manifest_never_leads_out_of_its_version(store: Path, path: str) -> None:
    file = store / "v" / "2026.11.0" / "manifest.json"
    manifest = json.loads(file.read_bytes())
    manifest["files"].append({"path": path, "bytes": 1, "sha256": "0" * 64})
    file.write_text(json.dumps(manifest))

    with pytest.raises(PackageError, match=r"manifest\.json: path") as refused:
        corpus.load(store, version="2026.11.0")

    assert "sha256 is" not in str(refused.value)


def test_the_functions_stay_functions_whatever_is_imported_first() -> None:
    import corpus.conversion
    import corpus.loading

    assert callable(corpus.load)
    assert callable(corpus.convert)
