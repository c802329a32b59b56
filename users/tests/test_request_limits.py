"""The limit on ordinary requests of the API: of a person, and of each of their programs."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from users import request_limits
from users.tests.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """A clock that the test sets forward by hand, and nothing counted so far."""
    clock = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(request_limits, "time", SimpleNamespace(monotonic=lambda: clock.now))
    request_limits.allowances.clear()
    yield clock
    request_limits.allowances.clear()


@pytest.fixture
def program(alice):
    return signed_in(alice.add("tokens/", name="sync", scope="read")["token"])


def statuses(caller, count):
    return [caller.get("/api/v1/accounts/").status_code for _ in range(count)]


def test_a_person_waits_until_their_allowance_has_come_back(alice, bob, set_limits, clock):
    set_limits(requests="3/m")
    assert statuses(alice, 4) == [200, 200, 200, 429]
    refused = alice.get("accounts/")
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json()["code"] == "throttled"
    assert refused["Retry-After"] == "20"
    assert statuses(bob, 1) == [200]
    clock.now += 19
    assert statuses(alice, 1) == [429]
    clock.now += 1
    assert statuses(alice, 2) == [200, 429]
    clock.now += 3600
    assert statuses(alice, 4) == [200, 200, 200, 429]


def test_a_program_that_runs_wild_leaves_the_rest_to_its_person(alice, program, set_limits):
    set_limits(requests="5/m", token_requests="2/m")
    assert statuses(program, 10) == [200, 200, *[429] * 8]
    assert statuses(alice, 4) == [200, 200, 200, 429]


def test_a_program_has_no_more_than_its_person(alice, program, set_limits):
    set_limits(requests="3/m", token_requests=None)
    assert statuses(alice, 2) == [200, 200]
    assert statuses(program, 2) == [200, 429]


def test_what_is_refused_for_another_reason_counts_too(alice, set_limits):
    set_limits(requests="2/m")
    assert alice.get("accounts/0/").status_code == 404
    assert alice.post("transactions/", {}).status_code == 400
    assert alice.post("me/password/", {}).status_code == 429


def test_the_limit_takes_no_statement(alice, set_limits):
    def statements():
        with CaptureQueriesContext(connection) as captured:
            alice.get("accounts/")
        return len(captured)

    without = statements()
    set_limits(requests="2/m")
    assert [statements(), statements()] == [without, without]
    assert statements() == 1, "a refused request is only told whose token it is"


def test_full_allowances_are_let_go_of(clock, monkeypatch):
    monkeypatch.setattr(request_limits, "KEPT_MAX", 2)
    full = request_limits.Allowances()
    for number in range(5):
        assert full.take([(("requests", number), 1, 60)], clock.now + 61 * number) == 0
    assert len(full._full_at) <= 2
