"""Pages of a book's history."""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from rest_framework.request import Request

from api.pagination import Cursor, KeysetPagination, read_limit
from books.models import Action, Book, Change, Revision
from books.row_changes import maker, page_of_row_changes
from books.tracked_models import BOOK, tracked_models
from common.errors import Invalid, Problem
from common.integers import BIGINT_MAX


class NewestChanges(KeysetPagination):
    """Changes by number, newest first."""

    columns = ("number",)
    descending = True


class NewestDeletions(KeysetPagination):
    """Revisions by the change that deleted the row, newest first."""

    columns = ("number", "id")
    descending = True

    def checked_key(self, key: tuple[Any, ...]) -> tuple[Any, ...]:
        match key:
            case (int(), int()) if min(key) >= 0 and max(key) <= BIGINT_MAX:
                return key
        raise ValueError("not a number and an id")


class EntryPages(KeysetPagination):
    """What one change did, in the order of the resources and their ids; there is only a way on."""

    def paginate_queryset(
        self, queryset: QuerySet[Any] | Sequence[Any], request: Request, view: Any = None
    ) -> list[Any]:
        self.request = request
        self.limit = read_limit(request)
        cursor = self.read_cursor(request)
        after = (cursor.key[0], cursor.key[1]) if cursor else None
        found = page_of_row_changes(view.book, view.change.number, after, self.limit + 1)
        self.rows = found[: self.limit]
        self.has_next, self.has_previous = len(found) > self.limit, False
        return self.rows

    def read_cursor(self, request: Request) -> Cursor | None:
        cursor = super().read_cursor(request)
        if cursor and cursor.back:
            raise Invalid(
                [Problem("?cursor", "invalid_cursor", ("This list cannot be read backwards."))]
            )
        return cursor

    def checked_key(self, key: tuple[Any, ...]) -> tuple[Any, ...]:
        match key:
            case (str(kind), int(row_id)) if (
                kind in {BOOK, *tracked_models} and 0 <= row_id <= BIGINT_MAX
            ):
                return key
        raise ValueError("not a kind and an id")

    def key_of(self, row: Any) -> tuple[Any, ...]:
        return (row.kind, row.row_id)


def searched(book: Book, wanted: dict[str, Any]) -> QuerySet[Change]:
    """Return the changes that the filters of the history ask for."""
    changes = book.changes.all()
    if "kind" in wanted:
        changes = changes_of_row(book, wanted["kind"], wanted["id"])
    asked: dict[str, Any] = {name: wanted[name] for name in ("cause", "user") if name in wanted}
    if "start_date" in wanted:
        asked["at__gte"] = datetime.combine(wanted["start_date"], time(), UTC)
    if "end_date" in wanted:
        asked["at__lt"] = datetime.combine(wanted["end_date"], time(), UTC) + timedelta(days=1)
    return changes.filter(**asked).select_related("user")


def changes_of_row(book: Book, kind: str, row_id: int) -> QuerySet[Change]:
    """Return the changes that made a row or touched it since."""
    touched = Revision.objects.for_book(book).of_row(kind, row_id)
    made = Q(number=maker(book, kind, row_id))
    changes = book.changes.filter(made | Q(number__in=touched.values("number")))
    return changes.select_related("user")


def deletions(book: Book) -> QuerySet[Revision]:
    """Return the last revision of each row that is gone."""
    later = Revision.objects.filter(
        book=OuterRef("book"),
        kind=OuterRef("kind"),
        row_id=OuterRef("row_id"),
        number__gt=OuterRef("number"),
    )
    gone = Revision.objects.for_book(book).filter(action=Action.DELETED)
    return gone.filter(~Exists(later))
