"""Shares add up to the amount, and are the exact shares rounded where they are added up."""

from fractions import Fraction
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.apportion import apportion

amounts = st.integers(-(10**16), 10**16)
weights = st.lists(st.integers(0, 1000), min_size=1, max_size=60).filter(any)


@pytest.mark.parametrize(
    ("amount", "of", "shares"),
    [
        (100_00, [1, 1, 1], [33_33, 33_34, 33_33]),
        (-100_00, [1, 1, 1], [-33_33, -33_34, -33_33]),
        (40_00, [7, 21], [10_00, 30_00]),  # the first week of February
        (40_00, [10, 21], [12_90, 27_10]),  # ten days of a month of 31
        (1, [1, 1], [0, 1]),  # a half goes to the even neighbour, 0
        (3, [1, 1], [2, 1]),
        (5, [0, 1, 0], [0, 5, 0]),
        (0, [2, 3], [0, 0]),
    ],
)
def test_examples(amount, of, shares):
    assert apportion(amount, of) == shares


@given(amounts, weights)
def test_shares_add_up(amount, weights):
    assert sum(apportion(amount, weights)) == amount


@given(amounts, weights)
def test_no_running_sum_is_further_than_a_half_from_the_exact_one(amount, weights):
    shares = apportion(amount, weights)
    assert len(shares) == len(weights)
    for given_out, weighed in zip(accumulate(shares), accumulate(weights), strict=True):
        assert abs(given_out - Fraction(amount * weighed, sum(weights))) <= Fraction(1, 2)


@given(amounts, weights)
def test_money_that_goes_the_other_way_is_shared_out_alike(amount, weights):
    assert apportion(-amount, weights) == [-share for share in apportion(amount, weights)]
