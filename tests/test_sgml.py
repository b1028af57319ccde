"""Corpora in SGML: what a case in tests/cases/sgml cannot say."""

import io
import time
import tracemalloc

import pytest

from corpus import readers
from corpus.errors import ReadError
from corpus.readers import _anpa, _cut, sgml
from corpus.record import Article, Problem

ITEM = """<REUTERS TOPICS="NO" NEWID="{number}">
<DATE>12-MAY-1987 09:14:27.38</DATE>
<TEXT>&#2;
<TITLE>ORRIN SALT BUYS PANS</TITLE>
<DATELINE>    NORTHMERE, May 12 - </DATELINE><BODY>Orrin Salt Co said it bought the last pans.
    "We paid for the view," said Hedda Brannock.
 Reuter
&#3;</BODY></TEXT>
</REUTERS>
"""


def read(data, uri="in"):
    return list(readers.read("sgml", io.BytesIO(data), uri))


class Generated(io.RawIOBase):
    """A stream of what a generator gives, so that no file is held by the test."""

    def __init__(self, parts):
        self.parts, self.held = parts, b""

    def readable(self):
        return True

    def readinto(self, buffer):
        self.held = self.held or next(self.parts, b"")
        size = min(len(buffer), len(self.held))
        buffer[:size], self.held = self.held[:size], self.held[size:]
        return size


def test_a_file_of_many_items_is_read_one_item_at_a_time(monkeypatch):
    monkeypatch.setattr(_cut, "_CHUNK", 4_096)
    longer = ITEM.replace("</BODY>", "    It was dry.\n" * 300 + "</BODY>")
    stream = io.BufferedReader(Generated(longer.format(number=n).encode() for n in range(100)))
    next(readers.read("sgml", io.BytesIO(longer.encode()), "in"))  # imports are no items

    tracemalloc.start()
    given = sum(isinstance(item, Article) for item in readers.read("sgml", stream, "in"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert given == 100
    assert peak < 300_000  # of 520,000 bytes


def test_an_item_that_is_too_long_is_kept_without_its_end(monkeypatch):
    monkeypatch.setattr(sgml, "LARGEST", 1_000)
    data = b"<DOC><DOCNO>Q-1</DOCNO><TEXT>" + b"The mill turned. " * 500 + b"</TEXT></DOC><DOC><TEXT>Two.</TEXT></DOC>"

    first, second = read(data)

    assert first.is_truncated
    assert [p.code for p in first.problems] == ["item-too-large"]
    assert first.body.startswith("The mill turned.")
    assert second.body == "Two."


def test_what_holds_no_item_is_refused():
    with pytest.raises(ReadError, match="no <REUTERS> and no <DOC>"):
        read(b"<p>A page, and no corpus.</p>")


@pytest.mark.timing
@pytest.mark.parametrize(
    "data",
    [
        b"<DOC>" + b"<TEXT>" * 200_000,
        b"<DOC>" + b"<TEXT>" * 100_000 + b"</TEXT>" * 100_000,
        b"<DOC><TEXT>" + b"<P " * 300_000,
        b"<DOC><TEXT>" + b"<!--" * 300_000,
        b"<DOC><TEXT>" + b" " * 2_000_000 + b"Reuter",
        b"<DOC><TEXT>" + b"a  b" * 500_000,
        b"<DOC " + b'a="' * 300_000,
        b"<DOC><TEXT>" + b"&#5;&" * 300_000,
        b"<DOC><HL>" + b"@ By \n" * 200_000,
        b"<DOC><DATELINE>" + b"(BC-" * 300_000,
    ],
    ids=lambda data: data[:20].decode() + f"{len(data)}",
)
def test_hostile_items_take_linear_time(data):
    begin = time.process_time()

    items = [item for item in read(data) if isinstance(item, (Article, Problem))]

    assert len(items) == 1
    assert time.process_time() - begin < 10


@pytest.mark.parametrize("chunk", [1, 2, 7, 50])
def test_items_are_cut_alike_whatever_the_chunks(monkeypatch, chunk):
    monkeypatch.setattr(_cut, "_CHUNK", chunk)
    data = b"junk" + b"".join(ITEM.format(number=n).encode() for n in range(3))

    pieces = list(_cut.pieces(io.BytesIO(data), sgml._BEGIN, largest=10_000))

    assert [p.number for p in pieces] == [0, 1, 2, 3]
    assert b"".join(p.data for p in pieces) == data
    assert all(p.is_whole for p in pieces)


@pytest.mark.parametrize(
    ("number", "day"),
    [
        ("AP880212-0004", "1988-02-12"),
        ("LA110599-0003", "1999-11-05"),
        ("NYT_ENG_19990401.0001", "1999-04-01"),
        ("APW19980601.0003", "1998-06-01"),
        ("WSJ870324-0001", "1987-03-24"),
        ("FT911-3", None),
        ("FBIS3-1", None),
        ("SJMN91-06364022", None),
        ("XYZ991399-1", None),
        ("doc2", None),
    ],
)
def test_the_number_of_a_document_gives_the_day_where_it_holds_one(number, day):
    (article,) = read(f"<DOC><DOCNO> {number} </DOCNO><TEXT>The mill turned.</TEXT></DOC>".encode())

    assert (article.published and article.published.at.date().isoformat()) == day
    assert article.guid == number


@pytest.mark.parametrize(
    ("body", "paragraphs"),
    [
        ("It was Reuters that said so.", ["It was Reuters that said so."]),
        ("He told Reuters", ["He told Reuters"]),
        ("It turned.        REUTER", ["It turned."]),
        ("It turned. REUTER...", ["It turned."]),
        ("It turned.\n Reuter\n&#3;", ["It turned."]),
    ],
)
def test_only_a_sign_off_is_taken_for_one(body, paragraphs):
    (article,) = read(f"<REUTERS NEWID='1'><TEXT><BODY>{body}</BODY></TEXT></REUTERS>".encode())

    assert article.body.split("\n\n") == paragraphs


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("AP-NR-02-12-88 2055EST", "1988-02-13T01:55"),
        ("02-12-88 2055EST", "1988-02-13T01:55"),
        ("AP-WF-11-13-13 1509GMT<", "2013-11-13T15:09"),
        ("16:35ET 31-10-14<", "2014-10-31T20:35"),
        ("AP-WF-13-13-13 1509GMT", None),
        ("AP-WF-11-13-13", None),
        ("", None),
    ],
)
def test_a_time_of_filing_is_read_with_its_zone(text, at):
    found = _anpa.filed(text)

    assert (found.at.isoformat()[:16] if found else None) == at
