"""A limit on how long one step of an iterator may take, for inputs that are made to take for ever."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from typing import TypeVar

T = TypeVar("T")
_END = object()


class TooSlowError(Exception):
    """A step took longer than it may."""


def each(items: Iterator[T], seconds: float) -> Iterator[T]:
    """The items of `items`, each of which may take so many seconds of the clock to come.

    The limit holds in the main thread of a process, where the system has interval timers; elsewhere there is none.

    Raises:
        TooSlowError: an item took longer; the iterator cannot be used any more.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield from items
        return
    while True:
        before = signal.signal(signal.SIGALRM, _stop)
        signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            item = next(items, _END)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)
        if item is _END:
            return
        yield item  # type: ignore[misc]  # only _END is no T, and it does not come here


def _stop(*_: object) -> None:
    raise TooSlowError
