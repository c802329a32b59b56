"""Every write to people: registration, sign-in, names, passwords, and leaving."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from books.models import Book, Cause, Membership, Role
from books.services import delete_book
from books.unit_of_work import Actor
from common.errors import Conflict, Invalid, KeyReused, Problem, raise_problems
from common.text import NAME_LENGTH_MAX, fold, fold_case
from users import second_step
from users.drafts import (
    PersonDraft,
    has_kept_key,
    password_problems,
    problems,
    taken_problems,
)
from users.models import AccessToken, EventKind, Person, Registration, Token, User
from users.opening import ready_book
from users.registry import address_watchers
from users.security import NOWHERE, Origin, record, record_some
from users.sessions import end_sessions
from users.tokens import derive_token, digest_of, new_nonce

REPEATABLE_FOR = timedelta(days=1)
"""How long a registration can be repeated under its Idempotency-Key. A key is not a password: a
client that guesses one may try passwords here beside the limits on sign-in, so it ends."""
_TITLE_END = "'s book"
_SHARED = (
    "These books of yours have other members: {}. Transfer each of them, or remove its members."
)
_WRONG_PASSWORD = "This is not your password."  # noqa: S105  # a sentence, not a password


@dataclass(frozen=True, slots=True)
class SignIn:
    """A user, and the text of the token that signs them in from now on."""

    user: User
    token: str = field(repr=False)
    repeated: bool = False
    """Whether an earlier request with the same key has made the user."""


def register(
    *,
    username: str,
    email: str,
    password: str,
    home_currency: str = "",
    key: str = "",
    origin: Origin = NOWHERE,
) -> SignIn:
    """Make a user with a token, a book, its default categories and a cash account, or nothing.

    `home_currency` is the book's, ISO 4217; DEFAULT_CURRENCY where it is not said. `key` is the
    digest of the caller's Idempotency-Key, if any: who registered under it with the same names
    and password, no longer than REPEATABLE_FOR ago, is signed in. Raises KeyReused for anything
    else under a used key, and Invalid with every rule that the input breaks, also where somebody
    takes a name at the same moment.
    """
    asked = _Asked(username, email, password, home_currency, key)
    if done := _done_before(asked, origin):
        return done
    try:
        return _registered(asked, origin)
    except (Invalid, IntegrityError):
        # Perhaps the same request, sent twice at once, has taken the names or the key.
        if done := _done_before(asked, origin):
            return done
        raise


@dataclass(frozen=True, slots=True)
class _Asked:
    """A registration as it was asked for."""

    username: str
    email: str
    password: str = field(repr=False)
    home_currency: str
    key: str

    @property
    def fingerprint(self) -> str:
        """A digest of all but the password."""
        return digest_of(f"{self.username}\0{self.email}\0{self.home_currency}")


def _done_before(asked: _Asked, origin: Origin) -> SignIn | None:
    if not asked.key:
        return None
    made = Registration.objects.filter(key=asked.key).select_related("user").first()
    if made is None:
        return None
    user = made.user
    in_time = timezone.now() - user.date_joined < REPEATABLE_FOR
    if made.fingerprint != asked.fingerprint or not in_time or not user.is_active:
        raise KeyReused
    if second_step.is_on(user):
        raise KeyReused
    if not user.check_password(asked.password):
        record_some(user.pk, EventKind.SIGN_IN_FAILED, origin=origin)
        raise KeyReused
    with transaction.atomic():
        record(user.pk, EventKind.SIGNED_IN, origin=origin, detail="A registration was repeated.")
        return SignIn(user, current_token(user, origin), repeated=True)


def _registered(asked: _Asked, origin: Origin) -> SignIn:
    username, email, password = asked.username, asked.email, asked.password
    user = User(username=User.normalize_username(username), email=email)
    draft = PersonDraft(username=user.username, email=email, password=password)
    raise_problems(problems(draft))
    # Hashing is slow on purpose, so it comes before the transaction and its locks.
    user.set_password(password)
    with _names_guarded(draft), transaction.atomic():
        user.save(force_insert=True)
        settle(user, asked.home_currency or settings.DEFAULT_CURRENCY, origin)
        if asked.key:
            Registration.objects.create(key=asked.key, fingerprint=asked.fingerprint, user=user)
        return SignIn(user, current_token(user, origin))


def settle(user: User, home_currency: str, origin: Origin = NOWHERE) -> None:
    """Keep the folded names of the saved `user`, and open their book where they are new here.

    For a user who was made or renamed elsewhere, in the admin or by a command; who was renamed,
    under the locks of `lock_person`. Raises IntegrityError where one of the names is somebody
    else's.
    """
    _, is_new = Person.objects.update_or_create(user=user, defaults=_keys(user))
    if is_new:
        record(user.pk, EventKind.REGISTERED, origin=origin)
        _open_first_book(user, home_currency)
    else:
        _tell_watchers(user)


def recognised(*, name: str, password: str, origin: Origin = NOWHERE) -> User | None:
    """Return the user called `name` (username or e-mail address), whose password that is.

    None for a wrong name, a wrong password and a user who is not active alike, each after one run
    of the password hasher. What fails under a name that somebody has is in their security log.
    """
    person = Person.objects.known_as(name).select_related("user").first()
    if person is None:
        make_password(password)
        return None
    user = person.user
    if not user.check_password(password) or not user.is_active:
        record_some(user.pk, EventKind.SIGN_IN_FAILED, origin=origin)
        return None
    return user


def sign_in(user: User, *, origin: Origin = NOWHERE, detail: str = "") -> SignIn:
    """Return the user with their token, old or new; they have shown who they are."""
    with transaction.atomic():
        record(user.pk, EventKind.SIGNED_IN, origin=origin, detail=detail)
        return SignIn(user, current_token(user, origin))


def sign_out(user: User, *, origin: Origin = NOWHERE) -> None:
    """Make the token of the user's sign-in worthless; the next sign-in gives another one."""
    with transaction.atomic():
        Token.objects.filter(user=user).delete()
        record(user.pk, EventKind.SIGNED_OUT, origin=origin)


