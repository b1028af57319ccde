import time

import pytest

from corpus.extract.names import find_names
from corpus.extract.references import resolve
from corpus.extract.tokens import sentences
from corpus.record import Article, Caption


def names_of(body, **fields):
    article = Article(source_item="1", source_format="text", source_sha256="0" * 64, body=body, **fields)
    return find_names(article, sentences(body))


def people(body, **fields):
    return [p.name for p in names_of(body, **fields).people]


def orgs(body, **fields):
    return [o.name for o in names_of(body, **fields).orgs]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Harbour Minister Lena Ortiz opened the quay.", ["Lena Ortiz"]),
        ("Norland’s Prime Minister Orso Quill spoke.", ["Orso Quill"]),
        ("Secretary of State Tavin Brandt spoke.", ["Tavin Brandt"]),
        ("Minister of Ports and Canals Orso Quill spoke.", ["Orso Quill"]),
        ("The port’s spokesman Tavin Brandt declined.", ["Tavin Brandt"]),
        ("Ursula von der Holt met Mohammed bin Qasr.", ["Ursula von der Holt", "Mohammed bin Qasr"]),
        ("Ahmed al-Qasr and John Brandt Jr. agreed.", ["Ahmed al-Qasr", "John Brandt Jr."]),
        ("Anna-Maria Holt-Brandt and J. R. Quill sail.", ["Anna-Maria Holt-Brandt", "J. R. Quill"]),
        ("Ex-President Tavin Brandt and then-Mayor Orso Quill left.", ["Tavin Brandt", "Orso Quill"]),
        ("Lena Ortiz’s boat sank.", ["Lena Ortiz"]),
    ],
)
def test_a_person_is_named_without_titles_and_with_particles_and_suffixes(body, expected):
    assert people(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        "In Dunmore Bay the ferry leaves on Monday.",
        "French and Danish crews raced in July.",
        "The Harbour Safety Act passed after Easter.",
        "World War II ended in Europe.",
        "Meanwhile, Analysts Expect More",
        "The Silver Herring Festival opens on Labour Day.",
    ],
)
def test_places_days_events_and_laws_are_neither_people_nor_organisations(body):
    found = names_of(body)

    assert not found.people
    assert not found.orgs


def test_a_surname_finds_the_full_name_wherever_it_stands():
    found = names_of("Ortiz spoke first. Then Lena Ortiz left.", headline="Ortiz wins again")

    assert [p.name for p in found.people] == ["Lena Ortiz"]
    assert [(m.field, m.text, m.kind, m.person) for m in found.mentions] == [
        ("body", "Ortiz", "short", 0),
        ("body", "Lena Ortiz", "name", 0),
        ("headline", "Ortiz", "short", 0),
    ]


def test_a_caption_may_hold_the_full_name():
    found = names_of("Ortiz spoke.", captions=(Caption(text="Lena Ortiz, left, on the quay."),))

    assert [(m.field, m.field_position, m.person) for m in found.mentions] == [("body", 0, 0), ("caption", 0, 0)]


def test_a_byline_names_nobody_of_the_story():
    assert people("The quay opened.", byline="By Lena Ortiz") == []


def test_a_shared_surname_is_nobody_for_certain():
    body = "Lena Ortiz met her brother Marco Ortiz. Ortiz smiled."

    last = names_of(body).mentions[-1]

    assert (last.text, last.entity_kind, last.person) == ("Ortiz", "person", None)


def test_a_shared_surname_goes_to_whom_the_title_fits():
    body = "Lena Ortiz met Marco Ortiz. Mrs Ortiz smiled."

    found = names_of(body)

    assert found.people[found.mentions[-1].person].name == "Lena Ortiz"


def test_a_shared_surname_means_the_one_who_was_named_so_far():
    found = names_of("Lena Ortiz spoke. Ortiz smiled. Her son Marco Ortiz left.")

    assert [m.person for m in found.mentions] == [0, 0, 1]


@pytest.mark.parametrize(
    "body",
    [
        "Joe Quillard met Joseph P. Quillard’s doctor. Quillard smiled.",
        "Thomas Lind Marro spoke. Lind Marro left. Marro did not.",
        "Dunmore mayor Pieter ten Lund spoke. Ten Lund left.",
        "Thomas Quillard, known as Jory, spoke. Jory left.",
        "T. R. Quillard spoke. Tom Quillard left.",
    ],
)
def test_short_forms_and_aliases_are_one_person(body):
    assert len(people(body)) == 1


@pytest.mark.parametrize(
    "body",
    [
        "Thomas Quillard met Thomas Quillard Jr. in Dunmore.",
        "Thomas A. Quillard met Thomas B. Quillard in Dunmore.",
        "Lena Quillard met Mara Quillard in Dunmore.",
    ],
)
def test_a_suffix_an_initial_or_a_given_name_parts_people(body):
    assert len(people(body)) == 2


