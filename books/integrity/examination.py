"""Examining a whole book as of one moment, and mending the figures that can be worked out."""

from books.consistent_reads import read_consistently
from books.integrity import history, structure
from books.integrity.derived import derived_checks
from books.integrity.findings import Finding, find
from books.models import Book
from books.resources import Check, DerivedTables, resources
from books.unit_of_work import UnitOfWork


def all_checks() -> list[Check]:
    """Return every check, those of the books first and then those of each resource."""
    tables = [check for one in _derived_tables() for check in one.checks]
    return [*structure.CHECKS, *_row_checks(), *tables, *derived_checks()]


def mendable() -> frozenset[str]:
    """Return the names of the findings that `repair` mends."""
    return frozenset(check.__name__ for one in _derived_tables() for check in one.checks)


def examine(book: Book) -> list[Finding]:
    """Return everything that does not hold in `book`, with no change falling in between.

    Raises NotThere where the book is gone.
    """
    return read_consistently(book, lambda: _findings(book))


def examine_rows(book: Book) -> list[Finding]:
    """Return what does not hold of the rows of `book` and of its history, within an open change.

    What was just derived is left out, and the numbers of the changes: the open one is not written.
    """
    rows = [check for check in structure.CHECKS if check is not structure.change_numbers]
    return [finding for check in (*rows, *_row_checks()) if (finding := find(check, book))]


def repair(uow: UnitOfWork) -> None:
    """Work out all derived tables of the book anew; nothing else is touched."""
    for one in _derived_tables():
        one.rebuild(uow)


def fill_derived(uow: UnitOfWork) -> None:
    """Write the derived tables of a book whose rows have just come from an archive."""
    for one in _derived_tables():
        one.fill(uow)


def _row_checks() -> list[Check]:
    return [*history.CHECKS, *(check for one in resources.values() for check in one.checks)]


def _derived_tables() -> list[DerivedTables]:
    return [one.derived_tables for one in resources.values() if one.derived_tables]


def _findings(book: Book) -> list[Finding]:
    # The book as it is now: the caller's may be from before its newest change.
    current = Book.objects.get(pk=book.pk)
    return [finding for check in all_checks() if (finding := find(check, current))]
