"""POST /api/v1/login/"""

import pytest
from django.conf import settings as project
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import MD5PasswordHasher

from tests.cast import faults
from users.tests.conftest import ALICE, BOB, signed_in

URL = "/api/v1/login/"

PROJECT_HASHERS = project.PASSWORD_HASHERS
"""Read before any fixture replaces them with faster ones."""

pytestmark = pytest.mark.django_db


class CountingHasher(MD5PasswordHasher):
    """Counts how often a password is hashed, to compare or to keep."""

    algorithm = "counting"
    runs = 0

    def encode(self, password, salt):
        CountingHasher.runs += 1
        return super().encode(password, salt)


def credentials(**changes):
    return {"username": ALICE["username"], "password": ALICE["password"], **changes}


def test_signing_in_answers_with_the_user_and_the_token_of_the_registration(anonymous, alice):
    response = anonymous.post(URL, credentials())
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert response.json() == {
        "id": alice.user.pk,
        "username": "alice",
        "email": "alice@example.com",
        "token": alice.token,
    }


def test_the_second_sign_in_gives_the_same_token(anonymous, alice):
    first, second = (anonymous.post(URL, credentials()).json()["token"] for _ in range(2))
    assert first == second == alice.token


@pytest.mark.parametrize(
    "stated",
    [
        {"username": "ALICE"},
        {"username": " alice "},
        {"username": "alice@example.com"},
        {"username": "Alice@Example.com"},
        {"email": "alice@example.com"},
        {"email": "ALICE@example.com"},
        {"username": "alice", "email": "somebody@example.com"},
    ],
)
def test_a_person_is_known_by_username_and_by_email_address_in_any_case(anonymous, alice, stated):
    response = anonymous.post(URL, {**stated, "password": ALICE["password"]})
    assert response.json()["id"] == alice.user.pk


def test_wrong_name_wrong_password_and_inactive_user_get_the_same_answer(anonymous, alice):
    answers = [
        anonymous.post(URL, credentials(password="Dark-Blue-Teapot-8")),
        anonymous.post(URL, credentials(username="nobody")),
        anonymous.post(URL, credentials(username="nobody@example.com")),
    ]
    get_user_model().objects.update(is_active=False)
    answers.append(anonymous.post(URL, credentials()))
    assert {answer.status_code for answer in answers} == {401}
    assert {answer["WWW-Authenticate"] for answer in answers} == {"Token"}
    assert {answer["Content-Type"] for answer in answers} == {"application/problem+json"}
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.parametrize("name", ["alice", "nobody", "bob"])
@pytest.mark.parametrize("password", [ALICE["password"], "wrong"])
def test_every_attempt_costs_one_run_of_the_hasher(anonymous, settings, name, password):
    settings.PASSWORD_HASHERS = ["users.tests.test_login.CountingHasher"]
    anonymous.post("/api/v1/register/", ALICE)
    anonymous.post("/api/v1/register/", BOB)
    get_user_model().objects.filter(username="bob").update(is_active=False)
    CountingHasher.runs = 0
    anonymous.post(URL, {"username": name, "password": password})
    assert CountingHasher.runs == 1


@pytest.mark.parametrize(
    ("stated", "wanted"),
    [
        ({}, {("/username", "required"), ("/password", "required")}),
        ({"username": "alice"}, {("/password", "required")}),
        ({"password": "x"}, {("/username", "required")}),
        ({"email": "alice@example.com"}, {("/password", "required")}),
        ({"username": "", "password": ""}, {("/username", "blank"), ("/password", "blank")}),
        ({"username": None, "password": "x"}, {("/username", "null")}),
        ({"username": ["alice"], "password": "x"}, {("/username", "invalid")}),
        ({"username": "a" * 255, "password": "x"}, {("/username", "max_length")}),
        (
            {"username": "alice", "password": "x" * 1_000_000},
            {("/password", "max_length")},
        ),
        ({"username": "a\0", "password": "x"}, {("/username", "null_characters_not_allowed")}),
    ],
)
def test_what_is_missing_or_unfit_is_said_at_once(anonymous, stated, wanted):
    assert faults(anonymous.post(URL, stated)) == wanted


@pytest.mark.parametrize("body", ["[]", "null", "7", '"alice"', "{", '{"username": "\\ud800"}'])
def test_a_body_that_is_no_sign_in_is_refused(anonymous, body):
    assert anonymous.post(URL, body, content_type="application/json").status_code == 400


def test_white_space_belongs_to_the_password(anonymous, alice):
    response = anonymous.post(URL, credentials(password=f" {ALICE['password']}"))
    assert response.status_code == 401


def test_a_token_that_has_ended_does_not_stop_a_sign_in(alice):
    assert signed_in("ett_ended").post(URL, credentials()).status_code == 200


def test_passwords_are_kept_by_argon2(anonymous, settings):
    settings.PASSWORD_HASHERS = PROJECT_HASHERS
    anonymous.post("/api/v1/register/", ALICE)
    assert get_user_model().objects.get().password.startswith("argon2$argon2id$")
    assert anonymous.post(URL, credentials()).status_code == 200
