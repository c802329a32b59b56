"""GET and PATCH /api/v1/me/"""

import pytest

from tests.cast import faults
from users.models import Person
from users.tests.conftest import ALICE

URL = "/api/v1/me/"

pytestmark = pytest.mark.django_db


def test_a_person_sees_themselves(alice):
    body = alice.get(URL).json()
    assert body == {
        "id": alice.user.pk,
        "username": "alice",
        "email": "alice@example.com",
        "date_joined": body["date_joined"],
    }


@pytest.mark.parametrize("method", ["get", "patch", "delete"])
def test_a_stranger_sees_nobody(anonymous, alice, method):
    assert getattr(anonymous, method)(URL, {"password": ALICE["password"]}).status_code == 401


def test_a_person_changes_their_names_and_is_known_by_the_new_ones(anonymous, alice):
    response = alice.patch(URL, {"username": "Anna", "email": "Anna@Example.org"})
    assert response.status_code == 200
    assert response.json()["username"] == "Anna"
    assert alice.get(URL).json()["email"] == "Anna@Example.org"
    for name in ("anna", "anna@example.org"):
        response = anonymous.post("/api/v1/login/", {**ALICE, "username": name})
        assert response.json()["token"] == alice.token
    assert anonymous.post("/api/v1/login/", ALICE).status_code == 401


def test_what_is_not_stated_stays(alice):
    assert alice.patch(URL, {"email": "a@example.com"}).json()["username"] == "alice"
    assert alice.patch(URL, {"username": "anna"}).json()["email"] == "a@example.com"
    assert alice.patch(URL, {}).json()["email"] == "a@example.com"


def test_the_case_of_ones_own_name_can_change(alice):
    assert alice.patch(URL, {"username": "ALICE"}).json()["username"] == "ALICE"


def test_a_freed_name_can_be_taken(anonymous, alice):
    alice.patch(URL, {"username": "anna", "email": "anna@example.com"})
    assert anonymous.post("/api/v1/register/", ALICE).status_code == 201


def test_the_names_of_others_are_taken(alice, bob):
    taken = {"username": "BOB", "email": "BOB@example.com"}
    assert faults(alice.patch(URL, taken)) == {("/username", "taken"), ("/email", "taken")}
    assert alice.get(URL).json()["username"] == "alice"
    assert set(Person.objects.values_list("username_key", flat=True)) == {"alice", "bob"}


@pytest.mark.parametrize(
    ("stated", "fault"),
    [
        ({"username": "a b"}, ("/username", "invalid")),
        ({"username": ""}, ("/username", "blank")),
        ({"username": None}, ("/username", "null")),
        ({"username": "bob@example.com"}, ("/username", "not_own_email")),
        ({"email": "nowhere"}, ("/email", "invalid")),
        ({"email": ""}, ("/email", "blank")),
    ],
)
def test_unfit_names_are_refused(alice, stated, fault):
    assert faults(alice.patch(URL, stated)) == {fault}


def test_faults_of_rule_are_said_beside_those_of_form(alice, bob):
    stated = {"username": "Bob", "email": "nowhere"}
    assert faults(alice.patch(URL, stated)) == {("/username", "taken"), ("/email", "invalid")}


def test_a_username_that_is_the_email_address_changes_together_with_it(alice):
    old, new = ALICE["email"], "new@example.com"
    assert alice.patch(URL, {"username": old}).status_code == 200
    assert faults(alice.patch(URL, {"email": new})) == {("/username", "not_own_email")}
    assert alice.patch(URL, {"email": new, "username": new}).status_code == 200


def test_what_is_read_only_stays_as_it_is(alice):
    alice.patch(URL, {"id": 7, "date_joined": "2001-01-01", "password": "x", "is_staff": True})
    assert alice.get(URL).json()["id"] == alice.user.pk
    alice.user.refresh_from_db()
    assert not alice.user.is_staff
    assert alice.user.check_password(ALICE["password"])
