"""What readers promise, on the cases in tests/cases/<format>/<case>/: an input and the fields that it must give."""

import contextlib
import io
import json
import re
import subprocess
import sys
import time
import types
from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus import readers
from corpus.errors import ReadError, UnknownFormatError
from corpus.readers import _bylines, _dates, _decode, _first_bytes
from corpus.record import Article, Problem
from corpus.text import clean

CASES = sorted(p.parent for p in (Path(__file__).parent / "cases").glob("*/*/expected.json"))
# Pages of an issue are read with the file that names them.
SEEDS = sorted(
    path for path in (Path(__file__).parent.parent / "seeds").glob("*/*.*") if not path.name.endswith(".alto.xml")
)


class Folder:
    """What stands beside an input, as the conversion gives it to a reader."""

    def __init__(self, folder):
        self.folder = folder

    def names(self):
        return sorted(path.name for path in self.folder.iterdir())

    def open(self, name):
        return (self.folder / name).open("rb") if (self.folder / name).is_file() else None


def plain(article):
    """An article as the expected.json of a case writes it: paragraphs, lists and ISO times, no empty field."""
    fields = {name: getattr(article, name) for name in article.__slots__}
    fields["paragraphs"] = fields.pop("body").split("\n\n") if article.body else []
    fields["authors"] = [[a.name, a.kind] for a in article.authors]
    fields["captions"] = [[c.text, c.credit] for c in article.captions]
    fields["subjects"] = [
        s.name if s.scheme is s.code is s.relevance is None else [s.scheme, s.code, s.name, s.relevance]
        for s in article.subjects
    ]
    fields["problems"] = sorted(p.code for p in article.problems)
    if article.published:
        fields["published"] = [article.published.at.isoformat(), article.published.precision, article.published.zone]
    for name in ("modified_at", "retrieved_at", "embargoed_until", "expires_at"):
        fields[name] = fields[name] and fields[name].isoformat()
    usual = {"source_sha256", "source_format"}
    defaults = {
        "kind": "article",
        "status": "usable",
        "redistribution": "unknown",
        "language_origin": "none",
        "source_item": "1",
    }
    return {k: v for k, v in fields.items() if k not in usual and v not in (None, [], False) and defaults.get(k) != v}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_an_input_gives_the_articles_that_its_case_expects(case):
    (path,) = case.glob("input.*")
    expected = json.loads((case / "expected.json").read_text(encoding="utf-8"))

    with path.open("rb") as stream:
        items = list(readers.read(case.parent.name, stream, path.name, beside=Folder(case)))

    assert [plain(a) for a in items if isinstance(a, Article)] == expected["articles"]
    assert [[p.code, p.item] for p in items if not isinstance(p, Article)] == expected.get("problems", [])


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_the_format_of_an_input_is_known_from_its_content(case):
    (path,) = case.glob("input.*")

    assert readers.sniff(path.read_bytes()[: readers.HEAD], "no-ending") == case.parent.name


@pytest.mark.parametrize(
    "path", [*(next(case.glob("input.*")) for case in CASES), *SEEDS], ids=lambda path: path.parent.name
)
def test_no_reader_is_passed_over_that_would_know_an_input(path):
    head = _decode.for_sniffing(path.read_bytes()[: readers.HEAD])
    look = _first_bytes.Look(head)

    passed_over = [name for name in readers.names() if not look.allows(name)]

    assert not [name for name in passed_over if sys.modules[readers.find(name).__module__].sniff(head)]


