"""Budgets, their lines and amounts over HTTP: rules, changes, undo, and merged categories."""

from datetime import date, timedelta

import pytest

from budgets.line_drafts import AMOUNTS_MAX
from budgets.tests.conftest import FEBRUARY, Plan
from tests.cast import faults, made
from tests.digest import digest

BUDGET = {"name": "Household", "anchor": "2026-01-01"}


def test_a_budget_is_by_calendar_months_in_the_home_currency_unless_it_says_otherwise(alice):
    row = alice.add("budgets/", **BUDGET)
    said = {name: row[name] for name in ("currency", "unit", "every", "adjust")}
    assert said == {"currency": "EUR", "unit": "month", "every": 1, "adjust": "none"}


def test_every_fault_of_a_budget_is_named_at_once(alice):
    alice.add("budgets/", **BUDGET)
    bad = {"name": "household", "anchor": "2026-01-01", "unit": "day", "every": 3}
    answer = alice.post("budgets/", {**bad, "adjust": "next"})
    assert faults(answer) == {("/name", "name_taken"), ("/adjust", "period_too_short")}
    answer = alice.post("budgets/", {"name": "X", "anchor": "2026-02-30", "every": 0})
    assert {pointer for pointer, _ in faults(answer)} == {"/anchor", "/every"}


def test_every_account_that_a_budget_cannot_be_of_is_named(alice):
    account = alice.account(name="A")["id"]
    said = {"name": "Mine", "anchor": "2026-01-01", "accounts": [account, account, 10**9]}
    answer = alice.post("budgets/", said)
    found = [(one["pointer"], one["code"]) for one in answer.json()["errors"]]
    assert found == [("/accounts/1", "repeated"), ("/accounts/2", "does_not_exist")]


def test_the_accounts_of_a_budget_are_changed_and_come_back_by_undo(alice):
    accounts = [alice.account(name=name)["id"] for name in ("A", "B", "C")]
    budget = alice.add("budgets/", name="Mine", anchor="2026-01-01", accounts=accounts[:2])
    before = digest(alice.book.pk)
    changed = made(alice.patch(f"budgets/{budget['id']}/", {"accounts": accounts[1:]}))
    assert changed["accounts"] == accounts[1:]
    assert (
        made(alice.patch(f"budgets/{budget['id']}/", {"name": "Ours"}))["accounts"] == accounts[1:]
    )
    number = made(alice.get("book/"))["last_change"]
    for one in (number, number - 1):
        made(alice.post(f"history/{one}/undo/"))
    assert digest(alice.book.pk) == before


def test_an_account_of_a_budget_is_in_use(alice):
    account = alice.account(name="A")["id"]
    alice.add("budgets/", name="Mine", anchor="2026-01-01", accounts=[account])
    answer = alice.delete(f"accounts/{account}/")
    assert (answer.status_code, answer.json()["uses"]) == (409, {"budget_accounts": 1})


@pytest.mark.parametrize("change", [{"anchor": "2026-01-15"}, {"currency": "USD"}])
def test_a_budget_with_lines_keeps_its_periods_and_its_currency(alice, plan, change):
    made(alice.patch(f"budgets/{plan.id}/", change))
    made(alice.patch(f"budgets/{plan.id}/", {"anchor": "2026-01-01", "currency": "EUR"}))
    plan.line(alice.category(name="Food")["id"])
    answer = alice.patch(f"budgets/{plan.id}/", change)
    assert (answer.status_code, answer.json()["uses"]) == (409, {"budget-lines": 1})


