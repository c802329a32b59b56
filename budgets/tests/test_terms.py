"""What is available on a line, as the sum that it is, down to the transactions behind it."""

from decimal import Decimal

from budgets.tests.conftest import Plan
from tests.cast import made

APRIL = "start_date=2026-04-01&end_date=2026-04-30&expand=terms"


def total(terms):
    return sum(Decimal(one["amount"]) for one in terms)


def of(terms, name):
    (found,) = [one for one in terms if one["of"] == name]
    return found


def test_available_is_the_sum_of_its_terms(alice, plan):
    food = alice.category(name="Food")["id"]
    out = alice.category(name="Restaurants", parent=food)["id"]
    policies = [{"starts": "2026-02-01", "carry": "under", "cap": "50.00"}]
    plan.line(food, standing="400.00", policies=policies)
    alice.transaction(amount="320.00", category=food, date="2026-03-10")
    alice.transaction(amount="470.00", category=out, date="2026-04-10")
    alice.transaction(amount="5.00", category=food, date="2026-04-11")
    alice.transaction(amount="20.00", category=out, date="2026-04-12", refund=True)
    ((line,),) = [period["lines"] for period in plan.report(APRIL)]
    terms = line["terms"]
    assert Decimal(line["available"]) == total(terms) == Decimal("-5.00")
    carried = of(terms, "carried")
    assert [(one["of"], one["amount"]) for one in carried["terms"]] == [
        ("left", "130.00"), ("not_carried", "-80.00"),
    ]  # fmt: skip
    assert of(terms, "amount")["amount"] == "400.00"
    spent = of(terms, "spent")
    assert [(one["name"], one["amount"]) for one in spent["terms"]] == [
        ("Restaurants", "-450.00"), ("Food", "-5.00"),
    ]  # fmt: skip
    assert total(spent["terms"]) == Decimal(spent["amount"])
    for one in (spent, *spent["terms"]):
        (query,) = one["transactions"].split("?")[1:]
        (sums,) = made(alice.get(f"transactions/summary/?{query}"))["sums"]
        assert sums["net"] == one["amount"]


def test_what_an_envelope_below_counts_is_no_part_of_the_one_above(alice):
    alice.account(opening_date="2025-01-01")
    plan = Plan(alice, mode="envelopes")
    food = alice.category(name="Food")["id"]
    out = alice.category(name="Restaurants", parent=food)["id"]
    above, below = plan.line(food), plan.line(out)
    plan.state(above, "2026-01-01", "100.00")
    alice.transaction(amount="7.00", category=out, date="2026-01-10")
    alice.transaction(amount="3.00", category=food, date="2026-01-11")
    january = "start_date=2026-01-01&end_date=2026-01-31&expand=terms"
    ((*lines,),) = [period["lines"] for period in plan.report(january)]
    parts = {one["line"]: of(one["terms"], "spent")["terms"] for one in lines}
    assert [(one["category"], one["amount"]) for one in parts[above]] == [(food, "-3.00")]
    assert [(one["category"], one["amount"]) for one in parts[below]] == [(out, "-7.00")]


def test_a_total_is_the_sum_of_its_lines_and_of_what_has_none(alice, plan):
    food = alice.category(name="Food")["id"]
    out = alice.category(name="Restaurants", parent=food)["id"]
    gifts, pay = alice.category(name="Gifts")["id"], alice.category(name="Pay", type="income")["id"]
    above = plan.line(food, standing="400.00", opening="10.00")
    plan.line(out, standing="50.00")
    alice.transaction(amount="70.00", category=out, date="2026-04-10")
    alice.transaction(amount="15.00", category=gifts, date="2026-04-11")
    alice.transaction(amount="5.00", date="2026-04-12")
    alice.transaction(type="income", amount="900.00", category=pay, date="2026-04-12")
    (period,) = plan.report(APRIL)
    said = [
        (one["of"], one["line"], one["name"], one["amount"]) for one in period["expense"]["terms"]
    ]
    assert said == [
        (
            "line",
            above,
            "Food",
            next(one for one in period["lines"] if one["line"] == above)["available"],
        ),
        ("without_line", None, "", "-5.00"),
        ("without_line", None, "Gifts", "-15.00"),
    ]
    for kind in ("expense", "income"):
        assert total(period[kind]["terms"]) == Decimal(period[kind]["available"])
        for one in period[kind]["terms"]:
            if one["transactions"]:
                (query,) = one["transactions"].split("?")[1:]
                (sums,) = made(alice.get(f"transactions/summary/?{query}"))["sums"]
                sign = 1 if kind == "expense" else -1
                assert sign * Decimal(sums["net"]) == Decimal(one["amount"])


def test_a_line_shows_no_terms_that_nobody_asked_for(alice, plan):
    plan.line(alice.category(name="Food")["id"], standing="1.00")
    ((line,),) = [period["lines"] for period in plan.report()]
    assert line["terms"] is None
