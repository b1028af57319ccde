# /// script
# requires-python = ">=3.11"
# dependencies = ["newscorpus", "scikit-learn>=1.5", "numpy>=1.26"]
# ///
"""Measure ``corpus/extract/models/confidence.json``, what a score is worth; its card is docs/explanation/models.md.

    python benchmarks/training/confidence.py --quotes ARTICLES.jsonl... --names NAMES.jsonl...

Both as the other training scripts read them, and under the same rule: only text whose licence allows what is learned to
be shared.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from names import bare
from sklearn.isotonic import IsotonicRegression
from speakers import trim

from corpus.extract import confidence
from corpus.extract.names import find_names
from corpus.extract.rules import judged
from corpus.extract.tokens import sentences
from corpus.record import Article

LEAST = 40  # rows in one bin
PRIOR = 4  # rows that a bin has besides, right as often as its group
Row = tuple[float, bool]


def article_of(line: str) -> tuple[dict[str, list[dict[str, object]]], Article]:
    document = json.loads(line)
    return document, Article(
        source_item=document["id"],
        source_format="jsonl",
        source_sha256="0" * 64,
        body=document["text"],
        language="en",
    )


def of_quotes(path: Path) -> Iterator[tuple[str, str, float, bool, bool | None]]:
    """Of every row in marks: its rule, kind and score; whether gold has it, and whether its speaker is right."""
    for line in path.open(encoding="utf-8"):
        document, article = article_of(line)
        text = article.body
        gold = {trim(text, q["start"], q["end"]): q["speaker"] for q in document["quotes"]}
        found, scores = judged(article)
        for quote in found.quotes:
            if quote.start not in scores:
                continue
            key = trim(text, quote.start, quote.end)
            rule, score = scores[quote.start]
            if key not in gold or quote.speaker_mention is None:
                yield rule, quote.kind, score, key in gold, None
                continue
            speaker = gold[key]
            mention = found.mentions[quote.speaker_mention]
            spans = [mention]
            if quote.person is not None and mention.kind == "pronoun":
                # gold may point at the name that a pronoun means
                spans += [m for m in found.mentions if m.person == quote.person and m.field == "body"]
            yield (
                rule,
                quote.kind,
                score,
                True,
                speaker is not None and any(m.start < speaker["end"] and speaker["start"] < m.end for m in spans),
            )


def of_names(path: Path) -> Iterator[tuple[str, float, bool]]:
    """Of every name: what it names, its score, and whether gold has it."""
    for line in path.open(encoding="utf-8"):
        document, article = article_of(line)
        text = article.body
        gold = {
            (bare(text, e["start"], e["end"]) if e["label"] == "PER" else e["start"], e["end"], e["label"])
            for e in document["entities"]
        }
        labels = {"person": "PER", "org": "ORG"}
        for mention in find_names(article, sentences(text), calibrated=False).mentions:
            if mention.field == "body":
                label = labels[mention.entity_kind]
                yield mention.entity_kind, mention.confidence, (mention.start, mention.end, label) in gold


def rising(rows: list[Row]) -> list[list[float]]:
    """The points of one table: bins of equal size, their shares made to rise, at the mean of their scores."""
    rows = sorted(rows)
    mean = np.mean([right for _, right in rows])
    bins: dict[float, list[bool]] = {}
    for part in np.array_split(np.arange(len(rows)), max(1, min(6, len(rows) // LEAST))):
        centre = round(float(np.mean([rows[i][0] for i in part])), 3)
        bins.setdefault(centre, []).extend(rows[i][1] for i in part)
    shares = [(sum(found) + PRIOR * mean) / (len(found) + PRIOR) for found in bins.values()]
    sizes = [len(found) for found in bins.values()]
    smooth = IsotonicRegression().fit(list(bins), shares, sample_weight=sizes).predict(list(bins))
    return [[centre, round(float(share), 3)] for centre, share in zip(bins, smooth, strict=True)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quotes", nargs="+", type=Path, required=True)
    parser.add_argument("--names", nargs="+", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("corpus/extract/models/confidence.json"))
    given = parser.parse_args()
    speaker: defaultdict[str, list[Row]] = defaultdict(list)
    span: defaultdict[str, list[bool]] = defaultdict(list)
    for path in given.quotes:
        for rule, kind, score, is_quote, is_right in of_quotes(path):
            group = confidence.GROUPS.get(rule, "inferred")
            span[f"{group} {kind}"].append(is_quote)
            span[f"{rule} {kind}"].append(is_quote)
            if is_right is not None:
                speaker[group].append((score, is_right))
    mention: defaultdict[str, list[Row]] = defaultdict(list)
    for path in given.names:
        for entity, score, is_right in of_names(path):
            mention[entity].append((score, is_right))
    groups = sorted({*confidence.GROUPS.values(), "inferred"})
    for name in (f"{group} {kind}" for group in groups for kind in ("direct", "partial")):
        span.setdefault(name, [True])
    tables = {
        "speaker": {group: rising(rows) for group, rows in sorted(speaker.items())},
        "span": {
            name: [[0.0, round((sum(rows) + PRIOR * 0.9) / (len(rows) + PRIOR), 3)]]
            for name, rows in sorted(span.items())
            if len(rows) >= LEAST or name.split()[0] in groups
        },
        "mention": {entity: rising(rows) for entity, rows in sorted(mention.items())},
    }
    given.out.write_text(json.dumps(tables, indent=1) + "\n", encoding="utf-8")
    print({name: {group: len(table) for group, table in found.items()} for name, found in tables.items()})


if __name__ == "__main__":
    main()
