"""Every write to exchange rates, and the re-valuing of books that follows from it."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import transaction

from books.models import Book, Cause
from books.rows import insert_rows
from books.unit_of_work import Actor, UnitOfWork, change, retrying
from common.batches import IDS_AT_ONCE, batched
from common.errors import NotThere, raise_problems
from common.money import CURRENCIES
from common.periods import DATE_MAX, Period
from currencies import registry
from currencies.drafts import Others, RateDraft, problems
from currencies.models import BookRate, PendingRevaluation, ReferenceRate
from currencies.quotes import format_rate
from currencies.rates import RATE_AGE_DAYS_MAX

INSERT_ROWS_MAX = 10_000
"""How many rates are made into rows at once. The ECB publishes some 30 a day, its whole history has
a few hundred thousand; memory stays at some MiB."""
BOOKS_PAGE = 500
"""How many books are in memory while they are revalued one by one, instead of all of a server."""

RateKey = tuple[str, date]
"""A currency, and the day of its rate to the euro."""


def create_rate(uow: UnitOfWork, *, date: date, base: str, quote: str, rate: Decimal) -> BookRate:
    """Enter a rate into the book and re-value what it concerns; raises Invalid."""
    draft = RateDraft(date=date, base=base, quote=quote, rate=rate)
    raise_problems(problems(draft, Others.of(uow.book, draft)))
    row = uow.add(BookRate(**_columns(draft)))
    tell_watchers(uow, row.base, row.quote, row.date)
    return row


def amend_rate(uow: UnitOfWork, row: BookRate, **values: Any) -> BookRate:
    """Set `values` on a rate and re-value what it concerned and now concerns; raises Invalid."""
    draft = RateDraft(
        date=values.get("date", row.date),
        base=values.get("base", row.base),
        quote=values.get("quote", row.quote),
        rate=values.get("rate", Decimal(row.rate)),
        id=row.pk,
    )
    raise_problems(problems(draft, Others.of(uow.book, draft)))
    before = (row.base, row.quote, row.date)
    uow.amend(row, **_columns(draft))
    after = (row.base, row.quote, row.date)
    for place in dict.fromkeys((before, after)):
        tell_watchers(uow, *place)
    return row


def delete_rate(uow: UnitOfWork, row: BookRate) -> None:
    """Take a rate out of the book and re-value what it concerned."""
    uow.remove(row)
    tell_watchers(uow, row.base, row.quote, row.date)


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """How many of the rates were new, had another value, or were stored as they are."""

    added: int
    changed: int
    unchanged: int


def import_reference_rates(source: str, rates: Mapping[RateKey, str]) -> ImportOutcome:
    """Store `rates` (texts by currency and day) as those that `source` published.

    All or nothing. What `rates` does not mention stays. What is new or different is left to
    `revalue_pending` for the books. An import of the same rates at the same moment makes one of
    the two fail with IntegrityError.
    """
    return retrying(partial(_import, source, rates))


def revalue_pending() -> int:
    """Re-value the books that changed reference rates concern; returns how many there were.

    Each book is a change of its own. Cut off half-way, it is made good by the next call, which
    may re-value a book again; that changes no figure.
    """
    count = 0
    for pending in PendingRevaluation.objects.order_by("id"):
        currencies = frozenset(pending.currencies.split())
        days = Period(pending.start, pending.end)
        for book in _books_concerned(currencies):
            with suppress(NotThere):
                retrying(partial(_revalue, book, currencies, days))
                count += 1
        pending.delete()
    return count


def _columns(draft: RateDraft) -> dict[str, Any]:
    return {
        "date": draft.date,
        "base": draft.base,
        "quote": draft.quote,
        "rate": format_rate(draft.rate),
    }


def tell_watchers(uow: UnitOfWork, base: str, quote: str, day: date) -> None:
    home = uow.book.home_currency
    # A rate between two foreign currencies is looked up by people only: no amount rests on it.
    if home in (base, quote):
        for watcher in registry.rate_watchers:
            watcher(uow, frozenset({base, quote}) - {home}, _days_of_use(day, day))


def _days_of_use(first: date, last: date) -> Period:
    """The days on which rates of `first` to `last` can be the newest."""
    return Period(first, min(last + timedelta(days=RATE_AGE_DAYS_MAX), DATE_MAX))


def _import(source: str, rates: Mapping[RateKey, str]) -> ImportOutcome:
    with transaction.atomic():
        stored = _stored(source, rates)
        added = [key for key in rates if key not in stored]
        changed = [key for key, (_, text) in stored.items() if rates.get(key, text) != text]
        _delete([stored[key][0] for key in changed])
        _insert(source, {key: rates[key] for key in added + changed})
        if touched := added + changed:
            days = _days_of_use(min(day for _, day in touched), max(day for _, day in touched))
            PendingRevaluation.objects.create(
                currencies=" ".join(sorted({code for code, _ in touched})),
                start=days.start,
                end=days.end,
            )
    return ImportOutcome(len(added), len(changed), len(rates) - len(added) - len(changed))


def _stored(source: str, rates: Collection[RateKey]) -> dict[RateKey, tuple[int, str]]:
    """Return id and text of the rates of `source` in the currencies and the span of `rates`."""
    if not rates:
        return {}
    span = Period(min(day for _, day in rates), max(day for _, day in rates))
    rows = ReferenceRate.objects.from_source(source).of({code for code, _ in rates}, span)
    return {
        (code, day): (row_id, text)
        for row_id, code, day, text in rows.values_list("id", "currency", "date", "rate")
    }


def _delete(ids: list[int]) -> None:
    for batch in batched(ids, IDS_AT_ONCE):
        ReferenceRate.objects.filter(pk__in=batch).delete()


def _insert(source: str, rates: Mapping[RateKey, str]) -> None:
    names = ("source", "currency", "date", "rate")
    rows = [(source, code, day.isoformat(), text) for (code, day), text in rates.items()]
    for batch in batched(rows, INSERT_ROWS_MAX):
        insert_rows(ReferenceRate, names, batch)


def _books_concerned(currencies: frozenset[str]) -> Iterator[Book]:
    """Yield the books that keep amounts whose rate into their home currency may have changed.

    Those are the books with amounts in one of `currencies`, and those with any foreign amounts
    whose home currency is one of `currencies`.
    """
    holders = _holders(currencies)
    ids = sorted(_holders(tuple(CURRENCIES)))
    for batch in batched(ids, BOOKS_PAGE):
        for book in Book.objects.filter(pk__in=batch).order_by("id"):
            if book.pk in holders or book.home_currency in currencies:
                yield book


def _holders(currencies: Collection[str]) -> set[int]:
    return {book_id for find in registry.books_with_currencies for book_id in find(currencies)}


def _revalue(book: Book, currencies: frozenset[str], days: Period) -> None:
    with change(book, by=Actor(user_id=None, cause=Cause.RATES)) as uow:
        home = uow.book.home_currency
        # The home currency's own rate to the euro is a leg of every other currency's rate.
        concerned = frozenset(CURRENCIES) - {home} if home in currencies else currencies
        for watcher in registry.rate_watchers:
            watcher(uow, concerned, days)
