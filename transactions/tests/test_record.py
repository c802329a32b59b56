"""POST /api/v1/transactions/: every shape that a transaction can have."""

import pytest

from transactions.models import MonthlyTotal, Posting
from transactions.tests.example_book import add_rate

FLAT = {"type": "expense", "amount": "75.50", "date": "2024-01-15"}


def legs(body):
    return [(p["account"], p["kind"], p["amount"], p["currency"]) for p in body["postings"]]


def test_an_expense_is_shown_as_it_was_stated(alice, own):
    response = alice.post(
        "transactions/",
        {
            **FLAT,
            "account": own.bank,
            "category": own.groceries,
            "payee": "Mill & Sons",
            "description": "Flour",
            "notes": "two sacks",
            "tags": ["baking", "bulk"],
            "status": "pending",
        },
    )
    assert response.status_code == 201
    body = response.json()
    assert response["Location"] == f"/api/v1/transactions/{body['id']}/"
    assert body == {
        **FLAT,
        "id": body["id"],
        "currency": "EUR",
        "refund": False,
        "account": own.bank,
        "category": own.groceries,
        "payee": "Mill & Sons",
        "description": "Flour",
        "notes": "two sacks",
        "tags": ["baking", "bulk"],
        "status": "pending",
        "to_account": None,
        "to_amount": None,
        "to_currency": None,
        "settled": False,
        "balance": None,
        "postings": None,
        "changed_in": body["changed_in"],
    }
    assert alice.get(f"transactions/{body['id']}/").json() == body


def test_what_is_not_stated_has_plain_defaults(alice, own):
    body = alice.add("transactions/", **FLAT)
    assert body["account"] == own.cash
    assert body["status"] == "cleared"
    assert (body["category"], body["payee"], body["tags"]) == (None, "", [])


def test_the_type_follows_from_the_category(alice, own):
    body = alice.add("transactions/", amount="900", date="2024-01-31", category=own.wages)
    assert body["type"] == "income"


@pytest.mark.parametrize(
    ("fields", "signed"),
    [
        ({"type": "expense"}, "-75.50"),
        ({"type": "income"}, "75.50"),
        ({"type": "expense", "refund": True}, "75.50"),
        ({"type": "income", "refund": True}, "-75.50"),
    ],
)
def test_type_and_refund_give_the_direction(alice, own, fields, signed):
    body = alice.add("transactions/?expand=postings", **{**FLAT, **fields})
    assert legs(body) == [(own.cash, fields["type"], signed, "EUR")]
    assert body["amount"] == "75.50"


@pytest.mark.parametrize("amount", ["75.50", 75.5, "075.50", " 75.50 "])
def test_an_amount_comes_as_text_or_as_a_number(alice, amount):
    assert alice.add("transactions/", **{**FLAT, "amount": amount})["amount"] == "75.50"


def test_a_number_never_passes_through_a_float(alice):
    body = '{"type": "expense", "date": "2024-01-15", "amount": 999999999999.99}'
    response = alice.post("transactions/", body, content_type="application/json")
    assert response.json()["amount"] == "999999999999.99"


def test_a_transfer_leaves_one_account_and_arrives_on_another(alice, own):
    body = alice.add(
        "transactions/?expand=postings",
        type="transfer",
        amount="20",
        date="2024-01-15",
        account=own.bank,
        to_account=own.cash,
    )
    assert (body["account"], body["to_account"], body["to_amount"]) == (own.bank, own.cash, "20.00")
    assert legs(body) == [
        (own.bank, "transfer", "-20.00", "EUR"),
        (own.cash, "transfer", "20.00", "EUR"),
    ]


def test_a_transfer_between_currencies_keeps_both_amounts(alice, own):
    body = alice.add(
        "transactions/",
        type="transfer",
        amount="20",
        date="2024-01-15",
        to_account=own.yen,
        to_amount="3300",
    )
    assert (body["amount"], body["currency"]) == ("20.00", "EUR")
    assert (body["to_amount"], body["to_currency"]) == ("3300", "JPY")


