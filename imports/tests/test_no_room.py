"""Full disks: the answer is 503, nothing changes, and the import goes on once there is room."""

import errno
import io
import logging
import os
import tempfile
from contextlib import contextmanager

import pytest
from django.db import connection

from expense_tracker.worker.loop import _work
from imports.models import FilePart, Import
from imports.plan.problems import WORKER_DIED
from imports.tests.sending import planned, sent, stored, table, worked
from imports.worker import claims
from imports.worker import pipeline as running
from imports.worker.jobs import ImportJob
from tests.cast import made
from tests.live_database import full_database

ROWS = table(*((f"2024-01-{1 + n % 28:02}", f"-{n + 1}.00", f"Shop {n}") for n in range(50)))
LARGE = ROWS + "\n" * 3_000_000
FULL = "/dev/full"
"""Each write to it fails as one to a full disk does (full(4))."""


class FullDisk(io.FileIO):
    """A temporary file on a disk that is full."""

    def __init__(self, *_args, **_options):
        super().__init__(os.memfd_create("temporary"), "w+b")

    def write(self, _data):
        """Fail, as write(2) does there."""
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture
def full_disk(monkeypatch):
    """Temporary files are on a disk that is full."""
    monkeypatch.setattr(tempfile, "TemporaryFile", FullDisk)


def is_no_room(answer):
    assert (answer.status_code, answer.json()["code"]) == (503, "no_room")
    assert answer["Retry-After"] == "1"
    return True


@pytest.mark.usefixtures("full_disk")
@pytest.mark.parametrize("content", [ROWS, LARGE], ids=["small", "large"])
def test_an_upload_without_room_is_503_and_leaves_nothing(alice, cash, content, caplog):
    assert is_no_room(sent(alice, content, account=cash))
    assert not Import.objects.exists()
    assert not FilePart.objects.exists()
    assert "Traceback" not in caplog.text


# XlsxWriter leaves its ZipFile to the collector, which says that it cannot be closed.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    "path", ["exports/transactions.xlsx", "exports/transactions.ofx", "exports/archive.zip"]
)
def test_an_export_without_room_is_503(alice, full_disk, path):
    alice.transaction()
    assert is_no_room(alice.get(path))


def test_a_worker_without_room_says_what_to_do(alice, cash, monkeypatch, tmp_path, caplog):
    row_id = made(sent(alice, ROWS, account=cash), 202)["id"]

    @contextmanager
    def folder(**_):
        (tmp_path / "upload").symlink_to(FULL)
        yield str(tmp_path)

    with monkeypatch.context() as patched:
        patched.setattr(running.tempfile, "TemporaryDirectory", folder)
        problem = worked(alice, row_id)["problem"]
    assert problem["code"] == "no_room"
    assert "free some" in problem["detail"]
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
    made(alice.post(f"imports/{row_id}/plan/"), 202)
    assert worked(alice, row_id)["rows"]["new"] == 50


@pytest.mark.django_db(transaction=True)
def test_a_write_to_a_full_database_is_503_and_changes_nothing(alice):
    before = stored(alice)
    body = {"type": "expense", "amount": "1.00", "date": "2024-01-05"}
    with full_database("transactions_posting"):
        assert is_no_room(alice.post("transactions/", body))
    assert stored(alice) == before
    made(alice.post("transactions/", body), 201)


@pytest.mark.django_db(transaction=True)
def test_a_commit_to_a_full_database_is_done_once_there_is_room(alice, cash):
    shown = planned(alice, ROWS, account=cash)
    made(alice.post(f"imports/{shown['id']}/commit/"), 202)
    for _ in range(4):
        claim = claims.claim(shown["id"], "one 1 x")
        with full_database("transactions_posting"):
            code = _work(ImportJob(claim), slot=0)
        assert code == 75
        claims.requeue(claim, WORKER_DIED, counted=False)
        assert stored(alice) == []
    assert worked(alice, shown["id"])["recorded"] == 50


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite alone has a bound to set")
@pytest.mark.django_db(transaction=True)
def test_a_full_sqlite_is_503_and_works_again_once_there_is_room(alice):
    body = {"type": "expense", "amount": "1.00", "date": "2024-01-05", "notes": "x" * 9_000}
    with connection.cursor() as cursor:
        # What other tests have deleted left pages that are free.
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA page_count")
        (pages,) = cursor.fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages + 2}")
        try:
            answers = [alice.post("transactions/", body) for _ in range(5)]
        finally:
            cursor.execute("PRAGMA max_page_count = 1073741823")
    assert is_no_room(answers[-1])
    done = sum(answer.status_code == 201 for answer in answers)
    assert len(stored(alice)) == done
    made(alice.post("transactions/", body), 201)
