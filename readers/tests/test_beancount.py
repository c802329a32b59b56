"""Files of Beancount: every directive and every refusal."""

from datetime import date
from decimal import Decimal

import pytest

from readers.beancount.reader import FORMAT
from readers.statement import Unreadable
from readers.tests.journals import accounts, balances, faults, read, row, rows, totals, warnings

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
    assert "ACME" in warnings(items)["no_currency"]


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
    assert not warnings(items)


def test_a_plugin_that_may_change_entries_is_told(tmp_path):
    assert "plugins" in warnings(read(FORMAT, tmp_path, 'plugin "my.plugin"\n'))


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
