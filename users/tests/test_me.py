"""GET and PATCH /api/v1/me/"""

import pytest

from users.models import Person
from users.tests.conftest import ANN, BEN, pointers

URL = "/api/v1/me/"

pytestmark = pytest.mark.django_db


@pytest.fixture
def ben(client):
    return client.post("/api/v1/register/", BEN).json()


def test_a_person_sees_themselves(as_ann, ann):
    body = as_ann.get(URL).json()
    assert body == {
        "id": ann.user.pk,
        "username": "ann",
        "email": "ann@example.com",
        "date_joined": body["date_joined"],
    }


@pytest.mark.parametrize("method", ["get", "patch", "delete"])
def test_a_stranger_sees_nobody(client, ann, method):
    assert getattr(client, method)(URL, {"password": ANN["password"]}).status_code == 401


def test_a_person_changes_their_names_and_is_known_by_the_new_ones(client, as_ann, ann):
    response = as_ann.patch(URL, {"username": "Anna", "email": "Anna@Example.org"})
    assert response.status_code == 200
    assert response.json()["username"] == "Anna"
    assert as_ann.get(URL).json()["email"] == "Anna@Example.org"
    for name in ("anna", "anna@example.org"):
        response = client.post("/api/v1/login/", {**ANN, "username": name})
        assert response.json()["token"] == ann.token
    assert client.post("/api/v1/login/", ANN).status_code == 401


def test_what_is_not_stated_stays(as_ann):
    assert as_ann.patch(URL, {"email": "a@example.com"}).json()["username"] == "ann"
    assert as_ann.patch(URL, {"username": "anna"}).json()["email"] == "a@example.com"
    assert as_ann.patch(URL, {}).json()["email"] == "a@example.com"


def test_the_case_of_ones_own_name_can_change(as_ann):
    assert as_ann.patch(URL, {"username": "ANN"}).json()["username"] == "ANN"


def test_a_freed_name_can_be_taken(client, as_ann):
    as_ann.patch(URL, {"username": "anna", "email": "anna@example.com"})
    assert client.post("/api/v1/register/", ANN).status_code == 201


def test_the_names_of_others_are_taken(as_ann, ben):
    taken = {"username": "BEN", "email": "BEN@example.com"}
    assert pointers(as_ann.patch(URL, taken)) == {("/username", "taken"), ("/email", "taken")}
    assert as_ann.get(URL).json()["username"] == "ann"
    assert set(Person.objects.values_list("username_key", flat=True)) == {"ann", "ben"}


@pytest.mark.parametrize(
    ("stated", "fault"),
    [
        ({"username": "a b"}, ("/username", "invalid")),
        ({"username": ""}, ("/username", "blank")),
        ({"username": None}, ("/username", "null")),
        ({"username": "ben@example.com"}, ("/username", "not_own_email")),
        ({"email": "nowhere"}, ("/email", "invalid")),
        ({"email": ""}, ("/email", "blank")),
    ],
)
def test_unfit_names_are_refused(as_ann, stated, fault):
    assert pointers(as_ann.patch(URL, stated)) == {fault}


def test_faults_of_rule_are_said_beside_those_of_form(as_ann, ben):
    stated = {"username": "Ben", "email": "nowhere"}
    assert pointers(as_ann.patch(URL, stated)) == {("/username", "taken"), ("/email", "invalid")}


def test_a_username_that_is_the_email_address_changes_together_with_it(as_ann):
    old, new = ANN["email"], "new@example.com"
    assert as_ann.patch(URL, {"username": old}).status_code == 200
    assert pointers(as_ann.patch(URL, {"email": new})) == {("/username", "not_own_email")}
    assert as_ann.patch(URL, {"email": new, "username": new}).status_code == 200


def test_what_is_read_only_stays_as_it_is(as_ann, ann):
    as_ann.patch(URL, {"id": 7, "date_joined": "2001-01-01", "password": "x", "is_staff": True})
    assert as_ann.get(URL).json()["id"] == ann.user.pk
    ann.user.refresh_from_db()
    assert not ann.user.is_staff
    assert ann.user.check_password(ANN["password"])
