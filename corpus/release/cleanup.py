"""What publishes that were killed left behind: found by what no manifest names, and removed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from corpus import package
from corpus.errors import MissingError
from corpus.release import restoring
from corpus.release.publishing import move_latest, published, yanked
from corpus.store import Store, open_store


@dataclass(frozen=True, slots=True, kw_only=True)
class Orphan:
    """A file that belongs to no version: its path in the store, its bytes, and when it was written."""

    path: str
    bytes: int
    modified: datetime


def gc(
    where: str | Path,
    *,
    older_than: timedelta = timedelta(days=1),
    is_dry: bool = False,
    now: datetime | None = None,
) -> tuple[Orphan, ...]:
    """Remove the files of unfinished publishes, and point `latest.json` at the newest version; what was found.

    Files of one unfinished version stay together until the youngest of them is `older_than`: a publish that is under
    way looks the same. A complete version, and what somebody put into its folder, is left alone. `is_dry` removes
    nothing.

    Raises:
        StoreError: the store cannot be listed or written.
    """
    store, before = open_store(where), (now or datetime.now(UTC)) - older_than
    orphans = tuple(one for group in _unfinished(store) for one in group if max(o.modified for o in group) <= before)
    if is_dry:
        return orphans
    for one in orphans:
        store.delete(one.path)
    store.sweep()
    if published(store):
        move_latest(store)
    return orphans


def restore(where: str | Path, *, is_dry: bool = False) -> tuple[str, ...]:
    """Name withdrawn articles again that `revocations.json` or `suppressed.json` lost; which. See `restoring.restore`.

    `is_dry` writes nothing.

    Raises:
        PackageError: a list or a version cannot be read.
        StoreError: the store cannot be written.
    """
    store = open_store(where)
    return restoring.restore(store, published(store), yanked(store), is_dry=is_dry)


def _unfinished(store: Store) -> Iterator[list[Orphan]]:
    """The files of each folder of `v/` that has no manifest, and temporary files elsewhere, each by itself."""
    complete = set(published(store))
    groups: dict[str, list[Orphan]] = defaultdict(list)
    for path in store.list():
        parts = path.split("/")
        is_of_version = len(parts) > 2 and parts[0] == package.VERSIONS
        is_temporary = parts[-1].startswith(".") and parts[-1].endswith(".tmp")
        if is_temporary or (is_of_version and parts[1] not in complete):
            group = parts[1] if is_of_version and parts[1] not in complete else path
            try:
                groups[group].append(Orphan(path=path, bytes=store.size(path), modified=store.modified(path)))
            except MissingError:  # its publisher has just finished
                continue
    yield from groups.values()
