"""What a store has: its versions, which of them is the newest, what was taken back; and how a version comes into it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from corpus import package
from corpus.errors import (
    ChangedError,
    ExistsError,
    IntegrityError,
    MissingError,
    OvertakenError,
    PackageError,
    ReleaseError,
)
from corpus.loading import revocations
from corpus.release import manifest, notices, versions
from corpus.store import Store
from corpus.store.local import LocalStore

REVOCATIONS = revocations.FILE_NAME


def published(store: Store) -> list[str]:
    """The complete versions of a store, the oldest first: those with a manifest of their own, which is written last."""
    try:
        listed = known(store)
    except IntegrityError:  # told by who needs it
        listed = {}
    return [one for one in complete(store) if one in listed or _is_its_own(store, one)]


def complete(store: Store) -> list[str]:
    """The versions of a store that have a manifest, the oldest first; that of a copy is the one of another."""
    names = []
    for path in store.list(package.VERSIONS):
        parts = path.split("/")
        if len(parts) == 3 and parts[2] == package.MANIFEST and package.is_version(parts[1]):
            names.append(parts[1])
    return sorted(names, key=package.parse_version)


def _is_its_own(store: Store, version: str) -> bool:
    """Whether the manifest of a version that `latest.json` does not list is not that of another."""
    try:
        return bool(json.loads(store.read(manifest_of(version)))["version"] == version)
    except (ValueError, KeyError, TypeError):
        return True  # it is broken, and told to be


def known(store: Store) -> Mapping[str, str]:
    """The SHA-256 of each version's manifest, as `latest.json` says it; of none without one.

    Raises:
        IntegrityError: `latest.json` is none.
    """
    try:
        return _listed(store, store.read(package.LATEST))
    except MissingError:
        return {}


def _listed(store: Store, content: bytes) -> Mapping[str, str]:
    try:
        return package.parse_latest(content).manifests
    except ValueError as error:
        says = f"{store.where}/{package.LATEST}: is no pointer to a version"
        raise IntegrityError(f"{says} ({error}); remove it, and `corpus gc` writes it anew") from error


def manifest_of(version: str) -> str:
    """The path of its manifest in a store."""
    return f"{package.VERSIONS}/{version}/{package.MANIFEST}"


def yanked(store: Store) -> frozenset[str]:
    """The versions that were taken out of the choice by `corpus yank`."""
    return taken_back(store).yanked


def taken_back(store: Store) -> revocations.Revocations:
    """What `revocations.json` says; nothing where there is none.

    Raises:
        PackageError: it does not have the form that this version knows.
    """
    try:
        return revocations.read(json.loads(store.read(REVOCATIONS)), f"{store.where}/{REVOCATIONS}")
    except MissingError:
        return revocations.Revocations()
    except ValueError as error:
        raise PackageError(f"{store.where}/{REVOCATIONS}: not JSON: {error}") from error


def base_of(store: Store, version: str | None, there: Sequence[str]) -> str | None:
    """The version that another one is compared with: the newest before it, or of all, that is not yanked."""
    hidden = yanked(store)
    visible = [one for one in there if one not in hidden]
    return versions.before(version, visible) if version is not None else next(reversed(visible), None)


def refuse_damaged(store: Store, version: str) -> None:
    """Refuse the number of a version that `latest.json` lists and whose manifest is gone.

    Raises:
        ReleaseError: it is one; what is to be restored is said.
    """
    if (sha256 := known(store).get(version)) is not None and version not in published(store):
        raise ReleaseError(f"{store.where}: {versions.damaged(version, sha256)}, or publish another number")


@contextmanager
def opened(store: Store, version: str | None) -> Iterator[tuple[Path | None, dict[str, Any] | None]]:
    """A local folder with a version of the store, and its manifest with its own hash as `sha256`; None without one.

    Raises:
        IntegrityError: a file of it is neither the one that was published nor what was left of that by a takedown.
    """
    if version is None:
        yield None, None
        return
    path = f"{package.VERSIONS}/{version}"
    content = store.read(f"{path}/{package.MANIFEST}")
    says = f"{store.where}/{path}/{package.MANIFEST}"
    told = manifest.parse(content, says) | {"sha256": package.sha256_of(content)}
    if (said := known(store).get(version)) not in (None, told["sha256"]):
        raise IntegrityError(
            f"{says}: changed: its sha256 is {told['sha256']}, {package.LATEST} says {said}; see `corpus verify`"
        )
    became = notices.became(store, version)
    if isinstance(store, LocalStore):
        _verify(store.file(path), told, became)
        yield store.file(path), told
        return
    with tempfile.TemporaryDirectory(prefix="newscorpus-") as name:
        folder = Path(name)
        for entry in told["files"]:
            file = package.inside(folder, entry["path"], says)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(store.read(f"{path}/{entry['path']}"))
        (folder / package.MANIFEST).write_bytes(content)
        _verify(folder, told, became)
        yield folder, told


def _verify(folder: Path, told: Mapping[str, Any], became: Mapping[str, frozenset[str]]) -> None:
    for entry in told["files"]:
        file, sha256 = folder / entry["path"], entry["sha256"]
        # A takedown says what a file becomes before it becomes that, so that it may be what it was before as well.
        if sha256 not in became or package.sha256(file) not in became[sha256]:
            package.verify(file, sha256, package.MANIFEST)


def commit(store: Store, folder: Path, version: str, ask: Callable[[], None] | None = None) -> str | None:
    """Make a staged folder the version, all at once, and move `latest.json`; the version that it points at then.

    Raises:
        OvertakenError: another was faster, or is at it.
    """
    path = f"{package.VERSIONS}/{version}"
    refuse_damaged(store, version)
    try:
        store.commit(folder, path, claim=manifest.SUMS, last=package.MANIFEST, ask=ask)
    except ExistsError as error:
        if version in published(store):
            message = f"{store.where}/{path}: version {version} has just been published by another"
            raise OvertakenError(message) from error
        raise OvertakenError(
            f"{store.where}/{path}: another publish of {version} is under way, or was interrupted and left files "
            f"there; if it was, `corpus gc {store.where} --older-than 0s` removes them"
        ) from error
    return move_latest(store)


def move_latest(store: Store) -> str | None:
    """Point `latest.json` at the newest version that is not yanked, and list all of them there; that version.

    Who loses a race for it looks again: the last to write has seen every version. A manifest that is listed already
    keeps the hash that it is listed with: one that was changed since is not vouched for by this. A version that is
    listed and whose manifest is gone stays listed: to point at an older one would hide that it is damaged.
    """
    _first_revocations(store)
    while True:
        try:
            before, tag = store.read_tagged(package.LATEST)
        except MissingError:
            before, tag = None, None
        hashes = {} if before is None else _listed(store, before)
        listed = [
            {"version": one, "manifest_sha256": hashes.get(one) or package.sha256_of(store.read(manifest_of(one)))}
            for one in sorted({*published(store), *hashes}, key=package.parse_version)
        ]
        hidden = yanked(store)
        newest = next((one for one in reversed(listed) if one["version"] not in hidden), None)
        if newest is None:
            return None
        latest = {
            "version": newest["version"],
            "path": f"{package.VERSIONS}/{newest['version']}",
            "manifest_sha256": newest["manifest_sha256"],
            "versions": listed,
        }
        content = package.dump(latest)
        if content == before:
            return newest["version"]
        try:
            store.swap(package.LATEST, content, tag)
        except ChangedError:
            continue


def _first_revocations(store: Store) -> None:
    """Write the list of what was taken back, empty: a reader then knows that nothing was."""
    try:
        store.size(REVOCATIONS)
    except MissingError:
        try:
            store.create(REVOCATIONS, package.dump({"revocations": []}))
        except ExistsError:
            return
