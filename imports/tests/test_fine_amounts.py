"""Amounts of nothing, and those longer than their currency allows, are not faults of a file."""

from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.money import CURRENCIES
from imports.planning.rounding import Rounding
from imports.tests.sending import committed, rows_of, stored, table
from readers.tests import camt_files
from readers.tests.mt940_files import HEAD
from readers.tests.ofx_samples import one, transaction
from tests.cast import made

ROUNDED = {
    "1.005": "1.00",
    "1.015": "1.02",
    "-3.405": "-3.40",
    "-3.415": "-3.42",
    "2.0051": "2.01",
    "-2.0049": "-2.00",
    "9.995": "10.00",
    "-0.006": "-0.01",
    "1234.56789": "1234.57",
    "-0.0150000": "-0.02",
    "7.10": "7.10",
}


def qif(amount, *lines):
    return f"!Type:Bank\nD2024-01-15\nT{amount}\nPMill\n" + "".join(f"{x}\n" for x in lines) + "^\n"


def in_ofx(amount):
    return one(transaction("-1.00", fitid="9"), transaction(amount, day="20240115", NAME="Mill"))


def in_mt940(amount):
    mark = "D" if amount.startswith("-") else "C"
    digits = amount.lstrip("-").replace(".", ",")
    closing = str(100 + Decimal(amount).quantize(Decimal("0.01"), ROUND_HALF_EVEN))
    end = f":62F:C240131EUR{closing.replace('.', ',')}\n-\n"
    return f"{HEAD}:61:240115{mark}{digits}NTRFNONREF\n{end}"


def in_table(amount):
    return table(("2024-01-15", amount, "Mill"), ("2024-01-16", "-1.50", "Other"))


def in_camt(amount):
    direction = "DBIT" if amount.startswith("-") else "CRDT"
    return camt_files.message(
        camt_files.statement(camt_files.entry(amount.lstrip("-"), direction, "2024-01-15"))
    )


def in_hledger(amount):
    return (
        f"2024-01-15 Mill\n    Assets:Bank  {amount} EUR\n    Expenses:Food\n\n"
        "2024-01-16 Mill\n    Assets:Bank  -1.00 EUR\n    Expenses:Food\n"
    )


WRITERS = {
    "qif": qif,
    "ofx": in_ofx,
    "mt940": in_mt940,
    "table": in_table,
    "camt": in_camt,
    "hledger": in_hledger,
}
NAMES = {"hledger": "book.journal"}


def warnings(shown):
    return {warning["code"]: warning["detail"] for warning in shown["warnings"]}


@pytest.mark.one_engine  # rounded before a statement is sent
@pytest.mark.parametrize("amount", ROUNDED)
@pytest.mark.parametrize("kind", ["qif", "ofx"])
def test_an_amount_with_more_decimals_is_rounded_and_both_figures_are_reported(
    alice, cash, kind, amount
):
    shown = committed(alice, WRITERS[kind](amount), account=cash, options='{"decimal_sign": "."}')
    assert (shown["rows"]["faulty"], ("2024-01-15", ROUNDED[amount], "Mill") in stored(alice)) == (
        *(0, True),
    )
    warning = warnings(shown).get("rounded", "")
    if Decimal(amount) != Decimal(ROUNDED[amount]):
        assert f"{Decimal(amount):f} to {ROUNDED[amount]} EUR" in warning
    else:
        assert not warning
    assert committed(alice, WRITERS[kind](amount), account=cash,
                     options='{"decimal_sign": "."}')["recorded"] == 0  # fmt: skip


@pytest.mark.one_engine  # rounded before a statement is sent
@pytest.mark.parametrize("kind", ["mt940", "table", "camt", "hledger"])
def test_they_are_rounded_in_files_of_every_format(alice, cash, kind):
    name = NAMES.get(kind, "statement.csv")
    shown = committed(alice, WRITERS[kind]("-3.4155"), name, account=cash)
    assert ("2024-01-15", "-3.42") in [row[:2] for row in stored(alice)]
    assert "-3.4155 to -3.42 EUR" in warnings(shown)["rounded"]
    assert "sums_differ" not in warnings(shown)


RUNNING = [
    [("-1.00", "99.00"), ("-3.4155", "95.5845"), ("-1.00", "94.58")],
    [("-1.00", "99.00"), ("-3.4155", "95.5845"), ("-1.00", "94.5845")],
    [("-1.00", "99.00"), ("-3.4155", "95.58"), ("-1.00", "94.58")],
    [("-1.0001", "98.9999"), ("-0.9999", "98.00"), ("-1.00", "97.00")],
]


@pytest.mark.one_engine  # rounded before a statement is sent
@pytest.mark.parametrize("lines", RUNNING)
def test_balances_beside_rounded_rows_raise_no_alarm(alice, cash, lines):
    rows = [
        (f"2024-01-{15 + n}", amount, balance, f"Shop {n}")
        for n, (amount, balance) in enumerate(lines)
    ]
    text = table(*rows, heading="Date,Amount,Balance,Payee")
    shown = committed(alice, text, account=cash)
    assert (shown["recorded"], shown["balances"]["broken_lines"]) == (3, [])


@pytest.mark.one_engine  # rounded before a statement is sent
@pytest.mark.parametrize(
    ("currency", "wanted"), [("JPY", "-3"), ("EUR", "-3.46"), ("KWD", "-3.457")]
)
def test_what_is_rounded_is_by_the_currency(alice, currency, wanted):
    account = alice.account(name="Main", currency=currency)["id"]
    committed(alice, qif("-3.4567"), account=account, options='{"decimal_sign": "."}')
    assert stored(alice, account=account) == [("2024-01-15", wanted, "Mill")]


