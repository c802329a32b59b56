"""The monitor of a program with metrics: which process does what for them."""

import os
import socket

from common import events
from expense_tracker.environment import Address
from expense_tracker.metrics import endpoint, families
from expense_tracker.metrics.storage import Storage
from expense_tracker.monitoring import Monitor


class PrometheusMonitor(Monitor):
    """Counts in a folder that all processes share, and has the server answer at `address`."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.storage = Storage(address)
        self.listener: socket.socket | None = None

    def open_address(self) -> None:
        # First the address, which one program alone can have: the folder is then nobody else's.
        self.listener = endpoint.listen(self.address)
        self.storage.make()
        self.storage.empty()

    def enter_server(self, slot: int) -> None:
        # Not the number of the process: one that dies again and again would fill the disk.
        self._enter("server", slot)
        if self.listener is not None:
            endpoint.answer_at(self.listener, self.storage.folder)

    def enter_worker(self) -> None:
        self.storage.make()
        self._enter("worker", os.getpid())

    def enter_job(self, slot: int) -> None:
        if not self.storage.enter(f"worker-{os.getppid()}-{slot}"):
            # Its counts would overwrite those of the worker, whose files are still open here.
            events.on_retry.clear()

    def leave_server(self, slot: int) -> None:
        self.storage.leave(f"server-{slot}")

    def leave_worker(self) -> None:
        self.storage.leave(f"worker-{os.getpid()}")
        # Its jobs have opened files for all that it had opened, this one with 0 for the start.
        self.storage.leave(f"worker-{os.getpid()}-*")

    def _enter(self, process: str, number: int) -> None:
        self.storage.enter(f"{process}-{number}")
        families.begin_at_zero(process)
        families.START.labels(process).set_to_current_time()
        events.on_retry.append(families.RETRIES.labels(process).inc)
        events.on_refusal.append(lambda limit: families.REFUSALS.labels(limit).inc())
