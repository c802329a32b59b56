"""A row of a file on its way into the plan, and how it goes through a stage of planning."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from common.money import AMOUNT_MINOR_MAX
from common.periods import DATE_MAX, DATE_MIN
from imports.matching.keys import line_key
from imports.models import Verdict
from imports.plan.rows import NO_CATEGORY, NO_TARGET, Part, Planned, PlannedPosting
from imports.planning.account_mapping import AccountMismatch
from imports.planning.row_counts import RowCounts
from imports.planning.row_texts import tags_of, texts_of
from readers.cells import Cell
from readers.statement import Row
from transactions.models import DESCRIPTION_LENGTH_MAX, NOTES_LENGTH_MAX, Status

# Looked up once: an enumeration takes its time for each, and rows are many.
_STATUSES = frozenset(map(str, Status))
_NEW = Verdict.NEW.value
_FAULTY = Verdict.FAULTY.value
_FIELDS = {
    "no_amount": "amount",
    "too_large": "amount",
    "out_of_range": "date",
    "unknown_currency": "currency",
    "currency_differs": "currency",
}
"""The cell that is to be corrected where an account does not take a row, by the code of why."""


@dataclass(slots=True)
class MappedRow:
    """A row of a file in the terms of the book. Each stage fills in what it finds out."""

    said: Row
    """The row as the file states it."""
    source: str
    """As in `Planned`, and so are those below."""
    day: str
    minor: int = 0
    target: int = NO_TARGET
    other: int = NO_TARGET
    other_minor: int = 0
    payee: str = ""
    description: str = ""
    notes: str = ""
    category: int = NO_CATEGORY
    parts: tuple[Part, ...] = ()
    postings: tuple[PlannedPosting, ...] = ()
    keys: tuple[str, ...] = ()
    """Those that it keeps where it is faulty; others get theirs when they are paired."""


StagedRow = MappedRow | Planned
"""A row between two stages: Planned as soon as it is faulty, and then no stage changes it."""


def staged(
    rows: Iterable[StagedRow], stage: Callable[[MappedRow], bool], counts: RowCounts
) -> Iterator[StagedRow]:
    """Put `rows` through `stage`, which returns whether a row moves any money.

    A row that moves none is left out and counted. One that raises AccountMismatch is faulty.
    """
    for row in rows:
        if isinstance(row, Planned):
            yield row
            continue
        try:
            moves = stage(row)
        except AccountMismatch as mismatch:
            yield _mismatched(row, mismatch)
            continue
        if moves:
            yield row
        elif row.said.corrected:
            # Left out, it would give its number to the next row, and its decisions with it.
            yield _mismatched(row, AccountMismatch("no_amount", "An amount of 0 moves nothing."))
        else:
            counts.leave_out(row.said.line)


def check_limits(row: Row, minor: int) -> None:
    """Raise AccountMismatch for what keeps a row of this amount out whatever the book has."""
    if abs(minor) > AMOUNT_MINOR_MAX:
        raise AccountMismatch("too_large", f"{row.amount:f} is more than can be kept.")
    if not DATE_MIN <= row.date <= DATE_MAX:
        raise AccountMismatch(
            "out_of_range", f"{row.date} is not within {DATE_MIN} and {DATE_MAX}."
        )


def faulty(line: int, code: str, detail: str, source: str) -> Planned:
    """Return the plan of a row that is not recorded, whatever is decided."""
    return Planned(line, _FAULTY, code=code, reasons=(detail,), source=source)


def _mismatched(row: MappedRow, mismatch: AccountMismatch) -> Planned:
    payee, description, notes = texts_of(row.said)
    return faulty(row.said.line, mismatch.code, str(mismatch), row.source)._replace(
        day=row.day,
        payee=payee,
        description=description,
        notes=notes[:NOTES_LENGTH_MAX],
        keys=(*row.keys, line_key(origin)) if (origin := row.said.origin) else row.keys,
        cells=(cells := _faulty_cells(row.said, mismatch)),
        reasons=reasons_of(cells, str(mismatch)),
        currency=row.said.currency,
    )


def _faulty_cells(row: Row, mismatch: AccountMismatch) -> tuple[Cell, ...]:
    """Return the cells of `row` that people can correct, or have, the faulty one with its fault."""
    cells = {cell.field: cell for cell in row.corrected}
    field = _FIELDS.get(mismatch.code, "")
    cell = cells.get(field) or (row.origin.cell(field) if row.origin and field else None)
    if cell is not None:
        cells[field] = cell._replace(code=mismatch.code, detail=str(mismatch))
    return tuple(cells.values())


def reasons_of(cells: Iterable[Cell], detail: str) -> tuple[str, ...]:
    """Return what is wrong with a row: `detail`, and what is wrong with its cells beside that."""
    return tuple(dict.fromkeys((detail, *(cell.detail for cell in cells if cell.detail))))


def planned(
    row: MappedRow, own: tuple[int, int], other: tuple[int, int], keys: tuple[str, ...]
) -> Planned:
    """Return the plan of a row that moves money on its `own` account, and on the `other` one.

    Each is the place of an account with what moves there.
    """
    said = row.said
    # By position, as rows are many: by name it takes twice the time.
    return Planned(
        said.line,
        _NEW,
        row.day,
        own[1],
        own[0],
        other[0],
        other[1],
        row.payee,
        row.description,
        row.notes,
        said.reference[:DESCRIPTION_LENGTH_MAX],
        said.status if said.status in _STATUSES else "",
        row.category,
        (),
        tags_of(said),
        row.parts,
        keys,
        source=row.source,
        kind=said.counts_as,
        postings=row.postings,
        cells=said.corrected,
    )
