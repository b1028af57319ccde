"""What travels when a package is loaded over HTTP: megabytes and requests, as a server on loopback counts them.

python benchmarks/load_far.py PACKAGE
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))

from range_server import RangeServer

import corpus


def main(folder: Path) -> None:
    server = RangeServer(folder)

    def step(name: str, task: Callable[[], Any]) -> Any:
        server.reset()
        begin = time.perf_counter()
        result = task()
        seconds = time.perf_counter() - begin
        print(f"{name:32} {server.bytes / 1e6:8.2f} MB {len(server.requests):4} requests {seconds:7.2f} s")
        return result

    with tempfile.TemporaryDirectory() as cache:
        os.environ["NEWSCORPUS_CACHE"] = cache
        news = step("load", lambda: corpus.load(server.address))
        one = ["article_id", "published_at", "publisher", "language", "word_count"]
        step("five columns", lambda: news.articles.select(one).collect())
        other = ["article_id", "published_at", "publisher", "headline", "url"]
        step("five other columns", lambda: news.articles.select(other).collect())
        ids = news.articles.select("article_id").collect()["article_id"]
        step("one body by id", lambda: news.with_text(pl.DataFrame({"article_id": ids[len(ids) // 2 :][:1]})))
        step("another body by id", lambda: news.with_text(pl.DataFrame({"article_id": ids[:1]})))
        step("SQL: one column", lambda: news.sql("select language, count(*) from articles group by 1"))
        step("a quotation in context", lambda: news.quotes_in_context(200, news.quotes.head(1)).collect())
    server.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
