"""What stands in the way of taking something back: later changes of the same rows, or on them."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import QuerySet, UniqueConstraint

from books import snapshots
from books.models import Action, Book, Revision
from books.tracked_models import Pointer, TrackedModel, tracked_models
from books.undo_plan import UndoPlan
from common.batches import IDS_AT_ONCE, batched
from common.errors import ChangedLater, Conflict

Rows = tuple[TrackedModel, set[int]]
"""Rows of a tracked model by their ids."""

_LATER = "Later changes touched the same rows, or depend on them; undo those first."
_NAME_TAKEN = "Another row has an equal name now; rename that row first."


def check_conflicts(plan: UndoPlan) -> None:
    """Raise ChangedLater with every later change that stands in the way of `plan`.

    Leaves out of the plan what may stay: payees and tags that other transactions have by now.
    Raises Conflict where no change is in the way but a name: names compare by the rules of today,
    and two that were different when the rows were deleted may be equal by now.
    """
    later = {
        *_changes_of_the_same(plan),
        *_changes_that_use(plan),
        *_changes_that_removed_what_is_pointed_at(plan),
    }
    taken = list(_taken(plan))
    later.update(_changes_that_took_a_name(plan, taken))
    if standing := {*_standing(plan.book, later), *_changes_that_left_a_name(plan, taken)}:
        raise ChangedLater(_LATER, standing)
    if taken or _has_a_name_twice(plan):
        raise Conflict(_NAME_TAKEN, code="name_taken")


def _changes_of_the_same(plan: UndoPlan) -> Iterator[int]:
    later = _revisions(plan.book).filter(number__gt=plan.number)
    for tracked in tracked_models.values():
        for batch in _batches(plan.ids(tracked)):
            yield from _numbers(later.filter(kind=tracked.name, row_id__in=batch))
    if plan.of_book:
        yield from _numbers(later.filter(kind=plan.of_book.kind))
    if plan.whole:
        yield from _numbers(later.filter(created_in=plan.number))


def _changes_that_use(plan: UndoPlan) -> Iterator[int]:
    """Yield those that made something point at a row which is to go."""
    for user in tracked_models.values():
        known = plan.ids(user)
        for pointer in user.pointers():
            target = pointer.target
            uses = list(_uses(user, pointer, plan.out.get(target.name, set())))
            others = [(row_id, used) for row_id, used in uses if row_id not in known]
            if target.stays_while_used:
                plan.out[target.name] -= {used for _, used in others}
            else:
                yield from _changes_of(plan, user, {row_id for row_id, _ in others})


def _uses(
    user: TrackedModel, pointer: Pointer, targets: Collection[int]
) -> Iterator[tuple[int, int]]:
    """Yield the ids of the rows of `user` that point at one of `targets`, each with that one."""
    model = pointer.part.model if pointer.part else user.model
    row_id = pointer.part.owner if pointer.part else "pk"
    for batch in _batches(targets):
        rows = model._default_manager.filter(**{f"{pointer.column}__in": batch})
        yield from rows.values_list(row_id, pointer.column)


def _changes_that_removed_what_is_pointed_at(plan: UndoPlan) -> Iterator[int]:
    for name, rows in plan.said.items():
        for pointer in tracked_models[name].pointers():
            wanted = {i for row in rows.values() for i in pointer.ids_in(row)}
            target = pointer.target
            missing = wanted - plan.ids(target) - snapshots.present(target, wanted)
            yield from _changes_of(plan, target, missing)


def _changes_that_took_a_name(plan: UndoPlan, taken: Iterable[Rows]) -> Iterator[int]:
    """Yield those that made or named a row as one that is to be put back must be."""
    for tracked, ids in taken:
        yield from _changes_of(plan, tracked, ids)
        if tracked.stays_while_used:
            for user in tracked_models.values():
                for pointer in user.pointers():
                    if pointer.target is tracked:
                        users = {row_id for row_id, _ in _uses(user, pointer, ids)}
                        yield from _changes_of(plan, user, users)


def _changes_that_left_a_name(plan: UndoPlan, taken: Iterable[Rows]) -> Iterator[int]:
    """Yield those that made what stayed when they were undone, and those that did so.

    It goes only with the change that made it, which has to stand again to be undone whole.
    """
    for tracked, ids in taken:
        for batch in _batches(ids):
            rows = tracked.model._default_manager.filter(pk__in=batch, created_in__gt=plan.number)
            makers = rows.values_list("created_in", flat=True)
            undone = plan.book.changes.filter(number__in=set(makers), undone_by__gt=0)
            for pair in undone.values_list("number", "undone_by"):
                yield from pair


def _taken(plan: UndoPlan) -> Iterator[Rows]:
    """Yield the rows that have by now what only one row may, and one that is put back must."""
    for name, rows in plan.said.items():
        tracked = tracked_models[name]
        for key in _unique_keys(tracked):
            wanted = {tuple(row[column] for column in key) for row in rows.values()}
            known = plan.ids(tracked)
            for batch in _batches({values[-1] for values in wanted}):
                same = tracked.model._default_manager.filter(book_id=plan.book.pk)
                found = same.filter(**{f"{key[-1]}__in": batch}).values_list("pk", *key)
                if ids := {pk for pk, *values in found if tuple(values) in wanted} - known:
                    yield tracked, ids


def _has_a_name_twice(plan: UndoPlan) -> bool:
    """Whether two rows that are to be put back have what only one may."""
    counts = (
        Counter(tuple(row[column] for column in key) for row in rows.values())
        for name, rows in plan.said.items()
        for key in _unique_keys(tracked_models[name])
    )
    return any(count > 1 for counted in counts for count in counted.values())


def _unique_keys(tracked: TrackedModel) -> Iterator[tuple[str, ...]]:
    meta = tracked.model._meta
    columns = {column.name: column.attname for column in meta.concrete_fields}
    for constraint in meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield tuple(columns[name] for name in constraint.fields if name != "book")


def _changes_of(plan: UndoPlan, tracked: TrackedModel, ids: Collection[int]) -> Iterator[int]:
    """Yield the changes since that of the plan which made or amended rows of `tracked`."""
    since = _revisions(plan.book).filter(kind=tracked.name, number__gt=plan.number)
    for batch in _batches(ids):
        yield from _numbers(since.filter(row_id__in=batch))
        rows = tracked.model._default_manager.filter(pk__in=batch, created_in__gt=plan.number)
        yield from rows.values_list("created_in", flat=True)


def _standing(book: Book, numbers: Collection[int]) -> set[int]:
    """Return those of the changes that stand: neither undone, nor an undo of one."""
    columns = ("number", "undoes", "undone_by")
    changes = list(book.changes.filter(number__in=numbers).values_list(*columns))
    gone = {number for number, _, undone_by in changes if undone_by in numbers}
    gone |= {number for number, undoes, _ in changes if undoes in gone}
    return set(numbers) - gone


def _revisions(book: Book) -> QuerySet[Revision]:
    """The revisions of what people stated, without what only followed from it."""
    return Revision.objects.for_book(book).exclude(action=Action.TOUCHED)


def _numbers(revisions: QuerySet[Revision]) -> Iterable[int]:
    return revisions.order_by().values_list("number", flat=True).distinct()


def _batches(values: Collection[Any]) -> Iterator[list[Any]]:
    yield from batched(sorted(values), IDS_AT_ONCE)
