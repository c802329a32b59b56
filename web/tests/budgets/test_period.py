"""A budget at a glance, its form, and what is left on the overview."""

import pytest

from books.models import Role
from budgets.models import Budget
from tests.cast import joined, signed_up
from web.tests.browsing import Browser, words_of
from web.tests.budgets.conftest import TODAY, months_back, row_of, save, spent, version
from web.tests.figures import agrees, links_of, sum_behind

STATEMENTS = {"budget": 13, "budget_amounts": 15, "budget_line": 15, "overview": 15}


def test_the_period_shows_what_is_planned_spent_and_left(
    alice, browser, food, coffee, budget, planned
):
    planned(food, "150.00")
    planned(coffee, "20.00")
    spent(alice, food, "30.00")
    spent(alice, coffee, "25.50")
    spent(alice, alice.category(name="Fun")["id"], "7.00")
    page = browser.see("budget", budget)
    row, below = row_of(page, "Food"), row_of(page, "Coffee")
    assert (row.amount.text, row.spent.text, row.left.text) == ("150.00", "55.50", "94.50")
    assert (row.divided.text, row.is_divided_beyond) == ("20.00", False)
    assert (below.left.text, below.is_over, below.is_below) == ("−5.50", True, True)
    (table,) = page.context["tables"]
    assert [(one.name, one.spent.text) for one in table.rest] == [("Fun", "7.00")]
    assert table.sum.left.value == "87.50"


def test_every_figure_is_the_sum_of_its_list(alice, browser, food, coffee, budget, planned):
    line = planned(food, "150.00", opening="5.00")
    spent(alice, food, "30.00")
    spent(alice, coffee, "25.50")
    spent(alice, None, "3.00")
    spent(alice, food, "99.00", months_back(1))
    alice.transaction(amount="4.00", category=food, date=f"{TODAY}", refund=True)
    for page in (browser.see("budget", budget), browser.see("budget_line", budget, line)):
        lists = [one for one in links_of(page) if sum_behind(one.href, alice.book) is not None]
        assert len(lists) >= 3
        assert [one for one in lists if not agrees(one, alice.book)] == []


def test_the_overview_says_what_is_left_and_what_is_overspent(
    alice, browser, food, coffee, planned
):
    spent(alice, coffee, "25.50")
    assert "Left in the budget" not in words_of(browser.see("overview"))
    planned(food, "150.00")
    planned(coffee, "20.00")
    page = words_of(browser.see("overview"))
    assert "Left in the budget Household 124 .50 € of 150.00" in page
    assert "Overspent: Coffee 5.50" in page


def test_income_says_how_much_more_came_in_than_was_expected(alice, browser, budget, planned):
    pay = alice.category(name="Pay", type="income")["id"]
    planned(pay, "1000.00")
    alice.transaction(type="income", amount="1200.00", category=pay, date=f"{TODAY}")
    row = row_of(browser.see("budget", budget), "Pay")
    assert (row.left.text, row.is_over) == ("+200.00", False)


def test_nothing_budgeted_is_not_a_budget_of_nothing(alice, browser, food, budget, planned):
    planned(food)
    spent(alice, food, "30.00")
    row = row_of(browser.see("budget", budget), "Food")
    assert (row.amount, row.left, row.is_over) == (None, None, False)


@pytest.mark.parametrize("stated", ["2026-13-01", "x", "", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_not_one_shows_some_period(browser, budget, stated):
    browser.see("budget", budget, period=stated)


def test_a_budget_with_lines_is_renamed_and_keeps_its_periods(browser, food, budget, planned):
    planned(food)
    form = browser.see("budget_edit", budget).context["form"]
    assert set(form.fields) == {"name", "accounts", "archived"}
    browser.send("budget_edit", budget, name="Home", version=version(budget))
    assert Budget.objects.get(pk=budget).name == "Home"


def test_one_budget_is_shown_at_once_and_of_several_one_is_chosen(alice, browser, budget):
    assert browser.see("budgets", status=302)["Location"] == browser.address("budget", budget)
    other = alice.add("budgets/", name="Other", anchor="2026-01-01")["id"]
    assert "Household Other" in words_of(browser.see("budgets"))
    alice.patch(f"budgets/{other}/", {"archived": True})
    assert browser.see("budgets", status=302)
    assert "Other" in words_of(browser.see("budgets", all=1))


def test_a_name_that_is_taken_stands_at_its_field(browser, budget):
    form = browser.see("budget_new").context["form"]
    sent = {**form.initial, "name": "household"}
    errors = browser.send("budget_new", status=422, **sent).context["form"].errors
    assert errors == {"name": ["There is a budget of this name already."]}


def test_a_budget_in_another_currency_shows_that_currency(alice, browser, food):
    account = alice.account(name="NY", currency="USD", opening_date="2015-01-01")["id"]
    budget = alice.add("budgets/", name="Trip", anchor="2026-01-01", currency="USD")["id"]
    line = alice.add("budget-lines/", budget=budget, category=food, starts="2026-01-01")["id"]
    save(browser, budget, **{f"amount-{line}": "$20"})
    alice.transaction(amount="5.00", category=food, account=account, date=f"{TODAY}")
    spent(alice, food, "9.00")
    page = browser.see("budget", budget)
    row = row_of(page, "Food")
    assert (row.left.code, row.left.text) == ("USD", "15.00")
    assert [(one.amount.code, one.amount.text) for one in page.context["apart"]] == [("", "−9.00")]


def test_a_budget_of_some_accounts_counts_what_is_spent_from_them(alice, browser, food):
    card = alice.account(name="Card", opening_date="2015-01-01")["id"]
    form = browser.see("budget_new").context["form"]
    there = browser.send("budget_new", **{**form.initial, "accounts": [card]})["Location"]
    browser.post(there, {f"amount-{food}": "50.00"})
    (budget,) = Budget.objects.values_list("id", flat=True)
    spent(alice, food, "9.00")
    alice.transaction(amount="5.00", category=food, account=card, date=f"{TODAY}")
    page = browser.see("budget", budget)
    assert "Of Card" in words_of(page)
    assert row_of(page, "Food").left.text == "45.00"
    assert [one for one in links_of(page) if not agrees(one, alice.book)] == []
    form = browser.see("budget_edit", budget).context["form"]
    browser.send("budget_edit", budget, version=version(budget), name=form.initial["name"])
    assert row_of(browser.see("budget", budget), "Food").left.text == "36.00"


def test_a_viewer_sees_amounts_and_has_no_way_to_change_them(alice, food, budget, planned):
    planned(food, "150.00")
    mia = signed_up("mia")
    joined(mia, alice.book, Role.VIEWER)
    text = Browser(mia, alice.book).see("budget", budget).content.decode()
    assert "150.00" in text
    assert "1/amounts/" not in text


@pytest.mark.parametrize("lines", [1, 30])
@pytest.mark.parametrize("name", STATEMENTS)
def test_a_page_takes_as_many_statements_however_many_lines(
    alice, browser, budget, planned, django_assert_num_queries, lines, name
):
    spent(alice, None, "1.00", months_back(1))
    ids = [planned(alice.category(name=f"C{n}")["id"]) for n in range(lines)]
    place = {"budget_line": [budget, ids[0]], "overview": []}.get(name, [budget])
    browser.see(name, *place)
    with django_assert_num_queries(STATEMENTS[name]):
        browser.see(name, *place)