def test_no_more_readers_are_imported_than_an_input_may_be_for():
    code = (
        "import sys; from corpus import readers; "
        'found = readers.sniff(b\'{"title": "Mill", "text": "It turns."}\\n\', \'in\'); '
        "print(found, [name for name in ('alto', 'nexis', 'newsml_g2') if f'corpus.readers.{name}' in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "jsonl []"


def read(name, data, uri="in"):
    return list(readers.find(name)(io.BytesIO(data), uri))


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_seed_is_read_without_a_warning(path):
    data = path.read_bytes()

    items = list(readers.read(path.parent.name, io.BytesIO(data), path.name, beside=Folder(path.parent)))

    articles = [item for item in items if isinstance(item, Article)]
    said = [p for p in items if isinstance(p, Problem)] + [p for a in articles for p in a.problems]
    assert readers.sniff(data[: readers.HEAD], path.name) == path.parent.name
    assert articles
    assert all(article.body.count("\n\n") >= 5 for article in articles)
    assert [p for p in said if p.severity != "note"] == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"   \n \n",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0",
        b"\xff\xd8\xff\xe0\0\x10JFIF\0\1",
        b"PK\3\4\x14\0\0\0\x08\0",
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
        b"\x1f\x8b\x08\0\0\0\0\0\0\3",
        b'[{"colour": "red", "size": 3}]',
        b'<?xml version="1.0"?>\n<catalogue><book isbn="1"/></catalogue>',
        b"{\\rtf1\\ansi\\deff0 A text in rich text format.}",
    ],
)
def test_what_no_reader_knows_is_not_claimed_by_one(data):
    assert readers.sniff(data, "story.txt") is None


@pytest.mark.parametrize(
    ("data", "format_"),
    [
        (b'{"title": "Mill", "text": "It turns."}\n{"title": "Weir", "text": "It breaks."}\n', "jsonl"),
        (b'\xef\xbb\xbf{"id": 1, "body": "' + b"x" * 70_000 + b'"}', "jsonl"),
        (b"<!-- saved from https://x.example --><!DOCTYPE html><html><p>Mill</p></html>", "html"),
        ("<html><body><p>Mühle</p></body></html>".encode("utf-16"), "html"),
        (b"<div><p>One.</p><p>Two.</p><p>Three.</p></div>", "html"),
        ("Die Mühle dreht sich wieder.".encode("latin-1"), "text"),
        ("Die Mühle dreht sich wieder.".encode("utf-16"), "text"),
    ],
)
def test_the_content_and_not_the_ending_says_what_an_input_is(data, format_):
    assert readers.sniff(data[: readers.HEAD], "download.bin") == format_


def test_a_head_that_ends_within_a_character_is_still_text():
    head = ("The mill turns. " + "ä" * 40_000).encode()[: readers.HEAD + 1]

    assert readers.sniff(head, "mill") == "text"


def test_a_format_that_does_not_exist_is_answered_with_those_that_do():
    with pytest.raises(UnknownFormatError, match="html, integrum, iptc7901, json, jsonl"):
        readers.find("papyrus")


def test_plain_utf_8_has_no_source_encoding_with_or_without_its_mark():
    (plain,) = read("text", "Café closes\n\nIt closed on Monday, its owner said, after a long year.".encode())
    (marked,) = read("text", "\ufeffCafé closes\n\nIt closed on Monday, its owner said, after a long year.".encode())

    assert plain.source_encoding is None
    assert marked.source_encoding is None
    assert marked.body == plain.body


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_another_encoding_is_named_and_said(encoding):
    text = "Café closes\n\n“It was a long year,” said Zoë Arkwright, who owns the café. “I learned what crème costs.”"

    (article,) = read("text", text.encode(encoding))

    assert article.source_encoding == encoding
    assert article.body.startswith("“It was")
    assert "encoding-not-utf-8" in [p.code for p in article.problems]


@pytest.mark.parametrize("format_", sorted({case.parent.name for case in CASES} - {"mets"}))
def test_an_input_that_cannot_be_read_twice_gives_the_same(format_):
    path = next(p for case in CASES if case.parent.name == format_ for p in case.glob("input.*"))

    class OneWay(io.BytesIO):
        def seekable(self):
            return False

        def seek(self, *_):
            raise io.UnsupportedOperation

    again = list(readers.read(format_, io.BytesIO(path.read_bytes()), path.name))
    once = list(readers.read(format_, OneWay(path.read_bytes()), path.name))

    assert once == again


MILL = "The council voted on Monday to reopen the mill, six months after the flood."
MILL_JA = "町議会は月曜日に水車の再開を決めた。"
OF_FORMATS = {
    "html": "<html><head><title>{0}</title></head><body><article><h1>{0}</h1><p>{1}</p></article></body></html>",
    "feed": '<rss version="2.0"><channel><item><title>{0}</title><description>{1}</description></item></channel></rss>',
    "text": "{0}\n\n{1}\n",
    "json": '[{{"title": "{0}", "text": "{1}"}},\n {{"title": "{0}", "text": "{1}"}}]',
    "csv": 'title,text\n{0},"{1}"\n',
}


