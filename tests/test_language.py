import pytest

from corpus.language import detect


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The ferry to Port Vesper will not sail on Sunday because the harbour wall is being repaired.", "en"),
        ("Der Stadtrat von Quillmark hat am Montag beschlossen, das Freibad auch im Herbst zu öffnen.", "de"),
        ("Le conseil municipal a voté mardi la fermeture de la piscine, malgré l’opposition des habitants.", "fr"),
        ("El ayuntamiento aprobó el martes el cierre de la piscina, pese a la oposición de los vecinos.", "es"),
    ],
)
def test_the_language_of_a_sentence_is_known(text, language):
    assert detect(text) == language


@pytest.mark.parametrize("text", ["", "OK", "12 34 56 78", "Tarnhollow", "!!! ??? ..."])
def test_a_text_too_short_to_tell_has_no_language(text):
    assert detect(text) is None


def test_only_the_beginning_of_a_text_decides_so_that_length_costs_nothing():
    english = "The ferry to Port Vesper will not sail on Sunday because the harbour wall is being repaired. " * 30

    assert detect(english + "Der Stadtrat hat am Montag beschlossen. " * 50_000) == "en"
