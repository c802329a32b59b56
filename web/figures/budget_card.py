"""The card of the overview that says what is left in a budget."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from books.models import Book
from budgets.line_figures import LineFigures, PeriodFigures, Totals
from budgets.models import Budget
from transactions.models import PostingKind
from web.book_names import BookNames
from web.charts.shares import share_bar
from web.figures.budget_names import name_of
from web.figures.budget_rows import OVER, PLAIN
from web.figures.drawings import Drawing
from web.figures.spans import span_of
from web.money import Figure, Money, Shown
from web.preferences import Preferences

OVERSPENT_MAX = 3
"""Lines one by one: the worst, in a card that is read at a glance."""


@dataclass(frozen=True, slots=True)
class Overspent:
    """A line that is overspent."""

    name: str
    href: str
    by: Shown


@dataclass(frozen=True, slots=True)
class BudgetCard:
    """What is left in a budget in one period."""

    name: str
    href: str
    period: str
    left: Figure
    limit: Shown
    """What there was for it: budgeted and carried."""
    bar: Drawing
    overspent: Sequence[Overspent]
    further: int
    """How many more lines are overspent."""


@dataclass(frozen=True, slots=True)
class BudgetMaterial:
    """What was read of a budget."""

    budget: Budget
    figures: PeriodFigures


def budget_card(
    book: Book, material: BudgetMaterial, names: BookNames, money: Money, preferences: Preferences
) -> BudgetCard:
    """Return what is left for expenses in the period."""
    budget, figures = material.budget, material.figures
    totals = figures.totals.get(PostingKind.EXPENSE, Totals())
    limit = totals.carried + totals.amount
    path = reverse("web:budget", args=[book.pk, budget.pk])
    over = sorted(filter(_is_overspent, figures.lines), key=lambda one: one.reckoned.available)
    return BudgetCard(
        name=budget.name,
        href=f"{path}?period={figures.days.start}",
        period=span_of(figures.days, preferences),
        left=money.figure(totals.available, budget.currency),
        limit=money.plain(limit, budget.currency),
        bar=Drawing(share_bar(totals.spent, limit, OVER if totals.available < 0 else PLAIN)),
        overspent=[
            Overspent(
                name_of(one.line, names).name,
                f"{path}?period={figures.days.start}#l{one.line.pk}",
                money.plain(-one.reckoned.available, budget.currency),
            )
            for one in over[:OVERSPENT_MAX]
        ],
        further=max(len(over) - OVERSPENT_MAX, 0),
    )


def _is_overspent(one: LineFigures) -> bool:
    found = one.reckoned
    is_planned = found.amount is not None or bool(found.carried)
    return one.line.category_type == PostingKind.EXPENSE and is_planned and found.available < 0
