"""The worker: takes imports from the queue and runs each in a child process, until told to stop.

One process minds the queue and the children; it reads no file itself. What a child does not end is
queued again, and failed after `claims.TRIES_MAX` tries. A fault of the database ends nothing: the
worker says so once, waits, and goes on.
"""

import logging
import shutil
import signal
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic, sleep

from django.db import InterfaceError, OperationalError, close_old_connections

from books.door import is_transient
from common.scratch import remove_abandoned, scratch_folder
from imports.plan import problems
from imports.worker import claims
from imports.worker.claims import Claim
from imports.worker.isolation import lift_limit, run_apart
from imports.worker.pipeline import carry_on

POLL_SECONDS = 0.25
"""How often a worker asks for new work while it has room for some."""
LOOK_SECONDS = 5
"""How often it looks for what dead workers had."""
CLEAR_SECONDS = 3600
"""How often it removes temporary files of dead workers, beside once at the start."""
REST_SECONDS = 2
"""How long it rests after a fault of the database, and leaves alone an import that met with one."""
GRACE_SECONDS = 8
"""How long imports under way may take to end when the worker is told to stop. Less than the 12 of
`make run`; what is not done by then is queued again."""

_DATABASE_FAULT = 75
"""The exit code of a child that ended for a fault of the database (EX_TEMPFAIL of sysexits.h)."""
_FAULTS = (OperationalError, InterfaceError, OSError)
"""Of the database and, OSError, of the machine; each may pass, and none is an import's doing."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one import may take."""

    memory_bytes: int
    seconds: float


@dataclass(slots=True)
class _Child:
    """A child process with the import that it works on."""

    claim: Claim
    process: BaseProcess
    folder: Path
    deadline: float
    is_late: bool = False


class Worker:
    """Works on up to `slots` imports at once, each of another person."""

    def __init__(self, *, slots: int, limits: Limits) -> None:
        self._slots = slots
        self._limits = limits
        self._name = claims.this_worker()
        self._watch = claims.Watch()
        self._children: list[_Child] = []
        self._ended: list[_Child] = []
        """Children that have ended, and of which that is not written yet."""
        self._resting: dict[int, float] = {}
        """Until when imports are left alone that met with a fault of the database."""
        self._due = dict.fromkeys(("beat", "look", "clear"), 0.0)
        self._is_stopping = self._is_faulty = False

    def run(self) -> None:
        """Work until SIGTERM or SIGINT."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        with ExitStack() as stack:
            self._folder = stack.enter_context(scratch_folder())
            while not self._is_stopping:
                self._step()
                wait([child.process.sentinel for child in self._children], POLL_SECONDS)
            self._end()

    def _stop(self, *_: object) -> None:
        self._is_stopping = True

    def _step(self) -> None:
        """Do what is due; a fault of the database is for the next time."""
        self._reap()
        if self._is_due("clear", CLEAR_SECONDS):
            remove_abandoned()
        try:
            close_old_connections()
            self._report()
            if self._is_due("beat", claims.BEAT_SECONDS):
                claims.beat(self._name, [child.claim for child in self._children])
            if self._is_due("look", LOOK_SECONDS):
                for claim in self._watch.abandoned():
                    claims.requeue(claim, problems.WORKER_DIED)
            while len(self._children) < self._slots and self._start_next():
                pass
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

    def _start_next(self) -> bool:
        """Take the next import and start its child; False where there is none."""
        now = monotonic()
        self._resting = {pk: until for pk, until in self._resting.items() if until > now}
        import_id = claims.next_queued(self._resting)
        if import_id is None:
            return False
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        claim = None
        try:
            claim = claims.claim(import_id, self._name)
        finally:
            if claim is None:
                folder.rmdir()
        if claim is None:
            return False
        work = partial(_work, claim, self._limits)
        process = run_apart(work, folder=folder, memory_bytes=self._limits.memory_bytes)
        self._children.append(_Child(claim, process, folder, now + self._limits.seconds))
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
        """Queue again what ended children have left undone."""
        while self._ended:
            child = self._ended[0]
            code = child.process.exitcode
            if code == _DATABASE_FAULT:
                self._resting[child.claim.import_id] = monotonic() + REST_SECONDS
            if code:
                late = problems.too_slow(self._limits.seconds)
                problem = late if child.is_late else problems.WORKER_DIED
                _log.info("Import %s: a child ended with code %s.", child.claim.import_id, code)
                claims.requeue(child.claim, problem, counted=code != _DATABASE_FAULT)
            self._ended.pop(0)

    def _end(self) -> None:
        """Let the children end for a while; queue again what they have not done by then."""
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
                claims.requeue(child.claim, problems.WORKER_DIED, counted=False)
                self._ended.remove(child)
            self._report()
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


def _work(claim: Claim, limits: Limits) -> int:
    """Carry on with an import in a child process; returns its exit code."""
    try:
        carry_on(claim)
    except MemoryError:
        pass
    except _FAULTS as fault:
        _log.warning("Import %s waits until it can go on: %s", claim.import_id, fault)
        return _DATABASE_FAULT
    else:
        return 0
    # Not within the except block, where the traceback still holds what took the memory.
    lift_limit()
    claims.fail(claim, problems.too_much_memory(limits.memory_bytes))
    return 0
