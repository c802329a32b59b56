"""What an app says of its rows: one declaration for each model of a book, in its `resource.py`.

History, undo, feed, archive, trash and `check_books` read these, and nothing else. The module of
an app has them in DECLARATIONS; `books.declarations` finds and registers them.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar

from django.db.models import Model

from books.archived_tables import ArchivedTable
from books.models import Book
from books.row_rules import RowRule
from books.tracked_models import Columns, Ids, TrackedModel
from books.unit_of_work import UnitOfWork

T = TypeVar("T")

Names = Mapping[tuple[str, int], str]
"""What rows are called, by resource and id, also of those that are gone."""

Check = Callable[[Book], Iterator[str]]
"""Looks at one invariant of a book and yields a line for every place where it does not hold. A
finding bears the function's name."""


class Description(NamedTuple):
    """A row in words."""

    title: str
    """What to call it."""
    fields: dict[str, str]
    """What it says, by the API's names of its fields; empty text where it says nothing."""


@dataclass(frozen=True, slots=True)
class Provides(Generic[T]):
    """A function for a list of a lower app, which calls whatever is in it."""

    registry: list[T]
    one: T


@dataclass(frozen=True, slots=True)
class DerivedTables:
    """Tables that follow from rows, such as totals: how they are compared, and worked out anew."""

    checks: tuple[Check, ...]
    rebuild: Callable[[UnitOfWork], None]
    """Mends whatever the checks find."""
    fill: Callable[[UnitOfWork], None]
    """Writes them for the rows that an archive brought, when there is nothing in them yet."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Resource(TrackedModel):
    """The declaration of one model of a book."""

    describe: Callable[[Columns, Names], Description]
    """Says in words what a row is or was, for the history and the trash."""
    present: Callable[[Book, Ids], Mapping[int, Any]]
    """Returns rows by id as the API's lists show them, for the feed."""
    row_rules: tuple[RowRule, ...] = ()
    """What a row may not say by itself, beyond the types of its columns and the constraints. The
    same tuple judges a draft, and a row that comes from an archive."""
    limit: int | None = None
    """How many a book has at the most; None for any number."""
    checks: tuple[Check, ...] = ()
    """What has to hold of all rows of a book together, for `check_books` and after a restore."""
    derived_tables: DerivedTables | None = None
    on_undo: Callable[[UnitOfWork, Ids], AbstractContextManager[None]] | None = None
    """Entered before rows are restored or deleted by an undo, and left after: makes good what
    follows from them, and raises Conflict where they do not fit what else there is by now."""
    deleted_with: Collection[type[Model]] = ()
    """Models that rows point at without holding them: they are deleted together."""
    before_repoint: Mapping[type[Model], Callable[[UnitOfWork, int, int], None]] = field(
        default_factory=dict
    )
    """By a model that rows point at: called before all that points at one row of it, by its id,
    points at another one. Makes one row of two where only one may point at it."""
    on_repoint: Mapping[type[Model], Callable[[UnitOfWork, int, int], None]] = field(
        default_factory=dict
    )
    """By a model that rows point at: called when all that pointed at one row of it, by its id,
    points at another one now."""
    provides: tuple[Provides[Any], ...] = ()


@dataclass(frozen=True, slots=True)
class OtherTable:
    """A table of a book without a history that no archive keeps: derived, or of passing use."""

    model: type[Model]


Declaration = Resource | ArchivedTable | OtherTable

resources: dict[str, Resource] = {}
"""By name; what is pointed at comes before what points at it."""
