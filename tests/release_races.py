"""Publishers that race and publishers that are killed, in processes of their own; `nox -s stress` runs many of them.

    release_races.py BUILD STORE [--races 30] [--kills 30] [--full]

Processes are forked from one that has imported everything, so that each costs milliseconds. Without `--full` a process
commits a version that was staged before, and is killed at each of its steps in the file system or of the protocol;
with it, it publishes the build, checks included, and is killed at a random moment. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from corpus.errors import CorpusError, StoreError
from corpus.release import holdings, manifest, publishing, verification
from corpus.release.cleanup import gc
from corpus.store import is_url, open_store

CREATED = datetime(2026, 11, 23, tzinfo=UTC)


def stage(build: Path, store: str, version: str, folder: Path, created: datetime) -> None:
    """Prepare a version as `publish` does, and keep three of its files: each that is written costs milliseconds."""
    order = publishing._order(build, store, version, created, "auto", is_back_issue=False, sign=None, progress=None)
    publishing._stage(order, folder)
    for path in folder.iterdir():
        if path.name not in ("datapackage.json", "articles.parquet", "README.md"):
            path.unlink()


def seal(folder: Path, number: int) -> None:
    """Make a staged version one of that publisher, by its bytes."""
    (folder / "README.md").write_text(f"publisher {number}")
    for name in ("SHA256SUMS", "manifest.json"):
        (folder / name).unlink(missing_ok=True)
    descriptor = json.loads((folder / "datapackage.json").read_bytes())
    manifest.write_sums(folder)
    manifest.write(folder, descriptor, tables={}, rows={}, partition="none", classes=(), previous=None)


def in_fork(work: Callable[[], object]) -> int:
    """Start a process that does the work and ends with 0, or with 2 and the error on its one line; its id."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        work()
        code = 0
    except CorpusError as error:
        code = 2 if str(error) and "\n" not in str(error) else 3
    finally:
        os._exit(code)


