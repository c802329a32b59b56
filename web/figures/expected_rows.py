"""What schedules expect, as it stands above the newest transactions of a list."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from books.models import Book
from schedules.occurrences import Occurrence
from schedules.stored import StoredPhase, schedules_of_book
from schedules.upcoming import upcoming
from web.figures.due_rows import AHEAD_DAYS, LATE, DueLister, DueRow

ROWS_MAX = 5
"""What is due first: the list below is what the page is for, and the schedules have the others."""


@dataclass(frozen=True, slots=True)
class ExpectedRows:
    """What is overdue, and what is due within the next days."""

    days: int
    count: int
    late: int
    """How many of them are overdue."""
    rows: list[DueRow]
    """The first ones."""

    @property
    def further(self) -> int:
        return self.count - len(self.rows)


def expected_of(book: Book, lister: DueLister, accounts: Collection[int]) -> list[Occurrence]:
    """Read what is overdue and due within the next days, on one of `accounts` where there are any.

    It takes one statement where no schedule is of the accounts, and four more otherwise.
    """
    schedules = schedules_of_book(book.pk)
    if accounts:
        schedules = [one for one in schedules if any(_is_of(p, accounts) for p in one.phases)]
    if not schedules:
        return []
    today = lister.preferences.today()
    found = upcoming(book, schedules, today, today + timedelta(days=AHEAD_DAYS))
    return [one for one in found if not accounts or _is_of(one.phase, accounts)]


def expected_rows(lister: DueLister, found: list[Occurrence]) -> ExpectedRows | None:
    """Return the rows of `found`, which is in the order of its days; None where it is empty."""
    if not found:
        return None
    late = sum(one.status in LATE for one in found)
    return ExpectedRows(AHEAD_DAYS, len(found), late, lister.rows(found[:ROWS_MAX]))


def _is_of(phase: StoredPhase, accounts: Collection[int]) -> bool:
    return phase.account_id in accounts or phase.to_account_id in accounts
