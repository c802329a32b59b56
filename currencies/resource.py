"""What a book's own exchange rate is to the rest of the program: history, feed, undo, archive."""

from collections.abc import Iterator
from contextlib import contextmanager

from books.presenters import presented_by
from books.resources import Description, Names, Resource
from books.tracked_models import Columns, Ids
from books.unit_of_work import UnitOfWork
from currencies.drafts import ROW_RULES
from currencies.models import BookRate
from currencies.serializers import RateSerializer
from currencies.services import tell_watchers


def describe_rate(row: Columns, names: Names) -> Description:
    return Description(
        f"1 {row['base']} in {row['quote']} on {row['date']}",
        {
            "date": f"{row['date']}",
            "base": row["base"],
            "quote": row["quote"],
            "rate": row["rate"],
        },
    )


@contextmanager
def on_undo_of_rates(uow: UnitOfWork, ids: Ids) -> Iterator[None]:
    """Have everything valued anew that the rates concerned, or now concern."""
    rates = BookRate.objects.with_ids(uow.book, ids)
    places = rates.values_list("base", "quote", "date")
    before = list(places)
    yield
    for place in dict.fromkeys([*before, *places.all()]):
        tell_watchers(uow, *place)


RATE = Resource(
    name="rate",
    plural="rates",
    model=BookRate,
    row_rules=ROW_RULES,
    describe=describe_rate,
    present=presented_by(RateSerializer),
    on_undo=on_undo_of_rates,
)

DECLARATIONS = (RATE,)
