"""Archives, compressed files and web archives are walked in place, and what is lost is said."""

import bz2
import gzip
import io
import lzma
import os
import tarfile
import zipfile

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import containers
from corpus.containers import Limits
from corpus.conversion import convert
from corpus.errors import ReadError
from corpus.record import Problem

STORY = b"Mill reopens\n\nThe mill turned again on Monday, six months after the flood took it.\n"
SQUEEZE = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "zst": zstandard.compress}


def walk(data, uri="in", limits=None):
    """The documents in some bytes as (uri, bytes), and the problems' codes; a stream that fails ends with its code."""
    found, codes = [], []
    for item in containers.documents(io.BytesIO(data), uri, limits):
        if isinstance(item, Problem):
            codes.append(item.code)
            continue
        try:
            found.append((item.uri, item.stream.read()))
        except ReadError as error:
            codes.append(error.code)
    return found, codes


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(files):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def test_what_is_no_container_is_the_document_itself():
    assert walk(STORY, "mill.txt") == ([("mill.txt", STORY)], [])


@pytest.mark.parametrize("squeeze", SQUEEZE.values(), ids=SQUEEZE)
def test_a_compressed_file_keeps_its_name(squeeze):
    assert walk(squeeze(STORY), "mill.txt.z") == ([("mill.txt.z", STORY)], [])


@pytest.mark.parametrize("squeeze", SQUEEZE.values(), ids=SQUEEZE)
def test_a_compressed_file_that_is_cut_off_gives_what_it_has_and_says_so(squeeze):
    text = os.urandom(1_500_000).hex().encode()
    data = squeeze(text)[:-5_000]

    items = containers.documents(io.BytesIO(data), "long.txt")
    document = next(items)
    got = document.stream.read()
    (problem,) = items

    assert problem.code == "archive-damaged"
    assert f"damaged or cut off after {len(got):,} decompressed bytes" in problem.message
    assert len(got) > 1_000_000
    assert text.startswith(got)


LINES = b"".join(
    b'{"id": "%d", "title": "Mill %d", "text": "It turns again, as it did."}\n' % (n, n) for n in range(3_000)
)


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(LINES) + b"JUNK",
        gzip.compress(LINES)[:-8] + b"\0\0\0\0" + gzip.compress(LINES)[-4:],
        gzip.compress(LINES)[:-3],
    ],
    ids=["junk behind it", "another checksum", "cut within its end"],
)
def test_text_that_is_decompressed_is_kept_whatever_follows(data):
    assert walk(data) == ([("in", LINES)], ["archive-damaged"])


def test_a_gzip_header_may_hold_a_name_and_a_comment_of_any_length():
    plain = gzip.compress(STORY)
    named = plain[:3] + b"\x18" + plain[4:10] + b"n" * 300_000 + b"\0" + b"c" * 9 + b"\0" + plain[10:]

    assert walk(named + plain) == ([("in", STORY * 2)], [])
    assert walk(named[:200_000]) == ([], ["archive-damaged"])


