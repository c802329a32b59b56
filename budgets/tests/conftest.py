"""A budget by calendar months, and what tests say of its lines."""

import pytest

from tests.cast import made

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
