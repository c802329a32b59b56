"""Sums over postings, read from the totals kept by month: what every report is made of.

Whole months come from MonthlyTotal or MonthlyFlow, loose days at the edges of a period from the
postings themselves, so the cost does not grow with the number of transactions. What no total keeps
(the day, the payee) is grouped from the postings of the period, which has at most DAYS_MAX days.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from books.models import Book
from common.periods import Period, cover
from common.statements import Row, Statement
from transactions.models import UNCATEGORISED, MonthlyFlow, MonthlyTotal, Posting, PostingKind

OF_TOTALS: dict[str, Any] = {
    "home": Sum("home_amount"),
    "count": Sum("postings"),
    "apart": Sum("unconverted"),
    "apart_count": Sum("unconverted_postings"),
}
OF_POSTINGS: dict[str, Any] = {
    "home": Sum("home_amount"),
    "count": Count("pk"),
    "apart": Sum("amount", filter=Q(home_amount=None)),
    "apart_count": Count("pk", filter=Q(home_amount=None)),
}
"""The same four sums, from cells and from postings."""

DAYS_MAX = 366
"""A year, leap day included: how many days a report may have that groups postings. It bounds the
postings that it reads, and a calendar of a year shows no more days."""

COUNTED_KINDS = (PostingKind.EXPENSE, PostingKind.INCOME)
"""What reports count. A transfer is neither spent nor earned."""
_INCOME, _EXPENSE = (kind.value for kind in (PostingKind.INCOME, PostingKind.EXPENSE))
"""As rows have them: looking a member up takes longer than the comparison."""


@dataclass(slots=True)
class Figure:
    """A sum of postings: the converted ones in home currency, the others apart."""

    home: int = 0
    """Minor units of the home currency, signed as postings are."""
    postings: int = 0
    unconverted: dict[str, "Unconverted"] = field(default_factory=dict)

    @property
    def is_converted(self) -> bool:
        """Whether some of the postings have a rate: without any, `home` sums none of them."""
        return self.postings > sum(apart.postings for apart in self.unconverted.values())

    def add(self, other: "Figure", times: int = 1) -> None:
        """Add `other`; with -1 for `times`, take it off."""
        self.home += times * other.home
        self.postings += times * other.postings
        for currency, apart in other.unconverted.items():
            mine = self.unconverted.setdefault(currency, Unconverted())
            mine.minor += times * apart.minor
            mine.postings += times * apart.postings


@dataclass(slots=True)
class Unconverted:
    """Amounts of one currency that have no rate to the home currency."""

    minor: int = 0
    postings: int = 0


class CategoryCell(NamedTuple):
    """Which figure a sum is for."""

    kind: str
    category_key: int


@dataclass(frozen=True, slots=True)
class PeriodTotals:
    """A period's figures by kind."""

    period: Period
    income: Figure
    expense: Figure

    @classmethod
    def of(cls, period: Period, cells: Mapping[CategoryCell, Figure]) -> "PeriodTotals":
        """Return the totals of a period that has `cells`."""
        totals = {_INCOME: Figure(), _EXPENSE: Figure()}
        for (kind, _), figure in cells.items():
            totals[kind].add(figure)
        return cls(period, totals[_INCOME], totals[_EXPENSE])

    @property
    def net(self) -> int:
        """What is left of the income, in minor units of the home currency."""
        return signed(PostingKind.INCOME, self.income) - signed(PostingKind.EXPENSE, self.expense)


def by_category(book: Book, period: Period) -> dict[CategoryCell, Figure]:
    """Return the figures of `period` by kind and category."""
    parts = cover(period)
    figures: dict[CategoryCell, Figure] = defaultdict(Figure)
    if parts.months:
        first, last = parts.months
        rows = _CATEGORIES_OF_MONTHS.rows(book=book.pk, first=first.first, last=last.first)
        _gather(figures, _figures(rows), CategoryCell)
    for edge in parts.edges:
        rows = _CATEGORIES_OF_DAYS.rows(book=book.pk, start=edge.start, end=edge.end)
        _gather(figures, _figures(rows), CategoryCell)
    return dict(figures)


def by_category_of_months(
    book: Book, months: Iterable[date]
) -> dict[date, dict[CategoryCell, Figure]]:
    """Return the figures of several whole months, each named by its first day, in one query."""
    wanted = list(months)
    figures: dict[date, dict[CategoryCell, Figure]] = {m: defaultdict(Figure) for m in wanted}
    for (month, *cell), figure in _figures(_CATEGORIES_BY_MONTH.rows(book=book.pk, months=wanted)):
        figures[month][CategoryCell(*cell)].add(figure)
    return figures


