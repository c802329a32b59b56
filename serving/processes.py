"""Processes that the program forks, and how it and they are stopped."""

import multiprocessing
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from types import FrameType

GRACE_SECONDS = 12
"""How long they may take to stop: the server lets requests finish for ten seconds. A worker that
is killed loses nothing, for the next one begins its work anew."""


def stop_on_terminate() -> None:
    """Let SIGTERM unwind the program as Ctrl-C does, so that its clean-up runs."""

    def unwind(number: int, _frame: FrameType | None) -> None:
        sys.exit(128 + number)

    signal.signal(signal.SIGTERM, unwind)


def start(run: Callable[[], None]) -> BaseProcess:
    """Fork a process that runs `run`: this one has no threads, and no connection to a database.

    SIGTERM waits until the child no longer unwinds on it: raised in the middle of Python's own
    work after a fork, the exit would be printed, ignored and forgotten.
    """
    process = multiprocessing.get_context("fork").Process(target=_run, args=(run,))
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    return process


def _run(run: Callable[[], None]) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    run()


def stop(running: list[BaseProcess]) -> None:
    """Ask all of `running` to stop, and kill those that have not after GRACE_SECONDS."""
    for process in running:
        process.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for process in running:
        process.join(max(0.0, deadline - time.monotonic()))
        if process.is_alive():
            process.kill()
            process.join()
