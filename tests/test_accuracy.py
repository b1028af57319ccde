"""What the figures of docs/accuracy.md count, on gold of our own so small that each is known."""

import json
import runpy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
accuracy = SimpleNamespace(**runpy.run_path(str(ROOT / "benchmarks" / "accuracy.py")))

TEXT = (
    "Lena Ortiz, the deputy mayor, spoke on the so-called “pier plan” of the council.\n\n"
    "“We have run out of plaster,” said Ortiz. A clerk called it “a scandal” in Tarnhollow.\n\n"
    "“Nobody will need a boat.”"
)


def at(words: str, text: str = TEXT, n: int = 0) -> dict[str, Any]:
    start = -1
    for _ in range(n + 1):
        start = text.index(words, start + 1)
    return {"start": start, "end": start + len(words), "text": words}


def gold(words: str, speaker: dict[str, Any] | None, kind: str = "direct") -> dict[str, Any]:
    return {**at(f"“{words}”"), "type": kind, "speaker": speaker}


GOLD = {
    "id": "1",
    "text": TEXT,
    "quotes": [
        gold("We have run out of plaster,", at("Ortiz", n=1)),
        gold("a scandal", at("A clerk"), "mixed"),
        gold("Nobody will need a boat.", at("Lena Ortiz, the deputy mayor")),
    ],
    "entities": [],
}


def row(words: str, mention: dict[str, Any] | None, kind: str = "short", **more: Any) -> dict[str, Any]:
    said = None if mention is None else {**mention, "kind": kind, "field": "body"}
    return {
        **at(words),
        "kind": "direct",
        "rule": "QVS",
        "speaker_kind": "person" if mention else "unknown",
        "speaker_text": mention and mention["text"],
        "speaker_confidence": 0.9 if mention else 0.0,
        "mention": said,
        **more,
    }


def article(*rows: dict[str, Any], body: str = TEXT) -> dict[str, Any]:
    return {"body": body, "quotes": list(rows), "names": []}


def figures(*rows: dict[str, Any]) -> dict[str, Any]:
    figures: dict[str, Any] = accuracy.quote_figures(list(accuracy.paired(GOLD, article(*rows))))
    return figures


PLASTER = row("We have run out of plaster,", at("Ortiz", n=1))
SCANDAL = row("a scandal", at("A clerk"), "nominal", rule="SVq", speaker_kind="anonymous")
BOAT = row("Nobody will need a boat.", at("Lena Ortiz"), "name", rule="continued")
TITLE = row("pier plan", None, rule="unattributed")


def test_what_is_all_right_is_a_hundred_in_every_figure() -> None:
    found = figures(PLASTER, SCANDAL, {**BOAT, "speaker_text": "Lena Ortiz, the deputy mayor"})

    for name in ("span", "joint", "span_min4", "joint_min4"):
        assert found[name] == (100, 100, 100)
    assert (found["head"], found["head_all"], found["exact"]) == (100, 100, 100)
    assert found["surest"] == pytest.approx({50: 100, 70: 100, 90: 100})
    assert found["ece"] == pytest.approx(0.1)


def test_a_quotation_left_out_and_a_title_taken_for_one_cost_recall_and_precision() -> None:
    found = figures(PLASTER, BOAT, TITLE)

    assert found["span"] == pytest.approx((200 / 3, 200 / 3, 200 / 3))
    assert found["span_min4"] == (100, 100, 100)
    assert found["head"] == 100
    assert found["head_all"] == pytest.approx(200 / 3)


def test_marks_and_punctuation_at_the_ends_of_a_quotation_do_not_matter_and_words_do() -> None:
    marked = {**PLASTER, **at("“We have run out of plaster,”")}
    cut = {**PLASTER, **at("have run out of plaster,")}

    assert figures(marked, SCANDAL, BOAT)["span"] == (100, 100, 100)
    assert figures(cut, SCANDAL, BOAT)["span"] == pytest.approx((200 / 3, 200 / 3, 200 / 3))
    assert figures(cut, SCANDAL, BOAT)["head_all"] == 100  # most of it lies in the gold


def test_a_wrong_speaker_and_none_leave_the_words_right() -> None:
    wrong = figures({**PLASTER, "mention": {**at("A clerk"), "kind": "nominal", "field": "body"}}, SCANDAL, BOAT)
    none = figures(row("We have run out of plaster,", None), SCANDAL, BOAT)

    for found in (wrong, none):
        assert found["span"] == (100, 100, 100)
        assert found["joint"] == pytest.approx((200 / 3, 200 / 3, 200 / 3))
        assert found["head"] == pytest.approx(200 / 3)