def test_a_day_on_which_no_period_begins_is_refused_with_the_nearest_ones(alice, plan):
    line = {
        "budget": plan.id,
        "category": alice.category(name="Food")["id"],
        "starts": "2026-02-03",
        "ends": "2026-02-01",
        "opening": "1.001",
        "policies": [
            {"starts": "2026-03-01", "carry": "both", "cap": "-1"},
            {"starts": "2026-01-02", "carry": "none"},
        ],
    }
    answer = alice.post("budget-lines/", line)
    assert faults(answer) == {
        ("/starts", "period_start"),
        ("/ends", "before_start"),
        ("/opening", "too_many_decimals"),
        ("/policies/0/cap", "negative"),
        ("/policies/1/starts", "period_start"),
        ("/policies/1/starts", "order"),
    }
    detail = next(one["detail"] for one in answer.json()["errors"] if one["pointer"] == "/starts")
    assert detail == "No period begins on 2026-02-03; state 2026-02-01 or 2026-03-01."


@pytest.mark.parametrize("method", ["post", "patch"])
def test_a_policy_is_stated_whole(alice, plan, method):
    food, fun = alice.category(name="Food")["id"], alice.category(name="Fun")["id"]
    line = {"budget": plan.id, "category": fun, "starts": "2026-01-01", "policies": [{"x": 1}]}
    address = f"budget-lines/{plan.line(food)}/" if method == "patch" else "budget-lines/"
    assert faults(getattr(alice, method)(address, line)) == {
        ("/policies/0/starts", "required"),
        ("/policies/0/carry", "required"),
        ("/policies/0/x", "unknown_field"),
    }


def test_a_category_has_one_line_of_a_budget(alice, plan):
    food = alice.category(name="Food")["id"]
    plan.line(food)
    again = {"budget": plan.id, "category": food, "starts": "2026-01-01"}
    assert faults(alice.post("budget-lines/", again)) == {("/category", "line_taken")}
    other = Plan(alice, name="Other")
    assert alice.post("budget-lines/", {**again, "budget": other.id}).status_code == 201


def test_a_line_stays_in_its_budget(alice, plan):
    line = plan.line(alice.category(name="Food")["id"])
    other = Plan(alice, name="Other")
    answer = alice.patch(f"budget-lines/{line}/", {"budget": other.id})
    assert faults(answer) == {("/budget", "fixed")}


def test_amounts_are_stated_in_one_change_or_not_at_all(alice, plan):
    food, fun = (plan.line(alice.category(name=name)["id"]) for name in ("Food", "Fun"))
    before = made(alice.get("book/"))["last_change"]
    good = {"line": food, "period_start": "2026-02-01", "amount": "100"}
    bad = [
        good,
        {"line": fun, "period_start": "2026-02-02", "amount": "-1.001"},
        {"line": 987654, "period_start": "2026-02-01", "amount": "1"},
        good,
    ]
    assert faults(plan.put(bad)) == {
        ("/1/period_start", "period_start"),
        ("/1/amount", "too_many_decimals"),
        ("/1/amount", "negative"),
        ("/2/line", "does_not_exist"),
        ("/3/period_start", "repeated"),
    }
    made(plan.put([good, {**good, "line": fun, "standing": True}]))
    shown = made(alice.get(f"budget-lines/?budget={plan.id}"))["results"]
    assert [one["amounts"] for one in shown] == [
        [{"period_start": "2026-02-01", "standing": False, "amount": "100.00"}],
        [{"period_start": "2026-02-01", "standing": True, "amount": "100.00"}],
    ]
    assert made(alice.get("book/"))["last_change"] == before + 1


def test_an_amount_is_taken_back_by_undo(alice, plan):
    line = plan.line(alice.category(name="Food")["id"], standing="100.00")
    before = digest(alice.book.pk)
    plan.state(line, "2026-01-01", "150.00", standing=True)
    plan.state(line, "2026-02-01", "7.00")
    for _ in range(2):
        newest = made(alice.get("history/"))["results"]
        number = next(one["number"] for one in newest if not one["undone_by"] and not one["undoes"])
        made(alice.post(f"history/{number}/undo/"))
    assert digest(alice.book.pk) == before


def test_too_many_amounts_are_refused_before_they_are_read(alice, plan):
    assert plan.put([{}] * 1001).status_code == 413
    assert faults(plan.put([])) == {("", "empty")}


