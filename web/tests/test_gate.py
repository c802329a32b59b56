"""The gate: signing in on pages, the second step, being asked again, a forgotten password."""

import re
import threading

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connections
from django.test import Client

from tests.background import finish_background_work
from tests.cast import PASSWORD
from tests.mailers import CONSOLE, send_mail_by, send_mail_to_nobody
from tests.second_steps import with_app
from users.background import background
from users.models import SecurityEvent, Session

SIGN_IN = "/account/login/"
STEP = "/account/2fa/authenticate/"
RESET = "/account/password/reset/"
NEW = "Warm-Yellow-Lamp-3"
NAMES = {"username": "alice", "password": PASSWORD}


def text(answer):
    return answer.content.decode()


def is_in(browser):
    return browser.get("/settings/").status_code == 200


def logged(user):
    lines = SecurityEvent.objects.of_user(user.pk).order_by("id")
    return list(lines.values_list("kind", "detail"))


@pytest.fixture
def browser(alice):
    return Client()


@pytest.fixture
def app(alice):
    return with_app(alice.user)


class TestSigningIn:
    @pytest.mark.parametrize("name", ["alice", "ALICE", "alice@example.com", "Alice@Example.com"])
    def test_either_name_in_any_case(self, alice, browser, name):
        answer = browser.post(SIGN_IN, {**NAMES, "username": name})
        assert (answer.status_code, answer["Location"]) == (302, "/")
        assert is_in(browser)
        assert logged(alice.user)[-1] == ("signed_in", "")

    @pytest.mark.parametrize(
        ("target", "to"),
        [("/books/", "/books/"), ("https://example.org/", "/"), ("//example.org", "/")],
    )
    def test_back_to_the_page_that_was_asked_for_if_it_is_ours(self, browser, target, to):
        assert target in text(browser.get(SIGN_IN, {"next": target}))
        answer = browser.post(SIGN_IN, {**NAMES, "next": target})
        assert answer["Location"] == to

    def test_one_answer_for_a_wrong_name_a_wrong_password_and_who_is_not_active(
        self, alice, browser
    ):
        tries = [{"username": "nobody"}, {"password": "x"}, {}]
        pages = []
        for changed in tries:
            alice.user.is_active = bool(changed)
            alice.user.save()
            answer = browser.post(SIGN_IN, {**NAMES, **changed})
            assert answer.status_code == 422
            pages.append(re.search("<ul class=.errorlist.*?</ul>", text(answer))[0])
        assert len(set(pages)) == 1

    def test_the_session_says_where_it_came_from(self, alice, browser):
        browser.post(SIGN_IN, NAMES, REMOTE_ADDR="192.0.2.9", HTTP_USER_AGENT="Firefox/150")
        row = Session.objects.get(user=alice.user)
        assert (row.address, row.agent) == ("192.0.2.9", "Firefox/150")

    def test_a_name_that_is_no_text_breaks_nothing(self, browser):
        for name in ("", "a\0b", "x" * 300):
            assert browser.post(SIGN_IN, {**NAMES, "username": name}).status_code in (400, 422)

    def test_signing_out_stands_in_the_log(self, alice, browser):
        browser.post(SIGN_IN, NAMES)
        assert browser.post("/account/logout/")["Location"] == SIGN_IN
        assert not is_in(browser)
        assert logged(alice.user)[-1] == ("signed_out", "")


