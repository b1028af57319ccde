from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import identity
from corpus.record import Article, Moment, Person

ARTICLE = Article(source_item="1", source_format="text", source_sha256="0" * 64, body="The ferry is back.")
DATED = replace(
    ARTICLE,
    publisher="The Lantern",
    headline="Ferry",
    published=Moment(datetime(2026, 3, 5, 9, tzinfo=UTC), "instant", "Z"),
)


@pytest.mark.parametrize(
    "article",
    [
        replace(DATED, guid="urn:x:1", url="https://lantern.example/1"),
        replace(DATED, url="https://lantern.example/1"),
        DATED,
    ],
)
def test_a_corrected_text_keeps_its_id(article: Article) -> None:
    corrected = replace(article, body="The ferry is back, and late.", source_sha256="1" * 64, source_item="9")

    assert identity.article_id(corrected) == identity.article_id(article)


def test_without_guid_url_and_date_the_text_is_the_article() -> None:
    assert identity.article_id(ARTICLE) != identity.article_id(replace(ARTICLE, body="Another text."))


def test_of_articles_without_any_text_the_bytes_are_the_article() -> None:
    empty = replace(ARTICLE, body="")

    assert identity.article_id(empty) != identity.article_id(replace(empty, source_sha256="1" * 64))


def test_a_bare_number_is_an_id_only_within_its_publisher() -> None:
    one, two = replace(ARTICLE, guid="7", publisher="The Lantern"), replace(ARTICLE, guid="7", publisher="The Bell")

    assert identity.article_id(one) != identity.article_id(two)


def test_a_full_name_is_one_person_everywhere_and_a_surname_one_in_its_article() -> None:
    full, lone = Person(name="Lena Ortiz"), Person(name="Ortiz", is_full_name=False)

    assert identity.person_id(full, "a1") == identity.person_id(Person(name="LENA ORTÍZ"), "a2")
    assert identity.person_id(lone, "a1") != identity.person_id(lone, "a2")


@given(st.text(), st.text(), st.integers(0, 9))
def test_every_key_keeps_the_pattern_of_the_contract(a: str, b: str, n: int) -> None:
    for key in (identity.quote_id(a, b, n), identity.org_id(a), identity.person_id(Person(name=a), b)):
        assert len(key) == 25
        assert key[0] in "qop"
        assert set(key[1:]) <= set("0123456789abcdef")
