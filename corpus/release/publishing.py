"""Publish a build as a version: checked, compared, laid out beside, then there at once or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal

import pyarrow.parquet as pq

from corpus import check, contract, package
from corpus.diff import ChangeClass, Diff, compare
from corpus.errors import (
    MissingError,
    OvertakenError,
    ReleaseError,
    StoreError,
)
from corpus.loading import load
from corpus.release import (
    amending,
    documents,
    edition,
    errata,
    holdings,
    layout,
    manifest,
    notices,
    restoring,
    sameness,
    signing,
    targets,
    tombstones,
    versions,
)
from corpus.release.parting import Partition
from corpus.store import Store, open_store
from corpus.store.local import LocalStore

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a publish is about to do, or would.

    `previous` is the version that it is compared with, None for the first; `classes` are the classes of change since,
    and `needed` is the least bump for them. `rows` and `bytes` are by table and by file.
    """

    version: str
    previous: str | None
    classes: tuple[ChangeClass, ...]
    needed: versions.Bump
    partition: Partition
    rows: Mapping[str, int]
    bytes: Mapping[str, int]
    diff: Diff | None
    suppressed: tuple[str, ...] = ()
    """Articles of the build that were left out, or without their text, because they were withdrawn from the store."""
    is_same: bool = False
    """Nothing has changed since `previous`, which is `version` too: without a version that is asked for, it stays the
    newest and nothing is published."""
    notes: tuple[str, ...] = ()
    """What whoever publishes should know, as that the version before is signed and this one is not."""
    errata: errata.Standing = errata.NONE
    """Corrections of the store that were made in the build again, and those that were let go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A published version: where it is, its manifest's SHA-256, and whether it is the newest of its store.

    Where `plan.is_same`, it was published before.
    """

    version: str
    where: str
    manifest_sha256: str
    is_latest: bool
    plan: Plan
    restored: tuple[str, ...] = ()
    """Withdrawn articles that `revocations.json` or `suppressed.json` did not name any more, and names again."""

    @property
    def folder(self) -> Path:
        """Its folder, where the store is one of this machine."""
        return Path(self.where)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """What was asked for."""

    build: Path
    store: Store
    version: str | None
    created: datetime
    partition: Partition | Literal["auto"]
    is_back_issue: bool
    key: Path | None
    say: Say
    suppressed: notices.Suppressed
    left_out: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A version whose tables are written: what `finish` makes a version of.

    `source` is the package that it is made from, `files` are the written files of each resource, `told` is the manifest
    of the version before with its own hash. `reason` says why rows were changed,
    `last` is the newest version that there is, yanked or not.
    """

    source: package.Package
    files: Mapping[str, list[str]]
    rows: Mapping[str, int]
    partition: Partition
    tombstones: Sequence[Mapping[str, str]]
    created: datetime
    version: str | None
    base: str | None
    before: Path | None
    told: Mapping[str, Any] | None
    key: Path | None = None
    reason: str | None = None
    last: str | None = None
    errata: tuple[errata.Erratum, ...] = ()


def publish(
    build: str | Path,
    to: str | Path,
    version: str | None = None,
    *,
    created: datetime | None = None,
    partition: Partition | Literal["auto"] = "auto",
    is_back_issue: bool = False,
    left_out: Sequence[str] = (),
    sign: str | Path | None = None,
    progress: Say | None = None,
) -> Release:
    """Check a build and publish it as `v/<version>` of the store `to`, which appears complete; then move `latest.json`.

    A version is `YYYY.M.PATCH` (no leading zeros: valid SemVer, so that it sorts); None is the next one that the change
    since the last allows; where nothing has changed, that one comes back (`plan.is_same`). Of several publishers of
    one version exactly one wins. `created` stands in the descriptor; None means now, or the instant in
    `SOURCE_DATE_EPOCH`. `partition` is how articles are parted into files by their time of publication in UTC. `sign`
    is a private key of OpenSSH, or the public one of a key that an agent holds.
    `left_out` are articles that were left out of the build already, as `without_withdrawn` says, to be told of.

    Raises:
        ReleaseError: the version is no version, exists, is older than the newest and no `is_back_issue`, or promises
            less change than there is; the build has findings of severity error, or another name than the store's
            versions; or `to` is no store and holds something else, or lies in a package or among versions.
        PackageError: there is no build.
        StoreError: the store cannot be read or written.
    """
    order = _order(
        build,
        to,
        version,
        created,
        partition,
        is_back_issue=is_back_issue,
        sign=sign,
        progress=progress,
        left_out=left_out,
    )
    with order.store.stage(f"{package.VERSIONS}/{version or 'next'}") as folder:
        done = _staged(order, folder)
        if done.is_same:
            released = _as_it_was(order.store, done)
        else:
            ask = partial(still, order.store, done, suppressed=order.suppressed, is_back_issue=order.is_back_issue)
            released = release(order.store, folder, done, order.say, ask)
    if not done.is_same:
        errata.forget(order.store, done.errata.let_go)
    there, hidden = holdings.published(order.store), holdings.yanked(order.store)
    return replace(released, restored=restoring.restore(order.store, there, hidden))


def _as_it_was(store: Store, done: Plan) -> Release:
    """The version that is there already."""
    return Release(
        version=done.version,
        where=f"{store.where}/{package.VERSIONS}/{done.version}",
        manifest_sha256=package.sha256_of(store.read(holdings.manifest_of(done.version))),
        is_latest=True,
        plan=done,
    )


def release(store: Store, folder: Path, done: Plan, say: Say, ask: Callable[[], None] | None = None) -> Release:
    """Publish a version that is prepared in a folder that the store staged, and move `latest.json`.

    `ask` is called at the last moment before, and raises where the store is no longer what it was prepared for.

    Raises:
        ReleaseError: the version has just been published by another, or its publishing is under way.
        StoreError: the store cannot be written.
    """
    digest = package.sha256(folder / package.MANIFEST)
    say(f"publishing {done.version}")
    newest = holdings.commit(store, folder, done.version, ask)
    return Release(
        version=done.version,
        where=f"{store.where}/{package.VERSIONS}/{done.version}",
        manifest_sha256=digest,
        is_latest=newest == done.version,
        plan=done,
    )


def still(
    store: Store, done: Plan, *, suppressed: notices.Suppressed | None = None, is_back_issue: bool = False
) -> None:
    """Refuse a version where a store is no longer the one that it was prepared for.

    `suppressed` is what must not be published, as it was known then; None where that does not matter.

    Raises:
        OvertakenError: an article was withdrawn meanwhile, or another version published that it is to be compared with.
    """
    says = f"{store.where}: {done.version} was not published: while it was prepared"
    if suppressed is not None and notices.suppressed(store) != suppressed:
        raise OvertakenError(f"{says}, articles were withdrawn; run it again")
    there = holdings.published(store)
    if done.version in there:
        return  # who commits is told so
    if not is_back_issue and there and package.parse_version(there[-1]) > package.parse_version(done.version):
        raise OvertakenError(f"{says}, {there[-1]} was published; run it again")
    if (now := holdings.base_of(store, done.version, there)) != done.previous:
        change = f"{done.previous} was yanked" if now is None else f"{now} became the version before it"
        raise OvertakenError(f"{says}, {change}; run it again")


def plan(
    build: str | Path,
    to: str | Path,
    version: str | None = None,
    *,
    created: datetime | None = None,
    partition: Partition | Literal["auto"] = "auto",
    is_back_issue: bool = False,
    left_out: Sequence[str] = (),
    progress: Say | None = None,
) -> Plan:
    """What `publish` would do, without a byte written to the store. It raises what `publish` would raise."""
    order = _order(
        build,
        to,
        version,
        created,
        partition,
        is_back_issue=is_back_issue,
        sign=None,
        progress=progress,
        left_out=left_out,
    )
    with tempfile.TemporaryDirectory(prefix="newscorpus-") as name:
        return _staged(order, Path(name))


def _order(
    build: str | Path,
    to: str | Path,
    version: str | None,
    created: datetime | None,
    partition: Partition | Literal["auto"],
    *,
    is_back_issue: bool,
    sign: str | Path | None,
    progress: Say | None,
    left_out: Sequence[str] = (),
) -> _Order:
    if version is not None:
        package.parse_version(version)
    store = open_store(to)
    targets.must_be_target(store)
    return _Order(
        build=Path(build),
        store=store,
        version=version,
        created=created or package.source_date() or datetime.now(UTC),
        partition=partition,
        is_back_issue=is_back_issue,
        key=None if sign is None else signing.checked_key(Path(sign)),
        say=progress or (lambda _: None),
        suppressed=notices.suppressed(store),
        left_out=left_out,
    )


def _staged(order: _Order, folder: Path) -> Plan:
    """Prepare the whole version in a local folder; where the disk does not take it, say so."""
    try:
        return _stage(order, folder)
    except OSError as error:
        # pyarrow puts the system's words into its own, and names no file.
        why = str(error) if error.strerror is None else error.strerror
        raise StoreError(f"{error.filename or folder}: cannot be written: {why}; nothing was published") from error


def _stage(order: _Order, folder: Path) -> Plan:
    store, version = order.store, order.version
    there = holdings.published(store)
    if version is not None:
        versions.check_place(version, there, is_back_issue=order.is_back_issue, where=store.where)
    if (number := version or max(holdings.known(store), key=package.parse_version, default=None)) is not None:
        holdings.refuse_damaged(store, number)
    source = package.read(order.build)
    edition.check(store, there, source)
    rows = _checked(source, order.say)
    with (
        holdings.opened(store, holdings.base_of(store, version, there)) as (before, told),
        tempfile.TemporaryDirectory(prefix="newscorpus-") as name,
    ):
        found = _kept_out(store, source, before)
        if any(found.values()):
            order.say(f"leaving out {sum(map(len, found.values())):,} articles that were withdrawn")
            source, rows = _without(source, Path(name) / "left", found)
        standing = errata.standing(errata.read(store), source)
        if standing.applied:
            source = _corrected(order, source, standing, Path(name) / "corrected")
        done = _stage_of(order, folder, source, rows, there, before, told)
    left_out = {*order.left_out, *(one for ids in found.values() for one in ids)}
    return replace(done, suppressed=tuple(sorted(left_out)), errata=standing)


@contextmanager
def without_withdrawn(
    build: str | Path, to: str | Path, version: str | None = None
) -> Iterator[tuple[Path, tuple[str, ...]]]:
    """A build without what was withdrawn from the store `to`, to make an edition of, and which articles are left out.

    It is gone when the block ends; where nothing has to be left out it is the build itself.

    Raises:
        PackageError: there is no build, or what the store says of it is not known.
        StoreError: the store cannot be read.
    """
    store, source = open_store(to), package.read(Path(build))
    with (
        holdings.opened(store, holdings.base_of(store, version, holdings.published(store))) as (before, _),
        tempfile.TemporaryDirectory(prefix="newscorpus-") as name,
    ):
        found = _kept_out(store, source, before)
        if not any(found.values()):
            yield Path(build), ()
            return
        left, _ = _without(source, Path(name) / "left", found)
        yield left.folder, tuple(sorted(one for ids in found.values() for one in ids))


def _kept_out(store: Store, source: package.Package, before: Path | None) -> Mapping[str, Sequence[str]]:
    """The articles of a build that were withdrawn, by scope; `before` is the version that it is compared with."""
    kept_out = notices.kept_out(store, [*([] if before is None else tombstones.of(before)), *_taken_from(source)])
    if not kept_out.entries:
        return {}
    ids = () if before is None else amending.identities(package.read(before))["article_id"]
    return kept_out.find(amending.identities(source), ids)


def _taken_from(source: package.Package) -> list[dict[str, str]]:
    """What was withdrawn since, where the build is a version in a store of this machine, and may still have it."""
    home = source.folder.resolve().parent
    if home.name != package.VERSIONS or not (home.parent / package.LATEST).is_file():
        return []
    told = notices.withdrawn(LocalStore(home.parent))
    return [{"article_id": article, "scope": scope} for article, scope in told.items()]


def _corrected(order: _Order, source: package.Package, standing: errata.Standing, folder: Path) -> package.Package:
    """A copy of a build with the errata of the store.

    Raises:
        ReleaseError: they would break the contract in this build.
    """
    order.say(f"correcting {len(standing.applied):,} values again")
    corrected = errata.apply(standing.applied, source, folder)
    errors = [one for one in check.check(corrected.folder, engines=("rules",)).findings if one.severity == "error"]
    if errors:
        first = errors[0]
        place = " ".join(str(part) for part in (first.table, first.key, first.field) if part is not None)
        raise ReleaseError(
            f"{order.store.where}: with its errata ({errata.FILE_NAME}) the build breaks the contract: {place}: "
            f"{first.message}; put the row right in the build, or give it its old value with `corpus erratum`"
        )
    return corrected


def _without(
    source: package.Package, folder: Path, found: Mapping[str, Sequence[str]]
) -> tuple[package.Package, dict[str, int]]:
    """A copy of a build without what is suppressed, and the rows of its tables."""
    folder.mkdir()
    files = amending.withdraw(source, folder, found["record"], found["text"])
    descriptor = dict(source.descriptor)
    # The tombstones of a version that is published elsewhere are not among the files.
    resources = layout.describe(source, folder, files)
    descriptor["resources"] = [one for one in resources if one["name"] != tombstones.TABLE]
    _write_descriptor(folder, descriptor)
    return package.read(folder), heights(folder, files)


def heights(folder: Path, files: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """The rows of each table of the contract, as its files say."""
    return {
        name: sum(pq.read_metadata(folder / path).num_rows for path in files[name])
        for name in contract.NAMES
        if name in files
    }


def _stage_of(
    order: _Order,
    folder: Path,
    source: package.Package,
    rows: Mapping[str, int],
    there: Sequence[str],
    before: Path | None,
    told: Mapping[str, Any] | None,
) -> Plan:
    store, version = order.store, order.version
    base = holdings.base_of(store, version, there)
    targets.must_have_name(source.descriptor["name"], told, store.where)
    order.say("writing the tables")
    partition = layout.choose(order.partition, source, None if told is None else told.get("partition"))
    done = finish(
        Draft(
            source=source,
            files=layout.write(
                source, folder, partition, [] if told is None else [one["path"] for one in told["files"]]
            ),
            rows=rows,
            partition=partition,
            tombstones=stones(store, before, version),
            created=order.created,
            version=version,
            base=base,
            before=before,
            told=told,
            key=order.key,
            last=next(reversed(there), None),
        ),
        folder,
        where=store.where,
        say=order.say,
    )
    if version is None and before and done.diff is not None and sameness.is_same(done.diff, before, folder):
        return replace(done, version=str(base), bytes={}, is_same=True)
    holdings.refuse_damaged(store, done.version)
    return noted(store, done, is_signed=order.key is not None)


def stones(store: Store, before: Path | None, version: str | None) -> list[dict[str, str]]:
    """The tombstones of a version: those of the one before, and those of what else was withdrawn up to it.

    An article that the version before had not is in no takedown's version; and a takedown's version may be yanked.
    """
    found = {} if before is None else {one["article_id"]: one for one in tombstones.of(before)}
    for one in holdings.taken_back(store).withdrawn:
        stone = {key: str(value) for key, value in one.items() if value is not None}
        if stone.get("reason") not in tombstones.REASONS or set(stone) != set(tombstones.COLUMNS):
            continue
        is_due = version is None or package.parse_version(stone["since_version"]) <= package.parse_version(version)
        is_wider = stone["scope"] == "record" and found.get(stone["article_id"], stone)["scope"] == "text"
        if is_due and (is_wider or stone["article_id"] not in found):
            found[stone["article_id"]] = stone
    return list(found.values())


def finish(draft: Draft, folder: Path, *, where: str, say: Say) -> Plan:
    """Make a version of a folder that has the files of its tables: compared, described, told in words, and summed.

    Raises:
        ReleaseError: the version promises less change than there is; `where` says of which store.
    """
    version, base, before, source = draft.version, draft.base, draft.before, draft.source
    descriptor = dict(source.descriptor) | {"version": version or "0.0.0", "created": package.rfc3339(draft.created)}
    descriptor["resources"] = [
        *(one for one in layout.describe(source, folder, draft.files) if one["name"] != tombstones.TABLE),
        tombstones.write(draft.tombstones, folder),
    ]
    _write_descriptor(folder, descriptor)
    say("comparing with the version before" if before else "writing what there is to read about it")
    diff = None if before is None else compare(load(before, verify=None), load(folder))
    classes = () if diff is None else diff.classes
    needed = versions.needed(classes)
    if version is None:
        version = versions.following(draft.last or base, needed, (draft.created.year, draft.created.month))
        descriptor["version"] = version
        _write_descriptor(folder, descriptor)
    elif base is not None and before is not None:
        contracts = [str(one.get("x-contract", "")) for one in (package.read(before).descriptor, descriptor)]
        versions.check_bump(base, version, classes, (contracts[0], contracts[1]), where)
    files = {name: tuple(draft.files[name]) for name in contract.NAMES if name in draft.files}
    documents.write(
        folder,
        documents.About(
            descriptor=package.joined(descriptor),
            rows=draft.rows,
            files=files,
            partition=draft.partition,
            diff=diff,
            before=before,
            source=source,
            reason=draft.reason,
            errata=draft.errata,
        ),
    )
    manifest.write_sums(folder)
    link = None
    if base is not None and draft.told is not None:
        link = manifest.Link(version=base, manifest_sha256=draft.told["sha256"])
    manifest.write(
        folder,
        descriptor,
        tables={**files, tombstones.TABLE: [tombstones.FILE_NAME]},
        rows=draft.rows,
        partition=draft.partition,
        classes=classes,
        previous=link,
    )
    if draft.key is not None:
        signing.sign(folder / package.MANIFEST, draft.key)
    return Plan(
        version=version,
        previous=base,
        classes=classes,
        needed=needed,
        partition=draft.partition,
        rows=draft.rows,
        bytes={p.relative_to(folder).as_posix(): p.stat().st_size for p in sorted(folder.rglob("*")) if p.is_file()},
        diff=diff,
    )


def noted(store: Store, done: Plan, *, is_signed: bool) -> Plan:
    """The plan with what whoever publishes should know."""
    if is_signed or done.previous is None:
        return done
    try:
        store.size(f"{package.VERSIONS}/{done.previous}/{manifest.SIGNATURE}")
    except MissingError:
        return done
    said = f"{done.previous} is signed and {done.version} is not; --sign KEY signs it"
    return replace(done, notes=(*done.notes, said))


def _checked(source: package.Package, say: Say) -> dict[str, int]:
    """The rows of each table of a build that has no error.

    Raises:
        ReleaseError: it has.
    """
    say("checking the build")
    report = check.check(source.folder, engines=("rules",))
    errors = [one for one in report.findings if one.severity == "error"]
    if errors:
        counts: dict[str, int] = {}
        for one in errors:
            counts[one.code] = counts.get(one.code, 0) + 1
        told = ", ".join(f"{n} {code}" for code, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])))
        raise ReleaseError(f"{source.folder}: not published, because the check found {told}; see `corpus validate`")
    return dict(report.rows)


def _write_descriptor(folder: Path, descriptor: Mapping[str, Any]) -> None:
    (folder / package.FILE_NAME).write_bytes(package.dump(descriptor))
