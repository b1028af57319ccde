"""What was read in a wrong encoding is repaired, whichever it was; sound text is left as it is."""

import ftfy
import pytest

from corpus.readers import _decode

TEXTS = (
    "Élodie à l’été «où» – 5 € naïve",
    "Привет, «мир» – это тест",
    "Ελλάδα και Άθως – ναι",
    "ąęłśżź ČŘŽ ů",
    "çãõ ñ ß ü – ” … ’",
    "Türkçe ığş",
    "日本語テスト",
    "smile 😀 ok",
)
ENCODINGS = "latin-1 cp1252 cp1251 cp1250 cp1253 cp1254 cp1257 iso8859-2 mac_roman cp437".split()


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_text_that_was_read_byte_by_byte_is_mended_in_every_encoding(encoding):
    for text in TEXTS:
        misread = text.encode().decode(encoding, errors="replace")
        for line in (misread, misread.replace("\xa0", " "), f"{text} {misread}"):
            mended, _ = _decode.mend(line)

            assert mended == ftfy.fix_encoding(line)


@pytest.mark.parametrize("text", TEXTS)
def test_sound_text_is_not_mended(text):
    assert _decode.mend(text) == (text, ())


@pytest.mark.parametrize(
    ("misread", "text"),
    [
        ("â€œIt wasnâ€™t me,â€ said Ann. â€œNo.â€", "“It wasn’t me,” said Ann. “No.”"),
        ("â€œIt was me,â€? said Ann.", "“It was me,” said Ann."),
        ("It was me,â€ said Ann.\n\nâ€œNo,â€ said Bo.", "It was me,” said Ann.\n\n“No,” said Bo."),
    ],
)
def test_a_closing_mark_whose_last_byte_is_lost_is_mended(misread, text):
    assert _decode.mend(misread)[0] == text
