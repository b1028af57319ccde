"""`load`: which package is meant, is it the one that was published, and where are its files?"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from corpus import contract, package
from corpus.errors import IntegrityError, MissingError, PackageError, StoreError
from corpus.loading import archives, revocations
from corpus.loading.cache import Cache
from corpus.loading.loaded import Corpus, Opened
from corpus.loading.places import File, Local, Remote, RemotePackage
from corpus.loading.revocations import Revocations
from corpus.loading.versions import LATEST, choose, exact
from corpus.sources import is_parquet, open_tables
from corpus.store import Store, is_url, local_path, open_store

Verify = Literal["all", "manifest", "auto"] | None
"""What is compared with its hash before it is read.

`all`: every file, so that those of a remote package are fetched first. `manifest`: the manifest with what `latest.json`
says of it, the descriptor, and every file that is fetched whole; sizes of files that are here. None: nothing. `auto` is
`all` for what is on this machine and `manifest` for what is not.
"""


def load(
    where: str | Path,
    version: str | None = LATEST,
    *,
    verify: Verify = "auto",
    progress: Callable[[str], None] | None = None,
) -> Corpus:
    """Open the package at `where`; of a folder every file is checked against its hash.

    What is fetched is kept in a cache (`NEWSCORPUS_CACHE`, else where the platform has caches), and is found there when
    nothing answers.

    Args:
        where: a store of releases, the folder of a version or a build, or a zip archive of one; as a path, or as an
            address: https://, http://, s3://, gs://, az://. Keys come from the environment.
        version: of a store, the version to open: `latest`, `2026.11.0`, the newest of `2026.11`, or clauses such as
            `>=2026.10,<2027`. None is `latest`. A version that was yanked opens by its full name only.
        verify: what is compared with its hash, `all`, `manifest` or None; by default `all` for files of this machine.
        progress: called with what is being fetched.

    Raises:
        PackageError: there is no package or no such version, a table of it cannot be opened, or nothing answers and the
            cache does not have it.
        IntegrityError: a file is not the one that was published, or has no hash.
    """
    if verify not in ("all", "manifest", "auto", None):
        raise PackageError(f"verify is {verify!r}; expected 'all', 'manifest' or None")
    if version is not None and not isinstance(version, str):
        raise PackageError(f"version is {version!r}, no text; write it in quotation marks: '{version}'")
    wanted, say = version or LATEST, progress or (lambda _: None)
    if is_url(where):
        address = str(where).rstrip("/").removesuffix(f"/{package.FILE_NAME}")
        if not address.endswith(".zip"):
            return _Far(address, say, is_whole=verify == "all", is_checked=verify is not None).load(wanted)
        root = archives.unpack(_fetch_archive(address, say), Cache())
        return _load_here(root, wanted, verify, str(where))
    root = local_path(where)
    if not root.exists():
        raise PackageError(f"{root}: not there; expected a store of releases, a version or a build")
    if archives.is_zip(root):
        return _load_here(archives.unpack(root, Cache()), wanted, verify, str(where))
    return _load_here(root, wanted, verify, "")


# ------------------------------------------------------------------ on this machine


def _load_here(root: Path, wanted: str, verify: Verify, address: str) -> Corpus:
    says = address or str(root)
    if not ((root / package.VERSIONS).is_dir() and not (root / package.FILE_NAME).exists()):
        opened = package.read(root)
        _check_version(wanted, str(opened.descriptor.get("version")), says)
        home = _store_of(opened.folder.resolve().as_posix())
        return _open_here(opened, _revoked_here(Path(home)) if home else Revocations(), verify, address)
    revoked = _revoked_here(root)
    if wanted == LATEST:
        latest = _latest_here(root)
        folder = package.inside(root, latest.path, str(root / package.LATEST))
        if verify is not None:
            package.verify(folder / package.MANIFEST, latest.manifests[latest.version], package.LATEST)
    else:
        chosen = choose(wanted, package.versions(root), revoked.yanked, where=says)
        folder = root / package.VERSIONS / chosen
    return _open_here(package.read(folder), revoked, verify, address)


def _revoked_here(root: Path) -> Revocations:
    file = root / revocations.FILE_NAME
    return revocations.read(_json(file.read_bytes(), str(file)), str(file)) if file.exists() else Revocations()


def _store_of(where: str) -> str | None:
    """The store in which a version's own folder stands, by its path or address; None where it stands in none."""
    home, _, name = where.rstrip("/").rpartition("/")
    root, _, versions = home.rpartition("/")
    return root if versions == package.VERSIONS and package.is_version(name) else None


