"""What the mapping language and the readers of dumps promise, beyond the cases in tests/cases."""

import io
import json
import pickle
import re
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corpus import readers
from corpus.errors import MappingError, ReadError
from corpus.readers import _json_document, _mapping, _paths
from corpus.record import Article, Problem

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "how-to" / "map-a-dump.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```json\n(.*?)```\n(?:.*?)```toml\n(.*?)```\n(?:.*?)```json\n(.*?)```", GUIDE, re.DOTALL)


def read(name, data, mapping=None):
    mapping = _mapping.load(mapping, "mine.toml") if isinstance(mapping, str) else mapping
    return list(
        readers.read(name, io.BytesIO(data if isinstance(data, bytes) else data.encode()), "in", mapping=mapping)
    )


def read_one(record, mapping=None):
    (article, *_) = read("jsonl", json.dumps(record), mapping)
    assert isinstance(article, Article)
    return article


def shown(article):
    """An article as the guide shows it."""
    subjects = (" ".join(part for part in (s.scheme, s.code, s.name) if part) for s in article.subjects)
    return {
        **{name: getattr(article, name) for name in article.__slots__},
        "published": article.published and article.published.at.isoformat(),
        "authors": [author.name for author in article.authors],
        "captions": [caption.text for caption in article.captions],
        "subjects": list(subjects),
        "problems": [problem.code for problem in article.problems],
    }


# ------------------------------------------------------------------ the guide


@pytest.mark.parametrize(("record", "mapping", "expected"), EXAMPLES)
def test_the_guide_s_examples_give_what_it_says(record, mapping, expected):
    found = shown(read_one(json.loads(record), mapping))
    wanted = json.loads(expected)

    assert {key: found[key] for key in wanted} == wanted


def test_the_guide_has_its_examples():
    assert len(EXAMPLES) == 4


def test_the_guide_names_every_mapping_that_is_built_in_and_no_other():
    table = GUIDE.partition("## Dumps that need no mapping")[2]
    named = {name for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for name in re.findall(r"`(.+?)`", row)}

    assert named == set(_mapping.presets())


def test_the_guide_names_every_key_of_the_language():
    keys = {key for allowed in _mapping._OPTIONS.values() for key in allowed} | _mapping._TOP - {"columns", "known_by"}

    assert [key for key in sorted(keys) if f"`{key}" not in GUIDE] == []
    assert [column for column in sorted(_mapping._OPTIONS) if f"`{column}`" not in GUIDE] == []


