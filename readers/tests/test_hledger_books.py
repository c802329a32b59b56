"""Whole journals of hledger: our own, hostile ones, and the sums that hledger itself says."""

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from readers.format import NO
from readers.journal.hledger import FORMAT
from readers.journal.ledger import FORMAT as LEDGER
from readers.statement import Split, Unreadable
from readers.tests.journals import (
    ENTRIES,
    balances,
    by_hledger,
    faults,
    money,
    placed,
    read,
    row,
    rows,
    source_of,
    totals,
)

SPENT = "    expenses:food  10.50 EUR\n    assets:bank\n"


OURS = """decimal-mark .
commodity 1000.00 EUR
commodity 1000.00 USD
account Assets:Bank
account Assets:Dollars
tag trip
tag food

2024-01-01 * Opening balance
    Assets:Bank  100.00 EUR
    Equity:Opening-Balances  -100.00 EUR

2024-01-02 * (17) The Shop | weekly food
    ; trip:, food:
    ; reconciled
    ; first line
    ; second line
    Assets:Bank  -10.00 EUR  ; bread
    Expenses:Food  10.00 EUR
    Assets:Bank  -2.50 EUR
    Expenses:Uncategorised  2.50 EUR

2024-01-03 ! (18) move
    Assets:Bank  -9.00 EUR
    Assets:Dollars  10.00 USD
    Equity:Conversion  9.00 EUR
    Equity:Conversion  -10.00 USD
"""


def test_our_own_export_comes_back(tmp_path):
    items = read(FORMAT, tmp_path, OURS)
    shop, move = rows(items)
    assert balances(items) == [("opening", "Assets:Bank", 100, "2024-01-01")]
    assert (shop.payee, shop.description, shop.reference) == ("The Shop", "weekly food", "17")
    assert (shop.tags, shop.status) == (("trip", "food"), "reconciled")
    assert shop.notes == "first line\nsecond line"
    assert shop.splits == (
        Split(Decimal("-10.00"), "Food", "", "bread"),
        Split(Decimal("-2.50"), ""),
    )
    assert (move.status, move.amount, move.other_amount) == ("pending", -9, 10)
    assert (move.payee, move.other_account) == ("move", "Assets:Dollars")
    assert not faults(items)


def test_a_journal_is_told_from_other_files(tmp_path):
    ours = source_of(tmp_path, OURS)
    assert FORMAT.recognises(ours) > LEDGER.recognises(ours) > NO
    plain = source_of(tmp_path, f"2024-01-01 x\n{SPENT}")
    assert FORMAT.recognises(plain) > LEDGER.recognises(plain) > NO
    for other in (
        "2024-01-01;Shop;10.50\n2024-01-02;Shop;9\n",
        "2024-01-01\tShop\t10.50\n",
        '2024-01-01 open Assets:Bank\n2024-01-01 * "x"\n  Assets:Bank  1 EUR\n  Expenses:A\n',
        "Dear all,\n\n2024-01-01 we met.\n   It was 5 degrees.\n",
        "",
        "\0\0\0",
    ):
        assert FORMAT.recognises(source_of(tmp_path, other)) == NO


FEATURES = """decimal-mark .
commodity 1,000.00 EUR
D 1,000.00 EUR
account assets:giro  ; type:C
Y2024
alias bar = assets:cash

1/1 opening
    assets:giro  1,000.00 EUR = 1,000.00 EUR
    liabilities:card  -50
    equity:opening balances
1/2=1/4 * (7) Shop | food
    expenses:food  10.55  ; a:b
    expenses:home:garden  4.45
    bar  -15
1/3 change
    assets:usd  110.00 USD @@ 100.00 EUR
    assets:giro
1/4 implied
    assets:usd  -11.00 USD
    expenses:fees  1.00 EUR
    assets:giro  9.50 EUR
    assets:giro  -1.00 EUR
1/5 shares
    assets:broker  3 "ACME 1" @ 33.33 EUR
    expenses:fees  0.01
    assets:giro  -100.00
1/6 salary
    income:salary  -3,000.00
    expenses:tax  600.00
    assets:giro
    assets:savings  400.00
1/7 set
    assets:giro  = 2,500.00 EUR
    expenses:lost
1/8 jar
    expenses:food  5.00
    liabilities:card
    [assets:giro]  -5.00
    [assets:jar]  5.00
"""


