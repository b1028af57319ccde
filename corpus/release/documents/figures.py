"""The numbers that a card tells, counted from the tables of a version; bodies are not read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from corpus import contract, editions
from corpus.release.documents.about import About

_MONTHS = 120
_TOP = 12

Counts = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Counts by name, in the order in which they are told.

    `periods` are months, or years where months are too many. `inputs` are the number of different files, that of
    different items in them, and the SHA-256 of the items' sorted lines `<sha256>  <uri>`. `excerpts` says how much an
    excerpt shows; None for other editions.
    """

    first: str | None
    last: str | None
    words: int
    periods: Counts
    undated: int
    speakers: Counts
    publishers: Counts
    publisher_count: int
    languages: Counts
    formats: Counts
    redistribution: Counts
    licenses: Counts
    inputs: tuple[int, int, str]
    excerpts: editions.Shown | None


def count(folder: Path, about: About) -> Figures:
    """Count what is in the folder of a version."""
    articles, quotes = (_scan(folder, about, table) for table in ("articles", "quotes"))
    times = articles.select("published_at").drop_nulls().collect()["published_at"]
    words, rows = articles.select(words=pl.col("word_count").cast(pl.Int64).sum(), rows=pl.len()).collect().row(0)
    publishers = _counted(articles, "publisher")
    return Figures(
        first=None if times.is_empty() else str(times.min())[:10],
        last=None if times.is_empty() else str(times.max())[:10],
        words=words,
        periods=_periods(times),
        undated=rows - len(times),
        speakers=_counted(quotes, "speaker_kind"),
        publishers=publishers[:_TOP],
        publisher_count=len(publishers),
        languages=_counted(articles, "language"),
        formats=_counted(articles, "source_format"),
        redistribution=_counted(articles, "redistribution"),
        licenses=_counted(articles, "license"),
        inputs=_inputs(articles),
        excerpts=editions.shown_of(folder) if about.edition == "excerpt" else None,
    )


def _scan(folder: Path, about: About, table: str) -> pl.LazyFrame:
    if table not in about.files:
        return pl.LazyFrame(schema=contract.polars_schema(contract.tables()[table]))
    return pl.scan_parquet([folder / name for name in about.files[table]], glob=False, hive_partitioning=False)


def _counted(table: pl.LazyFrame, column: str) -> Counts:
    """How often each value is there, the most frequent first; null is left out."""
    values = table.select(column).drop_nulls().group_by(column).len()
    return tuple(
        (str(name), int(n)) for name, n in values.sort("len", column, descending=[True, False]).collect().rows()
    )


def _periods(times: pl.Series) -> Counts:
    """Articles in each month from the first to the last, those without any among them; or years, where too many."""
    if times.is_empty():
        return ()
    months = (times.dt.year().cast(pl.Int64) * 12 + times.dt.month() - 1).to_frame("month")
    found = dict(months.group_by("month").len().rows())
    span = range(min(found), max(found) + 1)
    if len(span) <= _MONTHS:
        return tuple((f"{at // 12:04d}-{at % 12 + 1:02d}", int(found.get(at, 0))) for at in span)
    years = dict.fromkeys(range(span[0] // 12, span[-1] // 12 + 1), 0)
    for month, n in found.items():
        years[month // 12] += int(n)
    return tuple((f"{year:04d}", n) for year, n in years.items())


def _inputs(articles: pl.LazyFrame) -> tuple[int, int, str]:
    pairs = articles.select("source_sha256", "source_uri").unique().sort("source_sha256", "source_uri").collect()
    digest = hashlib.sha256()
    for sha256, uri in pairs.iter_rows():
        digest.update(f"{sha256}  {uri}\n".encode())
    return pairs["source_uri"].n_unique(), pairs.height, digest.hexdigest()
