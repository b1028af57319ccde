"""What becomes of proposals: one promise each, on sentences of our own."""

from dataclasses import replace

import pytest

from corpus.errors import PluginError
from corpus.extract import extract
from corpus.extract.resolver import LABELS, Link, Name, Proposals, Quotation, extractor, resolve
from corpus.extract.windows import windows
from corpus.record import Article, Caption, Found, Mention, Person, Span


def article(body, **more):
    return Article(source_item="1", source_format="text", source_sha256="0" * 64, body=body, language="en", **more)


def span(text, words, nth=0):
    at = -1
    for _ in range(nth + 1):
        at = text.index(words, at + 1)
    return Span(at, at + len(words))


def name(text, words, label="PERSON", score=0.9, nth=0, **more):
    start, end = span(text, words, nth)
    return Name(start=start, end=end, label=label, score=score, text=words, **more)


def rows(found):
    return [(m.text, m.kind, m.entity_kind, m.confidence) for m in found.mentions]


def whom(found, words):
    """The names of the people or organisations that mentions with these words mean."""
    meant = [m for m in found.mentions if m.text == words]
    return [
        found.people[m.person].name if m.person is not None else found.orgs[m.org].name if m.org is not None else None
        for m in meant
    ]


def test_names_become_mentions_of_people_and_organisations() -> None:
    text = "Ysolde Varga of the Brackwater Trust met Varga’s aide."
    proposals = [name(text, "Ysolde Varga"), name(text, "the Brackwater Trust", "ORG"), name(text, "Varga’s", nth=0)]

    found = resolve(article(text), Proposals(names=tuple(proposals))).found

    assert rows(found) == [
        ("Ysolde Varga", "name", "person", 0.9),
        ("Brackwater Trust", "name", "org", 0.9),
        ("Varga", "short", "person", 0.9),
    ]
    assert whom(found, "Varga") == ["Ysolde Varga"]
    assert [(org.name, org.kind) for org in found.orgs] == [("Brackwater Trust", "ngo")]


def test_a_name_in_any_field_counts_in_the_text_of_that_field() -> None:
    text = "It rained."
    story = article(text, headline="𝟚 days of Ysolde Varga", captions=(Caption(text=""), Caption(text="Varga in 𝟚𝟘")))
    proposals = [
        name(story.headline, "Ysolde Varga", field="headline"),
        name(story.captions[1].text, "Varga", field="caption", field_position=1),
    ]

    found = resolve(story, Proposals(names=tuple(proposals))).found

    assert [(m.field, m.field_position, m.start) for m in found.mentions] == [("headline", 0, 10), ("caption", 1, 0)]
    assert {m.person for m in found.mentions} == {0}


@pytest.mark.parametrize(
    ("proposed", "label", "kept"),
    [
        (" Odo Pell,", "PERSON", "Odo Pell"),
        ("(Odo Pell)", "PERSON", "Odo Pell"),
        ("“Odo Pell”", "PERSON", "Odo Pell"),
        ("Odo Pell’s", "PERSON", "Odo Pell"),
        ("Deputy Mayor Odo Pell", "PERSON", "Odo Pell"),
        ("Odo Pell Jr.", "PERSON", "Odo Pell Jr."),
        ("the Tarn Trust", "ORG", "Tarn Trust"),
        ("Tarn Trust (UK)", "ORG", "Tarn Trust (UK)"),
        ("U.S.", "ORG", "U.S."),
    ],
)
def test_what_is_not_of_a_name_is_cut_off(proposed: str, label: str, kept: str) -> None:
    text = f"They saw{'' if proposed[0] == ' ' else ' '}{proposed} in the yard."

    found = resolve(article(text), Proposals(names=(name(text, proposed, label),))).found

    assert [m.text for m in found.mentions] == [kept]


def test_a_span_is_not_moved_to_the_edges_of_a_word() -> None:
    text = "A Brackwater-based firm and 張偉明 were there."

    found = resolve(
        article(text), Proposals(names=(name(text, "Brackwater", "ORG"), name(text, "張偉", score=0.8)))
    ).found

    assert [m.text for m in found.mentions] == ["Brackwater", "張偉"]


