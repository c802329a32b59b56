"""Moving an amount from one line to another, and covering what is overspent."""

import pytest

from web.tests.browsing import words_of
from web.tests.budgets.conftest import TODAY, figures, row_of, spent, version


@pytest.fixture
def fun(alice):
    return alice.category(name="Fun")["id"]


def test_what_is_overspent_leads_to_a_form_that_covers_it(
    alice, browser, food, fun, budget, planned
):
    line, other = planned(food, "20.00"), planned(fun, "50.00")
    spent(alice, food, "25.50")
    row = row_of(browser.see("budget", budget), "Food")
    page = browser.get(row.cover)
    form = page.context["form"]
    assert form["to_line"].value() == str(line)
    assert form["amount"].value() == "5.50"
    assert form["from_line"].value() == str(other)
    assert "Fun: 50.00" in words_of(page)
    sent = {"to_line": line, "from_line": other, "amount": "5.50", "version": version(budget)}
    browser.send("budget_move", budget, **sent)
    assert figures(alice, budget, line) == ("25.50", "25.50", "0.00")
    assert figures(alice, budget, other)[0] == "44.50"


def test_the_amount_is_offered_as_the_person_writes_amounts(alice, browser, food, budget, planned):
    line = planned(food, "20.00")
    alice.patch("me/preferences/", {"number_form": "1.234,56"})
    spent(alice, food, "1025.50")
    page = browser.get(row_of(browser.see("budget", budget), "Food").cover)
    assert page.context["form"]["amount"].value() == "1.005,50"
    for text in ("x", "1e999999", "NaN", "-5", "1.234", f"{10**20}"):
        page = browser.see("budget_move", budget, amount=text, to_line=line)
        assert page.context["form"]["amount"].value() == ""


def test_more_than_a_line_has_is_refused_at_its_field(alice, browser, food, fun, budget, planned):
    line, other = planned(food, "20.00"), planned(fun, "50.00")
    sent = {"to_line": line, "from_line": other, "amount": "50.01", "version": version(budget)}
    errors = browser.send("budget_move", budget, status=422, **sent).context["form"].errors
    assert errors == {"amount": ["The line has less than that in the period."]}
    sent |= {"from_line": line, "amount": "0"}
    errors = browser.send("budget_move", budget, status=422, **sent).context["form"].errors
    assert errors.keys() == {"amount", "to_line"}


def test_money_that_is_ready_goes_to_an_envelope(alice, browser, food):
    alice.transaction(type="income", amount="500.00", date=f"{TODAY}")
    start = f"{TODAY.replace(day=1)}"
    budget = alice.add("budgets/", name="E", anchor=start, mode="envelopes")["id"]
    line = alice.add("budget-lines/", budget=budget, category=food, starts=start)["id"]
    assert "Ready to assign: 500.00" in words_of(browser.see("budget_move", budget))
    sent = {"from_line": "", "to_line": line, "amount": "100+20", "version": version(budget)}
    browser.send("budget_move", budget, **sent)
    assert figures(alice, budget, line)[0] == "120.00"
