"""Imports as jobs of the project's worker."""

from collections.abc import Collection, Iterator, Sequence

from django.conf import settings

from common.jobs import Cut, Job, JobSource
from imports import services
from imports.plan import problems
from imports.worker import claims
from imports.worker.claims import Claim
from imports.worker.pipeline import carry_on


class ImportJob(Job):
    """An import that a worker has claimed."""

    def __init__(self, claim: Claim) -> None:
        self._claim = claim
        self.key = claim.import_id
        self.memory_bytes = settings.IMPORT_MEMORY_BYTES_MAX
        self.seconds = settings.IMPORT_SECONDS_MAX

    def __str__(self) -> str:
        return f"Import {self.key}"

    def run(self) -> None:
        carry_on(self._claim)

    def fail_for_memory(self) -> None:
        claims.fail(self._claim, problems.too_much_memory(self.memory_bytes))

    def put_back(self, cut: Cut) -> None:
        late = problems.too_slow(self.seconds)
        problem = late if cut is Cut.LATE else problems.WORKER_DIED
        claims.requeue(self._claim, problem, counted=cut is not Cut.INTERRUPTED)


class ImportJobs(JobSource):
    """Imports that wait to be read or committed, each of another person."""

    def __init__(self) -> None:
        self.slots = settings.IMPORTS_AT_ONCE
        self._watch = claims.Watch()

    def due(self, passed_over: Collection[int]) -> int | None:
        return claims.next_queued(passed_over)

    def claim(self, key: int, worker: str) -> ImportJob | None:
        claim = claims.claim(key, worker)
        return ImportJob(claim) if claim else None

    def beat(self, worker: str, keys: Sequence[int]) -> None:
        services.beat(worker, keys)

    def abandoned(self) -> Iterator[ImportJob]:
        return map(ImportJob, self._watch.abandoned())
