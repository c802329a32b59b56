"""The delta feed: everything of a book that changed since some point of its history.

Changes are numbered in the order of their commits, and the next number is taken only once the
one before has been committed, so what has a number up to the book's last change is all there:
a reader who goes by numbers skips nothing, however late a writer commits.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Q

from books.models import Action, Book, Revision
from books.resources import Resource, resources
from books.tracked_models import BOOK
from common.business_days import closed_days


class Position(NamedTuple):
    """How far a reader has come."""

    number: int = 1
    """Of the change."""
    stream: int = 0
    """Within the change, by the order of the streams."""
    row_id: int = 0
    """Within the stream."""
    began: int = 0
    """The last change when the reader began, with nothing: what was deleted up to then is news to
    nobody."""


class Item(NamedTuple):
    """One row that changed, as it is now; None where it is gone."""

    kind: str
    row_id: int
    number: int
    row: Any


@dataclass(frozen=True, slots=True)
class FeedPage:
    """What comes after a position, up to a number of items."""

    items: list[Item]
    position: Position
    as_of: int
    """The book's last change when this was read: without `more`, a reader now has the book so."""
    more: bool


class _Place(NamedTuple):
    number: int
    stream: int
    key: int
    kind: str
    row_id: int


def read_page(book: Book, since: Position | None, limit: int) -> FeedPage:
    """Return up to `limit` items beyond `since`, or from the beginning.

    To be read steadily: no change may fall between its statements.
    """
    start = since or Position(began=book.last_change)
    places = sorted(
        place
        for number, stream in enumerate(_streams())
        for place in stream.after(book, start, number, limit + 1)
    )
    more = len(places) > limit
    page = places[:limit]
    position = Position(book.last_change, len(_streams()), 0, start.began)
    if more:
        position = Position(page[-1].number, page[-1].stream, page[-1].key, start.began)
    return FeedPage(list(_items(book, page)), position, book.last_change, more)


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of a resource that are there, by a stamp of theirs."""

    resource: Resource
    stamp: str

    def after(self, book: Book, start: Position, stream: int, count: int) -> Iterator[_Place]:
        rows = self.resource.model._default_manager.filter(book_id=book.pk)
        rows = rows.filter(_beyond(start, stream, self.stamp)).order_by(self.stamp, "id")
        for number, row_id in rows.values_list(self.stamp, "id")[:count]:
            yield _Place(number, stream, row_id, self.resource.name, row_id)


class _Deletions:
    """What was deleted."""

    def after(self, book: Book, start: Position, stream: int, count: int) -> Iterator[_Place]:
        rows = Revision.objects.for_book(book).filter(action=Action.DELETED)
        rows = rows.filter(_beyond(start, stream, "number"), number__gt=start.began)
        columns = ("number", "id", "kind", "row_id")
        for number, key, kind, row_id in rows.order_by("number", "id").values_list(*columns)[
            :count
        ]:
            yield _Place(number, stream, key, kind, row_id)


class _TheBook:
    """The book itself."""

    def after(self, book: Book, start: Position, stream: int, count: int) -> Iterator[_Place]:
        if (book.changed_in, stream, book.pk) > start[:3]:
            yield _Place(book.changed_in, stream, book.pk, BOOK, book.pk)


def _streams() -> Sequence[_TheBook | _Rows | _Deletions]:
    """Return the streams: of one change, what is pointed at comes before what points at it."""
    rows = [
        _Rows(resource, stamp)
        for resource in resources.values()
        for stamp in ("changed_in", *resource.stamps)
    ]
    return [_TheBook(), *rows, _Deletions()]


def _beyond(start: Position, stream: int, stamp: str) -> Q:
    """The rows of a stream after the position `start`, which may be within another one."""
    if stream < start.stream:
        return Q(**{f"{stamp}__gt": start.number})
    if stream > start.stream:
        return Q(**{f"{stamp}__gte": start.number})
    rest = Q(**{stamp: start.number, "id__gt": start.row_id})
    # The bound that both have in common, said apart, is what an index is entered by.
    return Q(**{f"{stamp}__gte": start.number}) & (rest | Q(**{f"{stamp}__gt": start.number}))


def _items(book: Book, places: Sequence[_Place]) -> Iterator[Item]:
    ids: dict[str, set[int]] = {}
    for place in places:
        ids.setdefault(place.kind, set()).add(place.row_id)
    rows = {
        name: resources[name].present(book, wanted)
        if name in resources
        else {book.pk: _shown(book)}
        for name, wanted in ids.items()
    }
    last = len(_streams()) - 1
    for place in places:
        row = rows[place.kind].get(place.row_id)
        # What was deleted and is there again comes later, as it is.
        if (row is None) is (place.stream == last):
            yield Item(place.kind, place.row_id, place.number, row)


def _shown(book: Book) -> dict[str, Any]:
    names = ("name", "home_currency", "calendar")
    closed = sorted(day.isoformat() for day in closed_days(book.closed_days))
    return {
        "id": book.pk,
        **{name: getattr(book, name) for name in names},
        "closed_days": closed,
    }
