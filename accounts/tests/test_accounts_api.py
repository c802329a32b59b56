"""Accounts over HTTP: shapes, rules, the default, archiving, deleting."""

import pytest
from django.utils import timezone

from accounts.models import Account, AccountType
from tests.cast import faults, made, signed_up


def default_names(caller):
    rows = made(caller.get("accounts/"))["results"]
    return [row["name"] for row in rows if row["default"]]


def test_a_new_book_has_a_cash_account_which_is_its_default(alice):
    (row,) = made(alice.get("accounts/"))["results"]
    assert row == {
        "id": row["id"],
        "name": "Cash",
        "type": "cash",
        "currency": "EUR",
        "opening_balance": "0.00",
        "opening_date": timezone.now().date().isoformat(),
        "balance": "0.00",
        "pending": None,
        "cleared_balance": None,
        "default": True,
        "archived": False,
        "strict": False,
    }


def test_an_account_is_made_shown_changed_and_deleted(alice):
    body = {
        "name": " Giro  konto ",
        "type": "checking",
        "currency": "EUR",
        "opening_balance": "-120.5",
        "opening_date": "2024-01-01",
    }
    response = alice.post("accounts/", body)
    row = made(response, 201)
    whole = {
        **body,
        "id": row["id"],
        "name": "Giro konto",
        "opening_balance": "-120.50",
        "balance": "-120.50",
        "pending": None,
        "cleared_balance": None,
        "default": False,
        "archived": False,
        "strict": False,
    }
    path = f"/api/v1/accounts/{row['id']}/"
    assert row == whole
    assert response["Location"] == path
    assert made(alice.get(path)) == whole
    changed = made(alice.patch(path, {"name": "Giro", "opening_balance": 1}))
    assert changed == {**whole, "name": "Giro", "opening_balance": "1.00", "balance": "1.00"}
    assert alice.delete(path).status_code == 204
    assert alice.get(path).status_code == 404


def test_a_name_is_enough(alice):
    row = alice.add("accounts/", name="Purse")
    assert (row["type"], row["currency"], row["opening_balance"]) == ("checking", "EUR", "0.00")
    assert row["opening_date"] == timezone.now().date().isoformat()


def test_the_currency_is_the_home_currency_unless_it_is_said(db):
    carol = signed_up("carol", home_currency="JPY")
    assert carol.account()["currency"] == "JPY"
    assert carol.account(currency="usd")["currency"] == "USD"
    made(carol.patch("book/", {"home_currency": "CHF"}))
    assert carol.account()["currency"] == "CHF"


@pytest.mark.parametrize("kind", list(AccountType))
def test_each_type_of_account_can_be_made(alice, kind):
    assert alice.account(type=kind)["type"] == kind


def test_the_types_are_those_that_people_have(alice):
    assert set(AccountType) == {
        "cash", "checking", "savings", "credit_card", "loan", "investment", "other",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("currency", "stated", "shown"),
    [
        ("JPY", "1500", "1500"),
        ("EUR", "0.1", "0.10"),
        ("EUR", 0.25, "0.25"),
        ("EUR", -7, "-7.00"),
        ("EUR", "+5", "5.00"),
        ("EUR", "1.50000", None),
        ("KWD", "1.234", "1.234"),
        ("CLF", "1.2345", "1.2345"),
        ("JPY", "1.5", None),
        ("JPY", "1.0", None),
        ("EUR", "0.001", None),
        ("KWD", "1.2345", None),
        ("CLF", "1.23456", None),
    ],
)
def test_a_balance_has_the_decimals_of_its_currency(alice, currency, stated, shown):
    body = {"name": "A", "currency": currency, "opening_balance": stated}
    response = alice.post("accounts/", body)
    if shown is None:
        assert faults(response) == {("/opening_balance", "too_many_decimals")}
    else:
        row = made(response, 201)
        assert (row["opening_balance"], row["balance"]) == (shown, shown)


