"""What happens deep in the program and is counted: lists of functions that are called then.

`expense_tracker.metrics` adds its own where there is an address for metrics. Otherwise the lists
are empty, and nothing is counted.
"""

from collections.abc import Callable

on_retry: list[Callable[[], object]] = []
"""Called before a write is tried again that another writer was in the way of."""

on_refusal: list[Callable[[str], object]] = []
"""Called with the name of the limit that refuses a request."""


def retried() -> None:
    """Report that a write is tried again."""
    for report in on_retry:
        report()


def refused(limit: str) -> None:
    """Report that `limit` refuses a request; its name is one of DEFAULT_THROTTLE_RATES."""
    for report in on_refusal:
        report(limit)