def test_a_quotation_that_nobody_says_is_right_without_a_speaker() -> None:
    document = {**GOLD, "quotes": [gold("a scandal", None)]}

    (silent,) = accuracy.paired(document, article(row("a scandal", None)))
    (named,) = accuracy.paired(document, article(SCANDAL))

    assert silent.is_joint
    assert not named.is_joint


def test_a_phrase_is_exact_but_for_its_article_and_a_head_is_right_if_it_lies_in_it() -> None:
    *_, boat = accuracy.paired(GOLD, article(PLASTER, SCANDAL, BOAT))
    *_, scandal = accuracy.paired(
        {**GOLD, "quotes": [gold("a scandal", at("clerk"))]}, article({**SCANDAL, "speaker_text": "A clerk"})
    )

    assert (boat.is_head, boat.is_exact) == (True, False)
    assert (scandal.is_head, scandal.is_exact) == (True, True)


@pytest.mark.parametrize(
    ("text", "kind", "head"),
    [
        ("Lena Ortiz, the deputy mayor", "nominal", "Lena Ortiz"),
        ("the deputy mayor of Tarnhollow", "nominal", "mayor"),
        ("a person familiar with the Harbour Plan", "nominal", "person"),
        ("The Harbour Trust spokesman", "nominal", "Harbour Trust"),
        ("she", "pronoun", "she"),
    ],
)
def test_the_head_of_a_phrase_is_its_last_name_or_its_last_word_before_what_follows(
    text: str, kind: str, head: str
) -> None:
    start, end = accuracy.head(text, 0, len(text), kind)

    assert text[start:end] == head


def test_reported_speech_and_words_without_double_marks_are_neither_right_nor_wrong() -> None:
    reported = {**row("spoke on the so-called", at("Lena Ortiz"), "name"), "kind": "indirect"}
    unmarked = row("clerk called", at("Ortiz", n=1))

    assert figures(PLASTER, SCANDAL, BOAT, reported, unmarked)["span"] == (100, 100, 100)


def test_a_body_with_other_white_space_or_without_a_line_is_compared_in_the_places_of_the_gold() -> None:
    text = f"https://lantern.example/pier\n\n{TEXT}"
    where = accuracy.places(text, TEXT)
    spaced = TEXT.replace(" ", "\n")

    assert [text[place] for place in where if place >= 0] == [sign for sign in TEXT if not sign.isspace()]
    assert accuracy.placed(where, 0, 10) == (text.index("Lena"), text.index("Lena") + 10)
    assert accuracy.placed(accuracy.places(TEXT, spaced), 0, 10) == (0, 10)
    assert accuracy.placed(accuracy.places("“It’s over”", "“Itʼs over”"), 1, 10) == (1, 10)
    assert accuracy.placed(accuracy.places("Rain.", "Rain. More"), 6, 10) is None


def test_an_article_that_did_not_come_out_has_lost_all_that_is_in_it() -> None:
    found = accuracy.quote_figures(list(accuracy.paired(GOLD, None)))

    assert found["span"] == (0, 0, 0)
    assert found["head_all"] == 0
    assert found["ece"] == 1
    assert accuracy.named({**GOLD, "entities": [{**at("Ortiz"), "label": "PER"}]}, None)[1] == set()


def test_the_surest_half_is_taken_by_confidence_and_ties_count_evenly() -> None:
    answers = [(0.9, True), (0.8, True), (0.5, False), (0.5, True), (0.5, False), (0.1, False)]

    assert accuracy.surest(answers, 1 / 3) == 100
    assert accuracy.surest(answers, 1 / 2) == pytest.approx(100 * (2 + 1 / 3) / 3)
    assert accuracy.surest(answers, 1) == pytest.approx(50)


def test_the_calibration_error_is_the_gap_of_each_bin_by_its_size() -> None:
    answers = [(0.95, True), (0.95, True), (0.95, True), (0.95, False), (0.2, False)]

    assert accuracy.calibration_error(answers) == pytest.approx((4 * 0.2 + 0.2) / 5)
    assert accuracy.calibration_error([(1.0, True)]) == 0


