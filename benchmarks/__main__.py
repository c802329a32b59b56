"""Measure on SQLite and on a private MariaDB: `make bench`, or

    .venv/bin/python -m benchmarks [--keep] [--only sqlite|mariadb] [SIZE...]

With --keep the loaded books stay under var/bench, and the next run with it finds them there.
"""

import argparse
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tools.database import ACCOUNT, NAME, create_database, free_port, start
from tools.mariadb import MARIADB
from tools.process import ROOT, apart_from_dotenv, end, run, stop_on_terminate

SIZES = [1_000, 100_000, 1_000_000]
KEPT = ROOT / "var" / "bench"


def durable(folder: Path) -> list[str | Path]:
    """The server as in production: each commit is on the disk, and the hot rows are in memory."""
    return [
        *MARIADB.command(folder),
        "--innodb-flush-log-at-trx-commit=1", "--innodb-doublewrite=1",
        "--innodb-flush-method=fsync", "--innodb-log-file-size=256M",
        "--innodb-buffer-pool-size=2G",
    ]  # fmt: skip


DURABLE = replace(MARIADB, command=durable)


@contextmanager
def mariadb(folder: Path) -> Iterator[str]:
    """Serve the database in `folder`, which is made where there is none, and yield its URL."""
    is_new = not (folder / "data").exists()
    if is_new:
        folder.mkdir(parents=True, exist_ok=True)
        DURABLE.prepare(folder)
    port = free_port()
    server = start(DURABLE, folder, port)
    try:
        if is_new:
            create_database(folder)
        yield f"mysql://{ACCOUNT}:{ACCOUNT}@127.0.0.1:{port}/{NAME}"
    finally:
        end(server)


@contextmanager
def sqlite(folder: Path) -> Iterator[str]:
    """Yield the URL of the file in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    yield f"sqlite:///{folder / 'book.sqlite3'}"


def main() -> int:
    """Run `benchmarks.engine` on each engine in turn."""
    stop_on_terminate()
    options = argparse.ArgumentParser()
    options.add_argument("sizes", metavar="SIZE", type=int, nargs="*", default=SIZES)
    options.add_argument("--keep", action="store_true", help=f"keep the data under {KEPT}")
    options.add_argument("--only", choices=["sqlite", "mariadb"], help="one engine alone")
    asked = options.parse_args()
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}"
    print(
        f"{datetime.now(UTC):%Y-%m-%d}, {machine}, Python {platform.python_version()}", flush=True
    )
    code = 0
    for name, server in (("sqlite", sqlite), ("mariadb", mariadb)):
        if asked.only in (None, name):
            folder = KEPT / name if asked.keep else Path(tempfile.mkdtemp(prefix="expenses-bench-"))
            try:
                with server(folder) as url:
                    code |= measure(url, asked.sizes)
            finally:
                if not asked.keep:
                    shutil.rmtree(folder, ignore_errors=True)
    return code


def measure(url: str, sizes: list[int]) -> int:
    """Measure on the database that `url` names; returns an exit code."""
    settings = {
        **apart_from_dotenv(),
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
        "DEBUG": "off",
        "LOG_LEVEL": "WARNING",
        # The tokens of kept books have to hold on the next run.
        "TOKEN_KEY": "benchmarks: nobody signs in here with what this key has made",
    }
    command = [sys.executable, "-m", "benchmarks.engine", *map(str, sizes)]
    return run(command, settings)


if __name__ == "__main__":
    sys.exit(main())
