"""Errors over HTTP: problem documents (RFC 9457) of every status, wherever they arise."""

import logging

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404
from django.test import Client, RequestFactory
from rest_framework import exceptions
from rest_framework.settings import api_settings

from api.exception_handler import problem_response
from categories import services
from common import errors
from tests.cast import API, made

PROBLEM_JSON = "application/problem+json"


def answer(error):
    request = RequestFactory().get("/api/v1/somewhere/?x=1")
    return problem_response(error, {"request": request})


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (errors.Invalid([]), 400, "invalid"),
        (errors.NotThere(), 404, "not_found"),
        (errors.Conflict("No."), 409, "conflict"),
        (errors.InUse("No.", {"postings": 2}), 409, "in_use"),
        (errors.Busy(), 409, "busy"),
        (errors.Stale(), 412, "stale"),
        (errors.TooLarge("No."), 413, "too_large"),
        (errors.KeyReused(), 422, "idempotency_key_reused"),
        (Http404("secret"), 404, "not_found"),
        (PermissionDenied("secret"), 403, "permission_denied"),
        (exceptions.ParseError(), 400, "parse_error"),
        (exceptions.NotAuthenticated(), 401, "not_authenticated"),
        (exceptions.MethodNotAllowed("PUT"), 405, "method_not_allowed"),
        (exceptions.NotAcceptable(), 406, "not_acceptable"),
        (exceptions.UnsupportedMediaType("a/b"), 415, "unsupported_media_type"),
        (exceptions.Throttled(wait=2.1), 429, "throttled"),
        (OperationalError(1205, "secret"), 503, "busy"),
        (OperationalError(2013, "secret"), 503, "interrupted"),
        pytest.param(OperationalError(1180, "secret"), 503, "interrupted", id="cut off in commit"),
        pytest.param(OperationalError(1047, "secret"), 503, "interrupted", id="no majority"),
        pytest.param(OperationalError(2003, "secret"), 503, "interrupted", id="unreachable"),
        (InterfaceError(0, "secret"), 503, "interrupted"),
        (IntegrityError(1062, "secret"), 409, "conflict"),
        (DataError(1264, "secret"), 409, "conflict"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)
def test_every_refusal_has_its_status_and_its_code(error, status, code):
    response = answer(error)
    assert response.status_code == response.data["status"] == status
    assert response.data["code"] == code
    assert response.data["type"] == "about:blank"
    assert response.data["title"] != "Error"
    assert response.data["detail"]
    assert response.data["instance"] == "/api/v1/somewhere/?x=1"
    assert response.content_type == PROBLEM_JSON
    assert "secret" not in str(response.data)


def test_every_refusal_of_the_domain_has_a_status():
    kinds = [errors.DomainError]
    for kind in kinds:
        kinds += kind.__subclasses__()
    assert kinds[1:]
    for kind in kinds[1:]:
        error = kind.__new__(kind)
        error.problems, error.uses, error.changes, error.statements = (), {}, [], []
        assert answer(error).status_code in range(400, 500), kind


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (errors.Busy(), "1"),
        (OperationalError(), "1"),
        (InterfaceError(), "1"),
        (exceptions.Throttled(wait=2.1), "3"),
    ],
    ids=["busy", "database", "connection", "throttled"],
)
def test_what_may_succeed_later_says_when(error, seconds):
    assert answer(error)["Retry-After"] == seconds


def test_what_the_database_refused_is_logged_with_its_cause(caplog):
    answer(IntegrityError(1062, "Duplicate entry"))
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert "Duplicate entry" in caplog.text


def test_a_defect_is_left_to_django():
    assert answer(ZeroDivisionError()) is None


def test_what_uses_a_row_is_counted():
    assert answer(errors.InUse("No.", {"postings": 2})).data["uses"] == {"postings": 2}


def test_nested_faults_have_pointers_that_escape_their_names():
    detail = {
        "postings": [{}, {"a/b": ["x"]}],
        "m~n": ["y"],
        api_settings.NON_FIELD_ERRORS_KEY: ["z"],
    }
    response = answer(exceptions.ValidationError(detail))
    pointers = {fault["pointer"] for fault in response.data["errors"]}
    assert pointers == {"/postings/1/a~1b", "/m~0n", ""}


# Through the door.


def test_a_path_that_no_route_has_is_a_404_for_anybody(alice, anonymous):
    for caller in (alice, anonymous):
        for path in ("nothing/", "categories/x/", "categories/1/2/", "categories/-1/", "/api/"):
            response = caller.get(path)
            assert made(response, 404)["code"] == "not_found"
            assert response["Content-Type"] == PROBLEM_JSON


def test_a_method_that_an_address_does_not_have_is_a_405_which_names_the_others(alice):
    response = alice.delete("categories/")
    assert made(response, 405)["code"] == "method_not_allowed"
    assert set(response["Allow"].split(", ")) == {"GET", "POST", "HEAD", "OPTIONS"}
    assert response["Content-Type"] == PROBLEM_JSON


def test_a_form_that_is_not_spoken_here_is_a_406(alice):
    response = alice.get("categories/", headers={"Accept": "text/html"})
    assert made(response, 406)["code"] == "not_acceptable"
    assert response["Content-Type"] == PROBLEM_JSON


@pytest.mark.parametrize(
    "accept", ["*/*", "application/*", "application/json", "application/json, text/html;q=0.5"]
)
def test_json_is_sent_to_whoever_takes_it(alice, accept):
    made(alice.get("categories/", headers={"Accept": accept}))


def test_a_head_and_an_options_request_are_answered(alice):
    head = alice.head("categories/")
    assert (head.status_code, head.content) == (200, b"")
    for path in ("categories/", "accounts/", "transactions/", "rates/", "payees/", "book/", "me/"):
        made(alice.options(path))


def test_an_unknown_host_is_a_400(alice):
    response = alice.get("categories/", headers={"Host": "elsewhere.example"})
    assert response.status_code == 400
    assert response["Content-Type"] == PROBLEM_JSON


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [(ZeroDivisionError, 500, "server_error"), (SuspiciousOperation, 400, "bad_request")],
)
def test_a_defect_of_ours_says_nothing_of_itself_and_changes_nothing(
    alice, monkeypatch, error, status, code
):
    def fail(*args, **kwargs):
        raise error("secret")

    monkeypatch.setattr(services, "clean", fail)
    alice.raise_request_exception = False
    response = alice.post("categories/", {"name": "A", "type": "income"})
    assert made(response, status)["code"] == code
    assert response["Content-Type"] == PROBLEM_JSON
    assert b"secret" not in response.content
    assert alice.get("book/").json()["last_change"] == 1


def test_pages_outside_the_api_have_pages_for_errors(db):
    response = Client().get("/nothing/")
    assert response.status_code == 404
    assert response["Content-Type"].startswith("text/html")


def test_the_address_stands_in_the_answer(alice):
    path = f"{API}accounts/999/?date=2024-01-01"
    assert made(alice.get(path), 404)["instance"] == path
