"""A stated balance beside what the book says: how far they are apart, and why.

For a statement, `gap = balance - balance of the one before - sum of what it settles`; the first one
of an account follows the opening balance. Beside it stands the difference by date, which three sums
explain: stated - held = gap + earlier gaps + settled but dated later - not settled by then.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum

from accounts.balances import movements
from accounts.models import Account
from books.models import Book
from common.money import Currency
from common.statements import Statement as Query
from statements.models import Statement
from statements.stored import StoredStatement, chain_of, statements_of
from transactions.models import Posting


class Settled(NamedTuple):
    """What one statement settles, in minor units."""

    amount: int = 0
    later: int = 0
    """What of it is dated after the day of the comparison."""
    postings: int = 0
    """How many they are."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A stated balance beside the book; all amounts are in minor units."""

    statement: StoredStatement
    held: int
    """What the account holds at the end of the day, by the dates of its postings."""
    before: int
    """The balance that it follows from: of the statement before it, or the opening balance."""
    settled: Settled
    gap: int
    """Of an assertion, which settles nothing, the difference."""
    earlier_gaps: int
    """The gaps of the statements before it, added up."""
    settled_later: int
    """What it and those before it settle of later days."""
    unsettled: int
    """What they do not settle of days up to its own."""

    @property
    def difference(self) -> int:
        """The stated balance less what the account holds by the dates of its postings."""
        return self.statement.balance - self.held


def compare(book: Book, statement: StoredStatement) -> Comparison:
    """Compare a stated balance with the book, in a number of queries that does not grow."""
    account = Account.objects.for_book(book).get(pk=statement.account_id)
    moved = movements(book, statement.date).get(account.pk, 0)
    held = account.opening_balance + moved
    if not statement.settles:
        gap = statement.balance - held
        return Comparison(statement, held, held, Settled(), gap, 0, 0, 0)
    chain = chain_of(statements_of(book.pk, account.pk), statement)
    settled = _settled_by(account, statement)
    gaps = gaps_of(chain, settled, account.opening_balance)
    later = sum(settled.get(one.id, Settled()).later for one in chain)
    in_all = sum(settled.get(one.id, Settled()).amount for one in chain)
    return Comparison(
        statement=statement,
        held=held,
        before=chain[1].balance if len(chain) > 1 else account.opening_balance,
        settled=settled.get(statement.id, Settled()),
        gap=gaps[statement.id],
        earlier_gaps=sum(gap for row_id, gap in gaps.items() if row_id != statement.id),
        settled_later=later,
        unsettled=moved - (in_all - later),
    )


def gaps_of(
    chain: list[StoredStatement], settled: Mapping[int, Settled], opening_balance: int
) -> dict[int, int]:
    """Return the gap of each statement of `chain`, the newest first, by id in minor units."""
    before = [*(one.balance for one in chain[1:]), opening_balance][: len(chain)]
    return {
        one.id: one.balance - balance - settled.get(one.id, Settled()).amount
        for one, balance in zip(chain, before, strict=True)
    }


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
    settled = {row_id: Settled(amount) for row_id, amount in _IN_BOOK.rows(book=book.pk)}
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
    settled: Mapping[int, Settled],
    opening_balance: int,
    unsettled: int,
) -> AccountState:
    newest = newest_closed(statements)
    waiting = next((one for one in reversed(statements) if not one.closed), None)

    def gaps(last: StoredStatement | None) -> dict[int, int]:
        chain = chain_of(statements, last) if last else []
        return gaps_of(chain, settled, opening_balance)

    return AccountState(
        money=statements[0].money,
        newest=newest,
        open=waiting,
        open_gap=gaps(waiting)[waiting.id] if waiting else 0,
        gaps=sum(gaps(newest).values()),
        unsettled=unsettled,
    )


def _settled_by(account: Account, statement: StoredStatement) -> dict[int, Settled]:
    rows = _OF_ACCOUNT.rows(account=account.pk, day=statement.date)
    return {row_id: Settled(*sums) for row_id, *sums in rows}


def _by_statement(rows: QuerySet[Posting], **sums: Any) -> QuerySet[Any, Any]:
    return rows.order_by().values_list("settled_in").annotate(**sums)


_OF_ACCOUNT = Query(
    lambda *, account, day: _by_statement(
        Posting.objects.filter(settled_in__account=account),
        sum=Sum("amount"),
        later=Sum("amount", filter=Q(date__gt=day), default=0),
        postings=Count("pk"),
    )
)
_IN_BOOK = Query(
    lambda *, book: _by_statement(Posting.objects.filter(settled_in__book=book), sum=Sum("amount"))
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
