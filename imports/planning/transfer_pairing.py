"""The stage that plans a transfer or split once which several accounts of the file tell."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from imports.matching import keys
from imports.matching.shared_events import SAID, Move, SharedEvents
from imports.models import Verdict
from imports.plan.rows import NO_TARGET, OTHER_SIDE, Planned
from imports.planning.mapped_row import MappedRow, StagedRow, planned

_KNOWN = Verdict.KNOWN.value
_NO_MOVE = (NO_TARGET, 0)


class PairedRow(NamedTuple):
    """The plan of a row, and what the row moves on each account."""

    row: Planned
    own: Move
    """What it moves on the account that it stands on."""
    others: list[Move]
    """What it moves on other accounts, and on its own what another row has counted there."""


def with_pairs(rows: Iterable[StagedRow], events: SharedEvents) -> Iterator[PairedRow | Planned]:
    """Yield the plans of `rows`; the other side of an earlier row is known."""
    for row in rows:
        yield row if isinstance(row, Planned) else _paired(row, events)


def _paired(row: MappedRow, events: SharedEvents) -> PairedRow:
    own = (row.target, row.minor)
    found = keys.row_keys(row.said, row.day, row.minor)
    if row.other != NO_TARGET:
        return _transfer(row, own, (row.other, row.other_minor), found, events)
    whole = planned(row, own, _NO_MOVE, found)
    if row.postings:
        return PairedRow(whole, own, whole.elsewhere)
    rest, others = events.split(whole)
    return PairedRow(rest, own, others)


def _transfer(
    row: MappedRow, own: Move, other: Move, found: tuple[str, ...], events: SharedEvents
) -> PairedRow:
    transfer = events.transfer(row.day, own, other)
    if not transfer.is_new:
        again = planned(row, own, other, found)._replace(
            verdict=_KNOWN, code=OTHER_SIDE, reasons=SAID, event=transfer.event
        )
        # The row of the other side has counted it for this account.
        return PairedRow(again, own, [(row.target, -row.minor)])
    # A transfer is planned on the account that the money leaves, whichever side comes first.
    if row.minor < 0:
        common = keys.transfer_key(row.day, row.minor)
        return PairedRow(planned(row, own, other, (*found, common)), own, [other])
    common = keys.transfer_key(row.day, row.other_minor)
    leaving = planned(row, other, own, (common,))._replace(other_keys=found)
    return PairedRow(leaving, own, [other])
