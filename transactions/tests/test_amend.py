"""PATCH, PUT and DELETE of one transaction, and what If-Match and If-None-Match do."""

import pytest

from tests.cast import faults
from transactions.models import MonthlyFlow, MonthlyTotal, Payee, Posting, Tag, TransactionTag
from transactions.tests.example_book import add_expense, add_rate


@pytest.fixture
def split(alice, own):
    """A split of three postings."""
    return alice.add(
        "transactions/",
        type="expense",
        date="2024-01-15",
        postings=[
            {"amount": "-10", "category": own.food, "description": "bread"},
            {"amount": "-5", "category": own.rent},
            {"amount": "-1"},
        ],
    )


def parts(body):
    return [(p["id"], p["amount"], p["category"]) for p in body["postings"]]


def flows():
    return {
        (f.month.isoformat(), f.account_id, f.kind): f.amount for f in MonthlyFlow.objects.all()
    }


def test_a_patch_changes_what_it_names_and_nothing_else(alice, own):
    before = add_expense(
        alice, category=own.food, payee="Mill", tags=["a", "b"], notes="n", status="pending"
    )
    response = alice.patch(f"transactions/{before['id']}/", {"description": "Flour"})
    assert response.status_code == 200
    body = response.json()
    assert body["changed_in"] == before["changed_in"] + 1
    assert body == {**before, "description": "Flour", "changed_in": body["changed_in"]}


@pytest.mark.parametrize("empty", [{}, {"postings": None}, {"postings": []}])
def test_a_patch_never_deletes_by_omission(alice, split, empty):
    body = alice.patch(f"transactions/{split['id']}/", empty).json()
    assert body["postings"] == split["postings"]


@pytest.mark.parametrize(
    ("change", "amount"),
    [({"amount": "3"}, "-3.00"), ({"type": "income"}, "12.50"), ({"refund": True}, "12.50")],
)
def test_a_changed_direction_or_amount_turns_the_posting(alice, change, amount):
    spent = add_expense(alice)
    body = alice.patch(f"transactions/{spent['id']}/?expand=postings", change).json()
    assert body["postings"][0]["amount"] == amount
    assert list(flows().values()) == [Posting.objects.get().amount]


def test_the_posting_of_a_flat_transaction_keeps_its_id(alice):
    spent = alice.add(
        "transactions/?expand=postings", type="expense", amount="1", date="2024-01-15"
    )
    changed = alice.patch(f"transactions/{spent['id']}/?expand=postings", {"amount": "2"}).json()
    assert changed["postings"][0]["id"] == spent["postings"][0]["id"]


def test_another_date_moves_the_totals_to_its_month(alice, own):
    spent = add_expense(alice, "9")
    alice.patch(f"transactions/{spent['id']}/", {"date": "2023-12-31"})
    assert flows() == {("2023-12-01", own.cash, "expense"): -900}


def test_another_account_moves_the_totals_to_it(alice, own):
    spent = add_expense(alice, "9")
    alice.patch(f"transactions/{spent['id']}/", {"account": own.bank})
    assert flows() == {("2024-03-01", own.bank, "expense"): -900}


def test_another_category_moves_the_totals_to_it(alice, own):
    spent = add_expense(alice, "9", category=own.food)
    alice.patch(f"transactions/{spent['id']}/", {"category": None})
    assert [(t.category_key, t.amount) for t in MonthlyTotal.objects.all()] == [(0, -900)]


def test_another_account_in_another_currency_values_the_amount_anew(alice, own):
    add_rate(alice, "0.5")
    spent = add_expense(alice, "9")
    alice.patch(f"transactions/{spent['id']}/", {"account": own.dollars})
    assert Posting.objects.get().home_amount == -450


def test_an_expense_becomes_a_transfer(alice, own):
    spent = add_expense(alice, "9", category=own.food)
    change = {"type": "transfer", "to_account": own.bank, "category": None}
    body = alice.patch(f"transactions/{spent['id']}/", change).json()
    assert (body["account"], body["to_account"], body["to_amount"]) == (own.cash, own.bank, "9.00")
    back = {"type": "expense", "to_account": None}
    body = alice.patch(f"transactions/{spent['id']}/", back).json()
    assert (body["type"], body["to_account"], body["postings"]) == ("expense", None, None)
    assert flows() == {("2024-03-01", own.cash, "expense"): -900}


