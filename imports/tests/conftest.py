"""What the tests of imports share."""

import pytest

from imports.tests.correcting import FILE, RIGHT, correct
from imports.tests.sending import planned
from tests.cast import made


@pytest.fixture
def cash(alice):
    """The id of Alice's account."""
    return made(alice.get("accounts/"))["results"][0]["id"]


@pytest.fixture
def faulty(alice, cash):
    """The id of an import with a faulty date and a faulty amount."""
    return planned(alice, FILE, account=cash)["id"]


@pytest.fixture
def corrected(alice, faulty):
    correct(alice, faulty, *RIGHT)
    return faulty
