"""What a personal access token may not do, tried at every endpoint of the URL map."""

import re

import pytest

from tests.cast import Caller, made
from tests.endpoints import ENDPOINTS, PUBLIC, missing, parts

# What concerns the person rather than their books takes a sign-in with the password.
SIGN_IN_NEEDED = {
    "get tokens/", "post tokens/", "get tokens/{pk}/", "delete tokens/{pk}/",
    "post logout/", "patch me/", "delete me/", "post me/password/", "get me/security/",
    "patch me/preferences/",
    # So does everything that decides who has access to a book.
    "post books/", "delete books/{book_id}/", "patch members/{user_id}/",
    "delete members/{user_id}/", "post members/{user_id}/transfer/",
    "get invitations/", "get invitations/{pk}/", "post invitations/",
    "delete invitations/{pk}/", "get invited/{token}/", "post invited/{token}/accept/",
}  # fmt: skip
UNSAFE = [e for e in ENDPOINTS if not e.startswith("get ") and e not in PUBLIC]
PRIVATE = [e for e in ENDPOINTS if e not in PUBLIC]


def caller_with(alice, **limits):
    token = alice.add("tokens/", name="Program", **limits)["token"]
    return Caller(HTTP_AUTHORIZATION=f"Token {token}")


def tried(caller, endpoint):
    method, address, kind = parts(endpoint)
    row_id = missing(kind) if kind == "invited" else 1
    return caller.generic(method.upper(), re.sub(r"\{\w+\}", str(row_id), address))


@pytest.mark.one_engine
@pytest.mark.parametrize("endpoint", UNSAFE)
def test_a_token_that_may_read_writes_nowhere(alice, endpoint):
    response = tried(caller_with(alice, scope="read"), endpoint)
    assert response.status_code == 403
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "scope"


@pytest.mark.one_engine
@pytest.mark.parametrize("endpoint", PRIVATE)
def test_no_token_does_what_takes_a_sign_in(alice, endpoint):
    response = tried(caller_with(alice, scope="write"), endpoint)
    refused = response.status_code == 403 and response.json()["code"] == "sign_in_needed"
    assert refused == (endpoint in SIGN_IN_NEEDED), (
        f"{endpoint}: list it in {__name__} if and only if it takes a sign-in"
    )


def test_a_token_that_may_write_reads_and_writes(alice):
    program = caller_with(alice, scope="write")
    account = program.account(name="Made by a program")
    assert made(alice.get(f"accounts/{account['id']}/"))["name"] == "Made by a program"
    assert made(program.get("accounts/"))["results"]


def test_a_token_that_may_read_reads(alice):
    program = caller_with(alice, scope="read")
    for address in ("me/", "book/", "accounts/", "transactions/"):
        assert program.get(address).status_code == 200
    assert program.head("me/").status_code == 200
    assert program.options("accounts/").status_code == 200
    assert program.head("accounts/").status_code == 200
