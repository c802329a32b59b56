"""A household that plans: what tests of the pages of budgets share."""

from datetime import date

import pytest
from django.utils import timezone

from budgets.models import Budget
from tests.cast import made
from web.tests.browsing import Browser, words_of

TODAY = timezone.now().date()
THIS = TODAY.replace(day=1)


def months_back(count):
    """The first day of the month so many months before this one."""
    months = THIS.year * 12 + THIS.month - 1 - count
    return date(months // 12, months % 12 + 1, 1)


@pytest.fixture
def browser(alice):
    alice.account(name="Bank", opening_date="2015-01-01")
    return Browser(alice)


@pytest.fixture
def food(alice):
    return alice.category(name="Food")["id"]


@pytest.fixture
def coffee(alice, food):
    return alice.category(name="Coffee", parent=food)["id"]


@pytest.fixture
def budget(alice):
    return alice.add("budgets/", name="Household", anchor=f"{months_back(12)}")["id"]


@pytest.fixture
def planned(alice, budget):
    """Makes a line from two months ago on, with an amount that stands."""

    def planned(category, amount=None, **said):
        said = {"starts": f"{months_back(2)}", **said}
        line = alice.add("budget-lines/", budget=budget, category=category, **said)["id"]
        if amount:
            one = {"line": line, "period_start": said["starts"], "amount": amount}
            made(alice.put(f"budgets/{budget}/amounts/", [{**one, "standing": True}]))
        return line

    return planned


def spent(alice, category, amount, day=TODAY):
    alice.transaction(amount=amount, category=category, date=f"{day}")


def row_of(answer, name):
    return next(row for table in answer.context["tables"] for row in table.rows if row.name == name)


def figures(alice, budget, line, day=TODAY):
    """What the API says of a line in the period of a day: amount, spent, available."""
    query = f"start_date={day}&end_date={day}"
    (period,) = alice.get(f"budgets/{budget}/report/?{query}").json()["periods"]
    (one,) = (one for one in period["lines"] if one["line"] == line)
    return one["amount"], one["spent"], one["available"]


def version(budget):
    return Budget.objects.get(pk=budget).changed_in


def save(browser, budget, status=303, query="", **fields):
    """Send the form of the amounts of a period."""
    address = f"{browser.address('budget_amounts', budget)}{query}"
    sent = {"version": version(budget), "holds": "on", **fields}
    answer = browser.post(address, sent)
    assert answer.status_code == status, words_of(answer)
    return answer
