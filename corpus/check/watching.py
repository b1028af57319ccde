"""Packages that somebody is working on: which of them changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from corpus.errors import PackageError
from corpus.package import FILE_NAME, MANIFEST, read

Stamp = Mapping[Path, tuple[int, int]]


def stamp(package: Path) -> Stamp:
    """The time of change (nanoseconds) and size (bytes) of the descriptor, the manifest and each file that it names."""
    files = [package / FILE_NAME if package.is_dir() else package]
    files.append(files[0].with_name(MANIFEST))
    try:
        opened = read(package)
    except PackageError:
        opened = None
    for name in opened.resources if opened else ():
        try:
            files += opened.paths(name) if opened else ()
        except PackageError:
            continue
    found = {}
    for file in files:
        try:
            status = file.stat()
        except OSError:
            continue
        found[file] = status.st_mtime_ns, status.st_size
    return found


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
