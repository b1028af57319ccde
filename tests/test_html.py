"""What the reader of web pages promises beyond its cases: bounds, odd pages, and what a page says of itself."""

import io
import json
import time

import pytest

from corpus.readers import find, html, sniff
from corpus.record import Article

STORY = [
    "The ferry that links Northmere with the island of Skarn will sail every hour from May, the harbour board decided.",
    "“We counted the people who were left standing on the quay,” said Ida Rook, who chairs the board of the harbour.",
    "The hourly service costs 90,000 crowns a year, and the council pays half of it, while the board pays the rest.",
]


def article(body, head=""):
    page = f"<!DOCTYPE html><html lang='en'><head>{head}</head><body>{body}</body></html>"
    (found,) = find("html")(io.BytesIO(page.encode()), "page.html")
    assert isinstance(found, Article)
    return found


def story(*parts):
    return "".join(f"<p>{part}</p>" for part in (parts or STORY))


def stated(**fields):
    return f"<script type='application/ld+json'>{json.dumps({'@type': 'NewsArticle', **fields})}</script>"


@pytest.mark.parametrize(
    ("name", "is_kept"),
    [
        ("related-stories", False),
        ("c-share__list", False),
        ("moduleTeaser", True),  # one word of a made-up name, and most of the text
        ("article-body has-sidebar", True),
    ],
)
def test_the_name_of_an_element_counts_only_where_it_fits_what_the_element_holds(name, is_kept):
    inner = story() if is_kept else story("A crane that nobody ordered has stood on the quay for a whole month now.")
    outer = "" if is_kept else story()

    found = article(f"<article><h1>Ferry</h1>{outer}<div class='{name}'>{inner}</div></article>")

    assert found.body.split("\n\n") == STORY


def test_a_headline_is_taken_without_the_name_of_the_site_even_where_nothing_else_says_that_name():
    head = "<meta property='og:title' content='Ferry to sail hourly – The Echo of Skarn and its Hills'>"

    assert article(f"<h1>Ferry to sail hourly</h1>{story()}", head).headline == "Ferry to sail hourly"


def test_a_headline_that_was_cut_for_search_engines_is_taken_whole_from_the_page():
    whole = "Ferry to sail hourly from May, and the only bakery on the island opens on Sundays " + "at last " * 6
    found = article(f"<h1>{whole}</h1>{story()}", stated(headline=whole[:108]))

    assert found.headline == whole.strip()


def test_a_kicker_in_one_line_with_the_headline_is_left_out_where_the_page_knows_the_headline_alone():
    head = "<meta property='og:title' content='Ferry to sail hourly'>"
    page = f"<h1 itemprop='headline'>Harbour - Ferry to sail hourly</h1>{story()}"

    assert article(page, head).headline == "Ferry to sail hourly"


@pytest.mark.parametrize(
    ("author", "byline", "people"),
    [
        ({"@type": "Organization", "name": "Skarn Echo"}, "By Mara Lind", ["Mara Lind"]),
        ("echo.example", "By Mara Lind and Bo Weil", ["Mara Lind", "Bo Weil"]),
        ([{"@type": "Person", "byline": "Mara Lind"}], "By Somebody Else", ["Mara Lind"]),
        ({"@type": "Person", "name": "Mara Lind"}, "", ["Mara Lind"]),
        ("https://echo.example/mara", "By Mara Lind", ["Mara Lind"]),
    ],
)
def test_the_writer_is_named_by_the_markup_or_else_by_the_page_and_the_house_is_no_person(author, byline, people):
    head = stated(headline="Ferry", author=author, publisher={"@type": "Organization", "name": "Skarn Echo"})

    found = article(f"<h1>Ferry</h1><p class='byline'>{byline}</p>{story()}", head)

    assert [a.name for a in found.authors if a.kind == "person"] == people


def test_the_author_of_a_picture_is_not_the_author_of_the_story():
    picture = (
        "<figure><img src='a.jpg'><figcaption>The quay. <span itemprop='author'>Jo Weil</span></figcaption></figure>"
    )

    found = article(f"<h1>Ferry</h1>{picture}{story()}")

    assert found.authors == ()


