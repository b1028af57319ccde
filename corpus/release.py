"""Publish a build as a version: written beside, renamed at once, never overwritten, with the hash of every file."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corpus import check, contract, package, store
from corpus.errors import PackageError, ReleaseError


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A published version: its folder, its manifest's SHA-256, and whether it is the newest of its store."""

    version: str
    folder: Path
    manifest_sha256: str
    is_latest: bool


def publish(
    build: str | Path,
    to: str | Path,
    version: str,
    *,
    created: datetime | None = None,
    progress: Callable[[str], None] | None = None,
) -> Release:
    """Check a build and publish it as `to/v/<version>`, which appears when it is complete; then move `latest.json`.

    A version is `YYYY.M.PATCH` (no leading zeros: valid SemVer, so that it sorts). Of several publishers of one version
    exactly one wins. `created` stands in the descriptor; None means now, or the instant in `SOURCE_DATE_EPOCH`.

    Raises:
        ReleaseError: the version is no version or exists, or the build has findings of severity error.
        PackageError: there is no build, or the store cannot be written.
    """
    say = progress or (lambda _: None)
    package.parse_version(version)
    target = Path(to) / package.VERSIONS / version
    if target.exists():
        raise ReleaseError(
            f"{target}: version {version} is published, and a version never changes; choose the next one"
        )
    source = package.read(Path(build))
    say("checking the build")
    report = check.check(source.folder)
    if not report.is_ok:
        counts = ", ".join(f"{n} {code}" for code, n in report.counts().items())
        raise ReleaseError(f"{source.folder}: not published, because the check found {counts}; see `corpus validate`")
    say("writing the version")
    try:
        with store.new_folder(target) as folder:
            _copy(source, folder)
            descriptor = dict(source.descriptor)
            descriptor |= {
                "version": version,
                "created": package.rfc3339(created or package.source_date() or datetime.now(UTC)),
            }
            (folder / package.FILE_NAME).write_bytes(package.dump(descriptor))
            manifest = package.dump(_manifest(folder, descriptor, report.rows))
            (folder / package.MANIFEST).write_bytes(manifest)
    except OSError as error:
        raise PackageError(f"{target}: cannot be written: {error.strerror} ({error.filename})") from error
    except PackageError as error:
        if target.exists():
            raise ReleaseError(f"{target}: version {version} has just been published by another") from error
        raise
    manifest_sha256 = package.sha256(target / package.MANIFEST)
    is_latest = _move_latest(Path(to)) == version
    return Release(version=version, folder=target, manifest_sha256=manifest_sha256, is_latest=is_latest)


def _copy(source: package.Package, folder: Path) -> None:
    for name in source.resources:
        for path in source.paths(name):
            there = folder / path.relative_to(source.folder)
            there.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, there)


def _manifest(folder: Path, descriptor: dict[str, Any], rows: Mapping[str, int]) -> dict[str, Any]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        "manifest": 1,
        "name": descriptor["name"],
        "version": descriptor["version"],
        "created": descriptor["created"],
        "contract": contract.CONTRACT_VERSION,
        "rows": dict(rows),
        "files": [_entry(path, folder) for path in files],
    }


def _entry(path: Path, folder: Path) -> dict[str, Any]:
    return {"path": path.relative_to(folder).as_posix(), "bytes": path.stat().st_size, "sha256": package.sha256(path)}


def _move_latest(root: Path) -> str:
    """Point `latest.json` at the newest version there is; the version that it names in the end."""
    # Two publishers of two versions may write in either order; whoever looks again after writing sees the newer one.
    written = None
    while (newest := package.versions(root)[-1]) != written:
        sha256 = package.sha256(root / package.VERSIONS / newest / package.MANIFEST)
        latest = {"version": newest, "path": f"{package.VERSIONS}/{newest}", "manifest_sha256": sha256}
        store.write_file(root / package.LATEST, package.dump(latest))
        written = newest
    return newest
