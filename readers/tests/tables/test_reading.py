"""A table is understood by its header, its cells and all of its rows together."""

import pytest

from readers.statement import BalanceKind
from readers.tables.delimited import understood
from readers.tables.grid import EXCEL_EPOCH, Lines
from readers.tables.layout import Layout
from readers.tables.reader import guess, read_table
from readers.tests.tables.files import (
    accounts_of,
    amounts_of,
    balances_of,
    dates_of,
    faults_of,
    refused,
    rows_of,
    source_of,
    warnings_of,
)

PLAIN = "Date,Payee,Description,Amount\n2024-01-31,Shop,Bread,-1.50\n2024-02-01,Boss,Pay,100\n"


def test_a_plain_table_is_read():
    first, second = rows_of(PLAIN)
    assert (first.line, first.date.isoformat(), str(first.amount)) == (2, "2024-01-31", "-1.50")
    assert (first.payee, first.description, first.currency) == ("Shop", "Bread", "")
    assert str(second.amount) == "100"


@pytest.mark.parametrize(
    "header",
    [
        "Buchungstag;Empf\u00e4nger;Verwendungszweck;Betrag (EUR)",
        "Date op\u00e9ration;Tiers;Libell\u00e9;Montant (EUR)",
        "Fecha operaci\u00f3n;Beneficiario;Concepto;Importe (EUR)",
        "Data contabile;Controparte;Causale;Importo (EUR)",
        "Boekdatum;Naam tegenpartij;Omschrijving;Bedrag (EUR)",
        "Data do movimento;Benefici\u00e1rio;Descri\u00e7\u00e3o;Montante (EUR)",
        "Data ksi\u0119gowania;Odbiorca;Tytu\u0142;Kwota EUR",
        "Bokf\u00f6ringsdag;Mottagare;Meddelande;Belopp EUR",
        "Bokf\u00f8rt dato;Mottaker;Beskrivelse;Bel\u00f8p EUR",
        "Bogf\u00f8rt dato;Modtager;Tekst;Bel\u00f8b EUR",
        "Kirjausp\u00e4iv\u00e4;Saaja;Viesti;M\u00e4\u00e4r\u00e4 EUR",
        "Datum pohybu;N\u00e1zev proti\u00fa\u010dtu;Zpr\u00e1va;\u010c\u00e1stka (EUR)",
        "Booking date;Payee;Purpose;Amount (EUR)",
        "Kuup\u00e4ev;Saaja/Maksja;Selgitus;Summa EUR",
        "Datums;Sa\u0146\u0113m\u0113js;Inform\u0101cija sa\u0146\u0113m\u0113jam;Summa EUR",
        "Data;Gav\u0117jas;Paai\u0161kinimai;Suma EUR",
        "Data tranzac\u021biei;Beneficiar;Detalii;Suma EUR",
        "Datum knji\u017eenja;Primatelj;Opis pla\u0107anja;Iznos EUR",
        "Tarih;Al\u0131c\u0131;A\u00e7\u0131klama;Tutar EUR",
    ],
)
def test_headers_of_many_languages_are_known(header):
    (row,) = rows_of(f"{header}\n31.01.2024;Anna;Rent;-1.234,50\n")
    assert (row.date.isoformat(), str(row.amount), row.currency) == (
        "2024-01-31",
        "-1234.50",
        "EUR",
    )
    assert (row.payee, row.description) == ("Anna", "Rent")


def test_the_booking_date_is_preferred_to_the_value_date():
    table = "Value date,Booking date,Text,Amount\n2024-02-02,2024-02-01,x,-1.00\n"
    assert dates_of(table) == ["2024-02-01"]


def test_another_date_stands_in_where_the_booking_date_is_empty():
    table = "Booking date,Value date,Text,Amount\n,2024-02-01,x,1.00\n2024-02-03,,y,-2.00\n"
    assert dates_of(table) == ["2024-02-01", "2024-02-03"]


def dated(*days):
    return "Date,Text,Amount\n" + "".join(f"{day},x,-1.00\n" for day in days)


