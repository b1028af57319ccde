"""What holds for every reader and every input, however odd."""

import io
import json
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import readers
from corpus.errors import ReadError
from corpus.readers import _decode, _first_bytes
from corpus.record import Article, Problem
from corpus.text import clean

FORMATS = readers.names()
PARTS = [
    "The Tarnhollow Gazette Newspaper",
    "Tarnhollow, Calder  Est. May 19, 1883",
    "By Mara Lind",
    "Published May 4, 2024",
    "NORTHMERE, March 3 (AP) — ",
    "“We turn,” she said.",
    "(Jo Weil/QPA/TNS)",
    "Photo: Jo Weil",
    "Share",
    "© 2024 Gazette",
    "Related stories",
    "Title: Mill",
    "---",
    "\n",
    "\n\n",
    " ",
    "\t",
    "\u2003\u2003",
    "\u2028",
    "\x85",
    "é",
    "é",
    "&amp;",
    "<p>",
    "</p>",
    "<figcaption>",
    "<h1>",
    '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Mill"}</script>',
    '{"id": 1, "text": "It turns."}',
    '"',
    "{",
    "}",
    "The mill turned again on Monday, six months after the flood took it.",
]
PAGES = st.lists(st.sampled_from(PARTS) | st.text(max_size=20), max_size=25).map("".join)
ROWS = st.lists(
    st.dictionaries(
        st.sampled_from(
            ["id", "text", "title", "date", "authors", "byline", "language", "url", "captions", "keywords"]
        ),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.sampled_from(PARTS),
            lambda inner: (
                st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "text", "credit"]), inner)
            ),
            max_leaves=6,
        ),
        max_size=6,
    ),
    max_size=4,
)
INPUTS = (
    PAGES.map(lambda page: page.encode("utf-8", "surrogatepass"))
    | PAGES.map(lambda page: page.encode("utf-16", "surrogatepass"))
    | ROWS.map(lambda rows: "\n".join(map(json.dumps, rows)).encode())
    | st.binary(max_size=300)
)


def items_of(name, data):
    """What a reader gives before it gives up, and whether it did."""
    items = []
    try:
        items.extend(readers.find(name)(io.BytesIO(data), "in"))
    except ReadError:
        return items, True
    return items, False


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=60, deadline=None)
@given(data=INPUTS)
def test_a_reader_gives_clean_articles_or_says_why_not_and_nothing_else(name, data):
    items, _ = items_of(name, data)

    for item in items:
        assert isinstance(item, (Article, Problem))
        if isinstance(item, Article):
            assert item.body == clean(item.body)
            assert item.source_item
            assert item.source_format == name
            assert all(item.text_of(field) == clean(item.text_of(field)) for field in ("headline", "deck", "byline"))
            assert all((c.text or c.credit) and c.text == clean(c.text) for c in item.captions)
            assert all(author.name.strip() for author in item.authors)
            assert item.published is None or item.published.at.utcoffset().total_seconds() == 0


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=30, deadline=None)
@given(data=INPUTS)
def test_reading_twice_gives_the_same(name, data):
    assert repr(items_of(name, data)) == repr(items_of(name, data))


@settings(max_examples=100, deadline=None)
@given(data=INPUTS)
def test_a_reader_that_is_passed_over_would_not_have_known_the_input(data):
    head = _decode.for_sniffing(data)
    look = _first_bytes.Look(head)

    for name in readers.names():
        if not look.allows(name):
            assert sys.modules[readers.find(name).__module__].sniff(head) == 0


@settings(max_examples=100, deadline=None)
@given(data=INPUTS)
def test_sniffing_never_fails_and_is_certain(data):
    assert readers.sniff(data, "in") == readers.sniff(data, "in")


@settings(max_examples=60, deadline=None)
@given(
    rows=ROWS,
    position=st.integers(0, 4),
    junk=st.sampled_from([b"{", b"[]", b"\xff\xfe\xfd", b"null", b'{"text": "\\']),
)
def test_a_broken_line_costs_no_other_line(rows, position, junk):
    lines = [json.dumps(row).encode() for row in rows]
    broken = [*lines[:position], junk, *lines[position:]]

    whole, _ = items_of("jsonl", b"\n".join(lines))
    items, _ = items_of("jsonl", b"\n".join(broken))

    def bodies(found):
        return [item.body for item in found if isinstance(item, Article)]

    assert bodies(items) == bodies(whole)
