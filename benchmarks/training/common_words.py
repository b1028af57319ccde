"""Count the English words that are written in lower case, for `corpus/extract/lexicon/common_words.txt`.

    python benchmarks/training/common_words.py TRAIN.jsonl... > corpus/extract/lexicon/common_words.txt

Each line of the inputs is an object with a `text`: the training parts of the Groningen Meaning Bank 2.2.0 (texts in the
public domain), Wikigold (CC-BY 4.0) and GUM news and interviews (CC-BY 4.0, texts CC-BY 2.5). Their licences allow what
is counted on them to be given on with attribution; texts whose licence does not are never counted.
"""

from __future__ import annotations

import json
import re
import sys
import textwrap
from collections import Counter
from pathlib import Path

LEAST_OFTEN, LEAST_SHARE = 2, 0.2
WORD = re.compile(r"(?<![\w'’-])[A-Za-z]{3,}(?![\w-])")
HEAD = """\
# English words that are written in lower case: those that stand so at least twice, and at least a fifth of the time, in
# Groningen Meaning Bank 2.2.0, University of Groningen (texts in the public domain); Wikigold, Balasuriya et al. 2009,
# CC-BY 4.0; GUM corpus, Amir Zeldes and contributors, CC-BY 4.0; texts from Wikinews, CC-BY 2.5.
# The training parts of each. Made by benchmarks/training/common_words.py."""


def common_words(texts: list[str]) -> list[str]:
    """The words in order."""
    lower: Counter[str] = Counter()
    capitalised: Counter[str] = Counter()
    for text in texts:
        for word in WORD.findall(text):
            if word.islower():
                lower[word] += 1
            elif word.istitle():
                capitalised[word.lower()] += 1
    return sorted(w for w, n in lower.items() if n >= LEAST_OFTEN and n >= LEAST_SHARE * (n + capitalised[w]))


def main(paths: list[str]) -> None:
    """Print the list."""
    texts = [json.loads(line)["text"] for path in paths for line in Path(path).read_text("utf-8").splitlines()]
    print(HEAD)
    print(textwrap.fill(", ".join(common_words(texts)), 120, break_on_hyphens=False, break_long_words=False))


if __name__ == "__main__":
    main(sys.argv[1:])
