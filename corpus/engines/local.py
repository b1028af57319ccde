"""This machine's processes."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TypeVar

S = TypeVar("S")
R = TypeVar("R")


def run(task: Callable[[S], R], shards: Sequence[S], workers: int | None = None) -> Iterator[R]:
    """The result of `task` for each shard, as they come; `task`, shards and results must be picklable.

    `workers` processes are used, by default one for each CPU; a single shard or worker runs in this process. What a
    task raises is raised here, and the shards not yet begun are left.
    """
    workers = min(workers or _cpus(), len(shards))
    if workers <= 1:
        with _rare_collection():
            yield from map(task, shards)
        return
    # Spawned, not forked: a fork copies locks that threads of polars and Arrow hold.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_collect_rarely) as pool:
        futures = [pool.submit(task, shard) for shard in shards]
        try:
            for future in as_completed(futures):
                yield future.result()
        finally:
            for future in futures:
                future.cancel()


def _collect_rarely() -> None:
    """Look for cycles every 50,000 new objects.

    Articles are many small objects that live for a moment and seldom in cycles: at Python's own threshold of 700 the
    search took a sixth of a conversion's time.
    """
    gc.set_threshold(50_000, 20, 50)


@contextmanager
def _rare_collection() -> Iterator[None]:
    before = gc.get_threshold()
    _collect_rarely()
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _cpus() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
