"""Several people at once: the book's lock lets one after the other decide."""

from threading import Event

import pytest

from books.integrity.examination import examine
from books.models import Book, Cause, Membership, Role
from books.unit_of_work import Actor, change
from households import services
from households.models import Invitation
from households.tests.conftest import roles
from tests.cast import PASSWORD, made, signed_up
from tests.concurrency import at_once
from transactions.models import Transaction
from users.models import Person
from users.security import NOWHERE

pytestmark = pytest.mark.django_db(transaction=True)


def statuses(*works):
    return sorted(answer.status_code for answer in at_once(*works))


def owners(book):
    return [name for name, role in roles(book).items() if role == "owner"]


def test_two_members_who_write_at_once_both_do(house):
    expense = {"type": "expense", "amount": "1.00", "date": "2024-01-15"}
    works = [lambda c=c: c.post("transactions/", expense) for c in (house.alice, house.ed) * 3]
    assert statuses(*works) == [201] * 6
    assert Transaction.objects.for_book(house.book).count() == 6
    assert examine(house.book) == []


def test_of_two_who_accept_at_once_one_joins(house):
    path = f"invited/{house.alice.add('invitations/', role='viewer')['token']}/accept/"
    carol = signed_up("carol")
    assert statuses(lambda: house.bob.post(path), lambda: carol.post(path)) == [200, 404]
    assert len({"bob", "carol"} & roles(house.book).keys()) == 1


def test_who_accepts_twice_at_once_joins_once(house):
    path = f"invited/{house.alice.add('invitations/', role='viewer')['token']}/accept/"
    assert statuses(*[lambda: house.bob.post(path)] * 3) == [200, 409, 409]
    assert Membership.objects.filter(book=house.book, user=house.bob.user).count() == 1


def test_of_two_transfers_at_once_one_happens(house):
    works = [
        lambda m=m: house.alice.post(f"members/{m.user.pk}/transfer/") for m in (house.ed, house.vi)
    ]
    codes = statuses(*works)
    assert codes == [200, 403]
    assert len(owners(house.book)) == 1
    assert owners(house.book) != ["alice"]


def test_who_leaves_while_they_are_made_the_owner_does_one_of_the_two(house):
    path = f"members/{house.ed.user.pk}/"
    transferred, left = at_once(
        lambda: house.alice.post(f"{path}transfer/"), lambda: house.ed.delete(path)
    )
    assert (transferred.status_code, left.status_code) in {(200, 409), (404, 204)}
    assert len(owners(house.book)) == 1


def test_who_joins_while_the_owner_deletes_themselves_keeps_the_book_or_never_gets_in(alice, bob):
    path = f"invited/{alice.add('invitations/', role='viewer')['token']}/accept/"
    deleted, accepted = at_once(
        lambda: alice.delete("me/", {"password": PASSWORD}), lambda: bob.post(path)
    )
    assert (deleted.status_code, accepted.status_code) in {(204, 404), (409, 200)}
    assert Book.objects.filter(pk=alice.book.pk).exists() is (accepted.status_code == 200)


@pytest.mark.parametrize("who", ["alice", "ed"])
def test_who_goes_while_a_book_is_made_over_leaves_it_with_its_owner(house, who):
    begun, waited = Event(), Event()  # the second is never set: time to look and meet the lock
    places = Membership.objects.filter(book=house.book)

    def make_over():
        with change(house.book, by=Actor(user_id=None, cause=Cause.COMMAND)):
            places.filter(user=house.alice.user).update(role=Role.EDITOR)
            places.filter(user=house.ed.user).update(role=Role.OWNER)
            begun.set()
            waited.wait(0.5)

    def go():
        begun.wait(5)
        return getattr(house, who).delete("me/", {"password": PASSWORD})

    _, answer = at_once(make_over, go)
    assert answer.status_code == {"alice": 204, "ed": 409}[who]
    assert owners(house.book) == ["ed"]


def test_who_is_removed_while_their_request_waits_writes_nothing(house, monkeypatch):
    begun = Event()
    expense = {"type": "expense", "amount": "1.00", "date": "2024-01-15"}
    first_look = Membership.objects.filter(book=house.book, user=house.ed.user)
    by = Actor(user_id=None, cause=Cause.COMMAND)

    def remove():
        with change(house.book, by=by):
            begun.set()
            waited.wait(0.5)
            first_look.delete()

    def write():
        begun.wait(5)
        return house.ed.post("transactions/", expense)

    waited = Event()  # never set: time for the request to look at the role and meet the lock
    _, answer = at_once(remove, write)
    assert answer.status_code == 404
    assert not Transaction.objects.for_book(house.book).exists()


