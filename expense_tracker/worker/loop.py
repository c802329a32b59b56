"""The worker: takes due jobs of all apps and runs each in a child process, until told to stop.

One process minds the jobs and the children; it does no job itself. A job that a child does not end
is put back. A fault of the database ends nothing: the worker says so once, waits, and goes on.
"""

import logging
import shutil
import signal
import tempfile
from collections.abc import Collection
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic, sleep

from django.db import InterfaceError, OperationalError, close_old_connections

from books.unit_of_work import is_transient
from common.jobs import Cut, Job, JobSource, chores, this_worker
from common.scratch import remove_abandoned, scratch_folder
from expense_tracker import heartbeats
from expense_tracker.monitoring import free_slot, monitor
from expense_tracker.worker import service
from expense_tracker.worker.isolation import lift_limit, run_apart

POLL_SECONDS = 0.25
"""How often a worker asks for due jobs while it has room for some."""
BEAT_SECONDS = 10
"""How often it renews the heartbeat of what it has."""
LOOK_SECONDS = 5
"""How often it looks for what dead workers had."""
CLEAR_SECONDS = 3600
"""How often it removes temporary files of dead workers, and does the chores of all apps, beside
once at the start."""
REST_SECONDS = 2
"""How long it rests after a fault of the database, and leaves alone a job that met with one."""
GRACE_SECONDS = 8
"""How long jobs under way may take to end when the worker is told to stop. Less than the 12 of
`make run`; what is not done by then is put back."""

