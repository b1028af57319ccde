"""What the rows of an article promise before they are a table."""

from pathlib import Path

import polars as pl
import pytest

from corpus import contract, tables
from corpus.record import Article, Found, Org, Quote, Subject

MADE_LATER = {
    "articles": {"duplicate_of"},
    "people": {"article_count", "mention_count", "quote_count", "wikidata_qid"},
    "orgs": {"article_count", "mention_count", "quote_count", "wikidata_qid"},
}


def article(**fields: object) -> Article:
    return Article(source_item="1", source_format="jsonl", source_sha256="0" * 64, **fields)


@pytest.mark.parametrize("name", contract.NAMES)
def test_a_part_has_the_columns_of_its_table_and_leaves_open_what_is_made_later(name: str) -> None:
    columns = {*tables._COLUMNS[name]}

    assert columns | MADE_LATER.get(name, set()) == {*contract.tables()[name].names}


@pytest.mark.parametrize("gap", ["\n\n", "\n\nThe weir held.\n\n"])
def test_a_quotation_is_in_the_paragraph_that_it_starts_in(gap: str) -> None:
    body = f"“It turns,” said Lind.{gap}“It held,” she said. “It holds.”"
    starts = [at + 1 for at, letter in enumerate(body) if letter == "“"]
    quotes = tuple(
        Quote(start=at, end=at + 2, text=body[at : at + 2], kind="direct", rule="r", span_confidence=1.0)
        for at in starts
    )

    rows = tables.rows(article(body=body), Found(quotes=quotes), "in", 0)

    last = gap.count("\n\n")
    assert tables.part_frame("quotes", rows["quotes"])["paragraph"].to_list() == [0, last, last]


def test_a_quotation_that_starts_between_paragraphs_shifts_none_of_those_behind_it() -> None:
    body = "One.\n\nTwo.\n\nThree."
    quotes = tuple(
        Quote(start=at, end=at + 1, text=body[at], kind="direct", rule="r", span_confidence=1.0) for at in (5, 6, 13)
    )

    rows = tables.rows(article(body=body), Found(quotes=quotes), "in", 0)

    assert tables.part_frame("quotes", rows["quotes"])["paragraph"].to_list() == [0, 1, 2]


def test_a_plugin_may_give_a_number_where_a_text_is_wanted(tmp_path: Path) -> None:
    odd = article(body="It turns.", page=4, subjects=(Subject(code="17", relevance=1),))

    rows = tables.rows(odd, Found(orgs=(Org(name="Tarn Valley Trust"),)), "in", 0)
    written = tables.write_part(rows, lambda name: tmp_path / f"{name}.parquet")

    assert pl.read_parquet(written["articles"])["page"].to_list() == ["4"]
    assert pl.read_parquet(written["subjects"])["relevance"].to_list() == [1.0]
    assert "quotes" not in written
