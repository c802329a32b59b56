"""Numbers in the place of ids: an id means nothing in another database, the order of ids does.

Rows of a resource, and of a part, are numbered from 1 in the order of their ids. Those that are
gone count as well where the history knows them still, for an undo brings them back.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import groupby
from typing import Any

from django.db.models import Model, QuerySet

from archives.shapes import shape_of_table
from books import snapshots
from books.archived_tables import archived_tables
from books.models import Book, Revision
from books.resources import resources
from books.tracked_models import BOOK
from common.batches import IDS_AT_ONCE, batched
from exports.errors import Overtaken


class Numbered:
    """The ids of one sort of row, in order: eight bytes for each."""

    def __init__(self, there: Iterable[int], others: Iterable[int] = ()) -> None:
        self.there = array("q", there)
        both = (found for found, _ in groupby(merge(self.there, sorted(others))))
        self._all = array("q", both) if others else self.there

    def __call__(self, row_id: int) -> int:
        """Return the number of the row with this id; raises Overtaken where there was none."""
        place = bisect_left(self._all, row_id)
        if place == len(self._all) or self._all[place] != row_id:
            raise Overtaken(f"{row_id} is not an earlier row.")
        return place + 1


class Numbering:
    """The numbers of everything that an archive of one book names."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.revisions = Numbered(_ids(Revision, book))
        gone = _Mentioned()
        for batch in batches(self.revisions.there):
            rows = Revision.objects.filter(pk__in=batch)
            for kind, row_id, before in rows.values_list("kind", "row_id", "before"):
                gone.take_revision(kind, row_id, before)
        for table in archived_tables.values():
            gone.take_table(table.model, shape_of_table(table).columns, book)
        self.rows = {
            name: Numbered(_ids(resource.model, book), gone.rows[name])
            for name, resource in resources.items()
        }
        self.rows[BOOK] = Numbered([book.pk])
        self.parts = {
            part.model: Numbered(_ids(part.model, book), gone.parts[part.model])
            for resource in resources.values()
            for part in resource.parts
        }


class _Mentioned:
    """The ids that the history and tables have, of rows that may be gone."""

    def __init__(self) -> None:
        self.rows: dict[str, set[int]] = {name: set() for name in (*resources, BOOK)}
        self.parts: dict[type[Model], set[int]] = {
            part.model: set() for resource in resources.values() for part in resource.parts
        }

    def take_revision(self, name: str, row_id: int, before: str) -> None:
        self.rows[name].add(row_id)
        if name == BOOK or not before:
            return
        resource = resources[name]
        row = snapshots.load(resource, before)
        for pointer in resource.pointers():
            self.rows[pointer.target.name].update(pointer.ids_in(row))
        for part in resource.parts:
            self.parts[part.model].update(one["id"] for one in row[part.name])

    def take_table(self, model: type[Model], columns: Iterable[Any], book: Book) -> None:
        for column in columns:
            if column.loose:
                values = _of_book(model, book).values_list(column.attname, flat=True).distinct()
                self.rows[column.target].update(value for value in values.order_by() if value)


def batches(ids: "array[int]") -> Iterator[list[int]]:
    """Yield `ids` in parts that one statement takes."""
    for batch in batched(ids, IDS_AT_ONCE):
        yield list(batch)


def _ids(model: type[Model], book: Book) -> Iterator[int]:
    """Return the ids of all rows of `book`, in order."""
    # Found by an index of the book and sorted here: to walk by id would pass all other books' rows.
    found = array("q", _of_book(model, book).order_by().values_list("pk", flat=True).iterator())
    return iter(sorted(found))


def _of_book(model: type[Model], book: Book) -> QuerySet[Any]:
    return model._default_manager.filter(book_id=book.pk)
