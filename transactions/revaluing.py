"""Keeping home amounts true when rates, or the home currency itself, change."""

from collections.abc import Collection, Iterable

from django.db.models import F, Max, Min, QuerySet

from accounts.models import Account
from books.door import OpenChange
from common.money import CURRENCIES
from common.periods import DATE_MAX, DATE_MIN, Period
from transactions.models import WORTH_COLUMNS, Posting
from transactions.totals import Movement
from transactions.valuing import Valuer

REVALUE_BATCH = 1_000
"""How many postings are held in memory and written at once."""


def revalue_currencies(opened: OpenChange, currencies: Collection[str], period: Period) -> None:
    """Value anew the postings in `currencies` of the days of `period`: their rates changed."""
    _revalue(opened, Posting.objects.filter(currency__in=currencies).within(period))


def revalue_book(opened: OpenChange) -> None:
    """Value anew every posting of the book: its home currency changed."""
    _revalue(opened, Posting.objects.within(Period(DATE_MIN, DATE_MAX)))


def books_with_currencies(currencies: Collection[str]) -> Iterable[int]:
    """Return the ids of the books that have an account in one of `currencies` which is foreign."""
    foreign = Account.objects.filter(currency__in=currencies).exclude(
        currency=F("book__home_currency")
    )
    return foreign.values_list("book_id", flat=True).distinct()


def value_anew(opened: OpenChange, postings: list[Posting]) -> None:
    """Value `postings` at the rates that there are now; the totals are left to the caller."""
    needed = ((posting.currency, posting.date) for posting in postings)
    changed = _revalued(postings, Valuer(opened.book, needed), Movement())
    opened.amend_each(Posting, changed, WORTH_COLUMNS)


def _revalue(opened: OpenChange, postings: QuerySet[Posting]) -> None:
    """Write the values that differ, and move the totals."""
    rows = postings.filter(book_id=opened.book.pk)
    span = rows.aggregate(first=Min("date"), last=Max("date"))
    if span["first"] is None:
        return
    codes = set(rows.values_list("currency", flat=True).distinct())
    valuer = Valuer(opened.book, ((code, day) for code in codes for day in span.values()))
    movement = Movement()
    last_id = 0
    while batch := list(rows.filter(pk__gt=last_id).order_by("id")[:REVALUE_BATCH]):
        last_id = batch[-1].pk
        changed = _revalued(batch, valuer, movement)
        opened.amend_each(Posting, changed, WORTH_COLUMNS)
    movement.apply(opened)


def _revalued(batch: list[Posting], valuer: Valuer, movement: Movement) -> list[Posting]:
    """Set new values on the postings of `batch` whose value differs, and return those."""
    changed = []
    for posting in batch:
        value = valuer.value(posting.amount, CURRENCIES[posting.currency], posting.date)
        before = (posting.home_amount, posting.rate, posting.rate_date, posting.rate_source)
        if before == value:
            continue
        movement.count_rows([posting], sign=-1)
        posting.home_amount, posting.rate, posting.rate_date, posting.rate_source = value
        movement.count_rows([posting], sign=1)
        changed.append(posting)
    return changed
