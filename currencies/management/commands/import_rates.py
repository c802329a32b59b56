"""`manage.py import_rates FILE`: take the reference rates that a bank published."""

import re
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError

from currencies.ecb import FILE_BYTES_MAX, BrokenFile, Published, read_published
from currencies.quotes import SOURCE_LENGTH_MAX
from currencies.services import import_reference_rates, revalue_pending

SOURCE_PATTERN = re.compile(rf"[A-Z][A-Z0-9-]{{0,{SOURCE_LENGTH_MAX - 1}}}")


class Command(BaseCommand):
    help = (
        "Store the exchange rates of a file of the European Central Bank, and revalue the books. "
        "The file is eurofxref-hist.zip, eurofxref.zip, or their CSV or XML. Running it again "
        "with the same file changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the file, as it was downloaded")
        parser.add_argument(
            "--source",
            default="ECB",
            help="who published the rates, in capitals; for other files of the same format",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        source: str = options["source"]
        if not SOURCE_PATTERN.fullmatch(source):
            raise CommandError(f"--source {source}: write 1 to {SOURCE_LENGTH_MAX} capitals.")
        published = self._read(options["file"])
        try:
            outcome = import_reference_rates(source, published.rates)
        except IntegrityError:
            raise CommandError(
                "Another import wrote the same rates at this moment. Nothing was written here; "
                "run it again."
            ) from None
        self.stdout.write(_summary(published))
        self.stdout.write(
            f"Added: {outcome.added:,}; changed: {outcome.changed:,}; "
            f"stored already: {outcome.unchanged:,}."
        )
        self.stdout.write(f"Books re-valued: {revalue_pending():,}.")

    def _read(self, path: Path) -> Published:
        try:
            with path.open("rb") as file:
                return read_published(file.read(FILE_BYTES_MAX + 1))
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}") from None
        except BrokenFile as error:
            raise CommandError(f"{path} is not valid; nothing was written: {error}") from None


def _summary(published: Published) -> str:
    days = [day for _, day in published.rates]
    codes = {code for code, _ in published.rates}
    text = f"Rates read: {len(days):,}; currencies: {len(codes)}; {min(days)} to {max(days)}."
    if published.unknown:
        text += f"\nLeft out, not currencies of ISO 4217: {', '.join(sorted(published.unknown))}."
    return text
