"""Which way the money of a row goes, and in which currency, as a whole table shows."""

import pytest

from readers.statement import BalanceKind
from readers.tests.tables.files import (
    amounts_of,
    balances_of,
    faults_of,
    refused,
    rows_of,
    warnings_of,
)


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Debit,Credit", ("10.00,", ",20.00")),
        ("Paid out,Paid in", ("10.00,0.00", "0.00,20.00")),
        ("Withdrawals,Deposits", ("-10.00,", ",20.00")),
        ("Debit,Credit", ("10.00,", ",-20.00")),
        ("Soll,Haben", ("10.00,-", "-,20.00")),
        ("Outflow,Inflow", ("$10.00,$0.00", "$0.00,$20.00")),
    ],
)
def test_debit_and_credit_columns_are_signed_as_the_whole_table_shows(header, cells):
    lines = "".join(f"2024-01-01,x,{pair}\n" for pair in (*cells, *cells))
    assert amounts_of(f"Date,Text,{header}\n{lines}")[:2] == ["-10.00", "20.00"]


def test_both_a_debit_and_a_credit_are_a_fault_and_so_is_neither():
    table = "Date,Text,Debit,Credit\n2024-01-01,x,1.00,2.00\n2024-01-01,y,,\n2024-01-02,z,3.00,\n"
    assert faults_of(table) == [(2, "two_amounts"), (3, "no_amount")]
    assert amounts_of(table) == ["-3.00"]


def test_debits_alone_leave_the_account():
    assert amounts_of(
        "Date,Text,Charge\n2024-01-01,x,5.00\n2024-01-02,y,-2.00\n2024-01-03,z,1\n"
    ) == [*("-5.00", "2.00", "-1")]


@pytest.mark.parametrize(
    ("name", "out", "into"),
    [
        *[("S/H", "S", "H"), ("D/C", "D", "C"), ("CR/DR", "DR", "CR"), ("Af Bij", "Af", "Bij")],
        *[("Debit/Credit", "debit", "credit"), ("Sign", "-", "+"), ("Soll/Haben", "Soll", "Haben")],
        *[
            ("Direction", "OUT", "IN"),
            ("Type", "Expense", "Income"),
            ("Indicator DC", "DBIT", "CRDT"),
        ],
    ],
)
def test_a_column_of_signs_is_applied(name, out, into):
    name = "D/C" if name == "Indicator DC" else name
    table = f"Date,Text,Amount,{name}\n2024-01-01,x,5.00,{out}\n2024-01-02,y,7.00,{into}\n"
    assert amounts_of(table) == ["-5.00", "7.00"]


def test_a_column_of_signs_is_left_alone_where_the_numbers_are_signed():
    table = "Date,Text,Amount,Type\n2024-01-01,x,-5.00,DEBIT\n2024-01-02,y,7.00,CREDIT\n"
    assert amounts_of(table) == ["-5.00", "7.00"]


def test_a_column_of_signs_is_one_whatever_it_is_called():
    table = "Date,Text,Amount,Flag\n2024-01-31,Shop,1.50,D\n2024-02-01,Boss,100,K\n"
    assert amounts_of(table) == ["-1.50", "100"]
    # One word beside some of the rows says that the others go the other way.
    assert amounts_of(table.replace("D\n", "\n")) == ["-1.50", "100"]
    # Where the numbers have signs, or all rows have one word, it is not a direction.
    assert amounts_of(table.replace(",1.50", ",-1.50")) == ["-1.50", "100"]
    assert refused(table.replace("K\n", "D\n")) == ("unknown_direction", "invert")


@pytest.mark.parametrize(
    ("rows", "amounts"),
    [
        # On the statement of a card the word and the sign say the same, each in its way.
        (("5.00,DEBIT", "-7.00,CREDIT"), ["-5.00", "7.00"]),
        (("5.00,DEBIT", "7.00,CREDIT"), ["-5.00", "7.00"]),
        (("-5.00,DEBIT", "7.00,CREDIT"), ["-5.00", "7.00"]),
        # An empty cell says what no word does.
        (("5.00,", "7.00,CR"), ["-5.00", "7.00"]),
        (("5.00,DR", "7.00,"), ["-5.00", "7.00"]),
        (("-5.00,", "7.00,CR"), ["-5.00", "7.00"]),
    ],
)
def test_words_and_signs_beside_each_other_are_weighed_over_the_whole_table(rows, amounts):
    table = "".join(f"2024-01-3{n},Shop,{row}\n" for n, row in enumerate(rows))
    for name in ("CR/DR", "") if ",\n" in table else ("CR/DR",):
        assert amounts_of(f"Date,Text,Amount,{name}\n{table}") == amounts


