"""Who says what stands in marks. Every case of tests/cases/quotes is one way of quoting."""

import json
from pathlib import Path

import pytest

from corpus.extract.rules import extract
from corpus.record import Article, Found

CASES = sorted((Path(__file__).parent / "cases" / "quotes").glob("*.json"))


def find(text: str) -> Found:
    return extract(Article(source_item="1", source_format="text", source_sha256="0" * 64, body=text), Found())


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_each_way_of_quoting_gives_its_quotations(case: Path) -> None:
    expected = json.loads(case.read_text("utf-8"))

    found = find(expected["text"])

    marked = [q for q in found.quotes if q.kind != "indirect"]
    assert [
        {"text": q.text, "kind": q.kind, "speaker": q.speaker_text, "cue": q.cues[0].text if q.cues else None}
        for q in marked
    ] == expected["quotes"]


def test_a_speaker_is_the_person_whom_the_words_name() -> None:
    found = find("Marta Lindqvost runs the harbour. “The pier is shut,” Lindqvost said.")

    (quote,) = found.quotes
    assert quote.speaker_kind == "person"
    assert quote.person is not None
    assert found.people[quote.person].name == "Marta Lindqvost"


def test_the_mention_is_the_name_and_the_speakers_text_the_whole_phrase() -> None:
    found = find("“The pier is shut,” said Marta Lindqvost, the harbour master of Norvik.")

    (quote,) = found.quotes
    assert quote.speaker_mention is not None
    assert found.mentions[quote.speaker_mention].text == "Marta Lindqvost"
    assert quote.speaker_text == "Marta Lindqvost, the harbour master of Norvik"


def test_a_quotation_that_goes_on_points_at_the_one_before() -> None:
    found = find("“We began in March,” Marta Lindqvost said. “The tide was against us.\n\n“Then it rained.”")

    assert [q.continues for q in found.quotes] == [None, 0, 1]
    assert [q.attribution for q in found.quotes] == ["explicit", "continued", "continued"]


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [
        ("a person familiar with the talks", "anonymous"),
        ("two officials", "anonymous"),
        ("a spokesman for the port", "anonymous"),
        ("protesters", "group"),
        ("residents of the quay", "group"),
        ("the transport ministry", "org"),
        ("the report", "document"),
        ("the letter", "document"),
    ],
)
def test_a_speaker_without_a_name_has_a_mention_and_a_kind(phrase: str, kind: str) -> None:
    found = find(f"The pier is “beyond repair,” according to {phrase}.")

    (quote,) = found.quotes
    assert quote.speaker_mention is not None
    assert (quote.speaker_kind, quote.person) == (kind, None)
    assert found.mentions[quote.speaker_mention].text == phrase
    assert found.mentions[quote.speaker_mention].kind == "nominal"


def test_a_pronoun_that_nobody_resolves_keeps_its_words_and_names_nobody() -> None:
    found = find("“The pier is shut,” she said.")

    (quote,) = found.quotes
    assert (quote.speaker_kind, quote.person, quote.speaker_text) == ("unknown", None, "she")
    assert quote.speaker_mention is not None
    assert found.mentions[quote.speaker_mention].kind == "pronoun"


def test_a_short_reference_to_an_unnamed_source_is_unnamed_too() -> None:
    found = find("The board will vote, two people close to the talks said. “It will be close,” the people said.")

    assert [q.speaker_kind for q in found.quotes] == ["anonymous", "anonymous"]


@pytest.mark.parametrize(
    ("text", "medium"),
    [
        ("“The pier is shut,” Brandel said on Telegram.", "Telegram"),
        ("“The pier is shut,” Brandel said on his Telegram channel.", "Telegram"),
        ("“The pier is shut,” Brandel wrote on the X platform.", "X"),
        ("“The pier is shut,” Brandel said in a statement.", "a statement"),
        ("Brandel told Norvik state television that the pier was “shut for good.”", "Norvik state television"),
        ("“The pier is shut,” Brandel said in Norvik.", None),
        ("“The pier is shut,” Brandel told reporters.", None),
    ],
)
def test_a_medium_is_kept_as_printed(text: str, medium: str | None) -> None:
    assert find(text).quotes[0].medium == medium


