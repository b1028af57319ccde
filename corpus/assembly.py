"""The whole corpus: the finished tables from its parts.

What no article knows of the others is done here, once, on columns of the parts: one article per key, one row per person
and organisation, counts, doubles, the total order. Tables that grow with the articles are sorted in pieces.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
import pyarrow.parquet as pq

from corpus import contract, identity, text
from corpus.record import Problem
from corpus.tables import ITEM, Row, part_frame, part_schema, problem_row, write

# What is sorted at once: bytes of parts, which are compressed lightly, and rows. Sorting and writing them takes four
# times their frame: half a gigabyte.
_MOST_BYTES = 64 << 20
_MOST_ROWS = 500_000


def finish(paths: Mapping[str, Sequence[Path]], out: Path, work: Path) -> dict[str, int]:
    """Write `out/<table>.parquet` for every table of the contract from the parts in `paths`. Rows per table.

    Of items with one `article_id` the newest keeps it (by `modified_at`, `version`, `retrieved_at`, `published_at`,
    then by content, so that order never matters); the same item again and older ones are left out, other documents get
    keys of their own, and each is said. In memory are the articles' keys, the people, organisations and problems, and a
    piece of every other table; tables of several pieces are sorted through files in `work`.
    """
    parts = _Parts(paths)
    keys = parts.scan("articles").select("article_id", "published_at", "body_sha256").collect()
    doubles = _doubles(keys)
    heights = {}
    for name in contract.tables():
        if name in ("people", "orgs"):
            (key,) = contract.tables()[name].primary_key
            frames = iter([_in_order(_entities(name, key, parts), name)])
        elif name == "problems":
            frames = iter([_in_order(pl.concat([parts.scan(name), parts.said], how="diagonal").unique(), name)])
        else:
            frames = _sorted(name, parts, keys, work)
        if name == "articles":
            frames = (
                frame.drop("duplicate_of").join(doubles, on="article_id", how="left", maintain_order="left")
                for frame in frames
            )
        heights[name] = write(frames, name, out / f"{name}.parquet")
    return heights


class _Parts:
    """The parts of a corpus as they count: without what is left out, with the keys that articles have in the end."""

    def __init__(self, paths: Mapping[str, Sequence[Path]]) -> None:
        self.paths = paths
        verdicts = _judge(_scan("articles", paths.get("articles", ())))
        self.said = part_frame("problems", verdicts.problems).lazy()
        self._left_out = pl.LazyFrame({ITEM: verdicts.left_out}, schema={ITEM: pl.Int64})
        marks = {ITEM: list(verdicts.apart), "mark": list(verdicts.apart.values())}
        self._marks = pl.LazyFrame(marks, schema={ITEM: pl.Int64, "mark": pl.String})
        self._has_left_out, self._has_apart = bool(verdicts.left_out), bool(verdicts.apart)
        people = _scan("people", paths.get("people", ())).filter(~pl.col("is_full_name"))
        in_part = people.join(self._marks, on=ITEM, how="semi").select("person_id") if self._has_apart else None
        self._partial = set() if in_part is None else set(in_part.collect()["person_id"].to_list())

    def scan(self, name: str, paths: Sequence[Path] | None = None) -> pl.LazyFrame:
        """The rows of a table, of all parts or of some."""
        scan = _scan(name, self.paths.get(name, ()) if paths is None else paths)
        if self._has_left_out and name != "problems":
            scan = scan.join(self._left_out, on=ITEM, how="anti")
        return self._set_apart(scan) if self._has_apart else scan

    def _set_apart(self, scan: pl.LazyFrame) -> pl.LazyFrame:
        """With keys of their own for the items that are apart, each made from the old key and the item's bytes."""
        schema = scan.collect_schema()
        rows = scan.join(self._marks, on=ITEM, how="inner").collect()
        for column in [c for c in _KEYS_OF_ARTICLE if c in schema] + ["person_id"] * ("person_id" in schema):
            renamed = [
                identity.apart(old, str(mark)) if old and (column != "person_id" or old in self._partial) else old
                for old, mark in zip(rows[column].to_list(), rows["mark"].to_list(), strict=True)
            ]
            rows = rows.with_columns(pl.Series(column, renamed, schema[column]))
        rest = scan.join(self._marks, on=ITEM, how="anti")
        return pl.concat([rest, rows.drop("mark").lazy()], how="vertical")


