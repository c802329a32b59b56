"""No invitation outlives what it was for: a membership, an address, a newer invitation."""

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.test import Client

from households.models import Invitation
from households.tests.conftest import events, last_note, roles
from tests.cast import PASSWORD, faults, made, signed_up


def invited(house, email="", role="editor"):
    return house.alice.add("invitations/", role=role, email=email)


def planted(house, email):
    """An invitation to the address of a member, as only a race could make it."""
    made_now = invited(house, "nobody@example.com")
    Invitation.objects.filter(pk=made_now["id"]).update(email=email, whom_key=email)
    return made_now


def pending(house):
    """The addresses of the pending invitations, as the owner sees them."""
    return [row["email"] for row in made(house.alice.get("invitations/"))["results"]]


def accept(caller, invitation):
    return caller.at(None).post(f"invited/{invitation['token']}/accept/")


def look(caller, invitation):
    return caller.at(None).get(f"invited/{invitation['token']}/")


def remove(house, caller):
    assert house.alice.delete(f"members/{caller.user.pk}/").status_code == 204


def leave(house, caller):
    path = f"members/{caller.user.pk}/"
    assert caller.at(house.book).delete(path).status_code == 204


def move(caller, email):
    made(caller.patch("me/", {"email": email}))


def is_refused(answer, code="not_found", status=404):
    return (answer.status_code, answer.json()["code"]) == (status, code)


class TestInvitingMembers:
    @pytest.mark.parametrize(
        "email", ["ed@example.com", "ED@Example.COM", "alice@example.com", "vi@example.com"]
    )
    def test_the_address_of_a_member_is_refused(self, house, email):
        answer = house.alice.post("invitations/", {"role": "viewer", "email": email})
        assert is_refused(answer, "already_member", 409)
        assert pending(house) == []

    def test_width_and_invisible_letters_make_no_other_address(self, house):
        move(house.ed, "ed@straße.example")
        for email in ("ed@STRASSE.example", "ed@\N{FULLWIDTH LATIN SMALL LETTER S}traße.example"):
            answer = house.alice.post("invitations/", {"role": "viewer", "email": email})
            assert is_refused(answer, "already_member", 409)

    def test_the_address_that_a_member_gave_up_is_anybodys(self, house):
        move(house.ed, "edward@example.com")
        invitation = invited(house, "ed@example.com")
        made(accept(signed_up("ed2", email="ed@example.com"), invitation))

    def test_a_member_of_another_book_is_invited(self, house):
        invited(house, "bob@example.com")
        assert pending(house) == ["bob@example.com"]

    def test_an_address_that_is_too_long_once_folded_is_a_fault(self, house):
        email = f"a@{'.'.join(['ﷺ' * 10] * 6)}.example"
        answer = house.alice.post("invitations/", {"role": "viewer", "email": email})
        assert ("/email", "max_length") in faults(answer)


class TestASecondInvitation:
    def test_it_replaces_the_first(self, house):
        first = invited(house, "bob@example.com", "editor")
        second = invited(house, "BOB@example.com", "viewer")
        assert pending(house) == ["BOB@example.com"]
        assert "in place of an earlier invitation" in last_note(house.book)
        assert is_refused(look(house.bob, first))
        assert is_refused(accept(house.bob, first))
        assert made(accept(house.bob, second))["role"] == "viewer"

    def test_after_one_was_accepted_no_other_is_left(self, house):
        first = invited(house, "bob@example.com")
        second = invited(house, "bob@example.com")
        made(accept(house.bob, second))
        remove(house, house.bob)
        assert is_refused(accept(house.bob, first))
        assert pending(house) == []

    def test_a_repeated_request_for_the_replaced_one_gives_no_text_and_no_mail(
        self, house, mailoutbox
    ):
        key, body = {"Idempotency-Key": "k"}, {"role": "editor", "email": "bob@example.com"}
        first = made(house.alice.post("invitations/", body, headers=key), 201)
        invited(house, "bob@example.com")
        again = made(house.alice.post("invitations/", body, headers=key), 201)
        assert (again["id"], again["token"], again["link"]) == (first["id"], None, None)
        assert len(mailoutbox) == 2

    def test_it_takes_no_further_room(self, house, monkeypatch):
        monkeypatch.setattr("households.services.INVITATIONS_MAX", 1)
        invited(house, "bob@example.com")
        invited(house, "bob@example.com")
        answer = house.alice.post("invitations/", {"role": "viewer", "email": "x@y.example"})
        assert is_refused(answer, "too_many_invitations", 409)

    def test_links_without_an_address_and_used_ones_stand_beside_each_other(self, house):
        for _ in range(2):
            invited(house)
            made(accept(house.bob, invited(house, "bob@example.com")))
            remove(house, house.bob)
        assert pending(house) == ["", ""]
        assert Invitation.objects.count() == 4

    def test_the_database_refuses_two_to_one_address(self, house):
        row = Invitation.objects.get(pk=invited(house, "bob@example.com")["id"])
        row.pk, row.digest = None, "0" * 64
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)


