"""Which rows changes made, amended and deleted."""

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from django.db.models import F, QuerySet

from books.models import Action, Book, Revision
from books.tracked_models import BOOK, TrackedModel, tracked_models

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
    revisions = Revision.objects.for_book(book).exclude(action=Action.TOUCHED)
    found = list(_row_changes(revisions.filter(number__in=numbers)))
    for tracked in tracked_models.values():
        found += _made(book, tracked, numbers)
    return sorted(found, key=_order)


def page_of_row_changes(
    book: Book, number: int, after: tuple[str, int] | None, count: int
) -> list[RowChange]:
    """Return up to `count` of what one change did, in order, from beyond a kind and a row's id."""
    found: list[RowChange] = []
    names = [BOOK, *tracked_models]
    for name in names[names.index(after[0]) if after else 0 :]:
        row_id = after[1] if after and after[0] == name else 0
        revisions = Revision.objects.for_book(book).filter(number=number, kind=name)
        some = list(_row_changes(revisions.filter(row_id__gt=row_id).order_by("row_id")[:count]))
        if name in tracked_models:
            some += _made(book, tracked_models[name], [number], after=row_id, count=count)
        found += sorted(some, key=_order)
        if len(found) >= count:
            break
    return found[:count]


def changes_of_row(book: Book, kind: str, row_id: int, numbers: Collection[int]) -> list[RowChange]:
    """Return what the changes `numbers` did to one row."""
    revisions = Revision.objects.for_book(book).of_row(kind, row_id)
    found = list(_row_changes(revisions.filter(number__in=numbers)))
    made_in = maker_of(book, kind, row_id)
    if made_in in numbers:
        found.append(RowChange(made_in, kind, row_id, CREATED))
    return found


def maker_of(book: Book, kind: str, row_id: int) -> int:
    """Return the number of the change that made a row, which may be gone; 0 for no such row."""
    if kind == BOOK:
        return 1 if row_id == book.pk else 0
    rows = tracked_models[kind].model._default_manager.filter(book_id=book.pk, pk=row_id)
    revisions = Revision.objects.for_book(book).of_row(kind, row_id)
    for found in (rows, revisions):
        if number := found.values_list("created_in", flat=True).first():
            return int(number)
    return 0


def made_by(
    book: Book, tracked: TrackedModel, numbers: Collection[int]
) -> Iterator[tuple[int, int]]:
    """Yield the change and the id of every row that the changes `numbers` made."""
    yield from _untouched(book, tracked, numbers).values_list("created_in", "pk")
    yield from _touched(book, tracked, numbers).values_list("created_in", "row_id").distinct()


def _made(
    book: Book,
    tracked: TrackedModel,
    numbers: Collection[int],
    after: int = 0,
    count: int | None = None,
) -> Iterator[RowChange]:
    untouched = _untouched(book, tracked, numbers).filter(pk__gt=after).order_by("pk")
    touched = (
        _touched(book, tracked, numbers).filter(row_id__gt=after).order_by("row_id").distinct()
    )
    found = [
        *untouched.values_list("created_in", "pk")[:count],
        *touched.values_list("created_in", "row_id")[:count],
    ]
    # A row that is touched between the two is found by both.
    for made_in, row_id in dict.fromkeys(found):
        yield RowChange(made_in, tracked.name, row_id, CREATED)


def _untouched(book: Book, tracked: TrackedModel, numbers: Collection[int]) -> QuerySet[Any]:
    rows = tracked.model._default_manager.filter(book_id=book.pk, changed_in__in=numbers)
    return rows.filter(created_in=F("changed_in"))


def _touched(book: Book, tracked: TrackedModel, numbers: Collection[int]) -> QuerySet[Revision]:
    # A row that was touched after it was made has a revision that says who made it.
    revisions = Revision.objects.for_book(book).filter(created_in__in=numbers, kind=tracked.name)
    return revisions.filter(number__gt=F("created_in")).order_by()


def _row_changes(revisions: QuerySet[Revision]) -> Iterator[RowChange]:
    for row in revisions.values_list("number", "kind", "row_id", "action"):
        yield RowChange(*row)


def _order(row_change: RowChange) -> tuple[int, int, int]:
    return row_change.number, [BOOK, *tracked_models].index(row_change.kind), row_change.row_id