def _latest_here(root: Path) -> package.Latest:
    file = root / package.LATEST
    try:
        return package.parse_latest(file.read_bytes())
    except FileNotFoundError as error:
        there = ", ".join(package.versions(root)) or "none"
        raise PackageError(
            f"{file}: not there; `corpus gc {root}` writes it anew, or name a version: {there}"
        ) from error
    except (OSError, ValueError) as error:
        there = ", ".join(package.versions(root)) or "none"
        why = error.strerror if isinstance(error, OSError) else error
        raise PackageError(f"{file}: cannot be read ({why}); name a version: {there}") from error


def _check_version(wanted: str, found: str, where: str) -> None:
    """Refuse a package that is another version than the one that is wanted."""
    name = exact(wanted)
    if name == found or wanted in (LATEST, found):
        return
    if name is not None or exact(found) is None:
        raise PackageError(f"{where}: is version {found}, not {wanted}")
    choose(wanted, [found], where=where)


# What a check has to say of rows is for `validate`. These codes say that a table is not there to be opened, or is not
# the one that was written, or has not the columns that are promised.
_CHANGED = {"hash-missing", "hash-mismatch"}
_REFUSED = _CHANGED | {
    "contract-version", "table-missing", "path-unsafe", "table-unreadable", "file-missing", "column-missing",
    "column-type",
}  # fmt: skip


def _open_here(opened: package.Package, revoked: Revocations, verify: Verify, address: str) -> Corpus:
    package.check_contract(opened)
    is_all = verify in ("all", "auto")
    manifest, hashes = None, {}
    if (path := opened.folder / package.MANIFEST).exists():
        manifest, entries = package.manifest_files(opened)
        hashes = {name: one.sha256 for name, one in entries.items()}
        for name, sha256 in hashes.items() if is_all else ():
            package.verify(opened.folder / name, sha256, path.name)
        for name, one in entries.items() if verify == "manifest" else ():
            _check_size(opened.folder / name, one.bytes)
    else:
        hashes = package.stated_hashes(opened)
    tables = _tables_here(opened, is_hashed=is_all and manifest is None)
    files: dict[str, list[File]] = {name: [Local(one) for one in paths] for name, paths in tables.items()}
    return Corpus(
        Opened(package=opened, tables=files, manifest=manifest, hashes=hashes, revocations=revoked, address=address)
    )


def _tables_here(opened: package.Package, *, is_hashed: bool) -> dict[str, list[Path]]:
    """The files of each table, in the order of the descriptor; they can be opened and have the contract's columns."""
    tables: dict[str, list[Path]] = {}
    if package.edition(opened) != "standoff":
        sources, findings = open_tables(opened, is_hashed=is_hashed)
        for one in findings:
            if one.code in _REFUSED:
                error = IntegrityError if one.code in _CHANGED else PackageError
                raise error(f"{opened.folder / package.FILE_NAME}: {one.message} ({one.code}; see `corpus validate`)")
        tables = {name: list(source.paths) for name, source in sources.items()}
    for name in opened.resources:
        if name not in tables and name not in opened.is_inline and is_parquet(paths := opened.paths(name)):
            tables[name] = paths
    return {name: tables[name] for name in opened.resources if name in tables}


def _now(entry: package.Entry, version: str, revoked: Revocations) -> package.Entry:
    """What a manifest says of a file, or what there is of the file since it was redacted."""
    sha256 = revoked.now(version, entry.sha256)
    return entry if sha256 == entry.sha256 else package.Entry(sha256, None)


def _check_size(file: Path, size: int | None) -> None:
    try:
        found = file.stat().st_size
    except OSError as error:
        raise IntegrityError(f"{file}: cannot be read ({error.strerror}), but {package.MANIFEST} names it") from error
    if size is not None and found != size:
        raise IntegrityError(f"{file}: has {found:,} bytes, {package.MANIFEST} says {size:,}; get the file again")


def _json(content: bytes, where: str) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise PackageError(f"{where}: not JSON: {error}") from error


# ------------------------------------------------------------------ far away


