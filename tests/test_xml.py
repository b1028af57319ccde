"""What parsing XML promises to the readers of it, beyond the cases of their formats."""

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
