"""Money goes between text and minor units exactly, or not at all."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.money import (
    AMOUNT_MINOR_MAX,
    CURRENCIES,
    AmountError,
    Currency,
    convert,
    format_amount,
    from_minor,
    parse_amount,
    read_number,
    to_minor,
)

EUR, JPY, KWD, CLF = (CURRENCIES[code] for code in ("EUR", "JPY", "KWD", "CLF"))

of_any_currency = st.sampled_from(list(CURRENCIES.values()))
of_any_exponent = st.sampled_from([Currency("TST", "Test", exponent) for exponent in range(5)])
minor_units = st.integers(-AMOUNT_MINOR_MAX, AMOUNT_MINOR_MAX)
rates = st.decimals("1e-12", "1e12", allow_nan=False, allow_infinity=False, places=12)


def code_of(call, *args):
    with pytest.raises(AmountError) as refused:
        call(*args)
    return refused.value.code


def test_the_currencies_are_those_that_people_pay_in():
    assert {"EUR", "USD", "JPY", "KWD", "CLF", "INR"} <= set(CURRENCIES)
    assert {currency.exponent for currency in CURRENCIES.values()} == {0, 2, 3, 4}
    assert list(CURRENCIES) == sorted(CURRENCIES)
    assert "XAU" not in CURRENCIES, "gold has no minor unit"


@given(minor_units, of_any_exponent)
def test_what_is_shown_reads_back_as_the_same_amount(minor, currency):
    shown = format_amount(minor, currency)
    assert parse_amount(shown, currency) == minor
    assert parse_amount(Decimal(shown), currency) == minor
    assert str(from_minor(minor, currency)) == shown


@given(minor_units, of_any_exponent)
def test_an_amount_is_shown_with_the_decimals_of_its_currency(minor, currency):
    whole, _, decimals = format_amount(minor, currency).partition(".")
    assert len(decimals) == currency.exponent
    assert whole.lstrip("-").isdigit()
    assert Fraction(format_amount(minor, currency)) == Fraction(minor, 10**currency.exponent)


@pytest.mark.parametrize(
    ("minor", "currency", "shown"),
    [
        (7550, EUR, "75.50"),
        (-5, EUR, "-0.05"),
        (0, EUR, "0.00"),
        (-1, KWD, "-0.001"),
        (1234, JPY, "1234"),
        (-1234, JPY, "-1234"),
        (1, CLF, "0.0001"),
    ],
)
def test_amounts_are_shown_as_plain_decimal_text(minor, currency, shown):
    assert format_amount(minor, currency) == shown


@pytest.mark.parametrize(
    ("value", "minor"),
    [
        ("75.5", 7550),
        (" 75.50 ", 7550),
        ("+0.01", 1),
        ("-0", 0),
        ("007", 700),
        (75, 7500),
        (Decimal("75.50"), 7550),
        (Decimal("7.55e1"), 7550),
        (Decimal("-0.0"), 0),
    ],
)
def test_the_forms_that_state_an_amount(value, minor):
    assert parse_amount(value, EUR) == minor


@pytest.mark.parametrize(
    "value",
    [
        75.5,
        0.0,
        float("nan"),
        True,
        False,
        None,
        [],
        b"75.50",
        "",
        " ",
        ".",
        "1.",
        ".5",
        "1,50",
        "1 000",
        "1_000",
        "1e3",
        "0x10",
        "NaN",
        "Infinity",
        "--1",
        "\u0663",  # a digit, and not one of ours
        "1" * 21,
        10**20,
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("-Infinity"),
        Decimal("1e999999"),
        Decimal("1e-999999"),
        Decimal("0e999999"),
    ],
)
def test_anything_else_is_refused_as_no_number(value):
    assert code_of(read_number, value) == "not_a_number"
    assert code_of(parse_amount, value, EUR) == "not_a_number"


@given(st.floats() | st.booleans() | st.none() | st.complex_numbers() | st.binary())
def test_no_float_and_no_truth_value_becomes_money(value):
    assert code_of(parse_amount, value, EUR) == "not_a_number"


@given(st.text(max_size=30), of_any_currency)
def test_text_is_read_exactly_or_refused(text, currency):
    try:
        minor = parse_amount(text, currency)
    except AmountError:
        return
    assert Fraction(minor, 10**currency.exponent) == Fraction(text.strip())


@pytest.mark.parametrize(
    ("value", "currency"), [("1.005", EUR), ("1.000", EUR), ("1.0", JPY), ("0.0001", KWD)]
)
def test_more_decimals_than_the_currency_has_are_refused_not_rounded(value, currency):
    assert code_of(parse_amount, value, currency) == "too_many_decimals"
    assert code_of(parse_amount, Decimal(value), currency) == "too_many_decimals"


@given(of_any_exponent, st.sampled_from([1, -1]))
def test_the_largest_amount_is_taken_and_the_next_one_is_not(currency, sign):
    largest = sign * AMOUNT_MINOR_MAX
    assert parse_amount(format_amount(largest, currency), currency) == largest
    beyond = format_amount(largest + sign, currency)
    assert code_of(parse_amount, beyond, currency) == "too_large"


def test_a_number_that_is_not_finite_has_no_minor_units():
    assert code_of(to_minor, Decimal("NaN"), EUR) == "not_a_number"


@pytest.mark.parametrize(
    ("minor", "source", "target", "rate", "converted"),
    [
        (10000, EUR, EUR, "1", 10000),
        (10000, EUR, JPY, "163.27", 16327),
        (16327, JPY, EUR, "0.00612482391131255", 10000),
        (1000, KWD, EUR, "2.9951", 300),
        (300, EUR, KWD, "0.333878668491870", 1002),
        (5, EUR, EUR, "0.5", 2),  # 2.5 goes to the even neighbour
        (15, EUR, EUR, "0.5", 8),
        (-5, EUR, EUR, "0.5", -2),
        (1, EUR, EUR, "2.50000000000000000000000000001", 3),  # above the half, far behind
        (1, JPY, KWD, "1", 1000),
        (499, KWD, JPY, "1", 0),
    ],
)
def test_conversion_knows_exponents_and_rounds_half_to_even(minor, source, target, rate, converted):
    assert convert(minor, source, target, Decimal(rate)) == converted


@given(minor_units, of_any_exponent, of_any_exponent, rates)
def test_a_converted_amount_is_the_exact_one_rounded_once(minor, source, target, rate):
    exact = Fraction(minor) * Fraction(rate) * Fraction(10) ** (target.exponent - source.exponent)
    expected = round(exact)  # Fraction rounds half to even
    if abs(expected) > AMOUNT_MINOR_MAX:
        expected = None
    assert convert(minor, source, target, rate) == expected
    mirrored = convert(-minor, source, target, rate)
    assert mirrored == (None if expected is None else -expected)
