"""An exchange between two own currencies is a transfer, or is suggested as one."""

import pytest

from imports.tests.sending import committed, planned, rows_of, table
from tests.cast import made

MARCH = "reports/monthly/?year=2024&month=3"
OFFERED = "transfer-suggestions/?start_date=2024-03-01&end_date=2024-03-31"
WALLET = "Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance\n"
PAYPAL = "Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,Transaction ID,Balance\n"
WISE = "Date,Time,Description,Amount,Currency\n"
TOP_UP = (
    "TOPUP,Current,2024-03-01 10:00:00,2024-03-01 10:00:00,Top-up,1000.00,0.00,EUR,COMPLETED,"
    "1000.00\n"
)
SHOP = (
    "CARD_PAYMENT,Current,2024-03-04 09:00:00,2024-03-05 09:00:00,Demo shop,-10.00,0.00,USD,"
    "COMPLETED,44.00\n"
)


def wallet(fee="0.50", text="Exchanged to USD"):
    start = "EXCHANGE,Current,2024-03-03 12:00:00,2024-03-03 12:00:00"
    left = f"{start},{text},-50.00,{fee},EUR,COMPLETED,{950 - float(fee):.2f}\n"
    arrived = f"{start},{text},54.00,0.00,USD,COMPLETED,54.00\n"
    return WALLET + TOP_UP + left + arrived + SHOP


def paypal(kind="General Currency Conversion", *, turned=False):
    rows = [
        f"03/03/2024,12:00:00,CET,,{kind},Completed,EUR,-50.00,0.00,-50.00,A1,950.00\n",
        f"03/03/2024,12:00:00,CET,,{kind},Completed,USD,54.00,0.00,54.00,A2,54.00\n",
    ]
    return (
        PAYPAL
        + "03/01/2024,10:00:00,CET,Boss,Payment,Completed,EUR,1000.00,0.00,1000.00,A0,1000.00\n"
        + "".join(reversed(rows) if turned else rows)
        + "03/14/2024,09:00:00,CET,Demo shop,Payment,Completed,USD,-10.00,0.00,-10.00,A3,44.00\n"
    )


def converted(text="Converted 50.00 EUR to 54.00 USD", second="12:00:00"):
    return (
        WISE
        + "2024-03-01,10:00:00,Top-up,1000.00,EUR\n"
        + f"2024-03-03,12:00:00,{text},-50.00,EUR\n"
        + f"2024-03-03,{second},{text},54.00,USD\n"
        + "2024-03-04,09:00:00,Demo shop,-10.00,USD\n"
    )


FILES = {
    "a wallet": wallet(fee="0.00"),
    "a wallet with a fee": wallet(),
    "a wallet of other words": wallet(text="Umtausch in USD"),
    "a payment provider": paypal(),
    "a payment provider, arriving first": paypal(turned=True),
    "a payment provider, by its user": paypal("User Initiated Currency Conversion"),
    "a text": converted(),
    "another text": converted("Exchanged to USD"),
    "currency conversion": converted("Currency conversion 1.08"),
    "german": converted("Konvertiert 50.00 EUR zu 54.00 USD"),
}


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
def test_two_rows_that_say_that_they_are_an_exchange_are_one_transfer(alice, text):
    for day in ("2024-03-01", "2024-03-10"):
        body = {"date": day, "base": "USD", "quote": "EUR", "rate": "0.926"}
        made(alice.post("rates/", body), 201)
    shown = committed(alice, text)
    assert shown["balances"]["running_broken"] == 0
    fee = "0.50" if ",0.50," in text else "0.00"
    (transfer,) = [
        row for row in made(alice.get("transactions/"))["results"] if row["type"] == "transfer"
    ]
    assert (transfer["amount"], transfer["to_amount"]) == ("50.00", "54.00")
    month = made(alice.get(MARCH))
    assert (month["income"], month["expense"]) == ("1000.00", f"{9.26 + float(fee):.2f}")
    balances = {
        account["currency"]: account["balance"]
        for account in made(alice.get("accounts/"))["results"]
        if account["name"] != "Cash"
    }
    assert balances == {"EUR": f"{950 - float(fee):.2f}", "USD": "44.00"}
    assert committed(alice, text)["recorded"] == 0


@pytest.mark.parametrize(
    "text",
    [
        converted(second="12:00:01"),
        converted().replace("54.00,USD", "-54.00,USD"),
        converted().replace("54.00,USD", "54.00,EUR"),
        converted("Top-up"),
    ],
    ids=["another second", "both leave", "one currency", "no exchange"],
)
def test_two_rows_that_do_not_show_that_they_are_one_are_no_transfer(alice, text):
    shown = planned(alice, text)
    assert [row["other_account"] for row in rows_of(alice, shown["id"])] == [None] * 4


def test_two_exchanges_of_one_moment_are_paired_where_they_stand_together(alice):
    text = converted()
    lines = text.splitlines(keepends=True)
    twice = "".join([*lines[:4], *lines[2:4], *lines[4:]])
    done = committed(alice, twice)
    rows = made(alice.get("transactions/"))["results"]
    assert [row["type"] for row in rows].count("transfer") == 2
    assert done["recorded"] == 4


def two_banks(alice, cash, out=-50, into=54, day="2024-03-03", rate="0.926"):
    dollars = alice.account(name="Dollars", currency="USD")["id"]
    if rate:
        body = {"date": "2024-03-01", "base": "USD", "quote": "EUR", "rate": rate}
        made(alice.post("rates/", body), 201)
    committed(alice, table(("2024-03-03", f"{out:.2f}", "To my dollars")), account=cash)
    committed(alice, table((day, f"{into:.2f}", "From my euros")), account=dollars)
    return made(alice.get(OFFERED))["results"]


@pytest.mark.parametrize("into", [54, 53, 52.4, 55.5, 56])
def test_two_amounts_that_agree_by_the_rate_are_offered(alice, cash, into):
    (pair,) = two_banks(alice, cash, into=into)
    assert (pair["outgoing"]["amount"], pair["incoming"]["currency"]) == ("-50.00", "USD")
    body = {side: pair[side]["id"] for side in ("outgoing", "incoming")}
    joined = made(alice.post("transfer-suggestions/accept/", body))
    assert (joined["type"], joined["amount"]) == ("transfer", "50.00")
    assert joined["to_amount"] == f"{into:.2f}"
    assert made(alice.get(OFFERED))["results"] == []


@pytest.mark.parametrize(
    "other", [{"into": 58}, {"into": 50}, {"day": "2024-03-09"}, {"rate": None}, {"out": 50}]
)
def test_amounts_that_do_not_agree_are_not_offered(alice, cash, other):
    assert two_banks(alice, cash, **other) == []
