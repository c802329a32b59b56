"""How far each account of a book agrees with its bank."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery

from accounts.models import Account
from books.models import Book
from common.money import Currency
from common.statements import Statement as Query
from reconciliation.gaps import StatementSum, gap_of_each, settled_of_book
from statements.models import Statement
from statements.stored import StoredStatement, statements_of
from transactions.models import Posting


@dataclass(frozen=True, slots=True)
class AccountState:
    """How far an account agrees with its bank; all amounts are in minor units."""

    money: Currency
    newest: StoredStatement | None
    """Its newest closed statement."""
    open: StoredStatement | None
    """Its newest statement that is not closed."""
    open_gap: int = 0
    """The gap of that one."""
    gaps: int = 0
    """The gaps of its closed statements, added up: above or below zero, what was closed does not
    hold any more."""
    unsettled: int = 0
    """How many postings of days up to the newest closed statement are not settled."""


def account_states(book: Book) -> dict[int, AccountState]:
    """Return the state of each account of `book` that has a statement, by id."""
    by_account: dict[int, list[StoredStatement]] = defaultdict(list)
    for one in statements_of(book.pk):
        if one.settles:
            by_account[one.account_id].append(one)
    if not by_account:
        return {}
    settled = settled_of_book(book)
    opening = dict(Account.objects.for_book(book).values_list("pk", "opening_balance"))
    newest = [newest_closed(found) for found in by_account.values()]
    ids = [one.id for one in newest if one]
    forgotten: dict[int, int | None] = dict(_UNSETTLED.rows(book=book.pk, ids=ids))
    return {
        account_id: _state(found, settled, opening[account_id], forgotten.get(account_id) or 0)
        for account_id, found in by_account.items()
    }


def newest_closed(statements: Sequence[StoredStatement]) -> StoredStatement | None:
    """Return the newest closed one of `statements`, which begin with the oldest."""
    return next((one for one in reversed(statements) if one.closed), None)


def _state(
    statements: Sequence[StoredStatement],
    settled: Mapping[int, StatementSum],
    opening_balance: int,
    unsettled: int,
) -> AccountState:
    newest = newest_closed(statements)
    waiting = next((one for one in reversed(statements) if not one.closed), None)
    gaps = gap_of_each(statements, settled, opening_balance)
    return AccountState(
        money=statements[0].money,
        newest=newest,
        open=waiting,
        open_gap=gaps[waiting.id] if waiting else 0,
        gaps=sum(gaps[one.id] for one in statements if one.closed),
        unsettled=unsettled,
    )


_OPEN_UNTIL = (
    Posting.objects.filter(
        settled_in__isnull=True, account=OuterRef("account"), date__lte=OuterRef("date")
    )
    .order_by()
    .values("account")
    .annotate(count=Count("pk"))
    .values("count")
)
_UNSETTLED = Query(
    lambda *, book, ids: (
        Statement.objects.filter(book_id=book, id__in=ids)
        .order_by()
        .values_list("account_id", Subquery(_OPEN_UNTIL))
    )
)