@pytest.mark.parametrize("words", [" , ", "Mayor", "Varga\n\nPell", "747"])
def test_what_holds_no_name_is_left_out_and_said(words: str) -> None:
    text = f"It was{words if words[0] == ' ' else ' ' + words} then."
    proposal = name(text, words)

    done = resolve(article(text), Proposals(names=(proposal,)))

    assert done.found == Found()
    assert done.left_out == ((proposal, "no-words"),)


def test_labels_of_places_peoples_and_days_are_left_out_and_said() -> None:
    text = "Tarnish weavers came to Skarn on Monday."
    proposals = tuple(
        name(text, words, label) for words, label in (("Tarnish", "NORP"), ("Skarn", "GPE"), ("Monday", "DATE"))
    )

    done = resolve(article(text), Proposals(names=proposals))

    assert done.found == Found()
    assert {why for _, why in done.left_out} == {"label"}
    assert len(done.left_out) == 3


@pytest.mark.parametrize(
    "label", ["PERSON", "PER", "persName", "PRS", "ORG", "organization", "Organisation", "orgName"]
)
def test_labels_of_people_and_organisations_are_known_in_any_case(label: str) -> None:
    text = "Pell was there."

    found = resolve(article(text), Proposals(names=(name(text, "Pell", label),))).found

    assert found.mentions[0].entity_kind == LABELS[label.lower()]


def test_labels_of_ones_own_are_used_instead() -> None:
    text = "Pell was there."
    proposals = Proposals(names=(name(text, "Pell", "Bürger"),))

    found = resolve(article(text), proposals, labels={"bürger": "person"}).found

    assert found.mentions[0].entity_kind == "person"


def test_of_names_that_overlap_the_surer_stands_then_the_longer_then_the_earlier() -> None:
    text = "Ana Bel Cor Dray spoke."
    surer = resolve(
        article(text), Proposals(names=(name(text, "Ana Bel Cor", score=0.7), name(text, "Bel Cor", score=0.8)))
    )
    longer = resolve(article(text), Proposals(names=(name(text, "Ana Bel"), name(text, "Bel Cor Dray"))))
    earlier = resolve(article(text), Proposals(names=(name(text, "Bel Cor"), name(text, "Ana Bel"))))

    assert [m.text for m in surer.found.mentions] == ["Bel Cor"]
    assert [(p.text, why) for p, why in surer.left_out] == [("Ana Bel Cor", "overlap")]
    assert [m.text for m in longer.found.mentions] == ["Bel Cor Dray"]
    assert [m.text for m in earlier.found.mentions] == ["Ana Bel"]


def test_a_name_that_was_found_before_stands_against_one_that_is_no_surer() -> None:
    text = "Ysolde Varga Hall burned."
    before = resolve(article(text), Proposals(names=(name(text, "Ysolde Varga"),))).found

    as_sure = resolve(article(text), Proposals(names=(name(text, "Ysolde Varga Hall", "ORG"),)), before).found
    surer = resolve(article(text), Proposals(names=(name(text, "Ysolde Varga Hall", "ORG", 0.95),)), before).found

    assert as_sure == before
    assert [m.text for m in surer.mentions] == ["Ysolde Varga Hall"]
    assert surer.people == ()


def test_a_name_found_twice_keeps_the_greater_confidence() -> None:
    text = "Ysolde Varga spoke."
    before = resolve(article(text), Proposals(names=(name(text, "Ysolde Varga", score=0.6),))).found

    found = resolve(article(text), Proposals(names=(name(text, "Ysolde Varga", score=0.8),)), before).found

    assert rows(found) == [("Ysolde Varga", "name", "person", 0.8)]
    assert len(found.people) == 1


def test_a_surname_that_two_people_bear_means_neither() -> None:
    text = "Ysolde Varga met Tibor Varga. Varga left."
    proposals = (name(text, "Ysolde Varga"), name(text, "Tibor Varga"), name(text, "Varga", nth=2))

    found = resolve(article(text), Proposals(names=proposals)).found

    assert whom(found, "Varga") == [None]
    assert len(found.people) == 2