def _scan(name: str, paths: Sequence[Path]) -> pl.LazyFrame:
    if paths:
        return pl.scan_parquet(list(paths), glob=False)
    return pl.LazyFrame(schema=part_schema(name))


def _in_order(scan: pl.LazyFrame, name: str) -> pl.DataFrame:
    return scan.collect().sort(contract.tables()[name].order, nulls_last=True, maintain_order=False)


def _sorted(name: str, parts: _Parts, keys: pl.DataFrame, work: Path) -> Iterator[pl.DataFrame]:
    """The rows of a table in its order, in pieces that fit into memory.

    More than one piece is a distribution sort: the articles' keys in the table's order are cut into as many ranges as
    there are pieces, every piece is cut by them into files, and the files of a range are sorted together.
    """
    pieces = list(_pieces(parts.paths.get(name, ())))
    if len(pieces) < 2:
        yield _in_order(parts.scan(name), name)
        return
    order = [column for column in contract.tables()[name].order if column in keys.columns]
    size = -(-keys.height // len(pieces))
    ranges = keys.sort(order, nulls_last=True).select("article_id", range=pl.int_range(pl.len()) // size)
    files: dict[int, list[Path]] = {}
    for n, paths in enumerate(pieces):
        frame = parts.scan(name, paths).join(ranges.lazy(), on="article_id", how="left").collect()
        for (number,), cut in frame.partition_by("range", as_dict=True, include_key=False).items():
            path = work / f"{name}.{number:06}.{n:06}.parquet"
            cut.write_parquet(path, compression="lz4")
            files.setdefault(number, []).append(path)
    for _, cuts in sorted(files.items()):
        yield _in_order(pl.scan_parquet(cuts, glob=False), name)
        for path in cuts:
            path.unlink()


def _pieces(paths: Sequence[Path]) -> Iterator[list[Path]]:
    piece: list[Path] = []
    held_bytes, held_rows = 0, 0
    for path in paths:
        size, rows = path.stat().st_size, pq.read_metadata(path).num_rows
        if piece and (held_bytes + size > _MOST_BYTES or held_rows + rows > _MOST_ROWS):
            yield piece
            piece, held_bytes, held_rows = [], 0, 0
        piece.append(path)
        held_bytes, held_rows = held_bytes + size, held_rows + rows
    if piece:
        yield piece


# What says which of two items is the newer, the strongest first.
_EVIDENCE = ("modified_at", "version_number", "version", "retrieved_at", "published_at")

# What two printings of one item have in common where no id says that they are one.
_PRINTED = ("headline", "body_sha256", "word_count", "publisher", "published_at", "section", "page", "byline")

_SHARED = {
    "id": "id",
    "address": "address",
    "headline": "publisher, headline and day",
    "text": "headline and text",
    "bytes": "bytes",
}


_Item = Mapping[str, Any]  # a row of `articles`, by column


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
    keys = articles.select("article_id", ITEM).collect()
    shared = keys.filter(pl.col("article_id").is_duplicated())
    if shared.is_empty():
        return _Verdicts([], {}, [])
    columns = {"article_id", "source_uri", "source_item", "source_sha256", "guid", "url", *_PRINTED, *_EVIDENCE, ITEM}
    items = (
        articles.with_columns(version_number=pl.col("version").cast(pl.Float64, strict=False))
        .select(sorted(columns))
        .join(shared.lazy().select(ITEM), on=ITEM, how="semi")
        .collect()
        .sort(
            "article_id",
            *_EVIDENCE,
            "source_sha256",
            "source_uri",
            "source_item",
            descending=[False, *[True] * len(_EVIDENCE), False, False, False],
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
            found.apart[row[ITEM]] = row["source_sha256"]
            shared_by = _SHARED[_basis(row)]
            said = f"{_place(kept[0])} has the same {shared_by} but is another document, so this one has its own key"
            verdict = Problem(code="id-clash", severity="warning", message=said)
        else:
            found.left_out.append(row[ITEM])
        key_of_row = (
            identity.apart(row["article_id"], row["source_sha256"]) if row[ITEM] in found.apart else row["article_id"]
        )
        found.problems.append(problem_row(verdict, row["source_uri"], row["source_item"], key_of_row))
    return found


def _basis(row: _Item) -> identity.Basis:
    return identity.basis(
        guid=row["guid"],
        url=row["url"],
        publisher=row["publisher"],
        headline=row["headline"],
        is_dated=row["published_at"] is not None,
        has_text=bool(row["word_count"]),
    )


def _same_item(row: _Item, other: _Item) -> Problem | None:
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


def _is_older(row: _Item, other: _Item) -> bool:
    for column in _EVIDENCE:
        mine, its = row[column], other[column]
        if mine is not None and its is not None and mine != its:
            return bool(mine < its)
    return False


def _is_one_story(row: _Item, other: _Item) -> bool:
    """Whether a guid means one article: by its form, or since more than it is the same. Every dump counts from 1."""
    if identity.is_global(row["guid"]):
        return True
    columns = ["headline", "published_at"] if row["publisher"] else ["headline"]
    return any(row[column] is not None and row[column] == other[column] for column in columns)


def _place(row: _Item) -> str:
    return f"{row['source_uri'][:200]} (item {row['source_item'][:100]})"


# Columns that hold keys made from an article's: what becomes of them when the article gets another.
_KEYS_OF_ARTICLE = ("article_id", "quote_id", "mention_id", "role_id", "speaker_mention_id", "continues_quote_id")


def _doubles(keys: pl.DataFrame) -> pl.DataFrame:
    """`duplicate_of` of the articles that have one: the first, by publication and key, with exactly the same body."""
    first = pl.col("article_id").first().over("body_sha256")
    return (
        keys.filter(pl.col("body_sha256") != text.sha256(""))
        .sort("published_at", "article_id", nulls_last=True)
        .select("article_id", duplicate_of=first)
        .filter(pl.col("duplicate_of") != pl.col("article_id"))
    )


def _entities(name: str, key: str, parts: _Parts) -> pl.LazyFrame:
    """One row per person or organisation: the name that most articles print, and its counts.

    Other columns take the value that most articles give, the longest and then the first in order among equals, and
    never null (`unknown`) where any article gives one.
    """
    table = contract.tables()[name]
    columns = [f.name for f in table.fields if f.name in _SAID]
    named = parts.scan(name).group_by(key, *columns).agg(times=pl.len()).collect()
    frame = named.select(key).unique()
    for column in columns:
        given = named.filter(pl.col(column).is_not_null() & (pl.col(column) != "unknown" if column == "kind" else True))
        best = (
            given.group_by(key, column)
            .agg(pl.col("times").sum())
            .sort(
                key,
                "times",
                pl.col(column).cast(pl.String).str.len_chars(),
                column,
                descending=[False, True, True, False],
            )
            .unique(key, keep="first", maintain_order=True)
        )
        frame = frame.join(best.select(key, column), on=key, how="left")
    if "kind" in columns:
        frame = frame.with_columns(pl.col("kind").fill_null("unknown"))
    mentions = parts.scan("mentions").filter(pl.col(key).is_not_null()).group_by(key)
    counts = mentions.agg(mention_count=pl.len(), article_count=pl.col("article_id").n_unique()).collect()
    quotes = parts.scan("quotes").filter(pl.col(key).is_not_null()).group_by(key).agg(quote_count=pl.len()).collect()
    frame = frame.join(counts, on=key, how="left").join(quotes, on=key, how="left")
    return frame.with_columns(
        pl.col("mention_count", "article_count", "quote_count").fill_null(0), wikidata_qid=pl.lit(None, pl.String)
    ).lazy()


_SAID = {"name", "given_name", "family_name", "is_full_name", "acronym", "kind", "name_key"}
