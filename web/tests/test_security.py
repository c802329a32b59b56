"""Security settings: password, second step, sessions, log; and what asks who one is before."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from books.models import Membership
from tests.cast import PASSWORD
from tests.second_steps import App, with_app, with_passkey
from users.models import EventKind, SecurityEvent, Session
from users.second_step import make_recovery_codes
from users.security import USE_NOTED_EVERY
from web import own_pages

PAGE = "/settings/security/"
SIGN_IN = "/account/login/"
APP = f"{PAGE}app/"
CODES = f"{PAGE}codes/"
END = f"{PAGE}sessions/end/"
NEW = "Warm-Yellow-Lamp-3"
STATEMENTS_MAX = 12


def text(answer):
    return answer.content.decode()


def signed_in(name="alice", **extra):
    browser = Client(**extra)
    assert browser.post(SIGN_IN, {"username": name, "password": PASSWORD}).status_code == 302
    return browser


def is_in(browser):
    return browser.get(PAGE).status_code == 200


def kinds(user):
    lines = SecurityEvent.objects.of_user(user.pk).order_by("id")
    return list(lines.values_list("kind", flat=True))


@pytest.fixture
def browser(alice):
    return signed_in()


@pytest.fixture
def later(monkeypatch):
    """Let the proof of the sign-in be too old."""
    monkeypatch.setattr(own_pages, "PROOF_SECONDS", -1)


class TestThePage:
    def test_it_shows_what_there_is(self, alice, browser):
        app = with_app(alice.user)
        alice.post("login/", {"username": "alice", "password": PASSWORD, "code": app.code()})
        alice.add("tokens/", name="Backup")
        page = text(browser.get(PAGE))
        for said in ("10 codes left", "Backup", "Second step on", "this one", "Turn off"):
            assert said in page

    def test_it_takes_few_statements_whatever_there_is(self, alice, browser):
        with_app(alice.user)
        for _ in range(3):
            signed_in_with_codes(alice.user)
        with CaptureQueriesContext(connection) as captured:
            browser.get(PAGE)
        assert len(captured) <= STATEMENTS_MAX

    def test_who_has_no_book_has_it_all_the_same(self, alice, browser):
        Membership.objects.all().delete()
        for page in (PAGE, APP, "/settings/", "/settings/tokens/"):
            assert browser.get(page).status_code == 200

    def test_strangers_are_sent_to_the_sign_in(self, alice):
        for page in (PAGE, APP, CODES, END, f"{PAGE}log/", f"{PAGE}password/"):
            for answer in (Client().get(page), Client().post(page)):
                assert answer["Location"] == f"{SIGN_IN}?next={page}"

    def test_the_log_is_ones_own(self, alice, bob, browser):
        bob.post("login/", {"username": "bob", "password": "x"}, REMOTE_ADDR="192.0.2.77")
        assert "192.0.2.77" not in text(browser.get(f"{PAGE}log/"))
        alice.post("login/", {"username": "alice", "password": "x"}, REMOTE_ADDR="192.0.2.78")
        assert "192.0.2.78" in text(browser.get(f"{PAGE}log/"))


def signed_in_with_codes(user):
    browser = Client()
    browser.post(SIGN_IN, {"username": user.username, "password": PASSWORD})
    code = make_recovery_codes(user)[0]
    assert browser.post("/account/2fa/authenticate/", {"code": code}).status_code == 302
    return browser


@pytest.mark.parametrize(
    "page", [APP, f"{APP}remove/", CODES, END, f"{PAGE}passkeys/new/", "/settings/tokens/new/"]
)
def test_what_is_dangerous_asks_again_who_one_is(browser, later, page):
    for answer in (browser.get(page), browser.post(page)):
        assert answer["Location"].startswith("/account/confirm/?next=")
    assert browser.post(answer["Location"], {"password": PASSWORD})["Location"] == page


class TestApp:
    def shown(self, browser):
        page = text(browser.get(APP))
        return App(re.search(r"<code>([A-Z2-7 ]{39})</code>", page)[1].replace(" ", ""), [])

    def test_it_is_on_once_it_shows_the_right_code_and_recovery_codes_come_once(
        self, alice, browser
    ):
        app = self.shown(browser)
        assert self.shown(browser).secret == app.secret
        assert browser.post(APP, {"code": "000000"}).status_code == 422
        answer = browser.post(APP, {"code": app.code()})
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
        assert len(re.findall(r"<code>(\d{8})</code>", text(answer))) == 10
        assert kinds(alice.user)[-2:] == ["second_step_on", "recovery_codes_made"]
        assert self.shown(browser).secret != app.secret
        again = Client()
        to = again.post(SIGN_IN, {"username": "alice", "password": PASSWORD})["Location"]
        assert to == "/account/2fa/authenticate/"

    def test_the_picture_says_the_key(self, browser):
        assert re.search(
            r'<svg class="qr" viewBox="0 0 \d+ \d+".*?<path d="M', text(browser.get(APP))
        )

    def test_wrong_codes_are_limited(self, browser, set_limits):
        set_limits(second_step="1/h")
        app = self.shown(browser)
        browser.post(APP, {"code": "000000"})
        assert browser.post(APP, {"code": app.code()}).status_code == 429

    def test_turning_it_off_asks_and_takes_the_codes_along(self, alice, browser):
        with_app(alice.user)
        assert "Turn the app off?" in text(browser.get(f"{APP}remove/"))
        assert Authenticator.objects.count() == 2
        assert browser.post(f"{APP}remove/")["Location"] == PAGE
        assert not Authenticator.objects.exists()


class TestRecoveryCodes:
    def test_a_new_set_asks_is_shown_once_and_ends_the_one_before(self, alice, browser):
        app = with_app(alice.user)
        assert "Make a new set" in text(browser.get(CODES))
        page = text(browser.post(CODES))
        new = re.findall(r"<code>(\d{8})</code>", page)
        assert len(set(new)) == 10
        assert not set(new) & set(app.recovery_codes)
        assert kinds(alice.user)[-1] == "recovery_codes_made"

    def test_without_a_second_step_there_are_none(self, browser):
        assert browser.post(CODES)["Location"] == PAGE
        assert not Authenticator.objects.exists()


class TestPasskeys:
    def test_the_page_says_what_the_device_is_to_make(self, browser):
        page = text(browser.get(f"{PAGE}passkeys/new/"))
        assert "residentKey&quot;: &quot;required" in page

    @pytest.mark.parametrize("sent", ["", "x", "{}", '{"id": "AA", "response": {}}'])
    def test_an_answer_that_does_not_fit_is_refused(self, browser, sent):
        page = f"{PAGE}passkeys/new/"
        browser.get(page)
        assert browser.post(page, {"name": "Key", "credential": sent}).status_code == 422
        assert not Authenticator.objects.exists()

    def test_nobody_removes_that_of_somebody_else(self, alice, bob, browser):
        theirs, mine = with_passkey(bob.user), with_passkey(alice.user)
        assert "Laptop" in text(browser.get(PAGE))
        assert browser.post(f"{PAGE}passkeys/{theirs.pk}/remove/").status_code == 404
        assert browser.post(f"{PAGE}passkeys/{mine.pk}/remove/").status_code == 303
        assert list(Authenticator.objects.all()) == [theirs]
        assert kinds(alice.user)[-1] == "passkey_removed"


class TestPassword:
    page = f"{PAGE}password/"

    def test_the_card_says_since_when_it_is_in_use(self, alice, browser):
        for year, kind in ((2031, EventKind.PASSWORD_CHANGED), (2032, EventKind.SIGNED_IN)):
            at = datetime(year, 5, 6, 7, 8, tzinfo=UTC)
            SecurityEvent.objects.create(user=alice.user, at=at, kind=kind)
        assert "In use since 6 May 2031, 07:08." in text(browser.get(PAGE))

    def test_another_one_keeps_this_browser_and_ends_the_others(self, alice, browser):
        other = signed_in()
        change = {"current_password": PASSWORD, "new_password": NEW}
        assert browser.post(self.page, change)["Location"] == PAGE
        assert (is_in(browser), is_in(other)) == (True, False)
        assert alice.get("me/").status_code == 401
        assert Session.objects.get(user=alice.user).address == "127.0.0.1"

    def test_programs_end_with_it_if_one_says_so(self, alice, browser):
        alice.add("tokens/", name="One")
        change = {"current_password": PASSWORD, "new_password": NEW, "revoke_tokens": "on"}
        browser.post(self.page, change)
        assert not alice.user.access_tokens.exists()

    @pytest.mark.parametrize(
        ("changed", "field"),
        [({"current_password": "x"}, "current"), ({"new_password": "x"}, "new")],
    )
    def test_faults_stand_at_their_fields(self, browser, changed, field):
        change = {"current_password": PASSWORD, "new_password": NEW, **changed}
        answer = browser.post(self.page, change)
        assert answer.status_code == 422
        assert f"id_{field}_password_error" in text(answer)

    def test_trying_is_limited_together_with_the_api(self, alice, browser, set_limits):
        set_limits(password="1/h")
        alice.post("me/password/", {"current_password": "x", "new_password": NEW})
        change = {"current_password": PASSWORD, "new_password": NEW}
        assert browser.post(self.page, change).status_code == 429


class TestSessions:
    def test_one_ends_and_the_log_says_so(self, alice, browser):
        other, third = signed_in(), signed_in()
        listed = re.findall(r"\?session=([0-9a-f]{64})", text(browser.get(PAGE)))
        assert len(listed) == 2
        assert "Sign out this browser?" in text(browser.get(f"{END}?session={listed[0]}"))
        browser.post(END, {"session": listed[0]})
        assert [is_in(one) for one in (browser, other, third)].count(True) == 2
        assert is_in(browser)
        assert kinds(alice.user)[-1] == "sessions_ended"

    def test_all_others_end(self, alice, browser):
        others = [signed_in(), signed_in()]
        browser.post(END)
        assert is_in(browser)
        assert not any(is_in(other) for other in others)

    def test_neither_this_one_nor_that_of_somebody_else(self, alice, bob, browser):
        bobs = Client()
        bobs.force_login(bob.user)
        for row in Session.objects.all():
            browser.post(END, {"session": row.digest})
        assert is_in(browser)
        assert is_in(bobs)

    def test_it_says_which_browser_where_and_when(self, alice):
        agent = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0"
        signed_in(HTTP_USER_AGENT=agent, REMOTE_ADDR="192.0.2.9")
        page = text(signed_in(HTTP_USER_AGENT="curl/8").get(PAGE))
        assert "Firefox on Linux" in page
        assert "192.0.2.9" in page
        assert "curl/8" in page

    def test_the_last_use_is_written_now_and_then(self, alice, browser):
        row = Session.objects.get(user=alice.user)
        with CaptureQueriesContext(connection) as captured:
            browser.get("/books/")
        assert not any("UPDATE" in query["sql"] for query in captured)
        before = timezone.now() - USE_NOTED_EVERY
        Session.objects.filter(pk=row.pk).update(seen_at=before - timedelta(seconds=1))
        browser.get("/books/", REMOTE_ADDR="192.0.2.10")
        row.refresh_from_db()
        assert row.seen_at > before
        assert row.address == "192.0.2.10"
