"""Files of Beancount: every directive, every refusal, and the sums that Beancount itself says."""

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imports.formats.beancount import FORMAT
from imports.formats.format import CERTAIN, NO
from imports.formats.hledger import FORMAT as HLEDGER
from imports.formats.ledger import FORMAT as LEDGER
from imports.statement import Split, Unreadable
from imports.tests.formats.journals import (
    ENTRIES,
    accounts,
    balances,
    by_beancount,
    faults,
    money,
    placed,
    read,
    remarks,
    row,
    rows,
    source_of,
    totals,
)

SPENT = "  Expenses:Food  10.50 EUR\n  Assets:Bank\n"


def read_entry(folder, head, postings=SPENT):
    return row(read(FORMAT, folder, f"{head}\n{postings}"))


def amounts(folder, *written):
    """The amounts that are read for what is written of each of some postings."""
    text = "".join(
        f'2024-01-01 * "x"\n  Expenses:Food  {one}\n  Assets:Bank\n\n' for one in written
    )
    return [-found.amount for found in rows(read(FORMAT, folder, text))]


@pytest.mark.parametrize(
    ("flag", "status"),
    [("*", "cleared"), ("txn", "cleared"), ("!", "pending"), ("P", "cleared"), ("#", "")],
)
def test_a_flag_is_a_status(tmp_path, flag, status):
    found = read_entry(tmp_path, f'2024-01-05 {flag} "Shop" "food"')
    assert (found.status, found.payee, found.description) == (status, "Shop", "food")
    assert found.date == date(2024, 1, 5)


def test_one_text_is_the_narration(tmp_path):
    found = read_entry(tmp_path, '2024/1/5 * "food"')
    assert (found.payee, found.description) == ("", "food")
    assert read_entry(tmp_path, "2024-01-05 *").description == ""


def test_texts_have_escapes_and_several_lines(tmp_path):
    found = read_entry(tmp_path, '2024-01-05 * "Shop \\"A\\"; B" "one\n  two" ; "three')
    assert (found.payee, found.description) == ('Shop "A"; B', "one two")


def test_tags_links_and_metadata_are_kept(tmp_path):
    head = (
        '2024-01-05 * "Shop" "food" #trip ^inv-1 #rome\n  place: "Rome"\n  count: 5 ; five\n'
        "  #more ^inv-2\n  ; a comment"
    )
    postings = '  Expenses:Food  1 EUR\n    description: "bread"\n  Assets:Bank\n'
    found = read_entry(tmp_path, head, postings)
    assert (found.tags, found.reference) == (("trip", "rome", "more"), "inv-1")
    assert found.notes == "place: Rome\ncount: 5\n^inv-2\nbread"


def test_pushed_tags_and_metadata_hold_until_they_are_popped(tmp_path):
    text = (
        f'pushtag #trip\npushmeta place: "Rome"\n2024-01-05 * "a"\n{SPENT}\n'
        f'poptag #trip\npopmeta place:\n2024-01-06 * "b"\n{SPENT}'
    )
    one, two = rows(read(FORMAT, tmp_path, text))
    assert (one.tags, one.notes) == (("trip",), "place: Rome")
    assert (two.tags, two.notes) == ((), "")


def test_amounts_are_calculated(tmp_path):
    written = {
        "1,234.50 EUR": "1234.50",
        "-(1.5 + 2) * 3 EUR": "-10.5",
        "10 / 4 EUR": "2.5",
        "--1 EUR": "1",
        "- 5 + 3 EUR": "-2",
        "12. EUR": "12",
        "2 * (3 - (4 - 5)) EUR": "8",
    }
    assert amounts(tmp_path, *written) == [Decimal(amount) for amount in written.values()]


@pytest.mark.parametrize(
    "amount",
    [
        *("1 / 0 EUR", "1,5 EUR", "(1 EUR", "1 EUR EUR", "x", "1 + EUR", "9" * 5000 + " EUR"),
        *("(" * 5000 + "1 EUR", "1 EUR {", '1 EUR "x', "1 eur"),
    ],
)
def test_what_is_no_amount_is_a_fault(tmp_path, amount):
    text = f'2024-01-01 * "x"\n  Expenses:Food  {amount}\n  Assets:Bank\n'
    items = read(FORMAT, tmp_path, text)
    assert [line for line, _ in faults(items)] == [2] or '"' in amount
    assert not rows(items)


def test_a_division_without_end_keeps_the_sum_of_the_account(tmp_path):
    text = (
        '2024-01-01 * "x"\n  Assets:Bank  -100.00 EUR\n  Expenses:A  100.00 / 3 EUR\n'
        "  Expenses:B  200.00 / 3 EUR\n"
    )
    found = row(read(FORMAT, tmp_path, text))
    assert [part.amount for part in found.splits] == [Decimal("-33.33"), Decimal("-66.67")]


