"""A row with its parts as text, and back: what a revision keeps.

A snapshot names its columns, so one that was taken before a column was added still says what it
said then, and the column's default stands in. Neither the book nor the stamps are part of it.
"""

import json
from collections.abc import Collection, Iterator
from functools import cache
from typing import Any, NamedTuple

from django.db.models import Field, Model

from books.kinds import Kind
from books.models import Book

READ_BATCH = 500
"""How many rows one statement reads."""

_LEFT_OUT = frozenset({"id", "book_id", "created_in", "changed_in"})
_OF_A_BOOK = ("name", "home_currency")

Columns = dict[str, Any]
"""The values of a row by attribute name; below the name of a part, a list of such of its rows."""


class Taken(NamedTuple):
    """A row as it was found."""

    row_id: int
    created_in: int
    text: str


def take(kind: Kind, ids: Collection[int]) -> Iterator[Taken]:
    """Yield the rows of `kind` with these `ids` as they are; the missing ones are left out."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), READ_BATCH):
        rows = kind.model._default_manager.filter(pk__in=ordered[start : start + READ_BATCH])
        found = {row["id"]: row for row in rows.values("id", "created_in", *columns(kind.model))}
        for part in kind.parts:
            for row in found.values():
                row[part.name] = []
            belonging = part.model._default_manager.filter(**{f"{part.owner}__in": found})
            for one in belonging.order_by("id").values("id", *columns(part.model)):
                found[one.pop(part.owner)][part.name].append(one)
        for row in found.values():
            yield Taken(row.pop("id"), row.pop("created_in"), _dump(row))


def take_book(book: Book) -> str:
    """Return the snapshot of the book itself."""
    return _dump({name: getattr(book, name) for name in _OF_A_BOOK})


def load(kind: Kind, text: str) -> Columns:
    """Return what a snapshot of `kind` says, each value of its column's type."""
    said: Columns = json.loads(text)
    row = _loaded(kind.model, said)
    for part in kind.parts:
        row[part.name] = [
            {"id": one["id"], **_loaded(part.model, one)} for one in said.get(part.name, ())
        ]
    return row


def load_book(text: str) -> Columns:
    """Return what a snapshot of the book itself says."""
    said: Columns = json.loads(text)
    return said


@cache
def columns(model: type[Model]) -> tuple[str, ...]:
    """Return the attributes of `model` that a snapshot holds."""
    return tuple(name for name in _fields(model) if name not in _LEFT_OUT)


@cache
def _fields(model: type[Model]) -> "dict[str, Field[Any, Any]]":
    return {field.attname: field for field in model._meta.concrete_fields}


def _loaded(model: type[Model], said: Columns) -> Columns:
    fields = _fields(model)
    return {
        name: fields[name].to_python(said[name]) if name in said else fields[name].get_default()
        for name in columns(model)
        if name in said or fields[name].has_default()
    }


def _dump(row: Columns) -> str:
    # Dates are the only values that JSON has no form for, and their text is ISO 8601.
    return json.dumps(row, default=str, ensure_ascii=False, separators=(",", ":"))
