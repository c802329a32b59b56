"""Where a book stands: what moved on each account by month, and what has no category or no rate.

The rows come from one queryset, which a page may join with more that its side shows.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, DateField, F, IntegerField, QuerySet, Sum, Value, When

from common.periods import Month
from common.statements import Row
from reports.figures import (
    COUNTED_KINDS,
    OF_POSTINGS,
    OF_TOTALS,
    Figure,
    Unconverted,
    figure_of,
)
from transactions.models import UNCATEGORISED, MonthlyFlow, MonthlyTotal, Posting

COLUMNS = ("part", "account_id", "code", "of_kind", "since", "moved", *OF_TOTALS)
"""What each row of `standing_rows` has."""

# What a row is a sum of: a month of an account, the days of the month so far, what has no
# category, or what has no rate. Rows that a page adds have other numbers from OTHER_PARTS on.
_FLOW = 0
_LOOSE = 1
_UNSORTED = 2
_APART = 3
OTHER_PARTS = 4


@dataclass(frozen=True, slots=True)
class Standing:
    """What the totals of a book say at the end of `day`."""

    day: date
    flows: Mapping[int, Mapping[Month | None, int]]
    """What moved on each account, by id and month, in minor units; None is all months before."""
    loose: Mapping[int, int]
    """What moved on each account from the first of the month of `day` up to that day."""
    unsorted: Figure
    """What has no category, at any time."""
    apart: Mapping[tuple[str, str], Unconverted]
    """What has no rate, at any time, by kind and currency."""

    def moved(self, month: Month) -> dict[int, int]:
        """Return what moved on each account up to the end of `month`, by id.

        The month of `day` is counted up to that day.
        """
        current = Month.of(self.day)
        moved: dict[int, int] = {}
        for account_id, months in self.flows.items():
            moved[account_id] = sum(
                amount
                for each, amount in months.items()
                if each is None or (each <= month and each != current)
            )
        if month >= current:
            for account_id, amount in self.loose.items():
                moved[account_id] = moved.get(account_id, 0) + amount
        return moved


def standing_of(day: date, rows: Iterable[Row]) -> Standing:
    """Return what `rows` say, which are those of `standing_rows` for `day`."""
    flows: dict[int, dict[Month | None, int]] = defaultdict(lambda: defaultdict(int))
    loose: dict[int, int] = defaultdict(int)
    apart: dict[tuple[str, str], Unconverted] = defaultdict(Unconverted)
    unsorted = Figure()
    for part, account_id, code, kind, since, moved, *sums in rows:
        figure = figure_of(code, *sums)
        if part == _LOOSE:
            loose[account_id] += moved
        elif part == _UNSORTED:
            unsorted.add(figure)
        elif part == _FLOW:
            flows[account_id][Month.of(since) if since else None] += moved
        else:
            apart[kind, code].minor += figure.unconverted[code].minor
            apart[kind, code].postings += figure.unconverted[code].postings
    return Standing(day, flows, loose, unsorted, dict(apart))


def standing_rows(*, book: Any, since: Any, first: Any, day: Any) -> QuerySet[Any, Any]:
    """What a Standing is made of: months from `since` on one by one, those before as one.

    `first` is the first of the month of `day`.
    """
    flows = MonthlyFlow.objects.filter(book_id=book).annotate(code=F("account__currency"))
    month = Case(When(month__gte=since, then=F("month")), default=_no_month())
    loose = Posting.objects.filter(book_id=book, date__gte=first, date__lte=day)
    unsorted = MonthlyTotal.objects.filter(
        book_id=book, category_key=UNCATEGORISED, kind__in=COUNTED_KINDS
    )
    apart = flows.filter(kind__in=COUNTED_KINDS, unconverted_postings__gt=0)
    # Balances are of all kinds together: a row for each would be three times as many.
    one, *others = (
        _part(_FLOW, flows.annotate(of_kind=_any_kind(), since=month), OF_TOTALS),
        _part(
            _LOOSE,
            loose.annotate(code=F("currency"), of_kind=_any_kind(), since=_no_month()),
            OF_POSTINGS,
        ),
        _part(
            _UNSORTED,
            unsorted.annotate(code=F("account__currency"), of_kind=_any_kind(), since=_no_month()),
            OF_TOTALS,
        ),
        _part(_APART, apart.annotate(of_kind=F("kind"), since=_no_month()), OF_TOTALS),
    )
    return one.union(*others, all=True)


def _part(number: int, rows: QuerySet[Any], sums: Mapping[str, Any]) -> QuerySet[Any, Any]:
    keyed = rows.annotate(part=Value(number, output_field=IntegerField()))
    keys = keyed.values("part", "account_id", "code", "of_kind", "since")
    summed: QuerySet[Any, Any] = keys.annotate(moved=Sum("amount"), **sums).order_by()
    return summed.values_list(*COLUMNS)


def _any_kind() -> Value:
    return Value("", output_field=CharField())


def _no_month() -> Value:
    return Value(None, output_field=DateField())
