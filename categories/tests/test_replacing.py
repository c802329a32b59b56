"""Deleting and merging categories that are in use: postings and totals move with them."""

import pytest
from django.db.models import Sum

from categories.drafts import DEPTH_MAX
from tests.cast import faults, made
from transactions.models import MonthlyFlow, MonthlyTotal, Posting


@pytest.fixture
def used(alice):
    """A category with three postings in two months, one of them in a split."""
    row = alice.category()
    other = alice.category()
    alice.transaction(category=row["id"], amount="10.00", date="2024-01-15")
    alice.transaction(category=row["id"], amount="0.01", date="2024-02-01", refund=True)
    alice.transaction(
        date="2024-02-29",
        amount="5.00",
        postings=[
            {"amount": "-3.00", "category": row["id"]},
            {"amount": "-2.00", "category": other["id"]},
        ],
    )
    return row


def totals(**where):
    """Sums by month of the monthly totals."""
    rows = MonthlyTotal.objects.filter(**where).values_list("month")
    return {
        month.isoformat(): (count, amount)
        for month, count, amount in rows.annotate(n=Sum("postings"), sum=Sum("amount"))
    }


def everything():
    return {
        "postings": list(Posting.objects.order_by("id").values()),
        "totals": list(MonthlyTotal.objects.order_by("id").values()),
        "flows": list(MonthlyFlow.objects.order_by("id").values()),
    }


def balances(alice):
    return [row["balance"] for row in made(alice.get("accounts/"))["results"]]


USED = {"2024-01-01": (1, -1000), "2024-02-01": (2, -299)}


def test_a_category_in_use_is_not_deleted_and_the_answer_counts_its_uses(alice, used):
    before = everything()
    response = alice.delete(f"categories/{used['id']}/")
    assert response.status_code == 409
    assert response["Content-Type"] == "application/problem+json"
    assert (response.json()["code"], response.json()["uses"]) == ("in_use", {"postings": 3})
    assert everything() == before
    assert made(alice.get(f"categories/{used['id']}/")) == used


def test_a_category_with_others_below_it_is_not_deleted(alice):
    root = alice.category()["id"]
    alice.category(parent=root)
    for query in ("", f"?replace_with={alice.category()['id']}"):
        response = alice.delete(f"categories/{root}/{query}")
        assert (response.status_code, response.json()["uses"]) == (409, {"categories": 1})


def test_a_replacement_takes_over_postings_and_totals(alice, used):
    other = alice.category()["id"]
    before, all_before = balances(alice), totals()
    assert totals(category_key=used["id"]) == USED
    response = alice.delete(f"categories/{used['id']}/?replace_with={other}")
    assert response.status_code == 204
    assert alice.get(f"categories/{used['id']}/").status_code == 404
    assert totals(category_key=used["id"]) == {}
    assert totals(category_key=other) == USED
    assert Posting.objects.filter(category=other).count() == 3
    assert (balances(alice), totals()) == (before, all_before)


def test_a_replacement_that_is_in_use_itself_has_both_afterwards(alice, used):
    other = alice.category()["id"]
    alice.transaction(category=other, amount="1.00", date="2024-02-10")
    alice.transaction(category=other, amount="4.00", date="2024-03-10")
    alice.delete(f"categories/{used['id']}/?replace_with={other}")
    assert totals(category_key=other) == {
        "2024-01-01": (1, -1000),
        "2024-02-01": (3, -399),
        "2024-03-01": (1, -400),
    }


def test_the_transactions_that_get_another_category_are_changed(alice, used):
    shown = made(alice.get(f"transactions/?category={used['id']}"))["results"]
    other = alice.category()["id"]
    alice.delete(f"categories/{used['id']}/?replace_with={other}")
    last = made(alice.get("book/"))["last_change"]
    assert shown
    for row in shown:
        assert made(alice.get(f"transactions/{row['id']}/"))["changed_in"] == last


def test_an_unused_category_can_be_deleted_with_a_replacement_too(alice):
    path = f"categories/{alice.category()['id']}/?replace_with={alice.category()['id']}"
    assert alice.delete(path).status_code == 204


