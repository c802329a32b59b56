"""The first lines of a budget, and later ones."""

from budgets.models import BudgetLine
from web.tests.browsing import words_of
from web.tests.budgets.conftest import months_back, row_of, spent


def test_the_first_budget_is_proposed_from_what_was_spent_in_three_months(
    alice, browser, food, coffee
):
    for back, amount in ((1, "100.00"), (2, "50.00"), (3, "0.02"), (4, "900.00")):
        spent(alice, coffee, amount, months_back(back))
    assert "New budget" in words_of(browser.see("budgets"))
    form = browser.see("budget_new").context["form"]
    there = browser.send("budget_new", **form.initial)["Location"]
    page = browser.get(there)
    assert "average of your last 3 periods" in words_of(page)
    fields = {field.name: field.initial for field in page.context["form"] if field.initial}
    assert fields == {f"amount-{food}": "50.01"}
    there = browser.post(there, fields)["Location"]
    row = row_of(browser.get(there), "Food")
    assert (row.amount.text, row.spent.text, row.left.text) == ("50.01", "0.00", "50.01")


def test_a_month_before_the_first_posting_is_not_one_without_spending(alice, browser, food, budget):
    spent(alice, food, "100.00", months_back(1))
    page = browser.see("budget_lines_new", budget)
    assert "what the last period took" in words_of(page)
    assert page.context["form"][f"amount-{food}"].initial == "100.00"


def test_later_lines_are_not_proposed(alice, browser, food, coffee, budget, planned):
    spent(alice, food, "100.00", months_back(1))
    planned(coffee)
    page = browser.see("budget_lines_new", budget)
    assert page.context["form"][f"amount-{food}"].initial == ""
    assert coffee not in {row.category.id for row in page.context["rows"]}


def test_a_form_without_an_amount_makes_no_line(browser, food, budget):
    answer = browser.send("budget_lines_new", budget, status=422)
    assert "Type an amount for one category at least." in words_of(answer)


def test_a_faulty_amount_makes_no_line_at_all(alice, browser, food, coffee, budget):
    fields = {f"amount-{food}": "10.00", f"amount-{coffee}": "-1.00"}
    answer = browser.send("budget_lines_new", budget, status=422, **fields)
    assert answer.context["form"].errors == {f"amount-{coffee}": ["State 0 or more."]}
    assert not BudgetLine.objects.exists()
