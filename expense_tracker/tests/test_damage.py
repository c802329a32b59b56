"""What the program says of a SQLite file that is damaged, and of a migration that fails."""

import os
import sqlite3
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder

ASK = """
import sys, django; django.setup()
from pathlib import Path
from django.db import connection
from django.test import RequestFactory
from expense_tracker import diagnosis, readiness, views
asked = RequestFactory().get("/")

def spoil(page):
    connection.close()
    with Path(sys.argv[1]).open("r+b") as file:
        file.seek(4096 * page)
        file.write(b"x" * 4096)

print(diagnosis.look_at_file().fault or "sound")
spoil(-1 + 20)
print(views.health(asked).status_code, diagnosis.look_at_file().fault)
spoil(0)
print(views.health(asked).status_code, views.readyz(asked).content.decode())
print(readiness.look_at_database().way_out)
"""


def test_a_damaged_file_is_told_from_a_database_that_does_not_answer(tmp_path):
    path = tmp_path / "db.sqlite3"
    made = sqlite3.connect(path)
    made.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)")
    made.executemany("INSERT INTO t (name) VALUES (?)", [("n" * 1000,)] * 100)
    made.commit()
    made.close()
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{path}"}
    environment["DJANGO_SETTINGS_MODULE"] = "expense_tracker.settings"
    done = subprocess.run(
        [sys.executable, "-c", ASK, str(path)],
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    sound, a_page, the_head, way_out = done.stdout.splitlines()
    assert sound == "sound"
    assert a_page.startswith("200 it is damaged: *** in database main *** ")
    assert "page 20" in a_page.lower()  # each version of SQLite has words of its own
    assert the_head.startswith("503 ")
    assert '"database": "its file is damaged: file is not a database"' in the_head
    assert way_out == "See docs/how-to/recover.md."


@pytest.mark.django_db
def test_a_book_that_cannot_be_read_is_named_and_the_others_are_checked(alice, bob, capsys):
    refused = []

    def refuse(execute, sql, params, many, context):
        if "transactions_posting" in sql and not refused:
            refused.append(sql)
            raise DatabaseError("database disk image is malformed")
        return execute(sql, params, many, context)

    with (
        connection.execute_wrapper(refuse),
        pytest.raises(CommandError, match="1 of 2 books have differences"),
    ):
        call_command("check_books")
    said = capsys.readouterr().out
    assert said == f"book {alice.book.pk}: cannot be read: database disk image is malformed\n"


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_fails_is_named_with_what_became_of_it(db):
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("households", "0007_former_member")
    try:
        with pytest.raises(CommandError) as fault:
            call_command("migrate", "households", verbosity=0)
    finally:
        recorder.record_applied("households", "0007_former_member")
    became = {"sqlite": "was rolled back", "mysql": "may have stopped half-way, for this database"}
    said = str(fault.value)
    assert said.startswith(f"households.0007_former_member failed and {became[connection.vendor]}")
    assert "already exists" in said
    assert said.endswith("See docs/how-to/recover.md.")