class TestSecondStep:
    def test_the_password_alone_opens_nothing(self, browser, app):
        assert browser.post(SIGN_IN, NAMES)["Location"] == STEP
        assert not is_in(browser)
        assert browser.get(STEP).status_code == 200

    def test_a_code_leads_to_the_page_that_was_asked_for(self, alice, browser, app):
        browser.post(SIGN_IN, {**NAMES, "next": "/books/"})
        assert browser.post(STEP, {"code": app.code()})["Location"] == "/books/"
        assert is_in(browser)
        assert logged(alice.user)[-1] == ("signed_in", "With a code of the app.")

    def test_so_does_a_recovery_code(self, alice, browser, app):
        browser.post(SIGN_IN, NAMES)
        assert browser.post(STEP, {"code": app.recovery_codes[0]}).status_code == 302
        kinds = [kind for kind, _ in logged(alice.user)[-2:]]
        assert kinds == ["recovery_code_used", "signed_in"]

    def test_a_wrong_code_does_not_and_is_limited(self, browser, app, set_limits):
        set_limits(second_step="1/h")
        browser.post(SIGN_IN, NAMES)
        answer = browser.post(STEP, {"code": "000000"})
        assert (answer.status_code, "not right" in text(answer)) == (422, True)
        answer = browser.post(STEP, {"code": app.code()})
        assert (answer.status_code, "in an hour" in text(answer)) == (422, True)
        assert not is_in(browser)

    def test_a_trusted_browser_is_not_asked_and_another_is(self, browser, app):
        browser.post(SIGN_IN, NAMES)
        browser.post(STEP, {"code": app.code(), "trust": "1"})
        assert browser.cookies["mfa_trusted"]["max-age"] == 14 * 24 * 3600
        browser.post("/account/logout/")
        assert browser.post(SIGN_IN, NAMES)["Location"] == "/"
        assert Client().post(SIGN_IN, NAMES)["Location"] == STEP

    def test_trust_ends_with_another_app(self, alice, browser, app):
        browser.post(SIGN_IN, NAMES)
        browser.post(STEP, {"code": app.code(), "trust": "1"})
        browser.post("/account/logout/")
        with_app(alice.user)
        assert browser.post(SIGN_IN, NAMES)["Location"] == STEP

    def test_nobody_gets_there_without_the_password(self, browser, app):
        assert browser.get(STEP)["Location"] == SIGN_IN
        assert browser.post(STEP, {"code": app.code()})["Location"] == SIGN_IN

    def test_the_admin_asks_for_it_too(self, alice, browser, app):
        alice.user.is_staff = True
        alice.user.save()
        to = browser.get("/admin/login/?next=/admin/")["Location"]
        assert to.startswith(SIGN_IN)
        assert browser.post(to, NAMES)["Location"] == STEP
        assert browser.get("/admin/").status_code == 302


class TestPasskeys:
    def test_the_main_button_is_to_sign_in_with_or_without_them(self, browser):
        found = re.findall(r'<button class="btn main">(.*?)</button>', text(browser.get(SIGN_IN)))
        assert found == ["Sign in"]

    def test_the_script_gets_what_a_passkey_has_to_answer(self, browser):
        page = browser.get(f"{SIGN_IN}passkey/", HTTP_ACCEPT="application/json")
        options = page.json()["request_options"]["publicKey"]
        assert options["userVerification"] == "required"
        assert options["challenge"]

    @pytest.mark.parametrize("sent", ["", "x", "{}", "[]", '{"response": {"userHandle": "MQ"}}'])
    def test_an_answer_that_fits_nobody_signs_nobody_in(self, browser, sent):
        browser.get(f"{SIGN_IN}passkey/", HTTP_ACCEPT="application/json")
        answer = browser.post(f"{SIGN_IN}passkey/", {"credential": sent}, follow=True)
        assert "This passkey is not known here" in text(answer)
        assert not is_in(browser)


MAIL_SERVER = threading.Event()
"""Set while the mail server of a test takes mail."""


class HangingMailServer(EmailBackend):
    def send_messages(self, messages):
        assert MAIL_SERVER.wait(timeout=30)
        return super().send_messages(messages)


