"""Records to Arrow to Parquet: keys, column order, row order, writer options. The only room that knows Arrow's writer.

One article becomes rows at once (`rows`), without knowing any other. Parts of a corpus are written as they come
(`write_part`); `corpus/assembly.py` makes the finished tables of them, which `write` writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from operator import attrgetter
from pathlib import Path
from typing import Any, TypeVar

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from corpus import contract, identity, text
from corpus.errors import PackageError
from corpus.record import Article, Found, Person, Problem, Severity

T = TypeVar("T")
Row = tuple[Any, ...]
Rows = dict[str, list[Row]]

# The serial number of the source item that a row of a part came from. It tells two items with one `article_id` apart
# until one of them is chosen, and is in no finished table.
ITEM = "item_number"

# The columns that come as they are from a record of the same field names. What follows them in `_COLUMNS` is made here.
_OF_QUOTE = (
    "start end text kind speaker_kind speaker_text cue attribution medium rule span_confidence speaker_confidence"
).split()
_OF_CUE = "start end text lemma".split()
_OF_MENTION = "field field_position start end text kind entity_kind confidence".split()
_OF_ROLE = "field field_position start end text relation".split()
_OF_PERSON = "name given_name family_name is_full_name".split()
_OF_ORG = "name acronym kind".split()
_MADE_OF_ARTICLE = (
    "published_at published_precision published_zone body_sha256 paragraph_count word_count source_uri article_id"
).split()
# The time of publication is three columns, and of several things each is a row of another table.
_OF_ARTICLE = [
    f.name for f in fields(Article) if f.name not in {"published", "authors", "captions", "subjects", "problems"}
]

# The order of the values in a row of each table. Rows are plain tuples: as dicts they took two fifths more time to
# make, keys and hashes included, and four times the memory.
_COLUMNS = {
    "articles": [*_OF_ARTICLE, *_MADE_OF_ARTICLE],
    "people": [*_OF_PERSON, "person_id", "name_key"],
    "orgs": [*_OF_ORG, "org_id", "name_key"],
    "quotes": [
        *_OF_QUOTE,
        *"quote_id position paragraph person_id org_id speaker_mention_id continues_quote_id article_id".split(),
    ],
    "mentions": [*_OF_MENTION, "mention_id", "person_id", "org_id", "article_id"],
    "cues": [*_OF_CUE, "quote_id", "article_id"],
    "roles": [*_OF_ROLE, "role_id", "person_id", "org_id", "article_id"],
    "authors": ["position", "name", "kind", "person_id", "article_id"],
    "captions": ["position", "text", "credit", "article_id"],
    "subjects": ["position", "scheme", "code", "name", "relevance", "article_id"],
    "problems": ["source_uri", "source_item", "code", "severity", "message", "article_id"],
}

# Measured on 54,665 articles: zstd 9 is the knee (level 19 saves 8 % for 26 times the CPU), groups of 5,000 bodies let
# one article be read without all of them, and statistics of a body only make the footer long.
_COMPRESSION_LEVEL = 9
_ROWS_PER_GROUP = {"articles": 5_000}
_ROWS_PER_GROUP_ELSE = 50_000
_NO_STATISTICS = {"body", "text", "message"}


# ------------------------------------------------------------------ people and organisations, counted


def counts(table: contract.Table, rows: Callable[[str], pl.LazyFrame]) -> pl.LazyFrame:
    """What the counts of people or organisations have to be: one row for each of them that the rows of others name.

    `rows` gives the rows of a table by its name. The columns are the key of `table` and its counts.
    """
    (key,), types = table.primary_key, contract.polars_schema(table)
    found = []
    for check in table.checks:
        if isinstance(check, contract.Count):
            number = pl.len() if check.distinct is None else pl.col(check.distinct).drop_nulls().n_unique()
            named = rows(check.table).drop_nulls(check.by).group_by(pl.col(check.by).alias(key))
            found.append(named.agg(number.cast(types[check.field]).alias(check.field)))
    return pl.concat(found, how="align").with_columns(pl.exclude(key).fill_null(0))


def recounted(frame: pl.LazyFrame, table: contract.Table, counts: pl.LazyFrame) -> pl.LazyFrame:
    """The people or organisations, in their order, with the counts that `counts` gives; 0 for whom it does not name."""
    (key,) = table.primary_key
    new = [name for name in counts.collect_schema().names() if name != key]
    joined = frame.drop(new).join(counts, on=key, how="left", maintain_order="left")
    return joined.with_columns(pl.col(new).fill_null(0)).select(frame.collect_schema().names())


# ------------------------------------------------------------------ one article


def rows(article: Article, found: Found, uri: str, item: int) -> Rows:
    """The rows of one article in every table, keys included.

    `uri` is the input as `source_uri` names it, `item` the serial number of the source item, unique in the corpus. Rows
    of `people` and `orgs` say who is named, not yet how often: `assembly.finish` counts.
    """
    a = identity.article_id(article)
    person_ids = [identity.person_id(person, a) for person in found.people]
    org_ids = [identity.org_id(org.name) for org in found.orgs]
    mention_ids = _numbered(map(_place_of_mention, found.mentions), lambda at, n: identity.place_id("m", a, *at, n))
    quote_ids = _numbered(map(_text_of, found.quotes), lambda words, n: identity.quote_id(a, words, n))
    people = [_person_row(person, key, item) for person, key in zip(found.people, person_ids, strict=True)]
    paragraph, before = 0, 0  # of the last quotation: its paragraph, and where it starts
    quotes: list[Row] = []
    cues: list[Row] = []
    for n, (quote, key) in enumerate(zip(found.quotes, quote_ids, strict=True)):
        # From one before: what is between paragraphs and not counted yet may begin there.
        paragraph += article.body.count("\n\n", max(before - 1, 0), quote.start)
        before = quote.start
        person, org = _at(person_ids, quote.person), _at(org_ids, quote.org)
        speaker, continued = _at(mention_ids, quote.speaker_mention), _at(quote_ids, quote.continues)
        quotes.append((*_of_quote(quote), key, n, paragraph, person, org, speaker, continued, a, item))
        cues += {cue.start: (*_of_cue(cue), key, a, item) for cue in quote.cues}.values()
    roles: dict[str, Row] = {}
    for role in found.roles:
        holder = person_ids[role.person]
        key = identity.place_id("r", a, holder, role.field, role.field_position, role.start, role.end)
        roles[key] = (*_of_role(role), key, holder, _at(org_ids, role.org), a, item)
    authors: list[Row] = []
    for n, author in enumerate(article.authors):
        person_id = None
        if author.kind == "person":
            credited = Person(name=author.name, is_full_name=len(author.name.split()) > 1)
            person_id = identity.person_id(credited, a)
            people.append(_person_row(credited, person_id, item))
        authors.append((n, author.name, author.kind, person_id, a, item))
    return {
        "articles": [_article_row(article, a, uri, item)],
        "people": people,
        "orgs": [
            (*_of_org(org), key, identity.org_key(org.name), item) for org, key in zip(found.orgs, org_ids, strict=True)
        ],
        "quotes": quotes,
        "mentions": [
            (*_of_mention(mention), key, _at(person_ids, mention.person), _at(org_ids, mention.org), a, item)
            for mention, key in zip(found.mentions, mention_ids, strict=True)
        ],
        "cues": cues,
        "roles": list(roles.values()),
        "authors": authors,
        "captions": [(n, caption.text, caption.credit, a, item) for n, caption in enumerate(article.captions)],
        "subjects": [(n, s.scheme, s.code, s.name, s.relevance, a, item) for n, s in enumerate(article.subjects)],
        "problems": [problem_row(problem, uri, article.source_item, a, item) for problem in article.problems],
    }


def problem_row(
    problem: Problem,
    uri: str,
    default_item: str | None = None,
    article: str | None = None,
    number: int | None = None,
) -> Row:
    """The row of `problems` for an input, or with `article` (its key) and `number` for an article of it."""
    place = problem.item if problem.item is not None else default_item
    return uri, place, problem.code, problem.severity, problem.message, article, number


_of_article = attrgetter(*_OF_ARTICLE)
_of_person = attrgetter(*_OF_PERSON)
_of_org = attrgetter(*_OF_ORG)
_of_quote = attrgetter(*_OF_QUOTE)
_of_cue = attrgetter(*_OF_CUE)
_of_mention = attrgetter(*_OF_MENTION)
_of_role = attrgetter(*_OF_ROLE)
_place_of_mention = attrgetter("field", "field_position", "start", "end", "entity_kind")
_text_of = attrgetter("text")


def _article_row(article: Article, key: str, uri: str, item: int) -> Row:
    moment = article.published
    return (
        *_of_article(article),
        moment.at if moment else None,
        moment.precision if moment else "none",
        moment.zone if moment else None,
        text.sha256(article.body),
        text.count_paragraphs(article.body),
        text.count_words(article.body),
        uri,
        key,
        item,
    )


def _person_row(person: Person, key: str, item: int) -> Row:
    return (*_of_person(person), key, identity.person_key(person), item)


def _at(ids: Sequence[str], n: int | None) -> str | None:
    return None if n is None else ids[n]


def _numbered(things: Iterable[T], key: Callable[[T, int], str]) -> list[str]:
    """A key for each thing, from it and its number (from 0) among those that are the same."""
    numbers: dict[T, int] = {}
    keys = []
    for thing in things:
        n = numbers.get(thing, 0)
        numbers[thing] = n + 1
        keys.append(key(thing, n))
    return keys


# ------------------------------------------------------------------ parts


def write_part(rows: Mapping[str, Sequence[Row]], path: Callable[[str], Path]) -> dict[str, Path]:
    """Write rows, one file per table that has any, at `path(table)`. The paths written."""
    written = {}
    for name, table_rows in rows.items():
        if table_rows:
            # Through a file of Python's own: given a path, polars does not say when the disk is full.
            with path(name).open("wb") as out:
                try:
                    part_frame(name, table_rows).write_parquet(out, compression="lz4")
                except pl.exceptions.ComputeError as error:  # older ones say it in their own words
                    raise PackageError(f"{path(name)}: cannot be written; is the disk full? ({error})") from error
            written[name] = path(name)
    return written


def part_frame(name: str, rows: Sequence[Row]) -> pl.DataFrame:
    """The rows of one table as columns; those that are made later are null."""
    schema = part_schema(name)
    names = [*_COLUMNS[name], ITEM]
    given = dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else {}
    nulls = [None] * len(rows)
    try:
        return pl.DataFrame([pl.Series(column, given.get(column, nulls), type_) for column, type_ in schema.items()])
    except TypeError:  # a plugin's 3 for "3": by rows polars casts it, in five times the time
        return pl.DataFrame([dict(zip(names, row, strict=True)) for row in rows], schema=schema)


def part_schema(name: str) -> dict[str, pl.DataType]:
    """The columns of a part: the table's, and the number of the source item."""
    return {**contract.polars_schema(contract.tables()[name]), ITEM: pl.Int64()}