@pytest.mark.parametrize("mark", ["+ 7.00", "7.00 CR", "+7.00"])
def test_one_mark_of_what_arrives_says_that_the_others_leave(mark):
    table = f"Date,Text,Amount\n2024-01-30,Shop,5.00\n2024-01-31,Pay,{mark}\n"
    assert amounts_of(table) == ["-5.00", "7.00"]
    assert amounts_of(table.replace("5.00", "-5.00")) == ["-5.00", "7.00"]
    assert warnings_of(table) == []


def test_a_column_of_what_arrives_alone_keeps_its_signs():
    table = "Date,Payee,Inflow\n2024-01-29,A,-3.00\n2024-01-30,B,9.00\n2024-01-31,C,-5.00\n"
    assert amounts_of(table) == ["-3.00", "9.00", "-5.00"]


def test_totals_that_each_row_says_once_more_are_not_its_amount():
    table = "Date,Income,Expenses,Amount\n2024-01-30,15,{0},10\n2024-01-31,15,{0},-5\n"
    assert amounts_of(table.format(5)) == amounts_of(table.format(0)) == ["10", "-5"]
    pair = "Date,Income,Expenses,Amount\n2024-01-30,10,0.00,10\n2024-01-31,0.00,5,5\n"
    assert amounts_of(pair) == ["10", "-5"]


def test_signs_of_one_currency_say_which_it_is():
    table = "Date,Text,Amount\n2024-01-30,Pay,\u00a37.00\n2024-01-31,Shop,-\u00a31.00\n"
    assert {row.currency for row in rows_of(table)} == {"GBP"}
    assert {row.currency for row in rows_of(table.replace("\u00a3", "$"))} == {""}


def test_a_table_without_any_sign_is_asked_about():
    table = "Date,Payee,Amount\n2024-01-31,Shop,1.50\n2024-02-01,Shop,2.50\n"
    assert refused(table) == ("unknown_direction", "invert")
    assert amounts_of(table, invert=True) == ["-1.50", "-2.50"]
    assert amounts_of(table, invert=False) == ["1.50", "2.50"]
    assert amounts_of(table.replace(",1.50", ",-1.50")) == ["-1.50", "2.50"]
    assert amounts_of(table.replace(",1.50", ",+1.50").replace(",2", ",+2")) == ["1.50", "2.50"]
    assert amounts_of(table.replace("Amount", "Debit")) == ["-1.50", "-2.50"]
    proved = "Date,Payee,Amount,Balance\n2024-01-31,A,1,5\n2024-02-01,B,2,7\n"
    assert amounts_of(proved) == ["1", "2"]


@pytest.mark.parametrize(
    "spent",
    [
        *["-1.50", "1.50-", "(1.50)", "<1.50>", "\u20131.50", "\u22121.50", "\uff0d1.50"],
        *["\u20101.50", "\ufe631.50", "1.50 DR", "1.50 D", "1.50 S", "-$1.50", "USD -1.50"],
    ],
)
def test_whatever_says_that_an_amount_leaves_is_a_sign(spent):
    table = f"Date,Payee,Amount\n2024-01-31,Shop,{spent}\n2024-02-01,Pay,2.50\n"
    assert amounts_of(table) == ["-1.50", "2.50"]


@pytest.mark.parametrize("amount", ["12.-", "12.--", "12.00 USD", "USD 12.00"])
def test_dashes_for_decimals_and_codes_of_currencies_are_no_signs(amount):
    table = f"Date,Payee,Amount\n2024-01-31,Shop,{amount}\n2024-02-01,Pay,{amount}\n"
    assert refused(table) == ("unknown_direction", "invert")


def test_few_amounts_with_a_minus_are_told():
    rows = "".join(f"2024-01-{day},Shop,{day}.00\n" for day in range(10, 20))
    assert warnings_of(f"Date,Payee,Amount\n{rows}2024-01-31,Shop,-1.50\n") == ["mostly_income"]


def test_a_column_of_currencies_is_one_where_none_of_them_is_listed():
    table = "Date,Payee,Amount,Currency\n2012-01-31,Shop,-1.50,XTS\n2012-02-01,Shop,-2,XTS\n"
    assert faults_of(table) == [(2, "unknown_currency"), (3, "unknown_currency")]
    assert [row.currency for row in rows_of(table.replace("XTS", "\u20ac"))] == ["EUR", "EUR"]


