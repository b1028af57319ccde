"""This machine's processes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
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
        yield from map(task, shards)
        return
    # Spawned, not forked: a fork copies locks that threads of polars and Arrow hold.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        futures = [pool.submit(task, shard) for shard in shards]
        try:
            for future in as_completed(futures):
                yield future.result()
        finally:
            for future in futures:
                future.cancel()


def _cpus() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