# ------------------------------------------------------------------ finished tables


def write(frames: Iterable[pl.DataFrame], name: str, path: Path, table: contract.Table | None = None) -> int:
    """Write one finished table of the contract, or of an edition of it, given in pieces of any size. Its rows.

    The same rows give the same bytes with the same pyarrow, wherever the pieces end.
    """
    table = table or contract.tables()[name]
    size = _ROWS_PER_GROUP.get(name, _ROWS_PER_GROUP_ELSE)
    # Parquet has one kind of string, so Arrow's long ones are written as they come from polars: a cast would copy them.
    wide = [f.with_type(pa.large_string()) if f.type == pa.string() else f for f in contract.arrow_schema(table)]
    schema = pa.schema(wide)
    # Not `schema.empty_table()`: it imports pandas where that is installed, which takes longer than most conversions.
    rest, height = pa.Table.from_batches([], schema), 0
    with pq.ParquetWriter(
        path,
        schema,
        compression="zstd",
        compression_level=_COMPRESSION_LEVEL,
        use_dictionary=[
            f.name for f in table.fields if f.enum or f.name in ("article_id", "rule", "cue", "publisher", "source_uri")
        ],
        write_statistics=[f.name for f in table.fields if f.name not in _NO_STATISTICS],
        write_page_index=True,
        write_page_checksum=True,
        store_schema=False,
    ) as writer:
        for frame in frames:
            rest = pa.concat_tables([rest, _arrow(frame, table, schema)])
            height += frame.height
            while rest.num_rows >= size:
                writer.write_table(rest.slice(0, size).combine_chunks(), row_group_size=size)
                rest = rest.slice(size)
        if rest.num_rows or not height:
            writer.write_table(rest.combine_chunks(), row_group_size=size)
    return height