def test_a_lone_surname_stays_a_person_of_its_article() -> None:
    text = "Varga left. Varga returned."

    found = resolve(article(text), Proposals(names=(name(text, "Varga"), name(text, "Varga", nth=1)))).found

    assert found.people == (Person(name="Varga", is_full_name=False),)
    assert {m.person for m in found.mentions} == {0}


def test_a_full_name_explains_a_surname_that_the_rules_found_alone() -> None:
    text = "“We open,” said Mr. Varga. Behind him stood ysolde Varga."
    before = extract(article(text))
    assert [(p.name, p.is_full_name) for p in before.people] == [("Varga", False)]

    found = resolve(article(text), Proposals(names=(name(text, "ysolde Varga", score=1.0),)), before).found

    assert [(p.name, p.is_full_name) for p in found.people] == [("ysolde Varga", True)]
    assert found.quotes[0].person == 0
    assert found.mentions[found.quotes[0].speaker_mention].text == "Varga"


def test_forms_of_one_name_are_one_person() -> None:
    text = "Joseph R. Lund spoke. Joe Lund left. Lund returned."
    proposals = (name(text, "Joseph R. Lund"), name(text, "Joe Lund"), name(text, "Lund", nth=2))

    found = resolve(article(text), Proposals(names=proposals)).found

    assert [p.name for p in found.people] == ["Joseph R. Lund"]
    assert {m.person for m in found.mentions} == {0}


def test_an_acronym_goes_to_the_organisation_with_those_initials() -> None:
    text = "The Brackwater Harbour Trust is old. BHT owns the quay."
    proposals = (name(text, "The Brackwater Harbour Trust", "ORG"), name(text, "BHT", "ORG"))

    found = resolve(article(text), Proposals(names=proposals)).found

    assert len(found.orgs) == 1
    assert [m.kind for m in found.mentions] == ["name", "short"]


def test_a_speaker_whom_a_name_displaces_hands_the_quotation_on() -> None:
    text = "“It will hold,” said Brackwater Harbour."
    before = extract(article(text))
    (quote,) = before.quotes
    assert quote.speaker_mention is not None
    weak = tuple(replace(m, confidence=0.3) for m in before.mentions)
    before = replace(before, mentions=weak)

    found = resolve(article(text), Proposals(names=(name(text, "Brackwater Harbour", "ORG"),)), before).found

    (quote,) = found.quotes
    assert quote.speaker_kind == "org"
    assert quote.person is None
    assert found.orgs[quote.org].name == "Brackwater Harbour"
    assert found.mentions[quote.speaker_mention].text == "Brackwater Harbour"
    assert found.people == ()


def test_a_pronoun_that_was_found_stands() -> None:
    text = "Ysolde Varga spoke. She left."
    she = Mention(
        field="body", start=20, end=23, text="She", kind="pronoun", entity_kind="person", person=0, confidence=0.3
    )
    before = Found(people=(Person(name="Ysolde Varga"),), mentions=(she,))

    done = resolve(article(text), Proposals(names=(name(text, "She", score=1.0),)), before)

    assert done.found == before
    assert [why for _, why in done.left_out] == ["overlap"]


def test_links_let_pronouns_descriptions_and_nicknames_mean_somebody() -> None:
    text = "Ysolde Varga opened it. The mayor smiled. She had waited. Izzy left."
    proposals = Proposals(
        names=(name(text, "Ysolde Varga"), name(text, "Izzy")),
        links=(
            Link(mention=span(text, "She"), name=span(text, "The mayor")),
            Link(mention=span(text, "The mayor"), name=span(text, "Ysolde Varga"), score=0.6),
            Link(mention=span(text, "Izzy"), name=span(text, "Ysolde Varga")),
        ),
    )

    found = resolve(article(text), proposals).found

    assert [(m.text, m.kind, m.person) for m in found.mentions] == [
        ("Ysolde Varga", "name", 0),
        ("The mayor", "nominal", 0),
        ("She", "pronoun", 0),
        ("Izzy", "short", 0),
    ]
    assert [p.name for p in found.people] == ["Ysolde Varga"]