def current_token(user: User, origin: Origin = NOWHERE) -> str:
    """Return the user's token: the one there is, or a new one where there is none that holds.

    A stored token no longer holds when the key or the password from which it derives is another.
    """
    token, _ = Token.objects.get_or_create(user=user, defaults=_new_token(user, origin))
    token.user = user
    if token.is_current():
        return token.text()
    # Of two sign-ins at once only the first replaces it, and both then read the same new one.
    Token.objects.filter(user=user, digest=token.digest).update(**_new_token(user, origin))
    return current_token(user, origin)


def rename(user: User, *, username: str = "", email: str = "", origin: Origin = NOWHERE) -> None:
    """Set the user's `username` and `email`, each where it is given.

    Raises Invalid with every rule that the result breaks.
    """
    user.username = User.normalize_username(username or user.username)
    user.email = email or user.email
    draft = PersonDraft(username=user.username, email=user.email, id=user.pk)
    raise_problems(problems(draft))
    with _names_guarded(draft), transaction.atomic():
        lock_person(user)
        was = User.objects.get(pk=user.pk)
        user.save(update_fields=["username", "email"])
        settle(user, settings.DEFAULT_CURRENCY)
        if detail := _renaming(was, user):
            record(user.pk, EventKind.NAMES_CHANGED, origin=origin, detail=detail)


def change_password(
    user: User,
    *,
    current_password: str,
    new_password: str,
    revoke_tokens: bool = False,
    origin: Origin = NOWHERE,
) -> SignIn:
    """Set another password, which ends the token of the sign-in, and return the new one.

    Personal access tokens stay, unless `revoke_tokens` says that they end as well. Raises
    Invalid where the current password is another, and with what speaks against the new.
    """
    draft = PersonDraft(username=user.username, email=user.email, password=new_password)
    wrong = _password_check(user, current_password, "/current_password")
    raise_problems([*wrong, *password_problems(draft, "/new_password")])
    changed = copy(user)  # should the database ask for a second try, that one starts from `user`
    changed.set_password(new_password)
    with transaction.atomic():
        changed.save(update_fields=["password"])
        revoked = AccessToken.objects.filter(user=user).delete()[0] if revoke_tokens else 0
        detail = f"Personal access tokens that were revoked with it: {revoked}." if revoked else ""
        record(user.pk, EventKind.PASSWORD_CHANGED, origin=origin, detail=detail)
        return SignIn(changed, current_token(changed, origin))


