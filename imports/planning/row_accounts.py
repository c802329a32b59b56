"""The stage that gives rows their accounts and amounts: their own, and the other of a transfer."""

from collections.abc import Iterable, Iterator

from imports.plan.rows import NO_TARGET
from imports.planning.account_mapping import AccountMapper, AccountMismatch
from imports.planning.mapped_row import MappedRow, StagedRow, check_limits, staged
from imports.planning.rounding import Rounding
from imports.planning.row_counts import RowCounts

_NOWHERE = (NO_TARGET, 0)


def with_accounts(
    rows: Iterable[StagedRow], targets: AccountMapper, rounding: Rounding, counts: RowCounts
) -> Iterator[StagedRow]:
    """Yield `rows` with their accounts; without those that move nothing."""

    def stage(row: MappedRow) -> bool:
        said = row.said
        if said.postings:
            return True
        row.target = targets.place(said.account, said.currency)
        row.minor = rounding.minor(said.amount, targets.currency(row.target), said.line)
        check_limits(said, row.minor)
        if said.splits:
            return True
        if row.minor and said.other_account:
            row.other, row.other_minor = _other_side(row, targets, rounding, counts)
        return bool(row.minor)

    return staged(rows, stage, counts)


def _other_side(
    row: MappedRow, targets: AccountMapper, rounding: Rounding, counts: RowCounts
) -> tuple[int, int]:
    """Return the place of the account on the other side of a transfer, and what moves there."""
    said, place = row.said, row.target
    currency = targets.found[place].currency if said.other_amount is None else ""
    try:
        other = targets.other(said.other_account, currency)
    except AccountMismatch as mismatch:
        if mismatch.code != "currency_differs":
            raise
        counts.unequal += 1
        return _NOWHERE
    if other in (NO_TARGET, place):
        return _NOWHERE
    if targets.same_currency(other, place):
        return other, -row.minor
    stated = said.other_amount
    arrived = 0 if stated is None else rounding.minor(stated, targets.currency(other), said.line)
    if not arrived or (arrived > 0) == (row.minor > 0):
        counts.unequal += 1
        return _NOWHERE
    return other, arrived
