"""The seam between the processes of the program and the metrics, which most installations lack.

The processes call `monitor()` where they start and end. What it returns does nothing, unless
METRICS_ADDRESS is set: then it is the one of `expense_tracker.metrics`.
"""

from collections.abc import Collection


class Monitor:
    """Counts nothing, and listens nowhere."""

    def open_address(self) -> None:
        """Listen, in the process from which those of the server are forked."""

    def enter_server(self, slot: int) -> None:
        """Count in this process of the server, and answer who asks for the metrics.

        No other process of the server that runs has the same `slot`.
        """

    def enter_worker(self) -> None:
        """Count in this process, which is the worker."""

    def enter_job(self, slot: int) -> None:
        """Count in this child of the worker; no other that runs has the same `slot`."""

    def leave_server(self, slot: int) -> None:
        """Take leave of a process of the server that has ended."""

    def leave_worker(self) -> None:
        """Take leave of this process, the worker, which ends."""


def free_slot(taken: Collection[int]) -> int:
    """Return the lowest slot that none of those that run has `taken`."""
    return min(set(range(len(taken) + 1)).difference(taken))


_monitors = [Monitor()]


def use(monitor: Monitor) -> None:
    """Have `monitor` in the place of the one that does nothing."""
    _monitors[:] = [monitor]


def monitor() -> Monitor:
    """Return the monitor of this program."""
    return _monitors[0]
