"""The models whose rows have a history: what the unit of work and the history need to know of them.

What else an app says of its rows is in its `books.resources.Resource`, which is one of these.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Model

from books.models import BookRow
from common.text import fold

Ids = Collection[int]

Columns = dict[str, Any]
"""The values of a row by attribute name; below the name of a part, a list of such of its rows."""


class Pointer(NamedTuple):
    """A column that holds the id of a tracked row; `part` is None where it is in the row itself."""

    target: "TrackedModel"
    part: "Part | None"
    column: str

    def ids_in(self, row: Columns) -> Iterator[int]:
        """Yield the ids that `row`, with its parts, holds there."""
        for one in row[self.part.name] if self.part else [row]:
            if one[self.column] is not None:
                yield one[self.column]


class Derived(NamedTuple):
    """How a column follows from others of the same row."""

    sources: tuple[str, ...]
    """Their attribute names."""
    compute: Callable[..., Any]
    """Takes their values in that order, and returns the value of the column."""

    def of(self, row: Mapping[str, Any]) -> Any:
        return self.compute(*(row[name] for name in self.sources))

    def of_instance(self, row: object) -> Any:
        return self.compute(*(getattr(row, name) for name in self.sources))


def folded(*sources: str) -> Derived:
    """Return a column that has the texts of `sources`, with spaces between them, folded."""
    return Derived(sources, lambda *texts: fold(" ".join(texts)))


@dataclass(frozen=True, slots=True)
class Part:
    """Rows that belong to one row alone: they are kept, and go and return, with it."""

    name: str
    """What they are called in a snapshot."""
    model: type[Model]
    owner: str
    """The attribute that holds the id of the row they belong to."""
    derived: frozenset[str] = frozenset()
    """Attributes that follow from what stands elsewhere, such as the worth at a day's rate."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TrackedModel:
    """A model of a book whose rows have a history of their own."""

    name: str
    """The word for a row in the API, in the singular."""
    plural: str
    model: type[BookRow]
    parts: tuple[Part, ...] = ()
    stamps: tuple[str, ...] = ()
    """Further columns that hold the number of a change and are not part of what the row says."""
    derived: Mapping[str, Derived] = field(default_factory=dict)
    """Columns that follow from others of the same row, such as a folded name. The unit of work
    fills them, `check_books` compares them, and no archive or snapshot is asked for them."""
    named_by: str = "name"
    """The column that says what a row is called where others point at it, if there is one."""
    stays_while_used: bool = False
    """Whether undoing the change that made such a row leaves it, where others use it now."""

    def pointers(self) -> Iterator[Pointer]:
        """Yield every column of the row and its parts that points at a tracked row."""
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

    def fill(self, row: Columns) -> None:
        """Set the derived columns of `row`."""
        for name, derived in self.derived.items():
            row[name] = derived.of(row)


tracked_models: dict[str, TrackedModel] = {}
"""By name; what is pointed at comes before what points at it."""

BOOK = "book"
"""The name of the book itself in its history, of which it is one row: it needs no declaration."""

_places: dict[type[Model], tuple[TrackedModel, Part | None]] = {}


def track(one: TrackedModel) -> None:
    tracked_models[one.name] = one
    _places[one.model] = (one, None)
    for part in one.parts:
        _places[part.model] = (one, part)


def plural_of(name: str) -> str:
    """Return what several rows are called, also of what is no longer known."""
    return tracked_models[name].plural if name in tracked_models else f"{name}s"


def place_of(model: type[Model]) -> tuple[TrackedModel, Part | None] | None:
    """Return what rows of `model` are of, or are a part of; None for derived figures."""
    return _places.get(model)


def derived_columns(model: type[Model]) -> Mapping[str, Derived]:
    """Return the derived columns of `model`."""
    place = _places.get(model)
    return place[0].derived if place and place[1] is None else {}
