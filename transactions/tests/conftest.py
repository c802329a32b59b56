"""Fixtures: Ann and Ben, who each keep a book."""

import pytest
from rest_framework.test import APIClient

from transactions.tests.cast import make_keeper


@pytest.fixture
def ann(db):
    return make_keeper("ann")


@pytest.fixture
def ben(db):
    return make_keeper("ben")


@pytest.fixture
def nobody():
    """A caller who has not signed in."""
    return APIClient()
