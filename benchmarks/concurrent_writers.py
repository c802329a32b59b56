"""Measure many clients that write at the same moment on SQLite, for docs/benchmarks.md.

    .venv/bin/python -m benchmarks.concurrent_writers [--clients 16] [--seconds 8] [--rounds 3]
        [--load LOAD ...] [--against COMMIT ...] [--folder FOLDER]

Starts the product as `make run` does, without the worker, on an empty SQLite file under `--folder`,
which has to be on a disk: a commit waits for it. Three loads over connections that are kept alive:
each client creates transactions in a book of its own, all create them in one book, and all read a
page of transactions. `--against` starts other commits beside it, each on a file of its own. The
rounds take the loads and the commits in turn, so that whatever else the machine does meets all of
them; the table counts the answers of all rounds together.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

from benchmarks.crowd import Answers, ask
from tools.database import free_port
from tools.live_server import wait_until_healthy
from tools.process import ROOT, apart_from_dotenv, end, run

BIN = Path(sys.executable).parent
HERE = "this one"
PASSWORD = "a long enough one 77"
EXPENSE = {"type": "expense", "amount": "12.50", "date": "2024-01-15", "description": "Lunch"}
WARM_UP_SECONDS = 2.0
"""The first requests of a thread open its connection, and those of a token note its use."""

Load = Callable[[list[str]], list[Iterator[bytes]]]


@dataclass(frozen=True)
class Contender:
    """A running server of one commit, and the tokens of people who are registered there."""

    port: int
    tokens: list[str]


def creating(tokens: list[str]) -> list[Iterator[bytes]]:
    """Let each client create transactions in a book of its own."""
    return [repeat(_request("POST", token, EXPENSE)) for token in tokens]


def creating_in_one_book(tokens: list[str]) -> list[Iterator[bytes]]:
    """Let each client create transactions in the same book."""
    return creating(tokens[:1] * len(tokens))


def reading(tokens: list[str]) -> list[Iterator[bytes]]:
    """Let each client read the newest transactions of a book of its own."""
    return [repeat(_request("GET", token)) for token in tokens]


LOADS: dict[str, Load] = {
    "create, a book each": creating,
    "create, all in one book": creating_in_one_book,
    "read a page, a book each": reading,
}


def _request(method: str, token: str, body: object = None) -> bytes:
    data = b"" if body is None else json.dumps(body).encode()
    head = (
        f"{method} /api/v1/transactions/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Authorization: Token {token}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(data)}\r\n\r\n"
    )
    return head.encode() + data


@contextmanager
def served(code: Path, folder: Path, clients: int) -> Iterator[Contender]:
    """Serve the project in `code` on an empty SQLite file in `folder`, with so many people."""
    port, log = free_port(), folder / "log"
    settings = {
        **os.environ,
        **apart_from_dotenv(),
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "LOG_LEVEL": "ERROR",
        "PORT": str(port),
        "PYTHONPATH": str(code),
        "THROTTLE_REGISTER": "off",
    }
    for step in ("migrate", "createcachetable"):
        command = [sys.executable, "manage.py", step, "--verbosity=0"]
        subprocess.run(command, cwd=code, env=settings, check=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [BIN / "gunicorn", "--config=deploy/gunicorn.conf.py"],
            cwd=code,
            env=settings,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        wait_until_healthy(process, f"http://127.0.0.1:{port}", log)
        yield Contender(port, [_registered(port, number) for number in range(clients)])
    finally:
        end(process)


def _registered(port: int, number: int) -> str:
    person = {"username": f"p{number}", "email": f"p{number}@example.org", "password": PASSWORD}
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1/register/",
        data=json.dumps(person).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        token: str = json.load(response)["token"]
        return token


@contextmanager
def checked_out(commit: str, folder: Path) -> Iterator[Path]:
    """Yield a folder with the project as it was at `commit`."""
    git: list[str | Path] = ["git", "-C", ROOT, "worktree"]
    if run([*git, "add", "--quiet", "--detach", folder, commit]):
        sys.exit(f"{commit} could not be checked out.")
    try:
        yield folder
    finally:
        run([*git, "remove", "--force", folder])


def line(load: str, name: str, found: Answers) -> str:
    """Return the line of the table that says what `found` is."""
    if len(found.seconds) < 2:
        return f"| {load} | {name} | 0 | | | | | {found.refused} |"
    percents = statistics.quantiles(found.seconds, n=100, method="inclusive")
    median, p95, p99 = percents[49], percents[94], percents[98]
    milliseconds = " | ".join(f"{1000 * one:.0f}" for one in (median, p95, p99))
    rate, ratio = len(found.seconds) / found.elapsed, p99 / median
    return f"| {load} | {name} | {rate:.0f} | {milliseconds} | {ratio:.1f} | {found.refused} |"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--clients", type=int, default=16)
    arguments.add_argument("--seconds", type=float, default=8, help="of each load in a round")
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--against", metavar="COMMIT", action="append", default=[])
    arguments.add_argument("--folder", type=Path, default=ROOT / "var" / "bench")
    arguments.add_argument("--load", choices=LOADS, action="append", help="only this")
    stated = arguments.parse_args()
    stated.folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        temporary = tempfile.TemporaryDirectory(prefix="writers-", dir=stated.folder)
        folder = Path(stack.enter_context(temporary))
        contenders = {}
        for number, name in enumerate([HERE, *stated.against]):
            own = folder / str(number)
            own.mkdir()
            code = stack.enter_context(checked_out(name, own / "code")) if number else ROOT
            contenders[name] = stack.enter_context(served(code, own, stated.clients))
        loads = stated.load or list(LOADS)
        found = {(load, name): Answers() for load in loads for name in contenders}
        for one in contenders.values():
            ask(one.port, creating(one.tokens), WARM_UP_SECONDS)
        for _ in range(stated.rounds):
            for (load, name), answers in found.items():
                one = contenders[name]
                answers.add(ask(one.port, LOADS[load](one.tokens), stated.seconds))
    print(f"{stated.clients} clients, {stated.rounds} rounds of {stated.seconds:.0f} s each")
    print("| load | commit | answers/s | median ms | p95 ms | p99 ms | p99 / median | refused |")
    print("|---|---|---:|---:|---:|---:|---:|---:|")
    for (load, name), answers in found.items():
        print(line(load, name, answers))


if __name__ == "__main__":
    main()
