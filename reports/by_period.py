"""Sums by category of several periods in a row, such as weeks or pay-day months.

Whole months come from the monthly totals. A month that is cut by the edge of a period is one total
and some days: the longest stretch of it is the total without the other stretches, whose postings
are read. Months from pay day to pay day so read some five days of each.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from books.models import Book
from common.batches import batched
from common.periods import Month, Period
from common.statements import Statement
from reports.figures import (
    COUNTED_KINDS,
    OF_POSTINGS,
    OF_TOTALS,
    CategoryCell,
    Figure,
    Unconverted,
    figure_of,
)
from transactions.models import UNCATEGORISED, MonthlyTotal, Posting

CUTS_AT_ONCE = 261
"""How many ranges of days one statement reads: one at each edge of 260 periods, the most that a
trend has. SQLite takes a union of 500 queries."""


@dataclass(slots=True)
class Sums:
    """What some postings of one currency come to."""

    native: int = 0
    """Minor units of their own currency."""
    home: int = 0
    """Minor units of the home currency, of those that are converted."""
    postings: int = 0
    unconverted: int = 0
    """Minor units of their own currency, of those that are not converted."""
    unconverted_postings: int = 0

    def add(self, other: "Sums", times: int = 1) -> None:
        self.native += times * other.native
        self.home += times * other.home
        self.postings += times * other.postings
        self.unconverted += times * other.unconverted
        self.unconverted_postings += times * other.unconverted_postings


class Place(NamedTuple):
    """What is summed apart within a period."""

    cell: CategoryCell
    currency: str
    account: int = 0
    """The id of the account, where sums are asked for by it."""


PeriodSums = dict[Place, Sums]


def sums_by_period(
    book: Book,
    periods: Sequence[Period],
    accounts: Sequence[int] = (),
    kinds: Sequence[str] = COUNTED_KINDS,
    *,
    by_account: bool = False,
) -> list[PeriodSums]:
    """Return the sums of each of `periods`, which follow each other without a gap.

    They are of the postings of `kinds` on `accounts`, by id; on all of them where there are none.
    With `by_account` those of each account are apart. Takes two statements, and one more where
    more than CUTS_AT_ONCE months are cut.
    """
    scope = {"kinds": list(kinds), **({"accounts": list(accounts)} if accounts else {})}
    account = "account_id" if by_account else ""
    plan = _Plan.of(periods)
    found: list[PeriodSums] = [{} for _ in periods]
    if plan.months:
        months = {"first": plan.months[0].first, "last": plan.months[-1].first}
        for month, *row in _MONTHS.rows(account, book=book.pk, **months, **scope):
            if (index := plan.period_of_total.get(month)) is not None:
                _count(found[index], row)
    for cuts in batched(plan.cuts, CUTS_AT_ONCE):
        starts, ends = _edges(cuts)
        for place, *row in _DAYS.rows(account, book=book.pk, starts=starts, ends=ends, **scope):
            for index, times in cuts[place].counts():
                _count(found[index], row, times)
    nothing = Sums()
    return [{place: sums for place, sums in one.items() if sums != nothing} for one in found]


def cells_by_period(book: Book, periods: Sequence[Period]) -> list[dict[CategoryCell, Figure]]:
    """Return the figures of each of `periods` by kind and category.

    The periods follow each other without a gap. All currencies are summed in the home currency.
    Takes the statements of `sums_by_period`, and one more where something is not converted. Grouped
    by currency as well, the totals would have to be sorted, which takes as long as reading them.
    """
    plan = _Plan.of(periods)
    found: list[dict[CategoryCell, Figure]] = [{} for _ in periods]
    if plan.months:
        _add_months(found, plan, book)
    for cuts in batched(plan.cuts, CUTS_AT_ONCE):
        starts, ends = _edges(cuts)
        kinds = list(COUNTED_KINDS)
        for place, *row in _DAYS.rows("", book=book.pk, starts=starts, ends=ends, kinds=kinds):
            kind, category_key, currency, _, _, *sums = row
            figure = figure_of(currency, *sums)
            for index, times in cuts[place].counts():
                cells = found[index]
                cells.setdefault(CategoryCell(kind, category_key), Figure()).add(figure, times)
    return [_without_nothing(cells) for cells in found] if plan.cuts else found


def _add_months(found: list[dict[CategoryCell, Figure]], plan: "_Plan", book: Book) -> None:
    """Add the totals of whole months: of all currencies, and then what is apart of each."""
    at = {"book": book.pk, "first": plan.months[0].first, "last": plan.months[-1].first}
    unconverted = 0
    for month, kind, category_key, home, count, apart_count in _CELLS.rows(**at):
        if (index := plan.period_of_total.get(month)) is not None:
            unconverted += apart_count
            cells, cell = found[index], CategoryCell(kind, category_key)
            if cell in cells:
                cells[cell].add(Figure(home, count))
            else:
                cells[cell] = Figure(home, count)
    if not unconverted:
        return
    for month, kind, category_key, currency, *apart in _APART.rows(**at):
        if (index := plan.period_of_total.get(month)) is not None:
            figure = Figure(unconverted={currency: Unconverted(*apart)})
            found[index][CategoryCell(kind, category_key)].add(figure)


def _without_nothing(cells: dict[CategoryCell, Figure]) -> dict[CategoryCell, Figure]:
    """Return the figures that have postings, with the currencies that have some apart."""
    for figure in cells.values():
        apart = figure.unconverted.items()
        figure.unconverted = {currency: one for currency, one in apart if one.postings}
    return {cell: figure for cell, figure in cells.items() if figure.postings}


def are_months(periods: Sequence[Period]) -> bool:
    """Return whether each of `periods` is a calendar month."""
    return all(one == Period.of_month(Month.of(one.start)) for one in periods)


class _Stretch(NamedTuple):
    """The days that a month has of one period, or outside of all."""

    days: Period
    period: int | None
    """Of the period; None outside of all."""

    @property
    def length(self) -> int:
        return (self.days.end - self.days.start).days


class _Cut(NamedTuple):
    """Days of a month whose postings are read, as the total of the month is of another period."""

    days: Period
    period: int | None
    """The period that they count for; None outside of all."""
    total: int | None
    """The period that has them in the total of their month, from which they are taken off."""

    def counts(self) -> Iterator[tuple[int, int]]:
        """Yield the periods that the days are added to (1) and taken off (-1), by index."""
        if self.period is not None:
            yield self.period, 1
        if self.total is not None:
            yield self.total, -1


def _edges(cuts: Sequence[_Cut]) -> tuple[tuple[date, ...], tuple[date, ...]]:
    """Return the first days of `cuts`, and the last ones."""
    return tuple(cut.days.start for cut in cuts), tuple(cut.days.end for cut in cuts)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is read, and which period it counts for."""

    period_of_total: dict[date, int]
    """The period that the total of a month counts for, by the month's first day."""
    cuts: list[_Cut]

    @classmethod
    def of(cls, periods: Sequence[Period]) -> "_Plan":
        totals: dict[date, int] = {}
        cuts: list[_Cut] = []
        for month, stretches in _stretches(periods):
            longest = max(stretches, key=lambda one: one.length)
            if longest.period is not None:
                totals[month.first] = longest.period
            cuts += [
                _Cut(stretch.days, stretch.period, longest.period)
                for stretch in stretches
                # What lies outside is of use only where it is taken off a total.
                if stretch is not longest and (stretch.period, longest.period) != (None, None)
            ]
        return cls(totals, cuts)

    @property
    def months(self) -> list[Month]:
        return [Month.of(first) for first in self.period_of_total]


