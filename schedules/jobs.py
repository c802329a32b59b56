"""What is due in the schedules of a book, as a job of the project's worker."""

from collections.abc import Callable, Collection, Iterator, Sequence
from time import monotonic

from django.conf import settings
from django.utils import timezone

from books.models import Book
from common.jobs import Cut, Job, JobSource
from schedules.posting import book_with_something_due, record_due

ASK_SECONDS = 5
"""How often the worker asks whether something is due. People who add a standing order that begins
today see it recorded while they look."""
REST_SECONDS = 600
"""How long a book is left alone after a job that crashed: a fault of the program is not mended by
trying again at once, and one of the machine may be over by then."""
SECONDS_MAX = 300
"""How long a job may take: RECORDED_AT_ONCE_MAX changes at 0.1 s each on a busy machine, and seven
times as much where people write to the book all the time."""


class PostingJob(Job):
    """A book in which something may be due. Two workers may have it: one of them finds nothing."""

    def __init__(self, book_id: int, rest: Callable[[int], None]) -> None:
        self._rest = rest
        self.key = book_id
        self.memory_bytes = settings.IMPORT_MEMORY_BYTES_MAX
        self.seconds = SECONDS_MAX

    def __str__(self) -> str:
        return f"What is due in book {self.key}"

    def run(self) -> None:
        book = Book.objects.filter(pk=self.key).first()
        if book is not None:
            record_due(book, timezone.localdate())

    def fail_for_memory(self) -> None:
        """Let the process end as one that has not done its job; what was recorded stays so."""
        raise MemoryError

    def put_back(self, cut: Cut) -> None:
        """Leave it alone for a while, where it may be at fault itself: its wakes are still due."""
        if cut is not Cut.INTERRUPTED:
            self._rest(self.key)


class PostingJobs(JobSource):
    """The books in which something may be due, one at a time."""

    slots = 1

    def __init__(self) -> None:
        self._asks_next = 0.0
        self._resting: dict[int, float] = {}
        """Until when books are left alone whose job did not end well."""

    def due(self, passed_over: Collection[int]) -> int | None:
        now = monotonic()
        if now < self._asks_next:
            return None
        self._resting = {book: until for book, until in self._resting.items() if until > now}
        found = book_with_something_due(timezone.localdate(), {*passed_over, *self._resting})
        if found is None:
            self._asks_next = now + ASK_SECONDS
        return found

    def claim(self, key: int, worker: str) -> PostingJob | None:
        return PostingJob(key, self._rest)

    def _rest(self, book_id: int) -> None:
        self._resting[book_id] = monotonic() + REST_SECONDS

    def beat(self, worker: str, keys: Sequence[int]) -> None:
        """Do nothing: a job that was cut off is due still."""

    def abandoned(self) -> Iterator[PostingJob]:
        return iter(())
