"""budgets/{id}/report/: what is budgeted, spent and available on each line, period by period."""

import pytest

from budgets.tests.conftest import Plan
from tests.cast import faults, made

TO_MARCH = "start_date=2026-02-01&end_date=2026-03-31"


def test_what_is_left_is_carried_and_what_is_overspent_as_well(alice, plan):
    food = alice.category(name="Food")["id"]
    policies = [{"starts": "2026-02-01", "carry": "both"}]
    line = plan.line(
        food, starts="2026-02-01", opening="60.00", policies=policies, standing="150.00"
    )
    alice.transaction(amount="120.23", category=food, date="2026-02-10")
    alice.transaction(amount="154.52", category=food, date="2026-03-10")
    assert plan.figures(line, TO_MARCH) == [
        ("150.00", "60.00", "120.23", "89.77"),
        ("150.00", "89.77", "154.52", "85.25"),
    ]


def test_no_more_than_the_cap_is_carried(alice, plan):
    food = alice.category(name="Food")["id"]
    policies = [{"starts": "2026-02-01", "carry": "under", "cap": "50.00"}]
    line = plan.line(
        food, starts="2026-02-01", opening="60.00", policies=policies, standing="150.00"
    )
    alice.transaction(amount="120.23", category=food, date="2026-02-10")
    alice.transaction(amount="154.52", category=food, date="2026-03-10")
    assert plan.figures(line, TO_MARCH)[1] == ("150.00", "50.00", "154.52", "45.48")


def test_a_refund_gives_back_and_may_leave_less_than_nothing_spent(alice, plan):
    food = alice.category(name="Food")["id"]
    line = plan.line(food, standing="100.00")
    alice.transaction(amount="30.00", category=food, date="2026-02-10", refund=True)
    assert plan.figures(line) == [("100.00", "0.00", "-30.00", "130.00")]


def test_nothing_budgeted_is_not_a_budget_of_nothing(alice, plan):
    line = plan.line(alice.category(name="Food")["id"])
    plan.state(line, "2026-03-01", "0.00")
    assert [one[0] for one in plan.figures(line, TO_MARCH)] == [None, "0.00"]


def test_an_amount_of_one_period_comes_before_a_standing_one(alice, plan):
    line = plan.line(alice.category(name="Food")["id"], standing="100.00")
    plan.state(line, "2026-02-01", "70.00")
    assert [one[0] for one in plan.figures(line, TO_MARCH)] == ["70.00", "100.00"]
    plan.state(line, "2026-02-01", None)
    assert [one[0] for one in plan.figures(line, TO_MARCH)] == ["100.00", "100.00"]


def test_a_posting_counts_for_every_line_above_it_and_once_in_the_total(alice, plan):
    food = alice.category(name="Food")["id"]
    out = alice.category(name="Restaurants", parent=food)["id"]
    above, below = plan.line(food, standing="400.00"), plan.line(out, standing="150.00")
    alice.transaction(amount="60.00", category=out, date="2026-02-10")
    alice.transaction(amount="40.00", category=food, date="2026-02-11")
    alice.transaction(amount="5.00", date="2026-02-12")
    (february,) = plan.report()
    spent = {one["line"]: (one["spent"], one["above"], one["below"]) for one in february["lines"]}
    assert spent == {above: ("100.00", None, "150.00"), below: ("60.00", above, None)}
    assert february["expense"] == {
        "amount": "400.00",
        "carried": "0.00",
        "spent": "105.00",
        "available": "295.00",
        "terms": None,
    }
    assert [(one["category"], one["spent"]) for one in february["without_line"]] == [(None, "5.00")]


def test_a_line_counts_from_its_first_period_until_it_ends(alice, plan):
    food = alice.category(name="Food")["id"]
    line = plan.line(food, starts="2026-02-01", ends="2026-03-01", standing="10.00")
    for month in ("01", "02", "03"):
        alice.transaction(amount="1.00", category=food, date=f"2026-{month}-05")
    periods = plan.report("start_date=2026-01-01&end_date=2026-03-01")
    assert [[one["line"] for one in period["lines"]] for period in periods] == [[], [line], []]
    assert [len(period["without_line"]) for period in periods] == [1, 0, 1]


def test_income_is_budgeted_beside_expenses(alice, plan):
    salary = alice.category(name="Salary", type="income")["id"]
    line = plan.line(salary, standing="2000.00")
    alice.transaction(type="income", amount="2100.00", category=salary, date="2026-02-27")
    assert plan.figures(line) == [("2000.00", "0.00", "2100.00", "-100.00")]
    (february,) = plan.report()
    assert (february["expense"]["spent"], february["income"]["spent"]) == ("0.00", "2100.00")


def test_a_period_begins_on_pay_day_or_the_business_day_before(alice):
    alice.account(opening_date="2025-01-01")
    plan = Plan(alice, anchor="2026-02-28", adjust="previous")
    food = alice.category(name="Food")["id"]
    line = plan.line(food, starts="2026-02-27", standing="100.00")
    alice.transaction(amount="1.00", category=food, date="2026-02-26")
    alice.transaction(amount="2.00", category=food, date="2026-02-27")
    alice.transaction(amount="4.00", category=food, date="2026-03-26")
    (period,) = plan.report("start_date=2026-03-01&end_date=2026-03-01")
    assert (period["start_date"], period["end_date"]) == ("2026-02-27", "2026-03-26")
    assert [one["spent"] for one in period["lines"] if one["line"] == line] == ["6.00"]


