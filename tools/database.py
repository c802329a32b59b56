"""A private database server for tests and benchmarks: own folder, own port, removed afterwards.

It is tuned for speed and not for keeping anything: nothing that matters belongs into it.
"""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

import pymysql
import pymysql.cursors

from tools.process import run, stop_on_terminate

START_SECONDS = 60
"""How long a server may take to answer. It takes seconds; beyond a minute its log is shown
instead."""
ROOM_BYTES = 1024**3
"""What a server has to have for its data: those of a run of all tests come to a quarter of it."""
NAME = "expenses"
ACCOUNT = "app"


@dataclass(frozen=True)
class Engine:
    """How to start one kind of server: `prepare` makes the data folder, `command` serves it.

    `query` is the end of its DATABASE_URL, with options for the driver.
    """

    name: str
    prepare: Callable[[Path], None]
    command: Callable[[Path], list[str | Path]]
    query: str = ""


class PrivateServer:
    """A running server with an empty database, of which `url` is the DATABASE_URL."""

    def __init__(self, engine: Engine, folder: Path, options: Sequence[str]) -> None:
        self.engine = engine
        self.folder = folder
        self.options = options
        self.port = free_port()
        self.url = f"mysql://{ACCOUNT}:{ACCOUNT}@127.0.0.1:{self.port}/{NAME}{engine.query}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server, for the first time or after a `kill`."""
        self._process = start(self.engine, self.folder, self.port, self.options)

    def kill(self) -> None:
        """End it at once, with no chance to finish anything."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()


@contextmanager
def private_server(engine: Engine, options: Sequence[str] = ()) -> Iterator[PrivateServer]:
    """Start a server of `engine` with an empty database, and remove both afterwards.

    `options` stand after those of the engine, so they count where the two contradict.
    """
    folder = Path(tempfile.mkdtemp(prefix=f"expenses-{engine.name.lower()}-", dir=memory()))
    server = PrivateServer(engine, folder, options)
    try:
        engine.prepare(folder)
        server.start()
        create_database(folder)
        yield server
    finally:
        # What is thrown away need not be shut down cleanly, which would take seconds.
        server.kill()
        shutil.rmtree(folder, ignore_errors=True)


def memory() -> str | None:
    """A folder in memory with room for a server, or none; a disk has its tests wait for it.

    What is there outlives a killed process as well as on a disk.
    """
    shared = "/dev/shm"
    if not os.access(shared, os.W_OK) or shutil.disk_usage(shared).free < ROOM_BYTES:
        return None
    return shared


@contextmanager
def scratch_database(url: str) -> Iterator[str]:
    """Make an empty database on the server of `url`, yield its own URL, and drop it afterwards."""
    parts = urlsplit(url)
    name = f"scratch_{secrets.token_hex(8)}"
    options = "CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
    with connect(url) as connection:
        connection.cursor().execute(f"CREATE DATABASE {name} {options}")
    try:
        yield urlunsplit(parts._replace(path=f"/{name}"))
    finally:
        with connect(url) as connection:
            connection.cursor().execute(f"DROP DATABASE {name}")


def connect(url: str) -> "pymysql.Connection[pymysql.cursors.Cursor]":
    """A connection to the database of a DATABASE_URL of MySQL or MariaDB."""
    parts = urlsplit(url)
    return pymysql.connect(
        host=parts.hostname or "127.0.0.1",
        port=parts.port or 3306,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        database=parts.path.strip("/"),
        charset="utf8mb4",
    )


def start(
    engine: Engine, folder: Path, port: int, options: Sequence[str] = ()
) -> subprocess.Popen[bytes]:
    """Start the server and wait until it answers; end the program with its log if it does not."""
    log = folder / "error.log"
    # A session of its own: Ctrl-C is for the tests, the server stays until they have ended.
    server = subprocess.Popen(
        [*engine.command(folder), f"--port={port}", f"--log-error={log}", *options],
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
    with private_server(engine) as server:
        print(f"{engine.name} is up", flush=True)
        return run(sys.argv[1:], {"DATABASE_URL": server.url})


def run_as_root() -> list[str]:
    """The option without which the servers refuse to run as root."""
    return ["--user=root"] if os.geteuid() == 0 else []
