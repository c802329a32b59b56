"""The cast: Alice owns a book that Ed edits and Vi views; Bob is a stranger."""

from types import SimpleNamespace

import pytest

from books.models import Role
from tests.cast import Caller, joined, registered
from tests.copies import made_once


@pytest.fixture
def house(alice, bob):
    """The members of Alice's book, each naming it, and Bob, who names none."""
    people = made_once("house", lambda: (registered("ed"), registered("vi")))
    ed, vi = (Caller.of(*person) for person in people)
    joined(ed, alice.book, Role.EDITOR)
    joined(vi, alice.book, Role.VIEWER)
    return SimpleNamespace(book=alice.book, alice=alice.at(alice.book), ed=ed, vi=vi, bob=bob)


def roles(book):
    """Who is what in the book."""
    return dict(book.memberships.values_list("user__username", "role"))


def last_note(book):
    return book.changes.latest("number").note


def events(caller):
    """What the caller's security log says of households, oldest first."""
    rows = caller.user.security_events.filter(detail__startswith="Book").order_by("id")
    return list(rows.values_list("kind", flat=True))
