"""Writing what an archive says into a book that has nothing, within the change that is open.

Rows get ids of their own here, in the order of their numbers and all in one stretch of the ids
that the database gives out, so that rows which are gone have theirs too, should they come back.
"""

import json
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar

from django.db import connection
from django.db.models import CharField, DateField, Model, UniqueConstraint

from archives import survey as surveying
from archives.collisions import Collisions
from archives.reading import Archive
from archives.records import ChangeRecord, RevisionRecord, RowRecord
from archives.shapes import (
    STAMPS,
    Shape,
    shape_of_part,
    shape_of_resource,
    shape_of_table,
)
from archives.survey import Span, Survey
from books import snapshots
from books.archived_tables import ArchivedTable, archived_tables
from books.models import Book, Change, Revision
from books.resources import Resource, resources
from books.rows import delete_rows, insert_rows
from books.tracked_models import BOOK, Columns
from books.unit_of_work import UnitOfWork

T = TypeVar("T")
BATCH = 2_000
"""How many rows are in memory at once, their parts aside."""
IDS_LEFT_FREE = 100_000
"""How many ids lie between those given out just now and a stretch of our own: room for what others
insert between the two statements that take it. SQLite lets nobody in between."""
PLACEHOLDERS = 2
"""How many rows stand at the ends of a stretch of ids while it is taken."""
TAKING_SECONDS_MAX = 10
"""How long one restore waits for another to have taken its stretches, which takes milliseconds."""

KeptKeys = dict[int, tuple[str, str, str]]
"""The Idempotency-Key, fingerprint and answer of changes by number: a request that was answered by
the book before it was restored gets the same answer afterwards."""


def kept_keys(book: Book) -> KeptKeys:
    """Return what the changes of `book` keep for requests that are sent again."""
    columns = ("number", "idempotency_key", "fingerprint", "answer")
    return {number: tuple(rest) for number, *rest in book.changes.values_list(*columns)}


