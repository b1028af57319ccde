"""The entry point of extraction: extractors by name, and the check of what they give."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tarnhollow import ARTICLES

from corpus import plugins
from corpus.errors import PluginError
from corpus.extract import extract
from corpus.record import Article

EXTRACTORS = """
from dataclasses import replace
from corpus.record import Found, Mention, Quote

def _quote(start, end, text):
    return Quote(start=start, end=end, text=text, kind="direct", rule="none", span_confidence=1.0)

def shifted(article, found):
    return replace(found, quotes=(_quote(1, 5, article.body[0:4]),))

def dangling(article, found):
    return replace(found, quotes=(replace(_quote(0, 4, article.body[0:4]), person=0),))

def unordered(article, found):
    return replace(found, quotes=(_quote(6, 9, article.body[6:9]), _quote(0, 4, article.body[0:4])))

def misplaced(article, found):
    return replace(found, mentions=(Mention(field="caption", start=0, end=3, text="The", kind="name", entity_kind="org",
                                            confidence=1.0),))

def silent(article, found):
    return replace(found, quotes=())
"""


def article() -> Article:
    body = str(ARTICLES[0]["text"])
    return Article(source_item="1", source_format="text", source_sha256="0" * 64, body=body, language="en")


@pytest.fixture
def others(tmp_path: Path) -> Iterator[None]:
    """A distribution with extractors that break the contract, one fault each."""
    info = tmp_path / "faults-1.0.dist-info"
    info.mkdir()
    (tmp_path / "faulty_extractors.py").write_text(EXTRACTORS)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: faults\nVersion: 1.0\n")
    names = ("shifted", "dangling", "unordered", "misplaced", "silent")
    (info / "entry_points.txt").write_text(
        "[corpus.extractors]\n" + "".join(f"{name} = faulty_extractors:{name}\n" for name in names)
    )
    sys.path.insert(0, str(tmp_path))
    plugins.names.cache_clear()
    yield
    sys.path.remove(str(tmp_path))
    sys.modules.pop("faulty_extractors", None)
    plugins.names.cache_clear()


def test_the_rules_find_quotations_people_and_mentions() -> None:
    found = extract(article())

    assert [q.text for q in found.quotes if q.kind != "indirect"] == [
        "We have run out of plaster and patience,",
        "It will open again in 𝟚 stages,",
        "Nobody will need a boat.",
    ]
    assert {found.people[q.person].name for q in found.quotes if q.person is not None} == {"Lena Ortiz"}


def test_an_article_without_words_has_nothing() -> None:
    empty = Article(source_item="1", source_format="text", source_sha256="0" * 64, body="")

    found = extract(empty)

    assert (found.quotes, found.mentions, found.people) == ((), (), ())


def test_an_extractor_that_does_not_exist_is_refused_by_name() -> None:
    with pytest.raises(PluginError, match=r"'oracle'.*rules"):
        extract(article(), ["oracle"])


@pytest.mark.usefixtures("others")
def test_a_later_extractor_builds_on_what_the_earlier_one_found() -> None:
    found = extract(article(), ["rules", "silent"])

    assert found.quotes == ()
    assert found.people


@pytest.mark.usefixtures("others")
@pytest.mark.parametrize("name", ["shifted", "dangling", "unordered", "misplaced"])
def test_rows_that_do_not_fit_the_article_are_refused_by_the_extractors_name(name: str) -> None:
    with pytest.raises(PluginError, match=name):
        extract(article(), [name])
