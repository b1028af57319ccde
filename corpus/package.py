"""The descriptor: `datapackage.json` (Data Package v2) of a folder of tables, with the hash of every file."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corpus import contract, store
from corpus.errors import IntegrityError, PackageError, ReleaseError

FILE_NAME = "datapackage.json"
# A store of releases: `latest.json` beside `v/<version>/`, each with a manifest, which is written last.
MANIFEST = "manifest.json"
LATEST = "latest.json"
REVOCATIONS = "revocations.json"
VERSIONS = "v"
YAML = (".yaml", ".yml")
# A table in several files is as many resources; see `joined`.
PART_OF = "x-part-of"
FAR_KEYS = "x-foreignKeys"
# SPDX 2.3, annex D: ids, joined by AND, OR and WITH; else an address.
_SPDX_ID = r"\(*[A-Za-z0-9][A-Za-z0-9.:+-]{0,80}\)*"
_LICENCE = re.compile(rf"https?://\S{{3,500}}|{_SPDX_ID}(?: (?:AND|OR|WITH) {_SPDX_ID}){{0,9}}")
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?")
# More digits than these are a slip of the hand, and digits of other scripts would be other names for one version.
_VERSION = re.compile(r"(19\d\d|[2-9]\d{3})\.([1-9]|1[0-2])\.(0|[1-9]\d{0,5})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a descriptor says of a package as a whole. `created` is an RFC 3339 instant; None leaves it out.

    A build without a clock has no `created`: the same input gives the same bytes. A release has one.
    """

    name: str = "news-corpus"
    title: str | None = None
    version: str = "0.0.0"
    created: str | None = None
    licenses: tuple[str, ...] = ()
    contributors: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Package:
    """A descriptor and the folder that its paths are relative to."""

    folder: Path
    descriptor: Mapping[str, Any]

    @property
    def resources(self) -> dict[str, Mapping[str, Any]]:
        """The resources by name, in the order of the descriptor."""
        return {str(resource.get("name")): resource for resource in self.descriptor["resources"]}

    @property
    def is_inline(self) -> frozenset[str]:
        """Names of the resources whose data stand in the descriptor: no file, so nothing to check, list or copy."""
        return frozenset(name for name, one in self.resources.items() if "data" in one and "path" not in one)

    def paths(self, name: str) -> list[Path]:
        """The files of a resource, in order; none where it has no path.

        Raises:
            PackageError: a path is no name of a file, absolute, remote, leads out of the folder, or is kept for the
                descriptor or the manifest.
        """
        path = self.resources[name].get("path", [])
        says = f"{self.folder / FILE_NAME}: resource {name!r}"
        paths = [inside(self.folder, one, says) for one in (path if isinstance(path, list) else [path])]
        for one in paths:
            if one in (self.folder / FILE_NAME, self.folder / MANIFEST):
                raise PackageError(
                    f"{says}: path {one.name!r} is the name of a file about the package, not of one in it"
                )
        return paths


def inside(folder: Path, path: object, says: str) -> Path:
    """The file at `path`, as a descriptor, a manifest or `latest.json` names it; nothing is opened.

    Raises:
        PackageError: it is no name of a file, absolute, remote or leads out of `folder`; `says` names who gives it.
    """
    # Data Package v2, "Resource", `path`: relative, without parent segments. Links are resolved: none leads out.
    if not isinstance(path, str) or not path:
        raise PackageError(f"{says}: path {path!r} is none; expected a name below {folder}")
    bare = Path(path)
    is_safe = "://" not in path and not bare.is_absolute() and ".." not in bare.parts
    if is_safe and _is_without_links(folder, bare):
        return folder / bare
    try:
        whole = (folder / path).resolve()
        home = folder.resolve()
    except (OSError, RuntimeError, ValueError) as error:  # a NUL, half a character, a ring of links
        raise PackageError(f"{says}: path {path!r} is none that a file can have: {error}") from error
    if not is_safe or not whole.is_relative_to(home):
        raise PackageError(f"{says}: path {path!r} leads out of {folder}")
    return folder / path


