"""The limits on registering, signing in and guessing passwords."""

import time

import pytest
from rest_framework.throttling import SimpleRateThrottle

from users.origins import client_network
from users.tests.conftest import ALICE, BOB, signed_in
from users.throttles import RegistrationsOfAddress

REGISTER, LOGIN = "/api/v1/register/", "/api/v1/login/"
WRONG = {"username": "alice", "password": "a wrong password"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def proxies(settings):
    def set_proxies(count):
        settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": count}

    return set_proxies


@pytest.fixture
def clock(monkeypatch):
    """A clock that the test sets forward by hand."""

    class Clock:
        now = time.time()

    monkeypatch.setattr(SimpleRateThrottle, "timer", staticmethod(lambda: Clock.now))
    return Clock


def statuses(caller, url, bodies, **extra):
    return [caller.post(url, body, **extra).status_code for body in bodies]


def person(number):
    return {**ALICE, "username": f"p{number}", "email": f"p{number}@example.com"}


def test_registrations_of_one_address_are_limited(anonymous, set_limits):
    set_limits(register="2/h")
    assert statuses(anonymous, REGISTER, map(person, range(3))) == [201, 201, 429]
    assert anonymous.post(REGISTER, person(3), REMOTE_ADDR="192.0.2.9").status_code == 201


def test_the_answer_says_when_the_next_try_will_do(anonymous, set_limits, clock):
    set_limits(register="2/20m")
    anonymous.post(REGISTER, person(1))
    clock.now += 200
    anonymous.post(REGISTER, person(2))
    refused = anonymous.post(REGISTER, person(3))
    assert refused.status_code == 429
    assert refused["Content-Type"] == "application/problem+json"
    assert refused["Retry-After"] == "1000"
    clock.now += 999
    assert anonymous.post(REGISTER, person(3)).status_code == 429
    clock.now += 1
    assert anonymous.post(REGISTER, person(3)).status_code == 201


def test_sign_ins_of_one_address_are_limited_right_or_wrong(anonymous, alice, set_limits):
    set_limits(login="3/h")
    assert statuses(anonymous, LOGIN, [ALICE, WRONG, ALICE, ALICE]) == [200, 401, 200, 429]
    assert anonymous.post(LOGIN, ALICE, REMOTE_ADDR="192.0.2.9").status_code == 200


def test_failed_sign_ins_under_one_name_from_one_address_are_limited(anonymous, alice, set_limits):
    set_limits(login_failures="2/15m")
    assert statuses(anonymous, LOGIN, [WRONG, WRONG, ALICE]) == [401, 401, 429]
    assert anonymous.post(LOGIN, {**ALICE, "username": "ALICE"}).status_code == 429
    assert anonymous.post(LOGIN, ALICE, REMOTE_ADDR="192.0.2.9").status_code == 200
    anonymous.post(REGISTER, BOB)
    assert anonymous.post(LOGIN, BOB).status_code == 200


def test_white_space_around_a_name_is_no_way_around_its_limit(anonymous, alice, set_limits):
    set_limits(login_failures="2/15m")
    padded = [{**WRONG, "username": "alice" + " " * count} for count in (1, 300, 0)]
    assert statuses(anonymous, LOGIN, padded) == [401, 401, 429]


def test_failed_sign_ins_under_one_name_from_anywhere_are_limited(anonymous, alice, set_limits):
    set_limits(login_failures_account="3/h")
    for number in range(3):
        assert anonymous.post(LOGIN, WRONG, REMOTE_ADDR=f"192.0.2.{number}").status_code == 401
    assert anonymous.post(LOGIN, ALICE, REMOTE_ADDR="192.0.2.9").status_code == 429


def test_a_name_that_nobody_has_meets_the_same_set_limits(anonymous, set_limits):
    set_limits(login_failures="2/15m")
    wrong = {"email": "nobody@example.com", "password": "x"}
    assert statuses(anonymous, LOGIN, [wrong] * 3) == [401, 401, 429]


def test_sign_ins_that_succeed_lock_nobody_out(anonymous, alice, set_limits):
    set_limits(login_failures="2/15m", login_failures_account="2/h")
    assert statuses(anonymous, LOGIN, [WRONG, *[ALICE] * 5, WRONG, ALICE]) == [
        401,
        *[200] * 5,
        401,
        429,
    ]


def test_failures_are_forgotten_when_their_time_is_over(anonymous, alice, set_limits, clock):
    set_limits(login_failures="1/15m")
    assert statuses(anonymous, LOGIN, [WRONG, ALICE]) == [401, 429]
    clock.now += 15 * 60
    assert anonymous.post(LOGIN, ALICE).status_code == 200


def test_passwords_cannot_be_guessed_with_a_stolen_token(alice, set_limits):
    set_limits(password="2/h")
    thief = signed_in(alice.token)
    guess = {"current_password": "guess", "new_password": "Warm-Yellow-Lamp-3"}
    assert thief.post("/api/v1/me/password/", guess).status_code == 400
    assert thief.delete("/api/v1/me/", {"password": "guess"}).status_code == 400
    assert thief.post("/api/v1/me/password/", guess).status_code == 429
    assert thief.delete("/api/v1/me/", {"password": ALICE["password"]}).status_code == 429
    assert thief.get("/api/v1/me/").status_code == 200


def test_an_honest_client_at_work_meets_no_limit(anonymous, settings):
    assert statuses(anonymous, REGISTER, map(person, range(50))) == [201] * 50
    assert statuses(anonymous, LOGIN, [person(n % 50) for n in range(300)]) == [200] * 300


def test_a_limit_can_be_off(anonymous, alice, set_limits):
    set_limits(login=None, login_failures=None, login_failures_account=None)
    assert set(statuses(anonymous, LOGIN, [WRONG] * 30)) == {401}


@pytest.mark.parametrize(
    "body", ["[]", '"text"', "null", '{"username": 7}', '{"username": ["alice"]}', "{"]
)
def test_a_body_that_names_nobody_is_told_so(anonymous, body):
    assert anonymous.post(LOGIN, body, content_type="application/json").status_code == 400


def test_without_a_proxy_nobody_chooses_their_address(anonymous, set_limits, proxies):
    set_limits(register="1/h")
    proxies(0)
    first, second = ({"X-Forwarded-For": f"192.0.2.{n}"} for n in range(2))
    assert anonymous.post(REGISTER, person(1), headers=first).status_code == 201
    assert anonymous.post(REGISTER, person(2), headers=second).status_code == 429


def test_behind_a_proxy_the_address_is_the_one_that_it_saw(anonymous, set_limits, proxies):
    set_limits(register="1/h")
    proxies(1)
    forged, again, other = (
        {"X-Forwarded-For": addresses}
        for addresses in ("203.0.113.1, 192.0.2.1", "203.0.113.2, 192.0.2.1", "192.0.2.2")
    )
    assert anonymous.post(REGISTER, person(1), headers=forged).status_code == 201
    assert anonymous.post(REGISTER, person(2), headers=again).status_code == 429
    assert anonymous.post(REGISTER, person(2), headers=other).status_code == 201


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("192.0.2.1:4711", "192.0.2.1:4711"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_client_is_an_ipv4_address_or_an_ipv6_network(address, network):
    assert client_network(address) == network


@pytest.mark.parametrize("rate", ["", "5", "0/h", "5/w", "h/5", "-1/h", "5/hour"])
def test_a_limit_of_another_form_is_a_mistake_in_the_settings(rate):
    with pytest.raises(ValueError, match="is not a rate"):
        RegistrationsOfAddress().parse_rate(rate)
