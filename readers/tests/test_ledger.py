"""Journals of ledger: what differs from hledger, and the sums that ledger itself says."""

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, assume, given, settings

from readers.journal.hledger import FORMAT as HLEDGER
from readers.journal.ledger import FORMAT
from readers.statement import Split, Unreadable
from readers.tests.journals import (
    ENTRIES,
    balances,
    by_ledger,
    faults,
    money,
    placed,
    read,
    row,
    rows,
    source_of,
    totals,
    warnings,
)

SPENT = "    Expenses:Food  10.50 EUR\n    Assets:Bank\n"


def read_entry(folder, head, postings=SPENT, **options):
    return row(read(FORMAT, folder, f"{head}\n{postings}", **options))


def test_a_bar_is_part_of_the_payee(tmp_path):
    assert read_entry(tmp_path, "2024/01/05 * (12) Shop | food").payee == "Shop | food"


def test_the_first_comment_is_what_it_was_for(tmp_path):
    found = read_entry(tmp_path, "2024/01/05 Shop; Sons  ; weekly\n    ; more")
    assert (found.payee, found.description, found.notes) == ("Shop; Sons", "weekly", "more")
    assert read_entry(tmp_path, "2024/01/05 Shop\n    ; weekly").description == "weekly"


def test_tags_and_metadata_of_transaction_and_postings_are_kept(tmp_path):
    postings = "    Expenses:Food  1 EUR\n    ; :fresh:\n    Assets:Bank\n"
    head = "2024/01/05 Shop\n    ; what\n    ; :one:two:\n    ; Place: Rome"
    found = read_entry(tmp_path, head, postings)
    assert (found.tags, found.notes) == (("one", "two", "fresh"), "Place: Rome")


def test_applied_tags_and_accounts_hold_until_they_end(tmp_path):
    text = (
        f"apply tag trip\napply account Personal\n2024/01/05 a\n{SPENT}end apply account\n"
        f"end apply tag\n2024/01/06 b\n{SPENT}"
    )
    one, two = rows(read(FORMAT, tmp_path, text))
    assert (one.tags, one.account, one.category) == (
        ("trip",),
        "Personal:Assets:Bank",
        "Personal:Food",
    )
    assert (two.tags, two.account) == ((), "Assets:Bank")


def test_a_comma_before_three_digits_divides_thousands(tmp_path):
    text = f"2024/01/01 x\n    Expenses:A  $1,000\n    Assets:Bank\n\n2024/01/01 y\n{SPENT}"
    assert rows(read(FORMAT, tmp_path, text))[0].amount == -1000
    with pytest.raises(Unreadable) as refused:
        read(FORMAT, tmp_path, text.replace("10.50", "10"))
    assert refused.value.option == "decimal_mark"


def test_a_bucket_balances_transactions_of_one_posting(tmp_path):
    for bucket in ("bucket Assets:Cash", "A Assets:Cash", "account Assets:Cash\n    default"):
        text = f"{bucket}\n2024/01/01 x\n    Expenses:A  1 EUR\n"
        found = row(read(FORMAT, tmp_path, text))
        assert (found.account, found.amount) == ("Assets:Cash", -1)


def test_an_account_may_have_another_name(tmp_path):
    text = "account Assets:My Bank\n    alias giro\n2024/01/01 x\n    Expenses:A  1 EUR\n    giro\n"
    assert row(read(FORMAT, tmp_path, text)).account == "Assets:My Bank"


SOLD = (
    "2024/01/01 x\n    Assets:Broker  -10 AAPL {$100} [2023/01/01] (a lot) @ $120\n"
    "    Assets:Bank  $1200\n    Income:Gains  $-200\n"
)


def test_the_price_of_the_lot_counts_and_not_that_of_the_sale(tmp_path):
    items = read(FORMAT, tmp_path, SOLD)
    assert totals(items) == {("Assets:Bank", "USD"): 1200, ("> Gains", "USD"): -200}


