# /// script
# requires-python = ">=3.11"
# dependencies = ["newscorpus", "scikit-learn>=1.5", "numpy>=1.26"]
# ///
"""Learn ``corpus/extract/models/names.json`` from annotated text; its card is docs/explanation/models.md.

    python benchmarks/training/names.py TRAIN.jsonl[*WEIGHT]... [--dev DEV.jsonl...] [--least 0.05]

A file holds one document a line: ``{"id", "text", "entities": [{"start", "end", "label": PER|ORG|LOC|MISC}]}``,
positions in code points. Only text whose licence allows weights to be shared may be named here. A file with ``*3``
behind its name counts three times. `--least` is the absolute weight under which a feature is left out. Same files,
same weights: nothing is drawn by chance.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from pathlib import Path

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from corpus.extract.names import candidates
from corpus.extract.tagger import CLASSES
from corpus.extract.tokens import sentences
from corpus.extract.words import Is, flags
from corpus.record import Article

LABELS = dict(zip(("PER", "ORG", "LOC", "MISC"), CLASSES, strict=True))
NOTHING = "nothing"
STRENGTH = 0.1  # of the L2 penalty, inverse; .03 and .3 are worse on the development parts
RARE = 3  # names that a feature must occur in


def bare(text: str, start: int, end: int) -> int:
    """Where a person's name begins without its titles, which some corpora count in."""
    while (word := re.match(r"(\S+)\s+", text[start:end])) and flags(word.group(1)) & (Is.TITLE | Is.MODIFIER):
        start += word.end()
    return start


def examples(path: Path) -> list[tuple[dict[str, float], str]]:
    """The features and the class of every name of a file; a name that gold cuts elsewhere is no example."""
    found = []
    for line in path.open(encoding="utf-8"):
        document = json.loads(line)
        text = document["text"]
        gold = {}
        for each in document["entities"]:
            start = bare(text, each["start"], each["end"]) if each["label"] == "PER" else each["start"]
            gold[start, each["end"]] = LABELS[each["label"]]
        inside = sorted(gold)
        article = Article(
            source_item=document["id"], source_format="jsonl", source_sha256="0" * 64, body=text, language="en"
        )
        for spans, features in candidates(article, sentences(text)):
            classes: Counter[str] = Counter()
            for span in spans:
                overlaps = any(a < span.end and span.start < b for a, b in inside)
                classes[gold.get((span.start, span.end), "cut elsewhere" if overlaps else NOTHING)] += 1
            name = min(classes, key=lambda c: (-classes[c], c)) if classes else "cut elsewhere"
            if name != "cut elsewhere":
                found.append((features, name))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train", nargs="+")
    parser.add_argument("--dev", nargs="*", type=Path, default=[])
    parser.add_argument("--least", type=float, default=0.05)
    parser.add_argument("--strength", type=float, default=STRENGTH)
    parser.add_argument("--out", type=Path, default=Path("corpus/extract/models/names.json"))
    given = parser.parse_args()
    known, counts = [], []
    for name in given.train:
        path, _, times = name.partition("*")
        known += examples(Path(path))
        counts += [float(times or 1)] * (len(known) - len(counts))
    seen = Counter(feature for features, _ in known for feature in features)
    table = DictVectorizer()
    rows = table.fit_transform([{f: v for f, v in features.items() if seen[f] >= RARE} for features, _ in known])
    model = LogisticRegression(C=given.strength, max_iter=400, fit_intercept=False)
    model.fit(rows, [name for _, name in known], sample_weight=counts)
    order = [list(model.classes_).index(name) for name in (*CLASSES, NOTHING)]
    weights = model.coef_[order[:4]] - model.coef_[order[4]]  # softmax knows differences only
    kept = {
        feature: [round(100 * float(weights[row, column])) for row in range(4)]
        for column, feature in enumerate(table.get_feature_names_out())
        if abs(weights[:, column]).max() >= given.least
    }
    lines = ",\n".join(f"{json.dumps(f, ensure_ascii=False)}: {json.dumps(w)}" for f, w in sorted(kept.items()))
    given.out.write_text(
        f'{{"classes": {json.dumps(CLASSES)}, "scale": 100, "weights": {{\n{lines}\n}}}}\n', encoding="utf-8"
    )
    print(f"{len(known)} names, {len(kept)} features of {len(seen)}, {given.out.stat().st_size} bytes")
    for path in given.dev:
        tests = examples(path)
        right = Counter(zip(model.predict(table.transform([f for f, _ in tests])), [c for _, c in tests], strict=True))
        for name in CLASSES:
            hit, found = right[name, name], sum(n for (p, _), n in right.items() if p == name)
            have = sum(n for (_, g), n in right.items() if g == name)
            print(f"{path.stem:16} {name:7} P {hit / max(1, found):.3f}  R {hit / max(1, have):.3f}  of {have} names")


if __name__ == "__main__":
    main()
