"""The wires IPTC 7901 and ANPA 1312: what a case in tests/cases cannot say."""

import io
import time
from pathlib import Path

import pytest

from corpus import readers
from corpus.errors import ReadError
from corpus.readers import _wire
from corpus.record import Article

SEEDS = Path(__file__).parent.parent / "seeds"
IPTC = (SEEDS / "iptc7901" / "airport-bees.txt").read_bytes()
ANPA = (SEEDS / "anpa1312" / "blue-well.anpa").read_bytes()


def read(name, data):
    return list(readers.read(name, io.BytesIO(data), "in"))


def iptc(text, ending=b"141612 GMT May 24", header=b"qna001 4 i 48  qpa 001\r\n\r\nCalder-weir/\r\n"):
    return b"\x01" + header + b"\x02" + text + b"\x03" + ending + b"\r\n\x04"


@pytest.mark.parametrize(("name", "story"), [("iptc7901", IPTC), ("anpa1312", ANPA)])
def test_stories_are_read_alike_whatever_fills_the_line_between_them(name, story):
    (alone,) = read(name, story)

    several = read(name, b"\0\0\r\n" + b"\x7f\x7f\0\r\n".join([story] * 3))
    (filled,) = read(name, story.replace(b" the ", b" t\0h\x7fe "))

    assert [a.source_item for a in several] == ["1", "2", "3"]
    assert {a.body for a in several} == {filled.body} == {alone.body}


@pytest.mark.parametrize(("name", "story"), [("iptc7901", IPTC), ("anpa1312", ANPA)])
def test_a_heading_without_a_text_costs_no_other_story(name, story):
    heading = story[: story.index(b"\x02")]

    broken, article = read(name, heading + story)

    assert (broken.code, broken.item) == ("broken-item", "1")
    assert isinstance(article, Article)
    with pytest.raises(ReadError, match="no start of heading"):
        read(name, b"A story without a heading.")


@pytest.mark.parametrize(
    ("ending", "at", "zone", "codes"),
    [
        (b"131137 GMT Nov 13", "2013-11-13T11:37", "GMT", []),
        (b"071341 GMT Okt 15", "2015-10-07T13:41", "GMT", []),
        (b"211259 Nov 18", "2018-11-21T12:59", None, []),
        (b"211259", None, None, ["date-unread"]),
        (b"321259 Nov 18", None, None, ["date-unread"]),
        (b"", None, None, []),
    ],
)
def test_the_day_time_group_is_a_time_where_it_has_its_year(ending, at, zone, codes):
    (article,) = read("iptc7901", iptc(b"Weir breaks =\r\n\r\nThe weir broke.\r\n", ending))

    found = article.published

    assert (found and found.at.isoformat()[:16]) == at
    assert (found and found.zone) == zone
    assert [p.code for p in article.problems] == codes


def test_a_last_line_in_small_letters_is_no_sign_off_unless_it_begins_with_the_sender():
    story = b"Weir breaks =\r\n\r\nThe weir broke.\r\n\r\n"

    (kept,) = read("iptc7901", iptc(story + b"so it goes on\r\n"))
    (signed,) = read("iptc7901", iptc(story + b"qpa sd acr n1\r\n"))

    assert kept.body == "The weir broke.\n\nso it goes on"
    assert signed.body == "The weir broke."


def test_a_text_without_a_heading_mark_is_all_story():
    (article,) = read("iptc7901", iptc(b"The weir broke.\r\n\r\nNobody was hurt.\r\n"))

    assert article.headline is None
    assert article.body == "The weir broke.\n\nNobody was hurt."


@pytest.mark.timing
@pytest.mark.parametrize(
    "text",
    [
        b"a " * 1_000_000,
        b"A " * 400_000 + b"=",
        b"=\n" * 50_000,
        b"#" * 1_000_000,
        b"\n*" * 50_000,
        b"^" * 1_000_000,
        b"<^" * 100_000,
        b"^By " * 50_000,
        b"\t   a\n" * 30_000,
        b"\x08;" * 300_000,
        b"(AP) _ " * 200_000,
        b"\xff\xfe\xfd" * 100_000,
    ],
    ids=lambda text: repr(text[:8]),
)
@pytest.mark.parametrize(("name", "story"), [("iptc7901", IPTC), ("anpa1312", ANPA)])
def test_hostile_texts_take_linear_time(name, story, text):
    begin = time.process_time()

    items = read(name, story[: story.index(b"\x02") + 1] + text)

    assert len(items) == 1
    assert time.process_time() - begin < 10


@pytest.mark.timing
def test_a_story_that_ends_in_many_lines_of_stars_takes_linear_time():
    begin = time.process_time()

    found = _wire.sort_out(["The weir broke.", *["***"] * 400_000])

    assert found.paragraphs == ("The weir broke.",)
    assert len(found.left_out) == 400_000
    assert time.process_time() - begin < 8
