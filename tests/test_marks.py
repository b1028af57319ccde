"""What stands in marks, by typography alone."""

import time

import pytest

from corpus.extract.marks import blocks, marked, style_of


def outers(text: str) -> list[str]:
    return [m.outer.of(text) for m in marked(text)]


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("“Go,” he said.", ["“Go,”"]),
        ('"Go," he said. "Now."', ['"Go,"', '"Now."']),
        ("‘Go,’ he said. ‘It’s late.’", ["‘Go,’", "‘It’s late.’"]),
        ("'Go,' he said. 'It's late.'", ["'Go,'", "'It's late.'"]),
        ("``Go,'' he said.", ["``Go,''"]),
        ("« Va », dit-il.", ["« Va »"]),
        ("»Geh«, sagte sie.", ["»Geh«"]),
        ("„Geh“, sagte sie.", ["„Geh“"]),
        ("”Gå”, sade hon.", ["”Gå”"]),
        ("「行け」と言った。", ["「行け」"]),
        ("”Go,” he said.", ["”Go,”"]),
        ('“Go," he said.', ['“Go,"']),
    ],
)
def test_every_house_style_of_marks_is_paired(text: str, pairs: list[str]) -> None:
    assert outers(text) == pairs


def test_what_is_kept_is_inside_the_marks_without_the_blanks_beside_them() -> None:
    text = "« Va », dit-il."

    (found,) = marked(text)

    assert text[found.start : found.end] == "Va"


@pytest.mark.parametrize(
    "text",
    [
        "The boys' club and the girls' club met.",
        "It’s the players’ union’s call in the ’90s.",
        "Rock ’n’ roll, said 'em all.",
        'A 12" pipe and a 6\'2" keeper.',
        "He ran it in 4' 12\".",
        "The farmers’ markets’ owners left.",
        "She has run it since '98. They're 'ere till the summer of '07 then.",
        'A 24" screen and a 12"-wide pipe.',
    ],
)
def test_apostrophes_feet_inches_and_minutes_are_no_marks(text: str) -> None:
    assert outers(text) == []


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ('"We got a 24" screen and a 12" pipe," he said. "So?"', ['"We got a 24" screen and a 12" pipe,"', '"So?"']),
        ('"I am 24" and "he is 25," she said.', ['"I am 24"', '"he is 25,"']),
        ("'Go,' said Ann, who came in '98. 'Now.'", ["'Go,'", "'Now.'"]),
        ("'20 of us went,' she said.", ["'20 of us went,'"]),
    ],
)
def test_a_measure_or_a_year_does_not_end_or_open_a_quotation(text: str, pairs: list[str]) -> None:
    assert outers(text) == pairs


def test_a_possessive_does_not_close_a_quotation_in_single_marks() -> None:
    assert outers("‘The players’ union is dead,’ he said.") == ["‘The players’ union is dead,’"]


@pytest.mark.parametrize(
    "text",
    [
        "“He told me ‘never again’ and left,” she said.",
        "‘He told me “never again” and left,’ she said.",
        "“He told me “never again” and left,” she said.",
    ],
)
def test_marks_within_marks_belong_to_the_outer_pair(text: str) -> None:
    assert outers(text) == [text.partition(",")[0] + "," + text.partition(",")[2][0]]


def test_a_quotation_that_repeats_its_mark_runs_over_paragraphs() -> None:
    text = "He rose. “One.\n\n“Two.\n\n“Three.” He sat."

    found = marked(text)

    assert [text[m.start : m.end] for m in found] == ["One.", "Two.", "Three."]
    assert [m.continues for m in found] == [False, True, True]
    assert [m.is_closed for m in found] == [False, False, True]


def test_a_forgotten_closing_mark_costs_no_more_than_its_own_sentence() -> None:
    text = "“The pier is shut, Brandel said. It opens in May.\n\n“Good,” she said."

    assert [text[m.start : m.end] for m in marked(text)] == ["The pier is shut,", "Good,"]


def test_a_second_opening_mark_ends_the_first_quotation_where_none_closes_it() -> None:
    text = "“The pier is shut, Brandel said. “It opens in May,” he added."

    assert [text[m.start : m.end] for m in marked(text)] == ["The pier is shut,", "It opens in May,"]


def test_the_style_of_an_article_is_the_one_in_which_most_is_said() -> None:
    single = marked("‘We shall never know what the fog was hiding,’ he said of “Grey Day”.")
    double = marked("“We shall never know what the fog was hiding,” he said of ‘Grey Day’.")

    assert (style_of(single), style_of(double)) == ("single", "double")


def test_a_line_that_was_only_wrapped_does_not_end_a_block() -> None:
    text = "The pier has been shut since the night of the great storm in\nMarch, he said.\n\nShe left."

    assert [b.of(text)[:9] for b in blocks(text)] == ["The pier ", "She left."]


@pytest.mark.timing
@pytest.mark.parametrize("unit", ['"', "'a ", "“a", 'a" ', "‘", "“ said X ", "''", "“a ‘b ", ", ab cd said "])
def test_a_long_run_of_marks_takes_a_time_that_grows_as_its_length(unit: str) -> None:
    def seconds(size: int) -> float:
        text = "“" + unit * (size // len(unit))
        start = time.process_time()
        marked(text)
        return time.process_time() - start

    seconds(10_000)
    # Each twice: other work on the machine only adds to a time.
    small, large = (min(seconds(size), seconds(size)) for size in (30_000, 120_000))

    assert large < 12 * small + 0.05
