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
MAKE_A_PERSON = (
    "from users.services import register; "
    "register(username='dora', email='dora@example.com', password='Dark-Blue-Teapot-7')"
)

pytestmark = pytest.mark.slow


@pytest.fixture
def other_engine(tmp_path):
    """What runs a command of ours on the engine that this run of the tests is not on."""
    if connection.vendor == "sqlite":
        if not HAVE_MARIADB:
            pytest.skip("needs mariadbd")
        with private_server(MARIADB) as server:
            yield runner(server.url, tmp_path)
    else:
        yield runner(f"sqlite:///{tmp_path / 'other.sqlite3'}", tmp_path)


def runner(url, folder):
    def run(*arguments):
        environment = {
            "PATH": os.environ["PATH"],
            "ENV_FILE": "",
            "HTTPS": "off",
            "SECRET_KEY": settings.SECRET_KEY,
            "DATABASE_URL": url,
        }
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]
        done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("migrate", "--verbosity", "0")
    run("shell", "--command", MAKE_A_PERSON)
    return run


def test_a_book_goes_to_the_other_engine_and_comes_back(
    eventful,  # noqa: F811  # the fixture
    carol,
    other_engine,
    tmp_path,
):
    first = tmp_path / "first.zip"
    first.write_bytes(archive_of(eventful.book.pk))
    wanted = digest(eventful.book.pk)
    text = other_engine("restore", str(first), "--owner", "dora")
    number = re.search(r"Book (\d+)", text)[1]
    assert f"{wanted}  {number}  Ours\n" in other_engine("book_digest", number)
    other_engine("check_books")
    other_engine("backup", "--to", str(tmp_path / "there"), "--book", number)
    (second,) = (tmp_path / "there").iterdir()
    done = restored(second.read_bytes(), carol.user)
    assert digest(done.book.pk) == wanted == done.digest
