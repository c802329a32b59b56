"""Settings: preferences and where they show, names, leaving, and what is guessed at sign-up."""

import re
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from books.models import Book, Role
from tests.cast import PASSWORD, joined
from users.choices import DateChoice, NumberChoice
from users.models import Preference
from users.preferences import prefer
from web import own_pages
from web.formats import DATE_FORMS, NUMBER_FORMS
from web.guesses import guessed
from web.preferences import preferences_from

PAGE = "/settings/"
FORM = {
    "language": "en",
    "number_form": "1.234,56",
    "date_form": "24.11.2026",
    "first_weekday": "7",
    "time_zone": "Pacific/Kiritimati",
    "theme": "dark",
    "density": "compact",
    "amount_colours": "none",
    "start_page": "accounts",
}


@pytest.fixture
def browser(alice, monkeypatch):
    monkeypatch.setattr(own_pages, "proved_lately", lambda _: True)
    browser = Client()
    browser.force_login(alice.user)
    return browser


def text(answer):
    return answer.content.decode()


def test_the_choices_are_those_that_pages_know():
    assert set(NumberChoice.values) == set(NUMBER_FORMS)
    assert set(DateChoice.values) == set(DATE_FORMS)


class TestPreferences:
    def test_what_is_saved_shows_on_every_page(self, alice, browser):
        alice.account(name="Safe", opening_balance="1234.50")
        assert browser.post(PAGE, FORM)["Location"] == PAGE
        page = text(browser.get(f"/b/{alice.book.pk}/accounts/"))
        for said in (
            'data-theme="dark"',
            'data-density="compact"',
            'data-amounts="none"',
            "1.234,50",
        ):
            assert said in page
        assert "data-keys" not in page
        assert browser.get("/")["Location"] == f"/b/{alice.book.pk}/accounts/"

    def test_the_page_shows_what_was_saved_and_the_toast_says_so(self, browser):
        browser.post(PAGE, FORM)
        page = text(browser.get(PAGE))
        assert "Your preferences were saved" in page
        for name, value in FORM.items():
            control = re.search(rf'<select name="{name}".*?</select>', page, re.DOTALL)[0]
            assert f'<option value="{value}" selected>' in control

    @pytest.mark.parametrize(
        "fault", [{"theme": "pink"}, {"time_zone": "Mars/Olympus"}, {"number_form": ""}]
    )
    def test_a_fault_keeps_the_rest_as_chosen(self, browser, fault):
        answer = browser.post(PAGE, {**FORM, **fault})
        assert answer.status_code == 422
        assert '<option value="accounts" selected>' in text(answer)
        assert not Preference.objects.exists()

    def test_they_cost_no_statement_of_their_own(self, alice, browser):
        with CaptureQueriesContext(connection) as without:
            browser.get("/books/")
        prefer(alice.user, {"theme": "dark"})
        with CaptureQueriesContext(connection) as with_some:
            assert 'data-theme="dark"' in text(browser.get("/books/"))
        assert len(with_some) == len(without)

    def test_today_is_that_of_the_persons_zone(self, alice, monkeypatch):
        late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
        monkeypatch.setattr(timezone, "now", lambda: late)
        days = {
            zone: preferences_from(Preference(time_zone=zone)).today().day
            for zone in ("UTC", "Pacific/Kiritimati", "America/Los_Angeles")
        }
        assert days == {"UTC": 24, "Pacific/Kiritimati": 25, "America/Los_Angeles": 24}

    def test_a_zone_that_the_server_has_no_more_is_utc(self):
        assert preferences_from(Preference(time_zone="Mars/Olympus")).time_zone == "UTC"


