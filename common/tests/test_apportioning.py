"""Shares of an amount: they add up to it, and each is next to its exact part."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.apportioning import apportion

weights = st.lists(st.integers(-100, 400), min_size=1, max_size=20).filter(lambda w: sum(w) > 0)


@given(st.integers(-(10**14), 10**14), weights)
def test_shares_add_up_and_are_next_to_their_exact_parts(amount, weights):
    shares = apportion(amount, weights)
    assert sum(shares) == amount
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - Fraction(amount * weight, sum(weights))) <= 1


@pytest.mark.parametrize(
    ("amount", "weights", "shares"),
    [
        (10000, [1, 1, 1], [3333, 3334, 3333]),
        (4000, [7, 21], [1000, 3000]),
        (4000, [10, 21], [1290, 2710]),
        (-10000, [1, 1, 1], [-3333, -3334, -3333]),
        (5, [0, 1], [0, 5]),
    ],
)
def test_shares_of_days(amount, weights, shares):
    assert apportion(amount, weights) == shares
