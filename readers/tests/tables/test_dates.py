"""Dates are read in all the ways that they are written, and refused where they are not valid."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readers.statement import Unreadable
from readers.tables.dates import date_parser, looks_like_date, strptime_format
from readers.tables.grid import EXCEL_EPOCH

DAY = date(2024, 3, 5)
DAY_FIRST = date_parser("dmy")


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2024-03-05",
            "2024/03/05",
            "2024.03.05",
            "2024.03.05.",
            "2024:03:05",
            "20240305",
            "5.3.2024",
            "05.03.24",
        ),
        *("05/03/2024", "05-03-2024", "05. 03. 2024", "5 Mar 2024", "5-Mar-24", "05MAR2024"),
        *("Mar 5, 2024", "March 5, 2024", "5 March 2024", "5. M\u00e4rz 2024", "5 mars 2024"),
        *(
            "5 de marzo de 2024",
            "5 marzo 2024",
            "5 mrt 2024",
            "5 mrt. 2024",
            "5 de mar\u00e7o de 2024",
        ),
        *(
            "5 marca 2024",
            "5. b\u0159ezna 2024",
            "5 maaliskuuta 2024",
            "5. mars 2024",
            "5th Mar 2024",
        ),
        *(
            "2024-03-05T10:20:30Z",
            "2024-03-05 23:59:59 +0200",
            "05.03.2024 10:20",
            "20240305102030",
        ),
        *(
            "Tue, 5 Mar 2024",
            "2024\u5e743\u67085\u65e5",
            " 2024-03-05 ",
            '="05.03.2024"',
            "05032024",
        ),
    ],
)
def test_a_date_is_read(text):
    assert DAY_FIRST(text) == DAY
    assert looks_like_date(text)


def test_a_long_number_that_begins_like_a_date_is_none():
    assert not looks_like_date("2024030500041787")


@pytest.mark.parametrize(
    ("text", "order"),
    [("03/05/2024", "mdy"), ("3/5/24", "mdy"), ("24-03-05", "ymd"), ("03/05/2024 10:00 PM", "mdy")],
)
def test_the_order_decides(text, order):
    assert date_parser(order)(text) == DAY


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "00000000",
            "20240231",
            "31.02.2024",
            "2024-13-01",
            "32/01/2024",
            "1.2",
            "12.50",
            "hello",
        ),
        *("0000-00-00", "1899-12-31", "2201-01-01", "5 Foo 2024", "99999999", "9" * 500, "5/6"),
    ],
)
def test_what_is_no_date_is_none(text):
    assert DAY_FIRST(text) is None


def test_a_year_of_two_digits_is_of_this_century_up_to_69():
    assert [DAY_FIRST(f"01.02.{year}").year for year in ("00", "69", "70", "99")] == [
        *(2000, 2069, 1970, 1999)
    ]


def test_a_day_number_is_a_date_in_a_spreadsheet_only():
    assert date_parser("dmy", epoch=EXCEL_EPOCH)("45356") == DAY
    assert DAY_FIRST("45356") is None


@pytest.mark.parametrize("stated", ["DD.MM.YYYY", "dd.MM.yyyy", "%d.%m.%Y"])
def test_a_stated_format_is_kept_to(stated):
    parse = date_parser("", stated)
    assert parse("05.03.2024") == DAY
    assert parse("2024-03-05") is None


@pytest.mark.parametrize("stated", ["MM", "%d.%m", "nonsense", "%Y-%m-%d %"])
def test_a_format_without_a_whole_date_is_refused(stated):
    with pytest.raises(Unreadable) as refused:
        strptime_format(stated)
    assert refused.value.option == "date_format"


@given(st.dates(date(1970, 1, 1), date(2069, 12, 31)))
def test_every_day_comes_back(day):
    assert DAY_FIRST(f"{day:%d.%m.%Y}") == day
    assert DAY_FIRST(f"{day:%d/%m/%y}") == day
    assert date_parser("mdy")(f"{day:%m-%d-%Y}") == day
    assert DAY_FIRST(f"{day:%d %b %Y}") == day


@given(st.text(alphabet="0123456789./- :TZMarz,\u5e74", max_size=70))
def test_any_text_is_a_date_or_none(text):
    assert DAY_FIRST(text) is None or isinstance(DAY_FIRST(text), date)
