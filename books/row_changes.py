"""Which rows changes made, amended and deleted."""

from collections.abc import Collection, Iterator, Sequence
from itertools import chain
from typing import Any, NamedTuple

from django.db.models import CharField, Expression, F, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from books.models import Action, Book, Revision
from books.tracked_models import BOOK, TrackedModel, tracked_models
from common.statements import Row, Statement

CREATED = "created"


class RowChange(NamedTuple):
    """That a change did something to a row."""

    number: int
    kind: str
    row_id: int
    action: str
    """An Action, or CREATED."""


def row_changes_of(book: Book, numbers: Collection[int]) -> list[RowChange]:
    """Return what the changes `numbers` did, but for what only followed; for small changes."""
    found = _OF_CHANGES.rows(tuple(tracked_models), book=book.pk, numbers=list(numbers))
    return _in_order(found)


def page_of_row_changes(
    book: Book, number: int, after: tuple[str, int] | None, count: int
) -> list[RowChange]:
    """Return up to `count` of what one change did, in order, from beyond a kind and a row's id."""
    kinds = [BOOK, *tracked_models]
    kinds = kinds[kinds.index(after[0]) if after else 0 :]
    row_id = after[1] if after else 0
    found = _PAGE.rows(tuple(kinds), count, book=book.pk, number=number, row_id=row_id)
    return _in_order(found)[:count]


def changes_of_row(book: Book, kind: str, row_id: int, numbers: Collection[int]) -> list[RowChange]:
    """Return what the changes `numbers` did to one row."""
    values = {"book": book.pk, "row_id": row_id, "numbers": list(numbers)}
    found = _in_order(_OF_ROW.rows(kind, **values))
    if kind == BOOK and row_id == book.pk and 1 in numbers:
        return [RowChange(1, BOOK, row_id, CREATED), *found]
    return found


def maker_of(book: Book, kind: str, row_id: int) -> int:
    """Return the number of the change that made a row, which may be gone; 0 for no such row."""
    if kind == BOOK:
        return 1 if row_id == book.pk else 0
    found = _MAKER.row(kind, book=book.pk, row_id=row_id)
    return int(found[0]) if found else 0


def maker(book: Book, kind: str, row_id: int) -> Expression:
    """Return the expression for `maker_of`, within a statement; it is null for no such row."""
    if kind == BOOK:
        return Value(1 if row_id == book.pk else 0)
    return Coalesce(*(Subquery(rows[:1]) for rows in _makers(kind, book=book.pk, row_id=row_id)))


def made_by(
    book: Book, tracked: TrackedModel, numbers: Collection[int]
) -> Iterator[tuple[int, int]]:
    """Yield the change and the id of every row that the changes `numbers` made."""
    yield from _untouched(tracked.name, book.pk, numbers).values_list("created_in", "pk")
    touched = _touched(tracked.name, book.pk, numbers)
    yield from touched.values_list("created_in", "row_id").distinct()


def _of_changes(kinds: Sequence[str], /, *, book: Any, numbers: Any) -> list[QuerySet[Any, Any]]:
    overwritten = Revision.objects.filter(book_id=book, number__in=numbers)
    made = chain.from_iterable(_made(kind, book, numbers) for kind in kinds)
    return [overwritten.exclude(action=Action.TOUCHED).values_list(*_COLUMNS), *made]


def _page(
    kinds: Sequence[str], count: int, /, *, book: Any, number: Any, row_id: Any
) -> list[QuerySet[Any, Any]]:
    """The first rows of each kind; of the first kind those beyond `row_id`."""
    found = []
    for kind in kinds:
        overwritten = Revision.objects.filter(book_id=book, number=number, kind=kind)
        parts = [overwritten.values_list(*_COLUMNS), *_made(kind, book, [number])]
        for rows in parts:
            # What a queryset calls the id of the row differs: its third column has it.
            name = "row_id" if rows.model is Revision else "pk"
            beyond = rows.filter(**{f"{name}__gt": row_id}) if kind == kinds[0] else rows
            found.append(beyond.order_by(name)[:count])
    return found


def _of_row(kind: str, /, *, book: Any, row_id: Any, numbers: Any) -> list[QuerySet[Any, Any]]:
    overwritten = Revision.objects.filter(book_id=book, number__in=numbers).of_row(kind, row_id)
    found = [overwritten.values_list(*_COLUMNS)]
    if kind != BOOK:
        untouched, touched = _made(kind, book, numbers)
        found += [untouched.filter(pk=row_id), touched.filter(row_id=row_id)]
    return found


def _made(kind: str, book: Any, numbers: Any) -> tuple[QuerySet[Any, Any], ...]:
    """What was made by some changes, as the columns of a RowChange; the book itself is not."""
    if kind == BOOK:
        return ()
    said = (_text(kind), "row_id", _text(CREATED))
    return (
        _untouched(kind, book, numbers).values_list("created_in", said[0], "pk", said[2]),
        _touched(kind, book, numbers).values_list("created_in", *said).distinct(),
    )


def _makers(kind: str, /, *, book: Any, row_id: Any) -> list[QuerySet[Any, Any]]:
    """The number of the change that made a row, as a row that is there and a revision say it."""
    rows = tracked_models[kind].model._default_manager.filter(book_id=book, pk=row_id)
    revisions = Revision.objects.filter(book_id=book).of_row(kind, row_id)
    return [rows.values_list("created_in"), revisions.order_by().values_list("created_in")]


def _untouched(kind: str, book: Any, numbers: Any) -> QuerySet[Any, Any]:
    rows = tracked_models[kind].model._default_manager.filter(book_id=book, changed_in__in=numbers)
    return rows.filter(created_in=F("changed_in")).order_by()


def _touched(kind: str, book: Any, numbers: Any) -> QuerySet[Revision]:
    # A row that was touched after it was made has a revision that says who made it.
    revisions = Revision.objects.filter(book_id=book, created_in__in=numbers, kind=kind)
    return revisions.filter(number__gt=F("created_in")).order_by()


def _text(value: str) -> Value:
    return Value(value, output_field=CharField())


def _in_order(rows: Sequence[Row]) -> list[RowChange]:
    return sorted((RowChange(*row) for row in rows), key=_order)


def _order(row_change: RowChange) -> tuple[int, int, int]:
    return row_change.number, [BOOK, *tracked_models].index(row_change.kind), row_change.row_id


_COLUMNS = RowChange._fields
_OF_CHANGES = Statement(_of_changes)
_PAGE = Statement(_page)
_OF_ROW = Statement(_of_row)
_MAKER = Statement(_makers)
