"""What happens deep in the program and is counted: lists of functions that are told of it.

`expense_tracker.metrics` adds its own where there is an address for metrics. Otherwise the lists
are empty, and nothing is counted.
"""

from collections.abc import Callable

on_retry: list[Callable[[], object]] = []
"""Told before a write is tried again that another writer was in the way of."""

on_refusal: list[Callable[[str], object]] = []
"""Told the name of the limit that refuses a request."""


def retried() -> None:
    """Tell that a write is tried again."""
    for tell in on_retry:
        tell()


def refused(limit: str) -> None:
    """Tell that `limit` refuses a request; its name is one of DEFAULT_THROTTLE_RATES."""
    for tell in on_refusal:
        tell(limit)
