"""What the lines of a budget come to in its periods: each of them, and all together."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from budgets.envelopes import EnvelopeMoney, Flow, envelope_money
from budgets.figures import CategorySpending, Movements, NamedTree, Spending
from budgets.models import NO_KEY
from budgets.periods import BudgetPeriods
from budgets.reckoning import LineTerms, Reckoned, reckoned
from budgets.stored_lines import StoredLine
from categories.models import CategoryType
from common.periods import Period
from common.text import fold
from reports.links import category_filters
from transactions.models import PostingKind

EXPENSE = CategoryType.EXPENSE
LinesInPeriods = Mapping[tuple[int, int], tuple[Reckoned, Spending]]
"""What each line comes to, by its id and the number of a period."""


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
    counted: tuple[int, ...] | None
    """The ids of the categories that it counts; None for its own with all below it."""
    parts: Mapping[int, Spending]
    """What it counts by the ids of categories, or of its account; empty without terms."""

    @property
    def filters(self) -> dict[str, Any]:
        """What the transactions behind its figures are filtered by, as their list takes it."""
        kind, key = self.line.counts
        if self.line.account_id is not None:
            return {"kind": kind, "account": key}
        if self.counted is None:
            return category_filters(kind, key, branch=True)
        return {"kind": kind, "category": ",".join(map(str, self.counted)), "below": "false"}


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
    envelopes: EnvelopeMoney | None
    """Where the money is beside its envelopes; None of a budget of limits."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a budget, in the order in which they are shown."""

    stored: list[StoredLine]
    terms: Mapping[int, LineTerms]
    categories: NamedTree
    by_category: Mapping[int, StoredLine]
    by_account: Mapping[int, StoredLine]
    are_envelopes: bool
    """Whether a posting counts for the nearest line above it alone."""

    @classmethod
    def of(
        cls,
        stored: Sequence[StoredLine],
        periods: BudgetPeriods,
        categories: NamedTree,
        *,
        envelopes: bool,
    ) -> "Lines":
        def place(line: StoredLine) -> tuple[bool, list[tuple[str, int]]]:
            # Lines on accounts come last.
            if line.account_id is not None:
                return True, [(fold(line.name), line.pk)]
            way = [*categories.up_from(line.category_id or NO_KEY)][::-1]
            return False, [(categories.tree.nodes[one].name_key, one) for one in way]

        return cls(
            sorted(stored, key=lambda line: (line.category_type, place(line))),
            {line.pk: line.terms(periods, envelope=envelopes) for line in stored},
            categories,
            {line.category_id: line for line in stored if line.category_id is not None},
            {line.account_id: line for line in stored if line.account_id is not None},
            envelopes,
        )

    def begins(self, first: int) -> dict[int, int]:
        """Return from which period on each line is worked out, to be shown from `first` on."""
        return {
            line_id: first if terms.carrying_since is None else min(first, terms.carrying_since)
            for line_id, terms in self.terms.items()
        }

    def counting(self, kind: str, key: int, number: int) -> Iterator[StoredLine]:
        """Yield the lines that count postings in a period, from the nearest on.

        They are of a kind, and of a category; transfers are on an account.
        """
        if kind == PostingKind.TRANSFER:
            line = self.by_account.get(key)
            if line is not None and self.terms[line.pk].counts_in(number):
                yield line
            return
        yield from (one for one in self.over(key, number) if one.category_type == kind)

    def over(self, category_id: int, number: int) -> Iterator[StoredLine]:
        """Yield the lines that count a category in a period, from the nearest on."""
        for one in self.categories.up_from(category_id):
            line = self.by_category.get(one)
            if line is not None and self.terms[line.pk].counts_in(number):
                yield line
                if self.are_envelopes:
                    return

    def counted(self, line: StoredLine, number: int) -> tuple[int, ...] | None:
        """Return the categories that an envelope counts where others are below it."""
        if line.category_id is None:
            return None
        branch = self.categories.tree.branch(line.category_id)
        if not self.are_envelopes or sum(one in self.by_category for one in branch) == 1:
            return None
        return tuple(one for one in branch if next(self.over(one, number), None) is line)

    def above(self, line: StoredLine, number: int) -> StoredLine | None:
        """Return the nearest line above `line` in a period."""
        over = self.over(line.category_id or NO_KEY, number)
        return next((one for one in over if one is not line), None)

    @property
    def last_assigned(self) -> int | None:
        """The number of the last period in which something is stated for it alone."""
        return max((n for terms in self.terms.values() for n in terms.own), default=None)

    def assigned(self, number: int) -> int:
        """Return what all envelopes get in a period; what a new one opens with is a part of it."""
        return sum(
            (terms.amount(number) or 0) + (terms.opening if terms.first == number else 0)
            for terms in self.terms.values()
            if terms.counts_in(number)
        )

    def returned(self, number: int, figures: LinesInPeriods, before: CategorySpending) -> int:
        """Return what envelopes do not carry into a period of the one before it.

        `before` is what was spent then: what no envelope has is paid at the end of its period.
        """
        unplanned = self.without_line(number - 1, before)
        back = -sum(one.spent for (kind, _), one in unplanned.items() if kind == EXPENSE)
        for line_id, terms in self.terms.items():
            if terms.counts_in(number - 1):
                back += figures[line_id, number - 1][0].available
                if terms.counts_in(number):
                    back -= figures[line_id, number][0].carried
        return back

    def without_line(self, number: int, cells: CategorySpending) -> CategorySpending:
        """Return what of a period is in no line."""
        return {
            (kind, key): one
            for (kind, key), one in cells.items()
            if kind != PostingKind.TRANSFER and not any(self.over(key, number))
        }

    def parts(self, number: int, cells: CategorySpending) -> dict[int, dict[int, Spending]]:
        """Return what each line counts in a period, by its id and the id of a category."""
        found: dict[int, dict[int, Spending]] = defaultdict(dict)
        for (kind, key), one in cells.items():
            for line in self.counting(kind, key, number):
                found[line.pk][key] = one
        return found

    def put_on_accounts(self, number: int, figures: LinesInPeriods) -> int:
        """Return what lines on accounts count as spent in a period."""
        return sum(
            figures[line.pk, number][0].spent
            for line in self.by_account.values()
            if self.terms[line.pk].counts_in(number)
        )

    def figures(
        self,
        spent: Sequence[CategorySpending],
        since: int,
        begins: Mapping[int, int],
        shown: range,
    ) -> LinesInPeriods:
        """Return what each line comes to by its id and the number of a period in `shown`.

        `spent` is that of the periods from `since` to the last one shown.
        """
        summed: dict[tuple[int, int], Spending] = {}
        for number, cells in enumerate(spent, since):
            for (kind, key), one in cells.items():
                for line in self.counting(kind, key, number):
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


