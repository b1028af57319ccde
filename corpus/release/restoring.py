"""Write again what `revocations.json` and `suppressed.json` no longer say, from the tombstones of the versions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from corpus.loading.revocations import WITHDRAWN
from corpus.release import notices, peeking
from corpus.store import Store

_TOLD_BY = ("article_id", "guid", "url", "body_sha256")


def restore(store: Store, there: Sequence[str], yanked: Collection[str], *, is_dry: bool = False) -> tuple[str, ...]:
    """The articles of which the newest versions have tombstones and that a list did not name; now both name them.

    `there` are the versions of the store, the oldest first. Which files a takedown redacted stands in no tombstone, and
    is not told again. Guid, address and body are looked for in the versions that still have the article. `is_dry`
    writes nothing.

    Raises:
        PackageError: a list or a version cannot be read.
    """
    stones = newest_stones(store, there, yanked)
    revoked, suppressed = notices.lacking(store, list(stones.values()))
    for told, ids in () if is_dry else _alike([stones[one] for one in revoked]):
        notices.revoke(store, {"kind": WITHDRAWN, "articles": ids, **told})
    if suppressed and not is_dry:
        known = {one["article_id"]: one for one in _known(store, there, suppressed)}
        nothing = dict.fromkeys(("guid", "url", "body_sha256"))
        entries = []
        for one in suppressed:
            stone, said = stones[one], known.get(one, {"article_id": one, **nothing})
            entries.append(notices.entry(said, stone["scope"], stone["reason"], stone["date"]))
        notices.suppress(store, entries)
    return tuple(sorted({*revoked, *suppressed}))


def newest_stones(store: Store, there: Sequence[str], yanked: Collection[str]) -> dict[str, dict[str, str]]:
    """The tombstones of the newest version, and of the newest that is not yanked, by their articles."""
    visible = [one for one in there if one not in yanked]
    found: dict[str, dict[str, str]] = {}
    for version in dict.fromkeys([*visible[-1:], *there[-1:]]):
        for stone in peeking.stones(store, version):
            if found.get(stone["article_id"], stone)["scope"] == "text" or stone["article_id"] not in found:
                found[stone["article_id"]] = stone
    return found


def _alike(stones: Sequence[Mapping[str, str]]) -> Iterator[tuple[dict[str, str], list[str]]]:
    """The articles that were taken back together, and what is said of them."""
    keys = ("scope", "reason", "since_version", "date")
    for values in dict.fromkeys(tuple(one[key] for key in keys) for one in stones):
        ids = sorted(one["article_id"] for one in stones if tuple(one[key] for key in keys) == values)
        yield dict(zip(keys, values, strict=True)), ids


def _known(store: Store, there: Sequence[str], articles: Sequence[str]) -> Iterator[dict[str, Any]]:
    """What the newest version with its text says of each; where none has the text, the newest with the row."""
    left, mute = set(articles), dict[str, dict[str, Any]]()
    for version in reversed(there):
        if not left:
            return
        rows = peeking.columns(store, version, "articles", _TOLD_BY).filter(
            pl.col("article_id").is_in(pl.Series(sorted(left), dtype=pl.String).implode())
        )
        for row in rows.iter_rows(named=True):
            if row["body_sha256"] == notices.NOTHING:
                mute.setdefault(row["article_id"], row)
            else:
                left.discard(row["article_id"])
                yield row
    yield from (mute[one] for one in sorted(left & mute.keys()))
