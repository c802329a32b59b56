"""What another rule for the periods of a budget would make of its amounts; nothing is stored."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from books.models import Book
from budgets.models import Budget
from budgets.presenters import shown_budget, shown_line
from budgets.rule_changes import PlannedChange
from budgets.stored_plans import StatedOfBudget
from common.money import format_amount
from common.periods import Period

NEW_PERIODS = 3
"""How many new periods are shown: two that can have a part of what was stated for others, and one
after them."""


class PreviewedPeriod(NamedTuple):
    """What would be budgeted in one period."""

    days: Period
    amounts: Mapping[int, int | None]
    """By the ids of the lines that count in it, in minor units; None for nothing."""


def previewed_periods(planned: PlannedChange) -> list[PreviewedPeriod]:
    """Return the period that is cut short, and the first by the new rule."""
    found = planned.rebinning
    lines = {line.pk: line.terms(found.new) for line in planned.lines}
    return [
        PreviewedPeriod(
            found.new.days(number),
            {
                line_id: terms.amount(number)
                for line_id, terms in lines.items()
                if terms.counts_in(number)
            },
        )
        for number in range(found.first - 1, found.first + NEW_PERIODS)
    ]


def shown_preview(budget: Budget, planned: PlannedChange, book: Book) -> dict[str, Any]:
    """Return the budget, its lines and the first periods after a change, as the API shows them."""
    periods, money = planned.rebinning.new, budget.money
    stated = StatedOfBudget(
        list(periods.rule.later), list(planned.before.accounts), dict(planned.holds)
    )
    return {
        "periods": [
            {
                "start_date": one.days.start.isoformat(),
                "end_date": one.days.end.isoformat(),
                "amounts": [
                    {
                        "line": line_id,
                        "amount": None if amount is None else format_amount(amount, money),
                    }
                    for line_id, amount in one.amounts.items()
                ],
            }
            for one in previewed_periods(planned)
        ],
        "budget": shown_budget(budget, stated, book),
        "lines": [shown_line(line, periods, money) for line in planned.lines],
    }
