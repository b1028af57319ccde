"""XML item by item: what is complete before a fault is given."""

import io

import pytest

from corpus.errors import ReadError
from corpus.readers import _xml


@pytest.mark.parametrize("fault", ["<c></b>", "<c x='", "</a></a>", "<c>&nobody;</c", "\0"])
def test_items_before_a_fault_are_given_before_the_error(fault):
    stream = io.BytesIO(f"<a><b>one</b><b>two</b>{fault}".encode())
    given = []

    with pytest.raises(ReadError, match=r"no well-formed XML|NUL"):
        for node in _xml.items(stream, "in", frozenset({"b"}), _xml.Streamed()):
            given.append(_xml.text(node))

    assert given == ([] if fault == "\0" else ["one", "two"])
