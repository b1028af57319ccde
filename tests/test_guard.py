import time

import pytest

from corpus.engines import guard


def slow(*pauses):
    for number, pause in enumerate(pauses):
        end = time.monotonic() + pause
        while time.monotonic() < end:
            pass
        yield number


def test_a_step_that_takes_too_long_is_stopped_and_those_before_it_stand():
    got = []

    with pytest.raises(guard.TooSlowError):
        for number in guard.each(slow(0, 0, 30), 0.2):
            got.append(number)

    assert got == [0, 1]


def test_each_step_has_the_time_to_itself():
    assert list(guard.each(slow(0.1, 0.1, 0.1), 0.25)) == [0, 1, 2]


def test_the_time_that_the_taker_needs_is_not_counted():
    for _ in guard.each(slow(0, 0), 0.1):
        time.sleep(0.2)