# ------------------------------------------------------------------ the language


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[columns]\nheadlin = 'a'", "there is no column 'headlin'; did you mean 'headline'?"),
        ("[columns]\npublished_at = 'a'", "there is no column 'published_at'; did you mean 'published'?"),
        ("[columns]\nheadline = {pth = 'a'}", "headline: there is no key 'pth'; did you mean 'path'?"),
        ("[columns]\nheadline = {path = 'a', unit = 's'}", "headline: there is no key 'unit'"),
        ("[columns]\nheadline = {path = 'a', value = 'b'}", "headline: one of path, all and value was expected"),
        ("[columns]\nheadline = 3", "headline: a path, a table or a list"),
        ("[columns]\nheadline = ['a', 3]", "headline[1]: a path, a table or a list"),
        ("[columns]\nheadline = 'a..b'", "headline: 'a..b' is no path: a key was expected at '.b'"),
        ("[columns]\nheadline = 'a[b'", "headline: 'a[b' is no path"),
        ("[columns]\nheadline = {value = ''}", "headline: a text was expected"),
        (
            "[columns]\nstatus = {value = 'gone'}",
            "status: one of canceled, usable, withheld was expected, it is 'gone'",
        ),
        ("[columns]\nstatus = {path = 'a', map = {x = 'gone'}}", "status.map: one of canceled"),
        ("[columns]\nis_truncated = {value = 'yes'}", "is_truncated: true or false was expected"),
        ("[columns]\npublished = {path = 'a', zone = 'Mars/Base'}", "published.zone: a zone like Europe/Berlin"),
        ("[columns]\npublished = {path = 'a', zone = '+2'}", "published.zone: a zone like Europe/Berlin"),
        ("[columns]\npublished = {path = 'a', unit = 'min'}", "published.unit: one of s, ms, us, ns was expected"),
        ("[columns]\npublished = {value = 'soon'}", "published: a time was expected, it is 'soon'"),
        ("[columns]\nsubjects = {path = 'a', between = ['x']}", "subjects.between: two texts were expected"),
        ("column = 1", "there is no key 'column'; did you mean 'columns'?"),
        ("items = ['a']", "no columns"),
        ("[columns]", "no columns"),
        ("items = ['a[].b']\n[columns]\nheadline = 'a'", "items: nothing but keys was expected"),
        ("delimiter = 'ab'\n[columns]\nheadline = 'a'", "delimiter: one character was expected"),
        ("extends = 'nyz'", "there is no mapping 'nyz'; there are all-the-news,"),
        ("[columns\n", "no TOML"),
    ],
)
def test_a_mapping_that_says_what_none_can_say_is_refused_in_one_line_that_says_where(text, said):
    with pytest.raises(MappingError, match=r"^[^\n]+$") as caught:
        _mapping.load(text, "mine.toml")

    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("a", [{"b": 1, "c.d": 2}]),
        ("a.b", [1]),
        ('a."c.d"', [2]),
        ("e[].x", [1, 2, 3]),
        ("e[0].x", [1]),
        ("e[-1].x", [3]),
        ("e[k=p].x", [1, 3]),
        ("e[k!=p].x", [2]),
        ("e[k=p][-1].x", [3]),
        ("e[k=p|q].x", [1, 2, 3]),
        ("e[k=z].x", []),
        ("f[].{h,p}[]", ["H1", "P1", "P2", "P3"]),
        ("g[]", ["alone"]),
        ("n[][]", [1, 2, 3]),
        ("*.b", [1]),
        ("x.y", ["flat"]),
        ("a.b.c", []),
        ("missing[].x", []),
    ],
)
def test_a_path_takes_what_stands_there(path, found):
    record = {
        "a": {"b": 1, "c.d": 2},
        "e": [{"k": "p", "x": 1}, None, {"k": "q", "x": 2}, {"k": "p", "x": 3}],
        "f": [{"h": "H1", "p": ["P1", "P2"]}, {"p": ["P3"]}],
        "g": "alone",
        "n": [[1, 2], [3]],
        "x.y": "flat",
    }

    assert _paths.parse(path).values(record) == found


def test_a_mapping_can_be_handed_to_another_process():
    mapping = _mapping.load(
        "[columns]\nheadline = 'a[k=v][0][].b'\npublished = {path = 'd', zone = 'Europe/Berlin'}", "m"
    )

    again = pickle.loads(pickle.dumps(mapping))

    assert read_one({"a": [{"k": "v", "b": "Mill"}]}, again).headline == "Mill"


def test_every_mapping_that_is_built_in_is_chosen_by_the_keys_that_it_says():
    for name, mapping in _mapping.presets().items():
        for keys in mapping.known_by:
            assert _mapping.choose(keys).name == name, keys


