"""Amounts of a budget as fields: those of one period, and those of lines to come."""

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.stored import StoredAccount
from books.consistent_reads import read_consistently
from books.unit_of_work import UnitOfWork
from budgets.figures import NamedTree
from budgets.holding import hold
from budgets.line_figures import LineFigures, PeriodFigures
from budgets.line_services import create_lines
from budgets.models import Budget, BudgetLine
from budgets.proposals import Asked, Template, proposed_amounts
from budgets.report import budget_report
from budgets.restating import restate
from budgets.services import accounts_of
from budgets.spent_before import SpentBefore, spent_before
from categories.models import CategoryType
from common.errors import Invalid
from common.money import from_minor
from common.periods import Period
from web.book_names import SEPARATOR, UNSORTED_TONE, BookNames, CategoryName
from web.figures.budget_names import ACCOUNT_SYMBOL, LineName, name_of
from web.formats import show_amount
from web.forms.budget_fills import FILLS, FillForm
from web.forms.budgets import HELD, AmountsForm, field_name
from web.forms.fields import add_problems
from web.money import Shown
from web.pages import Outcome
from web.views.of_budget import OfBudget
from web.views.things import ThingPage, row_of

ONCE = "once"
"""What a form says of amounts that hold for its period alone."""


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of the book at one moment."""

    names: BookNames
    before: PeriodFigures
    """The period before the one that is shown."""
    now: PeriodFigures
    spent: SpentBefore
    """What categories took in the last periods that are over, each with all below it."""


@dataclass(frozen=True, slots=True)
class AmountRow:
    """A category with the field of its amount, and what helps to choose one."""

    category: CategoryName | LineName
    name: str
    level: int
    last: Shown | None
    """What was spent in the period before."""
    average: Shown | None
    field: forms.BoundField


class AmountsPage(ThingPage, OfBudget):
    """A page of fields of amounts, which are saved together."""

    @cached_property
    def material(self) -> Read:
        return read_consistently(self.book, self.read)

    def read(self) -> Read:
        earlier = self.periods.days(self.number - 1)
        both = Period(earlier.start, self.days.end)
        report = budget_report(self.book, self.budget, both)
        current = self.periods.number_of(self.preferences.today())
        # Averages are of periods that are over.
        until = self.periods.days(min(self.number, current)).start
        accounts, above = report.accounts, NamedTree.up_from
        spent = spent_before(self.book, self.budget, accounts, until, above)
        before, now = report.periods
        return Read(BookNames.of(self.book), before, now, spent)

    @cached_property
    def names(self) -> BookNames:
        return self.material.names

    @abstractmethod
    def form(self, data: Any) -> AmountsForm:
        """Return the fields, with what they show at first."""

    @abstractmethod
    def rows(self, form: AmountsForm) -> Iterable[AmountRow]:
        """Return the rows of the table."""

    def held(self, form: AmountsForm) -> forms.BoundField | None:
        """Return the field of the money that is held back; None where there is none."""
        return form[field_name(HELD)] if HELD in form.ids else None

    @property
    def fields_of(self) -> Mapping[str, str]:  # type: ignore[override]  # of its own rows
        return {name.removeprefix(field_name("")): name for name in self.form(None).fields}

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        return self.shown(self.form(None))

    def shown(self, form: Any, *, status: int = 200) -> HttpResponse:
        last = self.in_words(self.material.before.days)
        context = {
            "form": form,
            "budget": self.budget,
            "stepper": self.stepper,
            "rows": list(self.rows(form)),
            "held": self.held(form),
            "last_name": last,
            "averaged": len(self.material.spent.periods),
            "period_name": self.in_words(self.days),
            "back": self.address("budget"),
            **self.context(),
        }
        return self.render(context, status=status)

    def form_of(
        self, data: Any, names: Mapping[int, str], amounts: Mapping[int, int | None]
    ) -> AmountsForm:
        """Return a form with a field for each of `names`, which show `amounts` at first."""
        number_form, money = self.preferences.number_form, self.budget.money
        return AmountsForm(
            data,
            names=names,
            currency=money,
            preferences=self.preferences,
            initial={
                one: show_amount(minor, money, number_form)
                for one, minor in amounts.items()
                if minor is not None
            },
            in_focus=self.request.GET.get("line", ""),
        )

    def average(self, category_id: int | None) -> Shown | None:
        """Return what is spent on a category in a period on average; None for nothing."""
        found = self.material.spent.average(category_id) if category_id else 0
        return self.plain(found) if found else None

    def plain(self, minor: int) -> Shown:
        return self.money.plain(minor, self.budget.currency)


class BudgetAmounts(AmountsPage):
    """The amounts of one period."""

    template = "web/pages/budget_amounts.html"
    is_refused = False
    """Whether what the address asks to fill in cannot be proposed."""

    @property
    def lines(self) -> list[LineFigures]:
        return self.material.now.lines

    def form(self, data: Any) -> AmountsForm:
        names = {one.line.pk: name_of(one.line, self.names).path for one in self.lines}
        stated = {one.line.pk: one.reckoned.amount for one in self.lines}
        if money := self.material.now.envelopes:
            names[HELD] = _("to hold back for the period after")
            stated[HELD] = money.held or None
        return self.form_of(data, names, {**stated, **self.offered})

    @cached_property
    def offered(self) -> dict[int, int]:
        return self.proposed()

    def proposed(self) -> dict[int, int]:
        """Return the amounts that the address asks to fill in; they are not saved yet."""
        form = next((one for one in self.fills if one.template == self.filled), None)
        if form is not None:
            return self.found(form.asked(), form) if form.is_valid() else {}
        if self.filled not in set(Template.values) - {one.template for one in FILLS}:
            return {}
        return self.found(Asked(self.filled))

    def found(self, asked: Asked, form: FillForm | None = None) -> dict[int, int]:
        """Return what is proposed; what is refused stands in `form`."""
        today = self.preferences.today()
        try:
            found = proposed_amounts(self.book, self.budget, self.days.start, asked, today)
        except Invalid as refused:
            found = {}
            if form is not None:
                faults = (replace(one, pointer=one.pointer[1:]) for one in refused.problems)
                add_problems(form, faults)
        self.is_refused = not found
        return found

    @cached_property
    def fills(self) -> list[FillForm]:
        """The forms that fill one field; that of the address has what it says."""
        lines = [(one.line.pk, name_of(one.line, self.names).path) for one in self.lines]
        return [
            kind(
                self.request.GET if self.filled == kind.template else None,
                lines=lines,
                currency=self.budget.money,
                preferences=self.preferences,
            )
            for kind in FILLS
        ]

    @property
    def free(self) -> Shown | None:
        """What can be assigned to envelopes; None in a budget of limits."""
        money = self.material.now.envelopes
        return self.plain(money.free) if money else None

    def templates(self) -> Iterator[tuple[Template, str]]:
        """Yield what the fields can be filled with, in words."""
        last = self.in_words(self.material.before.days)
        yield Template.LAST, _("as in %(period)s") % {"period": last}
        if count := len(self.material.spent.periods):
            words = ngettext("what the last period took", "the average of %(count)s periods", count)
            yield Template.AVERAGE, words % {"count": count}
            if count > 1:
                yield Template.MEDIAN, _("their median")
        yield Template.YEAR, _("what was spent a year before")
        yield Template.SCHEDULES, _("what schedules expect")

    @property
    def filled(self) -> str:
        return self.request.GET.get("fill", "")

    def rows(self, form: AmountsForm) -> Iterator[AmountRow]:
        before = {one.line.pk: one.reckoned.spent for one in self.material.before.lines}
        levels: dict[int, int] = {}
        for one in self.lines:
            line = one.line
            levels[line.pk] = 1 if one.above is None else levels[one.above] + 1
            drawn = name_of(line, self.names)
            yield AmountRow(
                category=drawn,
                name=drawn.name if one.above else drawn.path,
                level=levels[line.pk],
                last=self.plain(before[line.pk]) if line.pk in before else None,
                average=self.average(line.category_id),
                field=form[field_name(line.pk)],
            )

    def context(self) -> dict[str, Any]:
        return {
            "version": self.version(self.budget),
            "filled": self.filled and bool(self.offered),
            "is_refused": self.is_refused,
            "fill_forms": self.fills,
            "period": self.days.start,
            "free": self.free,
            "once": self.request.POST.get("holds") == ONCE,
            "fills": [
                (words, self.address("budget_amounts", fill=template.value))
                for template, words in self.templates()
            ],
            "lines_href": self.address("budget_lines_new"),
        }

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        form = self.form(request.POST)
        return self.saved(form, lambda uow: self.restated(uow, form))

    def restated(self, uow: UnitOfWork, form: AmountsForm) -> Outcome:
        budget = row_of(uow.book, Budget, self.budget.pk)
        self.check_version(budget)
        standing = not budget.has_envelopes and self.request.POST.get("holds") != ONCE
        wanted = dict(form.wanted)
        held = wanted.pop(HELD, None)
        restate(uow, budget, self.days.start, wanted, standing=standing)
        self.hold(uow, budget, held or Decimal(0))
        says = _("Saved the amounts of %(period)s") % {"period": self.in_words(self.days)}
        return Outcome(says, self.address("budget"))

    def hold(self, uow: UnitOfWork, budget: Budget, amount: Decimal) -> None:
        """Hold back what the form says, unless that is what is held already."""
        money = self.material.now.envelopes
        if money is None or amount == from_minor(money.held, budget.money):
            return
        try:
            hold(uow, budget, self.days.start, amount)
        except Invalid as refused:
            raise Invalid(replace(one, pointer=f"/{HELD}") for one in refused.problems) from refused


class NewLines(AmountsPage):
    """The categories that have no line yet: those with an amount get one."""

    template = "web/pages/budget_lines_new.html"

    @cached_property
    def offered(self) -> list[CategoryName]:
        lines = BudgetLine.objects.for_book(self.book).of_budget(self.budget.pk)
        taken = set(lines.values_list("category_id", flat=True))
        self.is_first = not taken
        return [
            one
            for one in self.names.categories.values()
            if not one.archived
            and one.id not in taken
            and (one.type == CategoryType.EXPENSE or not self.budget.has_envelopes)
        ]

    @cached_property
    def accounts(self) -> list[StoredAccount]:
        """The accounts that a budget of envelopes is not of, and that have no line yet."""
        scope = set(accounts_of(self.budget))
        if not (self.budget.has_envelopes and scope):
            return []
        lines = BudgetLine.objects.for_book(self.book).of_budget(self.budget.pk)
        taken = scope | set(lines.values_list("account_id", flat=True))
        names = self.names.accounts.values()
        return [one for one in names if not one.archived and one.id not in taken]

    def form(self, data: Any) -> AmountsForm:
        names = {one.id: one.path for one in self.offered}
        names |= {-one.id: one.name for one in self.accounts}
        return self.form_of(data, names, self.proposed())

    def proposed(self) -> dict[int, int]:
        """Return amounts for the first lines of a budget: what is spent on average.

        Of roots alone: what is spent below them is in theirs.
        """
        if not self.is_first:
            return {}
        average = self.material.spent.average
        roots = (one.id for one in self.offered if one.parent_id is None)
        return {root: amount for root in roots if (amount := average(root)) > 0}

    def rows(self, form: AmountsForm) -> Iterator[AmountRow]:
        for one in self.offered:
            yield AmountRow(
                category=one,
                name=one.name,
                level=one.path.count(SEPARATOR) + 1,
                last=None,
                average=self.average(one.id),
                field=form[field_name(one.id)],
            )
        for account in self.accounts:
            yield AmountRow(
                category=LineName(account.name, account.name, ACCOUNT_SYMBOL, UNSORTED_TONE, ""),
                name=account.name,
                level=1,
                last=None,
                average=None,
                field=form[field_name(-account.id)],
            )

    def context(self) -> dict[str, Any]:
        return {"is_first": self.is_first, "is_proposed": bool(self.proposed())}

    def post(self, request: HttpRequest, **_args: Any) -> HttpResponse:
        form = self.form(request.POST)
        if form.is_valid() and not form.amounts():
            form.add_error(None, _("Type an amount for one category at least."))
        return self.saved(form, lambda uow: self.made(uow, form))

    def made(self, uow: UnitOfWork, form: AmountsForm) -> Outcome:
        budget = row_of(uow.book, Budget, self.budget.pk)
        amounts = form.amounts()
        on_accounts = {-key: amount for key, amount in amounts.items() if key < 0}
        categories = {key: amount for key, amount in amounts.items() if key > 0}
        create_lines(uow, budget, self.days.start, categories, on_accounts)
        says = ngettext("Added a line", "Added %(count)s lines", len(amounts))
        return Outcome(says % {"count": len(amounts)}, self.address("budget"))
