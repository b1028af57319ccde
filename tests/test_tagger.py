"""What a name names, judged by its words and places."""

import json
import math
from importlib.resources import files

from hypothesis import given
from hypothesis import strategies as st

from corpus.extract import models, tagger
from corpus.extract.names import candidates
from corpus.extract.tagger import Place, Verdict, features, judge
from corpus.extract.tokens import sentences, tokens
from corpus.record import Article


def place(text: str, name: str) -> Place:
    cut = tokens(text)
    words = [t.text for t in tokens(name)]
    first = next(i for i in range(len(cut)) if [t.text for t in cut[i : i + len(words)]] == words)
    return Place(cut, first, first + len(words), (0.0, 0.0, 0.0))


def verdict(text: str, name: str) -> Verdict:
    return judge(tuple(t.text for t in tokens(name)), "unknown", "", [place(text, name)])


def test_the_words_beside_a_name_change_what_it_is():
    spoken = verdict("“Never,” said Brandt, who is 43.", "Brandt")
    lived_in = verdict("They flew from Brandt to the coast.", "Brandt")

    assert spoken.person > 0.6 > lived_in.person
    assert lived_in.place > spoken.place


def test_the_parts_of_a_verdict_are_shares_of_one():
    found = verdict("The Tarnhollow Weavers Guild met.", "Tarnhollow Weavers Guild")

    assert all(0 <= share <= 1 for share in found)
    assert sum(found) <= 1 + 1e-9
    assert found.org == max(found)


@given(st.text(min_size=1, max_size=30), st.text(max_size=20))
def test_a_verdict_is_the_softmax_of_its_features_weights(name, around):
    words = tuple(t.text for t in tokens(name)) or ("Ada",)
    cut = tokens(f"{around} {' '.join(words)} {around}")
    where = [Place(cut, 0, min(len(words), len(cut)), (1.5, 0.0, -2.0))]
    weights = models.weights("names")

    sums = [
        sum(
            share * weights[feature][at]
            for feature, share in features(words, "unknown is_weak", "last", where).items()
            if feature in weights
        )
        for at in range(4)
    ]
    total = 1 + sum(math.exp(s) for s in sums)

    assert all(
        math.isclose(got, math.exp(s) / total, abs_tol=1e-9)
        for got, s in zip(judge(words, "unknown is_weak", "last", where), sums, strict=True)
    )


def test_training_sees_the_spans_of_every_name_in_the_body():
    body = "Ada Lund met the Harbour Board. Lund left."
    article = Article(source_item="1", source_format="text", source_sha256="0" * 64, body=body)

    found = {tuple(s.of(body) for s in spans) for spans, _ in candidates(article, sentences(body))}

    assert found == {("Ada Lund",), ("Harbour Board",), ("Lund",)}


def test_the_weights_are_small_and_say_which_classes_they_are_for():
    file = files(models).joinpath("names.json")

    assert json.loads(file.read_text(encoding="utf-8"))["classes"] == list(tagger.CLASSES)
    assert len(file.read_bytes()) < 1_000_000
