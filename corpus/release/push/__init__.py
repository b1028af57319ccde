"""Push a version to where others look for data: a dataset of the Hugging Face Hub, or a record of Zenodo."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from corpus import package
from corpus.errors import MissingError, PushError
from corpus.release import amending, holdings, manifest, notices, verification
from corpus.release.push import huggingface, zenodo
from corpus.release.push.values import (
    HuggingFace,
    Pushed,
    Request,
    Say,
    Target,
    Version,
    Zenodo,
    endpoint,
    target,
    upload,
)
from corpus.release.push.web import Server
from corpus.store import Store

__all__ = ["HuggingFace", "Pushed", "Request", "Target", "Zenodo", "plan", "push", "target"]


def push(
    where: str | Path,
    to: str | Target,
    version: str | None = None,
    *,
    token: str,
    address: str | None = None,
    is_private: bool = False,
    is_published: bool = False,
    progress: Say | None = None,
) -> Pushed:
    """Verify a version of a store, the newest by default, and send all of its files.

    To the Hub it is one commit and a tag, once what arrived was compared with what was sent. To Zenodo it is a draft,
    compared likewise, which `is_published` publishes; that cannot be undone. `is_private` says that what may not be
    given on stays unseen: the repository must be private, the files of the record are closed. `address` is another
    server that speaks the protocol, such as Zenodo's sandbox.

    Raises:
        PushError: the target is none, has the version already or refuses; or the version was yanked, redacted, has
            articles that were withdrawn since, or texts that may not be given on and no `is_private`.
        PackageError: there is no such version, or it is not as it was published.
    """
    to = target(to) if isinstance(to, str) else to
    server = endpoint(address or _default(to))
    if not token or not token.isascii() or not token.isprintable():
        raise PushError("the token is empty, or has characters that no token has")
    say = progress or (lambda _: None)
    with _opened(where, version, say) as one:
        _check(one, to, is_private=is_private)
        if isinstance(to, HuggingFace):
            return huggingface.push(to, one, server, token, is_private=is_private, say=say)
        return zenodo.push(to, one, Server(server, token), is_private=is_private, is_published=is_published, say=say)


def plan(
    where: str | Path,
    to: str | Target,
    version: str | None = None,
    *,
    address: str | None = None,
    is_private: bool = False,
    is_published: bool = False,
    progress: Say | None = None,
) -> Pushed:
    """The requests that `push` would send to a target without files; none is sent. It raises what needs no asking."""
    to = target(to) if isinstance(to, str) else to
    endpoint(address or _default(to))
    with _opened(where, version, progress or (lambda _: None)) as one:
        _check(one, to, is_private=is_private)
        requests = (
            huggingface.plan(to, one)
            if isinstance(to, HuggingFace)
            else zenodo.plan(to, one, is_published=is_published)
        )
        return Pushed(version=one.version, files=len(one.files), bytes=one.size, requests=requests)


def _default(to: Target) -> str:
    return huggingface.ADDRESS if isinstance(to, HuggingFace) else zenodo.ADDRESS


def _check(version: Version, to: Target, *, is_private: bool) -> None:
    if version.is_restricted and not is_private:
        raise PushError(
            f"{version.version}: has texts that may not be given on (redistribution is restricted); publish an edition "
            "without them (--drop-restricted, --edition standoff), or push with --private"
        )
    if isinstance(to, Zenodo):
        zenodo.check(version, is_private=is_private)


@contextmanager
def _opened(where: str | Path, version: str | None, say: Say) -> Iterator[Version]:
    """A version of a store, verified, in a local folder, every file read."""
    store, name = verification.place(where, version)
    if name is None:
        hidden = holdings.yanked(store)
        name = next((one for one in reversed(holdings.published(store)) if one not in hidden), None)
        if name is None:
            raise PushError(f"{store.where}: has no version to push")
    elif name in holdings.yanked(store):
        raise PushError(f"{store.where}: {name} was yanked; push a later version")
    say(f"verifying {name}")
    found = verification.verify(store.where, name)
    if not found.is_ok:
        first = found.faults[0]
        raise PushError(f"{first.path}: {first.message}; nothing was pushed, see `corpus verify`")
    with holdings.opened(store, name) as (folder, told):
        if folder is None or told is None:
            raise PushError(f"{store.where}: has no version {name}")
        files = [upload(str(one["path"]), folder / one["path"]) for one in told["files"]]
        for file, said in zip(files, told["files"], strict=True):
            if file.sha256 != said["sha256"]:
                raise PushError(f"{store.where}: {name} was redacted by a takedown; push the version after it")
        files.append(upload(package.MANIFEST, folder / package.MANIFEST))
        if (signature := _signature(store, name, folder)) is not None:
            files.append(upload(manifest.SIGNATURE, signature))
        opened = package.read(folder)
        articles = amending.scan(opened.paths("articles"))
        here = amending.identities(opened)
        if any(notices.kept_out(store, ()).find(here, here["article_id"]).values()):
            raise PushError(f"{store.where}: {name} has articles that were withdrawn since; push a later version")
        yield Version(
            version=name,
            title=_title(opened.descriptor),
            files=tuple(files),
            is_restricted=told.get("edition") != "standoff" and _has_restricted(articles),
        )


def _signature(store: Store, name: str, folder: Path) -> Path | None:
    """The manifest's signature, beside the files of the version; None where it is not signed."""
    file = folder / manifest.SIGNATURE
    if not file.exists():  # of a store on this machine it is there; what was fetched has no file that is not listed
        try:
            content = store.read(f"{package.VERSIONS}/{name}/{manifest.SIGNATURE}")
        except MissingError:
            return None
        file.write_bytes(content)
    return file


def _has_restricted(articles: pl.LazyFrame) -> bool:
    """Whether a text that may not be given on is in it; as `corpus publish --edition` asks."""
    return not articles.filter(pl.col("redistribution") == "restricted").head(1).collect().is_empty()


def _title(descriptor: Mapping[str, Any]) -> str:
    return " ".join(str(descriptor.get("title") or descriptor["name"]).split())[:200]