_DATABASE_FAULT = 75
"""The exit code of a child that ended for a fault of the database (EX_TEMPFAIL of sysexits.h)."""
_FAULTS = (OperationalError, InterfaceError, OSError)
"""Of the database and, OSError, of the machine; each may pass, and none is a job's doing."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Child:
    """A child process with the job that it runs."""

    source: JobSource
    job: Job
    process: BaseProcess
    folder: Path
    deadline: float
    slot: int
    """Its place among those that run, which the next one has after it."""
    is_late: bool = False


class Worker:
    """Runs the jobs of `sources`, of each as many at once as it has slots."""

    def __init__(self, sources: Collection[JobSource]) -> None:
        self._sources = sources
        self._name = this_worker()
        self._children: list[_Child] = []
        self._ended: list[_Child] = []
        """Children that have ended, and of which that is not written yet."""
        self._resting: dict[tuple[JobSource, int], float] = {}
        """Until when jobs are left alone that met with a fault of the database."""
        self._due = dict.fromkeys(("beat", "look", "clear", "alive", "tell", "chores"), 0.0)
        self._is_stopping = self._is_faulty = False

    def run(self) -> None:
        """Work until SIGTERM or SIGINT."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        with ExitStack() as stack:
            self._folder = stack.enter_context(scratch_folder())
            service.tell(service.READY)
            while not self._is_stopping:
                self._step()
                wait([child.process.sentinel for child in self._children], POLL_SECONDS)
            service.tell(service.STOPPING)
            self._end()

    def _stop(self, *_: object) -> None:
        self._is_stopping = True

    def _step(self) -> None:
        """Do what is due; a fault of the database is for the next time."""
        self._reap()
        if self._is_due("clear", CLEAR_SECONDS):
            remove_abandoned()
        if self._is_due("tell", BEAT_SECONDS):
            service.tell(service.ALIVE)
        try:
            close_old_connections()
            self._keep_house()
            self._report()
            self._ask_sources()
        except _FAULTS as fault:
            self._say(fault)
            sleep(REST_SECONDS)
        else:
            self._say(None)

    def _is_due(self, what: str, every: float) -> bool:
        now = monotonic()
        if now < self._due[what]:
            return False
        self._due[what] = now + every
        return True

    def _keep_house(self) -> None:
        """Write that this worker is alive, and now and then remove what nobody needs any more."""
        if self._is_due("alive", heartbeats.BEAT_SECONDS):
            heartbeats.beat(self._name)
        if self._is_due("chores", CLEAR_SECONDS):
            for chore in chores:
                chore()

    def _ask_sources(self) -> None:
        """Tell each source which jobs are alive, and take what is due."""
        if self._is_due("beat", BEAT_SECONDS):
            self._beat()
        is_looking = self._is_due("look", LOOK_SECONDS)
        for source in self._sources:
            for job in source.abandoned() if is_looking else ():
                job.put_back(Cut.DIED)
            while self._has_room(source) and self._start_next(source):
                pass

    def _beat(self) -> None:
        for source in self._sources:
            keys = [child.job.key for child in self._children if child.source is source]
            source.beat(self._name, keys)

    def _has_room(self, source: JobSource) -> bool:
        return sum(child.source is source for child in self._children) < source.slots

    def _start_next(self, source: JobSource) -> bool:
        """Take the next job of `source` and start its child; False where there is none."""
        now = monotonic()
        self._resting = {one: until for one, until in self._resting.items() if until > now}
        key = source.due([key for of, key in self._resting if of is source])
        if key is None:
            return False
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        job = None
        try:
            job = source.claim(key, self._name)
        finally:
            if job is None:
                folder.rmdir()
        if job is None:
            return False
        slot = free_slot([child.slot for child in self._children])
        process = run_apart(partial(_work, job, slot), folder=folder, memory_bytes=job.memory_bytes)
        self._children.append(_Child(source, job, process, folder, now + job.seconds, slot))
        return True

    def _reap(self) -> None:
        """Take leave of the children that have ended; kill those that take too long."""
        for child in list(self._children):
            if child.process.is_alive():
                if monotonic() < child.deadline:
                    continue
                child.is_late = True
                child.process.kill()
            child.process.join()
            shutil.rmtree(child.folder, ignore_errors=True)
            self._children.remove(child)
            self._ended.append(child)

    def _report(self) -> None:
        """Put back what ended children have left undone."""
        while self._ended:
            child = self._ended[0]
            code = child.process.exitcode
            if code == _DATABASE_FAULT:
                self._resting[child.source, child.job.key] = monotonic() + REST_SECONDS
            if code:
                _log.info("%s: its process ended with code %s.", child.job, code)
                child.job.put_back(_cut_of(child))
            self._ended.pop(0)

    def _end(self) -> None:
        """Let the children end for a while; put back what they have not done by then."""
        until = monotonic() + GRACE_SECONDS
        while self._children and monotonic() < until:
            wait([child.process.sentinel for child in self._children], until - monotonic())
            self._reap()
        stopped = list(self._children)
        for child in stopped:
            child.deadline = 0.0
        self._reap()
        try:
            for child in stopped:
                child.job.put_back(Cut.INTERRUPTED)
                self._ended.remove(child)
            self._report()
            heartbeats.end(self._name)
        except _FAULTS as fault:
            # Another worker will find what this one had.
            self._say(fault)

    def _say(self, fault: Exception | None) -> None:
        """Log that something is at fault, or no longer is; once each."""
        if fault is not None and is_transient(fault):
            # Another writer is at work: a child of this worker, as a rule.
            return
        if fault is not None and not self._is_faulty:
            _log.warning("The worker waits until it can go on: %s", fault)
        if fault is None and self._is_faulty:
            _log.warning("The worker goes on.")
        self._is_faulty = fault is not None


def _cut_of(child: _Child) -> Cut:
    """Return why the job of a child that has ended is not done."""
    if child.process.exitcode == _DATABASE_FAULT:
        return Cut.INTERRUPTED
    return Cut.LATE if child.is_late else Cut.DIED


def _work(job: Job, slot: int) -> int:
    """Run a job in a child process; returns its exit code."""
    monitor().enter_job(slot)
    try:
        job.run()
    except MemoryError:
        pass
    except _FAULTS as fault:
        _log.warning("%s waits until it can go on: %s", job, fault)
        return _DATABASE_FAULT
    else:
        return 0
    # Not within the except block, where the traceback still holds what took the memory.
    lift_limit()
    job.fail_for_memory()
    return 0
