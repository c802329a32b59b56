"""How the rows of a book hang together: its changes, its owner, and what points at what."""

from collections.abc import Iterator

from django.db.models import Count, Exists, F, ForeignKey, Max, Min, OuterRef, Q

from books import registry
from books.integrity.findings import walk
from books.models import Book, BookRow, Role
from books.resources import Check
from books.tracked_models import tracked_models
from common.business_days import is_calendar, is_closed_text
from common.money import CURRENCIES


def change_numbers(book: Book) -> Iterator[str]:
    """The changes of a book are numbered from 1 to its last_change without a gap."""
    made = book.changes.aggregate(count=Count("id"), first=Min("number"), last=Max("number"))
    first, last = made["first"] or 1, made["last"] or 0
    if (first, last, made["count"]) != (1, book.last_change, book.last_change):
        yield (
            f"{made['count']} changes are numbered {first} to {last}, "
            f"while the book counts {book.last_change}"
        )


def one_owner(book: Book) -> Iterator[str]:
    """Exactly one member of a book owns it."""
    owners = book.memberships.filter(role=Role.OWNER).count()
    if owners != 1:
        yield f"it has {owners} owners"


def stamps(book: Book) -> Iterator[str]:
    """A row is made, and then changed, in changes of its book that there have been."""
    fits = Q(created_in__gte=1, changed_in__gte=F("created_in"), changed_in__lte=book.last_change)
    for model in registry.row_models:
        if not issubclass(model, BookRow):
            continue
        rows = model._default_manager.filter(~fits, book_id=book.pk)
        for row_id, created_in, changed_in in walk(rows, "id", "created_in", "changed_in"):
            yield (
                f"{model._meta.verbose_name} {row_id} is of change {created_in}, changed in "
                f"{changed_in}; the book's last is {book.last_change}"
            )
    for tracked in tracked_models.values():
        for column in tracked.stamps:
            was = Q(**{f"{column}__gte": 0, f"{column}__lte": book.last_change})
            others = tracked.model._default_manager.filter(~was, book_id=book.pk)
            for row_id, number in walk(others, "id", column):
                yield f"{tracked.name} {row_id} has {column} {number}; so has no change of the book"


def links(book: Book) -> Iterator[str]:
    """What a row points at is there, and in the same book."""
    for model in registry.row_models:
        for field in model._meta.concrete_fields:
            other = field.related_model
            if not isinstance(field, ForeignKey) or other not in registry.row_models:
                continue
            there = other._default_manager.filter(pk=OuterRef(field.attname), book_id=book.pk)
            named = model._default_manager.filter(book_id=book.pk).exclude(**{field.attname: None})
            for row_id, target in walk(named.filter(~Exists(there)), "id", field.attname):
                yield (
                    f"{model._meta.verbose_name} {row_id} points at {field.name} {target}, "
                    "which is not in this book"
                )


def currencies(book: Book) -> Iterator[str]:
    """The home currency of a book is one of ISO 4217."""
    if book.home_currency not in CURRENCIES:
        yield f"the home currency is {book.home_currency}"


def calendar(book: Book) -> Iterator[str]:
    """The calendar of a book is that of a country or of TARGET, or empty."""
    if not is_calendar(book.calendar):
        yield f"the calendar is {book.calendar}"


def closed_days(book: Book) -> Iterator[str]:
    """The closed days of a book are days in order, each once."""
    if not is_closed_text(book.closed_days):
        yield f"the closed days are {book.closed_days!r:.60}"


CHECKS: tuple[Check, ...] = (
    change_numbers,
    one_owner,
    stamps,
    links,
    currencies,
    calendar,
    closed_days,
)
