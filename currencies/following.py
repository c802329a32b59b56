"""What follows when a change of a book's own rates is taken back."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from books.door import OpenChange
from currencies.models import BookRate
from currencies.services import tell_watchers


@contextmanager
def following_rates(opened: OpenChange, ids: Collection[int]) -> Iterator[None]:
    """Have everything valued anew that the rates concerned, or now concern."""
    rates = BookRate.objects.with_ids(opened.book, ids)
    places = rates.values_list("base", "quote", "date")
    before = list(places)
    yield
    for place in dict.fromkeys([*before, *places.all()]):
        tell_watchers(opened, *place)
