"""Which account a file is of: what names one, and what only looks like a name."""

import json

import pytest

from imports.tests.sending import committed, planned, stored
from tests.cast import made

FIRST, SECOND = "00000012345678901", "00000098765432109"
HEADS = {
    "a colon in a cell": "Account Number,:,{0}\n",
    "a colon in a cell, tabs": "Account Number\t:\t_{0}\n",
    "a dash in a cell": "Account No.,-,{0}\n",
    "an equals sign in a cell": "Account No.,=,{0}\n",
    "a dash between": "Account No. - {0}\n",
    "an equals sign between": "Account number = {0}\n",
    "a colon between": "Account Number: {0}\n",
    "a colon before": "Account Number,:{0}\n",
    "an empty cell": "Account Number,,{0}\n",
    "an apostrophe": "Account Number,'{0}\n",
    "a type beside it": "Account,Current Account,{0}\n",
    "a type before it": "Account Name,Current Account\nAccount Number,{0}\n",
    "a colon before the type": "Konto,:,Girokonto,{0}\n",
    "the person beside it": "Account Name\t:\tDEMO PERSON\nAccount Number\t:\t{0}\n",
    "a code beside it": "Compte,Compte courant,{0},EUR\n",
}
ROWS = [("2024-02-28", "-100.00", "Rent", "900.00"), ("2024-03-01", "250.50", "Pay", "1150.50")]


def statement(head, number):
    mark = "\t" if "\t" in head else ","
    lines = [("Date", "Amount", "Payee", "Balance"), *ROWS]
    return head.format(number) + "\n" + "".join(mark.join(line) + "\n" for line in lines)


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS)
def test_statements_of_two_accounts_go_to_two_accounts(alice, head):
    for number in (FIRST, SECOND):
        done = committed(alice, statement(head, number))
        (account,) = done["accounts"]
        assert account["name"] == number
        assert done["recorded"] == 2
    names = {row["name"]: row["balance"] for row in made(alice.get("accounts/"))["results"]}
    assert (names[FIRST], names[SECOND]) == ("1150.50", "1150.50")


@pytest.mark.one_engine  # names are read before a statement is sent
@pytest.mark.parametrize("nothing", [":", "-", "=", "...", " : ", '"', "\u2014", "|", "::", "$"])
@pytest.mark.parametrize("head", ["Account Number,{0}\n", "Account,{0},{0}\n", "Konto: {0}\n"])
def test_a_cell_without_a_letter_or_digit_names_no_account(alice, head, nothing):
    shown = planned(alice, statement(head, nothing.replace('"', '""""')))
    assert (shown["state"], shown["problem"]["code"]) == ("failed", "account_required")


@pytest.mark.one_engine  # names are read before a statement is sent
@pytest.mark.parametrize("nothing", [":", "-", "=", "--", "\u2013"])
def test_a_column_of_accounts_without_a_letter_or_digit_names_none(alice, nothing):
    text = f"Date,Account,Amount,Payee\n2024-01-05,{nothing},-5.00,Shop\n"
    shown = planned(alice, text)
    assert (shown["state"], shown["problem"]["code"]) == ("failed", "account_required")


def test_an_emoji_is_a_name(alice):
    text = "Date,Account,Amount,Payee\n2024-01-05,\U0001f4b0,-5.00,Shop\n"
    assert committed(alice, text)["accounts"][0]["name"] == "\U0001f4b0"