def test_a_budget_in_another_currency_counts_the_accounts_in_it(alice):
    dollars = alice.account(name="Dollars", currency="USD", opening_date="2025-01-01")["id"]
    euros = alice.account(name="Euros", opening_date="2025-01-01")["id"]
    plan = Plan(alice, currency="USD")
    food = alice.category(name="Food")["id"]
    line = plan.line(food, standing="100.00")
    alice.transaction(amount="30.00", category=food, account=dollars, date="2026-02-10")
    alice.transaction(amount="7.00", category=food, account=euros, date="2026-02-11")
    assert plan.figures(line) == [("100.00", "0.00", "30.00", "70.00")]
    (one,) = plan.report()[0]["lines"]
    apart = [(row["currency"], row["amount"]) for row in one["unconverted"]]
    assert apart == [("EUR", "7.00")]
    rows = made(alice.get(one["unconverted"][0]["transactions"]))["results"]
    assert [row["amount"] for row in rows] == ["7.00"]


def test_a_budget_of_some_accounts_counts_what_is_spent_from_them(alice):
    mine = alice.account(name="Mine", opening_date="2025-01-01")["id"]
    ours = alice.account(name="Ours", opening_date="2025-01-01")["id"]
    food = alice.category(name="Food")["id"]
    plan = Plan(alice, accounts=[mine])
    line = plan.line(food, standing="100.00")
    for account, amount in ((mine, "30.00"), (ours, "5.00")):
        alice.transaction(amount=amount, category=food, account=account, date="2026-02-03")
    assert plan.figures(line) == [("100.00", "0.00", "30.00", "70.00")]
    (period,) = plan.report()
    rows = made(alice.get(period["lines"][0]["transactions"]))["results"]
    assert [row["amount"] for row in rows] == ["30.00"]


def test_every_figure_leads_to_the_transactions_that_make_it(alice, plan):
    food = alice.category(name="Food")["id"]
    plan.line(food, standing="100.00")
    alice.transaction(amount="30.00", category=food, date="2026-02-10")
    alice.transaction(amount="9.00", date="2026-02-11")
    (february,) = plan.report()
    for one in (*february["lines"], *february["without_line"]):
        rows = made(alice.get(one["transactions"]))["results"]
        assert [row["amount"] for row in rows] == [one["spent"]]


def test_too_many_periods_are_refused(alice, plan):
    answer = alice.get(f"budgets/{plan.id}/report/?start_date=2026-01-01&end_date=2031-01-01")
    assert faults(answer) == {("?end_date", "period_too_long")}
    answer = alice.get(f"budgets/{plan.id}/report/?start_date=2026-02-01&end_date=2026-01-01")
    assert faults(answer) == {("?end_date", "before_start")}


@pytest.mark.parametrize("lines", [1, 40])
def test_a_report_takes_six_statements_however_many_lines(
    alice, plan, lines, django_assert_num_queries
):
    for number in range(lines):
        plan.line(alice.category(name=f"Category {number}")["id"], standing="10.00")
    # The token with the book, the budget, its lines with all that is stated, categories, totals,
    # and whether the book has changed meanwhile.
    with django_assert_num_queries(6):
        plan.report("start_date=2026-01-01&end_date=2026-12-31")


def test_a_carry_over_more_periods_than_a_report_works_out_is_refused(alice):
    plan = Plan(alice, unit="day")
    food = alice.category(name="Food")["id"]
    policies = [{"starts": "1900-01-01", "carry": "both"}]
    line = plan.line(food, starts="1900-01-01", policies=policies, standing="1.00")
    answer = alice.get(f"budgets/{plan.id}/report/?start_date=2026-01-01&end_date=2026-01-31")
    assert faults(answer) == {("?end_date", "too_many_periods")}
    policies = [{"starts": "2025-12-31", "carry": "both"}]
    made(alice.patch(f"budget-lines/{line}/", {"policies": policies}))
    january = "start_date=2026-01-01&end_date=2026-01-31"
    assert [one[3] for one in plan.figures(line, january)][:2] == ["3.00", "4.00"]


def test_many_lines_carry_over_fewer_periods(alice):
    plan = Plan(alice, unit="day")
    policies = [{"starts": "2016-01-01", "carry": "both"}]
    for number in range(28):
        category = alice.category(name=f"Category {number}")["id"]
        plan.line(category, starts="2016-01-01", policies=policies)
    day = "start_date=2025-12-31&end_date=2025-12-31"
    answer = alice.get(f"budgets/{plan.id}/report/?{day}")
    assert faults(answer) == {("?end_date", "too_many_periods")}


def test_ten_years_of_days_are_carried(alice):
    alice.account(opening_date="2015-01-01")
    plan = Plan(alice, unit="day")
    food = alice.category(name="Food")["id"]
    policies = [{"starts": "2016-01-01", "carry": "both"}]
    line = plan.line(food, starts="2016-01-01", policies=policies, standing="1.00")
    alice.transaction(amount="1000.00", category=food, date="2020-05-05")
    today = "start_date=2025-12-31&end_date=2025-12-31"
    assert plan.figures(line, today) == [("1.00", "2652.00", "0.00", "2653.00")]


def test_a_period_beyond_the_years_of_bookings_leads_to_those_within(alice):
    plan = Plan(alice, unit="year", every=366, anchor="1900-01-01")
    line = plan.line(alice.category(name="Food")["id"], starts="1900-01-01", standing="1.00")
    (period,) = plan.report()
    assert (period["start_date"], period["end_date"]) == ("1900-01-01", "2265-12-31")
    made(alice.get(period["lines"][0]["transactions"]))
    assert plan.figures(line)[0][0] == "1.00"
