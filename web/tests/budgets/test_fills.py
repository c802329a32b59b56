"""Fields that are filled in from schedules, from income, or to save up."""

import pytest

from budgets.models import LineAmount
from web.tests.browsing import words_of
from web.tests.budgets.conftest import THIS, TODAY, months_back


@pytest.fixture
def line(food, planned):
    return planned(food, "150.00")


def field(page, line):
    return page.context["form"][f"amount-{line}"].initial


def test_what_schedules_expect_is_filled_in(alice, browser, food, budget, line):
    empty = browser.see("budget_amounts", budget, fill="schedules")
    assert "Nothing can be filled in from that." in words_of(empty)
    assert field(empty, line) == "150.00"
    phase = {"starts": f"{THIS}", "unit": "month", "amount": "12.00", "category": food}
    alice.add("schedules/", name="Bill", type="expense", phases=[phase])
    page = browser.see("budget_amounts", budget)
    (href,) = (href for words, href in page.context["fills"] if words == "what schedules expect")
    page = browser.get(href)
    assert field(page, line) == "12.00"
    assert "Filled in, and not saved yet." in words_of(page)
    assert LineAmount.objects.count() == 1


def test_a_percentage_of_income_is_filled_in(alice, browser, budget, line):
    alice.transaction(type="income", amount="1000.00", date=f"{TODAY}")
    said = {"fill": "income", "lines": line, "percent": "15", "up_to": ""}
    assert field(browser.see("budget_amounts", budget, **said), line) == "150.00"
    said |= {"percent": "20", "up_to": "100+20"}
    assert field(browser.see("budget_amounts", budget, **said), line) == "120.00"


def test_a_part_of_what_is_saved_up_is_filled_in(browser, budget, line):
    said = {"fill": "sinking", "lines": line, "target": "100.00", "by": f"{months_back(-2)}"}
    assert field(browser.see("budget_amounts", budget, **said), line) == "33.33"


def test_the_faults_of_what_is_asked_stand_at_their_fields(browser, budget, line):
    said = {"fill": "sinking", "lines": line, "target": "x", "by": "2015-01-01", "up_to": "y"}
    page = browser.see("budget_amounts", budget, **said)
    assert page.context["fill_forms"][1].errors.keys() == {"target", "up_to"}
    page = browser.see("budget_amounts", budget, **{**said, "target": "5", "up_to": ""})
    assert page.context["fill_forms"][1].errors == {
        "by": ["State a day of the period, or a later one."]
    }
    assert field(page, line) == "150.00"
