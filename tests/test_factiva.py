"""What the reader of Factiva's exports promises beyond its cases."""

import contextlib
import io
import time
from pathlib import Path

import pytest

from corpus import readers
from corpus.errors import ReadError
from corpus.record import Article

CASES = Path(__file__).parent / "cases" / "factiva"
HEAD = '<html><head><title>Factiva</title></head><body><div class="article enArticle">'
ARTICLE = (
    '<div class="article enArticle"><div id="hd"><span>Weir {n}</span></div><div>9 words</div>'
    "<div>13 November 2017</div>"
    "<div>Skarn Echo</div><div>SKAECH</div><div>English</div><div>(c) 2017 Skarn Echo</div>"
    '<p class="articleParagraph">The weir broke on Monday, said Tom Oake.</p>'
    "<p>Echo Press</p><p>Document SKAECH00201711130{n:03}abc</p></div>"
)


def read(data):
    return readers.read("factiva", io.BytesIO(data), "in")


def test_the_articles_before_the_place_where_an_answer_breaks_off_are_kept():
    whole = (CASES / "the-answer-of-the-search-service" / "input.xml").read_bytes()
    cut = whole[: whole.index(b"CALNWS19870226")]

    items = read(cut)

    first = next(items)
    assert first.guid == "NMGAZ00020240503ek5300001"
    with pytest.raises(ReadError, match="no well-formed XML"):
        next(items)


@pytest.mark.parametrize(
    "data",
    [
        b"<html><head><title>Factiva</title></head><body>No article.</body></html>",
        b'<?xml version="1.0"?><PPSResponse><x xmlns="http://global.factiva.com/pps/2.0"/></PPSResponse>',
    ],
)
def test_an_export_without_articles_is_said_and_not_read_as_something_else(data):
    assert readers.sniff(data, "export") == "factiva"
    with pytest.raises(ReadError) as refused:
        list(read(data))
    assert refused.value.code == "no-article"


def test_a_story_about_factiva_is_a_page():
    page = b"<html><head><title>Factiva raises its prices</title></head><body><p>It did, on Monday.</p></body></html>"
    story = page.replace(b"<title>Factiva", b"<title>Database")

    assert readers.sniff(story, "page") == "html"


def test_an_article_that_breaks_off_is_read_as_far_as_it_goes():
    whole = (HEAD[: HEAD.rindex("<div")] + ARTICLE.format(n=1) + ARTICLE.format(n=2)).encode()
    cut = whole[: whole.rindex(b", said Tom Oake")]

    articles = [item for item in read(cut) if isinstance(item, Article)]

    assert [article.headline for article in articles] == ["Weir 1", "Weir 2"]
    assert articles[1].body == "The weir broke on Monday"


def test_the_number_in_the_list_of_results_goes_and_a_number_of_the_headline_stays():
    data = "".join([ARTICLE.format(n=1).replace("Weir 1", "1) Weir"), ARTICLE.format(n=2).replace("Weir 2", "7) Days")])

    first, second = read(data.encode())

    assert (first.headline, second.headline) == ("Weir", "7) Days")


@pytest.mark.timing
def test_a_thousand_articles_take_little_more_than_a_thousand_times_one():
    started = time.process_time()

    count = sum(isinstance(item, Article) for item in read("".join(ARTICLE.format(n=n) for n in range(1000)).encode()))

    assert count == 1000
    assert time.process_time() - started < 5


@pytest.mark.timing
@pytest.mark.parametrize(
    "data",
    [
        HEAD + "<div>" * 100_000,
        HEAD + '<p class="articleParagraph">' + "word " * 200_000,
        HEAD + "<div id='hd'>" + "(" * 500_000,
        HEAD + "".join(f"<p>Photo: {n} (Jo Weil); </p>" for n in range(30_000)),
        HEAD + '<p class="articleParagraph">Photo: ' + "Foto: (Jo); " * 80_000,
        HEAD + '<p class="articleParagraph">' + "[https://" * 100_000,
        '<div class="article ' * 50_000 + '<div class="article enArticle">',
        HEAD + "<table>" + "<tr><td><b>HD</b></td><td>x</td></tr>" * 5_000,
    ],
    ids=lambda data: repr(data[-12:]),
)
def test_a_hostile_megabyte_takes_no_longer_than_a_long_export(data):
    started = time.process_time()

    with contextlib.suppress(ReadError):
        list(read(data.encode()))

    assert time.process_time() - started < 5


