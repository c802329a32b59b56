"""Torture the server for a while on each engine, and print what came of it.

    .venv/bin/python -m tools.torture [--seconds N] [--requests N] [--seed N]

Runs on SQLite first and then on a private MariaDB, which is killed now and then as well.
"""

import argparse
import os
import secrets
import sys

from tools.database import private_server
from tools.galera.cluster import galera_cluster
from tools.mariadb import MARIADB
from tools.process import stop_on_terminate
from tools.torture.cluster import torture_cluster
from tools.torture.run import Outcome, Plan, torture

SECONDS = 60
"""A minute of each engine: as long as one waits for it."""
# What a killed server has acknowledged has to be on the disk, unlike in the ordinary tests.
DURABLE = (
    "--innodb-flush-log-at-trx-commit=1",
    "--innodb-doublewrite=1",
    "--innodb-flush-method=fsync",
)


def report(engine: str, outcome: Outcome) -> int:
    """Print what was done and what was found; the exit code."""
    print(f"\n{engine}")
    for name, value in outcome.counts.items():
        print(f"  {name:<22} {value}")
    for fault in outcome.faults:
        print(f"  FAULT: {fault}")
    print("  every acknowledged write is there, none twice" if not outcome.faults else "  FAILED")
    return int(bool(outcome.faults))


def report_silences(silences: dict[str, list[float]]) -> None:
    """Print for how long no write was acknowledged in each kind of failure."""
    print("  seconds without an acknowledged write, at most, in each failure")
    for name, seconds in sorted(silences.items()):
        print(f"  {name:<28} {', '.join(f'{one:.1f}' for one in seconds)}")


def torture_nodes(plan: Plan) -> int:
    """Torture a cluster whose nodes fail as well; nodes can be cut off only where this is root."""
    with galera_cluster(DURABLE, apart=os.geteuid() == 0) as cluster:
        outcome, silences = torture_cluster(plan, cluster)
    code = report("Galera, three nodes", outcome)
    report_silences(silences)
    return code


def main() -> int:
    stop_on_terminate()
    parser = argparse.ArgumentParser(prog="tools.torture")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of each engine, at least")
    parser.add_argument("--requests", type=int, default=0, help="to each engine, at least")
    parser.add_argument("--seed", type=int, default=secrets.randbits(32))
    parser.add_argument("--cluster", action="store_true", help="a Galera cluster instead")
    given = parser.parse_args()
    plan = Plan(seed=given.seed, requests=given.requests, seconds=given.seconds)
    print(f"SEED={plan.seed}", flush=True)
    if given.cluster:
        return torture_nodes(plan)
    code = report("SQLite", torture(plan))
    with private_server(MARIADB, DURABLE) as database:

        def crash() -> None:
            database.kill()
            database.start()

        return max(code, report("MariaDB", torture(plan, url=database.url, crash_database=crash)))


if __name__ == "__main__":
    sys.exit(main())
