"""Personal access tokens: making, listing, using and revoking them."""

import re
from datetime import datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from books.models import Book
from books.services import delete_book
from tests.cast import faults, made, signed_up
from tests.concurrency import at_once
from users import access_tokens
from users.models import AccessToken
from users.tests.conftest import signed_in
from users.tokens import is_access_token

URL = "/api/v1/tokens/"
ME = "/api/v1/me/"
KEY = {"Idempotency-Key": "a-key-of-my-own"}

pytestmark = pytest.mark.django_db


def in_days(days):
    return (timezone.now() + timedelta(days=days)).isoformat()


def test_a_token_is_shown_once_and_lets_its_owner_in(alice):
    response = alice.post(URL, {"name": "Reports"})
    token = made(response, 201)
    assert re.fullmatch(r"etp_[A-Za-z0-9_-]{49}", token["token"])
    assert is_access_token(token["token"])
    assert response["Cache-Control"] == "no-store"
    shown = made(alice.get(response["Location"]))
    assert token == {**shown, "token": token["token"]}
    assert signed_in(token["token"]).get(ME).json()["username"] == "alice"
    for page in (alice.get(URL), alice.get(response["Location"])):
        assert token["token"] not in page.content.decode()


def test_what_is_not_said_is_the_least(alice):
    token = alice.add(URL, name="Reports")
    assert (token["scope"], token["only_book"], token["expires_at"]) == ("read", None, None)
    assert (token["last_used_at"], token["last_ip_address"]) == (None, "")
    assert token["hint"] == token["token"][:8]


def test_the_list_has_ones_own_tokens_newest_first(alice, bob):
    bob.add(URL, name="His")
    for name in ("One", "Two"):
        alice.add(URL, name=name)
    page = made(alice.get(URL))
    assert [token["name"] for token in page["results"]] == ["Two", "One"]
    assert made(alice.get(f"{URL}?limit=1"))["next"]


def test_a_revoked_token_is_worth_nothing_from_then_on(alice):
    token = alice.add(URL, name="Reports")
    client = signed_in(token["token"])
    assert client.get(ME).status_code == 200
    assert alice.delete(f"{URL}{token['id']}/").status_code == 204
    assert client.get(ME).status_code == 401
    assert alice.delete(f"{URL}{token['id']}/").status_code == 404
    assert made(alice.get(URL))["results"] == []


def test_the_token_of_somebody_else_does_not_exist(alice, bob):
    token = alice.add(URL, name="Reports")
    for attempt in (bob.get, bob.delete):
        assert attempt(f"{URL}{token['id']}/").status_code == 404
    assert signed_in(token["token"]).get(ME).status_code == 200


def test_an_expired_token_gets_the_words_of_any_bad_token(alice, monkeypatch):
    token = alice.add(URL, name="Reports", expires_in_days=7)
    client = signed_in(token["token"])
    assert client.get(ME).status_code == 200
    AccessToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    expired = client.get(ME)
    never_was = signed_in("ett_" + "x" * 43).get(ME)
    assert (expired.status_code, expired.content) == (401, never_was.content)
    assert expired["WWW-Authenticate"] == "Token"


def test_an_expiry_is_an_instant_or_a_number_of_days(alice):
    wanted = in_days(3)
    stated = alice.add(URL, name="Until", expires_at=wanted)["expires_at"]
    assert datetime.fromisoformat(stated) == datetime.fromisoformat(wanted)
    counted = alice.add(URL, name="Days", expires_in_days=3)["expires_at"]
    apart = datetime.fromisoformat(counted) - datetime.fromisoformat(wanted)
    assert abs(apart) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"expires_at": "2020-01-01T00:00:00Z"}, ("/expires_at", "past")),
        ({"expires_at": in_days(1), "expires_in_days": 1}, ("/expires_in_days", "stated_twice")),
        ({"expires_at": "tomorrow"}, ("/expires_at", "invalid")),
        ({"expires_in_days": 0}, ("/expires_in_days", "min_value")),
        ({"expires_in_days": 3651}, ("/expires_in_days", "max_value")),
        ({"scope": "admin"}, ("/scope", "invalid_choice")),
        ({"name": " "}, ("/name", "blank")),
        ({"name": "n" * 101}, ("/name", "max_length")),
        ({"only_book": 987_654_321}, ("/only_book", "does_not_exist")),
        ({"only_book": "1"}, ("/only_book", "incorrect_type")),
    ],
)
def test_a_token_that_cannot_be_is_refused(alice, fields, fault):
    assert faults(alice.post(URL, {"name": "Reports", **fields})) == {fault}
    assert not AccessToken.objects.exists()


def test_all_faults_of_form_and_of_rule_are_said_at_once(alice):
    alice.add(URL, name="Reports")
    body = {"name": "reports", "scope": "x", "expires_at": "2020-01-01T00:00:00Z", "only_book": 999}
    assert faults(alice.post(URL, body)) == {
        ("/scope", "invalid_choice"),
        ("/name", "taken"),
        ("/expires_at", "past"),
        ("/only_book", "does_not_exist"),
    }


def test_a_name_is_taken_in_any_case_but_only_by_oneself(alice, bob):
    alice.add(URL, name="Reports")
    assert faults(alice.post(URL, {"name": " rePORTS"})) == {("/name", "taken")}
    bob.add(URL, name="Reports")


def test_there_may_be_only_so_many(alice, monkeypatch):
    monkeypatch.setattr(access_tokens, "TOKENS_PER_USER_MAX", 2)
    for name in ("One", "Two"):
        alice.add(URL, name=name)
    refused = alice.post(URL, {"name": "Three"})
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_tokens")


