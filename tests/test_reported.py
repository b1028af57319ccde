"""Reported speech: what somebody says without marks."""

import pytest

from corpus.extract.rules import extract
from corpus.record import Article, Found


def reported(text: str) -> list[tuple[str, str | None, str | None]]:
    found = extract(Article(source_item="1", source_format="text", source_sha256="0" * 64, body=text), Found())
    return [(q.text, q.speaker_text, q.cue) for q in found.quotes if q.kind == "indirect"]


@pytest.mark.parametrize(
    ("text", "content", "speaker", "cue"),
    [
        ("Brandel said that the pier was rotten.", "the pier was rotten", "Brandel", "say"),
        ("Brandel said the pier was rotten.", "the pier was rotten", "Brandel", "say"),
        ("The pier was rotten, Brandel said.", "The pier was rotten", "Brandel", "say"),
        ("The pier was rotten, said Oskar Brandel.", "The pier was rotten", "Oskar Brandel", "say"),
        ("According to Oskar Brandel, the pier was rotten.", "the pier was rotten", "Oskar Brandel", "according to"),
        ("The pier was rotten, according to two engineers.", "The pier was rotten", "two engineers", "according to"),
        ("Brandel told reporters that the pier was rotten.", "the pier was rotten", "Brandel", "tell"),
        ("Brandel resigned, saying the pier was rotten.", "the pier was rotten", "Brandel", "say"),
        ("Brandel said on Friday that the pier was rotten.", "the pier was rotten", "Brandel", "say"),
        ("The ministry announced that the pier would close.", "the pier would close", "The ministry", "announce"),
        (
            "The lawmakers said as many as ten more could join.",
            "as many as ten more could join",
            "The lawmakers",
            "say",
        ),
        ("A clerk declined to comment, saying it was late for that.", "it was late for that", "A clerk", "say"),
        ("Critics called it a sell-out.", "it a sell-out", "Critics", "call"),
        ("He’s said the pier was rotten.", "the pier was rotten", "He", "say"),
        (
            "According to the Pier Workers’ Guild (PWG), the pier was rotten.",
            "the pier was rotten",
            "the Pier Workers’ Guild (PWG)",
            "according to",
        ),
        ("The ministry said in a statement it was watching.", "it was watching", "The ministry", "say"),
        ("The ministry said in a statement on Monday it was watching.", "it was watching", "The ministry", "say"),
        (
            "The guild, which is due to meet in May, said the pier was rotten.",
            "the pier was rotten",
            "The guild, which is due to meet in May",
            "say",
        ),
        (
            "A survey by the independent Ravn Center found that 61% back the pier, even as few use it.",
            "61% back the pier",
            "the independent Ravn Center",
            "find",
        ),
        ("A survey found that 61% back the pier.", "61% back the pier", "A survey", "find"),
    ],
)
def test_a_clause_that_hangs_on_a_verb_of_speech_is_a_row(text: str, content: str, speaker: str, cue: str) -> None:
    assert reported(text) == [(content, speaker, cue)]


@pytest.mark.parametrize(
    "text",
    [
        "Brandel did not say that the pier was rotten.",
        "Brandel would say that the pier was rotten.",
        "Did Brandel say that the pier was rotten?",
        "If Brandel says that the pier is rotten, it will close.",
        "Brandel said a short prayer.",
        "The claims were withdrawn in May.",
        "Brandel refused to say whether the pier was rotten.",
        "The state of the pier was bad.",
        "“It may be rotten,” Brandel said when asked whether the pier would close.",
        "“It is rotten,” Brandel said as he walked out on the pier.",
    ],
)
def test_what_is_denied_asked_or_supposed_is_no_row(text: str) -> None:
    assert reported(text) == []


def test_a_clause_with_a_quotation_in_marks_has_the_marked_row_only() -> None:
    assert reported("Brandel said that the pier was “rotten” and the crane a wreck.") == []


def test_two_reports_of_one_sentence_do_not_overlap() -> None:
    found = reported("Brandel said the pier was rotten, adding that the crane was a wreck.")

    assert [text for text, _, _ in found] == ["the pier was rotten", "the crane was a wreck"]
