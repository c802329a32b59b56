"""Make the books of `benchmarks.load` in the database that DATABASE_URL names, or import into one.

    .venv/bin/python -m benchmarks.load_books make BOOKS TRANSACTIONS
    .venv/bin/python -m benchmarks.load_books import BOOK FILE

The first prints what it takes to call for each book, a line of JSON each.
"""

import json
import sys
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402  # Django has to be set up first
from django.test import Client  # noqa: E402

from benchmarks.books import filled_book  # noqa: E402
from books.models import Book  # noqa: E402
from imports.endpoints.uploads import uploaded  # noqa: E402
from imports.plan.parameters import ImportParameters  # noqa: E402
from users.services import current_token  # noqa: E402


def make(count: int, size: int) -> None:
    """Make `count` books of `size` transactions each, with a token and a session for each."""
    for number in range(count):
        book, chart = filled_book(f"load-{number}", size)
        user = book.memberships.get().user
        browser = Client()
        browser.force_login(user)
        caller = {
            "book": book.pk,
            "account": chart.accounts[0],
            "category": chart.expense[0],
            "token": current_token(user),
            "session": browser.cookies[settings.SESSION_COOKIE_NAME].value,
        }
        print(json.dumps(caller), flush=True)


def import_file(book: str, path: str) -> None:
    """Upload a file to a book; a worker imports it then, and records it unasked."""
    with Path(path).open("rb") as file:
        uploaded(
            Book.objects.get(pk=int(book)),
            file,
            ImportParameters(),
            name=path,
            user_id=None,
            auto_commit=True,
        )


if __name__ == "__main__":
    act, first, second = sys.argv[1:]
    if act == "make":
        make(int(first), int(second))
    else:
        import_file(first, second)
