"""Rows of a book without a history that an archive keeps: the apps that own them say theirs.

Rows of a kind (`books.kinds`) are archived anyway. What is derived, or of use on one server alone,
is not.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import Model

from books.kinds import Columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One sort of such rows. Nothing points at them, and they go without their own ids."""

    name: str
    """What several of them are called: the name of their file, such as `sightings`."""
    model: type[Model]
    pointers: Mapping[str, str] = field(default_factory=dict)
    """Attributes that hold the id of a row of a kind, which may be gone, or 0 for none; with the
    name of that kind. Foreign keys to rows of a kind are found without."""
    faults: Callable[[Columns], Iterator[str]] = lambda row: iter(())
    """As in `books.kinds.Kind`."""


tables: dict[str, Table] = {}
"""By name, in the order in which they were told of."""


def register_table(table: Table) -> None:
    tables[table.name] = table
