"""Cells of workbooks: numbers, dates and times, and the formats that make the one the other."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readers.tables.grid import EXCEL_EPOCH
from readers.tables.sheets import date_text, number_text, time_text
from readers.tables.xlsx_parts import kind_of_format


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("12.1", "12.1"),
        ("0.30000000000000004", "0.3"),
        ("12.100000000000001", "12.1"),
        ("-1234567.8900000001", "-1234567.89"),
        ("1.2345E3", "1234.5"),
        ("1E-7", "0.0000001"),
        ("1E+22", "10000000000000000000000"),
        ("9.9999999999999995e-45", "0"),
        ("1234567890123456", "1234567890123456"),
        ("100.50", "100.50"),
        ("NaN", "NaN"),
        ("word", "word"),
        ("1e999999999", "1e999999999"),
    ],
)
def test_numbers_are_shown_as_a_spreadsheet_shows_them(kept, shown):
    assert number_text(kept) == shown


@given(st.integers(-(10**14), 10**14))
def test_every_amount_comes_through_the_binary_number_that_it_was_kept_in(cents):
    assert Decimal(number_text(repr(cents / 100))) == Decimal(cents) / 100


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("45322", "2024-01-31"),
        ("45322.604166666664", "2024-01-31 14:30:00"),
        ("45322.99999999999", "2024-02-01"),
        ("1", "1900-01-01"),
        ("59", "1900-02-28"),
        ("60", "60"),
        ("61", "1900-03-01"),
        ("2958465", "9999-12-31"),
        ("2958466", "2958466"),
        ("-1", "-1"),
        ("1e400", "1e400"),
        ("soon", "soon"),
    ],
)
def test_serial_dates_are_days(kept, shown):
    assert date_text(kept, EXCEL_EPOCH) == shown


def test_serial_dates_of_1904_are_days():
    assert date_text("43860", date(1904, 1, 1)) == "2024-01-31"
    assert date_text("0", date(1904, 1, 1)) == "1904-01-01"


def test_parts_of_a_day_are_times():
    assert [time_text(text) for text in ("0.604166666666667", "1.5", "x", "1e999")] == [
        *("14:30:00", "1.5", "x", "1e999")
    ]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("dd/mm/yyyy", "date"),
        ("[$-407]d. mmmm yyyy", "date"),
        ("yyyy\\-mm\\-dd;@", "date"),
        ("mmm", "date"),
        ("h:mm", "time"),
        ("mm:ss.0", "time"),
        ("[h]:mm", ""),
        ("General", ""),
        ("#,##0.00", ""),
        ('0.00 "days"', ""),
        ("0.00\\d", ""),
        ("[Red]-0.00", ""),
        ('#,##0.00\\ "Kč"', ""),
        ("[$€-2] #,##0.00", ""),
    ],
)
def test_formats_are_dates_or_not(code, kind):
    assert kind_of_format(code) == kind