def test_an_amount_left_out_is_what_is_left_of_each_currency(tmp_path):
    text = '2024-01-01 * "x"\n  Expenses:A  5 EUR\n  Expenses:A  3 USD\n  Assets:Bank\n'
    items = read(FORMAT, tmp_path, text)
    assert [(found.currency, found.amount) for found in rows(items)] == [("EUR", -5), ("USD", -3)]


def test_a_number_or_a_currency_may_be_left_out(tmp_path):
    text = '2024-01-01 * "x"\n  Expenses:A  5.00 EUR\n  Assets:Bank  EUR\n'
    assert row(read(FORMAT, tmp_path, text)).amount == -5
    text = '2024-01-01 * "x"\n  Expenses:A  5.00\n  Assets:Bank  -5.00 EUR\n'
    assert row(read(FORMAT, tmp_path, text)).amount == -5


def test_a_price_left_out_is_what_the_other_amount_says(tmp_path):
    text = '2024-01-01 * "x"\n  Assets:Dollars  11.00 USD @ EUR\n  Assets:Bank  -10.00 EUR\n'
    found = row(read(FORMAT, tmp_path, text))
    assert (found.amount, found.other_amount) == (-10, 11)


def test_two_things_left_out_are_a_fault(tmp_path):
    text = '2024-01-01 * "x"\n  Expenses:A  5 EUR\n  Expenses:B\n  Assets:Bank\n'
    assert faults(read(FORMAT, tmp_path, text)) == [(1, "two_without_amount")]


def test_a_transaction_out_of_balance_is_a_fault(tmp_path):
    text = '2024-01-01 * "x"\n  Expenses:A  5.00 EUR\n  Assets:Bank  -4.99 EUR\n'
    assert faults(read(FORMAT, tmp_path, text)) == [(1, "unbalanced")]


def test_the_tolerance_is_half_of_the_last_decimal_or_what_options_say(tmp_path):
    text = '2024-01-01 * "x"\n  Expenses:A  5.004 EUR\n  Assets:Bank  -5.00 EUR\n'
    found = row(read(FORMAT, tmp_path, text))
    assert (found.amount, found.category) == (-5, "A")
    whole = '2024-01-01 * "x"\n  Expenses:A  5 EUR\n  Assets:Bank  -6 EUR\n'
    assert faults(read(FORMAT, tmp_path, whole))
    assert row(read(FORMAT, tmp_path, f'option "inferred_tolerance_default" "EUR:1"\n{whole}'))


@pytest.mark.parametrize(
    "price", ["@ 0.9 EUR", "@@ 9 EUR", "{0.9 EUR}", "{{9 EUR}}", "{0.8 # 1 EUR}"]
)
def test_costs_and_prices_balance_two_currencies(tmp_path, price):
    text = f'2024-01-01 * "x"\n  Assets:Dollars  10 USD {price}\n  Assets:Bank  -9.00 EUR\n'
    found = row(read(FORMAT, tmp_path, text))
    assert (found.amount, found.other_account, found.other_amount) == (-9, "Assets:Dollars", 10)


BOUGHT = """2024-01-01 * "buy"
  Assets:Broker  10 ACME {10.00 USD}
  Assets:Bank

2024-01-02 * "buy"
  Assets:Broker  10 ACME {12.00 USD}
  Assets:Bank

"""


def sold(what):
    return (
        f'2024-01-03 * "sell"\n  Assets:Broker  {what}\n  Assets:Bank  200.00 USD\n  Income:Gains\n'
    )


@pytest.mark.parametrize(
    ("what", "gains"),
    [
        ("-10 ACME {10.00 USD} @ 20 USD", -100),
        ("-10 ACME {2024-01-02}", -80),
        ("-10 ACME {12.00 USD, 2024-01-02}", -80),
        ("-20 ACME {}", 20),
    ],
)
def test_what_is_sold_counts_at_the_cost_of_its_lot(tmp_path, what, gains):
    items = read(FORMAT, tmp_path, BOUGHT + sold(what))
    assert totals(items)["> Gains", "USD"] == gains
    assert "ACME" in remarks(items)["no_currency"]


def test_which_lot_is_sold_is_a_question_of_the_method(tmp_path):
    items = read(FORMAT, tmp_path, BOUGHT + sold("-10 ACME {}"))
    assert faults(items) == [(10, "unknown_lot")]
    for method, gains in (("FIFO", -100), ("LIFO", -80), ("HIFO", -80)):
        text = f'2023-01-01 open Assets:Broker ACME "{method}"\n' + BOUGHT + sold("-10 ACME {}")
        assert totals(read(FORMAT, tmp_path, text))["> Gains", "USD"] == gains


