"""Who looks at a page, and which book it is about."""

from typing import cast

from django.http import HttpRequest

from books.models import Book, Membership
from common.errors import NotThere
from common.statements import Statement
from users.models import User

_BOOK_COLUMNS = [field.attname for field in Book._meta.concrete_fields]


def person_of(request: HttpRequest) -> User:
    """Return who is signed in; pages of people ask for it once they know that somebody is."""
    return cast("User", request.user)


def membership_in(user: User, book_id: int) -> Membership:
    """Return the place of `user` in a book, with that book.

    Raises NotThere alike for a book that does not exist and for one of others.
    """
    row = _PLACE.row(book=book_id, user=user.pk)
    if row is None:
        raise NotThere
    place_id, role, *columns = row
    book = Book.from_db("default", _BOOK_COLUMNS, columns)
    return Membership(pk=place_id, book=book, user_id=user.pk, role=role)


_PLACE = Statement(
    lambda *, book, user: Membership.objects.filter(book=book, user=user).values_list(
        "id", "role", *(f"book__{name}" for name in _BOOK_COLUMNS)
    )
)
