"""`manage.py restore FILE`: a book of an archive, or only whether the archive is sound."""

from functools import partial
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from archives.errors import NotEmpty
from archives.reading import Archive, open_archive_at
from archives.services import ON_DISK, Restored, restore, restore_as_new
from archives.survey import Survey, surveyed
from books.models import Book, Cause, Membership, Role
from books.unit_of_work import Actor, change, retrying
from common.errors import Invalid


class Command(BaseCommand):
    help = (
        "Restore a book with its history from an archive: as another book of --owner, or into "
        "the empty book --book. A failure restores nothing. With --verify-only the archive is "
        "read and checked, and nothing is written."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="the archive")
        parser.add_argument(
            "--owner", metavar="USERNAME", help="the username of the owner of the new book"
        )
        parser.add_argument("--book", type=int, help="the id of an empty book to restore into")
        parser.add_argument("--verify-only", action="store_true", help="write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["verify_only"] and (options["owner"] is None) is (options["book"] is None):
            raise CommandError("State --owner USERNAME or --book ID.")
        try:
            with open_archive_at(options["file"], ON_DISK) as archive:
                survey = surveyed(archive)
                if options["verify_only"]:
                    self._say(archive, survey)
                else:
                    work = partial(_restored, archive, survey, options)
                    self._say_restored(retrying(work))
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}.") from None
        except (Invalid, NotEmpty) as refused:
            problems = getattr(refused, "problems", ())
            detail = " ".join(problem.detail for problem in problems) or refused.detail
            raise CommandError(f"{options['file']}: {detail}") from None

    def _say(self, archive: Archive, survey: Survey) -> None:
        said = archive.manifest
        self.stdout.write(
            f"{said.book.name}, as of change {said.book.last_change:,}, made {said.made_at} by "
            f"{said.program}."
        )
        for name, count in survey.rows.items():
            self.stdout.write(f"{count:>12,} {name}")
        self.stdout.write(f"The archive is valid. Digest {said.digest}.")

    def _say_restored(self, done: Restored) -> None:
        self.stdout.write(
            f"Book {done.book.pk}, {done.book.name}: {done.rows['transactions']:,} transactions, "
            f"{done.rows['changes']:,} changes. Digest {done.digest}."
        )
        if done.revalued:
            self.stdout.write(
                f"{done.revalued:,} transactions have another home amount by the published rates "
                "of this server; see import_rates."
            )


def _restored(archive: Archive, survey: Survey, options: dict[str, Any]) -> Restored:
    if options["book"] is None:
        owner = get_user_model().objects.filter(username=options["owner"]).first()
        if owner is None:
            raise CommandError(f"There is no user {options['owner']}.")
        return restore_as_new(owner.pk, archive, survey)
    book = Book.objects.filter(pk=options["book"]).first()
    if book is None:
        raise CommandError(f"There is no book {options['book']}.")
    owner_id = Membership.objects.filter(book=book, role=Role.OWNER).values_list("user_id").first()
    by = Actor(user_id=owner_id[0] if owner_id else None, cause=Cause.RESTORE)
    with change(book, by=by) as uow:
        return restore(uow, archive, survey)
