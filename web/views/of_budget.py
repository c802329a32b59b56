"""What the pages of one budget have in common: the budget, and the period of the address."""

from datetime import date
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from budgets.models import Budget
from budgets.periods import BudgetPeriods
from common.periods import DATE_MAX, DATE_MIN, Period
from web.figures.spans import span_of
from web.pages import BookPage
from web.views.things import row_of


class OfBudget(BookPage):
    """A page of one budget in the period that its address names by a day."""

    section = "budgets"

    @cached_property
    def budget(self) -> Budget:
        return row_of(self.book, Budget, self.kwargs["budget"])

    @cached_property
    def periods(self) -> BudgetPeriods:
        return BudgetPeriods.of(self.budget.rules, self.book)

    @cached_property
    def number(self) -> int:
        return self.periods.number_of(self.day)

    @property
    def day(self) -> date:
        """The day that the address states, or today."""
        try:
            day = date.fromisoformat(self.request.GET.get("period", ""))
        except ValueError:
            return self.preferences.today()
        return min(max(day, DATE_MIN), DATE_MAX)

    @cached_property
    def days(self) -> Period:
        return self.periods.days(self.number)

    @property
    def title(self) -> str:  # type: ignore[override]  # of the budget
        return self.budget.name

    def in_words(self, period: Period) -> str:
        return span_of(period, self.preferences)

    def address(self, name: str, *ids: int, **query: str) -> str:
        """Return the address of a page of this budget, in the same period."""
        path = reverse(f"web:{name}", args=[self.book.pk, self.budget.pk, *ids])
        stated = {"period": self.days.start, **query}
        return f"{path}?{'&'.join(f'{key}={value}' for key, value in stated.items())}"

    @property
    def stepper(self) -> dict[str, str]:
        """What parts/stepper.html takes: the periods around this one."""
        before, after = (self.periods.days(self.number + step) for step in (-1, 1))
        today = self.preferences.today()
        is_now = self.days.start <= today <= self.days.end
        return {
            "unit": _("Period"),
            "name": self.in_words(self.days),
            "before": f"?period={before.start}" if before.start >= DATE_MIN else "",
            "before_name": self.in_words(before),
            "after": f"?period={after.start}" if after.start <= DATE_MAX else "",
            "after_name": self.in_words(after),
            "now": "" if is_now else f"?period={today}",
        }
