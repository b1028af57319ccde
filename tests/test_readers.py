"""What readers promise, on the cases in tests/cases/<format>/<case>/: an input and the fields that it must give."""

import contextlib
import io
import json
import re
import time
from pathlib import Path

import pytest

from corpus import readers
from corpus.errors import ReadError, UnknownFormatError
from corpus.record import Article, Problem
from corpus.text import clean

CASES = sorted(
    p.parent
    for p in (Path(__file__).parent / "cases").glob("*/*/expected.json")
    if p.parent.parent.name in {"text", "jsonl", "html"}
)

SEEDS = sorted(
    p for p in (Path(__file__).parent.parent / "seeds").glob("*/*.*") if p.parent.name in {"text", "jsonl", "html"}
)


def plain(article):
    """An article as the expected.json of a case writes it: paragraphs, lists and ISO times, no empty field."""
    fields = {name: getattr(article, name) for name in article.__slots__}
    fields["paragraphs"] = fields.pop("body").split("\n\n") if article.body else []
    fields["authors"] = [[a.name, a.kind] for a in article.authors]
    fields["captions"] = [[c.text, c.credit] for c in article.captions]
    fields["subjects"] = [s.name for s in article.subjects]
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
        items = list(readers.find(case.parent.name)(stream, path.name))

    assert [plain(a) for a in items if isinstance(a, Article)] == expected["articles"]
    assert [[p.code, p.item] for p in items if not isinstance(p, Article)] == expected.get("problems", [])


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_the_format_of_an_input_is_known_from_its_content(case):
    (path,) = case.glob("input.*")

    assert readers.sniff(path.read_bytes()[: readers.HEAD], "no-ending") == case.parent.name


def read(name, data, uri="in"):
    return list(readers.find(name)(io.BytesIO(data), uri))


@pytest.mark.parametrize("path", SEEDS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_seed_is_read_without_a_warning(path):
    data = path.read_bytes()

    items = read(path.parent.name, data, path.name)

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
        b'[{"title": "An array", "text": "is no line"}]',
        b'{\n  "title": "An object",\n  "text": "over several lines"\n}',
        b'<?xml version="1.0"?>\n<rss version="2.0"><channel><title>A feed</title></channel></rss>',
        b"{\\rtf1\\ansi\\deff0 A text in rich text format.}",
        b"id,title,text\n1,A table,of articles\n2,Another,row\n",
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
    with pytest.raises(UnknownFormatError, match="html, jsonl, text"):
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
        ("text", b"x\n" * 100_000),
        ("text", b"&amp;" * 200_000),
        ("jsonl", b'{"text": "' + b"<p " * 330_000 + b'"}'),
        ("jsonl", b'{"text": "' + b"<" * 1_000_000 + b'"}'),
        ("jsonl", b"[" * 1_000_000),
        ("html", b"<script type='application/ld+json'>" + b'{"a":' * 200_000 + b"</script>"),
        ("html", b"<p>" + b"word " * 200_000 + b"</p>"),
        ("html", b"<div class='caption'>" * 1_000 + b"x"),
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


def test_the_reader_of_the_how_to_works_as_it_is_printed():
    guide = (Path(__file__).parent.parent / "docs" / "how-to" / "add-a-reader.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", guide, re.DOTALL)
    module = {}

    for block in blocks:
        exec(block, module)  # the examples of our own page

    (article,) = module["read"](io.BytesIO(b"%CARD\nMill\nIt turns.\nIt stops.\n"), "in")
    assert (article.headline, article.body) == ("Mill", "It turns.\n\nIt stops.")
    assert article.body == clean(article.body)