@pytest.mark.parametrize(
    ("rule", "value", "at", "precision", "zone"),
    [
        ("", "2024-05-04T00:00:00", "2024-05-04T00:00", "day", None),
        ("", "2024-05-04 00:00:00+02:00", "2024-05-03T22:00", "instant", "+02:00"),
        (", midnight = 'instant'", "2024-05-04T00:00:00", "2024-05-04T00:00", "instant", None),
        (", midnight = 'day'", "2024-05-04T00:00:00Z", "2024-05-04T00:00", "day", None),
        (", midnight = 'day'", "2024-05-04T00:00:00+02:00", "2024-05-04T00:00", "day", None),
        (", precision = 'day'", "2024-05-04T23:30:00-05:00", "2024-05-04T00:00", "day", None),
        (", precision = 'month'", "2024-05-04", "2024-05-04T00:00", "day", None),
        (", precision = 'year'", "2024-05-04T10:00:00Z", "2024-01-01T00:00", "year", None),
        (", unit = 'ms'", 1714803300000, "2024-05-04T06:15", "instant", "Z"),
        (", unit = 'ms'", "1714803300000", "2024-05-04T06:15", "instant", "Z"),
        (", unit = 'ms'", -86400000, "1969-12-31T00:00", "instant", "Z"),
        (", unit = 's'", 1.5, "1970-01-01T00:00:01.500000", "instant", "Z"),
        (", unit = 'ms'", "2024-05-04", "2024-05-04T00:00", "day", None),
        (", order = 'dmy'", "04/05/2024", "2024-05-04T00:00", "day", None),
        (", order = 'mdy'", "04/05/24 10:30", "2024-04-05T10:30", "instant", None),
        (", zone = 'Europe/Berlin'", "2024-07-01 10:00", "2024-07-01T08:00", "instant", "Europe/Berlin"),
        (", zone = 'Europe/Berlin'", "2024-07-01 10:00Z", "2024-07-01T10:00", "instant", "Z"),
        (", zone = '-05:00'", "2024-07-01 10:00", "2024-07-01T15:00", "instant", "-05:00"),
    ],
)
def test_a_time_is_read_as_its_rule_says(rule, value, at, precision, zone):
    article = read_one({"t": value, "h": "Mill"}, f"[columns]\nheadline = 'h'\npublished = {{path = 't'{rule}}}")

    assert article.published == (datetime.fromisoformat(at).replace(tzinfo=UTC), precision, zone)


@pytest.mark.parametrize("value", ["soon", 1e30, -1e30, "9" * 19, True, ["x"], "04/05/2024"])
def test_a_time_that_cannot_be_read_is_null_and_said(value):
    article = read_one({"t": value, "h": "Mill"}, "[columns]\nheadline = 'h'\npublished = {path = 't', unit = 's'}")

    assert article.published is None
    assert [p.code for p in article.problems if p.code == "date-unread"] == ["date-unread"]


def test_a_time_in_a_list_of_its_own_is_read_and_false_is_none():
    mapping = "[columns]\nheadline = 'h'\npublished = 'a'\nmodified_at = 'b'"

    article = read_one({"h": "Mill", "a": ["2024-05-04"], "b": False}, mapping)

    assert article.published.at == datetime(2024, 5, 4, tzinfo=UTC)
    assert "date-unread" not in [p.code for p in article.problems]


def test_a_wrong_first_time_gives_way_to_the_next_rule():
    mapping = "[columns]\nheadline = 'h'\npublished = ['a', {path = 'b', unit = 'ms'}]"

    article = read_one({"h": "Mill", "a": "soon", "b": 1714803300000}, mapping)

    assert article.published.at == datetime(2024, 5, 4, 6, 15, tzinfo=UTC)
    assert "date-unread" not in [p.code for p in article.problems]


def test_objects_on_one_line_are_articles_each():
    first, second = read("jsonl", '{"title": "Mill", "text": "It turns."}{"title": "Weir", "text": "It breaks."}\n')[:2]

    assert [(a.source_item, a.headline) for a in (first, second)] == [("1.1", "Mill"), ("1.2", "Weir")]


def test_a_number_of_thousands_of_digits_is_a_text():
    (article,) = [a for a in read("jsonl", '{"id": %s, "title": "Mill"}' % ("7" * 6_000)) if isinstance(a, Article)]

    assert article.guid == "7" * 6_000 or article.source_item == "7" * 6_000


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("null", "line 2: an object was expected, it is null"),
        ("[1]", "line 2: an object was expected, it is a list"),
        ('{"title": "Mill"} and more', "line 2: no JSON: behind its end, at character 19, stands 'and more'"),
        ('{"title": ', "line 2: no JSON: expecting value at character 11, where it ends"),
    ],
)
def test_a_line_that_is_no_object_is_said_in_the_words_of_json(line, said):
    _, problem, *_ = read("jsonl", '{"title": "Mill", "text": "It turns."}\n' + line)

    assert problem.message.startswith(said)


