"""A database that takes no writes, is gone and comes back, and a clock that is set back a day."""

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.utils import timezone

from books.integrity.examination import examine
from expense_tracker.worker import loop as worker
from expense_tracker.worker.loop import Worker
from imports.models import Import
from imports.tests.sending import sent, stored, table, worked
from imports.worker import claims
from imports.worker.jobs import ImportJobs
from tests.cast import PASSWORD, Caller, made, signed_up
from tests.forwarder import Forwarder
from tools.live_server import Server
from users.models import Session
from web.tests.pages import address_of

pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parent.parent
ROWS = table(("2024-01-05", "-3.40", "Bakery"), ("2024-01-09", "-42.00", "Market"))
EXPENSE = {"type": "expense", "amount": "1.00", "date": "2024-01-05"}
ON_MYSQL = pytest.mark.skipif(
    "connection.vendor == 'sqlite'", reason="SQLite has no connection that could break off"
)


@pytest.fixture
def cash(alice):
    return made(alice.get("accounts/"))["results"][0]["id"]


@contextmanager
def read_only():
    """The database itself refuses every write, with its own error."""
    # One that is older than CONN_MAX_AGE would be replaced meanwhile by one that writes.
    connection.close()
    sqlite = connection.vendor == "sqlite"
    on, off = (
        ("PRAGMA query_only = ON", "PRAGMA query_only = OFF")
        if sqlite
        else ("SET SESSION TRANSACTION READ ONLY", "SET SESSION TRANSACTION READ WRITE")
    )
    with connection.cursor() as cursor:
        cursor.execute(on)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(off)


def test_a_database_that_takes_no_writes_is_read_and_says_so(alice, cash, caplog):
    alice.transaction()
    writes = [
        lambda: alice.post("transactions/", EXPENSE),
        lambda: alice.post("categories/", {"name": "Food", "type": "expense"}),
        lambda: sent(alice, ROWS, account=cash),
        lambda: Caller().post("login/", {"username": "alice", "password": PASSWORD}),
        lambda: Caller().post(
            "register/", {"username": "kim", "email": "kim@example.org", "password": PASSWORD}
        ),
    ]
    reads = ["transactions/", "me/", "accounts/", "reports/monthly/?year=2024&month=1"]
    with read_only():
        for path in reads:
            assert alice.get(path).status_code == 200
        caplog.clear()
        for write in writes:
            answer = write()
            assert (answer.status_code, answer.json()["code"]) == (503, "read_only")
            assert answer["Retry-After"] == "1"
    assert "Traceback" not in caplog.text
    assert "read_only" in caplog.text
    assert [write().status_code for write in writes] == [201, 201, 202, 200, 201]


def test_the_admin_says_so_too(alice, caplog):
    browser = Client(raise_request_exception=False)
    with read_only():
        answer = browser.post("/account/login/", {"username": "alice", "password": PASSWORD})
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert b"read-only" in answer.content
    assert "Traceback" not in caplog.text


@pytest.mark.parametrize("days", [0, 1, 29])
def test_pages_are_read_however_long_ago_somebody_was_there(alice, days):
    browser = Client(raise_request_exception=False)
    browser.force_login(alice.user)
    ago = timedelta(days=days, minutes=10)
    Session.objects.update(seen_at=F("seen_at") - ago, expires_at=F("expires_at") - ago)
    with read_only():
        for name in ("overview", "transactions", "accounts", "history"):
            assert browser.get(address_of(name, book=alice.book.pk)).status_code == 200


def test_a_worker_waits_for_a_database_that_takes_no_writes(alice, cash, monkeypatch, caplog):
    row_id = made(sent(alice, ROWS, account=cash), 202)["id"]
    monkeypatch.setattr(worker, "REST_SECONDS", 0)
    monkeypatch.setattr(worker, "run_apart", None)
    caplog.set_level("INFO")
    jobs = ImportJobs()
    waiting = Worker([jobs])
    with worker.scratch_folder() as waiting._folder:
        with read_only():
            for _ in range(5):
                waiting._step()
        waits = [r.getMessage() for r in caplog.records if r.name == "expense_tracker.worker.loop"]
        assert len(waits) == 1
        assert waits[0].startswith("The worker waits until it can go on: ")
        jobs.slots = 0
        waiting._step()
    assert caplog.messages[-1] == "The worker goes on."
    assert claims.next_queued() == row_id
    assert worked(alice, row_id)["rows"]["new"] == 2


