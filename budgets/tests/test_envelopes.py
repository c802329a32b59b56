"""A budget of envelopes: the money there is stands in one of them, or is ready to be assigned."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest

from budgets.envelopes import Came, Flow, envelope_money
from budgets.tests.conftest import JANUARY, TO_FEBRUARY, Envelopes
from tests.cast import faults, made


def test_what_is_not_assigned_is_ready(envelopes):
    (money,) = envelopes.money(JANUARY)
    assert money == {
        "ready": "1300.00", "free": "1300.00", "ready_before": "0.00", "held_before": "0.00",
        "income": "2000.00", "opened": "1000.00", "moved": "-300.00", "put_on_accounts": "0.00",
        "returned": "0.00", "assigned": "1400.00", "held": "0.00", "terms": None,
    }  # fmt: skip
    (available,) = envelopes.available(JANUARY)
    assert available == {"Food": "-50.00", "Rent": "0.00", "Fun": "70.00"}


def test_what_is_overspent_is_paid_by_what_is_ready_and_what_is_left_stays(envelopes):
    envelopes.earn("2026-02-05", "2000.00")
    envelopes.assign("2026-02-01", Food="400.00")
    _, money = envelopes.money(TO_FEBRUARY)
    assert (money["returned"], money["ready"]) == ("-50.00", "2850.00")
    _, available = envelopes.available(TO_FEBRUARY)
    assert available == {"Food": "400.00", "Rent": "0.00", "Fun": "70.00"}


def test_what_is_assigned_ahead_is_not_free_today(envelopes):
    envelopes.assign("2026-03-01", Food="3000.00")
    january, february = envelopes.money(TO_FEBRUARY)
    assert [one["ready"] for one in (january, february)] == ["1300.00", "1250.00"]
    assert [one["free"] for one in (january, february)] == ["-1750.00", "-1750.00"]


def test_a_policy_lets_an_envelope_give_back_or_stay_overspent(envelopes):
    lines = envelopes.lines
    for name, carry in (("Food", "both"), ("Fun", "none")):
        policies = [{"starts": "2026-02-01", "carry": carry}]
        made(envelopes.caller.patch(f"budget-lines/{lines[name]}/", {"policies": policies}))
    _, money = envelopes.money(TO_FEBRUARY)
    _, available = envelopes.available(TO_FEBRUARY)
    assert (available["Food"], available["Fun"]) == ("-50.00", "0.00")
    assert money["returned"] == "70.00"


def test_what_has_no_envelope_is_paid_at_the_end_of_the_period(envelopes):
    envelopes.spend("2026-01-20", Other="10.00")
    january, february = envelopes.money(TO_FEBRUARY)
    assert january["ready"] == "1300.00"
    assert february["returned"] == "-60.00"


def test_a_posting_counts_for_the_nearest_envelope_alone(alice, envelopes):
    snacks = alice.category(name="Snacks", parent=envelopes.categories["Food"])["id"]
    line = envelopes.line(snacks)
    envelopes.state(line, "2026-01-01", "20.00")
    alice.transaction(amount="5.00", category=snacks, account=envelopes.account, date="2026-01-11")
    (available,) = envelopes.available(JANUARY)
    assert (available["Food"], available["Snacks"]) == ("-50.00", "15.00")
    (period,) = envelopes.report(JANUARY)
    assert period["expense"]["amount"] == "1420.00"
    links = {one["name"]: one["transactions"] for one in period["lines"]}
    for name, amounts in (("Food", ["450.00"]), ("Snacks", ["5.00"])):
        rows = made(alice.get(links[name]))["results"]
        assert [row["amount"] for row in rows] == amounts


def test_an_envelope_that_ends_gives_back_what_is_in_it(envelopes):
    line = envelopes.lines["Fun"]
    made(envelopes.caller.patch(f"budget-lines/{line}/", {"ends": "2026-02-01"}))
    _, money = envelopes.money(TO_FEBRUARY)
    assert money["returned"] == "20.00"


def test_what_an_envelope_opens_with_is_assigned_to_it(envelopes):
    line = envelopes.lines["Fun"]
    made(envelopes.caller.patch(f"budget-lines/{line}/", {"opening": "25.00"}))
    (money,) = envelopes.money(JANUARY)
    assert (money["assigned"], money["ready"]) == ("1425.00", "1275.00")


def test_an_amount_does_not_stand_and_income_has_no_envelope(alice, envelopes):
    stated = {"line": envelopes.lines["Food"], "period_start": "2026-01-01", "amount": "1.00"}
    answer = envelopes.put([{**stated, "standing": True}])
    assert faults(answer) == {("/0/standing", "stands")}
    pay = alice.category(name="Pay", type="income")["id"]
    said = {"budget": envelopes.id, "category": pay, "starts": "2026-01-01"}
    assert faults(alice.post("budget-lines/", said)) == {("/category", "not_an_expense")}


def test_a_budget_with_lines_keeps_its_mode(alice, envelopes):
    answer = alice.patch(f"budgets/{envelopes.id}/", {"mode": "limits"})
    assert (answer.status_code, answer.json()["code"]) == (409, "in_use")


@pytest.mark.parametrize("seed", range(5))
def test_all_money_is_in_one_envelope_or_ready(alice, seed):
    """Whatever is done: what is ready and what is available are what the account holds."""
    chance = random.Random(seed)
    found = Envelopes(alice)
    names = [*found.categories, "Other"]
    for _ in range(40):
        day = f"{date(2025, 12, 20) + timedelta(days=chance.randrange(110))}"
        amount = f"{chance.randrange(1, 900_00) / 100:.2f}"
        match chance.randrange(5):
            case 0:
                found.earn(day, amount)
            case 1:
                ends = [found.account, found.savings]
                chance.shuffle(ends)
                alice.transaction(
                    type="transfer", amount=amount, account=ends[0], to_account=ends[1], date=day
                )
            case 2:
                start = chance.choice(["2026-01-01", "2026-02-01", "2026-03-01"])
                found.assign(start, **{chance.choice([*found.categories]): amount})
            case _:
                found.spend(day, **{chance.choice(names): amount})
    for month, last in (("01", "31"), ("02", "28"), ("03", "31")):
        day = f"2026-{month}-{last}"
        (period,) = found.report(f"start_date={day}&end_date={day}")
        held = made(alice.get(f"accounts/{found.account}/?date={day}"))["balance"]
        in_it = Decimal(period["envelopes"]["ready"]) + Decimal(period["expense"]["available"])
        assert in_it == Decimal(held)


def test_free_is_the_least_that_is_ready_up_to_the_last_assignment():
    flows = [
        Flow(Came(income, 0, 0), back, given, 0)
        for income, back, given in ((100, 0, 20), (0, 0, 0), (0, 0, 50), (0, -70, 0))
    ]
    found = envelope_money(flows)
    assert [one.ready for one in found] == [80, 80, 30, -40]
    assert [one.free for one in found] == [30, 30, 30, -40]


def test_what_is_assigned_for_centuries_ahead_is_refused_with_the_way_out(alice, monkeypatch):
    monkeypatch.setattr("budgets.report.RECKONED_MAX", 1_000)
    found = Envelopes(alice)
    found.assign("2100-01-01", Food="1.00")
    answer = alice.get(f"budgets/{found.id}/report/?{JANUARY}")
    assert faults(answer) == {("?end_date", "too_many_periods")}
    assert "assigned up to 2100-01-01" in answer.json()["errors"][0]["detail"]


def move(envelopes, source, target, amount, start="2026-01-01"):
    lines = {**envelopes.lines, None: None}
    body = {"from_line": lines[source], "to_line": lines[target]}
    said = {"period_start": start, "amount": amount, **body}
    return envelopes.caller.post(f"budgets/{envelopes.id}/move/", said)


def test_an_overspent_envelope_is_covered_by_another_and_by_what_is_ready(envelopes):
    made(move(envelopes, "Fun", "Food", "30.00"))
    made(move(envelopes, None, "Food", "20.00"))
    (money,) = envelopes.money(JANUARY)
    assert money["ready"] == "1280.00"
    (available,) = envelopes.available(JANUARY)
    assert available == {"Food": "0.00", "Rent": "0.00", "Fun": "40.00"}


def test_what_is_carried_in_an_envelope_is_taken_out_of_it(envelopes):
    made(move(envelopes, "Fun", None, "70.00", start="2026-02-01"))
    _, money = envelopes.money(TO_FEBRUARY)
    assert money["ready"] == "1320.00"
    _, available = envelopes.available(TO_FEBRUARY)
    assert available["Fun"] == "0.00"


def test_one_undo_takes_a_move_back(alice, envelopes):
    before = envelopes.report(JANUARY)
    made(move(envelopes, "Rent", "Food", "50.00"))
    number = made(alice.get("book/"))["last_change"]
    made(alice.post(f"history/{number}/undo/"))
    assert envelopes.report(JANUARY) == before


def test_every_fault_of_a_move_is_named(envelopes):
    answer = move(envelopes, "Fun", "Fun", "0.00", start="2026-01-02")
    assert faults(answer) == {
        ("/period_start", "period_start"),
        ("/amount", "not_above_zero"),
        ("/to_line", "same_line"),
    }
    early = move(envelopes, "Fun", "Food", "1.00", start="2025-12-01")
    assert faults(early) == {
        ("/from_line", "does_not_count"),
        ("/to_line", "does_not_count"),
    }
