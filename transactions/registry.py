"""What apps above do when transactions go: each app adds a function of its own."""

from collections.abc import Callable, Sequence

from books.unit_of_work import UnitOfWork

deletion_watchers: list[Callable[[UnitOfWork, Sequence[int]], None]] = []
"""Called before the transactions with these ids are deleted, but for an undo."""
