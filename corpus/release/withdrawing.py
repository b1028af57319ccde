"""Take an article back: a new version without it, a tombstone, and on request old versions without it too."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypeVar

import polars as pl

from corpus import check, contract, package
from corpus.errors import ChangedError, OvertakenError, ReleaseError
from corpus.loading.revocations import WITHDRAWN
from corpus.release import amending, errata, holdings, manifest, notices, publishing, restoring, signing, tombstones
from corpus.release.publishing import Draft, Plan, Release, Say
from corpus.store import Store, open_store

Scope = Literal["record", "text"]
_Done = TypeVar("_Done")
_WAITS = (0.05, 0.2, 0.8, 3.2)  # seconds: in an object store a version takes as long to appear
_NAMES = frozenset({"name", "old_name", "new_name", "old_text", "new_text"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Redacted:
    """A file of an old version that was written without the article, and its bytes; the hashes are SHA-256."""

    version: str
    path: str
    old_sha256: str
    new_sha256: str
    bytes: int

    def as_dict(self) -> dict[str, str]:
        """As `revocations.json` has it."""
        return {
            "version": self.version, "path": self.path, "old_sha256": self.old_sha256, "new_sha256": self.new_sha256,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """What came of a takedown or an erratum; with `is_dry_run` what would.

    `plan` is the new version, None where the newest says so already, and `release` the published one. `rewritten` are
    the bytes of its tables' files that no version before had, of `bytes` in all. `twins` are articles that are left and
    have the same text as one that went. `redacted` are the files of old versions that were written anew.
    `absent` are articles that `newest`, the version to amend, does not have: they are only kept from coming back, and
    from whoever loads other versions.
    """

    plan: Plan | None
    release: Release | None = None
    rewritten: int = 0
    bytes: int = 0
    twins: tuple[str, ...] = ()
    redacted: tuple[Redacted, ...] = ()
    absent: tuple[str, ...] = ()
    newest: str | None = None


def takedown(
    to: str | Path,
    articles: Sequence[str],
    *,
    reason: str,
    scope: Scope = "record",
    is_everywhere: bool = False,
    note: str | None = None,
    created: datetime | None = None,
    sign: str | Path | None = None,
    is_dry_run: bool = False,
    progress: Say | None = None,
) -> Amended:
    """Publish a patch of the newest version of a store without some articles, and keep them out of later ones.

    With the scope `record` their rows go from every table, with `text` the article's row stays without its words.
    `withdrawn.parquet` has a tombstone for each, `revocations.json` says so to whoever loads an older version, and
    `suppressed.json` makes `publish` leave them out. With `is_everywhere` the files of older versions are written
    without them too; their manifests stay, and `revocations.json` says which hash became which. What is done already
    is not done again, so that an interrupted takedown is finished by the same call.

    Raises:
        ReleaseError: no version has the article, the reason is none of `tombstones.REASONS`, or there is no version.
        IntegrityError: a file of a version is not the one that was published.
        StoreError: the store cannot be read or written.
    """
    if reason not in tombstones.REASONS:
        raise ReleaseError(f"{reason!r} is no reason of a takedown; expected one of {', '.join(tombstones.REASONS)}")
    store, say = open_store(to), progress or (lambda _: None)
    moment = created or package.source_date() or datetime.now(UTC)
    day = moment.astimezone(UTC).date().isoformat()
    key = None if sign is None else signing.checked_key(Path(sign))
    articles = tuple(dict.fromkeys(articles))
    known = _find(store, articles)
    if not is_dry_run:
        # Said first: what is published from now on does not have them, and a publish that is under way is refused.
        notices.suppress(store, [notices.entry(known[one], scope, reason, day) for one in articles])
        errata.forget_articles(store, *((articles, ()) if scope == "record" else ((), articles)))
    order = _Order(
        store=store, articles=articles, known=known, scope=scope, reason=reason, day=day, moment=moment, key=key,
        is_dry_run=is_dry_run, say=say,
    )  # fmt: skip
    done, since = until_it_holds(lambda: _patch(order), say)
    said = notices.withdrawn(store)
    untold = sorted(one for one in articles if said.get(one) not in ("record", scope))
    entry: dict[str, Any] = {
        "kind": WITHDRAWN, "articles": untold, "scope": scope, "reason": reason, "since_version": since,
        "date": day, **({"note": note} if note else {}),
    }  # fmt: skip
    if untold and not is_dry_run:
        notices.revoke(store, entry)
    redacted: list[Redacted] = []
    if is_everywhere:
        with tempfile.TemporaryDirectory(prefix="newscorpus-") as name:
            new = None if done.release is None else done.release.version
            for old in holdings.published(store):
                if old != new:
                    say(f"looking for them in {old}")
                    redacted += _redacted(store, old, articles, scope, Path(name) / old)
            if redacted and not is_dry_run:
                # Said first: whoever reads between the two is refused a file, and never finds one that nobody knows of.
                files = [file.as_dict() for file in redacted]
                notices.revoke(store, {**entry, "articles": sorted(articles), "files": files})
                for file in redacted:
                    content = (Path(name) / file.version / file.path).read_bytes()
                    _replace(store, f"{package.VERSIONS}/{file.version}/{file.path}", content)
    return replace(done, redacted=tuple(redacted))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """What was asked for; `known` is what a version says of each article."""

    store: Store
    articles: tuple[str, ...]
    known: Mapping[str, Mapping[str, Any]]
    scope: Scope
    reason: str
    day: str
    moment: datetime
    key: Path | None
    is_dry_run: bool
    say: Say


def _patch(order: _Order) -> tuple[Amended, str]:
    """Publish the newest version without the articles that it has, if it has any; and the first version without them.

    Raises:
        OvertakenError: another version was published meanwhile.
    """
    store, articles = order.store, order.articles
    there = holdings.published(store)
    base, version = newest(store), next_patch(there)
    done = Amended(plan=None)
    with holdings.opened(store, base) as (before, told):
        assert before is not None
        source = package.read(before)
        stones = {one["article_id"]: one for one in publishing.stones(store, before, version)}
        here = amending.identities(source)
        mute = dict(here.select("article_id", "is_mute").iter_rows())
        is_told = {one: not _is_wider(order.scope, stones.get(one)) for one in articles}
        todo = [
            one for one in articles if one in mute and (order.scope == "record" or not (mute[one] and is_told[one]))
        ]
        if todo:
            new = {
                one: {
                    "article_id": one, "scope": order.scope, "reason": order.reason, "since_version": version,
                    "date": order.day,
                }
                for one in todo
            }  # fmt: skip
            # Where the version that took others back was yanked, this one takes them back as well.
            others = notices.Suppressed(entries=tuple(one for name, one in stones.items() if name not in new))
            left = others.find(here, here["article_id"])
            with staged(store, version, is_dry_run=order.is_dry_run) as folder:
                order.say("writing the tables without them")
                records, texts = (todo, []) if order.scope == "record" else ([], todo)
                files = amending.withdraw(source, folder, [*records, *left["record"]], [*texts, *left["text"]])
                draft = Draft(
                    source=source,
                    files=files,
                    rows=publishing.heights(folder, files),
                    partition=(told or {}).get("partition", "none"),
                    tombstones=[*others.entries, *new.values()],
                    created=order.moment,
                    version=version,
                    base=base,
                    before=before,
                    told=told,
                    key=order.key,
                )
                if not order.is_dry_run:
                    gone = [*records, *left["record"]], [*texts, *left["text"]]
                    errata.forget_articles(store, *gone, lost=_lost_keys(before, folder, files, gone[0] + gone[1]))
                done = amend(store, folder, draft, order.say, is_dry_run=order.is_dry_run)
        bodies = [order.known[one]["body_sha256"] for one in articles]
        told_before = {one: stone["since_version"] for one, stone in stones.items() if is_told.get(one)}
    if not todo and newest(store) != base:
        raise OvertakenError(f"{store.where}: another version was published meanwhile; run it again")
    absent = tuple(one for one in articles if one not in mute and one not in told_before)
    if todo or absent or not told_before:
        since = version
    else:
        since = min((told_before[one] for one in articles if one in told_before), key=package.parse_version)
    return replace(done, twins=_twins(here, articles, bodies), absent=absent, newest=base), since


def until_it_holds(work: Callable[[], _Done], say: Say) -> _Done:
    """What the work gives; begun again, a few times, where somebody else has published what it was prepared for.

    Raises:
        OvertakenError: each time.
    """
    for wait in _WAITS:
        try:
            return work()
        except OvertakenError:
            say("another version was published meanwhile; once more, from that")
            time.sleep(wait)
    return work()


def amend(store: Store, folder: Path, draft: Draft, say: Say, *, is_dry_run: bool) -> Amended:
    """Make a version of the files of a changed one, check it, and publish it where it is no dry run.

    Raises:
        ReleaseError: what came out does not keep the contract.
        OvertakenError: another version was published meanwhile.
    """
    plan = publishing.finish(draft, folder, where=store.where, say=say)
    plan = publishing.noted(store, plan, is_signed=draft.key is not None)
    say("checking what came out")
    report = check.check(folder, engines=("rules",))
    errors = [one for one in report.findings if one.severity == "error"]
    if errors:
        first = errors[0]
        place = " ".join(str(part) for part in (first.table, first.key, first.field) if part is not None)
        raise ReleaseError(f"{store.where}: refused, because it would break the contract: {place}: {first.message}")
    old = set() if draft.told is None else {entry["sha256"] for entry in draft.told["files"]}
    sizes = {path: plan.bytes[path] for paths in draft.files.values() for path in paths}
    fresh = sum(size for path, size in sizes.items() if package.sha256(folder / path) not in old)
    if draft.errata and not is_dry_run:
        errata.remember(store, draft.errata)
    ask = partial(publishing.still, store, plan)
    release = None if is_dry_run else publishing.release(store, folder, plan, say, ask)
    return Amended(plan=plan, release=release, rewritten=fresh, bytes=sum(sizes.values()))


def newest(store: Store) -> str:
    """The newest version that was not yanked.

    Raises:
        ReleaseError: there is none.
    """
    hidden = holdings.yanked(store)
    left = [one for one in holdings.published(store) if one not in hidden]
    if not left:
        raise ReleaseError(f"{store.where}: no version to change; expected a store that `corpus publish` wrote")
    return left[-1]


def next_patch(there: Sequence[str]) -> str:
    """The patch after the newest version that there is, yanked or not."""
    year, month, patch = package.parse_version(there[-1])
    return f"{year}.{month}.{patch + 1}"


def _is_wider(scope: Scope, stone: Mapping[str, str] | None) -> bool:
    """Whether a takedown goes further than the one that a tombstone tells of."""
    return stone is None or (scope == "record" and stone["scope"] == "text")


def _find(store: Store, articles: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What the newest version that has it says of each article: its ids and the hash of its body.

    Raises:
        ReleaseError: no version has it, and none tells that it was withdrawn.
    """
    found: dict[str, dict[str, Any]] = {}
    base = newest(store)
    for version in dict.fromkeys([base, *reversed(holdings.published(store))]):
        left = [one for one in articles if one not in found]
        if not left:
            break
        with holdings.opened(store, version) as (folder, _):
            assert folder is not None
            rows = amending.identities(package.read(folder)).filter(pl.col("article_id").is_in(left))
            for row in rows.iter_rows(named=True):
                found[row["article_id"]] = row
    # Of what was withdrawn everywhere nothing but a tombstone is left.
    nothing = dict.fromkeys(("guid", "url", "body_sha256"))
    for one in {*restoring.newest_stones(store, holdings.published(store), ()), *notices.withdrawn(store)}:
        found.setdefault(one, {"article_id": one, **nothing})
    missing = [one for one in articles if one not in found]
    if missing:
        raise ReleaseError(f"{store.where}: no version has the article {missing[0]}; expected an article_id")
    return found


