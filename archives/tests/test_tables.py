"""Rows without a history, which other apps tell of: archived with what they point at."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from archives.errors import Unsound
from archives.tests.conftest import archive_of, digest, restored
from archives.tests.test_unsound import packed, parts_of
from books.archived_tables import ArchivedTable, archived_tables
from books.models import Revision
from imports.models import ImportedFingerprint
from tests.cast import made
from transactions.models import Transaction


@pytest.fixture
def fingerprints(monkeypatch):
    pointers = {"account_key": "account", "transaction_key": "transaction"}
    table = ArchivedTable(name="sightings", model=ImportedFingerprint, pointers=pointers)
    monkeypatch.setitem(archived_tables, "sightings", table)


def seen(caller, transaction, key, account=0):
    ImportedFingerprint.objects.create(
        book=caller.book, account_key=account, key=key, date=date(2024, 1, 15),
        transaction_key=transaction, number=2,
    )  # fmt: skip


def test_what_a_row_points_at_is_the_same_thing_afterwards(fingerprints, alice, bob, carol):
    bob.transaction()
    account = alice.account(name="Giro")["id"]
    there = alice.transaction(description="there")["id"]
    gone = alice.transaction(description="gone")["id"]
    alice.delete(f"transactions/{gone}/")
    for key, row in (("a", there), ("b", gone), ("c", 987_654), ("d", 0)):
        seen(alice, row, key, account)
    done = restored(archive_of(alice.book.pk), carol.user)
    assert digest(done.book.pk) == digest(alice.book.pk) == done.digest
    assert done.rows["sightings"] == 4
    stored = ImportedFingerprint.objects.filter(book=done.book)
    rows = dict(stored.values_list("key", "transaction_key"))
    assert Transaction.objects.get(pk=rows["a"], book=done.book).description == "there"
    assert Revision.objects.filter(book=done.book, row_id=rows["b"], action="deleted").exists()
    assert rows["d"] == 0
    carol.at(done.book)
    # What is forgotten is nothing that comes later.
    assert carol.transaction()["id"] not in rows.values()


def test_no_later_row_takes_the_id_of_one_that_is_gone_and_forgotten(fingerprints, alice, carol):
    for key, row in (("a", 5), ("b", 7)):
        seen(alice, row, key)
    first = restored(archive_of(alice.book.pk), carol.user)
    assert digest(first.book.pk) == digest(alice.book.pk)
    carol.at(first.book).transaction()
    second = restored(archive_of(first.book.pk), carol.user)
    assert digest(second.book.pk) == digest(first.book.pk)
    stored = ImportedFingerprint.objects.filter(book=second.book)
    rows = stored.values_list("transaction_key", flat=True)
    ids = Transaction.objects.filter(book=second.book).values_list("pk", flat=True)
    assert not set(rows) & set(ids)


def test_an_archive_from_before_there_were_such_rows_is_read(monkeypatch, alice, carol):
    with monkeypatch.context() as before:
        before.delitem(archived_tables, "sightings", raising=False)
        content = archive_of(alice.book.pk)
    table = ArchivedTable(
        name="sightings", model=ImportedFingerprint, pointers={"transaction_key": "transaction"}
    )
    monkeypatch.setitem(archived_tables, "sightings", table)
    done = restored(content, carol.user)
    assert done.digest == digest(done.book.pk)


@pytest.mark.parametrize(
    "change",
    [
        {"transaction_key": -1}, {"transaction_key": 10**10}, {"transaction_key": None},
        {"date": "x"}, {"key": "k" * 25}, {"id": 1}, {"number": "1"},
    ],
)  # fmt: skip
def test_a_row_that_says_what_it_may_not_is_refused(fingerprints, alice, carol, change):
    seen(alice, 0, "a")
    said, files = parts_of(archive_of(alice.book.pk))
    files["sightings.ndjson"][0].update(change)
    with pytest.raises(Unsound) as caught:
        restored(packed(said, files), carol.user)
    assert caught.value.problems[0].code == "invalid_row"


def test_a_book_with_such_rows_is_not_empty(fingerprints, alice, carol):
    seen(carol, 0, "a")
    content = archive_of(alice.book.pk)
    body = {"archive": SimpleUploadedFile("a.zip", content)}
    response = carol.post("restore/", body, format="multipart")
    assert made(response, 409)["code"] == "book_not_empty"