def _stretches(periods: Sequence[Period]) -> Iterator[tuple[Month, list[_Stretch]]]:
    """Yield each month that the periods touch, cut into the stretches of each."""
    whole = Period(periods[0].start, periods[-1].end)
    index = 0
    for month in whole.months():
        stretches = []
        if month.first < whole.start:
            before = Period(month.first, whole.start - timedelta(days=1))
            stretches.append(_Stretch(before, None))
        while index < len(periods) and periods[index].start <= month.last:
            period = periods[index]
            days = Period(max(period.start, month.first), min(period.end, month.last))
            stretches.append(_Stretch(days, index))
            if period.end > month.last:
                break
            index += 1
        if month.last > whole.end:
            after = Period(whole.end + timedelta(days=1), month.last)
            stretches.append(_Stretch(after, None))
        yield month, stretches


def _count(sums: PeriodSums, row: Sequence[Any], times: int = 1) -> None:
    """Add what a statement found to `sums`, or take it off, by `times` 1 or -1."""
    kind, category_key, currency, account, native, home, count, apart, apart_count = row
    place = Place(CategoryCell(kind, category_key), currency, account)
    found = Sums(native, home or 0, count, apart or 0, apart_count)
    if times == 1 and place not in sums:
        sums[place] = found
    else:
        sums.setdefault(place, Sums()).add(found, times)


