"""The tables of a book without a history whose rows an archive keeps.

Rows with a history (`books.tracked_models`) are archived anyway. What is derived, or of use on one
server alone, is not.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Model

from books.row_rules import RowRule


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedTable:
    """One such table. Nothing points at its rows, and they are archived without their own ids."""

    name: str
    """The name of its file in an archive. It stays when the model is renamed: the digest has it."""
    model: type[Model]
    pointers: Mapping[str, str] = field(default_factory=dict)
    """Attributes that hold the id of a tracked row, which may be gone, or 0 for none; with the
    name of its resource. Foreign keys to tracked rows are found without."""
    row_rules: tuple[RowRule, ...] = ()
    """As in `books.resources.Resource`."""


archived_tables: dict[str, ArchivedTable] = {}
"""By name, in the order in which they were declared."""