def _is_without_links(folder: Path, path: Path) -> bool:
    """Whether no part of a path below a folder is a link: to resolve hundreds takes half as long as to open them."""
    place = os.fspath(folder)
    try:
        for part in path.parts:
            place = os.path.join(place, part)  # noqa: PTH118  a Path for each costs as much as what is saved
            if stat.S_ISLNK(os.lstat(place).st_mode):
                return False
    except FileNotFoundError:
        return True
    except (OSError, ValueError):
        return False
    return True


def source_date() -> datetime | None:
    """The instant in the environment's `SOURCE_DATE_EPOCH` (reproducible-builds.org), for a descriptor's `created`.

    Raises:
        PackageError: it is set and is no number of seconds since 1970.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return None
    try:
        return datetime.fromtimestamp(int(epoch), UTC)
    except (ValueError, OverflowError, OSError) as error:
        message = f"SOURCE_DATE_EPOCH is {epoch!r}; expected a number of seconds since 1970"
        raise PackageError(message) from error


def rfc3339(moment: datetime) -> str:
    """An instant as descriptors and manifests write it: UTC, seconds."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def describe(folder: Path, about: About, *, data: str = "") -> dict[str, Any]:
    """The descriptor of the contract's tables in `folder`, their files being at `folder / data / <table>.parquet`.

    Raises:
        PackageError: the package's name is none, or a word of `about` is no text.
    """
    check_about(about)
    descriptor: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": about.name,
        "title": about.title,
        "version": about.version,
        "created": about.created,
        "licenses": [_license(name) for name in about.licenses],
        "contributors": [{"title": name} for name in about.contributors],
        "sources": [{"title": name} for name in about.sources],
        "x-contract": contract.CONTRACT_VERSION,
        "resources": [_resource(table, folder, data) for table in contract.tables().values()],
    }
    return {key: value for key, value in descriptor.items() if value}


def check_about(about: About) -> None:
    """Refuse what a descriptor cannot hold.

    Raises:
        PackageError: the name is not of the form of Data Package v2, a licence is neither of the form of an SPDX id or
            expression nor an address, or a word is no text that can be written as UTF-8.
    """
    if not _NAME.fullmatch(about.name):
        raise PackageError(
            f"{about.name!r} is no name of a package; expected lower-case letters, digits, and . _ - between"
        )
    for licence in about.licenses:
        if not _LICENCE.fullmatch(licence):
            raise PackageError(f"{licence!r} is no licence; expected an SPDX id such as CC-BY-4.0, or an address")
    words = [about.title or "", *about.licenses, *about.contributors, *about.sources]
    for word in words:
        try:
            word.encode()
        except UnicodeEncodeError as error:
            raise PackageError(f"{word!r} is no text in Unicode; give it in UTF-8") from error


def dump(descriptor: Mapping[str, Any], *, is_for_people: bool = True) -> bytes:
    """A descriptor, or any other JSON of a package, as bytes: UTF-8, keys in the order given; indented, or one line."""
    layout: dict[str, Any] = {"indent": 2} if is_for_people else {"separators": (",", ":")}
    return (json.dumps(descriptor, ensure_ascii=False, **layout) + "\n").encode()


