"""Workers that die, come back, or are several: nothing half done, nothing twice."""

import itertools
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from common.jobs import this_worker
from expense_tracker.worker import loop as worker
from imports import services
from imports.models import Import, ImportedFingerprint, PlanPart, State
from imports.plan.problems import WORKER_DIED
from imports.plan.summary import PlanSummary
from imports.tests.sending import committed, planned, sent, stored, table, worked
from imports.worker import claims
from imports.worker import pipeline as running
from tests.cast import made
from transactions.models import Transaction

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
    assert not ImportedFingerprint.objects.exists()
    assert worked(alice, shown["id"])["recorded"] == 50


def taken(row_id, worker):
    claim = claims.claim(row_id, worker)
    return Import.objects.get(pk=claim.import_id, run=claim.run), claim


def test_the_work_of_a_dead_worker_is_taken_up_at_once(alice, cash):
    row_id = made(sent(alice, ROWS, account=cash), 202)["id"]
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    host, *_ = this_worker().rsplit(" ", 2)
    _, claim = taken(row_id, f"{host} {dead.pid} other")
    watch = claims.Watch()
    assert watch.abandoned() == [claim]
    assert claims.next_queued() is None
    claims.requeue(claim, WORKER_DIED)
    assert watch.abandoned() == []
    assert claims.next_queued() == row_id
    assert worked(alice, row_id)["state"] == "planned"


class Clock:
    """A clock that a test sets."""

    now = 1000.0

    def __call__(self):
        return self.now


def test_a_worker_that_lives_keeps_its_work_while_its_heart_beats(alice, cash):
    row_id = made(sent(alice, ROWS, account=cash), 202)["id"]
    worker, clock = "elsewhere 1 x", Clock()
    _, claim = taken(row_id, worker)
    watch = claims.Watch(clock)
    for _ in range(20):
        assert watch.abandoned() == []
        clock.now += claims.SILENT_SECONDS - 1
        services.beat(worker, [claim.import_id])
    assert watch.abandoned() == []


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_a_silent_worker_loses_its_work_whatever_the_clocks_say(alice, cash, days):
    row_id = made(sent(alice, ROWS, account=cash), 202)["id"]
    _, claim = taken(row_id, "elsewhere 1 x")
    beat_at = timezone.now() + timedelta(days=days)
    Import.objects.filter(pk=row_id).update(worked_at=beat_at)
    clock = Clock()
    watch = claims.Watch(clock)
    assert watch.abandoned() == []
    clock.now += claims.SILENT_SECONDS - 1
    assert watch.abandoned() == []
    clock.now += 1
    assert watch.abandoned() == [claim]


def test_what_is_abandoned_is_taken_up_again_within_a_minute():
    assert claims.SILENT_SECONDS + worker.LOOK_SECONDS + worker.REST_SECONDS < 60
    assert claims.SILENT_SECONDS > 4 * worker.BEAT_SECONDS


def test_who_was_superseded_writes_no_more(alice, cash):
    row_id = made(sent(alice, ROWS, account=cash), 202)["id"]
    slow, claim = taken(row_id, "slow 1 x")
    claims.requeue(claim, WORKER_DIED)
    quick, _ = taken(row_id, "quick 2 y")
    steps = [
        lambda: services.add_to_plan(slow, [], rows_read=0, bytes_read=0, bytes_in_all=0),
        lambda: services.fail(slow, WORKER_DIED),
        lambda: services.finish_plan(slow, PlanSummary(), ""),
    ]
    for step in steps:
        with pytest.raises(services.Superseded):
            step()
    claims.requeue(claim, WORKER_DIED)
    claims.fail(claim, WORKER_DIED)
    quick.refresh_from_db()
    assert (quick.state, quick.worker) == ("reading", "quick 2 y")


def test_two_workers_at_one_commit_record_it_once(alice, cash):
    shown = planned(alice, ROWS, account=cash)
    alice.post(f"imports/{shown['id']}/commit/")
    late, claim = taken(shown["id"], "slow 1 x")
    claims.requeue(claim, WORKER_DIED)
    running.take_further(shown["id"])
    with pytest.raises(services.Superseded):
        running.commit(late)
    assert len(stored(alice)) == 50


def test_of_two_workers_one_has_an_import(alice, cash):
    row_id = made(sent(alice, ROWS, account=cash), 202)["id"]
    assert claims.claim(row_id, "one 1 x")
    assert claims.claim(row_id, "two 2 y") is None
    running.take_further(row_id)
    assert Import.objects.get(pk=row_id).worker == "one 1 x"


