"""`manage.py check_books`: recompute every figure, and look at every invariant again."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from books.integrity.examination import examine, mendable, repair
from books.integrity.findings import Finding
from books.models import Book, Cause
from books.unit_of_work import Actor, change, retrying
from common.errors import NotThere

BOOKS_PAGE = 500
"""How many books are in memory while they are checked one by one, instead of all of a server."""


class Command(BaseCommand):
    help = (
        "Recompute all totals and home amounts of the books, and check the rules of their rows. "
        "Print the differences; the exit code is 1 if there are any."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--book", type=int, help="the id of one book; all of them by default")
        parser.add_argument(
            "--repair",
            action="store_true",
            help=(
                "recompute totals and home amounts of books where they differ; nothing else is "
                "repaired"
            ),
        )

    def handle(self, *args: Any, **options: Any) -> None:
        checked = differing = 0
        for book in _books(options["book"]):
            try:
                findings = self._examined(book, mend=options["repair"])
            except NotThere:
                continue
            except DatabaseError as error:
                # Such as of a file that is damaged where this book lies: the others may be whole.
                self.stdout.write(f"book {book.pk}: cannot be read: {error}")
                checked, differing = checked + 1, differing + 1
                continue
            checked += 1
            differing += bool(findings)
        if options["book"] and not checked:
            raise CommandError(f"There is no book {options['book']}.")
        if differing:
            raise CommandError(f"{differing:,} of {checked:,} books have differences.")
        self.stdout.write(f"{checked:,} books checked; everything agrees.")

    def _examined(self, book: Book, *, mend: bool) -> list[Finding]:
        """Report on `book`, having mended what can be; returns what still differs."""
        findings = examine(book)
        self._report(book, findings)
        if not mend or mendable().isdisjoint(finding.check for finding in findings):
            return findings
        number = retrying(partial(_repaired, book))
        self.stdout.write(f"book {book.pk}: counted and valued anew in change {number}")
        findings = examine(book)
        self._report(book, findings)
        return findings

    def _report(self, book: Book, findings: list[Finding]) -> None:
        for finding in findings:
            for line in finding.lines:
                self.stdout.write(f"book {book.pk}: {finding.check}: {line}")
            if rest := finding.count - len(finding.lines):
                self.stdout.write(f"book {book.pk}: {finding.check}: and {rest:,} more")


def _books(book_id: int | None) -> Iterator[Book]:
    """Yield the books to check, a page at a time."""
    books = Book.objects.order_by("id")
    if book_id is not None:
        yield from books.filter(pk=book_id)
        return
    last = 0
    while page := list(books.filter(pk__gt=last)[:BOOKS_PAGE]):
        yield from page
        last = page[-1].pk


def _repaired(book: Book) -> int:
    """Mend the figures of `book`; returns the number of the change."""
    with change(book, by=Actor(user_id=None, cause=Cause.COMMAND)) as uow:
        repair(uow)
        return uow.number
