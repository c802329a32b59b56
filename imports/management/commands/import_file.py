"""`manage.py import_file FILE`: import a file from the shell, and say what became of it."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from tqdm import tqdm

from books.models import Book
from common.errors import DomainError, Invalid
from common.jobs import this_worker
from imports import services
from imports.endpoints.uploads import uploaded
from imports.models import Import, State
from imports.plan.parameters import Categories, Deleted, ImportParameters, Probable
from imports.plan.summary import PlanSummary
from imports.worker import claims
from imports.worker.claims import Claim
from imports.worker.pipeline import carry_on
from readers.registry import FORMATS


class Command(BaseCommand):
    help = "Import a file of a bank or of another program into a book, as one change."

    def add_arguments(self, parser: CommandParser) -> None:
        names = [known.name for known in FORMATS]
        probable, deleted = list(map(str, Probable)), list(map(str, Deleted))
        parser.add_argument("file", type=Path)
        parser.add_argument("--book", type=int, help="the id of the book, if there are several")
        parser.add_argument("--account", type=int, help="the id of the account of the rows")
        parser.add_argument("--format", choices=names, default="", help="if it cannot be detected")
        parser.add_argument(
            "--options", default="{}", help=("options of the reader, as a JSON object")
        )
        parser.add_argument(
            "--categories", choices=[str(c) for c in Categories], default=Categories.CREATE.value
        )
        parser.add_argument("--probable", choices=probable, default=Probable.LIKELY.value)
        parser.add_argument("--deleted", choices=deleted, default=Deleted.SKIP.value)
        parser.add_argument("--all-or-nothing", action="store_true")
        parser.add_argument(
            "--accept-unproved", action="store_true", help="commit even if balances do not agree"
        )
        parser.add_argument("--plan-only", action="store_true", help="plan, and commit nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        book = _book(options["book"])
        parameters = ImportParameters(
            format=options["format"],
            account=options["account"],
            categories=options["categories"],
            probable=options["probable"],
            deleted=options["deleted"],
            all_or_nothing=options["all_or_nothing"],
            options=_options(options["options"]),
        )
        claim = _claimed(
            *(book, options["file"], parameters),
            commit=not options["plan_only"],
            accept=options["accept_unproved"],
        )
        try:
            with tqdm(
                total=100, unit="%", disable=None, bar_format="{l_bar}{bar}| {elapsed}"
            ) as bar:
                carry_on(claim, tell=lambda percent: _show(bar, percent))
        except KeyboardInterrupt:
            # A worker would go on with it otherwise.
            with suppress(services.Superseded):
                services.drop(Import.objects.get(pk=claim.import_id))
            raise
        self._report(Import.objects.get(pk=claim.import_id))

    def _report(self, imported: Import) -> None:
        summary = PlanSummary.load(imported.summary)
        counts = ", ".join(f"{count:,} {name}" for name, count in summary.verdicts.items())
        self.stdout.write(f"Rows: {counts or 'none'}.")
        for _, detail in summary.warnings:
            self.stdout.write(f"Note: {detail}")
        for line in summary.running_breaks:
            self.stdout.write(f"The balance in line {line} does not agree with the one before.")
        for one in summary.balances:
            if not one.holds:
                name = summary.targets[one.target].name
                self.stdout.write(
                    f"The balance of {one.day or 'the end'} on {name or 'the account'} does not "
                    f"agree with the {one.against}."
                )
        if imported.problem:
            problem = json.loads(imported.problem)
            raise CommandError(f"{problem['detail']} ({problem['code']}) Nothing was recorded.")
        if imported.state == State.COMMITTED:
            self.stdout.write(f"Recorded {imported.recorded:,} in change {imported.change_number}.")


def _show(bar: Any, percent: int) -> None:
    bar.update(percent - bar.n)


def _book(book_id: int | None) -> Book:
    books = Book.objects.order_by("id")
    found = books.filter(pk=book_id) if book_id is not None else books
    if len(some := list(found[:2])) == 1:
        return some[0]
    raise CommandError("There is no such book." if not some else "State the --book: its id.")


def _options(text: str) -> dict[str, Any]:
    try:
        stated = json.loads(text)
    except ValueError:
        stated = None
    if not isinstance(stated, dict):
        raise CommandError('--options takes a JSON object, such as \'{"date_order": "dmy"}\'.')
    return stated


def _claimed(
    book: Book, path: Path, parameters: ImportParameters, *, commit: bool, accept: bool
) -> Claim:
    """Make an import of a file and claim it, before a worker can."""
    try:
        with path.open("rb") as file, transaction.atomic():
            made = uploaded(
                *(book, file, parameters),
                name=path.name,
                user_id=None,
                auto_commit=commit,
                accept_unproved=accept,
            )
            claim = claims.claim(made.pk, this_worker())
            assert claim is not None  # noqa: S101  # nobody else sees it yet
            return claim
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}") from None
    except Invalid as invalid:
        raise CommandError("; ".join(p.detail for p in invalid.problems)) from None
    except DomainError as error:
        raise CommandError(error.detail) from None
