"""Measure application servers on this project, for docs/adr/0010-application-server.md.

    .venv/bin/pip install granian waitress cheroot uvicorn a2wsgi
    .venv/bin/python -m benchmarks.application_servers

Needs wrk (`apt-get install wrk`). Each server gets an empty SQLite database, one registered user
and the same load over 16 connections that are kept alive: reading that user's categories, then
creating transactions. The rounds take the servers in turn, so that whatever else the machine does
meets all of them; the table shows medians. The processor time per request includes the kernel's.
Memory is the proportional set size of all processes after the load. At the end of each round the
server gets Ctrl-C, as its whole process group would from a terminal.
"""

import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import family, memory
from tools.database import free_port
from tools.live_server import prepare, wait_until_healthy
from tools.process import ROOT, apart_from_dotenv, end

BIN = Path(sys.executable).parent
CONNECTIONS = 16
SECONDS = 4
ROUNDS = 3
STOP_SECONDS_MAX = 20
APPLICATION = "expense_tracker.wsgi:application"
PERSON = {"username": "bench", "email": "bench@example.org", "password": "a long enough one 77"}
EXPENSE = {"type": "expense", "amount": "12.50", "date": "2024-01-15", "description": "Lunch"}
CHEROOT = """
from cheroot.wsgi import Server
from expense_tracker.wsgi import application
server = Server(("127.0.0.1", PORT), application, numthreads=8)
try:
    server.start()
except KeyboardInterrupt:
    server.stop()
"""
ASGI = """
from a2wsgi import WSGIMiddleware
from expense_tracker.wsgi import application
app = WSGIMiddleware(application, workers=4)
"""


def commands(port: int, folder: Path) -> dict[str, list[str]]:
    """How each server is started: two processes of four threads, or one of eight."""
    (folder / "serve_cheroot.py").write_text(CHEROOT.replace("PORT", str(port)), encoding="utf-8")
    (folder / "asgi_app.py").write_text(ASGI, encoding="utf-8")
    address = f"127.0.0.1:{port}"
    gunicorn = [f"{BIN}/gunicorn", "--no-control-socket", "--preload", "--bind", address]
    return {
        "gunicorn with waitress, 2 x 4": [f"{BIN}/gunicorn", "--config=deploy/gunicorn.conf.py"],
        "gunicorn gthread, 2 x 4": [*gunicorn, "--workers=2", "--threads=4", APPLICATION],
        "gunicorn sync, 2 x 1": [*gunicorn, "--workers=2", APPLICATION],
        "granian, 2 x 4": [
            f"{BIN}/granian", "--interface=wsgi", f"--port={port}", "--workers=2",
            "--blocking-threads=4", "--no-ws", APPLICATION,
        ],
        "granian, 2 x 1": [
            f"{BIN}/granian", "--interface=wsgi", f"--port={port}", "--workers=2",
            "--blocking-threads=1", "--no-ws", APPLICATION,
        ],
        "uvicorn with a2wsgi, 2 x 4": [
            f"{BIN}/uvicorn", f"--port={port}", "--workers=2", "--no-access-log",
            f"--app-dir={folder}", "asgi_app:app",
        ],
        "waitress, 1 x 8": [
            f"{BIN}/waitress-serve", f"--listen={address}", "--threads=8", APPLICATION,
        ],
        "cheroot, 1 x 8": [sys.executable, str(folder / "serve_cheroot.py")],
    }  # fmt: skip


@dataclass(frozen=True)
class Load:
    """What one run of wrk saw: answers per second, milliseconds, failed requests."""

    rate: float
    p99: float
    cpu: float
    failed: int


@dataclass(frozen=True)
class Round:
    """One server under both loads, and how it stopped: seconds, and what was wrong with it."""

    read: Load
    write: Load
    memory: float
    stop: float
    faults: str


def number(pattern: str, text: str) -> float:
    """The number that `pattern` captures in `text`; 0 if there is none."""
    found = re.search(pattern, text)
    return float(found[1]) if found else 0.0


def load(server: int, url: str, script: Path) -> Load:
    """Put a server under load."""
    before = processor_seconds(server)
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--timeout=30s", "--latency"]
    done = subprocess.run(
        [*command, "--script", str(script), url], capture_output=True, text=True, check=True
    )
    out = done.stdout
    spent = processor_seconds(server) - before
    unit = re.search(r"99%\s+[\d.]+(us|ms|s)\b", out)
    milliseconds = {"us": 0.001, "ms": 1.0, "s": 1000.0}[unit[1] if unit else "s"]
    sockets = re.findall(r"(?:connect|read|write|timeout) (\d+)", out)
    return Load(
        rate=number(r"Requests/sec:\s+([\d.]+)", out),
        p99=number(r"99%\s+([\d.]+)", out) * milliseconds,
        cpu=1000 * spent / max(number(r"(\d+) requests in", out), 1),
        failed=int(number(r"Non-2xx or 3xx responses: (\d+)", out)) + sum(map(int, sockets)),
    )


