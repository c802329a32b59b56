"""The fixtures of every test; tests/environment.py holds the environment that they run in."""

from typing import Any

import pytest

pytest_plugins = ["tests.engines", "tests.flushing", "tests.cast"]


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    """Hash passwords in no time; a test of the hashes themselves sets the project's own again."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