class TestForgottenPassword:
    @pytest.fixture
    def link(self, browser):
        browser.post(RESET, {"email": "ALICE@example.com"})
        finish_background_work()
        (sent,) = mail.outbox
        assert sent.to == ["alice@example.com"]
        return re.search(r"http://testserver(\S+)", sent.body)[1]

    def test_one_answer_whoever_asks_and_mail_to_who_is_there(self, browser):
        answers = [
            (answer.status_code, answer["Location"])
            for answer in (
                browser.post(RESET, {"email": email})
                for email in ("nobody@example.com", "alice@example.com", "alice")
            )
        ]
        assert answers == [(302, f"{RESET}sent/")] * 3
        assert "is on its way" in text(browser.get(f"{RESET}sent/"))
        finish_background_work()
        assert len(mail.outbox) == 1

    def test_no_answer_waits_for_the_mail_server(self, browser, settings):
        send_mail_by(settings, f"{__name__}.{HangingMailServer.__name__}")
        MAIL_SERVER.clear()
        assert browser.post(RESET, {"email": "alice@example.com"}).status_code == 302
        assert mail.outbox == []
        MAIL_SERVER.set()
        finish_background_work()
        assert [sent.to for sent in mail.outbox] == [["alice@example.com"]]

    def test_the_mail_is_sent_without_the_database(self, browser):
        """What a thread opens stays open: no request ends there that would close it."""
        browser.post(RESET, {"email": "alice@example.com"})
        finish_background_work()
        assert len(mail.outbox) == 1
        opened = background.submit(lambda: [one.connection for one in connections.all()])
        assert opened.result(timeout=30) == [None]

    @pytest.fixture
    def before(self, alice):
        """A browser that has signed in, and does before the link is sent: it ends earlier ones."""
        browser = Client()
        browser.post(SIGN_IN, NAMES)
        return browser

    def test_the_link_sets_a_password_once_and_ends_what_was_before(
        self, alice, browser, before, link
    ):
        form = browser.get(link)["Location"]
        assert browser.post(form, {"password": "x"}).status_code == 422
        answer = browser.post(form, {"password": NEW})
        assert (answer.status_code, answer["Location"]) == (302, SIGN_IN)
        assert not is_in(before)
        assert alice.get("me/").status_code == 401
        assert ("password_changed", "By the link of an e-mail.") in logged(alice.user)
        assert "does not work any more" in text(browser.get(link))
        assert "does not work any more" in text(browser.get(form))
        assert browser.post(SIGN_IN, {**NAMES, "password": NEW}).status_code == 302

    def test_a_second_step_is_asked_for_all_the_same(self, browser, link, app):
        browser.post(browser.get(link)["Location"], {"password": NEW})
        assert browser.post(SIGN_IN, {**NAMES, "password": NEW})["Location"] == STEP

    def test_a_mail_server_that_fails_is_for_the_log_alone(self, browser, settings, caplog):
        send_mail_to_nobody(settings)
        assert browser.post(RESET, {"email": "alice@example.com"}).status_code == 302
        finish_background_work()
        assert "The link to a new password could not be sent." in caplog.text

    def test_so_is_any_other_failure_of_the_mail(self, browser, settings, caplog):
        send_mail_by(settings, "no.such.Backend")
        assert browser.post(RESET, {"email": "alice@example.com"}).status_code == 302
        finish_background_work()
        assert "No module named 'no'" in caplog.text

    def test_without_a_mail_server_the_page_says_that_staff_do_it(self, browser, settings):
        send_mail_by(settings, CONSOLE)
        for answer in (browser.get(RESET), browser.post(RESET, {"email": "alice@example.com"})):
            assert "manage.py changepassword" in text(answer)


class TestBeingAskedAgain:
    def test_the_password_again(self, browser):
        browser.post(SIGN_IN, NAMES)
        page = "/account/confirm/?next=/books/"
        assert browser.post(page, {"password": "x"}).status_code == 422
        assert browser.post(page, {"password": PASSWORD})["Location"] == "/books/"

    def test_or_a_code(self, browser, app):
        browser.post(SIGN_IN, NAMES)
        browser.post(STEP, {"code": app.code()})
        page = "/account/confirm/code/?next=/books/"
        assert browser.post(page, {"code": "000000"}).status_code == 422
        assert browser.post(page, {"code": app.recovery_codes[0]})["Location"] == "/books/"

    def test_a_stolen_session_is_no_way_to_guess_the_password(self, browser, set_limits):
        set_limits(password="1/h")
        browser.post(SIGN_IN, NAMES)
        browser.post("/account/confirm/", {"password": "x"})
        answer = browser.post("/account/confirm/", {"password": PASSWORD})
        assert (answer.status_code, "Too many" in text(answer)) == (422, True)
