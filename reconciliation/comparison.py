"""A stated balance beside what the book says: how far they are apart, and why.

For a statement, `gap = balance - balance of the one before - sum of what it settles`; the first one
of an account follows the opening balance. Beside it stands the difference by date, which three sums
explain: stated - held = gap + earlier gaps + settled but dated later - not settled by then.
"""

from dataclasses import dataclass

from accounts.balances import movements
from accounts.models import Account
from books.models import Book
from reconciliation.gaps import StatementSum, gap_of_each, settled_of_account
from statements.stored import StoredStatement, chain_of, statements_of


@dataclass(frozen=True, slots=True)
class Comparison:
    """A stated balance beside the book; all amounts are in minor units."""

    statement: StoredStatement
    held: int
    """What the account holds at the end of the day, by the dates of its postings."""
    before: int
    """The balance that it follows from: of the statement before it, or the opening balance."""
    settled: StatementSum
    gap: int
    """Of an assertion, which settles nothing, the difference."""
    earlier_gaps: int
    """The gaps of the statements before it, added up."""
    settled_later: int
    """What it and those before it settle of later days."""
    unsettled: int
    """What they do not settle of days up to its own."""
    is_newest: bool = True
    """Whether no later statement of the account settles anything."""

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
        return Comparison(statement, held, held, StatementSum(), gap, 0, 0, 0)
    statements = statements_of(book.pk, account.pk)
    chain = chain_of(statements, statement)
    settled = settled_of_account(account.pk, statement.date)
    gaps = gap_of_each(chain, settled, account.opening_balance)
    later = sum(settled.get(one.id, StatementSum()).later for one in chain)
    in_all = sum(settled.get(one.id, StatementSum()).amount for one in chain)
    return Comparison(
        statement=statement,
        held=held,
        before=chain[1].balance if len(chain) > 1 else account.opening_balance,
        settled=settled.get(statement.id, StatementSum()),
        gap=gaps[statement.id],
        earlier_gaps=sum(gap for row_id, gap in gaps.items() if row_id != statement.id),
        settled_later=later,
        unsettled=moved - (in_all - later),
        is_newest=not settled.keys() - {one.id for one in chain},
    )
