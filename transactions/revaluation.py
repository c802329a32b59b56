"""Keeping home amounts true when rates, or the home currency itself, change."""

from collections.abc import Collection, Iterable

from django.db.models import F, Max, Min, QuerySet

from accounts.models import Account
from books.unit_of_work import UnitOfWork
from common.money import CURRENCIES
from common.periods import DATE_MAX, DATE_MIN, Period
from transactions.conversion import Converter
from transactions.models import WORTH_COLUMNS, Posting
from transactions.totals import TotalsDelta

REVALUE_BATCH = 1_000
"""How many postings are held in memory and written at once."""


def revalue_currencies(uow: UnitOfWork, currencies: Collection[str], period: Period) -> None:
    """Value anew the postings in `currencies` of the days of `period`: their rates changed."""
    _revalue(uow, Posting.objects.filter(currency__in=currencies).within(period))


def revalue_book(uow: UnitOfWork) -> None:
    """Value anew every posting of the book: its home currency changed."""
    _revalue(uow, Posting.objects.within(Period(DATE_MIN, DATE_MAX)))


def books_with_currencies(currencies: Collection[str]) -> Iterable[int]:
    """Return the ids of the books that have an account in one of `currencies` which is foreign."""
    foreign = Account.objects.filter(currency__in=currencies).exclude(
        currency=F("book__home_currency")
    )
    return foreign.values_list("book_id", flat=True).distinct()


def value_anew(uow: UnitOfWork, postings: list[Posting]) -> None:
    """Value `postings` at the rates that there are now; the totals are left to the caller."""
    needed = ((posting.currency, posting.date) for posting in postings)
    changed = _revalued(postings, Converter(uow.book, needed), TotalsDelta())
    uow.amend_each(Posting, changed, WORTH_COLUMNS)


def _revalue(uow: UnitOfWork, postings: QuerySet[Posting]) -> None:
    """Write the values that differ, and move the totals."""
    rows = postings.filter(book_id=uow.book.pk)
    span = rows.aggregate(first=Min("date"), last=Max("date"))
    if span["first"] is None:
        return
    codes = set(rows.values_list("currency", flat=True).distinct())
    converter = Converter(uow.book, ((code, day) for code in codes for day in span.values()))
    delta = TotalsDelta()
    last_id = 0
    while batch := list(rows.filter(pk__gt=last_id).order_by("id")[:REVALUE_BATCH]):
        last_id = batch[-1].pk
        changed = _revalued(batch, converter, delta)
        uow.amend_each(Posting, changed, WORTH_COLUMNS)
    delta.apply(uow)


def _revalued(batch: list[Posting], converter: Converter, delta: TotalsDelta) -> list[Posting]:
    """Set new values on the postings of `batch` whose value differs, and return those."""
    changed = []
    for posting in batch:
        value = converter.value(posting.amount, CURRENCIES[posting.currency], posting.date)
        before = (posting.home_amount, posting.rate, posting.rate_date, posting.rate_source)
        if before == value:
            continue
        delta.count_rows([posting], sign=-1)
        posting.home_amount, posting.rate, posting.rate_date, posting.rate_source = value
        delta.count_rows([posting], sign=1)
        changed.append(posting)
    return changed
