"""Open a package: a published version, the newest of a store, or a build. Every file is checked against its hash."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from corpus import contract, package
from corpus.errors import IntegrityError, PackageError

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa


class Corpus(Mapping[str, pl.LazyFrame]):
    """The tables of one package, as typed LazyFrames: `.articles`, `.quotes` … or by name.

    Columns and types are those of the contract (`schemas/*.json`): text as String, counts and positions (in code
    points) as Int32, confidences as Float64, instants as Datetime in UTC with microseconds.
    """

    def __init__(self, opened: package.Package, manifest: Mapping[str, Any] | None) -> None:
        self._package = opened
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
        return iter(self._package.resources)

    def __len__(self) -> int:
        return len(self._package.resources)

    def __getattr__(self, name: str) -> pl.LazyFrame:
        if name.startswith("_") or name not in self._package.resources:
            raise AttributeError(f"no table {name!r}; there are {', '.join(self)}")
        return self[name]

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self]

    def __repr__(self) -> str:
        return f"<Corpus {self.name} {self.version}: {', '.join(self)}>"

    def _paths(self, name: str) -> list[Path]:
        if name not in self._package.resources:
            raise KeyError(f"no table {name!r}; there are {', '.join(self)}")
        return self._package.paths(name)

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
        PackageError: there is no package, or no such version.
        IntegrityError: a file is not the one that was published.
    """
    root = Path(path)
    if not root.exists():
        raise PackageError(f"{root}: not there; expected a store of releases, a version or a build")
    if (root / package.VERSIONS).is_dir() and not (root / package.FILE_NAME).exists():
        return _load_version(root, version)
    opened = package.read(root)
    if version is not None and opened.descriptor.get("version") != version:
        raise PackageError(f"{root}: is version {opened.descriptor.get('version')}, not {version}")
    if (opened.folder / package.MANIFEST).is_file():
        return _published(opened.folder)
    for name, resource in opened.resources.items():
        digest = str(resource.get("hash", "")).removeprefix("sha256:")
        for file in opened.paths(name):
            package.verify(file, digest, package.FILE_NAME)
    return Corpus(_of_contract(opened), None)


def _load_version(root: Path, version: str | None) -> Corpus:
    there = package.versions(root)
    if version is not None:
        if version not in there:
            raise PackageError(f"{root}: no version {version}; there are {', '.join(there) or 'none'}")
        return _published(root / package.VERSIONS / version)
    latest = root / package.LATEST
    try:
        pointer = json.loads(latest.read_bytes())
        folder, digest = root / str(pointer["path"]), str(pointer["manifest_sha256"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise PackageError(
            f"{latest}: cannot be read ({error}); name a version: {', '.join(there) or 'none'}"
        ) from error
    package.verify(folder / package.MANIFEST, digest, package.LATEST)
    return _published(folder)


def _published(folder: Path) -> Corpus:
    path = folder / package.MANIFEST
    try:
        manifest = json.loads(path.read_bytes())
        files = {str(entry["path"]): str(entry["sha256"]) for entry in manifest["files"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IntegrityError(f"{path}: is no manifest: {error}") from error
    for name, digest in files.items():
        package.verify(folder / name, digest, package.MANIFEST)
    opened = package.read(folder)
    for name in opened.resources:
        for file in opened.paths(name):
            if file.relative_to(folder).as_posix() not in files:
                raise IntegrityError(f"{file}: is not in {package.MANIFEST}, so nobody vouches for it")
    return Corpus(_of_contract(opened), manifest)


def _of_contract(opened: package.Package) -> package.Package:
    stated = str(opened.descriptor.get("x-contract", contract.CONTRACT_VERSION))
    if stated.split(".")[0] != contract.CONTRACT_VERSION.split(".")[0]:
        raise PackageError(
            f"{opened.folder}: keeps contract {stated}; this version of corpus reads {contract.CONTRACT_VERSION}"
        )
    return opened
