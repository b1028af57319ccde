import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from push_servers import DROP, TOKEN, Hub, Zenodo
from typer.testing import CliRunner

from corpus import package
from corpus.cli import app
from corpus.errors import PushError
from corpus.release import publish, push, takedown, yank
from corpus.release.push.values import upload

constants = pytest.importorskip("huggingface_hub.constants", reason="the client of the Hub is an extra")


@pytest.fixture(scope="module")
def store(build: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with two versions under one licence; not to be changed by a test."""
    folder = tmp_path_factory.mktemp("push")
    licensed = Path(shutil.copytree(build, folder / "build"))
    descriptor = json.loads((licensed / package.FILE_NAME).read_bytes())
    descriptor["licenses"] = [{"name": "CC-BY-4.0"}]
    (licensed / package.FILE_NAME).write_bytes(package.dump(descriptor))
    publish(licensed, folder / "releases", "2026.10.0", partition="year")
    publish(licensed, folder / "releases", "2026.11.0", partition="none")
    return folder / "releases"


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    # Xet is a storage of its own protocol; without it the same client sends large files by git's.
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    server = Hub()
    yield server
    server.stop()


@pytest.fixture
def zenodo() -> Iterator[Zenodo]:
    server = Zenodo()
    yield server
    server.stop()


def version(store: Path, name: str = "2026.11.0") -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (store / "v" / name).iterdir()}


def to_hub(store: Path, hub: Hub, name: str | None = None, token: str = TOKEN, **options: bool) -> push.Pushed:
    return push.push(store, f"hf:{hub.repo}", name, token=token, address=hub.address, **options)


def to_zenodo(store: Path, zenodo: Zenodo, to: str = "zenodo:", token: str = TOKEN, **options: bool) -> push.Pushed:
    return push.push(store, to, token=token, address=zenodo.address, **options)


# ------------------------------------------------------------------ what is pushed, and where to


@pytest.mark.parametrize(
    "text",
    ["", "hf:", "hf:courier", "hf:../courier", "hf:a/b/c", "hf:a/b.git", "hf:a/b--c", "hf:a/.b", "hf:a/b c", "hf:-a/b",
     "zenodo", "zenodo:0", "zenodo:12x", "zenodo:١", "zenodo:../1", "s3://bucket", "hf:a/b\n", "zenodo:1?x=1"],
)  # fmt: skip
def test_what_is_no_place_to_push_to_is_refused(text: str) -> None:
    with pytest.raises(PushError, match="expected hf:org/name"):
        push.target(text)


@pytest.mark.parametrize(
    "name", ["../x", "a/b", ".git", ".gitattributes", "a b", "a?b", "ä.parquet", "..", ".", "a%2fb"]
)
def test_a_name_that_an_address_would_change_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(PushError, match="no name for a file"):
        upload(name, tmp_path)


@pytest.mark.parametrize(
    "address", ["http://hub.example", "ftp://127.0.0.1", "hub.example", "https://a:b@hub.example", "http://[::1"]
)
def test_a_token_goes_to_no_address_that_is_not_encrypted(store: Path, address: str) -> None:
    with pytest.raises(PushError, match="expected https://"):
        push.push(store, "zenodo:", token=TOKEN, address=address)


def test_a_version_that_is_not_as_it_was_published_is_not_pushed(store: Path, tmp_path: Path, hub: Hub) -> None:
    copy = Path(shutil.copytree(store, tmp_path / "store"))
    (copy / "v" / "2026.11.0" / "README.md").write_text("x")

    with pytest.raises(PushError, match=r"README\.md: changed"):
        to_hub(copy, hub)

    assert hub.requests == []


def test_what_was_taken_back_is_not_pushed(store: Path, tmp_path: Path, hub: Hub) -> None:
    copy = Path(shutil.copytree(store, tmp_path / "store"))
    article = pl.read_parquet(copy / "v" / "2026.11.0" / "articles.parquet")["article_id"][0]
    takedown(copy, [article], reason="copyright")
    with pytest.raises(PushError, match="withdrawn since"):
        to_hub(copy, hub, "2026.11.0")

    takedown(copy, [article], reason="copyright", is_everywhere=True)
    with pytest.raises(PushError, match="was redacted"):
        to_hub(copy, hub, "2026.11.0")

    yank(copy, "2026.10.0", reason="wrong dates")
    with pytest.raises(PushError, match="was yanked"):
        to_hub(copy, hub, "2026.10.0")
    assert hub.requests == []
    assert to_hub(copy, hub).version == "2026.11.1"


def test_texts_that_may_not_be_given_on_need_a_private_place(
    build: Path, tmp_path: Path, hub: Hub, zenodo: Zenodo
) -> None:
    closed = Path(shutil.copytree(build, tmp_path / "build"))
    articles = closed / "articles.parquet"
    pl.read_parquet(articles).with_columns(redistribution=pl.lit("restricted")).write_parquet(articles)
    descriptor = json.loads((closed / package.FILE_NAME).read_bytes())
    for one in descriptor["resources"]:
        if one["name"] == "articles":
            one["hash"] = f"sha256:{package.sha256(articles)}"
    (closed / package.FILE_NAME).write_bytes(package.dump(descriptor))
    publish(closed, tmp_path / "store", "2026.11.0")

    with pytest.raises(PushError, match="may not be given on"):
        to_hub(tmp_path / "store", hub)
    to_hub(tmp_path / "store", hub, is_private=True)
    assert hub.is_private
    to_zenodo(tmp_path / "store", zenodo, is_private=True)
    assert zenodo.deposits[101]["metadata"]["access_right"] == "closed"
    assert "license" not in zenodo.deposits[101]["metadata"]


def test_a_signature_is_pushed_from_the_folder_of_a_version_too(store: Path, tmp_path: Path, zenodo: Zenodo) -> None:
    copy = Path(shutil.copytree(store, tmp_path / "store"))
    (copy / "v" / "2026.10.0" / "manifest.json.sig").write_bytes(b"signed")

    to_zenodo(copy / "v" / "2026.10.0", zenodo)

    assert zenodo.deposits[101]["files"] == version(copy, "2026.10.0")
    assert zenodo.deposits[101]["files"]["manifest.json.sig"] == b"signed"


# ------------------------------------------------------------------ the Hub


def test_the_hub_gets_one_commit_and_a_tag(store: Path, hub: Hub) -> None:
    done = to_hub(store, hub)

    assert hub.tags == {"2026.11.0": done.commit}
    assert {**version(store), ".gitattributes": b"*.parquet filter=lfs\n"} == hub.commits[hub.tags["2026.11.0"]]
    assert len(hub.commits) == 2  # its first, and ours
    assert not hub.is_private
    assert done.is_published
    assert done.address == f"{hub.address}/datasets/lantern/courier/tree/2026.11.0"


def test_the_next_version_removes_what_the_one_before_had_and_nothing_else(store: Path, hub: Hub) -> None:
    hub.make({"NOTES.md": b"ours"})

    to_hub(store, hub, "2026.10.0")
    to_hub(store, hub, "2026.11.0")

    first, second = (hub.commits[hub.tags[name]] for name in ("2026.10.0", "2026.11.0"))
    assert set(first) - set(second) == set(version(store, "2026.10.0")) - set(version(store, "2026.11.0")) != set()
    assert second["NOTES.md"] == b"ours"
    assert len(hub.commits) == 3


def test_a_version_that_has_a_tag_is_refused_before_anything_is_sent(store: Path, hub: Hub) -> None:
    to_hub(store, hub)
    hub.requests.clear()

    with pytest.raises(PushError, match=r"has 2026\.11\.0 already"):
        to_hub(store, hub)

    assert all(one.startswith("GET") for one in hub.requests)


def test_a_public_repository_gets_nothing_private(store: Path, hub: Hub) -> None:
    hub.make()

    with pytest.raises(PushError, match="is public"):
        to_hub(store, hub, is_private=True)

    assert len(hub.commits) == 1


@pytest.mark.parametrize("name", ["README.md", "quotes.parquet", "chart-speakers.svg"])
def test_a_file_that_arrives_changed_or_not_at_all_gets_no_tag(store: Path, hub: Hub, name: str) -> None:
    hub.damages = name

    with pytest.raises(PushError, match=f"{name} (arrived changed|is not there) in the commit"):
        to_hub(store, hub)

    assert hub.tags == {}


def test_a_push_that_was_cut_short_before_its_tag_is_finished_by_the_next(store: Path, hub: Hub) -> None:
    hub.faults = {"POST /api/datasets/lantern/courier/tag": [DROP]}
    with pytest.raises(PushError, match="push again, which only adds it"):
        to_hub(store, hub)

    done = to_hub(store, hub)

    assert hub.tags == {"2026.11.0": done.commit}
    assert len(hub.commits) == 2


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (DROP, "confirmed no commit"),
        ((412, {}, "A commit has happened since"), "somebody else committed meanwhile"),
        ((403, {}, "no"), "the token may not do this"),
        ((429, {"Retry-After": "37"}, "slow down"), "try again in 37 s"),
        ((500, {}, f"lost {TOKEN} at https://x.example/a?signature=secret"), "refused with 500"),
    ],
)
def test_a_commit_that_the_hub_does_not_take_is_told_in_one_line(
    store: Path, hub: Hub, fault: tuple[int, dict[str, str], str], told: str
) -> None:
    hub.make()
    hub.faults = {"POST /api/datasets/lantern/courier/commit": [fault]}

    with pytest.raises(PushError, match=told) as caught:
        to_hub(store, hub)

    assert "\n" not in str(caught.value)
    assert TOKEN not in str(caught.value)
    assert "secret" not in str(caught.value)
    assert hub.tags == {}


def test_a_rate_limit_of_the_hub_is_waited_for(store: Path, hub: Hub) -> None:
    hub.make()
    hub.faults = {"POST /api/datasets/lantern/courier/preupload": [(429, {"Retry-After": "0"}, "slow down")]}

    assert to_hub(store, hub).is_published


def test_a_token_that_the_hub_does_not_know_is_told(store: Path, hub: Hub) -> None:
    with pytest.raises(PushError, match="401: the token is not known there") as caught:
        to_hub(store, hub, token="another-token")

    assert "another-token" not in str(caught.value)
    assert len(hub.requests) == 1


# ------------------------------------------------------------------ Zenodo


def test_zenodo_gets_a_draft_that_is_not_published(store: Path, zenodo: Zenodo) -> None:
    done = to_zenodo(store, zenodo)

    draft = zenodo.deposits[101]
    assert draft["files"] == version(store)
    assert draft["metadata"] == json.loads(version(store)[".zenodo.json"])
    assert not draft["submitted"]
    assert not done.is_published
    assert done.address == f"{zenodo.address}/uploads/101"
    assert all(one.startswith("newscorpus/") for one in zenodo.agents)


def test_a_draft_is_published_where_that_was_asked_for(store: Path, zenodo: Zenodo) -> None:
    done = to_zenodo(store, zenodo, is_published=True)

    assert zenodo.deposits[101]["submitted"]
    assert (done.address, done.doi) == (f"{zenodo.address}/records/101", "10.5072/zenodo.101")
    assert zenodo.requests[-2:] == [
        "GET /api/deposit/depositions/101/files", "POST /api/deposit/depositions/101/actions/publish",
    ]  # fmt: skip


def test_a_record_gets_a_next_version(store: Path, zenodo: Zenodo) -> None:
    zenodo.add(submitted=True, version="2026.10.0", files={"old.parquet": b"x"})

    to_zenodo(store, zenodo, "zenodo:101")

    assert zenodo.deposits[101]["files"] == {"old.parquet": b"x"}
    assert zenodo.deposits[102]["files"] == version(store)


def test_a_record_that_has_the_version_gets_no_other(store: Path, zenodo: Zenodo) -> None:
    zenodo.add(submitted=True, version="2026.11.0")

    with pytest.raises(PushError, match=r"is version 2026\.11\.0 already"):
        to_zenodo(store, zenodo, "zenodo:101")

    assert len(zenodo.deposits) == 1


def test_a_draft_is_gone_on_with_and_sends_only_what_is_not_there(store: Path, zenodo: Zenodo) -> None:
    files = version(store)
    zenodo.add(files={"quotes.parquet": files["quotes.parquet"], "README.md": b"old", "stray.txt": b""})

    to_zenodo(store, zenodo, "zenodo:101")

    assert zenodo.deposits[101]["files"] == files
    sent = [one.rpartition("/")[2] for one in zenodo.requests if one.startswith("PUT /api/files")]
    assert sorted(sent) == sorted(files.keys() - {"quotes.parquet"})


def test_a_file_with_another_checksum_is_never_published(store: Path, zenodo: Zenodo) -> None:
    zenodo.damages = "quotes.parquet"

    with pytest.raises(PushError, match=r"quotes\.parquet arrived changed.*nothing was published.*zenodo:101"):
        to_zenodo(store, zenodo, is_published=True)

    assert not zenodo.deposits[101]["submitted"]


def test_a_file_whose_connection_ends_is_sent_again(store: Path, zenodo: Zenodo) -> None:
    zenodo.faults = {"PUT /api/files/bucket-101/quotes.parquet": [DROP]}

    to_zenodo(store, zenodo)

    assert zenodo.deposits[101]["files"] == version(store)


def test_a_rate_limit_is_waited_for_if_it_is_short(store: Path, zenodo: Zenodo) -> None:
    limit = (429, {"Retry-After": "0"}, "slow down")
    zenodo.faults = {"POST /api/deposit": [limit], "PUT /api/files": [limit, limit]}

    to_zenodo(store, zenodo)

    assert zenodo.deposits[101]["files"] == version(store)


@pytest.mark.parametrize(
    ("request_", "fault", "told"),
    [
        ("POST /api/deposit/depositions", (429, {"Retry-After": "3600"}, "x"), "try again in 3600 s"),
        ("POST /api/deposit/depositions", DROP, "whether it was heard is not known"),
        ("PUT /api/files", (413, {}, "Quota exceeded"), "Quota exceeded.*unfinished draft.*zenodo:101"),
        ("PUT /api/deposit/depositions/101", (400, {}, "A validation error occurred."), "validation.*unfinished draft"),
        ("PUT /api/files", (403, {}, f"not with {TOKEN}"), "the token may not do this"),
        ("PUT /api/files", (302, {"Location": "https://elsewhere.example/"}, ""), "refused with 302"),
        ("POST /api/deposit/depositions/101/actions/publish", DROP, "is complete: look there whether it was published"),
    ],
)  # fmt: skip
def test_what_zenodo_refuses_is_told_in_one_line_with_what_is_left_there(
    store: Path, zenodo: Zenodo, request_: str, fault: tuple[int, dict[str, str], str], told: str
) -> None:
    zenodo.faults = {request_: [fault]}

    with pytest.raises(PushError, match=told) as caught:
        to_zenodo(store, zenodo, is_published=True)

    assert "\n" not in str(caught.value)
    assert TOKEN not in str(caught.value)
    assert not any(one["submitted"] for one in zenodo.deposits.values())


def test_no_other_server_gets_the_token(store: Path, zenodo: Zenodo) -> None:
    zenodo.bucket_host = "https://elsewhere.example"

    with pytest.raises(PushError, match=r"names another server, elsewhere\.example"):
        to_zenodo(store, zenodo)


def test_a_token_that_zenodo_does_not_know_is_told(store: Path, zenodo: Zenodo) -> None:
    with pytest.raises(PushError, match="401: the token is not known there"):
        to_zenodo(store, zenodo, token="another-token")


def test_a_record_that_is_not_there_is_told(store: Path, zenodo: Zenodo) -> None:
    with pytest.raises(PushError, match="refused with 404"):
        to_zenodo(store, zenodo, "zenodo:999")


def test_an_open_record_needs_a_licence_that_somebody_gave(published: Path, zenodo: Zenodo) -> None:
    with pytest.raises(PushError, match="has no license"):
        to_zenodo(published, zenodo)

    assert zenodo.requests == []


# ------------------------------------------------------------------ the command


@pytest.mark.parametrize("to", ["hf:lantern/courier", "zenodo:", "zenodo:417"])
def test_a_dry_run_prints_the_requests_and_needs_neither_token_nor_network(store: Path, to: str) -> None:
    result = CliRunner().invoke(app, ["push", str(store), "--to", to, "--dry-run", "--json"], env={"HF_TOKEN": None})

    told = json.loads(result.stdout)
    sent = {one["file"]: (one["bytes"], one["sha256"]) for one in told["requests"] if one["file"]}
    assert sent == {k: (len(v), hashlib.sha256(v).hexdigest()) for k, v in version(store).items()}
    assert told["dry_run"]
    assert result.exit_code == 0


def test_the_plan_of_a_dry_run_is_what_is_sent(store: Path, zenodo: Zenodo) -> None:
    planned = push.plan(store, "zenodo:", is_published=True)
    to_zenodo(store, zenodo, is_published=True)

    names = {"{draft}": "101", "{bucket}": "bucket-101"}
    lines = [f"{one.method} {one.path}" for one in planned.requests]
    assert [line.replace("{draft}", names["{draft}"]).replace("{bucket}", names["{bucket}"]) for line in lines] == (
        zenodo.requests
    )


def test_the_command_pushes_and_says_where_it_is(store: Path, zenodo: Zenodo) -> None:
    arguments = ["push", str(store), "--to", "zenodo:", "--version", "2026.10.0", "--endpoint", zenodo.address]

    result = CliRunner().invoke(app, arguments, env={"ZENODO_TOKEN": TOKEN})

    assert result.exit_code == 0
    assert f"{zenodo.address}/uploads/101" in result.stdout
    assert TOKEN not in result.output


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--to", "hf:lantern/courier"], "in the environment variable HF_TOKEN"),
        (["--to", "zenodo:"], "in the environment variable ZENODO_TOKEN"),
        (["--to", "elsewhere:"], "is no place to push to"),
        (["--to", "hf:lantern/courier", "--publish-draft"], "the Hub has no drafts"),
        (["--to", "zenodo:", "--dry-run", "--version", "2026.12.0"], "no version 2026.12.0"),
    ],
)
def test_what_cannot_be_pushed_is_one_line_and_exit_2(store: Path, arguments: list[str], told: str) -> None:
    result = CliRunner().invoke(app, ["push", str(store), *arguments], env={"HF_TOKEN": None, "ZENODO_TOKEN": None})

    assert result.exit_code == 2
    assert result.stdout == ""
    assert told in result.stderr
    assert result.stderr.count("\n") == 1