def test_marks_within_a_turn_of_a_transcript_are_the_speakers_own() -> None:
    found = find("LINDQVOST: Where is he?\nBRANDEL: He said “never again” to me.")

    assert [q.text for q in found.quotes] == ["Where is he?", "He said “never again” to me."]


def test_the_cue_is_a_slice_of_the_body_and_a_lemma() -> None:
    text = "Brandel called the plan “reckless.”"

    (quote,) = find(text).quotes

    (cue,) = quote.cues
    assert (text[cue.start : cue.end], cue.lemma, quote.cue) == ("called", "call", "call")


def test_an_unsure_speaker_is_left_out_and_the_quotation_stays() -> None:
    found = find("“Nobody has ever asked the people who live by the water.”")

    (quote,) = found.quotes
    assert (quote.speaker_text, quote.speaker_confidence, quote.attribution) == (None, 0.0, "none")


def test_a_rare_pattern_is_less_sure_than_a_plain_one() -> None:
    plain = find("“The pier is shut,” Marta Lindqvost said.").quotes[0]
    rare = find("Marta Lindqvost was relieved. “The pier is shut.”").quotes[0]

    assert 0.5 <= rare.speaker_confidence < plain.speaker_confidence < 1


def test_it_is_the_organisation_that_the_sentence_before_is_about() -> None:
    found = find("The Norvik Port Authority said it would lend more. “We will not pay for a quarrel,” it said.")

    spoken = found.quotes[-1]
    assert spoken.speaker_kind == "org"
    assert spoken.org is not None
    assert found.orgs[spoken.org].name == "Norvik Port Authority"


def test_it_after_a_sentence_about_a_person_is_no_known_organisation() -> None:
    found = find("The Norvik Port Authority met. Oskar Brandel left early. “We will not pay for a quarrel,” it said.")

    assert found.quotes[-1].org is None


@pytest.mark.parametrize(
    ("text", "speaker", "cue"),
    [
        ("“Never again,” tutted Marta Lindqvost, a pilot.", "Marta Lindqvost, a pilot", "tutted"),
        ("“Never again,” Marta Lindqvost, a pilot, tutted.", "Marta Lindqvost, a pilot", "tutted"),
        ("“Never again,” the harbour master piped up.", "the harbour master", "piped up"),
        ("“Never again,” she corrected a reporter.", "she", "corrected"),
        ("“Never again?” trilled the pilot.", "the pilot", "trilled"),
        ("“Never again,” the pilot cut in.", "the pilot", "cut in"),
        ("“Are we there?” came a voice from the hold.", "a voice from the hold", "came"),
        ("“Cut the line!” came the order from Captain Marta Lindqvost.", "Captain Marta Lindqvost", "came"),
    ],
)
def test_a_verb_that_no_list_names_attributes_what_a_comma_or_question_mark_ends(
    text: str, speaker: str, cue: str
) -> None:
    (quote,) = find(text).quotes

    assert (quote.speaker_text, quote.cues[0].text) == (speaker, cue)


@pytest.mark.parametrize(
    "text",
    [
        "In “The Grey Harbour,” Lindqvost painted a pier.",
        "“Is it safe?” The pier trembled.",
        "The pier trembled. “Never again,” and the lamps failed.",
    ],
)
def test_a_verb_that_no_list_names_attributes_nothing_elsewhere(text: str) -> None:
    assert all(quote.cue is None for quote in find(text).quotes)


def test_a_participle_behind_its_noun_is_no_verb_of_speech() -> None:
    assert not find("The firm sells a paint called “Sulk” and a varnish called “Regret”.").quotes

    (quote,) = find("Two diplomats briefed on the talks described the mood as “arctic”.").quotes
    assert quote.cue == "describe"

    (quote,) = find("A statement signed by Marta Lindqvost called the leak “a matter for plumbers”.").quotes
    assert quote.cue == "call"
