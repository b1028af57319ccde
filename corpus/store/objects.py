"""A store of objects: S3 and what speaks its protocol, Google Cloud Storage, Azure; a web server to read from.

The only file that knows obstore. Writes are conditional puts (RFC 9110 §13.1.1 and §13.1.2: `If-None-Match: *` for a
file that must not be there, `If-Match` for one that must not have changed): the store itself says who came first.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import (
    AlreadyExistsError,
    BaseError,
    NotFoundError,
    PermissionDeniedError,
    PreconditionError,
    UnauthenticatedError,
)
from obstore.store import from_url

from corpus.errors import ChangedError, CorpusError, ExistsError, MissingError, StoreError
from corpus.store.local import checked

_WRITERS = 8


class ObjectStore:
    """Objects below an address; a path is the part of the name behind it."""

    def __init__(self, where: str) -> None:
        address = urlsplit(where)
        self.where = where.rstrip("/")
        self.is_writable = address.scheme not in ("http", "https")
        if not address.netloc or address.query or address.fragment or address.password:
            raise StoreError(
                f"{where}: no address of a store; expected {address.scheme}://bucket/path, keys in the environment"
            )
        self._prefix = unquote(address.path).strip("/")
        # Without these a server that does not answer holds a command for three minutes.
        options: dict[str, Any] = {
            "client_options": {"connect_timeout": timedelta(seconds=10), "timeout": timedelta(minutes=10)},
            "retry_config": {"max_retries": 3, "retry_timeout": timedelta(seconds=30)},
        }
        endpoint = os.environ.get("AWS_ENDPOINT_URL") or os.environ.get("AWS_ENDPOINT") or ""
        if address.scheme == "http" or (address.scheme in ("s3", "s3a") and endpoint.startswith("http://")):
            options["client_options"]["allow_http"] = True
        try:
            self._store = from_url(f"{address.scheme}://{address.netloc}", **options)
        except (BaseError, ValueError) as error:
            raise StoreError(f"{where}: cannot be opened: {_first_line(error)}") from error

    def read(self, path: str, start: int = 0, end: int | None = None) -> bytes:
        """The bytes `[start, end)` of an object."""
        name = self._name(path)
        if end is not None and end <= start:
            return b""
        with self._told(path):
            if start == 0 and end is None:
                return bytes(obstore.get(self._store, name).bytes())
            span: Any = {"offset": start} if end is None else (start, end)
            return bytes(obstore.get(self._store, name, options={"range": span}).bytes())

    def read_tagged(self, path: str) -> tuple[bytes, str]:
        """An object, and the tag and version that the store gives it."""
        with self._told(path):
            got = obstore.get(self._store, self._name(path))
            tag = {key: value for key in ("e_tag", "version") if (value := got.meta.get(key)) is not None}
            return bytes(got.bytes()), json.dumps(tag)

    def size(self, path: str) -> int:
        """Bytes in an object."""
        with self._told(path):
            return int(obstore.head(self._store, self._name(path))["size"])

    def modified(self, path: str) -> datetime:
        """When an object was written."""
        with self._told(path):
            return obstore.head(self._store, self._name(path))["last_modified"]

    def list(self, prefix: str = "") -> Iterator[str]:
        """Paths of the objects below a folder, sorted."""
        if not self.is_writable:
            raise StoreError(f"{self.where}: a web server does not tell which files it has; name a version")
        top = self._name(prefix) if prefix else self._prefix
        cut = len(self._prefix) + 1 if self._prefix else 0
        with self._told(prefix):
            found = obstore.list(self._store, f"{top}/" if top else None)
            yield from sorted(str(one["path"])[cut:] for batch in found for one in batch)

    def create(self, path: str, content: bytes | Path) -> None:
        """Write an object that is not there."""
        self._check_writable()
        with self._told(path):
            try:
                # Whole, not in parts: only a put of the whole has a condition. Files of a version are far below 5 GB.
                obstore.put(self._store, self._name(path), content, mode="create", use_multipart=False)
            except (AlreadyExistsError, PreconditionError) as error:
                raise ExistsError(f"{self.where}/{path}: exists; it is as it was") from error

    def swap(self, path: str, content: bytes, tag: str | None) -> None:
        """Replace an object that has not changed since it was read."""
        self._check_writable()
        mode: Any = "create" if tag is None else json.loads(tag)
        with self._told(path):
            try:
                obstore.put(self._store, self._name(path), content, mode=mode, use_multipart=False)
            except (AlreadyExistsError, PreconditionError, NotFoundError, FileNotFoundError) as error:
                message = f"{self.where}/{path}: was written by somebody else meanwhile; read it and try again"
                raise ChangedError(message) from error

    def delete(self, path: str) -> None:
        """Remove an object."""
        self._check_writable()
        with self._told(path):
            try:
                obstore.delete(self._store, self._name(path))
            except (NotFoundError, FileNotFoundError):
                return

    def sweep(self) -> None:
        """Objects have no folders."""

    @contextmanager
    def stage(self, path: str) -> Iterator[Path]:
        """A folder among this machine's temporary files."""
        self._check_writable()
        checked(path, self.where)
        try:
            with tempfile.TemporaryDirectory(prefix="newscorpus-") as name:
                yield Path(name)
        except OSError as error:
            raise StoreError(f"{error.filename or tempfile.gettempdir()}: {error.strerror}") from error

    def commit(self, staged: Path, path: str, *, claim: str, last: str, ask: Callable[[], None] | None = None) -> None:
        """Put every file where nothing is: `claim` first, then the others at once, `last` when they are there."""
        files = [p.relative_to(staged).as_posix() for p in sorted(staged.rglob("*")) if p.is_file()]
        others = [name for name in files if name not in (claim, last)]
        if self._is_there(f"{path}/{last}"):
            raise ExistsError(f"{self.where}/{path}: exists; it is as it was")
        is_new = {claim: self._put(staged / claim, f"{path}/{claim}")}
        with ThreadPoolExecutor(_WRITERS) as pool:
            put = pool.map(lambda name: self._put(staged / name, f"{path}/{name}"), others)
            is_new |= dict(zip(others, put, strict=True))
            # A clean-up of unfinished versions may have run meanwhile; what it took must not be promised.
            sizes = list(pool.map(lambda name: self.size(f"{path}/{name}"), [claim, *others]))
        for name, size in zip([claim, *others], sizes, strict=True):
            if size != (staged / name).stat().st_size:
                raise StoreError(f"{self.where}/{path}/{name}: has {size} bytes, not those written; publish it again")
        if ask is not None:
            try:
                ask()
            except CorpusError:
                # The name is free again for who prepares it anew. What another of the same bytes put there is theirs.
                for name in [*others, claim]:
                    if is_new[name] and not self._is_there(f"{path}/{last}"):
                        self.delete(f"{path}/{name}")
                raise
        self.create(f"{path}/{last}", staged / last)

    def _put(self, file: Path, path: str) -> bool:
        """Create an object, or find the same bytes there: left by a publisher of the same that was interrupted.

        False where they were there.
        """
        try:
            self.create(path, file)
        except ExistsError:
            if self.size(path) == file.stat().st_size and self.read(path) == file.read_bytes():
                return False
            raise
        return True

    def _is_there(self, path: str) -> bool:
        try:
            self.size(path)
        except MissingError:
            return False
        return True

    def _name(self, path: str) -> str:
        path = checked(path, self.where)
        return f"{self._prefix}/{path}" if self._prefix else path

    def _check_writable(self) -> None:
        if not self.is_writable:
            raise StoreError(f"{self.where}: a web server is read only; publish to a folder, s3://, gs:// or az://")

    @contextmanager
    def _told(self, path: str) -> Iterator[None]:
        """Errors of obstore as ours, on one line."""
        place = f"{self.where}/{path}" if path else self.where
        try:
            yield
        except (NotFoundError, FileNotFoundError) as error:
            raise MissingError(f"{place}: not there") from error
        except (PermissionDeniedError, PermissionError, UnauthenticatedError) as error:
            hint = "; the keys come from the environment (AWS_ACCESS_KEY_ID, …)" if self.is_writable else ""
            raise StoreError(f"{place}: permission denied{hint}") from error
        except (BaseError, OSError, ValueError) as error:
            raise StoreError(f"{place}: cannot be reached: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    """What happened, without the request that obstore appends."""
    text = str(error).strip()
    return text.splitlines()[0][:300] if text else type(error).__name__
