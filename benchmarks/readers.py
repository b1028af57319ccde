"""Articles per CPU second and peak memory of reading alone, for every format: no extraction, no tables.

    python benchmarks/readers.py [FORMAT ...] [--seconds S]

Each format is measured in a process of its own. *Speed*: its seeds are read again and again for S seconds of CPU.
*Memory*: copies of the seeds come through one tar stream, which is how an archive of any size is read, until 100 MB or
ten times S seconds are reached; what the process held at most is printed beside what it held before the first article.
*One file*: for formats whose files hold many items, the same with a single file of 100 MB.
"""

from __future__ import annotations

import argparse
import io
import json
import multiprocessing
import resource
import tarfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from corpus import containers, readers
from corpus.record import Article, Problem

SEEDS = Path(__file__).parent.parent / "seeds"
BYTES = 100_000_000


class Beside:
    """The files beside a seed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self) -> list[str]:
        return sorted(path.name for path in self.folder.iterdir())

    def open(self, name: str) -> BinaryIO | None:
        return (self.folder / name).open("rb") if (self.folder / name).is_file() else None


class Pieces(io.RawIOBase):
    """A stream out of pieces that are made when they are asked for."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self.pieces, self.rest = pieces, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self.rest and (piece := next(self.pieces, None)) is not None:
            self.rest = piece
        size = min(len(buffer), len(self.rest))
        buffer[:size] = self.rest[:size]
        self.rest = self.rest[size:]
        return size


def between(begin: bytes, end: bytes) -> Callable[[bytes], tuple[bytes, bytes, bytes]]:
    """Cut a seed before its first `begin` and behind its last `end`: what is between may be repeated."""

    def cut(data: bytes) -> tuple[bytes, bytes, bytes]:
        first, last = data.index(begin), data.rindex(end) + len(end)
        return data[:first], data[first:last] + b"\n", data[last:]

    return cut


def lines(data: bytes) -> tuple[bytes, bytes, bytes]:
    """Every line of a seed may be repeated."""
    return b"", data.rstrip(b"\n") + b"\n", b""


# Formats whose files hold many items, and how a seed becomes a file of any length.
GROWS = {
    "jsonl": lines,
    "csv": lambda data: (data[: data.index(b"\n") + 1], data[data.index(b"\n") + 1 :].rstrip(b"\n") + b"\n", b""),
    "feed": between(b"<item", b"</item>"),
    "sgml": lines,
    "wxr": between(b"<item>", b"</item>"),
}


def tarred(files: list[bytes]) -> Iterator[bytes]:
    """A tar archive of the files, again and again, `BYTES` long."""
    written = 0
    number = 0
    while written < BYTES:
        for data in files:
            number += 1
            info = tarfile.TarInfo(f"{number:09}")
            info.size = len(data)
            piece = info.tobuf() + data + bytes(-len(data) % 512)
            written += len(piece)
            yield piece
    yield bytes(1024)


def grown(head: bytes, unit: bytes, tail: bytes) -> Iterator[bytes]:
    yield head
    for _ in range(BYTES // len(unit) + 1):
        yield unit
    yield tail


def memory() -> float:
    """The most that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def count(items: Iterator[Article | Problem]) -> int:
    return sum(isinstance(item, Article) for item in items)


def seeds(name: str) -> list[Path]:
    """The seeds of a format, without the pages of an issue that lie beside its METS file."""
    paths = sorted((SEEDS / name).glob("*.*"))
    return [p for p in paths if readers.sniff(p.read_bytes()[: readers.HEAD], p.name) == name] or paths


def measure(name: str, seconds: float, how: str) -> dict[str, float]:
    """One measurement of one format; run in a process of its own."""
    paths = seeds(name)
    files = [path.read_bytes() for path in paths]
    beside = Beside(SEEDS / name)

    def read(stream: BinaryIO, uri: str) -> int:
        return count(readers.read(name, stream, uri, beside=beside))

    for path, data in zip(paths, files, strict=True):  # imports and tables are no part of it
        read(io.BytesIO(data), path.name)
    before = memory()
    begin, articles = time.process_time(), 0
    if how == "speed":
        while time.process_time() - begin < seconds:
            for path, data in zip(paths, files, strict=True):
                articles += read(io.BytesIO(data), path.name)
    elif how == "tar":
        for document in containers.documents(io.BufferedReader(Pieces(tarred(files))), "seeds.tar"):
            if not isinstance(document, Problem):
                articles += read(document.stream, document.uri)
            if time.process_time() - begin > 10 * seconds:
                break
    elif name in GROWS:
        stream = io.BufferedReader(Pieces(grown(*GROWS[name](files[0]))))
        articles = read(stream, paths[0].name)
    cpu = time.process_time() - begin
    return {"articles": articles, "cpu": cpu, "bytes": sum(map(len, files)), "before": before, "after": memory()}


def alone(name: str, seconds: float, how: str) -> dict[str, float]:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(measure, (name, seconds, how))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("format", nargs="*", help="formats to measure; all that have a seed by default")
    parser.add_argument("--seconds", type=float, default=1.0, help="of CPU for each speed")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    names = options.format or [name for name in readers.names() if (SEEDS / name).is_dir()]
    if not options.json:
        print(
            f"{'format':12}{'articles/s':>12}{'MB/s':>8}   {'memory: start':>13}{'100 MB of files':>17}{'one file':>10}"
        )
    for name in names:
        speed = alone(name, options.seconds, "speed")
        many = alone(name, options.seconds, "tar")
        one = alone(name, options.seconds, "one") if name in GROWS else None
        rate = speed["articles"] / speed["cpu"]
        row = {"format": name, "articles_per_cpu_s": rate, "start_mb": many["before"], "many_mb": many["after"]}
        row["one_file_mb"] = one["after"] if one else None
        if options.json:
            print(json.dumps(row))
            continue
        per_article = speed["bytes"] / max(count_of(name), 1)
        single = f"{one['after']:7.0f} MB" if one else f"{'-':>10}"
        speeds = f"{name:12}{rate:12,.0f}{rate * per_article / 1e6:8.1f}"
        print(f"{speeds}   {many['before']:10.0f} MB{many['after']:14.0f} MB{single}", flush=True)


def count_of(name: str) -> int:
    """Articles in the seeds of a format."""
    total = 0
    for path in seeds(name):
        total += count(readers.read(name, io.BytesIO(path.read_bytes()), path.name, beside=Beside(SEEDS / name)))
    return total


if __name__ == "__main__":
    main()