def test_the_type_alone_does_not_make_a_transfer(alice, own):
    spent = add_expense(alice, "9", category=own.food)
    response = alice.patch(f"transactions/{spent['id']}/", {"type": "transfer"})
    assert faults(response) == {
        ("/category", "transfer_has_no_category"),
        ("/to_account", "required"),
    }


def test_a_posting_is_changed_by_its_id(alice, own, split):
    ids = [posting["id"] for posting in split["postings"]]
    change = {"postings": [{"id": ids[1], "amount": "-6", "category": None}]}
    body = alice.patch(f"transactions/{split['id']}/", change).json()
    assert parts(body) == [
        (ids[0], "-10.00", own.food),
        (ids[1], "-6.00", None),
        (ids[2], "-1.00", None),
    ]
    assert body["amount"] == "17.00"


def test_a_posting_is_deleted_only_when_that_is_said(alice, own, split):
    ids = [posting["id"] for posting in split["postings"]]
    change = {"postings": [{"id": ids[0], "delete": True}, {"amount": "-2", "category": own.food}]}
    body = alice.patch(f"transactions/{split['id']}/", change).json()
    assert [row_id for row_id, *_ in parts(body)[:2]] == ids[1:]
    assert parts(body)[2][1:] == ("-2.00", own.food)
    assert body["amount"] == "8.00"


def test_a_posting_added_to_a_split_joins_the_account_of_the_others(alice, own):
    split = alice.add(
        "transactions/",
        type="expense",
        date="2024-01-15",
        account=own.bank,
        postings=[{"amount": "-1", "description": "one"}, {"amount": "-2"}],
    )
    body = alice.patch(f"transactions/{split['id']}/", {"postings": [{"amount": "-3"}]}).json()
    assert [posting["account"] for posting in body["postings"]] == [own.bank] * 3


def test_a_flat_transaction_becomes_a_split_on_its_account(alice, own):
    spent = add_expense(alice, "9", account=own.bank, category=own.food)
    change = {"postings": [{"amount": "-4", "category": own.food}, {"amount": "-6"}]}
    body = alice.patch(f"transactions/{spent['id']}/", change).json()
    assert body["amount"] == "10.00"
    assert [(p["account"], p["category"]) for p in body["postings"]] == [
        (own.bank, own.food),
        (own.bank, None),
    ]


def test_a_split_cut_down_to_one_plain_posting_is_flat(alice, own, split):
    ids = [posting["id"] for posting in split["postings"]]
    change = {"postings": [{"id": row_id, "delete": True} for row_id in ids[:2]]}
    body = alice.patch(f"transactions/{split['id']}/", change).json()
    assert (body["amount"], body["postings"], body["account"]) == ("1.00", None, own.cash)


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({"account": 1}, {("/account", "only_flat")}),
        ({"category": 1}, {("/category", "only_flat")}),
        ({"to_account": 1}, {("/to_account", "only_flat")}),
        ({"to_amount": "1"}, {("/to_amount", "only_flat")}),
        ({"amount": "1"}, {("/amount", "does_not_add_up")}),
        ({"postings": [{"id": 999_999, "amount": "-1"}]}, {("/postings/0/id", "does_not_exist")}),
        ({"postings": [{"category": None}]}, {("/postings/0/amount", "required")}),
        (
            {"postings": [{"amount": "-1", "delete": True}]},
            {("/postings/0/id", "only_in_changes")},
        ),
    ],
)
def test_a_change_that_does_not_fit_a_split_is_refused(alice, split, change, wanted):
    url = f"transactions/{split['id']}/"
    assert faults(alice.patch(url, change)) == wanted
    assert alice.get(url).json() == split


