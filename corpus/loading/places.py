"""The files of a package, here or far away: scanned by polars, opened by pyarrow, or fetched whole and hashed."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol, cast
from urllib.parse import quote

from corpus.errors import MissingError, StoreError
from corpus.loading.cache import Cache, is_intact
from corpus.store import Store

_BLOCK = 8 << 20
_FOOTER = 32 << 10


class File(Protocol):
    """One file of a table."""

    def scannable(self) -> Path | str:
        """A path or an address that polars reads the columns from that it needs."""

    def open(self) -> IO[bytes]:
        """The file, opened to be read from any place."""

    def whole(self) -> Path:
        """The file on this machine: fetched, and its hash compared, if it was not here."""


@dataclass(frozen=True, slots=True)
class Local:
    """A file of this machine."""

    path: Path

    def scannable(self) -> Path | str:
        """Its path."""
        return self.path

    def open(self) -> IO[bytes]:
        """The file."""
        return self.path.open("rb")

    def whole(self) -> Path:
        """Its path."""
        return self.path


@dataclass(frozen=True, slots=True)
class Remote:
    """A file of a remote package; `sha256` and `size` (in bytes) are those that manifest or descriptor say, if any."""

    package: RemotePackage
    path: str
    sha256: str | None
    size: int | None

    def scannable(self) -> Path | str:
        """Its address; the path of its copy where it was fetched, or where the server gives no parts of files."""
        if (here := self._here()) is not None:
            return here
        return self.package.address(self.path) if self.package.gives_ranges(self) else self.whole()

    def open(self) -> IO[bytes]:
        """The file, of which only what is read is fetched."""
        if (here := self._here()) is None and not self.package.gives_ranges(self):
            here = self.whole()
        if here is not None:
            return here.open("rb")
        return ranged(self.package.store, self.package.below(self.path), self.length())

    def whole(self) -> Path:
        """The copy in the cache.

        Raises:
            IntegrityError: what came is not what the manifest names.
            StoreError: it cannot be fetched.
        """
        if (here := self._here()) is not None:
            return here
        package, cache, sha256 = self.package, self.package.cache, self.sha256
        package.must_answer(self.path)
        target = package.folder / self.path
        if sha256 is None:  # nobody says what its bytes are, so it belongs to this package alone
            content = package.store.read(package.below(self.path))
            package.keep(self.path, content)
            return target
        if cache.find(sha256) is None:
            says = package.address(self.path)
            package.say(f"fetching {self.path}")
            cache.keep(self._blocks(), sha256, says)
        cache.place(sha256, target)
        return target

    def check(self) -> None:
        """Compare the copy in the cache with its hash; one that has changed is removed, so that it is fetched again."""
        here = self._here()
        if here is not None and self.sha256 is not None and not is_intact(here, self.sha256):
            here.unlink(missing_ok=True)
            self.package.cache.forget(self.sha256)

    def length(self) -> int:
        """How long it is."""
        return self.size if self.size is not None else self.package.store.size(self.package.below(self.path))

    def _here(self) -> Path | None:
        target = self.package.folder / self.path
        if target.is_file():
            return target
        if self.sha256 is not None and self.package.cache.find(self.sha256) is not None:
            self.package.cache.place(self.sha256, target)
            return target
        return None

    def _blocks(self) -> Iterator[bytes]:
        package, path, size = self.package, self.package.below(self.path), self.length()
        if size <= _BLOCK or not package.gives_ranges(self):
            yield package.store.read(path)
            return
        for start in range(0, size, _BLOCK):
            yield package.store.read(path, start, min(start + _BLOCK, size))


class RemotePackage:
    """Where the files of one remote package are, and the folder of the cache for those that are fetched whole."""

    def __init__(
        self,
        store: Store,
        below: str,
        folder: Path,
        cache: Cache,
        say: Callable[[str], None] = lambda _: None,
        *,
        is_silent: bool = False,
    ) -> None:
        self.store, self.folder, self.cache, self.say = store, folder, cache, say
        self._below, self._is_silent = below, is_silent
        self._gives_ranges: bool | None = None

    def below(self, path: str) -> str:
        """The path of one of its files in the store."""
        return f"{self._below}/{path}" if self._below else path

    def address(self, path: str = "") -> str:
        """The address of one of its files, or of the package."""
        name = self.below(path) if path else self._below
        is_web = self.store.where.partition("://")[0] in ("http", "https")
        return f"{self.store.where}/{quote(name) if is_web else name}".rstrip("/")

    def keep(self, path: str, content: bytes) -> None:
        """Keep a small file in the folder of the cache."""
        target = self.folder / path
        if not target.is_file() or target.read_bytes() != content:
            self.cache.write(target, content)

    def must_answer(self, path: str) -> None:
        """Refuse to fetch where nothing answers.

        Raises:
            StoreError: the store did not answer when the package was opened.
        """
        if self._is_silent:
            raise StoreError(
                f"{self.address(path)}: not in the cache, and nothing answers; load the package once with verify='all' "
                "while something does, and all of it is there"
            )

    def gives_ranges(self, file: Remote) -> bool:
        """Whether the server gives parts of a file (RFC 9110 §14); many a small web server gives the whole only."""
        self.must_answer(file.path)
        if self._gives_ranges is None:
            path, size = self.below(file.path), file.length()
            try:
                tail = self.store.read(path, max(0, size - 4), size)
            except MissingError:
                raise
            except StoreError:
                # Nothing else tells this from a server that has stopped to answer; then the whole will not come either.
                self._gives_ranges = False
            else:
                self._gives_ranges = tail == b"PAR1"
        return self._gives_ranges


def ranged(store: Store, path: str, size: int) -> IO[bytes]:
    """A file of a store, of `size` bytes, of which only what is read is fetched."""
    return cast("IO[bytes]", _Ranged(store, path, size))


class _Ranged(io.RawIOBase):
    """A file that is read by ranges; nothing is kept."""

    def __init__(self, store: Store, path: str, size: int) -> None:
        self._store, self._path, self._size, self._at = store, path, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: Any) -> int:
        end = min(self._at + len(buffer), self._size)
        if end <= self._at:
            return 0
        content = self._store.read(self._path, self._at, end)
        buffer[: len(content)] = content
        self._at += len(content)
        return len(content)


def storage_options(address: str) -> dict[str, str] | None:
    """What polars must be told beyond the environment: that a store without TLS may be spoken to where one is named."""
    # Else it asks for the last 256 KiB of each file for its footer (2.1), which of a table in a dozen files is more
    # than the columns that are asked for. It cannot be told otherwise; a larger footer costs one request more.
    os.environ.setdefault("POLARS_CLOUD_FOOTER_READ_SIZE", str(_FOOTER))
    endpoint = os.environ.get("AWS_ENDPOINT_URL") or os.environ.get("AWS_ENDPOINT") or ""
    if address.startswith(("s3://", "s3a://")) and endpoint.startswith("http://"):
        return {"aws_endpoint_url": endpoint, "aws_allow_http": "true"}
    return None
