"""Workers that are killed, come back, or are several: nothing half done, nothing twice."""

import itertools
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from imports import running, services, tasks, workers
from imports.models import Import, PlanPart, Sighting, State
from imports.tests.sending import committed, planned, sent, stored, table, worked
from tests.cast import made
from transactions.models import Transaction

ROOT = Path(__file__).resolve().parent.parent.parent
ROWS = table(*((f"2024-01-{1 + n % 28:02}", f"-{n + 1}.00", f"Shop {n}") for n in range(50)))


class Killed(BaseException):
    """What a worker feels of a SIGKILL: nothing after it is run."""


def killed(*_args, **_kwargs):
    raise Killed


def test_a_plan_that_was_broken_off_is_made_anew(alice, cash, monkeypatch):
    row_id = made(sent(alice, ROWS, account=cash), 202)["id"]
    with monkeypatch.context() as patched:
        patched.setattr(services, "finish_plan", killed)
        with pytest.raises(Killed):
            running.take_further(row_id)
    broken = made(alice.get(f"imports/{row_id}/"))
    assert broken["state"] == "reading"
    assert worked(alice, row_id)["rows"]["new"] == 50
    assert sum(1 for _ in PlanPart.objects.filter(plan_of=row_id)) == 1


def test_a_commit_that_was_broken_off_is_not_there_and_is_done_later(alice, cash, monkeypatch):
    shown = planned(alice, ROWS, account=cash)
    alice.post(f"imports/{shown['id']}/commit/")
    with monkeypatch.context() as patched:
        patched.setattr(services, "finish_commit", killed)
        with pytest.raises(Killed):
            running.take_further(shown["id"])
    assert not Transaction.objects.exists()
    assert not Sighting.objects.exists()
    assert worked(alice, shown["id"])["recorded"] == 50


def test_the_work_of_a_dead_worker_is_taken_up(alice, cash):
    row_id = made(sent(alice, ROWS, account=cash), 202)["id"]
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    host, *_ = workers.this_worker().rsplit(" ", 2)
    Import.objects.filter(pk=row_id).update(
        state=State.READING, worker=f"{host} {dead.pid} other", worked_at=timezone.now()
    )
    assert workers.left_alone() == [row_id]
    tasks.take_up_again()
    assert workers.left_alone() == []
    assert worked(alice, row_id)["state"] == "planned"


def test_the_work_of_a_worker_who_lives_is_left_to_them(alice, cash):
    row_id = made(sent(alice, ROWS, account=cash), 202)["id"]
    Import.objects.filter(pk=row_id).update(
        state=State.READING, worker=workers.this_worker(), worked_at=timezone.now()
    )
    assert workers.left_alone() == []


def test_a_worker_elsewhere_is_given_up_after_a_while(alice, cash):
    row_id = made(sent(alice, ROWS, account=cash), 202)["id"]
    silent = timezone.now() - timedelta(seconds=workers.SILENT_SECONDS + 1)
    found = Import.objects.filter(pk=row_id)
    found.update(state=State.READING, worker="elsewhere 1 x", worked_at=timezone.now())
    assert workers.left_alone() == []
    found.update(worked_at=silent)
    assert workers.left_alone() == [row_id]


def test_who_was_superseded_writes_no_more(alice, cash):
    row_id = made(sent(alice, ROWS, account=cash), 202)["id"]
    slow = Import.objects.get(pk=row_id)
    services.begin_reading(slow, "slow 1 x")
    services.begin_reading(Import.objects.get(pk=row_id), "quick 2 y")
    with pytest.raises(services.Superseded):
        services.add_to_plan(slow, [], rows_read=0, bytes_read=0, bytes_in_all=0)


def test_two_workers_at_one_commit_record_it_once(alice, cash):
    shown = planned(alice, ROWS, account=cash)
    alice.post(f"imports/{shown['id']}/commit/")
    late = Import.objects.get(pk=shown["id"])
    running.take_further(shown["id"])
    with pytest.raises(services.Superseded):
        running.commit(late)
    assert len(stored(alice)) == 50


def test_an_import_that_is_thrown_away_while_it_is_read_ends_quietly(alice, cash, monkeypatch):
    row_id = made(sent(alice, ROWS, account=cash), 202)["id"]

    def thrown_away(*args, **kwargs):
        Import.objects.filter(pk=row_id).delete()
        raise services.Superseded

    monkeypatch.setattr(services, "add_to_plan", thrown_away)
    running.take_further(row_id)
    assert not Import.objects.exists()


def test_a_reader_that_fails_in_an_unknown_way_ends_its_import_with_a_word(
    alice, cash, monkeypatch, caplog
):
    monkeypatch.setattr(running, "files_in", lambda *_: 1 / 0)
    shown = planned(alice, ROWS, account=cash)
    assert (shown["state"], shown["problem"]["code"]) == ("failed", "not_read")
    assert "ZeroDivisionError" in caplog.text


