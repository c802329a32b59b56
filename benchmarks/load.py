"""Measure a day's requests of many households at once on MariaDB, for docs/benchmarks.md.

    .venv/bin/python -m benchmarks.load [--books 2000] [--transactions 2000] [--clients 32]
        [--processes 1 2 4] [--seconds 20] [--rounds 3] [--rows 1000000]

Serves the product on a private, durable MariaDB: first with each number of processes in turn, a
worker beside them. Then, with the last number, while one person imports a file of so many rows.
The clients share the machine with the server and the database.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from benchmarks.__main__ import mariadb
from benchmarks.crowd import Answers, ask
from benchmarks.household_file import write_csv
from tools.live_server import Server, prepare, start_worker
from tools.process import ROOT

LAST_DAY = date(2024, 12, 31)
"""That of `benchmarks.household`, which cannot be loaded without Django."""
WARM_UP_SECONDS = 3.0
"""The first requests of a thread open its connection."""
MONTH = urlencode({"month": f"{LAST_DAY:%Y-%m}"})
REPORT = urlencode({"year": LAST_DAY.year, "month": LAST_DAY.month})
BOUNDARY = "a-line-that-no-file-has"
IMPORTED_ROWS = 20
"""How many rows a file of the mix has: two weeks of a bank."""

COOKIE = "sessionid"


class Person(NamedTuple):
    """What it takes to call for the book of one person."""

    book: int
    account: int
    category: int
    token: str
    session: str


def of_api(method: str, path: str, one: Person, body: bytes = b"", kind: str = "") -> bytes:
    """Return a request of a program that one person lets in."""
    head = {"Authorization": f"Token {one.token}"}
    if body:
        head["Content-Type"] = kind or "application/json"
    return _request(method, f"/api/v1/{path}", head, body)


def page(path: str, one: Person) -> bytes:
    """Return a request of a browser in which one person has signed in."""
    return _request("GET", f"/b/{one.book}/{path}", {"Cookie": f"{COOKIE}={one.session}"}, b"")


def _request(method: str, path: str, head: dict[str, str], body: bytes) -> bytes:
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        *(f"{name}: {value}" for name, value in head.items()),
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def entry(one: Person, dice: random.Random) -> bytes:
    """Return a request that records an expense."""
    amount = f"{dice.randint(100, 9_999) / 100:.2f}"
    said = {"type": "expense", "amount": amount, "date": str(LAST_DAY), "payee": "Market"}
    places = {"account": one.account, "category": one.category}
    return of_api("POST", "transactions/", one, json.dumps({**said, **places}).encode())


def imported(one: Person, dice: random.Random) -> bytes:
    """Return a request that uploads a file of a bank."""
    rows = "".join(
        f"{LAST_DAY},-{dice.randint(100, 9_999) / 100:.2f},Shop {dice.randint(1, 99)}\n"
        for _ in range(IMPORTED_ROWS)
    )
    parts = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="account"\r\n\r\n{one.account}\r\n'
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="bank.csv"\r\n'
        f"Content-Type: text/csv\r\n\r\ndate,amount,payee\n{rows}\r\n--{BOUNDARY}--\r\n"
    )
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    return of_api("POST", "imports/", one, parts.encode(), kind)


Make = Callable[[Person, random.Random], bytes]
MIX: tuple[tuple[int, Make], ...] = (
    (25, lambda one, _: page(f"?{MONTH}", one)),
    (20, lambda one, _: page(f"transactions/?{MONTH}", one)),
    (5, lambda one, _: page(f"reports/month/?{MONTH}", one)),
    (15, lambda one, _: of_api("GET", "transactions/", one)),
    (10, lambda one, _: of_api("GET", "accounts/", one)),
    (8, lambda one, _: of_api("GET", f"reports/monthly/?{REPORT}", one)),
    (16, entry),
    (1, imported),
)
"""Of a hundred requests. Who keeps accounts looks at two pages for each entry; a program on a phone
asks for the newest entries and the balances each time that it is opened; a file of the bank comes
once in two weeks, which is twice as often as once in a hundred requests would be."""


def requests_of(people: list[Person], seed: int) -> Iterator[bytes]:
    """Yield requests of the mix without an end, each of another person."""
    dice = random.Random(seed)
    weights, makes = zip(*MIX, strict=True)
    while True:
        (make,) = dice.choices(makes, weights)
        yield make(dice.choice(people), dice)


@contextmanager
def served(url: str, folder: Path, processes: int) -> Iterator[Server]:
    """Serve the database of `url` with so many processes, and a worker beside them."""
    server = Server(url, folder)
    server.settings |= {"WORKERS": str(processes), "LOG_LEVEL": "ERROR"}
    server.start()
    worker = start_worker(server)
    try:
        yield server
    finally:
        worker.kill()
        worker.wait()
        server.stop()


def helped(environment: dict[str, str], *arguments: object) -> str:
    """Return what `benchmarks.load_books` prints."""
    command = [sys.executable, "-m", "benchmarks.load_books", *map(str, arguments)]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def line(name: str, found: Answers) -> str:
    """Return the line of the table that says what `found` is."""
    ms = [1000 * seconds for seconds in found.seconds]
    p50, p95, p99 = (statistics.quantiles(ms, n=100)[n - 1] for n in (50, 95, 99))
    rate = len(ms) / found.elapsed
    return f"| {name} | {rate:.0f} | {p50:.0f} | {p95:.0f} | {p99:.0f} | {found.refused} |"


def arguments() -> Any:
    """Return what was asked for at the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load")
    parser.add_argument("--books", type=int, default=2_000)
    parser.add_argument("--transactions", type=int, default=2_000, help="of each book")
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2, 4])
    parser.add_argument("--seconds", type=float, default=20.0, help="of each round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=1_000_000, help="of the file that is imported")
    return parser.parse_args()


def measure(url: str, folder: Path, asked: Any) -> list[tuple[str, Answers]]:
    """Return what each part of the measurement found."""
    server = Server(url, folder)
    prepare(server.settings)
    made = helped(
        {**server.environment, "DJANGO_SETTINGS_MODULE": "benchmarks.settings"},
        *("make", asked.books, asked.transactions),
    )
    people = [Person(**json.loads(text)) for text in made.splitlines()]
    seeds = iter(range(10**6))

    def taken(port: int, seconds: float) -> Answers:
        return ask(port, [requests_of(people, next(seeds)) for _ in range(asked.clients)], seconds)

    found: dict[str, Answers] = {}
    for _ in range(asked.rounds):
        for count in asked.processes:
            with served(url, folder, count) as running:
                taken(running.port, WARM_UP_SECONDS)
                name = f"{count} processes" if count > 1 else "1 process"
                found.setdefault(name, Answers()).add(taken(running.port, asked.seconds))
    file = folder / "household.csv"
    write_csv(file, asked.rows)
    with served(url, folder, asked.processes[-1]) as running:
        taken(running.port, WARM_UP_SECONDS)
        settings = {**running.environment, "DJANGO_SETTINGS_MODULE": "expense_tracker.settings"}
        helped(settings, "import", people[0].book, file)
        name = f"{asked.processes[-1]} processes, {asked.rows:,} rows imported meanwhile"
        # The one whose file it is waits for it, as everybody would whose book is written.
        others = people.pop(0)
        found[name] = taken(running.port, asked.seconds * asked.rounds)
        people.insert(0, others)
    return list(found.items())


def main() -> None:
    asked = arguments()
    # On the disk: the temporary folder of many systems is memory.
    disk = ROOT / "var"
    disk.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="expenses-load-", dir=disk) as name:
        folder = Path(name)
        with mariadb(folder / "mariadb") as url:
            found = measure(url, folder, asked)
    print(
        f"{asked.books:,} books of {asked.transactions:,} transactions, {asked.clients} clients, "
        f"{os.cpu_count()} cores"
    )
    print("| server | answers/s | median ms | p95 ms | p99 ms | refused |")
    print("|---|---:|---:|---:|---:|---:|")
    for name, answers in found:
        print(line(name, answers))


if __name__ == "__main__":
    main()
