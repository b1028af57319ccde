"""What is promised of bylines as fields state them: who is a person, an agency, a desk, and who is no author."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.readers import _bylines


def credited(line):
    return [(a.name, a.kind) for a in _bylines.parse(line, is_stated=True).authors]


@pytest.mark.parametrize(
    ("line", "people", "others"),
    [
        ("By MARA LIND, Environment Correspondent", ["Mara Lind"], []),
        ("From MARA LIND and BO HALS", ["Mara Lind", "Bo Hals"], []),
        ("By MARA McLIND", ["Mara McLind"], []),
        ("By MARA MCLIND and BO O'HALS", ["Mara McLind", "Bo O'Hals"], []),
        ("By M J LINDMAN", ["M J Lindman"], []),
        ("By MARA LIND III", ["Mara Lind III"], []),
        ("MARA von LIND", ["Mara von Lind"], []),
        ("By BO LI", ["Bo Li"], []),
        ("By Mara Lind, Jr.", ["Mara Lind Jr."], []),
        ("By Mara Lind, Bo Hals, and Ida Rook", ["Mara Lind", "Bo Hals", "Ida Rook"], []),
        ("By A. N. Lindson", ["A. N. Lindson"], []),
        ("By Karim al-Lindi and Ana dos Rooks", ["Karim al-Lindi", "Ana dos Rooks"], []),
        ("Mara Lind and Bo d'Hals", ["Mara Lind", "Bo d'Hals"], []),
        ("By Correspondent Mara Lind", ["Mara Lind"], []),
        ("By Mara Lind, The New Calder Tribune", ["Mara Lind"], []),
        ("By MARA LIND Special to The New Calder Times", ["Mara Lind"], []),
        ("By Mara Lind, Press Association Political Correspondent", ["Mara Lind"], [("Press Association", "agency")]),
        ("By MARA LIND AP Business Writer", ["Mara Lind"], [("AP", "agency")]),
        ("Mara Lind for The Associated Press", ["Mara Lind"], [("The Associated Press", "agency")]),
        ("Von Mara Lind und Bo Hals, dpa", ["Mara Lind", "Bo Hals"], [("dpa", "agency")]),
        ("INTERVIEW: MARA LIND UND BO HALS", ["Mara Lind", "Bo Hals"], []),
        ("Von dpa", [], [("dpa", "agency")]),
        ("-- (AFP)", [], [("AFP", "agency")]),
        ("MARA LIND/AFP/Getty Images", ["Mara Lind"], [("AFP", "agency"), ("Getty Images", "agency")]),
        ("Mara Lind in Northmere, Bo Hals in Skarn and Ida Rook", ["Mara Lind", "Bo Hals", "Ida Rook"], []),
        ("Mara Lind in Port Vesper, New Calder, and Bo Hals in Skarn", ["Mara Lind", "Bo Hals"], []),
        ("Mara Lind, New York and Bo Hals", ["Mara Lind", "Bo Hals"], []),
        ("Mara Lind reports", ["Mara Lind"], []),
        ("Von Mara Lind, MDR NORDMEER", ["Mara Lind"], []),
        ("MARA Lindson and Bo HALS", ["Mara Lindson", "Bo Hals"], []),
        ("A1234/_Mara Lind", ["Mara Lind"], []),
        ("Mara Lind and agencies", ["Mara Lind"], []),
        ("Staff and agencies", [], [("Staff", "desk")]),
        ("Agencies", [], [("Agencies", "desk")]),
        ("Mara Lind @mlind m.lind@gazette.example", ["Mara Lind"], []),
        ("Lind, Mara", ["Mara Lind"], []),
        ("Lind-Hals, Mara", ["Mara Lind-Hals"], []),
        ("Lind, Mara; Hals, Bo; Rook, Ida.", ["Mara Lind", "Bo Hals", "Ida Rook"], []),
        ("van der Lind, Mara; Hals Rook, Bo", ["Mara van der Lind", "Bo Hals Rook"], []),
        ("Lind, Mara and Hals, Bo", ["Mara Lind", "Bo Hals"], []),
        ("Mara Lind ; Bo Hals", ["Mara Lind", "Bo Hals"], []),
        ("Mara Lind, Reuters; Editing by Bo Hals", ["Mara Lind"], [("Reuters", "agency")]),
        ("Text: Mara Lind; Fotos: Bo Hals", ["Mara Lind"], []),
        ("Mara Lind (text) and Bo Hals (photos)", ["Mara Lind"], []),
        ("Mara and Bo", ["Mara", "Bo"], []),
        ("QVL", [], [("QVL", "desk")]),
        ("ml/bh", [], [("ml/bh", "desk")]),
        ("De notre correspondant à Skarn, Maëlle Corvin", ["Maëlle Corvin"], []),
        ("dal nostro inviato MARA LIND", ["Mara Lind"], []),
        ("Por Mara Lind y Bo Hals", ["Mara Lind", "Bo Hals"], []),
        ("Oleh Mara Lind", ["Mara Lind"], []),
        ("Автор: Мария Линд", ["Мария Линд"], []),
        ("Мария Линд, ТАСС", ["Мария Линд"], [("ТАСС", "agency")]),
        ("بقلم: مارا ليند", ["مارا ليند"], []),
        ("스카른=림마라 특파원", ["림마라"], []),
        ("림마라·보할스 기자 lim@gazette.example", ["림마라", "보할스"], []),
        ("本报记者 林马拉 何博", ["林马拉", "何博"], []),
        ("記者林馬拉", ["林馬拉"], []),
        ("文/林马拉", ["林马拉"], []),
        ("林 麻良", ["林 麻良"], []),
        ("林麻良記者", ["林麻良"], []),
        ("新华社", [], [("新华社", "agency")]),
    ],
)
def test_a_stated_byline_is_taken_apart(line, people, others):
    assert sorted(credited(line)) == sorted([*((name, "person") for name in people), *others])


@pytest.mark.parametrize("line", ["The mill turned", "мост рухнул утром", "Northmere", "12 March", "by the river", ""])
def test_what_names_nobody_credits_nobody(line):
    assert credited(line) == []


def test_initials_are_a_desk_only_where_the_source_says_that_they_are_a_byline():
    assert _bylines.parse("QVL").authors == ()
    assert _bylines.from_names(["QVL"]).authors[0].kind == "desk"


def test_an_entry_of_a_list_of_authors_is_a_credit_of_its_own():
    found = _bylines.from_names(["Mara", "https://gazette.example/lind", "mara-lind2", "Reuters", "Lind, Bo"])

    assert [(a.name, a.kind) for a in found.authors] == [
        ("Mara", "person"),
        ("Reuters", "agency"),
        ("Bo Lind", "person"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "(Reporting by Mara Lind; Editing by Bo Hals)",
        "(Additional reporting by Mara Lind in Skarn; Writing by Bo Hals)",
        "Reporting by Mara Lind, editing by Bo Hals",
        "(Reportage de Mara Lind, édité par Bo Hals)",
        "(Reporte de Mara Lind. Editado en español por Bo Hals)",
        "(Reportagem de Mara Lind; edição de Bo Hals)",
        "(Bericht von Mara Lind, redigiert von Bo Hals)",
        "Editing: Bo Hals",
    ],
)
def test_a_line_on_who_made_a_story_is_known(line):
    assert _bylines.is_production(line)


@pytest.mark.parametrize(
    "line", ["By Mara Lind", "Reporting from the front has become more dangerous, she said.", "Writing is hard."]
)
def test_a_sentence_on_reporting_is_none(line):
    assert not _bylines.is_production(line)


@given(
    st.text(max_size=80)
    | st.lists(
        st.sampled_from(["By", "Lind,", "Mara", ";", "and", "(AP)", "記者", "기자", "Jr.", ",", "d'", "’", "/"]),
        max_size=9,
    ).map(" ".join)
)
def test_any_line_has_credits_with_names_or_none(line):
    for found in (_bylines.parse(line), _bylines.parse(line, is_stated=True), _bylines.from_names([line, line])):
        assert all(author.name.strip() for author in found.authors)
        assert len(set(found.authors)) == len(found.authors)


@pytest.mark.timing
@pytest.mark.parametrize("text", ["A" * 99_999, "A.A." * 30_000, "Lind, Mara; " * 9_000, "記者" * 40_000, "(" * 99_999])
def test_a_long_line_is_read_at_once(text):
    started = time.process_time()

    _bylines.parse(text, is_stated=True)
    _bylines.from_names([text])
    _bylines.is_production(text)

    assert time.process_time() - started < 3


def test_a_bracket_glued_to_a_name_and_a_second_lead_are_no_part_of_it():
    assert credited("VON MARA LIND(Texte und Bildschirmfotos)") == [("Mara Lind", "person")]
    assert credited("By Mara Lind and Bo Halse CNN") == [("Mara Lind", "person"), ("Bo Halse", "person")]
    assert credited("By Mara Lind; Compiled by Bo Halse") == [("Mara Lind", "person"), ("Bo Halse", "person")]
