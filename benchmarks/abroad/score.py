"""How many of our own annotated quotations in German, French and Spanish are found, and how many with their speaker.

    python benchmarks/abroad/score.py [--errors] [--half first|second]

span: exact but for quotation marks, blanks and punctuation at both ends. joint: and the mention of the speaker overlaps
the one annotated, or neither is there. The texts are given without their language, which is detected as in `corpus
convert`. The rules were written with the first half of the texts in view; the second was written after them.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from corpus.extract.rules import extract
from corpus.language import detect
from corpus.record import Article, Found

HERE = Path(__file__).parent
EDGE = " \t\n\u00a0\u202f\"“”„‟‘’‚«»‹›'`,.;:!?…—–-"
Span = tuple[int, int]


def trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start] in EDGE:
        start += 1
    while end > start and text[end - 1] in EDGE:
        end -= 1
    return start, end


def found(text: str) -> list[tuple[Span, Span | None, str]]:
    """What the rules find: spans, the speaker's mention, the name of the rule."""
    article = Article(source_item="1", source_format="text", source_sha256="0" * 64, body=text, language=detect(text))
    result = extract(article, Found())
    rows = []
    for quote in result.quotes:
        mention = result.mentions[quote.speaker_mention] if quote.speaker_mention is not None else None
        speaker = (mention.start, mention.end) if mention is not None else None
        if quote.kind != "indirect":
            rows.append((trim(text, quote.start, quote.end), speaker, quote.rule))
    return rows


def score(texts: list[dict[str, Any]], *, errors: bool) -> tuple[int, int, int, int]:
    """How many are annotated, found, right, and right with their speaker."""
    gold_count = found_count = right = joint = 0
    for each in texts:
        text = each["text"]
        rows = {span: (speaker, rule) for span, speaker, rule in found(text)}
        gold_count += len(each["quotes"])
        found_count += len(rows)
        for quote in each["quotes"]:
            span, speaker = trim(text, quote["start"], quote["end"]), quote["speaker"]
            if span not in rows:
                if errors:
                    print(f"  missed  {each['id']}: {quote['text']}")
                continue
            has, rule = rows.pop(span)
            right += 1
            wanted = (speaker["start"], speaker["end"]) if speaker else None
            is_right = has is wanted if has is None or wanted is None else has[0] < wanted[1] and wanted[0] < has[1]
            joint += is_right
            if errors and not is_right:
                said = text[slice(*has)] if has else None
                print(f"  speaker {each['id']}: {quote['text']}: {said} ({rule}), not {speaker and speaker['text']}")
        if errors:
            for (start, end), (_, rule) in rows.items():
                print(f"  none    {each['id']}: {text[start:end]} ({rule})")
    return gold_count, found_count, right, joint


def f1(right: int, has: int, wanted: int) -> float:
    return 200 * right / (has + wanted) if has + wanted else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", action="store_true", help="print what is missed, wrong or too much")
    parser.add_argument("--half", choices=("first", "second"), action="append")
    options = parser.parse_args()
    for half in options.half or ("first", "second"):
        for language in ("de", "fr", "es"):
            path = HERE / f"{language}.jsonl"
            texts = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
            texts = [each for each in texts if each["half"] == half]
            wanted, has, right, joint = score(texts, errors=options.errors)
            print(
                f"{half:6} {language}  texts {len(texts):2}  quotations {wanted:3}"
                f"  span F1 {f1(right, has, wanted):5.1f}  joint F1 {f1(joint, has, wanted):5.1f}"
            )


if __name__ == "__main__":
    main()
