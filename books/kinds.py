"""The kinds of rows that a book's history keeps; the apps that own them say theirs on loading."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Model

from books.models import Book, BookRow

if TYPE_CHECKING:
    from books.door import OpenChange

Ids = Collection[int]


class Pointer(NamedTuple):
    """A column that holds the id of a row of a kind; `part` is None where it is in the row."""

    target: "Kind"
    part: "Part | None"
    column: str

    def ids_in(self, row: "Columns") -> "Iterator[int]":
        """Yield the ids that `row`, with its parts, holds there."""
        for one in row[self.part.name] if self.part else [row]:
            if one[self.column] is not None:
                yield one[self.column]


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that belong to one row of a kind alone: they are kept, and go and return, with it."""

    name: str
    """What they are called in a snapshot."""
    model: type[Model]
    owner: str
    """The attribute that holds the id of the row they belong to."""
    derived: frozenset[str] = frozenset()
    """Attributes that follow from what stands elsewhere, such as the worth at a day's rate."""


Columns = dict[str, Any]
"""The values of a row by attribute name; below the name of a part, a list of such of its rows."""

Names = Mapping[tuple[str, int], str]
"""What rows are called, by their kind and id, also of those that are gone."""


class Description(NamedTuple):
    """A row in words."""

    title: str
    """What to call it."""
    fields: dict[str, str]
    """What it says, by the API's names of its fields; empty text where it says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of row with a history of its own, and what its app does when rows come back."""

    name: str
    """The word for it in the API, in the singular."""
    model: type[BookRow]
    describe: Callable[[Columns, Names], Description]
    """Says in words what a row is or was."""
    show: Callable[[Book, Ids], Mapping[int, Any]]
    """Returns rows by id as the API's lists show them."""
    parts: tuple[Part, ...] = ()
    stamps: tuple[str, ...] = ()
    """Further columns that hold the number of a change and are no part of what the row says."""
    follows: Mapping[str, "Callable[[Columns], Any]"] = field(default_factory=dict, hash=False)
    """Attributes that follow from others of the same row, such as a folded name: no archive says
    them, and no snapshot is believed about them. Each gives the value."""
    faults: "Callable[[Columns], Iterator[str]]" = lambda row: iter(())
    """Says what a row, with its parts, may not say by itself: what neither the types of its columns
    nor constraints hold. For rows that come from elsewhere, such as an archive."""
    most: int | None = None
    """How many a book has at the most; None for any number."""
    stays_while_used: bool = False
    """Whether taking back the change that made such a row leaves it, where others use it now."""
    following: "Callable[[OpenChange, Ids], AbstractContextManager[None]] | None" = None
    """Entered before rows are put back or taken out, and left after: makes good what follows from
    them, and raises Conflict where they do not fit what else there is by now."""

    def pointers(self) -> Iterator[Pointer]:
        """Yield every column of the row and its parts that points at a row of a kind."""
        for part in (None, *self.parts):
            model = part.model if part else self.model
            for column in model._meta.concrete_fields:
                place = _places.get(column.related_model)  # type: ignore[arg-type]  # None has none
                if place and not (part and column.attname == part.owner):
                    yield Pointer(place[0], part, column.attname)

    def levels(self, rows: Mapping[int, Mapping[str, Any]]) -> list[list[int]]:
        """Return the ids of `rows` in groups: what one points at is in an earlier group.

        Databases check each row of a statement by itself, so a tree is written level by level.
        """
        columns = [p.column for p in self.pointers() if p.target is self and not p.part]
        waiting = {row_id: {row[column] for column in columns} for row_id, row in rows.items()}
        found = []
        while waiting:
            level = [row_id for row_id, above in waiting.items() if not above & waiting.keys()]
            found.append(level or list(waiting))
            waiting = {row_id: waiting[row_id] for row_id in waiting.keys() - set(found[-1])}
        return found


kinds: dict[str, Kind] = {}
"""By name; what is pointed at comes before what points at it."""

BOOK = "book"
"""The kind of the book itself, of which a book has one row: it needs no saying."""

_PLURALS = {"category": "categories"}

_places: dict[type[Model], tuple[Kind, Part | None]] = {}


def register_kind(kind: Kind) -> None:
    kinds[kind.name] = kind
    _places[kind.model] = (kind, None)
    for part in kind.parts:
        _places[part.model] = (kind, part)


def plural_of(name: str) -> str:
    """Return what several of a kind are called."""
    return _PLURALS.get(name, f"{name}s")


def place_of(model: type[Model]) -> tuple[Kind, Part | None] | None:
    """Return the kind that rows of `model` are of, or are a part of; None for derived figures."""
    return _places.get(model)
