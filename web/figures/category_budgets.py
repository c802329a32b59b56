"""What the budgets of a book say of one category, on the page of its report."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from books.models import Book
from budgets.models import BudgetLine
from budgets.report import BudgetReport, budget_report
from common.errors import Invalid
from common.periods import Period
from transactions.models import PostingKind
from web.book_names import BookNames
from web.figures.budget_rows import BudgetRow, BudgetTables
from web.figures.spans import span_of
from web.money import Money
from web.preferences import Preferences

BUDGETS_MAX = 3
"""How many budgets are shown: each is a report of its own, and people keep one or two."""


@dataclass(frozen=True, slots=True)
class CategoryBudget:
    """The line of a category in a budget, in one period."""

    name: str
    """That of the budget."""
    period: str
    row: BudgetRow


def read_budgets(book: Book, category_id: int, day: date) -> list[tuple[int, BudgetReport]]:
    """Return lines of a category, each with the report of its budget in the period of `day`.

    Of budgets that are not archived, the first BUDGETS_MAX by name. One that carries over from too
    long ago for a report is left out.
    """
    lines = BudgetLine.objects.for_book(book).filter(category_id=category_id)
    kept = lines.filter(budget__archived=False).select_related("budget")
    found = []
    for line in kept.order_by("budget__name_key")[:BUDGETS_MAX]:
        try:
            found.append((line.pk, budget_report(book, line.budget, Period(day, day))))
        except Invalid:
            continue
    return found


def category_budgets(
    read: Sequence[tuple[int, BudgetReport]],
    names: BookNames,
    money: Money,
    preferences: Preferences,
) -> Iterator[CategoryBudget]:
    """Yield what was read of each budget in which the line counts in the period."""
    for line_id, report in read:
        (figures,) = report.periods
        made = BudgetTables(figures, names, money, report, preferences.today())
        tables = (made.table(kind) for kind in (PostingKind.EXPENSE, PostingKind.INCOME))
        rows = (row for table in tables if table for row in table.rows)
        row = next((one for one in rows if one.id == line_id), None)
        if row is not None:
            yield CategoryBudget(report.budget.name, span_of(figures.days, preferences), row)
