"""The rules over what people say of themselves and of their tokens, before any of it is kept."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from books.models import Book
from common.errors import Problem
from common.text import fold, fold_case
from users.models import EMAIL_LENGTH_MAX, USERNAME_LENGTH_MAX, AccessToken, Person, Scope, User

PASSWORD_LENGTH_MAX = 1024
"""In characters. Bounds the work that a stranger can ask of the password checks and the hasher."""

_USERNAME_FORM = "A username has letters, digits and . + - _ only, without spaces."


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """A person as they would be. None is what is not at issue here: no rule looks at it."""

    username: str | None = None
    email: str | None = None
    password: str | None = None
    id: int | None = None
    """The user's id, where there is one already: nobody takes their own name from themselves."""


@dataclass(frozen=True, slots=True)
class AccessTokenDraft:
    """A personal access token as it would be. None is what is not at issue, or not limited."""

    user: User
    name: str | None = None
    scope: Scope = Scope.READ
    only_book_id: int | None = None
    expires_at: datetime | None = None
    expires_in_days: int | None = None

    def expiry(self) -> datetime | None:
        """The instant from which it is worth nothing; None for never."""
        if self.expires_in_days is None:
            return self.expires_at
        return timezone.now() + timedelta(days=self.expires_in_days)


def problems(draft: PersonDraft) -> Iterator[Problem]:
    """Yield every rule that `draft` breaks."""
    yield from _username_problems(draft)
    yield from _email_problems(draft)
    yield from password_problems(draft, "/password")
    yield from taken_problems(draft)


def _username_problems(draft: PersonDraft) -> Iterator[Problem]:
    username = draft.username
    if username is None:
        return
    if _too_long(username, USERNAME_LENGTH_MAX):
        detail = f"A username has at most {USERNAME_LENGTH_MAX} characters."
        yield Problem("/username", "max_length", detail)
    elif not _accepts(UnicodeUsernameValidator(), username):
        yield Problem("/username", "invalid", _USERNAME_FORM)
    elif "@" in username and draft.email is not None and not _same_address(username, draft.email):
        # Otherwise somebody could take a stranger's address for a username and be meant by it.
        detail = "A username may contain @ only where it is your own e-mail address."
        yield Problem("/username", "not_own_email", detail)


def _email_problems(draft: PersonDraft) -> Iterator[Problem]:
    if draft.email is None:
        return
    if _too_long(draft.email, EMAIL_LENGTH_MAX):
        detail = f"An e-mail address has at most {EMAIL_LENGTH_MAX} characters."
        yield Problem("/email", "max_length", detail)
    elif not _accepts(validate_email, draft.email):
        yield Problem("/email", "invalid", "State an e-mail address, such as ann@example.com.")


def password_problems(draft: PersonDraft, pointer: str) -> Iterator[Problem]:
    """Yield what speaks against the draft's password, the names beside it included."""
    if draft.password is None:
        return
    if len(draft.password) > PASSWORD_LENGTH_MAX:
        detail = f"A password has at most {PASSWORD_LENGTH_MAX} characters."
        yield Problem(pointer, "max_length", detail)
        return
    owner = User(username=draft.username or "", email=draft.email or "")
    try:
        validate_password(draft.password, owner)
    except ValidationError as refused:
        for fault in refused.error_list:
            yield Problem(pointer, fault.code or "invalid", " ".join(fault.messages))


def taken_problems(draft: PersonDraft) -> Iterator[Problem]:
    """Yield which of the draft's names is somebody else's already."""
    username, email = draft.username or "", draft.email or ""
    if not username and not email:
        return
    others = Person.objects.with_either(username=username, email=email).exclude(pk=draft.id)
    taken = list(others.values_list("username_key", "email_key"))
    own = {fold(username), fold_case(username)}
    if own.intersection(key for key, _ in taken) and not has_kept_key(draft.id, username):
        yield Problem("/username", "taken", "This username is taken.")
    if any(fold_case(email) == email_key for _, email_key in taken):
        yield Problem("/email", "taken", "There is an account with this e-mail address already.")


def has_kept_key(user_id: int | None, username: str) -> bool:
    """Whether the user has the key of before for this `username` (see Person), and keeps it."""
    kept = fold_case(username)
    if user_id is None or kept == fold(username):
        return False
    return Person.objects.filter(pk=user_id, username_key=kept).exists()


def access_token_problems(draft: AccessTokenDraft) -> Iterator[Problem]:
    """Yield every rule that `draft` breaks."""
    if draft.name is not None:
        own = AccessToken.objects.of_user(draft.user.pk)
        if own.filter(name_key=fold(draft.name)).exists():
            detail = "You have a token of this name already."
            yield Problem("/name", "taken", detail)
    if draft.only_book_id is not None:
        own_books = Book.objects.of_user(draft.user)
        if not own_books.filter(pk=draft.only_book_id).exists():
            yield Problem("/only_book", "does_not_exist", "You are not a member of this book.")
    if draft.expires_at is not None:
        if draft.expires_in_days is not None:
            detail = "State either expires_at or expires_in_days."
            yield Problem("/expires_in_days", "stated_twice", detail)
        if draft.expires_at <= timezone.now():
            yield Problem("/expires_at", "past", "This time has passed already.")


def _too_long(name: str, limit: int) -> bool:
    # Folding lengthens some names, and the folded key has a column of the same size.
    return len(name) > limit or len(fold_case(name)) > limit


def _same_address(one: str, other: str) -> bool:
    return fold_case(one) == fold_case(other)


def _accepts(validator: Callable[[str], None], text: str) -> bool:
    try:
        validator(text)
    except ValidationError:
        return False
    return True
