"""Restores that are cut short, by a full database or by a kill: nothing of them stays."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from archives.tests.conftest import archive_of, digest
from books.models import Book
from tests.cast import made
from tests.live_database import environment, full_database

ROOT = Path(__file__).resolve().parent.parent.parent
KILLED = """
import os, signal, sys
import django
django.setup()
from django.core.management import call_command
from django.db import connection

def kill(execute, sql, params, many, context):
    if sql.startswith("INSERT") and "transactions_posting" in sql:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, params, many, context)

connection.execute_wrappers.append(kill)
call_command("restore", sys.argv[1], "--owner", "bob")
"""

pytestmark = pytest.mark.django_db(transaction=True)


def sent(caller, content):
    body = {"archive": SimpleUploadedFile("archive.zip", content)}
    return caller.post("restore/", body, format="multipart")


def test_a_restore_to_a_full_database_is_503_and_is_done_once_there_is_room(alice, carol):
    alice.transaction(payee="Mill")
    content = archive_of(alice.book.pk)
    before = digest(carol.book.pk)
    with full_database("transactions_posting"):
        refused = sent(carol, content)
    assert (refused.status_code, refused.json()["code"]) == (503, "no_room")
    assert digest(carol.book.pk) == before
    made(sent(carol, content))
    assert digest(carol.book.pk) == digest(alice.book.pk)


@pytest.mark.slow
def test_a_restore_that_is_killed_leaves_nothing_and_is_done_again(alice, bob, tmp_path):
    alice.transaction(payee="Mill")
    path = tmp_path / "a.zip"
    path.write_bytes(archive_of(alice.book.pk))
    books = set(Book.objects.values_list("pk", flat=True))
    process = subprocess.run(
        [sys.executable, "-c", KILLED, path], cwd=ROOT, env=environment(), timeout=120
    )
    assert process.returncode == -signal.SIGKILL
    assert set(Book.objects.values_list("pk", flat=True)) == books
    call_command("check_books")
    call_command("restore", str(path), owner="bob")
    (made_now,) = Book.objects.exclude(pk__in=books)
    assert digest(made_now.pk) == digest(alice.book.pk)
