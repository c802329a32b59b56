"""A line of a budget: its last periods, how it carries over, and its end."""

from dataclasses import replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from books.consistent_reads import read_consistently
from books.models import Role
from books.unit_of_work import UnitOfWork
from budgets.line_drafts import LineDraft, PolicyDraft
from budgets.line_services import amend_line, delete_line, draft_of
from budgets.models import BudgetLine, Carry
from budgets.report import BudgetReport, budget_report
from budgets.stored_lines import lines_with_ids
from common.errors import Invalid, NotThere, Problem
from common.money import to_minor
from common.periods import DATE_MIN, Period
from web.book_names import BookNames
from web.charts.shares import legend
from web.figures.budget_line_periods import LinePeriods
from web.figures.budget_rows import OVER, PLAIN
from web.figures.drawings import Drawing
from web.figures.drilldown import Lists
from web.figures.line_terms import LineTerms
from web.figures.spans import span_of
from web.formats import show_amount, show_date
from web.forms.budgets import CARRIES, LineForm
from web.pages import Outcome
from web.views.of_budget import OfBudget
from web.views.things import ThingPage, row_of

PERIODS = 12
"""Periods that are shown: a year of months, in which every habit of a household shows."""


class BudgetLinePage(ThingPage, OfBudget):
    template = "web/pages/budget_line.html"
    role_to_read = Role.VIEWER

    @cached_property
    def row(self) -> BudgetLine:
        row = row_of(self.book, BudgetLine, self.kwargs["line"])
        if row.budget_id != self.budget.pk:
            raise NotThere
        return row

    @property
    def title(self) -> str:  # type: ignore[override]  # of the line
        return self.names.path(self.row.category_id) or self.names.account(self.row.account_id)

    @cached_property
    def draft(self) -> LineDraft:
        """What is stated of the line, with days and amounts as people see them."""
        (stored,) = lines_with_ids(self.book.pk, [self.row.pk])
        return draft_of(stored, self.periods, self.budget.money)

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        return self.shown(self.stored_form())

    def form(self, data: Any, initial: dict[str, Any] | None = None) -> LineForm:
        money = self.budget.money
        return LineForm(data, currency=money, preferences=self.preferences, initial=initial)

    def stored_form(self) -> LineForm:
        """Return the form with what holds of the line."""
        draft, date_form = self.draft, self.preferences.date_form
        policy = draft.policies[-1] if draft.policies else None
        return self.form(
            None,
            {
                "starts": show_date(draft.starts, date_form),
                "ends": show_date(draft.ends, date_form) if draft.ends else "",
                "opening": self.typed(draft.opening),
                "carry": policy.carry if policy else self.carry_unless_stated,
                "cap": "" if policy is None or policy.cap is None else self.typed(policy.cap),
                "since": show_date(policy.starts if policy else self.days.start, date_form),
            },
        )

    @property
    def carry_unless_stated(self) -> str:
        """What a line carries over that has no policy: what is left in an envelope stays there."""
        return Carry.UNDER.value if self.budget.has_envelopes else Carry.NONE.value

    def typed(self, amount: Any) -> str:
        """Return an amount as a person types it."""
        money = self.budget.money
        return show_amount(to_minor(amount, money), money, self.preferences.number_form)

    def shown(self, form: forms.Form, *, status: int = 200) -> HttpResponse:
        report, lists = read_consistently(self.book, self.read), Lists(self.book.pk)
        budget_href = self.address("budget").partition("?")[0]
        shown = LinePeriods(report, self.row.pk, self.money, self.preferences, lists, budget_href)
        table = shown.table()
        why = LineTerms(report, self.row.pk, self.names, self.money, lists)
        words = dict(CARRIES)
        context = {
            "form": form,
            "budget": self.budget,
            "line": self.row,
            "version": self.version(self.row),
            "stepper": self.stepper,
            "chart": shown.chart(_("What there was and what was spent")) if table else None,
            "legend": Drawing(legend([(PLAIN, _("Budgeted and carried")), (OVER, _("Spent"))])),
            "table": table,
            "terms": why.terms(),
            "left": table[0].left if why.found else None,
            "period_name": span_of(self.days, self.preferences),
            "is_long": any(one.left.is_long or one.spent.is_long for one in table),
            "policies": [
                (
                    show_date(one.starts, self.preferences.date_form),
                    words[one.carry],
                    None if one.cap is None else self.typed(one.cap),
                )
                for one in self.draft.policies
            ],
            "back": self.address("budget"),
        }
        return self.render(context, status=status)

    def read(self) -> BudgetReport:
        self.names = BookNames.of(self.book)
        # Of periods that last for centuries, only those that can have a booking are known days.
        oldest = self.periods.number_of(DATE_MIN)
        first = self.periods.days(max(self.number + 1 - PERIODS, oldest))
        days = Period(first.start, self.days.end)
        return budget_report(self.book, self.budget, days, terms=True)

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        form = self.form(request.POST)
        return self.saved(form, lambda uow: self.changed(uow, form.cleaned_data))

    def changed(self, uow: UnitOfWork, values: dict[str, Any]) -> Outcome:
        row = row_of(uow.book, BudgetLine, self.row.pk)
        self.check_version(row)
        try:
            amend_line(
                uow,
                row,
                starts=values["starts"],
                ends=values["ends"],
                opening=values["opening"] or Decimal(0),
                policies=self.policies(values),
            )
        except Invalid as refused:
            raise Invalid(map(_of_form, refused.problems)) from refused
        says = _("Saved the line %(name)s") % {"name": self.title}
        return Outcome(says, self.address("budget"))

    def policies(self, values: dict[str, Any]) -> list[PolicyDraft]:
        """Return the policies of before, and the one of the form from its period on."""
        stated = PolicyDraft(values["since"], values["carry"], values["cap"])
        earlier = [one for one in self.draft.policies if one.starts < stated.starts]
        if not earlier and stated[1:] == (self.carry_unless_stated, None):
            return []
        return [*earlier, stated]


def _of_form(problem: Problem) -> Problem:
    """Return a problem of a policy at its field: the form states the last one alone."""
    _, _, name = problem.pointer.rpartition("/")
    if not problem.pointer.startswith("/policies/"):
        return problem
    return replace(problem, pointer="/since" if name == "starts" else f"/{name}")


class DeleteBudgetLine(BudgetLinePage):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        return self.write(self.deleted)

    def deleted(self, uow: UnitOfWork) -> Outcome:
        row = row_of(uow.book, BudgetLine, self.row.pk)
        delete_line(uow, row)
        says = _("Deleted the line %(name)s") % {"name": self.title}
        return Outcome(says, self.address("budget"))