def test_a_balance_is_that_of_the_day_before(tmp_path):
    text = f'2024-01-05 * "x"\n{SPENT}\n2024-01-06 balance Assets:Bank  -10.50 ~ 0.01 EUR\n'
    assert balances(read(FORMAT, tmp_path, text)) == [
        ("stated", "Assets:Bank", Decimal("-10.50"), "2024-01-05")
    ]


def test_a_balance_of_accounts_below_as_well_is_none_of_one(tmp_path):
    text = (
        "2024-01-01 open Assets:Bank\n2024-01-01 open Assets:Bank:Giro\n"
        "2024-01-06 balance Assets:Bank  1 EUR\n"
    )
    assert balances(read(FORMAT, tmp_path, text)) == []


def test_a_pad_is_what_the_next_balance_lacks(tmp_path):
    text = (
        "2024-01-01 pad Assets:Bank Equity:Opening-Balances\n"
        f'2024-01-05 * "x"\n{SPENT}\n2024-01-06 balance Assets:Bank  100.00 EUR\n\n'
        "2024-01-07 pad Assets:Bank Expenses:Lost\n2024-01-08 balance Assets:Bank  90.00 EUR\n"
        "2024-01-09 balance Assets:Bank  90.00 EUR\n"
    )
    items = read(FORMAT, tmp_path, text)
    assert ("opening", "Assets:Bank", Decimal("110.50"), "2024-01-01") in balances(items)
    assert [(found.amount, found.category) for found in rows(items)] == [
        (Decimal("-10.50"), "Food"),
        (Decimal("-10.00"), "Lost"),
    ]


def test_accounts_are_named_and_opened_by_the_file(tmp_path):
    text = (
        'option "name_assets" "Vermögen"\noption "name_expenses" "Ausgaben"\n'
        '2024-01-01 open Vermögen:Giro EUR,USD\n  name: "My bank"\n'
        '2024-01-01 open Ausgaben:Essen\n  name: "Food: all"\n'
        '2024-01-05 * "x"\n  Ausgaben:Essen:Obst  1 EUR\n  Vermögen:Giro\n'
    )
    items = read(FORMAT, tmp_path, text)
    found = accounts(items)
    assert [(one.key, one.name, one.currency) for one in found.values()] == [
        ("Vermögen:Giro", "My bank", "EUR"),
        ("Vermögen:Giro (USD)", "My bank (USD)", "USD"),
    ]
    assert row(items).category == "Food\\: all:Obst"


def test_directives_that_move_nothing_are_passed_over(tmp_path):
    text = (
        '* A section\n;; comment\n#+TITLE: x\noption "title" "t"\n'
        'plugin "beancount.plugins.auto_accounts"\n1792-01-01 commodity USD\n  name: "Dollar"\n'
        '2024-01-01 note Assets:Bank "called"\n2024-01-01 document Assets:Bank "/x.pdf"\n'
        '2024-01-01 event "location" "Rome"\n2024-01-01 price USD 0.9 EUR\n'
        '2024-01-01 query "q" "SELECT 1"\n2024-01-01 custom "budget" 5 EUR\n'
        f'2024-01-01 close Assets:Cash\n2024-01-05 * "x"\n{SPENT}'
    )
    items = read(FORMAT, tmp_path, text)
    assert len(rows(items)) == 1
    assert not faults(items)
    assert not remarks(items)


def test_a_plugin_that_may_change_entries_is_told(tmp_path):
    assert "plugins" in remarks(read(FORMAT, tmp_path, 'plugin "my.plugin"\n'))


def test_an_included_file_is_asked_for(tmp_path):
    with pytest.raises(Unreadable) as refused:
        read(FORMAT, tmp_path, f'include "x.beancount"\n2024-01-05 * "x"\n{SPENT}')
    assert refused.value.code == "include"


def test_what_is_no_directive_is_a_fault(tmp_path):
    text = (
        'nonsense\n2024-01-01 check Assets:Bank 1 EUR\n2024-02-31 * "x"\n'
        f'  Assets:Bank  1 EUR\n  Expenses:A\n2024-01-02 * "y"\n  what is this\n'
        f'2024-01-03 balance Nothing\n2024-01-03 pad Assets:Bank\n2024-01-05 * "z"\n{SPENT}'
    )
    items = read(FORMAT, tmp_path, text)
    assert faults(items) == [
        (1, "unknown_directive"),
        (2, "unknown_directive"),
        (3, "no_date"),
        (7, "no_posting"),
        (8, "no_account"),
        (9, "no_pad"),
    ]
    assert row(items).description == "z"


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
    text = data.draw(st.sampled_from([OURS, FEATURES, BOUGHT]))
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
