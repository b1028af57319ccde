from pathlib import Path

import pytest

from corpus import show
from corpus.errors import PackageError
from corpus.loading import Corpus, load


@pytest.fixture(scope="module")
def corpus(build: Path) -> Corpus:
    return load(build)


def named(words: str, style: str) -> str:
    return f"<{style}>{words}</{style}>"


def test_a_package_is_shown_with_its_rows_and_articles(corpus: Corpus) -> None:
    text = show.package(corpus)

    assert "3 articles" in text
    assert "Bridge over the Tarn to close for a year" in text
    assert "Lena Ortiz" in text


def test_of_many_articles_the_first_are_listed_and_the_rest_counted(corpus: Corpus) -> None:
    assert "… and 2 more" in show.package(corpus, limit=1)


@pytest.mark.parametrize("width", [40, 80])
def test_no_line_is_wider_than_the_terminal(corpus: Corpus, width: int) -> None:
    lines = [*show.package(corpus, width=width).splitlines(), *show.article(corpus, "bridge", width=width).splitlines()]

    assert max(map(len, lines)) <= width


def test_quotations_and_names_are_marked_where_they_stand(corpus: Corpus) -> None:
    text = show.article(corpus, "bridge", named, width=200)

    assert "“<quote>We have run out of plaster and patience,</quote>” said <person>Lena Ortiz</person>" in text
    assert "“<quote>It will open again in 𝟚 stages,</quote>” <person>Ortiz</person> said" in text


def test_marks_do_not_change_the_words(corpus: Corpus) -> None:
    import re

    marked = show.article(corpus, "bridge", named, width=60)

    assert re.sub(r"</?(quote|person|org|anonymous|dim|bold|group|document)>", "", marked) == show.article(
        corpus, "bridge", width=60
    )


def test_an_article_is_found_by_the_beginning_of_its_id(corpus: Corpus) -> None:
    key = corpus.articles.select("article_id").collect()["article_id"][0]

    assert show.article(corpus, key[:12]) == show.article(corpus, key)


def test_words_that_fit_several_articles_name_them(corpus: Corpus) -> None:
    with pytest.raises(PackageError, match="several articles"):
        show.article(corpus, "r")