def test_a_link_to_words_that_name_nobody_is_left_out_and_said() -> None:
    text = "The mayor smiled. She had waited."
    link = Link(mention=span(text, "She"), name=span(text, "The mayor"))

    done = resolve(article(text), Proposals(links=(link,)))

    assert done.found == Found()
    assert done.left_out == ((link, "nobody"),)


def test_a_link_never_takes_a_full_name_from_its_bearer() -> None:
    text = "Ysolde Varga met Odo Pell."
    link = Link(mention=span(text, "Odo Pell"), name=span(text, "Ysolde Varga"))

    found = resolve(
        article(text), Proposals(names=(name(text, "Ysolde Varga"), name(text, "Odo Pell")), links=(link,))
    ).found

    assert [found.people[m.person].name for m in found.mentions] == ["Ysolde Varga", "Odo Pell"]


def test_a_quotation_gets_its_speaker_cue_and_scores() -> None:
    text = "“We open today,” warned Mayor Ysolde Varga."
    said = Quotation(
        **span(text, "“We open today,”")._asdict(),
        speaker=span(text, "Mayor Ysolde Varga"),
        cue=span(text, "warned"),
        score=0.9,
        speaker_score=0.8,
        rule="mine",
    )

    found = resolve(article(text), Proposals(names=(name(text, "Ysolde Varga"),), quotations=(said,))).found

    (quote,) = found.quotes
    assert (quote.text, quote.kind, quote.rule) == ("We open today,", "direct", "mine")
    assert (quote.cue, quote.attribution, quote.speaker_text) == ("warn", "explicit", "Mayor Ysolde Varga")
    assert (quote.span_confidence, quote.speaker_confidence) == (0.9, 0.8)
    assert found.people[quote.person].name == "Ysolde Varga"


@pytest.mark.parametrize(
    ("words", "kind", "mention"),
    [
        ("she", "person", "she"),
        ("Varga’s aide", "anonymous", "Varga’s aide"),
        ("an aide of Varga", "anonymous", "an aide of Varga"),
        ("residents", "group", "residents"),
        ("Varga, who is mayor", "person", "Varga"),
    ],
)
def test_a_speaker_is_a_name_among_its_words_or_a_mention_of_its_own(words: str, kind: str, mention: str) -> None:
    text = f"“We open today,” said {words}."
    said = Quotation(**span(text, "We open today,")._asdict(), speaker=span(text, words), speaker_score=0.8)
    names = (name(text, "Varga"),) if "Varga" in words else ()

    found = resolve(article(text), Proposals(names=names, quotations=(said,))).found

    (quote,) = found.quotes
    named = found.mentions[quote.speaker_mention]
    assert (named.text, named.entity_kind) == (mention, kind)
    assert quote.speaker_kind == ("unknown" if kind == "person" and named.person is None else kind)


def test_a_pronoun_that_a_link_explains_speaks_for_its_person() -> None:
    text = "Ysolde Varga came. “We open today,” she said."
    said = Quotation(**span(text, "We open today,")._asdict(), speaker=span(text, "she"), speaker_score=0.8)
    link = Link(mention=span(text, "she"), name=span(text, "Ysolde Varga"))

    found = resolve(
        article(text), Proposals(names=(name(text, "Ysolde Varga"),), quotations=(said,), links=(link,))
    ).found

    assert found.people[found.quotes[0].person].name == "Ysolde Varga"


def test_a_quotation_of_the_rules_takes_a_surer_speaker_and_keeps_its_words() -> None:
    text = "Ysolde Varga and Odo Pell met. “We open today,” said Pell."
    before = extract(article(text))
    (quote,) = before.quotes
    same = {"start": quote.start, "end": quote.end, "speaker": span(text, "Ysolde Varga")}

    weaker = resolve(
        article(text), Proposals(quotations=(Quotation(**same, speaker_score=quote.speaker_confidence),)), before
    ).found
    surer = resolve(article(text), Proposals(quotations=(Quotation(**same, speaker_score=1.0),)), before).found

    assert weaker.quotes[0].person == quote.person
    assert surer.quotes[0].text == quote.text
    assert surer.people[surer.quotes[0].person].name == "Ysolde Varga"


