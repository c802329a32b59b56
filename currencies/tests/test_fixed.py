"""Rates between the euro and what it replaced are those of law, from the day of the law on."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from books.models import Book
from common.money import AMOUNT_MINOR_MAX, CURRENCIES
from common.periods import Period
from currencies.fixed import FIXED
from currencies.models import EURO
from currencies.quotes import SOURCE_BOOK, SOURCE_FIXED
from currencies.rates import RateTable
from currencies.tests.test_rate_table import look_up, own, published

pytestmark = pytest.mark.django_db

NEW_YEAR = date(1999, 1, 1)
THEN = date(2001, 6, 15)


def plain(quote):
    return None if quote is None else (quote.text, quote.date, quote.source)


def test_law_states_six_significant_digits():
    assert {len(rate.rate.as_tuple().digits) for code, rate in FIXED.items() if code != "XEU"} == {
        6
    }
    assert set(FIXED) <= {code for code, one in CURRENCIES.items() if one.withdrawn}


@pytest.mark.parametrize("code", FIXED)
def test_a_fixed_rate_counts_from_the_day_of_the_law_and_not_before(book, code):
    since = FIXED[code].since
    eve = date.fromordinal(since.toordinal() - 1)
    assert look_up(book, code, eve) is None
    assert look_up(book, EURO, eve, code) is None
    assert look_up(book, code, since).source == SOURCE_FIXED
    assert Decimal(look_up(book, EURO, since, code).text) == FIXED[code].rate
    assert look_up(book, EURO, date(2100, 1, 1), code).date == date(2100, 1, 1)


def test_what_was_published_counts_up_to_the_eve(book):
    published("HRK", date(2022, 12, 30), "7.5365")
    assert look_up(book, EURO, date(2022, 12, 31), "HRK").text == "7.5365"
    assert look_up(book, EURO, date(2023, 1, 1), "HRK").text == "7.5345"
    published("HRK", date(2023, 1, 2), "7.6")
    assert look_up(book, EURO, date(2023, 1, 2), "HRK").text == "7.5345"


def test_one_table_holds_days_before_and_after_the_law(book):
    published("HRK", date(2022, 12, 30), "8")
    days = Period(date(2022, 12, 31), date(2023, 1, 1))
    table = RateTable.load(book, ["HRK"], days)
    assert plain(table.at("HRK", days.start)) == ("0.125", date(2022, 12, 30), "ECB")
    assert plain(table.at("HRK", days.end)) == ("0.132722808414626", days.end, SOURCE_FIXED)


def test_two_currencies_that_the_euro_replaced_are_crossed_by_their_fixed_rates(book):
    assert plain(look_up(book, "FRF", THEN, "DEM")) == ("0.298164361383444", THEN, SOURCE_FIXED)
    assert look_up(book, "HRK", THEN, "DEM") is None, "the kuna had no fixed rate yet"
    assert look_up(book, "HRK", date(2023, 1, 1), "DEM").source == SOURCE_FIXED


def test_with_another_currency_it_is_crossed_by_the_rate_of_that_one(book):
    published("USD", THEN, "0.8598")
    assert plain(look_up(book, "DEM", THEN, "USD")) == ("0.439608759452509", THEN, "ECB")
    assert plain(look_up(book, "USD", THEN, "DEM")) == ("2.27474994184694", THEN, "ECB")
    assert look_up(book, "USD", date(2001, 6, 25), "DEM") is None, "the dollar's rate is too old"


def test_a_rate_of_the_book_counts_on_its_day_alone(book):
    own(book, "DEM", "EUR", THEN, "0.5")
    assert look_up(book, "DEM", THEN).source == SOURCE_BOOK
    assert look_up(book, "DEM", date(2001, 6, 16)).source == SOURCE_FIXED


def test_before_the_law_a_rate_of_the_book_counts(book):
    own(book, "DEM", "EUR", date(1998, 12, 30), "0.51")
    assert look_up(book, "DEM", date(1998, 12, 31)).text == "0.51"


@given(
    st.sampled_from([EURO, *FIXED]),
    st.sampled_from([EURO, *FIXED]),
    st.integers(-AMOUNT_MINOR_MAX, AMOUNT_MINOR_MAX),
)
def test_an_amount_is_divided_by_the_rate_itself(code, home, minor):
    """Law forbids inverse rates, which are off by a cent in large amounts and in halves."""
    given_rates = {EURO: Decimal(1), **{one: rate.rate for one, rate in FIXED.items()}}
    table = RateTable.load(
        Book(pk=0, home_currency=home), [code], Period(date(2026, 1, 1), date(2026, 1, 1))
    )
    found = table.at(code, date(2026, 1, 1)).worth(minor, CURRENCIES[code], CURRENCIES[home])
    scale = Fraction(10) ** (CURRENCIES[home].exponent - CURRENCIES[code].exponent)
    exact = minor * Fraction(given_rates[home]) / Fraction(given_rates[code]) * scale
    assert found == (round(exact) if abs(round(exact)) <= AMOUNT_MINOR_MAX else None)


def test_a_half_is_one_and_is_rounded_to_even(book):
    lithuanian, euro = CURRENCIES["LTL"], CURRENCIES[EURO]
    quote = look_up(book, "LTL", date(2015, 1, 1))
    assert quote.worth(1079, lithuanian, euro) == 312, "312.5 cents"
    assert quote.worth(3 * 1079, lithuanian, euro) == 938, "937.5 cents"
