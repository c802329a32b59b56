"""Money of a budget of envelopes that is held back for the period after."""

from decimal import Decimal

import pytest

from budgets.envelopes import Came, Flow, envelope_money
from budgets.models import BudgetHold
from budgets.tests.conftest import JANUARY, TO_FEBRUARY
from tests.cast import faults, made
from tests.digest import digest

FEBRUARY = "2026-02-01"


def put(envelopes, start, amount):
    said = {"period_start": start, "amount": amount}
    return envelopes.caller.put(f"budgets/{envelopes.id}/hold/", said)


@pytest.fixture
def february(envelopes):
    """2,000.00 have come in, and 400.00 are assigned."""
    envelopes.earn("2026-02-05", "2000.00")
    envelopes.assign(FEBRUARY, Food="400.00")
    return envelopes


def test_what_is_held_is_not_ready_in_its_period(february):
    shown = made(put(february, FEBRUARY, "500.00"))
    assert shown["holds"] == [{"period_start": FEBRUARY, "amount": "500.00"}]
    (_, period) = february.report(TO_FEBRUARY)
    money = period["envelopes"]
    assert (money["ready"], money["held"], money["returned"]) == ("2350.00", "500.00", "-50.00")
    available = [Decimal(one["available"]) for one in period["lines"]]
    in_it = Decimal(money["ready"]) + Decimal(money["held"]) + sum(available)
    assert in_it == Decimal("3320.00")
    account = february.caller.get(f"accounts/{february.account}/?date=2026-02-28").json()
    assert account["balance"] == "3320.00"


def test_it_is_ready_again_in_the_period_after(february):
    made(put(february, FEBRUARY, "500.00"))
    (money,) = february.money("start_date=2026-03-01&end_date=2026-03-31")
    assert (money["ready_before"], money["held_before"]) == ("2350.00", "500.00")
    assert (money["ready"], money["held"]) == ("2850.00", "0.00")


def test_no_more_is_held_than_is_ready(february):
    answer = put(february, FEBRUARY, "2850.01")
    assert faults(answer) == {("/amount", "more_than_ready")}
    assert answer.json()["errors"][0]["detail"].startswith("At most 2850.00 can be held")
    made(put(february, FEBRUARY, "2850.00"))
    assert february.money(TO_FEBRUARY)[1]["ready"] == "0.00"


def test_less_is_held_where_a_late_entry_leaves_less(february):
    made(put(february, FEBRUARY, "2850.00"))
    february.spend("2026-01-20", Other="1000.00")
    _, money = february.money(TO_FEBRUARY)
    assert (money["held"], money["ready"]) == ("1850.00", "0.00")
    february.spend("2026-01-20", Other="2000.00")
    _, money = february.money(TO_FEBRUARY)
    assert (money["held"], money["ready"]) == ("0.00", "-150.00")


def test_another_amount_replaces_it_and_nothing_takes_it_back(february):
    made(put(february, FEBRUARY, "500.00"))
    made(put(february, FEBRUARY, "20.00"))
    assert february.money(TO_FEBRUARY)[1]["held"] == "20.00"
    assert made(put(february, FEBRUARY, "0"))["holds"] == []
    assert not BudgetHold.objects.exists()


def test_what_was_held_comes_back_by_undo_and_the_history_says_it(february):
    alice = february.caller
    made(put(february, FEBRUARY, "500.00"))
    before = digest(alice.book.pk)
    made(put(february, FEBRUARY, "0"))
    newest = made(alice.get(f"budgets/{february.id}/history/"))["results"][0]
    (field,) = newest["entries"][0]["changes"]
    assert (field["field"], field["before"]) == ("holds", "2026-02-01: 500.00")
    made(alice.post(f"history/{newest['number']}/undo/"))
    assert digest(alice.book.pk) == before


def test_every_fault_of_a_hold_is_named_at_once(envelopes, alice):
    answer = put(envelopes, "2026-02-02", "-1.001")
    assert faults(answer) == {
        ("/period_start", "period_start"),
        ("/amount", "too_many_decimals"),
        ("/amount", "negative"),
    }
    limits = alice.add("budgets/", name="Limits", anchor="2026-01-01")["id"]
    answer = alice.put(f"budgets/{limits}/hold/", {"period_start": FEBRUARY, "amount": "1"})
    assert faults(answer) == {("/amount", "not_envelopes")}


def test_money_is_held_back_in_a_bounded_number_of_periods(february, monkeypatch):
    monkeypatch.setattr("budgets.holding.HOLDS_MAX", 1)
    made(put(february, FEBRUARY, "5.00"))
    made(put(february, FEBRUARY, "6.00"))
    assert faults(put(february, "2026-03-01", "5.00")) == {("/amount", "too_many")}


def test_a_budget_that_holds_money_back_keeps_its_periods(alice):
    alice.account(opening_date="2025-12-01", opening_balance="10.00")
    said = {"name": "E", "mode": "envelopes", "anchor": "2026-01-01"}
    budget = alice.add("budgets/", **said)["id"]
    made(alice.put(f"budgets/{budget}/hold/", {"period_start": FEBRUARY, "amount": "1"}))
    answer = alice.patch(f"budgets/{budget}/", {"anchor": "2026-01-15"})
    assert (answer.status_code, answer.json()["uses"]) == (409, {"holds": 1})


def test_who_has_not_seen_the_newest_hold_overwrites_none(february):
    alice = february.caller
    tag = {"HTTP_IF_MATCH": alice.get(f"budgets/{february.id}/")["ETag"]}
    said = {"period_start": FEBRUARY, "amount": "1"}
    address = f"budgets/{february.id}/hold/"
    assert alice.put(address, said, **tag).status_code == 200
    assert alice.put(address, said, **tag).status_code == 412


def test_what_is_ready_is_explained_to_the_cent(february):
    made(put(february, FEBRUARY, "500.00"))
    for period in february.report(f"{TO_FEBRUARY}&expand=terms"):
        money = period["envelopes"]
        terms = {one["of"]: one for one in money["terms"]}
        assert sum(Decimal(one["amount"]) for one in money["terms"]) == Decimal(money["ready"])
        assert Decimal(terms["held"]["amount"]) == -Decimal(money["held"])
        for of in ("income", "moved"):
            rows = made(february.caller.get(terms[of]["transactions"]))["results"]
            worth = sum(Decimal(row["amount"]) for row in rows)
            assert abs(worth) == abs(Decimal(terms[of]["amount"]))


@pytest.mark.parametrize("rows", [1, 40])
def test_a_list_of_budgets_takes_as_many_statements_however_much_is_held(
    february, rows, django_assert_num_queries
):
    for number in range(rows):
        year, month = divmod(number, 12)
        made(put(february, f"{2026 + year}-{month + 1:02}-01", "1.00"))
    # The token with the book, the page, the budgets, what is stated of them.
    with django_assert_num_queries(4):
        assert len(made(february.caller.get("budgets/"))["results"][0]["holds"]) == rows


def test_what_is_held_twice_is_the_same_money():
    flows = [Flow(Came(income, 0, 0), 0, 0, 60) for income in (100, 0, -150)]
    found = envelope_money(flows)
    assert [(one.ready, one.held) for one in found] == [(40, 60), (40, 60), (-50, 0)]


def test_a_report_of_january_does_not_see_what_is_held_later(february):
    made(put(february, FEBRUARY, "500.00"))
    (money,) = february.money(JANUARY)
    assert (money["ready"], money["held"]) == ("1300.00", "0.00")
