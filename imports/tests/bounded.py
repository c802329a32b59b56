"""A worker with bounds that no server would have, for tests.

    python -m imports.tests.bounded MIB SECONDS GRACE

Gives each import so many MiB beyond what the program takes by itself, and so many seconds; where
the worker is told to stop, so many seconds of grace.
"""

import re
import sys
from pathlib import Path

import django


def main(mib: int, seconds: float, grace: float) -> None:
    django.setup()

    from django.conf import settings

    from expense_tracker.worker import loop
    from imports.worker.jobs import ImportJobs

    status = Path("/proc/self/status").read_text(encoding="ascii")
    data = int(re.search(r"VmData:\s+(\d+) kB", status)[1]) * 1024
    settings.IMPORT_MEMORY_BYTES_MAX = data + mib * 2**20
    settings.IMPORT_SECONDS_MAX = seconds
    loop.GRACE_SECONDS = grace
    loop.Worker([ImportJobs()]).run()


if __name__ == "__main__":
    main(int(sys.argv[1]), *map(float, sys.argv[2:]))
