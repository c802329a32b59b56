"""POST /api/v1/me/password/"""

import pytest

from tests.cast import faults
from users.tests.conftest import ALICE, signed_in

URL = "/api/v1/me/password/"
NEW = "Warm-Yellow-Lamp-3"

pytestmark = pytest.mark.django_db


def change(**changes):
    return {"current_password": ALICE["password"], "new_password": NEW, **changes}


def test_another_password_ends_the_token_and_gives_a_new_one(anonymous, alice):
    response = alice.post(URL, change())
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    token = response.json()["token"]
    assert token != alice.token
    assert alice.get("/api/v1/me/").status_code == 401
    assert signed_in(token).get("/api/v1/me/").status_code == 200
    assert anonymous.post("/api/v1/login/", ALICE).status_code == 401
    assert anonymous.post("/api/v1/login/", {**ALICE, "password": NEW}).json()["token"] == token


def test_all_faults_are_said_at_once_and_nothing_changes(anonymous, alice):
    response = alice.post(URL, change(current_password="wrong", new_password="alice"))
    assert faults(response) == {
        ("/current_password", "wrong_password"),
        ("/new_password", "password_too_short"),
        ("/new_password", "password_too_common"),
        ("/new_password", "password_too_similar"),
    }
    assert anonymous.post("/api/v1/login/", ALICE).json()["token"] == alice.token


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"current_password": "wrong"}, ("/current_password", "wrong_password")),
        ({"current_password": ""}, ("/current_password", "blank")),
        ({"new_password": "password123"}, ("/new_password", "password_too_common")),
        ({"new_password": "alice@example"}, ("/new_password", "password_too_similar")),
        ({"new_password": "x" * 1025}, ("/new_password", "max_length")),
    ],
)
def test_each_fault_is_refused(alice, changes, fault):
    assert faults(alice.post(URL, change(**changes))) == {fault}


def test_faults_of_rule_are_said_beside_those_of_form(alice):
    assert faults(alice.post(URL, {"new_password": "84671093572"})) == {
        ("/current_password", "required"),
        ("/new_password", "password_entirely_numeric"),
    }


def test_both_passwords_are_asked_for(alice):
    assert faults(alice.post(URL, {})) == {
        ("/current_password", "required"),
        ("/new_password", "required"),
    }


def test_a_stranger_changes_no_password(anonymous, alice):
    assert anonymous.post(URL, change()).status_code == 401
