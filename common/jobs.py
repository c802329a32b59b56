"""Background jobs: what an app gives the project's worker to do.

An app registers a source of jobs when it loads. The worker asks each source what is due, claims it,
runs it in a child process, and says so where the process ended before the job did. Apart from jobs
there are chores, which every worker does once an hour.
"""

import os
import secrets
import socket
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Sequence
from enum import Enum, auto

_RUN = secrets.token_hex(4)


class Cut(Enum):
    """Why a job was cut off: its process ended, and the job is not done."""

    DIED = auto()
    """The process was killed, or crashed."""
    LATE = auto()
    """The worker killed it after the time that the job may take."""
    INTERRUPTED = auto()
    """The job has no part in it: the worker was told to stop, or the database was at fault."""


class Job(ABC):
    """A piece of work that a worker has claimed."""

    key: int
    """What `JobSource.due` called it."""
    memory_bytes: int
    """What it may allocate in its process; beyond that, an allocation is a MemoryError."""
    seconds: float
    """How long it may take."""

    @abstractmethod
    def run(self) -> None:
        """Do it, in a child process."""

    @abstractmethod
    def fail_for_memory(self) -> None:
        """Record, in the child process, that it takes more memory than it may."""

    @abstractmethod
    def put_back(self, cut: Cut) -> None:
        """Queue it again, or fail it where it was tried often enough.

        Does nothing where it went on without this worker.
        """


class JobSource(ABC):
    """The jobs of one app, as one worker sees them."""

    slots: int
    """How many of them one worker runs at once."""

    @abstractmethod
    def due(self, passed_over: Collection[int]) -> int | None:
        """Return the key of the job whose turn it is; None where there is none."""

    @abstractmethod
    def claim(self, key: int, worker: str) -> Job | None:
        """Take a job for `worker`; None where another worker has it, or it needs none."""

    @abstractmethod
    def beat(self, worker: str, keys: Sequence[int]) -> None:
        """Renew the heartbeat of the jobs that `worker` has."""

    @abstractmethod
    def abandoned(self) -> Iterable[Job]:
        """Return what dead workers have."""


job_sources: list[Callable[[], JobSource]] = []
"""Makes the source of each app, for one worker. Filled while apps load."""

chores: list[Callable[[], object]] = []
"""What each removes that nobody needs any more, within a second. Filled while apps load."""


def this_worker() -> str:
    """Return the name of this process, which no other process has, now or later."""
    return f"{_host()} {os.getpid()} {_RUN}"


def is_dead(worker: str) -> bool:
    """Whether `worker` was a process of this machine that is gone; False where it is not known."""
    host, pid, _ = worker.rsplit(" ", 2)
    if host != _host() or worker == this_worker():
        return False
    if int(pid) == os.getpid():
        return True
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _host() -> str:
    # The column `worker` has 100 characters, and the id of the process stands beside this.
    return socket.gethostname()[:60]
