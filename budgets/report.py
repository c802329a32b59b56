"""The report of a budget: each line in each period, and what no line has."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from books.models import Book
from budgets.figures import CategorySpending, NamedTree, Spending, spending
from budgets.models import Budget
from budgets.periods import BudgetPeriods
from budgets.reckoning import LineTerms, Reckoned, reckoned
from budgets.stored_lines import StoredLine, plan_of_budget
from common.errors import Problem, raise_problems
from common.periods import Period

PERIODS_MAX = 60
"""How many periods one report has: five years of months. With the lines it bounds the answer."""
REACH_MAX = 4_000
"""From how many periods back something may be carried: eleven years of days, 76 of weeks. It bounds
the days that are read."""
RECKONED_MAX = 100_000
"""How many periods of all lines together a report works out, which takes 0.4 s: 100 lines by weeks
over 19 years. 500 lines by days, as far back as may be, took 7 s."""


@dataclass(frozen=True, slots=True)
class LineFigures:
    """A line in one period."""

    line: StoredLine
    reckoned: Reckoned
    spending: Spending
    standing: bool
    """Whether the amount stands from an earlier statement, or is stated for the period alone."""
    above: int | None
    """The id of the nearest line above it."""
    below: int | None
    """The sum of the amounts of the lines next below it; None where there are none."""


@dataclass(slots=True)
class Totals:
    """What a kind comes to in one period: of the top-most lines, and of what has none."""

    amount: int = 0
    carried: int = 0
    spent: int = 0

    @property
    def available(self) -> int:
        return self.carried + self.amount - self.spent


@dataclass(frozen=True, slots=True)
class PeriodFigures:
    """A budget in one period."""

    days: Period
    lines: list[LineFigures]
    """By name of their categories, those below a line after it."""
    without_line: Mapping[tuple[str, int], Spending]
    """What no line has, by kind and category."""
    totals: Mapping[str, Totals]
    """By kind."""


@dataclass(frozen=True, slots=True)
class BudgetReport:
    budget: Budget
    accounts: tuple[int, ...]
    """The ids of those that it is of; none for all."""
    names: Mapping[int, str]
    """Of categories, by id."""
    periods: list[PeriodFigures]


def budget_report(book: Book, budget: Budget, days: Period) -> BudgetReport:
    """Return the periods of `budget` that have some of `days`.

    Raises Invalid where there are more than PERIODS_MAX of them, and where a line carries over from
    more than REACH_MAX periods back.
    """
    periods = BudgetPeriods.of(budget, book)
    first, last = periods.number_of(days.start), periods.number_of(days.end)
    if last - first >= PERIODS_MAX:
        detail = f"A report has at most {PERIODS_MAX} periods of the budget; state an earlier day."
        raise_problems([Problem("?end_date", "period_too_long", detail)])
    plan = plan_of_budget(book.pk, budget.pk)
    lines = _Lines.of(plan.lines, periods, NamedTree.of(book))
    begins = lines.begins(first)
    since = min([first, *begins.values()])
    if last - since >= REACH_MAX or sum(last + 1 - n for n in begins.values()) > RECKONED_MAX:
        day = periods.days(since).start
        detail = (
            f"Something is carried over since {day}, which is more periods of all lines together "
            "than a report works out. Let the first policies of lines start later."
        )
        raise_problems([Problem("?end_date", "too_many_periods", detail)])
    spans = [periods.days(number) for number in range(since, last + 1)]
    spent = spending(book, budget.currency, spans, plan.accounts)
    shown = range(first, last + 1)
    figures = lines.figures(spent, since, begins, shown)
    return BudgetReport(
        budget,
        plan.accounts,
        lines.categories.names,
        [
            _period(lines, number, spans[number - since], spent[number - since], figures)
            for number in shown
        ],
    )


@dataclass(frozen=True, slots=True)
class _Lines:
    """The lines of a budget, in the order in which they are shown."""

    stored: list[StoredLine]
    terms: Mapping[int, LineTerms]
    categories: NamedTree
    by_category: Mapping[int, StoredLine]

    @classmethod
    def of(
        cls, stored: Sequence[StoredLine], periods: BudgetPeriods, categories: NamedTree
    ) -> "_Lines":
        def place(line: StoredLine) -> list[tuple[str, int]]:
            way = [*categories.up_from(line.category_id)][::-1]
            return [(categories.tree.nodes[one].name_key, one) for one in way]

        return cls(
            sorted(stored, key=lambda line: (line.category_type, place(line))),
            {line.pk: line.terms(periods) for line in stored},
            categories,
            {line.category_id: line for line in stored},
        )

    def begins(self, first: int) -> dict[int, int]:
        """Return from which period on each line is worked out, to be shown from `first` on."""
        return {
            line_id: first if terms.carrying_since is None else min(first, terms.carrying_since)
            for line_id, terms in self.terms.items()
        }

    def over(self, category_id: int, number: int) -> Iterator[StoredLine]:
        """Yield the lines that count a category in a period, from the nearest on."""
        for one in self.categories.up_from(category_id):
            line = self.by_category.get(one)
            if line is not None and self.terms[line.pk].counts_in(number):
                yield line

    def above(self, line: StoredLine, number: int) -> StoredLine | None:
        """Return the nearest line above `line` in a period."""
        return next((one for one in self.over(line.category_id, number) if one is not line), None)

    def figures(
        self,
        spent: Sequence[CategorySpending],
        since: int,
        begins: Mapping[int, int],
        shown: range,
    ) -> dict[tuple[int, int], tuple[Reckoned, Spending]]:
        """Return what each line comes to by its id and the number of a period in `shown`.

        `spent` is that of the periods from `since` to the last one shown.
        """
        summed: dict[tuple[int, int], Spending] = {}
        for number, cells in enumerate(spent, since):
            for (kind, category_key), one in cells.items():
                for line in self.over(category_key, number):
                    if line.category_type == kind:
                        summed.setdefault((line.pk, number), Spending()).add(one)
        nothing = Spending()
        return {
            (line_id, number): (of_period, summed.get((line_id, number), nothing))
            for line_id, terms in self.terms.items()
            for number, of_period in reckoned(
                terms, partial(_spent, summed, line_id), begins[line_id], shown[-1]
            )
            if number in shown
        }


def _spent(summed: Mapping[tuple[int, int], Spending], line_id: int, number: int) -> int:
    found = summed.get((line_id, number))
    return found.spent if found else 0


def _period(
    lines: _Lines,
    number: int,
    days: Period,
    cells: CategorySpending,
    figures: Mapping[tuple[int, int], tuple[Reckoned, Spending]],
) -> PeriodFigures:
    below: dict[int, int] = {}
    above: dict[int, int | None] = {}
    totals: dict[str, Totals] = defaultdict(Totals)
    counting = [line for line in lines.stored if lines.terms[line.pk].counts_in(number)]
    for line in counting:
        mine = figures[line.pk, number][0]
        parent = lines.above(line, number)
        above[line.pk] = parent.pk if parent else None
        if parent:
            below[parent.pk] = below.get(parent.pk, 0) + (mine.amount or 0)
        else:
            total = totals[line.category_type]
            total.amount += mine.amount or 0
            total.carried += mine.carried
            total.spent += mine.spent
    without = {cell: one for cell, one in cells.items() if not any(lines.over(cell[1], number))}
    for (kind, _), one in without.items():
        totals[kind].spent += one.spent
    return PeriodFigures(
        days,
        [
            LineFigures(
                line,
                *figures[line.pk, number],
                standing=number not in lines.terms[line.pk].own,
                above=above[line.pk],
                below=below.get(line.pk),
            )
            for line in counting
        ],
        without,
        totals,
    )
