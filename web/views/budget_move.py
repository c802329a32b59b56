"""Moving an amount from one line of a budget to another, such as to cover what is overspent."""

import re
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from books.consistent_reads import read_consistently
from books.unit_of_work import UnitOfWork
from budgets.line_figures import PeriodFigures
from budgets.models import Budget
from budgets.moving import Move, move_amount
from budgets.report import budget_report
from common.money import AmountError, to_minor
from web.book_names import BookNames
from web.figures.budget_names import name_of
from web.formats import show_amount
from web.forms.budgets import MoveForm
from web.pages import Outcome
from web.views.of_budget import OfBudget
from web.views.things import ThingPage, row_of

_AMOUNT = re.compile("[0-9]{1,15}([.][0-9]{1,4})?")
"""A number as `cover` of a row writes it: no more digits than an amount of any currency has."""


class MoveAmount(ThingPage, OfBudget):
    template = "web/pages/budget_move.html"
    title = gettext_lazy("Move an amount")  # type: ignore[assignment]  # not that of the budget
    fields_of = {"period_start": ""}

    @cached_property
    def figures(self) -> PeriodFigures:
        def read() -> PeriodFigures:
            self.names = BookNames.of(self.book)
            (figures,) = budget_report(self.book, self.budget, self.days).periods
            return figures

        return read_consistently(self.book, read)

    def form(self, data: Any) -> MoveForm:
        asked, money = self.request.GET, self.money
        offered = self.offered()
        # The one that has most: what is overspent is covered from it most likely.
        fullest = max(offered, key=lambda one: one[2], default=("", "", 0))[0]
        initial = {
            "from_line": asked.get("from_line", fullest),
            "to_line": asked.get("to_line", ""),
        }
        return MoveForm(
            data,
            lines=[
                (key, f"{name}: {money.plain(left, self.budget.currency).text}")
                for key, name, left in offered
            ],
            currency=self.budget.money,
            preferences=self.preferences,
            initial={**initial, "amount": self.typed(asked.get("amount", ""))},
        )

    def typed(self, amount: str) -> str:
        """Return a decimal number of the address as the person types it; empty for another text."""
        money = self.budget.money
        if not _AMOUNT.fullmatch(amount):
            return ""
        try:
            minor = to_minor(Decimal(amount), money)
        except AmountError:
            return ""
        return show_amount(minor, money, self.preferences.number_form)

    def offered(self) -> list[tuple[str, str, int]]:
        """Return what can be chosen: its key, its name, and what is left of it in minor units."""
        figures = self.figures
        found = []
        if figures.envelopes:
            found.append(("", _("Ready to assign"), figures.envelopes.free))
        for one in figures.lines:
            name = name_of(one.line, self.names).path
            found.append((str(one.line.pk), name, one.reckoned.available))
        return found

    def context(self) -> dict[str, Any]:
        return {
            "budget": self.budget,
            "stepper": self.stepper,
            "version": self.version(self.budget),
            "period_name": self.in_words(self.days),
            "back": self.address("budget"),
        }

    def get(self, request: HttpRequest, **_args: Any) -> HttpResponse:
        return self.shown(self.form(None))

    def post(self, request: HttpRequest, **_args: Any) -> HttpResponse:
        form = self.form(request.POST)
        return self.saved(form, lambda uow: self.done(uow, form.cleaned_data))

    def done(self, uow: UnitOfWork, values: dict[str, Any]) -> Outcome:
        budget = row_of(uow.book, Budget, self.budget.pk)
        self.check_version(budget)
        move_amount(uow, budget, Move(self.days.start, **values))
        return Outcome(_("Moved the amount"), self.address("budget"))
