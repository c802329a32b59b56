"""Lines on accounts beside a budget of envelopes: saving, and paying off a loan."""

from decimal import Decimal

import pytest

from budgets.tests.conftest import JANUARY, TO_FEBRUARY
from tests.cast import faults, made
from tests.digest import digest


@pytest.fixture
def saving(envelopes):
    """The 300.00 that go to the savings are paid by a line with 250.00."""
    said = {"budget": envelopes.id, "account": envelopes.savings, "starts": "2026-01-01"}
    envelopes.lines["Savings"] = envelopes.caller.add("budget-lines/", **said)["id"]
    envelopes.assign("2026-01-01", Savings="250.00")
    return envelopes


def transfer(envelopes, amount, day, *, back=False):
    ends = [envelopes.account, envelopes.savings]
    source, target = reversed(ends) if back else ends
    envelopes.caller.transaction(
        type="transfer", amount=amount, account=source, to_account=target, date=day
    )


def test_what_goes_to_the_account_is_spent_by_its_line(saving):
    (money,) = saving.money(JANUARY)
    assert (money["moved"], money["put_on_accounts"], money["assigned"]) == (
        "-300.00", "300.00", "1650.00",
    )  # fmt: skip
    assert money["ready"] == "1350.00"
    (available,) = saving.available(JANUARY)
    assert available == {"Food": "-50.00", "Rent": "0.00", "Fun": "70.00", "Savings": "-50.00"}
    in_it = Decimal(money["ready"]) + sum(map(Decimal, available.values()))
    assert in_it == Decimal("1320.00")


def test_what_comes_back_from_the_account_is_given_back(saving):
    transfer(saving, "120.00", "2026-01-20", back=True)
    (available,) = saving.available(JANUARY)
    assert available["Savings"] == "70.00"
    _, available = saving.available(TO_FEBRUARY)
    assert available["Savings"] == "70.00"


def test_what_is_spent_from_the_account_is_not_of_the_budget(saving):
    before = saving.report(TO_FEBRUARY)
    said = {"account": saving.savings, "category": saving.categories["Food"]}
    saving.caller.transaction(amount="20.00", date="2026-01-12", **said)
    assert saving.report(TO_FEBRUARY) == before


def test_before_it_begins_and_after_it_ends_its_transfers_are_not_spent(saving):
    transfer(saving, "10.00", "2025-12-20")
    transfer(saving, "40.00", "2026-03-03")
    line = saving.lines["Savings"]
    made(saving.caller.patch(f"budget-lines/{line}/", {"ends": "2026-02-01"}))
    january, _, march = saving.money("start_date=2026-01-01&end_date=2026-03-31")
    assert (january["opened"], january["put_on_accounts"]) == ("990.00", "300.00")
    assert (march["moved"], march["put_on_accounts"]) == ("-40.00", "0.00")


def test_its_figures_lead_to_the_transfers_and_are_explained(saving):
    (period,) = saving.report(f"{JANUARY}&expand=terms")
    (line,) = (one for one in period["lines"] if one["account"])
    assert (line["category"], line["account"], line["name"], line["type"]) == (
        None, saving.savings, "Savings", "expense",
    )  # fmt: skip
    (row,) = made(saving.caller.get(line["transactions"]))["results"]
    assert (row["type"], row["amount"]) == ("transfer", "300.00")
    (part,) = line["terms"][2]["terms"]
    assert (part["of"], part["amount"], part["name"]) == ("account", "-300.00", "Savings")
    money = period["envelopes"]
    assert sum(Decimal(one["amount"]) for one in money["terms"]) == Decimal(money["ready"])


@pytest.mark.parametrize("lines", [1, 5])
def test_lines_on_accounts_take_no_further_statement(saving, lines, django_assert_num_queries):
    for number in range(1, lines):
        account = saving.caller.account(name=f"Pot {number}")["id"]
        said = {"budget": saving.id, "account": account, "starts": "2026-01-01"}
        saving.caller.add("budget-lines/", **said)
    # As many as of other lines, and of limits.
    with django_assert_num_queries(6):
        saving.report(JANUARY)


