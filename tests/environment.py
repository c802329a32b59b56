"""The environment of a test run: a pytest plug-in that is loaded before the settings are.

A developer's own `.env` has no say in the tests. The database is a SQLite file in memory-backed
storage where there is some, or the one that DATABASE_URL names.
"""

import os
import secrets
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ["ENV_FILE"] = ""
os.environ.setdefault("SECRET_KEY", secrets.token_urlsafe(50))
os.environ.setdefault("HTTPS", "off")

settings.register_profile(
    "fast", max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "ci",
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("thorough", max_examples=2000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fast"))


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Give SQLite a real file: a database in memory has neither WAL nor locks between threads."""
    from django.conf import settings as django_settings

    database = django_settings.DATABASES["default"]
    if database["ENGINE"] != "django.db.backends.sqlite3":
        return
    memory = Path("/dev/shm")
    folder = tempfile.TemporaryDirectory(
        prefix="expense-tests-", dir=memory if os.access(memory, os.W_OK) else None
    )
    config.add_cleanup(folder.cleanup)
    database.setdefault("TEST", {})["NAME"] = f"{folder.name}/test.sqlite3"
