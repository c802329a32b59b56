"""Timing calls side by side: interleaved rounds, and the median of each."""

import gc
import random
import statistics
import time
from collections.abc import Callable, Mapping
from typing import TypeVar

ROUNDS_MAX = 101
SECONDS_MAX = 10.0
"""A call leaves the rounds when it has run this often or for this long."""
ROUNDS_MIN = 5

Key = TypeVar("Key")


def interleaved(calls: Mapping[Key, Callable[[], object]]) -> dict[Key, float]:
    """Return the median milliseconds of each call.

    In each round each call runs once, in an order drawn anew, so that whatever else the machine
    does falls on all of them alike.
    """
    for call in calls.values():
        call()
    gc.collect()
    order = random.Random(1)
    times: dict[Key, list[float]] = {key: [] for key in calls}
    running = list(calls)
    while running:
        order.shuffle(running)
        for key in running:
            started = time.perf_counter()
            calls[key]()
            times[key].append(time.perf_counter() - started)
        running = [key for key in running if not _enough(times[key])]
    return {key: statistics.median(found) * 1000 for key, found in times.items()}


def _enough(times: list[float]) -> bool:
    return len(times) >= ROUNDS_MAX or (len(times) >= ROUNDS_MIN and sum(times) > SECONDS_MAX)
