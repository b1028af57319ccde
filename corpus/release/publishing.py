"""Publish a build as a version: checked, compared, laid out beside, then there at once or not at all."""

from __future__ import annotations

import json
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
    ChangedError,
    ExistsError,
    IntegrityError,
    MissingError,
    OvertakenError,
    PackageError,
    ReleaseError,
    StoreError,
)
from corpus.loading import load, revocations
from corpus.release import (
    amending,
    documents,
    edition,
    errata,
    layout,
    manifest,
    notices,
    restoring,
    signing,
    tombstones,
    versions,
)
from corpus.release.parting import Partition
from corpus.store import Store, open_store
from corpus.store.local import LocalStore

REVOCATIONS = revocations.FILE_NAME

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
    errata: errata.Standing = errata.NONE
    """Corrections of the store that were made in the build again, and those that were let go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A published version: where it is, its manifest's SHA-256, and whether it is the newest of its store."""

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
    sign: str | Path | None = None,
    progress: Say | None = None,
) -> Release:
    """Check a build and publish it as `v/<version>` of the store `to`, which appears complete; then move `latest.json`.

    A version is `YYYY.M.PATCH` (no leading zeros: valid SemVer, so that it sorts); None is the next one that the change
    since the last allows. Of several publishers of one version exactly one wins. `created` stands in the descriptor;
    None means now, or the instant in `SOURCE_DATE_EPOCH`. `partition` is how articles are parted into files by their
    time of publication in UTC. `sign` is a private key of OpenSSH, or the public one of a key that an agent holds.

    Raises:
        ReleaseError: the version is no version, exists, is older than the newest and no `is_back_issue`, or promises
            less change than there is; or the build has findings of severity error.
        PackageError: there is no build.
        StoreError: the store cannot be read or written.
    """
    order = _order(build, to, version, created, partition, is_back_issue=is_back_issue, sign=sign, progress=progress)
    with order.store.stage(f"{package.VERSIONS}/{version or 'next'}") as folder:
        done = _staged(order, folder)
        ask = partial(still, order.store, done, suppressed=order.suppressed, is_back_issue=order.is_back_issue)
        released = release(order.store, folder, done, order.say, ask)
    errata.forget(order.store, done.errata.let_go)
    return replace(released, restored=restoring.restore(order.store, published(order.store), yanked(order.store)))


def release(store: Store, folder: Path, done: Plan, say: Say, ask: Callable[[], None] | None = None) -> Release:
    """Publish a version that is prepared in a folder that the store staged, and move `latest.json`.

    `ask` is called at the last moment before, and raises where the store is no longer what it was prepared for.

    Raises:
        ReleaseError: the version has just been published by another, or its publishing is under way.
        StoreError: the store cannot be written.
    """
    digest = package.sha256(folder / package.MANIFEST)
    say(f"publishing {done.version}")
    newest = commit(store, folder, done.version, ask)
    return Release(
        version=done.version,
        where=f"{store.where}/{package.VERSIONS}/{done.version}",
        manifest_sha256=digest,
        is_latest=newest == done.version,
        plan=done,
    )


def commit(store: Store, folder: Path, version: str, ask: Callable[[], None] | None = None) -> str | None:
    """Make a staged folder the version, all at once, and move `latest.json`; the version that it points at then.

    Raises:
        OvertakenError: another was faster, or is at it.
    """
    path = f"{package.VERSIONS}/{version}"
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
    there = published(store)
    if done.version in there:
        return  # who commits is told so
    if not is_back_issue and there and package.parse_version(there[-1]) > package.parse_version(done.version):
        raise OvertakenError(f"{says}, {there[-1]} was published; run it again")
    if (now := base_of(store, done.version, there)) != done.previous:
        change = f"{done.previous} was yanked" if now is None else f"{now} became the version before it"
        raise OvertakenError(f"{says}, {change}; run it again")


def base_of(store: Store, version: str | None, there: Sequence[str]) -> str | None:
    """The version that another one is compared with: the newest before it, or of all, that is not yanked."""
    hidden = yanked(store)
    visible = [one for one in there if one not in hidden]
    return versions.before(version, visible) if version is not None else next(reversed(visible), None)


