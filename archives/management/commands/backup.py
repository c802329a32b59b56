"""`manage.py backup`: an archive of each book, verified, and the newest few of them kept."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from archives.backups import back_up, keep_newest, remove_abandoned
from archives.errors import Unsound
from books.models import Book
from common.errors import NotThere

KEEP_MAX = 10_000
"""Backups of each day for 27 years. A larger number is a slip: it would keep them all."""


class Command(BaseCommand):
    help = (
        "Write an archive of every book, or of one, into a folder. Each archive is read back "
        "before older ones are deleted. The exit code is 1 if a backup failed. Archives have no "
        "users, passwords or tokens."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--to", type=Path, metavar="FOLDER", help="the folder; var/backups by default"
        )
        parser.add_argument(
            "--keep", type=int, metavar="N", help="how many backups of each book to keep"
        )
        parser.add_argument("--book", type=int, help="the id of one book; all of them by default")

    def handle(self, *args: Any, **options: Any) -> None:
        keep: int | None = options["keep"]
        if keep is not None and not 1 <= keep <= KEEP_MAX:
            raise CommandError(f"--keep is {keep}: write a whole number from 1 to {KEEP_MAX:,}.")
        folder = self._folder(options["to"])
        ids = list(Book.objects.order_by("id").values_list("pk", flat=True))
        if options["book"] is not None:
            if options["book"] not in ids:
                raise CommandError(f"There is no book {options['book']}.")
            ids = [options["book"]]
        remove_abandoned(folder)
        done = [self._backed_up(book_id, folder, keep) for book_id in ids]
        if failed := done.count(False):
            raise CommandError(f"{failed:,} of {len(done):,} books could not be backed up.")
        self.stdout.write(f"{len(done):,} books backed up in {folder}.")

    def _backed_up(self, book_id: int, folder: Path, keep: int | None) -> bool:
        """Back up one book; False where that failed, which is said."""
        try:
            path = back_up(Book(pk=book_id), folder)
        except NotThere:
            self.stdout.write(f"book {book_id}: deleted meanwhile")
            return True
        except (OSError, Unsound, DatabaseError) as error:
            self.stderr.write(f"book {book_id}: {error}")
            return False
        self.stdout.write(f"book {book_id}: {path.name}, {path.stat().st_size:,} bytes")
        for old in keep_newest(book_id, folder, keep) if keep else ():
            self.stdout.write(f"book {book_id}: {old.name} removed")
        return True

    def _folder(self, named: Path | None) -> Path:
        folder = named or settings.BACKUPS_DIR
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise CommandError(f"{folder} cannot be made: {error.strerror}.") from None
        return folder