def test_an_acronym_finds_the_only_name_with_its_initials_but_is_not_defined():
    found = names_of("The Dunmore Ports Agency agreed. A D.P.A. spokesman left.")

    assert [(o.name, o.acronym) for o in found.orgs] == [("Dunmore Ports Agency", None)]


def test_a_team_is_known_by_its_last_word():
    found = names_of("The Los Angeles Herons won. Herons coach Lena Ortiz smiled.")

    assert [(m.text, m.kind, m.org) for m in found.mentions if m.org is not None] == [
        ("Los Angeles Herons", "name", 0),
        ("Herons", "short", 0),
    ]


@pytest.mark.parametrize("body", ["He wrote “Waiting for Captain Lund.”", "Her book “Marble Lantern” sold."])
def test_the_title_of_a_work_names_nobody(body):
    assert people(body) == []


def test_a_dateline_in_capitals_is_a_place():
    found = names_of("DUNMORE, Norland (KVV) — Mayor Lena Ortiz spoke.")

    assert [p.name for p in found.people] == ["Lena Ortiz"]
    assert [o.name for o in found.orgs] == ["KVV"]


def test_an_adjective_with_a_hyphen_names_no_organisation():
    assert orgs("A Kremlin-backed group left.") == []


def test_who_went_by_the_surname_before_a_namesake_came_still_does():
    found = names_of("Lena Ortiz spoke. Ortiz smiled. Her son Marco Ortiz left. Ortiz stayed.")

    assert found.mentions[-1].person == 0


def test_a_lone_surname_needs_a_title_or_a_role():
    titled = names_of("President Quillfeather spoke.")

    assert [(p.name, p.is_full_name) for p in titled.people] == [("Quillfeather", False)]
    assert people("They sailed past Quillfeather at noon.") == []


@pytest.mark.parametrize(
    ("body", "given", "family"),
    [
        ("Lena Ortiz spoke.", "Lena", "Ortiz"),
        ("Ursula von der Holt spoke.", "Ursula", "von der Holt"),
        ("Said Zorvik Plintah, a sailor.", None, None),
        ("The sailor Zorvik Plintah left. Plintah said so.", "Zorvik", "Plintah"),
        ("President Xo Dingwei spoke. Xo said so.", "Dingwei", "Xo"),
    ],
)
def test_the_parts_of_a_name_are_null_rather_than_guessed(body, given, family):
    person = next(iter(names_of(body).people), None)

    assert person is None or (person.given_name, person.family_name) == (given, family)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("The Ministry of Ports, Canals and Locks agreed.", [("Ministry of Ports, Canals and Locks", "government")]),
        ("The Ports and Canals Authority agreed.", [("Ports and Canals Authority", "government")]),
        ("She teaches at the University of Dunmore.", [("University of Dunmore", "education")]),
        ("He owns Brass & Daughters Ltd.", [("Brass & Daughters Ltd.", "company")]),
        ("The Dunmore Herald asked.", [("Dunmore Herald", "media")]),
        ("The Prime Minister’s Office declined.", [("Prime Minister’s Office", "government")]),
        ("It joined the People’s Harbour Party.", [("People’s Harbour Party", "party")]),
        ("The consultancy R.Lumen agreed.", [("R.Lumen", "company")]),
        ("He told the public broadcaster KVV so.", [("KVV", "media")]),
        ("She wrote it on the Q social media platform.", [("Q", "company")]),
        ("The Finnish parliament’s ports committee met.", [("Finnish parliament’s ports committee", "government")]),
        ("The Kremlin and the White House agreed.", [("Kremlin", "government"), ("White House", "government")]),
    ],
)
def test_an_organisation_is_known_by_its_words_or_by_those_beside_it(body, expected):
    assert [(o.name, o.kind) for o in names_of(body).orgs] == expected


def test_an_acronym_belongs_to_the_name_that_defines_it():
    found = names_of("The Harbour Workers’ Federation (HWF) met. The HWF agreed.")

    assert [(o.name, o.acronym) for o in found.orgs] == [("Harbour Workers’ Federation", "HWF")]
    assert [m.org for m in found.mentions] == [0, 0, 0]


def test_an_acronym_without_a_definition_explains_nothing():
    assert [(o.name, o.acronym) for o in names_of("The IDQV agreed.").orgs] == [("IDQV", None)]


def test_a_cabinet_ends_before_the_name_of_who_leads_it():
    found = names_of("The Cabinet of Prime Minister Orso Quill fell.")

    assert [o.name for o in found.orgs] == ["Cabinet"]
    assert [p.name for p in found.people] == ["Orso Quill"]


def test_a_title_case_headline_names_only_whom_the_story_names():
    found = names_of("Lena Ortiz opened the quay.", headline="Proud Ortiz Opens New Quay Before Storm")

    assert [(m.field, m.text) for m in found.mentions] == [("body", "Lena Ortiz"), ("headline", "Ortiz")]


