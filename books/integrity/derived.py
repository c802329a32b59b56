"""Whether the derived columns of rows are what follows from their other columns."""

from collections.abc import Iterator

from books.integrity.findings import walk
from books.models import Book
from books.resources import Check
from books.tracked_models import TrackedModel, tracked_models


def derived_checks() -> list[Check]:
    """Return a check for each name of a derived column, over all models that have one."""
    names = dict.fromkeys(name for one in tracked_models.values() for name in one.derived)
    return [_check(name) for name in names]


def _check(name: str) -> Check:
    def check(book: Book) -> Iterator[str]:
        for tracked in tracked_models.values():
            if name in tracked.derived:
                yield from _differences(book, tracked, name)

    check.__name__ = f"{name}s"
    return check


def _differences(book: Book, tracked: TrackedModel, name: str) -> Iterator[str]:
    column = tracked.derived[name]
    rows = tracked.model._default_manager.filter(book_id=book.pk)
    for row_id, kept, *stated in walk(rows, "id", name, *column.sources):
        if kept != (value := column.compute(*stated)):
            sources = ", ".join(column.sources)
            yield f"{tracked.name} {row_id} has {name} {kept!r:.60}; {sources} gives {value!r:.60}"
