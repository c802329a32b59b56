"""What rows of a book are called, there or gone."""

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, IntegerField, QuerySet, Value
from django.db.models.functions import Cast

from books.ids_by_kind import batches_of_ids
from books.models import Action, Book, Revision
from books.tracked_models import BOOK, Columns, TrackedModel, tracked_models
from common.statements import Statement

NAMES_AT_ONCE = 2_000
"""How many rows of a kind one statement names: a page of 50 changes with 20 rows each points at as
many where each of them has another payee than before."""


class RowNames(dict[tuple[str, int], str]):
    """What rows are called; one of which nothing is known any more is called by its number."""

    def __missing__(self, key: tuple[str, int]) -> str:
        return f"{key[0]} {key[1]}"


def names_of(book: Book, rows: Iterable[tuple[str, Columns]]) -> RowNames:
    """Return the names of everything that `rows` point at and that has one, there or gone."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for kind, columns in rows:
        for pointer in tracked_models[kind].pointers() if kind != BOOK else ():
            wanted[pointer.target.name].update(pointer.ids_in(columns))
    names = RowNames()
    for batch in batches_of_ids(wanted, _pointed_at(), NAMES_AT_ONCE):
        # A row that is there comes last; of one that was deleted again, the last deletion does.
        found = sorted(_NAMES.rows(book_id=book.pk, **batch), key=lambda row: (row[2] == 0, row[2]))
        names |= {
            (kind, row_id): json.loads(text)[tracked_models[kind].named_by] if number else text
            for kind, row_id, number, text in found
        }
    return names


def _pointed_at() -> list[str]:
    """Return the kinds of rows that others point at, and that have names."""
    targets = {one.target for tracked in tracked_models.values() for one in tracked.pointers()}
    return sorted(one.name for one in targets if _has_name(one))


def _has_name(tracked: TrackedModel) -> bool:
    return any(one.attname == tracked.named_by for one in tracked.model._meta.concrete_fields)


def _names(*, book_id: Any, **ids: Any) -> list[QuerySet[Any, Any]]:
    """The name of each row that is there, with the number 0, and the last text of each deleted one.

    The columns are the kind, the id, the number, and the name or text.
    """
    found: list[QuerySet[Any, Any]] = []
    for kind, wanted in ids.items():
        stored, column = tracked_models[kind].model._default_manager, tracked_models[kind].named_by
        rows = stored.filter(book_id=book_id, pk__in=wanted).order_by()
        said = Value(kind, output_field=CharField()), Value(0, output_field=IntegerField())
        named = column if column == "name" else Cast(column, CharField())
        found.append(rows.values_list(said[0], "pk", said[1], named))
        gone = Revision.objects.filter(book_id=book_id, kind=kind, action=Action.DELETED)
        columns = ("kind", "row_id", "number", "before")
        found.append(gone.filter(row_id__in=wanted).order_by().values_list(*columns))
    return found


_NAMES = Statement(_names)
