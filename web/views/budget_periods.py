"""Another rule for the periods of a budget, with a preview of what becomes of its amounts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from books.consistent_reads import read_consistently
from books.unit_of_work import UnitOfWork
from budgets.models import Budget
from budgets.rule_changes import PlannedChange, RuleChange, change_rule, plan_change
from budgets.rule_previews import previewed_periods
from common.errors import Invalid
from web.book_names import BookNames
from web.figures.budget_names import name_of
from web.formats import show_date
from web.forms.budget_periods import PeriodsForm
from web.forms.fields import add_problems
from web.money import Shown
from web.pages import Outcome
from web.views.of_budget import OfBudget
from web.views.things import ThingPage, row_of


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A line before and after the change."""

    name: str
    amounts: list[tuple[str, Shown | None]]
    """Periods in words, with what is budgeted: the one that is cut short, and the first new ones.
    """


class BudgetPeriodsPage(ThingPage, OfBudget):
    template = "web/pages/budget_periods.html"
    title = gettext_lazy("Change the periods")  # type: ignore[assignment]  # not that of the budget

    @cached_property
    def names(self) -> BookNames:
        return BookNames.of(self.book)

    def form(self, data: Any) -> PeriodsForm:
        rule = self.periods.rule.rule_of(self.number)
        after = self.days.end + timedelta(days=1)
        initial = {
            "starts": show_date(after, self.preferences.date_form),
            "every": rule.every,
            "unit": rule.unit.value,
            "adjust": rule.adjust.value,
        }
        return PeriodsForm(data, preferences=self.preferences, initial=initial)

    def context(self) -> dict[str, Any]:
        return {
            "budget": self.budget,
            "version": self.version(self.budget),
            "back": self.address("budget"),
            "preview": None,
        }

    def get(self, request: HttpRequest, **_args: Any) -> HttpResponse:
        return self.shown(self.form(None))

    def post(self, request: HttpRequest, **_args: Any) -> HttpResponse:
        form = self.form(request.POST)
        if "preview" in request.POST and form.is_valid():
            return self.previewed(form)
        return self.saved(form, lambda uow: self.changed(uow, form.change()))

    def previewed(self, form: PeriodsForm) -> HttpResponse:
        """Answer with the form and what it would make of the amounts."""

        def read() -> PlannedChange:
            self.names = BookNames.of(self.book)
            return plan_change(self.book, self.budget, form.change())

        try:
            planned = read_consistently(self.book, read)
        except Invalid as refused:
            add_problems(form, refused.problems, self.fields_of)
            return self.shown(form, status=422)
        return self.render({"form": form, **self.context(), **self.preview(planned)})

    def preview(self, planned: PlannedChange) -> dict[str, Any]:
        return {"preview": list(self.rows(planned))}

    def rows(self, planned: PlannedChange) -> Iterator[PreviewRow]:
        periods = previewed_periods(planned)
        names = [self.in_words(one.days) for one in periods]
        for line in planned.lines:
            if any(line.pk in one.amounts for one in periods):
                shown = [self.shown_amount(one.amounts.get(line.pk)) for one in periods]
                yield PreviewRow(
                    name_of(line, self.names).path, list(zip(names, shown, strict=True))
                )

    def shown_amount(self, minor: int | None) -> Shown | None:
        return None if minor is None else self.money.plain(minor, self.budget.currency)

    def changed(self, uow: UnitOfWork, change: RuleChange) -> Outcome:
        budget = row_of(uow.book, Budget, self.budget.pk)
        self.check_version(budget)
        change_rule(uow, budget, change)
        there = self.address("budget").partition("?")[0]
        return Outcome(_("Changed the periods"), f"{there}?period={change.starts}")
