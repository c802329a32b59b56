"""The cast of the tests: users, their books, and clients that act for them."""

from django.contrib.auth import get_user_model
from rest_framework.test import APIClient

from books.models import Book, Cause
from books.services import opened_book
from books.unit_of_work import Actor

ACTOR = Actor(user_id=None, cause=Cause.COMMAND)


def make_user(name="ann"):
    return get_user_model().objects.create_user(username=name, email=f"{name}@example.org")


def make_book(user, home_currency="EUR"):
    with opened_book(owner_id=user.pk, name="Home", home_currency=home_currency, by=ACTOR):
        pass
    return Book.objects.of_user(user).get()


def client_of(user):
    client = APIClient()
    client.force_authenticate(user)
    return client