def test_a_page_without_a_wall_is_not_cut_short_because_it_is_not_free():
    found = article(f"<h1>Ferry</h1>{story()}", stated(headline="Ferry", isAccessibleForFree=False, wordCount=61))

    assert not found.is_truncated


def test_a_text_that_markup_holds_twice_is_not_taken_for_a_longer_one():
    twice = " ".join(STORY) + " " + " ".join(STORY)

    found = article(f"<h1>Ferry</h1><article>{story()}</article>", stated(headline="Ferry", articleBody=twice))

    assert found.body.split("\n\n") == STORY


def test_a_live_blog_whose_entries_come_by_script_is_read_from_its_markup():
    updates = [{"@type": "BlogPosting", "headline": f"Entry {n}", "articleBody": text} for n, text in enumerate(STORY)]
    head = stated(**{"@type": "LiveBlogPosting"}, headline="The day on the sound", liveBlogUpdate=updates)

    found = article("<h1>The day on the sound</h1><div id='app'></div>", head)

    assert found.body.split("\n\n") == [part for n, text in enumerate(STORY) for part in (f"Entry {n}", text)]


def test_what_stands_on_a_page_twice_for_two_kinds_of_screens_is_read_once():
    found = article(f"<h1>Ferry</h1><div class='wide'>{story()}</div><div class='small'>{story()}</div>")

    assert found.body.split("\n\n") == STORY


def test_a_caption_that_is_never_closed_does_not_swallow_the_story():
    long = [f"{STORY[0][:-1]}, for the {n}th time in its history." for n in range(60)]

    found = article(f"<h1>Ferry</h1><div class='caption'>A quay.{story(*long)}</div>")

    assert found.body.endswith(long[-1])


def test_the_language_of_the_page_goes_before_that_of_its_market():
    head = "<meta property='og:locale' content='en_US'>"

    assert article(f"<h1>Ferry</h1>{story()}", head).language == "en"


@pytest.mark.timing
@pytest.mark.parametrize(
    "body",
    [
        "<div class='c'>" + "<img><b></b>" * 20_000 + "</div>" + story(),
        "<h2><a href='/a'>A link in a heading</a></h2>" * 15_000,
        "<div class='sidebar'>" * 1_900 + "<figcaption>A caption of a picture.</figcaption>" * 5_000,
        "<p>" + "<a href='/x'>by</a> " * 30_000,
        "<span class='author'>By Mara Lind" * 1_500 + "</span>" * 1_500 + story() * 500,
        "<table><tr>" + "<td>A cell of a table</td>" * 20_000 + "</tr></table>",
        "<li>" * 1_800 + story() * 3_000,
        "<p>" + "x" * 3_000_000 + "</p>",
        "<figure>" + "<cite>a</cite>" * 30_000 + "</figure>" + story(),
    ],
    ids=["pictures", "headings", "asides", "links", "bylines", "cells", "items", "line", "credits"],
)
def test_the_time_of_a_page_grows_with_its_size_and_no_faster(body):
    page = f"<!DOCTYPE html><html><body><h1>Ferry</h1>{body}</body></html>".encode()
    begin = time.process_time()

    list(find("html")(io.BytesIO(page), "page.html"))

    assert time.process_time() - begin < 6  # of a slow machine: each takes a second, and minutes if it were no line


@pytest.mark.timing
def test_sniffing_a_page_takes_no_time_to_speak_of():
    head = (b"<!-- saved -->" * 10 + b"<!DOCTYPE html><html><body>" + b"<p>Mill</p>" * 7_000)[:65_536]
    begin = time.process_time()

    for _ in range(100):
        html.sniff(head)

    assert time.process_time() - begin < 1
    assert sniff(head, "page") == "html"


@pytest.mark.parametrize(
    ("line", "deck"),
    [
        ("The board gives in after a winter of complaints from both shores of the sound.", True),
        ("(Jo Weil / Northmere News Agency)", False),
        ("April 8, 2024 at half past nine in the morning, by the clock on the quay.", False),
    ],
)
def test_the_only_text_between_headline_and_story_is_the_deck_unless_it_says_who_or_when(line, deck):
    page = f"<header><h1>Ferry to sail hourly</h1><p>{line}</p></header><div class='article-body'>{story()}</div>"

    found = article(page)

    assert found.deck == (line if deck else None)
    assert found.body.split("\n\n") == STORY
