"""Rows whose postings the file states one by one: what they come to on each account."""

from common.money import CURRENCIES
from imports.plan.options import Categories, Wishes
from imports.plan.rows import NO_CATEGORY, PlannedPosting
from imports.planning.account_mapping import Targets
from imports.planning.category_mapping import Names
from imports.planning.normalising import without_zeros
from imports.planning.rounding import Rounding
from readers.statement import Row
from transactions.models import DESCRIPTION_LENGTH_MAX, Kind


def planned_postings(
    row: Row, targets: Targets, names: Names, wishes: Wishes, rounding: Rounding
) -> tuple[PlannedPosting, ...]:
    """Return the postings of `row` with places and minor units; raises Mismatch, Unreadable."""
    found = []
    for posting in row.postings:
        place = targets.place(posting.account, posting.currency)
        currency = CURRENCIES[targets.found[place].currency]
        minor = rounding.minor(posting.amount, currency, row.line)
        named = wishes.categories != Categories.NONE and posting.kind != Kind.TRANSFER
        found.append(
            PlannedPosting(
                minor,
                place,
                posting.kind,
                names.place(posting.category, minor, posting.kind) if named else NO_CATEGORY,
                without_zeros(posting.description)[:DESCRIPTION_LENGTH_MAX],
            )
        )
    return tuple(found)


def own_side(postings: tuple[PlannedPosting, ...]) -> tuple[int, int]:
    """Return the place of the first account on which money moves, and how much of it."""
    moved: dict[int, int] = {}
    for posting in postings:
        moved[posting.target] = moved.get(posting.target, 0) + posting.minor
    return next((side for side in moved.items() if side[1]), (postings[0].target, 0))