def test_a_posting_is_named_once(alice, split):
    row_id = split["postings"][0]["id"]
    change = {"postings": [{"id": row_id, "amount": "-1"}, {"id": row_id, "delete": True}]}
    response = alice.patch(f"transactions/{split['id']}/", change)
    assert faults(response) == {("/postings/1/id", "named_twice")}


def test_the_posting_of_another_transaction_is_not_this_ones(alice, split):
    other = alice.add(
        "transactions/?expand=postings", type="expense", amount="1", date="2024-01-15"
    )
    change = {"postings": [{"id": other["postings"][0]["id"], "amount": "-3"}]}
    response = alice.patch(f"transactions/{split['id']}/", change)
    assert faults(response) == {("/postings/0/id", "does_not_exist")}


def test_a_put_replaces_the_whole(alice, own, split):
    url = f"transactions/{split['id']}/"
    body = alice.put(url, {"type": "income", "amount": "3", "date": "2024-02-01"}).json()
    assert (body["type"], body["amount"], body["postings"]) == ("income", "3.00", None)
    assert (body["payee"], body["tags"], body["description"]) == ("", [], "")
    assert flows() == {("2024-02-01", own.cash, "income"): 300}


def test_a_put_wants_all_that_a_transaction_needs(alice, split):
    response = alice.put(f"transactions/{split['id']}/", {"description": "only this"})
    assert faults(response) >= {("/date", "required"), ("/type", "required")}


def test_a_split_can_be_put_any_number_of_times(alice, split):
    whole = {"type": "expense", "date": "2024-01-15", "postings": [{"amount": "-1"}] * 3}
    for _ in range(3):
        assert alice.put(f"transactions/{split['id']}/", whole).status_code == 200
    assert [posting.position for posting in Posting.objects.order_by("position")] == [0, 1, 2]


def test_tags_are_replaced_as_a_list_and_keep_their_order(alice):
    spent = add_expense(alice, tags=["c", "a", "b"])
    assert spent["tags"] == ["c", "a", "b"]
    url = f"transactions/{spent['id']}/"
    assert alice.patch(url, {"tags": ["b", "new", "B"]}).json()["tags"] == ["b", "new"]
    assert alice.patch(url, {"tags": []}).json()["tags"] == []
    assert Tag.objects.count() == 4
    assert not TransactionTag.objects.exists()


def test_a_payee_is_taken_off_by_an_empty_name(alice):
    spent = add_expense(alice, payee="Mill")
    body = alice.patch(f"transactions/{spent['id']}/", {"payee": ""}).json()
    assert body["payee"] == ""
    assert Payee.objects.count() == 1


def test_a_deleted_transaction_takes_its_postings_and_totals_along(alice, split):
    alice.patch(f"transactions/{split['id']}/", {"tags": ["a"]})
    assert alice.delete(f"transactions/{split['id']}/").status_code == 204
    assert alice.get(f"transactions/{split['id']}/").status_code == 404
    for model in (Posting, MonthlyTotal, MonthlyFlow, TransactionTag):
        assert not model.objects.exists()
    assert alice.delete(f"transactions/{split['id']}/").status_code == 404


def test_a_reader_who_has_the_newest_is_told_so(alice):
    url = f"transactions/{add_expense(alice)['id']}/"
    tag = alice.get(url)["ETag"]
    assert alice.get(url, headers={"If-None-Match": tag}).status_code == 304
    alice.patch(url, {"description": "new"})
    assert alice.get(url, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("method", ["patch", "put", "delete"])
def test_a_writer_who_has_an_old_one_is_refused(alice, method):
    url = f"transactions/{add_expense(alice)['id']}/"
    whole = {"type": "expense", "amount": "1", "date": "2024-01-15"}
    arguments = [] if method == "delete" else [whole]
    old = alice.get(url)["ETag"]
    new = alice.patch(url, {"description": "new"})["ETag"]
    response = getattr(alice, method)(url, *arguments, headers={"If-Match": old})
    assert response.status_code == 412
    assert alice.get(url)["ETag"] == new
    assert getattr(alice, method)(url, *arguments, headers={"If-Match": new}).status_code in (
        200,
        204,
    )
