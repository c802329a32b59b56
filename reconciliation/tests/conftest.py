"""A caller with one account and what their bank says of it."""

from decimal import Decimal

import pytest

from tests.cast import made


class Ledger:
    """An account of a caller, its transactions and its statements."""

    def __init__(self, caller):
        self.caller = caller
        self.account = caller.account(opening_date="2024-01-01", opening_balance="500.00")["id"]

    def posting(self, date, amount, **said):
        """Record a transaction; returns the id of its posting on the account."""
        kind = "expense" if amount.startswith("-") else "income"
        row = self.caller.add(
            "transactions/?expand=postings",
            **{
                "type": kind,
                "date": date,
                "amount": amount.lstrip("-"),
                "account": self.account,
                **said,
            },
        )
        return self.postings_of(row["id"])[0]["id"]

    def postings_of(self, transaction):
        row = made(self.caller.get(f"transactions/{transaction}/?expand=postings"))
        return row["postings"]

    def owner_of(self, posting):
        """The id of the transaction that has a posting."""
        rows = made(self.caller.get("transactions/?expand=postings&limit=200"))["results"]
        return next(r["id"] for r in rows if posting in [p["id"] for p in r["postings"]])

    def statement(self, date, balance, **said):
        said = {"account": self.account, "date": date, "balance": balance, **said}
        return self.caller.add("statements/", **said)

    def act(self, statement, act, **body):
        return self.caller.post(f"statements/{statement['id']}/{act}/", body)

    def settle(self, statement, *postings):
        return made(self.act(statement, "settle", settle=list(postings)))

    def closed(self, date, balance, *postings):
        """A statement that settles `postings` and is closed."""
        statement = self.statement(date, balance)
        if postings:
            self.settle(statement, *postings)
        made(self.act(statement, "close"))
        return statement

    def comparison(self, statement, query=""):
        return made(self.caller.get(f"statements/{statement['id']}/comparison/{query}"))

    def listed(self, address):
        """The sum of the postings on the account of the transactions at an address, in cents."""
        _, _, query = address.partition("?")
        account = "" if "account=" in query else f"&account={self.account}"
        sums = made(self.caller.get(f"transactions/summary/?{query}{account}"))["sums"]
        return sum(int(Decimal(one["net"]) * 100) for one in sums)

    def state(self):
        """How far the account agrees with its bank."""
        (found,) = made(self.caller.get("statements/accounts/"))["accounts"]
        return found

    def undo(self, number=None):
        last = made(self.caller.get("book/"))["last_change"]
        return self.caller.post(f"history/{number or last}/undo/")

    def last_change(self):
        return made(self.caller.get("book/"))["last_change"]


@pytest.fixture
def ledger(alice):
    return Ledger(alice)