def _twins(here: pl.DataFrame, articles: Sequence[str], bodies: Iterable[str | None]) -> tuple[str, ...]:
    """Articles that are left and have one of these bodies."""
    hashes = pl.Series([one for one in bodies if one], dtype=pl.String)
    is_twin = pl.col("body_sha256").is_in(hashes.implode()) & ~pl.col("article_id").is_in(list(articles))
    return tuple(here.filter(is_twin & ~pl.col("is_mute"))["article_id"])


@contextmanager
def staged(store: Store, version: str, *, is_dry_run: bool) -> Iterator[Path]:
    """A folder to prepare a version in: of the store, or where nothing is to be written there of the system."""
    if not is_dry_run:
        with store.stage(f"{package.VERSIONS}/{version}") as folder:
            yield folder
        return
    with tempfile.TemporaryDirectory(prefix="newscorpus-") as name:
        yield Path(name)


# ------------------------------------------------------------------ old versions


def _redacted(store: Store, version: str, articles: Sequence[str], scope: Scope, into: Path) -> list[Redacted]:
    """Write the files of a version that change without some articles into a new folder, and say what they become."""
    with holdings.opened(store, version) as (folder, told):
        assert folder is not None
        assert told is not None
        stones = {one["article_id"]: one for one in tombstones.of(folder)}
        articles = [one for one in articles if _is_wider(scope, stones.get(one))]
        if not articles:
            return []
        source = package.read(folder)
        into.mkdir()
        gone = ([], articles) if scope == "text" else (articles, [])
        files = amending.withdraw(source, into, *gone)
        changed = [path for paths in files.values() for path in paths if _differs(folder, into, path)]
        for path, content in _documents(folder, _lost_keys(folder, into, files, articles)):
            (into / path).write_bytes(content)
            changed.append(path)
        for file in [one for one in into.rglob("*") if one.is_file()]:
            if file.relative_to(into).as_posix() not in changed:
                file.unlink()
        published = {one["path"]: one["sha256"] for one in told["files"]}
        changed += _tell_hashes(store, version, folder, into, published)
        return [
            Redacted(
                version=version, path=path, old_sha256=published[path], new_sha256=package.sha256(into / path),
                bytes=(into / path).stat().st_size,
            )
            for path in changed
        ]  # fmt: skip