def test_the_same_request_for_a_book_several_times_at_once_opens_one(alice):
    body, key = {"name": "B", "home_currency": "EUR"}, {"Idempotency-Key": "k"}
    codes = statuses(*[lambda: alice.post("books/", body, headers=key)] * 3)
    assert codes[0] == 201
    assert set(codes) <= {201, 409}
    assert Book.objects.count() == 2
    made(alice.post("books/", body, headers=key), 201)


def test_a_last_place_is_taken_once(house, monkeypatch):
    monkeypatch.setattr("households.services.MEMBERS_MAX", 4)
    carol = signed_up("carol")
    paths = [
        f"invited/{house.alice.add('invitations/', role='viewer')['token']}/accept/"
        for _ in range(2)
    ]
    works = [lambda c=c, p=p: c.post(p) for c, p in zip((house.bob, carol), paths, strict=True)]
    assert statuses(*works) == [200, 409]
    assert list(roles(house.book).values()).count(Role.VIEWER) == 2


def link(house, **body):
    """The path under which somebody accepts a new invitation."""
    invitation = house.alice.add("invitations/", **{"role": "viewer", **body})
    return f"invited/{invitation['token']}/accept/"


def invited_members(book):
    """The addresses of members to which there is a pending invitation."""
    addresses = Invitation.objects.filter(book=book).values("whom_key")
    keys = Person.objects.filter(user__memberships__book=book, email_key__in=addresses)
    return list(keys.values_list("email_key", flat=True))


def test_who_is_removed_and_accepts_an_older_link_at_once_is_out(house):
    path = link(house)
    removed, accepted = at_once(
        lambda: house.alice.delete(f"members/{house.ed.user.pk}/"),
        lambda: house.ed.at(None).post(path),
    )
    assert removed.status_code == 204
    assert accepted.status_code in {404, 409}
    assert "ed" not in roles(house.book)


def test_who_waits_to_accept_while_they_are_removed_is_out(house):
    path = link(house)
    begun, waited = Event(), Event()  # the second is never set: time to look and meet the lock

    def remove():
        by = Actor(user_id=house.alice.user.pk, cause=Cause.API)
        with change(house.book, by=by) as uow:
            services.remove_member(uow, house.ed.user.pk, NOWHERE)
            begun.set()
            waited.wait(0.5)

    def accept():
        begun.wait(5)
        return house.ed.at(None).post(path)

    _, answer = at_once(remove, accept)
    assert answer.status_code == 404
    assert "ed" not in roles(house.book)


def test_one_that_is_replaced_and_accepted_at_once_is_one_of_the_two(house):
    path, body = link(house, email="bob@example.com"), {"role": "editor"}
    body["email"] = "bob@example.com"
    replaced, accepted = at_once(
        lambda: house.alice.post("invitations/", body), lambda: house.bob.post(path)
    )
    assert (replaced.status_code, accepted.status_code) in {(201, 404), (409, 200)}
    assert Invitation.objects.filter(used_at=None).count() == (replaced.status_code == 201)


def test_of_two_invitations_to_one_address_at_once_the_later_stays(house):
    body = {"role": "viewer", "email": "bob@example.com"}
    works = [lambda: house.alice.post("invitations/", body)] * 3
    assert statuses(*works) == [201] * 3
    assert Invitation.objects.count() == 1


def test_an_address_that_is_invited_and_taken_by_a_member_at_once_is_not_invited(house):
    body = {"role": "viewer", "email": "edward@example.com"}
    invited, moved = at_once(
        lambda: house.alice.post("invitations/", body),
        lambda: house.ed.patch("me/", {"email": "edward@example.com"}),
    )
    assert (invited.status_code, moved.status_code) in {(201, 200), (409, 200)}
    assert invited_members(house.book) == []


def test_who_joins_and_takes_another_invited_address_at_once_leaves_no_invitation(house):
    path = link(house)
    link(house, email="bob@example.com")
    link(house, email="robert@example.com")
    joined, moved = at_once(
        lambda: house.bob.post(path),
        lambda: house.bob.patch("me/", {"email": "robert@example.com"}),
    )
    assert (joined.status_code, moved.status_code) == (200, 200)
    assert invited_members(house.book) == []
