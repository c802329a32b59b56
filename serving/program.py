"""The whole program: the application server with a worker beside it, until the server ends.

    .venv/bin/python -m serving.program

`make run` and `expense-tracker serve` start it. Each is a service of its own where it runs for real
(docs/deployment.md). Here they are forked from one process that has loaded the program, so that its
pages are in memory once and not twice.
"""

import os
import sys
import time

from django.conf import settings
from django.core.management import execute_from_command_line
from gunicorn.app import wsgiapp

from common.memory import allocate_in_one_place, share_with_children
from expense_tracker import wsgi  # noqa: F401  # loads the program
from expense_tracker.shipped import shipped
from serving.processes import start, stop, stop_on_terminate

LOOK_SECONDS = 0.2
"""How often both are looked at: who ends the server by hand does not notice a fifth of a second."""
REST_SECONDS = 1.0
"""How long after a worker has died the next one is started."""


def main() -> int:
    """Run the server with a worker beside it until the server ends; returns its exit code."""
    stop_on_terminate()
    # gunicorn looks for modules in the folder that it runs in: one that nobody else writes to.
    os.chdir(settings.DATA_DIR)
    allocate_in_one_place()
    share_with_children()
    server = start(serve)
    worker = start(work)
    try:
        while server.is_alive():
            if not worker.is_alive():
                sys.stdout.write("The worker has ended; another one takes its place.\n")
                sys.stdout.flush()
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
    sys.argv = ["gunicorn", "--config", str(shipped("deploy/gunicorn.conf.py"))]
    wsgiapp.run(prog="gunicorn")


def work() -> None:
    """Be the worker, as `manage.py work` is."""
    execute_from_command_line(["manage.py", "work", "--verbosity", "0"])


if __name__ == "__main__":
    sys.exit(main())
