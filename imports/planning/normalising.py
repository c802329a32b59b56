"""What one row of a file says, in minor units and within the lengths that a book keeps."""

from decimal import Decimal
from typing import Any

from common.errors import Problem
from common.money import AMOUNT_MINOR_MAX
from common.periods import DATE_MAX, DATE_MIN
from common.text import NAME_KEY_LENGTH_MAX, NAME_LENGTH_MAX, fold
from imports.matching import keys
from readers.statement import Row
from transactions.models import DESCRIPTION_LENGTH_MAX


def pieces_of(row: Row) -> tuple[Row, ...]:
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


def keys_of(row: Row, day: str, minor: int) -> tuple[str, ...]:
    """Return what a row is known by on its own account, the bank's id first."""
    content = keys.content_keys(day, minor, row.payee, row.description)
    return (keys.id_key(row.bank_id, minor), *content) if row.bank_id else content


def problem_of(row: Row, minor: int) -> Problem | None:
    """Return what keeps a row out whatever the book has."""
    if abs(minor) > AMOUNT_MINOR_MAX:
        return Problem("/amount", "too_large", f"{row.amount:f} is more than can be kept.")
    if not DATE_MIN <= row.date <= DATE_MAX:
        detail = f"{row.date} is not within {DATE_MIN} and {DATE_MAX}."
        return Problem("/date", "out_of_range", detail)
    return None


def texts_of(row: Row) -> tuple[str, str, str]:
    """Return payee, description and notes, no longer than they may be; the rest goes to notes."""
    payee, description, notes = row.payee, row.description, row.notes
    more: list[Any] = []
    if len(payee) > NAME_LENGTH_MAX or (
        not payee.isascii() and len(fold(payee)) > NAME_KEY_LENGTH_MAX
    ):
        more.append(payee)
        payee = payee[:NAME_LENGTH_MAX].strip()
    if len(description) > DESCRIPTION_LENGTH_MAX:
        more.append(description)
        description = description[: DESCRIPTION_LENGTH_MAX - 1].rstrip() + "…"
    if row.reference and row.reference not in notes:
        more.append(row.reference)
    if more:
        notes = "\n".join(filter(None, (notes, *more)))
    return without_zeros(payee), without_zeros(description), without_zeros(notes)


def without_zeros(text: str) -> str:
    return text.replace("\x00", "") if "\x00" in text else text
