"""What changed since the previous version that nobody meant to change: volume, nulls, languages, quotations.

Every comparison asks two questions: is the change large (a threshold in corpus.toml), and is it more than chance would
do to so few articles (its standard errors)? Only what is both is told, so that small counts do not cry wolf.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import polars as pl

from corpus.check.settings import Settings
from corpus.report import Finding, finding
from corpus.sources import FIRST_INSTANT, LAST_INSTANT, Source, shown

_NOBODY = "no publisher"


def check(sources: Mapping[str, Source], before: Mapping[str, Source], settings: Settings) -> Iterator[Finding]:
    """Every finding that the tables give beside those of a previous version."""
    now, then = sources.get("articles"), before.get("articles")
    if now is None or then is None or not then.height:
        return
    yield from _volume(now, then, settings)
    if not now.height:
        return
    yield from _nulls(now, then, settings)
    yield from _languages(now, then, settings)
    yield from _quotes(sources, before, settings)


def _volume(now: Source, then: Source, settings: Settings) -> Iterator[Finding]:
    """Publishers and months: those that both versions cover are compared, a new month with the publisher's own past.

    Of months that both cover, the numbers are two counts: their difference has the variance of their sum (Poisson). A
    new month is held against the median of the publisher's last twelve, by the larger of its Poisson deviation and
    1.4826 of the median deviation of those months. A version's last month may be half gathered, and is not a past.
    """
    code = "drift-volume"
    if not settings.is_on(code) or not all(one.has("publisher", "published_at") for one in (now, then)):
        return
    sigmas, change, least = (settings.threshold(code, name) for name in ("sigmas", "change", "least_articles"))
    here, there = _months(now), _months(then)
    last, latest = _last(there), _last(here)
    publishers = sorted({publisher for publisher, _ in there})
    for publisher in publishers:
        ours = {month: number for (name, month), number in here.items() if name == publisher}
        theirs = {month: number for (name, month), number in there.items() if name == publisher}
        if sum(theirs.values()) >= least and not ours:
            yield _found(
                code, f"{publisher} had {sum(theirs.values()):,} articles and has none", "publisher", publisher, None
            )
            continue
        # The last month of the previous version was perhaps not over: that it grew says nothing.
        for month in sorted(theirs):
            old, new = theirs[month], ours.get(month, 0)
            if month == last and new > old:
                continue
            if max(old, new) >= least and _is_far(new - old, math.sqrt(old + new), old, sigmas, change):
                message = f"{publisher} has {new:,} articles of {month}, and had {old:,}"
                yield _found(code, message, "publisher", f"{publisher} {month}", str(old))
        past = sorted(month for month in theirs if month < last)[-12:]
        if len(past) < 6:
            continue
        counts = sorted(theirs[month] for month in past)
        middle = _median(counts)
        spread = max(math.sqrt(middle), 1.4826 * _median(sorted(abs(count - middle) for count in counts)))
        for month in _between(last, latest):
            new = ours.get(month, 0)
            if max(middle, new) >= least and _is_far(new - middle, spread, middle, sigmas, change):
                message = f"{publisher} has {new:,} articles of {month}; its months before have about {middle:,.0f}"
                yield _found(code, message, "publisher", f"{publisher} {month}", f"about {middle:,.0f}")


def _months(source: Source) -> dict[tuple[str, str], int]:
    """Articles by publisher and month (as 2026-01)."""
    published = pl.col("published_at")
    rows = source.scan("publisher", "published_at").filter(published.is_between(FIRST_INSTANT, LAST_INSTANT))
    counted = source.collect(
        rows.group_by(
            pl.col("publisher").fill_null(_NOBODY), (published.dt.year() * 100 + published.dt.month()).alias("month")
        ).len()
    )
    return {(name, f"{month // 100:04}-{month % 100:02}"): number for name, month, number in counted.iter_rows()}


def _last(months: Mapping[tuple[str, str], int]) -> str:
    """The last month in which a version has at least half as many articles as in others: one date may be a slip."""
    totals: dict[str, int] = {}
    for (_, month), number in months.items():
        totals[month] = totals.get(month, 0) + number
    usual = _median(sorted(totals.values())) if totals else 0
    return max((month for month, number in totals.items() if number >= usual / 2), default="")


def _between(last: str, latest: str) -> list[str]:
    """The months after `last`, before `latest`: that one may be half gathered."""
    months: list[str] = []
    year, month = (int(part) for part in (last or latest or "0001-01").split("-"))
    while f"{year:04}-{month:02}" < latest and len(months) < 1_200:
        months.append(f"{year:04}-{month:02}")
        year, month = year + month // 12, month % 12 + 1
    return months[1:]


def _nulls(now: Source, then: Source, settings: Settings) -> Iterator[Finding]:
    code = "drift-nulls"
    if not settings.is_on(code):
        return
    names = [f.name for f in now.table.fields if not f.is_required and now.has(f.name) and then.has(f.name)]
    names = [name for name in names if name != "body"]
    absent = [pl.col(name).is_null().sum() for name in names]
    for name, new, old in zip(
        names,
        now.collect(now.scan(*names).select(absent)).row(0),
        then.collect(then.scan(*names).select(absent)).row(0),
        strict=True,
    ):
        if _shares_differ(code, new, now.height, old, then.height, settings):
            message = f"{name} is null in {new / now.height:.1%} of the articles, and was in {old / then.height:.1%}"
            yield _found(code, message, name, f"{new / now.height:.1%}", f"{old / then.height:.1%}")


def _languages(now: Source, then: Source, settings: Settings) -> Iterator[Finding]:
    code = "drift-language"
    if not settings.is_on(code) or not now.has("language") or not then.has("language"):
        return
    ours, theirs = _counted(now), _counted(then)
    for language in sorted({*ours, *theirs}):
        new, old = ours.get(language, 0), theirs.get(language, 0)
        if _shares_differ(code, new, now.height, old, then.height, settings):
            message = f"{new / now.height:.1%} of the articles are in {language}, and {old / then.height:.1%} were"
            yield _found(code, message, "language", language, f"{old / then.height:.1%}")


def _counted(source: Source) -> dict[str, int]:
    """Articles by language, regions left out; those without one are told by drift-nulls."""
    tag = pl.col("language").str.to_lowercase().str.split("-").list.first()
    return dict(source.collect(source.scan("language").drop_nulls().group_by(tag).len()).iter_rows())


def _quotes(sources: Mapping[str, Source], before: Mapping[str, Source], settings: Settings) -> Iterator[Finding]:
    code = "drift-quotes"
    if not settings.is_on(code):
        return
    measured = [_per_article(some) for some in (sources, before)]
    if measured[0] is None or measured[1] is None:
        return
    (mean, variance, number), (old, old_variance, old_number) = measured[0], measured[1]
    deviation = math.sqrt(variance / number + old_variance / old_number)
    sigmas, change = settings.threshold(code, "sigmas"), settings.threshold(code, "change")
    if _is_far(mean - old, deviation, old, sigmas, change):
        message = f"an article has {mean:.2f} quotations on average, and had {old:.2f}"
        yield _found(code, message, None, f"{mean:.2f}", f"{old:.2f}", table="quotes")


def _per_article(sources: Mapping[str, Source]) -> tuple[float, float, int] | None:
    """Mean and variance of the quotations of an article that has a text, and how many such articles there are."""
    articles, quotes = sources.get("articles"), sources.get("quotes")
    if articles is None or quotes is None or not articles.has("word_count") or not quotes.has("article_id"):
        return None
    number = articles.collect(articles.scan("word_count").select((pl.col("word_count") > 0).sum())).item()
    counts = pl.col("len").cast(pl.Float64)
    by_article = quotes.scan("article_id").drop_nulls().group_by("article_id").len()
    total, squares = quotes.collect(by_article.select(counts.sum(), (counts * counts).sum().alias("squares"))).row(0)
    if number < 2:
        return None
    mean = total / number
    return mean, max(squares / number - mean * mean, 0.0), number


def _shares_differ(code: str, new: int, number: int, old: int, old_number: int, settings: Settings) -> bool:
    """Whether two shares are apart by more than the threshold, and than their standard errors (a two-proportion z)."""
    share, past = new / number, old / old_number
    pooled = (new + old) / (number + old_number)
    deviation = math.sqrt(pooled * (1 - pooled) * (1 / number + 1 / old_number))
    far = abs(share - past)
    return far >= settings.threshold(code, "change") and far > settings.threshold(code, "sigmas") * deviation


def _is_far(difference: float, deviation: float, base: float, sigmas: float, change: float) -> bool:
    """Whether a difference is large beside `base`, and more than so many deviations."""
    is_large = abs(difference) >= change * base if base else difference != 0
    return is_large and abs(difference) > sigmas * deviation


def _median(ordered: list[float] | list[int]) -> float:
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _found(
    code: str, message: str, field: str | None, value: str, expected: str | None, table: str = "articles"
) -> Finding:
    return finding(code, message, table=table, field=field, value=shown(value), expected=expected)
