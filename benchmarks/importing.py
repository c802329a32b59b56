"""Measure imports on SQLite and on a private MariaDB, beside `executemany` and hledger:

    .venv/bin/python -m benchmarks.importing [--only sqlite|mariadb] [--schedules] [SIZE...]

Each size is measured in a process of its own on an empty database, so that its memory is its own.
hledger is left out where it is not installed. `--schedules` measures what 300 schedules add, with
which rows are compared.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.__main__ import mariadb, sqlite
from tools.process import apart_from_dotenv, stop_on_terminate

SIZES = [10_000, 100_000, 1_000_000]
HEADING = (
    "| database | rows | import s | rows/s | executemany s | / executemany | hledger s | / hledger "
    "| again s | peak MiB |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
)
SCHEDULES_HEADING = (
    "| database | rows | import s | with 300 schedules s | with / without | settled |\n"
    "|---|---:|---:|---:|---:|---:|"
)


def main() -> int:
    """Measure each engine and size, and print the table."""
    stop_on_terminate()
    options = argparse.ArgumentParser()
    options.add_argument("sizes", metavar="SIZE", type=int, nargs="*", default=SIZES)
    options.add_argument("--only", choices=["sqlite", "mariadb"], help="one engine alone")
    options.add_argument("--schedules", action="store_true", help="what schedules add")
    asked = options.parse_args()
    print(SCHEDULES_HEADING if asked.schedules else HEADING, flush=True)
    module = "importing_schedules" if asked.schedules else "importing_engine"
    code = 0
    for name, server in (("sqlite", sqlite), ("mariadb", mariadb)):
        for size in asked.sizes if asked.only in (None, name) else []:
            with (
                tempfile.TemporaryDirectory(prefix="expenses-bench-") as folder,
                server(Path(folder) / name) as url,
            ):
                code |= measure(f"benchmarks.{module}", url, size)
    return code


def measure(module: str, url: str, size: int) -> int:
    """Have `module` measure one size on the database that `url` names; returns an exit code."""
    settings = {
        **os.environ,
        **apart_from_dotenv(),
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "expense_tracker.settings",
        "DEBUG": "off",
        "LOG_LEVEL": "WARNING",
    }
    command = [sys.executable, "-m", module, str(size)]
    return subprocess.run(command, env=settings, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