def test_mentions_say_where_they_stand():
    article = Article(
        source_item="1",
        source_format="text",
        source_sha256="0" * 64,
        body="Lena Ortiz left.\n\nThe Harbour Trust stayed.",
        headline="Ortiz out",
        deck="Harbour Trust stays",
        captions=(Caption(text="Lena Ortiz"),),
    )

    found = find_names(article, sentences(article.body))

    assert len(found.mentions) == 5
    assert all(article.text_of(m.field, m.field_position)[m.start : m.end] == m.text for m in found.mentions)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Bundeskanzlerin Anna Holtmann reiste nach Wien.", ["Anna Holtmann"]),
        ("Le ministre Jean Quillard a déclaré cela.", ["Jean Quillard"]),
        ("La presidenta María Ortezana dijo que no.", ["María Ortezana"]),
    ],
)
def test_german_french_and_spanish_names_come_out_too(body, expected):
    assert people(body) == expected


@pytest.mark.timing
@pytest.mark.parametrize(
    "hostile",
    [
        "Lena Ortiz " * 20_000,
        "Ministry of Ports, " * 10_000,
        "Lena Ortiz said he ran, he " * 5_000,
        ". ".join(f"Lena{i} Ortiz met" for i in range(4_000)),
        "\n\n".join(f"Mayor Lena{i} Xu{i} left. The mayor said so." for i in range(3_000)),
        " ".join(f"Lena{i} Ortiz, {i}, is a widow. The 7-year-old left. The widow wept." for i in range(3_000)),
        "Lena Ortiz is a judge. The 7-year-old judge left. " * 4_000,
    ],
    ids=["one run", "one list", "one sentence", "one surname", "one role", "many ages", "one age"],
)
def test_hostile_texts_take_linear_time(hostile):
    article = Article(source_item="1", source_format="text", source_sha256="0" * 64, body=hostile)
    cut = sentences(hostile)
    began = time.process_time()

    resolve(article, cut, find_names(article, cut), [])

    assert time.process_time() - began < 8


def test_german_nouns_are_no_names():
    body = (
        "Die Regierung will den Hafen und die Werft im Mai öffnen. "
        "Ende Mai ist der Vertreter der Deutschen Seeleute nicht zufrieden."
    )

    assert people(body, language="de") == people(body) == []


def test_a_story_of_sport_has_teams():
    body = (
        "The Port Dunmore Herons beat the Orme City Comets in the season’s last game. "
        "Herons coach Lena Ortiz praised her team. The goal came late. The Herons will play the final."
    )

    found = names_of(body, headline="Late goal sends Herons to first final")

    assert [(o.name, o.kind) for o in found.orgs] == [("Port Dunmore Herons", "sport"), ("Orme City Comets", "sport")]
    assert [m.text for m in found.mentions if m.org == 0] == ["Port Dunmore Herons", "Herons", "Herons", "Herons"]


@pytest.mark.parametrize(
    "body", ["Freight stays on the M62.", "Council member Lena Ortiz left.", "Homeowner Lena Ortiz left."]
)
def test_roads_councils_of_a_member_and_roles_are_no_organisations(body):
    assert orgs(body) == []
    assert people(body) in ([], ["Lena Ortiz"])


def test_a_firm_goes_by_what_stands_before_its_kind():
    body = "Marlo Foods Inc. will buy Bright Kettle Co. Marlo fell. Bright Kettle rose. Erik Marlo left."

    found = names_of(body)

    assert [o.name for o in found.orgs] == ["Marlo Foods Inc.", "Bright Kettle Co."]
    assert [(m.text, m.org) for m in found.mentions if m.kind == "short"] == [("Marlo", 0), ("Bright Kettle", 1)]
    assert [p.name for p in found.people] == ["Erik Marlo"]


def test_who_was_born_under_another_name_is_one_person():
    assert people("Wilma Trask died. Mrs. Trask was born Wilma Odom.") == ["Wilma Trask"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Al Quill rowed. Quill won.", ["Al Quill"]),
        ("Homeowner Pam Orle left.", ["Pam Orle"]),
        ("“Yes,” said Earl Quill, 58, a mechanic.", ["Earl Quill"]),
        ("Una Quill, whose goats graze here, left.", ["Una Quill"]),
        ("Helga Storm walked out.", ["Helga Storm"]),
        ("Governor Dell Orle vetoed the bill.", ["Dell Orle"]),
    ],
)
def test_a_given_name_that_is_a_word_too_stays_a_name(body, expected):
    assert [p.name for p in names_of(body).people] == expected


def test_a_noun_that_the_lists_give_two_kinds_has_one_in_every_run():
    found = names_of("The network KXT and the newspaper Dunmore Herald were fined.").orgs

    assert [(org.name, org.kind) for org in found] == [("KXT", "media"), ("Dunmore Herald", "media")]
