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


def asked(plan, template, start=MAY, **said):
    said = {"period_start": start, "template": template, **said}
    query = "&".join(f"{name}={value}" for name, value in said.items())
    return plan.caller.get(f"budgets/{plan.id}/proposals/?{query}")


def proposed(plan, template, start=MAY, **said):
    found = made(asked(plan, template, start, **said))["proposals"]
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


def scheduled(alice, category, amount="12.00", **said):
    said = {"name": f"Bill {amount}", "type": "expense", **said}
    phase = {"starts": "2026-01-10", "unit": "month", "amount": amount, "category": category}
    parts = ("account", "unit", "on", "split")
    phase |= {name: said.pop(name) for name in parts if name in said}
    return alice.add("schedules/", **said, phases=[phase])["id"]


def test_what_schedules_expect_is_proposed_for_the_lines_that_count_it(alice, plan, spending):
    snacks = alice.category(name="Snacks", parent=spending)["id"]
    line, below = plan.line(spending), plan.line(snacks)
    fun = plan.line(alice.category(name="Fun")["id"])
    scheduled(alice, spending)
    scheduled(alice, snacks, "1.00", unit="week")
    assert proposed(plan, "schedules") == {line: "17.00", below: "5.00"}
    assert proposed(plan, "schedules", lines=f"{below},{fun}") == {below: "5.00"}


def test_the_lines_of_a_split_are_proposed_each_for_its_category(alice, plan, spending):
    wage = alice.category(name="Wage", type="income")["id"]
    tax = alice.category(name="Tax")["id"]
    lines = [plan.line(one) for one in (spending, wage, tax)]
    said = [{"category": wage, "amount": "3000.00"}, {"category": tax, "amount": "-600.00"}]
    scheduled(alice, None, "2400.00", type="income", split=said)
    said = [{"category": spending, "amount": "7.00"}, {"amount": "5.00"}]
    scheduled(alice, None, split=said)
    wanted = dict(zip(lines, ("7.00", "3000.00", "600.00"), strict=True))
    assert proposed(plan, "schedules") == wanted


def test_what_is_paid_is_expected_all_the_same_and_what_is_skipped_is_not(alice, plan, spending):
    line = plan.line(spending)
    bill = scheduled(alice, spending)
    nominal = {"schedule": bill, "nominal": "2026-05-10"}
    one = alice.add("occurrences/", **nominal, state="recorded")
    assert proposed(plan, "schedules") == {line: "12.00"}
    assert alice.delete(f"occurrences/{one['id']}/").status_code == 204
    alice.add("occurrences/", **nominal, state="skipped")
    assert proposed(plan, "schedules") == {}


def test_schedules_of_other_accounts_and_without_a_rate_do_not_count(alice, spending):
    card = alice.account(name="Card", opening_date="2025-01-01")["id"]
    dollars = alice.account(name="NY", currency="USD", opening_date="2025-01-01")["id"]
    scheduled(alice, spending, "10.00", account=card)
    scheduled(alice, spending, "20.00", account=dollars)
    plans = [
        Plan(alice, name="All"),
        Plan(alice, name="Card", accounts=[card]),
        Plan(alice, name="NY", currency="USD"),
    ]
    lines = [one.line(spending) for one in plans]
    found = [proposed(one, "schedules")[line] for one, line in zip(plans, lines, strict=True)]
    assert found == ["10.00", "10.00", "20.00"]
    alice.add("rates/", date=f"{MAY_15}", base="USD", quote="EUR", rate="0.5")
    assert proposed(plans[0], "schedules") == {lines[0]: "20.00"}


def test_a_percentage_of_what_has_come_in(alice, plan, spending):
    line = plan.line(spending)
    alice.transaction(type="income", amount="1000.10", date="2026-05-04")
    assert proposed(plan, "income", lines=line, percent=5) == {line: "50.00"}
    assert proposed(plan, "income", "2026-06-01", lines=line, percent=5) == {line: "0.00"}


def test_what_is_missing_is_put_aside_in_the_periods_that_are_left(envelopes):
    line = envelopes.lines["Fun"]  # 70.00 are left in January
    said = {"start": "2026-02-01", "lines": line, "target": "100.00"}
    assert proposed(envelopes, "sinking", by="2026-04-15", **said) == {line: "10.00"}
    assert proposed(envelopes, "sinking", by="2026-02-01", **said) == {line: "30.00"}
    said["target"] = "170.00"
    assert proposed(envelopes, "sinking", by="2026-04-15", **said) == {line: "33.33"}
    said["target"] = "60.00"
    assert proposed(envelopes, "sinking", by="2026-04-15", **said) == {line: "0.00"}


def test_no_more_is_proposed_than_makes_an_amount_available(envelopes):
    envelopes.assign("2026-02-01", Fun="50.00", Rent="50.00")
    fun, rent = envelopes.lines["Fun"], envelopes.lines["Rent"]
    found = proposed(envelopes, "last", "2026-03-01", up_to="125.00")
    # 120.00 are carried into March for fun, 50.00 for the rent.
    assert found == {fun: "5.00", rent: "50.00"}
    assert proposed(envelopes, "last", "2026-03-01", up_to="100.00")[fun] == "0.00"


def test_every_fault_of_what_is_asked_is_named(plan, spending):
    line = plan.line(spending)
    assert faults(asked(plan, "income")) == {("?lines", "required"), ("?percent", "required")}
    assert faults(asked(plan, "sinking", percent=5)) == {
        ("?lines", "required"), ("?target", "required"), ("?by", "required"),
        ("?percent", "unused"),
    }  # fmt: skip
    said = {"lines": f"{line},987654", "target": "1.001", "by": "2026-04-30", "up_to": "-1"}
    assert faults(asked(plan, "sinking", **said)) == {
        ("?lines", "does_not_exist"), ("?target", "too_many_decimals"), ("?by", "before_start"),
        ("?up_to", "negative"),
    }  # fmt: skip


def test_what_schedules_expect_in_decades_is_refused(alice, spending):
    ages = Plan(alice, name="Ages", unit="year", every=20)
    assert faults(asked(ages, "schedules")) == {("?template", "period_too_long")}
