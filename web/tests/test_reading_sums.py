"""A typed sum has the result that it has on paper, and says where it was rounded."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from common.money import AMOUNT_MINOR_MAX, CURRENCIES
from web.formats import NUMBER_FORMS, show_amount
from web.reading.amounts import read_amount
from web.reading.arithmetic import DEPTH_MAX
from web.reading.refusals import NotRead

EUR, DOTS = CURRENCIES["EUR"], NUMBER_FORMS["1.234,56"]


def minor_of(text):
    return read_amount(text, EUR, DOTS).minor


@pytest.mark.parametrize(
    ("text", "minor", "rounded"),
    [
        ("=3*4,50", 1350, False),
        ("3\u00d74.50", 1350, False),
        ("12+3,5", 1550, False),
        ("12 \u20ac + 3,50 \u20ac", 1550, False),
        ("(8+4)/3", 400, False),
        ("8+4/2", 1000, False),
        ("20-5-3", 1200, False),
        ("100\u00f78\u00f72", 625, False),
        ("=(12)", 1200, False),
        ("=(12+3)", 1500, False),
        ("(1+2)*(3+4)", 2100, False),
        ("-12+5", -700, False),
        ("=12", 1200, False),
        ("10/3", 333, True),
        ("20/3", 667, True),
        ("0,05/2", 2, True),
        ("0,15/2", 8, True),
        ("-0,05/2", -2, True),
        ("1,11*1,5", 166, True),
        ("10/3*3", 1000, False),
        ("1.000/3", 33333, True),
    ],
)
def test_a_sum_has_its_exact_result_rounded_half_to_even(text, minor, rounded):
    read = read_amount(text, EUR, DOTS)
    assert (read.minor, read.rounded, read.computed) == (minor, rounded, True)
    assert read.echo == show_amount(minor, EUR, DOTS)


numbers = st.integers(0, 10**6).map(lambda minor: (f"{minor // 100},{minor % 100:02}", minor))
sums = st.recursive(
    numbers.map(lambda number: (number[0], Fraction(number[1], 100))),
    lambda inner: st.tuples(inner, st.sampled_from("+-*"), inner).map(
        lambda parts: (
            f"({parts[0][0]}{parts[1]}{parts[2][0]})",
            {"+": Fraction.__add__, "-": Fraction.__sub__, "*": Fraction.__mul__}[parts[1]](
                parts[0][1], parts[2][1]
            ),
        )
    ),
    max_leaves=4,
)


@given(sums, st.integers(1, 99))
def test_a_sum_is_what_fractions_say(built, divisor):
    text, value = built
    exact = value / divisor * 100
    assume(abs(exact) <= AMOUNT_MINOR_MAX)
    read = read_amount(f"={text}/{divisor}", EUR, DOTS)
    assert read.minor == round(exact)
    assert read.rounded == (exact.denominator > 1)


def test_brackets_nest_as_deep_as_is_allowed():
    assert minor_of("=" + "(" * DEPTH_MAX + "1" + ")" * DEPTH_MAX) == 100
    with pytest.raises(NotRead) as refused:
        minor_of("=" + "(" * (DEPTH_MAX + 1) + "1" + ")" * (DEPTH_MAX + 1))
    assert refused.value.code == "too_deep"
