"""What the reader of ninjs promises beyond its cases."""

import io
import json
import time
import tracemalloc

import pytest

from corpus import readers
from corpus.errors import ReadError
from corpus.record import Article

ITEM = {
    "uri": "urn:x:1",
    "versioncreated": "2024-05-04T10:00:00Z",
    "pubstatus": "usable",
    "headline": "Weir holds",
    "body_html": "<p>The weir holds.</p>",
}


def read(*items, as_lines=False):
    text = "\n".join(map(json.dumps, items)) if as_lines else json.dumps(items[0] if len(items) == 1 else items)
    return list(readers.read("ninjs", io.BytesIO(text.encode()), "in"))


def test_lines_of_items_are_read_like_an_array_of_them():
    second = {**ITEM, "uri": "urn:x:2", "headline": "Weir breaks"}

    in_lines, in_array = read(ITEM, second, as_lines=True), read(ITEM, second)

    assert [(a.source_item, a.guid, a.headline, a.body) for a in in_lines] == [
        (a.source_item, a.guid, a.headline, a.body) for a in in_array
    ]
    assert [a.source_item for a in in_lines] == ["1", "2"]


@pytest.mark.parametrize("name", ["versionCreated", "versioncreated", "VERSIONCREATED"])
def test_names_of_properties_changed_their_case_from_version_to_version(name):
    (article,) = read({"uri": "urn:x:1", name: "2024-05-04T10:00:00+02:00", "headline": "Weir"})

    assert article.published.zone == "+02:00"


def test_what_is_not_for_publication_reaches_no_column_and_no_message():
    secret = "Otto Brant, 0555 1234"
    notes = [{"role": "dpaednoterole:contacts", "ednote": secret, "is_publishable": False}]
    row = {"format": "digitalwires@0.9.1", "urn": "u", "version_created": "2024-05-05T12:00:00+02:00", "ednotes": notes}
    row |= {"article_html": "<p>Die Mühle dreht sich.</p>", "notepad": {"nonpublic_html": f"<p>{secret}</p>"}}

    (article,) = read(row)

    assert "0555" not in repr(article)
    assert [(p.code, p.message[:7]) for p in article.problems] == [("note-withheld", "1 notes")]


def test_a_note_in_words_of_its_own_is_withheld_where_it_says_so():
    (article,) = read({**ITEM, "ednote": "Photos follow. The following contacts are not for publication: 0555 1234"})

    assert article.editor_note == "Photos follow."
    assert "note-withheld" in {problem.code for problem in article.problems}


def test_an_embargo_is_kept_beside_the_status_that_the_item_states():
    (stated,) = read({**ITEM, "embargoed": "2024-05-05T10:00:00Z"})
    (silent,) = read({k: v for k, v in ITEM.items() if k != "pubstatus"} | {"embargoed": "2024-05-05T10:00:00Z"})

    assert (stated.status, silent.status) == ("usable", "withheld")
    assert stated.embargoed_until == silent.embargoed_until


def test_the_session_in_an_address_is_no_part_of_an_identity():
    one = read({**ITEM, "uri": "https://api.example/c/abc?qt=one", "altids": {"itemid": "abc"}})
    two = read({**ITEM, "uri": "https://api.example/c/abc?qt=two", "altids": {"itemid": "abc"}})

    assert one[0].guid == two[0].guid == "abc"


def test_an_editor_is_no_author():
    authors = [{"name": "Bo Halse", "role": "editor"}, {"name": "Mara Lind", "role": "writer"}, {"name": "Ida Weil"}]

    (article,) = read({**ITEM, "authors": authors})

    assert [author.name for author in article.authors] == ["Mara Lind", "Ida Weil"]
    assert article.byline is None


def test_a_relevance_in_percent_is_a_share():
    (article,) = read({**ITEM, "subject": [{"name": "a", "relevance": 80}, {"name": "b", "relevance": 0.5}]})

    assert [subject.relevance for subject in article.subjects] == [0.8, 0.5]


@pytest.mark.parametrize(
    "head",
    [
        b'{"$schema": "http://json-schema.org/schema#", "properties": {"versioncreated": {}, "pubstatus": {}}}',
        b'{"title": "Weir", "text": "It holds.", "uri": "x"}',
        b'{"uri": "http://cv.example/", "copyrightHolder": "Somebody", "conceptSet": []}',
        b'[{"colour": "red"}]',
    ],
)
def test_what_only_looks_like_it_is_not_claimed(head):
    assert readers.sniff(head, "in") != "ninjs"


def test_an_array_of_any_length_is_read_an_item_at_a_time():
    array = b"[" + b",".join([json.dumps({**ITEM, "body_text": "x " * 20_000}).encode()] * 400) + b"]"
    stream = io.BytesIO(array)
    tracemalloc.start()

    count = sum(isinstance(item, Article) for item in readers.read("ninjs", stream, "in"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert count == 400
    assert peak < len(array) / 2


@pytest.mark.parametrize("data", [b"", b"[", b"nonsense", b"\x89PNG\r\n\0\0", b'{"uri": "urn:x:1", "headline": "We'])
def test_what_cannot_be_read_is_said(data):
    try:
        items = list(readers.read("ninjs", io.BytesIO(data), "in"))
    except ReadError as error:
        items = [error]

    assert items
    assert not any(isinstance(item, Article) for item in items)


@pytest.mark.timing
@pytest.mark.parametrize("key", ["byline", "body_html", "body_text", "versioncreated"])
@pytest.mark.parametrize("text", ["<p " * 100_000, "<" * 300_000, "By A and " * 30_000, "a@" * 150_000, "(" * 300_000])
def test_a_hostile_value_takes_no_longer_than_a_long_article(key, text):
    started = time.process_time()

    read({**ITEM, key: text})

    assert time.process_time() - started < 5