def by_month(book: Book, months: Period) -> dict[tuple[date, str], Figure]:
    """Return the figures of whole months by month and kind."""
    figures: dict[tuple[date, str], Figure] = defaultdict(Figure)
    rows = _FLOWS_BY_MONTH.rows(book=book.pk, first=months.start, last=months.end)
    _gather(figures, _figures(rows), lambda *key: key)
    return figures


def by_month_and_category(
    book: Book, months: Period, categories: Collection[int]
) -> dict[tuple[date, CategoryCell], Figure]:
    """Return the figures that some categories have in whole months, in one query.

    `categories` are keys: ids, or UNCATEGORISED.
    """
    figures: dict[tuple[date, CategoryCell], Figure] = defaultdict(Figure)
    keys = sorted(categories)
    rows = _CHOSEN_CATEGORIES.rows(book=book.pk, first=months.start, last=months.end, keys=keys)
    _gather(figures, _figures(rows), lambda month, *cell: (month, CategoryCell(*cell)))
    return figures


def by_day(book: Book, period: Period) -> dict[tuple[date, str], Figure]:
    """Return the figures of `period` by day and kind, from the postings themselves."""
    figures: dict[tuple[date, str], Figure] = defaultdict(Figure)
    rows = _POSTINGS_BY_DAY.rows(book=book.pk, start=period.start, end=period.end)
    _gather(figures, _figures(rows), lambda *key: key)
    return dict(figures)


def by_day_of_payee(book: Book, payee: int, period: Period) -> dict[tuple[date, str], Figure]:
    """Return what one payee had in `period` by day and kind, from the postings themselves."""
    figures: dict[tuple[date, str], Figure] = defaultdict(Figure)
    rows = _PAYEE_BY_DAY.rows(book=book.pk, payee=payee, start=period.start, end=period.end)
    _gather(figures, _figures(rows), lambda *key: key)
    return dict(figures)


def net_by_day(days: Mapping[tuple[date, str], Figure]) -> dict[date, int]:
    """Return what each of `days` came to in all kinds; none for one without any rate."""
    nets: dict[date, int] = {}
    for (day, _kind), figure in days.items():
        if figure.is_converted:
            nets[day] = nets.get(day, 0) + figure.home
    return nets


def by_payee(book: Book, period: Period, kind: str) -> dict[int | None, Figure]:
    """Return the figures of one kind by payee, None for no payee, from the postings themselves."""
    figures: dict[int | None, Figure] = defaultdict(Figure)
    at = {"start": period.start, "end": period.end}
    _gather(figures, _figures(_PAYEES_OF_DAYS.rows(book=book.pk, kind=kind, **at)), lambda key: key)
    return dict(figures)


def by_payee_of_categories(
    book: Book, period: Period, kind: str, categories: Collection[int]
) -> dict[tuple[int | None, str], Figure]:
    """Return what some categories have by payee, with its name, from the postings themselves.

    `categories` are ids; none of them stands for what has no category.
    """
    figures: dict[tuple[int | None, str], Figure] = defaultdict(Figure)
    at = {"book": book.pk, "kind": kind, "start": period.start, "end": period.end}
    within = {"ids": sorted(categories)} if categories else {}
    rows = _PAYEES_OF_CATEGORIES.rows(**at, **within)
    _gather(figures, _figures(rows), lambda payee, name: (payee, name or ""))
    return dict(figures)


def by_account(book: Book, period: Period) -> dict[tuple[int, str], "AccountFigure"]:
    """Return what `period` moved on each account, by account and kind, transfers included."""
    parts = cover(period)
    figures: dict[tuple[int, str], AccountFigure] = defaultdict(AccountFigure)
    if parts.months:
        first, last = parts.months
        rows = _ACCOUNTS_OF_MONTHS.rows(book=book.pk, first=first.first, last=last.first)
        _gather_accounts(figures, rows)
    for edge in parts.edges:
        rows = _ACCOUNTS_OF_DAYS.rows(book=book.pk, start=edge.start, end=edge.end)
        _gather_accounts(figures, rows)
    return dict(figures)


@dataclass(slots=True)
class AccountFigure:
    """What moved on an account: in its own currency, and as a figure of the book."""

    native: int = 0
    figure: Figure = field(default_factory=Figure)


def signed(kind: str, figure: Figure | None) -> int:
    """Return the home sum as reports state it: expenses are positive when money is spent."""
    if figure is None:
        return 0
    return -figure.home if kind == _EXPENSE else figure.home