SPLITS = [
    ("-10.00", ["-3.333", "-3.333", "-3.334"]),
    ("-10.01", ["-5.005", "-5.005"]),
    ("-10.006", ["-5.003", "-5.003"]),
    ("-10.005", ["-5.00", "-5.005"]),
    ("-10.006", ["-5.00", "-5.00"]),
    ("0.01", ["0.005", "0.005"]),
    ("-1.00", ["-0.125"] * 8),
    ("-1.50", ["-2.505", "1.005"]),
    ("-7.777", ["-7.0005", "-0.7765"]),
    ("-2.005", ["-1.0025", "-1.0025"]),
    ("100.00", ["33.3333", "33.3333", "33.3334"]),
]


@pytest.mark.one_engine  # rounded before a statement is sent
@pytest.mark.parametrize(("total", "parts"), SPLITS)
def test_the_parts_of_a_split_add_up_once_they_are_rounded(alice, cash, total, parts):
    lines = [line for n, part in enumerate(parts) for line in (f"SPlace {n}", f"${part}")]
    text = qif(total, *lines)
    shown = committed(alice, text, account=cash, options='{"decimal_sign": "."}')
    assert shown["recorded"] == 1
    wanted = Decimal(total).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
    [row] = made(alice.get("transactions/?expand=postings"))["results"]
    assert sum(Decimal(part["amount"]) for part in row["postings"]) == wanted
    assert all(
        abs(Decimal(posting["amount"]) - Decimal(part)) <= Decimal("0.01")
        for posting, part in zip(row["postings"], parts, strict=False)
        if len(row["postings"]) == len(parts)
    )


@given(
    st.lists(st.decimals(-1000, 1000, places=4), min_size=1, max_size=8),
    st.sampled_from(["JPY", "EUR", "KWD"]),
)
def test_rounded_parts_are_as_near_as_they_can_be(parts, code):
    currency, step = CURRENCIES[code], Decimal(1).scaleb(-CURRENCIES[code].exponent)
    whole = sum(parts, Decimal(0))
    found = Rounding().parts(parts, whole, currency, 1)
    assert sum(found) == Rounding().minor(whole, currency, 1)
    assert all(abs(n * step - part) < 2 * step for n, part in zip(found, parts, strict=True))


NOTHING = ["0", "0.00", "-0.00", "0.000", "+0.00", ".00", "00.00", "-0", "0.0", "0.001"]


@pytest.mark.one_engine  # warned of before a statement is sent
@pytest.mark.parametrize("amount", NOTHING)
@pytest.mark.parametrize("kind", ["qif", "ofx"])
def test_a_row_that_moves_nothing_is_a_warning(alice, cash, kind, amount):
    shown = committed(alice, WRITERS[kind](amount), account=cash, all_or_nothing="true",
                      options='{"decimal_sign": "."}')  # fmt: skip
    assert (shown["rows"]["faulty"], rows_of(alice, shown["id"], "faulty")) == (0, [])
    assert warnings(shown)["moves_nothing"].startswith("1 rows have an amount of zero")


@pytest.mark.one_engine  # warned of before a statement is sent
@pytest.mark.parametrize("kind", ["mt940", "table", "camt", "hledger"])
def test_it_is_a_warning_in_files_of_every_format(alice, cash, kind):
    name = NAMES.get(kind, "statement.csv")
    shown = committed(alice, WRITERS[kind]("0.00"), name, account=cash, all_or_nothing="true")
    assert shown["rows"]["faulty"] == 0
    assert warnings(shown)["moves_nothing"].startswith("1 rows have an amount of zero")


CANCELLING = [
    ["-5.00", "5.00"],
    ["5.00", "-5.00"],
    ["-5.00", "2.00", "3.00"],
    ["-1.00", "-2.00", "3.00"],
    ["-0.01", "0.01"],
    ["10.00", "-4.00", "-6.00"],
    ["-5.005", "5.005"],
    ["-1.00", "1.00", "-2.00", "2.00"],
    ["-7.00", "0.00", "7.00"],
    ["1000.00", "-999.99", "-0.01"],
]


@pytest.mark.parametrize("parts", CANCELLING)
def test_a_split_whose_parts_cancel_out_moves_money_between_categories(alice, cash, parts):
    lines = [line for n, part in enumerate(parts) for line in (f"SPlace {n}", f"${part}")]
    text = qif("0.00", *lines)
    shown = committed(alice, text, account=cash, options='{"decimal_sign": "."}')
    assert (shown["rows"]["faulty"], warnings(shown).get("moves_nothing")) == (0, None)
    names = {row["id"]: row["name"] for row in made(alice.get("categories/?limit=200"))["results"]}
    found = {}
    for row in made(alice.get("transactions/?expand=postings"))["results"]:
        for posting in row["postings"]:
            found[names[posting["category"]]] = Decimal(posting["amount"])
    assert found == {
        f"Place {n}": Decimal(part).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
        for n, part in enumerate(parts)
        if Decimal(part)
    }
    assert made(alice.get(f"accounts/{cash}/"))["balance"] == "0.00"
    assert committed(alice, text, account=cash, options='{"decimal_sign": "."}')["recorded"] == 0


@pytest.mark.parametrize("other", ["S[Card]", "SFood", "S"])
def test_a_split_of_nothing_with_a_transfer_is_recorded(alice, cash, other):
    text = qif("0.00", "S[Savings]", "$-5.00", other, "$5.00")
    assert committed(alice, text, account=cash)["recorded"] == 1
    accounts = {row["name"]: row["balance"] for row in made(alice.get("accounts/"))["results"]}
    assert (accounts["Savings"], accounts["Cash"]) == ("5.00", "0.00")
