"""Dates as few banks write them, dates of the future, and years of another calendar."""

from datetime import UTC, datetime, timedelta

import pytest

from readers.statement import Unreadable
from readers.tables.dates import parts_of
from readers.tests.tables.files import amounts_of, dates_of, faults_of, items_of

WRITTEN = [
    *["2024. 02. 29.", "2024. 2. 29.", "2024.02.29.", "2024. 02. 29. 13:20", "2024 / 02 / 29"],
    *["29. 02. 2024.", "29 / 02 / 2024", "29. 2. 2024", "29.02.2024.", "29 . 02 . 2024"],
    *["29 \u015eub 2024", "29 \u015eubat 2024", "29 feb 2024", "29 februarie 2024"],
    *["29 Februarie 2024", "29 \u0444\u0435\u0432\u0440\u0430\u043b\u044f 2024"],
    *[
        "29 \u03a6\u03b5\u03b2 2024",
        "29 veebruar 2024",
        "29 lutego 2024",
        "2024\u5e742\u670829\u65e5",
    ],
]
TEXT = "Date;Payee;Amount\n{};Bolt;-262 259\n{};Kft;1 500 000\n"


@pytest.mark.parametrize("text", WRITTEN)
def test_dates_are_read_as_people_write_them(text):
    assert dates_of(TEXT.format(text, text)) == ["2024-02-29"] * 2


FORMATS = [
    *[
        ("YYYY. MM. DD.", "2024. 02. 29."),
        ("DD|MM|YYYY", "29|02|2024"),
        ("DD_MM_YYYY", "29_02_2024"),
    ],
    *[("YYYY/DD/MM", "2024/29/02"), ("%d*%m*%Y", "29*02*2024"), ("DD#MM#YY", "29#02#24")],
    *[("(DD) MM YYYY", "(29) 02 2024"), ("YYYY=MM=DD", "2024=02=29"), ("DD,MM,YYYY", "29,02,2024")],
    *[("%d~%m~%y", "29~02~24"), ("DDxMMxYYYY", "29x02x2024")],
]


@pytest.mark.parametrize(("stated", "text"), FORMATS)
def test_a_stated_format_finds_the_column_of_dates(stated, text):
    if stated != "DDxMMxYYYY":
        assert dates_of(TEXT.format(text, text), date_format=stated) == ["2024-02-29"] * 2
        assert dates_of(TEXT.format(text, text).replace("Date", "Frob"), date_format=stated)


def test_a_stated_format_decides_dates_that_could_be_read_otherwise():
    content = TEXT.format("2024/03/02", "2024/04/02")
    assert dates_of(content, date_format="YYYY/DD/MM") == ["2024-02-03", "2024-02-04"]


FUTURE = ["15/02/67", "2067-02-15", "15.02.2067", "2042-03-01", "29 Feb 2088", "15/03/2199"]


@pytest.mark.parametrize("text", FUTURE)
def test_rows_of_the_future_are_asked_about(text):
    content = TEXT.format(text, text)
    with pytest.raises(Unreadable) as asked:
        items_of(content)
    assert (asked.value.code, asked.value.option) == ("future_dates", "calendar")
    assert len(dates_of(content, future_dates=True)) == 2


@pytest.mark.parametrize("text", FUTURE)
def test_a_single_row_of_the_future_is_a_fault(text):
    order = "dmy" if "/" in text else ""
    past = {"/": "28/02/24" if len(text) == 8 else "28/02/2024"}.get(text[2], "2024-02-28")
    content = TEXT.format(text, past) + f"{past};x;-1\n{past};y;-2\n"
    assert faults_of(content, date_order=order) == [(2, "future_date")]
    assert len(amounts_of(content, date_order=order)) == 3


def test_what_is_to_be_booked_soon_or_is_pending_stays():
    soon = datetime.now(UTC).date() + timedelta(days=20)
    later = datetime.now(UTC).date() + timedelta(days=200)
    content = (
        f"Date,Payee,Amount,Status\n{soon},a,-1,Booked\n2024-01-01,b,-2,Booked\n"
        f"2024-01-02,c,-3,Booked\n{later},d,-4,Pending\n"
    )
    assert amounts_of(content) == ["-1", "-2", "-3", "-4"]


@pytest.mark.parametrize(
    "text",
    [
        *("29/02/67", "29/02/2567", "29.02.2567", "2567-02-29", "29-02-67", "29 Feb 67"),
        *("29 Feb 2567", "29-Feb-67", "Feb 29, 2567", "29 February 2567"),
    ],
)
def test_years_of_the_buddhist_era_are_read_where_that_is_stated(text):
    assert dates_of(TEXT.format(text, text), calendar="buddhist") == ["2024-02-29"] * 2


@pytest.mark.parametrize("options", [{"calendar": "x"}, {"future_dates": "yes"}])
def test_options_of_dates_that_mean_nothing_are_refused(options):
    with pytest.raises(Unreadable) as refused:
        items_of(TEXT.format("2024-02-29", "2024-02-29"), **options)
    assert refused.value.option in options


@pytest.mark.parametrize("text", ["2024. 13. 40", "29 zzz 2024", "1. 2.", "12 / 2024"])
def test_other_texts_are_no_dates(text):
    parts = parts_of(text)
    assert parts is None or parts[2] > 12


def test_the_program_s_own_export_may_have_rows_of_the_future():
    head = (
        "date,type,status,payee,description,notes,tags,account,kind,category,amount,currency,"
        "home_amount,home_currency,rate,posting_description,transaction,posting"
    )
    row = "2099-01-01,expense,cleared,Shop,,,,Cash,expense,Food,-1.00,EUR,-1.00,EUR,1,,7,8"
    assert dates_of(f"{head}\n{row}\n") == ["2099-01-01"]