def test_a_split_has_its_postings_and_adds_them_up(alice, own):
    body = alice.add(
        "transactions/",
        type="expense",
        date="2024-01-15",
        postings=[
            {"amount": "-10", "category": own.food},
            {"amount": "-5.50", "account": own.bank, "description": "rest"},
            {"amount": "1", "category": own.rent},
        ],
    )
    assert body["amount"] == "14.50"
    assert (body["account"], body["category"]) == (None, None)
    assert [(p["account"], p["category"], p["amount"]) for p in body["postings"]] == [
        (own.cash, own.food, "-10.00"),
        (own.bank, None, "-5.50"),
        (own.cash, own.rent, "1.00"),
    ]


def test_a_split_can_mix_income_into_an_expense(alice, own):
    body = alice.add(
        "transactions/",
        type="expense",
        date="2024-01-15",
        postings=[
            {"amount": "-10", "category": own.food},
            {"amount": "3", "category": own.wages},
        ],
    )
    assert [p["kind"] for p in body["postings"]] == ["expense", "income"]
    assert body["amount"] == "7.00"


def test_the_account_of_a_split_is_that_of_postings_that_name_none(alice, own):
    body = alice.add(
        "transactions/",
        type="expense",
        date="2024-01-15",
        account=own.bank,
        postings=[{"amount": "-1"}, {"amount": "-2"}],
    )
    assert [p["account"] for p in body["postings"]] == [own.bank, own.bank]


def test_an_instalment_is_a_transfer_with_interest(alice, own):
    body = alice.add(
        "transactions/",
        type="transfer",
        date="2024-01-15",
        postings=[
            {"amount": "-80", "account": own.bank},
            {"amount": "80", "account": own.cash},
            {"amount": "-20", "account": own.bank, "category": own.rent},
        ],
    )
    assert (body["amount"], body["to_amount"]) == ("80.00", "80.00")
    assert [p["kind"] for p in body["postings"]] == ["transfer", "transfer", "expense"]
    shares = {total.kind: total.amount for total in MonthlyTotal.objects.filter(account=own.bank)}
    assert shares == {"transfer": -8000, "expense": -2000}


def test_a_foreign_amount_is_worth_what_the_rate_of_its_day_says(alice, own):
    add_rate(alice, "0.9", day="2024-01-12")
    body = alice.add("transactions/?expand=postings", **FLAT, account=own.dollars)
    (posting,) = body["postings"]
    assert posting["converted"] is True
    assert (posting["rate"], posting["rate_date"]) == ("0.9", "2024-01-12")
    assert Posting.objects.get().home_amount == -6795


def test_a_foreign_amount_without_a_rate_stays_unconverted(alice, own):
    body = alice.add("transactions/?expand=postings", **FLAT, account=own.dollars)
    (posting,) = body["postings"]
    assert (posting["converted"], posting["rate"]) == (False, None)
    assert Posting.objects.get().home_amount is None
    total = MonthlyTotal.objects.get()
    assert (total.home_amount, total.unconverted, total.unconverted_postings) == (0, -7550, 1)


@pytest.mark.parametrize(("day", "known"), [("2024-01-19", True), ("2024-01-20", False)])
def test_a_rate_serves_seven_days_and_no_longer(alice, own, day, known):
    add_rate(alice, "0.9", day="2024-01-12")
    body = alice.add("transactions/?expand=postings", **{**FLAT, "date": day}, account=own.dollars)
    assert body["postings"][0]["converted"] is known


def test_the_same_key_records_once(alice):
    first = alice.post("transactions/", FLAT, headers={"Idempotency-Key": "a"})
    second = alice.post("transactions/", FLAT, headers={"Idempotency-Key": "a"})
    assert second.json() == first.json()
    assert second["Idempotency-Replayed"] == "true"
    assert len(alice.get("transactions/").json()["results"]) == 1


def test_a_refused_transaction_leaves_no_trace(alice):
    before = alice.get("book/").json()["last_change"]
    assert alice.post("transactions/", {**FLAT, "payee": "New", "amount": "0"}).status_code == 400
    assert alice.get("payees/").json()["results"] == []
    assert alice.get("book/").json()["last_change"] == before
