"""What the tests of journals share: reading a text, adding up what was read, and what the programs
that the journals are for say of the same text."""

import csv
import io
import subprocess
from collections import defaultdict
from decimal import Decimal

from beancount import loader
from beancount.core.data import Transaction as Booked
from hypothesis import strategies as st

from readers.double_entry.account_roles import Role, place_of
from readers.source import Source
from readers.statement import Account, Balance, BalanceKind, Fault, FileWarning, Row, Split
from tools.accounting import program


def source_of(folder, text):
    path = folder / "file"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Source(path)


def read(form, folder, text, **options):
    """All that a reader yields for a text."""
    return list(form.read(source_of(folder, text), options))


def rows(items):
    return [item for item in items if isinstance(item, Row)]


def row(items):
    [found] = rows(items)
    return found


def balances(items):
    return [
        (item.kind.value, item.account, item.amount, str(item.date))
        for item in items
        if isinstance(item, Balance)
    ]


def faults(items):
    return [(item.line, item.code) for item in items if isinstance(item, Fault)]


def warnings(items):
    return {item.code: item.detail for item in items if isinstance(item, FileWarning)}


def accounts(items):
    return {item.key: item for item in items if isinstance(item, Account)}


def totals(items):
    """What the rows and opening balances come to on every account and in every category."""
    known = accounts(items)
    found = defaultdict(Decimal)

    def add(key, amount):
        account = known[key]
        found[account.key.removesuffix(f" ({account.currency})"), account.currency] += amount

    for item in items:
        if isinstance(item, Balance) and item.kind is BalanceKind.OPENING:
            add(item.account, item.amount)
        elif isinstance(item, Row):
            assert item.currency == known[item.account].currency
            add(item.account, item.amount)
            parts = item.splits or (Split(item.amount, item.category, item.other_account),)
            assert sum(part.amount for part in parts) == item.amount
            for part in parts:
                if part.account:
                    other = item.other_amount
                    add(part.account, -part.amount if other is None else other)
                elif part.category:
                    found[f"> {part.category}", item.currency] -= part.amount
    return {key: amount for key, amount in found.items() if amount}


def placed(said, codes=None):
    """The sums that a program says, under the names that `totals` has."""
    found = defaultdict(Decimal)
    for account, commodity, amount in said:
        place = place_of(account)
        code = (codes or {}).get(commodity, commodity)
        if place.role is Role.OWN:
            found[account, code] += Decimal(amount)
        elif place.role is Role.CATEGORY and place.path:
            found[f"> {place.path}", code] += Decimal(amount)
    return {key: amount for key, amount in found.items() if amount}


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def by_hledger(folder, text):
    """What hledger says of every account, without the postings in parentheses."""
    path = folder / "asked.journal"
    path.write_text(text, encoding="utf-8")
    shown = run(
        *(program("hledger"), "-f", str(path), "balance", "--no-total", "--flat", "--no-elide"),
        *("--output-format", "csv", "--layout", "tidy"),
    )
    return [
        (line["account"], line["commodity"], line["value"])
        for line in csv.DictReader(io.StringIO(shown))
    ]


def by_ledger(folder, text):
    path = folder / "asked.ledger"
    path.write_text(text, encoding="utf-8")
    shape = "%(account)\t%(commodity(amount))\t%(quantity(amount))\n"
    asked = (program("ledger"), "--init-file", "/dev/null", "-f", str(path), "register")
    return [line.split("\t") for line in run(*asked, "--format", shape).splitlines()]


def by_beancount(folder, text, tolerated="no error"):
    path = folder / "asked.beancount"
    path.write_text(text, encoding="utf-8")
    entries, errors, _ = loader.load_file(str(path))
    assert not [error for error in errors if tolerated not in error.message]
    return [
        (posting.account, posting.units.currency, posting.units.number)
        for entry in entries
        if isinstance(entry, Booked)
        for posting in entry.postings
    ]


OWN = ("Assets:Bank", "Assets:Savings", "Liabilities:Card")
ALL = (*OWN, "Expenses:Food", "Expenses:Food:Snacks", "Income:Salary", "Equity:Opening-Balances")
LAST_OF_2024 = 365
"""In days from its first: what goes to equity then closes the year, which moves nothing here."""
LEGS = st.tuples(
    st.sampled_from(ALL), st.integers(-(10**6), 10**6), st.sampled_from(["EUR", "USD"])
)
ENTRIES = st.lists(
    st.tuples(
        st.integers(0, 400).filter(lambda days: days != LAST_OF_2024),
        st.sampled_from(OWN),
        st.lists(LEGS, min_size=1, max_size=4),
    ),
    max_size=8,
)
"""Entries: days from the first of 2024, the own account that pays for the rest, and the rest."""


def money(cents):
    return f"{Decimal(cents) / 100:.2f}"
