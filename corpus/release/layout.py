"""The tables of a version: the writer's options pinned, rows in the contract's order, large tables in parts.

A file depends on the rows in it and on nothing else: a word that changes in one article leaves every other file of
articles as it is, byte for byte.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import polars as pl

from corpus import contract, editions, package, tables
from corpus.errors import ReleaseError
from corpus.release.parting import ARTICLES, Partition, parting

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
    size = sum(path.stat().st_size for path in source.paths(ARTICLES))
    return "year" if size > LARGE else "none"


def write(
    source: package.Package, folder: Path, partition: Partition, before: Sequence[str] = ()
) -> dict[str, list[str]]:
    """Write every file of the package's tables and of its other resources into `folder`; their names by resource.

    `before` are the files of the version before: a table that had parts there has the same parts.
    """
    written: dict[str, list[str]] = {}
    known = editions.tables(source)
    for name in source.resources:
        paths = source.paths(name)
        if name in known:
            written[name] = _write_table(known[name], paths, folder, partition, before)
            continue
        for path in paths:
            there = folder / path.relative_to(source.folder)
            there.parent.mkdir(parents=True, exist_ok=True)
            if there.exists():
                raise ReleaseError(f"{path}: a version has a file of its own of that name; rename the resource's")
            shutil.copyfile(path, there)
        written[name] = [path.relative_to(source.folder).as_posix() for path in paths]
    return written


def again(table: contract.Table, folder: Path, files: Sequence[str], partition: Partition) -> list[str]:
    """Lay the files of one table in a folder out once more, its rows having changed what they are ordered by."""
    beside = [folder / f".{path}" for path in files]
    for path, old in zip(files, beside, strict=True):
        (folder / path).rename(old)
    written = _write_table(table, beside, folder, partition, files)
    for old in beside:
        old.unlink()
    return written


def _write_table(
    table: contract.Table, paths: list[Path], folder: Path, partition: Partition, before: Sequence[str]
) -> list[str]:
    slices, height = _in_order(table, paths)
    parts = {f"{table.name}.parquet": (0, height)}
    by = parting(table, partition, sum(path.stat().st_size for path in paths), before)
    if by is not None and height:
        values = pl.scan_parquet(paths, glob=False, hive_partitioning=False).select(by.column).collect().to_series()
        parts = {f"{table.name}-{name}.parquet": span for name, span in by.spans(values).items()}
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


def describe(source: package.Package, folder: Path, files: Mapping[str, list[str]]) -> Iterator[dict[str, Any]]:
    """The resources of the version's descriptor, with the hashes of the files that were written.

    The schema of a table in parts stands at the first of them, and is written into `folder` for the others to name.
    """
    known = editions.tables(source)
    parted = {name for name in known if name in files and [Path(one).stem for one in files[name]] != [name]}
    for name, resource in source.resources.items():
        told = {key: value for key, value in resource.items() if key not in ("x-hashes", "bytes")}
        if parted and isinstance(schema := told.get("schema"), dict):
            told["schema"] = _with_far_keys(name, schema, parted)
        if name in known:
            hashes = {path: package.sha256(folder / path) for path in files[name]}
            if name in parted:
                yield from package.parts(told, hashes, folder)
                continue
            ((path, digest),) = hashes.items()
            told |= {"path": path, "hash": f"sha256:{digest}"}
        elif "hash" in told and len(files.get(name, ())) == 1 and str(told["path"]).endswith(".parquet"):
            # Rows of withdrawn articles go from tables of one's own, too.
            told["hash"] = f"sha256:{package.sha256(folder / files[name][0])}"
        yield told


def _with_far_keys(name: str, schema: Mapping[str, Any], parted: Collection[str]) -> dict[str, Any]:
    """The schema with the keys that point at tables in parts where no tool but ours looks for them."""
    links = schema.get("foreignKeys", [])
    far = [one for one in links if (one["reference"].get("resource") or name) in parted]
    near = [one for one in links if one not in far]
    rest = {key: value for key, value in schema.items() if key != "foreignKeys"}
    return rest | ({"foreignKeys": near} if near else {}) | ({package.FAR_KEYS: far} if far else {})
