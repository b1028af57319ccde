"""What publishes that were killed left behind: found by its name and by what no manifest names, and removed."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from corpus import package
from corpus.errors import MissingError, StoreError
from corpus.release import restoring
from corpus.release.holdings import complete, known, move_latest, published, yanked
from corpus.store import Store, open_store

# What staging writes: `.2026.11.0.k3x9.tmp` in `v/` (`.next.….tmp` before the number is known), and while one file is
# written `.latest.json.4711.tmp` beside it.
_STAGED = re.compile(r"\.(?P<version>.+)\.[^./]+\.tmp")
_BESIDE = re.compile(r"\..+\.\d+\.tmp")


@dataclass(frozen=True, slots=True, kw_only=True)
class Orphan:
    """A file that belongs to no version: its path in the store, its bytes, and when it was written."""

    path: str
    bytes: int
    modified: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleanup:
    """What was found, and of a dry run would have been removed.

    `foreign` are the names in `v/` that are none of a version: they are left, whatever they hold. `damaged` are the
    versions that `latest.json` lists and whose manifest is gone: nothing of them is touched.
    """

    removed: tuple[Orphan, ...]
    foreign: tuple[str, ...]
    damaged: tuple[str, ...]


def gc(
    where: str | Path,
    *,
    older_than: timedelta = timedelta(days=1),
    is_dry: bool = False,
    now: datetime | None = None,
) -> Cleanup:
    """Remove the files of unfinished publishes, and point `latest.json` at the newest version; what was found.

    Unfinished is a folder of `v/` that is named as a version, has no manifest and is not in `latest.json`, or that is
    named as staging names it. Its files stay together until the youngest of them is `older_than`: a publish that is
    under way looks the same. A complete version, what somebody put into its folder, and folders of other names are left
    alone. `is_dry` removes nothing.

    Raises:
        IntegrityError: `latest.json` is none.
        StoreError: there is no store, or it cannot be listed or written.
    """
    store, before = open_store(where), (now or datetime.now(UTC)) - older_than
    there, listed = published(store), known(store)
    whole = complete(store)
    found = _Found(store, {*whole, *listed})
    if not listed and not found.is_store:
        raise StoreError(f"{store.where}: no store of releases, so nothing was removed; expected the folder of --to")
    groups = [group for group in found.groups.values() if max(one.modified for one in group) <= before]
    done = Cleanup(
        removed=tuple(one for group in groups for one in group),
        foreign=tuple(sorted({*found.foreign, *whole} - {*there})),
        damaged=tuple(sorted(listed.keys() - {*there}, key=package.parse_version)),
    )
    if is_dry:
        return done
    for one in done.removed:
        store.delete(one.path)
    store.sweep(package.VERSIONS, lambda name: _is_staging(name) or package.is_version(name), before)
    if there:
        move_latest(store)
    return done


def restore(where: str | Path, *, is_dry: bool = False) -> tuple[str, ...]:
    """Name withdrawn articles again that `revocations.json` or `suppressed.json` lost; which. See `restoring.restore`.

    `is_dry` writes nothing.

    Raises:
        PackageError: a list or a version cannot be read.
        StoreError: the store cannot be written.
    """
    store = open_store(where)
    return restoring.restore(store, published(store), yanked(store), is_dry=is_dry)


class _Found:
    """The files of a store by what they belong to; `versions` are those that are complete or listed."""

    def __init__(self, store: Store, versions: set[str]) -> None:
        self.groups: dict[str, list[Orphan]] = defaultdict(list)
        self.foreign: set[str] = set()
        self.is_store = bool(versions)
        for path in store.list():
            first, *rest = path.split("/")
            if first == package.VERSIONS and rest:
                self._of_versions(store, path, rest, versions)
            elif not rest and _BESIDE.fullmatch(first):
                self._add(store, path, path)

    def _of_versions(self, store: Store, path: str, rest: list[str], versions: set[str]) -> None:
        name = rest[0]
        if len(rest) > 1 and name in versions:
            if _BESIDE.fullmatch(rest[-1]):
                self._add(store, path, path)
        elif len(rest) > 1 and (package.is_version(name) or _is_staging(name)):
            self.is_store = True
            self._add(store, path, name)
        else:
            self.foreign.add(name)

    def _add(self, store: Store, path: str, group: str) -> None:
        try:
            self.groups[group].append(Orphan(path=path, bytes=store.size(path), modified=store.modified(path)))
        except MissingError:  # its publisher has just finished
            if not self.groups[group]:
                del self.groups[group]


def _is_staging(name: str) -> bool:
    match = _STAGED.fullmatch(name)
    return match is not None and (match["version"] == "next" or package.is_version(match["version"]))
