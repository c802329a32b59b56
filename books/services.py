"""Opening, changing and closing a book."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Model

from books import registry
from books.models import Book, Membership, Revision, Role
from books.unit_of_work import Actor, RequestKey, UnitOfWork, change
from common.business_days import (
    CLOSED_DAYS_MAX,
    NO_CALENDAR,
    UNKNOWN_CALENDAR,
    closed_days,
    closed_text,
    is_calendar,
)
from common.errors import Problem, raise_problems
from common.money import CURRENCIES
from common.text import clean


@contextmanager
def opened_book(
    *,
    owner_id: int,
    name: str,
    home_currency: str,
    calendar: str = NO_CALENDAR,
    by: Actor,
    key: RequestKey | None = None,
) -> Iterator[UnitOfWork]:
    """Make a book owned by `owner_id` and yield its first change, all in one transaction."""
    with transaction.atomic():
        book = Book.objects.create(name=clean(name), home_currency=home_currency, calendar=calendar)
        Membership.objects.create(book=book, user_id=owner_id, role=Role.OWNER)
        with change(book, by=by, key=key) as first:
            yield first


def amend_book(uow: UnitOfWork, **values: Any) -> Book:
    """Set the book's `name`, `home_currency`, `calendar` or `closed_days`, which are dates.

    Another currency values the whole book anew. Raises Invalid for a currency that ISO 4217 does
    not have, for a calendar that is not known, and for too many closed days.
    """
    book = uow.book
    name = clean(values.get("name", book.name))
    currency = values.get("home_currency", book.home_currency)
    calendar = values.get("calendar", book.calendar)
    closed = values.get("closed_days", closed_days(book.closed_days))
    moved = currency != book.home_currency
    raise_problems(
        [
            *_currency_problems(currency),
            *_calendar_problems(calendar),
            *_closed_days_problems(closed),
        ]
    )
    uow.amend_book(
        name=name, home_currency=currency, calendar=calendar, closed_days=closed_text(closed)
    )
    if moved:
        for watcher in registry.home_currency_watchers:
            watcher(uow)
    return book


def clear_book(book: Book) -> None:
    """Remove the rows and the history of `book`; the book itself and its members stay.

    The statements do not grow with the rows. To be called under the book's lock.
    """
    for model in reversed(registry.row_models):
        _delete_rows(model, book)
    Revision.objects.for_book(book).delete()
    book.changes.all().delete()


def reset_book(uow: UnitOfWork, last_change: int, **values: Any) -> None:
    """Empty the book, give it `values`, and make the open change the one after `last_change`.

    What is to stand before it is the caller's to write.
    """
    book = uow.book
    clear_book(book)
    uow.continue_after(last_change)
    for name, value in values.items():
        setattr(book, name, value)
    book.save()


def delete_book(book: Book) -> None:
    """Remove `book` with its rows and its history; the statements do not grow with the rows."""
    with transaction.atomic():
        # The lock makes a writer that is still at work finish first, and the next one find nothing.
        Book.objects.select_for_update().filter(pk=book.pk).first()
        clear_book(book)
        book.memberships.all().delete()
        book.delete()


def _delete_rows(model: type[Model], book: Book) -> None:
    rows = model._default_manager.filter(book_id=book.pk)
    for field in model._meta.concrete_fields:
        if field.related_model is model:
            # InnoDB checks each row by itself, so a tree goes level by level, leaves first.
            above = rows.exclude(**{field.name: None}).values_list(field.attname, flat=True)
            while rows.exclude(pk__in=set(above.all())).delete()[0]:
                pass
    rows.delete()


def _currency_problems(code: str) -> Iterator[Problem]:
    if code not in CURRENCIES:
        yield Problem("/home_currency", "unknown_currency", f"ISO 4217 has no currency {code}.")


def _calendar_problems(calendar: str) -> Iterator[Problem]:
    if not is_calendar(calendar):
        yield Problem("/calendar", "unknown_calendar", UNKNOWN_CALENDAR)


def _closed_days_problems(days: Collection[date]) -> Iterator[Problem]:
    if len(set(days)) > CLOSED_DAYS_MAX:
        yield Problem("/closed_days", "too_many", f"State at most {CLOSED_DAYS_MAX} days.")
