"""What was spent in periods that are over, from which amounts are proposed."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median

from books.models import Book
from budgets.figures import NamedTree, spending
from budgets.models import Budget
from budgets.periods import BudgetPeriods
from common.periods import MONTHS_OF_YEAR, Month
from common.statements import Statement
from transactions.models import Posting

AVERAGED = 3
"""How many periods an average is of: three months tell a habit from an exception, and are not yet
the prices of last year."""

CountedBy = Callable[[NamedTree, int], Iterable[int]]
"""Returns the ids of whatever counts what is spent on a category."""


@dataclass(frozen=True, slots=True)
class SpentBefore:
    """What was spent in each of some periods, in minor units of the budget's currency."""

    periods: Sequence[Mapping[int, int]]
    """By what counts it; none where the book has no such period."""

    def average(self, key: int) -> int:
        """Return what a period came to on average, rounded half to even; 0 without a period."""
        amounts = self._of(key)
        return round(Fraction(sum(amounts), len(amounts))) if amounts else 0

    def median(self, key: int) -> int:
        """Return what the middle one of the periods came to; of two, what they did on average."""
        amounts = self._of(key)
        return round(median(map(Fraction, amounts))) if amounts else 0

    def _of(self, key: int) -> list[int]:
        return [one.get(key, 0) for one in self.periods]


def spent_before(
    book: Book, budget: Budget, accounts: Sequence[int], start: date, counted_by: CountedBy
) -> SpentBefore:
    """Return what was spent in the last AVERAGED periods that are over before `start`.

    It is what was spent from `accounts`, or from all where there are none. A period before the
    first posting of the book is not one in which nothing was spent.
    """
    end = BudgetPeriods.of(budget.rules, book).number_of(start)
    return _spent(book, budget, accounts, range(end - AVERAGED, end), counted_by)


def spent_a_year_before(
    book: Book, budget: Budget, accounts: Sequence[int], start: date, counted_by: CountedBy
) -> SpentBefore:
    """Return what was spent in the period that has the day a year before `start`."""
    month = Month.of(start).shifted(-MONTHS_OF_YEAR)
    day = month.first.replace(day=min(start.day, month.last.day))
    number = BudgetPeriods.of(budget.rules, book).number_of(day)
    return _spent(book, budget, accounts, range(number, number + 1), counted_by)


def _spent(
    book: Book, budget: Budget, accounts: Sequence[int], numbers: range, counted_by: CountedBy
) -> SpentBefore:
    periods = BudgetPeriods.of(budget.rules, book)
    first = _FIRST_POSTING.row(book=book.pk)
    since = max(numbers.start, periods.number_of(first[0])) if first else numbers.stop
    spans = [periods.days(number) for number in range(since, numbers.stop)]
    if not spans:
        return SpentBefore([])
    tree = NamedTree.of(book)
    found: list[Mapping[int, int]] = []
    for cells in spending(book, budget.currency, spans, accounts):
        sums: dict[int, int] = defaultdict(int)
        for (kind, category), one in cells.items():
            node = tree.tree.nodes.get(category)
            if node is not None and node.type == kind:
                for key in counted_by(tree, category):
                    sums[key] += one.spent
        found.append(sums)
    return SpentBefore(found)


_FIRST_POSTING = Statement(
    lambda *, book: Posting.objects.filter(book_id=book).order_by("date").values_list("date")[:1]
)
