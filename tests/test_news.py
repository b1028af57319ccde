"""What the rules about news promise: what they find, and above all what they leave alone."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus import contract, package, text
from corpus.check import check
from corpus.check.news import phrases
from corpus.check.news.texts import Bodies, _beginning, is_alike
from corpus.check.settings import THRESHOLDS, Ignore, Settings
from corpus.check.texts import Texts

DOCS = Path(__file__).parent.parent / "docs/reference"
DEFAULTS = Settings()
STORY = "The mill at Quillon turned again on Thursday, after a winter without bread of its own flour."


def key(letter: str, number: int) -> str:
    return f"{letter}{number:024x}"


def article(number: int, **cells) -> dict:
    """A row of `articles` that keeps the contract; its key sorts by number."""
    body = cells.pop("body", f"{STORY} It was winter number {number}.")
    published = cells.pop("published_at", datetime(2026, 1, 5, tzinfo=UTC))
    return {
        "article_id": key("a", number),
        "kind": "article",
        "status": "usable",
        "publisher": "The Quillon Lantern",
        "published_at": published,
        "published_precision": "none" if published is None else "day",
        "language_origin": "declared" if "language" in cells else "none",
        "redistribution": "open",
        "body": body,
        "body_sha256": text.sha256(body),
        "paragraph_count": text.count_paragraphs(body),
        "word_count": text.count_words(body),
        "is_truncated": False,
        "source_uri": "lantern.jsonl",
        "source_item": str(number),
        "source_format": "jsonl",
        "source_sha256": "0" * 64,
    } | cells


def quote(number: int, article_id: str, **cells) -> dict:
    return {
        "quote_id": key("q", number),
        "article_id": article_id,
        "position": 0,
        "paragraph": 0,
        "start": 4,
        "end": 8,
        "text": "mill",
        "kind": "direct",
        "speaker_kind": "unknown",
        "attribution": "none",
        "rule": "test",
        "span_confidence": 1.0,
        "speaker_confidence": 0.0,
    } | cells


def write(folder: Path, **tables: list[dict]) -> Path:
    """A package of these rows; tables that are not named are empty."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in contract.tables().items():
        frame = pl.DataFrame(tables.get(name, []), schema=contract.polars_schema(table))
        frame.write_parquet(folder / f"{name}.parquet")
    about = package.About(name="quillon", created="2026-06-01T00:00:00Z")
    (folder / "datapackage.json").write_bytes(package.dump(package.describe(folder, about)))
    return folder


def told(folder: Path, how: Settings = DEFAULTS, **more) -> list[tuple[str, int | None]]:
    report = check(folder, engines=("rules",), settings=how, **more)
    return [(one.code, one.row) for one in report.findings if one.code not in ("order", "duplicate-key")]


def bodies(tmp_path: Path, *texts: str, **cells) -> list[str]:
    folder = write(tmp_path, articles=[article(n, body=one, **cells) for n, one in enumerate(texts)])
    return [code for code, _ in told(folder)]


# ------------------------------------------------------------------ texts


@pytest.mark.parametrize(
    "line",
    [
        "Click here to subscribe.",
        "ALL RIGHTS RESERVED",
        "© 2024 The Quillon Lantern",
        "Read more: the mill that would not turn",
        "Advertisement",
        "This article was originally published by the Lantern.",
        "Lesen Sie auch: Die Mühle steht still",
        "À lire aussi",
        "Todos los derechos reservados.",
        "Lees ook: de molen staat stil",
    ],
)
def test_a_line_of_the_page_is_told_wherever_in_the_body_it_stands(tmp_path, line):
    for number, body in enumerate((f"{line}\n\n{STORY}", f"{STORY}\n{line}\n\n{STORY}", f"{STORY}\n\n{line}")):
        assert bodies(tmp_path / str(number), body) == ["boilerplate"]


@pytest.mark.parametrize(
    "line",
    [
        "Readers of the Lantern can click here and there, but the mill stays.",
        "“Subscribe now,” the sign at the mill said, but nobody did.",
        "Follow the river and you find the mill.",
        "Please note that the mill is closed in winter.",
        "Related species of moth live in the mill.",
        "This story first made the mill famous, and then its miller.",
        "Copyright law was not what the miller had in mind.",
        "Loading the cart took the two of them an hour.",
        "Share prices of the mill fell to 3 crowns.",
        "Publicidad era lo único que faltaba en el molino.",
    ],
)
def test_the_same_words_in_a_story_are_left_alone(tmp_path, line):
    assert bodies(tmp_path, f"{STORY}\n\n{line}") == []