class _Far:
    """One address: what is asked of it, and what the cache remembers of it when nothing answers."""

    def __init__(self, address: str, say: Callable[[str], None], *, is_whole: bool, is_checked: bool) -> None:
        self._store: Store = open_store(address)
        self._cache, self._say = Cache(), say
        self._is_whole, self._is_checked = is_whole, is_checked
        self._silence: StoreError | None = None

    def load(self, wanted: str) -> Corpus:
        """The package at the address, or the version of its store."""
        where = self._store.where
        content, refusal = None, None
        try:
            content = self._ask(package.LATEST)
        except MissingError:
            pass
        except StoreError as error:
            refusal = error  # S3 refuses what is not there to those who may not list; the descriptor will tell
        if content is None:
            return self._open_lone(wanted, refusal)
        says = f"{where}/{package.LATEST}"
        try:
            latest = package.parse_latest(content)
        except ValueError as error:
            raise PackageError(f"{says}: names no version ({error})") from error
        revoked = self._revocations()
        if wanted == LATEST:
            below = self._inside(latest.path, says)
            return self._open(below, latest.manifests[latest.version], revoked)
        known = dict(self._known(latest))
        name = exact(wanted)
        if name is None or (name not in known and self._store.is_writable):
            name = choose(wanted, sorted(known, key=package.parse_version), revoked.yanked, where=where)
        try:
            return self._open(f"{package.VERSIONS}/{name}", known.get(name), revoked)
        except MissingError as error:
            there = ", ".join(sorted(known, key=package.parse_version)) or "none"
            raise PackageError(f"{where}: no version {name}; there are {there}") from error

    def _open_lone(self, wanted: str, refusal: StoreError | None) -> Corpus:
        where = self._store.where
        try:
            corpus = self._open("", None, self._revocations_above())
        except MissingError as error:
            if refusal is not None:
                raise refusal from error
            raise PackageError(
                f"{where}: no {package.LATEST} and no {package.FILE_NAME} there; expected a store of releases, "
                "a version or a build"
            ) from error
        _check_version(wanted, corpus.version, where)
        return corpus

    def _open(self, below: str, manifest_sha256: str | None, revoked: Revocations) -> Corpus:
        prefix = f"{below}/" if below else ""
        manifest_bytes = self._manifest(f"{prefix}{package.MANIFEST}", manifest_sha256)
        manifest = None if manifest_bytes is None else _json(manifest_bytes, self._says(f"{prefix}{package.MANIFEST}"))
        descriptor = self._ask(f"{prefix}{package.FILE_NAME}")
        entries: dict[str, package.Entry] = {}
        if manifest is not None:
            says = self._says(f"{prefix}{package.MANIFEST}")
            version = str(manifest.get("version"))
            entries = {name: _now(one, version, revoked) for name, one in package.entries(manifest, says).items()}
            named = entries.get(package.FILE_NAME)
            if named is None:
                raise IntegrityError(f"{says}: does not name {package.FILE_NAME}, so nobody vouches for it")
            sha256 = package.sha256_of(descriptor)
            if self._is_checked and sha256 != named.sha256:
                raise IntegrityError(
                    f"{self._says(prefix + package.FILE_NAME)}: changed: its sha256 is {sha256}, "
                    f"{package.MANIFEST} says {named.sha256}"
                )
        folder = self._cache.package(package.sha256_of(manifest_bytes or descriptor))
        remote = RemotePackage(self._store, below, folder, self._cache, self._say, is_silent=self._silence is not None)
        remote.keep(package.FILE_NAME, descriptor)
        if manifest_bytes is not None:
            remote.keep(package.MANIFEST, manifest_bytes)
        opened = package.read(folder)
        package.check_contract(opened)
        stated = package.stated_hashes(opened) if manifest is None else {}
        tables = dict(self._tables(opened, remote, entries, stated))
        if self._is_whole:
            for files in tables.values():
                for file in files:
                    file.check()
                    file.whole()
        hashes = {name: one.sha256 for name, one in entries.items()} or stated
        return Corpus(
            Opened(
                package=opened,
                tables=tables,
                manifest=manifest,
                hashes={name: sha256 for name, sha256 in hashes.items() if name in _paths(tables)},
                revocations=revoked,
                address=remote.address(),
            )
        )

    def _tables(
        self,
        opened: package.Package,
        remote: RemotePackage,
        entries: Mapping[str, package.Entry],
        stated: Mapping[str, str],
    ) -> Iterator[tuple[str, list[Remote]]]:
        file_name = f"{remote.address()}/{package.FILE_NAME}"
        is_ours = package.edition(opened) != "standoff"
        for name in contract.NAMES if is_ours else ():
            if name not in opened.resources:
                raise PackageError(f"{file_name}: has no resource {name!r} (table-missing; see `corpus validate`)")
        for name, resource in opened.resources.items():
            if name in opened.is_inline or not _says_parquet(resource):
                continue
            files = []
            for path in opened.paths(name):
                key = path.relative_to(opened.folder).as_posix()
                entry = entries.get(key)
                if entries and entry is None:
                    raise IntegrityError(f"{file_name}: {key} is not in {package.MANIFEST}, so nobody vouches for it")
                sha256 = entry.sha256 if entry else stated.get(key)
                size = entry.bytes if entry else None
                if sha256 is None and self._is_checked:
                    raise IntegrityError(f"{file_name}: {key} has no hash of its own; load it with verify=None")
                files.append(Remote(remote, key, sha256, size))
            if not files:
                raise PackageError(f"{file_name}: the resource {name!r} has no path (file-missing)")
            yield name, files

    def _manifest(self, path: str, sha256: str | None) -> bytes | None:
        """The manifest, from the cache where it is known by its hash; None where a package has none."""
        if sha256 is not None:
            kept = self._cache.package(sha256) / package.MANIFEST
            if kept.is_file() and package.sha256_of(content := kept.read_bytes()) == sha256:
                return content
        try:
            content = self._ask(path)
        except MissingError:
            if sha256 is not None or path.startswith(f"{package.VERSIONS}/"):
                raise  # a version without a manifest is one that is being written
            return None
        found = package.sha256_of(content)
        if self._is_checked and sha256 is not None and found != sha256:
            raise IntegrityError(
                f"{self._says(path)}: changed: its sha256 is {found}, expected {sha256}; nothing was opened"
            )
        return content

    def _revocations_above(self) -> Revocations:
        """What the store has taken back in which this version's own folder stands; nothing where it stands alone."""
        home = _store_of(self._store.where)
        if home is None or not home.partition("://")[2].strip("/"):
            return Revocations()
        above = _Far(home, self._say, is_whole=self._is_whole, is_checked=self._is_checked)
        return above._revocations()

    def _revocations(self) -> Revocations:
        try:
            content = self._ask(revocations.FILE_NAME)
        except MissingError:
            return Revocations()
        except StoreError:
            # Where what is not there is refused, as in a bucket that may not be listed, there are most likely none.
            if self._silence is None:
                return Revocations()
            raise
        says = self._says(revocations.FILE_NAME)
        return revocations.read(_json(content, says), says)

    def _known(self, latest: package.Latest) -> Iterator[tuple[str, str | None]]:
        """The versions that there are, with the hash of the manifest where somebody vouches for it.

        An object store lists them. A web server does not: each manifest names the one before.
        """
        if self._store.is_writable and self._silence is None:
            paths = self._store.list(package.VERSIONS)
            names = {path.split("/")[1] for path in paths if path.endswith(f"/{package.MANIFEST}")}
            yield from ((name, None) for name in names if exact(name) is not None)
        yield from latest.manifests.items()
        name, sha256 = latest.version, latest.manifests[latest.version]
        seen: set[str] = set()
        while exact(name) is not None and name not in seen:
            seen.add(name)
            yield name, sha256
            path = f"{package.VERSIONS}/{name}/{package.MANIFEST}"
            try:
                content = self._manifest(path, sha256)
            except MissingError:
                return
            before = _json(content or b"{}", self._says(path)).get("previous")
            if not isinstance(before, dict):
                return
            name, sha256 = str(before.get("version")), str(before.get("manifest_sha256"))

    def _ask(self, path: str) -> bytes:
        """A small file, as it is now; as it was last where nothing answers, with a warning.

        Raises:
            MissingError: it is not there.
            StoreError: nothing answers, and the cache has nothing of it.
        """
        address = self._says(path)
        if self._silence is None:
            try:
                content = self._store.read(path)
            except MissingError:
                raise
            except StoreError as error:
                if self._cache.recall(address) is None:
                    raise
                self._silence = error
                warnings.warn(f"{error}; opened from the cache, as it was last", stacklevel=2)
            else:
                self._cache.remember(address, content)
                return content
        kept = self._cache.recall(address)
        if kept is None:
            raise MissingError(f"{address}: not in the cache, and nothing answers") from self._silence
        return kept

    def _inside(self, path: object, says: str) -> str:
        """A path that stays in the store."""
        package.inside(self._cache.folder / "packages", path, says)
        return str(path).strip("/")

    def _says(self, path: str) -> str:
        return f"{self._store.where}/{path}"