def test_one_day_beyond_twelve_decides_for_all_dates():
    assert dates_of(dated("01/02/2024", "13/02/2024")) == ["2024-02-01", "2024-02-13"]
    assert dates_of(dated("01/02/2024", "02/13/2024")) == ["2024-01-02", "2024-02-13"]


def test_the_order_in_which_the_table_is_sorted_decides_where_no_day_does():
    days = ("01/02/2024", "02/01/2024", "03/01/2024")
    assert dates_of(dated("01/12/2023", "02/01/2024", "01/02/2024")) == [
        *("2023-12-01", "2024-01-02", "2024-02-01")
    ]
    assert dates_of(dated(*days)) == ["2024-01-02", "2024-02-01", "2024-03-01"]


def test_dates_that_nothing_decides_are_asked_for():
    table = dated("01/02/2024", "03/04/2024")
    assert refused(table) == ("ambiguous_dates", "date_order")
    assert dates_of(table, date_order="dmy") == ["2024-02-01", "2024-04-03"]
    assert dates_of(table, date_order="mdy") == ["2024-01-02", "2024-03-04"]
    assert dates_of(table, date_format="MM/DD/YYYY") == ["2024-01-02", "2024-03-04"]


def test_dates_that_contradict_each_other_are_asked_for():
    assert refused(dated("13/01/2024", "01/13/2024")) == ("ambiguous_dates", "date_order")


def test_a_decimal_comma_and_dots_show_that_the_day_is_first():
    assert dates_of("Date;Amount;Text\n01/02/2024;1,50;x\n03/04/2024;-2,50;y\n")[0] == "2024-02-01"
    assert dates_of(dated("01.02.2024", "03.04.2024"))[0] == "2024-02-01"


def test_a_date_that_there_is_not_is_a_fault_and_the_rest_goes_on():
    table = dated("2024-02-30", "2024-02-28", "hello")
    assert (faults_of(table), dates_of(table)) == ([(2, "no_date"), (4, "no_date")], ["2024-02-28"])


def numbered(*amounts, header="Date;Text;Amount"):
    return header + "\n" + "".join(f"2024-01-01;x;{amount}\n" for amount in amounts)


def test_one_number_decides_for_all():
    assert amounts_of(numbered("1.234", "-2.000,50")) == ["1234", "-2000.50"]
    assert amounts_of(numbered("1,234", "-12.50")) == ["1234", "-12.50"]


def test_numbers_that_nothing_decides_are_asked_for():
    assert refused(numbered("1.234", "-500")) == ("ambiguous_numbers", "decimal_sign")
    assert amounts_of(numbered("1.234", "-500"), decimal_sign=",") == ["1234", "-500"]
    assert amounts_of(numbered("1.234", "-500"), decimal_sign=".") == ["1.234", "-500"]


def test_numbers_that_contradict_each_other_are_asked_for():
    assert refused(numbered("1.50", "1,50")) == ("ambiguous_numbers", "decimal_sign")


def test_a_currency_without_decimals_decides():
    assert amounts_of(numbered("1.234", "-500", header="Date;Text;Amount (JPY)")) == [
        "1234",
        "-500",
    ]


def test_more_decimals_than_the_currency_has_are_kept():
    assert amounts_of(numbered("1.2345", "-2.50")) == ["1.2345", "-2.50"]


def test_an_amount_that_is_none_is_a_fault():
    assert faults_of(numbered("-1.50", "abc", "", "1.5.0")) == [
        *((3, "no_amount"), (4, "no_amount"), (5, "no_amount"))
    ]


def test_lines_without_a_date_above_the_first_row_are_faults():
    table = "{}Pending,Shop,-5.00\n2024-01-30,Pay,7.00\n2024-01-31,Shop,-1.00\n"
    for heading, line in (("Done on,What,How much\n", 2), ("", 1), ("Date,Text,Amount\n", 2)):
        assert faults_of(table.format(heading)) == [(line, "no_date")]
        assert amounts_of(table.format(heading)) == ["7.00", "-1.00"]