def test_columns_of_a_mapping_that_no_record_has_are_named():
    mapping = _mapping.load("[columns]\nheadline = 'titel'\nbody = 'text'\nkind = {value = 'article'}", "own.toml")

    items = list(readers.read("jsonl", io.BytesIO(b'{"title": "Mill", "text": "It turns."}'), "in", mapping=mapping))

    (note,) = [item for item in items if not isinstance(item, Article) and item.code == "mapping-unused"]
    assert note.message.endswith("the keys of: headline ('titel')")


def test_a_record_that_gives_no_column_is_a_problem_and_no_article():
    problem, note = read("jsonl", '{"likes": 3, "shares": 4}')

    assert (problem.code, problem.item, note.code) == ("no-article", "1", "unknown-keys")


def test_a_hit_of_elasticsearch_is_unpacked():
    article = read_one(
        {"_index": "news", "_id": "h1", "_score": 1.0, "_source": {"title": "Mill", "text": "It turns."}}
    )

    assert (article.guid, article.headline, article.body) == ("h1", "Mill", "It turns.")


def test_a_text_that_ends_where_only_subscribers_read_on_is_cut_off():
    article = read_one({"title": "Mill", "text": "It turns.\n\nTo continue reading, please subscribe."})

    assert (article.body, article.is_truncated) == ("It turns.", True)


def test_more_authors_than_an_article_can_have_are_counted_and_left_out():
    article = read_one({"title": "Mill", "text": "It turns.", "authors": [f"Mara Lind {n}" for n in range(1_500)]})

    assert ["500 of the 1500 authors" in p.message for p in article.problems] == [True]


def test_what_a_site_sets_between_the_paragraphs_is_no_part_of_the_text():
    text = "It turns.\n\nRead more: The mill that sank\n\nA NEW WHEEL\n\nShare this article\n\nBread was sold."

    article = read_one({"title": "Mill", "text": text})

    assert article.body == "It turns.\n\nA NEW WHEEL\n\nBread was sold."
    assert ["The mill that sank" in p.message for p in article.problems] == [True]


def test_values_that_mongodb_wraps_in_their_types_are_unwrapped():
    record = {
        "_id": {"$oid": "65f0"},
        "title": "Mill",
        "text": "x",
        "date": {"$date": {"$numberLong": "1714803300000"}},
    }

    article = read_one(record)

    assert (article.guid, article.published.at) == ("65f0", datetime(2024, 5, 4, 6, 15, tzinfo=UTC))


def test_pictures_and_asides_in_a_text_s_markup_are_not_its_text():
    text = (
        "<p>It turns.</p><figure><img src='x'><figcaption>The wheel. (Jo Weil/QPA)</figcaption></figure>"
        "<aside><p>Related: <a href='x'>The mill that sank</a></p></aside><p>Bread was sold.</p>"
    )

    article = read_one({"title": "Mill", "content": text})

    assert article.body == "It turns.\n\nBread was sold."
    assert [(c.text, c.credit) for c in article.captions] == [("The wheel.", "Jo Weil/QPA")]
    assert ["The mill that sank" in p.message for p in article.problems] == [True]


def test_a_list_written_as_text_is_a_list():
    article = read_one({"title": "Mill", "text": "It turns.", "authors": "['Mara Lind', \"Bo O'Halse\"]", "tags": "[]"})

    assert [a.name for a in article.authors] == ["Mara Lind", "Bo O'Halse"]
    assert article.subjects == ()


def test_a_first_paragraph_that_says_the_headline_again_is_left_out_of_the_body():
    article = read_one({"title": "Mill reopens", "text": "MILL REOPENS\n\nIt turns.\n\nBread was sold."})

    assert article.body == "It turns.\n\nBread was sold."


