"""What holds for the rows whatever a back end proposes."""

import itertools

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from corpus import extract, tables
from corpus.extract.resolver import Link, Name, Proposals, Quotation, resolve, worth
from corpus.extract.windows import windows
from corpus.record import Article, Caption, Found, Span
from corpus.text import clean

PIECES = (
    "“We open today,” said Lena Ortiz.|Ortiz|Lena Ortiz|Mayor Ortiz|Mara Ortiz Lund|Mr. Pell|Odo Pell’s|Pell"
    "|the Tarn Trust|Tarn Trust|TT|she|He|the mayor|of|, who said|“It is late,”|“No boat.”|said|told reporters|.|\n\n"
    "|𝟚|Élodie|ORTIZ: Yes.|According to the Tarn Trust, it rained.|a spokesman for the Tarn Trust|張偉"
).split("|")
newsish = st.lists(st.sampled_from(PIECES), min_size=1, max_size=25).map(" ".join).map(clean).filter(bool)
scores = st.sampled_from([0.0, 0.3, 0.5, 0.7, 0.8, 0.85, 0.9, 0.95, 1.0]) | st.floats(0, 1)


def spans(text):
    edges = sorted(
        {
            at
            for at in range(len(text) + 1)
            if at in (0, len(text)) or text[at - 1 : at + 1].strip() != text[at - 1 : at + 1]
        }
    )
    edge = st.sampled_from(edges) | st.integers(0, len(text))
    return st.tuples(edge, edge).map(sorted).filter(lambda s: s[0] < s[1]).map(lambda s: Span(*s))


@st.composite
def cases(draw):
    """An article, what a back end proposes for it, and what was found before."""
    body = draw(newsish)
    article = Article(
        source_item="1",
        source_format="text",
        source_sha256="0" * 64,
        body=body,
        headline="Lena Ortiz opens Tarn Trust",
        captions=(Caption(text="Odo Pell, Lena Ortiz"),),
        language="en",
    )
    names, quotations, links = [], [], []
    for field, position in draw(
        st.lists(st.sampled_from([("body", 0)] * 4 + [("headline", 0), ("caption", 0)]), max_size=12)
    ):
        start, end = draw(spans(article.text_of(field, position)))
        label = draw(st.sampled_from(["PERSON", "ORG", "per", "GPE"]))
        names.append(Name(start=start, end=end, label=label, score=draw(scores), field=field, field_position=position))
    for start, end in draw(st.lists(spans(body), max_size=4)):
        speaker, cue = draw(st.none() | spans(body)), draw(st.none() | spans(body))
        said = Quotation(start=start, end=end, speaker=speaker, cue=cue, score=draw(scores), speaker_score=draw(scores))
        quotations.append(said)
    pool = [Span(n.start, n.end) for n in names if n.field == "body"] + [q.speaker for q in quotations if q.speaker]
    for _ in range(draw(st.integers(0, 5))):
        place = spans(body) | st.sampled_from(pool) if pool else spans(body)
        links.append(Link(mention=draw(place), name=draw(place), score=draw(scores)))
    found = extract.extract(article) if draw(st.booleans()) else Found()
    return article, Proposals(names=tuple(names), quotations=tuple(quotations), links=tuple(links)), found


def overlapping(rows):
    return [(a, b) for a, b in itertools.combinations(rows, 2) if a.start < b.end and b.start < a.end]


@given(cases())
@settings(deadline=None, max_examples=150)
def test_every_row_is_its_slice_and_points_at_rows_that_stand(case):
    article, proposals, found = case

    rows = resolve(article, proposals, found).found

    assert extract._fault(article, rows) is None
    for quote in rows.quotes:
        assert (quote.person is None) == (quote.speaker_kind != "person")
        assert quote.org is None or quote.speaker_kind == "org"
        assert (quote.speaker_text is None) == (quote.speaker_confidence == 0)
        if quote.speaker_mention is not None:
            mention = rows.mentions[quote.speaker_mention]
            assert (quote.person, quote.org) == (mention.person, mention.org)
    tables.rows(article, rows, "in.txt", 1)


@given(cases())
@settings(deadline=None, max_examples=150)
def test_names_never_overlap_nor_do_quotations(case):
    article, proposals, found = case

    rows = resolve(article, proposals, found).found

    for _, here in itertools.groupby(rows.mentions, key=lambda m: (m.field, m.field_position)):
        names = [m for m in here if m.kind in ("name", "short")]
        assert overlapping(names) == []
    assert overlapping(rows.quotes) == []


@given(cases(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=100)
def test_the_order_of_proposals_does_not_matter(case, random):
    article, proposals, found = case
    turned = Proposals(
        names=tuple(random.sample(proposals.names, len(proposals.names))),
        quotations=tuple(random.sample(proposals.quotations, len(proposals.quotations))),
        links=tuple(random.sample(proposals.links, len(proposals.links))),
    )

    assert resolve(article, turned, found).found == resolve(article, proposals, found).found


@given(cases())
@settings(deadline=None, max_examples=150)
def test_resolving_the_same_proposals_again_changes_nothing(case):
    article, proposals, found = case
    once = resolve(article, proposals, found).found

    assert resolve(article, proposals, once).found == once


@given(cases())
@settings(deadline=None)
def test_nothing_proposed_changes_nothing(case):
    article, _, found = case

    assert resolve(article, Proposals(), found).found == found


@given(cases())
@settings(deadline=None)
def test_every_name_is_a_row_or_is_said_to_be_left_out(case):
    article, proposals, found = case
    done = resolve(article, proposals, found)
    left_out = [proposal for proposal, _ in done.left_out]

    for name in proposals.names:
        rows = [m for m in done.found.mentions if (m.field, m.field_position) == (name.field, name.field_position)]
        is_held = any(name.start <= m.start and m.end <= name.end for m in rows)
        assert (name in left_out) or is_held
    assert not {id(p) for p in left_out} - {id(p) for p in (*proposals.names, *proposals.quotations, *proposals.links)}


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_surer_score_is_never_worth_less(one, other):
    points = ((0.0, 0.1), (0.5, 0.6), (0.9, 0.6), (1.0, 0.95))
    assume(one <= other)

    assert worth(one, points) <= worth(other, points)


@given(newsish, st.integers(8, 60))
@settings(deadline=None)
def test_windows_are_small_enough_and_leave_no_word_out(text, most):
    found = list(windows(text, most))

    assert all(0 <= w.start < w.end <= len(text) and w.end - w.start <= most for w in found)
    assert found == sorted(found)
    seen = {at for w in found for at in range(w.start, w.end)}
    assert all(at in seen or text[at].isspace() for at in range(len(text)))
