"""What uses a row: everything that points at it, found by the foreign keys of the resources."""

from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from books.models import Book, BookRow
from books.resources import Resource, resources
from books.tracked_models import Pointer
from books.unit_of_work import UnitOfWork


def uses_of(row: BookRow, *, when_deleted: bool = False) -> dict[str, int]:
    """Return how many rows of other resources point at `row`, by their plural names.

    `when_deleted` leaves out those that are deleted together with it.
    """
    found: dict[str, int] = {}
    for resource, pointer in _pointers_at(type(row)):
        if when_deleted and type(row) in resource.deleted_with:
            continue
        name = pointer.part.name if pointer.part else resource.plural
        found[name] = found.get(name, 0) + _pointing(resource, pointer, row).count()
    return found


def repoint_uses(uow: UnitOfWork, row: BookRow, other: BookRow) -> None:
    """Make whatever uses `row` use `other`, a row of the same model."""
    for resource, pointer in _pointers_at(type(row)):
        if before_repoint := resource.before_repoint.get(type(row)):
            before_repoint(uow, row.pk, other.pk)
        uow.amend_many(_pointing(resource, pointer, row), **{pointer.column: other.pk})
        if on_repoint := resource.on_repoint.get(type(row)):
            on_repoint(uow, row.pk, other.pk)


def repoint_ids(
    uow: UnitOfWork, model: type[BookRow], ids: Collection[int], other: int | None
) -> None:
    """Make whatever uses one of the rows `ids` of `model` use `other`, or none.

    For rows that anything may point at, any number of times.
    """
    for resource, pointer in _pointers_at(model):
        users = (pointer.part or resource).model._default_manager
        mine = users.filter(book_id=uow.book.pk, **{f"{pointer.column}__in": ids})
        uow.amend_many(mine, **{pointer.column: other})


def relink_ids(
    uow: UnitOfWork, model: type[BookRow], ids: Collection[int], other: int | None
) -> None:
    """Link whatever is linked with one of the rows `ids` of `model` with `other`, once, or none.

    For rows that all else points at from links: parts that have nothing but this and their owner.
    """
    for _resource, pointer in _pointers_at(model):
        if pointer.part:
            model_of_links, owner = pointer.part.model, pointer.part.owner
            links = model_of_links._default_manager.filter(book_id=uow.book.pk)
            of_ids = links.filter(**{f"{pointer.column}__in": ids})
            missing: set[int] = set()
            if other is not None:
                already = links.filter(**{pointer.column: other}).values_list(owner, flat=True)
                missing = set(of_ids.values_list(owner, flat=True)) - set(already)
            uow.remove_many(of_ids)
            rows = [(owner_id, other) for owner_id in sorted(missing)]
            uow.add_many(model_of_links, (owner, pointer.column), rows)


def linked_with(
    book: Book, model: type[BookRow], ids: Collection[int]
) -> Iterator[QuerySet[BookRow]]:
    """Yield the rows of each model that are linked with one of the rows `ids` of `model`."""
    for resource, pointer in _pointers_at(model):
        if pointer.part:
            links = pointer.part.model._default_manager.filter(
                **{f"{pointer.column}__in": ids, pointer.part.owner: OuterRef("pk")}
            )
            yield resource.model._default_manager.filter(Exists(links), book_id=book.pk)


def remove_dependents(uow: UnitOfWork, row: BookRow) -> None:
    """Delete what is deleted together with `row`."""
    for resource, pointer in _pointers_at(type(row)):
        if type(row) in resource.deleted_with:
            uow.remove_many(_pointing(resource, pointer, row))


def _pointers_at(model: type[BookRow]) -> Iterator[tuple[Resource, Pointer]]:
    for resource in resources.values():
        for pointer in resource.pointers():
            # A tree minds its own branches.
            if pointer.target.model is model and resource.model is not model:
                yield resource, pointer


def _pointing(resource: Resource, pointer: Pointer, row: BookRow) -> QuerySet[Any]:
    model = pointer.part.model if pointer.part else resource.model
    return model._default_manager.filter(book_id=row.book_id, **{pointer.column: row.pk})
