"""POST /api/v1/login/"""

import pytest
from django.conf import settings as project
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import MD5PasswordHasher

from users.tests.conftest import ANN, BEN, pointers, signed_in

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
    return {"username": ANN["username"], "password": ANN["password"], **changes}


def test_signing_in_answers_with_the_user_and_the_token_of_the_registration(client, ann):
    response = client.post(URL, credentials())
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert response.json() == {
        "id": ann.user.pk,
        "username": "ann",
        "email": "ann@example.com",
        "token": ann.token,
    }


def test_the_second_sign_in_gives_the_same_token(client, ann):
    first, second = (client.post(URL, credentials()).json()["token"] for _ in range(2))
    assert first == second == ann.token


@pytest.mark.parametrize(
    "stated",
    [
        {"username": "ANN"},
        {"username": " ann "},
        {"username": "ann@example.com"},
        {"username": "Ann@Example.com"},
        {"email": "ann@example.com"},
        {"email": "ANN@example.com"},
        {"username": "ann", "email": "somebody@example.com"},
    ],
)
def test_a_person_is_known_by_username_and_by_email_address_in_any_case(client, ann, stated):
    response = client.post(URL, {**stated, "password": ANN["password"]})
    assert response.json()["id"] == ann.user.pk


def test_wrong_name_wrong_password_and_inactive_user_get_the_same_answer(client, ann):
    answers = [
        client.post(URL, credentials(password="Dark-Blue-Teapot-8")),
        client.post(URL, credentials(username="nobody")),
        client.post(URL, credentials(username="nobody@example.com")),
    ]
    get_user_model().objects.update(is_active=False)
    answers.append(client.post(URL, credentials()))
    assert {answer.status_code for answer in answers} == {401}
    assert {answer["WWW-Authenticate"] for answer in answers} == {"Token"}
    assert {answer["Content-Type"] for answer in answers} == {"application/problem+json"}
    assert len({answer.content for answer in answers}) == 1


@pytest.mark.parametrize("name", ["ann", "nobody", "ben"])
@pytest.mark.parametrize("password", [ANN["password"], "wrong"])
def test_every_attempt_costs_one_run_of_the_hasher(client, settings, name, password):
    settings.PASSWORD_HASHERS = ["users.tests.test_login.CountingHasher"]
    client.post("/api/v1/register/", ANN)
    client.post("/api/v1/register/", BEN)
    get_user_model().objects.filter(username="ben").update(is_active=False)
    CountingHasher.runs = 0
    client.post(URL, {"username": name, "password": password})
    assert CountingHasher.runs == 1


@pytest.mark.parametrize(
    ("stated", "faults"),
    [
        ({}, {("/username", "required"), ("/password", "required")}),
        ({"username": "ann"}, {("/password", "required")}),
        ({"password": "x"}, {("/username", "required")}),
        ({"email": "ann@example.com"}, {("/password", "required")}),
        ({"username": "", "password": ""}, {("/username", "blank"), ("/password", "blank")}),
        ({"username": None, "password": "x"}, {("/username", "null")}),
        ({"username": ["ann"], "password": "x"}, {("/username", "invalid")}),
        ({"username": "a" * 255, "password": "x"}, {("/username", "max_length")}),
        (
            {"username": "ann", "password": "x" * 1_000_000},
            {("/password", "max_length")},
        ),
        ({"username": "a\0", "password": "x"}, {("/username", "null_characters_not_allowed")}),
    ],
)
def test_what_is_missing_or_unfit_is_said_at_once(client, stated, faults):
    assert pointers(client.post(URL, stated)) == faults


@pytest.mark.parametrize("body", ["[]", "null", "7", '"ann"', "{", '{"username": "\\ud800"}'])
def test_a_body_that_is_no_sign_in_is_refused(client, body):
    assert client.post(URL, body, content_type="application/json").status_code == 400


def test_white_space_belongs_to_the_password(client, ann):
    response = client.post(URL, credentials(password=f" {ANN['password']}"))
    assert response.status_code == 401


def test_a_token_that_has_ended_does_not_stop_a_sign_in(ann):
    assert signed_in("ett_ended").post(URL, credentials()).status_code == 200


def test_passwords_are_kept_by_argon2(client, settings):
    settings.PASSWORD_HASHERS = PROJECT_HASHERS
    client.post("/api/v1/register/", ANN)
    assert get_user_model().objects.get().password.startswith("argon2$argon2id$")
    assert client.post(URL, credentials()).status_code == 200
