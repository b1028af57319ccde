"""The tables of a version with articles taken out or a row corrected; a file in which nothing changes stays."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow.parquet as pq

from corpus import contract, editions, package, tables, text
from corpus.loading.revocations import without_words

Change = Callable[[pl.DataFrame], pl.DataFrame]

_PIECE = 50_000
_PIECE_OF_ARTICLES = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """New values of some columns of the row of `table` whose key is `key`, its parts by column."""

    table: str
    key: Mapping[str, Any]
    values: Mapping[str, Any]


def withdraw(
    source: package.Package, folder: Path, records: Collection[str], texts: Collection[str] = ()
) -> dict[str, list[str]]:
    """Write the package's files into `folder` without some articles; the names of the files by resource.

    Of `records` nothing is left: their rows go from every table. Of `texts` the article's row stays, without its words.
    People and organisations are counted again, and those go that nothing points at any more. What was a duplicate of
    such an article becomes the first of its kind. Rows of it go from tables of other resources too.
    """
    known = editions.tables(source)
    gone = pl.Series(sorted({*records, *texts}), dtype=pl.String)
    rows = pl.Series(sorted(records), dtype=pl.String)
    is_gone = pl.col("article_id").is_in(gone.implode()).fill_null(value=False)
    touched: dict[str, set[str]] = {name: set() for name in contract.ENTITIES}
    files: dict[str, list[str]] = {}
    for name, paths in _tables(source):
        if name in contract.ENTITIES:
            continue
        columns = known[name].names
        if name == "articles":
            heirs = _heirs(paths, gone)
            change = _rewritten(gone, rows, heirs)
            affected = is_gone | pl.col("article_id").is_in(pl.Series([*heirs], dtype=pl.String).implode())
        else:
            change, affected = (lambda frame: frame.filter(~is_gone)), is_gone
            for table, column in contract.ENTITIES.items():
                if column in columns:
                    found = scan(paths).filter(is_gone).select(pl.col(column).drop_nulls().unique()).collect()
                    touched[table].update(found[column])
        files[name] = _write(known[name], paths, source.folder, folder, affected, change)
    for name, column in contract.ENTITIES.items():
        files[name] = _recounted(source, folder, files, name, column, touched[name], is_dropped=True)
    return _with_others(source, folder, files, gone)


def correct(source: package.Package, folder: Path, *changes: Correction) -> dict[str, list[str]]:
    """Write the package's files into `folder` with rows corrected, and what is counted or derived from them.

    Rows stay where they are: a column that rows are sorted by is for `layout`. Of people and organisations either rows
    are corrected or counts that follow from other corrections: not both at once.
    """
    known = editions.tables(source)
    files: dict[str, list[str]] = {}
    touched: dict[str, set[str]] = {name: set() for name in contract.ENTITIES}
    for name, paths in _tables(source):
        table = known[name]
        types = contract.polars_schema(table)
        cells: dict[str, pl.Expr] = {}
        rows: list[pl.Expr] = []
        for change in [one for one in changes if one.table == name]:
            is_row = pl.all_horizontal(pl.col(key) == value for key, value in change.key.items())
            values = {**change.values, **derived(table, change.values)}
            before = scan(paths).filter(is_row).select(*values).collect()
            for entity, column in contract.ENTITIES.items():
                if column in values and name != entity:
                    touched[entity] |= {one for one in (before[column][0], values[column]) if one is not None}
            for column, value in values.items():
                other = cells.get(column, pl.col(column))
                cells[column] = pl.when(is_row).then(pl.lit(value, types[column])).otherwise(other)
            rows.append(is_row)
        if rows:
            files[name] = _write(table, paths, source.folder, folder, pl.any_horizontal(rows), _with(cells))
    for name, paths in _tables(source):
        if name not in files and name not in contract.ENTITIES:
            files[name] = _write(known[name], paths, source.folder, folder, pl.lit(value=False), None)
    for name, column in contract.ENTITIES.items():
        if name not in files:
            files[name] = _recounted(source, folder, files, name, column, touched[name], is_dropped=False)
    return _with_others(source, folder, files)


def _with(cells: Mapping[str, pl.Expr]) -> Change:
    return lambda frame: frame.with_columns(**cells)


def derived(table: contract.Table, values: Mapping[str, Any]) -> dict[str, Any]:
    """What the contract derives from new values: hash, paragraphs and words of a body."""
    how = {"sha256": text.sha256, "paragraphs": text.count_paragraphs, "words": text.count_words}
    return {
        check.field: how[check.how](values[check.of])
        for check in table.checks
        if isinstance(check, contract.Derived) and check.of in values
    }


# ------------------------------------------------------------------ articles


def _heirs(paths: Sequence[Path], gone: pl.Series) -> dict[str, str | None]:
    """What `duplicate_of` becomes for every article that was a duplicate of one that goes: the first of those left."""
    of = pl.col("duplicate_of")
    orphans = (
        scan(paths)
        .filter(of.is_in(gone.implode()) & ~pl.col("article_id").is_in(gone.implode()))
        .select("article_id", "duplicate_of", "published_at")
        .collect()
        .sort("published_at", "article_id", nulls_last=True)
    )
    firsts: dict[str, str] = {}
    heirs: dict[str, str | None] = {}
    for article, original in orphans.select("article_id", "duplicate_of").iter_rows():
        first = firsts.setdefault(original, article)
        heirs[article] = None if first == article else first
    return heirs


def _rewritten(gone: pl.Series, records: pl.Series, heirs: Mapping[str, str | None]) -> Change:
    article = pl.col("article_id")
    mute = article.is_in(gone.implode())
    inherits = article.is_in(pl.Series([*heirs], dtype=pl.String).implode())
    heir = article.replace_strict(heirs, default=None, return_dtype=pl.String)

    def change(frame: pl.DataFrame) -> pl.DataFrame:
        kept = frame.filter(~article.is_in(records.implode()))
        words = {
            column: pl.when(mute).then(pl.lit(value)).otherwise(column)
            for column, value in without_words().items()
            if column in frame.columns  # a stand-off edition has no words
        }
        return kept.with_columns(**words).with_columns(
            duplicate_of=pl.when(inherits).then(heir).otherwise("duplicate_of") if heirs else pl.col("duplicate_of")
        )

    return change


# ------------------------------------------------------------------ people and organisations


def _recounted(
    source: package.Package,
    folder: Path,
    files: Mapping[str, Sequence[str]],
    name: str,
    column: str,
    touched: Collection[str],
    *,
    is_dropped: bool,
) -> list[str]:
    """Write a table of people or organisations with those of `touched` counted again in the files that were written."""
    ids = pl.Series(sorted(touched), dtype=pl.String)
    is_touched = pl.col(column).is_in(ids.implode())

    def rows(table: str) -> pl.LazyFrame:
        return scan([folder / path for path in files[table]]).filter(is_touched)

    known = editions.tables(source)
    counted = tables.counts(known[name], rows).collect()
    counts = pl.DataFrame({column: ids}).join(counted, on=column, how="left").fill_null(0)
    if is_dropped:
        pointing = [table for table in files if table not in contract.ENTITIES and column in known[table].names]
        left = pl.concat(rows(table).select(column).unique() for table in pointing).collect()[column].unique()
        lost = ids.filter(~ids.is_in(left.implode()))
    else:
        lost = ids.clear()

    def change(frame: pl.DataFrame) -> pl.DataFrame:
        new = [one for one in counts.columns if one != column]
        both = frame.filter(~pl.col(column).is_in(lost.implode())).join(
            counts, on=column, how="left", suffix=" anew", maintain_order="left"
        )
        return both.with_columns(pl.coalesce(f"{one} anew", one).alias(one) for one in new).select(frame.columns)

    return _write(known[name], source.paths(name), source.folder, folder, is_touched, change)


# ------------------------------------------------------------------ files


def _tables(source: package.Package) -> Iterator[tuple[str, list[Path]]]:
    return ((name, source.paths(name)) for name in contract.NAMES if name in source.resources)


def scan(paths: Sequence[Path]) -> pl.LazyFrame:
    """The rows of some files, in order."""
    return pl.scan_parquet(list(paths), glob=False, hive_partitioning=False)


def _write(
    table: contract.Table, paths: Sequence[Path], home: Path, folder: Path, affected: pl.Expr, change: Change | None
) -> list[str]:
    """Write a table's files anew where they have an affected row; the others are the same files.

    A file in which no row is left stays, as an empty one: other files of the version name it.
    """
    written: list[str] = []
    for path in paths:
        there = folder / path.relative_to(home)
        there.parent.mkdir(parents=True, exist_ok=True)
        if change is None or not scan([path]).filter(affected).select(pl.len()).collect().item():
            same_file(path, there)
        else:
            tables.write(_pieces(table.name, path, change), table.name, there, table)
        written.append(there.relative_to(folder).as_posix())
    return written


def _pieces(name: str, path: Path, change: Change) -> Iterator[pl.DataFrame]:
    height = pq.read_metadata(path).num_rows
    step = _PIECE_OF_ARTICLES if name == "articles" else _PIECE
    for start in range(0, height, step):
        yield change(scan([path]).slice(start, step).collect())


def same_file(path: Path, there: Path) -> None:
    """The same file under another name: a link where the disk has such, else a copy.

    Nothing of a store is ever written in place, so that two versions may share a file.
    """
    try:
        os.link(path.resolve(), there)
    except OSError:
        shutil.copyfile(path, there)


def _with_others(
    source: package.Package, folder: Path, files: dict[str, list[str]], gone: pl.Series | None = None
) -> dict[str, list[str]]:
    """The files of the other resources too, without the rows of articles that are `gone` where these have such rows.

    Those that a version writes itself are not among them.
    """
    told: dict[str, list[str]] = {}
    for name in source.resources:
        if name in files:
            told[name] = files[name]
        elif name != "withdrawn":
            told[name] = []
            for path in source.paths(name):
                there = folder / path.relative_to(source.folder)
                there.parent.mkdir(parents=True, exist_ok=True)
                if gone is None or not _without_rows(path, there, gone):
                    same_file(path, there)
                told[name].append(there.relative_to(folder).as_posix())
    return told


def _without_rows(path: Path, there: Path, gone: pl.Series) -> bool:
    """Write a Parquet file of which we know nothing without the rows of some articles; False where it has none."""
    if path.suffix != ".parquet" or "article_id" not in pq.read_schema(path).names:
        return False
    is_gone = pl.col("article_id").cast(pl.String).is_in(gone.implode()).fill_null(value=False)
    if not scan([path]).filter(is_gone).select(pl.len()).collect().item():
        return False
    scan([path]).filter(~is_gone).collect().write_parquet(there, compression="zstd", statistics=False)
    return True


def identities(source: package.Package) -> pl.DataFrame:
    """What tells each article: `article_id`, `guid`, `url`, and `body_sha256` of the whole body, of an excerpt as well.

    `is_mute`: the package has no text of it.
    """
    wanted = ("article_id", "guid", "url", "body_sha256")
    rows = scan(source.paths("articles")).select(*wanted, is_mute=pl.col("body_sha256") == text.sha256(""))
    if package.edition(source) == "excerpt" and editions.ORIGINALS in source.resources:
        whole = scan(source.paths(editions.ORIGINALS)).select("article_id", whole="body_sha256")
        rows = rows.join(whole, on="article_id", how="left", maintain_order="left").with_columns(
            body_sha256=pl.coalesce("whole", "body_sha256")
        )
    return rows.select(*wanted, "is_mute").collect()
