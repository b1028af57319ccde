"""What was taken back stays so: while others publish, when lists are lost, wherever a version is loaded from."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from range_server import RangeServer
from tarnhollow import ARTICLES, MORE, write_jsonl
from test_editions import with_rights
from test_withdrawing import article, keeps_the_contract, run, tree

from corpus import editions, package
from corpus.conversion import convert
from corpus.errors import OvertakenError, PackageError, ReleaseError
from corpus.loading import load
from corpus.release import erratum, gc, publish, restore, takedown, verify, yank
from corpus.release.addresses import canonical
from corpus.store import open_store

pytestmark = pytest.mark.slow

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
MARKET = "Market hall to get a glass roof"


@pytest.fixture
def store(two_versions: Path, tmp_path: Path) -> Path:
    return shutil.copytree(two_versions, tmp_path / "releases")


@pytest.fixture
def web(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RangeServer]:
    monkeypatch.setenv("NEWSCORPUS_CACHE", str(tmp_path / "cache"))
    server = RangeServer(store)
    yield server
    server.stop()


def ids(where: Path | str, version: str | None = None) -> set[str]:
    return set(load(where, version).articles.select("article_id").collect()["article_id"])


def built(tmp_path: Path, *articles: dict[str, object]) -> Path:
    """A build of the five articles, some of them in place of those with the same title, or beside them."""
    titles = {one["title"] for one in articles}
    all_of_them = [*(one for one in [*ARTICLES, *MORE] if one["title"] not in titles), *articles]
    number = len([*tmp_path.glob("build-*")])
    source = write_jsonl(tmp_path / f"in-{number}" / "a.jsonl", all_of_them)
    convert([source], tmp_path / f"build-{number}", workers=1)
    return tmp_path / f"build-{number}"


def at(words: str, work: Callable[[], object]) -> Callable[[str], None]:
    """Told what is being done, it does the work once, when that begins with these words."""
    done: list[str] = []

    def say(what: str) -> None:
        if what.startswith(words) and not done:
            done.append(what)
            work()

    return say


def in_a_thread(work: Callable[[], object]) -> Callable[[], None]:
    def run_it() -> None:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()

    return run_it


# ------------------------------------------------------------------ while others publish


def test_a_takedown_during_a_publish_sticks(store: Path, five: Path) -> None:
    market = article(store, MARKET)
    take = in_a_thread(lambda: takedown(store, [market], reason="copyright", created=NOON))

    with pytest.raises(OvertakenError, match="articles were withdrawn; run it again"):
        publish(five, store, "2027.1.0", created=NOON, progress=at("publishing", take))

    assert package.versions(store) == ["2026.10.0", "2026.11.0", "2026.11.1"]
    again = publish(five, store, "2027.1.0", created=NOON)
    assert again.plan.suppressed == (market,)
    assert market not in ids(store)
    assert verify(store).is_ok


def test_a_takedown_that_a_publish_overtakes_is_done_on_the_new_version(store: Path, five: Path) -> None:
    market = article(store, MARKET)
    # It begins before the takedown has said what it takes, and ends while that is being prepared.
    ready, taken = threading.Event(), threading.Event()

    def publishing() -> None:
        def wait(what: str) -> None:
            if what.startswith("writing the tables"):
                ready.set()
                taken.wait(60)

        with pytest.raises(OvertakenError):
            publish(five, store, "2027.1.0", created=NOON, progress=wait)

    thread = threading.Thread(target=publishing)
    thread.start()
    ready.wait(60)
    ferry = article(store, "Ferry returns")
    correct = in_a_thread(lambda: erratum(store, "articles", ferry, {"section": "x"}, reason="a test", created=NOON))
    done = takedown(store, [market], reason="spam", created=NOON, progress=at("publishing", correct))
    taken.set()
    thread.join()

    assert done.plan is not None
    assert (done.plan.version, done.plan.previous) == ("2026.11.2", "2026.11.1")
    assert market not in ids(store)
    assert load(store).articles.filter(article_id=ferry).collect()["section"].to_list() == ["x"]
    assert verify(store).is_ok


def test_an_erratum_that_a_takedown_overtakes_does_not_bring_the_article_back(store: Path) -> None:
    market, ferry = article(store, MARKET), article(store, "Ferry returns")
    take = in_a_thread(lambda: takedown(store, [market], reason="spam", created=NOON))

    done = erratum(
        store, "articles", ferry, {"section": "x"}, reason="a test", created=NOON, progress=at("publishing", take)
    )

    assert done.plan is not None
    assert done.plan.version == "2026.11.2"
    assert market not in ids(store)
    assert verify(store).is_ok
    (said,) = json.loads((store / "errata.json").read_bytes())["errata"]
    assert said["version"] == "2026.11.2"


def test_a_publish_that_another_one_overtakes_is_refused(store: Path, five: Path) -> None:
    other = in_a_thread(lambda: publish(five, store, "2026.12.0", created=NOON))

    with pytest.raises(OvertakenError, match=r"2026\.12\.0 became the version before it; run it again"):
        publish(five, store, "2027.1.0", created=NOON, progress=at("publishing", other))

    assert not (store / "v" / "2027.1.0").exists()
    assert verify(store).is_ok


def test_in_an_object_store_what_was_refused_at_the_last_moment_leaves_nothing(s3: str, five: Path) -> None:
    publish(five, s3, "2026.10.0", created=NOON)
    market = article(five, MARKET)

    with pytest.raises(OvertakenError, match="run it again"):
        publish(
            five, s3, "2026.11.0", created=NOON,
            progress=at("publishing", lambda: takedown(s3, [market], reason="spam", created=NOON)),
        )  # fmt: skip

    assert not [*open_store(s3).list("v/2026.11.0")]
    assert publish(five, s3, "2026.11.0", created=NOON).plan.suppressed == (market,)
    assert verify(s3).is_ok


def test_of_takedowns_at_once_each_is_done_without_being_asked_again(store: Path) -> None:
    taken = [article(store, headline) for headline in (MARKET, "Ferry returns")]
    racers = [
        threading.Thread(target=lambda one=one: takedown(store, [one], reason="spam", created=NOON)) for one in taken
    ]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()

    assert not set(taken) & ids(store)
    assert package.versions(store)[2:] == ["2026.11.1", "2026.11.2"]
    assert verify(store).is_ok


def test_verify_tells_of_a_version_with_an_article_that_had_been_withdrawn(store: Path, five: Path) -> None:
    market = article(store, MARKET)
    publish(five, store, "2027.1.0", created=NOON)
    # As a publisher leaves it that asks for nothing before it publishes.
    said = {"kind": "withdrawn", "articles": [market], "scope": "record", "reason": "spam"}
    entry = {**said, "since_version": "2026.11.1", "date": "2026-12-01"}
    (store / "revocations.json").write_text(json.dumps({"revocations": [entry]}))

    (fault,) = verify(store).faults

    assert fault.path == "v/2027.1.0"
    assert f"has the article {market}, which had been withdrawn when this version was published" in fault.message
    takedown(store, [market], reason="spam", is_everywhere=True, created=NOON)
    assert verify(store).is_ok
    assert market not in ids(store)


# ------------------------------------------------------------------ when lists are lost


@pytest.fixture
def forgetful(store: Path) -> tuple[Path, str]:
    """A store that lost both lists after a takedown, and the article."""
    market = article(store, MARKET)
    takedown(store, [market], reason="copyright", created=NOON)
    (store / "revocations.json").unlink()
    (store / "suppressed.json").unlink()
    return store, market


def test_verify_tells_that_the_lists_of_what_was_taken_back_are_lost(forgetful: tuple[Path, str]) -> None:
    store, market = forgetful

    faults = verify(store).faults

    assert [one.path for one in faults] == ["revocations.json", "suppressed.json"]
    assert all(f"does not say that {market} was withdrawn" in one.message for one in faults)
    assert all("corpus gc" in one.message for one in faults)


def test_a_tombstone_keeps_an_article_out_and_publishing_writes_the_lists_again(
    forgetful: tuple[Path, str], five: Path, tmp_path: Path
) -> None:
    store, market = forgetful

    done = publish(five, store, "2027.1.0", created=NOON)

    assert done.plan.suppressed == (market,)
    assert done.restored == (market,)
    assert market not in ids(store)
    assert market not in ids(store, "2026.10.0")
    assert verify(store).is_ok
    other = publish(built(tmp_path, {**MORE[0], "id": "urn:other:4"}), store, created=NOON)
    assert len(other.plan.suppressed) == 1  # by its address


def test_gc_writes_the_lists_again_and_says_so(forgetful: tuple[Path, str]) -> None:
    store, market = forgetful
    before = tree(store)

    dry, done = run("gc", store, "--dry-run"), run("gc", store)

    assert "1 withdrawn article would be named again" in dry.stdout
    assert (
        f"1 withdrawn article is named again in revocations.json and suppressed.json, as tombstones say: {market}"
        in (done.stdout)
    )
    assert {path: sha for path, sha in tree(store).items() if path in before} == before
    assert verify(store).is_ok
    assert restore(store) == ()
    assert gc(store).removed == ()


# ------------------------------------------------------------------ wherever a version is loaded from


def test_what_was_withdrawn_is_left_out_of_a_version_that_is_loaded_by_its_own_folder(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    market = article(store, MARKET)
    takedown(store, [market], reason="copyright", created=NOON)
    folder = store / "v" / "2026.11.0"

    assert market not in ids(folder)
    assert market not in ids(folder / "datapackage.json")
    monkeypatch.chdir(folder)
    assert market not in ids(".")
    told = run("query", folder, "select count(*) as n from articles", "--format", "json")
    assert '"n":4' in told.stdout.replace(" ", "")


def test_what_was_withdrawn_is_left_out_of_a_version_on_the_web_that_is_loaded_by_its_own_folder(
    store: Path, web: RangeServer
) -> None:
    market = article(store, MARKET)
    takedown(store, [market], reason="copyright", created=NOON)

    assert market not in ids(f"{web.address}/v/2026.11.0")
    (store / "revocations.json").unlink()
    shutil.rmtree(Path(store.parent / "cache"), ignore_errors=True)
    assert market in ids(f"{web.address}/v/2026.11.0")


def test_what_was_withdrawn_is_left_out_of_a_version_in_a_bucket_that_is_loaded_by_its_own_folder(
    s3: str, five: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSCORPUS_CACHE", str(tmp_path / "cache"))
    publish(five, s3, "2026.10.0", created=NOON)
    market = article(five, MARKET)
    takedown(s3, [market], reason="copyright", created=NOON)

    assert market not in ids(f"{s3}/v/2026.10.0")


# ------------------------------------------------------------------ editions


@pytest.mark.parametrize("kind", ["standoff", "excerpt"])
@pytest.mark.parametrize("partition", ["none", "month"])
def test_a_takedown_leaves_no_row_in_any_table_of_an_edition(
    five: Path, tmp_path: Path, kind: str, partition: str
) -> None:
    store, market = tmp_path / "releases", article(five, MARKET)
    made = editions.make(five, tmp_path / "edition", kind).folder
    people = pl.read_parquet(made / "people.parquet")
    publish(made, store, "2026.10.0", partition=partition, created=NOON)

    done = takedown(store, [market], reason="copyright", created=NOON)

    assert done.plan is not None
    assert done.plan.classes == ("withdrawn",)
    left = load(store)
    for name in left:
        if name != "withdrawn" and "article_id" in left[name].collect_schema():
            assert market not in set(left[name].select("article_id").collect()["article_id"]), name
    assert set(people["name"]) - set(left.people.collect()["name"]) == {"Marek Vale"}
    assert keeps_the_contract(store / "v" / "2026.10.1")
    assert verify(store, is_deep=True).is_ok
    again = publish(made, store, created=NOON)
    assert again.plan.suppressed == (market,)
    assert market not in ids(store)


@pytest.mark.parametrize("kind", ["standoff", "excerpt"])
def test_of_an_edition_the_text_alone_is_withdrawn_and_a_row_corrected(five: Path, tmp_path: Path, kind: str) -> None:
    store, market = tmp_path / "releases", article(five, MARKET)
    made = editions.make(five, tmp_path / "edition", kind).folder
    publish(made, store, "2026.10.0", created=NOON)

    takedown(store, [market], reason="copyright", scope="text", is_everywhere=True, created=NOON)
    erratum(store, "articles", market, {"section": "Local"}, reason="a test", created=NOON)

    (row,) = load(store).articles.filter(article_id=market).collect().rows(named=True)
    assert (row["kind"], row["word_count"], row["section"]) == ("notice", 0, "Local")
    assert load(store).quotes.filter(article_id=market).collect().is_empty()
    assert keeps_the_contract(store / "v" / "2026.10.2")
    assert verify(store, is_deep=True).is_ok
    assert publish(made, store, created=NOON).plan.suppressed == (market,)
    assert load(store).quotes.filter(article_id=market).collect().is_empty()


def test_a_stand_off_edition_has_no_text_to_correct(five: Path, tmp_path: Path) -> None:
    store, market = tmp_path / "releases", article(five, MARKET)
    publish(editions.make(five, tmp_path / "edition", "standoff").folder, store, "2026.10.0", created=NOON)
    before = tree(store)

    with pytest.raises(ReleaseError, match=r"edition is standoff, has no articles\.body"):
        erratum(store, "articles", market, {"body": "x"}, reason="a test")

    assert tree(store) == before


def test_an_edition_is_published_without_what_was_withdrawn(five: Path, tmp_path: Path) -> None:
    store, market = tmp_path / "releases", article(five, MARKET)
    first = run("publish", five, "--to", store, "--edition", "standoff", "--version", "2026.10.0")
    takedown(store, [market], reason="copyright", created=NOON)

    again = run("publish", five, "--to", store, "--edition", "standoff")

    assert (first.exit_code, again.exit_code) == (0, 0), again.stderr
    assert "left out, because they were withdrawn: 1 article" in again.stdout
    assert market not in ids(store)


def test_of_an_article_that_was_withdrawn_nobody_asks_whether_it_may_be_given_on(tmp_path: Path) -> None:
    build, store = with_rights(tmp_path, "open", "restricted", "open", "open"), tmp_path / "releases"
    bad = pl.read_parquet(build / "articles.parquet").filter(redistribution="restricted")["article_id"][0]
    first = run("publish", build, "--to", store, "--edition", "excerpt", "--private", "--version", "2026.10.0")
    takedown(store, [bad], reason="copyright", created=NOON)

    dry = run("publish", build, "--to", store, "--edition", "excerpt", "--dry-run")
    done = run("publish", build, "--to", store, "--edition", "excerpt", "--json", "--version", "2026.12.0")

    assert (first.exit_code, dry.exit_code, done.exit_code) == (0, 0, 0), done.stderr
    assert "left out, because they were withdrawn: 1 article" in dry.stdout
    assert json.loads(done.stdout)["suppressed"] == [bad]
    assert verify(store).is_ok


# ------------------------------------------------------------------ crawled again


@pytest.mark.parametrize(
    "address",
    [
        "http://lantern.example/market",
        "https://www.lantern.example/market",
        "https://lantern.example/market/",
        "https://lantern.example/market#comments",
        "https://lantern.example/market?utm_source=mail&fbclid=x",
        "HTTPS://LANTERN.example:443/market",
    ],
)
def test_addresses_that_lead_to_the_same_page_are_one(address: str) -> None:
    assert canonical(address) == canonical("https://lantern.example/market")


@pytest.mark.parametrize(
    "address",
    ["https://lantern.example/Market", "https://lantern.example/market?page=2", "https://gazette.example/market", "x"],
)
def test_addresses_that_may_lead_elsewhere_are_others(address: str) -> None:
    assert canonical(address) != canonical("https://lantern.example/market")


def test_a_withdrawn_article_does_not_come_back_under_another_address_and_guid(store: Path, tmp_path: Path) -> None:
    market = article(store, MARKET)
    takedown(store, [market], reason="copyright", created=NOON)
    mail = {**MORE[0], "id": "urn:mail:4", "url": "https://lantern.example/market?utm_source=mail", "text": "Anew."}
    copy = {**MORE[0], "id": "urn:copy:4", "url": "https://copy.example/4"}

    by_address = publish(built(tmp_path, mail), store, created=NOON)
    by_text = publish(built(tmp_path, copy), store, created=NOON)

    assert len(by_address.plan.suppressed) == len(by_text.plan.suppressed) == 1
    assert len(ids(store)) == 4


def test_a_twin_that_stays_is_there_after_the_next_publish_too(store: Path, five: Path, tmp_path: Path) -> None:
    first, twin = article(store, "Nothing again"), article(store, "In brief")

    assert takedown(store, [first], reason="copyright", created=NOON).twins == (twin,)
    publish(five, store, created=NOON)

    assert twin in ids(store)
    late = publish(built(tmp_path, {**MORE[1], "id": "urn:late:5", "title": "Late"}), store, created=NOON)
    assert len(late.plan.suppressed) == 2
    assert twin in ids(store)


def test_of_a_duplicate_the_text_may_come_again(store: Path, tmp_path: Path) -> None:
    first = article(store, "Nothing again")
    takedown(store, [first], reason="duplicate", created=NOON)

    late = publish(built(tmp_path, {**MORE[1], "id": "urn:late:5", "title": "Late"}), store, created=NOON)

    assert late.plan.suppressed == (first,)


def test_a_list_of_an_older_version_keeps_articles_out(store: Path, five: Path) -> None:
    market = article(store, MARKET)
    entry = {"article_id": market, "scope": "record", "reason": "spam", "date": "2026-11-30"}
    (store / "suppressed.json").write_text(json.dumps({"suppressed": [entry]}))

    assert publish(five, store, created=NOON).plan.suppressed == (market,)


# ------------------------------------------------------------------ revocations.json


def revocations(store: Path) -> list[dict[str, object]]:
    return json.loads((store / "revocations.json").read_bytes())["revocations"]


def test_one_takedown_is_one_entry_and_an_article_stands_in_it_once(store: Path) -> None:
    market = article(store, MARKET)

    takedown(store, [market, market], reason="spam", is_everywhere=True, created=NOON)
    takedown(store, [market], reason="spam", is_everywhere=True, created=NOON)

    (entry,) = revocations(store)
    assert entry["articles"] == [market]
    assert {"version", "path", "old_sha256", "new_sha256"} == set(entry["files"][0])


def test_files_that_are_redacted_later_stand_in_the_entry_of_the_takedown(store: Path) -> None:
    market = article(store, MARKET)
    takedown(store, [market], reason="spam", created=NOON)
    takedown(store, [market], reason="spam", is_everywhere=True, created=NOON)

    (entry,) = revocations(store)

    assert {file["version"] for file in entry["files"]} == {"2026.10.0", "2026.11.0"}
    assert verify(store).is_ok


def test_that_a_text_was_withdrawn_does_not_bring_the_record_back(store: Path) -> None:
    market = article(store, MARKET)
    takedown(store, [market], reason="spam", created=NOON)
    takedown(store, [market], reason="spam", scope="text", created=NOON)

    assert market not in ids(store, "2026.10.0")
    assert len(revocations(store)) == 1


def test_a_kind_that_nobody_knows_is_not_passed_over(store: Path) -> None:
    (store / "revocations.json").write_text(json.dumps({"revocations": [{"kind": "takedown", "articles": ["a1"]}]}))

    with pytest.raises(PackageError, match="entry 1 is of the kind 'takedown'"):
        load(store)
    assert [one.path for one in verify(store).faults] == ["revocations.json"]


# ------------------------------------------------------------------ yanked versions


def test_publish_compares_with_the_newest_version_that_is_not_yanked(store: Path, build: Path, five: Path) -> None:
    publish(build, store, "2026.12.0", created=NOON)
    yank(store, "2026.12.0", reason="articles are missing")

    same = publish(five, store, created=NOON)
    done = publish(build, store, created=NOON)

    assert (same.version, same.plan.is_same) == ("2026.11.0", True)
    assert done.plan.previous == "2026.11.0"
    assert done.version == "2027.1.0"
    assert done.is_latest


def test_what_a_yanked_version_had_withdrawn_stays_withdrawn(store: Path, five: Path) -> None:
    market, ferry, brief = (article(store, one) for one in (MARKET, "Ferry returns", "In brief"))
    takedown(store, [market], reason="spam", created=NOON)
    yank(store, "2026.11.1", reason="a test")

    with pytest.raises(ReleaseError, match=f"still has the withdrawn article {market}"):
        erratum(store, "articles", brief, {"section": "x"}, reason="a test")
    done = takedown(store, [ferry], reason="spam", created=NOON)

    assert done.plan is not None
    assert (done.plan.version, done.plan.previous) == ("2026.11.2", "2026.11.0")
    assert not {market, ferry} & ids(store)
    stones = pl.read_parquet(store / "v" / "2026.11.2" / "withdrawn.parquet")
    assert set(stones["article_id"]) == {market, ferry}
    assert set(publish(five, store, created=NOON).plan.suppressed) == {market, ferry}
    assert verify(store).is_ok


def test_an_article_that_the_newest_version_does_not_have_is_revoked_without_a_new_version(
    store: Path, build: Path, five: Path
) -> None:
    market = article(store, MARKET)
    erratum(store, "articles", market, {"deck": "Glass"}, reason="a test", created=NOON)
    publish(build, store, "2026.12.0", created=NOON)

    told = run("takedown", store, market, "--reason", "spam", "--all-versions")

    assert told.exit_code == 0
    assert "2026.12.0, the newest version, does not have" in told.stdout
    assert package.versions(store)[-1] == "2026.12.0"
    assert "Glass" not in (store / "errata.json").read_text()
    assert market not in {*pl.read_parquet(store / "v" / "2026.10.0" / "articles-2026-04.parquet")["article_id"]}
    assert publish(five, store, created=NOON).plan.suppressed == (market,)
    assert verify(store).is_ok
    stones = pl.read_parquet(store / "v" / package.versions(store)[-1] / "withdrawn.parquet")
    assert stones["article_id"].to_list() == [market]


def test_a_later_version_may_have_a_file_again_that_was_redacted_in_an_older_one(five: Path, tmp_path: Path) -> None:
    store = tmp_path / "again"
    publish(five, store, "2026.11.0")
    before = package.sha256(store / "v" / "2026.11.0" / "people.parquet")
    takedown(store, [article(store, ARTICLES[0]["title"])], reason="personal-data", is_everywhere=True)
    other = {"id": "urn:tarnhollow:9", "url": "https://lantern.example/nine", "title": "Nine"}
    text = str(ARTICLES[0]["text"]).replace("will close in May", "will close in June")
    articles = [*ARTICLES[1:], *MORE, {**ARTICLES[0], **other, "text": text}]
    convert([write_jsonl(tmp_path / "in-nine" / "a.jsonl", articles)], tmp_path / "nine", workers=1)

    publish(tmp_path / "nine", store, "2026.12.0")

    assert package.sha256(store / "v" / "2026.12.0" / "people.parquet") == before
    assert load(store, "2026.12.0").people.collect().height
    assert verify(store).is_ok


def test_a_version_that_is_published_elsewhere_from_its_own_folder_is_without_what_was_withdrawn(
    store: Path, tmp_path: Path
) -> None:
    gone = article(store, MARKET)
    takedown(store, [gone], reason="personal-data")

    done = publish(store / "v" / "2026.10.0", tmp_path / "elsewhere", "2027.1.0")

    assert done.plan.suppressed == (gone,)
    assert gone not in ids(tmp_path / "elsewhere")


def test_a_text_whose_entry_was_lost_is_known_again_by_what_an_older_version_has_of_it(store: Path) -> None:
    gone = article(store, MARKET)
    takedown(store, [gone], reason="personal-data", scope="text")
    told = json.loads((store / "suppressed.json").read_bytes())
    (store / "suppressed.json").unlink()

    assert restore(store) == (gone,)

    assert json.loads((store / "suppressed.json").read_bytes()) == told
