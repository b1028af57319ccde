"""Editions of a package, and the texts given back to those that have none."""

import json
import shutil
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tarnhollow import ARTICLES, write_jsonl
from test_cli import run

import corpus
from corpus import check, contract, editions
from corpus.conversion import convert
from corpus.editions.anchors import Finder, context_hash, text_hash
from corpus.editions.masking import DOT, length, masked, shown, windows
from corpus.errors import PackageError, ReleaseError
from corpus.hydration import hydrate

pytestmark = pytest.mark.slow

WORDS = (
    "Tarnhollow council has decided; run out of plaster and patience; open again in; Nobody will need; The ferry is; "
    "a long winter; Nothing happened on Sunday"
).split("; ")


def faults(folder: Path) -> list[str]:
    """What is wrong with a package; what is only remarkable in its texts (short ones, equal ones) is not."""
    return [one.message for one in check.check(folder).findings if one.severity != "note"]


def with_rights(tmp_path: Path, *rights: str) -> Path:
    """A build of the three articles with these rights, and the last once more under another id."""
    articles = [*ARTICLES, {**ARTICLES[2], "id": "urn:tarnhollow:4"}]
    convert([write_jsonl(tmp_path / "in" / "articles.jsonl", articles)], tmp_path / "rights", workers=1)
    path = tmp_path / "rights" / "articles.parquet"
    frame = pl.read_parquet(path).sort("source_item").with_columns(redistribution=pl.Series(rights))
    from corpus import package, tables

    tables.write([frame.sort("published_at", "article_id", nulls_last=True)], "articles", path)
    descriptor = json.loads((path.parent / "datapackage.json").read_bytes())
    descriptor["resources"][0]["hash"] = f"sha256:{package.sha256(path)}"
    (path.parent / "datapackage.json").write_text(json.dumps(descriptor))
    return path.parent


# ------------------------------------------------------------------ excerpts


@given(st.text(), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40))))
def test_a_mask_keeps_every_position_and_all_white_space(text: str, pairs: list[tuple[int, int]]) -> None:
    text = text.encode("utf-8", "ignore").decode()
    spans = [(min(pair), max(pair)) for pair in pairs]

    shown = masked(text, spans)

    assert len(shown) == len(text)
    assert len(shown.split()) == len(text.split())
    for n, (old, new) in enumerate(zip(text, shown, strict=True)):
        is_open = old.isspace() or any(start <= n < end for start, end in spans)
        assert new == (old if is_open else DOT)


@given(st.text(alphabet="ab \n“”", max_size=60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 20))
def test_a_window_holds_its_span_and_whole_words_of_what_is_around(text: str, one: int, two: int, size: int) -> None:
    start, end = sorted((min(one, len(text)), min(two, len(text))))

    ((left, right),) = windows(text, [(start, end)], size)

    assert max(0, start - size) <= left <= start <= end <= right <= min(len(text), end + size)
    assert left == start or left == 0 or text[left - 1].isspace()
    assert right == end or right == len(text) or text[right].isspace()