def test_texts_under_unknown_names_describe_the_row_where_nothing_else_does():
    head = "Date,Kind of thing,Seen,Words of ours,Amount"
    table = f"{head}\n2024-01-31,Food,No,Bread and butter,-1\n2024-02-01,Home,No,A lamp,-2\n"
    assert [row.description for row in rows_of(table)] == ["Food Bread and butter", "Home A lamp"]
    known = table.replace("Words of ours", "Payee")
    first, _ = rows_of(known)
    assert (first.payee, first.description) == ("Bread and butter", "")


BALANCED = """Date,Text,Amount,Balance
2024-01-03,c,-30.00,60.00
2024-01-02,b,-10.00,90.00
2024-01-01,a,50.00,100.00
"""


def test_running_balances_come_with_their_rows_and_give_the_first_and_the_last():
    assert balances_of(BALANCED, BalanceKind.RUNNING) == ["60.00", "90.00", "100.00"]
    assert balances_of(BALANCED, BalanceKind.OPENING) == ["50.00"]
    assert balances_of(BALANCED, BalanceKind.CLOSING) == ["60.00"]
    assert understood(source_of(BALANCED), {}).newest_first


def test_the_running_balance_shows_amounts_that_are_turned():
    turned = BALANCED.replace(",-", ",~").replace("50.00,1", "-50.00,1").replace("~", "")
    assert amounts_of(turned) == ["-30.00", "-10.00", "50.00"]
    assert understood(source_of(turned), {}).invert


def test_amounts_are_turned_where_the_caller_says_so():
    assert amounts_of(PLAIN, invert=True) == ["1.50", "-100"]


def test_no_balance_is_made_up_where_the_running_balance_does_not_follow():
    table = BALANCED.replace("90.00", "91.00").replace("60.00", "17.00")
    assert balances_of(table, BalanceKind.OPENING) == []
    assert balances_of(table, BalanceKind.RUNNING) == ["17.00", "91.00", "100.00"]


def test_lines_before_the_header_tell_the_account_its_currency_and_its_balances():
    table = (
        "Account;DE89 3704 0044 0532 0130 00\nCurrency;EUR\nOpening balance;100,00;EUR\n\n"
        "Date;Text;Amount\n31.01.2024;x;-1,50\n"
    )
    (account,) = accounts_of(table)
    assert (account.key, account.number, account.currency) == (
        *["DE89370400440532013000"] * 2,
        "EUR",
    )
    (row,) = rows_of(table)
    assert (row.account, row.currency, row.line) == ("DE89370400440532013000", "EUR", 6)
    assert balances_of(table, BalanceKind.OPENING) == ["100.00"]


def test_headers_once_more_totals_and_notes_are_passed_over_aloud():
    table = (
        PLAIN
        + "Date,Payee,Description,Amount\n2024-02-02,a,b,3\nTotal,,,101.50\nPrinted today,,,\n"
    )
    assert amounts_of(table) == ["-1.50", "100", "3"]
    assert (warnings_of(table), faults_of(table)) == (["skipped_lines"], [])


def test_a_line_of_a_balance_is_a_balance_and_no_row():
    table = "Date,Text,Amount\n2024-01-01,Opening balance,100.00\n2024-01-02,x,-1.00\n"
    assert (amounts_of(table), balances_of(table, BalanceKind.OPENING)) == (["-1.00"], ["100.00"])


def test_a_line_of_nothing_but_text_goes_on_with_the_row_before():
    table = "Date,Text,Amount\n2024-01-01,Shop,-1.00\n,in Berlin,\n2024-01-02,y,2.00\n"
    assert [row.description for row in rows_of(table)] == ["Shop in Berlin", "y"]


def test_a_line_with_too_many_or_too_few_cells_is_a_fault():
    table = PLAIN + "2024-02-02,a,b,c,3.00\n2024-02-03,a,b\n2024-02-04,a,b,4.00,,\n"
    assert faults_of(table) == [(4, "wrong_width"), (5, "wrong_width")]
    assert amounts_of(table) == ["-1.50", "100", "4.00"]


