"""What the reader of Europresse's pages promises beyond its cases."""

import contextlib
import io
import time
from pathlib import Path

import pytest

from corpus import readers
from corpus.errors import ReadError
from corpus.record import Article

CASES = Path(__file__).parent / "cases" / "europresse"
SEED = Path(__file__).parent.parent / "seeds" / "europresse" / "source-tarie.html"
BEGIN = '<html><body><span class="DocPublicationName">Echo</span><br><span class="TitreArticleVisu">Weir</span><br><br>'


def read(data):
    return list(readers.read("europresse", io.BytesIO(data), "in"))


@pytest.mark.parametrize("path", [SEED, *sorted(CASES.glob("*/input.*"))], ids=lambda path: path.parent.name)
def test_the_certificate_names_the_library_and_is_left_out_with_its_name(path):
    said = repr(read(path.read_bytes()))

    words = ["Bibliothèque", "certificat", "certificate", "protégé", "2012-11-09", "2024-06-04"]
    assert [word for word in words if word in said] == []


def test_a_document_without_a_number_ends_where_its_certificate_begins():
    page = (CASES / "the-old-layout-declared-as-latin-1" / "input.html").read_text(encoding="utf-8")
    without = page.replace("Numéro de document : ", "").replace("news·20131005·EV·3055071000", "")

    first = next(given for given in read(without.encode()) if isinstance(given, Article))

    assert first.guid is None
    assert first.body.endswith("dit Hortense Vialard.")


def test_a_page_without_a_document_is_refused():
    with pytest.raises(ReadError) as refused:
        read(b"<html><body><p>Nothing was found.</p></body></html>")
    assert refused.value.code == "no-article"


@pytest.mark.timing
@pytest.mark.parametrize(
    "data",
    [
        BEGIN + "<br>" * 100_000,
        BEGIN + "x " * 200_000,
        BEGIN[:-8] + " <br> " * 100_000 + "x",
        '<span class="DocPublicationName">' * 3_000,
        '<span class="DocPublicationName">x</span><span class="DocHeader">' + "1, " * 200_000,
        '<span class="DocPublicationName">x</span>' + '<span class="TitreArticleVisu">' * 5_000,
        BEGIN + "a·" * 300_000,
        BEGIN + "<section>" * 100_000,
    ],
    ids=lambda data: repr(data[-12:]),
)
def test_a_hostile_megabyte_takes_no_longer_than_a_long_page(data):
    started = time.process_time()

    with contextlib.suppress(ReadError):
        read(data.encode())

    assert time.process_time() - started < 5
