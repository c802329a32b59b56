"""Transfers that a file tells on both of their accounts, in splits or not, are recorded once."""

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imports.plan.transfers import TransferTracker, side_of
from imports.tests.households import money
from imports.tests.sending import committed
from tests.cast import made, signed_up, undone

ACCOUNTS = ("Checking", "Savings", "Card")
entries = st.lists(
    st.tuples(
        st.integers(1, 3),
        st.sampled_from(ACCOUNTS),
        st.lists(
            st.tuples(st.sampled_from((*ACCOUNTS, "Food")), st.sampled_from([-30, -10, 10, 20])),
            min_size=1,
            max_size=4,
        ),
    ),
    max_size=5,
)
"""The day, the account and the parts of each transaction: where each comes from or goes to, and how
much of it arrives."""


def records_of(entries, *, apart):
    """The QIF records of each account; the parts of a split that go to one account are one record
    there, or as many as they are.

    Parts are of amounts that nothing else has: else nobody could tell which of both it is.
    """
    records = {account: [] for account in ACCOUNTS}
    digits = itertools.count()
    for day, account, parts in entries:
        parts = [(other, cents) for other, cents in parts if other != account]
        if len(parts) > 1:
            parts = [(other, int(math.copysign(100 * 2 ** next(digits), c))) for other, c in parts]
        lines = [f"S{named(other)}\n${money(cents)}\n" for other, cents in parts]
        total = sum(cents for _, cents in parts)
        if not total:
            continue
        if len(parts) == 1:
            lines = [f"L{named(parts[0][0])}\n"]
        records[account].append((day, total, "".join(lines)))
        for other in {other for other, _ in parts} - {"Food"}:
            sizes = [cents for name, cents in parts if name == other]
            for cents in sizes if apart else [sum(sizes)]:
                if cents:
                    records[other].append((day, -cents, f"L[{account}]\n"))
    return records


def named(other):
    return other if other == "Food" else f"[{other}]"


def qif_of(records, order):
    parts = []
    for account in order:
        parts.append(f"!Account\nN{account}\nTBank\n^\n!Type:Bank\n")
        for day, cents, lines in records[account]:
            parts.append(f"D2024-01-0{day}\nT{money(cents)}\nPSome\n{lines}^\n")
    return "".join(parts)


@pytest.mark.django_db
@given(entries, st.permutations(ACCOUNTS), st.booleans())
@settings(max_examples=30)
def test_each_account_has_what_its_records_say(entries, order, apart):
    records = records_of(entries, apart=apart)
    with undone():
        alice = signed_up("alice")
        text = qif_of(records, order)
        if not any(records.values()):
            return
        committed(alice, text, "book.qif")
        accounts = made(alice.get("accounts/"))["results"]
        found = {row["name"]: row["balance"] for row in accounts if row["name"] != "Cash"}
        wanted = {
            account: money(sum(cents for _, cents, _ in some))
            for account, some in records.items()
            if account in found
        }
        assert found == wanted
        assert committed(alice, text, "book.qif")["recorded"] == 0


@pytest.mark.django_db
@given(entries)
@settings(max_examples=20)
def test_a_whole_book_opens_with_nothing_whatever_balances_it_states(entries):
    totals = dict.fromkeys(ACCOUNTS, 0)
    book = [f"2024-01-01 open Assets:{account}\n" for account in ACCOUNTS]
    book.append("2024-01-01 open Expenses:Food\n")
    for day, account, parts in entries:
        parts = [(other, cents) for other, cents in parts if other != account]
        total = sum(cents for _, cents in parts)
        totals[account] += total
        lines = [f"  Assets:{account}  {money(total)} EUR\n"]
        for other, cents in parts:
            root = "Expenses" if other == "Food" else "Assets"
            lines.append(f"  {root}:{other}  {money(-cents)} EUR\n")
            if other != "Food":
                totals[other] -= cents
        book.append(f'2024-01-0{day} * "Some"\n{"".join(lines)}')
    book += [
        f"2024-02-01 balance Assets:{one}  {money(sum_)} EUR\n" for one, sum_ in totals.items()
    ]
    with undone():
        alice = signed_up("alice")
        done = committed(alice, "\n".join(book), "book.beancount")
        assert all(stated["holds"] for stated in done["balances"]["stated"])
        accounts = made(alice.get("accounts/"))["results"]
        found = {row["name"]: row["balance"] for row in accounts if row["name"] != "Cash"}
        assert found == {name: money(totals[name]) for name in found}
        assert {name for name, cents in totals.items() if cents} <= found.keys()


def test_a_transfer_like_a_part_of_a_split_that_was_stated_whole_is_another():
    sides = TransferTracker()
    assert sides.claim_leg("2024-01-01", 0, 1, [-10, -20])
    assert not sides.is_new(side_of("2024-01-01", 1, 30, 0), arriving=True)
    assert sides.is_new(side_of("2024-01-01", 1, 10, 0), arriving=True)


def test_a_split_brings_the_other_account_to_the_balance_that_is_stated(alice):
    savings = alice.account(name="Savings")
    book = """
2024-01-01 open Assets:Bank
2024-01-01 open Assets:Savings
2024-01-02 * "Salary"
  Assets:Bank       60.00 EUR
  Assets:Savings    40.00 EUR
  Income:Job      -100.00 EUR
2024-01-03 * "Saved, and the fee"
  Assets:Savings    80.00 EUR
  Expenses:Fees      1.00 EUR
  Assets:Bank
2024-01-04 balance Assets:Savings  120.00 EUR
"""
    done = committed(alice, book, "book.beancount")
    against_book = [one for one in done["balances"]["stated"] if one["against"] == "book"]
    assert [one["holds"] for one in against_book] == [True]
    assert made(alice.get(f"accounts/{savings['id']}/"))["balance"] == "120.00"