@pytest.mark.parametrize(
    "words",
    [
        "R&D and B&Q, 3 < 4 > 2, a <- b",
        "Interstate Quillon <I> and Vesper <VSP>",
        "<unclear> he said <laughs>",
        "the page <mill@quillon>",
        "&co; and AT&T; the sum of x&y;",
    ],
)
def test_what_only_looks_like_markup_is_left_alone(tmp_path, words):
    assert bodies(tmp_path, f"{STORY} {words}") == []


@pytest.mark.parametrize(
    "words",
    ["SÃO PAULO, Â MÃE", "Ânimo — Âge «Â» Ã", "Il coûte 3 €, dit-elle ™", "naïve façade, ï»", "FRANÇOIS Â’"],
)
def test_capitals_with_accents_are_no_mojibake(tmp_path, words):
    assert bodies(tmp_path, f"{STORY} {words}") == []


@pytest.mark.parametrize("words", ["cafÃ© au lait", "donâ€™t", "3Â°C", "Ã¼ber", "ï»¿The mill", "Ã\u00a0 la carte"])
def test_utf_8_that_was_read_as_something_else_is_mojibake(tmp_path, words):
    assert bodies(tmp_path, f"{STORY} {words}") == ["mojibake"]


def test_a_text_without_blanks_is_no_stump(tmp_path):
    assert bodies(tmp_path, "村の水車が冬の間ずっと止まっていたが、木曜日に再び回り始めた。") == []
    assert bodies(tmp_path / "short", "水車。") == ["stump"]


def test_a_text_that_its_source_cut_and_a_picture_with_its_caption_are_no_empty_articles(tmp_path):
    caption = {"article_id": key("a", 1), "position": 0, "text": "The mill in winter."}
    rows = [article(0, body="", is_truncated=True), article(1, body=""), article(2, body="", status="withheld")]

    assert told(write(tmp_path, articles=rows, captions=[caption])) == []


def test_a_headline_that_the_first_paragraph_only_begins_with_is_left_alone(tmp_path):
    assert bodies(tmp_path, f"Mill turns again in Quillon\n\n{STORY}", headline="Mill turns again") == []
    assert bodies(tmp_path / "other", f"Quillon bakes bread\n\n{STORY}", headline="Mill turns in May") == []


def test_an_address_is_told_with_what_was_found(tmp_path):
    body = f"{STORY} Write to mill@quillon.example or call +44 (0)20 7946 0018; not @miller, not 2+2, not a+b@c."
    report = check(write(tmp_path, articles=[article(0, body=body)]), engines=("rules",))

    (one,) = report.findings
    assert (one.code, one.value) == ("contact-data", "mill@quillon.example")
    assert one.message.startswith("2 e-mail addresses or phone numbers")


def test_a_language_is_told_by_the_ids_alone_and_with_thorough_in_every_article(tmp_path):
    german = (
        "Die Mühle von Quillon hat sich am Donnerstag wieder gedreht, nach einem Winter, in dem niemand im Tal Brot "
        "aus ihrem Mehl hatte. Der Müller sagte, er werde mahlen, bis der Fluss zufriert, und das könne in diesem Jahr "
        "noch lange dauern. Die Bäcker aus vier Dörfern holten am Freitag die ersten Säcke, und zwei von ihnen waren "
        "schon am Mittag ausverkauft. Der Rat hatte die Mühle im Herbst schließen wollen, weil das Geld fehlte. "
    )
    rows = [article(n, body=f"{german}Es war Winter Nummer {n}.", language="en") for n in range(40)]
    wanted = Settings(thresholds={"language-contradicted": {"sample": 10}, "near-duplicate": {"share": 2}})
    folder, turned = write(tmp_path / "a", articles=rows), write(tmp_path / "b", articles=rows[::-1])

    some, others = told(folder, wanted), told(turned, wanted)

    assert 0 < len(some) < 40
    assert sorted(row for _, row in some) == sorted(39 - row for _, row in others)
    assert len(told(folder, Settings(thresholds=wanted.thresholds, is_thorough=True))) == 40