class Line:
    """The way of other programs to the database of this test, which can be cut and mended."""

    def __init__(self, folder):
        parts = connection.settings_dict
        self.way = Forwarder(int(parts["PORT"]))
        account = f"{parts['USER']}:{parts['PASSWORD']}"
        self.url = f"mysql://{account}@127.0.0.1:{self.way.port}/{parts['NAME']}"
        self.log = folder / "log"

    @contextmanager
    def running(self, *command):
        environment = {**os.environ, "DATABASE_URL": self.url, "LOG_LEVEL": "WARNING"}
        with self.log.open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, *command], cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        try:
            yield process
        finally:
            process.kill()
            process.wait()
            self.way.cut()


def wait_until(done, seconds=30):
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@ON_MYSQL
def test_a_worker_goes_on_by_itself_when_the_database_is_back(alice, cash, tmp_path):
    line = Line(tmp_path)
    with line.running("manage.py", "work") as process:
        first = made(sent(alice, ROWS, account=cash), 202)["id"]
        wait_until(lambda: Import.objects.get(pk=first).state == "failed" or is_planned(first))
        line.way.cut()
        second = made(sent(alice, ROWS, account=cash), 202)["id"]
        wait_until(lambda: "waits until it can go on" in line.log.read_text())
        time.sleep(3)
        assert process.poll() is None
        line.way.mend()
        wait_until(lambda: is_planned(second))
    log = line.log.read_text()
    assert "Traceback" not in log
    assert log.count("The worker waits until it can go on") == 1
    assert log.count("The worker goes on.") == 1


def is_planned(row_id):
    return Import.objects.get(pk=row_id).state == "planned"


def status_of(address, token):
    request = urllib.request.Request(address, headers={"Authorization": f"Token {token}"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code


@ON_MYSQL
def test_the_server_goes_on_by_itself_when_the_database_is_back(tmp_path, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    token = signed_up("kim").token
    line = Line(tmp_path)
    server = Server(line.url, tmp_path)
    server.settings["SECRET_KEY"] = settings.SECRET_KEY
    try:
        server.start()
        page = f"{server.address}/api/v1/transactions/"
        assert status_of(page, token) == 200
        line.way.cut()
        begun = time.monotonic()
        assert {status_of(page, token) for _ in range(12)} == {503}
        assert status_of(f"{server.address}/health/", token) == 503
        assert status_of(f"{server.address}/readyz", token) == 503
        assert status_of(f"{server.address}/livez", token) == 200
        assert time.monotonic() - begun < 20
        line.way.mend()
        assert {status_of(page, token) for _ in range(12)} == {200}
        assert status_of(f"{server.address}/health/", token) == 200
    finally:
        server.stop()
        line.way.cut()
    log = server.log.read_text()
    assert "Traceback" not in log
    assert log.count("was not done: interrupted") == 12


@pytest.fixture
def clock(monkeypatch):
    """Sets the clock: by how much it is off from now on."""
    real = timezone.now
    off = [timedelta()]
    monkeypatch.setattr(timezone, "now", lambda: real() + off[0])

    def set_to(**ahead):
        off[0] = timedelta(**ahead)

    return set_to


@pytest.mark.parametrize("days", [-1, 1], ids=["back", "forward"])
def test_a_clock_that_is_set_off_by_a_day_changes_no_order_and_loses_nothing(
    alice, cash, clock, days
):
    alice.transaction(description="before", account=cash)
    since = made(alice.get("changes/"))["cursor"]
    queued = made(sent(alice, ROWS, account=cash), 202)["id"]
    clock(days=days)
    alice.transaction(description="a day off", account=cash)
    assert worked(alice, queued)["state"] == "planned"
    made(alice.post(f"imports/{queued}/commit/"), 202)
    imported = worked(alice, queued)
    assert imported["recorded"] == 2
    again = made(sent(alice, ROWS, query="?commit=auto", account=cash), 202)["id"]
    assert worked(alice, again)["rows"]["known"] == 2
    made(Caller().post("login/", {"username": "alice", "password": PASSWORD}))
    clock()
    alice.transaction(description="again", account=cash)
    numbers = [change["number"] for change in made(alice.get("history/"))["results"]]
    assert numbers == sorted(numbers, reverse=True)
    followed = made(alice.get(f"changes/?since={since}"))
    rows = [one for one in followed["results"] if one["kind"] == "transaction"]
    seen = [one["object"]["description"] for one in rows]
    assert seen.count("a day off") == seen.count("again") == 1
    made(alice.post(f"history/{imported['change']}/undo/"))
    assert len(stored(alice)) == 3
    assert examine(alice.book) == []
