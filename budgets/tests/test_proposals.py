"""budgets/{id}/proposals/: amounts for a period, from the last one or from what was spent."""

from datetime import date

import pytest

from budgets.tests.conftest import Plan
from tests.cast import faults, made
from tests.digest import digest

MAY = "2026-05-01"
MAY_15 = date(2026, 5, 15)


@pytest.fixture
def spending(alice, plan, monkeypatch):
    """Makes a line for food, of which 100, 10 and 40 were spent before May, and 7 a year before."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: MAY_15)
    food = alice.category(name="Food")["id"]
    for day, amount in (
        ("2025-05-20", "7.00"), ("2026-01-03", "900.00"), ("2026-02-03", "100.00"),
        ("2026-03-03", "10.00"), ("2026-04-03", "40.00"), ("2026-05-03", "3.00"),
    ):  # fmt: skip
        alice.transaction(amount=amount, category=food, date=day)
    return food


def proposed(plan, template, start=MAY):
    query = f"period_start={start}&template={template}"
    found = made(plan.caller.get(f"budgets/{plan.id}/proposals/?{query}"))["proposals"]
    return {one["line"]: one["amount"] for one in found}


@pytest.mark.parametrize(
    ("template", "amount"),
    [("last", "80.00"), ("average", "50.00"), ("median", "40.00"), ("year", "7.00")],
)
def test_each_template_proposes_what_it_says(plan, spending, template, amount):
    line = plan.line(spending, standing="80.00")
    assert proposed(plan, template) == {line: amount}


def test_what_is_proposed_is_not_stored(alice, plan, spending):
    plan.line(spending)
    before = digest(alice.book.pk)
    proposed(plan, "average")
    assert digest(alice.book.pk) == before


def test_a_period_to_come_is_proposed_from_those_that_are_over(plan, spending):
    line = plan.line(spending)
    assert proposed(plan, "average", "2026-09-01") == {line: "50.00"}


def test_nothing_is_proposed_where_nothing_is_known(alice, plan, spending):
    plan.line(spending)
    assert proposed(plan, "last") == {}
    assert proposed(plan, "year", "2026-03-01") == {}


def test_what_came_back_more_than_was_spent_is_nothing(alice, plan, spending):
    fun = alice.category(name="Fun")["id"]
    line = plan.line(fun)
    alice.transaction(amount="9.00", category=fun, date="2026-04-03", refund=True)
    assert proposed(plan, "average") == {line: "0.00"}


def test_a_line_takes_what_is_spent_below_it_and_an_envelope_what_is_nearest(alice, spending):
    snacks = alice.category(name="Snacks", parent=spending)["id"]
    alice.transaction(amount="30.00", category=snacks, date="2026-04-04")
    limits = Plan(alice, name="Limits")
    above, below = limits.line(spending), limits.line(snacks)
    assert proposed(limits, "average") == {above: "60.00", below: "10.00"}
    envelopes = Plan(alice, name="Envelopes", mode="envelopes")
    above, below = envelopes.line(spending), envelopes.line(snacks)
    assert proposed(envelopes, "average") == {above: "50.00", below: "10.00"}


def test_a_year_before_29_february_is_the_28th(alice, plan):
    food = alice.category(name="Food")["id"]
    alice.account(opening_date="2022-01-01")
    alice.transaction(amount="5.00", category=food, date="2023-02-28")
    daily = Plan(alice, name="Daily", unit="day")
    line = daily.line(food, starts="2024-01-01")
    assert proposed(daily, "year", "2024-02-29") == {line: "5.00"}


def test_a_template_that_is_not_known_is_refused(plan):
    answer = plan.caller.get(f"budgets/{plan.id}/proposals/?period_start=2026-01-01&template=x")
    assert faults(answer) == {("?template", "invalid_choice")}
