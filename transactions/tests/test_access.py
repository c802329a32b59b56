"""Whose a transaction, a payee or a tag is: strangers find nothing there, the nameless get 401."""

import pytest

PLACES = [
    ("get", "/transactions/"),
    ("post", "/transactions/"),
    ("post", "/transactions/bulk/"),
    ("get", "/transactions/{transaction}/"),
    ("put", "/transactions/{transaction}/"),
    ("patch", "/transactions/{transaction}/"),
    ("delete", "/transactions/{transaction}/"),
    ("get", "/payees/"),
    ("post", "/payees/"),
    ("get", "/payees/{payee}/"),
    ("put", "/payees/{payee}/"),
    ("patch", "/payees/{payee}/"),
    ("delete", "/payees/{payee}/"),
    ("post", "/payees/{payee}/merge/"),
    ("get", "/tags/"),
    ("post", "/tags/"),
    ("get", "/tags/{tag}/"),
    ("put", "/tags/{tag}/"),
    ("patch", "/tags/{tag}/"),
    ("delete", "/tags/{tag}/"),
    ("post", "/tags/{tag}/merge/"),
]
VALID = {"type": "expense", "amount": "1", "date": "2024-01-01", "name": "New"}


@pytest.fixture
def ids(ann):
    """The ids of what Ann has."""
    spent = ann.spent(payee="Mill", tags=["daily"])
    return {
        "transaction": spent["id"],
        "payee": ann.get("/payees/").json()["results"][0]["id"],
        "tag": ann.get("/tags/").json()["results"][0]["id"],
    }


def everything(owner):
    return [
        owner.get(path, expand="postings").json()
        if path == "/transactions/"
        else owner.get(path).json()
        for path in ("/transactions/", "/payees/", "/tags/", "/book/")
    ]


@pytest.mark.parametrize(("method", "path"), PLACES)
def test_a_caller_who_has_not_signed_in_gets_nowhere(nobody, ids, method, path):
    response = getattr(nobody, method)(f"/api/v1{path.format(**ids)}", VALID, format="json")
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Token")
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(("method", "path"), [place for place in PLACES if "{" in place[1]])
def test_what_is_ann_s_does_not_exist_for_ben(ann, ben, ids, method, path):
    before = everything(ann)
    body = {"into": 1} if path.endswith("/merge/") else VALID
    body = {} if method == "get" else body
    response = getattr(ben.client, method)(f"/api/v1{path.format(**ids)}", body, format="json")
    assert response.status_code == 404
    assert "Mill" not in response.text
    assert everything(ann) == before


def test_the_lists_of_ben_are_empty(ben, ids):
    for path in ("/transactions/", "/payees/", "/tags/"):
        assert ben.get(path).json()["results"] == []


@pytest.mark.parametrize("row_id", ["0", "999999999999999999", "9" * 19, "-1", "x", "1.0"])
@pytest.mark.parametrize("path", ["/transactions/", "/payees/", "/tags/"])
def test_an_id_that_is_none_is_not_there(ann, path, row_id):
    assert ann.get(f"{path}{row_id}/").status_code == 404


def test_ben_cannot_use_what_is_ann_s_in_his_own(ann, ben, ids):
    mine = ben.spent()
    for change in (
        {"account": ann.bank},
        {"category": ann.food},
        {"type": "transfer", "to_account": ann.bank},
        {"postings": [{"amount": "-1", "account": ann.bank}]},
        {"postings": [{"amount": "-1", "category": ann.food}]},
    ):
        response = ben.patch(f"/transactions/{mine['id']}/", change)
        assert response.status_code == 400
        assert "does_not_exist" in {error["code"] for error in response.json()["errors"]}
    assert ben.get(f"/transactions/{mine['id']}/").json() == mine
