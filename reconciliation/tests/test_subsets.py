"""The exact search for amounts that add up to a sum, and what is suggested from it."""

from itertools import chain, combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciliation.subsets import AMOUNTS_MAX, subsets
from tests.cast import made

AMOUNTS = st.lists(st.integers(-30, 30), max_size=9)


@given(AMOUNTS, st.integers(-60, 60).filter(bool), st.integers(1, 6))
def test_the_ways_of_the_fewest_amounts_are_found(amounts, total, count):
    places = range(len(amounts))
    some = chain.from_iterable(combinations(places, size) for size in range(1, len(amounts) + 1))
    every = [one for one in some if sum(amounts[place] for place in one) == total]
    every.sort(key=lambda one: (len(one), one))
    assert subsets(amounts, total, count) == every[:count]


def test_equal_amounts_make_no_more_ways_than_are_asked_for():
    assert len(subsets([-10] * AMOUNTS_MAX, -110, 5)) == 5


@pytest.fixture
def statement(ledger):
    return ledger.statement("2024-01-31", "457.00")


def suggestions(ledger, statement):
    return made(ledger.caller.get(f"statements/{statement['id']}/suggestions/"))


def test_rows_whose_sum_closes_the_gap_are_suggested_the_fewest_first(ledger, statement):
    first = ledger.posting("2024-01-05", "-40.00")
    second = ledger.posting("2024-01-06", "-3.00")
    alone = ledger.posting("2024-01-07", "-43.00")
    ledger.posting("2024-01-08", "-8.00")
    assert suggestions(ledger, statement) == {
        "all_until": None,
        "ways": [
            {"settle": [alone], "release": []},
            {"settle": [second, first], "release": []},
        ],
        "turned": [],
    }


def test_all_up_to_the_day_are_suggested_where_that_closes_it(ledger, statement):
    ledger.posting("2024-01-05", "-40.00")
    ledger.posting("2024-01-06", "-3.00")
    ledger.posting("2024-02-01", "-5.00")
    assert suggestions(ledger, statement)["all_until"] == "2024-01-31"


def test_what_was_settled_by_mistake_or_the_wrong_way_round_is_suggested(ledger, statement):
    right = ledger.posting("2024-01-05", "-43.00")
    wrong = ledger.posting("2024-01-06", "6.00")
    ledger.settle(statement, right, wrong)
    assert suggestions(ledger, statement)["ways"] == [{"settle": [], "release": [wrong]}]
    made(ledger.caller.patch(f"statements/{statement['id']}/", {"balance": "451.00"}))
    assert suggestions(ledger, statement)["turned"] == [wrong]


def test_nothing_is_suggested_without_a_gap(ledger, statement):
    ledger.settle(statement, ledger.posting("2024-01-05", "-43.00"))
    assert suggestions(ledger, statement) == {"all_until": None, "ways": [], "turned": []}
