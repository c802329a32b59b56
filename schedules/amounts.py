"""What amount an occurrence is expected to have, and how far another one may be from it.

All amounts are integers of minor units; every rounding is half to even.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from schedules.choices import AmountRule
from schedules.stored import StoredPayment, StoredPhase

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


def expected_amount(phase: StoredPhase, newest: Sequence[StoredPayment]) -> ExpectedAmount:
    """Return what a phase expects, after the payments `newest`, newest first."""
    if phase.amount_rule == AmountRule.EXACT:
        return ExpectedAmount(phase.amount, phase.amount, phase.amount)
    if phase.amount_rule == AmountRule.RANGE:
        highest = phase.highest or phase.amount
        return ExpectedAmount(round(Fraction(phase.amount + highest, 2)), phase.amount, highest)
    amount = phase.amount
    if counted := learned_from(phase, newest):
        amount = round(Fraction(sum(one.amount for one in counted), len(counted)))
    return within_percent(amount, phase.percent)


def learned_from(phase: StoredPhase, newest: Sequence[StoredPayment]) -> list[StoredPayment]:
    """Return those of the payments `newest` whose average a phase expects, newest first."""
    counts = {AmountRule.LAST.value: 1, AmountRule.AVERAGE.value: phase.of_last}
    return of_currency(newest, phase)[: counts.get(phase.amount_rule, 0)]


def of_currency(paid: Iterable[StoredPayment], phase: StoredPhase) -> list[StoredPayment]:
    """Return those of the payments that are in the currency of the phase: others do not count."""
    return [one for one in paid if one.currency == phase.currency]


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
