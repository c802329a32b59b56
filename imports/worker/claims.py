"""Which worker has which import: claims, heartbeats, and what killed workers have left.

The row of an import is its place in the queue. The constraint `import_queued_or_at_work` holds an
unfinished import to one of two: it is queued, or a worker has it. Whoever is killed leaves one of
these behind, and another worker finds either.
"""

from collections.abc import Callable, Collection
from datetime import UTC, datetime
from time import monotonic
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, F, Max, Min

from common.jobs import is_dead
from imports import services
from imports.models import UNFINISHED, Import, State
from imports.plan.problems import Problem

TRIES_MAX = 2
"""How many workers may take an import in one state. The first may have been killed by chance."""
SILENT_SECONDS = 45
"""After how long without a heartbeat a worker counts as dead: four are missing then. With the time
until another worker looks, what it had is taken up again within a minute."""

_NEVER = datetime.min.replace(tzinfo=UTC)


class Claim(NamedTuple):
    """An import that a worker has."""

    import_id: int
    run: int
    """The number of the try, over all states: who has an earlier one is superseded."""


def next_queued(passed_over: Collection[int] = ()) -> int | None:
    """Return the id of the import whose turn it is; None where nothing can be taken.

    A turn goes to the person who has waited longest since one of theirs was worked on, and never
    to one of whom a worker has an import: many files of one person keep nobody else waiting.
    """
    queued = Import.objects.filter(queued_at__isnull=False).exclude(pk__in=passed_over)
    newest_first = queued.order_by("-uploaded_at", "-pk").values_list(
        "user_id", "uploaded_at", "pk"
    )
    first = {user_id: (at, import_id) for user_id, at, import_id in newest_first}
    if not first:
        return None
    at_work = set(Import.objects.exclude(worker="").values_list("user_id", flat=True))
    of_them = Import.objects.filter(user_id__in=first).order_by().values_list("user_id")
    served = dict(of_them.annotate(Max("worked_at")))
    turns = [
        (served.get(user_id) or _NEVER, at, import_id)
        for user_id, (at, import_id) in first.items()
        if user_id not in at_work
    ]
    return min(turns)[2] if turns else None


def queue() -> tuple[int, datetime | None]:
    """Return how many imports wait for a worker, and since when the oldest does."""
    queued = Import.objects.filter(queued_at__isnull=False)
    found = queued.aggregate(count=Count("pk"), oldest=Min("queued_at"))
    return found["count"], found["oldest"]


@transaction.atomic
def claim(import_id: int, worker: str) -> Claim | None:
    """Take an import for `worker`; None where it needs none, is gone, or another worker has it."""
    imported = Import.objects.select_for_update().filter(pk=import_id).first()
    if imported is None or imported.state not in UNFINISHED:
        return None
    if imported.worker not in ("", worker):
        return None
    values = {"worker": worker, "queued_at": None, "tries": F("tries") + 1}
    if imported.state == State.COMMITTING:
        services.take(imported, **values)
    else:
        services.begin_reading(imported, **values)
    return Claim(imported.pk, imported.run)


@transaction.atomic
def requeue(claim: Claim, problem: Problem, *, counted: bool = True) -> None:
    """Queue an import whose worker did not end it, or fail it with `problem` at the last try.

    Where the try is not `counted`, the import had no part in its end, and may be tried again. Does
    nothing where the import went on without that worker.
    """
    found = Import.objects.select_for_update().filter(pk=claim.import_id, run=claim.run)
    imported = found.exclude(worker="").first()
    if imported is None:
        return
    if counted and imported.tries >= TRIES_MAX:
        services.give_up(imported, problem)
        return
    state = State.COMMITTING if imported.state == State.COMMITTING else State.WAITING
    tries = imported.tries if counted else imported.tries - 1
    services.queue(imported, state, tries=tries)


@transaction.atomic
def fail(claim: Claim, problem: Problem) -> None:
    """Fail an import at once, whose worker knows that another try would end the same."""
    found = Import.objects.select_for_update().filter(pk=claim.import_id, run=claim.run)
    if imported := found.exclude(worker="").first():
        services.give_up(imported, problem)


class Watch:
    """Finds what dead workers had.

    How long a heartbeat stays the same is measured here, by a clock that nobody sets: the clocks of
    two machines may differ, and one may be set back.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._seen: dict[Claim, tuple[datetime | None, float]] = {}
        """The heartbeat of each claim, and when it was first seen."""

    def abandoned(self) -> list[Claim]:
        """Return the claims of workers that are dead, or silent for SILENT_SECONDS."""
        now = self._clock()
        taken = Import.objects.exclude(worker="").values_list("pk", "run", "worker", "worked_at")
        seen, found = {}, []
        for import_id, run, worker, beat_at in taken:
            one = Claim(import_id, run)
            before, since = self._seen.get(one, (None, now))
            seen[one] = (beat_at, since if before == beat_at else now)
            if is_dead(worker) or now - seen[one][1] >= SILENT_SECONDS:
                found.append(one)
        self._seen = seen
        return found