def test_an_amount_cut_by_its_own_separator_is_a_fault_and_shifts_nothing():
    table = "Date,Text,Amount,Balance\n2024-01-01,x,1.00,2,345.00\n2024-01-02,y,-2.00,2343.00\n"
    assert (faults_of(table), amounts_of(table)) == ([(2, "wrong_width")], ["-2.00"])


def test_a_column_of_account_numbers_is_of_others_where_it_is_not_always_filled():
    table = "Date,Text,Amount,Account number\n2024-01-01,x,-1.00,123\n2024-01-02,y,2.00,\n"
    assert accounts_of(table) == []
    assert [row.notes for row in rows_of(table)] == ["Account number: 123", ""]


def test_what_is_pending_does_not_break_the_running_balance():
    table = (
        "Date,Text,Amount,Balance,Status\n2024-01-01,a,1.00,10.00,Completed\n"
        "2024-01-02,b,2.00,12.00,Completed\n2024-01-03,c,-5.00,12.00,Pending\n"
    )
    assert balances_of(table, BalanceKind.OPENING) == ["9.00"]
    assert balances_of(table, BalanceKind.CLOSING) == ["12.00"]


def test_a_table_without_header_is_understood_by_its_cells():
    table = "2024-01-01,-5.00,Shop,95.00\n2024-01-02,10.00,Boss,105.00\n2024-01-03,-1.00,x,104.00\n"
    assert amounts_of(table) == ["-5.00", "10.00", "-1.00"]
    assert [row.description for row in rows_of(table)] == ["Shop", "Boss", "x"]
    assert balances_of(table, BalanceKind.OPENING) == ["100.00"]


def test_columns_that_cannot_be_told_apart_are_asked_for():
    table = "2024-01-01,5.00,Shop,7.50\n2024-01-02,6.00,Boss,1.50\n"
    assert refused(table) == ("unknown_columns", "columns")
    assert amounts_of(table, columns={"amount": 4}, invert=False) == ["7.50", "1.50"]


def test_columns_are_stated_by_name_or_place():
    columns = {"date": 1, "amount": "Amount", "description": ["Payee", "Description"]}
    assert [row.description for row in rows_of(PLAIN, columns=columns)] == [
        "Shop Bread",
        "Boss Pay",
    ]


@pytest.mark.parametrize(
    ("options", "option"),
    [
        ({"columns": {"amount": "Nope"}}, "columns"),
        ({"columns": {"amount": 9}}, "columns"),
        ({"columns": {"colour": 1}}, "columns"),
        ({"columns": {"amount": 1.5}}, "columns"),
        ({"columns": "Amount"}, "columns"),
        ({"date_order": "ydm"}, "date_order"),
        ({"decimal_sign": ";"}, "decimal_sign"),
        ({"invert": "yes"}, "invert"),
        ({"header": 99}, "header"),
        ({"header": "first"}, "header"),
        ({"skip_rows": -1}, "skip_rows"),
        ({"currency": "XQZ"}, "currency"),
        ({"date_format": "MM"}, "date_format"),
    ],
)
def test_an_option_that_means_nothing_is_refused(options, option):
    assert refused(PLAIN, **options)[1] == option


def test_the_header_can_be_stated_and_lines_skipped():
    table = "Date,Amount,Text\n2020-01-01,1,old\n" + PLAIN
    assert amounts_of(table, header=3) == ["-1.50", "100"]
    assert amounts_of(table, skip_rows=2) == ["-1.50", "100"]


def test_a_layout_comes_back_from_its_plain_values():
    layout = understood(source_of(PLAIN), {})
    assert Layout.from_dict(layout.as_dict()) == layout
    assert layout.columns["amount"] == (4,)


def test_dates_and_numbers_of_a_spreadsheet_are_read():
    lines = [["Date", "Text", "Amount"], ["45322", "x", "-1.5"], ["2024-02-01", "y", "1.234"]]
    grid = Lines(lines, EXCEL_EPOCH)
    rows = [item for item in read_table(grid, {}) if hasattr(item, "amount")]
    assert [(row.date.isoformat(), str(row.amount)) for row in rows] == [
        *(("2024-01-31", "-1.5"), ("2024-02-01", "1.234"))
    ]
    assert guess(grid, {}).decimal_sign == "."