def period_figures(
    lines: Lines,
    number: int,
    days: Period,
    cells: CategorySpending,
    figures: LinesInPeriods,
    envelopes: EnvelopeMoney | None,
    *,
    terms: bool,
) -> PeriodFigures:
    """Return what all lines come to in a period; with `terms`, by category as well."""
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
    parts = lines.parts(number, cells) if terms else {}
    without = lines.without_line(number, cells)
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
                counted=lines.counted(line, number),
                parts=parts.get(line.pk, {}),
            )
            for line in counting
        ],
        without,
        totals,
        envelopes,
    )


def money_in_periods(
    lines: Lines,
    figures: LinesInPeriods,
    moved: Sequence[Movements],
    since: int,
    holds: Mapping[int, int],
) -> dict[int, EnvelopeMoney]:
    """Return the money of each period from `since` on, by its number; `holds` are by it as well."""
    numbers = range(since, since + len(moved))
    later = zip(numbers[1:], moved, strict=False)
    returned = [0, *(lines.returned(number, figures, before.spent) for number, before in later)]
    flows = [
        Flow(
            one.came._replace(put_on_accounts=lines.put_on_accounts(number, figures)),
            back,
            lines.assigned(number),
            holds.get(number, 0),
        )
        for number, one, back in zip(numbers, moved, returned, strict=True)
    ]
    return dict(zip(numbers, envelope_money(flows), strict=True))
