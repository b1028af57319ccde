"""METS and ALTO: what a case in tests/cases cannot say."""

import io
from pathlib import Path

import pytest

from corpus import readers
from corpus.errors import ReadError
from corpus.readers import _pages
from corpus.record import Article, Problem

SEEDS = Path(__file__).parent.parent / "seeds" / "mets"
PAGE = (SEEDS / "intelligencer-1861-10-05-0001.alto.xml").read_bytes()
ISSUE = (SEEDS / "intelligencer-1861-10-05-mets.xml").read_bytes()


class Files:
    """Files beside each other, and which of them were opened."""

    def __init__(self, **files):
        self.files, self.opened = {name.replace("__", "."): data for name, data in files.items()}, []

    def names(self):
        return sorted(self.files)

    def open(self, name):
        self.opened.append(name)
        return io.BytesIO(self.files[name]) if name in self.files else None


def read(name, data, uri="in.xml", beside=None):
    return list(readers.read(name, io.BytesIO(data), uri, beside=beside))


def test_an_issue_without_its_pages_gives_its_headlines_and_says_so():
    first, *articles, last = read("mets", ISSUE)

    assert (first.code, first.severity, last.code) == ("pages-missing", "warning", "outside-articles")
    assert [a.headline for a in articles] == ["The Lamp on Gallow Hill", "A Whale in the Tarn"]
    assert {a.body for a in articles} == {""}
    assert all("pages-missing" in {p.code for p in a.problems} for a in articles)


def test_a_page_that_breaks_off_gives_what_came_before():
    cut = PAGE[: PAGE.index(b'<TextBlock ID="P1_TB4"')] + b"<TextBlock ID='"
    given = []

    with pytest.raises(ReadError, match="no well-formed XML"):
        given.extend(readers.read("alto", io.BytesIO(cut), "in.xml"))
        for item in readers.find("alto")(io.BytesIO(cut), "in.xml"):
            given.append(item)

    assert [a.page for a in given] == ["1"]
    assert given[0].body.startswith("The Tarnhollow Intelligencer\n\nThe Lamp on Gallow Hill\n\nThe lamp on")


def test_an_article_on_a_page_that_breaks_off_is_kept_as_far_as_it_goes():
    cut = PAGE[: PAGE.index(b'<TextBlock ID="P1_TB6"')]
    name = "intelligencer-1861-10-05-000{}.alto.xml"
    beside = Files(**{name.format(1): cut, name.format(2): (SEEDS / name.format(2)).read_bytes()})

    lamp, whale, _ = read("mets", ISSUE, beside=beside)

    assert lamp.body.endswith("late to breakfast.")
    assert {"broken-xml", "text-not-found"} < {p.code for p in whale.problems}
    assert whale.body.endswith("return in the spring.")


def test_a_page_looks_only_for_the_issue_that_names_it():
    other = ISSUE.replace(b"1861-10-05-000", b"1861-10-12-000")
    beside = Files(page__xml=PAGE, other_mets__xml=other, a_picture__tif=b"II*\0", b__xml=b"<a/>")

    (article,) = read("alto", PAGE, "page.xml", beside)

    assert isinstance(article, Article)
    assert beside.opened == ["other_mets.xml", "b.xml"]


def test_a_page_among_thousands_looks_into_few_of_them():
    files = {f"p{n:05}__xml": PAGE for n in range(3_000)}
    beside = Files(**files)

    (article,) = read("alto", PAGE, "p00001.xml", beside)

    assert isinstance(article, Article)
    assert len(beside.opened) <= 24


@pytest.mark.parametrize(
    ("href", "name"),
    [
        ("file://./text/0001.xml", "0001.xml"),
        ("0001.xml", "0001.xml"),
        ("D:\\scans\\0001.XML", "0001.xml"),
        ("https://archive.example/text/0001.alto", "0001.xml"),
        ("https://archive.example/text/0001.xml?version=2", "0001.xml"),
        ("0002.xml", None),
        ("", None),
        ("/", None),
    ],
)
def test_a_location_is_found_by_the_name_of_its_file(href, name):
    assert _pages.resolve(href, ["0001.tif", "0001.xml"]) == name


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<mets", "no well-formed XML"),
        (b"<other/>", "where a <mets> was expected"),
        (b'<mets xmlns="http://www.loc.gov/METS/"/>', "without articles and without pages"),
    ],
)
def test_what_is_no_issue_is_refused(data, why):
    with pytest.raises(ReadError, match=why):
        read("mets", data)


def test_an_article_of_two_divisions_with_one_description_is_numbered_by_its_position():
    twice = ISSUE.replace(b"MODSMD_ARTICLE2", b"MODSMD_ARTICLE1")

    articles = [item for item in read("mets", twice) if isinstance(item, Article)]

    assert [a.source_item for a in articles] == ["1", "2"]


def test_numbers_that_are_none_do_not_cost_a_page():
    odd = PAGE.replace(b'HPOS="100"', b'HPOS="wide"').replace(b'WC="0.93"', b'WC="sure"')

    (whole,), (article,) = read("alto", PAGE), read("alto", odd)

    assert article.body.split() == whole.body.split()


def test_an_empty_page_is_refused_as_one_without_text():
    with pytest.raises(ReadError, match="without a block of text") as caught:
        read("alto", b"<alto><Layout><Page ID='P1'/></Layout></alto>")

    assert caught.value.code == "no-text"
    assert not [p for p in read("alto", PAGE) if isinstance(p, Problem)]
