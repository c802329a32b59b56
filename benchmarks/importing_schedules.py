"""Import a CSV file into books without and with 300 schedules, and print a line of the table.

Each round imports one file into two new books of the database that DATABASE_URL names, in turn.
The schedules are monthly, of payees and accounts of the file; each expects about an amount, so
every row of the payee is compared with what is due, and some settle it.
"""

import statistics
import sys
import tempfile
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import cycle
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402  # Django has to be set up first
from django.db import connection  # noqa: E402

from benchmarks.books import delete, empty_book  # noqa: E402
from benchmarks.household import Chart  # noqa: E402
from benchmarks.household_file import payee_names, write_csv  # noqa: E402
from benchmarks.importing_engine import import_file, timed  # noqa: E402
from books.models import Book, Cause  # noqa: E402
from books.unit_of_work import Actor, change  # noqa: E402
from common.recurrence import Frequency, Recurrence  # noqa: E402
from schedules.choices import AmountRule  # noqa: E402
from schedules.drafts import PhaseDraft  # noqa: E402
from schedules.models import Occurrence  # noqa: E402
from schedules.services import create_schedule  # noqa: E402
from transactions.labels import create_label  # noqa: E402
from transactions.models import Payee, PostingKind  # noqa: E402

ROUNDS = 5
SCHEDULES = 300
NAME = "schedules"


def main(size: int) -> None:
    """Measure `size` rows and print the line."""
    call_command("migrate", verbosity=0)
    seconds: dict[bool, list[float]] = {False: [], True: []}
    settled = 0
    with tempfile.TemporaryDirectory(prefix="expenses-bench-") as folder:
        path = Path(folder) / "household.csv"
        write_csv(path, size)
        for has_schedules in [False, True] * ROUNDS:
            book, chart = empty_book(NAME)
            if has_schedules:
                add_schedules(book, chart)
            seconds[has_schedules].append(timed(partial(import_file, book, path)))
            settled = Occurrence.objects.for_book(book).count()
            delete(NAME)
    without, with_them = (statistics.median(found) for found in seconds.values())
    cells = [
        connection.vendor, f"{size:,}", f"{without:.2f}", f"{with_them:.2f}",
        f"{with_them / without:.2f}", f"{settled:,}",
    ]  # fmt: skip
    print(f"| {' | '.join(cells)} |", flush=True)


def add_schedules(book: Book, chart: Chart) -> None:
    """Add monthly schedules of payees of the file, on accounts that it names too."""
    accounts = cycle(chart.accounts[1:])
    with change(book, by=Actor(user_id=None, cause=Cause.COMMAND)) as uow:
        for number, name in enumerate(payee_names()[:SCHEDULES]):
            phase = PhaseDraft(
                Recurrence(Frequency.MONTH, 1, date(2020, 1, 1 + number % 28)),
                Decimal(100),
                account=next(accounts),
                category=chart.expense[0],
                amount_rule=AmountRule.ABOUT,
            )
            label = create_label(uow, Payee, name=name)
            payee = Payee.objects.get(pk=label.pk)
            kind = PostingKind.EXPENSE
            create_schedule(uow, name=f"To {name}", type=kind, phases=[phase], payee=payee)


if __name__ == "__main__":
    main(int(sys.argv[1]))
