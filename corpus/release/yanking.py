"""Hide a version from `latest` and from ranges; whoever names it exactly still gets it (PEP 592 has it so)."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from corpus import package
from corpus.errors import ReleaseError
from corpus.loading.revocations import YANKED
from corpus.release import holdings, notices
from corpus.store import open_store


def yank(
    to: str | Path,
    version: str,
    *,
    reason: str,
    created: datetime | None = None,
    is_dry_run: bool = False,
) -> str:
    """Hide a version of a store, and say which one is the newest then.

    A version that is hidden stays so: what is in it can only be published again, under another number.

    Raises:
        ReleaseError: there is no such version, or no other would be left to be the latest.
        StoreError: the store cannot be read or written.
    """
    package.parse_version(version)
    if not reason.strip():
        raise ReleaseError("a yank needs a reason, in a few words")
    store = open_store(to)
    there, hidden = holdings.published(store), holdings.yanked(store)
    if version not in there:
        raise ReleaseError(f"{store.where}: no version {version}; there are {', '.join(there) or 'none'}")
    left = [one for one in there if one not in {*hidden, version}]
    if not left:
        raise ReleaseError(f"{store.where}: {version} is the only version that is left; publish another one first")
    if is_dry_run:
        return left[-1]
    if version not in hidden:
        day = (created or package.source_date() or datetime.now(UTC)).astimezone(UTC).date().isoformat()
        notices.revoke(store, {"kind": YANKED, "version": version, "reason": reason, "date": day})
    return str(holdings.move_latest(store))
