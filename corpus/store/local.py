"""A store that is a folder of this machine."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from corpus.errors import ChangedError, ExistsError, MissingError, StoreError
from corpus.store.folders import sync, sync_all, write_file

_LOCK = ".lock"
_LOCK_SECONDS = 30.0


class LocalStore:
    """A folder: files appear by rename or link, and a lock that dies with its holder keeps swaps apart."""

    is_writable = True

    def __init__(self, root: Path) -> None:
        self.root = root

    @property
    def where(self) -> str:
        """The folder's path."""
        return str(self.root)

    def read(self, path: str, start: int = 0, end: int | None = None) -> bytes:
        """The bytes `[start, end)` of a file."""
        file = self.file(path)
        with self._told(file), file.open("rb") as stream:
            stream.seek(start)
            return stream.read() if end is None else stream.read(max(0, end - start))

    def read_tagged(self, path: str) -> tuple[bytes, str]:
        """A file and the SHA-256 of what it holds."""
        content = self.read(path)
        return content, hashlib.sha256(content).hexdigest()

    def size(self, path: str) -> int:
        """Bytes in a file."""
        file = self.file(path)
        with self._told(file):
            return file.stat().st_size

    def modified(self, path: str) -> datetime:
        """When a file was last written."""
        file = self.file(path)
        with self._told(file):
            return datetime.fromtimestamp(file.stat().st_mtime, UTC)

    def list(self, prefix: str = "") -> Iterator[str]:
        """Paths of the files below a folder, sorted."""
        top = self.file(prefix) if prefix else self.root
        names = (Path(folder) / name for folder, _, files in os.walk(top) for name in files)
        yield from sorted(path for name in names if (path := name.relative_to(self.root).as_posix()) != _LOCK)

    def create(self, path: str, content: bytes | Path) -> None:
        """Write a file that is not there."""
        file = self.file(path)
        with self._told(file):
            file.parent.mkdir(parents=True, exist_ok=True)
            beside = file.with_name(f".{file.name}.{os.getpid()}.{time.monotonic_ns()}.tmp")
            try:
                if isinstance(content, Path):
                    shutil.copyfile(content, beside)
                else:
                    beside.write_bytes(content)
                sync(beside)
                _link(beside, file)
                sync(file.parent)
            finally:
                beside.unlink(missing_ok=True)

    def swap(self, path: str, content: bytes, tag: str | None) -> None:
        """Replace a file that has not changed since it was read."""
        file = self.file(path)
        with self._told(file), self._locked():
            found = hashlib.sha256(file.read_bytes()).hexdigest() if file.exists() else None
            if found != tag:
                raise ChangedError(f"{file}: was written by somebody else meanwhile; read it and try again")
            file.parent.mkdir(parents=True, exist_ok=True)
            write_file(file, content)

    def delete(self, path: str) -> None:
        """Remove a file, and the folders that held nothing else."""
        file = self.file(path)
        with self._told(file):
            file.unlink(missing_ok=True)
            for folder in list(file.parents):
                if folder == self.root or not folder.is_relative_to(self.root):
                    break
                try:
                    folder.rmdir()
                except OSError:  # it holds more
                    break

    def sweep(self) -> None:
        """Remove empty folders."""
        with self._told(self.root):
            for folder, _, _ in os.walk(self.root, topdown=False):
                if Path(folder) != self.root and not any(Path(folder).iterdir()):
                    Path(folder).rmdir()

    @contextmanager
    def stage(self, path: str) -> Iterator[Path]:
        """A hidden folder beside `path`, so that a rename is enough."""
        target = self.file(path)
        with self._told(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            beside = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent))
            beside.chmod(0o777 & ~_umask())
        try:
            yield beside
        finally:
            shutil.rmtree(beside, ignore_errors=True)

    def commit(
        self,
        staged: Path,
        path: str,
        *,
        claim: str,  # noqa: ARG002  # a rename needs neither this
        last: str,  # noqa: ARG002  # nor this
        ask: Callable[[], None] | None = None,
    ) -> None:
        """Rename the staged folder."""
        target = self.file(path)
        with self._told(target):
            sync_all(staged)
            with self._locked():
                if ask is not None:
                    ask()
                try:
                    # A rename onto a folder that holds something fails, so that of several writers exactly one wins.
                    # Onto an empty one it succeeds, which loses nothing: a folder without a manifest is no version.
                    if (
                        os.name == "nt" and target.is_dir()
                    ):  # there a rename never replaces a folder, not even an empty one
                        target.rmdir()
                    staged.rename(target)
                except OSError as error:
                    if error.errno in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR):
                        raise ExistsError(f"{target}: exists; it is as it was") from error
                    raise
            sync(target.parent)

    def file(self, path: str) -> Path:
        """Where the file of a path is.

        Raises:
            StoreError: the path is absolute, leads out of the folder, or is none.
        """
        return self.root / checked(path, self.where)

    @contextmanager
    def _told(self, file: Path) -> Iterator[None]:
        """Errors of the system as ours, with the file and what is wrong with it."""
        try:
            yield
        except FileNotFoundError as error:
            raise MissingError(f"{file}: not there") from error
        except OSError as error:
            raise StoreError(f"{error.filename or file}: {_WORDS.get(error.errno or 0, error.strerror)}") from error

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.root.mkdir(parents=True, exist_ok=True)
        lock = self.root / _LOCK
        with lock.open("ab") as stream:
            _lock(stream.fileno(), lock)
            yield


_WORDS = {
    errno.EACCES: "permission denied; the store must be writable by who publishes",
    errno.EPERM: "permission denied; the store must be writable by who publishes",
    errno.EROFS: "the disk is read-only",
    errno.ENOSPC: "no space left on the disk; nothing was published",
    errno.EDQUOT: "the quota of the disk is used up; nothing was published",
    errno.EFBIG: "too large a file for the disk or the limit of the process; nothing was published",
}


def checked(path: str, where: str) -> str:
    """A path that stays in its store.

    Raises:
        StoreError: it is absolute, has an empty part, `.` or `..`, or a character that no file has.
    """
    parts = path.split("/")
    if any(part in ("", ".", "..") or "\\" in part or not part.isprintable() for part in parts):
        raise StoreError(f"{where}: {path!r} is no path in a store")
    return str(PurePosixPath(*parts))


def _link(beside: Path, file: Path) -> None:
    """Give a complete file its name, which nobody else has."""
    try:
        os.link(beside, file)
    except FileExistsError as error:
        raise ExistsError(f"{file}: exists; it is as it was") from error
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.EMLINK):
            raise
        # A disk without hard links: the name is taken first, then the file is moved onto it.
        try:
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        except FileExistsError as taken:
            raise ExistsError(f"{file}: exists; it is as it was") from taken
        beside.replace(file)


def _lock(handle: int, file: Path) -> None:
    """Wait for the lock of an open file; the system lets go of it when its holder ends, however it ends."""
    until = time.monotonic() + _LOCK_SECONDS
    while True:
        try:
            if os.name == "nt":
                import msvcrt

                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]  # of Windows only
            else:
                import fcntl

                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if time.monotonic() > until:
                raise StoreError(f"{file}: held by another for {_LOCK_SECONDS:.0f} s; try again later") from error
            time.sleep(0.01)
        else:
            return


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
