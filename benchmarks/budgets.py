"""What is measured of the report of a budget: twelve calendar months, and twelve pay-day months."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from urllib.parse import urlencode

from benchmarks import bare
from benchmarks.contenders import BARE, OURS, Call, Key, Tasks
from benchmarks.household import LAST_DAY
from books.models import Cause
from books.unit_of_work import Actor, change
from budgets.line_services import create_lines
from budgets.models import Budget
from budgets.periods import BudgetPeriods
from budgets.services import create_budget
from common.business_days import Adjust
from common.periods import Month

LAST = Month.of(LAST_DAY)
FIRST = LAST.shifted(-11)  # a year that ends with the last month of the book
MONTHS, PAY_DAYS = "budget of 40 lines, 12 months", "budget of 40 lines, 12 pay-day months"
ANCHORS = {MONTHS: FIRST.first, PAY_DAYS: date(FIRST.year, FIRST.month, 28)}
"""On which day the first period begins."""


class BudgetTasks:
    """The calls to be measured on the budgets of one book."""

    def __init__(self, tasks: Tasks) -> None:
        self.loaded = tasks.loaded
        self.ours = tasks.ours

    def calls(self) -> Iterator[tuple[Key, Call]]:
        """Yield every call with the cell that it fills."""
        for task, anchor in ANCHORS.items():
            asked = urlencode({"start_date": anchor, "end_date": LAST.last})
            address = f"/api/v1/budgets/{self._budget(task, anchor).pk}/report/?{asked}"
            yield Key(task, self.loaded.size, OURS), partial(self.ours.get, address)
        of_months = partial(bare.budget, self.loaded.book.pk, FIRST.first, LAST.first)
        yield Key(MONTHS, self.loaded.size, BARE), of_months

    def _budget(self, name: str, anchor: date) -> Budget:
        """Return the budget of that name, made where there is none: a kept book has it already."""
        book, chart = self.loaded.book, self.loaded.chart
        found = Budget.objects.for_book(book).filter(name=name).first()
        if found:
            return found
        adjust = Adjust.PREVIOUS if name == PAY_DAYS else Adjust.NONE
        with change(book, by=Actor(user_id=None, cause=Cause.COMMAND)) as uow:
            # Archived, so that the overview is measured without it.
            made = create_budget(
                uow, name=name, currency=book.home_currency, anchor=anchor, adjust=adjust,
                archived=True,
            )  # fmt: skip
            amounts = {category: Decimal(100) for category in (*chart.expense, *chart.income)}
            create_lines(uow, made, self._first_day(made), amounts)
        return made

    @staticmethod
    def _first_day(budget: Budget) -> date:
        """Return the first day of the first period, which may be moved to a business day."""
        periods = BudgetPeriods.of(budget.rules, budget.book)
        return periods.days(0).start
