"""`manage.py prune_history DAYS`: let go of history that is older."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from books.models import Book
from books.pruning import prune_history

DAYS_MAX = 36_500
"""A hundred years. Far more days would lead to before the year 1, which no date can state."""


class Command(BaseCommand):
    help = (
        "Delete what changes older than DAYS overwrote and deleted, in every book. They can no "
        "longer be undone, and the trash loses what they deleted. The changes stay listed. Only "
        "a backup restores the rest."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("days", type=int, metavar="DAYS", help="how many days to keep")

    def handle(self, *args: Any, **options: Any) -> None:
        days: int = options["days"]
        if not 1 <= days <= DAYS_MAX:
            raise CommandError(f"DAYS is {days}: write a whole number from 1 to {DAYS_MAX}.")
        before = timezone.now() - timedelta(days=days)
        books = Book.objects.order_by("id").iterator()
        forgotten = sum(prune_history(book, before) for book in books)
        self.stdout.write(f"Deleted: {forgotten:,} revisions from before {before:%Y-%m-%d}.")
