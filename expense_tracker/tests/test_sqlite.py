"""Writers of one SQLite file: threads in the order in which they came, beside other processes."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import pytest
from django.db import OperationalError, connection, connections, transaction

from books import unit_of_work
from books.models import Book, Cause
from books.unit_of_work import Actor, change
from categories.models import Category
from expense_tracker.sqlite.writer_queue import queue_of
from tests.concurrency import at_once
from users.models import SecurityEvent
from users.security import NOWHERE, EventKind, record

ROOT = Path(__file__).resolve().parent.parent.parent
BY = Actor(user_id=None, cause=Cause.COMMAND)
WRITERS = 6
FOREVER = 20
HOLDER = """
import django
django.setup()
from django.db import transaction
from categories.models import Category
with transaction.atomic():
    Category.objects.update(icon="held")
    print("held", flush=True)
    input()
"""

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite alone has one writer"),
]


def waiting():
    """How many threads of this process wait for the lock of the database."""
    return len(queue_of(connection.settings_dict["NAME"]).waiting)


def wait_until(done):
    deadline = time.monotonic() + FOREVER
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.001)


@pytest.fixture
def writers():
    """Starts threads that write, each when the one before waits; gives back what they answer."""
    with ThreadPoolExecutor(WRITERS) as threads:

        def run(work):
            try:
                return work()
            finally:
                connections.close_all()

        def start(*works):
            started = []
            for work in works:
                length = waiting()
                started.append(threads.submit(run, work))
                wait_until(lambda there=length: waiting() == there + 1)
            return started

        yield start


def adding(caller, name):
    return partial(caller.post, "categories/", {"name": name, "type": "expense"})


@contextmanager
def another_process():
    """Another process has the lock while the block runs, and then commits unless it was killed."""
    settings = {"DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}"}
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER],
        cwd=ROOT,
        env={**os.environ, **settings, "DJANGO_SETTINGS_MODULE": "expense_tracker.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with process:
        assert process.stdout.readline() == b"held\n"
        yield process
        if process.poll() is None:
            process.communicate(b"\n")


def icons():
    return set(Category.objects.values_list("icon", flat=True))


def test_who_came_first_writes_first_whichever_book_it_is(alice, bob, writers):
    callers = [(alice, bob)[number % 2] for number in range(WRITERS)]
    with change(alice.book, by=BY):
        works = [adding(caller, f"No. {number}") for number, caller in enumerate(callers)]
        answers = writers(*works)
    assert [answer.result().status_code for answer in answers] == [201] * WRITERS
    names = Category.objects.filter(name__startswith="No. ").order_by("pk")
    assert list(names.values_list("name", flat=True)) == [f"No. {n}" for n in range(WRITERS)]


def test_a_statement_outside_a_transaction_waits_in_the_same_queue(alice, writers):
    def log():
        record(alice.user.pk, EventKind.SIGNED_IN, origin=NOWHERE)
        return Category.objects.filter(name="Before").exists()

    with change(alice.book, by=BY):
        before, logging = writers(adding(alice, "Before"), log)
    assert before.result().status_code == 201
    assert logging.result() is True
    assert SecurityEvent.objects.filter(kind=EventKind.SIGNED_IN).exists()


def test_what_a_transaction_writes_and_nests_does_not_wait_for_those_in_the_queue(alice, writers):
    with change(alice.book, by=BY):
        answers = writers(adding(alice, "Later"))
        with transaction.atomic():
            Book.objects.filter(pk=alice.book.pk).update(name="Once")
        with suppress(ZeroDivisionError), transaction.atomic():
            Book.objects.filter(pk=alice.book.pk).update(name="Not")
            raise ZeroDivisionError
    assert answers[0].result().status_code == 201
    assert Book.objects.get(pk=alice.book.pk).name == "Once"


def test_a_transaction_that_fails_or_loses_its_connection_lets_the_next_one_go_on(alice, writers):
    with suppress(ZeroDivisionError), change(alice.book, by=BY):
        answers = writers(adding(alice, "After a fault"))
        raise ZeroDivisionError
    assert answers[0].result().status_code == 201
    with suppress(OperationalError), transaction.atomic():
        Book.objects.filter(pk=alice.book.pk).update(name="Lost")
        answers = writers(adding(alice, "After a lost connection"))
        connection.close()
        raise OperationalError("lost")
    assert answers[0].result().status_code == 201
    assert not Book.objects.filter(name="Lost").exists()


def test_who_has_waited_too_long_in_the_queue_gets_503_and_the_others_go_on(
    alice, writers, monkeypatch
):
    monkeypatch.setattr(unit_of_work, "ATTEMPTS_MAX", 1)

    def impatient():
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 1")
        return adding(alice, "Impatient")()

    with change(alice.book, by=BY):
        patient = writers(adding(alice, "Patient"))
        (answer,) = at_once(impatient)
        assert (answer.status_code, answer["Retry-After"]) == (503, "1")
        assert answer.json()["code"] == "busy"
        assert waiting() == 1
    assert patient[0].result().status_code == 201
    assert not Category.objects.filter(name="Impatient").exists()


def test_a_connection_that_waited_waits_as_long_the_next_time(alice):
    def timeout():
        with connection.cursor() as cursor:
            return cursor.execute("PRAGMA busy_timeout").fetchone()[0]

    usual = timeout()
    adding(alice, "Bread")()
    assert timeout() == usual == 20_000


def test_who_does_not_wait_is_refused_while_others_do(alice, writers):
    def now_or_never():
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 0")
        with pytest.raises(OperationalError, match="database is locked"):
            record(alice.user.pk, EventKind.SIGNED_IN, origin=NOWHERE)

    with change(alice.book, by=BY):
        answers = writers(adding(alice, "Patient"))
        at_once(now_or_never)
    assert answers[0].result().status_code == 201


def test_a_writer_waits_for_one_of_another_process(alice, writers):
    with another_process():
        answers = writers(adding(alice, "One"), adding(alice, "Two"))
    assert [answer.result().status_code for answer in answers] == [201, 201]
    assert "held" in icons()


def test_a_process_that_is_killed_leaves_no_lock_and_nothing_of_what_it_wrote(alice, writers):
    with another_process() as process:
        answers = writers(adding(alice, "One"), adding(alice, "Two"))
        process.kill()
    assert [answer.result().status_code for answer in answers] == [201, 201]
    assert "held" not in icons()