@pytest.mark.parametrize("format_", OF_FORMATS)
@pytest.mark.parametrize(
    ("encoding", "headline", "text"),
    [
        ("utf-16-le", "Mill reopens today", MILL),
        ("utf-16-be", "Mill reopens today", MILL),
        ("iso2022_jp", "水車が再開", MILL_JA * 3),
    ],
)
def test_an_encoding_that_shows_in_the_bytes_is_known_without_a_mark(format_, encoding, headline, text):
    data = OF_FORMATS[format_].format(headline, text).encode(encoding)

    found = readers.sniff(data, "download.bin")
    article = read(found, data)[0]

    assert found == format_
    assert article.headline == headline
    assert text in (article.body, article.summary)
    assert article.source_encoding.startswith(encoding)


def test_japanese_mail_and_lines_of_json_in_seven_bits_are_read():
    lines = f'{{"title": "水車が再開", "text": "{MILL_JA}"}}\n'.encode("iso2022_jp") * 2
    mail = (
        "From: a@desk.example\nSubject: 水車が再開\nMessage-ID: <1@desk.example>\n"
        "Date: Mon, 4 Mar 2024 10:00:00 +0900\n"
        f"Content-Type: text/plain; charset=iso-2022-jp\n\n{MILL_JA}\n"
    ).encode("iso2022_jp")

    assert [a.body for a in read("jsonl", lines)] == [MILL_JA] * 2
    assert [(a.headline, a.body) for a in read("email", mail)] == [("水車が再開", MILL_JA)]


def test_characters_that_windows_adds_to_iso_2022_jp_are_read_too():
    data = "水車が再開\n\n町議会は".encode("iso2022_jp")[:-3] + b"-!" + MILL_JA.encode("iso2022_jp")[3:]

    (article,) = read("text", data)

    assert article.body == f"町議会は①{MILL_JA}"


@pytest.mark.parametrize("format_", ["html", "text"])
def test_a_nul_in_a_text_is_left_out_and_said(format_):
    data = OF_FORMATS[format_].format("Mill reopens today", MILL.replace("council", "coun\0cil")).encode()

    found = readers.sniff(data, "download.bin")
    (article,) = read(format_, data)

    assert found == format_
    assert article.body == MILL
    assert [p.code for p in article.problems if p.severity == "warning"] == ["nul-left-out"]


def test_utf_8_with_a_damaged_byte_is_utf_8_and_the_damage_is_said():
    data = ("Über Café und Crème, sagte Zoë. " * 10).encode() + b"\xc3"

    (article,) = read("text", data)

    assert article.source_encoding is None
    assert [p.code for p in article.problems if p.severity == "warning"] == ["encoding-damaged"]


@pytest.mark.parametrize("name", ["text", "html", "jsonl"])
def test_binary_input_is_refused_by_name(name):
    with pytest.raises(ReadError, match="pile/photo"):
        read(name, b"\x89PNG\r\n\0\0\0\x01" * 9, "pile/photo")


def test_a_line_of_64_mb_is_a_problem_and_the_next_line_is_read():
    data = b'{"id": 1, "text": "' + b"x" * (64 << 20) + b'"}\n{"id": 2, "text": "It turns."}\n'

    problem, article = read("jsonl", data)

    assert (problem.code, problem.item) == ("line-too-long", "1")
    assert article.body == "It turns."


def test_what_is_left_out_of_a_page_is_named():
    (article,) = read("text", b"Menu\nMill reopens\n\nThe mill turned again on Monday, and bread was sold.\n\nShare\n")

    (note,) = article.problems
    assert note.code == "furniture-left-out"
    assert "1 'Menu'" in note.message
    assert "'Share'" in note.message


