"""The members of a book: who they are, what they may become, and how they go."""

import pytest

from books.integrity.examination import examine
from books.models import Membership, Role
from households import services
from households.tests.conftest import events, last_note, roles
from tests.cast import PASSWORD, Caller, faults, made

OWNER_FIRST = "transfer it to another member first"


def member(house, name):
    return f"members/{getattr(house, name).user.pk}/"


def test_every_member_sees_who_keeps_the_book(house):
    for caller in (house.alice, house.ed, house.vi):
        rows = made(caller.get("members/"))["results"]
        assert [(row["username"], row["role"]) for row in rows] == [
            ("alice", "owner"),
            ("ed", "editor"),
            ("vi", "viewer"),
        ]
        assert rows[1]["id"] == house.ed.user.pk
        assert rows[1]["since"].endswith("Z")
        assert rows[1].keys() == {"id", "username", "role", "since"}


def test_the_owner_gives_another_role(house):
    answer = made(house.alice.patch(member(house, "vi"), {"role": "editor"}))
    assert (answer["username"], answer["role"]) == ("vi", "editor")
    assert roles(house.book)["vi"] == "editor"
    assert last_note(house.book) == "Made vi an editor."
    assert events(house.alice) == events(house.vi) == ["role_changed"]
    house.vi.category()


@pytest.mark.parametrize("role", ["owner", "", None, 7, "admin"])
def test_there_are_two_roles_to_give(house, role):
    faults(house.alice.patch(member(house, "vi"), {"role": role}))
    assert roles(house.book)["vi"] == "viewer"


def test_the_owner_removes_a_member_who_then_finds_no_book(house):
    assert house.alice.delete(member(house, "ed")).status_code == 204
    assert "ed" not in roles(house.book)
    assert last_note(house.book) == "Removed ed."
    assert house.ed.get("book/").status_code == 404
    assert events(house.alice) == events(house.ed) == ["member_removed"]


def test_a_member_leaves(house):
    assert house.vi.delete(member(house, "vi")).status_code == 204
    assert "vi" not in roles(house.book)
    assert last_note(house.book) == "vi left."
    assert events(house.alice) == events(house.vi) == ["member_left"]
    assert made(house.vi.at(None).get("book/"))["name"] == "vi's book"


def test_the_log_of_one_does_not_hold_the_address_of_another(house):
    house.alice.patch(member(house, "vi"), {"role": "editor"}, REMOTE_ADDR="192.0.2.7")
    addresses = [
        caller.user.security_events.get(kind="role_changed").address
        for caller in (house.alice, house.vi)
    ]
    assert addresses == ["192.0.2.7", ""]


@pytest.mark.parametrize("method", ["patch", "delete"])
def test_the_owner_stays_the_owner_without_a_transfer(house, method):
    answer = getattr(house.alice, method)(member(house, "alice"), {"role": "editor"})
    assert answer.status_code == 409
    assert OWNER_FIRST in answer.json()["detail"]
    assert roles(house.book)["alice"] == "owner"


def test_a_transfer_makes_one_the_owner_and_the_other_an_editor(house):
    invitation = house.alice.add("invitations/", role="viewer")
    answer = made(house.alice.post(f"{member(house, 'ed')}transfer/"))
    assert (answer["username"], answer["role"]) == ("ed", "owner")
    assert roles(house.book) == {"alice": "editor", "ed": "owner", "vi": "viewer"}
    assert last_note(house.book) == "Made ed the owner."
    assert events(house.ed) == ["ownership_transferred"]
    assert events(house.alice)[-1] == "ownership_transferred"
    assert made(house.ed.get("invitations/"))["results"] == []
    assert house.bob.get(f"invited/{invitation['token']}/").status_code == 404
    assert house.alice.patch("book/", {"name": "Mine"}).status_code == 403
    assert examine(house.book) == []