def test_a_surer_quotation_takes_the_place_of_those_it_overlaps_and_what_continued_them_continues_it() -> None:
    text = "“We open,” said Ysolde Varga. “It holds.”"
    before = extract(article(text))
    assert before.quotes[1].continues == 0
    weak = replace(before, quotes=(replace(before.quotes[0], span_confidence=0.5), before.quotes[1]))
    longer = Quotation(**span(text, "“We open,” said")._asdict(), score=0.9, rule="mine")

    found = resolve(article(text), Proposals(quotations=(longer,)), weak).found

    assert [(q.text, q.rule, q.continues) for q in found.quotes] == [
        ("“We open,” said", "mine", None),
        ("It holds.", before.quotes[1].rule, 0),
    ]


@pytest.mark.parametrize(
    ("proposals", "said"),
    [
        (Proposals(names=(Name(start=3, end=99, label="PER"),)), r"body\[3:99\].*10 code points"),
        (Proposals(names=(Name(start=4, end=4, label="PER"),)), r"body\[4:4\]"),
        (Proposals(names=(Name(start=-1, end=4, label="PER"),)), r"body\[-1:4\]"),
        (Proposals(names=(Name(start=0, end=4, label="PER", field="caption"),)), r"caption\[0:4\].*0 code points"),
        (Proposals(names=(Name(start=0, end=4, label="PER", field="lede"),)), r"lede.*expected one of body"),
        (Proposals(names=(Name(start=0, end=4, label="PER", text="Pell"),)), r"'Pell' at body\[0:4\], which is 'It r'"),
        (Proposals(names=(Name(start=0, end=4, label="PER", score=1.5),)), r"score 1\.5; expected 0 to 1"),
        (Proposals(names=(Name(start=0, end=4, label="PER", score=float("nan")),)), r"score nan"),
        (Proposals(quotations=(Quotation(start=0, end=4, speaker=Span(8, 12)),)), r"body\[8:12\]"),
        (Proposals(quotations=(Quotation(start=0, end=4, speaker_score=-1),)), r"score -1"),
        (Proposals(links=(Link(mention=Span(0, 2), name=Span(5, 50)),)), r"body\[5:50\]"),
    ],
)
def test_a_proposal_that_no_article_can_have_is_refused(proposals: Proposals, said: str) -> None:
    with pytest.raises(PluginError, match=said):
        resolve(article("It rained."), proposals)


def test_scores_go_through_the_calibration() -> None:
    text = "Ysolde Varga spoke."
    run = extractor(
        lambda _: Proposals(names=(name(text, "Ysolde Varga", score=0.5),)), calibration=((0, 0.2), (0.5, 0.9), (1, 1))
    )

    assert run(article(text), Found()).mentions[0].confidence == 0.9


@pytest.mark.parametrize("points", [(), ((0, 0),), ((0, 0.5), (1, 0.2)), ((0.1, 0), (1, 1)), ((0, 0), (1, 2))])
def test_a_calibration_that_does_not_rise_from_0_to_1_is_refused(points) -> None:
    with pytest.raises(ValueError, match="no calibration"):
        extractor(lambda _: Proposals(), calibration=points)


def test_a_sentence_is_whole_in_a_window_and_a_longer_one_is_cut_with_an_overlap() -> None:
    text = "It rained. Pell left. " + "Varga said that " * 4 + "it rained."

    found = [w.of(text) for w in windows(text, 40)]

    assert found[0] == "It rained. Pell left."
    assert found[1:] == ["Varga said that Varga said that Varga ", "said that Varga said that it rained."]
    assert list(windows("張偉明到了" * 4, 8))[-1].end == 20
    assert list(windows(" \n", 8)) == []
