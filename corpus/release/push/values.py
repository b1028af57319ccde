"""What is pushed, and to whom: targets, files with their hashes, the requests of a plan, and what came of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from corpus.errors import PushError

Say = Callable[[str], None]

_BLOCK = 1 << 20
_REPO = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}/[A-Za-z0-9][A-Za-z0-9._-]{0,95}", re.ASCII)
_FILE = re.compile(r"[A-Za-z0-9.][A-Za-z0-9._-]*", re.ASCII)
_EXPECTED = "expected hf:org/name, zenodo: for a new record, or zenodo:RECORD for its next version"


@dataclass(frozen=True, slots=True)
class HuggingFace:
    """A dataset repository on the Hugging Face Hub: `org/name`."""

    repo: str


@dataclass(frozen=True, slots=True)
class Zenodo:
    """A record of Zenodo: the number of one that gets a next version, or of a draft to go on with; None: a new one."""

    record: int | None


Target = HuggingFace | Zenodo


def target(text: str) -> Target:
    """Read where to push to.

    >>> target("hf:lantern/courier"), target("zenodo:"), target("zenodo:417")
    (HuggingFace(repo='lantern/courier'), Zenodo(record=None), Zenodo(record=417))

    Raises:
        PushError: it names neither.
    """
    scheme, colon, rest = text.partition(":")
    if scheme == "hf" and colon:
        # The Hub's own rule for names: no two of these in a row, none at the end, nothing that git takes for itself.
        if _REPO.fullmatch(rest) and not re.search(r"--|\.\.|[.-](/|$)|\.git(/|$)", rest):
            return HuggingFace(rest)
        raise PushError(f"{text!r}: is no repository of the Hub; expected hf:org/name")
    if scheme == "zenodo" and colon and re.fullmatch(r"(?:[1-9][0-9]{0,15})?", rest, re.ASCII):
        return Zenodo(int(rest) if rest else None)
    raise PushError(f"{text!r}: is no place to push to; {_EXPECTED}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file of the version, with the hashes by which the two services name its bytes; `git` is that of a git blob."""

    name: str
    path: Path
    bytes: int
    sha256: str
    md5: str
    git: str


def upload(name: str, path: Path) -> Upload:
    """Read a file once, for all of its hashes.

    Raises:
        PushError: its name is none that both services take as it is.
    """
    # Both services have flat names in addresses; what would have to be escaped there is refused.
    if not _FILE.fullmatch(name) or name.startswith((".git", "..")) or name == ".":
        raise PushError(f"{name!r}: is no name for a file of a release; expected letters, digits, dots, - and _")
    size = path.stat().st_size
    sha256, md5, git = hashlib.sha256(), hashlib.md5(usedforsecurity=False), hashlib.sha1(usedforsecurity=False)
    git.update(f"blob {size}\0".encode())
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            for one in (sha256, md5, git):
                one.update(block)
    return Upload(name=name, path=path, bytes=size, sha256=sha256.hexdigest(), md5=md5.hexdigest(), git=git.hexdigest())


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version that is as it was published, ready to be sent. `is_restricted`: it has texts not to be given on."""

    version: str
    title: str
    files: tuple[Upload, ...]
    is_restricted: bool

    @property
    def size(self) -> int:
        """Bytes in all of its files."""
        return sum(one.bytes for one in self.files)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request that a push sends: its method and path, and, for a file, its name, bytes and SHA-256."""

    method: str
    path: str
    file: str | None = None
    bytes: int = 0
    sha256: str | None = None


def sending(method: str, path: str, files: Iterable[Upload], *, is_in_path: bool) -> list[Request]:
    """A request for each file, named in the path or beside it."""
    return [
        Request(
            method=method,
            path=f"{path}/{one.name}" if is_in_path else path,
            file=one.name,
            bytes=one.bytes,
            sha256=one.sha256,
        )
        for one in files
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """What came of a push, or would: `requests` is the plan, and all that there is after a dry run.

    `address` is where people see it; `is_public` whether everybody can reach it from now on by its version.
    """

    version: str
    files: int
    bytes: int
    address: str | None = None
    is_published: bool = False
    commit: str | None = None
    doi: str | None = None
    requests: tuple[Request, ...] = field(default=())


def endpoint(address: str) -> str:
    """The address of a service, without a slash at its end.

    Raises:
        PushError: a token would be sent to it in clear, or it is none.
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    is_here = host in ("localhost", "127.0.0.1", "::1")
    if not host or parts.username or not (parts.scheme == "https" or (parts.scheme == "http" and is_here)):
        raise PushError(f"{address}: no address that a token is sent to; expected https://")
    return address.rstrip("/")
