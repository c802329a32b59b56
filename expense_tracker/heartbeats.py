"""The signs of life of workers: written by each of them, read by whoever watches over them."""

from datetime import datetime, timedelta

from django.utils import timezone

from expense_tracker.models import Heartbeat

BEAT_SECONDS = 30
"""How often a worker writes one: each is a write to the disk, also while there is nothing to do."""
FRESH = timedelta(seconds=4 * BEAT_SECONDS)
"""How old the last one may be. One may be late by the 20 seconds that a writer waits on SQLite, and
the next one fail with a database that is restarted."""
KEPT = timedelta(days=1)
"""After this the heartbeat of a worker that was killed is removed by another one."""


def beat(worker: str) -> None:
    """Write that `worker` is alive."""
    now = timezone.now()
    if not Heartbeat.objects.filter(worker=worker).update(at=now):
        Heartbeat.objects.create(worker=worker, at=now)


def end(worker: str) -> None:
    """Write that `worker` has ended."""
    Heartbeat.objects.filter(worker=worker).delete()


def remove_old() -> None:
    """Remove those of workers that ended without a word."""
    Heartbeat.objects.filter(at__lt=timezone.now() - KEPT).delete()


def latest() -> datetime | None:
    """Return when any worker last gave a sign of life; None where there is none."""
    found: datetime | None = Heartbeat.objects.order_by("-at").values_list("at", flat=True).first()
    return found


def is_fresh(at: datetime | None) -> bool:
    """Whether a worker whose last sign of life was at `at` is taken to be alive.

    One of the future is: the clocks of two machines need not agree to the minute.
    """
    return at is not None and timezone.now() - at <= FRESH
