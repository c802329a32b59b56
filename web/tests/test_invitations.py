"""Invitations: made, shown once, revoked, and taken up."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from books.models import Membership, Role
from households.models import Invitation
from tests.cast import joined
from tests.mailers import LOCMEM, send_mail_by
from web.tests.browsing import Browser, words_of


@pytest.fixture
def browser(alice):
    return Browser(alice)


def invited(browser, **fields):
    """Invite somebody; return the path of the link."""
    answer = browser.send("invite", role="editor", **fields, status=200)
    assert "no-store" in answer["Cache-Control"]
    assert answer.context["link"] in answer.content.decode()
    return answer.context["link"].removeprefix("http://testserver")


def test_a_link_is_shown_once_and_lets_one_person_join(alice, bob, browser):
    link = invited(browser)
    assert link not in browser.see("members").content.decode()
    visitor = Browser(bob, alice.book)
    page = visitor.get(link)
    assert "alice invites you to keep the book" in words_of(page)
    assert "no-store" in page["Cache-Control"]
    answer = visitor.post(link)
    assert answer["Location"] == visitor.address("overview")
    assert Membership.objects.get(user=bob.user, book=alice.book).role == Role.EDITOR


def test_who_has_not_signed_in_signs_in_first(browser):
    link = invited(browser)
    answer = Client().get(link)
    assert answer["Location"] == f"{reverse('account_login')}?next={link}"


def test_a_mail_leads_to_the_page(browser, settings):
    send_mail_by(settings, LOCMEM)
    link = invited(browser, email="mia@example.com")
    (sent,) = mail.outbox
    assert f"http://testserver{link}" in sent.body
    assert "You can accept it on that page." in sent.body
    assert "POST" not in sent.body


def test_an_invitation_to_an_address_is_for_that_person_alone(alice, bob, browser):
    link = invited(browser, email="mia@example.com")
    visitor = Browser(bob)
    assert visitor.get(link).status_code == 404
    assert visitor.post(link).status_code == 404


def test_the_same_form_sent_twice_invites_once(alice, browser):
    assert invited(browser, key="k") == invited(browser, key="k")
    assert Invitation.objects.filter(book=alice.book).count() == 1


def test_joining_twice_leads_to_the_book(alice, bob, browser):
    link = invited(browser)
    visitor = Browser(bob, alice.book)
    for _ in range(2):
        assert visitor.post(link)["Location"] == visitor.address("overview")
    assert visitor.get(link)["Location"] == visitor.address("overview")


def test_a_revoked_invitation_lets_nobody_in(alice, bob, browser):
    link = invited(browser)
    (one,) = browser.see("members").context["invitations"]
    browser.send("invitation_revoke", one.id)
    browser.send("invitation_revoke", one.id, status=404)
    assert Browser(bob).get(link).status_code == 404
    assert Browser(bob).post(link).status_code == 404


def test_who_was_removed_does_not_come_back_by_an_old_link(alice, bob, browser):
    link = invited(browser)
    joined(bob, alice.book, Role.VIEWER)
    browser.send("member_remove", bob.user.pk)
    assert Browser(bob).get(link).status_code == 404
    assert Browser(bob).post(link).status_code == 404


def test_faults_stand_at_their_fields(alice, bob, browser):
    assert "valid email" in words_of(browser.send("invite", role="editor", email="mia", status=422))
    browser.send("invite", role="owner", status=422)
    joined(bob, alice.book, Role.VIEWER)
    answer = browser.send("invite", role="editor", email=bob.user.email, status=409)
    assert "A user with this address is a member already." in words_of(answer)


def test_invitations_are_limited_as_those_of_the_api_are(browser, settings):
    rates = {**settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "invitations": "1/h"}
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": rates}
    invited(browser)
    answer = browser.send("invite", role="editor", status=429)
    assert "Too many invitations" in words_of(answer)


def test_attempts_to_look_one_up_are_limited(bob, browser, settings):
    link = invited(browser)
    rates = {**settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "invitation_lookups": "1/h"}
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": rates}
    visitor = Browser(bob)
    assert visitor.get(link).status_code == 200
    assert visitor.get(link).status_code == 429


def test_only_the_owner_invites(alice, bob, browser):
    invited(browser)
    (one,) = browser.see("members").context["invitations"]
    editor = Browser(joined(bob, alice.book, Role.EDITOR), alice.book)
    editor.see("invite", status=403)
    editor.send("invite", role="viewer", status=403)
    editor.send("invitation_revoke", one.id, status=403)