def write_as_they_are(frames: Iterable[pl.DataFrame], path: Path) -> int:
    """Write rows that do not keep the contract, of whatever columns and types. Their number."""
    writer, height = None, 0
    try:
        for frame in frames:
            rows = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
            if writer is None:
                writer = pq.ParquetWriter(
                    path,
                    rows.schema,
                    compression="zstd",
                    compression_level=_COMPRESSION_LEVEL,
                    write_page_checksum=True,
                    store_schema=False,
                )
            writer.write_table(rows.cast(writer.schema), row_group_size=_ROWS_PER_GROUP_ELSE)
            height += frame.height
    finally:
        if writer is not None:
            writer.close()
    return height


def _arrow(frame: pl.DataFrame, table: contract.Table, schema: pa.Schema) -> pa.Table:
    empty_is_null = [f.name for f in table.fields if f.type == "string" and f.is_nullable]
    frame = frame.select(table.names).with_columns(pl.col(c).replace("", None) for c in empty_is_null)
    frame = frame.cast(contract.polars_schema(table))
    return pa.Table.from_arrays(frame.to_arrow(compat_level=pl.CompatLevel.oldest()).columns, schema=schema)


def problem_counts(folder: Path) -> dict[Severity, int]:
    """Finished problems by severity, the gravest first; severities without any are not named."""
    severities = pl.read_parquet(folder / "problems.parquet", columns=["severity"])["severity"].to_list()
    grave_first: tuple[Severity, ...] = ("error", "warning", "note")
    return {name: severities.count(name) for name in grave_first if name in severities}


def publishers(folder: Path) -> tuple[str, ...]:
    """The different publishers of the finished articles, in order."""
    frame = pl.read_parquet(folder / "articles.parquet", columns=["publisher"])
    return tuple(sorted(frame["publisher"].drop_nulls().unique().to_list()))
