"""The descriptor: `datapackage.json` (Data Package v2) of a folder of tables, with the hash of every file."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corpus import contract
from corpus.errors import IntegrityError, PackageError, ReleaseError

FILE_NAME = "datapackage.json"
# A store of releases: `latest.json` beside `v/<version>/`, each with a manifest, which is written last.
MANIFEST = "manifest.json"
LATEST = "latest.json"
VERSIONS = "v"
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?")
_VERSION = re.compile(r"(\d{4})\.([1-9]|1[0-2])\.(0|[1-9]\d*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a descriptor says of a package as a whole. `created` is an RFC 3339 instant; None leaves it out.

    A build without a clock has no `created`: the same input gives the same bytes. A release has one.
    """

    name: str = "news-corpus"
    title: str | None = None
    version: str = "0.0.0"
    created: str | None = None
    licenses: tuple[str, ...] = ()
    contributors: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Package:
    """A descriptor and the folder that its paths are relative to."""

    folder: Path
    descriptor: Mapping[str, Any]

    @property
    def resources(self) -> dict[str, Mapping[str, Any]]:
        """The resources by name, in the order of the descriptor."""
        return {str(resource.get("name")): resource for resource in self.descriptor["resources"]}

    def paths(self, name: str) -> list[Path]:
        """The files of a resource, in order.

        Raises:
            PackageError: a path is absolute, remote or leads out of the folder.
        """
        path = self.resources[name].get("path", [])
        return [self._inside(name, str(p)) for p in (path if isinstance(path, list) else [path])]

    def _inside(self, name: str, path: str) -> Path:
        # Data Package v2, "Resource", `path`: relative, without parent segments. Links are resolved: none leads out.
        whole = (self.folder / path).resolve()
        if "://" in path or Path(path).is_absolute() or not whole.is_relative_to(self.folder.resolve()):
            raise PackageError(f"{self.folder / FILE_NAME}: resource {name!r}: path {path!r} leads out of the package")
        return self.folder / path


def source_date() -> datetime | None:
    """The instant in the environment's `SOURCE_DATE_EPOCH` (reproducible-builds.org), for a descriptor's `created`.

    Raises:
        PackageError: it is set and is no number of seconds since 1970.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return None
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError) as error:
        message = f"SOURCE_DATE_EPOCH is {epoch!r}; expected a number of seconds since 1970"
        raise PackageError(message) from error


def rfc3339(moment: datetime) -> str:
    """An instant as descriptors and manifests write it: UTC, seconds."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def describe(folder: Path, about: About, *, data: str = "") -> dict[str, Any]:
    """The descriptor of the contract's tables in `folder`, their files being at `folder / data / <table>.parquet`.

    Raises:
        PackageError: the package's name is none, or a word of `about` is no text.
    """
    check_about(about)
    descriptor: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": about.name,
        "title": about.title,
        "version": about.version,
        "created": about.created,
        "licenses": [_license(name) for name in about.licenses],
        "contributors": [{"title": name} for name in about.contributors],
        "sources": [{"title": name} for name in about.sources],
        "x-contract": contract.CONTRACT_VERSION,
        "resources": [_resource(table, folder, data) for table in contract.tables().values()],
    }
    return {key: value for key, value in descriptor.items() if value}


def check_about(about: About) -> None:
    """Refuse what a descriptor cannot hold.

    Raises:
        PackageError: the name is not of the form of Data Package v2, or a word is no text that can be written as UTF-8.
    """
    if not _NAME.fullmatch(about.name):
        raise PackageError(
            f"{about.name!r} is no name of a package; expected lower-case letters, digits, and . _ - between"
        )
    words = [about.title or "", *about.licenses, *about.contributors, *about.sources]
    for word in words:
        try:
            word.encode()
        except UnicodeEncodeError as error:
            raise PackageError(f"{word!r} is no text in Unicode; give it in UTF-8") from error


def dump(descriptor: Mapping[str, Any]) -> bytes:
    """A descriptor, or any other JSON of a package, as bytes: UTF-8, two blanks, keys in the order given."""
    return (json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n").encode()


def read(path: Path) -> Package:
    """The package whose folder or descriptor is at `path`.

    Raises:
        PackageError: there is none, or its descriptor is no Data Package.
    """
    file = path / FILE_NAME if path.is_dir() else path
    try:
        descriptor = json.loads(file.read_bytes())
    except FileNotFoundError as error:
        raise PackageError(f"{file}: not there; a package is a folder with a {FILE_NAME}") from error
    except OSError as error:
        raise PackageError(f"{file}: cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise PackageError(f"{file}: not JSON: {error}") from error
    resources = descriptor.get("resources") if isinstance(descriptor, dict) else None
    if not isinstance(resources, list) or not all(
        isinstance(r, dict) and isinstance(r.get("name"), str) for r in resources
    ):
        raise PackageError(f"{file}: not a Data Package: expected an object with a list `resources` of named objects")
    return Package(file.parent, descriptor)


def parse_version(version: str) -> tuple[int, int, int]:
    """The parts of a version, for sorting.

    >>> parse_version("2026.11.0")
    (2026, 11, 0)

    Raises:
        ReleaseError: it is not `YYYY.M.PATCH`.
    """
    match = _VERSION.fullmatch(version)
    if match is None:
        raise ReleaseError(f"{version!r} is no version; expected YYYY.M.PATCH without leading zeros, such as 2026.11.0")
    year, month, patch = map(int, match.groups())
    return year, month, patch


def versions(root: Path) -> list[str]:
    """The complete versions in a store, the oldest first. A folder without a manifest is none."""
    names = [path.parent.name for path in (root / VERSIONS).glob(f"*/{MANIFEST}")]
    return sorted((name for name in names if _VERSION.fullmatch(name)), key=parse_version)


def sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, lower-case hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def verify(path: Path, expected: str, says: str) -> None:
    """Check a file's bytes against a SHA-256.

    Raises:
        IntegrityError: they differ, or the file is gone; `says` names who expected it.
    """
    try:
        found = sha256(path)
    except OSError as error:
        raise IntegrityError(f"{path}: cannot be read ({error.strerror}), but {says} names it") from error
    if found != expected:
        raise IntegrityError(f"{path}: changed: its sha256 is {found}, {says} says {expected}; get the file again")


def _resource(table: contract.Table, folder: Path, data: str) -> dict[str, Any]:
    path = f"{data}/{table.name}.parquet" if data else f"{table.name}.parquet"
    return {
        "name": table.name,
        "title": table.title,
        "description": table.description,
        "type": "table",
        "path": path,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "hash": f"sha256:{sha256(folder / path)}",
        "schema": dict(table.schema),
    }


def _license(name: str) -> dict[str, str]:
    return {"path": name} if "://" in name else {"name": name}
