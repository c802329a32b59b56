"""The real application server on an empty database, for tests that come in by the network."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tools.database import START_SECONDS, free_port, memory
from tools.process import ROOT, apart_from_dotenv, end, run

SERVER: tuple[str | Path, ...] = (
    Path(sys.executable).parent / "gunicorn",
    *("--config", "deploy/gunicorn.conf.py"),
)


class Server:
    """The application server as `make run` starts it, on the database of `url`.

    It can be killed without notice, whole or in part, and started again at the same address.
    """

    def __init__(self, url: str, folder: Path) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.log = folder / "server.log"
        self.settings = {
            "DATABASE_URL": url,
            **apart_from_dotenv(),
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "LOG_LEVEL": "WARNING",
        }
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """The environment that the server runs in, and commands beside it."""
        return {**os.environ, **self.settings}

    def start(self) -> None:
        """Start it, and wait until it answers."""
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                SERVER,
                cwd=ROOT,
                env=self.environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        wait_until_healthy(self._process, self.address, self.log)

    def workers(self) -> list[int]:
        """The ids of the processes that answer, without the one that minds them."""
        if self._process is None:
            return []
        master = self._process.pid
        text = Path(f"/proc/{master}/task/{master}/children").read_text(encoding="ascii")
        return [int(number) for number in text.split()]

    def kill(self) -> None:
        """End every process of it at once, with no chance to finish anything (SIGKILL)."""
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None
        # The port is free when the last worker is gone, not when the master is.
        while accepts(self.port):
            time.sleep(0.01)

    def stop(self) -> None:
        """Ask it to stop, and see to it that it does."""
        if self._process is not None:
            end(self._process)
            # A worker that is caught in a request outlives its master.
            self.kill()


@contextmanager
def live_server() -> Iterator[str]:
    """Serve the project as `make run` does, and yield its address, such as http://127.0.0.1:4711.

    A worker runs beside it.

    The database is the one of DATABASE_URL, or a new SQLite file that is removed afterwards.
    """
    folder = Path(tempfile.mkdtemp(prefix="expenses-server-", dir=memory()))
    server = Server(os.environ.get("DATABASE_URL", f"sqlite:///{folder / 'db.sqlite3'}"), folder)
    worker = None
    try:
        prepare(server.settings)
        server.start()
        worker = start_worker(server)
        yield server.address
        report_tracebacks(server.log)
    finally:
        if worker is not None:
            worker.kill()
            worker.wait()
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def start_worker(server: Server) -> subprocess.Popen[bytes]:
    """Start a worker beside `server`, on the same database and with the same log."""
    with server.log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "manage.py", "work"],
            cwd=ROOT,
            env=server.environment,
            stdout=output,
            stderr=output,
        )


def prepare(settings: dict[str, str]) -> None:
    """Make the tables, and the static files unless they are there."""
    steps = [["migrate", "--verbosity", "0"], ["createcachetable", "--verbosity", "0"]]
    if not (ROOT / "staticfiles" / "staticfiles.json").exists():
        steps.append(["collectstatic", "--no-input", "--verbosity", "0"])
    for step in steps:
        if run([sys.executable, ROOT / "manage.py", *step], settings):
            sys.exit(f"The server could not be prepared: `manage.py {step[0]}` failed.")


def accepts(port: int) -> bool:
    """Whether anybody listens on this port of the loopback address."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def wait_until_healthy(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    """Wait for the server's first answer; end the program with its log if there is none."""
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/health/", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.02)
    sys.exit(f"The server did not start:\n{log.read_text(encoding='utf-8')[-4000:]}")


def report_tracebacks(log: Path) -> None:
    """Show the server's log if it holds a traceback: no request may lead to one."""
    text = log.read_text(encoding="utf-8", errors="replace")
    if "Traceback" in text:
        sys.exit(f"The server logged an error:\n{text[-8000:]}")