def _paths(tables: Mapping[str, Sequence[Remote]]) -> set[str]:
    return {file.path for files in tables.values() for file in files}


def _says_parquet(resource: Mapping[str, Any]) -> bool:
    paths = resource.get("path")
    first: object = paths[0] if isinstance(paths, list) and paths else paths
    return resource.get("format") == "parquet" or str(first).endswith(".parquet")


def _fetch_archive(address: str, say: Callable[[str], None]) -> Path:
    """The file of the cache that holds an archive; fetched if it was not, or is another now."""
    cache = Cache()
    parent, _, name = address.rpartition("/")
    store = open_store(parent)
    known = cache.recall(address)
    last = _json(known, address) if known is not None else {}
    try:
        tag = f"{store.size(name)} {store.modified(name).isoformat()}"
    except MissingError:
        raise
    except StoreError as error:
        tag = None
        if not last or cache.find(last["sha256"]) is None:
            raise
        warnings.warn(f"{error}; opened from the cache, as it was last", stacklevel=2)
    if last and (tag is None or tag == last["tag"]) and (found := cache.find(last["sha256"])) is not None:
        return found
    say(f"fetching {name}")
    content = store.read(name)
    sha256 = package.sha256_of(content)
    kept = cache.keep([content], sha256, address)
    cache.remember(address, json.dumps({"tag": tag, "sha256": sha256}).encode())
    return kept
