"""The real application server on an empty database, for tests that come in by the network."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tools.database import free_port
from tools.process import ROOT, apart_from_dotenv, end, run

START_SECONDS = 60


@contextmanager
def live_server() -> Iterator[str]:
    """Serve the project as `make run` does, and yield its address, such as http://127.0.0.1:4711.

    The database is the one of DATABASE_URL, or a new SQLite file that is removed afterwards.
    """
    folder = Path(tempfile.mkdtemp(prefix="expenses-server-"))
    port = free_port()
    settings = {
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        **{name: os.environ[name] for name in ("DATABASE_URL",) if name in os.environ},
        **apart_from_dotenv(),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "LOG_LEVEL": "WARNING",
    }
    log = folder / "server.log"
    server: subprocess.Popen[bytes] | None = None
    try:
        prepare(settings)
        with log.open("wb") as output:
            server = subprocess.Popen(
                [Path(sys.executable).parent / "gunicorn", "--config", "deploy/gunicorn.conf.py"],
                cwd=ROOT,
                env={**os.environ, **settings},
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        address = f"http://127.0.0.1:{port}"
        wait_until_healthy(server, address, log)
        yield address
        report_tracebacks(log)
    finally:
        if server is not None:
            end(server)
            # A worker that is caught in a request outlives its master.
            with suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGKILL)
        shutil.rmtree(folder, ignore_errors=True)


def prepare(settings: dict[str, str]) -> None:
    """Make the tables, and the static files unless they are there."""
    steps = [["migrate", "--verbosity", "0"], ["createcachetable", "--verbosity", "0"]]
    if not (ROOT / "staticfiles" / "staticfiles.json").exists():
        steps.append(["collectstatic", "--no-input", "--verbosity", "0"])
    for step in steps:
        if run([sys.executable, ROOT / "manage.py", *step], settings):
            sys.exit(f"The server could not be prepared: `manage.py {step[0]}` failed.")


def wait_until_healthy(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    """Wait for the server's first answer; end the program with its log if there is none."""
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/health/", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.05)
    sys.exit(f"The server did not start:\n{log.read_text(encoding='utf-8')[-4000:]}")


def report_tracebacks(log: Path) -> None:
    """Show the server's log if it holds a traceback: no request may lead to one."""
    text = log.read_text(encoding="utf-8", errors="replace")
    if "Traceback" in text:
        sys.exit(f"The server logged an error:\n{text[-8000:]}")
