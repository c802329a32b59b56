"""The second step: what signs in beside it, what does not, and what the log says of it."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command

from common.errors import Conflict
from tests.cast import made
from tests.second_steps import with_app, with_passkey
from users import second_step
from users.models import SecurityEvent
from users.tests.conftest import ALICE

NEEDED = (401, "second_factor")


def answered(response):
    return response.status_code, response.json().get("code")


def logged(user):
    lines = SecurityEvent.objects.of_user(user.pk).order_by("id")
    return list(lines.values_list("kind", "detail"))


@pytest.fixture
def app(alice):
    return with_app(alice.user)


def test_without_one_the_password_signs_in_whatever_the_code(alice, anonymous):
    assert made(anonymous.post("login/", ALICE))["token"] == alice.token
    assert made(anonymous.post("login/", {**ALICE, "code": "123456"}))["token"] == alice.token


class TestSigningInToTheApi:
    @pytest.mark.parametrize("more", [{}, {"code": ""}, {"code": "000000"}, {"code": "x"}])
    def test_the_password_alone_or_with_a_wrong_code_does_not(self, app, anonymous, more):
        answer = anonymous.post("login/", {**ALICE, **more})
        assert answered(answer) == NEEDED
        assert answer["WWW-Authenticate"] == "Token"

    def test_a_wrong_password_says_nothing_of_it(self, app, anonymous):
        answer = anonymous.post("login/", {**ALICE, "password": "x", "code": app.code()})
        assert answered(answer) == (401, "authentication_failed")

    def test_a_code_of_the_app_does_once(self, alice, app, anonymous):
        body = {**ALICE, "code": app.code()}
        assert made(anonymous.post("login/", body))["token"] == alice.token
        assert answered(anonymous.post("login/", body)) == NEEDED

    def test_a_code_may_be_a_step_late_or_early_and_no_more(self, app, anonymous):
        for step in (-1, 1):
            made(anonymous.post("login/", {**ALICE, "code": app.code(later=step)}))
        for step in (-3, 3):
            answer = anonymous.post("login/", {**ALICE, "code": app.code(later=step)})
            assert answered(answer) == NEEDED

    def test_a_recovery_code_does_once_and_the_log_says_so(self, alice, app, anonymous):
        body = {**ALICE, "code": app.recovery_codes[3]}
        made(anonymous.post("login/", body))
        assert answered(anonymous.post("login/", body)) == NEEDED
        made(anonymous.post("login/", {**ALICE, "code": app.recovery_codes[4]}))
        assert ("recovery_code_used", "") in logged(alice.user)

    def test_a_failure_stands_in_the_log(self, alice, app, anonymous):
        anonymous.post("login/", {**ALICE, "code": "000000"})
        failure = ("sign_in_failed", "The code of the second step was wrong.")
        assert logged(alice.user)[-1] == failure

    def test_codes_are_limited_and_a_right_one_waits_too(self, app, anonymous, set_limits):
        set_limits(second_step="2/h")
        for _ in range(2):
            anonymous.post("login/", {**ALICE, "code": "000000"})
        answer = anonymous.post("login/", {**ALICE, "code": app.code()})
        assert answered(answer) == (429, "throttled")
        assert int(answer["Retry-After"]) > 3000

    def test_a_passkey_alone_takes_a_recovery_code(self, alice, anonymous):
        with_passkey(alice.user)
        codes = second_step.make_recovery_codes(alice.user)
        assert answered(anonymous.post("login/", ALICE)) == NEEDED
        made(anonymous.post("login/", {**ALICE, "code": codes[0]}))

    def test_a_token_of_before_goes_on(self, alice, app):
        made(alice.get("me/"))

    def test_a_registration_that_is_repeated_is_no_way_around(self, anonymous):
        person = {"username": "kim", "email": "kim@example.com", "password": ALICE["password"]}
        send = lambda: anonymous.post("register/", person, HTTP_IDEMPOTENCY_KEY="k")  # noqa: E731
        made(send(), 201)
        made(send(), 201)
        kim = SecurityEvent.objects.filter(kind="registered").latest("id").user
        with_app(kim)
        assert send().status_code == 422


def test_another_app_takes_the_place_of_the_first(alice, anonymous):
    first, second = with_app(alice.user), with_app(alice.user)
    assert answered(anonymous.post("login/", {**ALICE, "code": first.code()})) == NEEDED
    assert answered(anonymous.post("login/", {**ALICE, "code": first.recovery_codes[0]})) == NEEDED
    made(anonymous.post("login/", {**ALICE, "code": second.code()}))


def test_recovery_codes_go_with_the_last_step(alice, app):
    second_step.remove_app(alice.user)
    assert not Authenticator.objects.exists()
    assert logged(alice.user)[-1] == ("second_step_off", "")


def test_a_passkey_too_many_is_refused(alice, bob, monkeypatch):
    monkeypatch.setattr(second_step, "PASSKEYS_MAX", 1)
    with_passkey(bob.user)
    with_passkey(alice.user)
    with pytest.raises(Conflict, match="remove one first"):
        with_passkey(alice.user)
    assert Authenticator.objects.count() == 2


def test_another_token_key_leaves_no_code_that_fits(app, anonymous, settings):
    settings.TOKEN_KEY = "another key of the tests, which is as long as it has to be, and odd"
    for code in (app.code(), *app.recovery_codes):
        assert answered(anonymous.post("login/", {**ALICE, "code": code}))[0] in (401, 429)


def test_staff_turn_it_off_for_who_lost_all(alice, app, anonymous, capsys):
    call_command("second_step_off", "ALICE@example.com")
    assert capsys.readouterr().out == "Turned off.\n"
    made(anonymous.post("login/", ALICE))
    assert ("second_step_off", "By staff, with a command.") in logged(alice.user)
    call_command("second_step_off", "alice")
    assert capsys.readouterr().out == "There was no second step.\n"
    with pytest.raises(CommandError, match="Nobody"):
        call_command("second_step_off", "nobody")
