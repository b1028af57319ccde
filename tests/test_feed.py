"""What the reader of feeds promises beyond its cases."""

import io
import time

import pytest

from corpus import readers
from corpus.errors import ReadError
from corpus.readers import _xml
from corpus.record import Problem

NAMESPACES = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'


def rss(*items, above=""):
    inner = "".join(f"<item>{item}</item>" for item in items)
    return f'<rss version="2.0" {NAMESPACES}><channel><title>Northmere Chronicle</title>{above}{inner}</channel></rss>'


def read(text):
    data = text if isinstance(text, bytes) else text.encode()
    return list(readers.read("feed", io.BytesIO(data), "in"))


LONG = "<p>" + "</p><p>".join(["The river fell for another day and nobody knew why it did. " * 8] * 4) + "</p>"


def test_a_description_as_long_as_an_article_is_the_body():
    (article,) = read(rss(f"<title>River</title><description><![CDATA[{LONG}]]></description>"))

    assert article.body.count("\n\n") == 3
    assert article.summary is None
    assert not article.is_truncated


def test_a_long_description_that_goes_on_elsewhere_is_a_summary():
    (article,) = read(
        rss(f"<title>River</title><description><![CDATA[{LONG}<a href='x'>Read more</a>]]></description>")
    )

    assert article.body == ""
    assert article.is_truncated
    assert "Read more" not in article.summary


def test_content_that_breaks_off_is_truncated_and_loses_its_mark():
    text = "<p>The river fell.</p><p>Nobody knew [&#8230;]</p>"

    (article,) = read(rss(f"<title>River</title><content:encoded><![CDATA[{text}]]></content:encoded>"))

    assert article.body == "The river fell.\n\nNobody knew"
    assert article.is_truncated


def test_markup_that_was_escaped_twice_is_markup():
    text = "&amp;lt;p&amp;gt;The river fell.&amp;lt;/p&amp;gt;"

    (article,) = read(rss(f"<title>River</title><content:encoded>{text}</content:encoded>"))

    assert article.body == "The river fell."


@pytest.mark.parametrize(
    ("name", "byline", "authors"),
    [
        ("Mara Lind in Quillmark", "Mara Lind in Quillmark", ["Mara Lind"]),
        ("mail@x.example (Mara Lind)", "Mara Lind", ["Mara Lind"]),
        ("mara@x.example", None, []),
        ("admin", None, []),
        ("mara-lind", None, []),
        ("Northmere Chronicle", "Northmere Chronicle", []),
    ],
)
def test_a_creator_is_a_name_and_never_an_address(name, byline, authors):
    (article,) = read(rss(f"<title>River</title><dc:creator>{name}</dc:creator>"))

    assert article.byline == byline
    assert [author.name for author in article.authors if author.kind == "person"] == authors


def test_the_editor_of_a_channel_has_not_written_its_items():
    (article,) = read(rss("<title>River</title>", above="<managingEditor>Bo Halse</managingEditor><author>Bo</author>"))

    assert article.byline is None


def test_a_guid_that_is_no_permanent_link_is_no_address():
    (article,) = read(rss('<title>River</title><guid isPermaLink="false">https://x.example/?p=1</guid>'))

    assert (article.guid, article.url) == ("https://x.example/?p=1", None)


def test_a_relative_link_is_read_against_the_channel():
    (article,) = read(rss("<title>River</title><link>/river</link>", above="<link>https://x.example/news</link>"))

    assert article.url == "https://x.example/river"


def test_a_sitemap_without_news_holds_no_articles_and_says_so():
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    text = f'<urlset xmlns="{space}">{"<url><loc>https://x.example/</loc></url>" * 3}</urlset>'

    (problem,) = read(text)

    assert (problem.code, problem.severity) == ("not-an-article", "note")
    assert problem.message.startswith("3 ")


def test_one_broken_item_does_not_cost_those_behind_it():
    items = [f"<title>Item {n}</title>" for n in range(50)]
    items[20] = "<title>Fish & chips</title><description><p>Cheap<br></description>"

    found = read(rss(*items))

    assert [item.source_item for item in found] == [str(n) for n in range(1, 51)]
    assert found[20].headline == "Fish & chips"
    assert [item.source_item for item in found if any(p.code == "xml-mended" for p in item.problems)] == ["21"]


def test_a_feed_longer_than_what_is_held_is_read_to_its_end():
    found = read(rss(*(f"<title>Item {n}</title><description>{'x ' * 400}</description>" for n in range(3_000))))

    assert len(found) == 3_000
    assert found[-1].headline == "Item 2999"


def test_another_vocabulary_inside_an_item_is_not_its_own():
    text = '<title>River</title><m:title xmlns:m="urn:x">Other</m:title><m:guid xmlns:m="urn:x">g</m:guid>'

    (article,) = read(rss(text))

    assert (article.headline, article.guid) == ("River", None)


def test_items_of_mended_xml_carry_what_stood_above_them():
    streamed = _xml.Streamed()
    data = b"<rss><channel><title>T</title><item>a & b</item><item>c</item>"

    nodes = list(_xml.mended_items(io.BytesIO(data), "in", frozenset({"item"}), streamed))

    assert [_xml.text(node) for node in nodes] == ["a & b", "c"]
    assert all(_xml.text(node.getparent(), "title") == "T" for node in nodes)


@pytest.mark.parametrize(
    "data", [b"<html><p>No feed</p></html>", b"{]", b'{"version": "https://jsonfeed.org/version/1"}']
)
def test_what_is_no_feed_is_refused(data):
    with pytest.raises(ReadError):
        read(data)


def test_an_entity_opens_no_file_and_does_not_grow_without_end():
    own = '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
    bomb = own.replace("]>", "".join(f'<!ENTITY b{n} "{f"&b{n - 1 or str()};" * 20}">' for n in range(1, 9)) + "]>")

    (article,) = read(own + rss("<title>x&b;&f;</title>"))
    with pytest.raises(ReadError, match="expand to far more"):
        read(bomb + rss("<title>x&b8;</title>"))

    assert article.headline == "x" + "a" * 30
    assert "entity-left-out" in [problem.code for problem in article.problems]


@pytest.mark.timing
@pytest.mark.parametrize(
    "payload",
    [
        "&lt;" * 100_000, "&lt;p " * 70_000, "read more " * 40_000, "... " * 90_000, "The post " * 40_000,
        "&lt;div&gt;&lt;a&gt;x" * 15_000, "Related: " * 40_000, "\n" * 300_000,
    ],
    ids=lambda payload: payload[:12],
)  # fmt: skip
def test_a_hostile_item_takes_no_longer_than_a_long_article(payload):
    started = time.process_time()

    read(rss(f"<title>x</title><description>{payload}</description>"))

    assert time.process_time() - started < 5


def test_an_empty_feed_is_said():
    (problem,) = read(rss())

    assert isinstance(problem, Problem)
    assert problem.code == "no-text"
