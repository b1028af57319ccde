"""Rules over the small columns of `articles`: dates, rights, paths, doubles. No text is read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import polars as pl

from corpus.check.settings import Settings
from corpus.package import Package
from corpus.report import Finding, finding
from corpus.sources import FIRST_INSTANT, LAST_INSTANT, ROW, Source, key_of, rows_of, shown

# The Relation of Strasbourg is the first newspaper that is known (Weber, "Strassburg, 1605", German History 24, 2006).
_FIRST_PAPER = datetime(1605, 1, 1, tzinfo=UTC)

# Where clocks and spreadsheets begin to count: a date that is exactly one of these, to the second, was never set.
_ORIGINS = (
    datetime(1899, 12, 30, tzinfo=UTC),
    datetime(1900, 1, 1, tzinfo=UTC),
    datetime(1904, 1, 1, tzinfo=UTC),
    datetime(1970, 1, 1, tzinfo=UTC),
)

# A clock reading without a zone is kept as if it were UTC, so it may lie up to 14 hours from the true instant.
_ZONE_SLACK = timedelta(days=1)

# Licences under which anybody may pass the texts on (opendefinition.org, conformant): neither NC nor ND.
_OPEN = re.compile(
    r"CC0-|CC-BY-(?:SA-)?\d|CC-PDDC|PDDL-|ODC-By-|ODbL-|DL-DE-(?:BY|ZERO)-|OGL-UK-|GFDL-"
    r"|https?://creativecommons\.org/(?:licenses/by(?:-sa)?|publicdomain)/",
    re.IGNORECASE,
)

# The home of somebody, by a path: macOS, Linux, Windows; or any path from the root of a disk.
_PRIVATE = r"^(?:/|~|[A-Za-z]:[/\\]|\\\\|file:)|(?:^|[/\\])(?:Users|home|Documents and Settings)[/\\][^/\\]+[/\\]"

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """A rule for one row: `is_bad` is true where it fails; `needs` are the columns that it reads."""

    code: str
    field: str
    needs: tuple[str, ...]
    is_bad: pl.Expr
    say: Callable[[Row], str]
    expected: str


def check(
    package: Package, sources: Mapping[str, Source], created: datetime | None, settings: Settings
) -> Iterator[Finding]:
    """Every finding that the small columns of `articles` give."""
    source = sources.get("articles")
    if source is None:
        return
    rules = [r for r in _rules(settings, created) if settings.is_on(r.code) and source.has(*r.needs)]
    columns = dict.fromkeys(name for rule in rules for name in rule.needs)
    rows = source.scan(*dict.fromkeys((*source.key, *columns)))
    bad = source.collect(rows.filter(pl.any_horizontal(rule.is_bad for rule in rules))) if rules else pl.DataFrame()
    if not bad.is_empty():
        for rule in rules:
            for row in rows_of(bad.filter(rule.is_bad)):
                value = shown(row[rule.field])
                yield finding(
                    rule.code,
                    rule.say(row),
                    **key_of(source, row),
                    field=rule.field,
                    value=value,
                    expected=rule.expected,
                )
    yield from _outliers(source, settings)
    yield from _doubles(source, settings)
    yield from _rights(package, source, settings)


def _rules(settings: Settings, created: datetime | None) -> Iterator[_Rule]:
    published, precision = pl.col("published_at"), pl.col("published_precision")
    # A row of rules.py: times that Python cannot write are told there, and by none of these.
    is_time = published.is_between(FIRST_INSTANT, LAST_INSTANT)
    yield _Rule(
        code="published-before-press",
        field="published_at",
        needs=("published_at",),
        is_bad=is_time & (published < _FIRST_PAPER),
        say=lambda row: f"published_at is {row['published_at']}, before there were newspapers",
        expected="1605 or later",
    )
    yield _Rule(
        code="published-placeholder",
        field="published_at",
        needs=("published_at", "published_precision"),
        is_bad=published.is_in(_ORIGINS) & (precision == "instant"),
        say=lambda row: (
            f"published_at is {row['published_at']} to the second, where a clock begins to count: most likely no date"
        ),
        expected="the article's date, or null",
    )
    clock = settings.today or created
    if created is None and settings.today is not None and settings.today < LAST_INSTANT - _ZONE_SLACK:
        today = shown(settings.today)
        yield _Rule(
            code="published-in-future",
            field="published_at",
            needs=("published_at",),
            is_bad=is_time & (published > settings.today + _ZONE_SLACK),
            say=lambda row: f"published_at is {row['published_at']}, but corpus.toml says that it is {today}",
            expected=f"not after {today}",
        )
    if clock is not None:
        yield _Rule(
            code="embargoed",
            field="embargoed_until",
            needs=("embargoed_until",),
            is_bad=pl.col("embargoed_until") > clock,
            say=lambda row: f"under embargo until {row['embargoed_until']}, and the package is of {shown(clock)}",
            expected=f"not after {shown(clock)}",
        )
    for name, code, what in (
        ("modified_at", "modified-before-published", "was changed"),
        ("retrieved_at", "retrieved-before-published", "was fetched"),
    ):
        slack = timedelta(hours=settings.threshold(code, "slack_hours"))
        yield _Rule(
            code=code,
            field=name,
            needs=(name, "published_at", "published_precision"),
            is_bad=precision.is_in(["instant", "day"])
            & pl.col(name).is_between(FIRST_INSTANT, LAST_INSTANT)
            & published.is_between(FIRST_INSTANT + slack, LAST_INSTANT)
            & (pl.col(name) < published - slack),
            say=partial(_say_before, name, what),
            expected="not before published_at",
        )
    yield _Rule(
        code="private-path",
        field="source_uri",
        needs=("source_uri",),
        is_bad=pl.col("source_uri").str.contains(_PRIVATE),
        say=lambda row: f"source_uri is a path of somebody's machine: {shown(row['source_uri'])!r}",
        expected="a path relative to the input, or a URL",
    )


def _say_before(name: str, what: str, row: Row) -> str:
    return f"{what} {row[name]}, before it was published, {row['published_at']}"


def _outliers(source: Source, settings: Settings) -> Iterator[Finding]:
    """Dates that stand alone, years before or after all others of the publisher: most often a misread number."""
    code = "published-outlier"
    if not settings.is_on(code) or not source.has(*source.key, "publisher", "published_at") or not source.key:
        return
    least, share, years = (settings.threshold(code, name) for name in ("least_articles", "most_share", "years"))
    published = pl.col("published_at")
    dated = source.collect(
        source.scan(*source.key, "publisher", "published_at").filter(
            pl.col("publisher").is_not_null(), published.is_between(FIRST_INSTANT, LAST_INSTANT)
        )
    ).sort("publisher", "published_at", ROW)
    dated = dated.with_columns(
        number=pl.len().over("publisher"),
        rank=pl.int_range(pl.len()).over("publisher"),
        gap=published.diff().over("publisher").dt.total_days() / 365.25,
    ).filter(pl.col("number") >= least)
    wide = dated.filter(pl.col("gap") >= years)
    if wide.is_empty():
        return
    # What lies before the last wide gap of the early side, and behind the first of the late side, if that is little.
    most = pl.col("number") * share
    early = wide.filter(pl.col("rank") <= most).group_by("publisher").agg(early=pl.col("rank").max())
    late = wide.filter(pl.col("number") - pl.col("rank") <= most).group_by("publisher").agg(late=pl.col("rank").min())
    odd = (
        dated.join(early, on="publisher", how="left")
        .join(late, on="publisher", how="left")
        .filter((pl.col("rank") < pl.col("early")) | (pl.col("rank") >= pl.col("late")))
        .sort(ROW)
    )
    for row in rows_of(odd):
        yield finding(
            code,
            f"published_at is {row['published_at']}, more than {years:g} years from nearly all {row['number']:,} "
            f"articles of {shown(row['publisher'])}",
            **key_of(source, row),
            field="published_at",
            value=row["published_at"],
            expected="a date near the publisher's others",
        )


def _doubles(source: Source, settings: Settings) -> Iterator[Finding]:
    """Bodies that are there twice, under two keys, where neither row says that it is the other."""
    code = "duplicate-body"
    needs = ("article_id", "body_sha256", "duplicate_of", "word_count")
    if not settings.is_on(code) or not source.has(*needs):
        return
    least = settings.threshold(code, "least_words")
    hashes = source.collect(
        source.scan("body_sha256", "word_count").filter(pl.col("word_count") >= least).drop_nulls("body_sha256")
    )
    # Only hashes that are there twice need the keys: in most packages none.
    twice = hashes.filter(pl.col("body_sha256").is_duplicated())
    if twice.is_empty():
        return
    rows = source.collect(source.scan(*needs).join(twice.lazy().select(ROW), on=ROW, how="semi"))
    rows = rows.drop_nulls("article_id").sort(ROW).unique("article_id", keep="first", maintain_order=True)
    for _, group in rows.group_by("body_sha256", maintain_order=True):
        # Of a marked set one row names no other, and the others name it.
        unmarked = group.filter(pl.col("duplicate_of").is_null())
        if unmarked.height < 2:
            continue
        named = unmarked.filter(pl.col("article_id").is_in(group["duplicate_of"].drop_nulls().implode()))
        original = (unmarked if named.is_empty() else named)["article_id"][0]
        for row in unmarked.filter(pl.col("article_id") != original).iter_rows(named=True):
            yield finding(
                code,
                f"has exactly the body of {original}, and duplicate_of does not say so",
                **key_of(source, row),
                field="duplicate_of",
                expected=original,
            )


def _rights(package: Package, source: Source, settings: Settings) -> Iterator[Finding]:
    """Articles that may not be passed on, or of which nobody says, under a licence that lets anybody do so."""
    code = "rights-unclear"
    if not settings.is_on(code) or not source.has("redistribution"):
        return
    stated = package.descriptor.get("licenses")
    names = [
        str(one.get("name") or one.get("path") or "")
        for one in (stated if isinstance(stated, list) else [])
        if isinstance(one, dict)
    ]
    licence = next((name for name in names if _OPEN.match(name)), None)
    if licence is None:
        return
    counts = dict(
        source.collect(
            source.scan("redistribution")
            .filter(pl.col("redistribution").is_in(["restricted", "unknown"]))
            .group_by("redistribution")
            .len()
        ).iter_rows()
    )
    for word in ("restricted", "unknown"):
        if word in counts:
            yield finding(
                code,
                f"{counts[word]:,} of {source.height:,} articles are {word}, and the package is offered as {licence}; "
                "say in the descriptor what the licence is of, or leave their texts out",
                table="articles",
                field="redistribution",
                value=word,
                expected="open",
            )
