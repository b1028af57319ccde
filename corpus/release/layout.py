"""The tables of a version: the writer's options pinned, rows in the contract's order, articles in a file for each year.

A file depends on the rows in it and on nothing else: a word that changes in one article leaves every other file of
articles as it is, byte for byte.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import polars as pl

from corpus import contract, editions, package, tables
from corpus.errors import ReleaseError

Partition = Literal["none", "year", "month"]

PARTITIONED = "articles"
_BY = "published_at"
_UNDATED = "undated"
_FORMATS: Mapping[Partition, str] = {"year": "%Y", "month": "%Y-%m"}

# As many bodies as a row group has, so that reading them is all that is held.
_PIECE = 5_000

LARGE = 32 << 20
"""Bytes of the build's articles above which they are parted by year: a file of a year is then some megabytes."""


def choose(asked: Partition | Literal["auto"], source: package.Package, previous: Partition | None) -> Partition:
    """How articles are parted: as asked for; else as in the version before, and by year where they are many."""
    if asked != "auto":
        return asked
    if previous in ("year", "month"):
        return previous
    size = sum(path.stat().st_size for path in source.paths(PARTITIONED))
    return "year" if size > LARGE else "none"


def write(source: package.Package, folder: Path, partition: Partition) -> dict[str, list[str]]:
    """Write every file of the package's tables and of its other resources into `folder`; their names by resource."""
    written: dict[str, list[str]] = {}
    known = editions.tables(source)
    for name in source.resources:
        paths = source.paths(name)
        if name in known:
            written[name] = _write_table(known[name], paths, folder, partition)
            continue
        for path in paths:
            there = folder / path.relative_to(source.folder)
            there.parent.mkdir(parents=True, exist_ok=True)
            if there.exists():
                raise ReleaseError(f"{path}: a version has a file of its own of that name; rename the resource's")
            shutil.copyfile(path, there)
        written[name] = [path.relative_to(source.folder).as_posix() for path in paths]
    return written


def again(name: str, folder: Path, files: Sequence[str], partition: Partition) -> list[str]:
    """Lay the files of one table in a folder out once more, its rows having changed what they are ordered by."""
    beside = [folder / f".{path}" for path in files]
    for path, old in zip(files, beside, strict=True):
        (folder / path).rename(old)
    written = _write_table(contract.tables()[name], beside, folder, partition)
    for old in beside:
        old.unlink()
    return written


def _write_table(table: contract.Table, paths: list[Path], folder: Path, partition: Partition) -> list[str]:
    slices, height = _in_order(table, paths)
    parts = {f"{table.name}.parquet": (0, height)}
    if table.name == PARTITIONED and partition != "none" and height:
        parts = {f"{table.name}-{name}.parquet": span for name, span in _spans(paths, _FORMATS[partition]).items()}
    for name, (start, stop) in parts.items():
        tables.write(
            (slices(at, min(_PIECE, stop - at)) for at in range(start, stop, _PIECE)), table.name, folder / name, table
        )
    return list(parts)


def _in_order(table: contract.Table, paths: list[Path]) -> tuple[Callable[[int, int], pl.DataFrame], int]:
    """A function that gives rows `[start, start + length)` in the contract's order, and how many rows there are."""
    scan = pl.scan_parquet(paths, glob=False, hive_partitioning=False)
    order = scan.select(table.order).with_row_index("row").collect()
    is_sorted = order.sort(table.order, nulls_last=True, maintain_order=True)["row"].is_sorted()
    if is_sorted:
        return lambda start, length: scan.slice(start, length).collect(), order.height
    # Of rows that the contract's order does not tell apart, their other cells say which comes first.
    rest = [] if table.primary_key else [name for name in table.names if name not in table.order]
    whole = scan.collect().sort([*table.order, *rest], nulls_last=True, maintain_order=True)
    return whole.slice, whole.height


def _spans(paths: list[Path], form: str) -> dict[str, tuple[int, int]]:
    """Where the rows of each part begin and end, once they are in order: undated articles are last."""
    times = pl.scan_parquet(paths, glob=False, hive_partitioning=False).select(_BY).collect()
    names = times.select(pl.col(_BY).dt.strftime(form).fill_null(_UNDATED).alias("part"), _BY)
    counts = names.group_by("part").agg(pl.len(), first=pl.col(_BY).min()).sort("first", nulls_last=True)
    spans, start = {}, 0
    for name, length in counts.select("part", "len").iter_rows():
        spans[name] = (start, start + length)
        start += length
    return spans


def describe(source: package.Package, folder: Path, files: Mapping[str, list[str]]) -> Iterator[dict[str, Any]]:
    """The resources of the version's descriptor, with the hashes of the files that were written."""
    is_parted = len(files.get(PARTITIONED, ())) > 1 or files.get(PARTITIONED) not in ([f"{PARTITIONED}.parquet"], None)
    for name, resource in source.resources.items():
        told = {key: value for key, value in resource.items() if key not in ("x-hashes", "bytes")}
        if is_parted and isinstance(schema := told.get("schema"), dict):
            told["schema"] = _with_far_keys(name, schema)
        if name in editions.tables(source):
            hashes = {path: package.sha256(folder / path) for path in files[name]}
            if name == PARTITIONED and is_parted:
                yield from package.parts(told, hashes)
                continue
            ((path, digest),) = hashes.items()
            told |= {"path": path, "hash": f"sha256:{digest}"}
        yield told


def _with_far_keys(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema with the keys that point at parted articles where no tool but ours looks for them."""
    links = schema.get("foreignKeys", [])
    far = [one for one in links if (one["reference"].get("resource") or name) == PARTITIONED]
    near = [one for one in links if one not in far]
    rest = {key: value for key, value in schema.items() if key != "foreignKeys"}
    return rest | ({"foreignKeys": near} if near else {}) | ({package.FAR_KEYS: far} if far else {})
