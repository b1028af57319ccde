import time

import pytest

from corpus.extract.tokens import sentences, tokens


def words(text):
    return [t.text for t in tokens(text)]


def cut(text):
    return [s.span.of(text) for s in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ilse O’Varga’s boat", ["Ilse", "O’Varga", "’s", "boat"]),
        ("the U.S. envoy", ["the", "U.S.", "envoy"]),
        ("Mr. Lund and J.R. Holt", ["Mr.", "Lund", "and", "J.R.", "Holt"]),
        ("R.Lumen, the Dunmore-Courier", ["R.Lumen", ",", "the", "Dunmore-Courier"]),
        ("They don’t, he’ll", ["They", "don’t", ",", "he", "’ll"]),
        ("Brass & Daughters, A&B", ["Brass", "&", "Daughters", ",", "A&B"]),
        ("10,000 crowns at 3.5 percent", ["10,000", "crowns", "at", "3.5", "percent"]),
        ("Valéry Gisard d’Orme", ["Valéry", "Gisard", "d’", "Orme"]),
        ("“Go,” she said.", ["“", "Go", ",", "”", "she", "said", "."]),
        ("the workers’ ferry", ["the", "workers", "’", "ferry"]),
        ("It ended.The rain", ["It", "ended", ".", "The", "rain"]),
    ],
)
def test_words_and_marks_are_cut_as_a_reader_sees_them(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rained. Lund left.", ["It rained.", "Lund left."]),
        ("Mr. Lund met Gen. Holt on Jan. 3 in St. Orme.", ["Mr. Lund met Gen. Holt on Jan. 3 in St. Orme."]),
        ("She sails for the U.S. The rest stay.", ["She sails for the U.S.", "The rest stay."]),
        ("J. R. Holt and A. Lund met.", ["J. R. Holt and A. Lund met."]),
        ("“Go.” He went.", ["“Go.”", "He went."]),
        ("“Why?” he asked.", ["“Why?” he asked."]),
        ("He waited... and slept.", ["He waited... and slept."]),
        ("(It rained.) Lund left.", ["(It rained.)", "Lund left."]),
        ("Brass Inc. sold 3 boats. It was May.", ["Brass Inc. sold 3 boats.", "It was May."]),
        ("Harbour opens\nMayor is glad", ["Harbour opens", "Mayor is glad"]),
    ],
)
def test_a_sentence_ends_where_a_reader_would_end_it(text, expected):
    assert cut(text) == expected


def test_blank_lines_part_paragraphs_and_a_line_end_parts_sentences():
    found = sentences("One.\nTwo.\n\nThree.")

    assert [(s.span.start, s.paragraph) for s in found] == [(0, 0), (5, 0), (11, 1)]


def test_every_token_stands_where_it_says():
    text = "Ilse Varga’s “Harbour Day” cost 3.5 m.\n\nU.S. ships – two of them – left."

    assert all(text[t.start : t.end] == t.text for s in sentences(text) for t in s.tokens)


@pytest.mark.timing
@pytest.mark.parametrize(
    "hostile", ["a." * 200_000, "x’" * 200_000, "A. " * 100_000, "-" * 400_000, "http://" * 60_000]
)
def test_a_line_of_nonsense_takes_linear_time(hostile):
    began = time.process_time()

    sentences(hostile)

    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "run", ["“O’Varga’s,”", "U.S.-led", "no.", "J.R.", "H5N1;", "…”)", "l’été—d’après", "a" * 99 + "’s."]
)
def test_a_run_without_blanks_is_cut_alike_wherever_it_stands(run):
    alone = [(t.text, t.low, t.kind, t.flags) for t in tokens(run)]

    within = [
        (t.text, t.low, t.kind, t.flags) for t in tokens(f"Before it {run} after") if 10 <= t.start < 10 + len(run)
    ]

    assert within == alone
    assert "".join(text for text, *_ in alone) == run