def test_a_json_number_arrives_exactly(alice):
    text = '{"name": "A", "opening_balance": 999999999999.99}'
    assert made(alice.send("POST", "accounts/", text), 201)["balance"] == "999999999999.99"
    text = '{"name": "B", "opening_balance": 0.30000000000000004}'
    assert faults(alice.send("POST", "accounts/", text)) == {
        ("/opening_balance", "too_many_decimals")
    }


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, {("/name", "required")}),
        ({"name": ""}, {("/name", "blank")}),
        ({"name": None}, {("/name", "null")}),
        ({"name": "n" * 101}, {("/name", "max_length")}),
        ({"name": "CASH"}, {("/name", "name_taken")}),
        ({"name": "A", "type": "sock"}, {("/type", "invalid_choice")}),
        ({"name": "A", "type": None}, {("/type", "null")}),
        ({"name": "A", "currency": "XAU"}, {("/currency", "unknown_currency")}),
        ({"name": "A", "currency": ""}, {("/currency", "blank")}),
        ({"name": "A", "currency": None}, {("/currency", "null")}),
        ({"name": "A", "opening_balance": "1,5"}, {("/opening_balance", "not_a_number")}),
        ({"name": "A", "opening_balance": "1e5"}, {("/opening_balance", "not_a_number")}),
        ({"name": "A", "opening_balance": True}, {("/opening_balance", "not_a_number")}),
        ({"name": "A", "opening_balance": None}, {("/opening_balance", "null")}),
        ({"name": "A", "opening_balance": ""}, {("/opening_balance", "not_a_number")}),
        ({"name": "A", "opening_balance": [1]}, {("/opening_balance", "not_a_number")}),
        ({"name": "A", "opening_balance": "1000000000000"}, {("/opening_balance", "too_large")}),
        ({"name": "A", "opening_balance": 10**30}, {("/opening_balance", "not_a_number")}),
        ({"name": "A", "opening_date": "1.1.2024"}, {("/opening_date", "invalid")}),
        ({"name": "A", "opening_date": "20240101"}, {("/opening_date", "invalid")}),
        ({"name": "A", "opening_date": "2023-02-29"}, {("/opening_date", "invalid")}),
        ({"name": "A", "opening_date": "1899-12-31"}, {("/opening_date", "out_of_range")}),
        ({"name": "A", "opening_date": "2201-01-01"}, {("/opening_date", "out_of_range")}),
        ({"name": "A", "opening_date": None}, {("/opening_date", "null")}),
        ({"name": "A", "default": "maybe"}, {("/default", "invalid")}),
        ({"name": "A", "default": True, "archived": True}, {("/archived", "default_archived")}),
        (
            {"name": "", "type": "x", "currency": "x", "opening_balance": "x"},
            {
                ("/name", "blank"),
                ("/type", "invalid_choice"),
                ("/currency", "unknown_currency"),
                ("/opening_balance", "not_a_number"),
            },
        ),
        (
            {"name": "cash", "currency": "JPY", "opening_balance": "0.5"},
            {("/name", "name_taken"), ("/opening_balance", "too_many_decimals")},
        ),
    ],
)
def test_every_fault_is_named_and_nothing_is_made(alice, body, expected):
    assert faults(alice.post("accounts/", body)) == expected
    assert Account.objects.count() == 1


def test_a_name_is_unique_in_its_book_without_regard_to_case(alice, bob):
    row = alice.account(name="Straße")
    assert faults(alice.post("accounts/", {"name": "STRASSE "})) == {("/name", "name_taken")}
    assert made(alice.patch(f"accounts/{row['id']}/", {"name": "strasse"}))
    bob.account(name="Straße")


def test_a_book_has_one_default_account_at_most(alice):
    first = alice.account(name="First", default=True)
    assert default_names(alice) == ["First"]
    second = alice.account(name="Second")
    made(alice.patch(f"accounts/{second['id']}/", {"default": True}))
    assert default_names(alice) == ["Second"]
    assert made(alice.get(f"accounts/{first['id']}/"))["default"] is False


def test_making_another_one_the_default_is_a_change_of_both(alice):
    (cash,) = made(alice.get("accounts/"))["results"]
    tag = alice.get(f"accounts/{cash['id']}/")["ETag"]
    alice.account(default=True)
    response = alice.patch(f"accounts/{cash['id']}/", {"name": "x"}, headers={"If-Match": tag})
    assert response.status_code == 412


def test_a_transaction_that_names_no_account_goes_to_the_default(alice):
    row = alice.account(default=True)
    assert alice.transaction()["account"] == row["id"]
    made(alice.patch(f"accounts/{row['id']}/", {"default": False}))
    assert default_names(alice) == []
    body = {"type": "expense", "amount": 1, "date": "2024-01-15"}
    assert faults(alice.post("transactions/", body)) == {("/account", "required")}


def test_the_first_account_of_a_book_is_its_default(alice):
    (cash,) = made(alice.get("accounts/"))["results"]
    assert alice.delete(f"accounts/{cash['id']}/").status_code == 204
    assert alice.account(archived=True)["default"] is False
    alice.delete(f"accounts/{Account.objects.get().pk}/")
    assert alice.account()["default"] is True


def test_a_put_that_does_not_mention_them_keeps_default_currency_and_opening_date(alice):
    row = alice.account(default=True, currency="JPY", opening_date="2020-02-02", archived=False)
    put = made(alice.put(f"accounts/{row['id']}/", {"name": "Plain"}))
    assert (put["default"], put["currency"], put["opening_date"]) == (True, "JPY", "2020-02-02")
    assert (put["type"], put["opening_balance"]) == ("checking", "0")


def test_a_patch_leaves_what_it_does_not_name(alice):
    row = alice.account(type="loan", opening_balance="-5", opening_date="2020-02-02")
    assert made(alice.patch(f"accounts/{row['id']}/", {})) == row


def test_the_default_account_cannot_be_archived(alice):
    (cash,) = made(alice.get("accounts/"))["results"]
    response = alice.patch(f"accounts/{cash['id']}/", {"archived": True})
    assert faults(response) == {("/archived", "default_archived")}
    made(alice.patch(f"accounts/{cash['id']}/", {"archived": True, "default": False}))


