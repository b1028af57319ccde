"""XML item by item: what is complete before a fault is given."""

import io

import pytest

from corpus.errors import ReadError
from corpus.readers import _xml


@pytest.mark.parametrize("fault", ["<c></b>", "<c x='", "</a></a>", "<c>&nobody;</c", "\0"])
def test_items_before_a_fault_are_given_before_the_error(fault):
    stream = io.BytesIO(f"<a><b>one</b><b>two</b>{fault}".encode())
    given = []

    with pytest.raises(ReadError, match="no well-formed XML"):
        for node in _xml.items(stream, "in", frozenset({"b"}), _xml.Streamed()):
            given.append(_xml.text(node))

    assert given == ["one", "two"]


def streamed(data):
    said = _xml.Streamed()
    nodes = _xml.mended_items(io.BytesIO(data), "in", frozenset({"b"}), said)
    return [(_xml.text(node), [p.code for p in said.problems]) for node in nodes]


ENTITIES = b"""<!DOCTYPE a SYSTEM "a.dtd" [<!ENTITY co "Acme &amp; Sons"><!ENTITY who "<i>Mara Lind</i> of &co;">
<!ENTITY it "Italy"><!ENTITY chapter SYSTEM "file:///etc/hostname"><!ENTITY % more PUBLIC "-//X//EN" "more.ent"> %more;
]>"""


def test_entities_that_a_document_declares_itself_are_expanded():
    data = ENTITIES + b"<a><b>&who; left &it;.</b><b>R&amp;D&nbsp;stays.</b></a>"

    assert streamed(data) == [("Mara Lind of Acme & Sons left Italy.", []), ("R&D stays.", [])]
    assert _xml.text(_xml.parse(data, "in").root) == "Mara Lind of Acme & Sons left Italy.R&D stays."


def test_entities_that_stand_elsewhere_are_not_opened_and_said():
    data = ENTITIES + b"<a><b>One.</b><b>Two &chapter;.</b><b>Three.</b></a>"

    assert streamed(data) == [("One.", []), ("Two .", ["entity-left-out"]), ("Three.", [])]
    (problem,) = _xml.parse(data, "in").problems
    assert "&chapter;" in problem.message


def test_an_item_that_expands_or_nests_without_end_is_an_error_and_costs_no_other():
    bomb = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 10) for n in range(1, 10))
    head = b'<!DOCTYPE a [<!ENTITY e0 "ha ha ha">' + bomb + b"]>"
    for inner in (b"&e9;", b"<c>" * 30_000 + b"deep" + b"</c>" * 30_000):
        given = []

        with pytest.raises(ReadError, match=r"the item that begins in line 2: (its entities|elements in el)") as caught:
            for node in _xml.mended_items(
                io.BytesIO(head + b"<a><b>One.</b>\n<b>Two " + inner + b"</b>\n<b>Three.</b></a>"),
                "in",
                frozenset({"b"}),
                _xml.Streamed(),
            ):
                given.append(_xml.text(node))

        assert given == ["One.", "Three."]
        assert caught.value.code == "broken-xml"


def test_control_characters_and_prefixes_that_nobody_declares_are_said_of_their_item():
    data = b"<a><h>Head\x0bline</h><b>One.</b><b>Two\x0b &#11;and.</b><b><c:d>Three</c:d></b><b>Four.</b></a>"

    assert streamed(data) == [
        ("One.", ["xml-mended"]),
        ("Two and.", ["xml-mended", "xml-mended"]),
        ("Three", ["xml-mended", "xml-mended"]),
        ("Four.", ["xml-mended"]),
    ]


def test_a_control_character_within_a_tag_costs_nothing():
    assert streamed(b"<a><b>One.</b><b x='\x0b'\x0b>Two.</b></a>") == [("One.", []), ("Two.", [])]
