"""Where `/` leads somebody who has signed in."""

import re

import pytest

from tests.cast import joined
from web import gate_urls
from web.tests.pages import address_of, browser_of
from web.urls import urlpatterns

pytestmark = pytest.mark.django_db


def test_the_way_in_leads_to_the_book_that_was_shown_last(alice, bob):
    joined(bob, alice.book, "viewer")
    browser = browser_of(bob.user)
    for book in (alice.book, bob.book, alice.book):
        browser.get(address_of("transactions", book=book.pk))
        assert browser.get("/")["Location"] == f"/b/{book.pk}/"


def test_a_book_of_others_is_not_remembered(alice, bob):
    browser = browser_of(bob.user)
    browser.get(address_of("transactions", book=alice.book.pk))
    assert browser.get("/")["Location"] == f"/b/{bob.book.pk}/"


def test_every_page_has_a_name_of_its_own():
    names = [pattern.name for pattern in (*urlpatterns, *gate_urls.urlpatterns)]
    assert len(names) == len(set(names))


def test_the_list_of_keys_has_every_key_of_the_pages(alice):
    browser = browser_of(alice.user)
    text = browser.get("/help/keys/").content.decode()
    listed = {key for keys in re.findall(r"<dt><kbd>(.*?)</kbd>", text) for key in keys.split()}
    for name in ("overview", "transactions"):
        page = browser.get(address_of(name, book=alice.book.pk)).content.decode()
        worked = set(re.findall(r'data-(?:key|go)="(.)"', page))
        assert worked
        assert worked <= listed
