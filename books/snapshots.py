"""A row with its parts as text, and back: what a revision keeps.

A snapshot names its columns, so one that was taken before a column was added still says what it
said then, and the column's default stands in. Neither the book nor the stamps are part of it.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

import orjson
from django.db.models import CharField, Field, IntegerField, Model, QuerySet, TextField, Value
from django.db.models.functions import JSONArray

from books.models import Book
from books.rows import StampedRow
from books.tracked_models import Columns, Part, TrackedModel
from common.batches import IDS_AT_ONCE, batched
from common.business_days import NO_CALENDAR
from common.statements import Statement

_LEFT_OUT = frozenset({"id", "book_id", "created_in", "changed_in"})
_OF_A_BOOK = ("name", "home_currency", "calendar", "closed_days")
ROW_ITSELF = Value("", output_field=CharField())
"""The name of no part, in what `as_json` gives."""


JsonRow = tuple[str, int, str]
"""The part, the id of the row, and a JSON array of its values."""


class Taken(NamedTuple):
    """A row as it was found."""

    row_id: int
    created_in: int
    text: str


def take(tracked: TrackedModel, ids: Collection[int]) -> Iterator[Taken]:
    """Yield the rows of `tracked` with these `ids` as they are; the missing ones are left out."""
    ordered = sorted(ids)
    for batch in batched(ordered, IDS_AT_ONCE):
        found = _read(tracked, batch)
        for part in tracked.parts:
            for row in found.values():
                row[part.name] = []
            names = ("id", *part_columns(part))
            for owner, *values in _PARTS.rows(part, owners=list(found)):
                found[owner][part.name].append(dict(zip(names, values, strict=True)))
        for row in found.values():
            yield Taken(row.pop("id"), row.pop("created_in"), dump(row))


def taken(tracked: TrackedModel, row: StampedRow) -> Taken:
    """Return `row`, which has been read with its parts, as `take` would read it again."""
    said: Columns = {name: getattr(row, name) for name in columns(tracked)}
    for part in tracked.parts:
        names = part_columns(part)
        found = sorted(getattr(row, part.name), key=attrgetter("pk"))
        said[part.name] = [
            {"id": one.pk, **{name: getattr(one, name) for name in names}} for one in found
        ]
    return Taken(row.pk, row.created_in, dump(said))


def rows(tracked: TrackedModel, ids: Collection[int]) -> dict[int, Columns]:
    """Return the rows of `tracked` with these `ids` as they are, by id, without their parts."""
    ordered = sorted(ids)
    found: dict[int, Columns] = {}
    for batch in batched(ordered, IDS_AT_ONCE):
        found.update(_read(tracked, batch))
    return found


def present(tracked: TrackedModel, ids: Collection[int]) -> set[int]:
    """Return those of `ids` that `tracked` has rows of."""
    ordered = sorted(ids)
    found: set[int] = set()
    for batch in batched(ordered, IDS_AT_ONCE):
        stored = tracked.model._default_manager.filter(pk__in=batch)
        found.update(stored.values_list("pk", flat=True))
    return found


def take_book(book: Book) -> str:
    """Return the snapshot of the book itself."""
    return dump({name: getattr(book, name) for name in _OF_A_BOOK})


def load(tracked: TrackedModel, text: str) -> Columns:
    """Return what a snapshot of `tracked` says, each value of its column's type.

    What follows from other columns is worked out anew: names may fold otherwise by now.
    """
    return _filled(tracked, json.loads(text))


def as_json(tracked: TrackedModel, book_id: Any, ids: Any) -> list[QuerySet[Any, Any]]:
    """Return querysets of rows of a book, with their parts, to be read along with others.

    Each has the columns kind, part, id of the row, 0, and a JSON array; `from_json` reads them.
    """
    kind, zero = _text(tracked.name), Value(0, output_field=IntegerField())
    rows = tracked.model._default_manager.filter(book_id=book_id, pk__in=ids).order_by()
    found: list[QuerySet[Any, Any]] = [
        rows.values_list(kind, ROW_ITSELF, "pk", zero, _array(columns(tracked)))
    ]
    for part in tracked.parts:
        of_row = {f"{part.owner.removesuffix('_id')}__id__in": ids}
        parts = part.model._default_manager.filter(book_id=book_id, **of_row).order_by()
        array = _array(("id", *part_columns(part)))
        found.append(parts.values_list(kind, _text(part.name), part.owner, zero, array))
    return found


def from_json(tracked: TrackedModel, found: Iterable[JsonRow]) -> Iterator[tuple[int, Columns]]:
    """Yield the rows of what querysets of `as_json` gave, by id, as `load` returns them."""
    rows: dict[int, Columns] = defaultdict(dict)
    names = {part.name: ("id", *part_columns(part)) for part in tracked.parts}
    for part, row_id, text in found:
        if part:
            said = dict(zip(names[part], orjson.loads(text), strict=True))
            rows[row_id].setdefault(part, []).append(said)
        else:
            rows[row_id] |= zip(columns(tracked), orjson.loads(text), strict=True)
    for row_id, row in rows.items():
        for part in names.keys() & row.keys():
            row[part].sort(key=itemgetter("id"))
        yield row_id, _filled(tracked, row)


def _filled(tracked: TrackedModel, said: Columns) -> Columns:
    row = _loaded(tracked.model, columns(tracked), said)
    tracked.fill(row)
    for part in tracked.parts:
        names = ("id", *part_columns(part))
        row[part.name] = [_loaded(part.model, names, one) for one in said.get(part.name, ())]
    return row


def load_book(text: str) -> Columns:
    """Return what a snapshot of the book itself says."""
    # Books had neither calendar nor closed days at first.
    return {"calendar": NO_CALENDAR, "closed_days": "", **json.loads(text)}


def _read(tracked: TrackedModel, ids: Sequence[int]) -> dict[int, Columns]:
    names = ("id", "created_in", *columns(tracked))
    found = _ROWS.rows(tracked, ids=list(ids))
    return {row[0]: dict(zip(names, row, strict=True)) for row in found}


@cache
def columns(tracked: TrackedModel) -> tuple[str, ...]:
    """Return the attributes of rows of `tracked` that a snapshot holds, without their parts."""
    return tuple(
        name for name in _fields(tracked.model) if name not in {*_LEFT_OUT, *tracked.stamps}
    )


@cache
def part_columns(part: Part) -> tuple[str, ...]:
    """Return the attributes of the rows of a part that a snapshot holds; the owner is said."""
    return tuple(name for name in _fields(part.model) if name not in {*_LEFT_OUT, part.owner})


@cache
def _fields(model: type[Model]) -> "dict[str, Field[Any, Any]]":
    return {field.attname: field for field in model._meta.concrete_fields}


def _loaded(model: type[Model], names: Sequence[str], said: Columns) -> Columns:
    fields = _fields(model)
    return {
        name: fields[name].to_python(said[name]) if name in said else fields[name].get_default()
        for name in names
    }


def _array(names: Sequence[str]) -> JSONArray:
    return JSONArray(*names, output_field=TextField())


def _text(value: str) -> Value:
    return Value(value, output_field=CharField())


def dump(row: Columns) -> str:
    # Dates are the only values that JSON has no form for, and their text is ISO 8601.
    return json.dumps(row, default=str, ensure_ascii=False, separators=(",", ":"))


_ROWS = Statement(
    lambda tracked, /, *, ids: tracked.model._default_manager.filter(id__in=ids).values_list(
        "id", "created_in", *columns(tracked)
    )
)
_PARTS = Statement(
    lambda part, /, *, owners: (
        part.model._default_manager.filter(**{f"{part.owner.removesuffix('_id')}__id__in": owners})
        .order_by("id")
        .values_list(part.owner, "id", *part_columns(part))
    )
)
