"""A folder, written so that nobody ever sees half of it: everything beside, then one rename."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus.errors import PackageError


@contextmanager
def new_folder(target: Path, *, replace: bool = False) -> Iterator[Path]:
    """A fresh folder beside `target` that becomes `target` when the block ends, all at once, with every file synced.

    When the block raises, nothing is left and `target` is as it was.

    Raises:
        PackageError: `target` exists, is no empty folder and `replace` is false, or its parent cannot be written.
    """
    if not replace and not is_free(target):
        raise _exists(target)
    target = target.resolve() if target.is_symlink() else target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent))
    except OSError as error:
        raise PackageError(f"{target}: cannot be written: {error.strerror}") from error
    try:
        beside.chmod(0o777 & ~_umask())
        yield beside
        sync_all(beside)
        _move(beside, target, replace=replace)
        sync(target.parent)
    except OSError as error:
        raise PackageError(f"{error.filename or target}: cannot be written: {error.strerror}") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def is_free(target: Path) -> bool:
    """Whether nothing would be lost by writing to `target`: it is not there, or is an empty folder."""
    return not target.exists() or (target.is_dir() and next(target.iterdir(), None) is None)


def write_file(path: Path, content: bytes) -> None:
    """Write or replace one file, so that a reader sees the old or the new one, whole."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        beside.write_bytes(content)
        sync(beside)
        beside.replace(path)
        sync(path.parent)
    finally:
        beside.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Ask the disk to keep what was written to a file or a folder."""
    if path.is_dir() and os.name == "nt":  # Windows has no handle of a folder to sync
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_all(folder: Path) -> None:
    """Ask the disk to keep a folder and everything in it."""
    for path in sorted(folder.rglob("*")):
        sync(path)
    sync(folder)


def _exists(target: Path) -> PackageError:
    return PackageError(f"{target}: exists; choose another name, or remove it first")


def _move(beside: Path, target: Path, *, replace: bool) -> None:
    if not replace or is_free(target):
        # A rename onto a folder that holds something fails, so that of several writers exactly one wins.
        try:
            if os.name == "nt" and target.exists():  # there a rename never replaces a folder, not even an empty one
                target.rmdir()
            beside.rename(target)
        except OSError as error:
            if error.errno in (errno.ENOTEMPTY, errno.EEXIST):
                raise _exists(target) from error
            raise PackageError(f"{target}: cannot be written: {error.strerror}") from error
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".old", dir=target.parent))
    try:
        target.rename(old / target.name)
        try:
            beside.rename(target)
        except OSError:
            (old / target.name).rename(target)
            raise
    finally:
        # Gone also when the old one could not be moved, as where it is somebody's current folder.
        if target.exists():
            shutil.rmtree(old, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
