"""Shares and confidences: what they promise."""

import json
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.extract import confidence, models
from corpus.extract.attribution import options, verbs_of
from corpus.extract.ranker import shares
from corpus.extract.rules import extract, framed
from corpus.record import Article, Found


def article(text: str) -> Article:
    return Article(source_item="1", source_format="text", source_sha256="0" * 64, body=text, language="en")


def shares_of(text: str) -> tuple[list[str], list[float]]:
    frame, _ = framed(article(text))
    tokens = frame[0].tokens
    place = next(at for at, token in enumerate(tokens) if token.kind == "quote")
    found, _ = options(tokens, place, verbs_of(frame)[0])
    return [tokens[o.phrase.head].text for o in found], shares(tokens, place, found)


def test_the_shares_of_all_candidates_and_of_nobody_add_up_to_one():
    names, parts = shares_of("Lena Ortiz, who had met Bill Chen, said the pier was “beyond repair,” and left.")

    assert len(parts) == len(names) + 1
    assert sum(parts) == pytest.approx(1)
    assert parts[names.index("Lena Ortiz")] == max(parts)


def test_a_title_beside_no_verb_of_speech_is_rather_nobodys():
    _, said = shares_of("“The Long Pier,” said Lena Ortiz, who sat down.")
    _, sold = shares_of("Lena Ortiz, who writes songs, sold a boat named “The Long Pier” to a friend.")

    assert sold[-1] > 0.5 > said[-1]


@given(st.sampled_from(sorted({*confidence.GROUPS, "floating"})), st.floats(0, 1), st.floats(0, 1))
def test_a_higher_score_is_never_worth_less(rule, one, other):
    low, high = sorted((one, other))

    assert 0 <= confidence.of_speaker(rule, low) <= confidence.of_speaker(rule, high) <= 1


@given(st.sampled_from(["person", "org"]), st.floats(0, 1), st.floats(0, 1))
def test_a_surer_name_is_never_worth_less(entity, one, other):
    low, high = sorted((one, other))

    assert 0 <= confidence.of_mention(entity, low) <= confidence.of_mention(entity, high) <= 1


def test_marks_that_are_never_closed_are_less_sure_where_they_end():
    closed = extract(article("“It leaks,” said Lena Ortiz."), Found()).quotes[0]
    left_open = extract(article("Lena Ortiz said: “It leaks.\n\nNobody came."), Found()).quotes[0]

    assert left_open.span_confidence < closed.span_confidence


def test_every_pattern_has_its_table():
    told = json.loads(files(models).joinpath("confidence.json").read_text(encoding="utf-8"))

    assert set(told["speaker"]) == {*confidence.GROUPS.values(), "inferred"}
    assert all(points == sorted(points) for points in told["speaker"].values())
