"""Timing calls side by side: interleaved rounds, and the median of each."""

import random
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from common.memory import share_with_children

ROUNDS_MAX = 101
SECONDS_MAX = 10.0
"""A call leaves the rounds when it has run this often or for this long."""
ROUNDS_MIN = 5

Key = TypeVar("Key")
Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A call that needs something to be done first, which is not timed: it returns the call."""

    prepare: Callable[[], Work]


def interleaved(
    calls: Mapping[Key, Work | Prepared], rounds_max: int = ROUNDS_MAX
) -> dict[Key, float]:
    """Return the median milliseconds of each call.

    In each round each call runs once, in an order drawn anew, so that whatever else the machine
    does falls on all of them alike.
    """
    for call in calls.values():
        _ready(call)()
    share_with_children()  # as the server does before it answers
    order = random.Random(1)
    times: dict[Key, list[float]] = {key: [] for key in calls}
    running = list(calls)
    while running:
        order.shuffle(running)
        for key in running:
            work = _ready(calls[key])
            started = time.perf_counter()
            work()
            times[key].append(time.perf_counter() - started)
        running = [key for key in running if not _enough(times[key], rounds_max)]
    return {key: statistics.median(found) * 1000 for key, found in times.items()}


def _ready(call: Work | Prepared) -> Work:
    return call.prepare() if isinstance(call, Prepared) else call


def _enough(times: list[float], rounds_max: int) -> bool:
    return len(times) >= rounds_max or (len(times) >= ROUNDS_MIN and sum(times) > SECONDS_MAX)