@pytest.mark.timing
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("text", b"word " * 200_000),
        ("text", b"A.A." * 250_000 + b"x"),
        ("text", b"(((((" * 200_000),
        ("text", b"\xe2\x80\x9c" * 300_000),
        ("text", b"Photo: " * 150_000),
        ("text", (b"a line of some seventy characters that goes on and on and then breaks off\n") * 14_000),
        ("text", b"By A and B, " * 90_000),
        ("text", b"x\n" * 40_000),
        ("text", b"&amp;" * 200_000),
        ("jsonl", b'{"text": "' + b"<p " * 330_000 + b'"}'),
        ("jsonl", b'{"text": "' + b"<" * 1_000_000 + b'"}'),
        ("jsonl", b"[" * 1_000_000),
        ("html", b"<script type='application/ld+json'>" + b'{"a":' * 200_000 + b"</script>"),
        ("html", b"<p>" + b"word " * 200_000 + b"</p>"),
        ("html", b"<div class='caption'>" * 500 + b"x"),
    ],
    ids=lambda value: value if isinstance(value, str) else repr(value[:12]),
)
def test_a_hostile_megabyte_takes_no_longer_than_a_long_article(name, data):
    started = time.process_time()

    with contextlib.suppress(ReadError):
        read(name, data)

    assert time.process_time() - started < 5


def test_elements_nested_beyond_reason_are_refused():
    with pytest.raises(ReadError, match="nested"):
        read("html", b"<html><body>" + b"<b>" * 300_000 + b"x")


def test_the_reader_of_the_how_to_works_as_it_is_printed(monkeypatch):
    guide = (Path(__file__).parent.parent / "docs" / "how-to" / "add-a-reader.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)
    cards = types.ModuleType("corpus_cards")
    monkeypatch.setitem(sys.modules, "corpus_cards", cards)

    for block in blocks:
        exec(block, cards.__dict__)  # the examples of our own page

    (example,) = re.findall(r"```text\n(.*?)```", guide, re.DOTALL)
    first, second, problem = cards.read(io.BytesIO(example.encode()), "cards.txt")
    assert (first.headline, first.body) == ("Mill reopens", "The mill turned again on Monday.")
    assert (second.headline, second.body) == ("Weir breaks", "“Nobody was hurt,” said Odo Pell.")
    assert second.body == clean(second.body)
    assert (problem.code, problem.item) == ("no-text", "3")
    (expected,) = (json.loads(block) for block in re.findall(r"```json\n(.*?)```", guide, re.DOTALL))
    short = example.partition("%CARD\nWeir")[0] + "%CARD\nWeir breaks\n"
    article, problem = cards.read(io.BytesIO(short.encode()), "cards.txt")
    assert {"articles": [plain(article)], "problems": [[problem.code, problem.item]]} == expected


SENTENCES = """
By Tuesday, the river had fallen.
Research by the University of Northmere shows that moths prefer wool.
Copyright law has long protected the tunes of church bells in Calder.
We baked cookies for the whole street, Tolliver said.
The summit can be reached by cable car on Sundays.
Police asked anyone who saw the men to contact them.
More in hope than expectation, the mayor waited for the bus.
This story is about a man and his ladder.
Three experts contributed to the report, which was published on Monday.
Join the army at 18, his father told him, and see the world.
The views expressed by residents were mixed, and some were loud.
Share prices fell on Monday.
Save this for a rainy day, she told him, and he did.
Corrections officers found the key in a cake.
Reporting from the front has become more dangerous, she said.
Follow the river for two miles and turn left at the mill.
Get your coat, he told his son, the bridge is open.
An earlier version of the plan had two towers.
Distributed by hand at night, the leaflets asked people to stay at home.
Related diseases are rarer in the north.
Start the conversation early, doctors advise.
“Subscribe to what?” he asked.
Ends and means were discussed at length.
Email her the plans, he told the architect.
Photo finish: Marrow won by the width of a hat.
The committee will vote on Friday (see the report).
Nobody was hurt (AP).
Support local news, she told the crowd, or lose it.
Mara Lind is a reporter in the novel, and a good one.
Updated in 2019, the plan has three towers.
Home rents rose by $40 a month, and wages did not.
Follow the path to the mill and read the sign.
Originally published in 1921, the book is in its ninth printing.
""".strip().split("\n")


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_with_a_word_of_furniture_in_it_stays_in_the_body(sentence):
    story = "The mill turned again on Monday, six months after the flood took its wheel, and two hundred people came."

    (within,) = read("text", f"{story}\n\n{sentence}\n\n{story}".encode())
    (last,) = read("text", f"{story}\n\n{sentence}".encode())

    assert within.body == f"{story}\n\n{sentence}\n\n{story}"
    assert last.body == f"{story}\n\n{sentence}"


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement", "Share this article", "3 min read", "Sign up for our newsletter", "Arrow-right Camera",
        "We use cookies to make this site better.", "Subscribe now", "Home News Sport Culture Opinion", "12 shares",
        "Story continues below", "Skip to main content", "Click here to read more", "Read more: The mill that sank",
        "Werbung", "Lesezeit: 4 Minuten", "Publicité", "Lecture 4 min", "Publicidad", "###", "Follow us on Facebook",
        "58°", "Subscribe: $2 for 3 months", "Article content", "This article is more than 2 years old", "7 hours ago",
        "Close dialogueNext imagePrevious image", "World UK Climate crisis Football Business", "#weir #flood",
        "Marrow rowing: https://rowing.example/marrow", "Give directly to the Gazette’s fund for reporters.",
    ],
)  # fmt: skip
def test_furniture_is_left_out_of_the_body(line):
    story = "The mill turned again on Monday, six months after the flood took its wheel, and two hundred people came."

    (article,) = read("text", f"{story}\n\n{line}\n\n{story}".encode())

    assert article.body == f"{story}\n\n{story}"
    assert [p.code for p in article.problems] == ["furniture-left-out"]


