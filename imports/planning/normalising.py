"""The first stages of planning: the rows that a file states as rows that can be recorded."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from imports.matching.keys import line_key
from imports.plan.rows import Planned
from imports.planning.mapped_row import MappedRow, StagedRow, faulty, reasons_of
from imports.planning.row_counts import RowCounts
from imports.planning.row_texts import texts_of
from readers.statement import Fault, Row
from transactions.models import NOTES_LENGTH_MAX


def normalised(rows: Iterable[Row | Fault], source: str) -> Iterator[StagedRow]:
    """Yield the rows of the file called `source`; one that cannot be read is faulty."""
    for row in rows:
        if type(row) is Fault:
            yield _unreadable(row, source)
        elif type(row) is Row:
            for piece in _pieces(row):
                yield MappedRow(piece, source, piece.date.isoformat())


def _unreadable(fault: Fault, source: str) -> Planned:
    """Return the plan of a line that is not a row, with the cells that people can correct."""
    found = faulty(fault.line, fault.code, fault.detail, source)
    if fault.origin is None:
        return found
    texts = Row(fault.line, date.min, Decimal(0), payee=fault.payee, description=fault.description)
    payee, description, _notes = texts_of(texts)
    return found._replace(
        reasons=reasons_of(fault.cells, fault.detail),
        payee=payee,
        description=description,
        keys=(line_key(fault.origin),),
        cells=fault.cells,
        currency=fault.currency,
    )


def _pieces(row: Row) -> tuple[Row, ...]:
    """Return the rows to record of `row`: two of a split whose parts cancel out.

    Such a split moves money between categories, and a transaction of the ledger goes one way: so
    what it takes and what it gives are one row each.
    """
    if row.amount or not row.splits or any(split.account for split in row.splits):
        return (row,)
    ways = [[s for s in row.splits if s.amount < 0], [s for s in row.splits if s.amount > 0]]
    if not all(ways):
        return (row,)
    return tuple(
        row._replace(amount=sum((s.amount for s in way), Decimal(0)), splits=tuple(way))
        for way in ways
    )


def with_texts(rows: Iterable[StagedRow], counts: RowCounts) -> Iterator[StagedRow]:
    """Yield `rows` with their texts; notes that are too long are cut, and counted."""
    for row in rows:
        if isinstance(row, MappedRow):
            row.payee, row.description, notes = texts_of(row.said)
            if len(notes) > NOTES_LENGTH_MAX:
                notes = notes[: NOTES_LENGTH_MAX - 1] + "…"
                counts.cut += 1
            row.notes = notes
        yield row