@pytest.fixture(scope="module")
def excerpt(build: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return editions.make(build, tmp_path_factory.mktemp("excerpt") / "out", "excerpt", window=12, most=1).folder


def test_an_excerpt_keeps_the_contract(excerpt: Path) -> None:
    assert faults(excerpt) == []


def test_an_excerpt_shows_quotations_and_some_characters_around_them_and_nothing_else(excerpt: Path) -> None:
    bodies = corpus.load(excerpt).articles.sort("source_item").collect()["body"].to_list()

    assert bodies[1] == "··· ····· ·· ·····\n\nIt was “a long winter,” Lena Ortiz told ··· ········"
    assert bodies[2] == "······· ········ ·· ·······"
    assert bodies[0].startswith(
        "··· ··· ······ ···· ··· ···· ···· ····· ·· ···· ·········· ······· ··· decided.\n\n“We have"
    )


def test_places_in_an_excerpt_are_those_of_the_whole_package(excerpt: Path, build: Path) -> None:
    whole, cut = corpus.load(build), corpus.load(excerpt)

    for name in ("quotes", "mentions", "cues", "roles", "people", "orgs", "authors"):
        assert cut[name].collect().equals(whole[name].collect()), name
    originals = cut["originals"].collect()
    expected = whole.articles.select("article_id", "body_sha256", character_count=pl.col("body").str.len_chars())
    assert originals.drop("shown_count").equals(
        expected.with_columns(pl.col("character_count").cast(pl.Int32)).collect()
    )
    assert cut.edition == "excerpt"
    assert cut.descriptor["x-edition"]["window"] == 12


def test_a_caption_and_a_deck_show_the_names_in_them_only(tmp_path: Path) -> None:
    text = Path(__file__).parent.parent / "datapackage.json"
    editions.make(text, tmp_path / "out", "excerpt")

    whole, cut = corpus.load(text), corpus.load(tmp_path / "out")

    assert faults(tmp_path / "out") == []
    assert whole.articles.select(pl.col("summary").count()).collect().item() > 0
    assert cut.articles.select(pl.col("summary", "editor_note", "correction").count()).collect().row(0) == (0, 0, 0)
    captions = whole.captions.collect().with_columns(cut=cut.captions.collect()["text"])
    assert captions["text"].str.len_chars().equals(captions["cut"].str.len_chars())
    assert (captions["text"] != captions["cut"]).all()


# ------------------------------------------------------------------ stand-off


@pytest.fixture(scope="module")
def standoff(build: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return editions.make(build, tmp_path_factory.mktemp("standoff") / "out", "standoff").folder


def test_a_standoff_edition_has_no_word_of_an_article(standoff: Path, build: Path) -> None:
    cells = [
        str(cell) for frame in corpus.load(standoff).values() for row in frame.collect().iter_rows() for cell in row
    ]

    for words in [*WORDS, "Bridge over", "deputy mayor"]:
        assert not any(words in cell for cell in cells), words
    whole, off = corpus.load(build), corpus.load(standoff)
    same = ["article_id", "url", "published_at", "body_sha256", "word_count"]
    assert off.articles.select(same).collect().equals(whole.articles.select(same).collect())
    places = ["quote_id", "article_id", "start", "end", "person_id", "cue"]
    assert off.quotes.select(places).collect().equals(whole.quotes.select(places).collect())


def test_a_standoff_edition_is_valid_for_us_and_for_frictionless(standoff: Path) -> None:
    import frictionless

    report = check.check(standoff)

    assert report.is_ok
    assert set(report.rows) == set(contract.NAMES)
    theirs = frictionless.validate(str(standoff / "datapackage.json"))
    # Its oldest version that we allow takes a table without rows for a fault.
    assert {error.note for task in theirs.tasks for error in task.errors} <= {"the source is empty"}


def test_a_standoff_edition_has_no_texts_to_give(standoff: Path) -> None:
    loaded = corpus.load(standoff)

    assert loaded.edition == "standoff"
    with pytest.raises(PackageError, match="corpus hydrate"):
        loaded.with_text(loaded.articles.select("article_id"))
    assert loaded.sql("select count(*) as n from quotes")["n"][0] > 0


def test_a_standoff_edition_is_shown_without_its_texts(standoff: Path) -> None:
    whole, one = run("show", standoff), run("show", standoff, "bridge")

    assert (whole.returncode, one.returncode) == (0, 2)
    assert "https://lantern.example/bridge" in whole.stdout
    assert "corpus hydrate" in one.stderr


def test_a_short_text_has_no_hash_that_it_could_be_guessed_from(standoff: Path, build: Path) -> None:
    lengths = corpus.load(build).mentions.select("mention_id", length=pl.col("text").str.len_chars())
    rows = corpus.load(standoff).mentions.join(lengths, on="mention_id").collect()

    assert rows.filter(pl.col("length") < 24)["text_hash"].null_count() == rows.filter(pl.col("length") < 24).height
    assert rows["context_hash"].null_count() == 0


def test_the_same_package_gives_the_same_edition(build: Path, standoff: Path, tmp_path: Path) -> None:
    again = editions.make(build, tmp_path / "out", "standoff").folder

    for path in standoff.iterdir():
        assert (again / path.name).read_bytes() == path.read_bytes(), path.name


# ------------------------------------------------------------------ rights


@pytest.mark.parametrize("kind", ["full", "excerpt"])
def test_what_may_not_be_given_on_enters_no_public_edition(tmp_path: Path, kind: str) -> None:
    build = with_rights(tmp_path, "restricted", "open", "unknown", "restricted")

    with pytest.raises(ReleaseError, match=r"2 of 4 articles may not be given on .*--drop-restricted"):
        editions.make(build, tmp_path / "out", kind)

    assert not (tmp_path / "out").exists()
    made = editions.make(build, tmp_path / "out", kind, drop_restricted=True)
    assert (made.rows["articles"], len(made.restricted), made.unknown) == (2, 2, 1)
    assert faults(tmp_path / "out") == []
    assert editions.make(build, tmp_path / "private", kind, is_private=True).rows["articles"] == 4


def test_who_is_in_no_article_that_is_left_is_gone_and_others_are_counted_again(tmp_path: Path) -> None:
    build = with_rights(tmp_path, "restricted", "open", "open", "open")

    editions.make(build, tmp_path / "out", "full", drop_restricted=True)

    people = corpus.load(tmp_path / "out").people.select("name", "article_count", "quote_count").collect().rows()
    assert people == [("Lena Ortiz", 1, 1)]


def test_the_first_of_equal_articles_that_is_left_is_repeated_by_the_others(tmp_path: Path) -> None:
    build = with_rights(tmp_path, "open", "open", "open", "open")
    before = corpus.load(build).articles.filter(pl.col("duplicate_of").is_not_null()).collect()
    first = before["duplicate_of"][0]
    rights = [
        "restricted" if key == first else "open"
        for key in corpus.load(build).articles.sort("source_item").collect()["article_id"]
    ]
    shutil.rmtree(build)

    editions.make(with_rights(tmp_path, *rights), tmp_path / "out", "full", drop_restricted=True)

    assert corpus.load(tmp_path / "out").articles.collect()["duplicate_of"].null_count() == 3


def test_a_standoff_edition_may_name_what_may_not_be_given_on(tmp_path: Path) -> None:
    build = with_rights(tmp_path, "restricted", "open", "unknown", "restricted")

    assert editions.make(build, tmp_path / "out", "standoff").rows["articles"] == 4


def test_what_is_no_edition_or_cannot_have_one_says_so(build: Path, excerpt: Path, tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="full, excerpt, standoff"):
        editions.make(build, tmp_path / "out", "pocket")
    with pytest.raises(PackageError, match="is an edition"):
        editions.make(excerpt, tmp_path / "out", "standoff")
    with pytest.raises(PackageError, match="window"):
        editions.make(build, tmp_path / "out", "excerpt", window=-1)
    with pytest.raises(PackageError, match="exists"):
        editions.make(build, excerpt, "excerpt")


# ------------------------------------------------------------------ texts given back


def same_tables(one: Path, other: Path) -> bool:
    left, right = corpus.load(one), corpus.load(other)
    return all(left[name].collect().equals(right[name].collect()) for name in contract.NAMES)


def test_the_same_files_give_the_same_package_back(build: Path, standoff: Path, tmp_path: Path) -> None:
    done = hydrate(standoff, [build.parent / "in"], tmp_path / "out", workers=1)

    assert (done.articles, done.exact, done.changed, done.missing, done.lost_places) == (3, 3, 0, 0, 0)
    assert done.is_whole
    assert same_tables(build, tmp_path / "out")
    assert faults(tmp_path / "out") == []


def changed(tmp_path: Path, article: int, old: str, new: str) -> Path:
    """The three articles with other words in the text of one."""
    articles = [dict(one) for one in ARTICLES]
    assert old in articles[article]["text"]
    articles[article]["text"] = articles[article]["text"].replace(old, new)
    return write_jsonl(tmp_path / "mine" / "articles.jsonl", articles)


def test_where_a_page_has_changed_every_place_is_found_again(build: Path, standoff: Path, tmp_path: Path) -> None:
    mine = changed(tmp_path, 0, "The old bridge", "Snow fell all night on the valley.\n\nThe old stone bridge")

    done = hydrate(standoff, [mine], tmp_path / "out", workers=1)

    assert (done.exact, done.changed, done.missing, done.lost_places) == (2, 1, 0, 0)
    assert faults(tmp_path / "out") == []
    old, new = corpus.load(build), corpus.load(tmp_path / "out")
    names = ["quote_id", "text", "person_id", "speaker_text", "cue"]
    assert new.quotes.select(names).collect().equals(old.quotes.select(names).collect())
    moved = new.quotes.collect()["paragraph"] - old.quotes.collect()["paragraph"]
    assert moved.to_list().count(1) == 3


def test_a_quotation_whose_words_have_changed_is_lost_and_said_to_be(
    build: Path, standoff: Path, tmp_path: Path
) -> None:
    mine = changed(tmp_path, 0, "Nobody will need a boat.", "Some may need a boat.")

    done = hydrate(standoff, [mine], tmp_path / "out", workers=1)

    lost = corpus.load(tmp_path / "out")["lost"].collect()
    gone = corpus.load(build).quotes.filter(pl.col("text").str.starts_with("Nobody")).collect()["quote_id"].to_list()
    assert lost.filter(table="quotes")["key"].to_list() == gone
    assert done.lost_places == lost.height
    assert set(lost["reason"]) == {"text-changed"}
    assert faults(tmp_path / "out") == []


def test_an_article_that_is_not_among_the_files_is_listed_with_its_address(standoff: Path, tmp_path: Path) -> None:
    mine = write_jsonl(tmp_path / "mine" / "articles.jsonl", ARTICLES[1:])

    done = hydrate(standoff, [mine], tmp_path / "out", workers=1)

    lost = corpus.load(tmp_path / "out")["lost"].collect()
    assert (done.missing, done.exact) == (1, 2)
    assert lost.select("table", "reason", "url").rows() == [("articles", "no-source", "https://lantern.example/bridge")]
    assert faults(tmp_path / "out") == []
    assert "Bo Marchetti" not in corpus.load(tmp_path / "out").people.collect()["name"]


def test_an_article_under_another_id_is_found_by_its_address_or_its_text(standoff: Path, tmp_path: Path) -> None:
    articles = [{**one, "id": f"local-{n}"} for n, one in enumerate(ARTICLES)]
    mine = write_jsonl(tmp_path / "mine" / "other.jsonl", articles)

    done = hydrate(standoff, [mine], tmp_path / "out", workers=1)

    assert (done.exact, done.missing) == (3, 0)
    assert faults(tmp_path / "out") == []
    ids = ["article_id", "guid"]
    assert (
        corpus.load(tmp_path / "out")
        .articles.select(ids)
        .collect()
        .equals(corpus.load(standoff).articles.select(ids).collect())
    )


def test_files_of_something_else_say_so(standoff: Path, build: Path, tmp_path: Path) -> None:
    other = [{"id": "urn:elsewhere:1", "title": "Elsewhere", "text": "Something else happened."}]

    with pytest.raises(PackageError, match="none of its articles"):
        hydrate(standoff, [write_jsonl(tmp_path / "mine" / "a.jsonl", other)], tmp_path / "out", workers=1)
    with pytest.raises(PackageError, match="no stand-off edition"):
        hydrate(build, [tmp_path / "mine"], tmp_path / "out")
    with pytest.raises(PackageError, match="exists"):
        hydrate(standoff, [tmp_path / "mine"], build)


KEY = bytes(32)


@given(st.text("ab “”\n", min_size=30, max_size=80), st.integers(0, 70), st.integers(0, 70), st.text("xyz", max_size=9))
def test_a_place_is_found_where_its_words_are_or_not_at_all(old: str, one: int, two: int, more: str) -> None:
    start, end = sorted((min(one, len(old)), min(two, len(old))))
    new = old[: start // 2] + more + old[start // 2 :]

    found = Finder(KEY, new).find(start, end, text_hash(KEY, old, start, end), context_hash(KEY, old, start, end))

    assert found is None or new[slice(*found)] == old[start:end]


def test_words_that_stand_twice_are_not_guessed() -> None:
    old = "before “the very same words, again” after"
    new = "x “the very same words, again” y “the very same words, again” z"
    start, end = old.index("the"), old.index("”")

    found = Finder(KEY, new).find(start, end, text_hash(KEY, old, start, end), context_hash(KEY, old, start, end))

    assert found is None


# ------------------------------------------------------------------ on the command line


def test_hydrate_says_what_it_found_and_exits_1_where_something_is_lost(
    standoff: Path, build: Path, tmp_path: Path
) -> None:
    whole = run("hydrate", standoff, "--from", build.parent / "in", "-o", tmp_path / "one", "--workers", 1)
    assert (whole.returncode, whole.stdout.splitlines()[1]) == (0, "3 exactly as they were, 0 with a changed text")

    mine = write_jsonl(tmp_path / "mine" / "articles.jsonl", ARTICLES[1:])
    some = run("hydrate", standoff, "--from", mine, "-o", tmp_path / "two", "--workers", 1, "--json")
    assert some.returncode == 1
    assert json.loads(some.stdout)["missing"] == 1

    refused = run("hydrate", standoff, "--from", mine, "-o", tmp_path / "two")
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)


@pytest.mark.parametrize("kind", ["full", "excerpt", "standoff"])
def test_an_edition_is_published_like_any_version(build: Path, tmp_path: Path, kind: str) -> None:
    for version in ("2026.10.0", "2026.11.0"):
        done = run("publish", build, "--to", tmp_path / "releases", "--version", version, "--edition", kind)
        assert done.returncode == 0, done.stderr

    loaded = corpus.load(tmp_path / "releases")
    assert (loaded.edition, loaded.version) == (kind, "2026.11.0")
    assert loaded.manifest["edition"] == kind
    assert check.check(loaded.folder).is_ok
    assert ("`headline`" in (loaded.folder / "README.md").read_text("utf-8")) == (kind != "standoff")


def test_a_public_edition_of_what_may_not_be_given_on_is_refused(tmp_path: Path) -> None:
    build = with_rights(tmp_path, "restricted", "open", "open", "open")
    to = ["--to", tmp_path / "releases", "--version", "2026.11.0"]

    refused = run("publish", build, *to, "--edition", "full")
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert "--drop-restricted" in refused.stderr
    assert not (tmp_path / "releases" / "v").exists()

    assert run("publish", build, *to, "--edition", "full", "--drop-restricted").returncode == 0
    assert corpus.load(tmp_path / "releases").articles.collect().height == 3


@pytest.fixture(scope="module")
def stores(build: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A store of each edition; not to be changed by a test."""
    folder = tmp_path_factory.mktemp("stores")
    for kind in editions.KINDS:
        assert run("publish", build, "--to", folder / kind, "--version", "2026.10.0", "--edition", kind).returncode == 0
    return {kind: folder / kind for kind in editions.KINDS}


_OTHERS = [(has, asked) for has in editions.KINDS for asked in (None, *editions.KINDS) if has != (asked or "full")]


@pytest.mark.parametrize(("has", "asked"), _OTHERS)
def test_a_store_has_one_edition(build: Path, stores: dict[str, Path], has: str, asked: str | None) -> None:
    for more in ([], ["--dry-run"]):
        edition = [] if asked is None else ["--edition", asked]
        refused = run("publish", build, "--to", stores[has], "--version", "2026.11.0", *edition, *more)

        assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
        for words in (f"--edition {has}", f"is {asked or 'full'}", "a store of its own"):
            assert words in refused.stderr
        assert not (stores[has] / "v" / "2026.11.0").exists()


def test_without_an_edition_the_whole_package_is_published_beside_a_full_one(
    build: Path, stores: dict[str, Path], tmp_path: Path
) -> None:
    store = shutil.copytree(stores["full"], tmp_path / "releases")

    done = run("publish", build, "--to", store, "--version", "2026.11.0")

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "options",
    [
        ["--private"],
        ["--drop-restricted"],
        ["--window", 100],
        ["--edition", "standoff", "--private"],
        ["--edition", "standoff", "--window", 100],
        ["--edition", "full", "--window", 100],
    ],
)
def test_what_is_for_another_edition_is_refused_and_not_ignored(
    build: Path, tmp_path: Path, options: list[object]
) -> None:
    refused = run("publish", build, "--to", tmp_path / "releases", *options)

    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert str(options[-2] if options[-1] == 100 else options[-1]) in refused.stderr
    assert "--edition" in refused.stderr
    assert not (tmp_path / "releases").exists()


# ------------------------------------------------------------------ how much of an article an excerpt shows


spans = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda pair: (min(pair), max(pair))), max_size=4)


@given(st.text(alphabet="ab \n“”", max_size=60), spans, spans, st.integers(0, 60), st.floats(0, 1))
def test_an_excerpt_shows_as_large_a_window_as_the_share_lets_it(
    text: str, quoted: list[tuple[int, int]], names: list[tuple[int, int]], size: int, most: float
) -> None:
    quoted, names = ([(min(a, len(text)), min(b, len(text))) for a, b in one] for one in (quoted, names))
    kept = [*quoted, *names]

    found = shown(text, quoted, kept, size, most)

    sizes = [length([*windows(text, quoted, each), *kept]) for each in range(size + 1)]
    assert sizes == sorted(sizes)
    assert length(found) == max([one for one in sizes if one <= most * len(text)], default=sizes[0])


SHORT: list[dict[str, object]] = [
    {"id": f"urn:tarnhollow:short:{n}", "title": f"In brief {n}", "language": "en", "text": text}
    for n, text in enumerate(
        [
            "The fair opens on Monday at noon. “It rains,” said Lena Ortiz. Nobody in the town minded it much at all.",
            "“We have run out of plaster and of patience, and the bridge will stay shut until May,” said Lena Ortiz.",
            "Nothing happened on Sunday.",
        ]
    )
]


@pytest.fixture(scope="module")
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of short articles: one of a few quoted words, one that is a quotation, one without."""
    folder = tmp_path_factory.mktemp("short")
    convert([write_jsonl(folder / "in" / "articles.jsonl", SHORT)], folder / "build", workers=1)
    return folder / "build"


def shares(folder: Path) -> list[float]:
    """Which share of each body an excerpt shows, in the order of the articles above."""
    both = corpus.load(folder).articles.join(corpus.load(folder)["originals"], on="article_id").sort("source_item")
    return [row["shown_count"] / row["character_count"] for row in both.collect().iter_rows(named=True)]


def test_an_excerpt_shows_at_most_half_of_an_article_but_its_quotations(short: Path, tmp_path: Path) -> None:
    made = editions.make(short, tmp_path / "out", "excerpt")

    some, mostly, none = shares(tmp_path / "out")
    body = corpus.load(short).articles.filter(headline="In brief 0").collect()["body"][0]
    cut = corpus.load(tmp_path / "out").articles.filter(headline="In brief 0").collect()["body"][0]
    assert "“It rains,” said Lena Ortiz" in cut
    assert cut != body
    assert 0.35 < some <= 0.5
    assert 0.5 < mostly < 1
    assert none == 0
    assert made.shown == sum(corpus.load(tmp_path / "out")["originals"].collect()["shown_count"])
    assert faults(tmp_path / "out") == []


def test_the_share_that_an_excerpt_shows_is_chosen(short: Path, tmp_path: Path) -> None:
    for most in (0, 0.3, 1):
        editions.make(short, tmp_path / str(most), "excerpt", most=most)

    found = {most: shares(tmp_path / str(most)) for most in (0, 0.3, 1)}
    assert found[0][0] <= found[0.3][0] < 0.35
    assert found[1][:2] == [1, 1]
    assert corpus.load(tmp_path / "0.3").descriptor["x-edition"]["most"] == 0.3
    for wrong in (-0.1, 1.1, float("nan")):
        with pytest.raises(PackageError, match="a share from 0 to 1"):
            editions.make(short, tmp_path / "wrong", "excerpt", most=wrong)


def test_the_command_and_the_card_say_how_many_articles_are_shown_by_more_than_half(
    short: Path, tmp_path: Path
) -> None:
    done = run("publish", short, "--to", tmp_path / "half", "--edition", "excerpt")
    whole = run("publish", short, "--to", tmp_path / "all", "--edition", "excerpt", "--most", 1, "--json")

    assert "excerpt: 1 of 3 articles are shown by more than half, 0 of them whole" in done.stdout
    assert json.loads(whole.stdout)["excerpt"] == {"articles": 3, "more_than_half": 2, "whole": 2}
    card = (corpus.load(tmp_path / "half").folder / "README.md").read_text("utf-8")
    assert "Of 3 articles 1 is shown by more than half" in card
    assert "Of 3 articles 2 are shown by more than half of their characters, 2 of them whole" in (
        corpus.load(tmp_path / "all").folder / "README.md"
    ).read_text("utf-8")


def test_the_documents_of_an_excerpt_tell_of_its_originals(short: Path, tmp_path: Path) -> None:
    run("publish", short, "--to", tmp_path / "releases", "--edition", "excerpt", "--partition", "month")

    version = corpus.load(tmp_path / "releases").folder
    card = (version / "README.md").read_text("utf-8")
    assert "| `originals` | 3 | one article: the hash and the length of its body before" in card
    assert "| `shown_count` | integer |" in card
    assert "config_name: originals" in card
    croissant = json.loads((version / "croissant.json").read_bytes())
    assert "originals.parquet" in [one["@id"] for one in croissant["distribution"]]
    (records,) = [one for one in croissant["recordSet"] if one["@id"] == "originals"]
    assert [one["name"] for one in records["field"]] == ["article_id", "body_sha256", "character_count", "shown_count"]


# ------------------------------------------------------------------ editions in parts


@pytest.fixture(scope="module")
def parted(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Path]:
    """Stores of excerpts and stand-off editions of dated articles, by year and by month; and the build of them."""
    folder = tmp_path_factory.mktemp("parted")
    days = ("2025-12-30", "2026-01-02T08:00:00Z", "2026-01-30T08:00:00Z")
    dated = [{**one, "published": day} for one, day in zip(ARTICLES, days, strict=True)]
    undated = {"id": "urn:tarnhollow:9", "title": "Undated", "text": "It was “never dated,” said Lena Ortiz."}
    convert([write_jsonl(folder / "in" / "articles.jsonl", [*dated, undated])], folder / "build", workers=1)
    stores = {("build", ""): folder / "build"}
    for kind in ("excerpt", "standoff"):
        for partition in ("year", "month"):
            store = stores[kind, partition] = folder / f"{kind}-{partition}"
            with pytest.MonkeyPatch.context() as patch:  # so that small tables are parted as large ones are
                for size, least in (("_LEAST", 100), ("_LEAST_BY_LETTER", 100), ("_BYTES_OF_A_FILE", 1)):
                    patch.setattr(f"corpus.release.parting.{size}", least)
                done = run("publish", folder / "build", "--to", store, "--version", "2026.11.0", "--edition", kind,
                           "--partition", partition)  # fmt: skip
            assert done.returncode == 0, done.stderr
    return stores


_IN_PARTS = [(kind, partition) for kind in ("excerpt", "standoff") for partition in ("year", "month")]


@pytest.mark.parametrize(("kind", "partition"), _IN_PARTS)
def test_an_edition_in_parts_is_valid_for_us_and_for_frictionless(
    parted: dict[tuple[str, str], Path], kind: str, partition: str
) -> None:
    import frictionless

    version = corpus.load(parted[kind, partition]).folder

    years = {"articles-2025", "articles-2026", "articles-undated"}
    months = {"articles-2025-12", "articles-2026-01", "articles-undated"}
    assert {path.stem for path in version.glob("articles-*.parquet")} == (years if partition == "year" else months)
    assert (len(list(version.glob("mentions-*.parquet"))) > 1) == (partition == "month")
    assert check.check(version).is_ok
    assert faults(version) == []
    theirs = frictionless.validate(str(version / "datapackage.json"))
    assert {error.note for task in theirs.tasks for error in task.errors} <= {"the source is empty"}
    assert run("verify", parted[kind, partition], "--deep").returncode == 0


@pytest.mark.parametrize(("kind", "partition"), _IN_PARTS)
def test_an_edition_in_parts_is_loaded_and_compared_as_the_whole(
    parted: dict[tuple[str, str], Path], tmp_path: Path, kind: str, partition: str
) -> None:
    whole = corpus.load(editions.make(parted["build", ""], tmp_path / "out", kind).folder)

    loaded = corpus.load(parted[kind, partition])

    assert loaded.edition == kind
    for name in whole:
        assert loaded[name].collect().equals(whole[name].collect()), name
    assert set(whole.diff(loaded).classes) <= {"repack"}
    assert loaded.diff(corpus.load(parted["build", ""])).classes
    for other in _IN_PARTS:
        assert (set(loaded.diff(corpus.load(parted[other])).classes) <= {"repack"}) == (other[0] == kind)


@pytest.mark.parametrize("partition", ["year", "month"])
def test_a_standoff_edition_in_parts_is_given_its_texts_back(
    parted: dict[tuple[str, str], Path], tmp_path: Path, partition: str
) -> None:
    build = parted["build", ""]

    done = hydrate(parted["standoff", partition], [build.parent / "in"], tmp_path / "whole", workers=1)

    assert (done.exact, done.missing, done.lost_places) == (4, 0, 0)
    found = corpus.load(build).diff(corpus.load(tmp_path / "whole"))
    assert all(found.tables[name].is_same for name in contract.NAMES)


@pytest.mark.parametrize("kind", ["excerpt", "standoff"])
def test_an_edition_stays_in_its_parts_in_later_versions(
    parted: dict[tuple[str, str], Path], tmp_path: Path, kind: str
) -> None:
    store = shutil.copytree(parted[kind, "month"], tmp_path / "releases")

    done = run("publish", parted["build", ""], "--to", store, "--version", "2026.12.0", "--edition", kind)

    assert done.returncode == 0, done.stderr
    names = [{path.name for path in (store / "v" / one).glob("*-*.parquet")} for one in ("2026.11.0", "2026.12.0")]
    assert names[0] == names[1]
