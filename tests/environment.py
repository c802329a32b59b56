"""The environment of a test run: a pytest plug-in that is loaded before the settings are.

A developer's own `.env` has no say in the tests. The database is a SQLite file in memory-backed
storage where there is some, or the one that DATABASE_URL names.
"""

import gc
import os
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from hypothesis import HealthCheck, settings

os.environ["ENV_FILE"] = ""
os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
os.environ.setdefault("HTTPS", "off")
# A run sends more requests as one person than any person does. Tests of the limits set their own.
os.environ.setdefault("THROTTLE_REQUESTS", "off")
os.environ.setdefault("THROTTLE_TOKEN_REQUESTS", "off")
# A test that kills workers has an import for each statement of one.
os.environ.setdefault("IMPORTS_WAITING_MAX", "1000")

TESTS = Path(__file__).parent

settings.register_profile(
    "fast", max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "ci",
    max_examples=100,
    deadline=None,
    # The seed that tools/check.py draws and prints decides alone. Where the variable CI is set,
    # Hypothesis would derive the examples from the source of the test instead.
    database=None,
    derandomize=False,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    # The rules have been tried on SQLite. What is left to find is what an engine makes of them, and
    # an example takes twice the time there.
    "second-engine",
    parent=settings.get_profile("ci"),
    max_examples=30,
)
settings.register_profile("thorough", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Do without collected static files, and give SQLite a file."""
    django_settings.STATIC_ROOT = None
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    django_settings.STORAGES = {**django_settings.STORAGES, "staticfiles": plain}
    if django_settings.DATABASES["default"]["ENGINE"] == "expense_tracker.sqlite":
        give_sqlite_a_file(config)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run first what takes longest, so that no worker waits for a long test of another at the end.

    The tests in tests/ come second: each of them tries the whole project.
    """
    items.sort(key=lambda item: (not item.get_closest_marker("slow"), item.path.parent != TESTS))


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Spare the collector of garbage the 450,000 objects of the tests, which all stay."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.collect()
        gc.freeze()


def give_sqlite_a_file(config: pytest.Config) -> None:
    """Put the test database into a file: in memory it has neither WAL nor locks between threads."""
    memory = Path("/dev/shm")
    folder = tempfile.TemporaryDirectory(
        prefix="expense-tests-", dir=memory if os.access(memory, os.W_OK) else None
    )
    config.add_cleanup(folder.cleanup)
    test = django_settings.DATABASES["default"].setdefault("TEST", {})
    test["NAME"] = f"{folder.name}/test.sqlite3"
