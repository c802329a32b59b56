"""What rows of a book were before and after some of its changes."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from books import snapshots
from books.ids_by_kind import batches_of_ids
from books.models import Book, Revision
from books.row_changes import RowChange
from books.tracked_models import BOOK, Columns, tracked_models
from common.statements import Statement

ROWS_AT_ONCE = 1_000
"""How many rows of a kind one statement reads: as many as 50 changes list, with 20 rows each."""


class RowVersions:
    """What some rows were before and after some changes."""

    def __init__(self, book: Book, row_changes: Sequence[RowChange]) -> None:
        self._kept: dict[tuple[str, int], dict[int, str]] = defaultdict(dict)
        self._now: dict[tuple[str, int], Columns] = {}
        ids: dict[str, set[int]] = defaultdict(set)
        for row_change in row_changes:
            ids[row_change.kind].add(row_change.row_id)
        if BOOK in ids:
            self._now[BOOK, book.pk] = snapshots.load_book(snapshots.take_book(book))
        first = min((row_change.number for row_change in row_changes), default=0)
        for batch in batches_of_ids(ids, [BOOK, *tracked_models], ROWS_AT_ONCE):
            self._read(book, first, batch)

    def around(self, row_change: RowChange) -> tuple[Columns | None, Columns | None]:
        """Return what a row was before the change and after it; None is not there."""
        kind, number = row_change.kind, row_change.number
        row = (kind, row_change.row_id)
        kept = self._kept.get(row, {})
        later = min((one for one in kept if one > number), default=None)
        after = self._now.get(row) if later is None else _load(kind, kept[later])
        return _load(kind, kept.get(number, "")), after

    def _read(self, book: Book, first: int, ids: dict[str, list[int]]) -> None:
        """Read the rows as they are and were, of one moment: in one statement."""
        present: dict[str, list[snapshots.JsonRow]] = defaultdict(list)
        for kind, part, row_id, number, text in _VERSIONS.rows(book_id=book.pk, first=first, **ids):
            if number:
                self._kept[kind, row_id][number] = text
            else:
                present[kind].append((part, row_id, text))
        for kind, rows in present.items():
            found = snapshots.from_json(tracked_models[kind], rows)
            self._now |= {(kind, row_id): columns for row_id, columns in found}


def _load(kind: str, text: str) -> Columns | None:
    if not text:
        return None
    return snapshots.load_book(text) if kind == BOOK else snapshots.load(tracked_models[kind], text)


def _versions(*, book_id: Any, first: Any, **ids: Any) -> list[QuerySet[Any, Any]]:
    """Each kind's rows as they are, with the number 0, and as changes from `first` on found them.

    The columns are the kind, the part of the row, its id, the number, and the text.
    """
    found: list[QuerySet[Any, Any]] = []
    for kind, wanted in ids.items():
        if kind in tracked_models:
            found += snapshots.as_json(tracked_models[kind], book_id, wanted)
        kept = Revision.objects.filter(book_id=book_id, kind=kind, row_id__in=wanted)
        later = kept.filter(number__gte=first).order_by()
        found.append(later.values_list("kind", snapshots.ROW_ITSELF, "row_id", "number", "before"))
    return found


_VERSIONS = Statement(_versions)