def processor_seconds(server: int) -> float:
    """What a server's processes have used of the processors so far."""
    ticks = 0
    for process in family(server):
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def register(address: str) -> str:
    """Register the one user, and return the token."""
    request = urllib.request.Request(
        f"{address}/api/v1/register/",
        data=json.dumps(PERSON).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        token: str = json.load(response)["token"]
        return token


def scripts(folder: Path, token: str) -> tuple[Path, Path]:
    """What wrk sends: reading, and writing."""
    read, write = folder / "read.lua", folder / "write.lua"
    header = f'wrk.headers["Authorization"] = "Token {token}"\n'
    read.write_text(header, encoding="utf-8")
    write.write_text(
        f"{header}wrk.method = 'POST'\nwrk.body = '{json.dumps(EXPENSE)}'\n"
        'wrk.headers["Content-Type"] = "application/json"\n',
        encoding="utf-8",
    )
    return read, write


@dataclass(frozen=True)
class Running:
    """A server that runs."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def running(name: str, folder: Path) -> Iterator[Running]:
    """Run the server `name` on an empty SQLite database in `folder`."""
    port, log = free_port(), folder / "log"
    settings = {
        **apart_from_dotenv(),
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "LOG_LEVEL": "ERROR",
        "PORT": str(port),
        "PYTHONPATH": str(ROOT),
    }
    prepare(settings)
    with log.open("wb") as output:
        process = subprocess.Popen(
            commands(port, folder)[name],
            cwd=ROOT,
            env={**os.environ, **settings},
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        server = Running(process, port, log)
        wait_until_healthy(process, server.address, log)
        yield server
    finally:
        end(process)


def measure(name: str) -> Round:
    """Start a server, put it under load, and stop it."""
    with tempfile.TemporaryDirectory() as temporary, running(name, Path(temporary)) as server:
        process, address = server.process, server.address
        read, write = scripts(Path(temporary), register(address))
        load(process.pid, f"{address}/api/v1/categories/", read)  # warms up
        reads = load(process.pid, f"{address}/api/v1/categories/", read)
        writes = load(process.pid, f"{address}/api/v1/transactions/", write)
        mebibytes = memory(family(process.pid)).pss
        return Round(reads, writes, mebibytes, *interrupt(process, server.log))


def interrupt(server: subprocess.Popen[bytes], log: Path) -> tuple[float, str]:
    """Send Ctrl-C: after how many seconds the server ended, and what was wrong with that."""
    processes = family(server.pid)
    started = time.monotonic()
    os.killpg(server.pid, signal.SIGINT)
    faults = []
    try:
        server.wait(STOP_SECONDS_MAX)
    except subprocess.TimeoutExpired:
        faults.append("did not end")
    seconds = time.monotonic() - started
    left = [process for process in processes if Path(f"/proc/{process}").exists()]
    for process in left:
        os.kill(process, signal.SIGKILL)
    if left:
        faults.append(f"left {len(left)} processes")
    if server.wait() not in {0, 128 + signal.SIGINT, -signal.SIGINT, -signal.SIGKILL}:
        faults.append(f"exit code {server.returncode}")
    if "Traceback" in log.read_text(encoding="utf-8"):
        faults.append("traceback")
    return seconds, ", ".join(faults)


def row(name: str, rounds: list[Round]) -> str:
    """A server's line of the table."""

    def median(values: Iterable[float]) -> float:
        return statistics.median(values)

    reads, writes = [r.read for r in rounds], [r.write for r in rounds]
    cells = [name]
    for loads in (reads, writes):
        cells.append(f"{median(one.rate for one in loads):.0f}")
        cells.append(f"{median(one.p99 for one in loads):.0f}")
        cells.append(f"{median(one.cpu for one in loads):.1f}")
    cells += [
        str(sum(one.failed for one in reads + writes)),
        f"{median(r.memory for r in rounds):.0f}",
        " ".join(f"{r.stop:.1f}" for r in rounds),
        "; ".join(sorted({r.faults for r in rounds if r.faults})) or "none",
    ]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        names = list(commands(1, Path(temporary)))
    chosen = [name for name in names if not sys.argv[1:] or sys.argv[1] in name]
    results: dict[str, list[Round]] = {name: [] for name in chosen}
    for turn in range(ROUNDS):
        for name in chosen:
            print(f"round {turn + 1}: {name}", file=sys.stderr, flush=True)
            results[name].append(measure(name))
    print("| server | GET/s | p99 ms | cpu ms | POST/s | p99 ms | cpu ms | failed | MiB |", end="")
    print(" Ctrl-C, s | faults |\n|---|---|---|---|---|---|---|---|---|---|---|")
    for name in chosen:
        print(row(name, results[name]))


if __name__ == "__main__":
    main()
