"""What apps above do when transactions come or go: each app adds a function of its own."""

import datetime
from collections.abc import Callable, Sequence
from typing import NamedTuple

from books.unit_of_work import UnitOfWork


class RecordedTransaction(NamedTuple):
    """What others need to know of a transaction that was just recorded."""

    id: int
    date: datetime.date
    type: str
    amount: int
    """In minor units of `currency`, above zero."""
    currency: str
    refund: bool
    payee_id: int | None
    payee: str
    """The payee's name as it was stated; empty for none."""
    accounts: frozenset[int]
    """The ids of those that its postings are on."""


recording_watchers: list[Callable[[UnitOfWork, Sequence[RecordedTransaction]], None]] = []
"""Called after transactions were recorded, in the same change."""
deletion_watchers: list[Callable[[UnitOfWork, Sequence[int]], None]] = []
"""Called before the transactions with these ids are deleted, but for an undo."""
