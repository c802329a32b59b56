"""Measure the memory of the whole program, idle and around an import, for docs/benchmarks.md.

    .venv/bin/python -m benchmarks.memory [--rows 100000] [--requests 8] [--imports 1]
        [--only sqlite|mariadb] [--growth-max MIB]

Starts what `make run` starts (serving/program.py: application server and worker) on an empty
database of SQLite, or of a private MariaDB. "started" is before any request but /health/. "idle" is
after each kind of request was sent `--requests` times, eight at once, so that whatever is loaded
late is loaded in every thread. Then a CSV file of an invented household is imported over HTTP.
"most" is the largest sum of all processes while it runs, looked at five times a second. "used" is
after the reads were sent again, now of that many rows. Further imports bring the same file again,
of which each row is known; the table has the memory after each, for what grows. `--growth-max`
fails where the last of them leaves more beyond what the second has left.

PSS counts a page that several processes share once, RSS once for each of them.
"""

import argparse
import http.client
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from benchmarks.__main__ import mariadb, sqlite
from benchmarks.household_file import write_csv
from benchmarks.processes import Memory, family, memory
from tools.database import free_port
from tools.live_server import prepare, wait_until_healthy
from tools.process import ROOT, apart_from_dotenv, end, stop_on_terminate

SERVERS = {"sqlite": sqlite, "mariadb": mariadb}
CONNECTIONS = 8
"""As many as the server has threads: 2 processes of 4."""
LOOK_SECONDS = 0.2
REST_SECONDS = 15
"""Until the processes have given back what was for the moment: they do so every ten seconds."""
MINUTE_SECONDS = 60
TIMEOUT_SECONDS = 300
PASSWORD = "a long enough one 77"
JSON = "application/json"
EXPENSE = {"type": "expense", "amount": "12.50", "date": "2024-01-15", "description": "Lunch"}
API_READS = [
    *("accounts/", "categories/", "payees/", "tags/", "transactions/", "transactions/?q=lunch"),
    *("book/", "books/", "members/", "me/", "me/security/", "tokens/", "currencies/", "rates/"),
    *("changes/", "history/", "trash/", "imports/", "import-formats/", "transfer-suggestions/"),
    *("reports/balances/", "reports/trend/?months=12", "reports/monthly/?year=2024&month=1"),
    "reports/categories/?start_date=2024-01-01&end_date=2024-12-31",
    "reports/categories/trend/?category=none",
    "reports/daily/?start_date=2024-01-01&end_date=2024-12-31",
    "reports/payees/?start_date=2024-01-01&end_date=2024-12-31",
    "reports/summary/?start_date=2024-01-01&end_date=2024-12-31",
]
EXPORTS = [
    *(f"/api/v1/exports/transactions.{kind}" for kind in ("csv", "json", "ofx", "qif", "xlsx")),
    "/api/v1/exports/journal.hledger",
    "/api/v1/exports/archive.zip",
]
READS = [
    *(f"/api/v1/{path}" for path in API_READS),
    *("/api/schema/", "/api/schema/?format=json", "/api/docs/", "/api/docs/redoc/"),
    *("/account/login/", "/health/"),
]


class Client:
    """One person who is signed in; each request has a connection of its own."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.token = ""

    def send(self, method: str, path: str, body: bytes = b"", kind: str = JSON) -> bytes:
        """Return the body of the answer; ends the program with any answer that is a refusal."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_SECONDS)
        headers = {"Content-Type": kind} if body else {}
        if self.token:
            headers["Authorization"] = f"Token {self.token}"
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        if answer.status >= 400:
            raise SystemExit(f"{method} {path}: {answer.status} {text[:500]!r}")
        return text

    def get(self, path: str) -> bytes:
        return self.send("GET", path)

    def post(self, path: str, values: dict[str, str]) -> dict[str, str]:
        answer: dict[str, str] = json.loads(self.send("POST", path, json.dumps(values).encode()))
        return answer

    def register(self) -> None:
        person = {"username": "bench", "email": "bench@example.org", "password": PASSWORD}
        self.token = self.post("/api/v1/register/", person)["token"]

    def record(self) -> None:
        """Create a transaction, edit it and delete it."""
        made = self.post("/api/v1/transactions/", EXPENSE)
        address = f"/api/v1/transactions/{made['id']}/"
        self.send("PATCH", address, json.dumps({"amount": "13.00"}).encode())
        self.send("DELETE", address)

    def sign_in(self) -> None:
        self.post("/api/v1/login/", {"username": "bench", "password": PASSWORD})

    def upload(self, file: Path) -> str:
        """Upload a file that is to be committed as soon as it is read; returns its address."""
        line = "----a-line-that-the-file-does-not-have"
        head = f'Content-Disposition: form-data; name="file"; filename="{file.name}"'
        body = f"--{line}\r\n{head}\r\nContent-Type: text/csv\r\n\r\n".encode()
        body += file.read_bytes() + f"\r\n--{line}--\r\n".encode()
        kind = f"multipart/form-data; boundary={line}"
        made = json.loads(self.send("POST", "/api/v1/imports/?commit=auto", body, kind))
        return f"/api/v1/imports/{made['id']}/"


