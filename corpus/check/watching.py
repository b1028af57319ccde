"""Packages that somebody is working on: which of them changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from corpus.check import read_descriptor
from corpus.errors import PackageError
from corpus.package import FILE_NAME, MANIFEST, inside

Stamp = Mapping[Path, tuple[int, int]]


def stamp(package: Path) -> Stamp:
    """The time of change (nanoseconds) and size (bytes) of the descriptor, the manifest and each file that it names."""
    file = package / FILE_NAME if package.is_dir() else package
    files = [file, file.with_name(MANIFEST), *_data(file)]
    found = {}
    for file in files:
        try:
            status = file.stat()
        except OSError:
            continue
        found[file] = status.st_mtime_ns, status.st_size
    return found


def _data(file: Path) -> Iterator[Path]:
    """The files that a descriptor names, as far as it can be read and they are below it."""
    try:
        descriptor = read_descriptor(file)
    except (PackageError, ValueError):
        return
    resources = descriptor.get("resources") if isinstance(descriptor, dict) else None
    for resource in resources if isinstance(resources, list) else ():
        path = resource.get("path") if isinstance(resource, dict) else None
        for one in path if isinstance(path, list) else [path]:
            try:
                yield inside(file.parent, one, str(file))
            except PackageError:
                continue


def watch(
    packages: Sequence[Path], seen: Sequence[Stamp], *, pause: float = 0.5, wait: Callable[[float], None] = time.sleep
) -> Iterator[tuple[int, Stamp]]:
    """Yield the number of each package that is no longer as `seen`, with its new stamp; never ends by itself.

    A package that is being written is left in peace until it has stayed the same for a pause, of `pause` seconds.
    """
    told, last = list(seen), list(seen)
    while True:
        wait(pause)
        for n, package in enumerate(packages):
            now = stamp(package)
            if now == last[n] and now != told[n]:
                told[n] = now
                yield n, now
            last[n] = now