def test_a_word_that_is_no_sign_is_a_fault():
    lines = "".join(f"2024-01-0{n},x,5.00,D\n" for n in range(1, 7))
    assert faults_of(f"Date,Text,Amount,D/C\n{lines}2024-01-08,y,1.00,?\n") == [(8, "no_sign")]


def test_debit_and_credit_without_names_are_told_apart_by_the_balance():
    table = "2024-01-03,a,5.00,,95.00\n2024-01-02,b,,40.00,100.00\n2024-01-01,c,1.00,,60.00\n"
    assert amounts_of(table) == ["-5.00", "40.00", "-1.00"]


@pytest.mark.parametrize(("none", "minus"), [("", ""), ("0", ""), ("0,00", "-"), ("", "-")])
def test_debit_and_credit_without_names_are_told_apart_by_one_of_each(none, minus):
    table = (
        f"01.02.2024;Pay;{none};500,00;500,00\n02.02.2024;Shop;{minus}20,00;{none};480,00\n"
        f"03.02.2024;Shop;{minus}80,00;{none};400,00\n"
    )
    assert amounts_of(table) == ["500.00", "-20.00", "-80.00"]


def test_a_table_with_hardly_a_minus_says_that_it_is_taken_for_income():
    spent = "".join(f"2024-01-0{day},Shop,{day}.50\n" for day in range(1, 6))
    card = f"Date,Payee,Amount\n{spent}2024-01-07,THANK YOU,-17.50\n"
    assert warnings_of(card) == ["mostly_income"]
    assert (
        warnings_of(card.replace("THANK YOU,-17", "A,-1\n2024-01-08,B,-1\n2024-01-09,C,-1")) == []
    )


def test_a_fee_counts_where_the_balance_shows_it():
    table = (
        "Data,Descri\u00e7\u00e3o,Montante,Comiss\u00e3o,Saldo\n2024-01-30,A,16.94,0.17,16.77\n"
        "2024-01-31,B,-5.00,{},{}\n"
    )
    assert amounts_of(table.format("0.00", "11.77")) == ["16.94", "-5.00"]
    assert amounts_of(table.format("1.00", "10.77")) == ["16.77", "-6.00"]
    assert balances_of(table.format("1.00", "10.77"), BalanceKind.OPENING) == ["0.00"]


@pytest.mark.parametrize(
    ("heading", "rows"),
    [
        ("Datum;Text;Gutschrift in CHF;Lastschrift in CHF", ("Lohn;2987;", "Laden;;-17.9")),
        ("Dato;Forklaring;Uttak fra konto;Innskudd p\u00e5 konto", ("Inn;;2987", "Kj;17,9;")),
        ("Booking date;Text;Credit in CHF;Debit in CHF;Value",
         ("Pay;2987;;31.12.2022", "Shop;;-17.9;31.12.2022")),
    ],
)  # fmt: skip
def test_columns_for_both_directions_are_known_with_a_currency_and_whole_numbers(heading, rows):
    table = "".join(f"3{n}.12.2022;{row}\n" for n, row in enumerate(rows))
    assert amounts_of(f"{heading}\n{table}") == ["2987", "-17.9"]


def test_a_column_of_account_numbers_is_no_payee():
    table = (
        "Date;Amount;Counterparty;Name\n2024-10-04;-5,00;NL00TEST0000000001;Caf\u00e9\n"
        "2024-10-05;25,00;6219.12.77436;Employer\n"
    )
    assert [row.payee for row in rows_of(table)] == ["Caf\u00e9", "Employer"]
    assert rows_of(table)[0].notes == "Counterparty: NL00TEST0000000001"


def test_a_program_that_writes_spending_without_a_minus_is_known():
    table = (
        "date,name,amount,status,category,parent category,excluded,tags,type,account,"
        "account mask,note,recurring\n"
        "2026-07-10,Safeway,42.50,posted,Groceries,Food,,,regular,Checking,1234,,\n"
        "2026-07-11,Employer,-2000.00,posted,Paycheck,Income,,,income,Checking,1234,,\n"
    )
    assert amounts_of(table) == ["-42.50", "2000.00"]


def test_a_column_that_says_whether_a_row_is_a_transfer_names_no_account():
    table = (
        "account;category;amount;type;date;transfer\n"
        "Efectivo;Comida;3.00;Gastos;2024-02-03;false\n"
        "Efectivo;Salario;400.00;Ingresos;2024-02-04;true\n"
    )
    assert amounts_of(table) == ["-3.00", "400.00"]
    assert [row.other_account for row in rows_of(table)] == ["", ""]
