"""What the reader of e-mail promises beyond its cases."""

import base64
import io
import time
from pathlib import Path

import pytest

from corpus import readers
from corpus.errors import ReadError
from corpus.record import Article, Problem

CASES = Path(__file__).parent / "cases" / "email"
HEAD = (
    "Received: by mx.example; Sat, 4 May 2024 10:00:00 +0000\nMessage-ID: <1@x.example>\n"
    "From: Mara Lind <mara@x.example>\nTo: Rhea Doe <rhea.doe@home.example>\nSubject: Weir holds\n"
    "Date: Sat, 4 May 2024 10:00:00 +0200\n"
)


def read(text):
    data = text if isinstance(text, bytes) else text.encode()
    return list(readers.read("email", io.BytesIO(data), "in"))


def plain(body, header="Content-Type: text/plain; charset=UTF-8"):
    return f"{HEAD}{header}\n\n{body}"


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_no_recipient_and_no_address_reaches_a_column_or_a_message(case):
    (path,) = (CASES / case).glob("input.*")

    said = repr(list(readers.read("email", path.open("rb"), path.name)))

    for word in ("home.example", "Rhea", "reader.one", "archive@library", "copy@desk", "pia@desk", "mara@skarn"):
        assert word not in said


@pytest.mark.parametrize(
    "line",
    [
        "Dear Rhea,", "Hi Rhea Doe!", "This email was sent to rhea.doe@home.example.", "Unsubscribe here",
        "View this email in your browser", "Sent from my telephone",
    ],
)  # fmt: skip
def test_what_is_set_around_a_text_is_left_out(line):
    (article,) = read(
        plain(f"{line}\n\nThe weir holds again, six months after the flood.\n\nNobody was hurt.\n\n{line}\n")
    )

    assert article.body == "The weir holds again, six months after the flood.\n\nNobody was hurt."


def test_a_person_is_the_author_and_a_list_the_publisher():
    (by_person,) = read(plain("The weir holds."))
    of_list = (
        plain("The weir holds.").replace("Mara Lind <", '"Skarn Gazette" <').replace("Date:", "List-Id: <g.x>\nDate:")
    )
    (by_list,) = read(of_list)

    assert [author.name for author in by_person.authors] == ["Mara Lind"]
    assert by_person.publisher is None
    assert (by_list.publisher, by_list.authors) == ("Skarn Gazette", ())


def test_a_body_in_base64_and_another_encoding_is_read():
    encoded = base64.b64encode("„Endlich“, sagte der Müller. – Er lachte.".encode("cp1252")).decode()
    header = "Content-Type: text/plain; charset=windows-1252\nContent-Transfer-Encoding: base64"

    (article,) = read(plain(encoded, header))

    assert article.body == "„Endlich“, sagte der Müller. – Er lachte."


def test_an_encoded_word_that_holds_what_it_must_not_is_read_all_the_same():
    (article,) = read(plain("It holds.").replace("Subject: Weir holds", "Subject: =?windows-1252?Q?Mill’s_end?="))

    assert article.headline == "Mill’s end"


def test_a_line_that_begins_with_from_parts_no_message():
    box = f"From a@x.example Sat May  4 10:00:00 2024\n{plain('The weir holds.')}\n\nFrom the pier nobody saw it.\n"

    (article,) = read(box)

    assert article.body == "The weir holds.\n\nFrom the pier nobody saw it."


def test_a_mailbox_of_any_length_is_read_message_by_message():
    box = "".join(f"From a@x.example Sat May  4 10:00:00 2024\n{plain(f'Message {n}.')}\n\n" for n in range(300))

    found = read(box)

    assert [item.source_item for item in found] == [str(n) for n in range(1, 301)]
    assert found[-1].body == "Message 299."


def test_a_forwarded_message_in_a_part_of_its_own_counts():
    inner = HEAD.replace("Mara Lind", "Pia Renfrew").replace("Weir holds", "Ferry sails")
    text = (
        f'{HEAD}Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\nFor you.\n'
        f"--b\nContent-Type: message/rfc822\n\n{inner}Content-Type: text/plain\n\nThe ferry sails again.\n--b--\n"
    )

    (article,) = read(text)

    assert (article.headline, article.body) == ("Ferry sails", "The ferry sails again.")
    assert [author.name for author in article.authors] == ["Pia Renfrew"]


@pytest.mark.timing
def test_parts_within_parts_end_somewhere():
    text = HEAD + 'Content-Type: multipart/mixed; boundary="b0"\n\n'
    for n in range(200):
        text += f'--b{n}\nContent-Type: multipart/mixed; boundary="b{n + 1}"\n\n'
    started = time.process_time()

    found = read(text + "--b200\nContent-Type: text/plain\n\nDeep.\n")

    assert len(found) == 1
    assert time.process_time() - started < 5


def test_thousands_of_parts_are_not_followed():
    parts = "--b\nContent-Type: text/plain\n\nA part.\n" * 5_000

    (article,) = read(f'{HEAD}Content-Type: multipart/mixed; boundary="b"\n\n{parts}--b--\n')

    assert article.body.count("A part.") <= 200


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\0\0\0", b"no header at all", b"\n\n", b"From: a"])
def test_what_is_no_mail_is_refused_or_said(data):
    try:
        items = read(data)
    except ReadError:
        return

    assert items
    assert all(isinstance(item, Problem) or (isinstance(item, Article) and not item.body) for item in items)


@pytest.mark.timing
@pytest.mark.parametrize(
    "text",
    ["a@b.", "From: x\n", "Dear ", "-- \n", "Headline: ", "<p>", "a\n", "unsubscribe "],
)
@pytest.mark.parametrize("kind", ["text/plain", "text/html"])
def test_a_hostile_message_takes_no_longer_than_a_long_article(text, kind):
    started = time.process_time()

    read(plain(text * (200_000 // len(text)), f"Content-Type: {kind}"))

    assert time.process_time() - started < 5
