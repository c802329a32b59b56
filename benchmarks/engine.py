"""Measure on the one database that DATABASE_URL names, and print the tables."""

import argparse
import sqlite3
import sys

import django
from django.core.management import call_command

django.setup()

from django.db import connection  # noqa: E402  # Django has to be set up first

from benchmarks.books import loaded  # noqa: E402
from benchmarks.budgets import BudgetTasks  # noqa: E402
from benchmarks.bulk import TRANSACTIONS, measure_bulk  # noqa: E402
from benchmarks.contenders import Key, Tasks  # noqa: E402
from benchmarks.history import HistoryTasks  # noqa: E402
from benchmarks.reconciliation import ReconciliationTasks  # noqa: E402
from benchmarks.schedules import ScheduleTasks  # noqa: E402
from benchmarks.table import bulk_line, lines  # noqa: E402
from benchmarks.timing import ROUNDS_MAX, interleaved  # noqa: E402


def main() -> None:
    """Load what is missing, measure, and print."""
    options = argparse.ArgumentParser()
    options.add_argument("sizes", type=int, nargs="+")
    options.add_argument("--rounds", type=int, default=ROUNDS_MAX, help="how often, at the most")
    options.add_argument("--bulk", type=int, default=TRANSACTIONS, help="how many are inserted")
    asked = options.parse_args()
    call_command("migrate", verbosity=0)
    call_command("migrate", run_syncdb=True, verbosity=0)
    call_command("createcachetable", verbosity=0)
    tasks = []
    for size in asked.sizes:
        note(f"loading {size:,} transactions")
        tasks.append(Tasks(loaded(size)))
    note("measuring")
    try:
        calls = {
            key: call
            for task in tasks
            for key, call in (
                *task.calls(),
                *BudgetTasks(task).calls(),
                *ScheduleTasks(task).calls(),
                *ReconciliationTasks(task).calls(),
                *HistoryTasks(task).calls(),
            )
        }
        found: dict[Key, float] = {}
        # A task at a time: within it, sizes and contenders take turns.
        for name in dict.fromkeys(key.task for key in calls):
            one = {key: call for key, call in calls.items() if key.task == name}
            found |= interleaved(one, asked.rounds)
    finally:
        for task in tasks:
            task.clean_up()
            ScheduleTasks(task).clean_up()
            ReconciliationTasks(task).clean_up()
    print(f"\n## {engine_name()}\n")
    print("\n".join(lines(found)))
    note("measuring mass inserts")
    print(f"\n{bulk_line(measure_bulk(asked.bulk), asked.bulk)}")


def engine_name() -> str:
    """Return what the database calls itself, and its driver."""
    if connection.vendor == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT VERSION()")
        version = cursor.fetchone()[0]
    return f"{version}, driver {type(connection.connection).__module__}"


def note(text: str) -> None:
    """Say on standard error what is going on, apart from the tables."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
