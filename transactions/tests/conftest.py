"""Fixtures: the example accounts and categories of Alice and of Bob."""

import pytest

from transactions.tests.example_book import example_rows


@pytest.fixture
def own(alice):
    """The ids of Alice's accounts and categories."""
    return example_rows(alice)


@pytest.fixture
def bobs(bob):
    """The ids of Bob's accounts and categories."""
    return example_rows(bob)