@pytest.mark.parametrize("asked", [False, True], ids=["plan", "commit"])
def test_an_import_whose_workers_died_twice_fails_with_a_sentence(alice, cash, asked):
    row_id = made(sent(alice, ROWS, account=cash), 202)["id"]
    if asked:
        worked(alice, row_id)
        made(alice.post(f"imports/{row_id}/commit/"), 202)
    waiting = "committing" if asked else "waiting"
    for state in (waiting, "failed"):
        _, claim = taken(row_id, "dead 1 x")
        claims.requeue(claim, WORKER_DIED)
        shown = made(alice.get(f"imports/{row_id}/"))
        assert shown["state"] == state
    assert shown["problem"]["code"] == "worker_died"
    assert claims.next_queued() is None
    assert shown["rows"]["new"] == (50 if asked else 0)
    made(alice.post(f"imports/{row_id}/plan/"), 202)
    assert worked(alice, row_id)["state"] == "planned"


def test_a_try_that_the_import_had_no_part_in_does_not_count(alice, cash):
    row_id = made(sent(alice, ROWS, account=cash), 202)["id"]
    for _ in range(5):
        _, claim = taken(row_id, "stopped 1 x")
        claims.requeue(claim, WORKER_DIED, counted=False)
    assert worked(alice, row_id)["state"] == "planned"


def test_turns_go_to_the_person_who_has_waited_longest(alice, bob, cash):
    """One person's many files keep nobody else waiting, and theirs keep their order."""
    many = [made(sent(alice, ROWS, account=cash), 202)["id"] for _ in range(4)]
    of_bob = [made(sent(bob, ROWS, account=bob_cash(bob)), 202)["id"] for _ in range(2)]
    taken_ids = []
    while (row_id := claims.next_queued()) is not None:
        running.take_further(row_id)
        taken_ids.append(row_id)
    assert taken_ids == [many[0], of_bob[0], many[1], of_bob[1], *many[2:]]


def test_a_person_has_one_import_under_way(alice, bob, cash):
    first, second = (made(sent(alice, ROWS, account=cash), 202)["id"] for _ in range(2))
    assert claims.claim(claims.next_queued(), "one 1 x").import_id == first
    assert claims.next_queued() is None
    other = made(sent(bob, ROWS, account=bob_cash(bob)), 202)["id"]
    assert claims.next_queued() == other
    Import.objects.filter(pk=first).update(state=State.FAILED, worker="", problem="{}")
    assert claims.next_queued() == other
    assert claims.next_queued([other]) == second


def bob_cash(bob):
    return made(bob.get("accounts/"))["results"][0]["id"]


def test_to_find_the_next_import_takes_the_same_statements_however_many_wait(
    alice, cash, django_assert_num_queries
):
    with django_assert_num_queries(1):
        claims.next_queued()
    for _ in range(3):
        made(sent(alice, ROWS, account=cash), 202)
        with django_assert_num_queries(3):
            claims.next_queued()


@pytest.mark.parametrize(
    "values",
    [
        {"queued_at": None},
        {"worker": "one 1 x"},
        {"state": State.PLANNED},
        {"state": State.FAILED, "problem": "{}"},
        {"queued_at": None, "worker": "one 1 x"},
    ],
    ids=str,
)
def test_the_database_leaves_no_unfinished_import_to_nobody(alice, cash, values):
    row_id = made(sent(alice, ROWS, account=cash), 202)["id"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Import.objects.filter(pk=row_id).update(**values)


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
        (claims, "claim"),
        *((services, name) for name in ("add_to_plan", "finish_plan", "finish_commit")),
        (running, "remember"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_worker_waits_for_a_database_that_is_busy(alice, cash, monkeypatch, place, name):
    runs = is_busy_once(monkeypatch, place, name)
    assert committed(alice, ROWS, account=cash)["recorded"] == 50
    assert len(runs) == 2


@pytest.mark.django_db(transaction=True)
def test_a_worker_waits_to_say_that_a_plan_was_outdated(alice, cash, monkeypatch):
    shown = planned(alice, ROWS, account=cash)
    alice.post(f"imports/{shown['id']}/commit/")
    alice.transaction()
    runs = is_busy_once(monkeypatch, services, "hold")
    held = worked(alice, shown["id"])
    assert (held["state"], held["problem"]["code"], len(runs)) == ("planned", "outdated", 2)


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
