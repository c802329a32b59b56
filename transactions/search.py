"""Finds transactions by their own fields and those of their postings, page by page.

The monthly totals know how many postings there are by month, kind, account and category. So they
tell on which days to look: a page reads days that hold about as many matches as it needs, however
many other transactions there are, and no engine has to guess a way through a whole book.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import F, QuerySet, Sum

from api.pagination import beyond
from books.models import Book
from common.periods import DATE_MAX, DATE_MIN, Month, Period
from common.statements import Row, Statement
from transactions.models import (
    UNCATEGORISED,
    MonthlyFlow,
    MonthlyTotal,
    Posting,
    Transaction,
    TransactionQuerySet,
)
from transactions.stored import COLUMNS, StoredTransaction, with_parts

ORDER = ("date", "id")
"""The columns by which transactions are listed."""

MONTHS_FIRST = 12
"""How many months are asked for at first; four times as many each time that is not enough."""
SLACK = 2
"""How many times the wanted number of matches the days looked at hold at first: a posting of a
split is counted by itself, and some conditions are not part of a total."""
FEW = 500
"""Reading so many matches together is faster than another statement that narrows them down."""
WIDER = 8
"""How many times more the next days hold, where those did not fill the page."""


Nulls = tuple[tuple[str, bool], ...]
"""Columns of Posting, each with whether it is to be NULL."""


@dataclass(frozen=True, slots=True)
class PostingConditions:
    """What one and the same posting has to meet; None is any."""

    kinds: frozenset[str] | None = None
    accounts: tuple[int, ...] | None = None
    categories: tuple[int, ...] | None = None
    """Ids of categories, or UNCATEGORISED alone."""
    currency: str | None = None
    converted: bool | None = None
    statement: int | None = None
    """The id of the statement that settles it."""
    settled: bool | None = None

    def of_postings(self) -> dict[str, Any]:
        """Return the values by the lookups of Posting that they are conditions of."""
        return _stated(
            kind__in=self._kinds(),
            **self._of_accounts(),
            category__id__in=None if self.is_uncategorised else self._categories(),
            currency=self.currency,
            settled_in=self.statement,
        )

    def of_totals(self) -> dict[str, Any]:
        """Return the values by the lookups of the totals that count such postings."""
        return _stated(
            kind__in=self._kinds(),
            **self._of_accounts(),
            category_key__in=self._categories(),
            account__currency=self.currency,
        )

    @property
    def nulls(self) -> Nulls:
        """What is asked for without a value, as `posting_lookups` takes it."""
        asked = {
            "category": self.is_uncategorised or None,
            "home_amount": None if self.converted is None else not self.converted,
            "settled_in": None if self.settled is None else not self.settled,
        }
        return tuple((column, null) for column, null in asked.items() if null is not None)

    @property
    def is_uncategorised(self) -> bool:
        return self.categories == (UNCATEGORISED,)

    def _of_accounts(self) -> dict[str, Any]:
        """Return the lookup of the accounts; one alone leads the engine to its index."""
        match self.accounts:
            case None:
                return {}
            case (one,):
                return {"account": one}
        return {"account__id__in": list(self.accounts)}

    def _categories(self) -> list[int] | None:
        return None if self.categories is None else list(self.categories)

    def _kinds(self) -> list[str] | None:
        return None if self.kinds is None else sorted(self.kinds)


@dataclass(frozen=True, slots=True)
class Search:
    """What a list of transactions asks for."""

    book: Book
    conditions: Mapping[str, Any] = field(default_factory=dict)
    """Values by the names of conditions on the transaction itself: those of `_OWN`, and lookups of
    Transaction."""
    narrows: bool = True
    """Whether it asks for less than the whole book."""
    posting: PostingConditions = PostingConditions()
    start: date = DATE_MIN
    end: date = DATE_MAX

    def nearest(
        self, key: tuple[date, int] | None, count: int, *, descending: bool
    ) -> list[StoredTransaction]:
        """Return up to `count` transactions that match: those right after `key`.

        `key` is the date and id of a transaction, None for the start of the list.
        """
        rows: list[Row] = []
        for days in self._days(key, count, descending=descending):
            rows += self._within(days, key, count - len(rows), descending=descending)
            if len(rows) == count:
                break
        return with_parts(rows)

    def some_ids(self, count: int) -> list[int]:
        """Return the ids of up to `count` transactions that match, in no order."""
        ids: list[int] = []
        for days in self._days(None, count, descending=True):
            ids += (row_id for (row_id,) in self._ids_within(days, count - len(ids)))
            if len(ids) == count:
                break
        return ids

    def _days(
        self, key: tuple[date, int] | None, count: int, *, descending: bool
    ) -> Iterator[Period]:
        if key is None and not self.narrows:
            # The first page of all there is stands at the very end of the index.
            return iter([Period(self.start, self.end)])
        return self.stretches(key[0] if key else None, count, descending=descending)

    def _within(
        self, days: Period, key: tuple[date, int] | None, count: int, *, descending: bool
    ) -> list[Row]:
        after = {} if key is None else {"day": key[0], "row": key[1]}
        return _PAGE.rows(descending, count, self.posting.nulls, **self._values(days), **after)

    def _ids_within(self, days: Period, count: int) -> list[Row]:
        return _IDS.rows(count, self.posting.nulls, **self._values(days))

    def _values(self, days: Period) -> dict[str, Any]:
        """The values of the conditions on a transaction of `days` and on a posting of it."""
        postings = {
            f"{_OF_POSTING}{name}": value for name, value in self.posting.of_postings().items()
        }
        return {
            "book": self.book.pk,
            "start": days.start,
            "end": days.end,
            **self.conditions,
            **postings,
        }

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
        first, last = Month.of(period.start).first, Month.of(period.end).first
        limit = MONTHS_FIRST
        while first <= last:
            found = _COUNTS.rows(
                descending,
                limit,
                self.posting.categories is not None,
                self.posting.converted,
                book=self.book.pk,
                first=first,
                last=last,
                **self.posting.of_totals(),
            )
            yield from ((Month.of(day), number) for day, number in found)
            if len(found) < limit:
                return
            next_month = Month.of(found[-1][0]).shifted(-1 if descending else 1).first
            first, last = (first, next_month) if descending else (next_month, last)
            limit *= 4


_OF_POSTING = "posting__"
"""What the names of values begin with that are conditions on a posting."""


def posting_lookups(nulls: Nulls, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return lookups of Posting: `PostingConditions.of_postings` as `values`, and its `nulls`."""
    return {**values, **{f"{column}__isnull": null for column, null in nulls}}


