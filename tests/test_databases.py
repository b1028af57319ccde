"""What the readers of Integrum, Kikuzo and Yomidasu promise beyond their cases."""

import contextlib
import io
import time

import pytest

from corpus import readers
from corpus.errors import ReadError
from corpus.readers import _export
from corpus.readers._draft import Draft

PAGES = {
    "integrum": "<html><head><title>Report 03.04.2020 09:10:11</title></head><body><small></small>",
    "kikuzo": "<html><body><span>聞蔵II</span><p class='topic-list'></p>",
    "yomidasu": "<html><title>ヨミダス</title><script src='yomiuri.js'></script><body>",
}


def read(name, data):
    return list(readers.read(name, io.BytesIO(data.encode()), "in"))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_without_an_article_is_refused_and_no_other_reader_takes_it(name):
    assert readers.sniff(PAGES[name].encode(), "page.html") == name
    with pytest.raises(ReadError) as refused:
        read(name, PAGES[name])
    assert refused.value.code == "no-article"


@pytest.mark.timing
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("integrum", '<a name="1"></a><table>' + "^ИС: x" * 100_000),
        ("integrum", '<a name="1"></a><table></table><pre>' + "     x\n" * 100_000),
        ("integrum", '<a name="1"></a><table>' * 3_000),
        ("kikuzo", "<table class=topic-list><div class='detail001'>" + "　<br>" * 100_000),
        ("kikuzo", "<table class=topic-list>" * 3_000),
        ("kikuzo", "<table class=topic-list><td class='topic-list'>" + "1985年　" * 50_000),
        ("yomidasu", '<table class="contentsTable"><p class="mb10">' + "写真＝x<br/>" * 20_000),
        ("yomidasu", '<input name="objectId"' * 30_000 + '<table class="contentsTable">'),
    ],
)
def test_a_hostile_page_takes_no_longer_than_a_long_one(name, data):
    started = time.process_time()

    with contextlib.suppress(ReadError):
        read(name, data)

    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("橋は動かない。（潮見　一朗記者）", "潮見 一朗"),
        ("橋は動かない。（帆足灯子）", "帆足灯子"),
        ("橋は動かない。（敬称略）", None),
        ("橋は動かない。（東京本社）", None),
        ("橋は動かない。（一面に続く）", None),
    ],
)
def test_the_name_in_a_bracket_that_ends_a_japanese_report_is_its_writer(line, name):
    draft = Draft("kikuzo", "1", b"")

    kept = _export.without_signature(["霧が出た。", line], draft)

    assert [a.name for a in draft.authors] == ([name] if name else [])
    assert kept == ["霧が出た。", "橋は動かない。" if name else line]
