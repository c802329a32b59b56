"""Every rule of a transaction, broken over HTTP: its code, and the place that it points at."""

import pytest

from tests.cast import faults
from transactions.row_rules import POSTINGS_MAX, TAGS_MAX
from transactions.tests.example_book import add_expense

FLAT = {"type": "expense", "amount": "12", "date": "2024-01-15"}
SPLIT = {"type": "expense", "date": "2024-01-15"}
MOVE = {"type": "transfer", "date": "2024-01-15"}
MANY = [{"amount": "-1"}] * (POSTINGS_MAX + 1)


def broken_flat(own, bobs):
    """Flat transactions as they are sent, and every fault in them."""
    return {
        "no type and no category": (
            {"amount": "12", "date": "2024-01-15"},
            {("/type", "required")},
        ),
        "unknown type": ({**FLAT, "type": "gift"}, {("/type", "invalid_choice")}),
        "no date": ({"type": "expense", "amount": "12"}, {("/date", "required")}),
        "a date too early": ({**FLAT, "date": "1899-12-31"}, {("/date", "out_of_range")}),
        "a date too late": ({**FLAT, "date": "2201-01-01"}, {("/date", "out_of_range")}),
        "no such date": ({**FLAT, "date": "2023-02-29"}, {("/date", "invalid")}),
        "no amount": (SPLIT, {("/amount", "required")}),
        "no amount above zero": ({**FLAT, "amount": "0"}, {("/amount", "not_above_zero")}),
        "a negative amount": ({**FLAT, "amount": "-1"}, {("/amount", "not_above_zero")}),
        "too many decimals": ({**FLAT, "amount": "1.001"}, {("/amount", "too_many_decimals")}),
        "an amount too large": ({**FLAT, "amount": "1000000000000"}, {("/amount", "too_large")}),
        "no number": ({**FLAT, "amount": "12,50"}, {("/amount", "not_a_number")}),
        "decimals of a currency that has none": (
            {**FLAT, "account": own.yen, "amount": "12.5"},
            {("/amount", "too_many_decimals")},
        ),
        "an account of a stranger": (
            {**FLAT, "account": bobs.cash},
            {("/account", "does_not_exist")},
        ),
        "a category of a stranger": (
            {**FLAT, "category": bobs.food},
            {("/category", "does_not_exist")},
        ),
        "an account as text": (
            {**FLAT, "account": str(own.cash)},
            {("/account", "incorrect_type")},
        ),
        "an expense under income": (
            {**FLAT, "category": own.wages},
            {("/category", "category_type_differs")},
        ),
    }


def broken_transfers(own, bobs):
    """Transfers as they are sent, and every fault in them."""
    return {
        "a transfer under a category": (
            {**MOVE, "amount": "1", "to_account": own.bank, "category": own.food},
            {("/category", "transfer_has_no_category")},
        ),
        "a transfer that is a refund": (
            {**MOVE, "amount": "1", "to_account": own.bank, "refund": True},
            {("/refund", "not_for_transfers")},
        ),
        "a transfer to nowhere": ({**MOVE, "amount": "1"}, {("/to_account", "required")}),
        "a transfer to where it comes from": (
            {**MOVE, "amount": "1", "account": own.bank, "to_account": own.bank},
            {("/to_account", "same_account")},
        ),
        "a transfer to a stranger": (
            {**MOVE, "amount": "1", "to_account": bobs.bank},
            {("/to_account", "does_not_exist")},
        ),
        "a transfer between currencies without what arrives": (
            {**MOVE, "amount": "1", "to_account": own.yen},
            {("/to_amount", "required")},
        ),
        "a transfer in one currency that arrives short": (
            {**MOVE, "amount": "2", "to_account": own.bank, "to_amount": "1"},
            {("/to_amount", "differs")},
        ),
        "a transfer of which nothing arrives": (
            {**MOVE, "amount": "2", "to_account": own.yen, "to_amount": "0"},
            {("/to_amount", "not_above_zero")},
        ),
        "decimals that the currency of arrival has not": (
            {**MOVE, "amount": "2", "to_account": own.yen, "to_amount": "1.5"},
            {("/to_amount", "too_many_decimals")},
        ),
        "fields of a transfer on an expense": (
            {**FLAT, "to_account": own.bank, "to_amount": "12"},
            {("/to_account", "only_for_transfers"), ("/to_amount", "only_for_transfers")},
        ),
    }


