"""What parsing XML promises to the readers of it, beyond the cases of their formats."""

import io

import pytest

from corpus.errors import ReadError
from corpus.readers import _xml


def test_a_bare_ampersand_is_text_where_a_document_is_mended():
    data = b"<a>R&D &amp; sand & salt &#38; more<![CDATA[a & b &amp; c]]>&</a>"

    with pytest.raises(ReadError, match="well-formed"):
        _xml.parse(data, "in")
    document = _xml.parse(data, "in", recover=True)

    assert _xml.text(document.root) == "R&D & sand & salt & morea & b &amp; c&"
    assert [p.code for p in document.problems] == ["xml-mended"]


def test_a_document_that_needs_no_mending_is_not_said_to_be_mended():
    assert _xml.parse(b"<a>R&amp;D</a>", "in", recover=True).problems == ()


def mended(data):
    streamed = _xml.Streamed()
    nodes = _xml.mended_items(io.BytesIO(data), "in", frozenset({"item"}), streamed)
    return [(_xml.text(node), [p.code for p in streamed.problems]) for node in nodes]


def test_one_item_that_is_not_closed_costs_no_other_and_is_said():
    data = b"<all><item>1</item><item><b>2</item><item>3 & 4</item><item>5</item></all>"

    assert mended(data) == [("1", []), ("2", ["xml-mended"]), ("3 & 4", ["xml-mended"]), ("5", [])]


def test_an_item_that_is_cut_off_is_given_as_far_as_it_goes_and_said():
    assert mended(b"<all><item>1</item><item>2 an") == [("1", []), ("2 an", ["xml-mended"])]


def test_a_broken_item_may_be_the_root():
    assert mended(b"<item>R&D</item>") == [("R&D", ["xml-mended"])]


def test_what_is_broken_above_the_items_costs_none_of_them():
    data = b"<?xml version='1.0' encoding='utf-8\n<all><item>1</item><item>2</item></all>"

    assert [text for text, _ in mended(data)] == ["1", "2"]
