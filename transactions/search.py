"""Finding transactions by what they are and by what their postings are, page by page.

The monthly totals know how many postings there are by month, kind, account and category. So they
tell on which days to look: a page reads days that hold about as many matches as it needs, however
many other transactions there are, and no engine has to guess a way through a whole book.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Sum

from api.pagination import beyond
from books.models import Book
from common.periods import DATE_MAX, DATE_MIN, Month, Period
from transactions.models import (
    UNCATEGORISED,
    MonthlyFlow,
    MonthlyTotal,
    Transaction,
    TransactionQuerySet,
)

ORDER = ("date", "id")
"""The columns by which transactions are listed."""

MONTHS_FIRST = 12
"""How many months are asked for at first; four times as many each time that is not enough."""
SLACK = 2
"""How many times the wanted number of matches the days looked at hold at first: a posting of a
split is counted by itself, and some conditions are not part of a total."""
FEW = 500
"""So many matches are sooner looked at together than told apart by another statement."""
WIDER = 8
"""How many times more the next days hold, where those did not fill the page."""


@dataclass(frozen=True, slots=True)
class PostingConditions:
    """What one and the same posting has to meet; None is any."""

    kinds: frozenset[str] | None = None
    account: int | None = None
    categories: tuple[int, ...] | None = None
    """Ids of categories, or UNCATEGORISED alone."""
    currency: str | None = None
    converted: bool | None = None

    def of_postings(self) -> dict[str, Any]:
        """Return the conditions on Posting."""
        found: dict[str, Any] = {"kind__in": self.kinds, "account": self.account}
        found["currency"] = self.currency
        found["home_amount__isnull"] = None if self.converted is None else not self.converted
        if self.categories == (UNCATEGORISED,):
            found["category__isnull"] = True
        else:
            found["category__in"] = self.categories
        return {name: value for name, value in found.items() if value is not None}

    def of_totals(self) -> dict[str, Any]:
        """Return the conditions on the totals that count such postings."""
        found: dict[str, Any] = {"kind__in": self.kinds, "account": self.account}
        found["account__currency"] = self.currency
        found["category_key__in"] = self.categories
        if self.converted is not None:
            counts = {True: "postings__gt", False: "unconverted_postings__gt"}
            found[counts[self.converted]] = F("unconverted_postings") if self.converted else 0
        return {name: value for name, value in found.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Search:
    """What a list of transactions asks for."""

    book: Book
    rows: TransactionQuerySet
    """Those that meet every condition on the transaction itself."""
    narrows: bool = True
    """Whether it asks for less than the whole book."""
    posting: PostingConditions = PostingConditions()
    start: date = DATE_MIN
    end: date = DATE_MAX

    def matching(self, rows: TransactionQuerySet, days: Period) -> TransactionQuerySet:
        """Return those of `rows`, made from its own, that are of these `days` and match."""
        rows = rows.within(days)
        if self.posting == PostingConditions():
            return rows
        # Stated of the posting as well, its book and days lead the engine to its indexes.
        return rows.with_posting(
            book=self.book.pk,
            date__gte=days.start,
            date__lte=days.end,
            **self.posting.of_postings(),
        )

    def nearest(
        self,
        rows: TransactionQuerySet,
        key: tuple[date, int] | None,
        count: int,
        *,
        descending: bool,
    ) -> list[Transaction]:
        """Return up to `count` of `rows`, made from its own, that match: those right after `key`.

        `key` is the date and id of a transaction, None for the start of the list.
        """
        rows = rows.order_by(*(f"-{column}" if descending else column for column in ORDER))
        if key is not None:
            rows = rows.filter(beyond(ORDER, key, descending=descending))
        found: list[Transaction] = []
        for days in self.stretches(key[0] if key else None, count, descending=descending):
            found += self.matching(rows, days)[: count - len(found)]
            if len(found) == count:
                break
        return found

    def stretches(self, edge: date | None, count: int, *, descending: bool) -> Iterator[Period]:
        """Yield the days that can hold a match, from `edge` on, the nearest first.

        No day comes twice. The first days hold about `count` matches, as far as totals can tell.
        """
        nearest = edge or (self.end if descending else self.start)
        start = self.start if descending else max(self.start, nearest)
        end = min(self.end, nearest) if descending else self.end
        if start > end:
            return
        wanted = count * SLACK
        months: list[Month] = []
        matches = 0
        for month, postings in self._months(Period(start, end), descending=descending):
            months.append(month)
            matches += postings
            if matches >= wanted:
                days = Period(max(start, min(months).first), min(end, max(months).last))
                near = _length(days) * max(wanted, FEW) // matches + 1
                yield from _nearest_first(days, near, descending=descending)
                wanted *= WIDER
                months, matches = [], 0
        if months:
            yield Period(max(start, min(months).first), min(end, max(months).last))

    def _months(self, period: Period, *, descending: bool) -> Iterator[tuple[Month, int]]:
        """Yield each month that has such postings with their number, nearest first."""
        conditions = self.posting.of_totals()
        model = MonthlyFlow if self.posting.categories is None else MonthlyTotal
        first, last = Month.of(period.start).first, Month.of(period.end).first
        limit = MONTHS_FIRST
        while first <= last:
            totals = model.objects.for_book(self.book).filter(
                month__gte=first, month__lte=last, **conditions
            )
            counted = totals.values_list("month").annotate(number=Sum("postings"))
            found = list(counted.order_by("-month" if descending else "month")[:limit])
            yield from ((Month.of(day), number) for day, number in found)
            if len(found) < limit:
                return
            next_month = Month.of(found[-1][0]).shifted(-1 if descending else 1).first
            first, last = (first, next_month) if descending else (next_month, last)
            limit *= 4


def _nearest_first(period: Period, days: int, *, descending: bool) -> list[Period]:
    """Return `period` cut in two after so many `days` of its near end, the near part first."""
    if days >= _length(period):
        return [period]
    if descending:
        cut = period.end - timedelta(days=days)
        return [Period(cut + timedelta(days=1), period.end), Period(period.start, cut)]
    cut = period.start + timedelta(days=days)
    return [Period(period.start, cut - timedelta(days=1)), Period(cut, period.end)]


def _length(period: Period) -> int:
    return (period.end - period.start).days + 1
