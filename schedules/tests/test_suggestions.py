"""Schedules that are suggested over HTTP: what they say, and that they can be sent back."""

import pytest

from tests.cast import made


@pytest.fixture
def streaming(plan):
    """Three payments of one subscription, of which the last came a day late."""
    food = plan.caller.category(name="Streaming")["id"]
    said = {"amount": "9.99", "payee": "Films", "account": plan.account, "category": food}
    for day in ("2025-11-15", "2025-12-15", "2026-01-16"):
        plan.caller.transaction(**said, date=day)
    return food


def suggested(plan):
    return made(plan.caller.get("schedules/suggestions/"))["suggestions"]


def test_payments_that_recur_suggest_a_schedule_that_can_be_sent_as_it_is(plan, streaming):
    (one,) = suggested(plan)
    assert (one["name"], one["cadence"], one["score"], one["missed"]) == (
        "Films", "month", "1.00", 0
    )  # fmt: skip
    assert [payment["date"] for payment in one["payments"]] == [
        "2025-11-15", "2025-12-15", "2026-01-16"
    ]  # fmt: skip
    row = plan.caller.add("schedules/", **one["schedule"])
    (due,) = plan.calendar(row)
    assert (due["due"], due["expected"], due["category"]) == ("2026-02-15", "9.99", streaming)


def test_what_has_a_schedule_is_not_suggested_again(plan, streaming):
    (one,) = suggested(plan)
    plan.caller.add("schedules/", **one["schedule"])
    assert suggested(plan) == []


def test_what_has_ended_is_not_suggested(plan, streaming):
    plan.set_today("2026-03-02")
    assert suggested(plan) == []


def test_refunds_transfers_and_payments_to_nobody_suggest_nothing(plan):
    savings = plan.caller.account(name="Savings")["id"]
    for day in ("2025-11-15", "2025-12-15", "2026-01-15"):
        said = {"amount": "9.99", "account": plan.account, "date": day}
        plan.caller.transaction(**said)
        plan.caller.transaction(**said, payee="Shop", refund=True)
        plan.caller.transaction(**said, payee="Me", type="transfer", to_account=savings)
    assert suggested(plan) == []


def test_bills_whose_amounts_differ_are_expected_at_their_average(plan):
    for day, amount in (("2025-11-03", "40.00"), ("2025-12-03", "42.00"), ("2026-01-03", "41.00")):
        plan.caller.transaction(amount=amount, date=day, payee="Power", account=plan.account)
    ((phase,),) = [one["schedule"]["phases"] for one in suggested(plan)]
    assert (phase["amount_rule"], phase["amount"], phase["starts"]) == (
        "average", "41.00", "2026-02-03"
    )  # fmt: skip


def test_it_takes_as_many_statements_whatever_there_is(plan, streaming, django_assert_num_queries):
    with django_assert_num_queries(5):
        suggested(plan)
    for number in range(5):
        for month in (10, 11, 12):
            said = {"payee": f"Payee {number}", "account": plan.account, "amount": "1.00"}
            plan.caller.transaction(**said, date=f"2025-{month}-2{number}")
    with django_assert_num_queries(5):
        suggested(plan)
