"""Real workers, killed at every moment or met by files that take too much: the import goes on."""

import json
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from books.integrity.examination import examine
from expense_tracker import heartbeats
from imports.models import Import, ImportedFingerprint, State
from imports.tests.sending import committed, sent, table
from tests.cast import made
from tests.live_database import environment
from transactions.models import Transaction

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).resolve().parent.parent.parent
STATEMENTS_MAX = 150
"""Some 70; on a busy machine more, for the worker looks more often whether its child has ended."""


@contextmanager
def running(*command, **settings):
    """A program that runs beside the test, and is killed at its end; `manage.py work` if none."""
    process = subprocess.Popen(
        [sys.executable, *(command or ("manage.py", "work"))],
        cwd=ROOT,
        env=environment(**settings),
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        # A child that was just killed may still have its connection open.
        time.sleep(0.2)


def bounded(*, mib=1000, seconds=60, grace=8):
    return running("-m", "imports.tests.bounded", str(mib), str(seconds), str(grace))


def wait_until(done, seconds=60):
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def state_of(row_id):
    return Import.objects.get(pk=row_id).state


@pytest.mark.parametrize(
    ("whom", "step"), [([], 2), (["both"], 6)], ids=["the process", "the worker with it"]
)
def test_an_import_is_done_once_at_whichever_statement_its_worker_is_killed(
    alice, cash, whom, step
):
    """Both tasks, the plan and the commit, from the look at the queue to the end."""
    rows = [("2024-01-05", f"-{n + 1}.00", f"Shop {n}") for n in range(STATEMENTS_MAX // step)]
    ids = [
        made(sent(alice, table(row), query="?commit=auto", account=cash), 202)["id"] for row in rows
    ]
    connection.close()
    done = subprocess.run(
        [sys.executable, "-m", "imports.tests.killing", *whom, *map(str, ids)],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    kills = int(done.stdout)
    assert kills * step > 25
    assert {state_of(row_id) for row_id in ids[: kills + 1]} == {"committed"}
    recorded = Transaction.objects.for_book(alice.book).values_list("payee__name", flat=True)
    assert sorted(recorded) == sorted(f"Shop {n}" for n in range(kills + 1))
    assert examine(alice.book) == []


def many(count, bank_ids=False):
    """A file of so many rows, which takes a worker some time."""
    heading = "Date,Amount,Payee,Transaction ID" if bank_ids else "Date,Amount,Payee"
    days = ((1 + n % 12, 1 + n % 28, n) for n in range(count))
    rows = ((f"2024-{m:02}-{d:02}", f"-{n % 900 + 1}.00", f"Shop {n}") for m, d, n in days)
    return table(
        *((*row, f"T{n}") if bank_ids else row for n, row in enumerate(rows)), heading=heading
    )


def test_a_worker_that_is_killed_in_the_middle_of_a_file_loses_nothing(alice, cash):
    row_id = made(sent(alice, many(12_000), query="?commit=auto", account=cash), 202)["id"]
    with running():
        wait_until(lambda: Import.objects.get(pk=row_id).rows_planned)
    assert state_of(row_id) in {"reading", "committing"}
    with running():
        wait_until(lambda: state_of(row_id) == State.COMMITTED)
    assert ImportedFingerprint.objects.for_book(alice.book).count() == 12_000
    assert committed(alice, table(("2024-01-01", "-1.00", "Shop 0")), account=cash)["recorded"] == 0


def test_a_worker_that_is_told_to_stop_ends_soon_and_gives_its_work_back(alice, cash):
    row_id = made(sent(alice, many(60_000), account=cash), 202)["id"]
    with bounded(grace=0.5) as process:
        wait_until(lambda: Import.objects.get(pk=row_id).rows_planned)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    left = Import.objects.get(pk=row_id)
    assert (left.state, left.worker, left.tries) in {("waiting", "", 0), ("planned", "", 0)}


@pytest.mark.parametrize("is_abstract", [False, True], ids=["a file", "an abstract name"])
def test_a_worker_shows_that_it_lives_and_tells_systemd(tmp_path, is_abstract):
    path = f"{tmp_path}/notify"
    name = f"@{path}" if is_abstract else path
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(f"\0{path}" if is_abstract else path)
        systemd.settimeout(30)
        with running(NOTIFY_SOCKET=name) as process:
            assert [systemd.recv(100) for _ in range(2)] == [b"READY=1", b"WATCHDOG=1"]
            wait_until(lambda: heartbeats.is_fresh(heartbeats.latest()))
            process.send_signal(signal.SIGTERM)
            assert systemd.recv(100) == b"STOPPING=1"
            assert process.wait(20) == 0
    assert heartbeats.latest() is None


def test_an_import_that_takes_too_much_memory_says_so(alice, cash):
    row_id = made(sent(alice, many(3_000, bank_ids=True), account=cash), 202)["id"]
    with bounded(mib=16):
        wait_until(lambda: state_of(row_id) == State.FAILED)
    problem = made(alice.get(f"imports/{row_id}/"))["problem"]
    assert problem["code"] == "too_much_memory"
    assert "more memory than the limit" in problem["detail"]


def test_an_import_that_takes_too_long_is_tried_twice_and_says_so(alice, cash):
    row_id = made(sent(alice, many(40_000), account=cash), 202)["id"]
    with bounded(seconds=0.3):
        wait_until(lambda: state_of(row_id) == State.FAILED)
    left = Import.objects.get(pk=row_id)
    assert (json.loads(left.problem)["code"], left.run) == ("too_slow", 2)


def test_imports_of_others_go_on_beside_one_that_takes_long(alice, bob, cash):
    slow = made(sent(alice, many(60_000), account=cash), 202)["id"]
    theirs = made(bob.get("accounts/"))["results"][0]["id"]
    quick = [made(sent(bob, many(3 + n), account=theirs), 202)["id"] for n in range(3)]
    with running():
        wait_until(lambda: {state_of(row_id) for row_id in quick} == {State.PLANNED})
        assert state_of(slow) == State.READING
