"""Quotations in other languages: what stands beside the marks, and no guess."""

import pytest

from corpus.extract.rules import extract
from corpus.record import Article, Found


def quotes(text: str, language: str) -> list[tuple[str, str | None, str | None]]:
    body = Article(source_item="1", source_format="text", source_sha256="0" * 64, body=text, language=language)
    return [(q.text, q.speaker_text, q.cue) for q in extract(body, Found()).quotes]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "de",
            "„Wir wussten nichts davon“, sagte Lena Ortiz am Montag. „Das ändert sich.“",
            [("Wir wussten nichts davon", "Lena Ortiz", "sagen"), ("Das ändert sich.", "Lena Ortiz", None)],
        ),
        ("de-CH", "Lena Ortiz sagte: «Nie wieder.»", [("Nie wieder.", "Lena Ortiz", "sagen")]),
        ("fr", "« Nous ne savions rien », a déclaré Lena Ortiz.", [("Nous ne savions rien", "Lena Ortiz", "déclarer")]),
        ("fr", "« Jamais de la vie », dit-elle.", [("Jamais de la vie", "elle", "dire")]),
        ("fr", "Selon Lena Ortiz, le quai est « mort ».", [("mort", "Lena Ortiz", "selon")]),
        ("es", "“No sabíamos nada”, dijo Lena Ortiz.", [("No sabíamos nada", "Lena Ortiz", "decir")]),
        ("es", "Lena Ortiz afirmó: “Nunca más.”", [("Nunca más.", "Lena Ortiz", "afirmar")]),
    ],
)
def test_a_verb_of_speech_beside_the_marks_names_the_speaker(
    language: str, text: str, expected: list[tuple[str, str | None, str | None]]
) -> None:
    assert quotes(text, language) == expected


def test_a_language_without_a_list_has_its_quotations_and_no_speaker() -> None:
    assert quotes("”Vi visste inget alls”, sade Lena Ortiz.", "sv") == [("Vi visste inget alls", None, None)]


def test_a_title_in_marks_is_no_quotation_in_any_language() -> None:
    assert quotes("Der Film „Roter Nebel“ läuft seit Mai.", "de") == []


def test_english_verbs_attribute_nothing_in_another_language() -> None:
    assert quotes("“Vi visste inget alls,” said Lena Ortiz.", "sv") == [("Vi visste inget alls,", None, None)]
