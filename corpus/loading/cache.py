"""What was fetched, kept on this machine: files by their SHA-256, and what an address said last.

    sha256/<2 hex>/<64 hex>     a file, under the hash of its bytes; two versions that share a file share it here too
    packages/<64 hex>/          a package under the hash of its manifest (else its descriptor): the files fetched so far
    addresses/<64 hex>/         what is small and may change at an address (latest.json, …), for when nothing answers
    archives/<64 hex>/          a zip archive, unpacked, under the hash of its bytes

Every file appears whole, by a rename, so that any number of processes may fetch the same at once.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus import package
from corpus.errors import IntegrityError, PackageError

VARIABLE = "NEWSCORPUS_CACHE"
_SHA256 = re.compile(r"[0-9a-f]{64}")


def default_folder() -> Path:
    """Where the cache is: what `NEWSCORPUS_CACHE` names, else the place that the platform has for caches."""
    if named := os.environ.get(VARIABLE):
        return Path(named).expanduser()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "newscorpus" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "newscorpus"
    # XDG Base Directory 0.8: a relative path there is to be ignored.
    stated = Path(os.environ.get("XDG_CACHE_HOME") or "")
    return (stated if stated.is_absolute() else Path.home() / ".cache") / "newscorpus"


class Cache:
    """The cache in one folder, which is made when something is first kept."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or default_folder()

    def find(self, sha256: str) -> Path | None:
        """The file with these bytes, if it was fetched; not read again."""
        file = self._file(sha256)
        return file if file.is_file() else None

    def keep(self, blocks: Iterable[bytes], sha256: str, says: str) -> Path:
        """Keep a file that comes in blocks.

        Raises:
            IntegrityError: its SHA-256 is another; nothing is kept. `says` names what came and from where.
            PackageError: the cache cannot be written.
        """
        digest = hashlib.sha256()
        target = self._file(sha256)
        with self._beside(target) as beside:
            with beside.open("wb") as out:
                for block in blocks:
                    digest.update(block)
                    out.write(block)
            if digest.hexdigest() != sha256:
                raise IntegrityError(
                    f"{says}: changed: the sha256 of what came is {digest.hexdigest()}, expected {sha256}; "
                    "try again, and tell the publisher if it stays so"
                )
            _move(beside, target)
        return target

    def forget(self, sha256: str) -> None:
        """Remove a file, because its bytes are not those of its name any more."""
        self._file(sha256).unlink(missing_ok=True)

    def package(self, sha256: str) -> Path:
        """The folder of the package whose manifest or descriptor has this hash; made if it is not there."""
        folder = self.folder / "packages" / _checked(sha256)
        with self._written():
            folder.mkdir(parents=True, exist_ok=True)
        return folder

    def place(self, sha256: str, target: Path) -> None:
        """Let a file of the cache stand at `target` too: by a link, or as a copy where there are none."""
        source = self._file(sha256)
        with self._beside(target) as beside:
            beside.unlink()
            try:
                os.link(source, beside)
            except OSError:
                shutil.copyfile(source, beside)
            _move(beside, target)

    def write(self, target: Path, content: bytes) -> None:
        """Write or replace a small file of the cache."""
        with self._beside(target) as beside:
            beside.write_bytes(content)
            _move(beside, target)

    def remember(self, address: str, content: bytes) -> None:
        """Keep what an address said, in place of what it said before."""
        target = self._address(address)
        if self.recall(address) != content:
            self.write(target, content)

    def recall(self, address: str) -> bytes | None:
        """What the address said last, if anything."""
        with contextlib.suppress(OSError):
            return self._address(address).read_bytes()
        return None

    @contextmanager
    def archive(self, sha256: str) -> Iterator[Path | None]:
        """A folder to unpack into, which takes its place in the cache when the block ends; None if one has."""
        target = self.unpacked(sha256)
        if target.is_dir():
            yield None
            return
        with self._written():
            target.parent.mkdir(parents=True, exist_ok=True)
            beside = Path(tempfile.mkdtemp(prefix=".", suffix=".tmp", dir=target.parent))
        try:
            yield beside
            with self._written():
                try:
                    beside.rename(target)
                except OSError:
                    if not target.is_dir():  # else somebody has unpacked the same meanwhile, and theirs is as good
                        raise
        finally:
            shutil.rmtree(beside, ignore_errors=True)

    def unpacked(self, sha256: str) -> Path:
        """Where an archive is unpacked."""
        return self.folder / "archives" / sha256

    def size(self) -> int:
        """Bytes that the cache takes on the disk; a file that stands in several places counts once."""
        sizes = {}
        for path in self.folder.rglob("*"):
            with contextlib.suppress(FileNotFoundError):  # another process may be at work
                if path.is_file():
                    found = path.stat()
                    sizes[found.st_dev, found.st_ino or hash(path)] = found.st_size
        return sum(sizes.values())

    def clear(self) -> int:
        """Remove everything; the bytes that were freed. What is open elsewhere stays open."""
        freed = self.size()
        for name in ("sha256", "packages", "addresses", "archives"):
            with self._written():
                if (self.folder / name).exists():
                    shutil.rmtree(self.folder / name)
        return freed

    def _file(self, sha256: str) -> Path:
        return self.folder / "sha256" / _checked(sha256)[:2] / sha256

    def _address(self, address: str) -> Path:
        return self.folder / "addresses" / hashlib.sha256(address.encode()).hexdigest()

    @contextmanager
    def _beside(self, target: Path) -> Iterator[Path]:
        """An empty file on the same disk, gone when the block ends unless it was moved."""
        with self._written():
            target.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=target.parent)
            os.close(handle)
            try:
                yield Path(name)
            finally:
                Path(name).unlink(missing_ok=True)

    @contextmanager
    def _written(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise PackageError(
                f"{error.filename or self.folder}: the cache cannot be written: {error.strerror}; "
                f"name another folder with {VARIABLE}"
            ) from error


def _checked(sha256: str) -> str:
    # Hashes come from far away and become paths here, where files are also removed.
    if not _SHA256.fullmatch(sha256):
        raise IntegrityError(f"{sha256[:80]!r} is given as a SHA-256 and is none; expected 64 hex digits")
    return sha256


def _move(beside: Path, target: Path) -> None:
    try:
        beside.replace(target)
    except PermissionError:
        # Windows replaces no file that somebody has open; under this name it has the same bytes.
        if not target.exists():
            raise


def is_intact(path: Path, sha256: str) -> bool:
    """Whether a kept file has still the bytes of its hash."""
    try:
        return package.sha256(path) == sha256
    except OSError:
        return False