@pytest.mark.parametrize(
    ("text", "at", "precision", "zone"),
    [
        ("2024-05-04", "2024-05-04T00:00", "day", None),
        ("2024-05-04 10:30", "2024-05-04T10:30", "instant", None),
        ("2024-05-04T10:30:15+02:00", "2024-05-04T08:30:15", "instant", "+02:00"),
        ("20240504T103015Z", "2024-05-04T10:30:15", "instant", "Z"),
        ("2024-05", "2024-05-01T00:00", "month", None),
        ("Sat, 04 May 2024 10:30:00 -0400", "2024-05-04T14:30", "instant", "-04:00"),
        ("May 4, 2024", "2024-05-04T00:00", "day", None),
        ("4 May 2024", "2024-05-04T00:00", "day", None),
        ("May 4, 2024 at 3:15 p.m. ET", "2024-05-04T19:15", "instant", "ET"),
        ("Jan. 4, 2024 at 3:15 p.m. ET", "2024-01-04T20:15", "instant", "ET"),
        ("Published Sat 11 May 2024 19.04 BST", "2024-05-11T18:04", "instant", "BST"),
        ("12:05 AM, May 4, 2024", "2024-05-04T00:05", "instant", None),
        ("4. Mai 2024, 10.30 Uhr", "2024-05-04T10:30", "instant", None),
        ("04.05.2024", "2024-05-04T00:00", "day", None),
        ("le 4 mai 2024 à 10h30", "2024-05-04T10:30", "instant", None),
        ("4 de mayo de 2024", "2024-05-04T00:00", "day", None),
        ("1er août 2024", "2024-08-01T00:00", "day", None),
        ("8 Feb 24 14:05 ET", "2024-02-08T19:05", "instant", "ET"),
        ("04 May 98 10:30:00 GMT", "1998-05-04T10:30", "instant", "GMT"),
        ("25/04/2024", "2024-04-25T00:00", "day", None),
        ("4 May 2024 10:30 IST", "2024-05-04T00:00", "day", None),
        ("Sat May 04 10:30:00 +0000 2024", "2024-05-04T10:30", "instant", "+00:00"),
        (1714832100, "2024-05-04T14:15", "instant", "Z"),
        (1714832100000, "2024-05-04T14:15", "instant", "Z"),
        ("1714832100", "2024-05-04T14:15", "instant", "Z"),
    ],
)
def test_a_date_is_read_as_far_as_it_goes(text, at, precision, zone):
    moment = _dates.moment(text)

    assert moment == (datetime.fromisoformat(at).replace(tzinfo=UTC), precision, zone)


@pytest.mark.parametrize(
    "text",
    [
        "05/04/2024",
        "Est. May 19, 1883",
        "yesterday",
        "",
        "31 February 2024",
        "on May 4, 2024 it turned",
        "12345",
        "4 May",
    ],
)
def test_what_is_no_date_or_has_two_readings_is_refused(text):
    with pytest.raises(ValueError, match=r"."):
        _dates.moment(text)


