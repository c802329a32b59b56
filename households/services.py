"""Every write to the members of a book: they are access, not bookkeeping, and never undone.

Each happens inside a change of the book, whose lock lets one at a time through: that is what keeps
a book at exactly one owner. The change's note says what was done.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from books.models import Book, Membership, Role
from books.services import delete_book
from books.unit_of_work import Actor, RequestKey, UnitOfWork
from common.business_days import NO_CALENDAR
from common.errors import Busy, Conflict, Forbidden, NotThere
from common.text import fold_case
from households.models import FormerMember, GivenRole, Invitation, InvitationQuerySet
from households.tokens import derive_invitation
from users.models import EventKind, Person, User
from users.opening import ready_book
from users.security import NOWHERE, Origin, record, record_each
from users.services import check_password
from users.tokens import digest_of, new_nonce

BOOKS_OWNED_MAX = 20
"""How many books one person may own."""
MEMBERS_MAX = 50
"""How many people may keep one book."""
INVITATIONS_MAX = 20
"""How many pending invitations a book may have."""

_OWNER_FIRST = "A book has exactly one owner: transfer it to another member first."


@contextmanager
def another_book(
    user: User,
    *,
    name: str,
    home_currency: str,
    calendar: str = NO_CALENDAR,
    by: Actor,
    key: RequestKey | None,
) -> Iterator[UnitOfWork]:
    """Make another book of `user`, ready for use, and yield its first change.

    Raises Conflict for one book too many, and Busy where a request with the same `key` has opened
    it already.
    """
    with transaction.atomic():
        owned = _count_owned(user.pk)
        if key and book_opened_under(user, key):
            raise Busy
        _check_room(owned)
        with ready_book(
            user.pk, name=name, home_currency=home_currency, calendar=calendar, by=by, key=key
        ) as uow:
            yield uow


@contextmanager
def room_for_a_book(user: User) -> Iterator[None]:
    """Let the block make `user` the owner of one more book; raises Conflict for one too many."""
    with transaction.atomic():
        _check_room(_count_owned(user.pk))
        yield


def book_opened_under(user: User, key: RequestKey) -> Book | None:
    """Return the book whose first change `user` made under `key`, if there is one."""
    return Book.objects.filter(
        memberships__user=user, changes__number=1, changes__idempotency_key=key.key
    ).first()


def close_book(user: User, book_id: int, *, password: str) -> None:
    """Delete a book with all that is in it, by the wish of its owner.

    Raises Invalid where `password` is not theirs, NotThere where they are not a member, and
    Forbidden where they are not its owner.
    """
    check_password(user, password)
    with transaction.atomic():
        book = Book.objects.select_for_update().filter(pk=book_id).first()
        place = Membership.objects.filter(book_id=book_id, user=user).first()
        if book is None or place is None:
            raise NotThere
        if place.role != Role.OWNER:
            raise Forbidden("This takes the role of owner in this book.", code="role")
        delete_book(book)


def give_role(uow: UnitOfWork, user_id: int, role: GivenRole, origin: Origin) -> None:
    """Make a member an editor or a viewer; raises Conflict for the owner."""
    place = place_of(uow, user_id)
    if place.role == Role.OWNER:
        raise Conflict(_OWNER_FIRST, code="owner")
    _set_role(place, Role(role))
    uow.note = f"Made {place.user.get_username()} {_a(role)}."
    _record_for_both(uow, user_id, EventKind.ROLE_CHANGED, origin)


def remove_member(uow: UnitOfWork, user_id: int, origin: Origin) -> None:
    """Take a member out of the book, themselves or somebody else; raises Conflict for the owner.

    No invitation from before lets them in again, whatever address it is for.
    """
    place = place_of(uow, user_id)
    if place.role == Role.OWNER:
        raise Conflict(_OWNER_FIRST, code="owner")
    name, left = place.user.get_username(), user_id == uow.by.user_id
    uow.note = f"{name} left." if left else f"Removed {name}."
    if _unused(uow.book).to_address(place.user.email).delete()[0]:
        uow.note += " The invitation to their address ended."
    FormerMember.objects.update_or_create(
        book=uow.book, user_id=user_id, defaults={"left_in": uow.number}
    )
    kind = EventKind.MEMBER_LEFT if left else EventKind.MEMBER_REMOVED
    _record_for_both(uow, user_id, kind, origin)
    place.delete()


def transfer(uow: UnitOfWork, user_id: int, origin: Origin) -> None:
    """Make a member the owner and the owner an editor.

    Pending invitations end with it: they were the old owner's to give. Raises Conflict for the
    owner themselves, and where the member owns as many books as one may.
    """
    place = place_of(uow, user_id)
    if place.role == Role.OWNER:
        raise Conflict("This member is the owner of the book already.", code="owner")
    _check_room(_count_owned(user_id))
    old = uow.book.memberships.get(role=Role.OWNER)
    uow.note = f"Made {place.user.get_username()} the owner."
    _record_for_both(uow, user_id, EventKind.OWNERSHIP_TRANSFERRED, origin)
    _set_role(old, Role.EDITOR)
    _set_role(place, Role.OWNER)
    _unused(uow.book).delete()


def invite(uow: UnitOfWork, *, role: GivenRole, email: str, origin: Origin) -> Invitation:
    """Make an invitation by the owner, in place of an earlier one to the same address.

    Raises Conflict for the address of a member, and for one invitation too many.
    """
    book, now = uow.book, timezone.now()
    if email and Person.objects.filter(email_key=fold_case(email), user__memberships__book=book):
        raise Conflict("A user with this address is a member already.", code="already_member")
    unused = _unused(book)
    unused.filter(expires_at__lte=now).delete()
    replaced = email and unused.to_address(email).delete()[0]
    if unused.count() >= INVITATIONS_MAX:
        detail = f"A book has at most {INVITATIONS_MAX} pending invitations: revoke one."
        raise Conflict(detail, code="too_many_invitations")
    maker_id, nonce = _caller(uow), new_nonce()
    made = Invitation.objects.create(
        book=book,
        role=role,
        email=email,
        whom_key=fold_case(email) or nonce,
        made_in=uow.number,
        nonce=nonce,
        digest=digest_of(derive_invitation(book_id=book.pk, nonce=nonce)),
        made_by_id=maker_id,
        made_at=now,
        expires_at=now + timedelta(days=settings.INVITATION_DAYS),
    )
    instead = ", in place of an earlier invitation" if replaced else ""
    uow.note = f"Invited {_short(email) or 'somebody'} to be {_a(role)}{instead}."
    _record_for_caller(uow, EventKind.INVITED, origin)
    return made


def revoke(uow: UnitOfWork, invitation: Invitation, origin: Origin) -> None:
    """Make an invitation worthless."""
    whom = _short(invitation.email)
    uow.note = f"Revoked an invitation{' of ' + whom if whom else ''}."
    _record_for_caller(uow, EventKind.INVITATION_REVOKED, origin)
    invitation.delete()


def note_mailed(invitation: Invitation) -> None:
    """Keep that the mail server took the invitation."""
    Invitation.objects.filter(pk=invitation.pk).update(mailed=True)
    invitation.mailed = True


def presented(text: str, user: User) -> Invitation:
    """Return the invitation with this text, used or not; raises NotThere for none for `user`."""
    found = Invitation.objects.presented_as(text).first()
    if found is None or not found.is_current() or not is_for(found, user):
        raise NotThere
    return found


def is_open(invitation: Invitation, user: User) -> bool:
    """Whether `user` may still take the invitation up."""
    return invitation.is_pending() and not has_left_since(invitation, user)


def accept(uow: UnitOfWork, invitation_id: int, user: User, origin: Origin) -> Membership:
    """Make `user` a member as the invitation says, which uses it up.

    It ends the invitation to their address, if that is another. Raises NotThere for one that was
    revoked, used or has expired, that is for somebody else or older than the end of the user's
    membership, and Conflict where the user is a member already or the book is full.
    """
    book, now = uow.book, timezone.now()
    # Their address stays what it is until this commits.
    Person.objects.select_for_update().get(pk=user.pk)
    user = User.objects.get(pk=user.pk)
    places = book.memberships
    if places.filter(user=user).exists():
        raise Conflict("You are a member of this book already.", code="already_member")
    found = Invitation.objects.for_book(book).pending(now).filter(pk=invitation_id).first()
    if found is None or not is_for(found, user) or has_left_since(found, user):
        raise NotThere
    if places.count() >= MEMBERS_MAX:
        raise Conflict(f"A book has at most {MEMBERS_MAX} members.", code="too_many_members")
    found.used_by, found.used_at, found.whom_key = user, now, found.nonce
    found.save(update_fields=["used_by", "used_at", "whom_key"])
    _unused(book).to_address(user.email).delete()
    place = Membership.objects.create(book=book, user=user, role=found.role)
    uow.note = f"{user.get_username()} joined as {_a(GivenRole(found.role))}."
    _record_for_both(uow, user.pk, EventKind.JOINED, origin)
    return place


def is_for(invitation: Invitation, user: User) -> bool:
    """Whether `user` may take the invitation up."""
    return not invitation.email or fold_case(invitation.email) == fold_case(user.email)


def has_left_since(invitation: Invitation, user: User) -> bool:
    """Whether a membership of `user` ended after the invitation was made."""
    return FormerMember.objects.filter(
        book_id=invitation.book_id, user=user, left_in__gt=invitation.made_in
    ).exists()


def end_invitations_of(user: User) -> None:
    """End the invitations to the address of `user` in the books that they are a member of.

    An address watcher. Each book's owner, who made it, finds it in their security log.
    """
    own_books = Invitation.objects.filter(used_at=None, book__memberships__user=user)
    ended = list(own_books.to_address(user.email))
    if not ended:
        return
    Invitation.objects.filter(pk__in=[invitation.pk for invitation in ended]).delete()
    lines = [
        (one.made_by_id, f"Book {one.book_id}: The invitation of {_short(one.email)} ended.")
        for one in ended
    ]
    record_each(EventKind.INVITATION_REVOKED, lines)


def place_of(uow: UnitOfWork, user_id: int) -> Membership:
    """Return a member's place in the book of the change; raises NotThere where they have none."""
    place = uow.book.memberships.select_related("user").filter(user_id=user_id).first()
    if place is None:
        raise NotThere
    return place


