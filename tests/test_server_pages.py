"""What the server answers outside the API, and what it puts on every answer."""

import io
import json
import logging
import re

import pytest
from csp.utils import build_policy
from django.test import Client

from expense_tracker.logs import JsonFormatter, NoTokensFilter, RequestIdFilter

PAGES = ["/api/docs/", "/api/docs/redoc/"]


@pytest.mark.django_db
def test_health_answers_when_the_database_does(client: Client) -> None:
    answer = client.get("/health/")
    assert answer.json() == {"status": "ok"}
    assert "no-store" in answer["Cache-Control"]


def test_the_front_page_leads_to_the_sign_in(client: Client) -> None:
    assert client.get("/")["Location"] == "/account/login/?next=/"


@pytest.mark.parametrize("page", PAGES)
def test_the_documentation_loads_nothing_from_elsewhere(client: Client, page: str) -> None:
    answer = client.get(page)
    assert answer.status_code == 200
    assert re.findall(r"(?:src|href)=\"(?:https?:)?//[^\"]*", answer.content.decode()) == []


@pytest.mark.parametrize("page", PAGES)
def test_the_documentation_runs_scripts_of_this_server_alone(client: Client, page: str) -> None:
    answer = client.get(page)
    directives = answer["Content-Security-Policy"].split(";")
    policy = dict(directive.strip().split(" ", 1) for directive in directives)
    assert policy["default-src"] == "'self'"
    assert "script-src" not in policy
    assert re.findall(r"<script>", answer.content.decode()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/health/", "/api/v1/accounts/", "/nowhere/"])
def test_every_answer_has_the_policy_of_the_settings(client: Client, address: str) -> None:
    stated = client.get(address)["Content-Security-Policy"].split("; ")
    assert sorted(stated) == sorted(build_policy().split("; "))


@pytest.mark.django_db
def test_the_api_has_no_session_and_pages_have_one(client: Client) -> None:
    assert not hasattr(client.get("/api/v1/accounts/").wsgi_request, "session")
    assert hasattr(client.get("/admin/login/").wsgi_request, "session")


def test_the_openapi_document_is_open_to_everybody(client: Client) -> None:
    answer = client.get("/api/schema/", headers={"Accept": "application/vnd.oai.openapi+json"})
    assert answer.status_code == 200
    assert json.loads(answer.content)["openapi"] == "3.1.0"


def test_a_request_keeps_the_id_that_its_caller_gave(client: Client) -> None:
    assert client.get("/", headers={"X-Request-ID": "abc-1.2_3"})["X-Request-ID"] == "abc-1.2_3"


@pytest.mark.parametrize("given", ["", "with space", "x" * 65, "line\nbreak", 'quote"'])
def test_a_request_id_that_is_not_plain_is_replaced(client: Client, given: str) -> None:
    assert re.fullmatch(
        "[0-9a-f]{32}", client.get("/", headers={"X-Request-ID": given})["X-Request-ID"]
    )


def test_a_json_log_line_carries_the_request_and_the_exception(client: Client) -> None:
    client.get("/", headers={"X-Request-ID": "one-two"})
    record = logging.makeLogRecord({"msg": "It broke: %s", "args": ("why",), "levelname": "ERROR"})
    try:
        raise ValueError("planted")
    except ValueError as error:
        record.exc_info = (ValueError, error, error.__traceback__)
    RequestIdFilter().filter(record)
    line = JsonFormatter().format(record)
    assert "\n" not in line
    entry = json.loads(line)
    assert entry["request_id"] == "one-two"
    assert entry["message"] == "It broke: why"
    assert "planted" in entry["exception"]


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["ett_", "etp_", "eti_"])
def test_the_log_has_an_address_without_the_invitation_in_it(client: Client, prefix: str) -> None:
    (handler,) = (h for h in logging.getLogger().handlers if _cuts_tokens(h))
    assert isinstance(handler, logging.StreamHandler)
    written = io.StringIO()
    usual = handler.setStream(written)
    try:
        client.get(f"/api/v1/invited/{prefix}{'Nk9-_' * 8}abc/")
    finally:
        handler.setStream(usual)
    assert f": /api/v1/invited/{prefix}…/\n" in written.getvalue()


def _cuts_tokens(handler: logging.Handler) -> bool:
    return any(isinstance(f, NoTokensFilter) for f in handler.filters)
