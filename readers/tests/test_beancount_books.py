"""Whole files of Beancount: our own, hostile ones, and the sums that Beancount itself says."""

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from readers.beancount.reader import FORMAT
from readers.format import CERTAIN, NO
from readers.journal.hledger import FORMAT as HLEDGER
from readers.journal.ledger import FORMAT as LEDGER
from readers.statement import Split, Unreadable
from readers.tests.journals import (
    ENTRIES,
    accounts,
    balances,
    by_beancount,
    faults,
    money,
    placed,
    read,
    rows,
    source_of,
    totals,
)

SPENT = "  Expenses:Food  10.50 EUR\n  Assets:Bank\n"


OURS = """option "title" "Mine"
option "operating_currency" "EUR"
2024-01-01 commodity EUR
2024-01-01 open Assets:Bank EUR
  name: "Bank: mine"
2024-01-01 open Assets:Dollars USD
  name: "Dollars"
2024-01-01 open Expenses:Food
  name: "food & drink"
2024-01-01 open Equity:Opening-Balances
2024-01-01 open Equity:Conversion
2024-01-01 open Expenses:Uncategorised

2024-01-01 * "Opening balance"
  Assets:Bank  100.00 EUR
  Equity:Opening-Balances  -100.00 EUR

2024-01-02 price USD 0.9 EUR

2024-01-02 * "The \\"Shop\\"" "weekly food" #trip #food
  id: "17"
  status: "reconciled"
  notes: "first line\\nsecond line"
  Assets:Bank  -10.00 EUR
    description: "bread"
  Expenses:Food  10.00 EUR
  Assets:Bank  -2.50 EUR
  Expenses:Uncategorised  2.50 EUR

2024-01-03 ! "move"
  id: "18"
  Assets:Bank  -9.00 EUR
  Assets:Dollars  10.00 USD
  Equity:Conversion  9.00 EUR
  Equity:Conversion  -10.00 USD
"""


def test_our_own_export_comes_back(tmp_path):
    items = read(FORMAT, tmp_path, OURS)
    shop, move = rows(items)
    assert not faults(items)
    assert accounts(items)["Assets:Bank"].name == "Bank: mine"
    assert balances(items) == [("opening", "Assets:Bank", 100, "2024-01-01")]
    assert (shop.payee, shop.description, shop.reference) == ('The "Shop"', "weekly food", "17")
    assert (shop.tags, shop.status) == (("trip", "food"), "reconciled")
    assert shop.notes == "first line\nsecond line"
    assert shop.splits == (
        Split(Decimal("-10.00"), "food & drink", "", "bread"),
        Split(Decimal("-2.50"), ""),
    )
    assert (move.status, move.amount, move.other_amount) == ("pending", -9, 10)
    assert (move.description, move.other_account) == ("move", "Assets:Dollars")


def test_a_file_of_beancount_is_told_from_other_journals(tmp_path):
    for text in (OURS, f'2024-01-05 * "Shop" "food"\n  id: "1"\n{SPENT}'):
        source = source_of(tmp_path, text)
        assert FORMAT.recognises(source) == CERTAIN
        assert HLEDGER.recognises(source) == LEDGER.recognises(source) == NO
    for other in (
        "2024-01-05 * Shop\n    expenses:food  1 EUR\n    assets:bank\n",
        '2024-01-05 * "Shop" food\n    expenses:food  1 EUR\n    assets:bank\n',
        '{"option": "title"}',
        "2024-01-05,open,12.50\n",
        "\0",
        "",
    ):
        assert FORMAT.recognises(source_of(tmp_path, other)) == NO


FEATURES = """option "booking_method" "FIFO"
2023-12-01 open Assets:Bank EUR
2023-12-01 open Assets:Dollars
2023-12-01 open Assets:Broker
2023-12-01 open Assets:Cash
2023-12-01 open Liabilities:Card EUR
2023-12-01 open Equity:Opening-Balances
2023-12-01 open Expenses:Food
2023-12-01 open Expenses:Home:Garden
2023-12-01 open Expenses:Lost
2023-12-01 open Income:Salary
2023-12-01 open Income:Gains

2023-12-31 pad Assets:Bank Equity:Opening-Balances
2024-01-01 balance Assets:Bank  1,000.00 EUR

2024-01-02 ! "Shop" "food" #a ^b
  Expenses:Food  10.55 EUR
  Expenses:Home:Garden  (4 + 0.9 / 2) EUR
  Liabilities:Card

2024-01-03 * "dollars"
  Assets:Dollars  110.00 USD @@ 100.00 EUR
  Assets:Bank

2024-01-04 * "price of each"
  Assets:Dollars  -11.00 USD @ 0.91 EUR
  Assets:Bank  10.01 EUR

2024-01-05 * "buy"
  Assets:Broker  10 ACME {10.00 USD}
  Assets:Dollars

2024-01-06 * "buy"
  Assets:Broker  10 ACME {12.00 USD, 2024-01-05, "second"}
  Assets:Dollars  -120.00 USD

2024-01-07 * "sell"
  Assets:Broker  -15 ACME {} @ 20.00 USD
  Assets:Dollars  300.00 USD
  Income:Gains

2024-01-08 * "salary"
  Income:Salary  -3000 EUR
  Assets:Bank  2500.00 EUR
  Assets:Cash

2024-01-09 pad Assets:Bank Expenses:Lost
2024-01-10 balance Assets:Bank  3000.00 EUR
2024-01-11 * "foreign"
  Expenses:Food  3.33 EUR @ 1.1 USD
  Assets:Dollars  -3.66 USD
"""


