"""The stage that maps rows whose postings the file states one by one, on every account."""

from collections.abc import Iterable, Iterator

from imports.plan.rows import NO_CATEGORY, PlannedPosting
from imports.planning.account_mapping import AccountMapper
from imports.planning.category_mapping import CategoryNames
from imports.planning.mapped_row import MappedRow, StagedRow, check_limits, staged
from imports.planning.rounding import Rounding
from imports.planning.row_counts import RowCounts
from imports.planning.row_texts import without_zeros
from readers.statement import Posting
from transactions.models import DESCRIPTION_LENGTH_MAX, PostingKind


def with_postings(
    rows: Iterable[StagedRow],
    targets: AccountMapper,
    names: CategoryNames,
    rounding: Rounding,
    counts: RowCounts,
) -> Iterator[StagedRow]:
    """Yield `rows`, those that state postings with them and with the account they are on."""

    def stage(row: MappedRow) -> bool:
        said = row.said
        if said.postings:
            row.postings = tuple(
                _posting(posting, said.line, targets, names, rounding) for posting in said.postings
            )
            row.target, row.minor = _own_side(row.postings)
            check_limits(said, row.minor)
        return True

    return staged(rows, stage, counts)


def _posting(
    said: Posting, line: int, targets: AccountMapper, names: CategoryNames, rounding: Rounding
) -> PlannedPosting:
    place = targets.place(said.account, said.currency)
    minor = rounding.minor(said.amount, targets.currency(place), line)
    is_named = said.kind != PostingKind.TRANSFER
    return PlannedPosting(
        minor,
        place,
        said.kind,
        names.place(said.category, minor, said.kind) if is_named else NO_CATEGORY,
        without_zeros(said.description)[:DESCRIPTION_LENGTH_MAX],
    )


def _own_side(postings: tuple[PlannedPosting, ...]) -> tuple[int, int]:
    """Return the place of the first account on which money moves, and how much of it."""
    moved: dict[int, int] = {}
    for posting in postings:
        moved[posting.target] = moved.get(posting.target, 0) + posting.minor
    return next((side for side in moved.items() if side[1]), (postings[0].target, 0))
