"""Addresses without their final slash."""

import pytest

NEW = {"name": "Travel", "type": "expense"}


@pytest.mark.parametrize("method", ["get", "post", "patch", "delete"])
def test_a_request_is_sent_on_with_its_method_and_body(alice, method):
    response = getattr(alice, method)("categories", NEW if method != "get" else None)
    assert response.status_code == 308
    assert response["Location"] == "/api/v1/categories/"


def test_who_follows_records_what_they_meant(alice):
    response = alice.post("categories", NEW, follow=True)
    assert response.status_code == 201
    assert response.json()["name"] == "Travel"


def test_an_address_that_there_is_not_is_not_sent_on(alice):
    assert alice.get("nothing").status_code == 404
