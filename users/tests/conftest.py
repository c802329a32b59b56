"""What a client sends to register or sign in, callers with a token, and limits of requests."""

import pytest

from tests.cast import PASSWORD, Caller

ALICE = {"username": "alice", "email": "alice@example.com", "password": PASSWORD}
BOB = {"username": "bob", "email": "bob@example.com", "password": "Light-Green-Kettle-8"}


@pytest.fixture
def set_limits(settings):
    """Sets single limits; the others stay as they are."""

    def set_limits(**rates):
        framework = settings.REST_FRAMEWORK
        all_rates = {**framework["DEFAULT_THROTTLE_RATES"], **rates}
        settings.REST_FRAMEWORK = {**framework, "DEFAULT_THROTTLE_RATES": all_rates}

    return set_limits


def signed_in(token):
    """A caller who states `token`."""
    return Caller(HTTP_AUTHORIZATION=f"Token {token}")
