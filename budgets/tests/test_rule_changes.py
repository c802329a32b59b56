"""Another rule for the periods of a budget from a day on, over HTTP."""

from decimal import Decimal

import pytest

from budgets.models import BudgetRule
from budgets.tests.conftest import Plan
from tests.cast import faults, made
from tests.digest import digest

SPRING = "start_date=2026-02-01&end_date=2026-05-31"
PAY_DAYS = {
    "starts": "2026-03-27", "unit": "month", "anchor": "2026-03-28", "adjust": "previous",
}  # fmt: skip
FORTNIGHTS = {"starts": "2026-03-09", "unit": "week", "every": 2}


def change(plan, how="scale", **said):
    said = {"amounts": how, **said} if how else said
    return plan.caller.post(f"budgets/{plan.id}/periods/", said)


@pytest.fixture
def food(alice):
    return alice.category(name="Food")["id"]


def test_the_running_period_is_cut_short_and_nothing_before_it_changes(alice, plan, food):
    line = plan.line(food, standing="400.00", policies=[{"starts": "2026-01-01", "carry": "both"}])
    alice.transaction(amount="100.00", category=food, date="2026-03-20")
    alice.transaction(amount="30.00", category=food, date="2026-03-30")
    before = plan.report("start_date=2026-01-01&end_date=2026-02-28")
    shown = made(change(plan, **PAY_DAYS))
    assert shown["rules"] == [{**PAY_DAYS, "every": 1}]
    assert plan.report("start_date=2026-01-01&end_date=2026-02-28") == before
    periods = plan.report(SPRING)
    assert [(one["start_date"], one["end_date"]) for one in periods] == [
        ("2026-02-01", "2026-02-28"), ("2026-03-01", "2026-03-26"), ("2026-03-27", "2026-04-27"),
        ("2026-04-28", "2026-05-27"), ("2026-05-28", "2026-06-25"),
    ]  # fmt: skip
    figures = plan.figures(line, SPRING)
    assert [one[0] for one in figures] == ["400.00"] * 5
    assert [one[2] for one in figures] == ["0.00", "100.00", "30.00", "0.00", "0.00"]
    assert figures[2][1] == "1100.00"


def test_amounts_are_scaled_or_cleared_as_the_request_says(plan, food):
    line = plan.line(food, standing="310.00")
    made(change(plan, "scale", **FORTNIGHTS))
    days = "start_date=2026-03-01&end_date=2026-03-31"
    assert [one[0] for one in plan.figures(line, days)] == ["310.00", "142.59", "142.59"]
    made(change(plan, "clear", **FORTNIGHTS))
    assert [one[0] for one in plan.figures(line, days)] == ["310.00", "0.00", "0.00"]


def test_a_line_that_began_within_a_longer_period_counts_for_all_of_it(alice, plan, food):
    line = plan.line(food, standing="100.00", starts="2026-05-01")
    alice.transaction(amount="7.00", category=food, date="2026-04-10")
    made(change(plan, starts="2026-04-01", unit="quarter"))
    shown = made(alice.get(f"budget-lines/{line}/"))
    assert shown["starts"] == "2026-04-01"
    (quarter,) = plan.figures(line, "start_date=2026-04-01&end_date=2026-06-30")
    assert (quarter[0], quarter[2]) == ("300.00", "7.00")


def test_a_request_that_does_not_say_what_becomes_of_amounts_is_told_the_choices(plan):
    answer = change(plan, None, **FORTNIGHTS)
    assert (answer.status_code, faults(answer)) == (400, {("/amounts", "required")})
    detail = answer.json()["errors"][0]["detail"]
    assert '"scale"' in detail
    assert '"clear"' in detail


def test_every_fault_of_a_change_is_named_at_once(plan):
    said = {"starts": "2026-03-09", "unit": "day", "every": 3, "adjust": "next"}
    assert faults(change(plan, **said)) == {("/adjust", "period_too_short")}
    said = {"starts": "2026-02-30", "every": 0, "adjust": "x", "anchor": 1}
    assert faults(change(plan, "double", **said)) == {
        ("/starts", "invalid"), ("/unit", "required"), ("/every", "min_value"),
        ("/adjust", "invalid_choice"), ("/anchor", "invalid"), ("/amounts", "invalid_choice"),
    }  # fmt: skip
    answer = change(plan, starts="2026-03-10", unit="week", anchor="2026-03-09")
    assert faults(answer) == {("/starts", "period_start")}
    detail = answer.json()["errors"][0]["detail"]
    assert detail == (
        "No period of the new rule begins on 2026-03-10; state 2026-03-09 or 2026-03-16."
    )


