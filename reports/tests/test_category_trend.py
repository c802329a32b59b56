"""reports/categories/trend: what some categories had, month by month."""

import pytest

from tests.cast import faults, made

WINTER = "months=3&end_date=2024-02-10"


def trend(caller, query):
    return made(caller.get(f"reports/categories/trend/?{query}"))["categories"]


def amounts(series):
    return [month["amount"] for month in series["months"]]


def test_a_category_has_its_months_in_order_and_empty_ones_are_zero(alice, household):
    (food,) = trend(alice, f"category={household['food']}&{WINTER}")
    assert (food["category"], food["name"], food["type"]) == (household["food"], "Food", "expense")
    assert [(month["year"], month["month"]) for month in food["months"]] == [
        (2023, 12),
        (2024, 1),
        (2024, 2),
    ]
    assert amounts(food) == ["40.00", "100.00", "0.00"]


def test_a_category_contains_those_below_it_unless_they_are_left_out(alice, household):
    asked = f"category={household['food']}&{WINTER}"
    (food,) = trend(alice, f"{asked}&below=false")
    assert amounts(food) == ["40.00", "70.00", "0.00"]
    assert [month["postings"] for month in food["months"]] == [1, 2, 0]


def test_several_come_in_the_order_of_the_request_and_each_once(alice, household):
    ids = [household[name] for name in ("groceries", "salary", "food", "groceries")]
    rows = trend(alice, f"category={','.join(map(str, ids))}&{WINTER}")
    assert [row["name"] for row in rows] == ["Market", "Salary", "Food"]
    assert [amounts(row)[1] for row in rows] == ["30.00", "3000.00", "100.00"]


def test_the_uncategorised_come_as_income_and_as_expense(alice, household):
    alice.transaction(type="income", amount="8.00", date="2024-02-01")
    rows = trend(alice, f"category=none&{WINTER}")
    assert [(row["category"], row["name"], row["type"]) for row in rows] == [
        (None, "", "income"),
        (None, "", "expense"),
    ]
    assert [amounts(row) for row in rows] == [["0.00", "0.00", "8.00"], ["0.00", "12.25", "0.00"]]


def test_an_amount_without_a_rate_stands_beside_its_month(alice, household):
    (market,) = trend(alice, f"category={household['groceries']}&months=1&end_date=2024-01-31")
    (apart,) = market["months"][0]["unconverted"]
    assert (apart["currency"], apart["amount"], apart["postings"]) == ("USD", "20.00", 1)
    found = made(alice.get(apart["transactions"]))["results"]
    assert [row["amount"] for row in found] == ["20.00"]


@pytest.mark.parametrize("below", ["true", "false"])
def test_a_month_leads_to_its_transactions(alice, household, below):
    asked = f"category={household['food']},none&below={below}&{WINTER}"
    for row in trend(alice, asked):
        for month in row["months"]:
            assert len(made(alice.get(month["transactions"]))["results"]) == month["postings"]


def test_without_months_it_shows_the_twelve_up_to_now(alice):
    rows = trend(alice, "category=none")
    assert [len(row["months"]) for row in rows] == [12, 12]


def test_there_are_no_months_before_those_that_the_tracker_keeps(alice):
    for row in trend(alice, "category=none&months=240&end_date=1900-02-01"):
        assert len(row["months"]) == 2


@pytest.mark.parametrize("text", ["food", "0", "1,,2", "1,", "1;2", "-1", "none,x", "1" * 19])
def test_what_is_not_a_list_of_categories_is_refused(alice, text):
    assert faults(alice.get(f"reports/categories/trend/?category={text}")) == {
        ("?category", "invalid")
    }


def test_wrong_parameters_are_named_all_at_once(alice):
    assert faults(alice.get("reports/categories/trend/")) == {("?category", "required")}
    wrong = alice.get("reports/categories/trend/?category=x&months=241&below=2&kind=expense")
    assert faults(wrong) == {
        ("?category", "invalid"),
        ("?months", "max_value"),
        ("?below", "invalid"),
        ("?kind", "unknown_parameter"),
    }
    twice = alice.get("reports/categories/trend/?category=none&category=none")
    assert faults(twice) == {("?category", "repeated")}


def test_more_than_ten_categories_are_refused(alice):
    eleven = ",".join(map(str, range(1, 12)))
    assert faults(alice.get(f"reports/categories/trend/?category={eleven}")) == {
        ("?category", "too_many")
    }


def test_each_category_of_another_book_does_not_exist(alice, bob, household):
    theirs = household["food"]
    answer = bob.get(f"reports/categories/trend/?category={theirs},999999999,none")
    assert faults(answer) == {("?category", "does_not_exist")}
    assert [error["detail"] for error in answer.json()["errors"]] == [
        f"There is no category {theirs} in this book.",
        "There is no category 999999999 in this book.",
    ]


def test_it_takes_the_same_statements_for_one_month_and_for_twenty_years_of_several(
    alice, household, django_assert_num_queries
):
    several = ",".join(str(household[name]) for name in ("food", "groceries", "salary"))
    for asked in (f"category={household['food']}&months=1", f"category={several}&months=240"):
        # The token with the book, the tree, the totals, the names, the last change.
        with django_assert_num_queries(5):
            trend(alice, f"{asked}&end_date=2024-01-31")
