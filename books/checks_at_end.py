"""Rules that only a whole change can meet, so they are held before it is recorded."""

from collections.abc import Callable, Collection
from typing import Any

Check = Callable[[Any, Collection[int]], None]
"""Called with the unit of work and the ids of rows; raises what refuses the change."""


class ChecksAtEnd:
    """What one change has to be held against once its work is done."""

    def __init__(self) -> None:
        self._ids: dict[Check, set[int]] = {}

    def add(self, check: Check, ids: Collection[int]) -> None:
        """Let `check` be called at the end, once with all ids that were named for it."""
        self._ids.setdefault(check, set()).update(ids)

    def run(self, uow: Any) -> None:
        """Call the checks; raises as they do."""
        for check, ids in self._ids.items():
            check(uow, ids)
