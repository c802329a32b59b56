"""Authorization: Token <token>, and what a copy of the database is worth."""

import re

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection

from users.models import Token
from users.tests.conftest import ALICE, BOB, signed_in

URL = "/api/v1/me/"

pytestmark = pytest.mark.django_db


def sign_in(caller):
    return caller.post("/api/v1/login/", ALICE).json()["token"]


def test_a_token_can_be_told_by_its_prefix_and_form(alice):
    assert re.fullmatch(r"ett_[A-Za-z0-9_-]{43}", alice.token)


def test_an_authenticated_request_costs_one_query(alice, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert alice.get(URL).status_code == 200


def test_each_person_is_signed_in_by_their_own_token(anonymous, alice):
    other = anonymous.post("/api/v1/register/", BOB).json()
    assert signed_in(other["token"]).get(URL).json()["username"] == "bob"
    assert signed_in(alice.token).get(URL).json()["username"] == "alice"


@pytest.mark.parametrize("keyword", ["Token", "token", "TOKEN"])
def test_the_scheme_is_read_in_any_case(anonymous, alice, keyword):
    anonymous.credentials(HTTP_AUTHORIZATION=f"{keyword} {alice.token}")
    assert anonymous.get(URL).status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Token",
        "Token ",
        "Token a b",
        "Token nonsense",
        "Token ett_",
        "Token \0",
        "Token \u00e4\u00f6\u00fc",
        "Token \u00c3\u00a4",
        "Token " + "x" * 100_000,
        "Bearer nonsense",
        "Basic YW5uOmFubg==",
        "nonsense",
    ],
)
def test_any_other_header_is_a_401_with_a_challenge(anonymous, alice, header):
    anonymous.credentials(HTTP_AUTHORIZATION=header)
    response = anonymous.get(URL)
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Token"
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("change", [str.upper, str.lower, lambda text: text[:-1]])
def test_a_token_that_is_almost_right_is_wrong(alice, change):
    assert signed_in(change(alice.token)).get(URL).status_code == 401


def test_what_the_database_keeps_of_a_token_signs_nobody_in(alice):
    kept = Token.objects.get()
    for text in (kept.nonce, kept.digest, f"ett_{kept.nonce}", f"ett_{kept.digest}"):
        assert signed_in(text).get(URL).status_code == 401


def test_no_table_holds_the_token(alice):
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found += [table for row in cursor for value in row if alice.token[4:] in str(value)]
    assert found == []


def test_a_copy_of_the_database_under_another_key_makes_another_token(anonymous, alice, settings):
    settings.TOKEN_KEY = "0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefghi"
    assert Token.objects.get().text() != alice.token
    assert signed_in(Token.objects.get().text()).get(URL).status_code == 401


def test_another_key_ends_every_token_and_the_next_sign_in_gives_a_new_one(
    anonymous, alice, settings
):
    settings.TOKEN_KEY = "0123456789abcdefghijklmnopqrstuvwxyz0123456789abcdefghi"
    assert signed_in(alice.token).get(URL).status_code == 401
    new = sign_in(anonymous)
    assert new != alice.token
    assert signed_in(new).get(URL).status_code == 200
    assert sign_in(anonymous) == new


def test_a_password_set_by_another_door_ends_the_token(alice):
    user = get_user_model().objects.get()
    user.set_password("Another-Teapot-9")
    user.save()
    assert signed_in(alice.token).get(URL).status_code == 401


def test_a_user_who_is_not_active_is_not_let_in(alice):
    get_user_model().objects.update(is_active=False)
    assert alice.get(URL).status_code == 401


def test_two_people_with_one_nonce_would_have_two_tokens(anonymous, alice):
    anonymous.post("/api/v1/register/", BOB)
    Token.objects.update(nonce="0" * 32)
    assert len({token.text() for token in Token.objects.all()}) == 2


def test_the_admin_shows_no_tokens():
    shown = {model._meta.label for model in apps.get_app_config("admin").module.site._registry}
    assert "users.Token" not in shown
    assert "users.Person" not in shown
