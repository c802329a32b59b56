"""`manage.py book_digest`: what the books say, each in one number."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from archives.services import book_digest
from books.models import Book


class Command(BaseCommand):
    help = (
        "Print the digest of each book, or of some. Books with the same content have the same "
        "digest on any server. An archive states the digest of its book."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("book", type=int, nargs="*", help="ids; all of them by default")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted: list[int] = options["book"]
        books = Book.objects.order_by("id")
        found = list(books.filter(pk__in=wanted) if wanted else books)
        if missing := sorted(set(wanted) - {book.pk for book in found}):
            raise CommandError(f"There is no book {missing[0]}.")
        for book in found:
            self.stdout.write(f"{book_digest(book)}  {book.pk}  {book.name}")
