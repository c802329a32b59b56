"""The cast of the tests: Alice and Bob, who each keep a book, and an anonymous caller."""

import io
import itertools
import re
import zipfile
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.http import FileResponse
from rest_framework.test import APIClient

from books.models import Book, Cause, Membership
from books.unit_of_work import Actor
from tests.copies import made_once
from users import services
from users.security import Origin

API = "/api/v1/"
PASSWORD = "Dark-Blue-Teapot-7"
ACTOR = Actor(user_id=None, cause=Cause.COMMAND)
"""Who makes a change that a test makes without a request."""
_numbers = itertools.count(1)


@pytest.fixture
def alice(db):
    return Caller.of(*made_once("alice", lambda: registered("alice")))


@pytest.fixture
def bob(db):
    return Caller.of(*made_once("bob", lambda: registered("bob")))


@pytest.fixture
def anonymous(db):
    return Caller()


@pytest.fixture
def set_limits(settings):
    """Sets single limits; the others stay as they are."""

    def set_limits(**rates):
        framework = settings.REST_FRAMEWORK
        all_rates = {**framework["DEFAULT_THROTTLE_RATES"], **rates}
        settings.REST_FRAMEWORK = {**framework, "DEFAULT_THROTTLE_RATES": all_rates}

    return set_limits


class Caller(APIClient):
    """A client whose addresses count from /api/v1/; `book` is that of who has signed up."""

    book: Book

    @classmethod
    def of(cls, user, token, book):
        """Whoever has signed in."""
        caller = cls(HTTP_AUTHORIZATION=f"Token {token}")
        caller.user, caller.token, caller.book = user, token, book
        return caller

    def generic(self, method, path, *args, **kwargs):
        path = path if path.startswith(("/", "http")) else API + path
        return super().generic(method, path, *args, **kwargs)

    def request(self, **request):
        """Answer as the server does; a file is read to its end, which closes it."""
        response = super().request(**request)
        if isinstance(response, FileResponse):
            response.streaming_content = [response.getvalue()]
        return response

    def at(self, book):
        """Let every further request name `book`, or none where that is None."""
        self.defaults.pop("HTTP_BOOK", None)
        if book is not None:
            self.defaults["HTTP_BOOK"] = str(book.pk)
        return self

    def send(self, method, path, text, **headers):
        """Send `text` as it stands, as JSON."""
        return self.generic(method, path, text, content_type="application/json", **headers)

    def add(self, path, **body):
        """POST `body` and return the row that it made."""
        return made(self.post(path, body), 201)

    def account(self, **body):
        return self.add("accounts/", **{"name": f"Account {next(_numbers)}", **body})

    def category(self, **body):
        body = {"name": f"Category {next(_numbers)}", "type": "expense", **body}
        return self.add("categories/", **body)

    def transaction(self, **body):
        body = {"type": "expense", "amount": "10.00", "date": "2024-01-15", **body}
        return self.add("transactions/", **body)


def signed_up(name, **choices):
    """A caller who has just registered as `name`."""
    return Caller.of(*registered(name, **choices))


def registered(name, **choices):
    """Register somebody as `name`, and return their user, token and book."""
    choices = {"email": f"{name}@example.com", "password": PASSWORD, **choices}
    done = services.register(username=name, **choices, origin=Origin("127.0.0.1"))
    return done.user, done.token, Book.objects.of_user(done.user).get()


def joined(caller, book, role):
    """Make `caller` a member of `book`, which all their requests name from now on."""
    Membership.objects.create(book=book, user=caller.user, role=role)
    return caller.at(book)


def made(response, status=200):
    """What a response says, which has to be of `status`."""
    assert response.status_code == status, (response.status_code, response.content)
    return response.json()


def faults(response):
    """The places and the codes of all the faults in a 400."""
    assert response.status_code == 400, (response.status_code, response.content)
    assert response["Content-Type"] == "application/problem+json"
    return {(error["pointer"], error["code"]) for error in response.json()["errors"]}


def text_of(response):
    """All that an answer says but for when it was made; of a file of files, what is in them."""
    body = response.getvalue()
    if not body.startswith(b"PK"):
        return re.sub("<DTSERVER>[0-9]+", "", body.decode())
    with zipfile.ZipFile(io.BytesIO(body)) as parts:
        return "".join(
            parts.read(name).decode()
            for name in parts.namelist()
            if "docProps" not in name and name != "manifest.json"
        )


@contextmanager
def undone():
    """Run the block, and leave the database as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
