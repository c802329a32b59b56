"""Why so much is left on a line of a budget: what the figure is the sum of, down to its rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from budgets.line_figures import LineFigures
from budgets.report import BudgetReport
from common.periods import DATE_MAX, DATE_MIN, Period
from transactions.models import PostingKind
from web.book_names import BookNames
from web.figures.budget_rows import rows_of
from web.figures.drilldown import Lists
from web.money import Money, Shown


class Term(NamedTuple):
    """One of the amounts that add up to the figure."""

    word: str
    amount: Shown
    href: str
    """The address of its transactions; empty where it has none."""


@dataclass(frozen=True, slots=True)
class LineTerms:
    """Makes the sum of one line in the last period of a report, for one person."""

    report: BudgetReport
    line_id: int
    names: BookNames
    money: Money
    lists: Lists

    @property
    def found(self) -> LineFigures | None:
        """The line in the last period; None where it does not count then."""
        lines = self.report.periods[-1].lines
        return next((one for one in lines if one.line.pk == self.line_id), None)

    def terms(self) -> list[Term]:
        """Return the terms, those of nothing left out; their sum is what is left."""
        found = self.found
        if found is None:
            return []
        sign = 1 if found.line.category_type == PostingKind.EXPENSE else -1
        currency = self.report.budget.currency
        return [
            Term(word, self.money.signed(sign * amount, currency), href)
            for word, amount, href in self._amounts(found)
            if amount
        ]

    def _amounts(self, found: LineFigures) -> Iterator[tuple[str, int, str]]:
        """Yield what adds up to what is available, in minor units of the budget's currency."""
        reckoned = found.reckoned
        yield _("Left of the period before"), reckoned.left, ""
        yield _("Not carried over"), reckoned.carried - reckoned.left, ""
        yield _("Budgeted"), reckoned.amount or 0, ""
        days = self.report.periods[-1].days
        within = Period(max(days.start, DATE_MIN), min(days.end, DATE_MAX))
        own = rows_of(self.report, self.money)
        if found.line.account_id is not None:
            rows = self.lists.of(within, **{**own, **found.filters})
            yield _("Paid into it"), -reckoned.spent, rows
            return
        kind = found.line.category_type
        for key, part in sorted(found.parts.items(), key=lambda item: (-item[1].spent, item[0])):
            filters = {"kind": kind, "category": key, "below": "false", **own}
            yield self.names.path(key), -part.spent, self.lists.of(within, **filters)
