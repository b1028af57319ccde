"""Write the gold of one language, `de.jsonl`, from its marked-up texts, `de.txt`; so for French and Spanish.

    python benchmarks/abroad/build.py            # says whether the files are what the texts give; 1 if not
    python benchmarks/abroad/build.py --write

A text begins with `## name`. `[a:“...”]` is a quotation with its marks, `[a=...]` who says it, `[a~...]` the words that
attribute it; the letter ties them, within one text. Where no `[a=...]` stands, the text names nobody.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LANGUAGES = ("de", "fr", "es")
_MARKUP = re.compile(r"\[([a-z])([:=~])([^\]]*)\]")


def gold(source: str, language: str) -> list[dict[str, Any]]:
    """The texts of one file, without markup, with their quotations in code points."""
    found = []
    for part in re.split(r"^## ", source, flags=re.MULTILINE)[1:]:
        name, _, marked = part.partition("\n")
        half = "second" if name.endswith("*") else "first"
        text, spans = _plain(marked.strip())
        said: dict[tuple[str, str], dict[str, Any]] = {}
        quotes = []
        for letter, sign, span in spans:
            if sign != ":":
                said.setdefault((letter, sign), span)
        for letter, sign, span in spans:
            if sign == ":":
                quotes.append({**span, "speaker": said.get((letter, "=")), "cue": said.get((letter, "~"))})
        found.append(
            {"id": f"{language}/{name.rstrip('*')}", "language": language, "half": half, "text": text, "quotes": quotes}
        )
    return found


def _plain(marked: str) -> tuple[str, list[tuple[str, str, dict[str, Any]]]]:
    text, spans, done = "", [], 0
    for match in _MARKUP.finditer(marked):
        text += marked[done : match.start()]
        words = match.group(3).rstrip()
        spans.append(
            (match.group(1), match.group(2), {"start": len(text), "end": len(text) + len(words), "text": words})
        )
        text += match.group(3)
        done = match.end()
    return text + marked[done:], spans


def lines(language: str) -> str:
    """What the gold file of a language should hold."""
    texts = gold((HERE / f"{language}.txt").read_text(encoding="utf-8"), language)
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in texts)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write the files instead of comparing them")
    write = parser.parse_args().write
    stale = False
    for language in LANGUAGES:
        path, wanted = HERE / f"{language}.jsonl", lines(language)
        if write:
            path.write_text(wanted, encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != wanted:
            print(f"{path.name} is not what {language}.txt gives; run with --write")
            stale = True
    return int(stale)


if __name__ == "__main__":
    sys.exit(main())