WALLETS = {
    "paypal": "Date,Time,Name,Type,Status,Currency,Gross,Fee,Net,Transaction ID\n"
    "01/31/2024,10:00:00,Shop,Payment,Completed,EUR,-5.00,0.00,-5.00,A1\n"
    "01/31/2024,10:00:00,Shop,Payment,Completed,USD,-7.00,0.00,-7.00,A2\n",
    "wise": "ID,Status,Direction,Created on,Finished on,Source fee amount,Source fee currency,"
    "Target fee amount,Target fee currency,Source name,Source amount (after fees),Source currency,"
    "Target name,Target amount (after fees),Target currency,Exchange rate,Reference,Batch\n"
    "T1,COMPLETED,OUT,2024-01-31 1:00,2024-01-31 1:01,0,EUR,,,Me,5.00,EUR,Shop,5.00,EUR,1,,\n"
    "T2,COMPLETED,OUT,2024-01-31 1:00,2024-01-31 1:01,0,USD,,,Me,7.00,USD,Shop,7.00,USD,1,,\n",
    "revolut": "Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,"
    "Balance\n"
    "CARD,Current,2024-01-31 10:00:00,2024-01-31 11:00:00,Shop,-5.00,0.00,EUR,COMPLETED,5\n"
    "CARD,Current,2024-01-31 10:00:00,2024-01-31 11:00:00,Shop,-7.00,0.00,USD,COMPLETED,7\n",
}
ONE = "Date,Amount,Currency,Payee\n2024-01-31,-5.00,EUR,Shop\n2024-01-30,-7.00,USD,Shop\n"
OTHERS = {
    "another order": "Payee,Date,Currency,Amount\nShop,2024-01-31,EUR,-5.00\n"
    "Shop,2024-01-30,USD,-7.00\n",
    "other headings": "Datum;Betrag;W\u00e4hrung;Text\n31.01.2024;-5,00;EUR;Shop\n"
    "30.01.2024;-7,00;USD;x\n",
    "a column of accounts": "Date,Amount,Account,Currency,Payee\n2024-01-31,-5.00,EUR,EUR,Shop\n"
    "2024-01-30,-7.00,USD,USD,Shop\n",
}


def test_wallets_of_known_providers_have_accounts_of_their_own(alice):
    keys = {}
    for name, text in WALLETS.items():
        keys[name] = [account["account"] for account in committed(alice, text)["accounts"]]
        assert len(stored(alice)) == 2 * len(keys)
    assert len({number for found in keys.values() for number in found}) == 6
    for name, text in WALLETS.items():
        shown = planned(alice, text)
        assert [account["account"] for account in shown["accounts"]] == keys[name]
        assert shown["rows"]["known"] == 2


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_wallets_of_another_provider_are_asked_about(alice, other):
    made_now = [account["account"] for account in committed(alice, ONE)["accounts"]]
    shown = planned(alice, other)
    assert (shown["state"], shown["problem"]["code"]) == ("failed", "account_required")
    assert shown["problem"]["option"] == "accounts"
    assert len(stored(alice)) == 2
    mine = [alice.account(currency=code)["id"] for code in ("EUR", "USD")]
    mapped = json.dumps(dict(zip(("EUR", "USD"), mine, strict=True)))
    committed(alice, other, accounts=mapped)
    # Which provider's they are is remembered, of both.
    for text, accounts in ((ONE, made_now), (other, mine)):
        assert [one["account"] for one in planned(alice, text)["accounts"]] == accounts


def test_wallets_of_one_provider_go_where_those_of_its_last_file_went(alice):
    first = committed(alice, ONE)["accounts"]
    later = ONE.replace("2024-01", "2024-03")
    assert [one["account"] for one in committed(alice, later)["accounts"]] == [
        one["account"] for one in first
    ]


def test_an_account_is_the_same_in_a_file_with_one_currency_and_in_one_with_several(alice):
    one = "Date,Account,Amount,Currency\n2024-01-05,Main,-5.00,EUR\n"
    two = one + "2024-01-06,Main,-7.00,USD\n"
    first = committed(alice, one)["accounts"][0]["account"]
    assert committed(alice, two)["accounts"][0]["account"] == first
    assert planned(alice, one)["accounts"][0]["account"] == first
    assert len(stored(alice)) == 2


def test_accounts_that_an_own_export_names_by_a_currency_are_found(alice):
    committed(alice, ONE)
    text = alice.get("exports/transactions.csv").getvalue().decode()
    assert planned(alice, text, "transactions.csv")["rows"]["known"] == 2