def _page(
    descending: bool,  # noqa: FBT001  # the shape of a statement is positional
    count: int,
    nulls: Nulls,
    /,
    **values: Any,
) -> QuerySet[Any, Any]:
    """The transactions that meet all conditions among `values`, the nearest `count`."""
    key = (values.pop("day"), values.pop("row")) if "day" in values else None
    rows, postings = _met(nulls, values)
    if key:
        rows = rows.filter(beyond(ORDER, key, descending=descending))
    if postings:
        rows = rows.with_posting(**postings)
    order = (f"-{column}" if descending else column for column in ORDER)
    return rows.order_by(*order).values_list(*COLUMNS)[:count]


def _ids(count: int, nulls: Nulls, /, **values: Any) -> QuerySet[Any, Any]:
    """The ids of `count` of those transactions, whichever the engine finds first."""
    rows, postings = _met(nulls, values)
    if postings:
        # SQLite begins with the postings here, and with the transactions where it is EXISTS.
        rows = rows.filter(id__in=Posting.objects.filter(**postings).values("transaction_id"))
    return rows.order_by().values_list("id")[:count]


def _met(nulls: Nulls, values: dict[str, Any]) -> tuple[TransactionQuerySet, dict[str, Any]]:
    """The transactions that meet the conditions on themselves, and the lookups of a posting."""
    book, start, end = values.pop("book"), values.pop("start"), values.pop("end")
    of_posting = {
        name.removeprefix(_OF_POSTING): values.pop(name)
        for name in list(values)
        if name.startswith(_OF_POSTING)
    }
    rows = Transaction.objects.filter(book_id=book, date__gte=start, date__lte=end)
    for name, value in values.items():
        own = _OWN.get(name)
        rows = own(rows, value) if own else rows.filter(**{name: value})
    postings = posting_lookups(nulls, of_posting)
    if postings:
        # Stated of the posting as well, its book and days lead the engine to its indexes.
        postings |= {"book": book, "date__gte": start, "date__lte": end}
    return rows, postings


_OWN: dict[str, Callable[[TransactionQuerySet, Any], TransactionQuerySet]] = {
    "tag": lambda rows, value: rows.tagged(value),
    "without_payee": lambda rows, _: rows.without_payee(),
    "text": lambda rows, value: rows.with_text(value),
    "lowest": lambda rows, values: rows.of_amounts("gte", values),
    "highest": lambda rows, values: rows.of_amounts("lte", values),
}
"""The conditions that are not a lookup of Transaction with a value."""


def _counts(
    descending: bool,  # noqa: FBT001  # the shape of a statement is positional
    limit: int,
    by_category: bool,  # noqa: FBT001
    converted: bool | None,  # noqa: FBT001
    /,
    **values: Any,
) -> QuerySet[Any, Any]:
    """The nearest months with the numbers of their postings that meet the conditions."""
    model = MonthlyTotal if by_category else MonthlyFlow
    totals = model.objects.filter(
        book_id=values.pop("book"), month__gte=values.pop("first"), month__lte=values.pop("last")
    ).filter(**values)
    if converted is not None:
        counts = {True: "postings__gt", False: "unconverted_postings__gt"}
        totals = totals.filter(**{counts[converted]: F("unconverted_postings") if converted else 0})
    counted = totals.values_list("month").annotate(number=Sum("postings"))
    return counted.order_by("-month" if descending else "month")[:limit]


_PAGE = Statement(_page)
_IDS = Statement(_ids)
_COUNTS = Statement(_counts)


def _stated(**values: Any) -> dict[str, Any]:
    """Return those of `values` that are stated."""
    return {name: value for name, value in values.items() if value is not None}


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
