"""What apps above look at when an undo changes statements: each adds a function of its own."""

from collections.abc import Callable

from books.tracked_models import Ids
from books.unit_of_work import UnitOfWork

undo_checks: list[Callable[[UnitOfWork, Ids], None]] = []
"""Called with the ids of statements that an undo has restored; raise Conflict."""