@pytest.mark.slow
def test_beancount_says_the_same_of_every_account_and_category(tmp_path):
    items = read(FORMAT, tmp_path, FEATURES)
    assert not faults(items)
    said = placed(by_beancount(tmp_path, FEATURES))
    expected = {key: amount for key, amount in said.items() if key[1] != "ACME"}
    # A purchase in another currency is kept in that of the account.
    expected["> Food", "EUR"] -= Decimal("3.33")
    expected["> Food", "USD"] = Decimal("3.66")
    assert totals(items) == expected


def written(entries):
    """A file of random entries, as `ENTRIES` has them, in any order of their days."""
    lines = ['plugin "beancount.plugins.auto_accounts"']
    for number, (days, payer, legs) in enumerate(entries):
        lines.append(f'{date(2024, 1, 1) + timedelta(days)} * "Payee {number}" "what for"')
        lines += [f"  {name}  {money(cents)} {currency}" for name, cents, currency in legs]
        lines.append(f"  {payer}")
    return "\n".join(lines) + "\n"


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=ENTRIES)
def test_beancount_says_the_same_of_any_book(tmp_path, entries):
    text = written(entries)
    assert placed(by_beancount(tmp_path, text)) == totals(read(FORMAT, tmp_path, text))


@pytest.mark.slow
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    entries=ENTRIES,
    checks=st.lists(st.tuples(st.integers(0, 200), st.integers(-1000, 1000)), max_size=4),
)
def test_beancount_pads_the_same(tmp_path, entries, checks):
    text = written(entries)
    day = date(2024, 1, 1)
    for number, (days, cents) in enumerate(checks):
        day += timedelta(days + 2)
        source = "Equity:Opening-Balances" if number == 0 else "Expenses:Lost"
        text += f"{day - timedelta(1)} pad Assets:Bank {source}\n"
        text += f"{day} balance Assets:Bank  {money(cents)} EUR\n"
    said = placed(by_beancount(tmp_path, text, tolerated="Unused Pad"))
    assert said == totals(read(FORMAT, tmp_path, text))


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_broken_file_is_refused_or_faulty_and_nothing_else(tmp_path, data):
    text = data.draw(st.sampled_from([OURS, FEATURES]))
    at = data.draw(st.integers(0, len(text)))
    cut = data.draw(st.integers(0, 30))
    put = data.draw(st.text(st.sampled_from(" \n\t0123.,;:-=@{}[]()\"'*!$€aE~/|\\#\0"), max_size=8))
    source = source_of(tmp_path, text[:at] + put + text[at + cut :])
    FORMAT.recognises(source)
    with suppress(Unreadable):
        list(FORMAT.read(source, {}))


@pytest.mark.parametrize(
    "line",
    [
        "  Assets:Bank" + " " * 60_000 + "x",
        "  Assets:Bank  " + "(" * 60_000,
        "  Assets:Bank  " + "-" * 60_000,
        "  Assets:Bank  1" + "+1" * 30_000,
        "  Assets:Bank  1 EUR {" + "," * 60_000,
        "  Assets" + ":A" * 30_000 + "  1 EUR",
        "  a" * 20_000,
        '  key: "' + "\\" * 60_001,
        "  Assets:Bank  1 " + "A" * 60_000,
        '2024-01-01 * "' + '" "' * 20_000,
        '2024-01-01 * "x"' + "\n \t" * 20_000,
    ],
)
def test_hostile_lines_take_no_time(tmp_path, line):
    source = source_of(tmp_path, f'2024-01-01 * "x"\n{line}\n  Assets:Bank\n{line}\n')
    FORMAT.recognises(source)
    HLEDGER.recognises(source)
    assert not rows(list(FORMAT.read(source, {})))


def test_a_file_of_countless_names_is_refused(tmp_path):
    text = "".join(f"2024-01-01 open Assets:A{number}\n" for number in range(100_001))
    with pytest.raises(Unreadable) as refused:
        read(FORMAT, tmp_path, text)
    assert refused.value.code == "too_many_names"
