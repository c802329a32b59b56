"""The texts of a row, within the lengths that a book keeps."""

from typing import Any

from common.text import NAME_KEY_LENGTH_MAX, NAME_LENGTH_MAX, fold
from readers.statement import Row
from transactions.models import DESCRIPTION_LENGTH_MAX


def texts_of(row: Row) -> tuple[str, str, str]:
    """Return payee, description and notes, no longer than they may be; the rest goes to notes."""
    payee, description, notes = row.payee, row.description, row.notes
    more: list[Any] = []
    if len(payee) > NAME_LENGTH_MAX or (
        not payee.isascii() and len(fold(payee)) > NAME_KEY_LENGTH_MAX
    ):
        more.append(payee)
        payee = payee[:NAME_LENGTH_MAX].strip()
        while len(fold(payee)) > NAME_KEY_LENGTH_MAX:
            payee = payee[:-1].rstrip()
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
