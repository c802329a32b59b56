"""A worker that is killed at the statements that it sends, one after the other; for tests.

    python -m imports.tests.killing [both] ROW_ID…

For each import, a worker runs until that import is done. Whichever of its processes sends its next
statement, the first for the first import, the third for the second, is killed (SIGKILL) before that
is sent: at the odd statements on SQLite and at the even ones on MariaDB: they are the same.
Where `both` is said, the process is killed with its parent, at every sixth statement: what a
statement leaves behind is the same, and only who notices differs. Then another worker runs. Writes
the number of kills once a worker came through.
"""

import gc
import multiprocessing
import os
import signal
import sys
from importlib import import_module

import django
from django.db import connection


def main(row_ids: list[int], *, both: bool) -> None:
    # Loaded before anything is forked, and so once.
    import_module("expense_tracker.worker.loop")
    # The collector writes to every object that it looks at: a child would copy all that is loaded.
    gc.collect()
    gc.freeze()
    for kills, row_id in enumerate(row_ids):
        number = 1 + kills * (6 if both else 2) + (connection.vendor == "mysql")
        if run_worker(row_id, number, both=both) == 0:
            sys.stdout.write(str(kills))
            return
        assert run_worker(row_id, 0, both=both) == 0, f"the worker after kill {number} failed"
    sys.exit("There were fewer imports than statements.")


def run_worker(row_id: int, number: int, *, both: bool) -> int:
    """Run a worker that is killed at statement `number`; 0 where it was not, nor a child of it."""
    killed = multiprocessing.Value("i", 0)
    context = multiprocessing.get_context("fork")
    process = context.Process(target=work, args=(row_id, number, both, killed))
    process.start()
    process.join(60)
    assert process.exitcode is not None, f"after kill {number} nothing ends"
    return abs(process.exitcode) or killed.value


def work(row_id: int, number: int, both: bool, killed) -> None:
    from django.conf import settings

    from expense_tracker.worker import loop
    from imports.models import UNFINISHED, Import
    from imports.worker.jobs import ImportJobs

    count = multiprocessing.Value("i", 0)
    minder = os.getpid()

    def kill(execute, sql, params, many, context):
        with count.get_lock():
            count.value += 1
            is_due = count.value == number
        if is_due:
            killed.value = 1
            if both:
                os.kill(minder, signal.SIGKILL)
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    class Until(loop.Worker):
        """Ends when that one import is done, and takes no other."""

        def _step(self):
            super()._step()
            self._is_stopping = is_done() and not self._children and not self._ended
            if self._is_stopping:
                loop.POLL_SECONDS = 0  # its last wait would be for nothing, some hundred times

        def _start_next(self, source):
            return not is_done() and super()._start_next(source)

    def is_done():
        return not Import.objects.filter(pk=row_id, state__in=UNFINISHED).exists()

    connection.execute_wrappers.append(kill)
    settings.IMPORT_SECONDS_MAX = 60
    settings.IMPORTS_AT_ONCE = 1
    Until([ImportJobs()]).run()


if __name__ == "__main__":
    django.setup()
    main([int(text) for text in sys.argv[1:] if text != "both"], both="both" in sys.argv)