class Victim:
    """Wraps what a connection runs: one of its writes loses a deadlock, as any may with InnoDB."""

    def __init__(self, number):
        self.number, self.writes = number, 0

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE", "DELETE", "REPLACE", "BEGIN")):
            self.writes += 1
            if self.writes == self.number:
                raise OperationalError(1213, "Deadlock found when trying to get lock")
        return execute(sql, params, many, context)


@pytest.mark.django_db(transaction=True)
def test_whichever_of_its_writes_loses_a_deadlock_a_worker_makes_it_again(alice, cash):
    for number in itertools.count(1):
        row = ("2024-01-05", f"-{number}.00", "Bakery")
        row_id = made(sent(alice, table(row), query="?commit=auto", account=cash), 202)["id"]
        victim = Victim(number)
        with connection.execute_wrapper(victim):
            running.take_further(row_id)
        done = made(alice.get(f"imports/{row_id}/"))
        assert (done["state"], done["recorded"]) == ("committed", 1), number
        if victim.writes < number:
            break
    assert number > 10
    assert len(stored(alice)) == number


def is_busy_once(monkeypatch, place, name):
    """Have the database refuse the first run of a function, as one that another writer keeps."""
    work, runs = getattr(place, name), []

    def run(*args, **kwargs):
        runs.append(name)
        if len(runs) == 1:
            raise OperationalError("database is locked")
        return work(*args, **kwargs)

    monkeypatch.setattr(place, name, run)
    return runs


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("place", "name"),
    [
        *((services, name) for name in ("begin_reading", "add_to_plan", "finish_plan")),
        *((services, name) for name in ("take_to_commit", "finish_commit")),
        (running, "remember"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_worker_waits_for_a_database_that_is_busy(alice, cash, monkeypatch, place, name):
    runs = is_busy_once(monkeypatch, place, name)
    assert committed(alice, ROWS, account=cash)["recorded"] == 50
    assert len(runs) == 2


@pytest.mark.django_db(transaction=True)
def test_a_worker_waits_to_say_that_a_plan_was_overtaken(alice, cash, monkeypatch):
    shown = planned(alice, ROWS, account=cash)
    alice.post(f"imports/{shown['id']}/commit/")
    alice.transaction()
    runs = is_busy_once(monkeypatch, services, "hold")
    held = worked(alice, shown["id"])
    assert (held["state"], held["problem"]["code"], len(runs)) == ("planned", "overtaken", 2)


@pytest.mark.django_db(transaction=True)
def test_a_worker_waits_to_say_that_nothing_was_added(alice, cash, monkeypatch):
    committed(alice, ROWS, account=cash)
    runs = is_busy_once(monkeypatch, running, "_finish_without_change")
    assert committed(alice, ROWS, account=cash)["recorded"] == 0
    assert len(runs) == 2


@pytest.mark.django_db(transaction=True)
def test_a_worker_waits_to_say_that_a_file_could_not_be_read(alice, cash, monkeypatch):
    monkeypatch.setattr(running, "files_in", lambda *_: 1 / 0)
    runs = is_busy_once(monkeypatch, services, "fail")
    assert (planned(alice, ROWS, account=cash)["state"], len(runs)) == ("failed", 2)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_real_worker_that_is_killed_at_any_moment_loses_nothing(alice, cash):
    lines = (
        (f"2024-{1 + n % 12:02}-{1 + n % 28:02}", f"-{n % 900 + 1}.00", f"Shop {n}")
        for n in range(12_000)
    )
    row_id = made(sent(alice, table(*lines), query="?commit=auto", account=cash), 202)["id"]
    name = connection.settings_dict["NAME"]
    parts = connection.settings_dict
    url = f"sqlite:///{name}"
    if connection.vendor == "mysql":
        url = f"mysql://{parts['USER']}:{parts['PASSWORD']}@{parts['HOST']}:{parts['PORT']}/{name}"
    environment = {**os.environ, "DATABASE_URL": url, "LOG_LEVEL": "ERROR"}
    deadline = time.monotonic() + 90
    for patience in (0.9, 1.4, 2.0, 90.0):
        worker = subprocess.Popen(
            [sys.executable, "manage.py", "work", "--verbosity", "0"], cwd=ROOT, env=environment
        )
        until = min(deadline, time.monotonic() + patience)
        while time.monotonic() < until and not is_done(row_id):
            time.sleep(0.05)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        connection.close()
        assert Transaction.objects.for_book(alice.book).count() in (0, 12_000)
    assert is_done(row_id)
    assert Sighting.objects.for_book(alice.book).count() == 12_000
    assert committed(alice, table(("2024-01-01", "-1.00", "Shop 0")), account=cash)["recorded"] == 0


def is_done(row_id):
    return Import.objects.get(pk=row_id).state == State.COMMITTED
