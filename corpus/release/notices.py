"""What a store says of itself beside its versions, in two lists that only grow.

`revocations.json` says what was taken back, and `suppressed.json` what must not come back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from corpus import package, text
from corpus.errors import ChangedError, MissingError, PackageError
from corpus.loading.revocations import FILE_NAME as REVOCATIONS
from corpus.loading.revocations import WITHDRAWN
from corpus.release import addresses
from corpus.store import Store

SUPPRESSED = "suppressed.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppressed:
    """Articles that must not be published again: by their id, and by the SHA-256 of their guid, address and body.

    Who crawls an article again may get it under another id, at an address with another end, or both.
    """

    entries: tuple[Mapping[str, Any], ...] = ()

    def find(self, articles: pl.DataFrame, before: Collection[str] = ()) -> dict[str, list[str]]:
        """The ids of the articles that are suppressed, by scope (`record`, `text`).

        `articles` are as `amending.identities` gives them. An article that the version `before` has is not suppressed
        by its text alone: whoever withdrew another one with the same text was told of it, and left it there.
        """
        found: dict[str, list[str]] = {"record": [], "text": []}
        if not self.entries:
            return found
        ids = _widest((str(one["article_id"]), one) for one in self.entries)
        places = _widest((str(one[key]), one) for one in self.entries for key in _PLACES if one.get(key))
        bodies = _widest((str(one[_BODY]), one) for one in self.entries if one.get(_BODY))
        had = frozenset(before)
        for article, guid, url, body, is_mute in articles.select(_TOLD_BY).iter_rows():
            said = {ids.get(article), *(places.get(one) for one in _hashes(guid, url)), None}
            if article not in had:
                said.add(bodies.get(body))
            scope = "record" if "record" in said else "text" if "text" in said else None
            # A text that is not there already needs no taking away.
            if scope == "record" or (scope == "text" and not is_mute):
                found[scope].append(article)
        return found


_PLACES = ("guid_sha256", "url_sha256", "address_sha256")
_BODY = "body_sha256"
_TOLD_BY = ("article_id", "guid", "url", "body_sha256", "is_mute")
NOTHING = text.sha256("")
"""The hash of a text that was withdrawn while its article stayed."""


def _widest(said: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, str]:
    """The scope for each key; of two the one that takes more."""
    scopes: dict[str, str] = {}
    for key, one in said:
        if scopes.get(key) != "record":
            scopes[key] = str(one["scope"])
    return scopes


def _hashes(*places: str | None) -> Iterator[str]:
    """Of guid and address as they are, and of the addresses without what leads to the same page."""
    for one in places:
        if one:
            yield text.sha256(one)
            if (same := addresses.canonical(one)) != one:
                yield text.sha256(same)


def entry(known: Mapping[str, Any], scope: str, reason: str, day: str) -> dict[str, Any]:
    """What `suppressed.json` says of an article, of which `guid`, `url` and `body_sha256` are known, or null.

    Of a `duplicate` the text may stand under another id, so it is not suppressed by its text.
    """
    said = {f"{name}_sha256": text.sha256(known[name]) for name in ("guid", "url") if known[name]}
    if address := known["url"] or known["guid"]:
        said["address_sha256"] = text.sha256(addresses.canonical(address))
    if reason != "duplicate" and known["body_sha256"] not in (None, NOTHING):
        said[_BODY] = known["body_sha256"]
    return {"article_id": known["article_id"], "scope": scope, "reason": reason, "date": day, **said}


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


def kept_out(store: Store, stones: Iterable[Mapping[str, Any]]) -> Suppressed:
    """What must not be published: what `suppressed.json` says, and also, in case that it was lost, what was withdrawn.

    `stones` are the tombstones of the version before.
    """
    told = [{"article_id": one, "scope": scope} for one, scope in withdrawn(store).items()]
    return Suppressed(entries=(*suppressed(store).entries, *told, *stones))


def withdrawn(store: Store) -> dict[str, str]:
    """The scope of each article that `revocations.json` says was withdrawn."""
    entries = [one for one in revoked(store) if one.get("kind") == WITHDRAWN]
    return _widest((str(article), {"scope": "record", **one}) for one in entries for article in one["articles"])


def lacking(store: Store, stones: Sequence[Mapping[str, str]]) -> tuple[list[str], list[str]]:
    """Articles of which a version has a tombstone, but `revocations.json` does not tell; the same of `suppressed.json`.

    A text that is told as withdrawn does not tell of a record.
    """
    lists = (withdrawn(store), _widest((str(one["article_id"]), one) for one in suppressed(store).entries))
    missing = [
        [one["article_id"] for one in stones if said.get(one["article_id"]) not in ("record", one["scope"])]
        for said in lists
    ]
    return missing[0], missing[1]


def revoke(store: Store, entry: Mapping[str, Any]) -> None:
    """Add what was taken back to `revocations.json`; the files of a takedown that is told there to the same entry.

    Where the files of a later takedown stand behind that entry the new ones come last, so that the last that is said of
    a file is what it is.
    """

    def add(there: list[Any]) -> list[Any]:
        for number in range(len(there) - 1, -1, -1):
            one = there[number]
            if _is_same(one, entry):
                files = {_named(file): file for file in (*one.get("files", ()), *entry.get("files", ()))}
                told = {**one, "files": list(files.values())} if files else one
                return [*there[:number], told, *there[number + 1 :]]
            if {_named(file) for file in one.get("files", ())} & {_named(file) for file in entry.get("files", ())}:
                break
        return [*there, dict(entry)]

    _append(store, REVOCATIONS, "revocations", add)


def _is_same(one: Mapping[str, Any], entry: Mapping[str, Any]) -> bool:
    """Whether both tell of the same yank, or the first of everything that the second takes down."""
    if one.get("kind") != entry["kind"] or entry.get("note") not in (None, one.get("note")):
        return False
    if entry["kind"] != WITHDRAWN:
        return one.get("version") == entry.get("version")
    is_in = set(entry["articles"]) <= set(one.get("articles", ()))
    return is_in and (one.get("scope"), one.get("reason")) == (entry["scope"], entry["reason"])


def _named(file: Mapping[str, Any]) -> tuple[str, str, str]:
    return str(file.get("version")), str(file["path"]), str(file["old_sha256"])


def revoked(store: Store) -> list[Mapping[str, Any]]:
    """The entries of `revocations.json`, the oldest first."""
    return list(_read(store, REVOCATIONS, "revocations")[0])


def became(store: Store, version: str) -> dict[str, frozenset[str]]:
    """By the SHA-256 of a file of a version that was redacted everything that it has become, by one takedown or two."""
    found: dict[str, set[str]] = {}
    for entry in revoked(store):
        for one in (file for file in entry.get("files", ()) if file["version"] == version):
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
