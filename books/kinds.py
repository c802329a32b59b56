"""The kinds of rows that a book's history keeps; the apps that own them say theirs on loading."""

from dataclasses import dataclass

from django.db.models import Model

from books.models import BookRow


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


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of row with a history of its own."""

    name: str
    """The word for it in the API, in the singular."""
    model: type[BookRow]
    parts: tuple[Part, ...] = ()


BOOK = "book"
"""The kind of the book itself, of which a book has one row: it needs no saying."""

kinds: dict[str, Kind] = {}
"""By name; what is pointed at comes before what points at it."""

_places: dict[type[Model], tuple[Kind, Part | None]] = {}


def register_kind(kind: Kind) -> None:
    kinds[kind.name] = kind
    _places[kind.model] = (kind, None)
    for part in kind.parts:
        _places[part.model] = (kind, part)


def place_of(model: type[Model]) -> tuple[Kind, Part | None] | None:
    """Return the kind that rows of `model` are of, or are a part of; None for derived figures."""
    return _places.get(model)