def _unused(book: Book) -> InvitationQuerySet:
    return Invitation.objects.for_book(book).filter(used_at=None)


def _count_owned(user_id: int) -> int:
    """Return how many books the person owns, which stays true until the transaction ends."""
    # One at a time for each person, or two at once would both find room for one more.
    Person.objects.select_for_update().filter(pk=user_id).first()
    return Membership.objects.filter(user_id=user_id, role=Role.OWNER).count()


def _check_room(owned: int) -> None:
    if owned >= BOOKS_OWNED_MAX:
        detail = f"A user owns at most {BOOKS_OWNED_MAX} books."
        raise Conflict(detail, code="too_many_books")


def _set_role(place: Membership, role: Role) -> None:
    place.role = role
    place.save(update_fields=["role"])


def _caller(uow: UnitOfWork) -> int:
    assert uow.by.user_id is not None  # noqa: S101  # only people share books
    return uow.by.user_id


def _record_for_caller(uow: UnitOfWork, kind: EventKind, origin: Origin) -> None:
    record(_caller(uow), kind, origin=origin, detail=_line(uow))


def _record_for_both(uow: UnitOfWork, user_id: int, kind: EventKind, origin: Origin) -> None:
    """Write what was done into the log of its owner and of the member whom it was done to.

    Where from, into that of the caller alone: the address of one is not the other's to know.
    """
    owner_id = uow.book.memberships.values_list("user_id", flat=True).get(role=Role.OWNER)
    for person_id in {owner_id, user_id}:
        own = origin if person_id == uow.by.user_id else NOWHERE
        record(person_id, kind, origin=own, detail=_line(uow))


def _line(uow: UnitOfWork) -> str:
    return f"Book {uow.book.pk}: {uow.note}"


def _a(role: GivenRole) -> str:
    return "an editor" if role == GivenRole.EDITOR else "a viewer"


def _short(email: str) -> str:
    # The note of a change takes 255 characters, an address nearly as many.
    return email if len(email) <= 200 else f"{email[:199]}…"