def test_notes_at_the_end_of_a_text_go_to_their_columns():
    text = "It turns.\n\nThis story has been updated with a photo.\n\n© 2024 Quillmark Observer. All rights reserved."

    article = read_one({"title": "Mill", "text": text})

    assert article.body == "It turns."
    assert article.editor_note == "This story has been updated with a photo."
    assert article.rights == "© 2024 Quillmark Observer. All rights reserved."


# ------------------------------------------------------------------ JSON


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 1000])
def test_a_document_gives_the_same_items_in_whatever_pieces_it_arrives(size):
    class Slow(io.BytesIO):
        def read(self, _=-1):
            return super().read(size)

    rows = [
        {"title": 'A "quoted\\" title {[', "n": [1, {"x": "}"}], "text": "ä\\"},
        {"title": "B"},
        {},
        [],
        1,
        "s",
        None,
    ]
    document = json.dumps({"meta": {"a": [1]}, "response": {"n": 2, "docs": rows, "after": "]}"}}).encode()

    found = _json_document.Document(Slow(document), "in", frozenset({"response.docs"}))

    assert [json.loads(piece.data) for piece in found.pieces()] == rows
    assert (found.breaks_off, found.is_empty) == (None, False)


@pytest.mark.parametrize(
    "document",
    [
        '[{"title": "A", "text": "One."}, {"title": "B", "text": "Two."}]',
        '{"status": "ok", "articles": [{"title": "A", "text": "One."}, {"title": "B", "text": "Two."}]}',
        '{"data": {"n": 2, "articles": [{"title": "A", "text": "One."}, {"title": "B", "text": "Two."}]}}',
        '{"x1": {"title": "A", "text": "One."}, "x2": {"title": "B", "text": "Two."}}',
        '{"title": {"0": "A", "1": "B"}, "text": {"0": "One.", "1": "Two."}, "n": {"0": 1, "1": null}}',
        '{\n"title": "A",\n"text": "One."\n}\n{\n"title": "B",\n"text": "Two."\n}\n',
        '\ufeff[\n{"title": "A", "text": "One."}\n,{"title": "B", "text": "Two."},\n]',
        '{"articles": [{"title": "A", "text": "One."}]}\n{"articles": [{"title": "B", "text": "Two."}]}',
        '\x1e{"title": "A", "text": "One."}\n\x1e{"title": "B", "text": "Two."}\n',
        '{"hits": {"hits":[{"_index":"","_source": {"title": "A", "text": "One."}}, {"title": "B", "text": "Two."}]}}',
    ],
)
def test_articles_are_found_wherever_they_stand(document):
    items = read("json", document)

    assert [(a.source_item, a.headline, a.body) for a in items if isinstance(a, Article)] == [
        ("1", "A", "One."),
        ("2", "B", "Two."),
    ]


def test_lists_in_an_article_are_no_lists_of_articles():
    (article, _) = read("json", '{"text": "One.", "title": "A", "items": [{"title": "B"}], "data": {"articles": [{}]}}')

    assert (article.headline, article.body) == ("A", "One.")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "latin-1"])
def test_json_in_another_encoding_is_read_and_said(encoding):
    document = '[{"title": "Café closes", "text": "Zoë’s crème"}]'.replace("’", "'" if encoding == "latin-1" else "’")

    (article,) = read("json", document.encode(encoding))

    assert article.headline == "Café closes"
    assert article.source_encoding == ("cp1252" if encoding == "latin-1" else encoding)


def read_until_it_breaks_off(document):
    items = []
    with pytest.raises(ReadError) as caught:
        items.extend(readers.read("json", io.BytesIO(document.encode()), "in"))
    assert caught.value.code == "cut-off"
    return items


def test_an_item_that_lost_its_brace_costs_itself_only():
    rows = [
        '{"id": 1, "title": "A"}',
        '{"id": 2, "title": {"x": "B"',
        '{"id": 3, "title": "C"}',
        '{"id": 4, "title": "D"}',
    ]

    items = read_until_it_breaks_off(f"[{', '.join(rows)}]")

    assert [(i.guid, i.headline) for i in items if isinstance(i, Article)] == [("1", "A"), ("3", "C"), ("4", "D")]
    assert [(i.code, i.item) for i in items if isinstance(i, Problem)] == [("broken-item", "2")]


