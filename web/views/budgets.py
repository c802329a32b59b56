"""The budgets of a book: the way to one, and the form of a budget."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from books.unit_of_work import UnitOfWork
from budgets import services
from budgets.models import Budget, BudgetLine, Mode
from common.business_days import Adjust
from common.period_rules import Unit
from common.periods import Month
from web.formats import show_date
from web.forms.budgets import BudgetForm
from web.pages import BookPage, Outcome
from web.views.things import ThingPage, row_of


class BudgetsPage(BookPage):
    """All budgets; with one alone that is not archived, the way to it."""

    section = "budgets"
    template = "web/pages/budgets.html"
    title = gettext_lazy("Budgets")

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        budgets = list(Budget.objects.for_book(self.book).order_by("name_key"))
        kept = [one for one in budgets if not one.archived]
        if len(kept) == 1 and "all" not in request.GET:
            return HttpResponseRedirect(reverse("web:budget", args=[self.book.pk, kept[0].pk]))
        archived = [one for one in budgets if one.archived]
        return self.render({"budgets": kept, "archived": archived})


class BudgetFormPage(ThingPage):
    """What a new budget and a stored one have in common: the form."""

    section = "budgets"
    template = "web/pages/budget_form.html"

    @property
    def lines(self) -> int:
        """How many lines it has, for which its periods and its currency stay."""
        return 0

    @property
    def kept_accounts(self) -> tuple[int, ...]:
        """The accounts that it is of; they can be chosen though they are archived."""
        return ()

    def form(self, data: Any, initial: dict[str, Any] | None = None) -> BudgetForm:
        return BudgetForm(
            data,
            preferences=self.preferences,
            accounts=[
                one
                for one in self.names.accounts.values()
                if not one.archived or one.id in self.kept_accounts
            ],
            has_lines=bool(self.lines),
            initial=initial,
        )


class NewBudget(BudgetFormPage):
    title = gettext_lazy("New budget")

    def get(self, request: HttpRequest, **_args: Any) -> HttpResponse:
        first = Month.of(self.preferences.today()).first
        return self.shown(
            self.form(
                None,
                {
                    "name": _("Household"),
                    "mode": Mode.LIMITS.value,
                    "every": 1,
                    "unit": Unit.MONTH.value,
                    "anchor": show_date(first, self.preferences.date_form),
                    "adjust": Adjust.NONE.value,
                    "currency": self.book.home_currency,
                },
            )
        )

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        form = self.form(request.POST)
        return self.saved(form, lambda uow: self.made(uow, form.cleaned_data))

    def made(self, uow: UnitOfWork, values: dict[str, Any]) -> Outcome:
        row = services.create_budget(uow, **values)
        lines = reverse("web:budget_lines_new", args=[self.book.pk, row.pk])
        return Outcome(_("Added the budget %(name)s") % {"name": row.name}, lines)


class EditBudget(BudgetFormPage):
    title = gettext_lazy("Budget")

    @cached_property
    def row(self) -> Budget:
        return row_of(self.book, Budget, self.kwargs["budget"])

    @cached_property
    def lines(self) -> int:
        return BudgetLine.objects.for_book(self.book).of_budget(self.row.pk).count()

    @cached_property
    def kept_accounts(self) -> tuple[int, ...]:
        return services.accounts_of(self.row)

    def context(self) -> dict[str, Any]:
        return {"budget": self.row, "lines": self.lines, "version": self.version(self.row)}

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        row = self.row
        initial = {
            name: getattr(row, name)
            for name in ("name", "mode", "every", "unit", "adjust", "currency", "archived")
        }
        initial["accounts"] = [str(one) for one in self.kept_accounts]
        initial["anchor"] = show_date(row.anchor, self.preferences.date_form)
        return self.shown(self.form(None, initial))

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        form = self.form(request.POST)
        return self.saved(form, lambda uow: self.changed(uow, form.cleaned_data))

    def changed(self, uow: UnitOfWork, values: dict[str, Any]) -> Outcome:
        row = row_of(uow.book, Budget, self.row.pk)
        self.check_version(row)
        services.amend_budget(uow, row, **values)
        there = reverse("web:budget", args=[self.book.pk, row.pk])
        return Outcome(_("Saved the budget %(name)s") % {"name": row.name}, there)


class DeleteBudget(EditBudget):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        return self.write(self.deleted)

    def deleted(self, uow: UnitOfWork) -> Outcome:
        row = row_of(uow.book, Budget, self.row.pk)
        services.delete_budget(uow, row)
        says = _("Deleted the budget %(name)s") % {"name": row.name}
        return Outcome(says, reverse("web:budgets", args=[self.book.pk]))
