"""What the reader of Markdown promises beyond its cases."""

import io
import time

import pytest

from corpus import readers
from corpus.errors import ReadError


def read(text):
    data = text if isinstance(text, bytes) else text.encode()
    return list(readers.read("markdown", io.BytesIO(data), "in"))


@pytest.mark.parametrize(
    ("date", "at", "precision", "zone"),
    [
        ("2018-06-26 11:36:00", "2018-06-26T11:36:00+00:00", "instant", None),
        ("2018-06-26T11:36:00-04:00", "2018-06-26T15:36:00+00:00", "instant", "-04:00"),
        ("2018-06-26", "2018-06-26T00:00:00+00:00", "day", None),
        ("'June 26, 2018'", "2018-06-26T00:00:00+00:00", "day", None),
    ],
)
def test_a_date_says_as_much_as_is_written(date, at, precision, zone):
    (article,) = read(f"---\ntitle: Weir\ndate: {date}\n---\nIt **holds**.\n")

    assert article.published.at.isoformat() == at
    assert (article.published.precision, article.published.zone) == (precision, zone)


def test_words_of_yaml_are_words():
    (article,) = read("---\ntitle: 007\nlanguage: no\ntags: [yes, 1.10]\n---\nIt holds.\n")

    assert article.headline == "007"
    assert article.language == "no"
    assert [subject.name for subject in article.subjects] == ["yes", "1.10"]


def test_yaml_makes_no_objects():
    (article,) = read("---\ntitle: !!python/object/apply:os.getcwd []\nslug: x\n---\nIt holds.\n")

    assert article.headline is None


@pytest.mark.timing
def test_aliases_that_multiply_are_not_followed_for_ever():
    lines = [f"b{n}: &b{n} [{', '.join([f'*b{n - 1}'] * 9)}]" for n in range(1, 14)]
    started = time.process_time()

    (article,) = read("---\nb0: &b0 [x]\n" + "\n".join(lines) + "\ntags: *b13\n---\nIt holds.\n")

    assert time.process_time() - started < 2
    assert article.body == "It holds."


def test_a_heading_that_repeats_the_title_is_no_paragraph():
    (article,) = read("---\ntitle: Weir holds\nslug: weir\n---\n# Weir holds\n\nIt does.\n")

    assert article.body == "It does."


def test_a_rule_at_the_beginning_is_no_front_matter():
    (article,) = read("---\n\nThe weir **holds**.\n")

    assert article.body == "The weir holds."


def test_plain_text_with_a_few_fields_above_it_is_left_to_the_reader_of_text():
    head = b"---\ntitle: Weir\nauthor: Mara Lind\ndate: 2024-05-04\n---\n\nThe weir holds again.\n\nNobody was hurt.\n"

    assert readers.sniff(head, "weir.md") == "text"


def test_binary_and_endless_input_is_refused():
    with pytest.raises(ReadError):
        read(b"\x89PNG\r\n\0\0")
    with pytest.raises(ReadError, match="16 MB"):
        read(b"x" * (17 << 20))


def test_a_text_too_long_to_be_parsed_keeps_its_marks_and_says_so():
    (article,) = read("---\ntitle: x\nslug: y\n---\n" + "The weir *holds*.\n\n" * 20_000)

    assert article.body.startswith("The weir *holds*.\n\n")
    assert [problem.code for problem in article.problems] == ["markup-left-in"]


@pytest.mark.timing
@pytest.mark.parametrize("text", ["[", "*a ", "![a](", "`a``", "{{< ", "[^", "_a__b", "> "])
def test_a_hostile_text_takes_no_longer_than_a_long_article(text):
    started = time.process_time()

    read("---\ntitle: x\nslug: y\n---\n" + text * (60_000 // len(text)))

    assert time.process_time() - started < 5