class TestNames:
    page = f"{PAGE}names/"

    def test_they_change_and_the_session_goes_on(self, alice, browser):
        names = {"username": "alison", "email": "alison@example.com"}
        assert browser.post(self.page, names)["Location"] == PAGE
        alice.user.refresh_from_db()
        assert (alice.user.username, alice.user.email) == ("alison", "alison@example.com")
        assert "alison@example.com" in text(browser.get(PAGE))

    def test_a_name_that_is_taken_is_refused_at_its_field(self, alice, bob, browser):
        answer = browser.post(self.page, {"username": "BOB", "email": "alice@example.com"})
        assert (answer.status_code, "id_username_error" in text(answer)) == (422, True)
        assert "BOB: settings" not in text(answer)

    def test_whoever_did_not_show_who_they_are_does_so_first(self, alice):
        browser = Client()
        browser.force_login(alice.user)
        answer = browser.post(self.page, {"username": "thief", "email": "thief@example.com"})
        assert answer["Location"] == f"/account/confirm/?{urlencode({'next': self.page})}"


class TestLeaving:
    page = f"{PAGE}leave/"

    def test_the_password_deletes_all_and_ends_the_session(self, alice, browser):
        assert browser.post(self.page, {"password": PASSWORD})["Location"] == "/account/login/"
        assert not get_user_model().objects.exists()
        assert not Book.objects.exists()
        assert "You have left" in text(browser.get("/account/login/"))

    def test_a_wrong_one_does_not(self, alice, browser):
        answer = browser.post(self.page, {"password": "x"})
        assert (answer.status_code, "not your password" in text(answer)) == (422, True)
        assert get_user_model().objects.exists()

    def test_trying_is_limited(self, browser, set_limits):
        set_limits(password="1/h")
        browser.post(self.page, {"password": "x"})
        assert browser.post(self.page, {"password": PASSWORD}).status_code == 429

    def test_a_book_that_others_keep_too_stands_in_the_way(self, alice, bob, browser):
        joined(bob, alice.book, Role.EDITOR)
        answer = browser.post(self.page, {"password": PASSWORD})
        assert answer.status_code == 409
        assert "have other members" in text(answer)


class TestGuesses:
    @pytest.mark.parametrize(
        ("languages", "forms"),
        [
            ("de-DE,de;q=0.9,en;q=0.8", ("1.234,56", "24.11.2026", 1)),
            ("de-CH", ("1'234.56", "24.11.2026", 1)),
            ("en-US,en;q=0.5", ("1,234.56", "11/24/2026", 7)),
            ("en-GB", ("1,234.56", "24/11/2026", 1)),
            ("en-IN", ("1,23,456.78", "24/11/2026", 7)),
            ("zh-Hans-CN", ("1,234.56", "2026-11-24", 1)),
            ("fr", ("1 234,56", "24/11/2026", 1)),
            ("sv-SE", ("1 234,56", "2026-11-24", 1)),
            ("tlh", ("1,234.56", "24 Nov 2026", 1)),
            ("", ("1,234.56", "24 Nov 2026", 1)),
            ("*", ("1,234.56", "24 Nov 2026", 1)),
            ("-" * 10_000, ("1,234.56", "24 Nov 2026", 1)),
        ],
    )
    def test_by_the_first_language(self, languages, forms):
        guess = guessed(languages, "")
        assert (guess["number_form"], guess["date_form"], guess["first_weekday"]) == forms
        assert guess["time_zone"] == "UTC"

    @pytest.mark.parametrize(
        ("sent", "kept"),
        [("Europe/Berlin", "Europe/Berlin"), ("Mars/Olympus", "UTC"), ("", "UTC"), (None, "UTC")],
    )
    def test_somebody_who_signs_up_sees_what_was_assumed_until_they_save(self, db, sent, kept):
        browser = Client(headers={"accept-language": "de"})
        person = {
            "username": "kim", "email": "kim@example.com", "password": PASSWORD,
            "home_currency": "EUR", **({} if sent is None else {"time_zone": sent}),
        }  # fmt: skip
        assert browser.post("/account/signup/", person).status_code == 303
        row = Preference.objects.get()
        assert (row.number_form, row.time_zone, row.assumed) == ("1.234,56", kept, True)
        assert "Guessed from your browser" in text(browser.get(PAGE))
        browser.post(PAGE, FORM)
        assert "Guessed from your browser" not in text(browser.get(PAGE))