def test_a_document_that_breaks_off_gives_what_came_before():
    first, second = read_until_it_breaks_off('[{"id": 1, "title": "A"}, {"id": 2, "title": "B')

    assert first.headline == "A"
    assert (second.code, second.item) == ("broken-item", "2")


@pytest.mark.timing
@pytest.mark.parametrize(
    "document", [b"[" * 200_000, b'{"a":' * 100_000, b'[{"a": ' * 100_000, b'["' + b"\\" * 1_000_000]
)
def test_nesting_without_end_ends_soon(document):
    begin = time.process_time()

    with pytest.raises(ReadError):
        read("json", document)

    assert time.process_time() - begin < 5


def test_an_item_larger_than_is_held_is_passed_over(monkeypatch):
    monkeypatch.setattr(_json_document, "LARGEST", 1 << 20)
    document = b'[{"title": "' + b"x" * (5 << 20) + b'"}, {"title": "B"}]'

    problem, article = read("json", document)

    assert (problem.code, article.headline, article.source_item) == ("item-too-large", "B", "2")


def test_keys_that_stand_twice_and_numbers_that_are_none_are_said():
    (article,) = read("jsonl", '{"title": "A", "title": "B", "text": "x", "page": NaN}')

    assert (article.headline, article.page) == ("B", None)
    assert [p.code for p in article.problems] == ["key-twice", "not-a-number"]


# ------------------------------------------------------------------ tables


def test_a_quotation_mark_that_is_lost_costs_its_row_only():
    table = 'title,text,url\nA,"One\nline.",u1\nB,"Two,u2\nC,Three.,u3\nD,"Four",u4\n'

    items = read("csv", table)

    assert [(i.source_item, i.headline) for i in items if isinstance(i, Article)] == [
        ("1", "A"),
        ("3", "C"),
        ("4", "D"),
    ]
    assert [(i.code, i.item) for i in items if isinstance(i, Problem)] == [("broken-row", "2")]


def test_a_last_row_that_is_cut_off_is_said_and_not_taken_for_whole():
    items = read("csv", 'title,text\nA,One.\nB,"Two and')

    assert [type(item) for item in items] == [Article, Problem]


@pytest.mark.parametrize(
    "table",
    [
        "title,text\nA,One.\n",
        "title;text\nA;One.\n",
        "title\ttext\nA\tOne.\n",
        "title|text\nA|One.\n",
        "Title,Text\r\nA,One.\r\n",
        "title,text\rA,One.\r",
        '"title","text"\n"A","One."\n',
        '"title"\t"text"\n"1"\t"A"\t"One."\n',
        "\ufefftitle,text\nA,One.\n",
        "\n\ntitle,text\n\nA,One.\n\n",
        "title,text\nA,One.,\n",
    ],
)
def test_a_table_is_read_whatever_parts_its_fields_and_lines(table):
    article, *rest = read("csv", table)

    assert (article.headline, article.body) == ("A", "One.")
    assert [p for p in rest if isinstance(p, Problem) and p.severity != "note"] == []


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_a_table_in_another_encoding_is_read_and_said(encoding):
    table = 'title,text\r\nCafé,"Zoë said crème.\r\n\r\nThat was all."\r\n'

    (article,) = read("csv", table.encode(encoding))

    assert (article.headline, article.body) == ("Café", "Zoë said crème.\n\nThat was all.")
    assert article.source_encoding == encoding


@pytest.mark.parametrize("table", ["", "\n\n", ",\n", '""\n', "no columns\n", '"title,text\n', "\0,\n"])
def test_a_table_without_columns_is_refused_or_said_to_be_empty(table):
    try:
        said = [problem.code for problem in read("csv", table)]
    except ReadError as error:
        said = [error.code]

    assert said in (["no-text"], ["unreadable"], ["binary"])