def test_gzip_gives_all_before_the_byte_that_is_damaged():
    data = bytearray(gzip.compress(LINES))
    data[len(data) // 2 : len(data) // 2 + 60] = bytes(60)

    (((_, got),), codes) = walk(bytes(data))

    assert codes == ["archive-damaged"]
    assert len(got) > 0.4 * len(LINES)
    assert got[:80_000] == LINES[:80_000]


@pytest.mark.parametrize("squeeze", SQUEEZE.values(), ids=SQUEEZE)
def test_members_one_after_another_and_zeros_between_them_are_one_text(squeeze):
    assert walk(squeeze(STORY) + squeeze(STORY)) == ([("in", STORY * 2)], [])
    assert walk(gzip.compress(STORY) + bytes(20) + gzip.compress(STORY) + bytes(9)) == ([("in", STORY * 2)], [])


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_an_archive_gives_its_files_and_not_what_systems_hide_in_it(pack):
    data = pack({"a/mill.txt": STORY, "__MACOSX/a/._mill.txt": b"junk", ".DS_Store": b"junk", "weir.txt": b"Weir."})

    assert walk(data, "press.arc") == ([("press.arc!/a/mill.txt", STORY), ("press.arc!/weir.txt", b"Weir.")], [])


def test_containers_in_containers_are_opened_to_a_depth():
    data = STORY
    for _ in range(4):
        data = zipped({"inner": data})

    assert walk(gzip.compress(data), "deep") == ([(f"deep{'!/inner' * 4}", STORY)], [])
    assert walk(gzip.compress(data), "deep", Limits(depth=3)) == ([], ["archive-limit"])


def test_a_document_that_is_a_zip_archive_inside_is_not_opened():
    data = zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"})

    assert walk(data, "export.docx") == ([("export.docx", data)], [])
    assert walk(zipped({"export.docx": data}), "all.zip") == ([("all.zip!/export.docx", data)], [])


def test_a_member_that_is_damaged_costs_no_other_member():
    data = bytearray(zipped({"a.txt": os.urandom(1_000), "b.txt": STORY}))
    data[100:200] = bytes(100)

    found, codes = walk(bytes(data), "two.zip")

    assert found == [("two.zip!/b.txt", STORY)]
    assert codes == ["archive-damaged"]


def test_an_encrypted_member_is_said():
    data = bytearray(zipped({"a.txt": STORY}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1

    assert walk(bytes(data)) == ([], ["archive-encrypted"])


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: zipped({"bomb": data})], ids=["gzip", "zip"])
def test_what_is_made_to_burst_is_not_unpacked(pack):
    data = pack(bytes(150_000_000))

    _, codes = walk(data)

    assert codes == ["archive-limit"]


def test_the_number_of_bytes_and_files_can_be_limited():
    two = {"a": b"1", "b": b"2"}

    assert walk(gzip.compress(STORY), limits=Limits(bytes=10)) == ([("in", STORY[:10])], ["archive-limit"])
    assert walk(zipped(two), limits=Limits(members=1)) == ([("in!/a", b"1")], ["archive-limit"])
    assert walk(tarred(two), limits=Limits(members=1)) == ([("in!/a", b"1")], ["archive-limit"])


@pytest.mark.parametrize("pack", [zipped, lambda files: gzip.compress(tarred(files))], ids=["zip", "tar.gz"])
def test_a_limit_of_bytes_is_one_of_each_member(pack):
    found, codes = walk(pack({"a": STORY, "b": b"2"}), limits=Limits(bytes=10))

    assert found == [("in!/a", STORY[:10]), ("in!/b", b"2")]
    assert codes == ["archive-limit"]


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_empty_files_of_an_archive_are_counted_in_one_problem(pack):
    (problem,) = containers.documents(io.BytesIO(pack({str(n): b"" for n in range(1_200)})), "in")

    assert (problem.code, problem.message) == ("no-text", "1,200 files in the archive are empty")


def test_a_feed_in_a_compressed_file_is_read(tmp_path):
    feed = (
        b'<rss version="2.0"><channel><item><title>Mill</title><link>https://a.example/1</link></item></channel></rss>'
    )
    (tmp_path / "feed.xml.gz").write_bytes(gzip.compress(feed))
    (tmp_path / "feeds.zip").write_bytes(zipped({"feed.xml": feed.replace(b"/1", b"/2 & on")}))

    done = convert([tmp_path / "feed.xml.gz", tmp_path / "feeds.zip"], tmp_path / "out", workers=1)

    assert done.rows["articles"] == 2


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_files_beside_a_member_can_be_opened(pack):
    data = pack({"issue/mets.xml": b"<mets/>", "issue/page1.xml": b"<alto/>", "other.txt": b"x"})

    for item in containers.documents(io.BytesIO(data), "issue.zip"):
        if item.uri.endswith("mets.xml"):
            assert item.beside.names() == ["mets.xml", "page1.xml"]
            assert item.beside.open("page1.xml").read() == b"<alto/>"
            assert item.beside.open("../other.txt") is None


@settings(max_examples=60, deadline=None)
@given(
    data=st.binary(max_size=400),
    head=st.sampled_from([b"", b"PK\x03\x04", b"\x1f\x8b\x08", b"BZh91AY&SY", b"WARC/1.0\r\n"]),
)
def test_no_bytes_end_the_walk_in_anything_but_problems(data, head):
    walk(head + data)


# ------------------------------------------------------------------ web archives


def record(kind, block, number=0, **headers):
    lines = ["WARC/1.0", f"WARC-Type: {kind}", f"WARC-Record-ID: <urn:uuid:{kind}-{number}>"]
    lines += [f"WARC-Date: 2024-03-04T05:06:{number:02}Z", f"WARC-Target-URI: https://gazette.example/{number}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, f"Content-Length: {len(block)}", "", ""]).encode() + block + b"\r\n\r\n"


def answer(body, status="200 OK", media="text/html", *more):
    return "\r\n".join([f"HTTP/1.1 {status}", f"Content-Type: {media}", *more, "", ""]).encode() + body


def page(number):
    return (
        f"<html><head><title>Story {number}</title></head><body><article><h1>Story {number}</h1>"
        + f"<p>The weir of story {number} held through the night, the council said.</p>" * 5
        + f"<!--{os.urandom(900).hex()}--></article></body></html>"
    ).encode()


def crawl(count, pack=gzip.compress):
    pages = [page(n) for n in range(count)]
    records = [pack(record("warcinfo", b"software: none\r\n"))]
    for n, body in enumerate(pages):
        records += [pack(record("request", b"GET / HTTP/1.1\r\n\r\n", n)), pack(record("response", answer(body), n))]
    return pages, records


@pytest.mark.parametrize("pack", [gzip.compress, bytes], ids=["gzip by record", "plain"])
def test_every_answer_of_a_web_archive_is_a_document_with_its_id_address_and_time(pack):
    pages, records = crawl(5, pack)

    items = list(containers.documents(io.BytesIO(b"".join(records)), "crawl.warc"))

    assert [item.stream.read() for item in items] == pages
    assert [item.facts.item for item in items] == [f"<urn:uuid:response-{n}>" for n in range(5)]
    assert items[3].facts.url == "https://gazette.example/3"
    assert items[3].facts.retrieved_at.isoformat() == "2024-03-04T05:06:03+00:00"
    assert {item.uri for item in items} == {"crawl.warc"}


def test_a_web_archive_in_one_gzip_member_is_read_whole():
    pages, records = crawl(5, bytes)

    found, codes = walk(gzip.compress(b"".join(records)))

    assert [data for _, data in found] == pages
    assert codes == []


@pytest.mark.parametrize(
    ("block", "more"),
    [
        (gzip.compress(page(1)), ["Content-Encoding: gzip"]),
        (brotli.compress(page(1)), ["Content-Encoding: br"]),
        (b"40\r\n" + b"<p>" + b"x" * 61 + b"\r\n0\r\n\r\n", ["Transfer-Encoding: chunked"]),
    ],
    ids=["gzip", "brotli", "chunked"],
)
def test_pages_come_as_the_browser_got_them(block, more):
    found, codes = walk(record("response", answer(block, "200 OK", "text/html", *more)))

    assert len(found) == 1
    assert found[0][1].startswith((b"<html>", b"<p>xxx"))
    assert b"40\r\n" not in found[0][1]
    assert codes == []


def test_what_is_no_page_is_counted_and_left_out():
    data = b"".join(
        [
            record("response", answer(b"", "301 Moved Permanently"), 1),
            record("response", answer(b"<p>no</p>", "404 Not Found"), 2),
            record("response", answer(b"\xff\xd8", media="image/jpeg"), 3),
            record("response", answer(b"User-agent: *", media="text/plain"), 4),
        ]
    )

    (problem,) = containers.documents(io.BytesIO(data), "noise.warc")

    assert problem.code == "records-left-out"
    assert "1 answer with status 301, 1 answer with status 404, 1 page of type image/jpeg" in problem.message


@pytest.mark.parametrize("pack", [gzip.compress, bytes], ids=["gzip by record", "plain"])
def test_damage_costs_the_records_that_it_hits_and_is_said(pack):
    pages, records = crawl(9, pack)
    data = bytearray(b"".join(records))
    middle = len(b"".join(records[:9])) + 60  # within the answer of page 4
    data[middle : middle + 300] = bytes(b ^ 0xFF for b in data[middle : middle + 300])

    found, codes = walk(bytes(data))

    got = [body for _, body in found]
    assert [p for p in pages if p in got] == [p for n, p in enumerate(pages) if n != 4]
    if pack is gzip.compress:
        assert codes == ["records-lost"]
        assert len(got) == 8


def test_a_lying_length_costs_no_other_record():
    pages, records = crawl(3, bytes)
    liar = record("response", answer(page(8)), 8).replace(b"Content-Length: ", b"Content-Length: 1")

    found, _ = walk(b"".join([*records[:3], liar, *records[3:]]))

    assert [p for p in pages if p in [data for _, data in found]] == pages


def test_a_web_archive_that_is_cut_off_says_so():
    pages, records = crawl(4)
    data = b"".join(records)[:-500]

    found, codes = walk(data)

    assert [body for _, body in found] == pages[:3]
    assert codes == ["records-lost"]


def test_a_conversion_gives_rows_from_members_with_their_names_and_facts(tmp_path):
    import polars as pl

    _, records = crawl(2)
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "crawl.warc.gz").write_bytes(b"".join(records))
    (folder / "press.zip").write_bytes(zipped({"README.md": b"About this.", "a/mill.txt": STORY}))

    convert([folder], tmp_path / "out", workers=1)

    articles = pl.read_parquet(tmp_path / "out" / "articles.parquet").sort("source_uri", "source_item")
    assert articles["source_uri"].to_list() == ["crawl.warc.gz", "crawl.warc.gz", "press.zip!/a/mill.txt"]
    assert articles["source_item"].to_list()[:2] == ["<urn:uuid:response-0>", "<urn:uuid:response-1>"]
    assert articles["url"].to_list()[:2] == ["https://gazette.example/0", "https://gazette.example/1"]
    assert str(articles["retrieved_at"][1]) == "2024-03-04 05:06:01+00:00"
    problems = pl.read_parquet(tmp_path / "out" / "problems.parquet")
    assert "press.zip!/README.md" in problems.filter(code="not-an-article")["source_uri"].to_list()


def test_the_text_of_a_page_beside_the_page_is_an_item_of_its_own(tmp_path):
    import polars as pl

    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.warc").write_bytes(record("response", answer(page(1)), 1))
    (folder / "b.wet").write_bytes(record("conversion", STORY, 1, Content_Type="text/plain"))

    convert([folder], tmp_path / "out", workers=1)

    articles = pl.read_parquet(tmp_path / "out" / "articles.parquet").sort("source_uri")
    assert articles["source_format"].to_list() == ["html", "text"]
    assert articles["url"].to_list() == ["https://gazette.example/1"] * 2


@pytest.mark.parametrize("data", [zipped({}), record("metadata", b"{}")], ids=["zip", "warc"])
def test_a_container_without_a_document_is_no_silence(data, tmp_path):
    import polars as pl

    (tmp_path / "empty").write_bytes(data)

    convert([tmp_path / "empty"], tmp_path / "out", workers=1)

    assert pl.read_parquet(tmp_path / "out" / "problems.parquet")["code"].to_list() == ["no-article"]
