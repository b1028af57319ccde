# /// script
# requires-python = ">=3.11"
# dependencies = ["newscorpus", "scipy>=1.13", "numpy>=1.26"]
# ///
"""Learn ``corpus/extract/models/speakers.json`` from annotated quotations; its card is docs/explanation/models.md.

    python benchmarks/training/speakers.py TRAIN.jsonl... [--dev DEV.jsonl...] [--penalty 1.0]

A file holds one article a line: ``{"id", "text", "quotes": [{"start", "end", "speaker": {"start", "end"} or null}]}``,
positions in code points. Only text whose licence allows weights to be shared may be named as TRAIN. Same files, same
weights: nothing is drawn by chance.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from corpus.extract.attribution import options, verbs_of
from corpus.extract.ranker import features, features_of_none
from corpus.extract.rules import framed
from corpus.record import Article

REACH = 60
RARE = 2
PENALTY = 8.0  # of 1, 3, 5, 12: the best on articles held back
MARKS = " \t\n\u00a0\"“”„‟‘’‚«»‹›'`,.;:!?…—–-"


class Choice(NamedTuple):
    """One quotation: the features of every candidate, "none" last, which of them are right, and the rules' own best."""

    features: list[list[str]]
    right: list[bool]
    best: int


def choices(path: Path) -> Iterator[Choice]:
    """The quotations of a file with what the sentence around them offers."""
    for line in path.open(encoding="utf-8"):
        document = json.loads(line)
        text = document["text"]
        gold = {trim(text, q["start"], q["end"]): q["speaker"] for q in document["quotes"]}
        article = Article(
            source_item=document["id"], source_format="jsonl", source_sha256="0" * 64, body=text, language="en"
        )
        frame, marks = framed(article)
        for sentence, uses in zip(frame, verbs_of(frame), strict=True):
            tokens = sentence.tokens
            for place, token in enumerate(tokens):
                if token.kind != "quote":
                    continue
                key = trim(text, marks[token.ref].start, marks[token.ref].end)
                found, _ = options(tokens, place, [use for use in uses if abs(use.first - place) <= REACH])
                if not found:
                    continue
                speaker = gold.get(key)
                inside = speaker is not None and tokens[0].start <= speaker["start"] < tokens[-1].end
                right = []
                for option in found:
                    head = tokens[option.phrase.head]
                    is_right = speaker is not None and head.start < speaker["end"] and speaker["start"] < head.end
                    # gold may name whom a pronoun means: the pronoun is right
                    is_right |= speaker is not None and not inside and option.phrase.kind == "pronoun"
                    right.append(bool(is_right))
                right.append(not any(right))
                best = max(range(len(found)), key=lambda i: found[i].score)
                rows = [list(features(tokens, place, option, found)) for option in found]
                rows.append(list(features_of_none(tokens, place, found)))
                yield Choice(rows, right, best if found[best].score >= 0.3 else len(found))


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without marks and blanks at its ends."""
    while start < end and text[start] in MARKS:
        start += 1
    while end > start and text[end - 1] in MARKS:
        end -= 1
    return start, end


def fit(known: list[Choice], penalty: float) -> dict[str, float]:
    """Maximum likelihood of the right candidates, with an L2 penalty."""
    seen = Counter(f for choice in known for row in choice.features for f in row)
    column = {f: i for i, f in enumerate(sorted(f for f, n in seen.items() if n >= RARE))}
    rows, columns, group, right = [], [], [], []
    for number, choice in enumerate(known):
        for row, is_right in zip(choice.features, choice.right, strict=True):
            columns += [column[f] for f in row if f in column]
            rows += [len(group)] * sum(f in column for f in row)
            group.append(number)
            right.append(is_right)
    table = csr_matrix((np.ones(len(rows)), (rows, columns)), (len(group), len(column)))
    of, good = np.array(group), np.array(right, dtype=float)
    count = len(known)

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        score = table @ w
        top = np.full(count, -np.inf)
        np.maximum.at(top, of, score)
        part = np.exp(score - top[of])
        total = np.bincount(of, part, count)
        share = part / total[of]
        mass = np.bincount(of, share * good, count)
        each = share * good / mass[of]
        gradient = table.T @ (share - each) + penalty * w
        return float(-np.log(mass).sum() + penalty * (w @ w) / 2), gradient

    found = minimize(loss, np.zeros(len(column)), jac=True, method="L-BFGS-B", options={"maxiter": 400}).x
    return {f: float(found[i]) for f, i in column.items()}


def report(name: str, tests: list[Choice], model: dict[str, float]) -> None:
    """Print how often the model's and the rules' first choice is right."""
    hits = rules = 0
    for choice in tests:
        sums = [sum(model.get(f, 0.0) for f in row) for row in choice.features]
        hits += choice.right[int(np.argmax(sums))]
        rules += choice.right[choice.best]
    print(f"{name:24} {len(tests)} choices, right {hits / len(tests):.4f}, by the rules alone {rules / len(tests):.4f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train", nargs="+", type=Path)
    parser.add_argument("--dev", nargs="*", type=Path, default=[])
    parser.add_argument("--penalty", type=float, default=PENALTY)
    parser.add_argument("--out", type=Path, default=Path("corpus/extract/models/speakers.json"))
    given = parser.parse_args()
    known = [choice for path in given.train for choice in choices(path)]
    is_held = np.arange(len(known)) % 5 == 0
    learned = [choice for choice, held in zip(known, is_held, strict=True) if not held]
    report(
        "a fifth held back",
        [choice for choice, held in zip(known, is_held, strict=True) if held],
        fit(learned, given.penalty),
    )
    model = fit(known, given.penalty)
    kept = {f: round(100 * w) for f, w in sorted(model.items()) if abs(w) >= 0.01}
    lines = ",\n".join(f"{json.dumps(f, ensure_ascii=False)}: [{w}]" for f, w in kept.items())
    given.out.write_text(f'{{"classes": ["speaker"], "scale": 100, "weights": {{\n{lines}\n}}}}\n', encoding="utf-8")
    print(f"{len(known)} choices, {len(kept)} features, {given.out.stat().st_size} bytes")
    for path in given.dev:
        report(path.stem, list(choices(path)), model)


if __name__ == "__main__":
    main()
