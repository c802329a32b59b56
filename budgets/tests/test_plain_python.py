"""The report of any budget, held against what plain Python makes of the same book.

The naive side goes through all postings for every figure. What is ready is worked out backwards
there: the money on the accounts, less what is in the envelopes.
"""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.business_days import NO_CALENDAR, business_days
from common.period_rules import PeriodRule, Unit
from tests import shapes
from tests.cast import undone
from tests.mirrored_books import register_mirrored
from tests.naive import Category, text

NUMBERS = range(5)
CARRIED = {
    "none": lambda left: Decimal(0),
    "under": lambda left: max(left, Decimal(0)),
    "over": lambda left: min(left, Decimal(0)),
    "both": lambda left: left,
}
rules = st.builds(
    PeriodRule,
    st.sampled_from([Unit.WEEK, Unit.MONTH, Unit.QUARTER]),
    st.integers(1, 2),
    st.dates(date(2023, 12, 20), date(2024, 1, 31)),
)
numbers = st.sampled_from(NUMBERS)


class NaivePlan:
    """A budget in plain Python."""

    def __init__(self, book, said, rule):
        self.book, self.said, self.rule = book, said, rule
        self.lines = {}
        """What is stated of each line, by the id of its category; periods are numbers.

        Lines on accounts are there by minus the id of these.
        """
        self.holds = {}
        """What is to be held back, by the number of a period."""

    def days(self, number):
        return self.rule.period(number, business_days(NO_CALENDAR))

    @property
    def has_envelopes(self):
        return self.said["mode"] == "envelopes"

    def worth(self, entry, part):
        """What a posting counts: nothing on another account, or without a rate."""
        if self.said["accounts"] and part.account not in self.said["accounts"]:
            return Decimal(0)
        return self.worth_anywhere(entry, part)

    def worth_anywhere(self, entry, part):
        account = self.book.accounts[part.account]
        if self.said["currency"] == self.book.home:
            return self.book.worth_of(entry, part) or Decimal(0)
        return part.amount if account.currency == self.said["currency"] else Decimal(0)

    def lines_over(self, category, number):
        """The categories with a line that counts in a period, from the nearest above on."""
        while category is not None:
            line = self.lines.get(category)
            if line and line["starts"] <= number < line.get("ends", number + 1):
                yield category
            category = self.book.categories[category].parent

    def spent(self, number):
        """What is spent on each line in a period; under None what no line has of expenses."""
        found = dict.fromkeys([*self.lines, None], Decimal(0))
        days = self.days(number)
        for entry, part in self.book.parts():
            if not days.start <= entry.date <= days.end:
                continue
            if part.kind == "transfer":
                if -part.account in self.counting(number):
                    found[-part.account] += self.worth_anywhere(entry, part)
                continue
            worth = self.worth(entry, part) * (-1 if part.kind == "expense" else 1)
            over = list(self.lines_over(part.category, number))
            for category in over[:1] if self.has_envelopes else over:
                if self.book.categories[category].type == part.kind:
                    found[category] += worth
            if not over and part.kind == "expense":
                found[None] += worth
        return found

    def figures(self, category, number):
        """What a line has in a period: amount, carried, spent, available."""
        line = self.lines[category]
        carried = line["opening"]
        for n in range(line["starts"], number + 1):
            amount = self.amount(line, n)
            spent = self.spent(n)[category]
            available = carried + (amount or 0) - spent
            if n == number:
                return amount, carried, spent, available
            carry, cap = "under" if self.has_envelopes else "none", None
            for since, stated, most in line["policies"]:
                if since <= n + 1:
                    carry, cap = stated, most
            carried = CARRIED[carry](available)
            carried = carried if cap is None else min(carried, cap)
        raise AssertionError("it does not count yet")

    @staticmethod
    def amount(line, number):
        if (number, False) in line["amounts"]:
            return line["amounts"][number, False]
        stands = [n for n, standing in line["amounts"] if standing and n <= number]
        return line["amounts"][max(stands), True] if stands else None

    def money(self, day):
        """What there is on the accounts at the end of a day."""
        opened = sum(
            account.opening
            for key, account in self.book.accounts.items()
            if account.currency == self.said["currency"]
            and (not self.said["accounts"] or key in self.said["accounts"])
            and account.opening_date <= day
        )
        moved = (self.worth(entry, part) for entry, part in self.book.parts() if entry.date <= day)
        return sum(moved, opened)

    def counting(self, number):
        """The categories of the lines that count in a period."""
        return [
            key
            for key, line in self.lines.items()
            if line["starts"] <= number < line.get("ends", number + 1)
        ]

    def at_hand(self, number):
        """What is in no envelope at the end of a period, held back or not."""
        in_envelopes = sum(self.figures(key, number)[3] for key in self.counting(number))
        return self.money(self.days(number).end) - in_envelopes + self.spent(number)[None]


