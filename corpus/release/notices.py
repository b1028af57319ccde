"""What a store says of itself beside its versions, in two lists that only grow.

`revocations.json` says what was taken back, and `suppressed.json` what must not come back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from corpus import package, text
from corpus.errors import ChangedError, MissingError, PackageError
from corpus.loading.revocations import FILE_NAME as REVOCATIONS
from corpus.store import Store

SUPPRESSED = "suppressed.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppressed:
    """Articles that must not be published again: by their id, and by the SHA-256 of their guid and address.

    Who crawls an article again may get it under another id.
    """

    entries: tuple[Mapping[str, Any], ...] = ()

    def find(self, articles: pl.LazyFrame) -> dict[str, list[str]]:
        """The ids of the articles that are suppressed, by scope (`record`, `text`)."""
        found: dict[str, list[str]] = {"record": [], "text": []}
        if not self.entries:
            return found
        scopes = {str(one["article_id"]): str(one["scope"]) for one in self.entries}
        hashes = {str(one[key]): str(one["scope"]) for one in self.entries for key in _HASHES if one.get(key)}
        rows = articles.select("article_id", "guid", "url", "body_sha256").collect()
        for article, guid, url, body in rows.iter_rows():
            said = [scopes.get(article), *(hashes.get(text.sha256(one)) for one in (guid, url) if one)]
            scope = "record" if "record" in said else next((one for one in said if one), None)
            # A text that is not there already needs no taking away.
            if scope == "record" or (scope == "text" and body != _NOTHING):
                found[scope].append(article)
        return found


_HASHES = ("guid_sha256", "url_sha256")
_NOTHING = text.sha256("")


def suppressed(store: Store) -> Suppressed:
    """What must not be published to a store again.

    Raises:
        PackageError: `suppressed.json` does not have the form that this version knows.
    """
    return Suppressed(entries=tuple(_read(store, SUPPRESSED, "suppressed")[0]))


def suppress(store: Store, entries: Iterable[Mapping[str, Any]]) -> None:
    """Add articles to `suppressed.json`; those that are there in the same scope are left as they are."""
    wanted = list(entries)

    def add(there: list[Any]) -> list[Any]:
        known = {(one["article_id"], one["scope"]) for one in there}
        return [*there, *(one for one in wanted if (one["article_id"], one["scope"]) not in known)]

    _append(store, SUPPRESSED, "suppressed", add)


def revoke(store: Store, entry: Mapping[str, Any]) -> None:
    """Add what was taken back to `revocations.json`, unless it says so already, but for the date."""

    def add(there: list[Any]) -> list[Any]:
        said = [{key: value for key, value in one.items() if key != "date"} for one in there]
        is_new = {key: value for key, value in entry.items() if key != "date"} not in said
        return [*there, dict(entry)] if is_new else there

    _append(store, REVOCATIONS, "revocations", add)


def revoked(store: Store) -> list[Mapping[str, Any]]:
    """The entries of `revocations.json`, the oldest first."""
    return list(_read(store, REVOCATIONS, "revocations")[0])


def became(store: Store) -> dict[str, frozenset[str]]:
    """By the SHA-256 of a file that a takedown redacted everything that it has become since, by one or several."""
    found: dict[str, set[str]] = {}
    for entry in revoked(store):
        for one in entry.get("files", ()):
            found.setdefault(str(one["old_sha256"]), set()).add(str(one["new_sha256"]))
    return {old: frozenset(new) for old, new in found.items()}


def _append(store: Store, path: str, key: str, add: Callable[[list[Any]], list[Any]]) -> None:
    """Change a list, again from its start where somebody else changes it meanwhile: none of both is lost."""
    while True:
        before, tag = _read(store, path, key)
        after = add(before)
        if after == before:
            return
        try:
            store.swap(path, package.dump({key: after}), tag)
        except ChangedError:
            continue
        return


def _read(store: Store, path: str, key: str) -> tuple[list[Any], str | None]:
    try:
        content, tag = store.read_tagged(path)
    except MissingError:
        return [], None
    try:
        said = json.loads(content)[key]
        if not all(isinstance(one, dict) for one in said):
            raise TypeError("a list of objects")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise PackageError(f"{store.where}/{path}: not in a form that this version of corpus knows: {error}") from error
    return list(said), tag
