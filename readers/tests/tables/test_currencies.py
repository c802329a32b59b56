"""What an account was charged is in its own currency, whatever was paid with a card abroad."""

import pytest

from readers.tests.tables.files import accounts_of, faults_of, rows_of

ROWS = [
    *[("29/02/2024", "Market", "-250.40", "-250.40", "UAH", "1749.60")],
    *[("28/02/2024", "Hotel", "-1000.00", "-25.00", "EUR", "2000.00")],
    *[("27/02/2024", "Friend", "3000.00", "3000.00", "UAH", "3000.00")],
]


def table(heading, rows=ROWS, order=(0, 1, 2, 3, 4, 5)):
    lines = [heading, *(",".join(row[place] for place in order) for row in rows)]
    return "\n".join(lines) + "\n"


def money(content):
    return [(str(row.amount), row.currency) for row in rows_of(content)]


WITH_CODE = [
    *["Date,Text,Amount (UAH),Transaction amount,Currency,Balance"],
    *["Date,Text,Card amount (UAH),Amount in operation currency,Currency,Balance"],
    *["Date,Details,Amount in card currency (UAH),Foreign amount,Currency,Balance after"],
    *["Datum,Text,Betrag (UAH),Betrag Frobbed,W\u00e4hrung,Saldo"],
    *["Date,Libell\u00e9,Montant (UAH),Montant en devise,Devise,Solde"],
    *["Fecha,Concepto,Importe (UAH),Importe divisa,Divisa,Saldo"],
    *["Date,Text,Amount UAH,Original amount,Original currency,Balance"],
    *["Date,Text,Billing amount (UAH),Transaction amount,Transaction currency,Balance"],
    "\u0414\u0430\u0442\u0430,Text,\u0421\u0443\u043c\u0430 (UAH),Wibble,Currency,Frob",
    *["Date,Text,Amount (UAH),Frobbed,Currency,Frob"],
]


@pytest.mark.parametrize("heading", WITH_CODE)
@pytest.mark.parametrize("newest_first", [True, False])
def test_the_heading_of_the_amount_says_its_currency(heading, newest_first):
    rows = ROWS if newest_first else ROWS[::-1]
    found = money(table(heading, rows))
    assert found == [(row[2], "UAH") for row in rows]
    assert [(one.key, one.currency) for one in accounts_of(table(heading))] == [("UAH", "UAH")]
    assert "-25.00" in rows_of(table(heading))[1].notes
    assert "EUR" in rows_of(table(heading))[1].notes


@pytest.mark.parametrize("second", ["Frobbed", "Foreign amount", "Amount abroad", "Wibble"])
@pytest.mark.parametrize("balance", ["Balance", "Frob"])
def test_rows_show_whose_currency_it_is(second, balance):
    # By the balance, or as both amounts are the same in one currency alone.
    heading = f"Date,Text,Amount,{second},Currency,{balance}"
    assert money(table(heading)) == [(row[2], "UAH") for row in ROWS]


@pytest.mark.parametrize(
    "heading",
    [
        *["Date,Text,Billing amount,Transaction amount,Transaction currency,Balance"],
        *["Date,Text,Billed amount,Transaction amount,Transaction currency,Frob"],
        *["Date,Text,Settlement amount,Purchase amount,Purchase currency,Balance"],
        *["Date,Text,Amount billed,Transaction amount,Transaction currency,Balance"],
        *["Date,Text,Charged amount,Transaction amount,Transaction currency,Balance"],
        *["Date,Text,Card amount,Transaction amount,Transaction currency,Frob"],
        *["Date,Text,Amount,Foreign amount,Currency,Frob"],
        *["Date,Text,Amount,Original amount,Original currency,Balance"],
        *["Date,Text,Amount,Local currency amount,Local currency,Balance"],
        *["Data,Opis,Kwota w walucie rachunku,Kwota transakcji,Waluta transakcji,Saldo"],
    ],
)
def test_what_was_billed_is_recorded_in_the_currency_of_the_account(heading):
    abroad = [("28/02/2024", "Hotel", "-85.00", "-100.00", "EUR", "15.00")]
    assert money(table(heading, abroad)) == [("-85.00", "")]
    assert [amount for amount, _ in money(table(heading))] == [row[2] for row in ROWS]
    assert faults_of(table(heading)) == []


@pytest.mark.parametrize(
    "name", ["Currency", "Amount currency", "Transaction currency", "W\u00e4hrung"]
)
def test_a_currency_beside_the_only_amount_is_that_of_the_rows(name):
    content = table(f"Date,Text,Amount,{name}", order=(0, 1, 2, 4))
    assert money(content) == [(row[2], row[4]) for row in ROWS]


def test_balances_of_several_currencies_stay_apart():
    rows = [
        *[
            ("26/02/2024", "a", "10.00", "", "EUR", "10.00"),
            ("27/02/2024", "b", "5.00", "", "USD", "5.00"),
        ],
        *[
            ("28/02/2024", "c", "1.00", "", "EUR", "11.00"),
            ("29/02/2024", "d", "2.00", "", "USD", "7.00"),
        ],
    ]
    heading = "Date,Text,Amount,Foreign amount,Fee,Currency,Balance"
    content = table(heading, rows, order=(0, 1, 2, 3, 3, 4, 5))
    assert [code for _, code in money(content)] == ["EUR", "USD", "EUR", "USD"]