def test_patterns_and_kinds_are_counted_by_what_we_give_and_by_what_the_annotators_wrote() -> None:
    pairs = list(accuracy.paired(GOLD, article(PLASTER, {**SCANDAL, "mention": PLASTER["mention"]}, TITLE)))

    assert accuracy.by_row(pairs, lambda r: r["rule"]) == [
        ["QVS", 1, 0, 1, 1, 1],
        ["SVq", 1, 0, 1, 0, 0],
        ["unattributed", 1, 1, 0, 0, 0],
    ]
    assert {name for name, *_ in accuracy.by_row(pairs, accuracy.kind_of_row)} == {
        "person by short name",
        "anonymous",
        "unknown, nobody named",
    }
    assert accuracy.by_gold(pairs, accuracy.kind_of_gold) == [
        ["a phrase with a name", 2, 1, 1],
        ["a phrase without a name", 1, 1, 0],
    ]


@pytest.mark.parametrize(
    ("speaker", "kind"),
    [
        (None, "nobody"),
        ("She", "a pronoun"),
        ("The clerk", "a phrase without a name"),
        ("One clerk", "a phrase without a name"),
        ("the mayor of Tarnhollow", "a phrase with a name"),
    ],
)
def test_the_kind_of_an_annotated_speaker_is_told_by_its_form(speaker: str | None, kind: str) -> None:
    assert accuracy.kind_of_gold({"speaker": speaker and {"text": speaker}}) == kind


def names(text: str, entities: list[tuple[str, str]], found: list[tuple[str, str]]) -> Any:
    document = {"text": text, "entities": [{**at(words, text), "label": label} for words, label in entities]}
    rows = [{**at(words, text), "entity_kind": kind} for words, kind in found]
    return accuracy.name_figures([accuracy.named(document, {"body": text, "names": rows})])


def test_a_name_is_right_if_its_characters_and_its_kind_are() -> None:
    text = "Lena Ortiz left the Harbour Trust for Dunmore."
    entities = [("Lena Ortiz", "PER"), ("Harbour Trust", "ORG"), ("Dunmore", "LOC")]

    right = names(text, entities, [("Lena Ortiz", "person"), ("Harbour Trust", "org")])
    wrong = names(text, entities, [("Ortiz", "person"), ("Harbour Trust", "person"), ("Dunmore", "org")])

    assert (right["PER"], right["ORG"], right["both"], right["places"]) == ((100,) * 3, (100,) * 3, (100,) * 3, 0)
    assert (wrong["PER"], wrong["ORG"], wrong["both"], wrong["places"]) == ((0,) * 3, (0,) * 3, (0,) * 3, 1)


def test_titles_before_a_name_and_names_within_names_do_not_count() -> None:
    text = "President Lena Ortiz spoke at the Dunmore Harbour Trust."
    entities = [("President Lena Ortiz", "PER"), ("Dunmore Harbour Trust", "ORG"), ("Harbour Trust", "ORG")]

    found = names(
        text, entities, [("Lena Ortiz", "person"), ("Dunmore Harbour Trust", "org"), ("Harbour Trust", "org")]
    )

    assert (found["PER"], found["ORG"]) == ((100, 100, 100), (100, 100, 100))


def shares(construct: dict[str, Any], *rows: dict[str, Any]) -> dict[str, list[bool]]:
    usual = {"kind": "direct", "mention": None, "person": None, "org_id": None, "speaker_text": None, "cue": None}
    found = {"x_1": {"quotes": [{**usual, "cues": [], **r} for r in rows]}}
    answers = accuracy.construct_figures([{"id": "x_1", "quotes": [], **construct}], found)
    assert all(group == "x" for rights in answers.values() for group, _ in rights)
    return {name: [is_right for _, is_right in rights] for name, rights in answers.items()}


FELL = {"text": "It fell,", "type": "direct", "speaker": "Dunn", "person": "Tom Dunn", "cue": "said"}
PUSHED = {"text": "It was pushed,", "type": ["direct", "partial"], "speaker": ["Marsh", None], "cue": None}


