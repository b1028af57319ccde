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
        ("The pier was rotten, the coastguard said.", "The pier was rotten", "the coastguard", "say"),
        ("Brandel gave a speech in which he said the pier was rotten.", "the pier was rotten", "he", "say"),
        ("There are engineers who argue that the pier was rotten.", "the pier was rotten", "engineers", "argue"),
        ("Brandel said the engineers saw a crack.", "the engineers saw a crack", "Brandel", "say"),
        (
            "Brandel said it would wait until boats and barges agree to pay.",
            "it would wait until boats and barges agree to pay",
            "Brandel",
            "say",
        ),
        ("Brandel asked whether the pier was rotten.", "the pier was rotten", "Brandel", "ask"),
        ("Brandel vowed to mend the pier by May.", "mend the pier by May", "Brandel", "vow"),
        ("Brandel promised his wife that the pier would stay.", "the pier would stay", "Brandel", "promise"),
        ("Brandel said the same day that the pier was rotten.", "the pier was rotten", "Brandel", "say"),
        (
            "Brandel said that the play “Winter in Tarn” was a copy.",
            "the play “Winter in Tarn” was a copy",
            "Brandel",
            "say",
        ),
        ("Although Brandel said the pier was rotten, it opened.", "the pier was rotten", "Brandel", "say"),
        ("Brandel, who said the pier was rotten, left.", "the pier was rotten", "Brandel", "say"),
        ("He told the story of a girl who said the sea was hers.", "the sea was hers", "a girl", "say"),
        ("Brandel said that $9 million were gone.", "$9 million were gone", "Brandel", "say"),
        ("They waited outside, where, Brandel said, it was cold.", "They waited outside", "Brandel", "say"),
        ("Brandel said about 200 people were there.", "about 200 people were there", "Brandel", "say"),
        (
            "Brandel said that, although it was late, the pier was sound.",
            "although it was late, the pier was sound",
            "Brandel",
            "say",
        ),
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
        "The minister said goodbye and told a story about a goat.",
        "The minister said nothing about the fire that destroyed the mill.",
        "Brandel said no to the offer that the guild had made.",
        "Brandel said a prayer for those who were lost.",
        "Shops may put up signs saying they are closed.",
        "Readers told us what they thought:",
        "“A cold oven” is how Brandel describes her first flat.",
        "Dunn had written in a post that he later deleted.",
        "It is the first thing Brandel says when you sit down at his table.",
        "The letter, which Brandel said he had never seen, was published.",
        "The man police say started the fire was found in a barn.",
        "A woman who said she was his sister opened the door.",
        "Had she said the ice was thin, they would have stayed ashore.",
        "No one said the pier was rotten.",
        "According to plan, the train left at nine.",
        "Brandel found that the door had been locked.",
        "Brandel told his daughter about the fire, which had started in the attic.",
        "Brandel added that to the list.",
        "Brandel wrote a list that, she said afterwards, included her.",
        "“It is rotten,” Brandel said two days after the storm, and the crane was no better.",
        "Not everyone finds that pier beautiful.",
    ],
)
def test_what_is_denied_asked_or_supposed_is_no_row(text: str) -> None:
    assert reported(text) == []


def test_a_clause_with_a_quotation_in_marks_has_the_marked_row_only() -> None:
    assert reported("Brandel said that the pier was “rotten” and the crane a wreck.") == []


def test_two_reports_of_one_sentence_do_not_overlap() -> None:
    found = reported("Brandel said the pier was rotten, adding that the crane was a wreck.")

    assert [text for text, _, _ in found] == ["the pier was rotten", "the crane was a wreck"]


@pytest.mark.parametrize("verb", ["thinks", "believes", "hopes", "fears", "knows"])
def test_what_somebody_thinks_is_no_speech(verb: str) -> None:
    assert reported(f"Brandel {verb} that the pier is rotten.") == []


@pytest.mark.parametrize(
    "text",
    [
        "Brandel said the pier was rotten, but harbour master Otto Lang said it was sound.",
        "Brandel said the pier was rotten; harbour master Otto Lang said it was sound.",
        "Brandel said the pier was rotten and Otto Lang said it was sound.",
        "While Brandel said the pier was rotten, Otto Lang said it was sound.",
    ],
)
def test_a_second_speaker_ends_what_the_first_one_reports(text: str) -> None:
    assert [content for content, _, _ in reported(text)] == ["the pier was rotten", "it was sound"]


def test_what_the_same_speaker_adds_is_a_row_of_its_own() -> None:
    found = reported("Brandel said the pier was rotten and added that the crane was a wreck.")

    assert [text for text, _, _ in found] == ["the pier was rotten", "the crane was a wreck"]


def test_a_dateline_is_no_part_of_what_is_reported() -> None:
    body = "DUNMORE, May 3 (KVV) — The bridge is closed until Friday, Lena Ortiz said."
    article = Article(source_item="1", source_format="text", source_sha256="0" * 64, body=body, language="en")

    assert [q.text for q in extract(article, Found()).quotes] == ["The bridge is closed until Friday"]