def plan(
    build: str | Path,
    to: str | Path,
    version: str | None = None,
    *,
    created: datetime | None = None,
    partition: Partition | Literal["auto"] = "auto",
    is_back_issue: bool = False,
    progress: Say | None = None,
) -> Plan:
    """What `publish` would do, without a byte written to the store. It raises what `publish` would raise."""
    order = _order(build, to, version, created, partition, is_back_issue=is_back_issue, sign=None, progress=progress)
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
) -> _Order:
    if version is not None:
        package.parse_version(version)
    store = open_store(to)
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
    there = published(store)
    if version is not None:
        versions.check_place(version, there, is_back_issue=order.is_back_issue, where=store.where)
    source = package.read(order.build)
    edition.check(store, there, source)
    rows = _checked(source, order.say)
    with (
        opened(store, base_of(store, version, there)) as (before, told),
        tempfile.TemporaryDirectory(prefix="newscorpus-") as name,
    ):
        found: Mapping[str, Sequence[str]] = {}
        kept_out = notices.kept_out(store, [] if before is None else tombstones.of(before))
        if kept_out.entries:
            ids = () if before is None else amending.identities(package.read(before))["article_id"]
            found = kept_out.find(amending.identities(source), ids)
        if any(found.values()):
            order.say(f"leaving out {sum(map(len, found.values())):,} articles that were withdrawn")
            source, rows = _without(source, Path(name) / "left", found)
        standing = errata.standing(errata.read(store), source)
        if standing.applied:
            source = _corrected(order, source, standing, Path(name) / "corrected")
        done = _stage_of(order, folder, source, rows, there, before, told)
    left_out = tuple(sorted(one for ids in found.values() for one in ids))
    return replace(done, suppressed=left_out, errata=standing)


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
    descriptor["resources"] = list(layout.describe(source, folder, files))
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
    order.say("writing the tables")
    partition = layout.choose(order.partition, source, None if told is None else told.get("partition"))
    return finish(
        Draft(
            source=source,
            files=layout.write(
                source, folder, partition, [] if told is None else [one["path"] for one in told["files"]]
            ),
            rows=rows,
            partition=partition,
            tombstones=stones(order.store, before, order.version),
            created=order.created,
            version=order.version,
            base=base_of(order.store, order.version, there),
            before=before,
            told=told,
            key=order.key,
            last=next(reversed(there), None),
        ),
        folder,
        where=order.store.where,
        say=order.say,
    )


def stones(store: Store, before: Path | None, version: str | None) -> list[dict[str, str]]:
    """The tombstones of a version: those of the one before, and those of what else was withdrawn up to it.

    An article that the version before had not is in no takedown's version; and a takedown's version may be yanked.
    """
    found = {} if before is None else {one["article_id"]: one for one in tombstones.of(before)}
    for one in taken_back(store).withdrawn:
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
    became = notices.became(store)
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


# ------------------------------------------------------------------ what a store has


def published(store: Store) -> list[str]:
    """The complete versions of a store, the oldest first: those with a manifest, which is written last."""
    names = []
    for path in store.list(package.VERSIONS):
        parts = path.split("/")
        if len(parts) == 3 and parts[2] == package.MANIFEST and package.is_version(parts[1]):
            names.append(parts[1])
    return sorted(names, key=package.parse_version)


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


def _manifest_of(version: str) -> str:
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


def move_latest(store: Store) -> str | None:
    """Point `latest.json` at the newest version that is not yanked, and list all of them there; that version.

    Who loses a race for it looks again: the last to write has seen every version. A manifest that is listed already
    keeps the hash that it is listed with: one that was changed since is not vouched for by this.
    """
    _first_revocations(store)
    while True:
        try:
            before, tag = store.read_tagged(package.LATEST)
        except MissingError:
            before, tag = None, None
        hashes = {} if before is None else _listed(store, before)
        listed = [
            {"version": one, "manifest_sha256": hashes.get(one) or package.sha256_of(store.read(_manifest_of(one)))}
            for one in published(store)
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