def test_words_for_nothing_are_nothing():
    (article,) = read("csv", "title,text,author,section,page\nA,One.,NaN,NULL,N/A\n")

    assert (article.byline, article.authors, article.section, article.page) == (None, (), None, None)


def test_a_table_without_a_header_is_read_with_the_mapping_s():
    mapping = (
        'header = ["key", "head", "story"]\ndelimiter = "|"\n[columns]\nguid = "key"\nheadline = "head"\nbody = "story"'
    )

    items = read("csv", "k1|A|One.\nk2|B|Two.\n", mapping)

    assert [(a.guid, a.headline) for a in items] == [("k1", "A"), ("k2", "B")]


@pytest.mark.timing
@pytest.mark.parametrize(
    "table",
    [b'title,text\n"' + b"x" * 12_000_000, b"title,text\n" + b'"a\n' * 10_000, b"title,text\n" + b'a,"\n' * 10_000],
)
def test_a_hostile_table_is_read_in_seconds(table):
    begin = time.process_time()

    items = read("csv", table)

    assert all(isinstance(item, Problem) or item.source_item for item in items)
    assert time.process_time() - begin < 15


def table_of(**columns):
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream)
    return stream.getvalue()


def test_parquet_keeps_what_its_types_say_of_times():
    data = table_of(
        title=["A", "B", "C", "D"],
        text=["One.", "Two.", "Three.", None],
        published=pa.array([datetime(2024, 5, 4, 8, 15, tzinfo=UTC)] * 4, pa.timestamp("ns", tz="UTC")),
        page=[1.0, None, 2.5, 3.0],
    )

    items = read("parquet", data)

    assert [a.published.zone for a in items] == ["+00:00"] * 4
    assert [a.published.at.hour for a in items] == [8] * 4
    assert [a.page for a in items] == ["1", None, "2.5", "3"]
    assert [a.source_item for a in items] == ["1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("values", "precision", "zone"),
    [
        (pa.array([date(2024, 5, 4)]), "day", None),
        (pa.array([datetime(2024, 5, 4)], pa.timestamp("s")), "day", None),  # noqa: DTZ001  (a time without zone)
        (pa.array([datetime(2024, 5, 4, 6)], pa.timestamp("ms")), "instant", None),  # noqa: DTZ001
        (pa.array([datetime(2024, 5, 4, 6, tzinfo=UTC)], pa.timestamp("us", tz="Europe/Berlin")), "instant", "+02:00"),
    ],
)
def test_parquet_s_times_have_the_precision_and_zone_of_their_type(values, precision, zone):
    (article,) = read("parquet", table_of(title=["A"], text=["x"], date=values))

    assert (article.published.precision, article.published.zone) == (precision, zone)


def test_parquet_s_lists_and_structs_are_read_like_those_of_json():
    data = table_of(
        title=["A"],
        text=[["One.", "Two."]],
        authors=[[{"name": "Mara Lind"}]],
        price=[Decimal("1.5")],
        picture=[b"\xff\0"],
        took=[timedelta(seconds=1)],
    )

    article, note = read("parquet", data)

    assert (article.body, [a.name for a in article.authors]) == ("One.\n\nTwo.", ["Mara Lind"])
    assert "'price', 'picture', 'took'" in note.message


@pytest.mark.parametrize("data", [b"PAR1", b"PAR1" + b"\0" * 100 + b"PAR1", b"nothing of the kind"])
def test_a_damaged_parquet_file_is_refused(data):
    with pytest.raises(ReadError, match="no Parquet file"):
        read("parquet", data)


