"""Which book a request is about, and what the caller may do there."""

import re
from typing import Any, Protocol, cast

from rest_framework.request import Request

from books.models import Membership, MembershipQuerySet, Role
from common.errors import Forbidden, Invalid, NotThere, Problem

BOOK_HEADER = "Book"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_BOOK_ID = re.compile("[0-9]{1,18}")


class Credential(Protocol):
    """What a request was signed in with, `request.auth`, as far as a book minds."""

    @property
    def label(self) -> str:
        """The name of a personal access token; empty for the token of a sign-in."""

    @property
    def only_book_id(self) -> int | None:
        """The one book that it opens; None for every book of its user."""

    @property
    def membership(self) -> Membership | None:
        """The place of its user in the book that the request is about, found at the sign-in."""


def memberships_of(request: Request) -> MembershipQuerySet:
    """Return the caller's places in all the books that their token opens, the default one first."""
    memberships = Membership.objects.of_user(request.user)
    credential = _credential(request)
    if credential is not None and credential.only_book_id is not None:
        return memberships.filter(book_id=credential.only_book_id)
    return memberships


def membership_of(request: Request) -> Membership:
    """Return the caller's place in the book that `request` is about, with that book.

    Its header names the book. Without one it is the only book of the caller's token, or else
    their default book. Raises Invalid for a header of another form. Raises NotThere alike for a
    book that does not exist, for one that the caller is not a member of, and for one that their
    token does not open.
    """
    if named_book(request) is None and BOOK_HEADER in request.headers:
        detail = f"The {BOOK_HEADER} header is the id of one of your books, a whole number."
        raise Invalid([Problem("", "invalid_book", detail)])
    credential = _credential(request)
    if credential is None or credential.membership is None:
        raise NotThere
    return credential.membership


def named_book(request: Request) -> int | None:
    """Return the id in the header that names a book; None without one, or for another form."""
    named = request.headers.get(BOOK_HEADER, "")
    return int(named) if _BOOK_ID.fullmatch(named) else None


def token_label(request: Request) -> str:
    """Return the name of the personal access token of `request`; empty where there is none."""
    credential = _credential(request)
    return credential.label if credential is not None else ""


def check_role(role: str, needed: Role) -> None:
    """Raise Forbidden where a member of `role` may not do what takes `needed`."""
    if not Role(role).includes(needed):
        raise Forbidden(f"This takes the role of {needed.label.lower()} in this book.", code="role")


def _credential(request: Request) -> Credential | None:
    credential: Any = request.auth
    return cast("Credential | None", credential)
