"""What the reader of ProQuest's exports promises beyond its cases."""

import base64
import contextlib
import io
import time
from pathlib import Path

import pytest

from corpus import readers
from corpus.errors import ReadError

CASES = Path(__file__).parent / "cases" / "proquest"
SEED = Path(__file__).parent.parent / "seeds" / "proquest" / "night-ferry.eml"
BEGIN = '<a name="DocID_1"></a><p>Weir</p><p><strong>Full text: </strong>'


def read(data):
    return list(readers.read("proquest", io.BytesIO(data), "in"))


@pytest.mark.parametrize("path", [SEED, *sorted(CASES.glob("*/input.*"))], ids=lambda path: path.parent.name)
def test_nothing_of_the_mail_gets_beyond_the_reader(path):
    said = repr(read(path.read_bytes()))

    frame = ["Scholar", "university.example", "Email 4", "Two for Monday", "library of Calder", "resolver", "accountid"]
    assert [words for words in frame if words in said] == []
    assert "Some University" not in said
    assert "Have a look" not in said
    assert "ProQuest LLC" not in said


def test_the_parts_of_a_mail_in_base64_are_read_too():
    page = (CASES / "the-new-layout-as-a-page" / "input.html").read_bytes()
    mail = (
        b"From: <noreply@proquest.com>\r\nSubject: Your ProQuest Research\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: text/html; charset="UTF-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    ) + base64.encodebytes(page)

    (article,) = read(mail)

    assert readers.sniff(mail, "mail") == "proquest"
    assert article.headline == "Lighthouse Dark for a Week"


def test_a_mail_with_nothing_but_plain_text_is_read_from_it():
    text = (CASES / "a-saved-text" / "input.txt").read_text(encoding="utf-8")
    quoted = "".join(f"> {line}\n" for line in text.split("\n"))
    mail = f"From: Ada <a@university.example>\nSubject: Fwd: Your ProQuest Research\n\nLook:\n{quoted}"

    first, second = read(mail.encode())

    assert (first.headline, second.headline) == ("The night the bells were counted", "Echo rung")
    assert "university" not in repr((first, second))


def test_a_mail_that_mentions_proquest_is_none_of_its_own():
    mail = (
        b"From: Ada <a@x.example>\nSubject: ProQuest\nMIME-Version: 1.0\n\nDo we still pay for ProQuest? It is dear.\n"
    )

    assert readers.sniff(mail, "mail.eml") != "proquest"


@pytest.mark.parametrize(
    "data",
    [
        b"From: <noreply@proquest.com>\nSubject: Your ProQuest Research\n\nThe export will be ready on Monday.\n",
        b"From: a@proquest.com\n" + b"Content-Type: multipart/mixed; boundary=x\n\n--x\n" * 1000,
        b"<RECORD><GOID>1</GOID><Obj>",
    ],
    ids=["no-document", "nested", "cut"],
)
def test_what_cannot_be_read_is_refused_plainly(data):
    with pytest.raises(ReadError):
        read(data)


@pytest.mark.timing
@pytest.mark.parametrize(
    "data",
    [
        BEGIN + "<strong>a</strong>" * 50_000,
        BEGIN + "<strong>Subject: </strong>" * 10_000,
        BEGIN + "<p>" + "x@y " * 100_000,
        BEGIN + "".join("<p>" + ",@" * 200 + " x" for _ in range(500)),
        '<a name="DocID_1"></a><p>Weir' + ": [ab]" * 100_000,
        BEGIN + "<p>Caption: " + "Photo (color): (x) " * 50_000,
        BEGIN + "<div class='Photograph_content'>" * 10_000,
        BEGIN + "<p>word. This article originally appeared in " * 20_000,
        BEGIN + "</p><p><strong>Company / organization: </strong>" + "Name: x; NAICS: 1; " * 10_000,
        "<p><strong>Publication info: </strong>" + "a ;" * 300_000 + "]",
        '<a name="DocID_">' * 3_000,
        "ProQuest document ID: 1\n" * 20_000,
    ],
    ids=lambda data: repr(data[-12:]),
)
def test_a_hostile_megabyte_takes_no_longer_than_a_long_export(data):
    started = time.process_time()

    with contextlib.suppress(ReadError):
        read(data.encode())

    assert time.process_time() - started < 5


def test_several_records_for_text_mining_may_stand_in_one_file():
    record = (CASES / "a-record-for-text-mining" / "input.xml").read_text(encoding="utf-8").partition("?>")[2]
    data = f"<RECORDS>{record}{record.replace('900000010', '900000011')}</RECORDS>".encode()

    first, second = read(data)

    assert readers.sniff(data, "in") == "proquest"
    assert (first.guid, second.guid) == ("900000010", "900000011")
    assert first.body == second.body


def test_the_name_of_the_writer_below_the_text_is_no_part_of_it():
    data = (CASES / "a-saved-text" / "input.txt").read_bytes()
    signed = data.replace(b'it was the echo."\n', b'it was the echo."\n\n-- Ottoline Graves\n', 1)

    found, plain = read(signed)[0], read(data)[0]

    assert found.body == plain.body
    assert any("Ottoline Graves" in problem.message for problem in found.problems)
