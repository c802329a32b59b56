"""The overview: how a month goes, what waits, and where the accounts stand."""

from datetime import date
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy

from books.consistent_reads import read_consistently
from budgets.models import Budget
from budgets.report import budget_report
from common.periods import Month, Period
from reports.balances import balance_reports
from reports.pace import pace_report
from schedules.occurrences import Occurrence
from schedules.stored import schedules_of_book
from schedules.upcoming import upcoming
from transactions.stored import newest_untagged
from web.book_names import BookNames
from web.figures.budget_card import BudgetCard, BudgetMaterial, budget_card
from web.figures.drilldown import Lists
from web.figures.due_rows import DueLister
from web.figures.first_steps import first_steps
from web.figures.month_steps import steps
from web.figures.overview_cards import SPARK_MONTHS, Cards, Material
from web.figures.pace_card import pace_card
from web.figures.spans import days_of, long_month
from web.figures.upcoming_card import UpcomingCard, last_day_of_card, upcoming_card
from web.filters import month_of
from web.formats import show_short_date
from web.navigation import navigation_from, side_of
from web.pages import BookPage
from web.rows import Lister

ROWS = 10
"""Entries shown: what was done over the last days, without a page of its own."""


class OverviewPage(BookPage):
    section = "overview"
    template = "web/pages/overview.html"
    refreshes = True
    title = gettext_lazy("Overview")

    @cached_property
    def month(self) -> Month:
        """The month that the address states, or that of today."""
        return month_of(self.request.GET.get("month", "")) or Month.of(self.preferences.today())

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        material = read_consistently(self.book, self.read)
        accounts = material.names.accounts.values()
        self.navigation = navigation_from(accounts, material.side, self.book, self.money)
        if not material.side.standing.flows:
            return self.render({"steps": first_steps(self.book, material.names)})
        return self.render(self.cards(material))

    def read(self) -> Material:
        """Read the book; the statements do not grow with it."""
        book, today = self.book, self.preferences.today()
        day = min(today, self.month.last)
        current = Month.of(day)
        names = BookNames.of(book)
        side = side_of(book, today, current.shifted(-SPARK_MONTHS).first)
        last_end = current.shifted(-1).last
        moved = {
            last_end: side.standing.moved(Month.of(last_end)),
            day: side.standing.moved(current),
        }
        before, now = balance_reports(book, list(names.accounts.values()), moved)
        # A month to come is shown as it is planned.
        counted = day if self.month <= Month.of(today) else self.month.last
        return Material(
            book=book,
            budget=self.read_budget(counted),
            month=self.month,
            day=day,
            names=names,
            side=side,
            pace=pace_report(book, self.month, counted),
            balances=now,
            balances_before=before,
            newest=newest_untagged(book.pk, max(day, counted), ROWS),
            due=self.read_due(today),
        )

    def read_budget(self, day: date) -> BudgetMaterial | None:
        """Read the first budget in the period that has `day`; None where there is none."""
        budget = Budget.objects.for_book(self.book).filter(archived=False).order_by("name_key")[:1]
        for one in budget:
            (figures,) = budget_report(self.book, one, Period(day, day)).periods
            return BudgetMaterial(one, figures)
        return None

    def read_due(self, today: date) -> list[Occurrence] | None:
        """Read what is due in schedules; None where there are none, or in another month."""
        if self.month != Month.of(today):
            return None
        schedules = schedules_of_book(self.book.pk)
        return upcoming(self.book, schedules, today, last_day_of_card(today)) if schedules else None

    def cards(self, material: Material) -> dict[str, Any]:
        """Return what the template shows of the book."""
        lists = Lists(self.book.pk)
        cards = Cards(material, self.money, lists)
        lister = Lister(self.book.pk, material.names, self.money, self.preferences)
        rows = lister.rows(material.newest)
        today = self.preferences.today()
        return {
            "stepper": steps(self.month, Month.of(today)),
            "pace": pace_card(material.pace, self.money, lists),
            "left": cards.left(),
            "budget": self.budget_card(material),
            "upcoming": self.upcoming_card(material),
            "tasks": list(cards.tasks()),
            "bars": cards.bars(),
            "against": days_of(material.pace.before),
            "accounts": cards.accounts(),
            "since": show_short_date(material.balances_before.day, self.preferences.date_form),
            "worth_href": self.worth_href(material, cards),
            "report_href": cards.report_href,
            "days": lister.days(material.newest, rows, material.pace.nets()),
            "is_over": self.month != Month.of(today),
            "month_name": long_month(self.month),
            "month_href": lists.of(None, month=self.month),
        }

    def budget_card(self, material: Material) -> BudgetCard | None:
        if material.budget is None or not material.budget.figures.lines:
            return None
        names = material.names
        return budget_card(self.book, material.budget, names, self.money, self.preferences)

    def upcoming_card(self, material: Material) -> UpcomingCard | None:
        if material.due is None:
            return None
        lister = DueLister(self.book.pk, material.names, self.money, self.preferences)
        return upcoming_card(lister, material.due)

    def worth_href(self, material: Material, cards: Cards) -> str:
        """Return where the accounts add up: their page, or the report of a month that is over."""
        if material.day == self.preferences.today():
            return reverse("web:accounts", args=[self.book.pk])
        return f"{cards.report_href}#balances"