def broken_splits(own, bobs):
    """Splits as they are sent, and every fault in them."""
    return {
        "a split without postings": ({**SPLIT, "postings": []}, {("/postings", "count")}),
        "a split with too many postings": ({**SPLIT, "postings": MANY}, {("/postings", "count")}),
        "a split with a category of its own": (
            {**SPLIT, "category": own.food, "postings": [{"amount": "-1"}]},
            {("/category", "only_flat")},
        ),
        "a posting without an amount": (
            {**SPLIT, "postings": [{"amount": "-1"}, {"category": own.food}]},
            {("/postings/1/amount", "required")},
        ),
        "a posting of zero": (
            {**SPLIT, "postings": [{"amount": "-1"}, {"amount": "0"}]},
            {("/postings/1/amount", "zero")},
        ),
        "a posting with too many decimals": (
            {**SPLIT, "postings": [{"amount": "-1"}, {"amount": "-1.005"}]},
            {("/postings/1/amount", "too_many_decimals")},
        ),
        "a posting that names an id": (
            {**SPLIT, "postings": [{"amount": "-1", "id": 1}]},
            {("/postings/0/id", "only_in_changes")},
        ),
        "a posting on an account of a stranger": (
            {**SPLIT, "postings": [{"amount": "-1"}, {"amount": "-1", "account": bobs.cash}]},
            {("/postings/1/account", "does_not_exist")},
        ),
        "a posting under a category of a stranger": (
            {**SPLIT, "postings": [{"amount": "-1"}, {"amount": "-1", "category": bobs.food}]},
            {("/postings/1/category", "does_not_exist")},
        ),
        "a posting of one kind under another": (
            {**SPLIT, "postings": [{"amount": "-1", "kind": "income", "category": own.food}]},
            {
                ("/postings/0/category", "category_type_differs"),
            },
        ),
        "a transfer leg in an expense": (
            {**SPLIT, "postings": [{"amount": "-1"}, {"amount": "-1", "kind": "transfer"}]},
            {("/postings/1/kind", "kind_differs")},
        ),
        "a split that goes the other way": (
            {**SPLIT, "postings": [{"amount": "5"}, {"amount": "-1"}]},
            {("/postings", "wrong_direction")},
        ),
        "a split that comes to nothing": (
            {**SPLIT, "postings": [{"amount": "5"}, {"amount": "-5"}]},
            {("/postings", "wrong_direction")},
        ),
        "a split that is not its amount": (
            {**SPLIT, "amount": "7", "postings": [{"amount": "-5"}, {"amount": "-1"}]},
            {("/amount", "does_not_add_up")},
        ),
        "a split in two currencies": (
            {**SPLIT, "postings": [{"amount": "-5"}, {"amount": "-1", "account": own.dollars}]},
            {("/postings", "currencies_differ")},
        ),
    }


