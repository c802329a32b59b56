"""Schedules that are suggested for payments that recur, of which the book has none yet."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from books.models import Book
from common.business_days import NO_CALENDAR, business_days
from common.recurrence import Recurrence, dates_from, normalised
from common.statements import Statement
from schedules.detection import Payment, Series, series_among
from schedules.models import AmountRule, SchedulePhase
from transactions.models import Posting, PostingKind

READ_MAX = 20_000
"""How many of the newest transactions are looked at: some years of a busy household."""
SHOWN_MAX = 50
"""How many suggestions are shown, best first: nobody decides on more at once."""


class Group(NamedTuple):
    """What payments have in common that may be of one schedule."""

    type: str
    account_id: int
    payee_id: int
    currency: str


class Suggestion(NamedTuple):
    """A series of payments with what a schedule of it would need."""

    group: Group
    payee: str
    category_id: int | None
    """That of most of the payments."""
    series: Series
    next: date
    """The first date after the newest payment."""

    @property
    def recurrence(self) -> Recurrence:
        """When the schedule would recur, from that date on."""
        return normalised(replace(self.series.recurrence, start=self.next))

    @property
    def amount_rule(self) -> AmountRule:
        return AmountRule.LAST if self.series.steady else AmountRule.AVERAGE


def suggestions(book: Book, today: date) -> list[Suggestion]:
    """Return the series of a book that have not ended and have no schedule, best first."""
    payments: dict[Group, list[Payment]] = defaultdict(list)
    names: dict[int, str] = {}
    categories: dict[int, int | None] = {}
    for row in _PAYMENTS.rows(READ_MAX, book=book.pk, until=today):
        row_id, day, amount, payee, category, *of_group = row
        group = Group(*of_group)
        payments[group].append(Payment(day, row_id, amount))
        names[group.payee_id], categories[row_id] = payee, category
    scheduled = set(_SCHEDULED.rows(book=book.pk))
    found = [
        Suggestion(group, names[group.payee_id], _most(series, categories), series, _next(series))
        for group, of_group in payments.items()
        if group[:3] not in scheduled
        for series in series_among(of_group)
        if not series.has_ended(today)
    ]
    found.sort(key=lambda one: (-one.series.covered, one.payee, one.group, one.next))
    return found[:SHOWN_MAX]


def _most(series: Series, categories: dict[int, int | None]) -> int | None:
    counted = Counter(categories[payment.id] for _, payment in series.hits)
    return max(counted, key=lambda one: (counted[one], one or 0))


def _next(series: Series) -> date:
    newest = series.hits[-1][0]
    # Dates before they are moved to business days: no calendar has a part in them.
    dates = dates_from(normalised(series.recurrence), newest, business_days(NO_CALENDAR))
    return next(one.nominal for one in dates if one.nominal > newest)


_PAYMENTS = Statement(
    lambda count, /, *, book, until: (
        Posting.objects.filter(
            transaction__book_id=book,
            transaction__date__lte=until,
            transaction__type__in=_KINDS,
            transaction__refund=False,
            transaction__payee__isnull=False,
            transaction__occurrences__isnull=True,
            position=0,
        )
        .order_by("-transaction__date", "-transaction__id")
        .values_list(
            "transaction_id",
            "transaction__date",
            "transaction__amount",
            "transaction__payee__name",
            "category_id",
            "transaction__type",
            "account_id",
            "transaction__payee_id",
            "transaction__currency",
        )[:count]
    )
)
_KINDS: Sequence[str] = (PostingKind.EXPENSE.value, PostingKind.INCOME.value)
_SCHEDULED = Statement(
    lambda *, book: SchedulePhase.objects.filter(
        book_id=book, schedule__payee__isnull=False
    ).values_list("schedule__type", "account_id", "schedule__payee_id")
)
