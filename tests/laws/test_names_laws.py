"""What holds for the names and references of every text."""

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.extract.names import find_names
from corpus.extract.references import resolve
from corpus.extract.tokens import sentences
from corpus.record import Article, Caption, Span
from corpus.text import clean

PIECES = (
    "Lena Ortiz|Ortiz|Mr.|President|the mayor|The|Harbour Trust|HT|(HT)|of|and|’s|,|.|said|She|he|“|”|who is"
    "|Ministry"
    "|al-Qasr|van|Kremlin|\n\n|a teacher|in|Paris|Jr.|U.S.|’|&|I|A|é|-|O’Varga|former|then-President"
    "|N.|people|EU|1990|(|)|;"
    "|parliament|committee|ex-|Prime|for|Harbour Day"
).split("|")
newsish = st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join).map(clean)
anything = st.text(max_size=200).map(clean)
texts = st.one_of(newsish, anything)


def article(body, headline="", caption=""):
    return Article(
        source_item="1",
        source_format="text",
        source_sha256="0" * 64,
        body=body,
        headline=headline or None,
        captions=(Caption(text=caption),) if caption else (),
    )


@given(texts)
def test_tokens_are_in_order_and_cover_all_but_white_space(text):
    tokens = [t for s in sentences(text) for t in s.tokens]

    assert all(a.end <= b.start for a, b in itertools.pairwise(tokens))
    assert all(text[t.start : t.end] == t.text for t in tokens)
    assert "".join(t.text for t in tokens) == "".join(text.split())


@given(texts)
def test_paragraphs_of_sentences_never_go_back(text):
    numbers = [s.paragraph for s in sentences(text)]

    assert numbers == sorted(numbers)


@given(texts, texts, texts)
@settings(max_examples=60, deadline=None)
def test_every_name_stands_where_it_says_and_points_at_somebody(body, headline, caption):
    story = article(body, headline, caption)

    found = find_names(story, sentences(body))

    for row in (*found.mentions, *found.roles):
        assert story.text_of(row.field, row.field_position)[row.start : row.end] == row.text
        assert row.person is None or 0 <= row.person < len(found.people)
        assert row.org is None or 0 <= row.org < len(found.orgs)
    assert len(found.genders) == len(found.weak_genders) == len(found.people)


@given(texts)
@settings(max_examples=60, deadline=None)
def test_names_of_one_field_do_not_overlap(body):
    found = find_names(article(body), sentences(body)).mentions

    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


@given(texts)
@settings(max_examples=60, deadline=None)
def test_everybody_who_is_listed_is_mentioned(body):
    found = find_names(article(body), sentences(body))

    assert {m.person for m in found.mentions} >= set(range(len(found.people)))
    assert {m.org for m in found.mentions} >= set(range(len(found.orgs)))


@given(texts, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=3))
@settings(max_examples=60, deadline=None)
def test_references_stand_where_they_say_and_apart_from_names(body, marks):
    story, cut = article(body), sentences(body)
    found = find_names(story, cut)

    rows = resolve(story, cut, found, [Span(min(a, b), max(a, b)) for a, b in marks])

    taken = {(m.start, m.end) for m in found.mentions}
    for row in rows:
        assert story.text_of(row.field)[row.start : row.end] == row.text
        assert 0 <= row.person < len(found.people)
        assert (row.start, row.end) not in taken


@given(newsish)
@settings(max_examples=30, deadline=None)
def test_the_same_article_gives_the_same_names(body):
    story, cut = article(body), sentences(body)

    assert find_names(story, cut) == find_names(story, cut)
