"""The list of a resource: plain rows of a book that meet some filters, a page in one statement."""

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import Model, QuerySet
from rest_framework.serializers import ModelSerializer

from api.pagination import beyond
from books.models import Book, BookRow
from common.statements import Statement

Narrowing = Callable[[Any, Any], QuerySet[Any]]
"""Takes a queryset of the model and the value of a parameter; returns the rows that meet it."""


class Listing:
    """How the rows of `model` are listed: which columns, by which filters, in which order.

    `members` are the columns by what an answer calls them; a row has them as attributes.
    `narrowings` say what each parameter of the list keeps.
    """

    def __init__(
        self,
        model: type[BookRow],
        members: Mapping[str, str],
        narrowings: Mapping[str, Narrowing],
        order: Sequence[str],
        *,
        row: Any = None,
    ) -> None:
        """`row` is a type of tuple with the columns as its fields, where there is one."""
        self.model = model
        self.members = tuple(members)
        self.columns = tuple(members.values())
        self.narrowings = narrowings
        self.order = tuple(order)
        self.row: Any = row or namedtuple("Row", self.columns)
        self.values = attrgetter(*self.columns)
        self.statement = Statement(self._page)

    def of(self, book: Book, wanted: Mapping[str, Any]) -> "Listed":
        """Return the rows of `book` that meet `wanted`; a parameter that is None asks nothing."""
        stated = {name: value for name, value in wanted.items() if value is not None}
        return Listed(self, book.pk, stated)

    def shown(self, row: Any) -> dict[str, Any]:
        """Return a row, or an instance of the model, with its columns as they stand."""
        return dict(zip(self.members, self.values(row), strict=True))

    def page(self, rows: Sequence[tuple[Any, ...]]) -> list[dict[str, Any]]:
        """Return rows that this has listed as `shown` does, in half its time."""
        members = self.members
        return [dict(zip(members, row, strict=True)) for row in rows]

    def _page(
        self,
        descending: bool,  # noqa: FBT001  # the shape of a statement is positional
        count: int,
        /,
        *,
        book: Any,
        key: Sequence[Any] = (),
        **wanted: Any,
    ) -> QuerySet[Any, Any]:
        rows: QuerySet[Any] = self.model._default_manager.filter(book_id=book)
        for name, value in wanted.items():
            rows = self.narrowings[name](rows, value)
        if key:
            rows = rows.filter(beyond(self.order, key, descending=descending))
        order = (f"-{column}" if descending else column for column in self.order)
        return rows.order_by(*order).values_list(*self.columns)[:count]


@dataclass(frozen=True, slots=True)
class Listed:
    """What one request lists: an `api.pagination.KeysetSource`."""

    listing: Listing
    book_id: int
    wanted: Mapping[str, Any]

    def nearest(self, key: tuple[Any, ...] | None, count: int, *, descending: bool) -> list[Any]:
        after = {"key": key} if key else {}
        found = self.listing.statement.rows(
            descending, count, book=self.book_id, **after, **self.wanted
        )
        return list(map(self.listing.row._make, found))


def members_of(serializer_class: type[ModelSerializer[Any]]) -> dict[str, str]:
    """Return the columns that a serializer shows as they stand, by the names of its fields."""
    model: type[Model] = serializer_class.Meta.model
    return {
        str(name): getattr(model, str(field.source)).field.attname
        for name, field in serializer_class().fields.items()
    }