def test_languages_that_a_text_hardly_tells_apart_are_alike():
    assert is_alike("no", "da")
    assert is_alike("hr", "sr")
    assert not is_alike("en", "nl")


LINES = st.text(alphabet=st.sampled_from("cClLiIkK hHeErR©2é\n“xX"), max_size=60)


@settings(deadline=None)
@given(st.lists(LINES, max_size=6))
@example(["L", "IER"])
def test_lines_are_found_by_their_first_bytes_as_they_are_by_their_words(texts):
    heads = frozenset({phrases.head("click"), phrases.head("© 2"), phrases.head("lier")})

    found = _beginning(Texts.of(pa.array(texts, pa.string())), heads)

    assert found == [
        (n, line) for n, one in enumerate(texts) for line in one.split("\n") if line and phrases.head(line) in heads
    ]


def test_every_phrase_is_found_by_its_own_head():
    for known in (phrases.BOILERPLATE, phrases.RESEARCHER):
        assert all(len(head) == phrases.HEAD for head in known.heads)


# ------------------------------------------------------------------ articles among articles

PARTS = (
    "The mill at Quillon turned again on Thursday, after a winter in which nobody had bread of its flour.",
    "“We had the stones dressed in January, and the river did the rest,” the miller told the Lantern.",
    "Bakers in four villages took the first sacks home on Friday, and two of them sold out by noon.",
    "The council had wanted to close the mill in the autumn, for want of money and of a miller.",
)


def near(tmp_path, one: str, two: str, **cells) -> list[tuple[str, int | None]]:
    return told(write(tmp_path, articles=[article(0, body=one), article(1, body=two, **cells)]))


def test_wire_copy_that_was_cut_and_copy_under_a_new_lede_are_near_duplicates(tmp_path):
    whole = "\n\n".join(PARTS)

    assert near(tmp_path / "cut", whole, "\n\n".join(PARTS[:3])) == [("near-duplicate", 1)]
    assert near(tmp_path / "lede", whole, "\n\n".join(("Bread is back.", *PARTS[1:]))) == [("near-duplicate", 1)]
    assert near(tmp_path / "named", whole, "\n\n".join(PARTS[:3]), duplicate_of=key("a", 0)) == []


def test_articles_that_begin_alike_and_go_on_otherwise_are_none(tmp_path):
    other = [part.replace("the", "some") for part in PARTS[2:]]
    rest = "\n\n".join(f"Paragraph {n} is about something else altogether, as everybody could read." for n in range(6))

    assert near(tmp_path, "\n\n".join(PARTS), "\n\n".join((*PARTS[:2], *other, rest))) == []


def test_of_three_equal_bodies_those_that_are_not_marked_are_told(tmp_path):
    body = " ".join(PARTS)
    rows = [article(0, body=body), article(1, body=body, duplicate_of=key("a", 0)), article(2, body=body)]

    assert told(write(tmp_path, articles=rows)) == [("duplicate-body", 2)]


def test_short_bodies_may_be_equal(tmp_path):
    assert bodies(tmp_path, "No service today on any line.", "No service today on any line.") == []


# ------------------------------------------------------------------ dates and rights


def spread(number: int, start: datetime, days: int, first: int = 0) -> list[dict]:
    return [article(first + n, published_at=start + timedelta(days=n * days)) for n in range(number)]


def test_a_date_that_stands_alone_years_before_the_others_is_an_outlier(tmp_path):
    rows = spread(100, datetime(2015, 1, 1, tzinfo=UTC), 30)
    rows[60]["published_at"] = datetime(1926, 3, 1, tzinfo=UTC)

    assert told(write(tmp_path, articles=rows)) == [("published-outlier", 60)]


def test_an_archive_of_two_times_and_a_small_paper_have_no_outliers(tmp_path):
    old = spread(60, datetime(1890, 1, 1, tzinfo=UTC), 30)
    new = spread(60, datetime(2015, 1, 1, tzinfo=UTC), 30, first=60)
    few = spread(20, datetime(2015, 1, 1, tzinfo=UTC), 30)
    few[3]["published_at"] = datetime(1926, 3, 1, tzinfo=UTC)

    assert told(write(tmp_path / "old", articles=old + new)) == []
    assert told(write(tmp_path / "few", articles=few)) == []