class Restoring:
    """One archive on its way into one book."""

    def __init__(self, uow: UnitOfWork, archive: Archive, survey: Survey) -> None:
        self.uow = uow
        self.archive = archive
        self.survey = survey
        self.ids: dict[str, Callable[[int], int]] = {}
        """What gives the id of a number, by resource."""
        self.part_ids: dict[type[Model], Callable[[int], int]] = {}
        self.collisions = Collisions()

    def write(self, keys: KeptKeys) -> int:
        """Write the history and the rows; the totals are left to the caller.

        Returns how many rows got a number to their name.
        """
        self._write_changes(keys)
        self._take_ids()
        for resource in resources.values():
            self._write_rows(resource)
        for table in archived_tables.values():
            self._write_table(table)
        for batch in _batches(surveying.revisions(self.archive)):
            self._write_revisions(batch)
        return self.collisions.carry_out(self.uow)

    def _write_changes(self, keys: KeptKeys) -> None:
        names = (
            *("book_id", "number", "at", "made_by", "token", "cause", "undoes", "undone_by"),
            *("counts", "note", "idempotency_key", "fingerprint", "answer"),
        )
        for batch in _batches(surveying.changes(self.archive)):
            values = [self._change(one, keys) for one in batch]
            insert_rows(Change, names, values)

    def _change(self, one: ChangeRecord, keys: KeptKeys) -> tuple[Any, ...]:
        return (
            *(self.uow.book.pk, one.number, _instant(one), one.made_by, one.token, one.cause),
            *(one.undoes, one.undone_by),
            "" if one.counts is None else json.dumps(one.counts),
            one.note,
            *keys.get(one.number, (uuid.uuid4().hex, "", "")),
        )

    def _take_ids(self) -> None:
        with _alone():
            for resource in resources.values():
                self.ids[resource.name] = self._taken(resource.model)
                for part in resource.parts:
                    self.part_ids[part.model] = self._taken(part.model)
        self.ids[BOOK] = lambda number: self.uow.book.pk

    def _taken(self, model: type[Model]) -> Callable[[int], int]:
        span = self.survey.spans[model]
        # Of what is gone and forgotten only the ids are left, and these never come back.
        first = self._first_id(model, span) if span.sample else -span.top
        return lambda number: first + number - 1

    def _first_id(self, model: type[Model], span: Span) -> int:
        """Take a stretch of ids of `model`, and return the first of them.

        A row at its end makes the database give higher ids to every later row. Two restores at once
        would take stretches that overlap, so the caller holds `_alone`.
        """
        free = 0 if connection.vendor == "sqlite" else IDS_LEFT_FREE
        with connection.constraint_checks_disabled():
            lowest = insert_rows(model, *self._placeholder(model, span, 1)) or 0
            last = lowest + free + span.top
            insert_rows(model, *self._placeholder(model, span, 2, id=last))
            delete_rows(model, "pk", [lowest, last])
        return last - span.top + 1

    def _placeholder(
        self, model: type[Model], span: Span, count: int, **more: int
    ) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Return a row that meets the constraints of `model` and points at nothing."""
        row = dict(span.sample or {})
        for resource in resources.values():
            if resource.model is model:
                _point_nowhere(shape_of_resource(resource), row)
                resource.fill(row)
                row |= dict.fromkeys(STAMPS, 1) | dict.fromkeys(resource.stamps, 0)
            for part in resource.parts:
                if part.model is model:
                    _point_nowhere(shape_of_part(part), row)
                    # One of its own, or two archives at once would wait for each other.
                    row[part.owner] = -self.uow.book.pk
                row.pop(part.name, None)
        row |= {"book_id": self.uow.book.pk, **more}
        _tell_apart(model, row, count)
        return list(row), [tuple(row.values())]

    def _write_rows(self, resource: Resource) -> None:
        said = surveying.rows(self.archive, resource)
        if not any(pointer.target is resource for pointer in resource.pointers()):
            for batch in _batches(said):
                self._insert(resource, batch)
            return
        # Of a tree the levels are written one after the other, whatever the order of the ids.
        by_number = {row.number: row for row in said}
        for level in resource.levels({number: row.columns for number, row in by_number.items()}):
            self._insert(resource, [by_number[number] for number in sorted(level)])

    def _insert(self, resource: Resource, batch: list[RowRecord]) -> None:
        shape, book_id = shape_of_resource(resource), self.uow.book.pk
        names = [*shape.attnames(), *resource.derived]
        ids = self.ids[resource.name]
        values = []
        for row in batch:
            shape.placed(row.columns, self.ids)
            resource.fill(row.columns)
            self.collisions.settle(resource, ids(row.number), row.columns)
            columns = (row.columns[name] for name in names)
            values.append((ids(row.number), book_id, *row.stamps, *columns))
        insert_rows(resource.model, ["id", "book_id", *STAMPS, *resource.stamps, *names], values)
        for part in resource.parts:
            self._insert_parts(resource, part, batch)

    def _insert_parts(self, resource: Resource, part: Any, batch: list[RowRecord]) -> None:
        shape, book_id, ids = shape_of_part(part), self.uow.book.pk, self.part_ids[part.model]
        names, owner = shape.attnames(), self.ids[resource.name]
        values = []
        for row in batch:
            owner_id = owner(row.number)
            for one in row.columns[part.name]:
                shape.placed(one, self.ids)
                columns = (one[name] for name in names)
                values.append((ids(one["id"]), book_id, owner_id, *columns))
        insert_rows(part.model, ["id", "book_id", part.owner, *names], values)

    def _write_table(self, table: ArchivedTable) -> None:
        shape = shape_of_table(table)
        names = shape.attnames()
        fields = [table.model._meta.get_field(name) for name in names]
        for batch in _batches(surveying.table_rows(self.archive, table)):
            for row in batch:
                shape.placed(row, self.ids)
            values = [
                (
                    self.uow.book.pk,
                    *(one.get_db_prep_save(row[one.attname], connection) for one in fields),  # type: ignore[union-attr]  # columns
                )
                for row in batch
            ]
            insert_rows(table.model, ["book_id", *names], values)

    def _write_revisions(self, batch: list[RevisionRecord]) -> None:
        names = ("book_id", "number", "kind", "row_id", "action", "created_in", "before")
        values = [
            (
                *(self.uow.book.pk, one.number, one.kind, self.ids[one.kind](one.row)),
                *(one.action, one.created_in, self._before(one)),
            )
            for one in batch
        ]
        insert_rows(Revision, names, values)

    def _before(self, one: RevisionRecord) -> str:
        """Return what a row was, as the history keeps it."""
        row = one.before
        if row is None or one.kind == BOOK:
            return snapshots.dump(row) if row else ""
        resource = resources[one.kind]
        parts: Columns = {}
        for part in resource.parts:
            shape, ids = shape_of_part(part), self.part_ids[part.model]
            parts[part.name] = row.pop(part.name)
            for posting in parts[part.name]:
                shape.placed(posting, self.ids)
                posting["id"] = ids(posting["id"])
        shape_of_resource(resource).placed(row, self.ids)
        resource.fill(row)
        return snapshots.dump({**row, **parts})


@contextmanager
def _alone() -> Iterator[None]:
    """Let only one restore at a time run the block, as SQLite does anyway.

    Locks the row of RestoreLock on a connection of its own: that lock ends with the block, where
    one of the open transaction would keep others waiting until all is written. It ends with this
    program as well, for the database then ends the connection. Raises OperationalError where the
    row stays locked for TAKING_SECONDS_MAX.
    """
    if connection.vendor == "sqlite":
        yield
        return
    beside = connection.copy()
    try:
        beside.set_autocommit(False)
        with beside.cursor() as cursor:
            cursor.execute("SET SESSION innodb_lock_wait_timeout = %s", [TAKING_SECONDS_MAX])
            # A write, not just FOR UPDATE, which a cluster keeps to the node that it was sent to.
            cursor.execute(
                "INSERT INTO archives_restorelock (id, times) VALUES (1, 1) "
                "ON DUPLICATE KEY UPDATE times = times + 1"
            )
        yield
        beside.commit()
    finally:
        beside.close()


def _point_nowhere(shape: Shape, row: Columns) -> None:
    """Let pointers of `row` point at no row; those that are NULL stay so, as constraints ask it."""
    row.pop("id", None)
    for column, _ in list(shape.pointers(row)):
        row[column.attname] = 0


def _tell_apart(model: type[Model], row: Columns, count: int) -> None:
    """Give `row` a key of its own, which no row has that is to be written.

    Around a key that is written again after it was deleted, InnoDB locks more than that.
    """
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            names = [name for name in constraint.fields if name != "book"]
            fields: list[Any] = [model._meta.get_field(name) for name in names]
            texts = [one for one in fields if isinstance(one, CharField) and not one.choices]
            if texts:
                row[texts[-1].attname] = f"~{count}~"
            elif isinstance(fields[-1], DateField):
                # A constraint may want another day to be later: the one of the sample stays.
                row[fields[0].attname] = -(PLACEHOLDERS * row["book_id"] + count)
            else:
                row[fields[-1].attname] = -count if fields[-1].related_model else count


def _instant(one: ChangeRecord) -> Any:
    """Return the moment as the database takes it."""
    return connection.ops.adapt_datetimefield_value(one.at)


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        yield batch
