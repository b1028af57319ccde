"""Packages that are not in a folder: zip archives, web servers, object stores; and the cache that keeps what came."""

import hashlib
import json
import shutil
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from range_server import RangeServer

import corpus
from corpus import contract
from corpus.errors import IntegrityError, PackageError
from corpus.loading.cache import Cache
from corpus.loading.versions import choose

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cache:
    monkeypatch.setenv("NEWSCORPUS_CACHE", str(tmp_path / "cache"))
    return Cache()


@pytest.fixture
def store(published: Path, tmp_path: Path) -> Path:
    return shutil.copytree(published, tmp_path / "releases")


@pytest.fixture
def web(store: Path) -> Iterator[RangeServer]:
    server = RangeServer(store)
    yield server
    server.stop()


# ------------------------------------------------------------------ which version


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        ("latest", "2026.11.0"),
        ("2026.10", "2026.10.3"),
        ("2026.10.0", "2026.10.0"),
        ("==2026.10.0", "2026.10.0"),
        ("==2026.10", "2026.10.3"),
        (">=2026.10", "2026.11.0"),
        (">2026.9, <2026.11", "2026.10.3"),
        ("<2026.10.3", "2026.10.0"),
        ("<=2026.9", "2026.9.12"),
        ("!=2026.11.0", "2026.10.3"),
        ("2026", "2026.11.0"),
        ("2026.12.0", "2026.12.0"),
    ],
)
def test_a_version_is_chosen_as_the_newest_that_fits_and_was_not_yanked(wanted: str, chosen: str) -> None:
    there = ["2026.9.12", "2026.10.0", "2026.10.3", "2026.11.0", "2026.12.0"]

    assert choose(wanted, there, {"2026.12.0"}, where="store") == chosen


@pytest.mark.parametrize("wanted", ["2027", ">2026.11", "2026.9.1", "next", ">=", "2026.11.0.1", "~2026.11", ""])
def test_what_fits_no_version_names_those_that_there_are_or_the_forms(wanted: str) -> None:
    with pytest.raises(PackageError, match=r"2026\.10\.0, 2026\.11\.0|expected latest") as refused:
        choose(wanted, ["2026.10.0", "2026.11.0"], where="store")

    assert "\n" not in str(refused.value)


def test_a_store_opens_at_the_newest_version_of_a_range(store: Path) -> None:
    assert corpus.load(store, ">=2026.10,<2026.11").version == "2026.10.0"
    assert corpus.load(store, "2026.11").version == "2026.11.0"


def test_one_package_is_checked_to_be_the_version_that_is_wanted(store: Path, build: Path) -> None:
    folder = store / "v" / "2026.10.0"

    assert corpus.load(folder, ">=2026.9").version == "2026.10.0"
    assert corpus.load(build, "latest").version == "0.0.0"
    with pytest.raises(PackageError, match=r"no version >=2026\.11"):
        corpus.load(folder, ">=2026.11")
    with pytest.raises(PackageError, match=r"is version 0\.0\.0"):
        corpus.load(build, "2026.11.0")


# ------------------------------------------------------------------ how much is checked


def spoiled(store: Path, name: str) -> None:
    path = store / "v" / "2026.11.0" / name
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)


def test_here_the_hash_of_every_file_is_compared_unless_less_is_asked_for(store: Path) -> None:
    spoiled(store, "quotes.parquet")

    assert corpus.load(store, verify="manifest").version == "2026.11.0"
    assert corpus.load(store, verify=None).version == "2026.11.0"
    for verify in ("auto", "all"):
        with pytest.raises(IntegrityError, match=r"quotes\.parquet"):
            corpus.load(store, verify=verify)


def test_verify_compares_every_file_afterwards(store: Path, build: Path) -> None:
    loaded = corpus.load(store, verify="manifest")
    assert loaded.verify() >= len(contract.NAMES)
    spoiled(store, "quotes.parquet")

    with pytest.raises(IntegrityError, match=r"quotes\.parquet"):
        loaded.verify()
    assert corpus.load(build).verify() == len(contract.NAMES)


