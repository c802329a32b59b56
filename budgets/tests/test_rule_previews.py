"""What another rule for the periods of a budget would make of it, over HTTP."""

from urllib.parse import urlencode

import pytest

from budgets.tests.test_rule_changes import FORTNIGHTS, PAY_DAYS, change
from tests.cast import faults, made
from tests.digest import digest


def preview(plan, how="scale", **said):
    query = urlencode({"amounts": how, **said})
    return plan.caller.get(f"budgets/{plan.id}/periods/preview/?{query}")


@pytest.fixture
def line(alice, plan):
    food = alice.category(name="Food")["id"]
    return plan.line(food, standing="310.00", policies=[{"starts": "2026-01-01", "carry": "both"}])


@pytest.mark.parametrize("said", [PAY_DAYS, FORTNIGHTS])
@pytest.mark.parametrize("how", ["scale", "clear"])
def test_it_says_what_the_change_then_does_and_stores_nothing(alice, plan, line, said, how):
    before = digest(alice.book.pk)
    shown = made(preview(plan, how, **said))
    assert digest(alice.book.pk) == before
    assert made(change(plan, how, **said)) == shown["budget"]
    assert [made(alice.get(f"budget-lines/{line}/"))] == shown["lines"]
    days = [(one["start_date"], one["end_date"]) for one in shown["periods"]]
    report = plan.report(f"start_date={days[0][0]}&end_date={days[-1][1]}")
    assert [(one["start_date"], one["end_date"]) for one in report] == days
    amounts = [one["amounts"][0]["amount"] for one in shown["periods"]]
    assert [one["lines"][0]["amount"] for one in report] == amounts


def test_the_period_that_is_cut_short_comes_first(plan, line):
    shown = made(preview(plan, **FORTNIGHTS))["periods"]
    assert [(one["start_date"], one["amounts"]) for one in shown] == [
        ("2026-03-01", [{"line": line, "amount": "310.00"}]),
        ("2026-03-09", [{"line": line, "amount": "142.59"}]),
        ("2026-03-23", [{"line": line, "amount": "142.59"}]),
        ("2026-04-06", [{"line": line, "amount": "142.59"}]),
    ]


def test_what_was_budgeted_since_the_preview_refuses_the_change(plan, line):
    tag = preview(plan, **FORTNIGHTS)["ETag"]
    stated = {"line": line, "period_start": "2026-02-01", "amount": "1.00"}
    made(plan.put([stated]))
    said = {"amounts": "scale", **FORTNIGHTS}
    answer = plan.caller.post(f"budgets/{plan.id}/periods/", said, HTTP_IF_MATCH=tag)
    assert made(answer, 412)["code"] == "stale"
    tag = preview(plan, **FORTNIGHTS)["ETag"]
    made(plan.caller.post(f"budgets/{plan.id}/periods/", said, HTTP_IF_MATCH=tag))


def test_its_faults_are_those_of_the_change_and_point_at_the_query(plan):
    assert faults(preview(plan, starts="2026-03-10", unit="week", anchor="2026-03-09")) == {
        ("?starts", "period_start")
    }
    assert faults(preview(plan, starts="2026-03-09", unit="day", every=3, adjust="next")) == {
        ("?adjust", "period_too_short")
    }
    said = {"starts": "2026-02-30", "every": 0, "adjust": "x", "anchor": 1, "other": 1}
    assert faults(preview(plan, "double", **said)) == {
        ("?starts", "invalid"), ("?unit", "required"), ("?every", "min_value"),
        ("?adjust", "invalid_choice"), ("?anchor", "invalid"), ("?amounts", "invalid_choice"),
        ("?other", "unknown_parameter"),
    }  # fmt: skip
