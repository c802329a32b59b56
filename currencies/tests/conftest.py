"""The cast of the tests of currencies: Ann and her book in euro, and Bob, a stranger to it."""

import pytest

from books.tests.factories import ACTOR, client_of, make_book, make_user
from books.unit_of_work import change
from currencies import registry


@pytest.fixture
def ann(db):
    return make_user("ann")


@pytest.fixture
def book(ann):
    return make_book(ann, "EUR")


@pytest.fixture
def uow(book):
    with change(book, by=ACTOR) as uow:
        yield uow


@pytest.fixture
def api(ann, book):
    return client_of(ann)


@pytest.fixture
def stranger(db):
    bob = make_user("bob")
    make_book(bob, "USD")
    return client_of(bob)


@pytest.fixture
def told(monkeypatch):
    """What the watchers of rates were told: (book, home currency, currencies, first, last day)."""
    calls = []

    def watcher(uow, currencies, days):
        home = uow.book.home_currency
        calls.append((uow.book.pk, home, set(currencies), days.start, days.end))

    monkeypatch.setattr(registry, "rate_watchers", [watcher])
    return calls
