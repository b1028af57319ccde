"""Open a package: a published version, the newest of a store, or a build. Every file is checked against its hash."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from corpus import package
from corpus.check.sources import is_parquet, open_tables
from corpus.errors import IntegrityError, PackageError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


class Corpus(Mapping[str, pl.LazyFrame]):
    """The tables of one package, as typed LazyFrames: `.articles`, `.quotes` … or by name.

    Columns and types are those of the contract (`schemas/*.json`): text as String, counts and positions (in code
    points) as Int32, confidences as Float64, instants as Datetime in UTC with microseconds. A resource that the
    contract does not name is a table too where its files are Parquet; others are in `descriptor` and `folder` only.
    """

    def __init__(
        self, opened: package.Package, manifest: Mapping[str, Any] | None, tables: Mapping[str, list[Path]]
    ) -> None:
        self._package, self._tables = opened, tables
        self.manifest = manifest
        """The manifest of a published version; None for a build."""

    @property
    def name(self) -> str:
        """Name of the package."""
        return str(self._package.descriptor.get("name", ""))

    @property
    def version(self) -> str:
        """Version of the package; `0.0.0` for a build."""
        return str(self._package.descriptor.get("version", ""))

    @property
    def descriptor(self) -> Mapping[str, Any]:
        """The descriptor, `datapackage.json`."""
        return self._package.descriptor

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return self._package.folder

    def to_pandas(self, *tables: str) -> dict[str, pd.DataFrame]:
        """The tables (all, without names) as pandas frames; no integer or boolean column of the contract has a null."""
        return {name: table.to_pandas() for name, table in self.to_arrow(*tables).items()}

    def to_arrow(self, *tables: str) -> dict[str, pa.Table]:
        """The tables (all, without names) as Arrow tables with the contract's schema."""
        import pyarrow.parquet as pq

        return {name: pq.read_table(self._paths(name)) for name in tables or self}

    def __getitem__(self, name: str) -> pl.LazyFrame:
        return pl.scan_parquet(self._paths(name), glob=False)

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)

    def __getattr__(self, name: str) -> pl.LazyFrame:
        if name.startswith("_") or name not in self._tables:
            raise AttributeError(f"no table {name!r}; there are {', '.join(self)}")
        return self[name]

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self]

    def __repr__(self) -> str:
        return f"<Corpus {self.name} {self.version}: {', '.join(self)}>"

    def _paths(self, name: str) -> list[Path]:
        if name not in self._tables:
            raise KeyError(f"no table {name!r}; there are {', '.join(self)}")
        return self._tables[name]

    if TYPE_CHECKING:
        articles: pl.LazyFrame
        people: pl.LazyFrame
        orgs: pl.LazyFrame
        quotes: pl.LazyFrame
        mentions: pl.LazyFrame
        cues: pl.LazyFrame
        roles: pl.LazyFrame
        authors: pl.LazyFrame
        captions: pl.LazyFrame
        subjects: pl.LazyFrame
        problems: pl.LazyFrame


def load(path: str | Path, version: str | None = None) -> Corpus:
    """Open the package at `path`, every file checked against its hash.

    Args:
        path: a store of releases (then `version`, or the newest), the folder of a version, or a build.
        version: the version to open, as `2026.11.0`.

    Raises:
        PackageError: there is no package or no such version, or a table of it cannot be opened.
        IntegrityError: a file is not the one that was published, or has no hash.
    """
    root = Path(path)
    if not root.exists():
        raise PackageError(f"{root}: not there; expected a store of releases, a version or a build")
    if (root / package.VERSIONS).is_dir() and not (root / package.FILE_NAME).exists():
        return _load_version(root, version)
    opened = package.read(root)
    if version is not None and opened.descriptor.get("version") != version:
        raise PackageError(f"{root}: is version {opened.descriptor.get('version')}, not {version}")
    return _open(opened)


def _load_version(root: Path, version: str | None) -> Corpus:
    there = package.versions(root)
    if version is not None:
        if version not in there:
            raise PackageError(f"{root}: no version {version}; there are {', '.join(there) or 'none'}")
        return _open(package.read(root / package.VERSIONS / version))
    latest = root / package.LATEST
    try:
        pointer = package.read_json(latest)
        path, digest = pointer["path"], str(pointer["manifest_sha256"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PackageError(
            f"{latest}: cannot be read ({error}); name a version: {', '.join(there) or 'none'}"
        ) from error
    folder = package.inside(root, path, str(latest))
    package.verify(folder / package.MANIFEST, digest, package.LATEST)
    return _open(package.read(folder))


# What a check has to say of rows is for `validate`. These codes say that a table is not there to be opened, or is not
# the one that was written, or has not the columns that are promised.
_CHANGED = {"hash-missing", "hash-mismatch"}
_REFUSED = _CHANGED | {
    "contract-version", "table-missing", "path-unsafe", "table-unreadable", "file-missing", "column-missing",
    "column-type",
}  # fmt: skip


def _open(opened: package.Package) -> Corpus:
    package.check_contract(opened)
    manifest = package.read_manifest(opened) if (opened.folder / package.MANIFEST).exists() else None
    sources, findings = open_tables(opened, is_hashed=manifest is None)
    for one in findings:
        if one.code in _REFUSED:
            error = IntegrityError if one.code in _CHANGED else PackageError
            raise error(f"{opened.folder / package.FILE_NAME}: {one.message} ({one.code}; see `corpus validate`)")
    tables = {name: list(source.paths) for name, source in sources.items()}
    for name in opened.resources:
        if name not in tables and name not in opened.is_inline and is_parquet(paths := opened.paths(name)):
            tables[name] = paths
    return Corpus(opened, manifest, {name: tables[name] for name in opened.resources if name in tables})
