"""Measure what slow clients do to everybody else, for docs/adr/0010-application-server.md.

    .venv/bin/python -m benchmarks.slow_clients [--slow 200] [--seconds 4] [--rounds 2] [--caddy]
        [--kind KIND ...] [--server NAME]

Starts the product as `make run` does, on an empty SQLite database, and one ordinary client with a
new connection for each request: three times it reads the categories, then it creates a transaction.
It is measured without slow clients and with them, in turn, for each kind of slowness, and the table
has the ratio of the two. `--caddy` puts Caddy with deploy/Caddyfile in between (`apt-get install
caddy`). `--server` takes another server out of benchmarks/application_servers.py instead.
"""

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.application_servers import register, running
from benchmarks.ordinary_client import TIMEOUT_SECONDS, Client, Times
from benchmarks.processes import family, memory
from benchmarks.slow_sockets import KINDS, SlowClients
from tools.database import free_port
from tools.live_server import accepts
from tools.process import ROOT, end

OURS = "gunicorn with waitress, 2 x 4"
SETTLE_SECONDS = 10
"""For the slow clients to connect, and for the system to take in what fits into its buffers of 200
large answers: that is a load, and no slowness."""
TOGETHER = "all of them together"


@dataclass
class Row:
    """One kind: the ordinary client without it and with it, and how many were still connected."""

    alone: Times = field(default_factory=Times)
    beside: Times = field(default_factory=Times)
    left: int = 0


def measured(client: Client, kinds: list[str], stated: argparse.Namespace) -> Row:
    """Measure with slow clients of `kinds`, and just before without, in turn."""
    row = Row()
    for _ in range(stated.rounds):
        client.ask(row.alone, stated.seconds)
        with SlowClients(client.address, kinds, stated.slow) as crowd:
            time.sleep(SETTLE_SECONDS)
            client.ask(row.beside, stated.seconds)
            row.left = crowd.connected()
    return row


def line(kind: str, row: Row, mebibytes: float) -> str:
    """Return a kind's line of the table."""
    cells = [kind]
    for alone, beside in ((row.alone.get, row.beside.get), (row.alone.post, row.beside.post)):
        cells += [figures(alone), figures(beside), ratio(alone, beside)]
    cells += [str(row.beside.failed), str(row.left), f"{mebibytes:.0f}"]
    return f"| {' | '.join(cells)} |"


def figures(times: list[float]) -> str:
    """Return median and 95th percentile in milliseconds."""
    if len(times) < 2:
        return "none"
    return f"{1000 * statistics.median(times):.0f} / {1000 * percentile(times):.0f}"


def percentile(times: list[float]) -> float:
    """Return the 95th percentile."""
    return statistics.quantiles(times, n=20, method="inclusive")[-1]


def ratio(alone: list[float], beside: list[float]) -> str:
    """Return how many times longer the 95th percentile is beside slow clients."""
    if len(alone) < 2 or len(beside) < 2:
        return "shut out"
    return f"{percentile(beside) / percentile(alone):.1f}"


@contextmanager
def caddy(port: int, folder: Path) -> Iterator[str]:
    """Run Caddy with deploy/Caddyfile in front of the server at `port`, without TLS."""
    front = free_port()
    text = (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    text = text.replace("expenses.example.org {", f"http://127.0.0.1:{front} {{")
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{port}").replace("{\n", "{\n\tadmin off\n", 1)
    file = folder / "Caddyfile"
    file.write_text(text, encoding="utf-8")
    command = ["caddy", "run", "--adapter", "caddyfile", "--config", str(file)]
    with (folder / "caddy.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        while not accepts(front):
            if process.poll() is not None:
                sys.exit((folder / "caddy.log").read_text(encoding="utf-8"))
            time.sleep(0.05)
        yield f"http://127.0.0.1:{front}"
    finally:
        end(process)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--slow", type=int, default=200, help="connections of each kind")
    arguments.add_argument("--seconds", type=float, default=4, help="of each measurement")
    arguments.add_argument("--server", default=OURS)
    arguments.add_argument("--caddy", action="store_true")
    arguments.add_argument("--rounds", type=int, default=2)
    arguments.add_argument("--kind", choices=[*KINDS, TOGETHER], action="append", help="only this")
    stated = arguments.parse_args()
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    print(f"{stated.server}{', behind Caddy' if stated.caddy else ''}; {stated.slow} of each kind;")
    print(f"median / p95 in ms; a request is given up after {TIMEOUT_SECONDS:.0f} s")
    print("| kind | GET alone | beside | p95 ratio | POST alone | beside | p95 ratio ", end="")
    print("| failed | still open | MiB |\n|---|---|---|---|---|---|---|---|---|---|")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(running(stated.server, folder))
        address = server.address
        if stated.caddy:
            address = stack.enter_context(caddy(server.port, folder))
        client = Client(address, register(server.address))
        client.ask(Times(), stated.seconds)  # warms up
        cases = {kind: [kind] for kind in KINDS} | {TOGETHER: list(KINDS)}
        for name in stated.kind or cases:
            row = measured(client, cases[name], stated)
            mebibytes = memory(family(server.process.pid)).pss
            print(line(name, row, mebibytes), flush=True)


if __name__ == "__main__":
    main()
