"""An input that no reader knows is named, and what to do about it; data without articles becomes none."""

import io
import zipfile

import pytest

from corpus import package, readers
from corpus.conversion import convert
from corpus.errors import PackageError, ReadError
from corpus.readers import _dates
from corpus.record import Article


def document(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("[Content_Types].xml", *names):
            archive.writestr(zipfile.ZipInfo(name), "<x/>")  # 1980: a time would be part of the test's name
    return out.getvalue()


ROWS = b'17,Mill reopens,"It turned, again.",2024-05-04\n18,Weir breaks,"No, it holds.",2024-05-05\n'


@pytest.mark.parametrize(
    ("data", "code", "said"),
    [
        (b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", "binary", "PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0", "binary", "PNG"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0\1", "binary", "JPEG"),
        (b"GIF89a\1\0\1\0", "binary", "GIF"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "binary", "7-Zip"),
        (b"Rar!\x1a\x07\0zzz", "binary", "RAR"),
        (b"SQLite format 3\0\x10\0\1\1", "binary", "export its table"),
        (document("xl/workbook.xml"), "binary", "save its sheet as CSV"),
        (b"[]", "no-article", "empty"),
        (b"{}\n", "no-article", "empty"),
        (b"null", "no-article", "JSON value"),
        (b'"hello"', "no-article", "JSON value"),
        (b"[1, 2, null]", "no-article", "JSON value"),
        (b"\xef\xbb\xbf", "no-text", "nothing in it"),
        (b"\xff\xfe\n\0", "no-text", "nothing in it"),
        (ROWS, "unknown-format", "`header`"),
        (b"<catalogue><book/></catalogue>", "unknown-format", "<catalogue>"),
    ],
)
def test_what_no_reader_knows_is_named_with_what_to_do(data, code, said, tmp_path):
    import polars as pl

    (tmp_path / "in.bin").write_bytes(data)

    convert([tmp_path / "in.bin"], tmp_path / "out", workers=1)

    (row,) = pl.read_parquet(tmp_path / "out" / "problems.parquet").to_dicts()
    assert (row["code"], row["severity"]) == (code, "error")
    assert said in row["message"]


@pytest.mark.parametrize("first", [b"null", b"1", b"1, null, true", b'"x"', b"-2.5e3"])
def test_a_list_that_begins_with_what_is_no_article_gives_those_in_it(first):
    data = b"[" + first + b', {"id": "n1", "title": "Mill reopens", "text": "It turned again."}]'

    items = list(readers.read(readers.sniff(data, "in"), io.BytesIO(data), "in"))

    assert [item.source_item for item in items if isinstance(item, Article)] == ["n1"]
    assert [item.code for item in items if not isinstance(item, Article)] == ["broken-item"] * (first.count(b",") + 1)


@pytest.mark.parametrize(
    "text",
    ["One, two, three.\nFour, five, six.\n", '"Hello", she said.\n', "[Photo: the mill]\n\nIt turned again.\n"],
)
def test_prose_with_commas_quotes_or_brackets_is_still_a_text(text):
    assert readers.sniff(text.encode(), "in") == "text"


def test_a_mapping_that_the_reader_takes_none_of_is_said(tmp_path):
    import polars as pl

    (tmp_path / "ok.rss").write_text("<rss><channel><item><title>Mill reopens</title></item></channel></rss>", "utf-8")

    convert([tmp_path / "ok.rss"], tmp_path / "out", mapping="newsapi", workers=1)

    found = pl.read_parquet(tmp_path / "out" / "problems.parquet").filter(code="mapping-unused")
    assert ["'feed' takes none" in message for message in found["message"]] == [True]


def test_an_error_names_its_line_once(tmp_path):
    (tmp_path / "in.jsonl").write_text('{"title": "Mill", "text": "It turns."}\nnull\n', "utf-8")

    with pytest.raises(ReadError) as caught:
        convert([tmp_path / "in.jsonl"], tmp_path / "out", is_strict=True, workers=1)

    assert str(caught.value) == "in.jsonl: line 2: an object was expected, it is null"


@pytest.mark.parametrize("licence", ["not a licence", "CC BY 4.0", "http://", ""])
def test_what_is_no_licence_is_refused(licence):
    with pytest.raises(PackageError, match="SPDX"):
        package.check_about(package.About(licenses=(licence,)))


@pytest.mark.parametrize(
    "licence", ["CC-BY-4.0", "LicenseRef-house", "MIT OR (GPL-2.0+ WITH x)", "https://a.example/l"]
)
def test_ids_expressions_and_addresses_are_licences(licence):
    package.check_about(package.About(licenses=(licence,)))


def test_a_leap_second_is_the_second_behind_it():
    assert _dates.moment("2016-12-31T23:59:60Z").at.isoformat() == "2017-01-01T00:00:00+00:00"
