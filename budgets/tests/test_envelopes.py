"""A budget of envelopes: the money there is stands in one of them, or is ready to be assigned."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest

from budgets.envelopes import Came, envelope_money
from budgets.tests.conftest import Plan
from tests.cast import faults, made

JANUARY = "start_date=2026-01-01&end_date=2026-01-31"
TO_FEBRUARY = "start_date=2026-01-01&end_date=2026-02-28"


class Envelopes(Plan):
    """A budget of envelopes of one account, which held 1,000.00 before it began."""

    def __init__(self, caller):
        opened = {"opening_date": "2025-12-01", "opening_balance": "1000.00"}
        self.account = caller.account(name="Bank", **opened)["id"]
        self.savings = caller.account(name="Savings", opening_date="2025-12-01")["id"]
        self.categories = {
            name: caller.category(name=name)["id"] for name in ("Food", "Rent", "Fun")
        }
        super().__init__(caller, mode="envelopes", accounts=[self.account])
        self.lines = {name: self.line(one) for name, one in self.categories.items()}

    def assign(self, start, **amounts):
        for name, amount in amounts.items():
            self.state(self.lines[name], start, amount)

    def spend(self, day, **amounts):
        for name, amount in amounts.items():
            category = self.categories.get(name)
            self.caller.transaction(
                amount=amount, category=category, account=self.account, date=day
            )

    def earn(self, day, amount):
        self.caller.transaction(type="income", amount=amount, account=self.account, date=day)

    def money(self, query):
        return [period["envelopes"] for period in self.report(query)]

    def available(self, query):
        return [
            {one["name"]: one["available"] for one in period["lines"]}
            for period in self.report(query)
        ]


@pytest.fixture
def envelopes(alice):
    """January: 2,000.00 came in, 300.00 went to the savings, 1,430.00 were spent."""
    found = Envelopes(alice)
    found.earn("2026-01-05", "2000.00")
    alice.transaction(
        type="transfer", amount="300.00", account=found.account, to_account=found.savings,
        date="2026-01-06",
    )  # fmt: skip
    found.assign("2026-01-01", Food="400.00", Rent="900.00", Fun="100.00")
    found.spend("2026-01-10", Food="450.00", Rent="900.00", Fun="30.00")
    return found


def test_what_is_not_assigned_is_ready(envelopes):
    (money,) = envelopes.money(JANUARY)
    assert money == {
        "ready": "1300.00", "free": "1300.00", "income": "2000.00", "opened": "1000.00",
        "moved": "-300.00", "returned": "0.00", "assigned": "1400.00",
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
    came = [Came(income, 0, 0) for income in (100, 0, 0, 0)]
    found = envelope_money(came, [0, 0, 0, -70], [20, 0, 50, 0])
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
