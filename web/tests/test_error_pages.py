"""What a page says that cannot be shown, or a form that cannot be taken."""

from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection
from django.test import Client, override_settings

from web.tests.pages import address_of, browser_of

pytestmark = pytest.mark.django_db


def test_a_page_that_is_not_there_leads_back_to_the_book(client):
    answer = client.get("/nothing/here/")
    assert answer.status_code == 404
    assert b"There is nothing at this address" in answer.content
    assert b'href="/"' in answer.content


@pytest.mark.parametrize("name", ["transactions", "accounts"])
def test_a_book_that_does_not_exist_looks_like_one_of_others(alice, bob, name):
    browser = browser_of(alice.user)
    answers = [browser.get(address_of(name, book=book)) for book in (bob.book.pk, 987_654)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_a_number_that_no_row_can_have_is_not_there(alice):
    browser = browser_of(alice.user)
    assert browser.get(f"/b/{10**19}/").status_code == 404
    assert browser.get(f"/b/{10**17}/").status_code == 404


def test_a_form_without_the_token_of_its_page_is_refused_in_words(alice):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice.user)
    answer = browser.post(address_of("entry_new", book=alice.book.pk), {"amount": "1"})
    assert answer.status_code == 403
    assert b"This form has expired" in answer.content


def test_a_defect_of_ours_says_the_number_of_the_request(alice, monkeypatch):
    monkeypatch.setattr("web.views.accounts.read_consistently", None)
    browser = browser_of(alice.user)
    browser.raise_request_exception = False
    answer = browser.get(
        address_of("accounts", book=alice.book.pk), headers={"X-Request-ID": "abc-123"}
    )
    assert answer.status_code == 500
    assert b"abc-123" in answer.content
    assert b"Nothing was changed" in answer.content


@contextmanager
def away(error):
    """Have the database answer each statement with `error`."""

    def fail(*_):
        raise error

    with connection.execute_wrapper(fail):
        yield


GONE = OperationalError(2006, "Server has gone away")
RELOAD = b'<meta http-equiv="refresh" content="5">'


class TestDatabaseAway:
    @pytest.fixture
    def browser(self, alice):
        browser = browser_of(alice.user)
        browser.raise_request_exception = False
        return browser

    def test_a_page_says_so_by_itself_and_reloads_once(self, alice, browser):
        there = f"{address_of('transactions', book=alice.book.pk)}?q=tea"
        with away(GONE):
            first, second = browser.get(there), browser.get(there)
        assert [answer.status_code for answer in (first, second)] == [503, 503]
        assert [answer["Retry-After"] for answer in (first, second)] == ["5", "5"]
        assert [RELOAD in answer.content for answer in (first, second)] == [True, False]
        for answer in (first, second):
            assert b"The database cannot be reached." in answer.content
            assert f'href="{there}"'.encode() in answer.content
            assert b"app.css" in answer.content
        assert browser.get(there).status_code == 200

    def test_a_later_outage_reloads_again(self, alice, browser):
        there = address_of("accounts", book=alice.book.pk)
        with away(GONE):
            kept = browser.get(there).cookies["reloaded"]
            assert 0 < kept["max-age"] <= 60
            del browser.cookies["reloaded"]
            assert RELOAD in browser.get(there).content

    def test_a_browser_that_may_keep_no_cookie_does_not_reload(self, browser):
        browser.cookies.clear()
        with away(GONE):
            answer = browser.get("/account/password/reset/1-abc-def/")
        assert answer.status_code == 503
        assert RELOAD not in answer.content

    def test_a_part_of_a_page_does_not_reload_it(self, alice, browser):
        there = address_of("transactions", book=alice.book.pk)
        with away(GONE):
            answer = browser.get(there, headers={"HX-Request": "true"})
        assert answer.status_code == 503
        assert RELOAD not in answer.content

    def test_a_form_is_not_sent_again_by_itself(self, alice, browser):
        with away(GONE):
            answer = browser.post(address_of("entry_new", book=alice.book.pk), {"amount": "1"})
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
        assert RELOAD not in answer.content
        assert b"may have been carried out" in answer.content
        assert b"Try again" not in answer.content

    def test_a_busy_database_says_that_nothing_was_changed(self, alice, browser):
        with away(OperationalError("database is locked")):
            answer = browser.post(address_of("entry_new", book=alice.book.pk), {"amount": "1"})
        assert answer.status_code == 503
        assert b"Nothing was changed" in answer.content


@override_settings(ALLOWED_HOSTS=["money.example.org"])
def test_a_host_that_is_not_ours_is_refused(client):
    assert client.get("/account/login/").status_code == 400


def test_pages_are_private_and_may_be_kept_for_the_way_back(alice):
    answer = browser_of(alice.user).get(address_of("transactions", book=alice.book.pk))
    assert set(answer["Cache-Control"].split(", ")) == {"private", "no-cache"}
    assert "Cookie" in answer["Vary"]
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_signing_out_has_the_browser_forget_its_pages(alice):
    browser = browser_of(alice.user)
    answer = browser.post("/account/logout/")
    assert answer["Clear-Site-Data"] == '"cache"'
    assert browser.get(f"/b/{alice.book.pk}/").status_code == 302


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_nobody_is_led_to_another_site(alice, address):
    browser = browser_of(alice.user)
    answer = browser.post("/settings/amounts/", {"next": address})
    assert answer["Location"] == "/"