@pytest.mark.parametrize(
    ("line", "people", "others"),
    [
        ("By Mara Lind", ["Mara Lind"], []),
        ("By MARA LIND and TOMAS O’HARA-WEIL", ["Mara Lind", "Tomas O’Hara-Weil"], []),
        ("By Mara Lind, Bo Hals and Ida von Rook", ["Mara Lind", "Bo Hals", "Ida von Rook"], []),
        ("By Mara Lind in Northmere and Bo Hals in Skarn", ["Mara Lind", "Bo Hals"], []),
        ("By Mara Lind, Associated Press", ["Mara Lind"], [("Associated Press", "agency")]),
        ("By Mara Lind Associated Press", ["Mara Lind"], [("Associated Press", "agency")]),
        ("By MARA LIND, AP Sports Writer", ["Mara Lind"], [("AP", "agency")]),
        ("By Mara Lind | Northmere Chronicle", ["Mara Lind"], []),
        ("By Mara Lind Northmere Chronicle", ["Mara Lind"], []),
        ("Story by Mara Lind, political editor", ["Mara Lind"], []),
        ("By Dr. Mara Lind m.lind@chronicle.example (509) 555-0100", ["Mara Lind"], []),
        ("By Mara E Lind AND BO Y HALS", ["Mara E Lind", "Bo Y Hals"], []),
        ("Von Mara Lind und Bo Hals", ["Mara Lind", "Bo Hals"], []),
        ("Par Maëlle Corvin avec AFP", ["Maëlle Corvin"], [("AFP", "agency")]),
        ("Lind, Mara", ["Mara Lind"], []),
        ("Reuters", [], [("Reuters", "agency")]),
        ("By The Associated Press", [], [("The Associated Press", "agency")]),
        ("Staff report", [], [("Staff report", "desk")]),
        ("By Sports desk", [], [("Sports desk", "desk")]),
        ("By Chronicle Staff", [], [("Chronicle Staff", "desk")]),
    ],
)
def test_a_byline_is_taken_apart_into_people_agencies_and_desks(line, people, others):
    authors = [(a.name, a.kind) for a in _bylines.parse(line).authors]

    assert authors == [*((name, "person") for name in people), *others]


@pytest.mark.parametrize(
    ("paragraph", "place", "agency"),
    [
        ("LOS CALDEROS, March 3 — The weir broke.", "LOS CALDEROS", None),
        ("NORTHMERE, March 3 (AP) — The weir broke.", "NORTHMERE", "AP"),
        ("NORTHMERE (Reuters) - The weir broke.", "NORTHMERE", "Reuters"),
        ("PORT VESPER, New Calder — The weir broke.", "PORT VESPER, New Calder", None),
        ("Northmere (dpa) - Das Wehr brach.", "Northmere", "dpa"),
        ("NORTHMERE, 3 mars (AFP) – Le barrage a cédé.", "NORTHMERE", "AFP"),
        ("(AP) — The weir broke.", None, "AP"),
        ("NORTHMERE/SKARN, March 3 (Reuters) - The weir broke.", "NORTHMERE/SKARN", "Reuters"),
    ],
)
def test_a_dateline_gives_its_place_and_leaves_the_story(paragraph, place, agency):
    (article,) = read("text", f"{paragraph}\n\nNobody was hurt, the council said.".encode())

    assert (article.dateline_place, article.agency) == (place, agency)
    assert article.body.startswith(("The weir", "Das Wehr", "Le barrage"))


@pytest.mark.parametrize("paragraph", ["UPDATE — The weir broke again.", "The mayor — who was asleep — heard nothing."])
def test_a_dash_alone_makes_no_dateline(paragraph):
    (article,) = read("text", f"{paragraph}\n\nNobody was hurt, the council said.".encode())

    assert article.dateline_place is None


@pytest.mark.timing
def test_a_page_of_a_hundred_thousand_elements_is_read_in_seconds():
    page = "<html><body><article>" + "<p>A <b>small</b> line.</p>" * 50_000 + "</article></body></html>"
    begin = time.process_time()

    (article,) = readers.find("html")(io.BytesIO(page.encode()), "page.html")

    assert article.body.count("A small line.") == 50_000
    assert time.process_time() - begin < 30
