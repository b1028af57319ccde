"""Zenodo: a draft is made, described and filled, its checksums are compared, and only then may it be published.

Each state is a type of its own that the step before gives, so that no step can be left out or come too early. The
deposit API does all but one thing: its `newversion` refuses a record that has files (issue google/langextract#461), so
that a next version is asked of the records API, which gives the draft that is there already or a new one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.errors import PushError
from corpus.release.push.values import Pushed, Request, Say, Upload, Version, Zenodo, sending
from corpus.release.push.web import Server

ADDRESS = "https://zenodo.org"
METADATA = ".zenodo.json"

_DEPOSITS = "/api/deposit/depositions"
# Zenodo, "Help: Quotas": of a record without asking for more.
_MOST_FILES, _MOST_BYTES = 100, 50_000_000_000


@dataclass(frozen=True, slots=True)
class _Draft:
    """A draft that may have files already, of another version or of a push that was cut short."""

    number: int
    bucket: str
    page: str


@dataclass(frozen=True, slots=True)
class _Described:
    draft: _Draft


@dataclass(frozen=True, slots=True)
class _Complete:
    """A draft with the files of the version and no others, each with the MD5 that it has here."""

    draft: _Draft


def plan(where: Zenodo, version: Version, *, is_published: bool) -> tuple[Request, ...]:
    """The requests that a push to a draft without files sends."""
    draft = f"{_DEPOSITS}/{{draft}}"
    first = (
        [Request(method="POST", path=_DEPOSITS)]
        if where.record is None
        else [
            Request(method="GET", path=f"{_DEPOSITS}/{where.record}"),
            Request(method="POST", path=f"/api/records/{where.record}/versions"),
            Request(method="GET", path=draft),
        ]
    )
    last = [Request(method="GET", path=f"{draft}/files")]
    if is_published:
        last.append(Request(method="POST", path=f"{draft}/actions/publish"))
    return (
        *first,
        Request(method="PUT", path=draft),
        Request(method="GET", path=f"{draft}/files"),
        *sending("PUT", "/api/files/{bucket}", version.files, is_in_path=True),
        *last,
    )


def push(where: Zenodo, version: Version, server: Server, *, is_private: bool, is_published: bool, say: Say) -> Pushed:
    """Fill a draft with a version, and publish it where that was asked for.

    Raises:
        PushError: it cannot be; where a draft was left, the line says where it is and how to go on.
    """
    metadata = _metadata(version, is_private=is_private)
    draft = _open(where, version, server)
    try:
        complete = _fill(_describe(draft, metadata, server), version.files, server, say)
    except PushError as error:
        raise PushError(
            f"{error}; nothing was published, and {draft.page} is an unfinished draft: delete it there, or go on with "
            f"--to zenodo:{draft.number}"
        ) from error
    if not is_published:
        return Pushed(version=version.version, files=len(version.files), bytes=version.size, address=draft.page)
    try:
        return _publish(complete, version, server)
    except PushError as error:
        raise PushError(
            f"{error}; the draft {draft.page} is complete: look there whether it was published, or push again with "
            f"--to zenodo:{draft.number}"
        ) from error


def check(version: Version, *, is_private: bool) -> None:
    """Whether Zenodo takes such a version at all; nothing is sent.

    Raises:
        PushError: it does not, or would say of it what nobody said.
    """
    if len(version.files) > _MOST_FILES or version.size > _MOST_BYTES:
        raise PushError(
            f"{version.version}: has {len(version.files)} files and {version.size / 1e9:,.1f} GB; a record of Zenodo "
            f"takes {_MOST_FILES} files and 50 GB; part the articles by year, not by month"
        )
    _metadata(version, is_private=is_private)


def _metadata(version: Version, *, is_private: bool) -> Mapping[str, Any]:
    path = next((one.path for one in version.files if one.name == METADATA), None)
    if path is None:
        raise PushError(f"{version.version}: has no {METADATA}, which says what a deposit says of it")
    try:
        told = dict(json.loads(path.read_bytes()))
    except (ValueError, TypeError, RecursionError) as error:
        raise PushError(f"{METADATA}: is no JSON object: {error}") from error
    if is_private:
        told["access_right"] = "closed"
        told.pop("license", None)
    elif not told.get("license"):
        # Zenodo, "Developers: Representation", license: an open deposit without one gets one by default.
        raise PushError(
            f"{METADATA}: has no license, and Zenodo puts one of its own on an open record; name one for the whole of "
            "it with `corpus convert --license` and publish that, or push with --private"
        )
    return told


def _open(where: Zenodo, version: Version, server: Server) -> _Draft:
    if where.record is None:
        return _draft(server.ask("POST", _DEPOSITS, {}), server)
    record = server.ask("GET", f"{_DEPOSITS}/{where.record}")
    said = _mapping(record, server)
    if not said.get("submitted"):
        return _draft(record, server)
    if _mapping(said.get("metadata", {}), server).get("version") == version.version:
        raise PushError(f"{server.address}/records/{where.record}: is version {version.version} already")
    fresh = _mapping(server.ask("POST", f"/api/records/{where.record}/versions"), server)
    draft = server.ask("GET", f"{_DEPOSITS}/{_number(fresh, server)}")
    if _mapping(draft, server).get("submitted"):
        raise PushError(f"{server.address}/records/{where.record}: gives no draft of a next version, but a record")
    return _draft(draft, server)


def _draft(answer: Any, server: Server) -> _Draft:
    said = _mapping(answer, server)
    number, links = _number(said, server), _mapping(said.get("links"), server)
    if not isinstance(links.get("bucket"), str):
        raise PushError(f"{server.address}: tells of the draft {number} not where its files go; expected links.bucket")
    return _Draft(number, links["bucket"].rstrip("/"), f"{server.address}/uploads/{number}")


def _describe(draft: _Draft, metadata: Mapping[str, Any], server: Server) -> _Described:
    server.ask("PUT", f"{_DEPOSITS}/{draft.number}", {"metadata": dict(metadata)})
    return _Described(draft)


def _fill(described: _Described, files: Sequence[Upload], server: Server, say: Say) -> _Complete:
    """Send what is not there yet, take away what is not of the version, and compare every checksum."""
    draft = described.draft
    folder = f"{_DEPOSITS}/{draft.number}/files"
    wanted = {one.name: one.md5 for one in files}
    there = _held(server.ask("GET", folder), server)
    for name, (key, md5) in there.items():
        if wanted.get(name) != md5:
            server.ask("DELETE", f"{folder}/{key}")
    for one in files:
        if one.name not in there or there[one.name][1] != one.md5:
            say(f"sending {one.name}, {one.bytes / 1e6:,.1f} MB")
            server.ask("PUT", f"{draft.bucket}/{one.name}", one.path)
    found = {name: md5 for name, (_, md5) in _held(server.ask("GET", folder), server).items()}
    for name in sorted(wanted.keys() | found.keys()):
        if name not in found:
            raise PushError(f"{draft.page}: {name} was sent, but is not there")
        if name not in wanted:
            raise PushError(f"{draft.page}: {name} is there, but is no file of the version")
        if wanted[name] != found[name]:
            raise PushError(f"{draft.page}: {name} arrived changed: its md5 is {found[name]}, here {wanted[name]}")
    return _Complete(draft)


def _held(answer: Any, server: Server) -> dict[str, tuple[str, str]]:
    """The id and the MD5 of each file of a draft, by name."""
    try:
        # A checksum has the name of its kind before it in some answers, and not in others.
        return {
            str(one["filename"]): (str(one["id"]), str(one["checksum"]).removeprefix("md5:").lower()) for one in answer
        }
    except (KeyError, TypeError) as error:
        raise PushError(
            f"{server.address}: lists the files of a draft in a form not known here; expected filename, id, checksum"
        ) from error


def _publish(complete: _Complete, version: Version, server: Server) -> Pushed:
    number = complete.draft.number
    said = _mapping(server.ask("POST", f"{_DEPOSITS}/{number}/actions/publish"), server)
    return Pushed(
        version=version.version,
        files=len(version.files),
        bytes=version.size,
        address=f"{server.address}/records/{number}",
        is_published=True,
        doi=str(said["doi"]) if said.get("doi") else None,
    )


def _mapping(answer: Any, server: Server) -> Mapping[str, Any]:
    if not isinstance(answer, dict):
        raise PushError(f"{server.address}: answers in a form not known here; expected an object of the deposit API")
    return answer


def _number(said: Mapping[str, Any], server: Server) -> int:
    # The deposit API gives a number, the records API the same as a string.
    number = str(said.get("id"))
    if not (number.isascii() and number.isdecimal()):
        raise PushError(f"{server.address}: answers without the number of a record; expected id")
    return int(number)
