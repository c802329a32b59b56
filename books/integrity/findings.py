"""What an examination reports, and how its checks read a book in bounded pieces."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from books.models import Book
from books.resources import Check

LISTED_MAX = 20
"""How many differences a finding spells out; the rest are counted."""
BATCH = 1_000
"""How many rows are held in memory at once."""


@dataclass(frozen=True, slots=True)
class Finding:
    """An invariant that does not hold: its name, how often, and the first few places."""

    check: str
    count: int
    lines: tuple[str, ...]


def find(check: Check, book: Book) -> Finding | None:
    """Run `check` over `book`; None where there is nothing to report."""
    differences = check(book)
    listed = tuple(islice(differences, LISTED_MAX))
    if not listed:
        return None
    return Finding(check.__name__, len(listed) + sum(1 for _ in differences), listed)


def walk(rows: QuerySet[Any], key: str, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Yield `key` and `columns` of every row, a batch at a time in order of `key`, a unique id."""
    last = 0
    while True:
        following = rows.filter(**{f"{key}__gt": last}).order_by(key)
        batch = list(following.values_list(key, *columns)[:BATCH])
        yield from batch
        if len(batch) < BATCH:
            return
        last = batch[-1][0]
