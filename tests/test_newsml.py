"""What the readers of NITF, NewsML-G2 and NewsML 1 promise beyond their cases: any length, any fault, one format."""

import io
import time

import pytest

from corpus import readers
from corpus.errors import ReadError
from corpus.readers import _newsitems, newsml1, newsml_g2, nitf
from corpus.record import Article

STORY = "<p>The mill turned again on Monday.</p><p>“It is a start,” said Lena Ortiz.</p>"
XHTML = f"<inlineXML><html><body>{STORY}</body></html></inlineXML>"


def read(name, data):
    return list(readers.find(name)(io.BytesIO(data), "in"))


def message(items, story=XHTML):
    head = '<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header/><itemSet>'
    body = "".join(
        f'<newsItem guid="urn:cna:{n}"><contentMeta><headline>Mill {n}</headline></contentMeta>'
        f"<contentSet>{story}</contentSet></newsItem>"
        for n in range(items)
    )
    return f"{head}{body}</itemSet></newsMessage>".encode()


class OneWay(io.BytesIO):
    """A stream that cannot go back, as a download is one."""

    def seekable(self):
        return False

    def seek(self, *_):
        raise OSError


def test_a_long_message_gives_the_same_articles_as_a_short_one_and_is_never_held():
    short = read("newsml-g2", message(3))
    padding = f"<inlineXML><html><body>{STORY}<!--{'x' * 40_000}--></body></html></inlineXML>"
    long = message(250, padding)
    assert len(long) > _newsitems.HELD

    given = list(newsml_g2.read(OneWay(long), "in"))

    assert len(given) == 250
    assert [(a.guid, a.headline, a.body, a.source_item) for a in given[:3]] == [
        (a.guid, a.headline, a.body, a.source_item) for a in short
    ]


def test_of_a_long_message_that_breaks_off_what_came_before_is_given():
    padding = f"<inlineXML><html><body>{STORY}<!--{'x' * 40_000}--></body></html></inlineXML>"
    given = []

    with pytest.raises(ReadError, match="well-formed"):
        given.extend(newsml_g2.read(io.BytesIO(message(250, padding)[:-30_000]), "in"))

    assert [article.headline for article in given] == [f"Mill {n}" for n in range(249)]


@pytest.mark.parametrize("name", ["nitf", "newsml-g2", "newsml1"])
@pytest.mark.parametrize(
    "data",
    [b"", b"  \n", b"no XML", b"<html><p>A page.</p></html>", b'{"a": 1}', b"\x89PNG\r\n\x1a\n\0\0", b"<nitf", b"<a/>"],
)
def test_what_is_something_else_is_refused_with_a_word(name, data):
    with pytest.raises(ReadError, match="in"):
        read(name, data)


@pytest.mark.timing
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("nitf", b"<nitf>" + b"<block>" * 300_000),
        ("newsml-g2", b"<newsItem>" + b"<subject><sameAs qcode='a:b'/>" * 100_000),
        ("newsml1", b"<NewsML><NewsItem>" + b"<NewsComponent>" * 100_000),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_document_that_is_nested_beyond_reason_is_refused_in_a_word(name, data):
    started = time.process_time()

    with pytest.raises(ReadError, match="more than 256 deep"):
        read(name, data)

    assert time.process_time() - started < 5


def test_a_document_that_is_cut_off_is_mended_and_said():
    (article,) = read("nitf", b"<nitf><body><body.content>" + b"<p>One.</p>" * 30_000)

    assert "xml-mended" in [problem.code for problem in article.problems]


@pytest.mark.timing
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("newsml-g2", message(1, "<inlineXML><p>" + "* a point\n" * 100_000 + "</p></inlineXML>")),
        ("newsml-g2", message(1, "<inlineXML><p>" + "a b <br/>" * 50_000 + "</p></inlineXML>")),
        ("newsml-g2", message(1).replace(b"<headline>", b"<subject qcode='a:b'/>" * 30_000 + b"<headline>")),
        ("nitf", b"<nitf><body><body.content>" + b"<note>n</note><p>p</p>" * 20_000 + b"</body.content></body></nitf>"),
        ("nitf", b"<nitf><body><body.head><byline>" + b"By A B and " * 50_000 + b"</byline></body.head></body></nitf>"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_hostile_item_takes_no_longer_than_its_length(name, data):
    started = time.process_time()

    (article,) = read(name, data)

    assert isinstance(article, Article)
    assert time.process_time() - started < 6


def test_an_external_dtd_and_entities_are_never_opened():
    data = b"""<!DOCTYPE nitf SYSTEM "file:///etc/hostname" [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
    <nitf><body><body.content><p>One &secret; two.</p></body.content></body></nitf>"""

    (article,) = read("nitf", data)

    assert article.body.startswith("One")
    assert "root" not in article.body


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a -->\n<!DOCTYPE nitf SYSTEM 'nitf.dtd'>\n<nitf>", "nitf"),
        (b"<n:nitf xmlns:n='http://iptc.org/std/NITF/2006-10-18/'>", "nitf"),
        (b"<newsMessage xmlns='http://iptc.org/std/nar/2006-10-01/'>", "newsml-g2"),
        (b"<newsItem guid='a'><contentSet>", "newsml-g2"),
        (b"<packageItem>", "newsml-g2"),
        (b"<conceptItem>", "newsml-g2"),
        ("<?xml version='1.0' encoding='utf-16'?><NewsML Version='1.2'>".encode("utf-16"), "newsml1"),
    ],
)
def test_the_root_element_says_which_format_it_is(data, name):
    assert readers.sniff(data, "download") == name


@pytest.mark.parametrize("data", [b"<newsitem itemid='2286'>", b"<rss>", b"<a><nitf/></a>", b"nitf", b"<nitfs>", b""])
def test_other_formats_are_left_to_others(data):
    assert [sniff(data) for sniff in (nitf.sniff, newsml_g2.sniff, newsml1.sniff)] == [0, 0, 0]


@pytest.mark.timing
def test_sniffing_a_whole_head_takes_no_time_to_speak_of():
    heads = [b"<nitf>" + b"x" * 65_530, b"<" * 65_536, b"<!--" * 16_384, b"<?xml " + b" " * 65_530, b" " * 65_536]
    started = time.process_time()

    for _ in range(200):
        for head in heads:
            nitf.sniff(head)

    assert (time.process_time() - started) / 1_000 < 0.005


def test_a_machine_translation_beside_the_text_is_warned_of():
    lines = ["The weir broke.", "*** DISCLAIMER: THIS IS AN AUTOMATED TRANSLATION FROM FINNISH ***", "Pato murtui."]
    story = "".join(f"<p>{line}</p>" for line in lines)
    item = (
        '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="a"><contentSet><inlineXML contenttype='
        f'"application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><body>{story}</body></html></inlineXML>'
        "</contentSet></newsItem>"
    )

    (article,) = read("newsml-g2", item.encode())

    assert ("machine-translation", "warning") in {(p.code, p.severity) for p in article.problems}