def test_an_embargo_is_held_against_today_where_somebody_says_what_day_it_is(tmp_path):
    folder = write(tmp_path, articles=[article(0, embargoed_until=datetime(2026, 7, 1, 6, tzinfo=UTC))])

    assert told(folder) == [("embargoed", 0)], "the package was made in June"
    assert told(folder, Settings(today=datetime(2026, 7, 2, tzinfo=UTC))) == []


def test_an_issue_of_the_first_day_of_1970_is_no_placeholder(tmp_path):
    first = datetime(1970, 1, 1, tzinfo=UTC)
    rows = [article(0, published_at=first), article(1, published_at=first, published_precision="instant")]

    assert told(write(tmp_path, articles=rows)) == [("published-placeholder", 1)]


def test_paths_below_the_input_and_addresses_are_nobodys_home(tmp_path):
    uris = ["news/home.html", "https://quillon.example/home/mill", "Users.csv", "s3://b/home.zip!a.txt", "C.txt"]
    theirs = ["C:\\Users\\Quill\\news.docx", "../home/quill/x.txt", "file:///srv/news.xml", "~/news.txt", "/srv/a.txt"]
    rows = [article(n, source_uri=uri) for n, uri in enumerate([*uris, *theirs])]

    assert told(write(tmp_path, articles=rows)) == [("private-path", n) for n in range(5, 10)]


# ------------------------------------------------------------------ people


def test_two_people_whom_wikidata_tells_apart_may_have_one_name(tmp_path):
    def person(number, **cells):
        counts = {"article_count": 0, "mention_count": 0, "quote_count": 0}
        name = {"name": "Odo Lindqvale", "name_key": "odo lindqvale", "is_full_name": True}
        return {"person_id": key("p", number)} | name | counts | cells

    quiet = Settings(severities={"unmentioned": "off"})
    apart = [person(0, wikidata_qid="Q99000001"), person(1, wikidata_qid="Q99000002")]
    surnames = [person(n, name="Lindqvale", name_key="lindqvale", is_full_name=False) for n in range(2)]

    assert told(write(tmp_path / "apart", people=apart), quiet) == []
    assert told(write(tmp_path / "surnames", people=surnames), quiet) == []
    assert told(write(tmp_path / "one", people=[person(0), person(1)]), quiet) == [("two-ids", 1)]


def test_thorough_finds_rows_that_point_into_another_article(tmp_path):
    rows = [quote(0, key("a", 0)), quote(1, key("a", 1), continues_quote_id=key("q", 0))]
    folder = write(tmp_path, articles=[article(0), article(1)], quotes=rows)

    assert told(folder) == []
    assert told(folder, Settings(is_thorough=True)) == [("other-article", 1)]


# ------------------------------------------------------------------ drift