def test_a_file_of_another_length_is_told_without_its_hash(store: Path) -> None:
    path = store / "v" / "2026.11.0" / "cues.parquet"
    path.write_bytes(path.read_bytes()[:-1])

    with pytest.raises(PackageError, match=r"cues"):
        corpus.load(store, verify="manifest")


# ------------------------------------------------------------------ zip archives


def zipped(folder: Path, file: Path, how: int = zipfile.ZIP_STORED, top: str = "") -> Path:
    with zipfile.ZipFile(file, "w", how) as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, top + path.relative_to(folder).as_posix())
    return file


@pytest.mark.parametrize("how", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("top", ["", "news-demo/"])
def test_a_zip_archive_opens_like_its_folder(store: Path, tmp_path: Path, how: int, top: str) -> None:
    whole = zipped(store, tmp_path / "store.zip", how, top)
    one = zipped(store / "v" / "2026.10.0", tmp_path / "one.zip", how, top)

    assert corpus.load(whole).version == "2026.11.0"
    assert corpus.load(whole, "2026.10").articles.collect().height == 3
    assert corpus.load(one).version == "2026.10.0"


def test_a_zip_archive_is_unpacked_once(store: Path, tmp_path: Path, cache: Cache) -> None:
    whole = zipped(store, tmp_path / "store.zip")
    first = corpus.load(whole).folder
    kept = {path: path.stat().st_mtime_ns for path in cache.folder.rglob("*")}

    assert corpus.load(whole).folder == first
    assert {path: path.stat().st_mtime_ns for path in cache.folder.rglob("*")} == kept


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("../out.parquet", "leads out"),
        ("/etc/out.parquet", "leads out"),
        ("a/../../out.parquet", "leads out"),
        ("a\\..\\out.parquet", "no name"),
        ("C:/out.parquet", "no name"),
    ],
)
def test_a_zip_archive_never_writes_outside_of_its_folder(
    build: Path, tmp_path: Path, cache: Cache, name: str, words: str
) -> None:
    file = zipped(build, tmp_path / "slip.zip")
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(zipfile.ZipInfo(name), b"out")

    with pytest.raises(PackageError, match=words):
        corpus.load(file)

    assert not list(tmp_path.rglob("out*"))
    assert not [path for path in cache.folder.rglob("*") if path.is_file()]


def test_a_link_in_a_zip_archive_is_refused(build: Path, tmp_path: Path) -> None:
    file = zipped(build, tmp_path / "link.zip")
    link = zipfile.ZipInfo("more")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(link, b"/etc")

    with pytest.raises(PackageError, match="is a link"):
        corpus.load(file)