def test_a_page_that_a_browser_wrote_anew_is_read_as_well():
    data = ARTICLE.format(n=1).replace('<div class="article enArticle">', '<DIV CLASS="article enArticle cf">')

    (article,) = read(data.encode())

    assert (article.headline, article.language) == ("Weir 1", "en")


def test_an_article_whose_words_were_not_counted_has_its_author_and_its_day():
    data = ARTICLE.format(n=1).replace("<div>9 words</div>", '<div class="author">By Mara Lind</div>')

    (article,) = read(data.encode())

    assert [author.name for author in article.authors] == ["Mara Lind"]
    assert article.published.at.isoformat() == "2017-11-13T00:00:00+00:00"
    assert article.publisher == "Skarn Echo"


def test_readers_and_their_towns_which_nothing_parts_are_kept_as_they_stand():
    readers_of = "Mara Lind, Skarn Dr. Bo Halse, Northmere Ada Lowen, Unterwied"
    data = ARTICLE.format(n=1).replace(
        "<div>9 words</div>", f'<div class="author">{readers_of}</div><div>9 words</div>'
    )

    (article,) = read(data.encode())

    assert (article.byline, article.authors) == (readers_of, ())


def test_where_a_link_leads_is_said_nowhere_because_it_may_name_the_library():
    link = "[https://www-gazette-example.proxy.library.example/weir]"
    data = (
        ARTICLE.format(n=1)
        .replace("(c) 2017 Skarn Echo", f"(c) 2017 Skarn Echo{link}")
        .replace("on Monday,", f"on Monday{link},")
        .replace(
            "<p>Echo Press",
            f'<p class="articleParagraph">More on the weir{link}</p><p>Jo is a writer{link}.</p><p>Echo Press',
        )
    )

    (article,) = read(data.encode())

    assert "library" not in repr(article)
    assert article.body == "The weir broke on Monday, said Tom Oake."


def of_text(*paragraphs):
    """An article without a field for its byline."""
    text = "".join(f'<p class="articleParagraph">{paragraph}</p>' for paragraph in paragraphs)
    told = '<p class="articleParagraph">The weir broke on Monday, said Tom Oake.</p>'
    page = HEAD.removesuffix('<div class="article enArticle">') + ARTICLE.replace("{n:03}", "001").replace("{n}", "1")
    (found,) = [item for item in read(page.replace(told, text).encode()) if isinstance(item, Article)]
    return found


@pytest.mark.parametrize(
    ("paragraphs", "byline", "name"),
    [
        (
            ["Mara Lind Political Correspondent MAYOR Bo Halse will move."],
            "Mara Lind Political Correspondent",
            "Mara Lind",
        ),
        (["Mara Lind London TORY members are talking."], "Mara Lind London", "Mara Lind"),
        (["THE weir broke on Monday.", "Mara Lind"], "Mara Lind", "Mara Lind"),
        (["Das Wehr brach am Montag.", "-- Mara Lind"], "Mara Lind", "Mara Lind"),
        (["記者兼翻訳家●潮見　一朗", "橋は動かない。"], "記者兼翻訳家●潮見 一朗", "潮見 一朗"),
    ],
)
def test_a_writer_whom_no_field_names_is_taken_from_where_the_layout_shows_one(paragraphs, byline, name):
    found = of_text(*paragraphs, *(["Nobody was hurt."] if len(paragraphs) == 1 else []))

    assert found.byline == byline
    assert [author.name for author in found.authors] == [name]
    assert "Mara Lind" not in found.body
    assert "●" not in found.body


@pytest.mark.parametrize("first", ["Mara Lind TOLD the council so.", "Mara Lind Northmere MAYOR of the town spoke."])
def test_a_name_that_begins_a_sentence_is_no_byline(first):
    found = of_text(first, "Nobody was hurt.")

    assert (found.byline, found.authors) == (None, ())
    assert found.body.startswith("Mara Lind")
