"""Records to Arrow to Parquet: keys, column order, row order, writer options. The only room that knows Arrow's writer.

One article becomes rows at once (`rows`), without knowing any other. Parts of a corpus are written as they come
(`write_part`). What needs the whole corpus is done once, on columns of the parts (`finish`): one article per key, one
row per person and organisation, counts, doubles, the total order.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from corpus import contract, identity, text
from corpus.errors import PackageError
from corpus.record import Article, Found, Person, Problem, Severity

T = TypeVar("T")
Row = dict[str, Any]
Rows = dict[str, list[Row]]

# The serial number of the source item that a row of a part came from. It tells two items with one `article_id` apart
# until one of them is chosen, and is in no finished table.
_ITEM = "item_number"

# Measured on 54,665 articles: zstd 9 is the knee (level 19 saves 8 % for 26 times the CPU), groups of 5,000 bodies let
# one article be read without all of them, and statistics of a body only make the footer long.
_COMPRESSION_LEVEL = 9
_ROWS_PER_GROUP = {"articles": 5_000}
_ROWS_PER_GROUP_ELSE = 50_000
_NO_STATISTICS = {"body", "text", "message"}


# ------------------------------------------------------------------ one article


def rows(article: Article, found: Found, uri: str) -> Rows:
    """The rows of one article in every table, keys included; `uri` is the input as `source_uri` names it.

    Rows of `people` and `orgs` say who is named, not yet how often: `finish` counts.
    """
    a = identity.article_id(article)
    person_ids = [identity.person_id(person, a) for person in found.people]
    org_ids = [identity.org_id(org.name) for org in found.orgs]
    mention_ids = _numbered(
        found.mentions,
        lambda m: (m.field, m.field_position, m.start, m.end, m.entity_kind),
        lambda place, n: identity.place_id("m", a, *place, n),
    )
    quote_ids = _numbered(found.quotes, lambda q: q.text, lambda words, n: identity.quote_id(a, words, n))
    out: Rows = {
        "articles": [_article_row(article, a, uri)],
        "people": [_person_row(person, key) for person, key in zip(found.people, person_ids, strict=True)],
        "orgs": [
            {
                "org_id": key,
                "name": org.name,
                "acronym": org.acronym,
                "kind": org.kind,
                "name_key": identity.org_key(org.name),
            }
            for org, key in zip(found.orgs, org_ids, strict=True)
        ],
        "quotes": [],
        "mentions": [],
        "cues": [],
        "roles": [],
        "authors": [],
        "captions": [
            {"position": n, "text": caption.text, "credit": caption.credit}
            for n, caption in enumerate(article.captions)
        ],
        "subjects": [
            {"position": n, "scheme": s.scheme, "code": s.code, "name": s.name, "relevance": s.relevance}
            for n, s in enumerate(article.subjects)
        ],
        "problems": [problem_row(problem, uri, default_item=article.source_item) for problem in article.problems],
    }
    starts = [paragraph.start for paragraph in text.paragraphs(article.body)]
    paragraph = 0
    for n, (quote, key) in enumerate(zip(found.quotes, quote_ids, strict=True)):
        while paragraph + 1 < len(starts) and starts[paragraph + 1] <= quote.start:
            paragraph += 1
        row = _plain(
            quote,
            "start end text kind speaker_kind speaker_text cue attribution medium rule "
            "span_confidence speaker_confidence",
        )
        row |= {"quote_id": key, "position": n, "paragraph": paragraph}
        row["person_id"] = _at(person_ids, quote.person)
        row["org_id"] = _at(org_ids, quote.org)
        row["speaker_mention_id"] = _at(mention_ids, quote.speaker_mention)
        row["continues_quote_id"] = _at(quote_ids, quote.continues)
        out["quotes"].append(row)
        cues = {cue.start: {"quote_id": key} | _plain(cue, "start end text lemma") for cue in quote.cues}
        out["cues"] += cues.values()
    for mention, key in zip(found.mentions, mention_ids, strict=True):
        row = _plain(mention, "field field_position start end text kind entity_kind confidence")
        row |= {"mention_id": key, "person_id": _at(person_ids, mention.person), "org_id": _at(org_ids, mention.org)}
        out["mentions"].append(row)
    roles: dict[str, Row] = {}
    for role in found.roles:
        holder = person_ids[role.person]
        key = identity.place_id("r", a, holder, role.field, role.field_position, role.start, role.end)
        row = _plain(role, "field field_position start end text relation")
        roles[key] = row | {"role_id": key, "person_id": holder, "org_id": _at(org_ids, role.org)}
    out["roles"] = list(roles.values())
    for n, author in enumerate(article.authors):
        row = {"position": n, "name": author.name, "kind": author.kind, "person_id": None}
        if author.kind == "person":
            credited = Person(name=author.name, is_full_name=len(author.name.split()) > 1)
            row["person_id"] = identity.person_id(credited, a)
            out["people"].append(_person_row(credited, row["person_id"]))
        out["authors"].append(row)
    for name, table_rows in out.items():
        if name not in ("people", "orgs"):
            for row in table_rows:
                row["article_id"] = a
    return out


def problem_row(problem: Problem, uri: str, default_item: str | None = None) -> Row:
    """The row of `problems` for an input, without an article."""
    item = problem.item if problem.item is not None else default_item
    return {
        "source_uri": uri,
        "source_item": item,
        "code": problem.code,
        "severity": problem.severity,
        "message": problem.message,
    }


def _article_row(article: Article, key: str, uri: str) -> Row:
    row: Row = {name: getattr(article, name, None) for name in contract.tables()["articles"].names}
    moment = article.published
    return row | {
        "article_id": key,
        "published_at": moment.at if moment else None,
        "published_precision": moment.precision if moment else "none",
        "published_zone": moment.zone if moment else None,
        "body_sha256": text.sha256(article.body),
        "paragraph_count": text.count_paragraphs(article.body),
        "word_count": text.count_words(article.body),
        "source_uri": uri,
    }


def _person_row(person: Person, key: str) -> Row:
    row = _plain(person, "name given_name family_name is_full_name")
    return row | {"person_id": key, "name_key": identity.person_key(person)}


def _plain(record: object, names: str) -> Row:
    return {name: getattr(record, name) for name in names.split()}


def _at(ids: Sequence[str], n: int | None) -> str | None:
    return None if n is None else ids[n]


def _numbered(items: Iterable[T], same: Callable[[T], Any], key: Callable[[Any, int], str]) -> list[str]:
    """A key for each item, from what makes it the same as others and its number (from 0) among those."""
    numbers: dict[Hashable, Iterator[int]] = {}
    return [key(same(item), next(numbers.setdefault(same(item), count()))) for item in items]


# ------------------------------------------------------------------ parts


def write_part(rows: Mapping[str, list[Row]], path: Callable[[str], Path]) -> dict[str, Path]:
    """Write rows with their item numbers, one file per table that has any, at `path(table)`. The paths written."""
    written = {}
    for name, table_rows in rows.items():
        if table_rows:
            # Through a file of Python's own: given a path, polars does not say when the disk is full.
            with path(name).open("wb") as out:
                try:
                    pl.DataFrame(table_rows, schema=_part_schema(name)).write_parquet(out, compression="lz4")
                except pl.exceptions.ComputeError as error:  # older ones say it in their own words
                    raise PackageError(f"{path(name)}: cannot be written; is the disk full? ({error})") from error
            written[name] = path(name)
    return written


def numbered(rows: Rows, item: int) -> Rows:
    """The same rows, with the serial number of the source item that they came from (unique in the corpus)."""
    for table_rows in rows.values():
        for row in table_rows:
            row[_ITEM] = item
    return rows


def _part_schema(name: str) -> dict[str, pl.DataType]:
    return {**contract.polars_schema(contract.tables()[name]), _ITEM: pl.Int64()}


# ------------------------------------------------------------------ the whole corpus


def finish(parts: Mapping[str, Sequence[Path]], out: Path) -> dict[str, int]:
    """Write `out/<table>.parquet` for every table of the contract from all parts. Rows per table.

    Of items with one `article_id` the newest keeps it (by `modified_at`, `version`, `retrieved_at`, `published_at`,
    then by content, so that order never matters); the same item again and older ones are left out, other documents get
    keys of their own, and each is said. A table is in memory while it is sorted.
    """
    scans = {name: _scan(name, parts.get(name, ())) for name in contract.tables()}
    verdicts = _judge(scans["articles"])
    if verdicts.left_out:
        left_out = pl.LazyFrame({_ITEM: verdicts.left_out}, schema={_ITEM: pl.Int64})
        for name in scans:
            if name != "problems":
                scans[name] = scans[name].join(left_out, on=_ITEM, how="anti")
    if verdicts.apart:
        scans = _set_apart(scans, verdicts.apart)
    said = pl.DataFrame(verdicts.problems, schema=contract.polars_schema(contract.tables()["problems"]))
    heights = {}
    frames: dict[str, Callable[[], pl.DataFrame]] = {
        "articles": lambda: _with_doubles(scans["articles"].collect()),
        "people": lambda: _entities("people", "person_id", scans),
        "orgs": lambda: _entities("orgs", "org_id", scans),
        "problems": lambda: pl.concat([scans["problems"].collect(), said], how="diagonal").unique(),
    }
    for name, table in contract.tables().items():
        frame = frames[name]() if name in frames else scans[name].collect()
        heights[name] = frame.height
        write(frame.sort(table.order, nulls_last=True, maintain_order=False), name, out / f"{name}.parquet")
    return heights


def write(frame: pl.DataFrame, name: str, path: Path) -> None:
    """Write one finished table of the contract. The same frame gives the same bytes with the same pyarrow."""
    table = contract.tables()[name]
    empty_is_null = [f.name for f in table.fields if f.type == "string" and f.is_nullable]
    frame = frame.select(table.names).with_columns(pl.col(c).replace("", None) for c in empty_is_null)
    frame = frame.cast(contract.polars_schema(table))
    # Parquet has one kind of string, so Arrow's long ones are written as they come from polars: a cast would copy them.
    schema = contract.arrow_schema(table)
    wide = pa.schema([f.with_type(pa.large_string()) if f.type == pa.string() else f for f in schema])
    columns = frame.to_arrow(compat_level=pl.CompatLevel.oldest()).columns
    arrow = pa.Table.from_arrays(columns, schema=wide).combine_chunks()
    pq.write_table(
        arrow,
        path,
        compression="zstd",
        compression_level=_COMPRESSION_LEVEL,
        use_dictionary=[
            f.name for f in table.fields if f.enum or f.name in ("article_id", "rule", "cue", "publisher", "source_uri")
        ],
        write_statistics=[f.name for f in table.fields if f.name not in _NO_STATISTICS],
        row_group_size=_ROWS_PER_GROUP.get(name, _ROWS_PER_GROUP_ELSE),
        write_page_index=True,
        write_page_checksum=True,
        store_schema=False,
    )


def problem_counts(folder: Path) -> dict[Severity, int]:
    """Finished problems by severity, the gravest first; severities without any are not named."""
    severities = pl.read_parquet(folder / "problems.parquet", columns=["severity"])["severity"].to_list()
    grave_first: tuple[Severity, ...] = ("error", "warning", "note")
    return {name: severities.count(name) for name in grave_first if name in severities}


def publishers(folder: Path) -> tuple[str, ...]:
    """The different publishers of the finished articles, in order."""
    frame = pl.read_parquet(folder / "articles.parquet", columns=["publisher"])
    return tuple(sorted(frame["publisher"].drop_nulls().unique().to_list()))


def _scan(name: str, paths: Sequence[Path]) -> pl.LazyFrame:
    if paths:
        return pl.scan_parquet(list(paths), glob=False)
    return pl.LazyFrame(schema=_part_schema(name))


# What says which of two items is the newer, the strongest first.
_EVIDENCE = ("modified_at", "version", "retrieved_at", "published_at")

# What two printings of one item have in common where no id says that they are one.
_PRINTED = ("headline", "body_sha256", "word_count", "publisher", "published_at", "section", "page", "byline")

_SHARED = {
    "id": "id",
    "address": "address",
    "headline": "publisher, headline and day",
    "text": "headline and text",
    "bytes": "bytes",
}


class _Verdicts(NamedTuple):
    """On items that share their `article_id`.

    Numbers of those left out; of those that get a key of their own, with what it is made from; what there is to say.
    """

    left_out: list[int]
    apart: dict[int, str]
    problems: list[Row]


def _judge(articles: pl.LazyFrame) -> _Verdicts:
    """Which items that share a key are one article.

    The newest item keeps the key. Another with the same bytes is the same item; one that both sides date, and date
    older, is superseded, where the key is an id or address that can belong to one article only. What is left is another
    document under the same key: it stays, under a key of its own.
    """
    columns = ["article_id", "source_uri", "source_item", "source_sha256", "guid", "url", *_PRINTED, *_EVIDENCE, _ITEM]
    columns = list(dict.fromkeys(columns))
    keys = articles.select("article_id", _ITEM).collect()
    shared = keys.filter(pl.col("article_id").is_duplicated())
    if shared.is_empty():
        return _Verdicts([], {}, [])
    order = ["modified_at", "version_number", "version", "retrieved_at", "published_at"]
    items = (
        articles.select(columns)
        .join(shared.lazy().select(_ITEM), on=_ITEM, how="semi")
        .with_columns(version_number=pl.col("version").cast(pl.Float64, strict=False))
        .collect()
        .sort(
            "article_id",
            *order,
            "source_sha256",
            "source_uri",
            "source_item",
            descending=[False, *[True] * len(order), False, False, False],
            nulls_last=True,
        )
    )
    found = _Verdicts([], {}, [])
    key, kept = None, []
    for row in items.iter_rows(named=True):
        if row["article_id"] != key:
            key, kept = row["article_id"], [row]
            continue
        verdict = next((v for other in kept if (v := _same_item(row, other))), None)
        if verdict is None:
            kept.append(row)
            found.apart[row[_ITEM]] = row["source_sha256"]
            shared_by = _SHARED[_basis(row)]
            said = f"{_place(kept[0])} has the same {shared_by} but is another document, so this one has its own key"
            verdict = Problem(code="id-clash", severity="warning", message=said)
        else:
            found.left_out.append(row[_ITEM])
        key_of_row = (
            identity.apart(row["article_id"], row["source_sha256"]) if row[_ITEM] in found.apart else row["article_id"]
        )
        said_of_row = problem_row(verdict, row["source_uri"], row["source_item"])
        found.problems.append(said_of_row | {"article_id": key_of_row})
    return found


def _basis(row: Row) -> identity.Basis:
    return identity.basis(
        guid=row["guid"],
        url=row["url"],
        publisher=row["publisher"],
        headline=row["headline"],
        is_dated=row["published_at"] is not None,
        has_text=bool(row["word_count"]),
    )


def _same_item(row: Row, other: Row) -> Problem | None:
    """Why an item is the same as one that is kept; None where it is not."""
    on = _basis(row)
    is_printed_alike = on in ("headline", "text") and all(row[column] == other[column] for column in _PRINTED)
    if row["source_sha256"] == other["source_sha256"] or is_printed_alike:
        said = f"the same item is in {_place(other)}"
        return Problem(code="same-item-twice", severity="note", message=said)
    if on in ("id", "address") and _is_older(row, other) and (on == "address" or _is_one_story(row, other)):
        said = f"a newer version of the article is in {_place(other)}"
        return Problem(code="superseded", severity="note", message=said)
    return None


def _is_older(row: Row, other: Row) -> bool:
    for column in ("modified_at", "version_number", "version", "retrieved_at", "published_at"):
        mine, its = row[column], other[column]
        if mine is not None and its is not None and mine != its:
            return bool(mine < its)
    return False


def _is_one_story(row: Row, other: Row) -> bool:
    """Whether a guid means one article: by its form, or since more than it is the same. Every dump counts from 1."""
    if identity.is_global(row["guid"]):
        return True
    columns = ["headline", "published_at"] if row["publisher"] else ["headline"]
    return any(row[column] is not None and row[column] == other[column] for column in columns)


def _place(row: Row) -> str:
    return f"{row['source_uri'][:200]} (item {row['source_item'][:100]})"


# Columns that hold keys made from an article's: what becomes of them when the article gets another.
_KEYS_OF_ARTICLE = ("article_id", "quote_id", "mention_id", "role_id", "speaker_mention_id", "continues_quote_id")


def _set_apart(scans: Mapping[str, pl.LazyFrame], apart: Mapping[int, str]) -> dict[str, pl.LazyFrame]:
    """The tables with keys of their own for the items in `apart`, each made from the old key and the item's bytes."""
    marks = pl.LazyFrame(
        {_ITEM: list(apart), "mark": list(apart.values())}, schema={_ITEM: pl.Int64, "mark": pl.String}
    )
    partial = set(scans["people"].filter(~pl.col("is_full_name")).select("person_id").collect()["person_id"].to_list())
    out = {}
    for name, scan in scans.items():
        schema = scan.collect_schema()
        rows = scan.join(marks, on=_ITEM, how="inner").collect()
        for column in [c for c in _KEYS_OF_ARTICLE if c in schema] + ["person_id"] * ("person_id" in schema):
            renamed = [
                identity.apart(old, str(mark)) if old and (column != "person_id" or old in partial) else old
                for old, mark in zip(rows[column].to_list(), rows["mark"].to_list(), strict=True)
            ]
            rows = rows.with_columns(pl.Series(column, renamed, schema[column]))
        rest = scan.join(marks, on=_ITEM, how="anti")
        out[name] = pl.concat([rest, rows.drop("mark").lazy()], how="vertical")
    return out


