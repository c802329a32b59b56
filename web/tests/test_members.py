"""The members of a book: who sees them, their roles, a new owner, leaving."""

import pytest

from books.models import Membership, Role
from tests.cast import joined
from web.tests.browsing import Browser, words_of


@pytest.fixture
def browser(alice):
    return Browser(alice)


@pytest.fixture
def editor(alice, bob):
    return Browser(joined(bob, alice.book, Role.EDITOR), alice.book)


def role_of(caller, book):
    found = Membership.objects.filter(user=caller.user, book=book).first()
    return found and found.role


def test_everybody_sees_who_keeps_the_book_and_since_when(alice, browser, editor):
    for visitor in (browser, editor):
        page = words_of(visitor.see("members"))
        assert "alice" in page
        assert "Owner · since" in page
        assert "bob" in page


def test_only_the_owner_sees_controls_and_invitations(alice, browser, editor):
    alice.add("invitations/", role="viewer", email="mia@example.com")
    assert "mia@example.com" in words_of(browser.see("members"))
    assert "Edit bob" in browser.see("members").content.decode()
    page = editor.see("members")
    assert "mia@example.com" not in words_of(page)
    assert "Edit " not in page.content.decode()
    assert "Leave the book" in words_of(page)
    assert "Leave the book" not in words_of(browser.see("members"))


def test_the_owner_gives_another_role(alice, bob, browser, editor):
    answer = browser.send("member", bob.user.pk, role="viewer")
    page = browser.get(answer["Location"])
    assert "Made bob a viewer" in words_of(page)
    assert "undo-" not in page.content.decode()
    assert role_of(bob, alice.book) == Role.VIEWER
    browser.send("member", bob.user.pk, role="owner", status=422)


def test_the_role_of_the_owner_changes_by_a_transfer_alone(alice, browser):
    browser.send("member", alice.user.pk, role="viewer", status=409)
    browser.send("member_remove", alice.user.pk, status=409)
    assert role_of(alice, alice.book) == Role.OWNER


def test_making_somebody_owner_asks_first(alice, bob, browser, editor):
    page = words_of(browser.see("member_owner", bob.user.pk))
    assert "Make bob the owner" in page
    assert role_of(bob, alice.book) == Role.EDITOR
    browser.send("member_owner", bob.user.pk)
    assert role_of(bob, alice.book) == Role.OWNER
    assert role_of(alice, alice.book) == Role.EDITOR


def test_removing_somebody_asks_first(alice, bob, browser, editor):
    assert "Remove bob" in words_of(browser.see("member_remove", bob.user.pk))
    browser.send("member_remove", bob.user.pk)
    assert role_of(bob, alice.book) is None
    editor.see("members", status=404)


def test_a_member_leaves_and_the_owner_cannot(alice, bob, browser, editor):
    assert "You no longer see" in words_of(editor.see("leave"))
    answer = editor.send("leave")
    assert "You left" in words_of(editor.get(answer["Location"]))
    assert role_of(bob, alice.book) is None
    assert "make another member the owner first" in words_of(browser.see("leave"))
    browser.send("leave", status=409)


@pytest.mark.parametrize("role", [Role.EDITOR, Role.VIEWER])
def test_who_is_not_the_owner_may_change_no_access(alice, bob, role):
    visitor = Browser(joined(bob, alice.book, role), alice.book)
    for name in ("member", "member_owner", "member_remove"):
        visitor.see(name, alice.user.pk, status=403)
        visitor.send(name, alice.user.pk, status=403)


def test_a_stranger_finds_nothing(alice, bob, browser):
    stranger = Browser(bob, alice.book)
    stranger.see("members", status=404)
    stranger.send("leave", status=404)
    browser.see("member", bob.user.pk, status=404)


def test_the_security_log_says_from_where_a_role_was_given(alice, bob, browser, editor):
    browser.send("member", bob.user.pk, role="viewer")
    (event,) = alice.get("me/security/").json()["results"][:1]
    assert "Made bob a viewer." in event["detail"]
    assert event["ip_address"] == "127.0.0.1"
