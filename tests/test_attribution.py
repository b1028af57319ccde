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


@pytest.mark.parametrize(
    ("text", "speaker", "cue"),
    [
        ("“We stay,” the agency quoted General Anton Brandel as saying.", "General Anton Brandel", "saying"),
        ("The daily cited the skipper as saying the sea was “out of sorts.”", "the skipper", "saying"),
        ("State television quoted the general: “There was no retreat.”", "the general", "quoted"),
        ("Marta Lindqvost recalled her father saying, “The sea reads no contracts.”", "her father", "saying"),
        ("The plan was branded “reckless” by the doctors’ union.", "the doctors’ union", "branded"),
        ("“Go home,” the family was told by a man at the gate.", "a man at the gate", "told"),
        ("That the tower was “resting” was first claimed by Lindqvost.", "Lindqvost", "claimed"),
        ("Nobody believed the board’s claim that the pier was “technically dry”.", "the board", "claim"),
        (
            "Despite a warning from Marta Lindqvost that the wall was “breathing”, they stayed.",
            "Marta Lindqvost",
            "warning",
        ),
        ("The mayor’s remark that pensioners should “eat less butter” has cost him.", "The mayor", "remark"),
        ("“Better boats soon come,” was her only comment.", "her", "comment"),
    ],
)
def test_who_is_quoted_by_another_or_owns_the_noun_or_acts_in_a_passive_speaks(
    text: str, speaker: str, cue: str
) -> None:
    (quote,) = [q for q in find(text).quotes if q.kind != "indirect"]

    assert (quote.speaker_text, quote.cues[0].text) == (speaker, cue)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Lindqvost, a former clerk, said Marsh “was never there” at all.", "Lindqvost, a former clerk"),
        ("Lindqvost, a former clerk, proposed we “wake up” and left.", "Lindqvost, a former clerk"),
        ("After a film in which Dunn bowed, the anchor turned to a guest and said, “Well.”", "the anchor"),
        ("Asked whether Dunn would stay, Marsh shook her head and said, “No.”", "Marsh"),
        ("He stopped by the gate just long enough to tell them to “stay calm”.", "He"),
        ("The storm led her to declare that the pier was “in sight.”", "her"),
        (
            "NORVIK, Skarland (Coast Wire) — A divided court shut the pier, ruling that it was “beyond repair”.",
            "A divided court",
        ),
        ("Some brewers say the winter could mark the “death of ale” if it lasts.", "Some brewers"),
        ("Marsh’s younger son, Paul, calls the cheque “a joke that pays,” and cashes it.", "Marsh’s younger son, Paul"),
        ("The critics of the plan, however, say it would be “a wall of noise.”", "The critics of the plan"),
        (
            "According to three people who were there, Lund offered them “the shirt off his back.”",
            "three people who were there",
        ),
        ("Lindqvost took the job with one boat and, as she likes to say, “no excuses left.”", "she"),
        ("The rest were, in the board’s words, “cousins of cousins.”", "the board"),
        ("Marta Lindqvost held up a sign saying “Boats Before Banks.”", "a sign"),
        (
            "“It leans more than he does,” reads a Wednesday editorial in the Norvik Post.",
            "a Wednesday editorial in the Norvik Post",
        ),
        ("Harrow Foods plc said in a note to the exchange that demand was “softer than hoped”.", "Harrow Foods plc"),
        ("The family spoke of “a long and quiet winter” at sea.", "The family"),
    ],
)
def test_the_subject_is_that_of_the_verb_and_not_a_neighbour(text: str, speaker: str) -> None:
    quote = next(q for q in find(text).quotes if q.kind != "indirect")

    assert (quote.speaker_text or "").startswith(speaker)


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("Marta Lindqvost said the strike would go on until May. “We have a kitchen.”", ["Marta Lindqvost"]),
        ("“A missed chance.” The assessment comes from Marta Lindqvost, a pilot.", ["Marta Lindqvost, a pilot"]),
        ("“I never wanted it.”\n\nIt is the first thing Marta Lindqvost says when you sit down.", ["Marta Lindqvost"]),
        ("The family issued a statement:\n\n“She loved the sea.\n\n“She would stay.”", ["The family", "The family"]),
        ("“The first is the cold.\n\n“The second is the dark,” said Marta Lindqvost.", ["Marta Lindqvost"] * 2),
        (
            "What people say:\n\n“Late, loud and lovely.”\n— Ron Ashe, commuter\n\n“I walk.”\n— Nell Dunn, retired",
            ["Ron Ashe, commuter", "Nell Dunn, retired"],
        ),
        ("“Best soup on the coast.” (Ron Ashe, guest book)", ["Ron Ashe"]),
        (
            "“It rained,” Marta Lindqvost said. Her brother Paul was asleep upstairs. “He did not hear a thing.”",
            ["Marta Lindqvost"] * 2,
        ),
        ("Ask about the goat and Marta Lindqvost smiles. “She was here first.”", ["Marta Lindqvost"]),
        ("The first question came from Marta Lindqvost, a pilot: “Who will clean it?”", ["Marta Lindqvost"]),
    ],
)
def test_a_sentence_that_says_who_speaks_gives_the_quotation_beside_it(text: str, speakers: list[str]) -> None:
    assert [q.speaker_text for q in find(text).quotes if q.kind != "indirect"] == speakers


@pytest.mark.parametrize(
    "speaker",
    [
        "Sen. Oskar Brandel (I-Norvik), a welder",
        "Marta Lindqvost, a welder who once led the guild and was its clerk",
        "Marta Lindqvost, head of the guild, who has known him for years",
        "Marta Lindqvost, managing director of the mill",
        "Marta Lindqvost, a baker from Norvik, Denmark",
        "Marta Lindqvost, spokeswoman of Coast Watch, a charity",
        "a report by engineers",
    ],
)
def test_the_words_that_name_a_speaker_go_on_to_the_end_of_what_is_said_of_them(speaker: str) -> None:
    (quote,) = find(f"“The pier is shut,” said {speaker}.").quotes

    assert quote.speaker_text == speaker


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Lindqvost, writing for the majority, said the pier was “shut for good.”", "Lindqvost"),
        ("“She left at noon,” another friend, Marta Lindqvost said.", "another friend, Marta Lindqvost"),
        ("Lindqvost rallied supporters by warning that the pier was “shut for good.”", "Lindqvost"),
        ("Lund’s first five callers were cross: “Is it time to go?”", "Lund’s first five callers"),
    ],
)
def test_the_words_that_name_a_speaker_hold_no_more_than_that(text: str, speaker: str) -> None:
    quote = next(q for q in find(text).quotes if q.kind != "indirect")

    assert quote.speaker_text == speaker


def test_a_question_behind_an_answer_is_the_askers_and_the_answer_the_others() -> None:
    found = find(
        "“Do you understand?” the judge asked. “I do,” the defendant said. “And how do you plead?” “Not guilty.”"
    )

    assert [q.speaker_text for q in found.quotes] == ["the judge", "the defendant", "the judge", "the defendant"]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("• “It leaks.” – Ron Ashe, Aldmoor", ["direct"]),
        ("“It floats”, said Ada Wirth; “it sinks”, said her son Paul.", ["direct", "direct"]),
        ("The new owners pledged “not one job less” on the quay.", ["partial"]),
    ],
)
def test_bullets_and_semicolons_open_speech_and_not_makes_no_clause(text: str, kinds: list[str]) -> None:
    assert [q.kind for q in find(text).quotes] == kinds
