"""Amounts are read to the cent as people write them, and never wrong by a factor."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readers.tables.numbers import (
    currency_in,
    decimal_votes,
    looks_like_number,
    number_parser,
    unprotected,
)

POINT = number_parser(".")
COMMA = number_parser(",")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1234.56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1,234,567", "1234567"),
        ("-1,234.56", "-1234.56"),
        ("1,23,456.00", "123456.00"),
        ("1 234.50", "1234.50"),
        ("1\u00a0234.50", "1234.50"),
        ("1\u202f234.50", "1234.50"),
        ("1'234.50", "1234.50"),
        ("1\u2019234.50", "1234.50"),
        ("(12.50)", "-12.50"),
        ("($1,012.50)", "-1012.50"),
        ("12.50-", "-12.50"),
        ("\u221212.50", "-12.50"),
        ("+12.50", "12.50"),
        ("$12.50", "12.50"),
        ("-$12.50", "-12.50"),
        ("$-12.50", "-12.50"),
        ("US$ 12.50", "12.50"),
        ("EUR 12.50", "12.50"),
        ("12.50 EUR", "12.50"),
        ("12.50 CR", "12.50"),
        ("12.50 DR", "-12.50"),
        ("12.50Dr.", "-12.50"),
        (".5", "0.5"),
        ("12.", "12"),
        ("12.-", "12"),
        ('="12.50"', "12.50"),
        ("  12.50 ", "12.50"),
        ("0.00", "0.00"),
        ("12.500", "12.50"),
        ("20000.000", "20000.00"),
        ("1.0050", "1.005"),
    ],
)
def test_numbers_with_a_decimal_point_are_read(text, number):
    assert str(POINT(text)) == number
    assert looks_like_number(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.234,56", "1234.56"),
        ("1.234", "1234"),
        ("-12,5", "-12.5"),
        ("12,50 \u20ac", "12.50"),
        ("12,50 z\u0142", "12.50"),
        ("1 234,50 K\u010d", "1234.50"),
        ("12,--", "12"),
        ("1.234,56 S", "-1234.56"),
        ("1.234,56 H", "1234.56"),
        ("kr 5", "5"),
    ],
)
def test_numbers_with_a_decimal_comma_are_read(text, number):
    assert str(COMMA(text)) == number


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "-",
            "abc",
            "1e5",
            "NaN",
            "Infinity",
            "1_000",
            "--5",
            "(-5)",
            "-5-",
            "-5 DR",
            "5 XQZ",
        ),
        *(
            "1,23",
            "1,2345.00",
            "12,34,567.00.1",
            "1.234.56",
            "\u0661\u0662",
            "9" * 30,
            "1" * 10_000,
        ),
    ],
)
def test_what_is_no_number_with_a_point_is_none(text):
    assert POINT(text) is None


@pytest.mark.parametrize("text", ["1.23", "12.5", "1.2345", "0.5"])
def test_a_decimal_point_is_never_taken_for_a_group_of_thousands(text):
    assert COMMA(text) is None


@pytest.mark.parametrize(
    ("shape", "votes"),
    [
        ("9,999.99", (1, 0, 0)),
        ("9.999,99", (0, 1, 0)),
        ("9.99", (1, 0, 0)),
        ("9.999.999", (0, 1, 0)),
        ("9,999,999", (1, 0, 0)),
        ("9 999,99", (0, 1, 0)),
        ("9.999", (0, 0, 1)),
        ("9,999", (0, 0, 1)),
        ("0.999", (1, 0, 0)),
        ("9999.999", (1, 0, 0)),
        ("999", (0, 0, 0)),
        ("\u20ac9,99", (0, 1, 0)),
        ("words", (0, 0, 0)),
    ],
)
def test_a_shape_shows_its_decimal_sign(shape, votes):
    assert decimal_votes({shape: 1}) == votes


def test_a_currency_beside_the_number_is_seen():
    assert [currency_in(text) for text in ("12.50 EUR", "usd 5", "5 XQZ", "$5", "x")] == [
        *("EUR", "USD", "", "", "")
    ]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ('="00123"', "00123"),
        ('="a""b"', 'a"b'),
        ("'=1+2", "=1+2"),
        ("''=1+2", "'=1+2"),
        ("'-5", "-5"),
        ("'0012", "0012"),
        ("'t Hoekje", "'t Hoekje"),
        ("=1+2", "=1+2"),
        ("plain", "plain"),
    ],
)
def test_a_protected_text_is_read_as_it_was(text, meant):
    assert unprotected(text) == meant


AMOUNTS = st.decimals(min_value=-(10**12), max_value=10**12, places=2)


@given(AMOUNTS)
def test_an_amount_grouped_with_commas_comes_back(amount):
    assert POINT(f"{amount:,.2f}") == amount


@given(AMOUNTS)
def test_an_amount_grouped_with_points_comes_back(amount):
    text = f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))
    assert COMMA(text) == amount


@given(st.text(alphabet="0123456789.,'- ()+\u20acEURCD\u2212", max_size=80))
def test_any_text_is_a_number_or_none(text):
    for parse in (POINT, COMMA):
        number = parse(text)
        assert number is None or (isinstance(number, Decimal) and number.is_finite())
