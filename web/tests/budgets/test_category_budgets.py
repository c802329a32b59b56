"""What budgets say of a category, on the page of its report."""

import pytest

from web.tests.browsing import words_of
from web.tests.budgets.conftest import TODAY, months_back, spent
from web.tests.figures import agrees, links_of, sum_behind


def shown(browser, category, **query):
    return browser.see("report_categories", category=category, **query).context["budgets"]


def test_the_page_of_a_category_says_what_is_left_of_it(
    alice, browser, food, coffee, budget, planned
):
    line = planned(food, "150.00")
    spent(alice, coffee, "30.00")
    page = browser.see("report_categories", category=food)
    (one,) = page.context["budgets"]
    assert (one.name, one.row.amount.text, one.row.spent.text, one.row.left.text) == (
        "Household", "150.00", "30.00", "120.00",
    )  # fmt: skip
    assert one.row.href.startswith(browser.address("budget_line", budget, line))
    assert "In budgets Household" in words_of(page)
    lists = [link for link in links_of(page) if sum_behind(link.href, alice.book) is not None]
    assert [link for link in lists if not agrees(link, alice.book)] == []
    assert shown(browser, coffee) == []


def test_an_earlier_month_has_the_period_of_its_last_day(alice, browser, food, planned):
    planned(food, "150.00")
    spent(alice, food, "7.00", months_back(1))
    first = months_back(1)
    (one,) = shown(browser, food, start_date=first, end_date=first.replace(day=20))
    assert one.row.spent.text == "7.00"


def test_archived_budgets_and_lines_that_do_not_count_yet_are_left_out(
    alice, browser, food, budget, planned
):
    spent(alice, food, "7.00")
    planned(food, "150.00", starts=f"{months_back(-1)}")
    assert shown(browser, food) == []
    later = alice.add("budgets/", name="Z", anchor=f"{TODAY.replace(day=1)}")["id"]
    said = {"budget": later, "category": food, "starts": f"{TODAY.replace(day=1)}"}
    alice.add("budget-lines/", **said)
    assert [one.name for one in shown(browser, food)] == ["Z"]
    alice.patch(f"budgets/{later}/", {"archived": True})
    assert shown(browser, food) == []


@pytest.mark.parametrize("lines", [1, 20])
def test_the_page_takes_as_many_statements_however_many_lines_a_budget_has(
    alice, browser, food, budget, planned, django_assert_num_queries, lines
):
    spent(alice, food, "7.00")
    planned(food, "150.00")
    for number in range(lines):
        planned(alice.category(name=f"C{number}")["id"])
    browser.see("report_categories", category=food)
    with django_assert_num_queries(14):
        browser.see("report_categories", category=food)
