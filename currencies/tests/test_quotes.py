"""A rate is an exact positive decimal with one text."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.money import AmountError
from currencies.quotes import (
    RATE_DECIMALS_MAX,
    RATE_DIGITS,
    RATE_MAX,
    RATE_MIN,
    RATE_TEXT_LENGTH_MAX,
    crossed,
    format_rate,
    parse_rate,
)

rates = st.decimals(RATE_MIN, RATE_MAX, places=RATE_DECIMALS_MAX)


def code_of(value):
    with pytest.raises(AmountError) as refused:
        parse_rate(value)
    return refused.value.code


@given(rates)
def test_the_text_of_a_rate_reads_back_as_the_same_rate(rate):
    text = format_rate(rate)
    assert parse_rate(text) == rate
    assert format_rate(parse_rate(text)) == text
    assert len(text) <= RATE_TEXT_LENGTH_MAX


@pytest.mark.parametrize(
    ("stated", "text"),
    [
        ("1.0853", "1.0853"),
        ("1.50", "1.5"),
        ("163.00", "163"),
        ("100", "100"),
        (20, "20"),
        (Decimal("1e3"), "1000"),
        (Decimal("1E-12"), "0.000000000001"),
        ("1.0000000000000000", "1"),
        (" 007.10 ", "7.1"),
    ],
)
def test_every_way_to_state_a_rate_is_kept_as_one_text(stated, text):
    assert format_rate(parse_rate(stated)) == text


@pytest.mark.parametrize("value", ["", "N/A", "1,08", "1e3", 1.0853, True, None, Decimal("NaN")])
def test_what_is_no_number_is_no_rate(value):
    assert code_of(value) == "not_a_number"


@pytest.mark.parametrize("value", ["0", "-1.0853", "0.0000000000009", "1000000000000.1"])
def test_a_rate_is_positive_and_within_its_bounds(value):
    assert code_of(value) == "out_of_range"


@pytest.mark.parametrize("value", ["1.0000000000001", "999999999999.00000000000000000001"])
def test_a_rate_with_too_many_decimals_is_refused_not_rounded(value):
    assert code_of(value) == "too_many_decimals"


@given(rates, rates)
def test_a_crossed_rate_is_the_quotient_to_its_digits_or_none(numerator, denominator):
    exact = Fraction(numerator) / Fraction(denominator)
    rate = crossed(numerator, denominator)
    if rate is None:
        assert not RATE_MIN <= exact <= RATE_MAX
        return
    assert abs(Fraction(rate) / exact - 1) <= Fraction(5, 10**RATE_DIGITS)
    text = format_rate(rate)
    assert Decimal(text) == rate
    assert len(text) <= RATE_TEXT_LENGTH_MAX


@given(rates)
def test_a_rate_over_one_is_that_rate_unrounded(rate):
    assert crossed(rate, Decimal(1)) == rate


def test_a_quotient_rounds_half_to_even():
    assert crossed(Decimal(1), Decimal(3)) == Decimal("0.333333333333333")
    assert crossed(Decimal("1.000000000005"), Decimal(2000)) == Decimal("0.0005000000000025")
    assert crossed(Decimal("2.000000000001"), Decimal(2**10)) == Decimal("0.00195312500000098")