def read(path: Path) -> Package:
    """The package whose folder or descriptor is at `path`.

    Raises:
        PackageError: there is none, or its descriptor is no Data Package.
    """
    file = path / FILE_NAME if path.is_dir() else path
    refuse_other(path)
    try:
        must_be_file(file)
        descriptor = read_json(file)
    except FileNotFoundError as error:
        raise PackageError(f"{file}: not there; a package is a folder with a {FILE_NAME}") from error
    except OSError as error:
        raise PackageError(f"{file}: cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise PackageError(f"{file}: {error}") from error
    resources = descriptor.get("resources") if isinstance(descriptor, dict) else None
    if not isinstance(resources, list) or not all(
        isinstance(r, dict) and isinstance(r.get("name"), str) for r in resources
    ):
        raise PackageError(f"{file}: not a Data Package: expected an object with a list `resources` of named objects")
    return Package(file.parent, joined(descriptor))


def refuse_other(path: Path) -> None:
    """Refuse what is taken for a package by a slip: a table, an archive, a store of releases.

    Raises:
        PackageError: it says what to name instead.
    """
    if path.is_file() and path.suffix in (".parquet", ".csv", ".zip", ".gz", ".tar"):
        raise PackageError(f"{path}: is no package; name the folder that has its {FILE_NAME}")
    if path.is_dir() and not (path / FILE_NAME).exists() and (path / LATEST).is_file():
        there = versions(path)
        name = there[-1] if there else "VERSION"
        folder = path / VERSIONS / name
        raise PackageError(f"{path}: is a store of releases; name the folder of a version, such as {folder}")


def parts(resource: Mapping[str, Any], files: Mapping[str, str], folder: Path) -> list[dict[str, Any]]:
    """The resources that say, one for each file, what `resource` says of a table in several files.

    `files` has the SHA-256 of each file by its path, in order. The first says all of it; the others only name a file of
    the schema, which is written into `folder`: a version may have hundreds of parts. `joined` makes one of them again.
    """
    table, schema = str(resource["name"]), resource.get("schema")
    shared = {key: value for key, value in resource.items() if key not in ("name", "path", "hash", "x-hashes", "bytes")}
    further = {}
    if schema is not None:
        further["schema"] = f"{table}.schema.json"
        (folder / further["schema"]).write_bytes(dump(schema))
    return [
        {"name": Path(path).stem, PART_OF: table, "path": path, **said, "hash": f"sha256:{digest}"}
        for said, (path, digest) in zip([shared, *[further] * (len(files) - 1)], files.items(), strict=True)
    ]


def joined(descriptor: Mapping[str, Any]) -> dict[str, Any]:
    """The descriptor with one resource for each table, as everything else reads it.

    On the disk a table in several files is as many resources, each `x-part-of` the table
    (docs/decisions/0020-a-resource-for-each-file.md says why). A key that points at such a table stands in
    `x-foreignKeys`, because no other tool could follow it; here it is a foreign key like the others. The joined
    resource has the `path` and `x-hashes` of its files, in order, as `hash` one that changes with any of them, and
    their `bytes` together where each says its own.
    """
    whole: dict[str, dict[str, Any]] = {}
    sizes: dict[str, list[Any]] = {}
    resources = [dict(resource) for resource in descriptor["resources"]]
    names = {resource["name"] for resource in resources}
    for resource in resources:
        schema = resource.get("schema")
        if isinstance(schema, dict) and isinstance(links := schema.get(FAR_KEYS), list):
            near = schema.get("foreignKeys")
            keys = [*(near if isinstance(near, list) else []), *links]
            resource["schema"] = {k: v for k, v in schema.items() if k != FAR_KEYS} | {"foreignKeys": keys}
    made = []
    for resource in resources:
        table = resource.get(PART_OF)
        if not isinstance(table, str) or table in names or not isinstance(resource.get("path"), str):
            made.append(resource)
            continue
        if table not in whole:
            shared = {key: value for key, value in resource.items() if key not in (PART_OF, "bytes")}
            whole[table] = shared | {"name": table, "path": [], "x-hashes": []}
            made.append(whole[table])
        whole[table]["path"].append(resource["path"])
        whole[table]["x-hashes"].append(str(resource.get("hash")))
        sizes.setdefault(table, []).append(resource.get("bytes"))
    for table, one in whole.items():
        if all(isinstance(size, int) for size in sizes[table]):
            one["bytes"] = sum(sizes[table])
        one["hash"] = f"sha256:{sha256_of(' '.join(one['x-hashes']).encode())}"
    return {**descriptor, "resources": made}


def read_json(file: Path) -> Any:
    """What a JSON file of a package holds, which can be written as JSON again.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no JSON in UTF-8 (see `from_json`).
    """
    return from_json(file.read_bytes())


def from_json(content: bytes) -> Any:
    """What a JSON text holds, which can be written as JSON again.

    Raises:
        ValueError: it is no JSON in UTF-8: no JSON at all, nested too deeply, NaN, or half a character.
    """
    try:
        # RFC 8259 §8.1: between systems JSON is UTF-8, and a mark before it may be ignored; json takes UTF-16 as well.
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 at byte {error.start}; JSON is: save it in UTF-8") from error
    if "\0" in text:  # UTF-16 of Latin letters is UTF-8 by its bytes
        raise ValueError(f"not UTF-8 text: NUL at byte {content.index(0)}; JSON is: save it in UTF-8")
    try:
        value = json.loads(text, parse_constant=_no_number)
        # json takes a lone surrogate, which no file can hold. Without indents: that takes a tenth of the time.
        json.dumps(value, ensure_ascii=False).encode()
    except RecursionError as error:
        raise ValueError("not JSON that can be read: nested too deeply") from error
    except ValueError as error:
        raise ValueError(f"not JSON: {error}") from error
    return value


def from_yaml(content: str | bytes) -> Any:
    """What a text in YAML holds; bytes are UTF-8, or UTF-16 with a mark before it.

    Raises:
        ValueError: it is no YAML, is nested too deeply, or has a value that is not what it looks like.
    """
    import yaml  # here for its weight: nearly everything is JSON

    try:
        return yaml.safe_load(content)
    except RecursionError as error:
        raise ValueError("not YAML that can be read: nested too deeply") from error
    # `2026-13-45` is no date, `!!int ""` no number, `!!timestamp soon` no time: of those it says so in Python's words.
    except (yaml.YAMLError, ValueError, LookupError, AttributeError) as error:
        raise ValueError(f"not YAML: {' '.join(str(error).split())}") from error


def read_told(file: Path) -> Any:
    """What a file that tells of a package holds, a descriptor, schema or dialect: YAML where its name says so, or JSON.

    Raises:
        OSError: it cannot be read, or is no file but a pipe, a device or a folder.
        ValueError: it is neither, or is no JSON in UTF-8 (see `read_json`).
    """
    must_be_file(file)
    return from_yaml(file.read_bytes()) if file.suffix in YAML else read_json(file)


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number in JSON")


def check_contract(opened: Package) -> None:
    """Refuse a package of a contract that this version does not read; one that does not say keeps ours.

    Raises:
        PackageError: the first number of `x-contract` is another.
    """
    stated = opened.descriptor.get("x-contract", contract.CONTRACT_VERSION)
    if str(stated).split(".")[0] != contract.CONTRACT_VERSION.split(".")[0]:
        raise PackageError(
            f"{opened.folder / FILE_NAME}: keeps contract {stated}; this version of corpus reads "
            f"{contract.CONTRACT_VERSION}"
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """What a manifest says of a file: its SHA-256 and its bytes; None where it does not say how many."""

    sha256: str
    bytes: int | None


def entries(manifest: Any, says: str) -> dict[str, Entry]:
    """The files that a manifest names, by their paths.

    Raises:
        IntegrityError: it is no manifest; `says` names it.
    """
    try:
        return {
            str(entry["path"]): Entry(str(entry["sha256"]), None if (size := entry.get("bytes")) is None else int(size))
            for entry in manifest["files"]
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise IntegrityError(f"{says}: is no manifest: {error}") from error


def manifest_files(opened: Package) -> tuple[Mapping[str, Any], dict[str, Entry]]:
    """The manifest of a published version and the files that it names, whose bytes are not looked at.

    Of a file that was redacted since, as the store of the version says, the hash is that of what is left of it.

    Raises:
        PackageError: it names a file that leads out of the folder.
        IntegrityError: it is no manifest, or does not name a file of the package.
    """
    path = opened.folder / MANIFEST
    try:
        manifest = read_json(path)
    except (OSError, ValueError) as error:
        raise IntegrityError(f"{path}: is no manifest: {error}") from error
    named = entries(manifest, str(path))
    there = {inside(opened.folder, name, str(path)) for name in named}
    for file in [opened.folder / FILE_NAME, *(file for name in opened.resources for file in opened.paths(name))]:
        if file not in there:
            raise IntegrityError(f"{file}: is not in {MANIFEST}, so nobody vouches for it")
    now = _redacted(opened.folder)
    return dict(manifest), {
        name: Entry(now[entry.sha256], None) if entry.sha256 in now else entry for name, entry in named.items()
    }


def _redacted(folder: Path) -> dict[str, str]:
    """What became of files of a version of a store that were written anew without withdrawn articles, by SHA-256.

    Raises:
        IntegrityError: the store's `revocations.json` does not have the form that this version knows.
    """
    path = folder.resolve().parent.parent / REVOCATIONS
    if folder.resolve().parent.name != VERSIONS or not path.is_file():
        return {}
    try:
        files = [file for entry in read_json(path)["revocations"] for file in entry.get("files", ())]
        # Another version may have a file of the same bytes, which is as it was.
        version = folder.resolve().name
        return {str(file["old_sha256"]): str(file["new_sha256"]) for file in files if file["version"] == version}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise IntegrityError(f"{path}: not in a form that this version of corpus knows: {error}") from error


def read_manifest(opened: Package) -> Mapping[str, Any]:
    """The manifest of a published version, every file that it names being there with its hash.

    Raises:
        PackageError: it names a file that leads out of the folder.
        IntegrityError: it is no manifest, a file is not the one that it names, or it does not name one of the package.
    """
    manifest, named = manifest_files(opened)
    for name, entry in named.items():
        verify(opened.folder / name, entry.sha256, MANIFEST)
    return manifest


def stated_hashes(opened: Package) -> dict[str, str]:
    """The SHA-256 of each file that the descriptor gives by itself, by their paths; not of several files as a whole."""
    hashes = {}
    for resource in opened.descriptor["resources"]:
        path, whole = resource.get("path"), resource.get("hash")
        names = path if isinstance(path, list) else [path]
        each = resource.get("x-hashes", [whole])
        if isinstance(each, list) and len(each) == len(names):
            for name, said in zip(names, each, strict=True):
                if isinstance(name, str) and isinstance(said, str) and said.startswith("sha256:"):
                    hashes[name] = said.removeprefix("sha256:").lower()
    return hashes


def edition(opened: Package) -> str:
    """What of the texts a package has: `full`, `excerpt`, or `standoff` without any."""
    said = opened.descriptor.get("x-edition")
    return str(said.get("kind")) if isinstance(said, dict) else "full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """What `latest.json` says: the newest version, and the SHA-256 of every version's manifest by its name.

    `path` is as it stands there: whether it is one in the store is for `inside` to say.
    """

    version: str
    path: object
    manifests: Mapping[str, str]


def parse_latest(content: bytes) -> Latest:
    """What the bytes of a `latest.json` say.

    Raises:
        ValueError: it is no pointer to a version; in one line, without its name.
    """
    said = from_json(content)
    wanted = "expected an object with version, path, manifest_sha256 and a list of versions"
    listed = said.get("versions", []) if isinstance(said, dict) else None
    if not isinstance(listed, list):
        raise ValueError(f"it says something else; {wanted}")  # noqa: TRY004  # of the file, not of an argument
    for one in (said, *listed):
        if not isinstance(one, dict) or not all(
            isinstance(one.get(key), str) for key in ("version", "manifest_sha256")
        ):
            raise ValueError(f"a version or a hash is missing; {wanted}")
    if "path" not in said:
        raise ValueError(f"the path is missing; {wanted}")
    manifests = {one["version"]: one["manifest_sha256"] for one in (*listed, said)}
    return Latest(version=said["version"], path=said["path"], manifests=manifests)


def newest(path: Path) -> Path:
    """The folder of a store's newest version, as its `latest.json` names it; `path` itself where it is no store.

    Raises:
        PackageError: `latest.json` cannot be read, or leads out of the store.
    """
    pointer = path / LATEST
    if not pointer.is_file():
        return path
    try:
        latest = parse_latest(pointer.read_bytes())
    except (OSError, ValueError) as error:
        raise PackageError(f"{pointer}: cannot be read ({error}); name the folder of a version") from error
    return inside(path, latest.path, str(pointer))


def parse_version(version: str) -> tuple[int, int, int]:
    """The parts of a version, for sorting.

    >>> parse_version("2026.11.0")
    (2026, 11, 0)

    Raises:
        ReleaseError: it is not `YYYY.M.PATCH`.
    """
    match = _VERSION.fullmatch(version)
    if match is None:
        raise ReleaseError(f"{version!r} is no version; expected YYYY.M.PATCH without leading zeros, such as 2026.11.0")
    year, month, patch = map(int, match.groups())
    return year, month, patch


def is_version(name: str) -> bool:
    """Whether this is `YYYY.M.PATCH`."""
    return _VERSION.fullmatch(name) is not None


def versions(root: Path) -> list[str]:
    """The complete versions in a store, the oldest first. A folder without a manifest is none."""
    names = [path.parent.name for path in (root / VERSIONS).glob(f"*/{MANIFEST}")]
    return sorted((name for name in names if _VERSION.fullmatch(name)), key=parse_version)


def sha256(path: Path, *more: Path) -> str:
    """SHA-256 of the bytes of a file, or of several one after the other, lower-case hex.

    Raises:
        OSError: one cannot be read, or is no file but a pipe, a device or a folder.
    """
    digest = hashlib.sha256()
    for one in (path, *more):
        must_be_file(one)
        with one.open("rb") as stream:
            hashlib.file_digest(stream, lambda: digest)
    return digest.hexdigest()


def sha256_of(content: bytes) -> str:
    """SHA-256 of the bytes, lower-case hex."""
    return hashlib.sha256(content).hexdigest()


def must_be_apart(to: Path, *sources: Path) -> None:
    """Refuse to write a folder that lies in what is read, or holds it.

    Raises:
        PackageError: one lies in the other, or they are the same.
    """
    there = to.resolve()
    for one in sources:
        here = one.resolve()
        if here.is_relative_to(there) or there.is_relative_to(here):
            raise PackageError(f"{to}: lies in what is read, or holds it ({one}); choose a folder beside it")


def must_be_replaceable(out: Path, *, force: bool, sources: Iterable[Path] = ()) -> None:
    """Refuse to write a folder where anything would be lost but, with `force`, a package that can be made again.

    With `force` a folder is replaced that holds a package and nothing else, and none of the `sources` that are read. A
    published version is not replaced, nor a store. A link to a folder stays: what it leads to is judged and replaced.

    Raises:
        PackageError: it says what would be lost, or that it lies among the versions of a store.
    """
    whole = out.resolve()
    if store.is_free(out):
        for folder in (whole, *whole.parents):
            if folder.name == VERSIONS and (folder.parent / LATEST).is_file():
                raise PackageError(f"{out}: lies among the versions of a store, which only `corpus publish` writes")
        return
    if not force:
        raise PackageError(f"{out}: exists; choose another name, or replace it with --force")
    refusal = "so --force does not replace it"
    if (out / LATEST).exists() or (out / VERSIONS).is_dir():
        raise PackageError(f"{out}: is a store of releases, {refusal}; choose another name")
    if (out / MANIFEST).exists():
        raise PackageError(f"{out}: is a published version, {refusal}; choose another name")
    if not (out / FILE_NAME).is_file():
        raise PackageError(f"{out}: is no package, {refusal}; choose another name")
    if (one := next((one for one in sources if one.resolve().is_relative_to(whole)), None)) is not None:
        raise PackageError(f"{out}: holds what is read ({one}), {refusal}; choose another name")
    old = read(out)
    its_own = {out / FILE_NAME, *(path for name in old.resources for path in old.paths(name))}
    # A link to a folder is no folder here: what it leads to is not looked at, and it would be gone.
    others = (path for path in sorted(out.rglob("*")) if path.is_symlink() or not path.is_dir())
    other = next((path for path in others if path not in its_own), None)
    if other is not None:
        raise PackageError(f"{out}: holds {other.relative_to(out)}, which is not the package's, {refusal}")


def must_be_file(path: Path) -> None:
    """Refuse what is no file: to open a pipe would be to wait for ever.

    Raises:
        OSError: it is not there, or is a pipe, a device or a folder.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "not a regular file", str(path))


def verify(path: Path, expected: str, says: str) -> None:
    """Check a file's bytes against a SHA-256.

    Raises:
        IntegrityError: they differ, or the file is gone; `says` names who expected it.
    """
    try:
        found = sha256(path)
    except OSError as error:
        raise IntegrityError(f"{path}: cannot be read ({error.strerror}), but {says} names it") from error
    if found != expected:
        raise IntegrityError(f"{path}: changed: its sha256 is {found}, {says} says {expected}; get the file again")


def _resource(table: contract.Table, folder: Path, data: str) -> dict[str, Any]:
    path = f"{data}/{table.name}.parquet" if data else f"{table.name}.parquet"
    return {
        "name": table.name,
        "title": table.title,
        "description": table.description,
        "type": "table",
        "path": path,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "hash": f"sha256:{sha256(folder / path)}",
        "schema": dict(table.schema),
    }


def describe_table(name: str, folder: Path, data: str = "") -> dict[str, Any]:
    """The resource of one table of the contract, whose file is `folder / data / <name>.parquet`."""
    return _resource(contract.tables()[name], folder, "" if data == "." else data)


def _license(name: str) -> dict[str, str]:
    return {"path": name} if "://" in name else {"name": name}
