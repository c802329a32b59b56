"""Transient conflicts: the database is asked again, a bounded number of times, and then 503."""

from threading import Barrier, Event, Thread

import pytest
from django.db import OperationalError, connection, connections

from books import unit_of_work
from books.models import Book
from books.unit_of_work import change, is_transient, retrying
from categories.models import Category
from common.errors import Conflict
from tests.cast import ACTOR
from tests.concurrency import at_once

HELD_SECONDS = 1.5
on_one_engine = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="a SQLite writer waits for the other and never deadlocks"
)


def wait_little():
    """Make this connection give up waiting for a lock after a second."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA busy_timeout = 1000")
        else:
            cursor.execute("SET SESSION innodb_lock_wait_timeout = 1")


@pytest.fixture
def held(alice):
    """Lock Alice's book in another session; the function given back lets go after some seconds."""
    locked, enough = Event(), Event()

    def hold():
        with change(alice.book, by=ACTOR):
            locked.set()
            enough.wait(60)
        connections.close_all()

    holder = Thread(target=hold)
    holder.start()
    locked.wait(60)

    def let_go_after(seconds):
        Thread(target=lambda: (enough.wait(seconds), enough.set())).start()

    yield let_go_after
    enough.set()
    holder.join()
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_write_that_waited_too_long_for_a_lock_is_tried_again(alice, held):
    wait_little()
    held(HELD_SECONDS)
    response = alice.post("categories/", {"name": "Patient", "type": "expense"})
    assert response.status_code == 201
    assert Category.objects.get(name="Patient").created_in == 3


@pytest.mark.django_db(transaction=True)
def test_a_lock_that_stays_taken_ends_in_503_and_changes_nothing(alice, held, monkeypatch):
    monkeypatch.setattr(unit_of_work, "ATTEMPTS_MAX", 2)
    wait_little()
    response = alice.post("categories/", {"name": "Patient", "type": "expense"})
    assert (response.status_code, response["Retry-After"]) == (503, "1")
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "busy"
    assert not Category.objects.filter(name="Patient").exists()


@on_one_engine
@pytest.mark.django_db(transaction=True)
def test_of_two_writers_in_a_deadlock_both_come_through(alice, bob):
    both_hold_one = Barrier(2)
    attempts = []

    def write(own, other):
        def work():
            attempts.append(own)
            with change(own, by=ACTOR):
                if attempts.count(own) == 1:
                    both_hold_one.wait(30)
                Book.objects.filter(pk=other.pk).update(name=f"Touched from {own.pk}")
            return True

        return lambda: retrying(work)

    answers = at_once(write(alice.book, bob.book), write(bob.book, alice.book))
    assert answers == [True, True]
    assert len(attempts) >= 3
    assert set(Book.objects.values_list("last_change", flat=True)) == {2}


def test_work_is_tried_a_bounded_number_of_times(monkeypatch):
    monkeypatch.setattr(unit_of_work, "WAIT_SECONDS_MAX", 0)
    attempts = []

    def work():
        attempts.append(1)
        raise OperationalError(1213, "Deadlock found when trying to get lock")

    with pytest.raises(OperationalError):
        retrying(work)
    assert len(attempts) == unit_of_work.ATTEMPTS_MAX


def test_no_attempt_begins_after_the_time_for_them_has_passed(monkeypatch):
    monkeypatch.setattr(unit_of_work, "ATTEMPTS_SECONDS_MAX", 0)
    attempts = []

    def work():
        attempts.append(1)
        raise OperationalError(1205, "Lock wait timeout exceeded")

    with pytest.raises(OperationalError):
        retrying(work)
    assert len(attempts) == 1


@pytest.mark.parametrize(
    "error",
    [
        OperationalError(1045, "Access denied"),
        OperationalError("no such table: books_book"),
        OperationalError(),
        Conflict("no"),
    ],
)
def test_other_failures_are_not_tried_again(error):
    attempts = []

    def work():
        attempts.append(1)
        raise error

    with pytest.raises(type(error)):
        retrying(work)
    assert len(attempts) == 1


@pytest.mark.parametrize("code", [1213, 1205, 1020, 3101, *(8002, 8005, 8022, 8028, 9007)])
def test_what_clusters_and_engines_call_transient_is_known(code):
    assert is_transient(OperationalError(code, "whatever it says"))


@pytest.mark.parametrize(
    ("code", "text", "transient"),
    [
        (1105, "Information schema is changed. [try again later]", True),
        (1105, "schema version changed", True),
        (1105, "Unknown error", False),
        (1180, "Got error 149 - 'Lock deadlock; Retry transaction' during COMMIT", True),
        # Of a Galera node that was cut off while it committed; the others often had it.
        (1180, "Error while appending streaming replication fragment(provider status)", False),
    ],
)
def test_some_errors_are_transient_by_what_they_say(code, text, transient):
    assert is_transient(OperationalError(code, text)) is transient