@pytest.mark.slow
def test_hledger_says_the_same_of_every_account_and_category(tmp_path):
    items = read(FORMAT, tmp_path, FEATURES)
    assert not faults(items)
    said = placed(by_hledger(tmp_path, FEATURES))
    assert {key: amount for key, amount in said.items() if key[1] != "ACME 1"} == totals(items)


def written(entries):
    """A journal of random entries, as `ENTRIES` has them."""
    lines = ["decimal-mark .", "commodity 1000.00 EUR", "commodity 1000.00 USD"]
    for number, (days, payer, legs) in enumerate(entries):
        lines.append(f"{date(2024, 1, 1) + timedelta(days)} * Payee {number} | what for")
        lines += [f"    {name}  {money(cents)} {currency}" for name, cents, currency in legs]
        lines.append(f"    {payer}")
    return "\n".join(lines) + "\n"


@pytest.mark.slow
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=ENTRIES)
def test_hledger_says_the_same_of_any_book(tmp_path, entries):
    text = written(entries)
    items = read(FORMAT, tmp_path, text)
    # The reader reports an entry that pays its own account back and moves something else in
    # another currency.
    assume(not faults(items))
    assert placed(by_hledger(tmp_path, text)) == totals(items)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_broken_file_is_refused_or_faulty_and_nothing_else(tmp_path, data):
    text = data.draw(st.sampled_from([OURS, FEATURES]))
    at = data.draw(st.integers(0, len(text)))
    cut = data.draw(st.integers(0, 30))
    put = data.draw(st.text(st.sampled_from(" \n\t0123.,;:-=@{}[]()\"'*!$€aE~/|\0"), max_size=8))
    for form in (FORMAT, LEDGER):
        source = source_of(tmp_path, text[:at] + put + text[at + cut :])
        form.recognises(source)
        with suppress(Unreadable):
            list(form.read(source, {"currency": "EUR"}))


@pytest.mark.parametrize(
    "line",
    [
        "    a  1 EUR @" + " " * 60_000 + "x",
        "    a" + " " * 60_000 + "b",
        "    a  " + "(" * 60_000,
        "    a  " + '"' * 60_001,
        "    ; " + ":" * 60_000,
        "    ; " + "a:," * 20_000,
        "    " + "a:" * 30_000 + "b  1 EUR",
        "    a  " + "1 " * 30_000,
        "    a  1 EUR " + "{1 EUR} " * 8_000 + "{",
        "    a  = " + "[" * 60_000,
    ],
)
def test_hostile_lines_take_no_time(tmp_path, line):
    source = source_of(tmp_path, f"2024-01-01 x\n{line}\n    assets:bank\n{line}\n")
    FORMAT.recognises(source)
    assert faults(list(FORMAT.read(source, {"currency": "EUR"})))[:1] or "; " in line


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"2024-01-01 x\n{SPENT}" + "x" * 2_000_000, "line_too_long"),
        (f"2024-01-01 x\0\n{SPENT}", "binary"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path, text, code):
    with pytest.raises(Unreadable) as refused:
        read(FORMAT, tmp_path, text)
    assert refused.value.code == code


def test_an_entry_of_too_many_lines_is_a_fault(tmp_path):
    text = "2024-01-01 x\n" + "    expenses:a  1 EUR\n" * 20_000 + f"\n2024-01-02 y\n{SPENT}"
    items = read(FORMAT, tmp_path, text)
    assert faults(items) == [(1, "entry_too_long")]
    assert row(items).payee == "y"