def test_a_line_has_a_bounded_number_of_amounts(alice):
    plan = Plan(alice, unit="day")
    line = plan.line(alice.category(name="Food")["id"])
    day = date(2026, 1, 1)
    days = [f"{day + timedelta(days=number)}" for number in range(AMOUNTS_MAX + 1)]
    said = [{"line": line, "period_start": day, "amount": "1"} for day in days]
    made(plan.put(said[:700]))
    assert faults(plan.put(said[700:])) == {("", "too_many")}
    made(plan.put(said[701:] + said[:1]))
    made(plan.put([{**said[0], "amount": None}, said[700]]))


def test_who_has_not_seen_the_newest_amounts_overwrites_none(alice, plan):
    line = plan.line(alice.category(name="Food")["id"])
    tag = {"HTTP_IF_MATCH": alice.get(f"budgets/{plan.id}/")["ETag"]}
    body = [{"line": line, "period_start": "2026-02-01", "amount": "1"}]
    first = alice.put(f"budgets/{plan.id}/amounts/", body, **tag)
    assert first["ETag"] == alice.get(f"budgets/{plan.id}/")["ETag"]
    assert alice.put(f"budgets/{plan.id}/amounts/", body, **tag).status_code == 412


def test_a_deleted_budget_returns_with_its_lines(alice, plan):
    plan.line(alice.category(name="Food")["id"], standing="100.00")
    before = digest(alice.book.pk)
    assert alice.delete(f"budgets/{plan.id}/").status_code == 204
    assert made(alice.get("budget-lines/"))["results"] == []
    number = made(alice.get("book/"))["last_change"]
    made(alice.post(f"history/{number}/undo/"))
    assert digest(alice.book.pk) == before


def test_periods_are_not_taken_back_from_under_a_line(alice, plan):
    made(alice.patch(f"budgets/{plan.id}/", {"anchor": "2026-01-15"}))
    moved = made(alice.get("book/"))["last_change"]
    plan.line(alice.category(name="Food")["id"], starts="2026-01-15")
    before = digest(alice.book.pk)
    answer = alice.post(f"history/{moved}/undo/")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert digest(alice.book.pk) == before


def test_a_deleted_category_takes_its_lines_along_and_brings_them_back(alice, plan):
    food = alice.category(name="Food")["id"]
    line = plan.line(food, standing="100.00")
    before = digest(alice.book.pk)
    assert alice.delete(f"categories/{food}/").status_code == 204
    assert alice.get(f"budget-lines/{line}/").status_code == 404
    number = made(alice.get("book/"))["last_change"]
    made(alice.post(f"history/{number}/undo/"))
    assert digest(alice.book.pk) == before


def test_a_category_that_is_replaced_leaves_its_line_to_the_other(alice, plan):
    food, snacks = alice.category(name="Food")["id"], alice.category(name="Snacks")["id"]
    line = plan.line(snacks, standing="10.00")
    assert alice.delete(f"categories/{snacks}/?replace_with={food}").status_code == 204
    assert made(alice.get(f"budget-lines/{line}/"))["category"] == food


def test_a_merged_category_brings_what_is_budgeted_period_by_period(alice, plan):
    food, snacks = alice.category(name="Food")["id"], alice.category(name="Snacks")["id"]
    line = plan.line(food, standing="100.00")
    gone = plan.line(snacks, opening="3.00", standing="10.00", ends="2026-04-01")
    plan.state(gone, "2026-02-01", "5.00")
    plan.state(line, "2026-03-01", "70.00")
    before = digest(alice.book.pk)
    made(alice.post(f"categories/{snacks}/merge/", {"into": food}))
    found = plan.figures(line, "start_date=2026-01-01&end_date=2026-05-01")
    assert [one[0] for one in found] == ["110.00", "105.00", "80.00", "100.00", "100.00"]
    assert found[0][1] == "3.00"
    number = made(alice.get("book/"))["last_change"]
    made(alice.post(f"history/{number}/undo/"))
    assert digest(alice.book.pk) == before