def daily(months: range, each: int, **cells) -> list[dict]:
    """Articles by month (1 is January 2025), `each` a month."""
    return [
        article(
            month * 1000 + n,
            published_at=datetime(2025 + (month - 1) // 12, (month - 1) % 12 + 1, n % 28 + 1, tzinfo=UTC),
            **cells,
        )
        for month in months
        for n in range(each)
    ]


QUIET = Settings(severities={"near-duplicate": "off"})


def drift(tmp_path, then: dict, now: dict, how: Settings = QUIET) -> list[str]:
    before, after = write(tmp_path / "then", **then), write(tmp_path / "now", **now)
    report = check(after, engines=(), settings=how, since=before)
    return [f"{one.code} {one.value}" for one in report.findings]


def test_a_version_that_went_on_as_before_has_no_drift(tmp_path):
    then, now = daily(range(1, 11), 60), daily(range(1, 13), 60)

    assert drift(tmp_path, {"articles": then}, {"articles": now}) == []


def test_a_month_that_broke_off_a_publisher_that_is_gone_and_one_that_was_thinned_out_are_told(tmp_path):
    ours, theirs = daily(range(1, 11), 60), daily(range(1, 11), 40, publisher="Vesper Ledger")
    for row in theirs:
        row["article_id"] = "b" + row["article_id"][1:]
    thin = [row for row in ours if row["published_at"].month != 4] + daily(range(4, 5), 9)
    late = daily(range(11, 12), 5) + daily(range(12, 13), 60)

    assert drift(tmp_path, {"articles": ours + theirs}, {"articles": thin + late}) == [
        "drift-volume The Quillon Lantern 2025-04",
        "drift-volume The Quillon Lantern 2025-11",
        "drift-volume Vesper Ledger",
    ]


def test_small_counts_and_one_date_in_the_far_future_cry_no_wolf(tmp_path):
    few, fewer = daily(range(1, 11), 8), daily(range(1, 11), 3)
    late = [*daily(range(1, 11), 60), article(99_999, published_at=datetime(2031, 1, 1, tzinfo=UTC))]

    assert drift(tmp_path / "few", {"articles": few}, {"articles": fewer}) == []
    assert drift(tmp_path / "late", {"articles": daily(range(1, 11), 60)}, {"articles": late}) == []


def test_nulls_languages_and_quotations_that_changed_are_told_with_both_numbers(tmp_path):
    then = daily(range(1, 11), 30, language="en", byline="By Odo Lindqvale")
    now = daily(range(1, 11), 30, language="en", byline="By Odo Lindqvale")
    for row in now[::4]:
        row |= {"language": "de", "byline": None}
    some = [quote(n, row["article_id"]) for n, row in enumerate(then)]

    found = drift(tmp_path, {"articles": then, "quotes": some}, {"articles": now, "quotes": some[::3]})

    assert found == ["drift-nulls 25.0%", "drift-language de", "drift-language en", "drift-quotes 0.33"]


def test_a_threshold_says_what_is_much(tmp_path):
    then, now = daily(range(1, 11), 30, byline="By Odo Lindqvale"), daily(range(1, 11), 30, byline="By Odo Lindqvale")
    for row in now[::25]:
        row["byline"] = None
    strict = Settings(thresholds={"drift-nulls": {"change": 0.01, "sigmas": 2}})

    assert drift(tmp_path / "as it is", {"articles": then}, {"articles": now}) == []
    assert drift(tmp_path / "strict", {"articles": then}, {"articles": now}, strict) == ["drift-nulls 4.0%"]


# ------------------------------------------------------------------ settings


def test_a_rule_that_is_off_is_not_told_and_one_that_is_ignored_for_a_publisher_is_counted(tmp_path):
    rows = [article(0, body=f"{STORY} &amp;"), article(1, body=f"{STORY} &amp; on", publisher="Vesper Ledger")]
    folder = write(tmp_path, articles=rows)
    ignore = Ignore(code="markup", publisher="Vesper Ledger", reason="they write about HTML")

    assert told(folder, Settings(severities={"markup": "off"})) == []
    report = check(folder, engines=("rules",), settings=Settings(ignores=(ignore,)))
    assert ([one.row for one in report.findings], report.ignored) == ([0], {"markup": 1})


def test_the_page_of_corpus_toml_names_every_threshold_with_its_default():
    page = (DOCS / "corpus-toml.md").read_text("utf-8")

    for code, names in THRESHOLDS.items():
        rows = page.split(f"| `{code}` | ")[1].split("\n| `")[0]
        for name, value in names.items():
            assert f"`{name}` | {value:g} |" in rows


def test_what_is_remembered_of_a_body_is_a_few_numbers(tmp_path):
    folder = write(tmp_path, articles=[article(n, body="\n\n".join(PARTS) * 50) for n in range(3)])
    from corpus.sources import open_tables

    sources, _ = open_tables(package.read(folder))
    texts = Texts.of(pa.array(["\n\n".join(PARTS) * 50] * 3))
    reader = Bodies(sources, Settings())
    batch = pa.RecordBatch.from_pylist(
        [{"article_id": key("a", n), "headline": None, "language": None, "kind": "article", "status": "usable",
          "is_truncated": False, "body": texts[n]} for n in range(3)]
    )  # fmt: skip
    list(reader.look(0, batch, texts))

    assert sum(one.nbytes for one in reader._openings) == 3 * 2 * np.dtype(np.uint64).itemsize


def test_a_store_is_compared_with_by_its_newest_version(build, published):
    report = check(build, engines=("rules",), since=published)

    assert not [one for one in report.findings if one.code.startswith("drift")]


def test_a_version_that_lost_everything_has_drifted(build, tmp_path):
    empty = shutil.copytree(build, tmp_path / "empty")
    for path in empty.glob("*.parquet"):
        pl.read_parquet(path).clear().write_parquet(path)
    full = tmp_path / "full"
    write(full, articles=[article(n, publisher="Lantern") for n in range(60)])

    report = check(empty, engines=(), since=full)

    assert [one.code for one in report.findings if one.code.startswith("drift")] == ["drift-volume"]
