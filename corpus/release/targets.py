"""Where releases may go: a store, or where nothing is yet. Never into what is there for something else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corpus import contract, package
from corpus.errors import MissingError, ReleaseError
from corpus.store import Store
from corpus.store.local import LocalStore

# What a store has at its root; the first publish may be under way, or was killed before `latest.json`.
_OWN = re.compile(r"v|(latest|revocations|suppressed|errata)\.json|\.lock|\..+\.\d+\.tmp", re.ASCII)
_EXPECTED = "expected a store of releases, or a new or empty folder"


def must_be_target(store: Store) -> None:
    """Refuse a place that is no store and holds something else, or lies in a package or a version.

    Raises:
        ReleaseError: it says what is there.
        StoreError: it cannot be looked at.
    """
    if isinstance(store, LocalStore):
        _must_be_folder(store.root)
        return
    if re.search(rf"/{package.VERSIONS}/[^/]+\.\d+\.\d+(/|$)", store.where):
        raise ReleaseError(f"{store.where}: lies in a version of a store; {_EXPECTED}")
    for name in (package.LATEST, package.FILE_NAME):
        try:
            store.size(name)
        except MissingError:
            continue
        if name == package.LATEST:
            return
        raise ReleaseError(f"{store.where}: is a package, no store; {_EXPECTED}")
    if store.is_writable:
        names = (path.partition("/")[0] for path in store.list())
        _must_be_own(store.where, next((one for one in names if not _is_own(one)), None))


def _must_be_folder(root: Path) -> None:
    whole = root.resolve()
    for folder in (whole, *whole.parents):
        if (folder / package.FILE_NAME).is_file() and _is_data(folder):
            where = "is" if folder == whole else f"lies in {folder}, which is"
            raise ReleaseError(f"{root}: {where} a build or a version, no store; {_EXPECTED}")
    for folder in (whole, *whole.parents):
        if folder.name == package.VERSIONS and (folder.parent / package.LATEST).is_file():
            raise ReleaseError(f"{root}: lies among the versions of the store {folder.parent}; {_EXPECTED}")
    is_store = (root / package.LATEST).is_file() or package.versions(root)
    if root.is_dir() and not is_store:
        _must_be_own(str(root), next((one.name for one in sorted(root.iterdir()) if not _is_own(one.name)), None))


def _is_data(folder: Path) -> bool:
    """Whether the tables stand beside the descriptor: a repository may have a descriptor of what is below it."""
    names = [package.MANIFEST, *(f"{name}.parquet" for name in contract.NAMES)]
    return any((folder / name).is_file() for name in names)


def _is_own(name: str) -> bool:
    return _OWN.fullmatch(name) is not None


def _must_be_own(where: str, other: str | None) -> None:
    if other is not None:
        raise ReleaseError(f"{where}: is no store, and holds {other}; {_EXPECTED}")


def must_have_name(name: object, told: Mapping[str, Any] | None, where: str) -> None:
    """Refuse a package of another name than the versions of the store have: it is another corpus.

    Raises:
        ReleaseError: it says both names.
    """
    if told is not None and told.get("name") not in (None, name):
        raise ReleaseError(
            f"{where}: its versions are of {told['name']!r}, the build is of {name!r}; publish to a store of its own, "
            "or give the build that name"
        )
