"""A worker with bounds that no server would have, for tests.

    python -m imports.tests.bounded MIB SECONDS

Gives each import so many MiB beyond what the program takes by itself, and so many seconds.
"""

import re
import sys
from pathlib import Path

import django


def main(mib: int, seconds: float) -> None:
    django.setup()

    from imports.worker.loop import Limits, Worker

    status = Path("/proc/self/status").read_text(encoding="ascii")
    data = int(re.search(r"VmData:\s+(\d+) kB", status)[1]) * 1024
    Worker(slots=2, limits=Limits(data + mib * 2**20, seconds)).run()


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
