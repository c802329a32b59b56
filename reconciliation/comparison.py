"""A stated balance beside what the book says: how far they are apart, and why.

For a statement, `gap = balance - balance of the one before - sum of what it settles`; the first one
of an account follows the opening balance. Beside it stands the difference by date, which three sums
explain: stated - held = gap + earlier gaps + settled but dated later - not settled by then.
"""

from dataclasses import dataclass
from typing import NamedTuple

from accounts.balances import movements
from accounts.models import Account
from books.models import Book
from reconciliation.gaps import StatementSum, gap_of_each, settled_of_account
from statements.stored import StoredStatement, chain_of, statements_of


class Link(NamedTuple):
    """A statement of the chain that ends with one that is compared; amounts in minor units."""

    statement_id: int
    gap: int
    later: int
    """What it settles that is dated after the day of the comparison."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A stated balance beside the book; all amounts are in minor units."""

    statement: StoredStatement
    opening: int
    """What the account opened with."""
    moved: int
    """What has moved on it up to the end of the day, by the dates of its postings."""
    before: int
    """The balance that it follows from: of the statement before it, or the opening balance."""
    settled: StatementSum
    gap: int
    """Of an assertion, which settles nothing, the difference."""
    chain: tuple[Link, ...]
    """The statement and those before it, the newest first; none of an assertion."""
    unsettled: int
    """What they do not settle of days up to its own."""
    is_newest: bool = True
    """Whether no later statement of the account settles anything."""

    @property
    def held(self) -> int:
        """What the account holds at the end of the day, by the dates of its postings."""
        return self.opening + self.moved

    @property
    def difference(self) -> int:
        """The stated balance less what the account holds by the dates of its postings."""
        return self.statement.balance - self.held

    @property
    def earlier_gaps(self) -> int:
        """The gaps of the statements before it, added up."""
        return sum(one.gap for one in self.chain[1:])

    @property
    def settled_later(self) -> int:
        """What it and those before it settle of later days."""
        return sum(one.later for one in self.chain)


def compare(book: Book, statement: StoredStatement) -> Comparison:
    """Compare a stated balance with the book, in a number of queries that does not grow."""
    account = Account.objects.for_book(book).get(pk=statement.account_id)
    opening = account.opening_balance
    moved = movements(book, statement.date).get(account.pk, 0)
    if not statement.settles:
        held = opening + moved
        gap = statement.balance - held
        return Comparison(statement, opening, moved, held, StatementSum(), gap, (), 0)
    statements = statements_of(book.pk, account.pk)
    settled = settled_of_account(account.pk, statement.date)
    of_chain = chain_of(statements, statement)
    gaps = gap_of_each(of_chain, settled, opening)
    sums = {one.id: settled.get(one.id, StatementSum()) for one in of_chain}
    by_then = sum(one.amount - one.later for one in sums.values())
    return Comparison(
        statement=statement,
        opening=opening,
        moved=moved,
        before=of_chain[1].balance if len(of_chain) > 1 else opening,
        settled=sums[statement.id],
        gap=gaps[statement.id],
        chain=tuple(Link(one.id, gaps[one.id], sums[one.id].later) for one in of_chain),
        unsettled=moved - by_then,
        is_newest=not settled.keys() - sums.keys(),
    )