def reset_password(user: User, password: str, *, origin: Origin = NOWHERE) -> None:
    """Set a password that stands for a forgotten one, which ends the sign-ins of before."""
    user.set_password(password)
    with transaction.atomic():
        user.save(update_fields=["password"])
        detail = "By the link of an e-mail."
        record(user.pk, EventKind.PASSWORD_CHANGED, origin=origin, detail=detail)


def note_password_set(user: User) -> None:
    """End the sessions of `user`, whose password staff have set or taken away, and log it."""
    end_sessions(User.objects.filter(pk=user.pk), "The password changed.")
    record(user.pk, EventKind.PASSWORD_CHANGED, detail="In the admin.")


def leave(user: User, *, password: str) -> None:
    """Delete the user by their own wish, as `delete_person` does.

    Raises Invalid where `password` is not theirs.
    """
    check_password(user, password)
    delete_person(user)


def check_password(user: User, password: str) -> None:
    """Raise Invalid where `password`, a field of that name, is not the user's."""
    raise_problems(_password_check(user, password, "/password"))


def delete_person(user: User) -> None:
    """Delete the user, their tokens, their log, and every book that they own with all in it.

    Raises Conflict where others keep one of those books as well: it would be taken from them.
    """
    with transaction.atomic():
        # Or somebody could join one of them, or make it over, between the look and the deletion.
        lock_person(user)
        if shared := shared_books(user):
            raise Conflict(_SHARED.format(", ".join(shared)), code="shared_books")
        for book in _owned_books(user):
            delete_book(book)
        _tell_watchers(user)
        copy(user).delete()


def lock_person(user: User) -> None:
    """Lock every book that `user` keeps, and then their names, until the transaction ends.

    In this order, in which somebody joins a book as well, or each would wait for the other.
    """
    kept_ids = list(Membership.objects.filter(user=user).values_list("book_id", flat=True))
    list(Book.objects.select_for_update().filter(pk__in=kept_ids).order_by("id"))
    Person.objects.select_for_update().filter(pk=user.pk).first()


def shared_books(user: User) -> list[str]:
    """Return the names, with ids, of the books that `user` owns and others keep as well."""
    others = Membership.objects.filter(book=OuterRef("pk")).exclude(user=user)
    return [f"{book.name} ({book.pk})" for book in _owned_books(user).filter(Exists(others))]


def _tell_watchers(user: User) -> None:
    for watcher in address_watchers:
        watcher(user)


def _owned_books(user: User) -> QuerySet[Book]:
    owned = Book.objects.filter(memberships__user=user, memberships__role=Role.OWNER)
    return owned.order_by("id")


def _open_first_book(user: User, home_currency: str) -> None:
    by = Actor(user_id=user.pk, cause=Cause.REGISTRATION)
    title = user.username[: NAME_LENGTH_MAX - len(_TITLE_END)] + _TITLE_END
    with ready_book(user.pk, name=title, home_currency=home_currency, by=by):
        pass


def _renaming(was: User, user: User) -> str:
    """Say which names `user` had before, where they are others now."""
    parts = []
    if user.email != was.email:
        parts.append(f"The e-mail address was {was.email}.")
    if user.username != was.username:
        parts.append(f"The username was {was.username}.")
    return " ".join(parts)


def _keys(user: User) -> dict[str, str]:
    keys = {"username_key": fold(user.username), "email_key": fold_case(user.email)}
    if has_kept_key(user.pk, user.username):
        del keys["username_key"]
    return keys


def _new_token(user: User, origin: Origin) -> dict[str, object]:
    nonce = new_nonce()
    text = derive_token(user_id=user.pk, password_hash=user.password, nonce=nonce)
    now = timezone.now()
    return {
        "nonce": nonce,
        "digest": digest_of(text),
        "created_at": now,
        "last_used_at": now,
        "last_address": origin.address,
    }


def _password_check(user: User, password: str, pointer: str) -> list[Problem]:
    if user.check_password(password):
        return []
    return [Problem(pointer, "wrong_password", _WRONG_PASSWORD)]


@contextmanager
def _names_guarded(draft: PersonDraft) -> Iterator[None]:
    """Turn the refusal of a name that somebody took since the rules looked into their Invalid."""
    try:
        yield
    except IntegrityError:
        raise_problems(taken_problems(draft))
        raise
