"""Trying backups out: each is restored into a database that is thrown away afterwards."""

import json
import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError

from archives.backups import verify
from archives.errors import Unsound
from archives.reading import open_archive_at
from archives.services import ON_DISK, book_digest, restore_as_new
from archives.survey import surveyed
from books.integrity.examination import examine
from common.scratch import scratch_folder

PROCESS = "archives.scratch_process"
_DATABASE = ("DATABASE_URL", "DB_", "CACHE_URL", "ENV_FILE")
"""How the variables begin that name a database, a cache, or a file that may name them."""


class NoTrial(Exception):
    """The backups could not be tried, whether they are usable or not."""


def faults_of(paths: list[Path]) -> dict[Path, str]:
    """Return what is wrong with the backups at `paths`; those without a fault are left out.

    Each is read from end to end first, and what is whole is restored. Raises NoTrial where the
    scratch database could not be made or filled.
    """
    faults = {path: fault for path in paths if (fault := _fault_of_file(path))}
    if whole := [path for path in paths if path not in faults]:
        faults |= _faults_in_scratch(whole)
    return faults


def fault_of_restored(path: Path, owner_id: int) -> str:
    """Restore the backup at `path` into the connected database and check the book.

    Returns what is wrong with it, in a sentence, or nothing.
    """
    try:
        with open_archive_at(path, ON_DISK) as archive:
            done = restore_as_new(owner_id, archive, surveyed(archive))
    except (OSError, Unsound, DatabaseError) as error:
        return _sentence(error)
    if findings := examine(done.book):
        return f"check_books finds a fault in it ({findings[0].check}): {findings[0].lines[0]}."
    # A name that got a number makes it another digest; that is not a fault.
    if not done.renamed and book_digest(done.book) != done.digest:
        return "The restored book has another digest than the archive."
    return ""


def _fault_of_file(path: Path) -> str:
    try:
        verify(path)
    except (OSError, Unsound) as error:
        return _sentence(error)
    return ""


def _sentence(error: Exception) -> str:
    if isinstance(error, Unsound):
        return " ".join(problem.detail for problem in error.problems)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.strerror}."
    return f"{error}."


def _faults_in_scratch(paths: list[Path]) -> dict[Path, str]:
    """Restore the backups into a SQLite file that goes with its folder.

    An archive is the same for every engine, so nobody needs the right to create a database. It is
    a process of its own: what this one has compiled and connected is for its own database.
    """
    with scratch_folder() as folder:
        done = subprocess.run(  # noqa: S603  # our own module, and paths after it
            [sys.executable, "-m", PROCESS, *(str(path.absolute()) for path in paths)],
            cwd=settings.BASE_DIR,
            env=_environment(folder),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"]
        raise NoTrial(f"The scratch database could not be filled: {said[-1]}")
    return {Path(name): fault for name, fault in json.loads(done.stdout).items()}


def _environment(folder: Path) -> dict[str, str]:
    """Return our own environment, which has the settings of the file, with another database."""
    return {
        **{name: text for name, text in os.environ.items() if not name.startswith(_DATABASE)},
        "DJANGO_SETTINGS_MODULE": "expense_tracker.settings",
        "ENV_FILE": "",
        "DATABASE_URL": f"sqlite:///{folder / 'scratch.sqlite3'}",
        "CACHE_URL": "locmemcache://",
    }
