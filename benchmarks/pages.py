"""Measure what a page takes on the server, in books of different sizes, and what it weighs:

    .venv/bin/python -m benchmarks.pages [--only sqlite|mariadb] [SIZE...]

The books are those of `make bench`: 100,000 transactions are 1,667 in each month.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks.__main__ import mariadb, sqlite
from tools.process import apart_from_dotenv, run, stop_on_terminate

SIZES = [1_000, 100_000]


def main() -> int:
    """Run `benchmarks.pages_engine` on each engine in turn."""
    stop_on_terminate()
    options = argparse.ArgumentParser()
    options.add_argument("sizes", metavar="SIZE", type=int, nargs="*", default=SIZES)
    options.add_argument("--only", choices=["sqlite", "mariadb"], help="one engine alone")
    asked = options.parse_args()
    code = 0
    for name, server in (("sqlite", sqlite), ("mariadb", mariadb)):
        if asked.only in (None, name):
            with (
                tempfile.TemporaryDirectory(prefix="expenses-bench-") as folder,
                server(Path(folder) / name) as url,
            ):
                code |= measure(url, asked.sizes)
    return code


def measure(url: str, sizes: list[int]) -> int:
    """Measure on the database that `url` names; returns an exit code."""
    settings = {
        **apart_from_dotenv(),
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "DEBUG": "off",
        "LOG_LEVEL": "WARNING",
    }
    return run([sys.executable, "-m", "benchmarks.pages_engine", *map(str, sizes)], settings)


if __name__ == "__main__":
    sys.exit(main())
