"""What a page says that cannot be shown, or a form that cannot be taken."""

import pytest
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
