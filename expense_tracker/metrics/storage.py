"""The folder in which every process counts, each in files of its own.

prometheus_client maps the files into memory: counting writes there, and whoever is asked for the
metrics adds up the files of all. Their names hold the name of the process, which no two that run at
the same time share. A later one of the same name counts on from what the file says.
"""

import logging
import os
import re
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from prometheus_client import multiprocess, values

from expense_tracker.environment import Address, stop

ROOM = {
    "server": {"counter": 2**18, "gauge_livemax": 2**16, "histogram": 2**21},
    "worker": {"counter": 2**16, "gauge_livemax": 2**16},
}
"""Bytes that the files of a process have from the start. A route with one method takes 4 kB of
histograms and, for each status, 200 bytes of counters: this is room for 500 of them. What does not
count requests has the least that prometheus_client makes."""
_WORKER = re.compile(r"_worker-([0-9]+)[-.]")

_log = logging.getLogger(__name__)


class Storage:
    """The folder of the program that hands out its metrics at `address`."""

    def __init__(self, address: Address) -> None:
        name = f"expenses-metrics-{address.host or 'all'}-{address.port}"
        self.folder = Path(tempfile.gettempdir()) / name
        self._process = ""

    def make(self) -> None:
        """Make the folder; stops the start where somebody else has one of this name."""
        with suppress(FileExistsError):
            self.folder.mkdir(mode=0o700)
        found = self.folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
            stop(f"METRICS_ADDRESS needs the folder {self.folder}, which is somebody else's.")

    def empty(self) -> None:
        """Remove the files of processes that have ended; a worker may run longer than a server."""
        for file in self.folder.iterdir():
            worker = _WORKER.search(file.name)
            if worker is None or not Path(f"/proc/{worker[1]}").exists():
                file.unlink(missing_ok=True)

    def enter(self, process: str) -> bool:
        """Count in the files of `process` from now on; False where there is no room for them."""
        try:
            self._reserve(process)
        except OSError as error:
            # Where a mapped file gets no room, the kernel ends the process that writes to it.
            _log.warning("This process counts for nobody, its metrics have no room: %s", error)
            values.ValueClass = values.MutexValue
            return False
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(self.folder)
        self._process = process
        if values.ValueClass is values.MutexValue:
            values.ValueClass = values.MultiProcessValue(lambda: self._process)
        return True

    def leave(self, process: str) -> None:
        """Take back what `process`, or a pattern of names, said of itself; its counts stay."""
        multiprocess.mark_process_dead(process, str(self.folder))

    def _reserve(self, process: str) -> None:
        """Make the files of `process` that are not there yet, each of them whole at once."""
        for kind, size in ROOM[process.partition("-")[0]].items():
            path = self.folder / f"{kind}_{process}.db"
            if path.exists():
                continue
            made = path.with_suffix(".new")
            try:
                with made.open("wb") as file:
                    os.posix_fallocate(file.fileno(), 0, size)
                made.rename(path)
            finally:
                made.unlink(missing_ok=True)
