"""Amounts and dates are shown in the form that a person chose."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.money import AMOUNT_MINOR_MAX, CURRENCIES
from web.formats import (
    DATE_FORMS,
    ENGLISH,
    MINUS,
    NARROW_SPACE,
    NUMBER_FORMS,
    CalendarNames,
    show_amount,
    show_date,
    show_long_date,
    show_short_date,
    show_tick,
    split_cents,
)

EUR, JPY, KWD, CLF, INR = (CURRENCIES[code] for code in ("EUR", "JPY", "KWD", "CLF", "INR"))
COMMAS, DOTS, SPACES, APOSTROPHES, INDIAN = NUMBER_FORMS.values()
TUESDAY = date(2026, 11, 24)
GERMAN = CalendarNames(
    months=("Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", *ENGLISH.months[6:]),
    long_months=ENGLISH.long_months,
    weekdays=("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"),
    long_weekdays=ENGLISH.long_weekdays,
    day_first="{weekday}, {day}. {month}",
)

forms = st.sampled_from(list(NUMBER_FORMS.values()))
currencies = st.sampled_from(list(CURRENCIES.values()))
minor_units = st.integers(-AMOUNT_MINOR_MAX, AMOUNT_MINOR_MAX)


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        (COMMAS, "1,234,567.89"),
        (DOTS, "1.234.567,89"),
        (SPACES, f"1{NARROW_SPACE}234{NARROW_SPACE}567,89"),
        (APOSTROPHES, "1'234'567.89"),
        (INDIAN, "12,34,567.89"),
    ],
)
def test_each_form_groups_in_its_own_way(form, shown):
    assert show_amount(123456789, EUR, form) == shown


@pytest.mark.parametrize(
    ("minor", "currency", "shown"),
    [
        (123456, JPY, "123,456"),
        (5, EUR, "0.05"),
        (0, EUR, "0.00"),
        (123456, KWD, "123.456"),
        (5, CLF, "0.0005"),
        (10**17, EUR, "1,000,000,000,000,000.00"),
    ],
)
def test_an_amount_has_all_the_decimals_of_its_currency(minor, currency, shown):
    assert show_amount(minor, currency, COMMAS) == shown


@pytest.mark.parametrize(
    ("minor", "sign", "shown"),
    [
        (-7550, "minus", f"{MINUS}75.50"),
        (7550, "minus", "75.50"),
        (7550, "both", "+75.50"),
        (-7550, "both", f"{MINUS}75.50"),
        (0, "both", "0.00"),
        (-7550, "none", "75.50"),
    ],
)
def test_a_sign_is_shown_where_it_was_asked_for(minor, sign, shown):
    assert show_amount(minor, EUR, COMMAS, sign) == shown


@given(minor_units, currencies, forms)
def test_a_shown_amount_says_its_value(minor, currency, form):
    shown = show_amount(minor, currency, form)
    plain = shown.replace(form.group, "").replace(form.decimal, ".").replace(MINUS, "-")
    assert Fraction(plain) == Fraction(minor, 10**currency.exponent)


@given(minor_units, currencies, forms)
def test_the_cents_of_a_figure_are_split_off_with_their_sign(minor, currency, form):
    shown = show_amount(minor, currency, form)
    whole, cents = split_cents(shown, form)
    assert whole + cents == shown
    assert len(cents) == (currency.exponent + 1 if currency.exponent else 0)
    assert form.decimal not in whole


def test_the_example_of_a_form_is_an_amount_in_it():
    for form in NUMBER_FORMS.values():
        minor = 12345678 if form is INDIAN else 123456
        assert show_amount(minor, INR, form) == form.example


@pytest.mark.parametrize(
    ("minor", "currency", "shown"),
    [
        (0, EUR, "0"),
        (300_000, EUR, "3.000"),
        (-50, EUR, f"{MINUS}0,50"),
        (-500, JPY, f"{MINUS}500"),
        (50_000, JPY, "50.000"),
        (200_000, JPY, "200k"),
        (-1_500_000, JPY, f"{MINUS}1,5M"),
        (1_250_000, JPY, "1.250k"),
        (2 * 10**11, EUR, "2bn"),
        (10**17, EUR, "1.000tn"),
        (123_456, JPY, "123.456"),
        (100_000, JPY, "100k"),
    ],
)
def test_a_tick_is_short_and_exact(minor, currency, shown):
    assert show_tick(minor, currency, DOTS) == shown


def test_another_language_has_its_own_units():
    units = {10**4: "\u4e07", 10**8: "\u5104"}
    assert show_tick(2_000_000, JPY, COMMAS, units) == "200\u4e07"
    assert show_tick(500_000_000, JPY, COMMAS, units) == "5\u5104"


@pytest.mark.parametrize(("code", "form"), DATE_FORMS.items())
def test_the_code_of_a_form_of_dates_is_a_date_in_it(code, form):
    assert show_date(TUESDAY, form) == code


def test_days_and_months_have_two_digits_beside_other_numbers():
    shown = [show_date(date(2026, 3, 5), form) for form in DATE_FORMS.values()]
    assert shown == ["2026-03-05", "05.03.2026", "05/03/2026", "03/05/2026", "5 Mar 2026"]


def test_a_date_with_its_weekday_keeps_the_order_of_the_form():
    day_first, month_first = DATE_FORMS["24.11.2026"], DATE_FORMS["11/24/2026"]
    assert show_long_date(TUESDAY, day_first) == "Tue 24 Nov 2026"
    assert show_long_date(TUESDAY, month_first) == "Tue Nov 24, 2026"
    assert show_short_date(TUESDAY, day_first) == "Tue 24 Nov"
    assert show_short_date(TUESDAY, month_first) == "Tue Nov 24"


def test_another_language_brings_its_names_and_its_order():
    form = DATE_FORMS["24 Nov 2026"]
    assert show_short_date(date(2026, 3, 3), form, GERMAN) == "Di, 3. März"
    assert show_date(date(2026, 3, 3), form, GERMAN) == "3 März 2026"
