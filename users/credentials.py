"""Finding the token that a request presents, its user and their place in a book: one statement."""

from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Case, Model, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.base import ModelState
from django.db.models.functions import Coalesce

from books.models import Book, Membership, Role
from common.statements import Row, Statement
from users.models import AccessToken, Token, User
from users.tokens import digest_of, is_access_token


def presented(text: str, book_id: int | None) -> Token | AccessToken | None:
    """Return the token whose text is `text`, with its user; None where there is none.

    Its `membership` is the user's place in the book `book_id`. Without an id it is that in the
    one book that the token opens, or else in their default book.
    """
    model = AccessToken if is_access_token(text) else Token
    named = {} if book_id is None else {"book": book_id}
    row = _PRESENTED.row(model, digest=digest_of(text), **named)
    return None if row is None else _token(model, row, book_id)


def _presented(
    model: type[Token | AccessToken], *, digest: Any, book: Any = None
) -> QuerySet[Any, Any]:
    """The token with this digest beside the place of its user that is meant, of all they have."""
    places = Membership.objects.filter(user=OuterRef("user_id"))
    meant: Any = Subquery(places.order_by(_OWNED_FIRST, "joined_at", "id").values("id")[:1])
    if book is not None or model is AccessToken:
        named = places.filter(book=OuterRef("only_book_id") if book is None else book)
        meant = Coalesce(Subquery(named.values("id")), meant)
    place = "user__memberships"
    # The place is chosen apart from the columns: MariaDB would sort all of these, on its disk.
    is_meant = Q(**{place: meant}) | Q(**{place: None})
    columns = (
        *_columns(model), *_columns(User, "user"),
        *_columns(Membership, place), *_columns(Book, f"{place}__book"),
    )  # fmt: skip
    return model.objects.filter(is_meant, digest=digest).values_list(*columns)


_OWNED_FIRST = Case(When(role=Role.OWNER, then=0), default=1)
_PRESENTED = Statement(_presented)


def _columns(model: type[Model], path: str = "") -> list[str]:
    prefix = f"{path}__" if path else ""
    return [f"{prefix}{field.attname}" for field in model._meta.concrete_fields]


def _token(model: type[Token | AccessToken], row: Row, book_id: int | None) -> Token | AccessToken:
    values = iter(row)
    token: Token | AccessToken = _instance(model, values)
    token.user = _instance(User, values)
    place, book = _instance(Membership, values), _instance(Book, values)
    wanted = {book_id, token.only_book_id} - {None} or {book.pk}
    if place.pk is not None and wanted == {book.pk}:
        place.user, place.book = token.user, book
        token.membership = place
    return token


def _instance(model: type[Model], values: Iterator[Any]) -> Any:
    """Return the instance that the next of `values` are the columns of.

    As `Model.from_db` makes it, without the two signals, which nothing here hears, and in a tenth
    of the time: four of them are made for each request.
    """
    made = model.__new__(model)
    names = _names(model)
    made.__dict__.update(zip(names, islice(values, len(names)), strict=True))
    made._state = ModelState()
    made._state.db, made._state.adding = DEFAULT_DB_ALIAS, False
    return made


@cache
def _names(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)
