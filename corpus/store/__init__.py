"""Where packages and releases are kept: a folder of this machine, or an object store. One door, `open_store`.

A store of releases is read and written through `Store`, which promises the same of both: a file is seen whole or not at
all, `create` never overwrites, and of several writers exactly one wins. `new_folder` is for a folder that is no store.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from corpus.errors import StoreError
from corpus.store.folders import is_free, new_folder, sync, write_file

__all__ = ["Store", "is_free", "is_url", "new_folder", "open_store", "sync", "write_file"]

_REMOTE = ("s3", "s3a", "gs", "az", "abfs", "abfss", "http", "https")


class Store(Protocol):
    """Files by path: relative, with forward slashes, without `.` and `..`. Nothing is cached.

    Every method raises `StoreError`, or one of its kinds, with a line that names the file and what to do.
    """

    @property
    def where(self) -> str:
        """The folder's path or the store's address, without a slash at its end."""

    @property
    def is_writable(self) -> bool:
        """False where the protocol has no writing, as over http."""

    def read(self, path: str, start: int = 0, end: int | None = None) -> bytes:
        """The bytes `[start, end)` of a file; without `end` up to its last.

        Raises:
            MissingError: there is no such file.
        """

    def read_tagged(self, path: str) -> tuple[bytes, str]:
        """A file and the tag of what it holds, for `swap`.

        Raises:
            MissingError: there is no such file.
        """

    def size(self, path: str) -> int:
        """Bytes in a file.

        Raises:
            MissingError: there is no such file.
        """

    def modified(self, path: str) -> datetime:
        """When a file was last written, by the clock of the store; in UTC.

        Raises:
            MissingError: there is no such file.
        """

    def list(self, prefix: str = "") -> Iterator[str]:
        """Paths of the files whose path begins with the folders of `prefix` (`v/2026.11.0`), sorted.

        Raises:
            StoreError: the protocol has no listing, as http.
        """

    def create(self, path: str, content: bytes | Path) -> None:
        """Write a file that is not there: bytes, or what a local file holds.

        Raises:
            ExistsError: it is there, and is as it was.
        """

    def swap(self, path: str, content: bytes, tag: str | None) -> None:
        """Replace a file whose tag is still `tag`; with None, create it.

        Raises:
            ChangedError: somebody else has written or removed it, and it is as they left it.
        """

    def delete(self, path: str) -> None:
        """Remove a file; one that is not there is removed already."""

    def sweep(self) -> None:
        """Remove folders that hold nothing, where the store has folders."""

    def stage(self, path: str) -> AbstractContextManager[Path]:
        """A fresh local folder to prepare the files of the folder `path` in; gone when the block ends.

        Raises:
            StoreError: it cannot be made; a store on this machine makes it on its own disk.
        """

    def commit(self, staged: Path, path: str, *, claim: str, last: str, ask: Callable[[], None] | None = None) -> None:
        """Move every file of a staged folder to the folder `path`, where no reader believes it before it is complete.

        A folder of this machine appears at once. In an object store `claim` is written first, so that of publishers of
        different contents one goes on, and `last` when all the others are there: who sees that file sees all. `ask` is
        called at the last moment, on this machine while nobody else can `swap`: what it raises keeps the folder from
        appearing.

        Raises:
            ExistsError: `path` is complete already, or somebody else is writing it; nothing of theirs is touched.
        """


def is_url(where: str | Path) -> bool:
    """Whether this names an object store or a web server, not a folder."""
    return isinstance(where, str) and where.partition("://")[0].lower() in _REMOTE and "://" in where


def open_store(where: str | Path) -> Store:
    """The store at a path or an address: s3://, gs://, az:// (read and written), http(s):// (read).

    Nothing is asked of it yet: a folder that is not there is made by the first write. Keys of an object store come from
    the environment, as its own tools read them (`AWS_ACCESS_KEY_ID`, `AWS_ENDPOINT_URL`, …).

    Raises:
        StoreError: it is no address of a store.
    """
    if is_url(where):
        from corpus.store.objects import ObjectStore

        return ObjectStore(str(where))
    if isinstance(where, str) and "://" in where:
        raise StoreError(f"{where}: no store that can be opened; expected a folder, s3://, gs://, az:// or http(s)://")
    from corpus.store.local import LocalStore

    return LocalStore(Path(where))
