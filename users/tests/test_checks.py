"""What `manage.py check --deploy` says about sign-in."""

import pytest
from django.core.checks import run_checks

DATABASE = "django.core.cache.backends.db.DatabaseCache"
REDIS = "django.core.cache.backends.redis.RedisCache"
LOCAL = "django.core.cache.backends.locmem.LocMemCache"
NONE = "django.core.cache.backends.dummy.DummyCache"


@pytest.mark.parametrize(
    ("backend", "warned"), [(DATABASE, False), (REDIS, False), (LOCAL, True), (NONE, True)]
)
def test_a_cache_that_processes_do_not_share_is_warned_of(settings, backend, warned):
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": "redis://127.0.0.1"}}
    found = {message.id for message in run_checks(include_deployment_checks=True)}
    assert ("users.W001" in found) is warned
