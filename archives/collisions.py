"""Names of an archive that were different when it was made, and compare equal by today's rules.

The older row keeps its name; a number is appended to that of the younger. The row is written with
a key of its own, and renamed in the change of the restore once all rows are there.
"""

from collections import defaultdict
from itertools import islice
from typing import Any

from books.door import OpenChange
from books.kinds import Columns, Kind, kinds
from common.text import fold, fold_case, numbered
from transactions.labels import carriers_of
from transactions.models import Payee, Tag

RENAME_BATCH = 500
"""How many rows one statement renames."""
_SCOPES = {"category": "parent_key"}
"""Within what a name is unique, by kind, where that is less than the book."""


class Collisions:
    """The names of the rows that are written, and what those that compare equal become."""

    def __init__(self) -> None:
        self._taken: dict[tuple[str, int], set[str]] = defaultdict(set)
        self._stated: dict[tuple[str, int], set[str]] = defaultdict(set)
        self._renamed: dict[str, dict[int, str]] = defaultdict(dict)

    def settle(self, kind: Kind, row_id: int, row: Columns) -> None:
        """Give `row` a key of its own where an earlier one has that of its name.

        Rows whose names were equal when the archive was made are left to the constraints: no book
        had both.
        """
        if "name_key" not in kind.follows:
            return
        place = (kind.name, row[_SCOPES[kind.name]] if kind.name in _SCOPES else 0)
        taken, stated = self._taken[place], self._stated[place]
        as_stated = fold_case(row["name"])
        if row["name_key"] in taken and as_stated not in stated:
            name = numbered(row["name"], taken)
            self._renamed[kind.name][row_id] = name
            row["name_key"] = fold(name)
        taken.add(row["name_key"])
        stated.add(as_stated)

    def carry_out(self, opened: OpenChange) -> int:
        """Rename the rows in the history of the book; returns how many there are."""
        for kind_name, names in self._renamed.items():
            waiting = iter(names)
            while ids := list(islice(waiting, RENAME_BATCH)):
                self._rename(opened, kinds[kind_name], ids)
        return sum(map(len, self._renamed.values()))

    def _rename(self, opened: OpenChange, kind: Kind, ids: list[int]) -> None:
        rows: list[Any] = list(kind.model._default_manager.filter(pk__in=ids))
        for row in rows:
            row.name = self._renamed[kind.name][row.pk]
            row.name_key = fold(row.name)
        opened.amend_each(kind.model, rows, ["name", "name_key"])
        if kind.model in (Payee, Tag):
            opened.touch(carriers_of(opened, kind.model, ids))