def test_a_day_that_began_a_period_by_the_rule_of_before_is_refused_now(plan, food):
    line = plan.line(food)
    made(change(plan, **FORTNIGHTS))
    stated = {"line": line, "period_start": "2026-04-01", "amount": "1"}
    assert faults(plan.put([stated])) == {("/0/period_start", "period_start")}
    for day in ("2026-02-01", "2026-03-01", "2026-03-09", "2026-03-23"):
        made(plan.put([{**stated, "period_start": day}]))


def test_money_in_envelopes_stays_what_it_is(envelopes):
    envelopes.assign("2026-02-01", Food="100.00")
    envelopes.assign("2026-03-01", Food="310.00", Fun="0.01")
    made(envelopes.caller.put(
        f"budgets/{envelopes.id}/hold/", {"period_start": "2026-01-01", "amount": "7.00"}
    ))  # fmt: skip
    end = "start_date=2026-04-30&end_date=2026-04-30"
    (before,) = envelopes.report(end)
    january = envelopes.report("start_date=2026-01-01&end_date=2026-01-31")
    made(change(envelopes, starts="2026-02-01", unit="week"))
    (after,) = envelopes.report(end)
    for name in ("ready", "free"):
        assert after["envelopes"][name] == before["envelopes"][name]
    assert after["expense"]["available"] == before["expense"]["available"]
    (now,) = envelopes.report("start_date=2026-01-01&end_date=2026-01-31")
    assert now["envelopes"]["ready"] == january[0]["envelopes"]["ready"]
    weeks = envelopes.report("start_date=2026-02-01&end_date=2026-03-31")
    march = [one["lines"][0]["amount"] for one in weeks]
    assert sum(Decimal(one or 0) for one in march) == Decimal("410.00")


def test_one_undo_brings_back_the_periods_and_the_amounts(alice, plan, food):
    line = plan.line(food, standing="310.00", starts="2026-04-01", ends="2026-06-01")
    plan.state(line, "2026-05-01", "77.00")
    before = digest(alice.book.pk)
    made(change(plan, **FORTNIGHTS))
    newest = made(alice.get("history/"))["results"][0]["number"]
    fields = made(alice.get(f"budgets/{plan.id}/history/"))["results"][0]["entries"][0]["changes"]
    assert [(one["field"], one["after"]) for one in fields] == [
        ("rules", "from 2026-03-09: 2 week, counted from 2026-03-09, moved none")
    ]
    made(alice.post(f"history/{newest}/undo/"))
    assert digest(alice.book.pk) == before


def test_a_rule_is_not_taken_back_from_under_what_was_stated_since(alice, plan, food):
    line = plan.line(food)
    made(change(plan, **FORTNIGHTS))
    number = made(alice.get("book/"))["last_change"]
    plan.state(line, "2026-03-23", "5.00")
    answer = alice.post(f"history/{number}/undo/")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


def test_rules_that_were_to_follow_later_are_gone(plan):
    made(change(plan, **PAY_DAYS))
    made(change(plan, starts="2026-05-28", unit="month"))
    shown = made(change(plan, **FORTNIGHTS))
    assert [one["starts"] for one in shown["rules"]] == ["2026-03-09"]


def test_who_has_not_seen_the_newest_amounts_changes_no_periods(alice, plan, food):
    tag = {"HTTP_IF_MATCH": alice.get(f"budgets/{plan.id}/")["ETag"]}
    plan.line(food, standing="5.00")
    address = f"budgets/{plan.id}/periods/"
    assert alice.post(address, {**FORTNIGHTS, "amounts": "scale"}, **tag).status_code == 412


def test_more_short_periods_than_a_line_has_amounts_are_refused(alice, food):
    plan = Plan(alice, unit="year", every=10)
    line = plan.line(food)
    plan.state(line, "2026-01-01", "5.00")
    plan.state(line, "2036-01-01", "5.00")
    answer = change(plan, starts="2030-01-01", unit="day")
    assert faults(answer) == {("/amounts", "too_many")}
    assert not BudgetRule.objects.exists()
    made(change(plan, "clear", starts="2030-01-01", unit="day"))


def test_an_amount_that_would_be_too_large_is_refused(alice, food):
    plan = Plan(alice, unit="day")
    plan.line(food, standing="999999999999.99")
    answer = change(plan, starts="2030-01-01", unit="year")
    assert faults(answer) == {("/amounts", "too_large")}


def test_a_bounded_number_of_rules_follow_each_other(plan, monkeypatch):
    monkeypatch.setattr("budgets.rule_changes.LATER_RULES_MAX", 1)
    made(change(plan, **FORTNIGHTS))
    made(change(plan, **FORTNIGHTS))
    answer = change(plan, starts="2026-05-01", unit="month")
    assert faults(answer) == {("/starts", "too_many")}
