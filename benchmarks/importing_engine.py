"""Import one CSV file into the database that DATABASE_URL names, and print a line of the table.

What is compared: the import from the upload to the commit, duplicate check included; the rows that
it made in the tables of transactions, postings and fingerprints, inserted once more by
`executemany` in one transaction; and hledger reading the same file and reporting by category and
month.
"""

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import django
from django.core.management import call_command

django.setup()

from django.db import connection  # noqa: E402  # Django has to be set up first

from benchmarks.bulk import CopiedRows  # noqa: E402
from benchmarks.household_file import write_csv  # noqa: E402
from books.models import Book  # noqa: E402
from imports.endpoints.uploads import uploaded  # noqa: E402
from imports.models import Import, ImportedFingerprint, State  # noqa: E402
from imports.plan.parameters import ImportParameters  # noqa: E402
from imports.worker.pipeline import take_further  # noqa: E402
from users.services import register  # noqa: E402

RULES = """skip 1
fields date,acc,payee,cat,amt,cur,desc
amount1 %amt EUR
account1 assets:%acc
description %payee | %desc
account2 expenses:%cat
if %cat ^Income
 account2 income:%cat
"""


def import_file(book: Book, path: Path) -> Import:
    """Take a file from its upload to its commit."""
    with path.open("rb") as file:
        made = uploaded(
            book, file, ImportParameters(), name=path.name, user_id=None, auto_commit=True
        )
    take_further(made.pk)
    made.refresh_from_db()
    if made.state != State.COMMITTED:
        sys.exit(f"The import ended as {made.state}: {made.problem}")
    return made


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def hledger_seconds(path: Path) -> float | None:
    """How long hledger takes to read `path` and report; None where it is not installed."""
    program = shutil.which("hledger")
    if program is None:
        return None
    rules = path.with_suffix(".rules")
    rules.write_text(RULES, encoding="utf-8")
    report = [program, "-f", str(path), "--rules-file", str(rules), "balance", "-M", "expenses"]
    return timed(lambda: subprocess.run(report, check=True, stdout=subprocess.DEVNULL))


def main(size: int) -> None:
    """Measure `size` rows and print the line."""
    call_command("migrate", verbosity=0)
    user = register(
        username="bench", email="bench@example.org", password="a long one 7-13", home_currency="EUR"
    ).user
    book = Book.objects.of_user(user).get()
    with tempfile.TemporaryDirectory(prefix="expenses-bench-") as folder:
        path = Path(folder) / "household.csv"
        write_csv(path, size)
        first = timed(lambda: import_file(book, path))
        again = timed(lambda: import_file(book, path))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        number = Import.objects.order_by("id")[0].change_number
        rows = CopiedRows(book, number, ImportedFingerprint)
        bare = timed(rows.insert)
        other = hledger_seconds(path)
    beside = ("", "") if other is None else (f"{other:.1f}", f"{first / other:.2f}")
    cells = [
        connection.vendor, f"{size:,}", f"{first:.1f}", f"{size / first:,.0f}", f"{bare:.1f}",
        f"{first / bare:.1f}", *beside, f"{again:.1f}", f"{peak:.0f}",
    ]  # fmt: skip
    print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
