"""A budget by calendar months, one of envelopes, and what tests say of their lines."""

import pytest

from tests.cast import made

JANUARY = "start_date=2026-01-01&end_date=2026-01-31"
TO_FEBRUARY = "start_date=2026-01-01&end_date=2026-02-28"
FEBRUARY = "start_date=2026-02-01&end_date=2026-02-28"


class Plan:
    """A budget of a caller."""

    def __init__(self, caller, **said):
        self.caller = caller
        said = {"name": "Household", "anchor": "2026-01-01", **said}
        self.id = caller.add("budgets/", **said)["id"]

    def line(self, category, *, standing=None, **said):
        """Add a line, with an amount that stands from its first period on; returns its id."""
        said = {"starts": "2026-01-01", **said}
        line = self.caller.add("budget-lines/", budget=self.id, category=category, **said)["id"]
        if standing is not None:
            self.state(line, said["starts"], standing, standing=True)
        return line

    def state(self, line, start, amount, **said):
        made(self.put([{"line": line, "period_start": start, "amount": amount, **said}]))

    def put(self, amounts):
        return self.caller.put(f"budgets/{self.id}/amounts/", amounts)

    def report(self, query=FEBRUARY):
        return made(self.caller.get(f"budgets/{self.id}/report/?{query}"))["periods"]

    def figures(self, line, query=FEBRUARY):
        """What a line has in each period: amount, carried, spent, available."""
        return [
            tuple(one[name] for name in ("amount", "carried", "spent", "available"))
            for period in self.report(query)
            for one in period["lines"]
            if one["line"] == line
        ]


@pytest.fixture
def plan(alice):
    alice.account(opening_date="2025-01-01")
    return Plan(alice)


class Envelopes(Plan):
    """A budget of envelopes of one account, which held 1,000.00 before it began."""

    def __init__(self, caller):
        opened = {"opening_date": "2025-12-01", "opening_balance": "1000.00"}
        self.account = caller.account(name="Bank", **opened)["id"]
        self.savings = caller.account(name="Savings", opening_date="2025-12-01")["id"]
        self.categories = {
            name: caller.category(name=name)["id"] for name in ("Food", "Rent", "Fun")
        }
        super().__init__(caller, mode="envelopes", accounts=[self.account])
        self.lines = {name: self.line(one) for name, one in self.categories.items()}

    def assign(self, start, **amounts):
        for name, amount in amounts.items():
            self.state(self.lines[name], start, amount)

    def spend(self, day, **amounts):
        for name, amount in amounts.items():
            category = self.categories.get(name)
            self.caller.transaction(
                amount=amount, category=category, account=self.account, date=day
            )

    def earn(self, day, amount):
        self.caller.transaction(type="income", amount=amount, account=self.account, date=day)

    def money(self, query):
        return [period["envelopes"] for period in self.report(query)]

    def available(self, query):
        return [
            {one["name"]: one["available"] for one in period["lines"]}
            for period in self.report(query)
        ]


@pytest.fixture
def envelopes(alice):
    """January: 2,000.00 came in, 300.00 went to the savings, 1,430.00 were spent."""
    found = Envelopes(alice)
    found.earn("2026-01-05", "2000.00")
    alice.transaction(
        type="transfer", amount="300.00", account=found.account, to_account=found.savings,
        date="2026-01-06",
    )  # fmt: skip
    found.assign("2026-01-01", Food="400.00", Rent="900.00", Fun="100.00")
    found.spend("2026-01-10", Food="450.00", Rent="900.00", Fun="30.00")
    return found
