"""What the tests of imports share."""

import pytest

from tests.cast import made


@pytest.fixture
def cash(alice):
    """The id of Alice's account."""
    return made(alice.get("accounts/"))["results"][0]["id"]