def test_a_merge_that_no_line_could_state_is_refused(alice, plan):
    food, snacks = alice.category(name="Food")["id"], alice.category(name="Snacks")["id"]
    plan.line(food)
    plan.line(snacks, starts="2026-02-01", opening="3.00")
    answer = alice.post(f"categories/{snacks}/merge/", {"into": food})
    assert answer.status_code == 409
    assert "Household" in answer.json()["detail"]


def test_a_merged_category_brings_its_line_where_the_other_has_none(alice, plan):
    food, snacks = alice.category(name="Food")["id"], alice.category(name="Snacks")["id"]
    line = plan.line(snacks, standing="10.00")
    made(alice.post(f"categories/{snacks}/merge/", {"into": food}))
    assert made(alice.get(f"budget-lines/{line}/"))["category"] == food


def test_the_history_says_what_was_budgeted(alice, plan):
    line = plan.line(alice.category(name="Food")["id"], standing="100.00")
    newest = made(alice.get(f"budget-lines/{line}/history/"))["results"][0]
    (field,) = newest["entries"][0]["changes"]
    assert (field["field"], field["after"]) == ("amounts", "from 2026-01-01: 100.00")


@pytest.mark.parametrize("lines", [1, 50])
def test_a_list_of_lines_takes_six_statements(alice, plan, lines, django_assert_num_queries):
    for number in range(lines):
        plan.line(alice.category(name=f"Category {number}")["id"])
    # The token with the book, the page, its lines, what is stated of them, their budgets with the
    # rules of these.
    with django_assert_num_queries(6):
        assert len(made(alice.get(f"budget-lines/?budget={plan.id}"))["results"]) == lines


def test_what_was_stated_stays_with_its_period_when_the_calendar_moves_it(alice):
    alice.account(opening_date="2025-01-01")
    plan = Plan(alice, anchor="2026-01-06", adjust="next")
    line = plan.line(alice.category(name="Food")["id"], starts="2026-01-06", standing="5.00")
    made(alice.patch("book/", {"calendar": "AT"}))  # 6 January is a holiday there
    row = made(alice.get(f"budget-lines/{line}/"))
    assert (row["starts"], row["amounts"][0]["period_start"]) == ("2026-01-07", "2026-01-07")
    assert plan.figures(line, FEBRUARY)[0][0] == "5.00"


def test_a_limit_is_moved_for_one_period_and_no_line_is_left_with_less_than_nothing(alice, plan):
    food, fun = (
        plan.line(alice.category(name=n)["id"], standing="100.00") for n in ("Food", "Fun")
    )
    body = {"period_start": "2026-02-01", "from_line": fun, "to_line": food, "amount": "40.00"}
    made(alice.post(f"budgets/{plan.id}/move/", body))
    query = "start_date=2026-02-01&end_date=2026-03-01"
    assert [one[0] for one in plan.figures(food, query)] == ["140.00", "100.00"]
    assert [one[0] for one in plan.figures(fun, query)] == ["60.00", "100.00"]
    answer = alice.post(f"budgets/{plan.id}/move/", {**body, "amount": "60.01"})
    assert faults(answer) == {("/amount", "negative")}
    answer = alice.post(f"budgets/{plan.id}/move/", {**body, "from_line": None})
    assert faults(answer) == {("/from_line", "not_envelopes")}
    assert [one[0] for one in plan.figures(fun, query)] == ["60.00", "100.00"]


def test_a_period_does_not_begin_on_a_day_that_the_book_closes(alice):
    alice.account(opening_date="2025-01-01")
    plan = Plan(alice, anchor="2026-02-02", adjust="next")
    plan.line(alice.category(name="Food")["id"], starts="2026-02-02", standing="5.00")
    made(alice.patch("book/", {"closed_days": ["2026-02-02"]}))
    (_, february) = plan.report("start_date=2026-02-02&end_date=2026-02-03")
    assert february["start_date"] == "2026-02-03"
