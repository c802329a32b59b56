"""From one engine to the other and back: the same book, by its digest."""

import os
import re
import shutil
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from archives.tests.conftest import archive_of, digest, restored
from archives.tests.test_round_trip import eventful  # noqa: F401  # the fixture
from tools.database import private_server
from tools.mariadb import MARIADB, SYSTEM_PATH

# The server belongs to administrators, whose folders a user's PATH often leaves out.
HAVE_MARIADB = bool(shutil.which("mariadbd", path=f"{os.environ['PATH']}:{SYSTEM_PATH}"))
ON_THE_OTHER_ENGINE = """
import io
import re
import sys

import django

django.setup()

from django.core.management import call_command

from users.services import register


def said(*command):
    out = io.StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


archive, backups = sys.argv[1:]
call_command("migrate", verbosity=0)
register(username="dora", email="dora@example.com", password="Dark-Blue-Teapot-7")
number = re.search(r"Book (\\d+)", said("restore", archive, "--owner", "dora"))[1]
said("check_books")
said("backup", "--to", backups, "--book", number)
sys.stdout.write(said("book_digest", number))
"""
"""Migrates, restores, checks and backs up, in one process: each takes a second to start."""

pytestmark = pytest.mark.slow


@pytest.fixture
def other_engine(tmp_path):
    """The URL of an empty database on the engine that this run of the tests is not on."""
    if connection.vendor == "sqlite":
        if not HAVE_MARIADB:
            pytest.skip("needs mariadbd")
        with private_server(MARIADB) as server:
            yield server.url
    else:
        yield f"sqlite:///{tmp_path / 'other.sqlite3'}"


def restored_there(url, archive, backups):
    """Restore `archive` in the database of `url` and back it up; returns what its digest says."""
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "expense_tracker.settings",
        "ENV_FILE": "",
        "HTTPS": "off",
        "SECRET_KEY": settings.SECRET_KEY,
        "DATABASE_URL": url,
    }
    command = [sys.executable, "-c", ON_THE_OTHER_ENGINE, str(archive), str(backups)]
    done = subprocess.run(
        command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_book_goes_to_the_other_engine_and_comes_back(
    eventful,  # noqa: F811  # the fixture
    carol,
    other_engine,
    tmp_path,
):
    first = tmp_path / "first.zip"
    first.write_bytes(archive_of(eventful.book.pk))
    wanted = digest(eventful.book.pk)
    text = restored_there(other_engine, first, tmp_path / "there")
    assert re.fullmatch(rf"{wanted}  \d+  Ours\n", text)
    (second,) = (tmp_path / "there").iterdir()
    done = restored(second.read_bytes(), carol.user)
    assert digest(done.book.pk) == wanted == done.digest
