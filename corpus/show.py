"""A package or one of its articles as text for a terminal; no control character of an article is ever printed."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from corpus.errors import PackageError
from corpus.loading import Corpus
from corpus.text import paragraphs

Style = Callable[[str, str], str]
"""Colours words: the words and the name of a style (`quote`, `person`, `org`, `anonymous`, `dim`, `bold`)."""

# Control characters, and those that turn the direction of what follows: a headline must not steer a terminal.
_UNSAFE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


_SHOWN = (
    "article_id", "headline", "byline", "agency", "publisher", "dateline_place", "published_at", "published_precision",
    "language",
)  # fmt: skip


def plain(words: str, _style: str) -> str:
    """No colour."""
    return words


def package(corpus: Corpus, style: Style = plain, width: int = 80, limit: int = 20) -> str:
    """The package at a glance: version, rows, who speaks most, and the first `limit` articles."""
    heights = {name: corpus[name].select(pl.len()).collect().item() for name in corpus}
    lines = [style(f"{corpus.name} {corpus.version}", "bold"), ""]
    lines += _wrapped(", ".join(f"{n:,}\xa0{name}" for name, n in heights.items()), width)
    lines += ["", style("Quoted most", "bold")]
    lines += _speakers(corpus, width) or ["  nobody"]
    columns = ["article_id", "published_at", "published_precision", "publisher"]
    if corpus.edition == "standoff":
        first = corpus.articles.select(*columns, headline="url", body=pl.lit("(no text)")).head(limit)
    else:
        first = corpus.articles.select(*columns, "headline", pl.col("body").str.slice(0, 80)).head(limit)
    listed = first.collect()
    lines += ["", style("Articles", "bold")]
    for row in listed.iter_rows(named=True):
        title = _safe(row["headline"] or " ".join(row["body"].split()) or "(no text)")
        head = f"  {row['article_id'][:10]}  {_date(row):<10}  "
        lines.append(head + _cut(title, width - len(head)))
    if heights["articles"] > limit:
        lines.append(f"  … and {heights['articles'] - limit:,} more")
    hint = "corpus show PACKAGE ARTICLE shows one: by its id, the beginning of it, or words of its headline."
    lines += ["", *_wrapped(hint, width, style, "dim")]
    return "\n".join(lines)


def article(corpus: Corpus, wanted: str, style: Style = plain, width: int = 80) -> str:
    """One article with its quotations, names and speakers marked.

    `wanted` is its id, the beginning of that, or words of the headline.

    Raises:
        PackageError: no article, or more than one, is meant.
    """
    row = _find(corpus, wanted)
    of_it = pl.col("article_id") == row["article_id"]
    frames = {
        name: corpus[name].filter(of_it).collect() for name in ("quotes", "mentions", "roles", "authors", "captions")
    }
    people = dict(corpus.people.select("person_id", "name").collect().iter_rows())
    orgs = dict(corpus.orgs.select("org_id", "name").collect().iter_rows())
    lines = _wrapped(_safe(row["headline"] or "(no headline)"), width, style, "bold")
    credit_line = [row["byline"], row["agency"], row["publisher"], row["dateline_place"], _date(row), row["language"]]
    lines += _wrapped(_safe(" · ".join(dict.fromkeys(c for c in credit_line if c))), width, style, "dim")
    lines += [""]
    spans = _spans(frames)
    for paragraph in paragraphs(row["body"]):
        lines += _marked(row["body"], paragraph.start, paragraph.end, spans, style, width)
        lines += [""]
    for caption in frames["captions"].iter_rows(named=True):
        credit = f" ({caption['credit']})" if caption["credit"] else ""
        lines += [*_wrapped(_safe(f"Picture: {caption['text']}{credit}"), width, style, "dim"), ""]
    lines += [style(f"{frames['quotes'].height} quotations", "bold")]
    for quote in frames["quotes"].iter_rows(named=True):
        who = people.get(quote["person_id"]) or orgs.get(quote["org_id"]) or quote["speaker_text"] or "nobody named"
        kind = "" if quote["kind"] == "direct" else f" [{quote['kind']}]"
        where = f", {quote['medium']}" if quote["medium"] else ""
        lines += _wrapped(
            f"  {_safe(who)}{kind} ({quote['rule']}{_safe(where)}): {_safe(_cut(_one_line(quote['text']), 200))}", width
        )
    lines += ["", style("People and their roles", "bold")]
    seen = frames["mentions"].filter(pl.col("person_id").is_not_null())["person_id"].unique(maintain_order=True)
    for person in seen:
        roles = frames["roles"].filter(pl.col("person_id") == person)["text"].unique(maintain_order=True).to_list()
        lines += _wrapped(_safe(f"  {people.get(person, person)}" + (f": {'; '.join(roles)}" if roles else "")), width)
    return "\n".join(lines)


def _find(corpus: Corpus, wanted: str) -> Mapping[str, Any]:
    if corpus.edition == "standoff":
        raise PackageError(
            f"{corpus.name}: a stand-off edition has no article to show; `corpus hydrate` gives the texts back"
        )
    # Of a package far away the body is fetched of the one that is meant, not of all that are looked through.
    articles = corpus.articles.select(_SHOWN).with_columns(pl.col("headline").fill_null(""))
    folded = pl.col("headline").str.to_lowercase().str.contains(wanted.lower(), literal=True)
    rows = articles.filter(pl.col("article_id").str.starts_with(wanted) | folded).head(6).collect()
    if rows.height == 0:
        raise PackageError(
            f"no article {wanted!r} in {corpus.name}: expected an id, its beginning, or words of its headline"
        )
    exact = rows.filter(pl.col("article_id") == wanted)
    rows = exact if exact.height else rows
    if rows.height > 1:
        some = "; ".join(_safe(f"{r['article_id'][:10]} {r['headline']}") for r in rows.iter_rows(named=True))
        raise PackageError(f"{wanted!r} is said of several articles: {some}")
    return corpus.with_text(rows).row(0, named=True)


def _speakers(corpus: Corpus, width: int, limit: int = 5) -> list[str]:
    frames = [
        corpus[name].filter(pl.col("quote_count") > 0).select("name", "quote_count").collect()
        for name in ("people", "orgs")
    ]
    top = pl.concat(frames).sort("quote_count", "name", descending=[True, False]).head(limit)
    return [_cut(f"  {row['quote_count']:>5,}  {_safe(row['name'])}", width) for row in top.iter_rows(named=True)]


def _spans(frames: Mapping[str, pl.DataFrame]) -> list[tuple[int, int, str]]:
    mentions = frames["mentions"].filter(pl.col("field") == "body").sort("start")
    spans = [
        (m["start"], m["end"], m["entity_kind"])
        for m in mentions.iter_rows(named=True)
        if m["kind"] in ("name", "short")
    ]
    marked = frames["quotes"].filter(pl.col("kind") != "indirect")
    return spans + [(q["start"], q["end"], "quote") for q in marked.iter_rows(named=True)]


def _marked(
    body: str, start: int, end: int, spans: Iterable[tuple[int, int, str]], style: Style, width: int
) -> list[str]:
    """A paragraph in lines of at most `width`, each character in the style of the innermost span that holds it."""
    styles = [""] * (end - start)
    for left, right, name in sorted(spans, key=lambda s: s[0] - s[1]):
        for n in range(max(left, start) - start, min(right, end) - start):
            styles[n] = name
    lines, at = [], 0
    text = body[start:end]
    for line in textwrap.wrap(text, width, break_on_hyphens=False) or [""]:
        at = text.index(line[:1], at) if line else at
        lines.append(_runs(line, styles[at : at + len(line)], style))
        at += len(line)
    return lines


def _runs(line: str, styles: Sequence[str], style: Style) -> str:
    out, begin = [], 0
    for n in range(1, len(line) + 1):
        if n == len(line) or styles[n : n + 1] != styles[begin : begin + 1]:
            words = _safe(line[begin:n])
            out.append(style(words, styles[begin]) if begin < len(styles) and styles[begin] else words)
            begin = n
    return "".join(out)


def _wrapped(words: str, width: int, style: Style = plain, name: str = "") -> list[str]:
    indent = "    " if words.startswith("  ") else ""
    lines = [line.replace("\xa0", " ") for line in textwrap.wrap(words, width, subsequent_indent=indent)]
    return [style(line, name) if name else line for line in lines]


def _date(row: Mapping[str, Any]) -> str:
    shown = {"instant": "%Y-%m-%d", "day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}.get(row["published_precision"])
    return row["published_at"].strftime(shown) if shown and row["published_at"] else ""


def _one_line(words: str) -> str:
    return " ".join(words.split())


def _cut(words: str, width: int) -> str:
    return words if len(words) <= width else words[: max(0, width - 1)].rstrip() + "…"


def _safe(words: str) -> str:
    return _UNSAFE.sub("", words)
