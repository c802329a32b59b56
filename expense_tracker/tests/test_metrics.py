"""What is counted of requests, retries and refusals, and asked of the database."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.http import StreamingHttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils import timezone
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics import MetricWrapperBase

from books.unit_of_work import retrying
from common import events
from expense_tracker.metrics import families
from expense_tracker.metrics.figures import DatabaseFigures
from expense_tracker.metrics.middleware import MetricsMiddleware
from expense_tracker.models import Heartbeat
from imports.models import Import
from imports.tests.sending import sent, table, worked
from tests.cast import PASSWORD, Caller, made
from users import request_limits

ROWS = table(("2024-01-05", "-3.40", "Bakery"))
SECRETS = ("zebulon", "Quagmire", "8471.29", "203.0.113.77", "brew")


@pytest.fixture
def registry():
    """All metrics, as they stand in this process."""
    registry = CollectorRegistry()
    found = [one for one in vars(families).values() if isinstance(one, MetricWrapperBase)]
    assert len(found) == 6
    for one in found:
        registry.register(one)
    return registry


@pytest.fixture
def metrics(settings, monkeypatch, registry):
    """Has requests counted; returns how much a metric has grown since then."""
    middleware = "expense_tracker.metrics.middleware.MetricsMiddleware"
    settings.MIDDLEWARE = [middleware, *settings.MIDDLEWARE]
    monkeypatch.setattr(events, "on_retry", [families.RETRIES.labels("server").inc])
    refusals = [lambda limit: families.REFUSALS.labels(limit).inc()]
    monkeypatch.setattr(events, "on_refusal", refusals)
    before = samples(registry)

    def grown(name, **labels):
        key = (f"expense_tracker_{name}", tuple(sorted(labels.items())))
        return samples(registry).get(key, 0) - before.get(key, 0)

    return grown


def samples(registry):
    found = [sample for metric in registry.collect() for sample in metric.samples]
    return {(one.name, tuple(sorted(one.labels.items()))): one.value for one in found}


def test_a_request_is_counted_by_route_method_and_class_of_status(alice, metrics):
    page = alice.get("accounts/")
    one = made(page)["results"][0]["id"]
    alice.get(f"accounts/{one}/")
    alice.get("accounts/0/")
    alice.post("accounts/", {})
    assert metrics("requests_total", route="account-list", method="GET", status="2xx") == 1
    assert metrics("requests_total", route="account-list", method="POST", status="4xx") == 1
    assert metrics("requests_total", route="account-detail", method="GET", status="2xx") == 1
    assert metrics("requests_total", route="account-detail", method="GET", status="4xx") == 1


def test_the_time_and_the_statements_of_a_request_are_counted(alice, metrics):
    labels = {"route": "account-list", "method": "GET"}
    with CaptureQueriesContext(connection) as sent_to_database:
        alice.get("accounts/")
    assert metrics("request_statements_sum", **labels) == len(sent_to_database) > 0
    assert metrics("request_statements_count", **labels) == 1
    assert 0 < metrics("request_duration_seconds_sum", **labels) < 60


@pytest.fixture
def stream(db):
    """An answer that is made of three parts while it is sent, each with a statement."""

    def parts():
        for number in range(3):
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            yield b"%d" % number

    request = RequestFactory().get("/livez")
    request.resolver_match = resolve("/livez")
    return MetricsMiddleware(lambda _: StreamingHttpResponse(parts()))(request)


LIVEZ = {"route": "livez", "method": "GET"}


@pytest.mark.one_engine
def test_the_statements_that_are_sent_along_with_an_answer_are_counted(metrics, stream):
    assert b"".join(stream) == b"012"
    assert metrics("request_statements_count", **LIVEZ) == 0
    stream.close()
    assert metrics("request_statements_count", **LIVEZ) == 1
    assert metrics("request_statements_sum", **LIVEZ) == 3


@pytest.mark.one_engine
@pytest.mark.parametrize("read", [0, 1])
def test_a_client_that_goes_away_is_counted_once(metrics, stream, read):
    for _ in range(read):
        next(iter(stream))
    stream.close()
    assert metrics("requests_total", status="2xx", **LIVEZ) == 1
    assert metrics("request_statements_sum", **LIVEZ) == read
    assert connection.execute_wrappers == []


@pytest.mark.one_engine
def test_an_export_is_counted(alice, metrics):
    assert b"".join(alice.get("exports/transactions.csv"))
    assert metrics("requests_total", route="export-csv", method="GET", status="2xx") == 1


@pytest.mark.one_engine
def test_what_no_route_has_is_one_label(client, db, metrics):
    for path in ("/nothing/", "/b/x/y/z/", "/api/v1/nowhere/"):
        client.get(path)
    client.get("/static/web/nothing.css")
    client.generic("BREW", "/livez")
    assert metrics("requests_total", route="unknown", method="GET", status="4xx") == 3
    assert metrics("requests_total", route="static", method="GET", status="4xx") == 1
    assert metrics("requests_total", route="livez", method="OTHER", status="4xx") == 1


@pytest.mark.one_engine
def test_all_pages_of_the_admin_are_one_label(admin_client, metrics):
    for path in ("", "books/book/", "books/book/1/change/", "nothing/"):
        admin_client.get(f"/admin/{path}")
    assert metrics("requests_total", route="admin", method="GET", status="2xx") == 2
    assert metrics("request_statements_count", route="admin", method="GET") == 4


def test_a_write_that_is_tried_again_is_counted(metrics):
    faults = [OperationalError("database is locked"), OperationalError(1213, "Deadlock found")]

    def work():
        if faults:
            raise faults.pop()
        return "done"

    assert retrying(work) == "done"
    assert metrics("conflict_retries_total", process="server") == 2


def test_the_last_try_of_a_write_is_not_counted_as_another(metrics):
    def work():
        raise OperationalError("database is locked")

    with pytest.raises(OperationalError):
        retrying(work, attempts_max=3)
    assert metrics("conflict_retries_total", process="server") == 2


@pytest.mark.one_engine
def test_a_refusal_is_counted_by_its_limit(alice, metrics, set_limits):
    request_limits.allowances.clear()
    set_limits(login="1/h", requests="2/m")
    stated = {"username": "alice", "password": PASSWORD}
    assert [Caller().post("login/", stated).status_code for _ in range(3)] == [200, 429, 429]
    assert [alice.get("accounts/").status_code for _ in range(3)] == [200, 200, 429]
    request_limits.allowances.clear()
    assert metrics("rate_limit_refusals_total", limit="login") == 2
    assert metrics("rate_limit_refusals_total", limit="requests") == 1


def test_the_limit_that_refuses_a_program_is_that_of_the_program(alice, metrics, set_limits):
    token = made(alice.post("tokens/", {"name": "sync", "scope": "read"}), 201)["token"]
    request_limits.allowances.clear()
    set_limits(requests="5/m", token_requests="1/m")
    program = Caller()
    program.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    assert [program.get("accounts/").status_code for _ in range(2)] == [200, 429]
    request_limits.allowances.clear()
    assert metrics("rate_limit_refusals_total", limit="token_requests") == 1
    assert metrics("rate_limit_refusals_total", limit="requests") == 0


@pytest.mark.one_engine
def test_no_name_amount_or_address_is_in_the_metrics(db, metrics, registry):
    person = {"username": "zebulon", "email": "zebulon@example.org", "password": PASSWORD}
    anonymous = Caller(REMOTE_ADDR="203.0.113.77")
    token = made(anonymous.post("register/", person), 201)["token"]
    caller = Caller(REMOTE_ADDR="203.0.113.77")
    caller.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    made(caller.post("categories/", {"name": "Quagmire", "type": "expense"}), 201)
    stated = {"type": "expense", "amount": "8471.29", "date": "2024-01-05", "payee": "Quagmire"}
    made(caller.post("transactions/", stated), 201)
    caller.get("transactions/?q=Quagmire&min_amount=8471.29")
    caller.get("Quagmire/zebulon/")
    caller.generic("BREW", "accounts/Quagmire/")
    anonymous.post("login/", {"username": "zebulon", "password": "Quagmire"})
    text = generate_latest(registry).decode()
    assert metrics("requests_total", route="transaction-list", method="POST", status="2xx") == 1
    assert [secret for secret in SECRETS if secret.casefold() in text.casefold()] == []


def asked():
    """The metrics of the database, by their names."""
    registry = CollectorRegistry()
    registry.register(DatabaseFigures())
    found = samples(registry).items()
    return {name.removeprefix("expense_tracker_"): value for (name, _), value in found}


def uploaded(caller, row, seconds_ago):
    """An import that has waited for so long."""
    cash = made(caller.get("accounts/"))["results"][0]["id"]
    row_id = made(sent(caller, table(row), account=cash), 202)["id"]
    Import.objects.filter(pk=row_id).update(
        queued_at=timezone.now() - timedelta(seconds=seconds_ago)
    )
    return row_id


def test_imports_that_wait_are_counted_with_the_age_of_the_oldest(alice):
    assert asked() == {"imports_waiting": 0, "imports_waiting_age_seconds": 0}
    first = uploaded(alice, ("2024-01-05", "-3.40", "Bakery"), seconds_ago=600)
    uploaded(alice, ("2024-01-06", "-4.40", "Market"), seconds_ago=60)
    found = asked()
    assert found["imports_waiting"] == 2
    assert 600 <= found["imports_waiting_age_seconds"] < 660
    worked(alice, first)
    found = asked()
    assert found["imports_waiting"] == 1
    assert 60 <= found["imports_waiting_age_seconds"] < 120


def test_the_queue_is_one_statement_by_its_index(alice):
    uploaded(alice, ("2024-01-05", "-3.40", "Bakery"), seconds_ago=1)
    with CaptureQueriesContext(connection) as sent_to_database:
        asked()
    of_imports = [one["sql"] for one in sent_to_database if "imports_import" in one["sql"]]
    assert (len(of_imports), len(sent_to_database)) == (1, 2)
    with connection.cursor() as cursor:
        plan = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
        cursor.execute(f"{plan} {of_imports[0]}")
        assert "import_queue" in str(cursor.fetchall())


@pytest.mark.django_db
@pytest.mark.parametrize(("ahead", "least", "most"), [(-90, 90, 150), (3600, 0, 0)])
def test_the_heartbeat_has_an_age_that_is_never_negative(ahead, least, most):
    Heartbeat.objects.create(worker="host 1 a", at=timezone.now() + timedelta(seconds=ahead))
    assert least <= asked()["worker_heartbeat_age_seconds"] <= most


@pytest.mark.django_db
def test_without_the_database_its_metrics_are_left_out_with_one_line(caplog):
    def refuse(*_):
        raise OperationalError("gone away")

    with connection.execute_wrapper(refuse):
        assert asked() == {}
    assert caplog.messages == ["The metrics of the database are left out: gone away"]
