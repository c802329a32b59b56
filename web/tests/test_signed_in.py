"""How long a browser stays signed in: 30 days from the last page that was opened."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from users.models import Session
from web.tests.browsing import Browser

pytestmark = pytest.mark.django_db

AGE = timedelta(seconds=settings.SESSION_COOKIE_AGE)


@pytest.fixture
def browser(alice):
    browser = Browser(alice)
    browser.see("overview")  # remembers the book
    return browser


def left():
    """How long the only session goes on."""
    return Session.objects.get().expires_at - timezone.now()


def used_ago(**ago):
    then = timezone.now() - timedelta(**ago)
    Session.objects.update(seen_at=then, expires_at=then + AGE)


@pytest.mark.parametrize("ago", [{"minutes": 6}, {"days": 1}, {"days": 29}])
def test_a_page_begins_the_days_anew(browser, ago):
    used_ago(**ago)
    cookie = browser.see("transactions").cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["max-age"] == AGE.total_seconds()
    assert AGE - left() < timedelta(minutes=1)


def test_within_five_minutes_nothing_is_written(browser):
    used_ago(minutes=4)
    assert settings.SESSION_COOKIE_NAME not in browser.see("transactions").cookies
    assert AGE - left() > timedelta(minutes=3)


def test_a_sign_out_sends_no_cookie_again(browser):
    used_ago(days=1)
    answer = browser.post("/account/logout/")
    assert answer.cookies[settings.SESSION_COOKIE_NAME].value == ""
    assert Session.objects.count() == 0


def test_who_comes_back_too_late_signs_in(browser):
    used_ago(days=30)
    answer = browser.see("transactions", status=302)
    assert answer["Location"].startswith("/account/login/")