@st.composite
def lines(draw, plan, kinds):
    """A line that is in order: its category, and what is stated of it."""
    fitting = [key for kind in kinds for key in shapes.fitting(plan.book, kind)]
    free = [key for key in fitting if key not in plan.lines]
    amounts = shapes.amounts(plan.said["currency"])
    starts = draw(numbers)
    line = {
        "starts": starts,
        "opening": draw(st.just(Decimal(0)) | amounts),
        "policies": [
            (since, draw(st.sampled_from(sorted(CARRIED))), draw(st.none() | amounts))
            for since in sorted(draw(st.sets(numbers, max_size=2)))
        ],
        "amounts": {
            (number, standing and not plan.has_envelopes): draw(amounts)
            for number, standing in draw(st.sets(st.tuples(numbers, st.booleans()), max_size=3))
            if number >= starts
        },
    }
    if draw(st.booleans()):
        line["ends"] = starts + draw(st.integers(1, 3))
    beside = {-key for key in plan.book.accounts} - {-key for key in plan.said["accounts"]}
    beside -= plan.lines.keys()
    if plan.has_envelopes and plan.said["accounts"] and beside and draw(st.booleans()):
        return draw(st.sampled_from(sorted(beside))), line
    return draw(st.sampled_from(sorted(free)[-4:])), line


def state(mirror, plan, category, line, budget):
    """State a line and its amounts by the API."""
    currency = plan.said["currency"]

    def start(number):
        return f"{plan.days(number).start}"

    sent = {
        "budget": budget,
        **({"category": category} if category > 0 else {"account": -category}),
        "starts": start(line["starts"]),
        "opening": text(line["opening"], currency),
        "policies": [
            {
                "starts": start(n),
                "carry": carry,
                "cap": None if cap is None else text(cap, currency),
            }
            for n, carry, cap in line["policies"]
        ],
        **({"ends": start(line["ends"])} if "ends" in line else {}),
    }
    made = mirror.answer("post", "budget-lines/", sent, wanted=201)["id"]
    amounts = [
        {
            "line": made, "period_start": start(n), "standing": standing,
            "amount": text(amount, currency),
        }
        for (n, standing), amount in line["amounts"].items()
    ]  # fmt: skip
    if amounts:
        mirror.answer("put", f"budgets/{budget}/amounts/", amounts, wanted=200)


def hold(mirror, plan, number, amount, budget):
    """Hold an amount back by the API, which takes no more than there is."""
    said = {
        "period_start": f"{plan.days(number).start}",
        "amount": text(amount, plan.said["currency"]),
    }
    fits = amount <= max(plan.at_hand(number), Decimal(0))
    mirror.answer("put", f"budgets/{budget}/hold/", said, wanted=200 if fits else 400)
    if fits:
        plan.holds[number] = amount