def ended(pid: int) -> int:
    """How a process ended: its exit code, or minus the number of the signal."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def asked(question: Callable[[], object]) -> object:
    """What a process of its own answers: this one must not talk to a server, or its forks would share that talk."""
    reader, writer = os.pipe()
    pid = in_fork(lambda: os.write(writer, json.dumps(question()).encode()))
    os.close(writer)
    with os.fdopen(reader, "rb") as answers:
        content = answers.read()
    assert ended(pid) == 0
    return json.loads(content)


def committing(build: Path, store: str, version: str, staged: Path, is_full: bool) -> Callable[[], None]:
    def work() -> None:
        if is_full:
            publishing.publish(build, store, version)
            return
        opened = open_store(store)
        with opened.stage(f"v/{version}") as folder:
            shutil.copytree(staged, folder, dirs_exist_ok=True)
            holdings.commit(opened, folder, version)

    return work


def race(build: Path, store: str, version: str, staged: list[Path], is_full: bool) -> dict[str, int]:
    """Eight publish one version at once; of different bytes, as `created` makes them."""
    codes = [ended(pid) for pid in [in_fork(committing(build, store, version, one, is_full)) for one in staged]]
    return {"winners": codes.count(0), "told": codes.count(2), "ends": len(codes)}


def kill_at(step: int, work: Callable[[], None], *, is_remote: bool) -> Callable[[], None]:
    """The work, ended by SIGKILL before its step of that number: what changes a file, or is asked of the server."""

    def doomed() -> None:
        import obstore

        count = 0

        def tick() -> None:
            nonlocal count
            count += 1
            if count == step:
                os.kill(os.getpid(), signal.SIGKILL)

        def hook(event: str, _: object) -> None:
            if event in ("os.rename", "os.link", "os.remove", "os.mkdir", "os.rmdir", "shutil.copyfile"):
                tick()

        put = obstore.put

        def counted(*args: object, **more: object) -> object:
            tick()
            return put(*args, **more)

        if is_remote:
            obstore.put = counted
        else:
            sys.addaudithook(hook)
        work()

    return doomed


def is_consistent(store: str, version: str) -> bool:
    """Whether a reader sees a whole version or none: every file of every version is as its manifest says."""
    opened = open_store(store)
    there = holdings.published(opened)
    latest = holdings.known(opened)
    if not there:
        return not latest
    return there == [version] and set(latest) <= {version} and verification.verify(store, version).is_ok


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", type=Path)
    parser.add_argument("store")
    parser.add_argument("--races", type=int, default=30)
    parser.add_argument("--kills", type=int, default=30)
    parser.add_argument("--publishers", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--full", action="store_true")
    args = parser.parse_args()
    told: dict[str, object] = {"races": args.races, "kills": args.kills}
    with tempfile.TemporaryDirectory() as name:
        staged = [Path(name) / str(n) for n in range(args.publishers)]
        for n, folder in enumerate(staged):
            folder.mkdir()
            if args.full:
                continue
            if n == 0:
                # In a process of its own: the threads that polars starts do not outlive a fork.
                assert ended(in_fork(partial(stage, args.build, args.store, "2026.11.0", folder, CREATED))) == 0
            else:
                shutil.copytree(staged[0], folder, dirs_exist_ok=True)
            seal(folder, n)
        begin = time.perf_counter()
        told["race"] = races(args, staged)
        told["race_seconds"] = round(time.perf_counter() - begin, 1)
        begin = time.perf_counter()
        told["kill"] = kills(args, staged[0])
        told["kill_seconds"] = round(time.perf_counter() - begin, 1)
    print(json.dumps(told))


def races(args: argparse.Namespace, staged: list[Path]) -> dict[str, int]:
    result = {"one_winner": 0, "all_told": 0, "whole": 0, "left_over": 0}
    for n in range(args.races):
        store = f"{args.store}/race-{n}"
        one = race(args.build, store, "2026.11.0", staged, args.full)
        result["one_winner"] += one["winners"] == 1
        result["all_told"] += one["winners"] + one["told"] == one["ends"]
        result["whole"] += asked(lambda: verification.verify(store).is_ok)  # noqa: B023
        result["left_over"] += asked(lambda: orphans(store))  # noqa: B023
        clear(store)
    return result


def kills(args: argparse.Namespace, staged: Path) -> dict[str, int]:
    rng = random.Random(args.seed)
    result = {"killed": 0, "consistent": 0, "swept": 0, "again": 0, "seen": 0}
    whole = 0.0
    for n in range(args.kills):
        store = f"{args.store}/kill-{n}"
        work = committing(args.build, store, "2026.11.0", staged, args.full)
        if args.full:
            if n == 0:
                begin = time.perf_counter()
                assert ended(in_fork(work)) == 0
                whole = time.perf_counter() - begin
                clear(store)
            pid = in_fork(work)
            time.sleep(rng.uniform(0.01, whole))
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        else:
            pid = in_fork(kill_at(n + 1, work, is_remote=is_url(store)))
        code = ended(pid)
        result["killed"] += code == -signal.SIGKILL
        is_published, is_whole, left = asked(partial(aftermath, store, "2026.11.0"))
        result["seen"] += is_published
        result["consistent"] += is_whole
        result["swept"] += left == 0
        code = ended(in_fork(work))
        result["again"] += code == (2 if is_published else 0) and asked(lambda: verification.verify(store).is_ok)  # noqa: B023
        clear(store)
    return result


def orphans(store: str) -> int:
    with contextlib.suppress(StoreError):  # a publish that was killed before its first byte leaves no store
        return len(gc(store, older_than=timedelta(0), is_dry=True).removed)
    return 0


def aftermath(store: str, version: str) -> tuple[bool, bool, int]:
    """Whether the version is there, whether what is there is whole, and how many files are left after a sweep."""
    found = bool(holdings.published(open_store(store))), is_consistent(store, version)
    with contextlib.suppress(StoreError):
        gc(store, older_than=timedelta(0))
    return *found, orphans(store)


def clear(store: str) -> None:
    if not is_url(store):
        shutil.rmtree(store, ignore_errors=True)


if __name__ == "__main__":
    main()
