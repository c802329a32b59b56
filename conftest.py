"""Fixtures of every test."""

from typing import Any

import pytest

pytest_plugins = ["tests.cast"]


@pytest.fixture(autouse=True)
def quick_settings(settings: Any) -> None:
    """What tests do without: slow password hashes, and collected static files."""
    settings.STATIC_ROOT = None
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
