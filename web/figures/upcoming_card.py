"""The card of the overview that says what is due next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse

from schedules.occurrences import Occurrence, Status
from web.figures.due_rows import DueLister, DueRow
from web.money import Shown

CARD_DAYS = 14
"""How far ahead the card looks: two weeks, within which one can still see to the money."""
ROWS_MAX = 5
"""What is to come, in a card that is read at a glance. All that is overdue stands above it."""


@dataclass(frozen=True, slots=True)
class UpcomingCard:
    """What is overdue, and what is due within the next days."""

    href: str
    days: int
    rows: Sequence[DueRow]
    further: int
    """How many more are due within the days."""
    sums: Sequence[Shown]
    """What all of it comes to, by currency."""


def last_day_of_card(today: date) -> date:
    return today + timedelta(days=CARD_DAYS)


def upcoming_card(lister: DueLister, found: Sequence[Occurrence]) -> UpcomingCard:
    """Return the card of `found`, which is in the order of its days."""
    late = [one for one in found if one.status == Status.OVERDUE]
    ahead = [one for one in found if one.status != Status.OVERDUE]
    return UpcomingCard(
        href=reverse("web:schedules", args=[lister.book_id]),
        days=CARD_DAYS,
        rows=lister.rows([*late, *ahead[:ROWS_MAX]]),
        further=max(len(ahead) - ROWS_MAX, 0),
        sums=lister.sums(found),
    )