@contextmanager
def program(folder: Path, url: str) -> Iterator[tuple[int, int]]:
    """Run the whole program on the database that `url` names; yields its first process and port."""
    port, log = free_port(), folder / "log"
    settings = {
        **apart_from_dotenv(),
        "DATABASE_URL": url,
        "HOST": "127.0.0.1",
        "LOG_LEVEL": "WARNING",
        "PORT": str(port),
    }
    prepare(settings)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "serving.program"],
            cwd=ROOT,
            env={**os.environ, **settings},
            stdout=output,
            stderr=output,
        )
    try:
        wait_until_healthy(process, f"http://127.0.0.1:{port}", log)
        yield process.pid, port
    finally:
        end(process)
        print(log.read_text(encoding="utf-8")[-4000:], file=sys.stderr)


def use(client: Client, requests: int) -> None:
    """Send each kind of request so often, a few at a time, to every thread of every process."""
    read(client, [*READS, *EXPORTS], requests)
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(lambda _: client.record(), range(requests)))
        # Fewer, since 100 MiB are taken for the hash of each password.
        list(pool.map(lambda _: client.sign_in(), range(CONNECTIONS)))


def read(client: Client, paths: Iterable[str], requests: int) -> None:
    """Read each of `paths` so often, a few at a time."""
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        for path in paths:
            list(pool.map(client.get, [path] * requests))


def watched_import(client: Client, file: Path, process: int) -> tuple[Memory, float]:
    """Import `file`; returns what the program took at the most, and the seconds."""
    started = time.monotonic()
    with ThreadPoolExecutor(1) as pool:
        upload = pool.submit(client.upload, file)
        most = Memory()
        for look in itertools.count():
            most = max(most, memory(family(process)))
            if look % 5 == 0 and upload.done():
                state = json.loads(client.get(upload.result()))["state"]
                if state == "committed":
                    return most, time.monotonic() - started
                if state in {"failed", "planned"}:
                    raise SystemExit(f"The import ended as {state}.")
            time.sleep(LOOK_SECONDS)
    raise AssertionError


def parts(process: int) -> dict[str, int]:
    """Return the processes of the program with names; its first child is the server."""
    _, *others = family(process)
    server = family(others[0]) if others else []
    named = {"make run": process}
    for number, member in enumerate(server):
        named[f"server {number}" if number else "server"] = member
    for number, member in enumerate(others[len(server) :]):
        named[f"import {number}" if number else "worker"] = member
    return named


def show(when: str, process: int, total: Memory | None = None) -> Memory:
    """Print a line of the table: the sum, which is returned, and each process by itself."""
    found = total or memory(family(process))
    each = {} if total else {name: memory([one]) for name, one in parts(process).items()}
    told = ", ".join(f"{name} {one.pss:.0f}/{one.rss:.0f}" for name, one in each.items())
    print(f"| {when} | {found.pss:.0f} | {found.rss:.0f} | {told} |", flush=True)
    return found


def main() -> int:
    stop_on_terminate()
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--requests", type=int, default=CONNECTIONS, help="of each kind")
    options.add_argument("--imports", type=int, default=1, help="of the file, one after the other")
    options.add_argument("--only", choices=SERVERS, default="sqlite", help="the engine")
    options.add_argument("--growth-max", type=float, metavar="MIB", help="from the second import")
    stated = options.parse_args()
    print("| when | PSS MiB | RSS MiB | of these, PSS/RSS |\n|---|---:|---:|---|", flush=True)
    with tempfile.TemporaryDirectory(prefix="expenses-bench-") as temporary:
        folder = Path(temporary)
        file = folder / "household.csv"
        write_csv(file, stated.rows)
        with (
            SERVERS[stated.only](folder / stated.only) as url,
            program(folder, url) as (process, port),
        ):
            client = measure_one_import(process, port, file, stated.requests)
            left = []
            for number in range(2, stated.imports + 1):
                watched_import(client, file, process)
                time.sleep(REST_SECONDS)
                left.append(show(f"import {number}", process).pss)
    growth = left[-1] - left[0] if left else 0
    return int(stated.growth_max is not None and growth > stated.growth_max)


def measure_one_import(process: int, port: int, file: Path, requests: int) -> Client:
    """Print the memory from the start until after the first import; returns who has sent it."""
    time.sleep(REST_SECONDS)
    show("started", process)
    client = Client(port)
    client.register()
    use(client, requests)
    time.sleep(REST_SECONDS)
    show("idle", process)
    most, seconds = watched_import(client, file, process)
    show(f"import, {seconds:.0f} s, most", process, most)
    time.sleep(REST_SECONDS)
    show("imported", process)
    time.sleep(MINUTE_SECONDS - REST_SECONDS)
    show("a minute after", process)
    read(client, READS, requests)
    # Each takes seconds by now.
    read(client, EXPORTS, 2)
    show("used again", process)
    time.sleep(MINUTE_SECONDS)
    show("a minute after", process)
    return client


if __name__ == "__main__":
    sys.exit(main())