def test_a_parquet_file_cut_in_the_middle_is_refused():
    data = table_of(title=["A"] * 1000, text=["One."] * 1000)

    with pytest.raises(ReadError):
        read("parquet", data[: len(data) // 2])


# ------------------------------------------------------------------ the stories of CNN/DailyMail


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_story_gives_its_text_and_its_highlights_as_the_summary(end):
    lines = [
        "(QPA) -- The weir broke.",
        "",
        "Nobody was hurt.",
        "",
        "@highlight",
        "",
        "Weir breaks",
        "",
        "@highlight",
        "",
    ]

    (article,) = read("story", end.join([*lines, "Is anybody hurt?", ""]))

    assert article.body == "(QPA) -- The weir broke.\n\nNobody was hurt."
    assert article.summary == "Weir breaks. Is anybody hurt?"
    assert readers.sniff(end.join(lines).encode(), "0a1b.story") == "story"


def test_a_story_without_anything_in_it_is_a_problem():
    (problem,) = read("story", "\n@highlight\n\n")

    assert problem.code == "no-text"


# ------------------------------------------------------------------ telling them apart


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("json", b'[{"kopf": "A", "story": "One."}]'),
        ("jsonl", b'{"kopf": "A", "story": "One."}\n{"kopf": "B", "story": "Two."}\n'),
        ("csv", b"nr;kopf;story\n1;A;One.\n2;B;Two.\n"),
    ],
)
def test_a_dump_in_keys_of_its_own_is_known_by_those_that_a_mapping_names(name, data):
    mapping = _mapping.load("[columns]\nheadline = 'kopf'\nbody = 'story'", "mine.toml")

    items = list(readers.read(name, io.BytesIO(data), "in", mapping=mapping))

    assert readers.sniff(data, "download.bin", mapping=mapping) == name
    assert (items[0].headline, items[0].body) == ("A", "One.")


def test_records_that_give_nothing_are_named_at_first_and_then_counted():
    items = read("jsonl", '{"likes": 3}\n' * 1_000)

    assert [p.item for p in items if p.code == "no-article"] == [*map(str, range(1, 21)), None]
    assert "980 more" in items[20].message


@pytest.mark.parametrize(
    ("data", "format_"),
    [
        (b'[{"title": "Mill", "text": "It turns."}]', "json"),
        (b'[\n  {\n    "title": "Mill",\n    "text": "It turns."\n  }\n]', "json"),
        (b'{\n  "title": "Mill",\n  "text": "It turns."\n}', "json"),
        (
            b'{"response": {"docs": [{"web_url": "https://x.example", "pub_date": "2024-05-04", "headline": {}}]}}',
            "json",
        ),
        ('[{"title": "Mill", "text": "It turns."}]'.encode("utf-16"), "json"),
        (b'{"article_url": "x", "contents": [null], "title": "Mill"}\n{"article_url": "y"}\n', "jsonl"),
        (b"title,text\nMill,It turns.\n", "csv"),
        (b"title\ttext\nMill\tIt turns.\n", "csv"),
        ("title,text\nMill,It turns.\n".encode("utf-16"), "csv"),
        (b"20240504081500-12\t20240504081500" + b"\t" * 25 + b"\n", "csv"),
        (table_of(a=["b"]), "parquet"),
    ],
)
def test_a_dump_is_known_by_its_content(data, format_):
    assert readers.sniff(data[: readers.HEAD], "download.bin") == format_


@pytest.mark.parametrize(
    "data",
    [
        b"[1, 2, 3]",
        b'["title", "text"]',
        b"name,price\nfish,3\n",
        b"Fish, bread, wine\nwere sold, he said.\nNobody, not even he, and so on,\nhad any.\n",
        b"Headline, text and body were lost, he said.\nAnd so it was.\n",
        b"PARIS, May 4",
    ],
)
def test_what_holds_no_articles_is_no_dump(data):
    assert readers.sniff(data, "download.bin") not in {"json", "jsonl", "csv", "parquet"}


def test_a_reply_that_gives_a_teaser_and_no_text_is_truncated():
    rows = [{"webTitle": "Weir breaks", "webUrl": "https://x.example/a", "fields": {"trailText": "Nobody was hurt."}}]

    (article,) = [a for a in read("json", json.dumps({"response": {"results": rows}})) if isinstance(a, Article)]

    assert (article.publisher, article.is_truncated) == ("The Guardian", True)