def test_nobody_is_made_the_owner_of_one_book_too_many(house, monkeypatch):
    monkeypatch.setattr(services, "BOOKS_OWNED_MAX", 1)
    answer = house.alice.post(f"{member(house, 'ed')}transfer/")
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_books")
    assert roles(house.book)["alice"] == "owner"


def test_the_owner_is_given_nothing_by_a_transfer_to_themselves(house):
    assert house.alice.post(f"{member(house, 'alice')}transfer/").status_code == 409
    assert roles(house.book)["alice"] == "owner"


@pytest.mark.parametrize("name", ["ed", "vi"])
def test_members_do_not_decide_about_each_other(house, name):
    caller = getattr(house, name)
    before = roles(house.book)
    for answer in (
        caller.patch(member(house, "vi"), {"role": "editor"}),
        caller.delete(member(house, "alice")),
        caller.post(f"{member(house, name)}transfer/"),
        caller.post("invitations/", {"role": "editor"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "role")
    assert roles(house.book) == before


def test_who_is_no_member_is_not_there(house):
    for answer in (
        house.alice.patch(member(house, "bob"), {"role": "editor"}),
        house.alice.delete(member(house, "bob")),
        house.alice.post(f"{member(house, 'bob')}transfer/"),
    ):
        assert answer.status_code == 404


def test_a_write_to_the_members_is_repeated_under_its_key(house):
    key = {"Idempotency-Key": "k"}
    first = house.alice.delete(member(house, "ed"), headers=key)
    again = house.alice.delete(member(house, "ed"), headers=key)
    assert (first.status_code, again.status_code) == (204, 204)
    assert again["Idempotency-Replayed"] == "true"


def test_a_personal_access_token_sees_members_and_changes_none(house):
    token = house.alice.add("tokens/", name="phone", scope="write")["token"]
    phone = Caller(HTTP_AUTHORIZATION=f"Token {token}").at(house.book)
    assert len(made(phone.get("members/"))["results"]) == 3
    for answer in (
        phone.patch(member(house, "vi"), {"role": "editor"}),
        phone.delete(member(house, "alice")),
        phone.post(f"{member(house, 'ed')}transfer/"),
        phone.post("invitations/", {"role": "editor"}),
        phone.get("invitations/"),
        phone.post("books/", {"name": "B", "home_currency": "EUR"}),
        phone.delete(f"books/{house.book.pk}/", {"password": PASSWORD}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "sign_in_needed")


def test_who_owns_a_book_that_others_keep_cannot_delete_themselves(house):
    answer = house.alice.delete("me/", {"password": PASSWORD})
    assert (answer.status_code, answer.json()["code"]) == (409, "shared_books")
    assert f"alice's book ({house.book.pk})" in answer.json()["detail"]
    for name in ("ed", "vi"):
        house.alice.delete(member(house, name))
    assert house.alice.delete("me/", {"password": PASSWORD}).status_code == 204


def test_a_member_who_deletes_themselves_leaves_the_book_to_the_others(house):
    assert house.ed.delete("me/", {"password": PASSWORD}).status_code == 204
    assert roles(house.book) == {"alice": "owner", "vi": "viewer"}


@pytest.mark.parametrize("owners", [0, 2])
def test_a_book_without_exactly_one_owner_is_found(house, owners):
    Membership.objects.filter(book=house.book).update(role=Role.EDITOR)
    first = Membership.objects.filter(book=house.book).values("pk")[:owners]
    ids = [row["pk"] for row in first]
    Membership.objects.filter(pk__in=ids).update(role=Role.OWNER)
    assert [finding.check for finding in examine(house.book)] == ["one_owner"]


def test_the_history_tells_it_and_undo_leaves_it_alone(house):
    house.alice.patch(member(house, "vi"), {"role": "editor"})
    newest = made(house.ed.get("history/"))["results"][0]
    assert newest["summary"].startswith("Made vi an editor")
    answer = house.alice.post(f"history/{newest['number']}/undo/")
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_undo")
    assert roles(house.book)["vi"] == "editor"
