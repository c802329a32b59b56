"""Writing down what rows were before a change overwrites or deletes them, once per change."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Model, QuerySet

from books import snapshots
from books.models import Action, Book, Revision
from books.rows import StampedRow, StoredRow, insert_rows
from books.tracked_models import BOOK, TrackedModel, place_of
from common.batches import IDS_AT_ONCE, batched

NO_COUNTS = "{}"
"""The counts of a change that did nothing to any row."""

_COLUMNS = ("book_id", "number", "kind", "row_id", "action", "created_in", "before")
_RANKS = {action: rank for rank, action in enumerate(Action)}


class RevisionRecorder:
    """What one change has done so far to the rows that have a history."""

    def __init__(self, book: Book, number: int) -> None:
        self.book = book
        self.number = number
        self._kept: dict[str, dict[int, Action]] = defaultdict(dict)
        self._made: dict[str, set[int]] = defaultdict(set)
        self._read: dict[str, dict[int, snapshots.Taken]] = defaultdict(dict)
        self._counts: dict[str, Counter[str]] = defaultdict(Counter)

    def count_made(self, model: type[Model], count: int, ids: Iterable[int] = ()) -> None:
        """Take note of new rows: what becomes of them within this change is nothing to keep."""
        place = place_of(model)
        if place and place[1] is None:
            self._counts[place[0].name]["created"] += count
            self._made[place[0].name].update(ids)

    def note_read(self, model: type[Model], rows: Iterable[StampedRow]) -> None:
        """Remember `rows` of `model`, so that they are not read again when they have to be kept.

        They have been read with their parts under the lock of this change, and are as they were.
        """
        place = place_of(model)
        if place and place[1] is None:
            tracked = place[0]
            self._read[tracked.name].update((row.pk, snapshots.taken(tracked, row)) for row in rows)

    def record(self, model: type[Model], ids: Iterable[int], action: Action) -> None:
        """Keep the rows of `model`, or those that its rows are parts of, with these `ids`."""
        place = place_of(model)
        if place is None:
            return
        tracked, part = place
        fresh = self._record(tracked, set(ids), action)
        if part:
            # What is shown of a row has changed when one of its parts has.
            for batch in batched(fresh, IDS_AT_ONCE):
                rows = tracked.model._default_manager.filter(pk__in=batch)
                rows.update(changed_in=self.number)

    def record_found(self, rows: QuerySet[Any], action: Action) -> None:
        """Keep every one of `rows`, or the rows that they are parts of."""
        if place := place_of(rows.model):
            column = place[1].owner if place[1] else "pk"
            self.record(rows.model, rows.order_by().values_list(column, flat=True), action)

    def record_each(
        self, model: type[Model], rows: Iterable[StoredRow], columns: Collection[str]
    ) -> None:
        """Keep `rows`, of which `columns` are about to be written, or what they are parts of."""
        if place := place_of(model):
            part = place[1]
            column = part.owner if part else "pk"
            derived = part is not None and part.derived.issuperset(columns)
            action = Action.TOUCHED if derived else Action.AMENDED
            self.record(model, (getattr(row, column) for row in rows), action)

    def record_owners(
        self, model: type[Model], columns: Sequence[str], rows: Iterable[tuple[Any, ...]]
    ) -> None:
        """Keep the rows that new parts, given as the values of `columns`, will belong to."""
        place = place_of(model)
        if place and place[1]:
            owner = columns.index(place[1].owner)
            self.record(model, (row[owner] for row in rows), Action.AMENDED)

    def record_restored(self, tracked: TrackedModel, created_in: dict[int, int]) -> None:
        """Keep that rows were not there, which are about to be again; ids with their makers."""
        self._kept[tracked.name].update(dict.fromkeys(created_in, Action.RESTORED))
        self._insert((tracked.name, i, Action.RESTORED, made, "") for i, made in created_in.items())

    def record_book(self, book: Book) -> None:
        """Keep the book's own columns; `book` is as it is stored."""
        if book.pk not in self._kept[BOOK]:
            self._kept[BOOK][book.pk] = Action.AMENDED
            self._insert([(BOOK, book.pk, Action.AMENDED, 1, snapshots.take_book(book))])

    def counts(self) -> str:
        """Return how many rows of each kind were created, amended and so on, as JSON."""
        found = {name: dict(counted) for name, counted in self._counts.items()}
        for name, kept in self._kept.items():
            if kept:
                found[name] = {**found.get(name, {}), **Counter(map(str, kept.values()))}
        return json.dumps(found) if found else NO_COUNTS

    def _record(self, tracked: TrackedModel, ids: set[int], action: Action) -> list[int]:
        """Keep what has not been kept yet, and return its ids.

        What has been, and now meets with more than before, is marked as that.
        """
        kept = self._kept[tracked.name]
        ids -= self._made[tracked.name]
        if risen := [i for i in ids if i in kept and _RANKS[kept[i]] < _RANKS[action]]:
            self._mark(tracked, risen, action)
        rows = []
        for taken in self._taken(tracked, ids - kept.keys()):
            if taken.created_in == self.number:
                self._made[tracked.name].add(taken.row_id)
            else:
                kept[taken.row_id] = action
                rows.append((tracked.name, taken.row_id, action, taken.created_in, taken.text))
        self._insert(rows)
        return [row[1] for row in rows]

    def _taken(self, tracked: TrackedModel, ids: set[int]) -> Iterator[snapshots.Taken]:
        read = self._read[tracked.name]
        known = ids & read.keys()
        yield from (read.pop(row_id) for row_id in sorted(known))
        yield from snapshots.take(tracked, ids - known)

    def _mark(self, tracked: TrackedModel, ids: Sequence[int], action: Action) -> None:
        revisions = Revision.objects.for_book(self.book).filter(
            number=self.number, kind=tracked.name
        )
        for batch in batched(ids, IDS_AT_ONCE):
            revisions.filter(row_id__in=batch).update(action=action)
        self._kept[tracked.name].update(dict.fromkeys(ids, action))

    def _insert(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Insert revisions; each of `rows` has the values of the columns after the number."""
        insert_rows(Revision, _COLUMNS, [(self.book.pk, self.number, *row) for row in rows])
