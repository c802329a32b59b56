"""What amount an occurrence is expected to have, and how far another one may be from it.

All amounts are integers of minor units; every rounding is half to even.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from schedules.choices import AmountRule
from schedules.stored import StoredPhase

_WHOLE = 100
"""Percent of the whole."""


class ExpectedAmount(NamedTuple):
    """What is expected, and the smallest and the largest amount that meets it."""

    amount: int
    lowest: int
    highest: int | None
    """None where any larger one meets it."""

    def has(self, amount: int) -> bool:
        """Whether `amount` meets what is expected."""
        return self.lowest <= amount and (self.highest is None or amount <= self.highest)


def expected_amount(phase: StoredPhase, newest: Sequence[tuple[int, str]]) -> ExpectedAmount:
    """Return what a phase expects, after the payments `newest`, newest first.

    Payments in another currency than the phase's do not count.
    """
    paid = [amount for amount, currency in newest if currency == phase.currency]
    if phase.amount_rule == AmountRule.EXACT:
        return ExpectedAmount(phase.amount, phase.amount, phase.amount)
    if phase.amount_rule == AmountRule.RANGE:
        highest = phase.highest or phase.amount
        return ExpectedAmount(round(Fraction(phase.amount + highest, 2)), phase.amount, highest)
    amount = phase.amount
    if phase.amount_rule == AmountRule.LAST and paid:
        amount = paid[0]
    elif phase.amount_rule == AmountRule.AVERAGE and paid:
        counted = paid[: phase.of_last]
        amount = round(Fraction(sum(counted), len(counted)))
    return within_percent(amount, phase.percent)


def owed_amount(owed: int) -> ExpectedAmount:
    """Return what is owed, which any payment meets: people pay off more or less than that."""
    return ExpectedAmount(owed, lowest=1, highest=None)


def stated_amount(amount: int) -> ExpectedAmount:
    """Return the amount that somebody stated for one occurrence, from which none may differ."""
    return ExpectedAmount(amount, amount, amount)


def within_percent(amount: int, percent: int) -> ExpectedAmount:
    """Return `amount` give or take `percent`."""
    margin = round(Fraction(amount * percent, _WHOLE))
    return ExpectedAmount(amount, amount - margin, amount + margin)
