"""The stage that gives the parts of split rows their amounts, accounts and categories."""

from collections.abc import Iterable, Iterator

from imports.matching.keys import row_keys
from imports.plan.rows import NO_CATEGORY, NO_TARGET, Part
from imports.planning.account_mapping import AccountMapper, AccountMismatch
from imports.planning.category_mapping import CategoryNames
from imports.planning.mapped_row import MappedRow, StagedRow, staged
from imports.planning.rounding import Rounding
from imports.planning.row_counts import RowCounts
from imports.planning.row_texts import without_zeros
from readers.statement import Split
from transactions.models import DESCRIPTION_LENGTH_MAX


def with_parts(
    rows: Iterable[StagedRow],
    targets: AccountMapper,
    names: CategoryNames,
    rounding: Rounding,
    counts: RowCounts,
) -> Iterator[StagedRow]:
    """Yield `rows`, those that are split with their parts; without those that move nothing."""

    def stage(row: MappedRow) -> bool:
        said = row.said
        if not said.splits:
            return True
        amounts = [split.amount for split in said.splits]
        currency = targets.currency(row.target)
        minors = rounding.parts(amounts, said.amount, currency, said.line)
        parts = [
            _part(split, minor, row.target, targets, names, counts)
            for split, minor in zip(said.splits, minors, strict=True)
        ]
        if sum(minors) != row.minor:
            row.keys = row_keys(said, row.day, row.minor)
            detail = "The parts of this row do not add up to its amount."
            raise AccountMismatch("does_not_add_up", detail)
        row.parts = tuple(part for part in parts if part.minor)
        return bool(row.minor or row.parts)

    return staged(rows, stage, counts)


def _part(
    split: Split,
    minor: int,
    place: int,
    targets: AccountMapper,
    names: CategoryNames,
    counts: RowCounts,
) -> Part:
    """Return the plan of one part of a row on the account at `place`."""
    target = NO_TARGET
    if split.account:
        target = targets.other(split.account, targets.found[place].currency)
        if target != NO_TARGET and not targets.same_currency(target, place):
            counts.unequal += 1
            target = NO_TARGET
    is_named = minor != 0 and target == NO_TARGET
    return Part(
        minor,
        names.place(split.category, minor) if is_named else NO_CATEGORY,
        NO_TARGET if target == place else target,
        without_zeros(split.description)[:DESCRIPTION_LENGTH_MAX],
    )
