"""What readers promise, on the cases in tests/cases/<format>/<case>/: an input and the fields that it must give."""

import json
from pathlib import Path

import pytest

from corpus import readers
from corpus.record import Article

CASES = sorted(
    p.parent
    for p in (Path(__file__).parent / "cases").glob("*/*/expected.json")
    if p.parent.parent.name in {"text", "jsonl", "html"}
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