@pytest.mark.parametrize("go", [remove, leave])
class TestWhoGoes:
    def test_takes_no_invitation_along(self, house, go):
        invitation = planted(house, "ed@example.com")
        go(house, house.ed)
        assert pending(house) == []
        assert last_note(house.book).endswith("The invitation to their address ended.")
        assert is_refused(look(house.ed, invitation))
        assert is_refused(accept(house.ed, invitation))

    def test_does_not_come_back_by_an_older_link(self, house, go):
        link = invited(house)
        go(house, house.ed)
        assert is_refused(look(house.ed, link))
        assert is_refused(accept(house.ed, link))
        assert "ed" not in roles(house.book)
        made(accept(house.bob, link))

    def test_does_not_come_back_by_an_older_invitation_to_another_address(self, house, go):
        invitation = invited(house, "edward@example.com")
        go(house, house.ed)
        move(house.ed.at(None), "edward@example.com")
        assert is_refused(look(house.ed, invitation))
        assert is_refused(accept(house.ed, invitation))

    def test_does_not_get_by_an_older_link_what_was_taken_from_them(self, house, go):
        link = invited(house, role="editor")
        made(house.alice.patch(f"members/{house.ed.user.pk}/", {"role": "viewer"}))
        assert is_refused(accept(house.ed, link), "already_member", 409)
        go(house, house.ed)
        assert is_refused(accept(house.ed, link))

    def test_comes_back_by_a_new_invitation_and_goes_again(self, house, go):
        for invitation in (invited, lambda h: invited(h, "ed@example.com")):
            go(house, house.ed)
            older = invited(house)
            made(accept(house.ed, invitation(house)))
            go(house, house.ed)
            assert is_refused(accept(house.ed, older))
            made(accept(house.ed, invited(house, role="editor")))

    def test_who_owned_the_book_once_is_no_exception(self, house, go):
        made(house.alice.post(f"members/{house.ed.user.pk}/transfer/"))
        house.alice, house.ed = house.ed, house.alice
        link = invited(house)
        go(house, house.ed)
        assert is_refused(accept(house.ed, link))


class TestAnotherAddress:
    def test_a_member_who_takes_an_invited_address_ends_the_invitation(self, house):
        invitation = invited(house, "edward@example.com")
        move(house.ed, "Edward@example.com")
        assert pending(house) == []
        assert events(house.alice)[-1] == "invitation_revoked"
        move(house.ed, "ed@example.com")
        edward = signed_up("edward", email="edward@example.com")
        assert is_refused(accept(edward, invitation))

    def test_so_does_one_whose_address_staff_change(self, house):
        invited(house, "edward@example.com")
        staff = Client()
        staff.force_login(get_user_model().objects.create_superuser("root", "r@example.com", "x"))
        user = house.ed.user
        form = {
            "username": user.username,
            "email": "edward@example.com",
            "is_active": "on",
            "date_joined_0": user.date_joined.date().isoformat(),
            "date_joined_1": user.date_joined.time().isoformat("seconds"),
        }
        assert staff.post(f"/admin/auth/user/{user.pk}/change/", form).status_code == 302
        assert pending(house) == []

    def test_a_stranger_who_takes_an_invited_address_may_accept(self, house):
        invitation = invited(house, "robert@example.com")
        move(house.bob, "robert@example.com")
        assert pending(house) == ["robert@example.com"]
        made(accept(house.bob, invitation))

    def test_a_stranger_who_gives_it_up_may_not(self, house):
        invitation = invited(house, "bob@example.com")
        move(house.bob, "robert@example.com")
        assert is_refused(accept(house.bob, invitation))

    def test_who_joins_by_a_link_ends_the_invitation_to_their_address(self, house):
        link, mailed = invited(house), invited(house, "bob@example.com")
        made(accept(house.bob, link))
        assert pending(house) == []
        assert is_refused(look(house.bob, mailed))

    def test_invitations_of_other_books_stay(self, house):
        made(house.bob.post("invitations/", {"role": "viewer", "email": "ed@example.com"}), 201)
        remove(house, house.ed)
        assert len(made(house.bob.get("invitations/"))["results"]) == 1


class TestWhoIsDeleted:
    def test_they_leave_no_invitation_to_their_address(self, house):
        """Or somebody new with the address would have what the old account was not given."""
        invitation = planted(house, "vi@example.com")
        assert house.vi.delete("me/", {"password": PASSWORD}).status_code == 204
        assert is_refused(accept(signed_up("vi"), invitation))
        assert pending(house) == []

    def test_a_stranger_who_is_deleted_may_come_again_and_accept(self, house):
        invitation = invited(house, "bob@example.com")
        assert house.bob.delete("me/", {"password": PASSWORD}).status_code == 204
        made(accept(signed_up("bob"), invitation))
