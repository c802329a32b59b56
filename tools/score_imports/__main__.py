"""Import files with known facts, each into a new book, and count how often that is right.

    .venv/bin/python -m tools.score_imports FOLDER [--json]

The facts of `statement.csv` stand beside it in `statement.csv.facts.json`; see
docs/how-to/score-imports.md. The exit code is 1 where an import is wrong in silence, 2 where facts
cannot be read.
"""

import argparse
import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

from tools.process import apart_from_dotenv, stop_on_terminate


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.score_imports")
    parser.add_argument("folder", type=Path, help="with files, and their facts beside them")
    parser.add_argument("--json", action="store_true", help="print JSON in place of the table")
    given = parser.parse_args()
    stop_on_terminate()
    memory = Path("/dev/shm")
    place = memory if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="expense-scores-", dir=place) as folder:
        open_database(Path(folder))
        # Its models can be imported only once Django is set up.
        report = import_module("tools.score_imports.report").report
        code: int = report(given.folder, as_json=given.json)
        return code


def open_database(folder: Path) -> None:
    """Set Django up on a new SQLite database in `folder`."""
    os.environ.update(apart_from_dotenv())
    os.environ["DATABASE_URL"] = f"sqlite:///{folder}/scores.sqlite3"
    # Refusals are among what is counted.
    os.environ["LOG_LEVEL"] = "ERROR"
    os.environ["DJANGO_SETTINGS_MODULE"] = "expense_tracker.settings"

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STATIC_ROOT = None
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
