"""Records to Arrow to Parquet: keys, column order, row order, writer options. The only room that knows Arrow's writer.

One article becomes rows at once (`rows`), without knowing any other. Parts of a corpus are written as they come
(`write_part`); `corpus/assembly.py` makes the finished tables of them, which `write` writes.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

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
ITEM = "item_number"

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
                    pl.DataFrame(table_rows, schema=part_schema(name)).write_parquet(out, compression="lz4")
                except pl.exceptions.ComputeError as error:  # older ones say it in their own words
                    raise PackageError(f"{path(name)}: cannot be written; is the disk full? ({error})") from error
            written[name] = path(name)
    return written


def numbered(rows: Rows, item: int) -> Rows:
    """The same rows, with the serial number of the source item that they came from (unique in the corpus)."""
    for table_rows in rows.values():
        for row in table_rows:
            row[ITEM] = item
    return rows


def part_schema(name: str) -> dict[str, pl.DataType]:
    """The columns of a part: the table's, and the number of the source item."""
    return {**contract.polars_schema(contract.tables()[name]), ITEM: pl.Int64()}


# ------------------------------------------------------------------ finished tables


def write(frames: Iterable[pl.DataFrame], name: str, path: Path) -> int:
    """Write one finished table of the contract, given in pieces of any size. Its rows.

    The same rows give the same bytes with the same pyarrow, wherever the pieces end.
    """
    table = contract.tables()[name]
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
