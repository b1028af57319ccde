"""What is promised of subject codes: one vocabulary has one name, and an old code its Media Topic."""

import time
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.readers._subjects import Concept, concept_of, media_topic, name_of, scheme_of, wikidata_of


@pytest.mark.parametrize(
    ("text", "scheme", "expected"),
    [
        ("medtop:20000598", None, ("medtop", "20000598")),
        ("subj:11001000", None, ("subj", "11001000")),
        ("iptc:11001000", None, ("subj", "11001000")),
        ("11001000", None, ("subj", "11001000")),
        ("11001000", "IptcSubjectCodes", ("subj", "11001000")),
        ("11001000", "acme", ("acme", "11001000")),
        ("20000598", None, None),
        ("20000598", "http://cv.iptc.org/newscodes/mediatopic/", ("medtop", "20000598")),
        ("http://cv.iptc.org/newscodes/mediatopic/20000598", None, ("medtop", "20000598")),
        ("http://cv.iptc.org/newscodes/subjectcode/11001000", None, ("subj", "11001000")),
        ("http://cvx.iptc.org/iso3166-1a2/DE", None, ("iso3166-1a2", "DE")),
        ("https://www.wikidata.org/wiki/Q183", None, ("wikidata", "Q183")),
        ("wd:Q183", None, ("wikidata", "Q183")),
        ("wikidata:Q183", None, ("wikidata", "Q183")),
        ("icls:text", None, ("ninat", "text")),
        ("cptype:person", None, ("cpnat", "person")),
        ("stat:usable", None, ("stat", "usable")),
        ("acme:river:north", None, ("acme", "river:north")),
        ("acme:north", "acme", ("acme", "north")),
        ("north", "acme", ("acme", "north")),
        ("http://vocabulary.example/north", None, None),
        ("http://vocabulary.example/north", "acme", ("acme", "http://vocabulary.example/north")),
        ("a river", None, None),
        ("", None, None),
    ],
)
def test_a_code_is_of_the_scheme_that_it_names_however_it_is_written(text, scheme, expected):
    assert concept_of(text, scheme) == (Concept(*expected) if expected else None)


def test_an_unknown_scheme_keeps_its_name():
    assert scheme_of("acmeTopics") == "acmeTopics"


def test_an_old_code_has_the_media_topic_that_iptc_gives_it():
    topic = media_topic("04000000")

    assert (topic.scheme, topic.code, topic.name) == ("medtop", "04000000", "economy, business and finance")
    assert media_topic("subj:11001000").code == "20000598"
    assert media_topic("16000000") is None
    assert media_topic("99999999") is None
    assert media_topic("") is None


def test_a_media_topic_has_its_name_and_its_item():
    assert name_of(Concept("medtop", "20000598")) == "defence"
    assert wikidata_of(Concept("medtop", "20000598")) == "Q17991228"
    assert name_of(Concept("subj", "20000598")) is None
    assert wikidata_of(Concept("medtop", "1")) is None


@pytest.mark.timing
def test_the_table_is_small_says_whose_it_is_and_is_read_at_once():
    file = resources.files("corpus.readers").joinpath("vocabularies", "media_topics.tsv")
    text = file.read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines()[1:]]
    started = time.process_time()

    media_topic("04000000")

    assert time.process_time() - started < 2
    assert len(text.encode()) < 150_000
    assert "CC-BY 4.0" in text.splitlines()[0]
    assert len({row[0] for row in rows}) == len(rows) > 1200
    assert all(len(row) == 4 and row[3] for row in rows)


@given(st.text(max_size=40), st.none() | st.text(max_size=10))
def test_any_text_is_a_concept_or_none(text, scheme):
    found = concept_of(text, scheme)

    assert found is None or found.code.strip()
    assert media_topic(text) is None or media_topic(text).name
