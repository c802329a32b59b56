"""How tables of one shape were read before: what somebody corrected once holds for the next."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from books.models import Book
from common.text import fold
from imports import services
from imports.models import TableLayout
from imports.wishes import Wishes

ONLY_FOR_ONE = frozenset({"encoding", "delimiter", "skip_rows", "header"})
"""What may be stated of a file and says nothing of the next, or is known too late for it."""


class Recall:
    """What is remembered of tables with the same names of columns."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self.account: int | None = None
        """The account that the rows of the last such table went to."""

    def __call__(self, names: Sequence[str]) -> dict[str, Any]:
        """Return what was stated of the last table with columns of these `names`."""
        known = TableLayout.objects.for_book(self._book).filter(shape=shape_of(names)).first()
        if known is None or not names:
            return {}
        self.account = known.account_key or None
        stated: dict[str, Any] = json.loads(known.options)
        return stated


def remember(book: Book, names: Sequence[str], wishes: Wishes) -> None:
    """Remember what `wishes` state of a table, as far as it may hold for the next one like it."""
    options = {k: v for k, v in wishes.options.items() if k not in ONLY_FOR_ONE}
    if names and (options or wishes.account):
        services.keep_layout(book, shape_of(names), names, options, wishes.account)


def shape_of(names: Sequence[str]) -> str:
    """Return the digest by which tables with columns of these `names` are known."""
    return hashlib.sha256("\n".join(map(fold, names)).encode()).hexdigest()
