"""The cast: Ann, who has registered, and what a client sends to become one like her."""

import pytest
from rest_framework.test import APIClient

from tests.copies import made_once
from users import services
from users.security import Origin

ANN = {"username": "ann", "email": "ann@example.com", "password": "Dark-Blue-Teapot-7"}
BEN = {"username": "ben", "email": "ben@example.com", "password": "Light-Green-Kettle-8"}


@pytest.fixture
def client():
    """A caller who has not signed in."""
    return APIClient()


@pytest.fixture
def ann(db):
    """Ann's user and token."""
    return made_once("ann", lambda: services.register(**ANN, origin=Origin("127.0.0.1")))


@pytest.fixture
def as_ann(ann):
    """A caller with Ann's token."""
    return signed_in(ann.token)


@pytest.fixture
def set_limits(settings):
    """Sets single limits; the others stay as they are."""

    def set_limits(**rates):
        framework = settings.REST_FRAMEWORK
        all_rates = {**framework["DEFAULT_THROTTLE_RATES"], **rates}
        settings.REST_FRAMEWORK = {**framework, "DEFAULT_THROTTLE_RATES": all_rates}

    return set_limits


def signed_in(token):
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    return client


def pointers(response):
    """The places and the codes of all the faults in a 400."""
    assert response.status_code == 400, response.content
    assert response["Content-Type"] == "application/problem+json"
    return {(error["pointer"], error["code"]) for error in response.json()["errors"]}
