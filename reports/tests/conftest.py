"""A small household that every report can be reckoned from by hand."""

import pytest

from tests.copies import made_once

JANUARY = "start_date=2024-01-01&end_date=2024-01-31"


@pytest.fixture
def household(alice):
    """December and January of Alice: a salary, food above groceries, a refund, dollars."""
    return made_once("household", lambda: make_household(alice))


def make_household(alice):
    """Make the rows of `household`, and return the ids of accounts and categories."""
    ids = {
        "salary": alice.category(name="Salary", type="income")["id"],
        "food": alice.category(name="Food")["id"],
    }
    ids["groceries"] = alice.category(name="Market", parent=ids["food"])["id"]
    ids["bank"] = alice.account(
        name="Bank", opening_balance="1000.00", opening_date="2023-12-01", default=True
    )["id"]
    ids["dollars"] = alice.account(name="Dollars", currency="USD", opening_date="2023-12-01")["id"]
    for body in (
        {"amount": "40.00", "category": ids["food"], "date": "2023-12-20"},
        {"type": "income", "amount": "3000.00", "category": ids["salary"], "date": "2024-01-02"},
        {"amount": "75.50", "category": ids["food"], "date": "2024-01-15"},
        {"amount": "30.00", "category": ids["groceries"], "date": "2024-01-20"},
        {"amount": "5.50", "category": ids["food"], "date": "2024-01-21", "refund": True},
        {"amount": "12.25", "date": "2024-01-31"},
        {
            "type": "transfer",
            "amount": "100.00",
            "to_account": ids["dollars"],
            "to_amount": "110.00",
            "date": "2024-01-10",
        },
        {
            "amount": "20.00",
            "category": ids["groceries"],
            "account": ids["dollars"],
            "date": "2024-01-25",
        },
    ):
        alice.transaction(**body)
    return ids
