import pytest

from corpus.extract.names import find_names
from corpus.extract.tokens import sentences
from corpus.record import Article


def roles_of(body):
    found = find_names(
        Article(source_item="1", source_format="text", source_sha256="0" * 64, body=body), sentences(body)
    )
    return [
        (found.people[r.person].name, r.text, r.relation, found.orgs[r.org].name if r.org is not None else None)
        for r in found.roles
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "Board members Lena Ortiz and Orso Quill voted no.",
            [("Lena Ortiz", "Board members", "title", None), ("Orso Quill", "Board members", "title", None)],
        ),
        (
            "A spokeswoman for the Department of Ponds, Lena Ortiz, said so.",
            [("Lena Ortiz", "spokeswoman", "apposition", "Department of Ponds")],
        ),
        (
            "A harbour bank spokesman, Orso Quill, declined.",
            [("Orso Quill", "harbour bank spokesman", "apposition", None)],
        ),
        ("Council leader Lena Ortiz spoke.", [("Lena Ortiz", "Council leader", "title", None)]),
        ("“No,” cautioned professor Lena Ortiz.", [("Lena Ortiz", "professor", "title", None)]),
        ("Lena Ortiz, a hydrologist, spoke.", [("Lena Ortiz", "a hydrologist", "apposition", None)]),
        (
            "Harbour Trust spokesman Tavin Brandt spoke.",
            [("Tavin Brandt", "Harbour Trust spokesman", "title", "Harbour Trust")],
        ),
        ("Norwegian Defense Minister Orso Quill spoke.", [("Orso Quill", "Norwegian Defense Minister", "title", None)]),
        ("The new deputy mayor Lena Ortiz spoke.", [("Lena Ortiz", "deputy mayor", "title", None)]),
        ("Secretary of State Lena Ortiz spoke.", [("Lena Ortiz", "Secretary of State", "title", None)]),
        ("Former pilot Lena Ortiz spoke.", [("Lena Ortiz", "Former pilot", "former", None)]),
        ("Then-Mayor Lena Ortiz spoke.", [("Lena Ortiz", "Then-Mayor", "former", None)]),
        (
            "“Yes,” said Lena Ortiz, a marine biologist at the Dunmore Institute in Orme.",
            [("Lena Ortiz", "a marine biologist", "apposition", "Dunmore Institute")],
        ),
        (
            "Lena Ortiz, 42, founder of the Harbour Trust and a former judge, spoke.",
            [
                ("Lena Ortiz", "founder", "apposition", "Harbour Trust"),
                ("Lena Ortiz", "a former judge", "former", None),
            ],
        ),
        (
            "Lena Ortiz, a retired teacher and club treasurer, spoke.",
            [
                ("Lena Ortiz", "a retired teacher", "apposition", None),
                ("Lena Ortiz", "club treasurer", "apposition", None),
            ],
        ),
        ("Lena Ortiz, a lawyer close to the port, spoke.", [("Lena Ortiz", "a lawyer", "apposition", None)]),
        (
            "The Harbour Trust’s press chief, Lena Ortiz, spoke.",
            [("Lena Ortiz", "press chief", "apposition", "Harbour Trust")],
        ),
        (
            "Lena Ortiz, who is deputy speaker of the house, spoke.",
            [("Lena Ortiz", "deputy speaker", "relative", None)],
        ),
        ("Lena Ortiz, who has been mayor since May, spoke.", [("Lena Ortiz", "mayor", "relative", None)]),
        ("Lena Ortiz, who served as harbour master, spoke.", []),
    ],
)
def test_a_role_is_read_before_after_and_in_a_relative_clause(body, expected):
    assert roles_of(body) == expected


@pytest.mark.parametrize(
    "body",
    [
        "Mr. Ortiz spoke to Dr. Lena Quill.",
        "Lena Ortiz, mayors and pilots met.",
        "She saw her brother Marco Ortiz.",
        "Lena Ortiz, judging by the minister visit, left.",
        "Lena Ortiz said the mayor had left.",
    ],
)
def test_forms_of_address_kin_and_other_peoples_roles_are_no_roles(body):
    assert roles_of(body) == []


def test_a_role_before_the_next_name_belongs_to_that_name():
    assert roles_of("Lena Ortiz, mayor Orso Quill and others met.") == [("Orso Quill", "mayor", "title", None)]


def test_two_may_share_a_role_in_the_plural():
    assert roles_of("Senators Lena Ortiz and Mara Quill agreed.") == [
        ("Lena Ortiz", "Senators", "title", None),
        ("Mara Quill", "Senators", "title", None),
    ]