def _months(account: str, *, book: Any, first: Any, last: Any, **scope: Any) -> QuerySet[Any, Any]:
    rows = MonthlyTotal.objects.filter(book_id=book, month__gte=first, month__lte=last)
    return _summed(_within(rows, **scope), "month", "account__currency", OF_TOTALS, account)


def _days(
    account: str, *, book: Any, starts: Any, ends: Any, **scope: Any
) -> list[QuerySet[Any, Any]]:
    return [
        _summed(
            _within(
                Posting.objects.filter(book_id=book, date__gte=start, date__lte=end), **scope
            ).annotate(place=Value(place), category_key=Coalesce("category_id", UNCATEGORISED)),
            "place",
            "currency",
            OF_POSTINGS,
            account,
        )
        for place, (start, end) in enumerate(zip(starts, ends, strict=True))
    ]


def _within(rows: QuerySet[Any], kinds: Any, accounts: Any = None) -> QuerySet[Any]:
    of_kinds = rows.filter(kind__in=kinds)
    return of_kinds if accounts is None else of_kinds.filter(account__id__in=accounts)


def _summed(
    rows: QuerySet[Any], when: str, currency: str, sums: dict[str, Any], account: str
) -> QuerySet[Any, Any]:
    of = account or Value(0)
    keyed = rows.values_list(when, "kind", "category_key", currency, of)
    summed: QuerySet[Any, Any] = keyed.annotate(native=Sum("amount"), **sums).order_by()
    return summed


def _cells(*, book: Any, first: Any, last: Any) -> QuerySet[Any, Any]:
    """The sums of cells, in the order of the index that finds them: nothing has to be sorted."""
    rows = _counted_totals(book, first, last).values_list("month", "kind", "category_key")
    summed: QuerySet[Any, Any] = rows.annotate(
        home=Sum("home_amount"), count=Sum("postings"), apart_count=Sum("unconverted_postings")
    ).order_by()
    return summed


def _apart(*, book: Any, first: Any, last: Any) -> QuerySet[Any, Any]:
    """What is not converted in each cell, by currency."""
    rows = _counted_totals(book, first, last).filter(unconverted_postings__gt=0)
    keyed = rows.values_list("month", "kind", "category_key", "account__currency")
    summed: QuerySet[Any, Any] = keyed.annotate(
        apart=Sum("unconverted"), apart_count=Sum("unconverted_postings")
    ).order_by()
    return summed


def _counted_totals(book: Any, first: Any, last: Any) -> QuerySet[MonthlyTotal]:
    return MonthlyTotal.objects.filter(
        book_id=book, month__gte=first, month__lte=last, kind__in=COUNTED_KINDS
    )


_MONTHS = Statement(_months)
_CELLS = Statement(_cells)
_APART = Statement(_apart)
_DAYS = Statement(_days)
