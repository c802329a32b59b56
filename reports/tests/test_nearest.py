"""The month nearest to an empty one that has something in it."""

import pytest

from common.periods import Month
from reports.nearest import nearest_month


@pytest.mark.parametrize(
    ("month", "nearest"),
    [
        ("2023-11", "2023-12"),
        ("2030-01", "2024-01"),
        ("2023-12", "2024-01"),
        ("1900-01", "2023-12"),
    ],
)
def test_the_nearest_month_with_income_or_expenses(alice, household, month, nearest):
    assert str(nearest_month(alice.book, Month(*map(int, month.split("-"))))) == nearest


def test_of_two_at_the_same_distance_it_is_the_earlier(alice):
    for day in ("2024-01-05", "2024-05-05"):
        alice.transaction(date=day)
    assert nearest_month(alice.book, Month(2024, 3)) == Month(2024, 1)


def test_a_transfer_is_nothing_that_a_report_counts(alice):
    other = alice.account(name="Other")["id"]
    alice.transaction(type="transfer", to_account=other, date="2024-01-05")
    assert nearest_month(alice.book, Month(2024, 3)) is None