def test_a_line_is_of_a_category_or_of_an_account_beside_the_budget(alice, envelopes):
    said = {"budget": envelopes.id, "starts": "2026-01-01"}
    address = "budget-lines/"
    assert faults(alice.post(address, said)) == {("/category", "required")}
    food = envelopes.categories["Food"]
    both = {**said, "category": food, "account": envelopes.savings}
    assert faults(alice.post(address, both)) == {("/account", "of_two_things")}
    inside = {**said, "account": envelopes.account}
    assert faults(alice.post(address, inside)) == {("/account", "in_scope")}
    limits = alice.add("budgets/", name="Limits", anchor="2026-01-01")["id"]
    answer = alice.post(address, {**said, "budget": limits, "account": envelopes.savings})
    assert faults(answer) == {("/account", "not_envelopes")}
    of_all = alice.add("budgets/", name="All", anchor="2026-01-01", mode="envelopes")["id"]
    answer = alice.post(address, {**said, "budget": of_all, "account": envelopes.savings})
    assert faults(answer) == {("/account", "in_scope")}


def test_an_account_has_one_line_of_a_budget_and_is_in_use(alice, saving):
    said = {"budget": saving.id, "account": saving.savings, "starts": "2026-01-01"}
    assert faults(alice.post("budget-lines/", said)) == {("/account", "line_taken")}
    answer = alice.delete(f"accounts/{saving.savings}/")
    assert answer.json()["uses"]["budget-lines"] == 1


def test_the_budget_does_not_become_one_of_the_account_of_a_line(alice, saving):
    accounts = [saving.account, saving.savings]
    answer = alice.patch(f"budgets/{saving.id}/", {"accounts": accounts})
    assert faults(answer) == {("/accounts/1", "on_line")}
    answer = alice.patch(f"budgets/{saving.id}/", {"accounts": []})
    assert faults(answer) == {("/accounts", "on_line")}


def test_the_accounts_of_a_budget_do_not_come_back_from_under_a_line(alice, envelopes):
    other = alice.account(name="Other")["id"]
    accounts = [envelopes.account, other]
    made(alice.patch(f"budgets/{envelopes.id}/", {"accounts": accounts}))
    made(alice.patch(f"budgets/{envelopes.id}/", {"accounts": [envelopes.account]}))
    number = made(alice.get("book/"))["last_change"]
    alice.add("budget-lines/", budget=envelopes.id, account=other, starts="2026-01-01")
    answer = alice.post(f"history/{number}/undo/")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")


def test_a_deleted_line_on_an_account_comes_back_and_the_history_names_it(alice, saving):
    line = saving.lines["Savings"]
    before = digest(alice.book.pk)
    assert alice.delete(f"budget-lines/{line}/").status_code == 204
    newest = made(alice.get("history/"))["results"][0]
    assert newest["entries"][0]["title"] == "Savings in Household"
    made(alice.post(f"history/{newest['number']}/undo/"))
    assert digest(alice.book.pk) == before


def test_a_merge_of_categories_leaves_lines_on_accounts_alone(alice, saving):
    food, fun = saving.categories["Food"], saving.categories["Fun"]
    made(alice.post(f"categories/{fun}/merge/", {"into": food}))
    (available,) = saving.available(JANUARY)
    assert available == {"Food": "20.00", "Rent": "0.00", "Savings": "-50.00"}


def test_what_schedules_transfer_to_the_account_is_proposed(alice, saving):
    phase = {
        "starts": "2026-02-10", "unit": "month", "amount": "80.00", "account": saving.account,
        "to_account": saving.savings,
    }  # fmt: skip
    alice.add("schedules/", name="Save", type="transfer", phases=[phase])
    query = "period_start=2026-02-01&template={}"
    address = f"budgets/{saving.id}/proposals/?{query}"
    found = made(alice.get(address.format("schedules")))["proposals"]
    assert found == [{"line": saving.lines["Savings"], "amount": "80.00"}]
    found = made(alice.get(address.format("average")))["proposals"]
    assert saving.lines["Savings"] not in {one["line"] for one in found}
