"""Articles per CPU second from text to package, everything included: reading, extraction, writing, sorting.

    python benchmarks/convert.py [ARTICLES]

The articles are the seeds' texts, each with a number of its own, as one JSON Lines file.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
from itertools import cycle, islice
from pathlib import Path

import polars as pl

from corpus.conversion import convert

ROOT = Path(__file__).parent.parent


def main(articles: int) -> None:
    texts = pl.read_parquet(ROOT / "sample" / "articles.parquet").filter(pl.col("body") != "")["body"].to_list()
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "articles.jsonl"
        with source.open("w", encoding="utf-8") as out:
            for n, body in enumerate(islice(cycle(texts), articles)):
                out.write(json.dumps({"id": f"urn:bench:{n}", "text": f"{body}\n\nNo. {n}."}) + "\n")
        before = resource.getrusage(resource.RUSAGE_SELF)
        done = convert([source], Path(name) / "build", workers=1)
        after = resource.getrusage(resource.RUSAGE_SELF)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        size = source.stat().st_size
    print(f"{done.rows['articles']:,} articles, {size / articles:,.0f} bytes each: {articles / cpu:,.0f} a CPU second,")
    print(f"{size / 1e6 / cpu:.2f} MB a CPU second, {after.ru_maxrss / 1024:,.0f} MB of memory at most")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000)
