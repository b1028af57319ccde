"""What holds for the quotations of every text."""

import itertools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.extract import extract
from corpus.extract.marks import blocks, marked
from corpus.record import Article
from corpus.text import clean

PIECES = (
    "“|”|‘|’|\"|'|«|»|„|``|''|,|.|?|:|—|-|(|)|\n|\n\n|said|says|told|called"
    "|according to|saying|added|that|who|and|he|she"
    "|the people|Ortiz|Lena Ortiz|the ministry|a report|reporters|It is late|never again|Tuesday"
    "|in a statement|on Telegram|Q:|A:|ORTIZ:|’s|12|[…]"
).split("|")
newsish = st.lists(st.sampled_from(PIECES), max_size=50).map(" ".join).map(clean)
texts = st.one_of(newsish, st.text(max_size=200).map(clean))


def article(body):
    return Article(source_item="1", source_format="text", source_sha256="0" * 64, body=body)


@given(texts)
def test_marks_stand_in_order_and_apart_and_within_one_block(text):
    found = marked(text)
    cut = blocks(text)

    assert all(a.outer.end <= b.outer.start for a, b in itertools.pairwise(found))
    assert all(m.outer.start <= m.start < m.end <= m.outer.end for m in found)
    assert all(cut[m.block].start <= m.outer.start and m.outer.end <= cut[m.block].end for m in found)


@given(texts)
@settings(deadline=None)
def test_every_row_is_a_slice_of_its_text_and_points_at_rows_that_stand(text):
    found = extract(article(text))  # raises where one does not

    assert [q.start for q in found.quotes] == sorted(q.start for q in found.quotes)
    for at, quote in enumerate(found.quotes):
        assert quote.continues is None or quote.continues < at
        assert 0 <= quote.speaker_confidence <= 1
        assert (quote.speaker_text is None) == (quote.speaker_confidence == 0)
        assert (quote.person is None) == (quote.speaker_kind != "person")
        assert quote.org is None or quote.speaker_kind == "org"
        assert quote.speaker_text is None or quote.speaker_text in text


@given(texts)
@settings(deadline=None)
def test_the_same_text_gives_the_same_rows(text):
    assert extract(article(text)) == extract(article(text))


@given(newsish)
@settings(deadline=None)
def test_no_two_quotations_overlap(text):
    found = extract(article(text)).quotes

    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


@pytest.mark.timing
@pytest.mark.parametrize(
    "unit",
    [
        "“a,” Ortiz said. ",
        "Ortiz, who said, ",
        "said the the and ",
        "according to, ",
        '"a" ',
        "Ortiz and Lund, ",
        "he said she said ",
        "ORTIZ: Yes.\n",
        "— said Ortiz, ",
    ],
)
def test_a_long_text_takes_a_time_that_grows_as_its_length(unit):
    def seconds(size):
        text = clean(unit * (size // len(unit)))
        start = time.process_time()
        extract(article(text))
        return time.process_time() - start

    seconds(1_000)
    # Each twice: other work on the machine only adds to a time.
    small, large = (min(seconds(size), seconds(size)) for size in (5_000, 20_000))

    assert large < 12 * small + 0.1
