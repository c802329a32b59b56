"""A budget in one period at a glance: what is planned, spent and left."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse

from books.consistent_reads import read_consistently
from budgets.models import Budget
from budgets.report import BudgetReport, budget_report
from transactions.models import PostingKind
from web.book_names import BookNames
from web.figures.budget_rows import BudgetTables
from web.views.of_budget import OfBudget

KINDS = (PostingKind.EXPENSE, PostingKind.INCOME)


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of the book at one moment."""

    names: BookNames
    report: BudgetReport
    budgets: list[Budget]
    """Those that are not archived."""


class BudgetPage(OfBudget):
    template = "web/pages/budget.html"
    refreshes = True

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        read = read_consistently(self.book, self.read)
        self.names = read.names
        return self.render(self.shown(read))

    def read(self) -> Read:
        report = budget_report(self.book, self.budget, self.days)
        budgets = Budget.objects.for_book(self.book).filter(archived=False).order_by("name_key")
        return Read(BookNames.of(self.book), report, list(budgets))

    def shown(self, read: Read) -> dict[str, Any]:
        """Return what the template shows."""
        (figures,) = read.report.periods
        today = self.preferences.today()
        made = BudgetTables(figures, read.names, self.money, read.report, today)
        tables = [table for kind in KINDS if (table := made.table(kind))]
        return {
            "budget": self.budget,
            "budgets": read.budgets if len(read.budgets) > 1 else [],
            "stepper": self.stepper,
            "tables": tables,
            "card": made.money_card(),
            "is_long": any(table.sum.is_long for table in tables),
            "apart": list(made.apart()),
            "is_home": made.is_home,
            "sign": made.sign,
            "amounts_href": self.address("budget_amounts"),
            "move_href": self.address("budget_move"),
            "lines_href": self.address("budget_lines_new"),
            "accounts": ", ".join(map(read.names.account, read.report.accounts)),
            "period_name": self.in_words(self.days),
        }