def broken_split_transfers(own, bob):
    """Transfers with postings as they are sent, and every fault in them."""
    return {
        "a split transfer that does not arrive": (
            {**MOVE, "postings": [{"amount": "-5"}, {"amount": "-1", "account": own.bank}]},
            {("/postings", "legs_missing")},
        ),
        "a split transfer that arrives short": (
            {**MOVE, "postings": [{"amount": "-5"}, {"amount": "4", "account": own.bank}]},
            {("/postings", "does_not_cancel_out")},
        ),
        "a split transfer that stays where it is": (
            {**MOVE, "postings": [{"amount": "-5"}, {"amount": "5"}]},
            {("/postings", "same_account")},
        ),
        "a split transfer between currencies in three": (
            {
                **MOVE,
                "postings": [
                    {"amount": "-5"},
                    {"amount": "-5", "account": own.bank},
                    {"amount": "11", "account": own.dollars},
                ],
            },
            {("/postings", "legs_missing")},
        ),
        "a split transfer that is not its amount": (
            {
                **MOVE,
                "amount": "6",
                "postings": [{"amount": "-5"}, {"amount": "5", "account": own.bank}],
            },
            {("/amount", "does_not_add_up")},
        ),
    }


def broken_marks(own, bobs):
    """Faults of tags and status, and of everything together."""
    return {
        "too many tags": (
            {**FLAT, "tags": [f"tag {number}" for number in range(TAGS_MAX + 1)]},
            {("/tags", "max_length")},
        ),
        "a tag without a name": ({**FLAT, "tags": ["sun", "  "]}, {("/tags/1", "blank")}),
        "unknown status": ({**FLAT, "status": "done"}, {("/status", "invalid_choice")}),
        "several faults at once": (
            {**FLAT, "amount": "-1", "account": bobs.cash, "category": own.wages, "tags": [""]},
            {
                ("/amount", "not_above_zero"),
                ("/account", "does_not_exist"),
                ("/category", "category_type_differs"),
                ("/tags/0", "blank"),
            },
        ),
    }  # fmt: skip


def test_every_broken_rule_is_named_with_its_place(alice, own, bobs, subtests):
    before = alice.get("book/").json()
    kinds = (broken_flat, broken_transfers, broken_splits, broken_split_transfers, broken_marks)
    broken = {name: case for kind in kinds for name, case in kind(own, bobs).items()}
    for name, (sent, wanted) in broken.items():
        with subtests.test(name):
            assert faults(alice.post("transactions/", sent)) == wanted
    assert alice.get("transactions/").json()["results"] == []
    assert alice.get("book/").json() == before


@pytest.mark.parametrize(("field", "path"), [("account", "accounts"), ("category", "categories")])
def test_what_is_archived_takes_nothing_new_and_keeps_what_it_has(alice, own, field, path):
    row_id = {"account": own.bank, "category": own.rent}[field]
    spent = add_expense(alice, **{field: row_id})
    assert alice.patch(f"{path}/{row_id}/", {"archived": True}).status_code == 200
    assert faults(alice.post("transactions/", {**FLAT, field: row_id})) == {
        (f"/{field}", "archived")
    }
    for change in ({"description": "kept"}, {"amount": "13"}):
        assert alice.patch(f"transactions/{spent['id']}/", change).status_code == 200
    whole = {**FLAT, field: row_id}
    assert alice.put(f"transactions/{spent['id']}/", whole).status_code == 200
    other = add_expense(alice)
    assert faults(alice.patch(f"transactions/{other['id']}/", {field: row_id})) == {
        (f"/{field}", "archived")
    }


def test_a_book_without_a_default_account_wants_one_named(alice, own):
    assert alice.patch(f"accounts/{own.cash}/", {"default": False}).status_code == 200
    assert faults(alice.post("transactions/", FLAT)) == {("/account", "required")}
    split = {**SPLIT, "postings": [{"amount": "-1"}, {"amount": "-1", "account": own.bank}]}
    assert faults(alice.post("transactions/", split)) == {("/postings/0/account", "required")}


def test_money_back_from_a_category_is_stated_as_a_refund(alice, own):
    sent = {"type": "income", "amount": "5", "date": "2024-01-15", "category": own.food}
    response = alice.post("transactions/", sent)
    assert faults(response) == {("/category", "category_type_differs")}
    assert '"refund": true' in response.json()["errors"][0]["detail"]
    assert alice.add("transactions/", **{**sent, "type": "expense", "refund": True})["refund"]
