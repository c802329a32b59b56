"""Fixtures: Alice's book in euro, Bob who keeps his in dollars, and a watcher of rates."""

import pytest

from books.unit_of_work import change
from currencies import registry
from tests.cast import ACTOR, signed_up


@pytest.fixture
def book(alice):
    return alice.book


@pytest.fixture
def uow(book):
    with change(book, by=ACTOR) as uow:
        yield uow


@pytest.fixture
def bob(db):
    """Bob, whose home currency is not that of Alice's book."""
    return signed_up("bob", home_currency="USD")


@pytest.fixture
def reported(monkeypatch):
    """The calls of a rate watcher: (book, home currency, currencies, first day, last day)."""
    calls = []

    def watcher(uow, currencies, days):
        home = uow.book.home_currency
        calls.append((uow.book.pk, home, set(currencies), days.start, days.end))

    monkeypatch.setattr(registry, "rate_watchers", [watcher])
    return calls