def test_a_construct_is_read_if_its_quotations_and_no_others_come_out_in_order_with_their_speakers() -> None:
    expected = {"quotes": [FELL, PUSHED]}
    fell = {"text": "“It fell,”", "speaker_text": "Mr Dunn", "person": "Tom Dunn", "cues": ["said"]}
    pushed = {"text": "It was pushed,", "speaker_text": "Marsh", "kind": "partial"}

    assert shares(expected, fell, pushed) == {
        "spans": [True],
        "texts": [True],
        "speakers": [True, True],
        "persons": [True],
        "kinds": [True, True],
        "cues": [True],
        "reported": [],
    }
    assert shares(expected, fell, {**pushed, "speaker_text": None})["texts"] == [True]
    assert shares(expected, fell, {"text": "fell"}, pushed)["texts"] == [True]  # marks within marks
    for rows in ((fell,), (pushed, fell), (fell, pushed, {**fell, "text": "It rose"})):
        assert (shares(expected, *rows)["spans"], shares(expected, *rows)["texts"]) == ([False], [False])
    given_to_another = shares(expected, fell, {**pushed, "speaker_text": "Dunn"})
    assert (given_to_another["spans"], given_to_another["texts"]) == ([True], [False])


def test_reported_speech_of_a_construct_is_right_with_its_speaker_and_nothing_beside_it() -> None:
    expected = {"indirect": [{"text": "it had fallen", "speaker": "Dunn", "cue": "said"}]}
    fallen = {"text": "that it had fallen", "kind": "indirect", "speaker_text": "Dunn"}

    assert shares(expected, fallen)["reported"] == [True]
    assert shares(expected)["reported"] == [False]
    assert shares(expected, fallen, {**fallen, "text": "it was raining"})["reported"] == [False]
    assert shares(expected, {**fallen, "speaker_text": "Marsh"})["reported"] == [False]


def test_a_construct_without_quotations_is_lost_with_its_article() -> None:
    answers = accuracy.construct_figures([{"id": "none_1", "quotes": []}], {})

    assert answers["texts"] == [("none", False)]


def test_texts_of_one_size_are_made_of_whole_paragraphs_and_none_is_like_another() -> None:
    made = accuracy.of_size(["Rain fell.\n\nThe pier stayed.", "Nobody drowned."], 30, 5)

    assert len(set(made)) == 5
    assert all(30 <= len(text.rpartition("\n\n")[0]) + 2 < 30 + 18 for text in made)


def test_the_page_tells_the_figures_of_the_gold_that_it_is_given_and_what_is_missed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "quotes").mkdir()
    text = "“We have run out of plaster,” said Lena Ortiz.\n\nThe so-called “pier plan” is dead."
    speaker = at("Lena Ortiz", text)
    quotes = [
        {**at("“We have run out of plaster,”", text), "type": "direct", "speaker": speaker},
        {**at("“pier plan”", text), "type": "mixed", "speaker": None},
    ]
    (tmp_path / "quotes" / "polnear-dev.jsonl").write_text(json.dumps({"id": "1", "text": text, "quotes": quotes}))

    code = accuracy.main([str(tmp_path), "--date", "2026-11-23", "--only", "quotes"])

    printed = " ".join(capsys.readouterr().out.split())
    assert code == 0
    assert "GOLD --date 2026-11-23 --only quotes > docs/accuracy.md" in printed
    assert "1 articles on American politics, 2 quotations in double marks" in printed
    assert "Of 2 quotations of PolNeAR, 1 do not come out with their words" in printed
    assert "| words and speaker | 100.0 | 50.0 | 66.7 |" in printed
    assert "| `QVS` | 1 | 0 | 1 | 100.0 | 100.0 |" in printed
    assert "| person by full name | 1 | 0 | 1 | 100.0 | 100.0 |" in printed
    assert "| speaker: nobody | 1 | 0.0 | 0.0 |" in printed


def test_without_the_gold_it_says_which_file_it_wants(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert accuracy.main([str(tmp_path), "--only", "names"]) == 2
    assert "worldwide-dev.jsonl: not there" in capsys.readouterr().err
    assert accuracy.main(["--only", "quotes"]) == 2
    assert "polnear-dev.jsonl: name the folder that holds it" in capsys.readouterr().err


def test_the_page_in_the_documentation_is_one_that_the_benchmark_prints_in_full() -> None:
    page = (ROOT / "docs" / "accuracy.md").read_text("utf-8")
    known = json.loads((ROOT / "benchmarks" / "accuracy.json").read_text("utf-8"))

    assert accuracy.published_section() in page
    assert "--only" not in page.partition("##")[0]
    for gold_set in known["gold"]:
        assert f"| `{gold_set['path']}` | " in page
        assert f"| {gold_set['from']} | {gold_set['learned']} |" in page
    for words in ("By pattern", "By kind of speaker", "Names in English", "Our own constructs", "Speed"):
        assert f"# {words}\n" in page
