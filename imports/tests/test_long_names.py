"""Names of files that a transaction cannot carry as they are: nothing of them is lost."""

import pytest

from imports.tests.sending import committed, table

pytestmark = pytest.mark.django_db


def test_a_payee_that_is_longer_than_can_be_kept_goes_on_in_the_notes(alice, cash):
    # One character of Arabic that folds to eighteen: its key is too long before the name is.
    long = "\ufdfa" * 30
    committed(alice, table(("2024-01-15", "-3.40", long)), account=cash)
    (row,) = alice.get("transactions/").json()["results"]
    assert (row["payee"], row["notes"]) == ("\ufdfa" * 22, long)


def test_tags_beyond_those_that_can_be_kept_go_on_in_the_notes(alice, cash):
    long = "x" * 101
    tags = [*(f"t{number:02}" for number in range(31)), long]
    journal = f"""
2024-01-01 open Assets:Cash EUR
2024-01-01 open Expenses:Food EUR
2024-01-15 * "Bakery" "" {" ".join(f"#{tag}" for tag in tags)}
  Assets:Cash  -3.40 EUR
  Expenses:Food
"""
    committed(alice, journal, name="book.beancount")
    (row,) = alice.get("transactions/").json()["results"]
    assert sorted(row["tags"]) == tags[:30]
    assert row["notes"] == f"#t30 #{long}"
