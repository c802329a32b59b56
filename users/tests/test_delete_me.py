"""DELETE /api/v1/me/"""

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from books.models import Book, Cause
from books.unit_of_work import Actor, change
from categories.services import create_category
from tests.cast import faults
from users import services
from users.tests.conftest import ALICE, BOB, signed_in

URL = "/api/v1/me/"

pytestmark = pytest.mark.django_db


def row_counts():
    return {model._meta.label: model.objects.count() for model in apps.get_models()}


def test_leaving_removes_every_row_of_the_user_and_no_other(anonymous):
    anonymous.post("/api/v1/register/", BOB)
    before = row_counts()
    token = anonymous.post("/api/v1/register/", ALICE).json()["token"]
    get_user_model().objects.get(username="alice").groups.add(Group.objects.create(name="cooks"))
    assert signed_in(token).delete(URL, {"password": ALICE["password"]}).status_code == 204
    assert row_counts() == {**before, "auth.Group": 1}
    assert Book.objects.get().name == "bob's book"


def test_after_leaving_the_token_and_the_password_are_worth_nothing(anonymous, alice):
    alice.delete(URL, {"password": ALICE["password"]})
    assert alice.get(URL).status_code == 401
    assert anonymous.post("/api/v1/login/", ALICE).status_code == 401


def test_the_names_are_free_again(anonymous, alice):
    alice.delete(URL, {"password": ALICE["password"]})
    assert anonymous.post("/api/v1/register/", ALICE).status_code == 201


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"password": "wrong"}, ("/password", "wrong_password")),
        ({"password": ""}, ("/password", "blank")),
        ({}, ("/password", "required")),
    ],
)
def test_nobody_leaves_without_their_password(alice, body, fault):
    before = row_counts()
    assert faults(alice.delete(URL, body)) == {fault}
    assert row_counts() == before


def queries_of_leaving(person, categories):
    made = services.register(**person)
    book = Book.objects.of_user(made.user).get()
    with change(book, by=Actor(user_id=made.user.pk, cause=Cause.API)) as uow:
        for number in range(categories):
            create_category(uow, name=f"Kind {number}", type="expense")
    with CaptureQueriesContext(connection) as queries:
        assert signed_in(made.token).delete(URL, {"password": ALICE["password"]}).status_code == 204
    return len(queries)


def test_the_work_does_not_grow_with_what_the_book_holds(db):
    assert queries_of_leaving(ALICE, categories=1) == queries_of_leaving(ALICE, categories=50)