def test_a_replacement_that_cannot_take_its_place_is_refused(alice, bob, used):
    before = everything()
    archived = alice.category(archived=True)["id"]
    income = alice.category(type="income", archived=True)["id"]
    for replacement, expected in {
        used["id"]: {("?replace_with", "same_branch")},
        archived: {("?replace_with", "archived")},
        income: {("?replace_with", "type_differs"), ("?replace_with", "archived")},
        bob.category()["id"]: {("?replace_with", "does_not_exist")},
        0: {("?replace_with", "does_not_exist")},
        -1: {("?replace_with", "does_not_exist")},
        10**30: {("?replace_with", "does_not_exist")},
        "x": {("?replace_with", "invalid")},
        f"1&replace_with={used['id']}": {("?replace_with", "repeated")},
        "1&force=1": {("?force", "unknown_parameter")},
    }.items():
        path = f"categories/{used['id']}/?replace_with={replacement}"
        found = faults(alice.delete(path))
        assert found == expected, replacement
    assert everything() == before


def test_a_merge_gives_the_other_one_postings_totals_and_branches(alice, used):
    into = alice.category()
    below = alice.category(parent=used["id"])
    alice.category(parent=below["id"])
    before, all_before = balances(alice), totals()
    response = alice.post(f"categories/{used['id']}/merge/", {"into": into["id"]})
    assert made(response) == into
    assert alice.get(f"categories/{used['id']}/").status_code == 404
    assert made(alice.get(f"categories/{below['id']}/")) == {**below, "parent": into["id"]}
    assert totals(category_key=into["id"]) == USED
    assert (balances(alice), totals()) == (before, all_before)


def test_a_merge_into_the_parent_is_fine(alice, used):
    child = alice.category(parent=used["id"])["id"]
    alice.transaction(category=child, date="2024-01-20", amount="1.00")
    made(alice.post(f"categories/{child}/merge/", {"into": used["id"]}))
    assert totals(category_key=used["id"])["2024-01-01"] == (2, -1100)


def test_a_merge_is_refused_where_both_have_children_of_one_name(alice, used):
    into = alice.category()["id"]
    for parent, name in ((used["id"], "Straße"), (into, "STRASSE"), (used["id"], "Other")):
        alice.category(parent=parent, name=name)
    before = everything()
    response = alice.post(f"categories/{used['id']}/merge/", {"into": into})
    assert response.status_code == 409
    assert "Straße" in response.json()["detail"]
    assert "Other" not in response.json()["detail"]
    assert everything() == before


def test_a_merge_into_the_parent_is_refused_where_a_child_has_the_name_of_its_parent(alice):
    root = alice.category()["id"]
    middle = alice.category(parent=root, name="Food")["id"]
    inner = alice.category(parent=middle, name="food")["id"]
    assert alice.post(f"categories/{middle}/merge/", {"into": root}).status_code == 409
    made(alice.post(f"categories/{inner}/merge/", {"into": middle}))
    made(alice.post(f"categories/{middle}/merge/", {"into": root}))


def test_a_merge_that_cannot_be_is_refused(alice, bob, used):
    below = alice.category(parent=used["id"])["id"]
    archived = alice.category(archived=True)["id"]
    deep = None
    for _ in range(DEPTH_MAX):
        deep = alice.category(parent=deep)["id"]
    for body, expected in [
        ({"into": used["id"]}, {("/into", "same_branch")}),
        ({"into": below}, {("/into", "same_branch")}),
        ({"into": archived}, {("/into", "archived")}),
        ({"into": alice.category(type="income")["id"]}, {("/into", "type_differs")}),
        ({"into": deep}, {("/into", "too_deep")}),
        ({"into": bob.category()["id"]}, {("/into", "does_not_exist")}),
        ({"into": None}, {("/into", "null")}),
        ({"into": "1"}, {("/into", "incorrect_type")}),
        ({}, {("/into", "required")}),
    ]:
        assert faults(alice.post(f"categories/{used['id']}/merge/", body)) == expected, body
    assert made(alice.get(f"categories/{used['id']}/")) == used


def test_moving_many_uses_takes_as_many_queries_as_moving_one(alice, django_assert_max_num_queries):
    row, other = alice.category()["id"], alice.category()["id"]
    bulk = [
        {"type": "expense", "amount": 1, "date": f"2024-{1 + n % 12:02}-01", "category": row}
        for n in range(300)
    ]
    made(alice.post("transactions/bulk/", {"create": bulk}))
    for _ in range(20):
        alice.category(parent=row)
    with django_assert_max_num_queries(37):
        made(alice.post(f"categories/{row}/merge/", {"into": other}))
    assert sum(count for count, _ in totals(category_key=other).values()) == 300
