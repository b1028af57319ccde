"""Turn the annotated articles of ``benchmarks/training/articles`` into JSON Lines, as the training scripts read them.

    python benchmarks/training/articles.py [FOLDER] > articles.jsonl

One line is one article: ``{"id", "text", "headline", "quotes": [{"start", "end", "text", "speaker"}], "entities":
[{"start", "end", "text", "label"}]}``, positions in code points of `text`. `speaker` is a span of the same form or
null. The markup is told in ``articles/README.md``; what breaks its rules is an error with file and line, so that no
example is learned wrong.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent / "articles"
_MARKUP = re.compile(r"\[(PER|ORG|LOC|MISC):|\{(\d+)\||<(\d+)>|</(\d+)>|[\]}]")


class MarkupError(ValueError):
    """A file that breaks the rules of the markup."""


def read(source: str, name: str) -> dict[str, object]:
    """The article of one file.

    Raises:
        MarkupError: a bracket, brace or tag is not closed or not opened, names are nested, or a number names no phrase.
    """
    lines = source.replace("\r\n", "\n").split("\n")
    head = 0
    told: dict[str, str] = {}
    while head < len(lines) and lines[head].startswith("#"):
        key, _, value = lines[head][1:].partition(":")
        told[key.strip()] = value.strip()
        head += 1
    body = re.sub(r"\n{2,}", "\n\n", "\n".join(line.rstrip() for line in lines[head:])).strip()

    def fail(at: int, message: str) -> MarkupError:
        return MarkupError(f"{name}:{head + 2 + body.count(chr(10), 0, at)}: {message}")

    text: list[str] = []
    length = done = 0
    is_open: list[tuple[str, str, int]] = []
    entities: list[tuple[int, int, str]] = []
    quotes: list[tuple[int, int, str]] = []
    phrases: dict[str, tuple[int, int]] = {}
    for found in _MARKUP.finditer(body):
        text.append(body[done : found.start()])
        length += found.start() - done
        done = found.end()
        label, phrase, quote, closing = found.groups()
        if label:
            if any(kind == "]" for kind, _, _ in is_open):
                raise fail(found.start(), "a name within a name")
            is_open.append(("]", label, length))
        elif phrase:
            is_open.append(("}", phrase, length))
        elif quote:
            is_open.append((">", quote, length))
        else:
            mark = ">" if closing else found.group()
            if not is_open or is_open[-1][0] != mark or (closing and is_open[-1][1] != closing):
                raise fail(found.start(), f"{found.group()!r} closes nothing that is open")
            _, what, start = is_open.pop()
            if mark == "]":
                entities.append((start, length, what))
            elif mark == "}":
                if what in phrases:
                    raise fail(found.start(), f"phrase {what} stands twice")
                phrases[what] = (start, length)
            else:
                quotes.append((start, length, what))
    if is_open:
        raise fail(len(body), f"{is_open[-1]} is not closed")
    text.append(body[done:])
    whole = "".join(text)

    def span(start: int, end: int) -> dict[str, object]:
        return {"start": start, "end": end, "text": whole[start:end]}

    rows = []
    for start, end, number in sorted(quotes):
        if number != "0" and number not in phrases:
            raise fail(0, f"no phrase {number} for the quotation {whole[start:end][:40]!r}")
        rows.append({**span(start, end), "speaker": span(*phrases[number]) if number != "0" else None})
    return {
        "id": name.removesuffix(".txt"),
        "headline": told.get("headline"),
        "text": whole,
        "quotes": rows,
        "entities": [{**span(start, end), "label": label} for start, end, label in entities],
    }


def read_all(folder: Path = HERE) -> Iterator[dict[str, object]]:
    """The articles of a folder, in the order of their names."""
    for path in sorted(folder.glob("*.txt")):
        yield read(path.read_text(encoding="utf-8"), path.name)


if __name__ == "__main__":
    for article in read_all(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE):
        print(json.dumps(article, ensure_ascii=False))
