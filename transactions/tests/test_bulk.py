"""POST /api/v1/transactions/bulk/: many writes in one change, all or none."""

import pytest

from books.models import Book, Change
from tests.cast import faults
from transactions.models import MonthlyTotal, Payee, Transaction
from transactions.serializers import BULK_MAX
from transactions.tests.example_book import add_expense

BULK = "transactions/bulk/"


def item(amount="1", **fields):
    return {"type": "expense", "amount": amount, "date": "2024-01-15", **fields}


def amounts(owner):
    return [row["amount"] for row in owner.get("transactions/").json()["results"]]


def test_creates_updates_and_deletes_in_one_change(alice):
    kept, gone = add_expense(alice, "1"), add_expense(alice, "2")
    response = alice.post(
        BULK,
        {
            "create": [item("10", payee="Mill"), item("20", payee="MILL", tags=["a"])],
            "update": [{"id": kept["id"], "amount": "3"}],
            "delete": [gone["id"]],
        },
    )
    assert response.status_code == 200
    body = response.json()
    created = [entry["id"] for entry in body["create"]]
    assert body == {
        "change": Book.objects.get().last_change,
        "create": [{"index": i, "id": row_id, "status": 201} for i, row_id in enumerate(created)],
        "update": [{"index": 0, "id": kept["id"], "status": 200}],
        "delete": [{"index": 0, "id": gone["id"], "status": 204}],
    }
    assert [alice.get(f"transactions/{row_id}/").json()["amount"] for row_id in created] == [
        "10.00",
        "20.00",
    ]
    assert amounts(alice) == ["3.00", "20.00", "10.00"]
    assert Payee.objects.count() == 1
    assert {t.changed_in for t in Transaction.objects.all()} == {body["change"]}
    assert sum(t.amount for t in MonthlyTotal.objects.all()) == -3300


def test_empty_lists_write_nothing(alice):
    body = alice.post(BULK, {"create": [], "update": [], "delete": []}).json()
    assert (body["create"], body["update"], body["delete"]) == ([], [], [])


def test_a_call_without_any_of_the_lists_is_refused(alice):
    assert faults(alice.post(BULK, {})) == {("", "required")}


def test_other_lists_are_refused_together_with_the_faults_of_the_items(alice):
    body = {"creat": [], "create": [item(amount="0", catgeory=1)], "delete": ["x"]}
    assert faults(alice.post(BULK, body)) == {
        ("/creat", "unknown_field"),
        ("/create/0/catgeory", "unknown_field"),
        ("/create/0/amount", "not_above_zero"),
        ("/delete/0", "incorrect_type"),
    }


def test_one_faulty_item_refuses_them_all(alice, own, bob):
    kept, gone = add_expense(alice, "1"), add_expense(alice, "2")
    strange = add_expense(bob, "7")
    before = alice.get("book/").json()
    response = alice.post(
        BULK,
        {
            "create": [item(), item("-1"), item(category=own.wages), {"amount": "x"}],
            "update": [
                {"id": kept["id"], "date": "1800-01-01"},
                {"id": strange["id"], "amount": "1"},
                {"amount": "5"},
            ],
            "delete": [gone["id"], 999_999],
        },
    )
    assert faults(response) >= {
        ("/create/1/amount", "not_above_zero"),
        ("/create/2/category", "category_type_differs"),
        ("/create/3/amount", "not_a_number"),
        ("/create/3/date", "required"),
        ("/update/0/date", "out_of_range"),
        ("/update/1/id", "does_not_exist"),
        ("/delete/1", "does_not_exist"),
    }
    assert {pointer for pointer, _ in faults(response)} & {"/update/2/id", "/update/2"}
    assert amounts(alice) == ["2.00", "1.00"]
    assert alice.get("book/").json() == before
    assert bob.get(f"transactions/{strange['id']}/").json() == strange


@pytest.mark.parametrize(
    ("lists", "wanted"),
    [
        ({"update": [0, 0]}, {("/update/0/id", "named_twice"), ("/update/1/id", "named_twice")}),
        ({"delete": [0, 0]}, {("/delete/0", "named_twice"), ("/delete/1", "named_twice")}),
        (
            {"update": [0], "delete": [0]},
            {("/update/0/id", "named_twice"), ("/delete/0", "named_twice")},
        ),
    ],
)
def test_a_transaction_is_named_once(alice, lists, wanted):
    row_id = add_expense(alice)["id"]
    body = {
        name: [row_id if name == "delete" else {"id": row_id, "amount": "5"} for _ in items]
        for name, items in lists.items()
    }
    assert faults(alice.post(BULK, body)) == wanted
    assert amounts(alice) == ["12.50"]


def test_strangers_transactions_cannot_be_deleted(alice, bob):
    strange = add_expense(bob)
    assert faults(alice.post(BULK, {"delete": [strange["id"]]})) == {
        ("/delete/0", "does_not_exist")
    }
    assert bob.get(f"transactions/{strange['id']}/").status_code == 200


def test_a_thousand_items_go_and_one_more_is_too_many(alice):
    assert alice.post(BULK, {"create": [item()] * BULK_MAX}).status_code == 200
    response = alice.post(BULK, {"create": [item()] * BULK_MAX, "delete": [1]})
    assert response.status_code == 413
    assert response["Content-Type"] == "application/problem+json"
    assert Transaction.objects.count() == BULK_MAX
    assert MonthlyTotal.objects.get().postings == BULK_MAX


@pytest.mark.parametrize(
    "body",
    [
        [],
        "text",
        {"create": "x"},
        {"create": [1]},
        {"update": [[]]},
        {"update": [{"id": "1"}]},
        {"delete": ["1"]},
        {"delete": [True]},
        {"delete": [10**30]},
        {"delete": {}},
    ],
    ids=repr,
)
def test_what_is_no_list_of_items_is_refused(alice, body):
    response = alice.post(BULK, body) if body else alice.post(BULK, body, format="json")
    assert response.status_code == 400
    assert response.json()["errors"]


def test_updates_of_splits_follow_the_rules_of_a_patch(alice, own):
    split = alice.add(
        "transactions/",
        type="expense",
        date="2024-01-15",
        postings=[{"amount": "-1", "category": own.food}, {"amount": "-2"}],
    )
    first = split["postings"][0]["id"]
    update = [{"id": split["id"], "postings": [{"id": first, "amount": "-5"}]}]
    assert alice.post(BULK, {"update": update}).status_code == 200
    assert alice.get(f"transactions/{split['id']}/").json()["amount"] == "7.00"
    update = [{"id": split["id"], "postings": [{"id": first + 999, "amount": "-5"}]}]
    assert faults(alice.post(BULK, {"update": update})) == {
        ("/update/0/postings/0/id", "does_not_exist")
    }


def test_the_same_key_writes_once(alice):
    key = {"Idempotency-Key": "bulk"}
    first = alice.post(BULK, {"create": [item()] * 3}, headers=key)
    again = alice.post(BULK, {"create": [item()] * 3}, headers=key)
    assert again.json() == first.json()
    assert Transaction.objects.count() == 3
    assert alice.post(BULK, {"create": [item()] * 4}, headers=key).status_code == 422


def test_a_bulk_call_is_one_change(alice):
    before = Change.objects.count()
    alice.post(BULK, {"create": [item()] * 5})
    assert Change.objects.count() == before + 1
