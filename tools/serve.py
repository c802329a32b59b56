"""`make run`: the application server with a worker beside it, until the server ends.

Each is a service of its own where it runs for real (docs/deployment.md). Here they are forked from
one process that has loaded the program, so that its pages are in memory once and not twice.
"""

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess

from django.core.management import execute_from_command_line
from gunicorn.app import wsgiapp

from common.memory import allocate_in_one_place, share_with_children
from expense_tracker import wsgi  # noqa: F401  # loads the program
from tools.process import ROOT, stop_on_terminate

LOOK_SECONDS = 0.2
"""How often both are looked at: who ends the server by hand does not notice a fifth of a second."""
REST_SECONDS = 1.0
"""How long after a worker has died the next one is started."""
GRACE_SECONDS = 12
"""How long they may take to stop: the server lets requests finish for ten seconds. A worker that
is killed loses nothing, for the next one begins its work anew."""


def main() -> int:
    """Run the server with a worker beside it until the server ends; returns its exit code."""
    stop_on_terminate()
    os.chdir(ROOT)
    allocate_in_one_place()
    share_with_children()
    server = start(serve)
    worker = start(work)
    try:
        while server.is_alive():
            if not worker.is_alive():
                print("The worker has ended; another one takes its place.", flush=True)
                time.sleep(REST_SECONDS)
                worker = start(work)
            time.sleep(LOOK_SECONDS)
        return server.exitcode or 0
    except KeyboardInterrupt:
        return 0
    finally:
        stop([server, worker])


def serve() -> None:
    """Be the application server, as `gunicorn --config deploy/gunicorn.conf.py` is."""
    sys.argv = ["gunicorn", "--config", "deploy/gunicorn.conf.py"]
    wsgiapp.run(prog="gunicorn")


def work() -> None:
    """Be the worker, as `manage.py work` is."""
    execute_from_command_line(["manage.py", "work", "--verbosity", "0"])


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


if __name__ == "__main__":
    sys.exit(main())
