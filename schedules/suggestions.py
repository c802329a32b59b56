"""Schedules that are suggested for payments that recur, of which the book has none yet."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import NamedTuple

from django.db.models import Min, Q

from books.models import Book
from common.business_days import NO_CALENDAR, business_days
from common.recurrence import Recurrence, dates_from, normalised
from common.statements import Row, Statement
from common.tokens import payee_key
from schedules.cadences import Payment
from schedules.choices import AmountRule
from schedules.detection import Series, are_near, series_of_payees
from schedules.models import RefusedSeries, SchedulePhase
from transactions.models import Posting, PostingKind

READ_MAX = 20_000
"""How many of the newest transactions are looked at: some years of a busy household."""
SHOWN_MAX = 50
"""How many suggestions are shown, best first, and how many that were refused: nobody decides on
more at once."""


class Group(NamedTuple):
    """What payments have in common that may be of one schedule."""

    type: str
    account_id: int
    name: Hashable
    """What the names of their payees have in common; of one that shares nothing, its id."""
    currency: str


class SeriesPayee(NamedTuple):
    """A payee that has some of the payments of a series."""

    id: int
    name: str


class Refusal(NamedTuple):
    """What is remembered of a series that somebody refused."""

    type: str
    currency: str
    account_id: int
    payee_id: int
    cadence: str
    amount: int
    """That of its first payment: later payments do not change it."""

    def among(self, found: Iterable["Suggestion"]) -> "Suggestion | None":
        """Return the suggestion of the series that was refused, if it is among those found.

        Its price may have changed since: of those with a payment of about the amount, it is the
        one with the nearest.
        """

        def apart(one: "Suggestion") -> int:
            return min(abs(self.amount - amount) for amount in one.series.amounts)

        alike = [
            one
            for one in found
            if self.is_of(one)
            and any(are_near(self.amount, amount) for amount in one.series.amounts)
        ]
        return min(alike, key=apart, default=None)

    def is_of(self, one: "Suggestion") -> bool:
        """Whether it may be of a suggestion, by all but the amount."""
        payees = (payee.id for payee in one.payees)
        same = self._replace(payee_id=one.refusal.payee_id, amount=one.refusal.amount)
        return same == one.refusal and self.payee_id in payees


class Suggestion(NamedTuple):
    """A series of payments with what a schedule of it would need."""

    group: Group
    payees: Sequence[SeriesPayee]
    """Those of its payments, each once, that of the newest one first."""
    category_id: int | None
    """That of most of the payments."""
    series: Series
    first: SeriesPayee
    """The payee of the oldest payment."""
    next: date
    """The first date after the newest payment."""

    @property
    def payee(self) -> SeriesPayee:
        """The payee of the newest payment: the next one is likely to be to the same."""
        return self.payees[0]

    @property
    def recurrence(self) -> Recurrence:
        """When the schedule would recur, from that date on."""
        return normalised(replace(self.series.recurrence, start=self.next))

    @property
    def refusal(self) -> Refusal:
        """What would be remembered if it were refused."""
        group, series = self.group, self.series
        # Later payments change neither the payee nor the amount of the first one.
        of_series = series.cadence.name, series.amounts[0]
        return Refusal(group.type, group.currency, group.account_id, self.first.id, *of_series)

    @property
    def key(self) -> str:
        """What names it in a request."""
        return "-".join(map(str, self.refusal))

    @property
    def amount_rule(self) -> AmountRule:
        return AmountRule.LAST if self.series.steady else AmountRule.AVERAGE


class Suggested(NamedTuple):
    """The suggestions of a book, best first."""

    open: list[Suggestion]
    refused: list[Suggestion]


def named(found: Iterable[Suggestion], key: str) -> Suggestion | None:
    """Return the suggestion of a key, if it is among those that were found."""
    return next((one for one in found if one.key == key), None)


def suggested(book: Book, today: date) -> Suggested:
    """Return the series of a book that have not ended and have no schedule."""
    found = _series_of(book, today)
    # What has ended is refused still, and nothing else in its place.
    refused = {id(refusal.among(found)) for refusal in refusals_of(book)}
    going_on = [one for one in found if not one.series.has_ended(today)]
    return Suggested(
        open=[one for one in going_on if id(one) not in refused],
        refused=[one for one in going_on if id(one) in refused],
    )


def refusals_of(book: Book) -> list[Refusal]:
    """Return what was refused in a book."""
    return [Refusal(*row) for row in _REFUSED.rows(book=book.pk)]


def _series_of(book: Book, today: date) -> list[Suggestion]:
    of_payees: dict[Row, list[Row]] = defaultdict(list)
    for row in _PAYMENTS.rows(READ_MAX, book=book.pk, until=today):
        of_payees[row[_GROUP:]].append(row)
    groups: dict[Group, list[list[Row]]] = defaultdict(list)
    for (kind, account_id, payee_id, currency), rows in of_payees.items():
        name = payee_key(rows[0][_PAYEE]) or payee_id
        groups[Group(kind, account_id, name, currency)].append(rows)
    scheduled: dict[Row, list[Row]] = defaultdict(list)
    for *of_group, lowest, highest, settled in _SCHEDULED.rows(book=book.pk):
        scheduled[tuple(of_group)].append((lowest, highest or lowest, settled))
    found = [
        _suggestion(group, series, chain.from_iterable(payees))
        for group, payees in groups.items()
        for series in series_of_payees(
            [[Payment(*row[:_PAYEE]) for row in rows] for rows in payees]
        )
    ]
    new = [
        one
        for one in found
        if not any(
            _is_expected(one.series, scheduled[one.group.type, one.group.account_id, payee.id])
            for payee in one.payees
        )
    ]
    return sorted(new, key=lambda one: (-one.series.covered, one.payee.name, one.key, one.next))


def _suggestion(group: Group, series: Series, rows: Iterable[Row]) -> Suggestion:
    """Return a series with what the rows of its payments, which are among `rows`, say of it."""
    by_id = {row[1]: row for row in rows}
    of_series = [by_id[payment.id] for _, payment in series.hits]
    payees = [SeriesPayee(payee_id, name) for *_, name, _, _, _, payee_id, _ in of_series]
    newest_first = list(dict.fromkeys(reversed(payees)))
    category = _category([category for *_, category, _, _, _, _ in of_series])
    return Suggestion(group, newest_first, category, series, payees[0], _next(series))


def _is_expected(series: Series, phases: Sequence[Row]) -> bool:
    """Whether one of the phases expects the payments, by about one of their amounts.

    They are those from before there was the schedule: later ones would have settled an occurrence.
    Each phase has its lowest and its highest amount, and the first date of its schedule that is
    settled.
    """
    newest = series.newest.date
    return any(
        are_near(amount, min(max(amount, lowest), highest))
        for lowest, highest, settled in phases
        if settled is None or newest < settled
        for amount in series.amounts
    )


def _category(ids: Iterable[int | None]) -> int | None:
    """Return the category of most payments."""
    counted = Counter(ids)
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
            "transaction__date",
            "transaction_id",
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
_PAYEE, _GROUP = 3, 5
"""How many columns of a row are before the name of the payee, which are those of a payment; and how
many are before those by which payments are grouped."""
_KINDS: Sequence[str] = (PostingKind.EXPENSE.value, PostingKind.INCOME.value)
_SCHEDULED = Statement(
    lambda *, book: (
        SchedulePhase.objects.filter(book_id=book, schedule__payee__isnull=False)
        .values_list("schedule__type", "account_id", "schedule__payee_id", "amount", "highest")
        .annotate(
            settled=Min(
                "schedule__occurrences__nominal",
                filter=Q(schedule__occurrences__transaction__isnull=False),
            )
        )
    )
)
_REFUSED = Statement(
    lambda *, book: RefusedSeries.objects.filter(book_id=book).values_list(
        "type", "currency", "account_key", "payee_key", "cadence", "amount"
    )
)
