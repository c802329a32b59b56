"""What `manage.py check --deploy` says about sign-in."""

from typing import Any

from django.conf import settings
from django.core import checks

_PRIVATE_CACHES = ("locmem.LocMemCache", "dummy.DummyCache")


def shared_cache_problems(**_: Any) -> list[checks.CheckMessage]:
    """Warn of a cache that processes do not share: each would grant the full limits anew."""
    if not settings.CACHES["default"]["BACKEND"].endswith(_PRIVATE_CACHES):
        return []
    return [
        checks.Warning(
            "The cache is private to each process, so the limits on sign-in are too.",
            hint="Leave CACHE_URL out to keep it in the database, or name a Redis server.",
            id="users.W001",
        )
    ]
