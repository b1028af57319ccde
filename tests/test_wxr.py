"""What the reader of WordPress exports promises beyond its cases."""

import io
import time

import pytest

from corpus import readers

HEAD = (
    '<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Skarn Notes</title>'
)


def read(content, *, kind="post", status="publish", above="", inside=""):
    item = f"<wp:post_type>{kind}</wp:post_type><wp:status>{status}</wp:status>{inside}"
    item = f"<item><title>Weir</title>{item}<content:encoded><![CDATA[{content}]]></content:encoded></item>"
    return list(readers.read("wxr", io.BytesIO(f"{HEAD}{above}{item}</channel></rss>".encode()), "in"))


@pytest.mark.parametrize(
    ("content", "body"),
    [
        ("One.\n\nTwo.", "One.\n\nTwo."),
        ("“[He] said so [sic],” she said [laughs].", "“[He] said so [sic],” she said [laughs]."),
        ("One [b]bold[/b] word.", "One bold word."),
        ('Before [su_box title="x"]inside[/su_box] after.', "Before inside after."),
        ("One.\n\n[gallery ids='1']\n\n[youtube https://x.example/1]\n\nTwo.", "One.\n\nTwo."),
        ("[embed]https://x.example/1[/embed]\n\nOne.", "One."),
        ("One.<!--more-->Two.", "One.\n\nTwo."),
        ("<!-- wp:paragraph --><p>One\nline.</p><!-- /wp:paragraph --><!-- unclosed", "One line."),
    ],
)
def test_the_body_is_what_the_blog_shows_without_shortcodes(content, body):
    article = read(content)[0]

    assert article.body == body


def test_line_breaks_mean_nothing_where_a_post_is_made_of_blocks():
    article = read("<!-- wp:paragraph -->\n<p>One\nparagraph.</p>\n<!-- /wp:paragraph -->")[0]

    assert article.body == "One paragraph."


def test_the_types_that_newspapers_make_for_their_articles_are_posts_too():
    assert read("It holds.", kind="np_article")[0].body == "It holds."
    assert read("It holds.", kind="elementor_library")[0].code == "not-an-article"


@pytest.mark.parametrize("status", ["draft", "pending", "private", "trash", "auto-draft"])
def test_what_was_never_published_is_left_out_and_said(status):
    (problem,) = read("Secret.", status=status)

    assert problem.message == f"items that are no published posts: post ({status}): 1"


def test_addresses_of_authors_and_words_of_readers_are_left_out():
    above = (
        "<wp:author><wp:author_login>ml</wp:author_login><wp:author_email>ml@x.example</wp:author_email>"
        "<wp:author_display_name>Mara Lind</wp:author_display_name></wp:author>"
    )
    inside = (
        "<dc:creator>ml</dc:creator><wp:comment><wp:comment_author>Reader</wp:comment_author>"
        "<wp:comment_author_email>r@x.example</wp:comment_author_email><wp:comment_content>No!</wp:comment_content>"
        "</wp:comment>"
    )

    article = read("It holds.", above=above, inside=inside)[0]

    assert article.byline == "Mara Lind"
    assert "x.example" not in repr(article)
    assert "No!" not in repr(article)


def test_a_post_to_come_is_withheld_until_its_time():
    inside = "<wp:post_date_gmt>2024-05-06 06:00:00</wp:post_date_gmt>"

    article = read("Rain.", status="future", inside=inside)[0]

    assert article.status == "withheld"
    assert article.embargoed_until == article.published.at


@pytest.mark.timing
@pytest.mark.parametrize("text", ["[caption ", "[", "<!-- ", "[a b=", "[gallery ", "\n", "[/a]", "[caption]x"])
def test_a_hostile_post_takes_no_longer_than_a_long_article(text):
    started = time.process_time()

    read(text * (300_000 // len(text)))

    assert time.process_time() - started < 5