def compare(shown, plan, number):
    """Hold a period of the report against the naive budget."""
    currency = plan.said["currency"]
    figures = {key: plan.figures(key, number) for key in plan.counting(number)}
    assert {one["category"] or -one["account"]: said(one) for one in shown["lines"]} == {
        key: tuple(None if one is None else text(one, currency) for one in of_line)
        for key, of_line in figures.items()
    }
    spent = plan.spent(number)
    if plan.has_envelopes:
        in_envelopes = sum(available for *_, available in figures.values()) - spent[None]
        at_hand = plan.at_hand(number)
        held = min(plan.holds.get(number, Decimal(0)), max(at_hand, Decimal(0)))
        assert shown["envelopes"]["held"] == text(held, currency)
        assert shown["envelopes"]["ready"] == text(at_hand - held, currency)
        assert shown["expense"]["available"] == text(in_envelopes, currency)
    else:
        days = plan.days(number)
        whole = -sum(
            plan.worth(entry, part)
            for entry, part in plan.book.parts()
            if part.kind == "expense" and days.start <= entry.date <= days.end
        )
        assert shown["expense"]["spent"] == text(whole, currency)


def said(one):
    return tuple(one[name] for name in ("amount", "carried", "spent", "available"))


def check(data, mode):
    mirror = register_mirrored("ann")
    book = mirror.naive
    parent = None
    # The newest are drawn most: a branch of three, below each other.
    for kind in ("income", "expense", "expense", "expense"):
        made = Category(mirror.name(), kind, parent)
        row = mirror.answer("post", "categories/", vars(made), wanted=201)
        book.categories[row["id"]] = made
        parent = row["id"] if kind == "expense" else None
    rule = data.draw(rules)
    accounts = data.draw(st.sets(st.sampled_from(sorted(book.accounts))))
    currencies = sorted({book.home, *(one.currency for one in book.accounts.values())})
    currency = data.draw(st.sampled_from(currencies))
    plan = NaivePlan(
        book,
        {
            "name": "Plan", "unit": rule.unit, "every": rule.every, "anchor": f"{rule.anchor}",
            "mode": mode,
            "accounts": sorted(accounts), "currency": currency,
        },
        rule,
    )  # fmt: skip
    budget = mirror.answer("post", "budgets/", plan.said, wanted=201)["id"]
    drawn = data.draw(st.lists(shapes.entries(book), min_size=12, max_size=24))
    sent = {"create": [body for body, _ in drawn]}
    made = mirror.answer("post", "transactions/bulk/", sent, wanted=200)["create"]
    for row, (_, entry) in zip(made, drawn, strict=True):
        book.record(row["id"], entry)
    kinds = ("expense",) if plan.has_envelopes else shapes.KINDS
    for _ in range(data.draw(st.integers(2, 5))):
        if plan.has_envelopes and data.draw(st.booleans()):
            # What is held before further lines get their amounts may be more than is left then.
            hold(mirror, plan, data.draw(numbers), data.draw(shapes.amounts(currency)), budget)
        category, line = data.draw(lines(plan, kinds))
        state(mirror, plan, category, line, budget)
        plan.lines[category] = line
    ends = (plan.days(0).start, plan.days(NUMBERS[-1]).end)
    query = "start_date={}&end_date={}&expand=terms".format(*ends)
    shown = mirror.get(f"budgets/{budget}/report/?{query}")["periods"]
    for number, period in zip(NUMBERS, shown, strict=True):
        compare(period, plan, number)
        for line in period["lines"]:
            add_up(line)
        if plan.has_envelopes:
            money = period["envelopes"]
            assert Decimal(money["ready"]) == total(money["terms"])


def add_up(line):
    """Hold what is available against its terms, and each of these against its own."""
    assert Decimal(line["available"]) == total(line["terms"])
    carried, _, spent = line["terms"]
    for one in (carried, spent):
        assert Decimal(one["amount"]) == total(one["terms"])


def total(terms):
    return sum(Decimal(one["amount"]) for one in terms)


@pytest.mark.django_db
@pytest.mark.parametrize("mode", ["limits", "envelopes"])
@settings(max_examples=max(6, settings().max_examples // 4), deadline=None)
@given(data=st.data())
def test_a_report_is_what_plain_python_makes_of_it(mode, data):
    with undone():
        check(data, mode)
