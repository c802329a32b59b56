"""What one row of a file says, in minor units and within the lengths that a book keeps."""

from decimal import Decimal
from typing import Any

from common.errors import Problem
from common.money import AMOUNT_MINOR_MAX
from common.periods import DATE_MAX, DATE_MIN
from common.text import NAME_KEY_LENGTH_MAX, NAME_LENGTH_MAX, fold
from imports import keys
from imports.statement import Row
from transactions.models import DESCRIPTION_LENGTH_MAX


def minor_of(amount: Decimal, exponent: int) -> int | None:
    """Return `amount` in minor units; None where it has more decimals than the currency."""
    shifted = amount.scaleb(exponent)
    minor = int(shifted)
    return minor if minor == shifted else None


def keys_of(row: Row, day: str, minor: int) -> tuple[str, ...]:
    """Return what a row is known by on its own account, the bank's id first."""
    content = keys.content_key(day, minor, row.payee, row.description)
    return (keys.id_key(row.bank_id, minor), content) if row.bank_id else (content,)


def problem_of(row: Row, minor: int) -> Problem | None:
    """Return what keeps a row out whatever the book has."""
    if not minor:
        return Problem("/amount", "moves_nothing", "This row moves no money.")
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