def test_a_sale_at_two_prices_tells_that_a_journal_is_of_ledger(tmp_path):
    source = source_of(tmp_path, f"2024/01/01 Shop\n{SPENT}\n{SOLD}")
    assert FORMAT.recognises(source) > HLEDGER.recognises(source) > 0
    bought = source_of(tmp_path, SOLD.replace("-", "").replace("$120", "$100"))
    assert HLEDGER.recognises(bought) > FORMAT.recognises(bought)


def test_an_entry_that_adds_up_only_by_its_lot_is_read_so_wherever_it_stands(tmp_path):
    items = read(HLEDGER, tmp_path, SOLD)
    assert totals(items) == {("Assets:Bank", "USD"): 1200, ("> Gains", "USD"): -200}
    by_price = SOLD.replace("    Income:Gains  $-200\n", "")
    assert totals(read(HLEDGER, tmp_path, by_price)) == {("Assets:Bank", "USD"): 1200}
    neither = SOLD.replace("$-200", "$-150")
    assert faults(read(HLEDGER, tmp_path, neither)) == [(1, "unbalanced")]
    without = SOLD.replace("{$100}", "{}").replace("    Income:Gains  $-200\n", "")
    assert totals(read(HLEDGER, tmp_path, without)) == {("Assets:Bank", "USD"): 1200}


def test_a_lot_without_a_price_counts_for_nothing(tmp_path):
    text = "2024/01/01 x\n    Assets:Broker  10 AAPL {$100}\n    Assets:Bank\n"
    assert faults(read(FORMAT, tmp_path, text)) == [(1, "no_currency")]


def test_an_expression_is_a_fault(tmp_path):
    text = f"2024/01/01 x\n    Expenses:A  (5 * 3 EUR)\n    Assets:Bank\n\n2024/01/02 y\n{SPENT}"
    items = read(FORMAT, tmp_path, text)
    assert faults(items) == [(2, "expression")]
    assert row(items).payee == "y"


def test_rules_that_add_real_postings_are_refused(tmp_path):
    text = f"= /Food/\n    Assets:Jar  1 EUR\n    Assets:Bank  -1 EUR\n\n2024/01/01 x\n{SPENT}"
    with pytest.raises(Unreadable) as refused:
        read(FORMAT, tmp_path, text)
    assert refused.value.code == "automated_transactions"
    virtual = f"= /Food/\n    (Budget)  1\n\n2024/01/01 x\n{SPENT}"
    items = read(FORMAT, tmp_path, virtual)
    assert len(rows(items)) == 1
    assert "1 rules" in warnings(items)["left_out"]


def test_an_assignment_counts_what_came_before_in_the_file(tmp_path):
    text = (
        "2024/01/02 x\n    Assets:Bank  100 EUR\n    Income:A\n\n"
        "2024/01/01 y\n    Assets:Bank  = 80 EUR\n    Expenses:B\n"
    )
    assert [found.amount for found in rows(read(FORMAT, tmp_path, text))] == [100, -20]


def test_comments_have_several_signs(tmp_path):
    text = f"; a\n# b\n% c\n| d\n* e\n!include\n2024/01/01 x\n{SPENT}"
    with pytest.raises(Unreadable):
        read(FORMAT, tmp_path, text)
    assert len(rows(read(FORMAT, tmp_path, text.replace("!include\n", "")))) == 1


def test_commodities_may_be_currencies_by_another_name(tmp_path):
    text = "commodity $\n    alias AUD\n2024/01/01 x\n    Expenses:A  $1\n    Assets:Bank\n"
    assert row(read(FORMAT, tmp_path, text)).currency == "AUD"


OURS = """commodity EUR
    format 1000.00 EUR
account Assets:Bank
tag trip

2024-01-01 * Opening balance
    Assets:Bank  100.00 EUR
    Equity:Opening-Balances  -100.00 EUR

2024-01-02 * (17) The Shop
    ; weekly food
    ; :trip:food:
    ; reconciled
    ; more to say
    Assets:Bank  -10.00 EUR  ; bread
    Expenses:Food  10.00 EUR
    Assets:Bank  -2.50 EUR
    Income:Uncategorised  2.50 EUR
"""


