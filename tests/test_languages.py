"""What is promised of names of languages as databases print them."""

import pytest

from corpus.readers._languages import tag_of


@pytest.mark.parametrize(
    ("name", "tag"),
    [
        ("English", "en"), ("Englisch", "en"), ("Anglais", "en"), ("Inglés", "en"), ("INGLESE", "en"), ("Engels", "en"),
        ("英文", "en"), ("英語", "en"), ("английский", "en"), ("영어", "en"), ("Deutsch", "de"), ("Allemand", "de"),
        ("德文", "de"), ("德语", "de"), ("ドイツ語", "de"), ("немецкий", "de"), ("Alemão", "de"), ("tedesco", "de"),
        ("Français", "fr"), ("Francais", "fr"), ("Französisch", "fr"), ("法文", "fr"), ("Castellano", "es"),
        ("Portugiesisch", "pt"), ("Nederlands", "nl"), ("日本語", "ja"), ("한국어", "ko"), ("简体中文", "zh-Hans"),
        ("русский язык", "ru"), ("العربية", "ar"), ("Bahasa Indonesia", "id"), ("English (United States)", "en"),
        ("GERMAN; DEUTSCH", "de"), ("ENGLISH; NEWSPAPER", "en"), ("en", "en"), ("EN", "en"), ("eng", "en"),
        ("ger", "de"), ("en_us", "en-US"), ("it-IT", "it-IT"), ("zh-hant-tw", "zh-Hant-TW"), ("  fr ", "fr"),
    ],
)  # fmt: skip
def test_a_language_is_known_by_its_name_or_its_tag(name, tag):
    assert tag_of(name) == tag


@pytest.mark.parametrize(
    "text", ["", "German, French", "NEWSPAPER", "the", "und", "x", "none", "877 words", "e" * 9_999]
)
def test_what_names_no_language_or_two_gives_none(text):
    assert tag_of(text) is None
