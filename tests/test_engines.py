"""Every test whose outcome can depend on the engine runs on every engine; the others run once."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pymysql
import pytest
from django.db import connection
from hypothesis import settings

from tests.engines import NO_DATABASE
from tools.check import OF_ENGINES, steps_with
from tools.database import connect

ROOT = Path(__file__).resolve().parent.parent
TESTS = """
import pytest

@pytest.fixture
def db():
    pass

@pytest.fixture
def book(db):
    pass

@pytest.mark.django_db
def test_by_mark():
    pass

def test_by_fixture(db):
    pass

def test_by_another_fixture(book):
    pass

@pytest.mark.database
def test_by_program():
    pass

@pytest.mark.one_engine
def test_of_one_engine(db):
    pass

def test_plain():
    pass

def test_in_secret(request):
    request.getfixturevalue("book")
"""


def outcomes(folder: Path, *options: str) -> dict[str, str]:
    """The tests of TESTS that ran, and what came of each."""
    (folder / "test_some.py").write_text(TESTS)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-v", "-p", "tests.engines", *options, folder],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
    )
    return dict(re.findall(r"::test_(\w+) ([A-Z]+)", done.stdout))


def test_all_that_reach_the_database_are_selected_but_for_those_of_one_engine(
    tmp_path: Path,
) -> None:
    reaching = ("by_mark", "by_fixture", "by_another_fixture", "by_program")
    assert outcomes(tmp_path, "-m", OF_ENGINES) == dict.fromkeys(reaching, "PASSED")
    everywhere = (*reaching, "of_one_engine")
    assert outcomes(tmp_path, "-m", "database") == dict.fromkeys(everywhere, "PASSED")


def test_one_that_reaches_it_without_the_mark_fails(tmp_path: Path) -> None:
    found = outcomes(tmp_path, "-m", "not database")
    assert found == {"plain": "PASSED", "in_secret": "FAILED"}


def test_a_program_that_is_started_without_the_mark_finds_no_database() -> None:
    assert os.environ["DATABASE_URL"] == NO_DATABASE
    with pytest.raises(pymysql.OperationalError, match="refused"):
        connect(NO_DATABASE)


@pytest.mark.database
def test_a_program_that_is_started_with_the_mark_is_not_kept_from_the_database() -> None:
    assert os.environ.get("DATABASE_URL") != NO_DATABASE


@pytest.mark.django_db
def test_a_test_with_the_mark_runs_on_the_engine_of_this_run() -> None:
    url = os.environ.get("DATABASE_URL", "sqlite://")
    assert connection.vendor == url.partition(":")[0]


def test_the_step_of_sqlite_runs_everything_and_that_of_mariadb_what_reaches_the_database() -> None:
    sqlite, mariadb = (step.command for step in steps_with(1) if step.name.startswith("tests on"))
    assert "-m" not in sqlite
    assert mariadb[-2:] == ("-m", OF_ENGINES)
    profile = mariadb[-3].removeprefix("--hypothesis-profile=")
    assert settings.get_profile(profile).max_examples < settings.get_profile("ci").max_examples
    assert OF_ENGINES == "database and not one_engine"
