"""What is spent in a period on average, from which amounts are proposed."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from books.models import Book
from budgets.figures import NamedTree, spending
from budgets.models import Budget
from budgets.periods import BudgetPeriods
from common.statements import Statement
from transactions.models import Posting

AVERAGED = 3
"""How many periods an average is of: three months tell a habit from an exception, and are not yet
the prices of last year."""


@dataclass(frozen=True, slots=True)
class Averages:
    """What categories come to in a period on average, each with all below it."""

    periods: int
    """How many periods they are of; 0 where the book has no complete one."""
    amounts: Mapping[int, int]
    """By category, in minor units of the budget's currency, rounded half to even."""


def averages_before(book: Book, budget: Budget, accounts: Sequence[int], start: date) -> Averages:
    """Return what was spent in the last AVERAGED periods that are over before `start`.

    It is what was spent from `accounts`, or from all where there are none. A period before the
    first posting of the book is not one in which nothing was spent.
    """
    periods = BudgetPeriods.of(budget, book)
    end = periods.number_of(start)
    first = _FIRST_POSTING.row(book=book.pk)
    since = max(end - AVERAGED, periods.number_of(first[0])) if first else end
    if since >= end:
        return Averages(0, {})
    tree = NamedTree.of(book)
    sums: dict[int, int] = defaultdict(int)
    spans = [periods.days(number) for number in range(since, end)]
    for cells in spending(book, budget.currency, spans, accounts):
        for (kind, category), one in cells.items():
            for above in tree.up_from(category):
                if tree.tree.nodes[above].type == kind:
                    sums[above] += one.spent
    count = end - since
    return Averages(count, {one: round(Fraction(sums[one], count)) for one in sums})


_FIRST_POSTING = Statement(
    lambda *, book: Posting.objects.filter(book_id=book).order_by("date").values_list("date")[:1]
)