def _differs(folder: Path, into: Path, path: str) -> bool:
    return not (into / path).samefile(folder / path) and package.sha256(into / path) != package.sha256(folder / path)


def _lost_keys(folder: Path, into: Path, files: Mapping[str, Sequence[str]], articles: Sequence[str]) -> frozenset[str]:
    """The ids of the articles and of all rows that went with them."""
    keys = set(articles)
    for name, table in contract.tables().items():
        if name not in files or len(table.primary_key) != 1 or name == "articles":
            continue
        changed = [path for path in files[name] if _differs(folder, into, path)]
        for path in changed:
            sides = [
                pl.read_parquet(side / path, columns=list(table.primary_key)).to_series() for side in (folder, into)
            ]
            keys |= {*sides[0].filter(~sides[0].is_in(sides[1].implode()))}
    return frozenset(keys)


def _documents(folder: Path, lost: frozenset[str]) -> Iterator[tuple[str, bytes]]:
    """What a version tells of its changes, without the values of rows that went."""
    rows = folder / "changes.parquet"
    if rows.exists():
        frame = pl.read_parquet(rows)
        words = pl.col("key").str.split(" ")
        is_lost = words.list.eval(pl.element().is_in(sorted(lost))).list.any().fill_null(value=False)
        told = frame.filter(is_lost & (pl.col("old").is_not_null() | pl.col("new").is_not_null()))
        if told.height:
            nothing = {c: pl.when(is_lost).then(None).otherwise(c).cast(pl.String) for c in ("old", "new")}
            with tempfile.NamedTemporaryFile(suffix=".parquet") as file:
                frame.with_columns(**nothing).write_parquet(file.name, compression="zstd")
                yield rows.name, Path(file.name).read_bytes()
    changes = folder / "changes.json"
    if changes.exists():
        said = json.loads(changes.read_bytes())
        if (without := _nameless(said, lost)) != said:
            yield changes.name, package.dump(without)
    log = folder / "CHANGELOG.md"
    if log.exists():
        lines = log.read_text("utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not any(key in line for key in lost)]
        if kept != lines:
            yield log.name, "".join(kept).encode()


def _nameless(value: Any, lost: frozenset[str]) -> Any:
    """JSON without the names of whoever went."""
    if isinstance(value, list):
        return [_nameless(one, lost) for one in value]
    if not isinstance(value, dict):
        return value
    is_lost = any(isinstance(one, str) and one in lost for one in value.values())
    return {key: None if is_lost and key in _NAMES else _nameless(one, lost) for key, one in value.items()}


def _tell_hashes(store: Store, version: str, folder: Path, into: Path, published: Mapping[str, str]) -> list[str]:
    """Write those files that say the hashes of others with the new ones in place of the old; the names of these files.

    An earlier takedown may have been interrupted between a file and what says its hash, so that every hash that a file
    has had is looked for. `SHA256SUMS` is last: it has the hashes of all the others.
    """
    had: dict[str, set[str]] = {path: {sha256} for path, sha256 in published.items()}
    for entry in notices.revoked(store):
        for one in entry.get("files", ()):
            if one["version"] == version:
                had.setdefault(one["path"], set()).update((one["old_sha256"], one["new_sha256"]))
    changed = []
    now = {path: package.sha256(into / path if (into / path).exists() else folder / path) for path in published}
    told = (package.FILE_NAME, "croissant.json", manifest.SUMS)
    for number, path in enumerate(told):
        if path not in published:
            continue
        before = content = (folder / path).read_bytes()
        for other in published.keys() - set(told[number:]):
            for sha256 in had[other] - {now[other]}:
                content = content.replace(sha256.encode(), now[other].encode())
        if content != before:
            (into / path).write_bytes(content)
            changed.append(path)
            now[path] = package.sha256(into / path)
    return changed


def _replace(store: Store, path: str, content: bytes) -> None:
    while True:
        found, tag = store.read_tagged(path)
        if found == content:
            return
        try:
            store.swap(path, content, tag)
        except ChangedError:
            continue
        return