def total(figures: Iterable[Figure]) -> Figure:
    """Return the sum of `figures`."""
    summed = Figure()
    for figure in figures:
        summed.add(figure)
    return summed


Grouped = Iterator[tuple[tuple[Any, ...], Figure]]


def _months(
    model: type[MonthlyFlow | MonthlyTotal], *, book: Any, first: Any, last: Any
) -> QuerySet[Any]:
    return model.objects.filter(book_id=book, month__gte=first, month__lte=last)


def _days(*, book: Any, start: Any, end: Any) -> QuerySet[Any]:
    return Posting.objects.filter(book_id=book, date__gte=start, date__lte=end)


def _grouped_totals(rows: QuerySet[Any], *keys: str) -> QuerySet[Any, Any]:
    counted = rows.filter(kind__in=COUNTED_KINDS).values_list(*keys, "account__currency")
    summed: QuerySet[Any, Any] = counted.annotate(**OF_TOTALS)
    return summed.order_by()


def _grouped_postings(rows: QuerySet[Any], *keys: str) -> QuerySet[Any, Any]:
    counted = rows.filter(kind__in=COUNTED_KINDS)
    keyed = counted.annotate(category_key=Coalesce("category_id", UNCATEGORISED))
    summed: QuerySet[Any, Any] = keyed.values_list(*keys, "currency").annotate(**OF_POSTINGS)
    return summed.order_by()


_CATEGORIES_OF_MONTHS = Statement(
    lambda **at: _grouped_totals(_months(MonthlyTotal, **at), "kind", "category_key")
)
_CATEGORIES_OF_DAYS = Statement(lambda **at: _grouped_postings(_days(**at), "kind", "category_key"))
_POSTINGS_BY_DAY = Statement(lambda **at: _grouped_postings(_days(**at), "date", "kind"))
_PAYEES_OF_DAYS = Statement(
    lambda *, kind, **at: _grouped_postings(_days(**at).filter(kind=kind), "transaction__payee_id")
)
_PAYEE_BY_DAY = Statement(
    lambda *, payee, **at: _grouped_postings(
        _days(**at).filter(transaction__payee_id=payee), "date", "kind"
    )
)
_PAYEES_OF_CATEGORIES = Statement(
    lambda *, kind, ids=None, **at: _grouped_postings(
        _days(**at).filter(
            kind=kind, **({"category__id__in": ids} if ids else {"category__isnull": True})
        ),
        "transaction__payee_id",
        "transaction__payee__name",
    )
)
_CATEGORIES_BY_MONTH = Statement(
    lambda *, book, months: _grouped_totals(
        MonthlyTotal.objects.filter(book_id=book, month__in=months),
        "month", "kind", "category_key",
    )
)  # fmt: skip
_CHOSEN_CATEGORIES = Statement(
    lambda *, keys, **at: _grouped_totals(
        _months(MonthlyTotal, **at).filter(category_key__in=keys), "month", "kind", "category_key"
    )
)
_FLOWS_BY_MONTH = Statement(
    lambda **at: _grouped_totals(_months(MonthlyFlow, **at), "month", "kind")
)
_ACCOUNTS_OF_MONTHS = Statement(
    lambda **at: (
        _months(MonthlyFlow, **at)
        .values_list("account_id", "kind", "account__currency")
        .annotate(native=Sum("amount"), **OF_TOTALS)
        .order_by()
    )
)
_ACCOUNTS_OF_DAYS = Statement(
    lambda **at: (
        _days(**at)
        .values_list("account_id", "kind", "currency")
        .annotate(native=Sum("amount"), **OF_POSTINGS)
        .order_by()
    )
)


def _figures(rows: Iterable[Row]) -> Grouped:
    for *key, currency, home, count, apart, apart_count in rows:
        yield tuple(key), figure_of(currency, home, count, apart, apart_count)


def figure_of(
    currency: str, home: int | None, count: int, apart: int | None, apart_count: int
) -> Figure:
    unconverted = {currency: Unconverted(apart or 0, apart_count)} if apart_count else {}
    return Figure(home or 0, count, unconverted)


def _gather(figures: dict[Any, Figure], rows: Grouped, key: Any) -> None:
    for parts, figure in rows:
        figures[key(*parts)].add(figure)


def _gather_accounts(figures: Mapping[tuple[int, str], AccountFigure], rows: Iterable[Row]) -> None:
    for account_id, kind, currency, native, *rest in rows:
        found = figures[account_id, kind]
        found.native += native
        found.figure.add(figure_of(currency, *rest))
