"""What tests of pages share."""

import pytest

from tests.cast import made
from tests.copies import made_once
from web.tests.books import NOW, stocked


@pytest.fixture
def cash(alice):
    """The id of Alice's account."""
    return made(alice.get("accounts/"))["results"][0]["id"]


@pytest.fixture
def mixed(alice, monkeypatch):
    """The ids of a book of everything, which is looked at on 24 November 2026."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return made_once("mixed", lambda: stocked(alice))
