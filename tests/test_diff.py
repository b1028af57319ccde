from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from corpus.diff import Diff, compare
from corpus.loading import load

Change = Callable[[dict[str, pl.DataFrame]], None]


@pytest.fixture
def edit(build: Path, tmp_path: Path) -> Callable[..., Path]:
    """A copy of the build with other rows, and other properties in its descriptor."""

    def make(change: Change | None = None, name: str = "edited", **properties: Any) -> Path:
        copy = shutil.copytree(build, tmp_path / name)
        tables = {path.stem: pl.read_parquet(path) for path in copy.glob("*.parquet")}
        before = dict(tables)
        if change is not None:
            change(tables)
        descriptor = json.loads((copy / "datapackage.json").read_bytes()) | properties
        for resource in descriptor["resources"]:
            frame = tables[resource["name"]]
            if frame is not before[resource["name"]]:
                frame.write_parquet(copy / resource["path"])
                digest = hashlib.sha256((copy / resource["path"]).read_bytes()).hexdigest()
                resource["hash"] = f"sha256:{digest}"
        (copy / "datapackage.json").write_text(json.dumps(descriptor))
        return copy

    return make


def diff(old: Path, new: Path) -> Diff:
    return compare(load(old), load(new))


def changes(found: Diff) -> pl.DataFrame:
    return pl.concat(found.rows(None))


def without(tables: dict[str, pl.DataFrame], article: str) -> None:
    """Take an article out of every table."""
    for name, frame in tables.items():
        if "article_id" in frame.columns:
            tables[name] = frame.filter(pl.col("article_id").ne_missing(article))


def numbers(found: Diff) -> Mapping[str, tuple[int, int, int]]:
    return {name: (one.added, one.removed, one.changed) for name, one in found.tables.items() if not one.is_same}


def test_a_package_does_not_differ_from_itself(build: Path) -> None:
    found = diff(build, build)

    assert found.is_empty
    assert found.classes == ()
    assert numbers(found) == {}
    assert list(found.rows(None)) == []


def test_the_same_rows_in_other_files_are_a_repack(build: Path, edit: Callable[..., Path]) -> None:
    def rewrite(tables: dict[str, pl.DataFrame]) -> None:
        tables["mentions"] = tables["mentions"].reverse()

    found = diff(build, edit(rewrite))

    assert found.classes == ("repack",)
    assert numbers(found) == {}
    assert found.tables["mentions"].is_rewritten
