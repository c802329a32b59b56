"""Several who restore, or write, at the same moment: one effect, and nothing mixed up."""

import time
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, transaction

from archives import restoring, services
from archives.tests.conftest import archive_of, digest, restored
from books.models import Book
from books.rows import insert_rows
from books.unit_of_work import is_transient
from tests.cast import made
from tests.concurrency import at_once

CALLERS = 4
ON_MYSQL = pytest.mark.skipif(
    "connection.vendor == 'sqlite'", reason="SQLite has one writer at a time anyway"
)

pytestmark = pytest.mark.django_db(transaction=True)


def send(caller, content, **headers):
    body = {"archive": SimpleUploadedFile("archive.zip", content)}
    return caller.post("restore/", body, format="multipart", **headers)


def send_until_answered(caller, content):
    """Send one request under one key until the answer is another than to come again."""
    while True:
        answer = send(caller, content, HTTP_IDEMPOTENCY_KEY="one")
        if answer.status_code != 409:
            return answer
        assert answer.json()["code"] == "busy"
        time.sleep(0.01)


@pytest.fixture
def content(alice):
    alice.transaction(payee="Mill", tags=["a"])
    alice.delete(f"transactions/{alice.transaction()['id']}/")
    return archive_of(alice.book.pk)


def test_of_several_who_restore_into_one_book_exactly_one_does(content, alice, bob):
    answers = at_once(*[partial(send, bob, content)] * CALLERS)
    codes = sorted(answer.status_code for answer in answers)
    assert codes == [200, *[409] * (CALLERS - 1)]
    refusals = {answer.json()["code"] for answer in answers if answer.status_code == 409}
    assert refusals == {"book_not_empty"}
    assert digest(bob.book.pk) == digest(alice.book.pk)


def test_of_one_restore_sent_by_several_at_once_under_one_key_there_is_one_effect(
    content, alice, bob
):
    answers = at_once(*[partial(send_until_answered, bob, content)] * CALLERS)
    assert len({(answer.status_code, answer.content) for answer in answers}) == 1
    assert sum("Idempotency-Replayed" not in answer for answer in answers) == 1
    assert made(bob.get("book/"))["last_change"] == 5


def test_books_that_are_restored_while_others_write_have_no_row_of_theirs(content, alice, bob):
    before = digest(alice.book.pk)

    def write(caller):
        for _ in range(10):
            caller.transaction(payee="Busy", tags=["busy"])

    found = at_once(
        *[partial(restored, content, alice.user)] * 3, partial(write, bob), partial(write, bob)
    )
    for done in found[:3]:
        assert digest(done.book.pk) == before
    assert len({done.book.pk for done in found[:3]}) == 3


def test_stretches_of_ids_that_are_taken_at_once_do_not_overlap(content, alice, monkeypatch):
    # All of them have taken their first id before one takes its last.
    def insert_slowly(*args):
        row_id = insert_rows(*args)
        time.sleep(0.01)
        return row_id

    monkeypatch.setattr(restoring, "insert_rows", insert_slowly)
    found = at_once(*[partial(restored, content, alice.user)] * 3)
    assert {digest(done.book.pk) for done in found} == {digest(alice.book.pk)}


def test_a_restore_that_fails_while_it_takes_its_ids_keeps_nobody_else_from_it(
    content, alice, monkeypatch
):
    def fail(*args):
        with transaction.atomic(savepoint=False):
            raise OperationalError(1213, "Deadlock found")

    # The connection that failed stays open, as one of a server does; another one comes next.
    with monkeypatch.context() as broken:
        broken.setattr(restoring, "delete_rows", fail)
        with pytest.raises(OperationalError, match="Deadlock"):
            restored(content, alice.user)
    monkeypatch.setattr(restoring, "TAKING_SECONDS_MAX", 1)
    (done,) = at_once(partial(restored, content, alice.user))
    assert digest(done.book.pk) == digest(alice.book.pk)


@ON_MYSQL
def test_while_one_restore_takes_its_ids_no_other_does(db, monkeypatch):
    monkeypatch.setattr(restoring, "TAKING_SECONDS_MAX", 1)
    with restoring._alone():
        with pytest.raises(OperationalError) as refused, restoring._alone():
            pass
        assert is_transient(refused.value)
    with restoring._alone():
        pass


@ON_MYSQL
def test_the_lock_of_a_restore_whose_connection_is_gone_is_free(db, monkeypatch):
    monkeypatch.setattr(restoring, "TAKING_SECONDS_MAX", 5)

    def take_it_twice():
        with restoring._alone():
            end_other_connections()
            with restoring._alone():
                entered.append(True)

    entered = []
    with pytest.raises(OperationalError):
        take_it_twice()
    assert entered


def end_other_connections():
    """Let the database end those that lock something of it, as where their program died."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT trx_mysql_thread_id FROM information_schema.innodb_trx "
            "JOIN information_schema.processlist ON id = trx_mysql_thread_id "
            "WHERE id <> CONNECTION_ID() AND db = DATABASE() AND trx_tables_locked > 0"
        )
        for (one,) in cursor.fetchall():
            cursor.execute("KILL CONNECTION %s", [one])


def test_an_archive_that_is_made_while_others_write_is_of_one_state(alice):
    alice.transaction()

    def write():
        for _ in range(15):
            alice.transaction(payee="Busy")

    def take():
        return [archive_of(alice.book.pk) for _ in range(5)]

    _, archives = at_once(write, take)
    assert archives
    for content in archives:
        done = restored(content, alice.user)
        assert done.rows["changes"] - 1 == done.rows["transactions"]
        assert services.book_digest(Book.objects.get(pk=done.book.pk)) == done.digest
