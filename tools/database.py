"""A private database server for tests and benchmarks: own folder, own port, removed afterwards.

It is tuned for speed and not for keeping anything: nothing that matters belongs into it.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pymysql

from tools.process import run, stop_on_terminate

START_SECONDS = 60
NAME = "expenses"
ACCOUNT = "app"


@dataclass(frozen=True)
class Engine:
    """How to start one kind of server: `prepare` makes the data folder, `command` serves it."""

    name: str
    prepare: Callable[[Path], None]
    command: Callable[[Path], list[str | Path]]


@contextmanager
def private_server(engine: Engine) -> Iterator[str]:
    """Start a server of `engine`, yield the DATABASE_URL of an empty database, and remove both."""
    folder = Path(tempfile.mkdtemp(prefix=f"expenses-{engine.name.lower()}-"))
    server: subprocess.Popen[bytes] | None = None
    try:
        engine.prepare(folder)
        port = free_port()
        server = start(engine, folder, port)
        create_database(folder)
        yield f"mysql://{ACCOUNT}:{ACCOUNT}@127.0.0.1:{port}/{NAME}"
    finally:
        if server is not None:
            # What is thrown away need not be shut down cleanly, which would take seconds.
            server.kill()
            server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def start(engine: Engine, folder: Path, port: int) -> subprocess.Popen[bytes]:
    """Start the server and wait until it answers; end the program with its log if it does not."""
    log = folder / "error.log"
    # A session of its own: Ctrl-C is for the tests, the server stays until they have ended.
    server = subprocess.Popen(
        [*engine.command(folder), f"--port={port}", f"--log-error={log}"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        if (folder / "socket").exists():
            try:
                pymysql.connect(unix_socket=str(folder / "socket"), user="root").close()
            except pymysql.MySQLError:
                pass
            else:
                return server
        time.sleep(0.02)
    server.kill()
    server.wait()
    text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else "it wrote no log"
    sys.exit(f"{engine.name} did not start:\n{text[-2000:]}")


def create_database(folder: Path) -> None:
    """Create the database and the account that DATABASE_URL names."""
    with pymysql.connect(unix_socket=str(folder / "socket"), user="root") as connection:
        cursor = connection.cursor()
        cursor.execute(f"CREATE DATABASE {NAME} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
        cursor.execute(f"CREATE USER {ACCOUNT}@'127.0.0.1' IDENTIFIED BY '{ACCOUNT}'")
        cursor.execute(f"CREATE USER {ACCOUNT}@localhost IDENTIFIED BY '{ACCOUNT}'")
        cursor.execute(f"GRANT ALL ON *.* TO {ACCOUNT}@'127.0.0.1', {ACCOUNT}@localhost")


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def run_with_server(engine: Engine) -> int:
    """Run the command of our own arguments with DATABASE_URL set to a private server."""
    stop_on_terminate()
    with private_server(engine) as url:
        print(f"{engine.name} is up", flush=True)
        return run(sys.argv[1:], {"DATABASE_URL": url})


def run_as_root() -> list[str]:
    """The option without which the servers refuse to run as root."""
    return ["--user=root"] if os.geteuid() == 0 else []
