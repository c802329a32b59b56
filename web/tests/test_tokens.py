"""Tokens of programs, on their pages."""

import re

import pytest
from django.test import Client

from tests.cast import Caller
from users.models import AccessToken
from web import own_pages

PAGE = "/settings/tokens/"
NEW = f"{PAGE}new/"


@pytest.fixture
def browser(alice, monkeypatch):
    monkeypatch.setattr(own_pages, "proved_lately", lambda _: True)
    return of(alice)


def of(caller):
    browser = Client()
    browser.force_login(caller.user)
    return browser


def text(answer):
    return answer.content.decode()


def asked(**changes):
    form = {"name": "Backup", "scope": "read", "only_book": "", "expires_in_days": "90", "key": "k"}
    return {**form, **changes}


def test_it_is_shown_once_and_opens_what_it_says(alice, browser):
    page = browser.post(NEW, asked(only_book=str(alice.book.pk)))
    assert "no-store" in page["Cache-Control"]
    token = re.search(r'value="(etp_[\w-]+)"', text(page))[1]
    reader = Caller(HTTP_AUTHORIZATION=f"Token {token}")
    assert reader.get("book/").status_code == 200
    assert reader.post("accounts/", {"name": "x"}).status_code == 403
    listed = text(browser.get(PAGE))
    assert token not in listed
    for said in ("Backup", token[:8], alice.book.name):
        assert said.replace("'", "&#x27;") in listed


def test_a_form_that_is_sent_twice_makes_one(alice, browser):
    first, again = (re.search(r"etp_[\w-]+", text(browser.post(NEW, asked())))[0] for _ in "12")
    assert first == again
    assert AccessToken.objects.count() == 1


def test_without_days_it_does_not_end(alice, browser):
    browser.post(NEW, asked(expires_in_days=""))
    assert AccessToken.objects.get().expires_at is None


@pytest.mark.parametrize(
    "fault",
    [
        {"name": ""}, {"name": "Taken"}, {"scope": "all"}, {"only_book": "999"},
        {"only_book": "x"}, {"expires_in_days": "0"}, {"expires_in_days": "many"},
    ],
)  # fmt: skip
def test_a_fault_keeps_what_was_typed(alice, browser, fault):
    alice.add("tokens/", name="taken")
    answer = browser.post(NEW, asked(**fault))
    assert answer.status_code == 422
    assert AccessToken.objects.count() == 1


def test_a_book_of_somebody_else_is_not_to_be_chosen(alice, bob, browser):
    assert browser.post(NEW, asked(only_book=str(bob.book.pk))).status_code == 422


def test_revoking_asks_and_ends_it(alice, browser):
    made = alice.add("tokens/", name="Backup")
    page = f"{PAGE}{made['id']}/revoke/"
    assert "Revoke “Backup”?" in text(browser.get(page))
    assert AccessToken.objects.count() == 1
    assert browser.post(page)["Location"] == PAGE
    assert not AccessToken.objects.exists()


def test_that_of_somebody_else_is_not_there(alice, bob, browser):
    page = f"{PAGE}{bob.add('tokens/', name='Theirs')['id']}/revoke/"
    for answer in (browser.get(page), browser.post(page)):
        assert answer.status_code == 404
    assert AccessToken.objects.count() == 1
