"""Whose a transaction, a payee or a tag is: strangers find nothing there, the nameless get 401."""

import pytest

from transactions.tests.example_book import add_expense

PLACES = [
    ("get", "transactions/"),
    ("post", "transactions/"),
    ("post", "transactions/bulk/"),
    ("get", "transactions/{transaction}/"),
    ("put", "transactions/{transaction}/"),
    ("patch", "transactions/{transaction}/"),
    ("delete", "transactions/{transaction}/"),
    ("get", "payees/"),
    ("post", "payees/"),
    ("get", "payees/{payee}/"),
    ("put", "payees/{payee}/"),
    ("patch", "payees/{payee}/"),
    ("delete", "payees/{payee}/"),
    ("post", "payees/{payee}/merge/"),
    ("get", "tags/"),
    ("post", "tags/"),
    ("get", "tags/{tag}/"),
    ("put", "tags/{tag}/"),
    ("patch", "tags/{tag}/"),
    ("delete", "tags/{tag}/"),
    ("post", "tags/{tag}/merge/"),
]
VALID = {"type": "expense", "amount": "1", "date": "2024-01-01", "name": "New"}


@pytest.fixture
def ids(alice):
    """The ids of what Alice has."""
    spent = add_expense(alice, payee="Mill", tags=["daily"])
    return {
        "transaction": spent["id"],
        "payee": alice.get("payees/").json()["results"][0]["id"],
        "tag": alice.get("tags/").json()["results"][0]["id"],
    }


def everything(owner):
    return [
        owner.get(path, {"expand": "postings"}).json()
        if path == "transactions/"
        else owner.get(path).json()
        for path in ("transactions/", "payees/", "tags/", "book/")
    ]


@pytest.mark.parametrize(("method", "path"), PLACES)
def test_a_caller_who_has_not_signed_in_gets_nowhere(anonymous, ids, method, path):
    response = getattr(anonymous, method)(path.format(**ids), VALID)
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Token")
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(("method", "path"), [place for place in PLACES if "{" in place[1]])
def test_what_is_alice_s_does_not_exist_for_bob(alice, bob, ids, method, path):
    before = everything(alice)
    body = {"into": 1} if path.endswith("/merge/") else VALID
    body = {} if method == "get" else body
    response = getattr(bob, method)(path.format(**ids), body)
    assert response.status_code == 404
    assert "Mill" not in response.text
    assert everything(alice) == before


def test_the_lists_of_bob_are_empty(bob, ids):
    for path in ("transactions/", "payees/", "tags/"):
        assert bob.get(path).json()["results"] == []


@pytest.mark.parametrize("row_id", ["0", "999999999999999999", "9" * 19, "-1", "x", "1.0"])
@pytest.mark.parametrize("path", ["transactions/", "payees/", "tags/"])
def test_an_id_that_is_none_is_not_there(alice, path, row_id):
    assert alice.get(f"{path}{row_id}/").status_code == 404


def test_bob_cannot_use_what_is_alice_s_in_his_own(own, bob, ids):
    mine = add_expense(bob)
    for change in (
        {"account": own.bank},
        {"category": own.food},
        {"type": "transfer", "to_account": own.bank},
        {"postings": [{"amount": "-1", "account": own.bank}]},
        {"postings": [{"amount": "-1", "category": own.food}]},
    ):
        response = bob.patch(f"transactions/{mine['id']}/", change)
        assert response.status_code == 400
        assert "does_not_exist" in {error["code"] for error in response.json()["errors"]}
    assert bob.get(f"transactions/{mine['id']}/").json() == mine