def test_a_book_that_is_deleted_takes_the_tokens_that_open_it_alone(alice):
    alice.add(URL, name="All")
    alice.add(URL, name="One", only_book=alice.book.pk)
    delete_book(Book.objects.get(pk=alice.book.pk))
    assert [token["name"] for token in made(alice.get(URL))["results"]] == ["All"]


def test_leaving_takes_the_tokens_along(alice):
    token = alice.add(URL, name="Reports")["token"]
    alice.delete("me/", {"password": "Dark-Blue-Teapot-7"})
    assert not AccessToken.objects.exists()
    assert signed_in(token).get(ME).status_code == 401


def test_another_password_ends_them_only_where_that_is_asked_for(alice):
    token = alice.add(URL, name="Reports")["token"]
    first = {"current_password": "Dark-Blue-Teapot-7", "new_password": "Warm-Yellow-Lamp-3"}
    caller = signed_in(made(alice.post("me/password/", first))["token"])
    assert signed_in(token).get(ME).status_code == 200
    second = {
        "current_password": "Warm-Yellow-Lamp-3",
        "new_password": "Dark-Blue-Teapot-7",
        "revoke_tokens": True,
    }
    caller.post("/api/v1/me/password/", second)
    assert signed_in(token).get(ME).status_code == 401
    assert not AccessToken.objects.exists()


def test_signing_out_leaves_them(alice):
    token = alice.add(URL, name="Reports")["token"]
    alice.post("logout/")
    assert signed_in(token).get(ME).status_code == 200


def test_a_user_who_is_not_active_is_not_let_in(alice):
    token = alice.add(URL, name="Reports")["token"]
    get_user_model().objects.update(is_active=False)
    assert signed_in(token).get(ME).status_code == 401


def test_another_key_of_the_server_ends_them(alice, settings):
    token = alice.add(URL, name="Reports")["token"]
    settings.TOKEN_KEY = "0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefghi"
    assert signed_in(token).get(ME).status_code == 401


def test_two_people_with_one_nonce_would_have_two_tokens(alice, bob):
    for caller in (alice, bob):
        caller.add(URL, name="Reports")
    AccessToken.objects.update(nonce="0" * 32)
    assert len({token.text() for token in AccessToken.objects.all()}) == 2


@pytest.mark.parametrize(
    "change",
    [str.upper, lambda text: text[:-1], lambda text: text + "A"],
    ids=["upper case", "too short", "too long"],
)
def test_a_text_whose_checksum_is_wrong_is_looked_up_nowhere_as_an_access_token(alice, change):
    token = change(alice.add(URL, name="Reports")["token"])
    assert not is_access_token(token)
    assert signed_in(token).get(ME).status_code == 401


def test_a_request_with_a_token_costs_no_more_than_one_with_a_sign_in(
    alice, django_assert_num_queries
):
    client = signed_in(alice.add(URL, name="Reports")["token"])
    client.get(ME)
    with django_assert_num_queries(1):
        client.get(ME)


class TestIdempotencyKey:
    def test_the_same_request_again_gives_the_same_token(self, alice):
        first, again = (alice.post(URL, {"name": "Reports"}, headers=KEY) for _ in range(2))
        assert made(first, 201) == made(again, 201)
        assert "Idempotency-Replayed" not in first
        assert again["Idempotency-Replayed"] == "true"
        assert again["Location"] == first["Location"]
        assert AccessToken.objects.count() == 1

    def test_another_request_under_the_same_key_is_refused(self, alice):
        alice.post(URL, {"name": "Reports"}, headers=KEY)
        refused = alice.post(URL, {"name": "Others"}, headers=KEY)
        assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_key_reused")
        assert AccessToken.objects.count() == 1

    def test_a_key_is_known_only_to_who_used_it(self, alice, bob):
        tokens = [made(c.post(URL, {"name": "R"}, headers=KEY), 201) for c in (alice, bob)]
        assert tokens[0]["token"] != tokens[1]["token"]

    def test_a_token_that_has_ended_is_not_given_out_again(self, alice):
        alice.post(URL, {"name": "Reports"}, headers=KEY)
        AccessToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        refused = alice.post(URL, {"name": "Reports"}, headers=KEY)
        assert (refused.status_code, refused.json()["code"]) == (409, "token_ended")

    @pytest.mark.parametrize("key", ["", "k" * 256])
    def test_an_empty_or_overlong_key_is_refused(self, alice, key):
        response = alice.post(URL, {"name": "Reports"}, headers={"Idempotency-Key": key})
        assert faults(response) == {("", "invalid_idempotency_key")}


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_the_same_request_sent_at_once_makes_one_token(self):
        alice = signed_up("alice")
        send = lambda: alice.post(URL, {"name": "Reports"}, headers=KEY)  # noqa: E731
        answers = at_once(*[send] * 4)
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.content for answer in answers}) == 1
        assert AccessToken.objects.count() == 1

    def test_a_name_that_two_requests_want_at_once_goes_to_one(self):
        alice = signed_up("alice")
        answers = at_once(*[lambda: alice.post(URL, {"name": "Reports"})] * 3)
        assert sorted(answer.status_code for answer in answers) == [201, 400, 400]

    def test_requests_at_once_make_no_more_than_there_may_be(self, monkeypatch):
        alice = signed_up("alice")
        monkeypatch.setattr(access_tokens, "TOKENS_PER_USER_MAX", 2)
        names = [lambda n=n: alice.post(URL, {"name": f"Token {n}"}) for n in range(4)]
        assert sorted(a.status_code for a in at_once(*names)) == [201, 201, 409, 409]
