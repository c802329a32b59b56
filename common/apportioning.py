"""Shares of an amount that add up to it, whatever the weights are."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate, pairwise


def apportion(amount: int, weights: Sequence[int]) -> list[int]:
    """Return a share of `amount` for each of `weights`, whose sum is above 0.

    The shares up to one are the amount in proportion to the weights up to it, rounded half to even.
    So 100.00 in three are 33.33, 33.34 and 33.33.
    """
    whole = sum(weights)
    reached = [round(Fraction(amount * weight, whole)) for weight in accumulate(weights)]
    return [after - before for before, after in pairwise([0, *reached])]
