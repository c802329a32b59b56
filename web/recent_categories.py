"""The categories that a book used last: lists to choose from begin with them."""

from collections.abc import Iterable

from books.models import Book
from common.statements import Statement
from transactions.models import Transaction
from transactions.stored import StoredTransaction

POSTINGS_READ = 50
"""How many postings are looked at, the newest: as many as a page of the register has rows."""


def recently_used(book: Book) -> list[int]:
    """Return the ids of the categories of what was recorded or changed last, newest first."""
    return _distinct(found for (found,) in _NEWEST.rows(book=book.pk))


def used_by(rows: Iterable[StoredTransaction]) -> list[int]:
    """Return the ids of the categories of `rows`, in their order."""
    return _distinct(posting.category_id for row in rows for posting in row.postings)


def _distinct(categories: Iterable[int | None]) -> list[int]:
    return [one for one in dict.fromkeys(categories) if one]


# An outer join: MariaDB then begins with the transactions, in the order of their index, and ends
# after a few of them. An inner one may begin with all postings.
_NEWEST = Statement(
    lambda *, book: (
        Transaction.objects.filter(book_id=book)
        .order_by("-changed_in", "-id")
        .values_list("postings__category_id")[:POSTINGS_READ]
    )
)