def _with_doubles(articles: pl.DataFrame) -> pl.DataFrame:
    """The articles with `duplicate_of`: the first, by publication and key, that has exactly the same body."""
    articles = articles.sort("published_at", "article_id", nulls_last=True)
    first = pl.col("article_id").first().over("body_sha256")
    is_double = (pl.col("body") != "") & (first != pl.col("article_id"))
    return articles.with_columns(duplicate_of=pl.when(is_double).then(first))


def _entities(name: str, key: str, scans: Mapping[str, pl.LazyFrame]) -> pl.DataFrame:
    """One row per person or organisation: the name that most articles print, and its counts.

    Other columns take the value that most articles give, the longest and then the first in order among equals, and
    never null (`unknown`) where any article gives one.
    """
    table = contract.tables()[name]
    named = scans[name].select(key, *(f.name for f in table.fields if f.name in _SAID)).collect()
    columns = [c for c in named.columns if c != key]
    frame = named.select(key).unique()
    for column in columns:
        given = named.filter(pl.col(column).is_not_null() & (pl.col(column) != "unknown" if column == "kind" else True))
        best = (
            given.group_by(key, column)
            .len()
            .sort(
                key,
                "len",
                pl.col(column).cast(pl.String).str.len_chars(),
                column,
                descending=[False, True, True, False],
            )
            .unique(key, keep="first", maintain_order=True)
        )
        frame = frame.join(best.select(key, column), on=key, how="left")
    if "kind" in columns:
        frame = frame.with_columns(pl.col("kind").fill_null("unknown"))
    mentions = scans["mentions"].filter(pl.col(key).is_not_null()).group_by(key)
    counts = mentions.agg(mention_count=pl.len(), article_count=pl.col("article_id").n_unique()).collect()
    quotes = scans["quotes"].filter(pl.col(key).is_not_null()).group_by(key).agg(quote_count=pl.len()).collect()
    frame = frame.join(counts, on=key, how="left").join(quotes, on=key, how="left")
    return frame.with_columns(
        pl.col("mention_count", "article_count", "quote_count").fill_null(0), wikidata_qid=pl.lit(None, pl.String)
    )


_SAID = {"name", "given_name", "family_name", "is_full_name", "acronym", "kind", "name_key"}
