"""Sharing out an amount: the one rounding of the tracker.

Used for the days of a budget and for whatever else is divided. The shares add up to the amount by
construction, whatever the weights are.
"""

from collections.abc import Sequence
from fractions import Fraction


def apportion(amount: int, weights: Sequence[int]) -> list[int]:
    """Share `amount` minor units out by `weights`, which are not below zero and not all zero.

    Share k is R(k) - R(k-1), where R(k) is the exact share of the first k weights together,
    rounded half to even. 100.00 in three is 33.33, 33.34, 33.33.
    """
    whole = sum(weights)
    shares, weighed, given = [], 0, 0
    for weight in weights:
        weighed += weight
        rounded = round(Fraction(amount * weighed, whole))
        shares.append(rounded - given)
        given = rounded
    return shares