def test_an_archived_account_keeps_what_it_has_and_takes_nothing_new(alice):
    row = alice.account(opening_balance=5, opening_date="2024-01-01")
    used = alice.transaction(account=row["id"], amount="2.00")
    made(alice.patch(f"accounts/{row['id']}/", {"archived": True}))
    assert made(alice.get(f"accounts/{row['id']}/"))["balance"] == "3.00"
    body = {"type": "expense", "amount": 1, "date": "2024-01-15", "account": row["id"]}
    assert faults(alice.post("transactions/", body)) == {("/account", "archived")}
    made(alice.patch(f"transactions/{used['id']}/", {"amount": "1.00"}))
    made(alice.patch(f"accounts/{row['id']}/", {"archived": False}))
    made(alice.post("transactions/", body), 201)


def test_an_account_with_postings_is_not_deleted_and_the_answer_counts_them(alice):
    row = alice.account()
    moved = [alice.transaction(account=row["id"]) for _ in range(2)]
    response = alice.delete(f"accounts/{row['id']}/")
    assert response.status_code == 409
    assert (response.json()["code"], response.json()["uses"]) == ("in_use", {"postings": 2})
    for transaction in moved:
        alice.delete(f"transactions/{transaction['id']}/")
    assert alice.delete(f"accounts/{row['id']}/").status_code == 204


def test_the_account_that_a_transfer_goes_to_is_in_use_as_well(alice):
    row = alice.account()
    alice.transaction(type="transfer", to_account=row["id"])
    assert alice.delete(f"accounts/{row['id']}/").status_code == 409


def test_the_currency_of_an_account_in_use_stays(alice):
    row = alice.account()
    path = f"accounts/{row['id']}/"
    assert made(alice.patch(path, {"currency": "USD"}))["currency"] == "USD"
    alice.transaction(account=row["id"])
    response = alice.patch(path, {"currency": "EUR"})
    assert (response.status_code, response.json()["uses"]) == (409, {"postings": 1})
    assert made(alice.get(path))["currency"] == "USD"
    made(alice.patch(path, {"currency": "USD", "name": "Dollars"}))


def test_another_currency_has_to_have_room_for_the_opening_balance(alice):
    row = alice.account(opening_balance="10.50")
    path = f"accounts/{row['id']}/"
    assert faults(alice.patch(path, {"currency": "JPY"})) == {
        ("/opening_balance", "too_many_decimals")
    }
    changed = made(alice.patch(path, {"currency": "KWD"}))
    assert changed["opening_balance"] == "10.500"


def test_a_book_has_a_bounded_number_of_accounts(alice, monkeypatch):
    monkeypatch.setattr("accounts.drafts.ACCOUNTS_MAX", 2)
    row = alice.account()
    assert faults(alice.post("accounts/", {"name": "One more"})) == {("", "too_many")}
    made(alice.patch(f"accounts/{row['id']}/", {"name": "Still fine"}))


def test_a_list_can_be_narrowed_to_archived_accounts_or_to_the_others(alice):
    alice.account(name="Old", archived=True)
    assert [r["name"] for r in made(alice.get("accounts/?archived=true"))["results"]] == ["Old"]
    assert [r["name"] for r in made(alice.get("accounts/?archived=false"))["results"]] == ["Cash"]
    assert len(made(alice.get("accounts/"))["results"]) == 2


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("archived=perhaps", {("?archived", "invalid")}),
        ("date=yesterday", {("?date", "invalid")}),
        ("date=2024-13-01", {("?date", "invalid")}),
        ("date=2300-01-01", {("?date", "out_of_range")}),
        ("day=2024-01-01", {("?day", "unknown_parameter")}),
        ("date=2024-01-01&date=2024-01-02", {("?date", "repeated")}),
    ],
)
def test_a_faulty_parameter_is_refused_by_name(alice, query, expected):
    assert faults(alice.get(f"accounts/?{query}")) == expected


def test_a_faulty_parameter_of_one_account_is_refused_too(alice):
    row = alice.account()
    assert faults(alice.get(f"accounts/{row['id']}/?date=x")) == {("?date", "invalid")}
    assert faults(alice.get(f"accounts/{row['id']}/?archived=true")) == {
        ("?archived", "unknown_parameter")
    }


@pytest.mark.parametrize("rows", [1, 50])
def test_a_list_takes_four_queries_however_many_rows(alice, rows, django_assert_num_queries):
    for _ in range(rows - 1):
        alice.transaction(account=alice.account()["id"])
    # the token, the book, the rows, whole months, the open month
    with django_assert_num_queries(4):
        page = made(alice.get("accounts/?date=2024-01-20"))
    assert len(page["results"]) == rows


def test_an_unused_account_takes_a_currency_without_decimals_where_none_are_lost(alice):
    whole, odd = (alice.account(opening_balance=text)["id"] for text in ("10.00", "10.50"))
    changed = made(alice.patch(f"accounts/{whole}/", {"currency": "JPY"}))
    assert (changed["opening_balance"], changed["currency"]) == ("10", "JPY")
    response = alice.patch(f"accounts/{odd}/", {"currency": "JPY"})
    assert faults(response) == {("/opening_balance", "too_many_decimals")}