def test_a_zip_archive_that_grows_beyond_measure_is_refused(
    build: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.loading.archives._SMALL", 1_000)
    file = tmp_path / "bomb.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(build / "datapackage.json", "datapackage.json")
        archive.writestr("zeros", bytes(20_000_000))

    with pytest.raises(PackageError, match="grows more than"):
        corpus.load(file)


@pytest.mark.parametrize("content", [b"PK\x05\x06" + bytes(18), b"PK\x03\x04" + bytes(60) + b"PK\x05\x06" + bytes(18)])
def test_a_zip_archive_without_a_package_says_so(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "empty.zip").write_bytes(content)

    with pytest.raises(PackageError, match=r"empty\.zip"):
        corpus.load(tmp_path / "empty.zip")


def test_a_damaged_zip_archive_says_so(build: Path, tmp_path: Path) -> None:
    file = zipped(build, tmp_path / "damaged.zip")
    content = bytearray(file.read_bytes())
    content[200:400] = bytes(200)
    file.write_bytes(content)

    with pytest.raises(PackageError, match=r"damaged\.zip"):
        corpus.load(file)


# ------------------------------------------------------------------ web servers


def test_a_store_on_the_web_opens_like_its_folder(web: RangeServer, store: Path) -> None:
    far, near = corpus.load(web.address), corpus.load(store)

    assert [*far] == [*near]
    assert far.version == "2026.11.0"
    assert far.address == f"{web.address}/v/2026.11.0"
    for name in near:
        assert far[name].collect().equals(near[name].collect()), name
        assert far[name].collect_schema() == near[name].collect_schema()
    assert {name: table.num_rows for name, table in far.to_arrow().items()} == {
        name: table.num_rows for name, table in near.to_arrow().items()
    }


def test_a_version_and_a_build_on_the_web_open_by_folder_or_descriptor(web: RangeServer, build: Path) -> None:
    assert corpus.load(f"{web.address}/v/2026.10.0/").version == "2026.10.0"
    assert corpus.load(f"{web.address}/v/2026.10.0/datapackage.json").version == "2026.10.0"
    shutil.copytree(build, web.folder / "build")
    assert corpus.load(f"{web.address}/build").articles.collect().height == 3


def test_a_version_on_the_web_opens_by_its_name(web: RangeServer) -> None:
    assert corpus.load(web.address, "2026.10.0").version == "2026.10.0"
    assert corpus.load(web.address, "<2026.11").version == "2026.10.0"
    with pytest.raises(PackageError, match=r"no version 2026\.10\.7; there are .*2026\.11\.0"):
        corpus.load(web.address, "2026.10.7")


def test_nothing_but_what_is_asked_for_is_fetched(web: RangeServer) -> None:
    loaded = corpus.load(web.address)
    assert not any(path.endswith(".parquet") for path in web.requests)
    web.reset()

    loaded.people.select("name").collect()

    assert {path.rpartition("/")[2] for path in web.requests} == {"people.parquet"}


def test_a_server_that_gives_no_ranges_gives_the_whole_once(web: RangeServer, store: Path) -> None:
    web.gives_ranges = False
    loaded = corpus.load(web.address)

    for _ in range(2):
        assert loaded.quotes.collect().equals(corpus.load(store).quotes.collect())
        web.reset()

    loaded.quotes.collect()
    assert web.requests == []


def test_with_all_every_file_is_fetched_compared_and_kept(web: RangeServer, cache: Cache) -> None:
    loaded = corpus.load(web.address, verify="all")
    size = cache.size()
    web.reset()

    again = corpus.load(web.address, verify="all")

    assert loaded.articles.collect().equals(again.articles.collect())
    assert [path for path in web.requests if path.endswith(".parquet")] == []
    assert cache.size() == size > sum(p.stat().st_size for p in (web.folder / "v" / "2026.11.0").glob("*.parquet"))


def test_two_versions_share_the_files_that_they_share(web: RangeServer) -> None:
    corpus.load(web.address, "2026.10.0", verify="all")
    web.reset()

    corpus.load(web.address, "2026.11.0", verify="all")

    assert [path for path in web.requests if path.endswith(".parquet")] == []


def test_a_copy_that_was_spoiled_is_fetched_again(web: RangeServer) -> None:
    kept = corpus.load(web.address, verify="all").folder / "quotes.parquet"
    kept.write_bytes(b"PAR1")

    assert corpus.load(web.address, verify="all").quotes.collect().height > 0


def test_a_file_that_was_changed_on_the_web_is_refused(web: RangeServer, store: Path) -> None:
    spoiled(store, "quotes.parquet")

    with pytest.raises(IntegrityError, match=r"http://.*quotes\.parquet: changed"):
        corpus.load(web.address, verify="all")
    with pytest.raises(IntegrityError, match=r"quotes\.parquet: changed"):
        corpus.load(web.address).verify()


@pytest.mark.parametrize("name", ["manifest.json", "datapackage.json"])
def test_a_manifest_or_descriptor_that_was_changed_on_the_web_is_refused(
    web: RangeServer, store: Path, name: str
) -> None:
    path = store / "v" / "2026.11.0" / name
    path.write_bytes(path.read_bytes().replace(b"articles", b"Articles", 1))

    with pytest.raises(IntegrityError, match=f"{name}: changed"):
        corpus.load(web.address)


def test_what_was_fetched_opens_when_nothing_answers(web: RangeServer) -> None:
    corpus.load(web.address, verify="all")
    corpus.load(web.address, "2026.10.0")
    web.stop()

    with pytest.warns(UserWarning, match="opened from the cache"):
        loaded = corpus.load(web.address)
    assert loaded.articles.collect().height == 3
    assert loaded.sql("select count(*) as n from quotes")["n"][0] > 0
    with pytest.warns(UserWarning, match="cache"):
        assert corpus.load(web.address, "2026.10.0").quotes.collect().height > 0  # the same bytes as of the newest


def test_what_was_not_fetched_says_so_when_nothing_answers(web: RangeServer) -> None:
    corpus.load(web.address)
    web.stop()

    with pytest.warns(UserWarning, match="cache"):
        loaded = corpus.load(web.address)
    with pytest.raises(PackageError, match=r"articles\.parquet: not in the cache, and nothing answers"):
        loaded.articles.collect()


def test_an_address_that_never_answered_says_so(web: RangeServer) -> None:
    web.stop()

    with pytest.raises(PackageError, match="cannot be reached") as refused:
        corpus.load(web.address)

    assert "\n" not in str(refused.value)


def test_a_place_without_a_package_or_permission_says_so(web: RangeServer) -> None:
    with pytest.raises(PackageError, match=r"no latest\.json and no datapackage\.json"):
        corpus.load(f"{web.address}/nothing")
    web.refuses = True
    with pytest.raises(PackageError, match="permission denied"):
        corpus.load(web.address)


@pytest.mark.parametrize("content", [b"<html>", b"[]", b"{}", b'{"path": "../../x", "manifest_sha256": "0"}'])
def test_a_latest_on_the_web_that_is_none_says_so(web: RangeServer, content: bytes) -> None:
    (web.folder / "latest.json").write_bytes(content)

    with pytest.raises(PackageError, match=r"latest\.json: ") as refused:
        corpus.load(web.address)

    assert "\n" not in str(refused.value)


def test_a_zip_archive_on_the_web_is_fetched_once(web: RangeServer) -> None:
    zipped(web.folder / "v" / "2026.10.0", web.folder / "one.zip")
    assert corpus.load(f"{web.address}/one.zip").version == "2026.10.0"
    web.reset()

    assert corpus.load(f"{web.address}/one.zip").quotes.collect().height > 0
    assert web.bytes == 0

    zipped(web.folder / "v" / "2026.11.0", web.folder / "one.zip", top="another/")
    assert corpus.load(f"{web.address}/one.zip").version == "2026.11.0"
    web.stop()
    with pytest.warns(UserWarning, match="cache"):
        assert corpus.load(f"{web.address}/one.zip").version == "2026.11.0"


def test_many_may_fetch_the_same_at_once(web: RangeServer, cache: Cache) -> None:
    heights: list[int] = []

    def fetch() -> None:
        heights.append(corpus.load(web.address, verify="all").articles.collect().height)

    threads = [threading.Thread(target=fetch) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert heights == [3] * 4
    assert not list(cache.folder.rglob("*.tmp"))


# ------------------------------------------------------------------ object stores


def test_a_store_of_objects_opens_like_a_folder(s3: str, store: Path) -> None:
    from corpus.store import open_store

    bucket = open_store(s3)
    for path in sorted(store.rglob("*")):
        if path.is_file():
            bucket.create(path.relative_to(store).as_posix(), path)

    far = corpus.load(s3)

    assert far.version == "2026.11.0"
    assert far.quotes.collect().equals(corpus.load(store).quotes.collect())
    assert far.with_text(far.articles.select("article_id").head(1)).collect()["body"][0]
    assert corpus.load(s3, "2026.10").version == "2026.10.0"
    assert corpus.load(s3, "2026.10.0", verify="all").verify() >= len(contract.NAMES)
    with pytest.raises(PackageError, match=r"no version 2027\.1\.0; there are 2026\.10\.0, 2026\.11\.0"):
        corpus.load(s3, "2027.1.0")


# ------------------------------------------------------------------ the cache


def test_the_cache_keeps_nothing_whose_hash_is_another(cache: Cache) -> None:
    with pytest.raises(IntegrityError, match="changed"):
        cache.keep([b"a", b"b"], hashlib.sha256(b"abc").hexdigest(), "somewhere")

    assert cache.size() == 0


@pytest.mark.parametrize("place", ["latest.json", "manifest.json"])
def test_a_hash_from_far_away_never_names_a_file_here(
    web: RangeServer, store: Path, tmp_path: Path, place: str
) -> None:
    mine = tmp_path / "mine"
    mine.write_text("mine")
    hostile = "../" * 30 + str(mine).lstrip("/")
    latest, manifest = store / "latest.json", store / "v" / "2026.11.0" / "manifest.json"
    if place == "manifest.json":
        said = json.loads(manifest.read_bytes())
        for entry in said["files"]:
            entry["sha256"] = hostile if entry["path"] == "quotes.parquet" else entry["sha256"]
        manifest.write_text(json.dumps(said))
        hostile = hashlib.sha256(manifest.read_bytes()).hexdigest()
    latest.write_text(json.dumps(json.loads(latest.read_bytes()) | {"manifest_sha256": hostile}))

    with pytest.raises(IntegrityError, match="64 hex digits"):
        corpus.load(web.address, verify="all")

    assert mine.read_text() == "mine"


def test_the_cache_tells_its_size_and_is_emptied(web: RangeServer, cache: Cache) -> None:
    corpus.load(web.address, verify="all")
    size = cache.size()

    assert cache.clear() == size > 0
    assert cache.size() == 0
    assert corpus.load(web.address).articles.collect().height == 3


def test_a_cache_that_cannot_be_written_says_so(
    web: RangeServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("NEWSCORPUS_CACHE", str(tmp_path / "file" / "cache"))

    with pytest.raises(PackageError, match="NEWSCORPUS_CACHE"):
        corpus.load(web.address)


# ------------------------------------------------------------------ texts, context, SQL


@pytest.mark.parametrize("place", ["folder", "web"])
def test_texts_stand_beside_the_rows_of_any_frame(web: RangeServer, store: Path, place: str) -> None:
    loaded = corpus.load(store if place == "folder" else web.address)
    bodies = dict(loaded.articles.select("article_id", "body").collect().iter_rows())
    frame = loaded.quotes.select("quote_id", "article_id", "start", "end", "text").collect()

    there = loaded.with_text(frame)

    assert there.drop("body").equals(frame)
    assert there["body"].to_list() == [bodies[key] for key in frame["article_id"]]
    assert all(row["body"][row["start"] : row["end"]] == row["text"] for row in there.iter_rows(named=True))
    assert loaded.with_text(frame.lazy()).collect().equals(there)


def test_an_article_that_is_not_there_has_no_text(store: Path) -> None:
    frame = pl.DataFrame({"article_id": ["a0", None]}, schema={"article_id": pl.String})

    assert corpus.load(store).with_text(frame)["body"].to_list() == [None, None]
    with pytest.raises(PackageError, match="no column article_id"):
        corpus.load(store).with_text(pl.DataFrame({"id": [1]}))


@pytest.mark.parametrize("window", [0, 7, 10_000])
@pytest.mark.parametrize("is_some", [True, False])
def test_quotations_stand_in_their_context(store: Path, window: int, is_some: bool) -> None:
    loaded = corpus.load(store)
    bodies = dict(loaded.articles.select("article_id", "body").collect().iter_rows())

    rows = loaded.quotes_in_context(window, loaded.quotes if is_some else None).collect()

    assert rows.drop("before", "after").equals(loaded.quotes.collect())
    for row in rows.iter_rows(named=True):
        body, start, end = bodies[row["article_id"]], row["start"], row["end"]
        assert row["before"] == body[max(0, start - window) : start]
        assert row["after"] == body[end : end + window]


@pytest.mark.parametrize("place", ["folder", "web"])
def test_sql_sees_every_table(web: RangeServer, store: Path, place: str) -> None:
    loaded = corpus.load(store if place == "folder" else web.address)
    query = """
        select a.article_id, count(*) as n, min(published_at) as first
        from quotes q join articles a using (article_id) group by 1 order by 1
    """

    rows = loaded.sql(query)

    expected = loaded.quotes.group_by("article_id").agg(n=pl.len().cast(pl.Int64)).sort("article_id").collect()
    assert rows.select("article_id", "n").equals(expected)
    assert rows.schema["first"] == pl.Datetime("us", "UTC")
    assert loaded.sql("show tables")["name"].to_list() == sorted(loaded)


@pytest.mark.parametrize(
    "query",
    [
        "select * from read_csv('/etc/passwd')",
        "copy articles to 'out.csv'",
        "create table more as select 1",
        "select 1; select 2",
        "attach 'other.db'",
        "set threads = 1",
        "install httpfs",
        "select * from glob('*')",
        "select no_such_column from quotes",
        "selec 1",
        "",
        "insert into quotes select * from quotes",
        "delete from quotes",
    ],
)
def test_sql_reads_the_package_and_nothing_else(
    build: Path, query: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(PackageError, match="query") as refused:
        corpus.load(build).sql(query)

    assert "\n" not in str(refused.value)
    assert list(tmp_path.iterdir()) == []


# ------------------------------------------------------------------ what was taken back


def revoked(store: Path, *entries: dict[str, object]) -> None:
    (store / "revocations.json").write_text(json.dumps({"revocations": entries}))


def withdrawn(key: str, scope: str) -> dict[str, object]:
    return {"kind": "withdrawn", "articles": [key], "scope": scope, "reason": "copyright", "since_version": "2026.11.1"}


@pytest.mark.parametrize("place", ["folder", "web"])
def test_withdrawn_articles_are_in_no_table_of_a_version_from_before(web: RangeServer, store: Path, place: str) -> None:
    where = store if place == "folder" else web.address
    key = corpus.load(where).quotes.select("article_id").first().collect().item()
    revoked(store, withdrawn(key, "record"))

    loaded = corpus.load(where, "2026.10.0")

    assert loaded.withdrawn.rows() == [(key, "record", "copyright", "2026.11.1", None)]
    for name, table in contract.tables().items():
        if "article_id" in table.names:
            assert key not in loaded[name].select("article_id").collect()["article_id"], name
            assert key not in loaded.to_arrow(name)[name]["article_id"].to_pylist(), name
            assert loaded.to_arrow(name)[name].schema.equals(contract.arrow_schema(table))
    assert loaded.articles.collect().height == 2
    assert loaded.sql("select count(*) as n from articles")["n"][0] == 2
    assert loaded.with_text(pl.DataFrame({"article_id": [key]}))["body"].to_list() == [None]


def test_of_an_article_whose_text_was_withdrawn_the_row_stays(store: Path) -> None:
    key = corpus.load(store).quotes.select("article_id").first().collect().item()
    before = corpus.load(store).articles.filter(pl.col("article_id") == key).collect()
    revoked(store, withdrawn(key, "text"))

    loaded = corpus.load(store)
    row = loaded.articles.filter(pl.col("article_id") == key).collect()

    assert (row["body"][0], row["headline"][0], row["word_count"][0]) == ("", None, 0)
    assert row.select("url", "publisher", "source_uri").equals(before.select("url", "publisher", "source_uri"))
    assert loaded.articles.collect().height == loaded.to_arrow("articles")["articles"].num_rows == 3
    assert key not in loaded.quotes.collect()["article_id"]
    assert loaded.with_text(pl.DataFrame({"article_id": [key]}))["body"].to_list() == [None]


@pytest.mark.parametrize("place", ["folder", "web"])
def test_a_yanked_version_opens_by_its_full_name_only(web: RangeServer, store: Path, place: str) -> None:
    where = store if place == "folder" else web.address
    revoked(store, {"kind": "yanked", "version": "2026.10.0", "reason": "wrong dates"})

    assert corpus.load(where, "2026.10.0").version == "2026.10.0"
    with pytest.raises(PackageError, match=r"yanked: 2026\.10\.0"):
        corpus.load(where, "<2026.11")


def test_a_file_that_was_redacted_is_the_one_to_expect(web: RangeServer, store: Path) -> None:
    path = store / "v" / "2026.10.0" / "cues.parquet"
    old = hashlib.sha256(path.read_bytes()).hexdigest()
    frame = pl.read_parquet(path)
    frame.clear().write_parquet(path)
    new = hashlib.sha256(path.read_bytes()).hexdigest()
    files = [{"version": "2026.10.0", "path": "cues.parquet", "old_sha256": old, "new_sha256": new}]
    revoked(store, {"kind": "withdrawn", "articles": [], "files": files})

    assert corpus.load(store, "2026.10.0").cues.collect().height == 0
    assert corpus.load(web.address, "2026.10.0", verify="all").cues.collect().height == 0


@pytest.mark.parametrize("content", ["[]", "{}", '{"revocations": [1]}', "<html>", '{"revocations": [{"kind": 1}]'])
def test_revocations_that_cannot_be_read_are_not_passed_over(store: Path, content: str) -> None:
    (store / "revocations.json").write_text(content)

    with pytest.raises(PackageError, match=r"revocations\.json"):
        corpus.load(store)


@pytest.mark.parametrize("place", ["folder", "web"])
def test_two_versions_are_compared(web: RangeServer, store: Path, place: str) -> None:
    where = store if place == "folder" else web.address

    found = corpus.load(where, "2026.10.0").diff(corpus.load(where))

    assert (found.old.version, found.new.version) == ("2026.10.0", "2026.11.0")
    assert all(table.is_same for table in found.tables.values())


# ------------------------------------------------------------------ how to cite


def test_a_version_is_cited_from_its_descriptor(build: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(build, tmp_path / "copy")
    descriptor = json.loads((copy / "datapackage.json").read_bytes())
    about = {
        "title": "News of Tarnhollow & its valley",
        "version": "2026.11.0",
        "created": "2026-11-23T12:00:00Z",
        "contributors": [{"title": "Tarnhollow Press Archive"}, {"title": "Lena Ortiz"}],
        "homepage": "https://tarnhollow.example/data",
    }
    (copy / "datapackage.json").write_text(json.dumps(descriptor | about))
    loaded = corpus.load(copy)

    assert loaded.cite() == (
        "Tarnhollow Press Archive, & Lena Ortiz. (2026). News of Tarnhollow & its valley (Version 2026.11.0) "
        "[Data set]. https://tarnhollow.example/data"
    )
    assert loaded.cite("bibtex") == "\n".join(
        [
            "@misc{news-corpus-2026-11-0,",
            r"  title = {News of Tarnhollow \& its valley},",
            "  author = {{Tarnhollow Press Archive} and {Lena Ortiz}},",
            "  year = {2026},",
            "  version = {2026.11.0},",
            "  url = {https://tarnhollow.example/data},",
            "  type = {Data set},",
            "}",
        ]
    )
    with pytest.raises(PackageError, match="apa, bibtex"):
        loaded.cite("chicago")


def test_without_an_author_the_title_comes_first(build: Path) -> None:
    assert corpus.load(build).cite().startswith("news-corpus (Version 0.0.0) [Data set]. (n.d.).")


def test_datasets_of_hugging_face_are_named_when_they_are_missing(build: Path) -> None:
    try:
        import datasets  # noqa: F401
    except ImportError:
        with pytest.raises(PackageError, match="pip install datasets"):
            corpus.load(build).to_hf()
    else:
        assert corpus.load(build).to_hf("quotes")["quotes"].num_rows > 0
