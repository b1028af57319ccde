"""Is what a store has what was published? Every file, manifest and link between versions, offline but for the store."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus import package, text
from corpus.errors import IntegrityError, MissingError, PackageError, StoreError
from corpus.loading.revocations import Revocations
from corpus.loading.versions import choose
from corpus.release import manifest, notices, peeking, restoring, signing, tombstones
from corpus.release import versions as numbers
from corpus.release.holdings import REVOCATIONS, complete, known, published, taken_back, yanked
from corpus.store import Store, local_path, open_store
from corpus.store.local import LocalStore

_BLOCK = 8 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that is not as it was published: the file, and what is wrong with it, as one sentence."""

    path: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What was looked at and found. `notes` is what a reader should know and is no fault, as a redaction is none."""

    versions: tuple[str, ...]
    files: int
    bytes: int
    faults: tuple[Fault, ...]
    notes: tuple[str, ...]

    @property
    def is_ok(self) -> bool:
        """Whether everything is as it was published."""
        return not self.faults


def verify(
    where: str | Path, version: str | None = None, *, is_deep: bool = False, signers: str | Path | None = None
) -> Verification:
    """Check a store, one `version` of it, or the folder of a version by itself.

    Every file is compared with the manifest, the manifest with `SHA256SUMS`, with the manifest that names it as the one
    before and with `latest.json`. A file that was redacted by a takedown is told as such.
    No version may have an article that had been withdrawn, and what the tombstones of the newest say must stand in
    `revocations.json` and `suppressed.json`. `is_deep` reads the tables,
    too, and compares their values with the content digests. `signers` is a file of allowed signers (ssh-keygen(1));
    with it every manifest must be signed by one of them.

    Raises:
        PackageError: there is no version there.
    """
    store, name = place(where, version)
    check = _Check(store, is_deep, None if signers is None else Path(signers))
    listed = check.latest.manifests if check.latest is not None else {}
    versions = [name] if name is not None else sorted({*complete(store), *listed}, key=package.parse_version)
    if not versions:
        raise PackageError(f"{store.where}: no version; expected a store of releases, or the folder of a version")
    for one in versions:
        check.version(one, f"{package.VERSIONS}/{one}")
    check.store(is_whole=name is None)
    check.taken_back([one for one in versions if one in check.manifests], is_whole=name is None)
    return check.done(versions)


def place(where: str | Path, version: str | None) -> tuple[Store, str | None]:
    """The store that is meant, or in which the folder of a version is, and the version; None where none is named.

    Raises:
        PackageError: there is no such version, the folder of a version is in no store, or it is an archive.
    """
    if "://" not in str(where) and local_path(where).is_file():
        raise PackageError(
            f"{where}: is a file; `corpus verify` takes a store or the folder of a version. Of an archive every file "
            "is checked when it is loaded, as by `corpus show`"
        )
    store = open_store(where)
    root, name = _root(str(where) if "://" in str(where) else str(local_path(where).resolve()))
    try:
        store.size(package.MANIFEST)
    except MissingError:
        if version is not None:
            there = sorted({*published(store), *_hashes(store)}, key=package.parse_version)
            return store, choose(version, there, yanked(store), where=store.where)
        if root is None or name not in _hashes(open_store(root)):
            return store, None
    if root is None:
        raise PackageError(
            f"{store.where}: a version stands in the folder v/<version> of its store; give that, or the store"
        )
    if version is not None:
        choose(version, [name], where=store.where)
    return open_store(root), name


def _hashes(store: Store) -> Mapping[str, str]:
    """What `latest.json` lists; a faulty one lists nothing here, and is told elsewhere."""
    try:
        return known(store)
    except IntegrityError:
        return {}


def _root(where: str) -> tuple[str | None, str]:
    parts = where.rstrip("/").replace("\\", "/").split("/")
    is_version = len(parts) > 2 and parts[-2] == package.VERSIONS and package.is_version(parts[-1])
    return ("/".join(parts[:-2]) or "/", parts[-1]) if is_version else (None, parts[-1])


class _Check:
    """The faults and notes of one verification while it goes on."""

    def __init__(self, store: Store, is_deep: bool, signers: Path | None) -> None:
        self.where, self.is_deep, self.signers = store, is_deep, signers
        self.faults: list[Fault] = []
        self.notes: list[str] = []
        self.files = self.bytes = 0
        self.manifests: dict[str, str] = {}
        self.redactions = self._redactions()
        self.no_latest: str | None = None
        self.latest = self._latest()
        self.revoked = self._revoked()

    def done(self, versions: list[str]) -> Verification:
        return Verification(
            versions=tuple(versions), files=self.files, bytes=self.bytes,
            faults=tuple(self.faults), notes=tuple(self.notes),
        )  # fmt: skip

    def fault(self, path: str, message: str) -> None:
        self.faults.append(Fault(path=path, message=message))

    def version(self, name: str, folder: str) -> None:
        """One version: its manifest, its files, what came before it."""
        path = f"{folder}/{package.MANIFEST}"
        try:
            content = self.where.read(path)
        except MissingError:
            sha256 = "" if self.latest is None else self.latest.manifests.get(name, "")
            self.fault(path, numbers.damaged(name, sha256))
            return
        self.manifests[name] = package.sha256_of(content)
        self.files, self.bytes = self.files + 1, self.bytes + len(content)
        try:
            told = manifest.parse(content, path)
        except IntegrityError as error:
            self.fault(path, str(error).removeprefix(f"{path}: "))
            return
        if told["version"] != name:
            self.fault(path, f"is the manifest of {told['version']}, in the folder of {name}")
        entries = {str(one["path"]): one for one in told["files"]}
        redacted = {one for one in entries if not self._file(folder, entries[one])}
        self._sums(folder, entries)
        self._others(folder, entries)
        self._signature(folder, content)
        self._before(path, told["previous"])
        if self.is_deep and not redacted:
            self._values(folder, told)

    def _file(self, folder: str, entry: Mapping[str, Any]) -> bool:
        """Compare one file; False where it is not as it was published, by fault or by a redaction."""
        path = f"{folder}/{entry['path']}"
        if isinstance(self.where, LocalStore):
            try:
                package.inside(self.where.file(folder), entry["path"], package.MANIFEST)
            except PackageError:
                self.fault(path, "leads out of the version, so that it cannot be loaded; put the file itself there")
                return False
        try:
            found, size = self._sha256(path)
        except MissingError:
            self.fault(path, "is not there, but the manifest names it")
            return False
        self.files, self.bytes = self.files + 1, self.bytes + size
        if found == entry["sha256"]:
            return True
        wanted, said = str(entry["sha256"]), None
        version = folder.rpartition("/")[2]
        while (version, wanted) in self.redactions and wanted != found:
            wanted, said = self.redactions[version, wanted]
        if said is not None and wanted == found:
            self.notes.append(f"{path}: {said}")
        else:
            self.fault(path, f"changed: its sha256 is {found}, the manifest says {entry['sha256']}")
        return False

    def _sums(self, folder: str, entries: Mapping[str, Mapping[str, Any]]) -> None:
        path = f"{folder}/{manifest.SUMS}"
        try:
            sums = manifest.read_sums(self.where.read(path), path)
        except MissingError:
            return  # told already
        except IntegrityError as error:
            self.fault(path, str(error))
            return
        for name in sorted(sums.keys() ^ (entries.keys() - {manifest.SUMS})):
            self.fault(
                path, f"{name!r} is {'not in the manifest' if name in sums else 'not in it, but in the manifest'}"
            )
        for name in sorted(sums.keys() & entries.keys()):
            sha256 = str(entries[name]["sha256"])
            now = self.redactions.get((folder.rpartition("/")[2], sha256), (sha256, ""))[0]
            if sums[name] not in (sha256, now):
                self.fault(path, f"says another hash of {name!r} than the manifest")

    def _others(self, folder: str, entries: Mapping[str, Any]) -> None:
        if not self.where.is_writable:
            return  # a web server does not list
        own = {package.MANIFEST, manifest.SIGNATURE, *entries}
        for path in self.where.list(folder):
            if path.removeprefix(f"{folder}/") not in own:
                self.fault(path, "is not in the manifest, so nobody vouches for it")

    def _signature(self, folder: str, content: bytes) -> None:
        path = f"{folder}/{manifest.SIGNATURE}"
        try:
            signature = self.where.read(path)
        except MissingError:
            if self.signers is not None:
                self.fault(path, "is not there: the manifest is not signed")
            return
        self.files, self.bytes = self.files + 1, self.bytes + len(signature)
        if self.signers is None:
            self.notes.append(f"{path}: signed; --signers FILE checks by whom")
            return
        try:
            who = signing.verify(content, signature, self.signers, f"{folder}/{package.MANIFEST}")
        except IntegrityError as error:
            self.fault(path, str(error))
        else:
            self.notes.append(f"{folder}/{package.MANIFEST}: signed by {who}")

    def _before(self, path: str, link: Mapping[str, Any] | None) -> None:
        if link is None:
            return
        before = f"{package.VERSIONS}/{link['version']}/{package.MANIFEST}"
        try:
            found, _ = self._sha256(before)
        except MissingError:
            self.notes.append(f"{path}: the version before, {link['version']}, is not here to be compared")
            return
        if found != link["manifest_sha256"]:
            self.fault(before, f"changed: its sha256 is {found}, {path} says {link['manifest_sha256']}")

    def _values(self, folder: str, told: Mapping[str, Any]) -> None:
        """Compare what the tables hold with the content digests of the manifest."""
        with tempfile.TemporaryDirectory(prefix="newscorpus-") as name:
            local = Path(name)
            for entry in told["files"]:
                if str(entry["path"]).endswith((".parquet", package.FILE_NAME)):
                    file = package.inside(local, entry["path"], folder)
                    file.parent.mkdir(parents=True, exist_ok=True)
                    file.write_bytes(self.where.read(f"{folder}/{entry['path']}"))
            opened = package.read(local)
            for table, digest in told["content"].items():
                if table not in opened.resources:
                    self.fault(f"{folder}/{package.FILE_NAME}", f"has no table {table!r}, but the manifest has")
                elif (found := manifest.content_digest(opened.paths(table))) != digest:
                    self.fault(f"{folder}/{table}", f"holds other values: their digest is {found}, not {digest}")

    def store(self, *, is_whole: bool) -> None:
        """What the root says: which version is the newest, and the hashes of all manifests."""
        latest = self.latest
        if self.no_latest is not None and is_whole:
            self.fault(package.LATEST, self.no_latest)
        elif self.no_latest is not None:
            self.notes.append(f"{package.LATEST}: {self.no_latest}")
        if latest is None:
            return
        listed = latest.manifests
        for name, found in self.manifests.items():
            if name in listed and listed[name] != found:
                path = f"{package.VERSIONS}/{name}/{package.MANIFEST}"
                self.fault(path, f"changed: its sha256 is {found}, {package.LATEST} says {listed[name]}")
        if not is_whole:
            return
        hidden = self.revoked.yanked
        open_ones = sorted({*self.manifests, *listed} - hidden, key=package.parse_version)
        if open_ones and latest.version != open_ones[-1]:
            self.fault(
                package.LATEST, f"points at {latest.version}; the newest is {open_ones[-1]} (`corpus gc` mends it)"
            )

    def _latest(self) -> package.Latest | None:
        """What `latest.json` says; None where it is none (a fault) or is not there (one of a store)."""
        mend = f"remove it, and `corpus gc {self.where.where}` writes it anew"
        try:
            return package.parse_latest(self.where.read(package.LATEST))
        except MissingError:
            mend = mend.partition(", and ")[2]
            self.no_latest = f"is not there, so nothing says which version is the newest; {mend}"
        except ValueError as error:
            self.fault(package.LATEST, f"is no pointer to a version ({error}); {mend}")
        return None

    def taken_back(self, versions: Sequence[str], *, is_whole: bool) -> None:
        """Whether no version has what was withdrawn before it, and the lists of the store still name all of it."""
        for name in versions:
            self._still_there(name, self.revoked)
        if not is_whole:
            return
        try:
            stones = list(restoring.newest_stones(self.where, versions, self.revoked.yanked).values())
            lists = notices.lacking(self.where, stones)
        except PackageError as error:
            self.notes.append(f"what was withdrawn cannot be compared with the tombstones of the versions: {error}")
            return
        for path, missing in zip((REVOCATIONS, notices.SUPPRESSED), lists, strict=True):
            # Who only reads has no use for what keeps articles from being published again.
            if missing and (path == REVOCATIONS or self.where.is_writable):
                first = f"{missing[0]} was" if len(missing) == 1 else f"{missing[0]} and {len(missing) - 1:,} more were"
                self.fault(
                    path,
                    f"does not say that {first} withdrawn, as a version tells in {tombstones.FILE_NAME}: put the file "
                    f"back, or write it again from the tombstones with `corpus gc {self.where.where}`",
                )

    def _still_there(self, name: str, revoked: Revocations) -> None:
        """Tell of articles that a version has though they had been withdrawn when it was made."""
        path = f"{package.VERSIONS}/{name}"
        try:
            stones = peeking.stones(self.where, name)
            later = {str(one["article_id"]) for one in revoked.since(name).withdrawn}
            scopes = {one["article_id"]: one["scope"] for one in stones}
            for one in revoked.withdrawn:
                if one["article_id"] not in later and scopes.get(str(one["article_id"])) != "record":
                    scopes[str(one["article_id"])] = str(one["scope"])
            if not scopes:
                return
            rows = peeking.columns(self.where, name, "articles", ("article_id", "body_sha256"))
        except PackageError as error:
            self.notes.append(f"{path}: cannot be searched for withdrawn articles: {error}")
            return
        nothing = text.sha256("")
        for article, body in rows.iter_rows():
            scope = scopes.get(article)
            if scope == "record" or (scope == "text" and body != nothing):
                what = "the article" if scope == "record" else "the text of the article"
                self.fault(
                    path,
                    f"has {what} {article}, which had been withdrawn when this version was published: run "
                    f"`corpus takedown {self.where.where} {article}` for it again; --all-versions takes it out of here",
                )

    def _revoked(self) -> Revocations:
        try:
            return taken_back(self.where)
        except StoreError:
            raise
        except PackageError as error:
            if not self.faults:  # else it was told that the whole file is none
                self.fault(REVOCATIONS, str(error).removeprefix(f"{self.where.where}/{REVOCATIONS}: "))
            return Revocations()

    def _redactions(self) -> dict[tuple[str, str], tuple[str, str]]:
        """By version and hash of a file what it became by a takedown, and why; in the words of `revocations.json`."""
        try:
            content = json.loads(self.where.read(REVOCATIONS))
            return {
                (str(file["version"]), str(file["old_sha256"])): (
                    str(file["new_sha256"]),
                    f"redacted on {one.get('date')} for {one.get('reason')}",
                )
                for one in content["revocations"]
                for file in one.get("files", ())
            }
        except MissingError:
            return {}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            self.fault(REVOCATIONS, f"is none that this version of corpus knows: {error}")
            return {}

    def _sha256(self, path: str) -> tuple[str, int]:
        digest, size = hashlib.sha256(), self.where.size(path)
        for block in self._blocks(path, size):
            digest.update(block)
        return digest.hexdigest(), size

    def _blocks(self, path: str, size: int) -> Iterator[bytes]:
        for start in range(0, size, _BLOCK):
            yield self.where.read(path, start, min(start + _BLOCK, size))
