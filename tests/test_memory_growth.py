"""The running program takes no more memory the longer it runs.

Rows make caches of pages grow, so each import brings the rows that the first has brought.
`benchmarks.memory --growth-max` looks at 20 imports of 100,000 rows, each night.
"""

import time

import pytest

from benchmarks.household_file import write_csv
from benchmarks.memory import Client, program, use, watched_import
from benchmarks.processes import family, memory
from tests.live_database import environment

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ROWS = 2_000
REQUESTS = 4
"""Of each of forty kinds."""
WARM_UPS, ROUNDS = 2, 3
"""The first round still loads, and has pages copied that processes share at the start."""
REST_SECONDS = 11
"""Processes that rest give memory back every ten seconds."""
GROWTH_MAX_MIB = 6.0
"""Between two measurements of the same program lie up to three. A list that keeps each row of the
imports, or 20 kB of each request, is above it."""


def memory_at_rest(process):
    time.sleep(REST_SECONDS)
    return memory(family(process)).pss


def test_requests_and_imports_leave_nothing_in_memory(tmp_path, monkeypatch):
    # One thread has soon loaded whatever is loaded late.
    monkeypatch.setenv("WORKERS", "1")
    monkeypatch.setenv("THREADS", "1")
    file = tmp_path / "household.csv"
    write_csv(file, ROWS)
    with program(tmp_path, environment()["DATABASE_URL"]) as (process, port):
        client = Client(port)
        client.register()
        for _ in range(WARM_UPS):
            use(client, REQUESTS)
            watched_import(client, file, process)
        before = memory_at_rest(process)
        for _ in range(ROUNDS):
            use(client, REQUESTS)
            watched_import(client, file, process)
        assert memory_at_rest(process) - before < GROWTH_MAX_MIB
