import sys

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


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("霧ケ浜町の時計塔が、夜中も鐘を打ち続けている。町は夜の間だけ鐘を止める装置を付ける方針を決めた。", "ja"),
        ("등대지기는 월요일에 항구로 돌아왔고, 시장은 방파제를 여름까지 고치겠다고 말했다.", "ko"),
        ("В город вернулся колокол, который был снят с башни, и мэр объявила этот день праздником.", "ru"),
    ],
)
def test_a_language_with_letters_of_its_own_is_known_by_them_without_the_model(text, language, monkeypatch):
    monkeypatch.setitem(sys.modules, "py3langid", None)

    assert detect(text) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("市议会周二投票决定，夏天结束后关闭市镇游泳池。市长说，修理费用太高，而且“の”字招牌也要拆除。", "zh"),
        ("Минулого тижня до міста повернувся дзвін, який зняли з вежі, і міська голова дуже рада.", "uk"),
        ("Миналата седмица в града се върна камбаната, която беше свалена от кулата, и кметицата се радва.", "bg"),
        ("На мінулым тыдні ў горад вярнуўся звон, які быў зняты з вежы, і старшыня вельмі рада.", "be"),
    ],
)
def test_a_neighbour_that_shares_some_of_the_letters_is_not_taken_for_it(text, language):
    assert detect(text) == language


@pytest.mark.parametrize("text", ["", "OK", "12 34 56 78", "Tarnhollow", "!!! ??? ..."])
def test_a_text_too_short_to_tell_has_no_language(text):
    assert detect(text) is None


def test_only_the_beginning_of_a_text_decides_so_that_length_costs_nothing():
    english = "The ferry to Port Vesper will not sail on Sunday because the harbour wall is being repaired. " * 30

    assert detect(english + "Der Stadtrat hat am Montag beschlossen. " * 50_000) == "en"


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        (
            (
                "Die meul het Maandag weer gedraai, en die burgemeester van die dorp het gesê dat dit nie die laaste "
                "keer is nie. Hulle sal die dam in die somer herstel, want die muur kan nie die water van nog 'n "
                "vloed hou nie. Die raad moet nog oor die geld besluit, en die boere wat by die rivier bly, wil weet "
                "hoe lank dit sal duur."
            ),
            "af",
        ),
        (
            (
                "El molí va tornar a girar dilluns i l’alcaldessa del poble va dir que no serà l’última vegada. La "
                "presa es repararà a l’estiu, perquè el mur no pot aguantar l’aigua d’una altra riuada, i els veïns "
                "de la vora del riu volen saber quant de temps durarà l’obra i qui la pagarà amb els diners que no té "
                "l’ajuntament."
            ),
            "ca",
        ),
        (
            (
                "Le moulin a tourné de nouveau lundi et la maire du village a dit que ce ne sera pas la dernière "
                "fois. Le barrage sera réparé en été, parce que le mur ne peut pas retenir l’eau d’une autre crue, et "
                "les habitants du bord de la rivière veulent savoir combien de temps dureront les travaux et qui les "
                "paiera."
            ),
            "fr",
        ),
    ],
)
def test_near_relations_of_well_known_languages_are_told_apart(text, tag):
    assert detect(text) == tag
