import threading
from pathlib import Path

import pytest

from corpus.errors import ChangedError, ExistsError, MissingError, StoreError
from corpus.store import Store, open_store


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return open_store(tmp_path / "store" if request.param == "folder" else request.getfixturevalue("s3"))


def test_what_was_created_is_read_whole_or_in_part(store: Store) -> None:
    store.create("v/1/a.txt", b"0123456789")

    assert store.read("v/1/a.txt") == b"0123456789"
    assert store.read("v/1/a.txt", 3) == b"3456789"
    assert store.read("v/1/a.txt", 3, 5) == b"34"
    assert store.read("v/1/a.txt", 5, 5) == b""
    assert store.size("v/1/a.txt") == 10


def test_a_local_file_is_put_as_it_is(store: Store, tmp_path: Path) -> None:
    (tmp_path / "local").write_bytes(b"x" * 100_000)

    store.create("a", tmp_path / "local")

    assert store.read("a") == b"x" * 100_000


def test_a_file_that_is_there_is_never_overwritten(store: Store) -> None:
    store.create("a", b"one")

    with pytest.raises(ExistsError, match="as it was"):
        store.create("a", b"two")

    assert store.read("a") == b"one"


def test_what_is_not_there_is_missing(store: Store) -> None:
    for ask in (store.read, store.read_tagged, store.size, store.modified):
        with pytest.raises(MissingError, match=r"gone.json: not there"):
            ask("v/gone.json")

    assert list(store.list()) == []
    assert list(store.list("v")) == []
    store.delete("v/gone.json")


def test_files_are_listed_by_folder_and_sorted(store: Store) -> None:
    for path in ("v/2/b", "v/2/a", "v/10/a", "v/2.json", "latest.json"):
        store.create(path, b"")

    assert list(store.list()) == sorted(["v/2/b", "v/2/a", "v/10/a", "v/2.json", "latest.json"])
    assert list(store.list("v/2")) == ["v/2/a", "v/2/b"]


def test_a_file_is_swapped_only_where_nobody_wrote_it_meanwhile(store: Store) -> None:
    store.swap("latest.json", b"one", None)
    _, tag = store.read_tagged("latest.json")
    store.swap("latest.json", b"two", tag)

    with pytest.raises(ChangedError, match="meanwhile"):
        store.swap("latest.json", b"three", tag)
    with pytest.raises(ChangedError, match="meanwhile"):
        store.swap("latest.json", b"three", None)

    assert store.read("latest.json") == b"two"


def test_of_eight_that_swap_at_once_nobody_loses_what_another_wrote(store: Store) -> None:
    store.swap("n", b"", None)

    def add(letter: str) -> None:
        while True:
            content, tag = store.read_tagged("n")
            try:
                store.swap("n", content + letter.encode(), tag)
            except ChangedError:
                continue
            return

    writers = [threading.Thread(target=add, args=(letter,)) for letter in "abcdefgh"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert sorted(store.read("n").decode()) == list("abcdefgh")


def test_a_staged_folder_is_there_after_its_commit_and_not_before(store: Store) -> None:
    with store.stage("v/1") as folder:
        for name in ("sums", "data", "last"):
            (folder / name).write_text(name)
        assert not [path for path in store.list("v") if path.startswith("v/1/")]
        store.commit(folder, "v/1", claim="sums", last="last")

    assert list(store.list()) == ["v/1/data", "v/1/last", "v/1/sums"]


def test_a_folder_that_is_there_is_not_committed_again(store: Store) -> None:
    for n in (1, 2):
        with store.stage("v/1") as folder:
            for name in ("sums", "data", "last"):
                (folder / name).write_text(f"{name} {n}")
            if n == 1:
                store.commit(folder, "v/1", claim="sums", last="last")
            else:
                with pytest.raises(ExistsError, match="as it was"):
                    store.commit(folder, "v/1", claim="sums", last="last")

    assert store.read("v/1/data") == b"data 1"
    assert list(store.list()) == ["v/1/data", "v/1/last", "v/1/sums"]


def test_an_interrupted_commit_of_the_same_files_goes_on(s3: str) -> None:
    store = open_store(s3)
    store.create("v/1/sums", b"sums")
    store.create("v/1/data", b"data")

    with store.stage("v/1") as folder:
        for name in ("sums", "data", "last"):
            (folder / name).write_text(name)
        store.commit(folder, "v/1", claim="sums", last="last")

    assert list(store.list()) == ["v/1/data", "v/1/last", "v/1/sums"]


def test_a_commit_does_not_touch_what_another_has_begun(s3: str) -> None:
    store = open_store(s3)
    store.create("v/1/sums", b"other")

    with store.stage("v/1") as folder:
        for name in ("sums", "data", "last"):
            (folder / name).write_text(name)
        with pytest.raises(ExistsError):
            store.commit(folder, "v/1", claim="sums", last="last")

    assert list(store.list()) == ["v/1/sums"]


@pytest.mark.parametrize("path", ["../a", "/a", "a//b", "", ".", "a/../b", "a\\b", "a\nb"])
def test_no_path_leads_out_of_a_store(path: str, store: Store) -> None:
    with pytest.raises(StoreError, match="no path in a store"):
        store.create(path, b"")


@pytest.mark.parametrize("where", ["ftp://host/a", "s3://", "s3://user:word@bucket", "https://host/a?b=c"])
def test_what_is_no_address_of_a_store_is_refused(where: str) -> None:
    with pytest.raises(StoreError, match=r"expected|no address"):
        open_store(where)


def test_a_web_server_is_read_and_never_written(s3: str, s3_server) -> None:
    open_store(s3).create("v/a.txt", b"0123")
    web = open_store(s3.replace("s3://", f"{s3_server.endpoint}/"))

    assert web.read("v/a.txt", 1, 3) == b"12"
    assert web.size("v/a.txt") == 4
    with pytest.raises(MissingError):
        web.read("v/b.txt")
    with pytest.raises(StoreError, match="read only"):
        web.create("b", b"")
    with pytest.raises(StoreError, match="name a version"):
        list(web.list())


def test_a_server_that_is_not_there_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")

    with pytest.raises(StoreError, match=r"s3://bucket/a: cannot be reached") as caught:
        open_store("s3://bucket").read("a")

    assert "\n" not in str(caught.value)
