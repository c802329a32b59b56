"""POST /api/v1/me/password/"""

import pytest

from users.tests.conftest import ANN, pointers, signed_in

URL = "/api/v1/me/password/"
NEW = "Warm-Yellow-Lamp-3"

pytestmark = pytest.mark.django_db


def change(**changes):
    return {"current_password": ANN["password"], "new_password": NEW, **changes}


def test_another_password_ends_the_token_and_gives_a_new_one(client, as_ann, ann):
    response = as_ann.post(URL, change())
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    token = response.json()["token"]
    assert token != ann.token
    assert as_ann.get("/api/v1/me/").status_code == 401
    assert signed_in(token).get("/api/v1/me/").status_code == 200
    assert client.post("/api/v1/login/", ANN).status_code == 401
    assert client.post("/api/v1/login/", {**ANN, "password": NEW}).json()["token"] == token


def test_all_faults_are_said_at_once_and_nothing_changes(client, as_ann, ann):
    faults = pointers(as_ann.post(URL, change(current_password="wrong", new_password="ann")))
    assert faults == {
        ("/current_password", "wrong_password"),
        ("/new_password", "password_too_short"),
        ("/new_password", "password_too_common"),
        ("/new_password", "password_too_similar"),
    }
    assert client.post("/api/v1/login/", ANN).json()["token"] == ann.token


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"current_password": "wrong"}, ("/current_password", "wrong_password")),
        ({"current_password": ""}, ("/current_password", "blank")),
        ({"new_password": "password123"}, ("/new_password", "password_too_common")),
        ({"new_password": "ann@example"}, ("/new_password", "password_too_similar")),
        ({"new_password": "x" * 1025}, ("/new_password", "max_length")),
    ],
)
def test_each_fault_is_refused(as_ann, changes, fault):
    assert pointers(as_ann.post(URL, change(**changes))) == {fault}


def test_faults_of_rule_are_said_beside_those_of_form(as_ann):
    assert pointers(as_ann.post(URL, {"new_password": "84671093572"})) == {
        ("/current_password", "required"),
        ("/new_password", "password_entirely_numeric"),
    }


def test_both_passwords_are_asked_for(as_ann):
    assert pointers(as_ann.post(URL, {})) == {
        ("/current_password", "required"),
        ("/new_password", "required"),
    }


def test_a_stranger_changes_no_password(client, ann):
    assert client.post(URL, change()).status_code == 401
