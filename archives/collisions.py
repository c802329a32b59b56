"""Names of an archive that were different when it was made, and compare equal by today's rules.

The older row keeps its name; a number is appended to that of the younger. The row is written with
a key of its own, and renamed in the change of the restore once all rows are there.
"""

from collections import defaultdict
from functools import cache
from itertools import islice
from typing import Any

from django.db.models import UniqueConstraint

from books.resources import Resource, resources
from books.tracked_models import Columns
from books.unit_of_work import UnitOfWork
from common.batches import IDS_AT_ONCE
from common.text import fold, fold_case, numbered
from transactions.labels import mark_carriers
from transactions.models import Payee, Tag

_Place = tuple[str, tuple[int, ...]]
"""A resource, and within what of it names are unique."""


class Collisions:
    """The names of the rows that are written, and what those that compare equal become."""

    def __init__(self) -> None:
        self._taken: dict[_Place, set[str]] = defaultdict(set)
        self._stated: dict[_Place, set[str]] = defaultdict(set)
        self._renamed: dict[str, dict[int, str]] = defaultdict(dict)

    def settle(self, resource: Resource, row_id: int, row: Columns) -> None:
        """Give `row` a key of its own where an earlier one has that of its name.

        Rows whose names were equal when the archive was made are left to the constraints: no book
        had both.
        """
        if "name_key" not in resource.derived:
            return
        place = (resource.name, tuple(row[column] for column in _scope(resource)))
        taken, stated = self._taken[place], self._stated[place]
        as_stated = fold_case(row["name"])
        if row["name_key"] in taken and as_stated not in stated:
            name = numbered(row["name"], taken)
            self._renamed[resource.name][row_id] = name
            row["name_key"] = fold(name)
        taken.add(row["name_key"])
        stated.add(as_stated)

    def carry_out(self, uow: UnitOfWork) -> int:
        """Rename the rows in the history of the book; returns how many there are."""
        for kind_name, names in self._renamed.items():
            waiting = iter(names)
            while ids := list(islice(waiting, IDS_AT_ONCE)):
                self._rename(uow, resources[kind_name], ids)
        return sum(map(len, self._renamed.values()))

    def _rename(self, uow: UnitOfWork, resource: Resource, ids: list[int]) -> None:
        rows: list[Any] = list(resource.model._default_manager.filter(pk__in=ids))
        for row in rows:
            row.name = self._renamed[resource.name][row.pk]
        uow.amend_each(resource.model, rows, ["name"])
        if resource.model in (Payee, Tag):
            mark_carriers(uow, resource.model, ids)


@cache
def _scope(resource: Resource) -> tuple[str, ...]:
    """Return the columns within which a name is unique, beside the book."""
    for constraint in resource.model._meta.constraints:
        if isinstance(constraint, UniqueConstraint) and "name_key" in constraint.fields:
            return tuple(name for name in constraint.fields if name not in ("book", "name_key"))
    return ()
