"""Lines between the rows of a table that state the balance of a day instead of a transaction."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

from readers.tables.amounts import Amounts, Wrong
from readers.tables.balances import begins_with_balance, is_balance
from readers.tables.columns import Columns
from readers.tables.evidence import Evidence, account_column
from readers.tables.headings import plain


class Between(NamedTuple):
    """What such lines show, where they follow from the rows."""

    opening: Decimal | None = None
    """The balance before all rows; None where no two lines agree on it."""
    texts: frozenset[str] = frozenset()
    """The texts of lines that begin with a word for a balance and follow, whatever they add."""


_Line = tuple[Decimal, str]


def between_of(found: Evidence, columns: Columns, amounts: Amounts) -> Between:
    """Return what lines of balances between the first rows of one account show."""
    if account_column(columns) >= 0 or "currency" in columns:
        return Between()
    lines = list(_lines(found, columns, amounts))
    if (opening := _opening(lines, is_balance)) is not None:
        return Between(opening)
    loose = frozenset(plain(text) for _number, text in lines if begins_with_balance(text))
    opening = _opening(lines, lambda text: plain(text) in loose)
    return Between() if opening is None else Between(opening, loose)


def _lines(found: Evidence, columns: Columns, amounts: Amounts) -> "Sequence[_Line]":
    places = [c for role in ("payee", "description") for c in columns.get(role, ())]
    lines = []
    for cells in found.sample:
        words = [cells[c] for c in places if c < len(cells) and cells[c].strip()]
        try:
            amount = amounts(cells)
        except Wrong:
            continue
        if amount is not None:
            lines.append((amount, words[0] if len(words) == 1 else ""))
    return lines


def _opening(lines: Sequence[_Line], states_balance: Callable[[str], bool]) -> Decimal | None:
    """Return the balance before all rows; None where the lines of balances do not follow.

    They have to follow in the order of the table or in the opposite one, and to be two at least.
    """
    for order in (lines, lines[::-1]):
        total, openings = Decimal(0), []
        for number, text in order:
            if states_balance(text):
                openings.append(number - total)
            else:
                total += number
        if len(openings) > 1 and len(set(openings)) == 1:
            return openings[0]
    return None
