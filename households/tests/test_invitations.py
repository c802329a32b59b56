"""Invitations: who may take them up, how often, and for how long."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from books.models import Cause
from books.unit_of_work import Actor, change
from common.errors import NotThere
from households import services
from households.models import Invitation
from households.tests.conftest import events, last_note, roles
from tests.cast import Caller, faults, made, signed_up
from tests.mailers import CONSOLE, LOCMEM, send_mail_by, send_mail_to_nobody
from users.security import NOWHERE

GONE = {"token": None, "link": None}


def invited(house, **body):
    return house.alice.add("invitations/", **{"role": "editor", **body})


def accept(caller, invitation, **headers):
    return caller.post(f"invited/{invitation['token']}/accept/", headers=headers)


def test_whoever_has_the_link_sees_what_it_is_for_and_joins(house):
    invitation = invited(house)
    assert invitation["token"].startswith("eti_")
    assert invitation["link"].endswith(f"/api/v1/invited/{invitation['token']}/")
    shown = made(house.bob.get(invitation["link"]))
    assert shown == {
        "book": "alice's book",
        "role": "editor",
        "invited_by": "alice",
        "expires_at": invitation["expires_at"],
    }
    assert made(accept(house.bob, invitation)) == {
        "book": house.book.pk,
        "name": "alice's book",
        "role": "editor",
    }
    assert roles(house.book)["bob"] == "editor"
    assert last_note(house.book) == "bob joined as an editor."
    assert events(house.alice) == ["invited", "joined"]
    assert events(house.bob) == ["joined"]
    assert made(house.bob.get("book/"))["name"] == "bob's book"
    house.bob.at(house.book).category()


def test_an_invitation_lasts_a_week_and_is_shown_once(house):
    invitation = invited(house)
    (row,) = made(house.alice.get("invitations/"))["results"]
    assert row == {k: v for k, v in invitation.items() if k not in GONE}
    assert made(house.alice.get(f"invitations/{row['id']}/")) == row
    stored = Invitation.objects.get()
    assert stored.expires_at - stored.made_at == timedelta(days=7)


def test_neither_the_database_nor_a_kept_answer_has_the_text(house):
    key = {"Idempotency-Key": "k"}
    first = made(house.alice.post("invitations/", {"role": "viewer"}, headers=key), 201)
    kept = house.book.changes.latest("number").answer
    stored = Invitation.objects.values().get()
    assert first["token"][4:] not in f"{kept} {stored}"
    again = house.alice.post("invitations/", {"role": "viewer"}, headers=key)
    assert again["Idempotency-Replayed"] == "true"
    assert again["Cache-Control"] == "no-store"
    assert made(again, 201) == first
    house.alice.delete(f"invitations/{first['id']}/")
    after = made(house.alice.post("invitations/", {"role": "viewer"}, headers=key), 201)
    assert after == {**first, **GONE}


def test_it_can_be_accepted_once(house):
    invitation = invited(house)
    made(accept(house.bob, invitation))
    carol = signed_up("carol")
    assert carol.get(invitation["link"]).status_code == 404
    assert accept(carol, invitation).status_code == 404
    assert "carol" not in roles(house.book)
    assert made(house.alice.get("invitations/"))["results"] == []
    assert house.alice.delete(f"invitations/{invitation['id']}/").status_code == 404


def test_a_repeated_acceptance_is_answered_as_before(house):
    invitation, key = invited(house), {"Idempotency-Key": "k"}
    first, again = accept(house.bob, invitation, **key), accept(house.bob, invitation, **key)
    assert made(first) == made(again)
    assert again["Idempotency-Replayed"] == "true"
    assert accept(house.bob, invitation).json()["code"] == "already_member"


def test_a_repeated_acceptance_tells_who_was_removed_since_nothing(house):
    invitation, key = invited(house), {"Idempotency-Key": "k"}
    made(accept(house.bob, invitation, **key))
    house.alice.delete(f"members/{house.bob.user.pk}/")
    assert accept(house.bob, invitation, **key).status_code == 404


def test_a_member_has_no_use_for_one(house):
    invitation = invited(house)
    answer = accept(house.vi, invitation)
    assert (answer.status_code, answer.json()["code"]) == (409, "already_member")
    assert roles(house.book)["vi"] == "viewer"
    made(accept(house.bob, invitation))


def test_one_that_was_revoked_has_never_been(house):
    invitation = invited(house)
    assert house.alice.delete(f"invitations/{invitation['id']}/").status_code == 204
    assert last_note(house.book) == "Revoked an invitation."
    assert house.bob.get(invitation["link"]).status_code == 404
    assert accept(house.bob, invitation).status_code == 404


def test_one_that_has_expired_does_not_exist(house):
    invitation = invited(house)
    long_ago = timezone.now() - timedelta(days=8)
    Invitation.objects.update(made_at=long_ago, expires_at=long_ago + timedelta(days=7))
    assert house.bob.get(invitation["link"]).status_code == 404
    assert accept(house.bob, invitation).status_code == 404


def test_one_for_an_address_is_for_whoever_has_it(house):
    invitation = invited(house, email="BOB@example.com")
    carol = signed_up("carol")
    unknown = carol.get(f"invited/eti_{'A' * 43}/")
    theirs = carol.get(invitation["link"])
    assert (theirs.status_code, theirs.json()["code"]) == (404, unknown.json()["code"])
    assert accept(carol, invitation).status_code == 404
    made(accept(house.bob, invitation))


def test_an_address_is_looked_at_under_the_lock_as_well(house):
    invitation = invited(house, email="bob@example.com")
    carol = signed_up("carol")
    by = Actor(user_id=carol.user.pk, cause=Cause.API)
    with pytest.raises(NotThere), change(house.book, by=by) as uow:
        services.accept(uow, invitation["id"], carol.user, NOWHERE)
    assert "carol" not in roles(house.book)


def test_another_key_ends_every_invitation(house, settings):
    invitation = invited(house)
    settings.TOKEN_KEY = "another key of the tests, which is as long as it has to be, and random"
    carol = signed_up("carol")
    assert carol.get(invitation["link"]).status_code == 404
    assert accept(carol, invitation).status_code == 404


def test_the_address_gets_a_mail_with_the_link_and_nothing_that_members_can_word(house):
    house.alice.patch("book/", {"name": "Buy at evil.example now"})
    invitation = invited(house, email="bob@example.com")
    assert invitation["mailed"] is True
    (sent,) = mail.outbox
    assert sent.to == ["bob@example.com"]
    assert invitation["link"] in sent.body
    assert "alice invites you" in sent.body
    assert "evil" not in sent.subject + sent.body
    assert made(house.alice.get("invitations/"))["results"][0]["mailed"] is True


def test_without_an_address_nothing_is_sent(house):
    assert invited(house)["mailed"] is False
    assert mail.outbox == []


def test_without_a_mail_server_nothing_is_sent_and_the_answer_says_so(house, settings, capsys):
    send_mail_by(settings, CONSOLE)
    invitation = invited(house, email="bob@example.com")
    assert invitation["mailed"] is False
    assert invitation["token"] not in capsys.readouterr().out


def test_a_mail_server_that_fails_leaves_the_invitation_and_can_be_tried_again(house, settings):
    send_mail_to_nobody(settings)
    key, body = {"Idempotency-Key": "k"}, {"role": "viewer", "email": "bob@example.com"}
    first = made(house.alice.post("invitations/", body, headers=key), 201)
    assert first["mailed"] is False
    send_mail_by(settings, LOCMEM)
    again = made(house.alice.post("invitations/", body, headers=key), 201)
    assert again == {**first, "mailed": True}
    made(house.alice.post("invitations/", body, headers=key), 201)
    assert len(mail.outbox) == 1
    made(accept(house.bob, first))


def test_an_address_that_no_mail_can_go_to_leaves_the_invitation(house):
    """IDNA has no form of such a name of a host."""
    invitation = invited(house, email=f"bob@{'ü' * 60}.example")
    assert (invitation["mailed"], mail.outbox) == (False, [])


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({}, ("/role", "required")),
        ({"role": "owner"}, ("/role", "invalid_choice")),
        ({"role": "viewer", "email": "nobody"}, ("/email", "invalid")),
        ({"role": "viewer", "email": "a@b.example\nBcc: c@d.example"}, ("/email", "invalid")),
        ({"role": "viewer", "email": None}, ("/email", "null")),
    ],
)
def test_a_faulty_invitation_is_not_made(house, body, fault):
    assert fault in faults(house.alice.post("invitations/", body))
    assert not Invitation.objects.exists()


def test_a_book_has_a_bounded_number_of_pending_ones(house, monkeypatch):
    monkeypatch.setattr(services, "INVITATIONS_MAX", 1)
    first = invited(house)
    answer = house.alice.post("invitations/", {"role": "viewer"})
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_invitations")
    made(accept(house.bob, first))
    invited(house)


def test_a_book_has_a_bounded_number_of_members(house, monkeypatch):
    monkeypatch.setattr(services, "MEMBERS_MAX", 3)
    answer = accept(house.bob, invited(house))
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_members")


@pytest.mark.parametrize(
    ("scope", "attempt"),
    [
        ("invitations", lambda h: h.alice.post("invitations/", {"role": "viewer"})),
        (
            "invitations_address",
            lambda h: h.alice.post("invitations/", {"role": "viewer", "email": "x@y.example"}),
        ),
        ("invitation_lookups", lambda h: h.bob.get(f"invited/eti_{'A' * 43}/")),
        ("invitation_lookups", lambda h: h.bob.post(f"invited/eti_{'A' * 43}/accept/")),
    ],
    ids=["made", "mailed", "looked at", "accepted"],
)
def test_there_are_limits(house, settings, scope, attempt):
    framework = settings.REST_FRAMEWORK
    rates = {**framework["DEFAULT_THROTTLE_RATES"], scope: "2/h"}
    settings.REST_FRAMEWORK = {**framework, "DEFAULT_THROTTLE_RATES": rates}
    codes = [attempt(house).status_code for _ in range(3)]
    assert codes[2] == 429
    assert 429 not in codes[:2]


def test_a_personal_access_token_cannot_accept(house):
    token = house.bob.add("tokens/", name="phone", scope="write")["token"]
    phone = Caller(HTTP_AUTHORIZATION=f"Token {token}")
    assert accept(phone, invited(house)).json()["code"] == "sign_in_needed"
