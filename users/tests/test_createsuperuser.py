"""manage.py createsuperuser"""

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from books.models import Book
from users.tests.conftest import BOB

pytestmark = pytest.mark.django_db


def create(monkeypatch, **options):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", BOB["password"])
    names = {"username": BOB["username"], "email": BOB["email"]}
    call_command("createsuperuser", interactive=False, verbosity=0, **{**names, **options})


def test_a_superuser_has_a_book_and_signs_in_like_anybody(anonymous, monkeypatch):
    create(monkeypatch)
    user = get_user_model().objects.get()
    assert user.is_superuser
    assert Book.objects.of_user(user).count() == 1
    assert anonymous.post("/api/v1/login/", {**BOB, "username": "BOB"}).status_code == 200


@pytest.mark.parametrize("taken", [{"username": "ALICE"}, {"email": "ALICE@example.com"}])
def test_names_that_are_taken_make_no_superuser(alice, monkeypatch, taken):
    with pytest.raises(CommandError, match=r"taken|already"):
        create(monkeypatch, **taken)
    assert get_user_model().objects.count() == 1
