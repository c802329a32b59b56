"""Examining a whole book as of one moment, and mending the figures that can be worked out."""

from books.door import OpenChange
from books.models import Book
from books.steady import read_steady
from transactions.integrity import derived, entries, history, structure
from transactions.integrity.findings import Check, Finding, find
from transactions.recounting import rebuild_totals
from transactions.revaluing import revalue_book

CHECKS: tuple[Check, ...] = (
    *structure.CHECKS,
    *history.CHECKS,
    *entries.CHECKS,
    *derived.CHECKS,
)

ROWS: tuple[Check, ...] = (
    *(check for check in structure.CHECKS if check is not structure.change_numbers),
    *history.CHECKS,
    *entries.CHECKS,
)
"""What can be looked at within an open change, which is not written yet; figures aside."""

FIGURES = frozenset(
    check.__name__
    for check in (derived.monthly_totals, derived.monthly_flows, derived.home_amounts)
)
"""The findings that `repair` mends: figures that follow from the postings and the rates."""


def examine(book: Book) -> list[Finding]:
    """Return everything that does not hold in `book`, with no change falling in between.

    Raises NotThere where the book is gone.
    """
    return read_steady(book, lambda: _findings(book))


def examine_rows(book: Book) -> list[Finding]:
    """Return what does not hold of the rows of `book` and of its history, within an open change.

    Figures that were just worked out are left out, and the numbers of the changes.
    """
    return [finding for check in ROWS if (finding := find(check, book))]


def repair(opened: OpenChange) -> None:
    """Count the totals of the book anew, then value its postings anew; nothing else is touched."""
    rebuild_totals(opened)
    revalue_book(opened)


def _findings(book: Book) -> list[Finding]:
    # The book as it is now: the caller's may be from before its newest change.
    current = Book.objects.get(pk=book.pk)
    return [finding for check in CHECKS if (finding := find(check, current))]