def test_our_own_export_comes_back(tmp_path):
    items = read(FORMAT, tmp_path, OURS)
    found = row(items)
    assert balances(items) == [("opening", "Assets:Bank", 100, "2024-01-01")]
    assert (found.payee, found.description, found.notes) == (
        "The Shop",
        "weekly food",
        "more to say",
    )
    assert (found.tags, found.status, found.reference) == (("trip", "food"), "reconciled", "17")
    assert found.splits == (
        Split(Decimal("-10.00"), "Food", "", "bread"),
        Split(Decimal("-2.50"), ""),
    )


def test_a_journal_of_ledger_is_told_from_one_of_hledger(tmp_path):
    source = source_of(tmp_path, OURS)
    assert FORMAT.recognises(source) > HLEDGER.recognises(source) > 0


FEATURES = """commodity $
    format $1,000.00
account Assets:Cash
    alias wallet
bucket Assets:Cash

2024/01/01 * Opening
    Assets:Checking  $1,000.00
    Liabilities:Card  $-50
    Equity:Opening Balances

2024/01/02=2024/01/04 ! (7) Shop | food  ; what
    ; :trip:
    Expenses:Food  $10.55  ; [=2024/02/01]
    * Expenses:Home:Garden  $4.45
    wallet  $ -15.00

2024/01/03 Coffee
    Expenses:Coffee  $2.50

2024/01/04 Change
    Assets:Euros  90.00 EUR @@ $100.00
    Assets:Checking

2024/01/05 Implied
    Assets:Euros  -10.00 EUR
    Assets:Checking  $11.00

2024/01/06 Buy
    Assets:Broker  10 ACME @ $10.00
    Expenses:Fees  $1.00
    Assets:Checking

2024/01/07 Sell
    Assets:Broker  -10 ACME {$10.00} @ $12.00
    Assets:Checking  $120.00
    Income:Gains  $-20.00

2024/01/08 Set
    Assets:Checking  = $900.00
    Expenses:Lost

2024/01/09 Jar
    Expenses:Food  $5.00
    Liabilities:Card
    [Assets:Checking]  $-5.00
    [Assets:Jar]  $5.00

apply account Assets
2024/01/10 Move
    Checking  $-1.00
    Jar
end apply account
"""


@pytest.mark.slow
def test_ledger_says_the_same_of_every_account_and_category(tmp_path):
    items = read(FORMAT, tmp_path, FEATURES)
    assert not faults(items)
    said = placed(by_ledger(tmp_path, FEATURES), {"$": "USD"})
    assert {key: amount for key, amount in said.items() if key[1] != "ACME"} == totals(items)


def written(entries):
    """A journal of random entries, as `ENTRIES` has them."""
    lines = []
    for number, (days, payer, legs) in enumerate(entries):
        lines.append(f"{date(2024, 1, 1) + timedelta(days):%Y/%m/%d} * Payee {number}")
        lines += [f"    {name}  {currency} {money(cents)}" for name, cents, currency in legs]
        lines.append(f"    {payer}")
    return "\n".join(lines) + "\n"


def comes_to_nothing_twice(legs):
    """Whether the rest of an entry is nothing in two currencies, which ledger itself refuses."""
    rest = Counter()
    for _, cents, currency in legs:
        rest[currency] += cents
    return len(rest) > 1 and not any(rest.values())


@pytest.mark.slow
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(entries=ENTRIES)
def test_ledger_says_the_same_of_any_book(tmp_path, entries):
    assume(not any(comes_to_nothing_twice(legs) for _, _, legs in entries))
    text = written(entries)
    assert placed(by_ledger(tmp_path, text)) == totals(read(FORMAT, tmp_path, text))
