"""Whether this process can do its work: what a load balancer, `doctor` and monitors ask."""

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError, Error, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from expense_tracker import heartbeats

RECOVER = "See docs/how-to/recover.md."


@dataclass(frozen=True, slots=True)
class Finding:
    """What one look has found: nothing, or a fault and the way out of it."""

    name: str
    fault: str = ""
    way_out: str = ""


def findings() -> Iterator[Finding]:
    """Yield what each look finds, up to one that those after it stand on."""
    for look, is_ground in LOOKS.items():
        found = look()
        yield found
        if found.fault and is_ground:
            return


def look_at_database() -> Finding:
    """Whether the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        if is_damage(error):
            return Finding("database", f"its file is damaged: {error}", RECOVER)
        return Finding("database", "it does not answer", "Start it, or mend DATABASE_URL.")
    return Finding("database")


def is_damage(error: Error) -> bool:
    """Whether `error` is what SQLite says of a file that is not a sound database."""
    cause = error.__cause__
    code = cause.sqlite_errorcode if isinstance(cause, sqlite3.DatabaseError) else None
    return isinstance(error, DatabaseError) and code in {
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    }


def look_at_migrations() -> Finding:
    """Whether the tables are those that this code expects."""
    applied = MigrationRecorder(connection).applied_migrations().keys()
    missing = sum(
        name not in applied and not (replaced and replaced <= applied)
        for name, replaced in _migrations().items()
    )
    if missing:
        return Finding("migrations", f"{missing} are not applied", "Run manage.py migrate.")
    return Finding("migrations")


def look_at_cache() -> Finding:
    """Whether the cache can be read, which holds the counts of the throttles."""
    try:
        caches["default"].get("readiness")
    except Exception:  # each kind of cache has errors of its own
        way_out = "Run manage.py createcachetable, or mend CACHE_URL."
        return Finding("cache", "it cannot be read", way_out)
    return Finding("cache")


def look_at_worker() -> Finding:
    """Whether a worker has given a sign of life lately, unless none is expected."""
    if not settings.WORKER_EXPECTED:
        return Finding("worker")
    at = heartbeats.latest()
    if heartbeats.is_fresh(at):
        return Finding("worker")
    fault = f"the last sign of life was at {at:%Y-%m-%d %H:%M:%S} UTC" if at else "none is running"
    return Finding("worker", fault, "Start manage.py work, or set WORKER_EXPECTED=off.")


LOOKS: dict[Callable[[], Finding], bool] = {
    look_at_database: True,
    look_at_migrations: True,
    look_at_cache: False,
    look_at_worker: False,
}
"""All looks in their order, and whether those after it cannot be taken where it finds a fault."""


@cache
def _migrations() -> dict[tuple[str, str], set[tuple[str, str]]]:
    """Return the migrations of this code, each with those that it replaces.

    They do not change while the process runs.
    """
    loaded = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    return {key: {(app, name) for app, name in one.replaces} for key, one in loaded.items()}
