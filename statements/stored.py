"""Statements as they are stored: plain values, read in one statement of the database."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from books.models import within_id
from common.batches import IDS_AT_ONCE, batched
from common.money import CURRENCIES, Currency
from common.statements import Statement as Query
from statements.models import Statement, StatementType


class StoredStatement(NamedTuple):
    """The columns of a statement."""

    id: int
    changed_in: int
    account_id: int
    date: date
    balance: int
    currency: str
    type: str
    previous_id: int | None
    closed: bool

    @property
    def money(self) -> Currency:
        """The account's currency with its exponent."""
        return CURRENCIES[self.currency]

    @property
    def settles(self) -> bool:
        """Whether postings are settled by it, as by all but assertions."""
        return self.type == StatementType.STATEMENT


def statements_with_ids(book_id: int, ids: Sequence[int]) -> list[StoredStatement]:
    """Return those of the statements `ids` that the book has."""
    found = []
    for batch in batched(sorted(ids), IDS_AT_ONCE):
        found += [StoredStatement(*row) for row in _WITH_IDS.rows(book=book_id, ids=batch)]
    return found


def statements_of(book_id: int, account_id: int | None = None) -> list[StoredStatement]:
    """Return the statements of the book, or of one account, from the oldest on."""
    account = {} if account_id is None else {"account": account_id}
    return [StoredStatement(*row) for row in _OF_BOOK.rows(book=book_id, **account)]


def chain_of(statements: Sequence[StoredStatement], last: StoredStatement) -> list[StoredStatement]:
    """Return `last` and the statements before it, the newest first.

    `statements` are those of its account.
    """
    by_id = {one.id: one for one in statements}
    found = [last]
    while (previous := by_id.get(found[-1].previous_id or 0)) is not None:
        found.append(previous)
    return found


def newest_before(day: date, statements: Sequence[StoredStatement]) -> StoredStatement | None:
    """Return the one of `statements` that one of `day` follows: the newest of an earlier day.

    Of two that state one day differently, it is the one that was closed.
    """
    earlier = [one for one in statements if one.date < day]
    return max(earlier, key=lambda one: (one.date, one.closed, one.id), default=None)


def newest_closed_since(day: date, statements: Sequence[StoredStatement]) -> StoredStatement | None:
    """Return the newest closed one of `statements` that is of `day` or a later one."""
    found = [one for one in statements if one.closed and one.date >= day]
    return max(found, key=lambda one: one.date, default=None)


_WITH_IDS = Query(
    lambda *, book, ids: Statement.objects.filter(id__in=ids, **within_id(book)).values_list(
        *StoredStatement._fields
    )
)
_OF_BOOK = Query(
    lambda *, book, **of: (
        Statement.objects.filter(book_id=book, **of)
        .order_by("account_id", "date", "id")
        .values_list(*StoredStatement._fields)
    )
)
