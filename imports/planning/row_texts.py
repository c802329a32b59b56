"""The texts of a row, within the lengths that a book keeps."""

from typing import Any

from common.text import NAME_LENGTH_MAX, name_fault
from readers.statement import Row
from transactions.models import DESCRIPTION_LENGTH_MAX
from transactions.row_rules import TAGS_MAX


def tags_of(row: Row) -> tuple[str, ...]:
    """Return the tags that a transaction can carry; those beyond go to the notes."""
    return tuple(filter(_fits, row.tags))[:TAGS_MAX] if row.tags else ()


def texts_of(row: Row) -> tuple[str, str, str]:
    """Return payee, description and notes, no longer than they may be; the rest goes to notes."""
    payee, description, notes = row.payee, row.description, row.notes
    more: list[Any] = []
    if not _fits(payee):
        more.append(payee)
        payee = payee[:NAME_LENGTH_MAX].strip()
        while not _fits(payee):
            payee = payee[:-1].rstrip()
    if len(description) > DESCRIPTION_LENGTH_MAX:
        more.append(description)
        description = description[: DESCRIPTION_LENGTH_MAX - 1].rstrip() + "…"
    if beyond := row.tags and set(row.tags).difference(tags_of(row)):
        more.append(" ".join(f"#{tag}" for tag in row.tags if tag in beyond))
    if row.reference and row.reference not in notes:
        more.append(row.reference)
    if more:
        notes = "\n".join(filter(None, (notes, *more)))
    return without_zeros(payee), without_zeros(description), without_zeros(notes)


def _fits(name: str) -> bool:
    return name_fault(name) != "max_length"


def without_zeros(text: str) -> str:
    return text.replace("\x00", "") if "\x00" in text else text
