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


def spotify(plan, *payments):
    for day, number in payments:
        plan.caller.transaction(
            date=day, amount="9.99", payee=f"SPOTIFY P{number}", account=plan.account
        )


THREE = ("2025-11-15", "1234"), ("2025-12-15", "9876"), ("2026-01-16", "5555")


def test_payees_whose_names_differ_in_a_reference_are_one_series(plan):
    spotify(plan, *THREE)
    (one,) = suggested(plan)
    assert [payee["name"] for payee in one["payees"]] == [
        "SPOTIFY P5555", "SPOTIFY P9876", "SPOTIFY P1234"
    ]  # fmt: skip
    assert (one["name"], one["payee"]) == ("SPOTIFY P5555", one["payees"][0]["id"])
    assert (len(one["payments"]), one["schedule"]["payee"]) == (3, one["payee"])


def test_the_schedule_of_such_payees_is_settled_by_a_payment_to_the_next_one(plan):
    spotify(plan, *THREE)
    (one,) = suggested(plan)
    row = made(plan.caller.post("schedules/suggestions/accept/", {"key": one["key"]}), 201)
    spotify(plan, ("2026-02-15", "7777"))
    assert plan.statuses(row) == [("2026-02-15", "matched")]
    spotify(plan, ("2026-03-15", "8888"))
    assert suggested(plan) == []


def test_a_refusal_holds_when_the_reference_changes_again(plan):
    spotify(plan, *THREE)
    (one,) = suggested(plan)
    assert plan.caller.post("schedules/suggestions/refuse/", {"key": one["key"]}).status_code == 204
    plan.set_today("2026-02-16")
    spotify(plan, ("2026-02-15", "7777"))
    assert suggested(plan) == []


def test_two_contracts_whose_names_differ_in_their_numbers_are_two_series(plan):
    for day, number in (("05", "1111"), ("05", "2222"), ("20", "3333")):
        for month in ("2025-10", "2025-11", "2025-12", "2026-01"):
            spotify(plan, (f"{month}-{day}", number))
    found = sorted((one["name"], len(one["payees"])) for one in suggested(plan))
    assert found == [("SPOTIFY P1111", 1), ("SPOTIFY P2222", 1), ("SPOTIFY P3333", 1)]


def test_two_purchases_in_a_store_of_a_chain_are_no_series(plan):
    for day, store, amount in (
        ("2025-01-20", "0007", "3.00"), ("2026-01-20", "0007", "3.00"),
        ("2025-02-03", "0008", "1.00"), ("2025-02-09", "0009", "7.20"),
        ("2025-06-23", "0010", "2.60"), ("2025-08-01", "0011", "9.10"),
    ):  # fmt: skip
        plan.caller.transaction(
            date=day, amount=amount, payee=f"Kiosk {store}", account=plan.account
        )
    assert suggested(plan) == []


def test_payments_to_somebody_else_change_no_suggestion(plan, streaming):
    (before,) = suggested(plan)
    other = plan.caller.account(name="Other", opening_date="2025-01-01")["id"]
    for day in ("2025-11-15", "2025-12-15", "2026-01-15"):
        said = {"amount": "9.99", "date": day}
        plan.caller.transaction(**said, payee="Music", account=plan.account)
        plan.caller.transaction(**said, payee="Films", account=plan.account, type="income")
        plan.caller.transaction(**said, payee="Films", account=other)
    after = suggested(plan)
    assert (len(after), before in after) == (4, True)


def test_payees_that_are_nothing_but_numbers_have_nothing_in_common(plan):
    for day, number in (("2025-11-15", "71"), ("2025-12-15", "72"), ("2026-01-16", "73")):
        plan.caller.transaction(date=day, amount="9.99", payee=number, account=plan.account)
    assert suggested(plan) == []


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
