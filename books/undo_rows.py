"""Rows that an undo restores as they were, or deletes, within the change that is open."""

from collections.abc import Mapping

from books import snapshots
from books.models import Action
from books.rows import delete_rows, insert_rows, write_rows
from books.tracked_models import Columns, Ids, TrackedModel
from books.unit_of_work import UnitOfWork
from common.batches import IDS_AT_ONCE, batched


def restore_rows(
    uow: UnitOfWork,
    tracked: TrackedModel,
    rows: Mapping[int, Columns],
    created_in: Mapping[int, int],
) -> None:
    """Make `rows` what they were, by id, with their parts; those that were deleted return.

    `created_in` has, by id, the number of the change that first made each.
    """
    if not rows:
        return
    there = snapshots.present(tracked, rows.keys())
    gone = rows.keys() - there
    uow.recorder.record(tracked.model, there, Action.AMENDED)
    uow.recorder.record_restored(tracked, {i: created_in[i] for i in gone})
    _insert(uow, tracked, {i: rows[i] for i in gone}, created_in)
    _overwrite(uow, tracked, {i: rows[i] for i in there}, created_in)
    for part in tracked.parts:
        delete_rows(part.model, part.owner, list(there))
        names = ("id", *snapshots.part_columns(part))
        values = [
            (uow.book.pk, i, *(one[name] for name in names))
            for i, row in rows.items()
            for one in row[part.name]
        ]
        insert_rows(part.model, ["book_id", part.owner, *names], values)


def remove_rows(uow: UnitOfWork, tracked: TrackedModel, ids: Ids) -> None:
    """Delete rows with their parts, first those that point at others of them."""
    for level in reversed(tracked.levels(snapshots.rows(tracked, ids))):
        for batch in batched(level, IDS_AT_ONCE):
            uow.remove_many(tracked.model._default_manager.filter(pk__in=batch))


def _overwrite(
    uow: UnitOfWork,
    tracked: TrackedModel,
    rows: Mapping[int, Columns],
    created_in: Mapping[int, int],
) -> None:
    names = snapshots.columns(tracked)
    amended = []
    for row_id, row in rows.items():
        one = tracked.model(**{name: row[name] for name in names})
        one.pk, one.book_id = row_id, uow.book.pk
        one.created_in, one.changed_in = created_in[row_id], uow.number
        amended.append(one)
    write_rows(tracked.model, amended, [*names, "changed_in"])


def _insert(
    uow: UnitOfWork,
    tracked: TrackedModel,
    rows: Mapping[int, Columns],
    created_in: Mapping[int, int],
) -> None:
    names = snapshots.columns(tracked)
    stamps = ("changed_in", *tracked.stamps)
    fixed = ("id", "book_id", "created_in", *stamps)
    numbers = [uow.number] * len(stamps)
    for level in tracked.levels(rows):
        values = [
            (i, uow.book.pk, created_in[i], *numbers, *(rows[i][name] for name in names))
            for i in level
        ]
        insert_rows(tracked.model, [*fixed, *names], values)
